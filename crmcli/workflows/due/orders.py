"""Orders on the due list: what became of them and their customers don't know yet, and promised days that have passed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from crmcli import clock, errors
from crmcli.database.connection import Row
from crmcli.i18n import _, titled
from crmcli.judging.scoring import urgency_of
from crmcli.store import View, Work
from crmcli.wording import label
from crmcli.workflows import progress
from crmcli.workflows.due.rows import DueRow, Wanted


class Told(NamedTuple):
    """An order whose customer is to be told something: the line that names it, the steps that are news, and since when it is
    late, if it is."""

    line: Row
    news: list[Row]
    late_since: date | None

    @property
    def due_on(self) -> date:
        first = date.fromisoformat(self.news[0]["event_on"]) if self.news else None
        return min(filter(None, (first, self.late_since)))


def order_rows(view: View, wanted: Wanted) -> Iterator[DueRow]:
    """A row per order that its customer is to be told of."""
    names = view.store.staff.names()
    for key, each in to_tell(view, wanted.owner_id).items():
        yield _row(view, key, each, names)


def to_tell(view: View, owner_id: int | None = None, of: Collection[int] | None = None) -> dict[int, Told]:
    """By line the orders whose customers are to be told something; only those of some lines with `of`."""
    area, past = view.store.progress, view.past
    news: dict[int, list[Row]] = {}
    for row in area.untold(view.at, owner_id, past):
        if of is None or row["id"] in of:
            news.setdefault(row["id"], []).append(row)
    late = {
        row["id"]: row
        for row in area.late(view.day, view.at, owner_id, past)
        if of is None or row["id"] in of
    }
    heard = area.of_orders(list(map(dict, late.values())), view.at)
    found = {key: Told(rows[-1], rows, None) for key, rows in news.items()}
    seen = set()
    for key, row in late.items():
        order = (row["customer_id"], row["order_no"] or key, row["late_since"])
        if order in seen or not _is_news(view, row, heard[key]):
            continue
        seen.add(order)
        beside = next((own for own, each in found.items() if _is_one(each.line, row)), key)
        found[beside] = Told(row, news.get(beside, []), date.fromisoformat(row["late_since"]))
    return found


def _is_one(line: Row, other: Row) -> bool:
    """Whether two lines are of one order."""
    numbered = line["order_no"] is not None and line["order_no"] == other["order_no"]
    return line["id"] == other["id"] or (numbered and line["customer_id"] == other["customer_id"])


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
    told = dict(row) | {"promised_on": each.late_since.isoformat() if each.late_since else None}
    text = progress.told_text(
        view.policy.message, told, [] if each.late_since else events, names.get(row["owner_id"] or 0, "")
    )
    return DueRow(
        item=f"order:{key}",
        kind="order",
        customer_id=row["customer_id"],
        due_at=due.isoformat(),
        overdue_days=max(0, overdue),
        urgency=score,
        terms=parts,
        why=titled(progress.described(dict(row)), _why(each, events)),
        owner_id=row["owner_id"],
        text=text.strip(),
    )


def _event(row: Row) -> dict[str, Any]:
    return {name: row[f"event_{name}"] for name in ("status", "text")} | {
        "promised_on": row["event_promised"]
    }


def _why(each: Told, events: list[dict[str, Any]]) -> str:
    """What is new of an order, in a line."""
    if each.late_since:
        return _("promised for %(day)s and late; tell the customer") % {"day": each.late_since}
    last = events[-1]
    parts = [last["status"] and label("purchase_status", last["status"]), last["text"]]
    if last["promised_on"]:
        parts.append(_("promised for %(day)s") % {"day": last["promised_on"]})
    said = " · ".join(part for part in parts if part)
    return _("%(news)s; tell the customer") % {"news": said}


def told_since(work: Work, purchase_id: int) -> date | None:
    """Since when the customer of an order is to be told something; None if there is nothing."""
    found = to_tell(work, of={purchase_id}).get(purchase_id)
    return found.due_on if found else None


def finish_order(work: Work, purchase_id: int, note: str) -> str:
    """Notes that the customer was told. Invalid where there is nothing to tell."""
    found = to_tell(work, of={purchase_id}).get(purchase_id)
    row = found.line if found else work.store.purchases.get(purchase_id)
    if row is None:
        raise errors.NotFound(_("There is no order %(text)s.") % {"text": purchase_id}, _("See: crmcli due"))
    told = {"order": progress.described(dict(row)), "id": purchase_id}
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
