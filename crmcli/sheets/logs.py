"""Several entries in one cell: the refunds of an order line, the steps of a complaint, as we export them.

An entry starts on a line of its own with its day or instant (UTC); its last part is text, which may go on below:

    2026-11-20 · 300.00 · one piece short
    2026-11-20T06:30:00Z · responded · Lee · result=satisfied · called back
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

_REFUND = re.compile(r"(\d{4}-\d\d-\d\d) · (\d+\.\d\d) ·? ?(.*)", re.DOTALL)
_STEP = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)(\??) · ([a-z_]+) · ([^·]*?) ?· ([^·]*?) ?· ?(.*)", re.DOTALL
)
_START = re.compile(r"\n(?=\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ\??)? · )")
#: The kinds of steps, a note among them.
STEP_KINDS = frozenset((
    "opened", "responded", "proposed", "progress", "waiting", "resumed", "answered", "resolved", "revisited", "reopened",
    "archived", "severity", "note", "called_again",
))  # fmt: skip


class Refund(NamedTuple):
    """Money given back on a team-local day, in cents."""

    day: date
    cents: int
    reason: str


class LoggedStep(NamedTuple):
    """One event of a complaint; `at` is stored text, `data` is (name, word) pairs, `actor` a name."""

    kind: str
    at: str
    known: bool
    actor: str
    data: tuple[tuple[str, str], ...]
    text: str


def refund_line(day: str, cents: int, reason: str | None) -> str:
    """A refund as an entry."""
    return f"{day} · {cents // 100}.{cents % 100:02d} · {reason or ''}".rstrip()


def step_line(kind: str, at: str, known: bool, actor: str, data: Mapping[str, str], text: str | None) -> str:
    """A step as an entry; an instant that is a guess gets a question mark."""
    told = ";".join(f"{name}={word}" for name, word in data.items())
    return f"{at}{'' if known else '?'} · {kind} · {actor.replace('·', ' ')} · {told} · {text or ''}".rstrip()


def joined(entries: Iterable[str]) -> str | None:
    """The cell of several entries, None for none."""
    return "\n".join(entries) or None


def refunds_of(text: str) -> tuple[Refund, ...] | None:
    """The refunds in a cell, None if it isn't such a log."""
    found = []
    for entry in _START.split(text):
        match = _REFUND.fullmatch(entry.rstrip())
        day = _day(match[1]) if match else None
        if match is None or day is None:
            return None
        found.append(Refund(day, int(Decimal(match[2]) * 100), match[3].strip()))
    return tuple(found)


def steps_of(text: str) -> tuple[LoggedStep, ...] | None:
    """The steps in a cell, None if it isn't such a log or doesn't begin with an opening."""
    found = []
    for entry in _START.split(text):
        match = _STEP.fullmatch(entry.rstrip())
        if match is None or match[3] not in STEP_KINDS or _day(match[1][:10]) is None:
            return None
        pairs = tuple(
            (name, word)
            for name, _equals, word in (part.partition("=") for part in match[5].split(";") if part)
        )
        found.append(LoggedStep(match[3], match[1], not match[2], match[4].strip(), pairs, match[6].strip()))
    return tuple(found) if found and found[0].kind == "opened" else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
