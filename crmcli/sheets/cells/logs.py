"""Several entries in one cell, as we export them: refunds, steps of a complaint, a task's checklist and what was said.

An entry starts on a line of its own with its day or instant (UTC); its last part is text, which may go on below:

    2026-11-20 · 300.00 · one piece short
    2026-11-20 · complaint:revisit · away until then
    2026-11-20T06:30:00Z · responded · Lee · result=satisfied · called back
    2026-11-20T06:30:00Z · Lee · the hall is taken
    2026-11-20T06:30:00Z · Lee · lost · price · a third cheaper elsewhere
    2026-11-20T06:30:00Z · Lee · Lee · Kim · 2026-11-21 · needs the stamp

In a list that we write for a Chinese reader the words of ours are in Chinese (`log_words`); both are read. Otherwise are
only those of a checklist, which start with their tick:

    [x] 2026-11-20T06:30:00Z · Lee · book the room
    [ ] invite
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from crmcli.service.log_words import move_key, pair_key, progress_key, put_off_key, step_key

_REFUND = re.compile(r"(\d{4}-\d\d-\d\d) · (\d+\.\d\d) ·? ?(.*)", re.DOTALL)
_PUT_OFF = re.compile(r"(\d{4}-\d\d-\d\d) · ([^\s·:]+(?::[^\s·:]+){0,2}) ?·? ?(.*)", re.DOTALL)
#: What is put off, by its key: contact, complaint:revisit, complaint:revisit:escalated.
_ITEM_KEY = re.compile(r"[a-z_]+(?::[a-z_]+){0,2}")
_STEP = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)(\??) · ([^\s·]+) · ([^·]*?) ?· ([^·]*?) ?· ?(.*)", re.DOTALL
)
_REMARK = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) · ([^·]*?) ?· ?(.*)", re.DOTALL)
_MOVE = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)(\??) · ([^·]*?) ?· ([^·]+?) ?· ?([^·]*?) ?· ?(.*)", re.DOTALL
)
_PROGRESS = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) · ([^·]*?) ?· ([^·]*?) ?· (\d{4}-\d\d-\d\d)? ?·"
    r" (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)? ?· ?(.*)",
    re.DOTALL,
)
_HANDOVER = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) · ([^·]*?) ?· ([^·]*?) ?· ([^·]*?) ?·"
    r" (\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ)?)? ?· ?(.*)",
    re.DOTALL,
)
_ITEM = re.compile(r"\[(?:x\] " + _REMARK.pattern + r"| \] (.*))", re.DOTALL)
_TICK = re.compile(r"\n(?=\[[x ]\] )")
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


class PutOff(NamedTuple):
    """What of a record's rows in the due list comes back on which day, as its item without the record's id."""

    until: date
    what: str
    reason: str


class LoggedStep(NamedTuple):
    """One event of a complaint; `at` is stored text, `data` is (name, word) pairs, `actor` a name."""

    kind: str
    at: str
    known: bool
    actor: str
    data: tuple[tuple[str, str], ...]
    text: str


class Remark(NamedTuple):
    """What somebody said; `at` is stored text, `who` a name or empty."""

    at: str
    who: str
    text: str


class Move(NamedTuple):
    """One step of an opportunity; `at` is stored text, and `known` unless nobody told the day; `who` a name or empty, as `reason`
    and `note` may be."""

    at: str
    known: bool
    who: str
    stage: str
    reason: str
    note: str


class Progress(NamedTuple):
    """One step of an order; `at` is stored text, `who` a name or empty, as the state, the promised day, when the customer was
    told (stored text) and the words may be."""

    at: str
    who: str
    status: str
    promised: str
    told: str
    text: str


class Handover(NamedTuple):
    """Work given to somebody: who did it, from whom to whom (names), the day or instant agreed or empty, and why."""

    at: str
    by: str
    giver: str
    receiver: str
    due: str
    note: str


class Item(NamedTuple):
    """One step of a checklist; `done_at` is empty and `who` too where it is still to be done."""

    text: str
    done_at: str
    who: str


def refund_line(day: str, cents: int, reason: str | None) -> str:
    """A refund as an entry."""
    return f"{day} · {cents // 100}.{cents % 100:02d} · {reason or ''}".rstrip()


def step_line(kind: str, at: str, known: bool, actor: str, data: Mapping[str, str], text: str | None) -> str:
    """A step as an entry; an instant that is a guess gets a question mark."""
    told = ";".join(f"{name}={word}" for name, word in data.items())
    return f"{at}{'' if known else '?'} · {kind} · {actor.replace('·', ' ')} · {told} · {text or ''}".rstrip()


def remark_line(at: str, who: str | None, text: str) -> str:
    """What was said as an entry."""
    return f"{at} · {_name(who)} · {text}".rstrip()


def move_line(at: str, known: bool, who: str | None, stage: str, reason: str | None, note: str | None) -> str:
    """A step of an opportunity as an entry; an instant that nobody told gets a question mark."""
    return f"{at}{'' if known else '?'} · {_name(who)} · {_name(stage)} · {_name(reason)} · {note or ''}".rstrip()


def progress_line(
    at: str, who: str | None, status: str | None, promised: str | None, told: str | None, text: str | None
) -> str:
    """A step of an order as an entry."""
    return f"{at} · {_name(who)} · {status or ''} · {promised or ''} · {told or ''} · {text or ''}".rstrip()


def handover_line(
    at: str, by: str | None, giver: str | None, receiver: str | None, due: str | None, note: str | None
) -> str:
    """A hand-over as an entry."""
    return f"{at} · {_name(by)} · {_name(giver)} · {_name(receiver)} · {due or ''} · {note or ''}".rstrip()


def item_line(text: str, done_at: str | None, who: str | None) -> str:
    """A step of a checklist as an entry."""
    return f"[x] {remark_line(done_at, who, text)}" if done_at else f"[ ] {text}"


def _name(who: str | None) -> str:
    return (who or "").replace("·", " ")


def joined(entries: Iterable[str]) -> str | None:
    """The cell of several entries, None for none."""
    return "\n".join(entries) or None


def put_off_line(until: str, what: str, reason: str | None) -> str:
    """A row of the due list that is put off as an entry."""
    return " · ".join((until, what, *((reason,) if reason else ())))


def put_offs_of(text: str) -> tuple[PutOff, ...] | None:
    """What is put off in a cell, None if it isn't such a log."""
    found = []
    for entry in _START.split(text):
        match = _PUT_OFF.fullmatch(entry.rstrip())
        day, what = (_day(match[1]), put_off_key(match[2])) if match else (None, "")
        if match is None or day is None or not _ITEM_KEY.fullmatch(what):
            return None
        found.append(PutOff(day, what, match[3].strip()))
    return tuple(found)


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
        kind = step_key(match[3]) if match else ""
        if match is None or kind not in STEP_KINDS or _day(match[1][:10]) is None:
            return None
        pairs = tuple(
            pair_key(name, word)
            for name, _equals, word in (part.partition("=") for part in match[5].split(";") if part)
        )
        found.append(
            LoggedStep(
                kind=kind,
                at=match[1],
                known=not match[2],
                actor=match[4].strip(),
                data=pairs,
                text=match[6].strip(),
            )
        )
    return tuple(found) if found and found[0].kind == "opened" else None


def remarks_of(text: str) -> tuple[Remark, ...] | None:
    """What was said, in a cell; None if it isn't such a log."""
    found = [_REMARK.fullmatch(entry.rstrip()) for entry in _START.split(text)]
    if not all(match and _day(match[1][:10]) for match in found):
        return None
    return tuple(Remark(*(part.strip() for part in match.groups())) for match in found if match)


def moves_of(text: str) -> tuple[Move, ...] | None:
    """The steps of an opportunity in a cell, None if it isn't such a log."""
    found = [_MOVE.fullmatch(entry.rstrip()) for entry in _START.split(text)]
    if not all(match and _day(match[1][:10]) for match in found):
        return None
    parts = ([part.strip() for part in match.groups()] for match in found if match)
    return tuple(
        Move(at, not mark, who, *move_key(stage, reason), note)
        for at, mark, who, stage, reason, note in parts
    )


def progress_of(text: str) -> tuple[Progress, ...] | None:
    """The steps of an order in a cell, None if it isn't such a log."""
    found = [_PROGRESS.fullmatch(entry.rstrip()) for entry in _START.split(text)]
    if not all(match and _day(match[1][:10]) for match in found):
        return None
    parts = [[(part or "").strip() for part in match.groups()] for match in found if match]
    steps = (
        Progress(at, who, progress_key(status), day, told, words)
        for at, who, status, day, told, words in parts
    )
    return tuple(steps)


def handovers_of(text: str) -> tuple[Handover, ...] | None:
    """The hand-overs in a cell, None if it isn't such a log."""
    found = [_HANDOVER.fullmatch(entry.rstrip()) for entry in _START.split(text)]
    if not all(match and _day(match[1][:10]) for match in found):
        return None
    return tuple(Handover(*((part or "").strip() for part in match.groups())) for match in found if match)


def items_of(text: str) -> tuple[Item, ...] | None:
    """The checklist in a cell, None if it isn't one."""
    found = [_ITEM.fullmatch(entry.rstrip()) for entry in _TICK.split(text)]
    if not all(match and (match[1] is None or _day(match[1][:10])) for match in found):
        return None
    return tuple(
        Item((match[3] or match[4] or "").strip(), match[1] or "", (match[2] or "").strip())
        for match in found
        if match
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
