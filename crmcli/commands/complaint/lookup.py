"""Which complaint a person means, and complaints with their verdicts, for the complaint command."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from crmcli import clock, errors
from crmcli.commands.complaint import views
from crmcli.commands.shared import customer
from crmcli.i18n import _
from crmcli.service.rounds import UNRESOLVED, Event, Round, Verdict
from crmcli.verdicts import complaints
from crmcli.workflows.complaint_guards import STATES

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Row


#: What may have happened to a complaint whose verdict is stored: it isn't archived, and its columns are of today.
_STORED = frozenset({"resolved", "revisited"})


def named(crm: Context, text: str, kind: str | None, *, advice: str = "") -> Row:
    """The complaint that `text` names: id, number, number elsewhere, or a customer with one that suits.

    `kind` is the step to be recorded, None to look. NotFound or Ambiguous otherwise; `advice` is what to do with a
    customer who has none.
    """
    name = unicodedata.normalize("NFKC", text).strip()
    parts = name.split(":")
    name = parts[1] if parts[0] == "complaint" and len(parts) > 1 else name.removeprefix("#")
    found: list[Any] = list(crm.store.complaints.numbered(name))
    if crm.as_of.explicit:
        found = crm.store.former.then("complaint", _opened(crm, found), crm.as_of_text)
    if not found:
        found = _of_customer(crm, name, kind, advice)
    if len(found) > 1:
        raise errors.Ambiguous(
            _("%(n)d complaints match %(text)s.") % {"n": len(found), "text": text},
            _("Use the number in front."),
            candidates=[f"{row['number']}  {row['customer']}  {row['content']}"[:70] for row in found],
        )
    return found[0]


def _of_customer(crm: Context, text: str, kind: str | None, advice: str) -> list[Row]:
    """A customer's complaints that suit the step; to look at, those not archived, else all."""
    see = _("See: crmcli complaint list --all")
    unknown = errors.NotFound(_("There is no complaint called %(text)s.") % {"text": text}, see)
    if text.isdigit() and len(text) < 7:
        raise unknown
    try:
        about = customer(crm, text)
    except errors.Ambiguous:
        raise
    except errors.NotFound as error:
        raise unknown from error
    by = clock.iso(crm.as_of.latest(crm.tz))
    every = _opened(crm, crm.store.complaints.listed({"customer_id": about["id"], "opened_by": by}))
    suited = [row for row in every if row["state"] in STATES[kind or "note"]]
    if not suited and kind is None:
        suited = every
    if suited:
        return suited
    wanted = STATES[kind] if kind else UNRESOLVED
    message = (
        _("%(name)s has no open complaint.")
        if wanted[0] in UNRESOLVED
        else _("%(name)s has no resolved complaint.")
    )
    raise errors.NotFound(message % {"name": about["name"]}, advice or see)


def _opened(crm: Context, rows: Sequence[Row]) -> list[Row]:
    """Those complaints that had been opened by the as-of."""
    events = crm.store.complaints.events([row["id"] for row in rows])
    return [row for row in rows if complaints.happened(crm.store, events[row["id"]][:1], crm.as_of.instant)]


def listed(
    crm: Context, filters: dict[str, Any], states: tuple[str, ...] | None, *, breached: bool = False
) -> list[dict[str, Any]]:
    """Complaints as rows for scripts, in the given states at the as-of; `breached`: with a missed deadline."""
    as_of = crm.as_of
    chosen = {**filters, "opened_by": clock.iso(as_of.latest(crm.tz))}
    if not as_of.explicit:
        # At present the stored state and deadlines say the same, by index.
        chosen["unresolved"] = 1 if states == UNRESOLVED else None
        chosen["state"] = states[0] if states and len(states) == 1 else None
        chosen["due_by"] = clock.iso(as_of.instant) if breached else None
    with crm.store.db.snapshot():
        found = _then(crm, chosen) if as_of.explicit else crm.store.complaints.listed(chosen)
        rows = [views.as_data(row, *each) for row, each in _with_verdicts(crm, found)]
    rows = [row for row in rows if states is None or row["state"] in states]
    return [row for row in rows if not breached or "breached" in {c["state"] for c in row["clocks"].values()}]


def _then(crm: Context, filters: dict[str, Any]) -> list[dict[str, Any]]:
    """Like the store's list, as the complaints were at the as-of."""
    own = ("handler_id", "owner_id")
    crm.store.complaints.compared(["severity"])
    rows = crm.store.complaints.listed({k: v for k, v in filters.items() if k not in (*own, "severity")})
    was = crm.store.former.then("complaint", rows, crm.as_of_text)
    wanted = {k: filters[k] for k in (*own, "severity") if filters.get(k) is not None}
    return [row for row in was if all(row[k] == v for k, v in wanted.items())]


def _with_verdicts(
    crm: Context, rows: Sequence[Row]
) -> Iterator[tuple[Row, tuple[Verdict, Collection[str]]]]:
    """Each complaint with its verdict at the as-of and what had happened: stored, or else judged by its events."""
    now = crm.as_of.instant
    stored = {} if crm.as_of.explicit else {row["id"]: complaints.unpacked(row, now) for row in rows}
    every = complaints.judge(crm.store, [row for row in rows if stored.get(row["id"]) is None], now)
    for row in rows:
        verdict = stored.get(row["id"])
        if verdict is not None:
            yield row, (verdict, _STORED)
        elif row["id"] in every:
            verdict, events = every[row["id"]]
            yield row, (verdict, {event.kind for event in events})


def rounds_of(crm: Context, row: Row) -> tuple[list[Round], list[Event]]:
    """One complaint's rounds at the as-of, with the events that they rest on. One that a computer whose clock is ahead
    opened is judged as at its opening."""
    every = crm.store.complaints.events([row["id"]])[row["id"]]
    ahead = [] if crm.as_of.explicit else [event.at for event in every[:1]]
    now = max([crm.as_of.instant, *ahead])
    events = complaints.happened(crm.store, every, now)
    return complaints.rounds(row, events, complaints.books_of(crm.store), now), events
