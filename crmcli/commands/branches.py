"""The customers that belong to another, on its screen: each by itself, and what all of them come to together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from crmcli.facts import Facts
from crmcli.i18n import _, titled
from crmcli.render.cells import money, units
from crmcli.result import Column, Table

if TYPE_CHECKING:
    from crmcli.context import Context


class Branches:
    """Who belongs to a customer, directly or through others, as they stand at the as-of."""

    def __init__(self, crm: Context, key: int, below: Sequence[int]) -> None:
        from crmcli.verdicts.standings import judge_all  # not loaded for customers without any

        rows = {row["id"]: row for row in crm.store.customers.many(below)}
        judged = list(judge_all(crm.view, [key, *below]))
        self._facts = [facts for facts, _standing in judged]
        self._rows = [
            {
                "id": facts.customer_id,
                "code": rows[facts.customer_id]["code"],
                "name": rows[facts.customer_id]["name"],
                "tier": standing.tier,
                "spend_12m_cents": facts.spend_12m,
                "last_contact_on": _day(facts.last_contact_on),
                "complaints_open": facts.complaints_open,
            }
            for facts, standing in judged
            if facts.customer_id != key
        ]

    def __bool__(self) -> bool:
        """Whether anybody was known by then."""
        return bool(self._rows)

    def data(self) -> dict[str, Any]:
        """For scripts: the branches, and the group with the customer itself; money in units."""
        rows = [{**row, "spend_12m": units(row["spend_12m_cents"])} for row in self._rows]
        for row in rows:
            del row["spend_12m_cents"]
        told = {**self._sums(), "spend_12m": units(self._sums()["spend_12m"])}
        return {"branches": rows, "group": told}

    def line(self) -> str:
        """What all come to with the customer itself, in one line."""
        sums = self._sums()
        parts = [
            titled(_("12-month spend"), money(sums["spend_12m"])),
            titled(_("Open complaints"), str(sums["complaints_open"])),
        ]
        return "  " + titled(_("With its branches (%(n)d)") % {"n": len(self._rows)}, " · ".join(parts))

    def table(self) -> Table:
        """Each branch by itself."""
        columns = [
            Column("code", _("Code"), "code"),
            Column("name", _("Customer")),
            Column("tier", _("Tier"), "word", "tier"),
            Column("spend_12m_cents", _("12-month spend"), "money"),
            Column("last_contact_on", _("Last contact"), "date"),
            Column("complaints_open", _("Open complaints"), "int"),
        ]
        return Table("branches", columns, self._rows, title=_("Branches"))

    def _sums(self) -> dict[str, Any]:
        return {
            "customers": len(self._facts),
            "spend_12m": _sum(self._facts, "spend_12m"),
            "orders_12m": _sum(self._facts, "orders_12m"),
            "complaints_open": _sum(self._facts, "complaints_open"),
            "last_contact_on": _day(
                max((f.last_contact_on for f in self._facts if f.last_contact_on), default=None)
            ),
        }


def _sum(facts: Sequence[Facts], name: str) -> int:
    return sum(getattr(each, name) for each in facts)


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None
