"""The one outbox: takes each message for one sender, sends it, and notes what became of it, each in its own transaction.

What one message's sending came to is noted together with the claim of the next. So at any instant at most one message is
on its way, and after a crash it is the only one of which nobody knows whether it was sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import NamedTuple

from crmcli.database.connection import Row
from crmcli.store import Work


class Fate(NamedTuple):
    """What became of a message: sent, failed for good, planned (to be tried again), or unknown; and why."""

    state: str
    error: str = ""


class Sender(NamedTuple):
    """How messages are taken, sent and noted."""

    claim: Callable[[Work, int], Row | None]
    send: Callable[[Row], Fate]
    note: Callable[[Work, Row, str, str], None]


def run(begin: Callable[[], AbstractContextManager[Work]], ids: Iterable[int], sender: Sender) -> None:
    """Sends the planned messages of these ids that nobody else takes."""
    under_way: tuple[Row, Fate] | None = None
    for message_id in [*ids, None]:
        if message_id is None and under_way is None:
            break
        with begin() as work:
            if under_way is not None:
                sender.note(work, under_way[0], *under_way[1])
            row = sender.claim(work, message_id) if message_id is not None else None
        under_way = None if row is None else (row, sender.send(row))
