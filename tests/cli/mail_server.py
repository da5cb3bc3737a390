"""A mail server on this computer that does to each mail what it is told to."""

from __future__ import annotations

import email
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any, NamedTuple, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

#: What a mail server may do: before the text comes (rcpt) or once it is there (data), an answer or one of these.
DROP, WAIT = "drop", "wait"


class Postman:
    """Keeps what it takes, and what it was cut off after. `rcpt` and `data` say by address what becomes of it; `on_data` is done before the answer."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, EmailMessage]] = []
        self.rcpt: dict[str, str] = {}
        self.data: dict[str, str] = {}
        self.on_data: Callable[[str], None] = lambda _address: None
        self._over = threading.Event()

    @property
    def addresses(self) -> list[str]:
        return [address for address, _mail in self.mails]

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.rcpt.get(address, "")
        if answer == DROP:
            cast(Any, server.transport).abort()
        if answer and answer != DROP:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        import asyncio

        address = envelope.rcpt_tos[0]
        mail = email.message_from_bytes(cast(bytes, envelope.content), policy=email.policy.default)
        answer = self.data.get(address, "")
        if not answer or answer == DROP:
            self.mails.append((address, cast(EmailMessage, mail)))
        await asyncio.to_thread(self.on_data, address)
        if answer == DROP:
            cast(Any, server.transport).abort()
        if answer == WAIT:
            await asyncio.to_thread(self._over.wait)
        return answer if answer not in (DROP, WAIT, "") else "250 OK"

    def close(self) -> None:
        self._over.set()


class _Controller(Controller):
    def _trigger_server(self) -> None:
        # The system chose a free one.
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class Lock(NamedTuple):
    """How a server is entered: by TLS from the first byte or by STARTTLS, with a certificate, by one user's password."""

    security: str
    certificate: ssl.SSLContext
    user: bytes
    password: bytes

    def options(self) -> dict[str, Any]:
        """What the server is started with."""
        at_once = self.security == "tls"
        context = {"ssl_context" if at_once else "tls_context": self.certificate}
        return {
            **context, "require_starttls": not at_once, "authenticator": self._knows, "auth_required": True,
            # What is encrypted from the first byte needs no further TLS before a password.
            "auth_require_tls": not at_once,
        }  # fmt: skip

    def _knows(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _way: str, told: Any
    ) -> AuthResult:
        return AuthResult(success=(told.login, told.password) == (self.user, self.password), handled=False)


@contextmanager
def mail_server(lock: Lock | None = None) -> Iterator[tuple[Postman, int]]:
    """A server on a free port of this computer, and what it does."""
    postman = Postman()
    controller = _Controller(postman, hostname="127.0.0.1", port=0, **(lock.options() if lock else {}))
    controller.start()
    try:
        yield postman, controller.port
    finally:
        postman.close()
        controller.stop()
