"""Sends mails by SMTP: one connection for a run, anew where it broke, and always a definite word on what became of a mail.

Until the mail's text is on its way, whatever goes wrong leaves it unsent. From there to the server's answer nobody can say.
"""

from __future__ import annotations

import hashlib
import re
import smtplib
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime, parseaddr
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from crmcli import clock, errors
from crmcli.i18n import _
from crmcli.notify.outbox import Fate

if TYPE_CHECKING:
    from crmcli.database.connection import Row

SECURITIES = ("starttls", "tls", "none")
_VARIABLES = {
    "host": "CRMCLI_SMTP_HOST", "port": "CRMCLI_SMTP_PORT", "sender": "CRMCLI_SMTP_SENDER", "user": "CRMCLI_SMTP_USER",
    "password": "CRMCLI_SMTP_PASSWORD", "security": "CRMCLI_SMTP_SECURITY", "timeout": "CRMCLI_SMTP_TIMEOUT",
    "password_file": "CRMCLI_SMTP_PASSWORD_FILE",
}  # fmt: skip
_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_DEFAULT_TIMEOUT = 30.0


class Server(NamedTuple):
    """Where mails are handed in. `security` is one of SECURITIES, `timeout` in seconds."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    security: str = "starttls"
    timeout: float = _DEFAULT_TIMEOUT

    @classmethod
    def of(cls, config: Mapping[str, Any], environment: Mapping[str, str]) -> Server:
        """The server by CRMCLI_SMTP_…, else by the config file's table `smtp`. Invalid where it can't be used."""
        table = config.get("smtp") or {}
        told = {
            name: environment.get(variable) or str(table.get(name, "") or "")
            for name, variable in _VARIABLES.items()
        }
        hint = _(
            "Set it in the config file, or as CRMCLI_SMTP_HOST, CRMCLI_SMTP_SENDER …: see docs/how-to/care.md"
        )
        for name in ("host", "sender"):
            if not told[name]:
                raise errors.Invalid(
                    _("No mail server is set: smtp.%(name)s is missing.") % {"name": name}, hint
                )
        security = told["security"] or "starttls"
        try:
            port = int(told["port"] or _PORTS[security])
            timeout = float(told["timeout"] or _DEFAULT_TIMEOUT)
        except (ValueError, KeyError) as error:
            raise errors.Invalid(
                _("The mail server's settings make no sense: %(why)s") % {"why": error}, hint
            ) from error
        if "@" not in parseaddr(told["sender"])[1] or timeout <= 0:
            raise errors.Invalid(
                _("The mail server's settings make no sense: %(why)s") % {"why": told["sender"]}, hint
            )
        password = told["password"] or _password_of(told["password_file"])
        if not (told["user"] + password).isascii():
            raise errors.Invalid(
                _("The mail server's user and password must be plain ASCII characters."), hint
            )
        return cls(told["host"], port, told["sender"], told["user"], password, security, timeout)


def _password_of(path: str) -> str:
    if not path:
        return ""
    from pathlib import Path

    try:
        return Path(path).expanduser().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise errors.Invalid(
            _("The file with the mail server's password can't be read: %(path)s") % {"path": path},
            _("Check smtp.password_file in the config file."),
        ) from error


class Mailer:
    """Hands mails to a server. Unreachable where it can't be talked to from the start."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        try:
            self._connect()
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise errors.Unreachable(
                _("Nothing was sent, for the mail server %(host)s does not take us: %(why)s")
                % {"host": self._server.host, "why": _words(error)},
                _("Check the settings, or try again later."),
            ) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    def send(self, row: Row) -> Fate:
        """What becomes of a message of the outbox that is handed in."""
        try:
            data = _as_bytes(row, self._server.sender)
            smtp = self._smtp or self._connect()
            code, reply = smtp.mail(parseaddr(self._server.sender)[1])
            if code != 250:
                # It is us whom the server doesn't take, a mail without a login among them: no mail is lost by that.
                return self._refused(code, reply)._replace(state="planned")
            code, reply = smtp.rcpt(row["address"])
            if code not in (250, 251):
                return self._refused(code, reply)
            code, reply = smtp.docmd("DATA")
            if code != 354:
                return self._refused(code, reply)
        except (ValueError, IndexError) as error:
            # No address, or none that this server takes.
            self._leave()
            return Fate("failed", _words(error))
        except (OSError, smtplib.SMTPException) as error:
            self._leave()
            return Fate("planned", _words(error))
        return self._hand_in(smtp, data)

    def _hand_in(self, smtp: smtplib.SMTP, data: bytes) -> Fate:
        """Sends the text: from here on an error leaves unknown what became of it, unless the server says no."""
        try:
            smtp.send(data)
            code, reply = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._leave()
            return Fate("unknown", _words(error))
        return Fate("sent") if code == 250 else self._refused(code, reply)

    def _refused(self, code: int, reply: bytes) -> Fate:
        """A refusal: for now, so that it is tried again, or for good."""
        text = f"{code} {reply.decode('utf-8', 'replace')}"
        self._leave()
        return Fate("failed" if 500 <= code < 600 else "planned", text)

    def _connect(self) -> smtplib.SMTP:
        import ssl

        server = self._server
        context = None if server.security == "none" else ssl.create_default_context()
        if server.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=server.timeout, context=context
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
        try:
            if server.security == "starttls":
                smtp.starttls(context=context)
            if server.user:
                smtp.login(server.user, server.password)
            smtp.ehlo_or_helo_if_needed()
        except (OSError, smtplib.SMTPException):
            smtp.close()
            raise
        self._smtp = smtp
        return smtp

    def _leave(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        try:
            smtp.quit()
        except (OSError, smtplib.SMTPException):
            smtp.close()


def _as_bytes(row: Row, sender: str) -> bytes:
    """The mail as it goes over the wire. Its id follows from what it is for, so that a second copy shows as one."""
    message = EmailMessage(policy=WIRE.clone(cte_type="7bit"))
    message["From"], message["To"] = sender, row["address"]
    message["Subject"] = " ".join((row["subject"] or "").split())
    message["Date"] = format_datetime(clock.now())
    domain = parseaddr(sender)[1].rpartition("@")[2]
    message["Message-ID"] = f"<{hashlib.sha256(row['key'].encode()).hexdigest()[:32]}@{domain}>"
    message.set_content(row["body"])
    text = message.as_bytes()
    end = b"" if text.endswith(b"\r\n") else b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", text) + end + b".\r\n"


def _words(error: Exception) -> str:
    """What went wrong, in the server's or the system's words."""
    import ssl

    if isinstance(error, ssl.SSLCertVerificationError):
        return _("its certificate is not trusted: %(why)s") % {"why": error.verify_message}
    if isinstance(error, ssl.SSLError):
        return _("it speaks no TLS on this port (%(why)s)") % {"why": error.reason or error}
    if isinstance(error, smtplib.SMTPResponseException):
        reply = error.smtp_error
        return f"{error.smtp_code} {reply.decode('utf-8', 'replace') if isinstance(reply, bytes) else reply}"
    return str(error) or type(error).__name__
