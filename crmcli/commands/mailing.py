"""What sends planned messages by SMTP, whatever they are for."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import count
from typing import TYPE_CHECKING

from crmcli.notify import mail, outbox
from crmcli.workflows import outgoing

if TYPE_CHECKING:
    from crmcli.context import Context


def server_of(crm: Context) -> mail.Server:
    """The mail server that is set. Invalid where none is, before anything is planned."""
    return mail.Server.of(crm.config, os.environ)


def send_out(crm: Context, server: mail.Server, summary: str, ids: Sequence[int]) -> None:
    """Sends planned messages, each in a transaction of its own; those that another run takes are left to it."""
    if not ids:
        return
    steps = count(1)
    with mail.Mailer(server) as mailer:
        sender = outbox.Sender(outgoing.claim, mailer.send, outgoing.note)
        outbox.run(lambda: crm.work(summary, step=next(steps)), ids, sender)
