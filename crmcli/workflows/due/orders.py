"""Orders on the due list: what became of them and their customers don't know yet, and promised days that have passed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from crmcli import clock, errors, i18n
from crmcli.database.connection import Row
from crmcli.i18n import _, titled
from crmcli.judging.scoring import urgency_of
from crmcli.queries.progress import order_of
from crmcli.store import View, Work
from crmcli.wording import label
from crmcli.workflows import progress
from crmcli.workflows.due.rows import DueRow, Wanted


class Told(NamedTuple):
    """An order whose customer is to be told something: a line with its customer, the steps that are news, since when it is late, if
    it is, and all its lines."""

    line: Row
    news: list[Row]
    late_since: date | None
    lines: list[dict[str, Any]]

    @property
    def due_on(self) -> date:
        first = date.fromisoformat(self.news[0]["event_on"]) if self.news else None
        return min(filter(None, (first, self.late_since)))


def order_rows(view: View, wanted: Wanted) -> Iterator[DueRow]:
    """A row per order that its customer is to be told of."""
    names = view.store.staff.names()
    for key, each in to_tell(view, wanted.owner_id).items():
        yield _row(view, key, each, names)


def to_tell(view: View, owner_id: int | None = None, of: int | None = None) -> dict[int, Told]:
    """The orders whose customers are to be told something, by the first line that tells of it; with `of` only the one of this
    line."""
    area, past = view.store.progress, view.past
    news: dict[Any, list[Row]] = {}
    for row in area.untold(view.at, owner_id, past):
        news.setdefault(order_of(row), []).append(row)
    late: dict[Any, list[Row]] = {}
    for row in area.late(view.day, view.at, owner_id, past):
        late.setdefault(order_of(row), []).append(row)
    if of is not None:
        line = view.store.purchases.get(of)
        wanted = {order_of(line)} if line else set()
        news, late = ({k: rows for k, rows in found.items() if k in wanted} for found in (news, late))
    whole = area.whole(rows[0]["id"] for rows in (*news.values(), *late.values()))
    heard = area.of_orders(
        [dict(line) for rows in late.values() for line in whole.get(rows[0]["id"], rows)], view.at
    )
    found = {}
    for order in dict.fromkeys((*news, *late)):
        fresh = news.get(order, [])
        behind = [row for row in late.get(order, ()) if _is_news(view, row, heard[row["id"]])]
        if fresh or behind:
            rows = [*fresh, *behind]
            since = min((date.fromisoformat(row["late_since"]) for row in behind), default=None)
            lines = _as_they_were(view, whole.get(rows[0]["id"], []) or whole[late[order][0]["id"]])
            found[min(row["id"] for row in rows)] = Told(rows[-1], fresh, since, lines)
    return found


def _as_they_were(view: View, lines: list[Row]) -> list[dict[str, Any]]:
    """Lines of an order as they stood at the view's moment."""
    if not view.past:
        return list(map(dict, lines))
    known = [line for line in lines if line["created_at"] <= view.at]
    return view.store.former.then("purchase", known or lines, view.at)


def _is_news(view: View, row: Row, events: Collection[Row]) -> bool:
    """Whether a promised day passed after the order came here, and nobody told the customer since."""

    def day(at: str) -> str:
        return clock.local_date(clock.parse_iso(at), view.zone).isoformat()

    told = [day(e["told_at"]) for e in events if e["told_at"] and e["told_at"] <= view.at]
    return bool(row["late_since"] >= day(row["created_at"]) and max(told, default="") <= row["late_since"])


def _row(view: View, key: int, each: Told, names: Mapping[int, str]) -> DueRow:
    row, due = each.line, each.due_on
    overdue = (view.as_of.on - due).days
    score, parts = urgency_of(view.policy.urgency, "order_late" if each.late_since else "order_news", overdue)
    events = [_event(event) for event in each.news]
    said, names_lines = _news(each, events)
    told = dict(row) | {"promised_on": each.late_since.isoformat() if each.late_since else None}
    text = progress.told_text(
        view.policy.message,
        told,
        [] if each.late_since else events,
        names.get(row["owner_id"] or 0, ""),
        each.lines,
    )
    return DueRow(
        item=f"order:{key}",
        kind="order",
        customer_id=row["customer_id"],
        due_at=due.isoformat(),
        overdue_days=max(0, overdue),
        urgency=score,
        terms=parts,
        why=titled(progress.described(each.lines, bare=names_lines), said),
        owner_id=row["owner_id"],
        text=text.strip(),
    )


def _event(row: Row) -> dict[str, Any]:
    return {name: row[f"event_{name}"] for name in ("status", "text")} | {
        "promised_on": row["event_promised"],
        "line": row["id"],
    }


def _news(each: Told, events: list[dict[str, Any]]) -> tuple[str, bool]:
    """What is new of an order, in a line, and whether that names its lines."""
    if each.late_since:
        return _("promised for %(day)s and late; tell the customer") % {"day": each.late_since}, False
    last = events[-1]
    promised = any(e["promised_on"] for e in events)
    moved = promised or any(e["status"] for e in events)
    differing = progress.apart(each.lines, i18n.words(), promised=promised) if moved else ""
    parts = [differing or (last["status"] and label("purchase_status", last["status"])), last["text"]]
    if last["promised_on"] and not differing:
        parts.append(_("promised for %(day)s") % {"day": last["promised_on"]})
    said = " · ".join(part for part in parts if part)
    return _("%(news)s; tell the customer") % {"news": said}, bool(differing)


def told_since(work: Work, purchase_id: int) -> date | None:
    """Since when the customer of an order is to be told something; None if there is nothing."""
    found = next(iter(to_tell(work, of=purchase_id).values()), None)
    return found.due_on if found else None


def finish_order(work: Work, purchase_id: int, note: str) -> str:
    """Notes that the customer was told. Invalid where there is nothing to tell."""
    found = next(iter(to_tell(work, of=purchase_id).values()), None)
    row = found.line if found else work.store.purchases.get(purchase_id)
    if row is None:
        raise errors.NotFound(_("There is no order %(text)s.") % {"text": purchase_id}, _("See: crmcli due"))
    lines = found.lines if found else list(map(dict, work.store.progress.whole([purchase_id])[purchase_id]))
    told = {"order": progress.described(lines), "id": purchase_id}
    if found is None:
        raise errors.Invalid(
            _("There is nothing to tell of order %(order)s.") % told,
            _("See: crmcli purchase show %(id)d") % told,
        )
    work.store.progress.tick(work.op, [event["event"] for event in found.news])
    if found.late_since or note:
        said = note or _("The customer was told that it is late.")
        work.store.progress.add(
            work.op, [progress.step(work, dict(row), {}, said) | {"told_at": work.op.at_text}]
        )
    return _("The customer was told of order %(order)s.") % told
