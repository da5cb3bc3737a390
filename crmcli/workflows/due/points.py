"""Rows of the due list about points that expire soon: whoever looks after the member tells them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby

from crmcli import errors
from crmcli.database.connection import Row
from crmcli.i18n import _
from crmcli.judging.scoring import urgency_of
from crmcli.store import View, Work
from crmcli.workflows.contacts import Contact, log
from crmcli.workflows.due.rows import DueRow, Wanted, reachable


def points_rows(view: View, wanted: Wanted) -> Iterator[DueRow]:
    """A row a member of whose points some expire within the policy's days, unless they were contacted since it stands there."""
    for customer_id, lots in _by_customer(view, wanted.until):
        if wanted.owner_id in (None, lots[0]["owner_id"]):
            yield _row(view, customer_id, lots)


def due_on(view: View, customer_id: int) -> date | None:
    """Since when a member's points stand on the list as expiring, or will; None if none do."""
    ahead = view.as_of.on + timedelta(days=366 * 100)
    return next((_since(view, lots) for key, lots in _by_customer(view, ahead) if key == customer_id), None)


def _by_customer(view: View, until: date) -> Iterator[tuple[int, list[Row]]]:
    last = until + timedelta(days=min(view.policy.points.preview_days, (date.max - until).days))
    rows = view.store.points.reminded(view.day, last.isoformat(), view.past)
    for customer_id, group in groupby(rows, key=lambda row: int(row["customer_id"])):
        lots = list(group)
        if (lots[0]["spoken_on"] or "") < _since(view, lots).isoformat():
            yield customer_id, lots


def _since(view: View, lots: Sequence[Row]) -> date:
    return date.fromisoformat(lots[0]["expires_on"]) - timedelta(days=view.policy.points.preview_days)


def _row(view: View, customer_id: int, lots: Sequence[Row]) -> DueRow:
    since = _since(view, lots)
    overdue = max(0, (view.as_of.on - since).days)
    score, parts = urgency_of(view.policy.urgency, "points", overdue)
    told = {"points": sum(int(lot["points"]) for lot in lots), "day": lots[0]["expires_on"]}
    return DueRow(
        item=f"points:{customer_id}",
        kind="points",
        customer_id=customer_id,
        due_at=since.isoformat(),
        overdue_days=overdue,
        urgency=score,
        terms=parts,
        why=_("%(points)d points expire after %(day)s") % told,
        owner_id=lots[0]["owner_id"],
    )


def finish_points(work: Work, customer_id: int, note: str) -> str:
    """Whoever ticks it off has told the member. Invalid for a row that isn't due."""
    row, since = work.store.customers.get(customer_id), due_on(work, customer_id)
    if since is None or since > work.as_of.on:
        raise errors.Invalid(
            _("No points of %(name)s expire soon.") % {"name": row["name"]},
            _("See: crmcli loyalty show %(id)d") % {"id": customer_id},
        )
    ways = work.store.due.people([customer_id], work.day)[customer_id]
    channel = reachable("phone", ways) or "other"
    log(work, Contact(customer_id, channel, note or _("told of points that expire"), work.op.at, care=True))
    return _("%(name)s was told of the points that expire.") % {"name": row["name"]}
