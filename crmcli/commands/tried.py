"""What `classify` tells of a policy that is only tried: who would move, and everybody's contacts before and after."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from crmcli.context import Context
from crmcli.figures.rounding import half_up
from crmcli.i18n import _
from crmcli.judging.workload import Load
from crmcli.policy import Policy
from crmcli.result import Column, Result, Table
from crmcli.wording import label
from crmcli.workflows.trying import Trial, try_policy

_NOBODY = "—"


def tell(crm: Context, policy: Policy, weeks: int, titles: Mapping[str, str], result: Result) -> None:
    """Adds what the tried policy would change to what `classify` found by it."""
    with crm.store.db.snapshot():
        trial = try_policy(crm.view, policy, weeks)
        moved = _moved(crm, trial, titles)
    people = crm.store.staff.names()
    tables = [moved, _contacts(trial, people), _coming(crm, trial, people)]
    result.lines.append(
        _("Contacts per week: %(tried).0f, now %(present).0f.")
        % {"tried": trial.total(1), "present": trial.total(0)}
    )
    result.tables += [table for table in tables if table.rows]
    result.data |= {table.key: table.rows for table in tables}


def _moved(crm: Context, trial: Trial, titles: Mapping[str, str]) -> Table:
    """Each customer that moves, those who spend most first."""
    known = {row["id"]: row for row in crm.store.customers.many(sorted({m.customer_id for m in trial.moves}))}
    found = sorted(
        trial.moves, key=lambda move: (-(known[move.customer_id]["spend_12m"] or 0), move.customer_id)
    )
    rows = [
        {
            "code": (row := known[move.customer_id])["code"],
            "name": row["name"],
            "owner": row["owner"],
            "title": titles[move.field],
            "before": label(move.field, move.before),
            "after": label(move.field, move.after),
            "field": move.field,
        }
        for move in found
    ]
    columns = [
        Column("code", _("Code")),
        Column("name", _("Name")),
        Column("owner", _("Owner")),
        Column("title", _("Class")),
        Column("before", _("Now")),
        Column("after", _("Tried")),
        Column("field", "field"),
    ]
    title = _("Who would move")
    return Table("moved_customers", columns, rows, title, machine_only=frozenset({"field"}))


def _contacts(trial: Trial, people: Mapping[int, str]) -> Table:
    rows = [
        {
            "owner": people.get(owner or 0, _NOBODY),
            "customers": before.customers,
            "present": half_up(before.weekly, 1),
            "tried": half_up(after.weekly, 1),
        }
        for owner, (before, after) in _by_name(trial, people)
    ]
    columns = [
        Column("owner", _("Owner")),
        Column("customers", _("Customers"), "int"),
        Column("present", _("Now"), "number"),
        Column("tried", _("Tried"), "number"),
    ]
    return Table("weekly_contacts", columns, rows, _("Contacts a week in the long run"))


def _coming(crm: Context, trial: Trial, people: Mapping[int, str]) -> Table:
    rows = [
        {
            "week": (crm.as_of.on + timedelta(weeks=week)).isoformat(),
            "owner": people.get(owner or 0, _NOBODY),
            "present": before.coming[week],
            "tried": after.coming[week],
        }
        for week in range(trial.weeks)
        for owner, (before, after) in _by_name(trial, people)
    ]
    columns = [
        Column("week", _("Week from"), "date"),
        Column("owner", _("Owner")),
        Column("present", _("Now"), "int"),
        Column("tried", _("Tried"), "int"),
    ]
    note = _("If each contact is made on its day; what is overdue counts in the first week.")
    return Table("coming_contacts", columns, rows, _("Contacts of the coming weeks"), note=note)


def _by_name(trial: Trial, people: Mapping[int, str]) -> list[tuple[int | None, tuple[Load, Load]]]:
    """Each owner's contacts now and tried, whom nobody owns last."""
    return sorted(trial.loads.items(), key=lambda item: (item[0] is None, people.get(item[0] or 0, "")))
