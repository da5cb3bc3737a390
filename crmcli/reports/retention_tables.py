"""The tables of the report on keeping customers: by reason, measure, owner and month, and beside those held out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from crmcli.figures.rounding import percent
from crmcli.figures.statistics import share, shares_apart
from crmcli.i18n import _
from crmcli.reports.campaign_told import p_told
from crmcli.reports.indicators import interval, rounded
from crmcli.result import Column, Table
from crmcli.verdicts.retention import Case
from crmcli.wording import label


class Seen(NamedTuple):
    """A case as it stood on the last day of a report."""

    case: Case
    end: date

    @property
    def word(self) -> str:
        """What the rules say of it."""
        return self.case.verdict.word

    @property
    def held_out(self) -> bool:
        return bool(self.case.row["held_out"])

    @property
    def was_lost(self) -> bool:
        """Whether its customer was lost when it was opened."""
        return bool(self.case.row["stage"] == "lost")

    @property
    def value(self) -> int:
        return int(self.case.row["value_cents"])

    @property
    def turned_out_well(self) -> bool:
        return self.word in ("kept", "won_back")

    @property
    def is_over(self) -> bool:
        """Whether its days are over, however it turned out."""
        return self.case.verdict.last < self.end

    @property
    def days(self) -> int:
        """From its opening to the day that decided it."""
        decided = self.case.verdict.decided_on or self.end
        return (decided - date.fromisoformat(self.case.row["opened_on"])).days

    def keys(self, by: str) -> list[str]:
        """The groups that it belongs to: several by the measures that were taken."""
        row = self.case.row
        if by == "measure":
            return sorted({each["kind"] for each in self.case.steps if each["done_on"]}) or [""]
        return [{"reason": row["reason"], "owner": row["owner"], "month": row["opened_on"][:7]}[by] or ""]


def groups(found: Sequence[Seen], by: str) -> Table:
    """A row for each reason, measure, owner or month of opening; a case counts under every measure that was taken for it."""
    by_key: dict[str, list[Seen]] = {}
    for each in found:
        for key in each.keys(by):
            by_key.setdefault(key, []).append(each)
    title, first = {
        "reason": (_("By reason for leaving"), Column("title", _("Reason for leaving"))),
        "measure": (_("By measure"), Column("title", _("Means"))),
        "owner": (_("By owner"), Column("title", _("Owner"))),
        "month": (_("By month"), Column("title", _("Month"))),
    }[by]
    columns = [
        first,
        Column(by, by),
        Column("cases", _("Cases"), "int"),
        Column("running", _("Undecided"), "int"),
        Column("kept", _("Stayed"), "int"),
        Column("won_back", _("Won back"), "int"),
        Column("lost", _("Not kept"), "int"),
        Column("success", _("Success rate"), "percent"),
        Column("n", _("n"), "int"),
        Column("interval", _("95 % interval (%)")),
        Column("low", ""),
        Column("high", ""),
        Column("value", _("Value kept"), "money"),
        Column("cost", _("Cost"), "money"),
    ]
    order = sorted(by_key) if by == "month" else sorted(by_key, key=lambda key: (-len(by_key[key]), key))
    rows = [{"title": _title(by, key), by: key or None, **_counts(by_key[key])} for key in order]
    note = _("A case counts under every measure that was taken for it.") if by == "measure" else ""
    return Table(f"by_{by}", columns, rows, title, machine_only=frozenset({by, "low", "high"}), note=note)


def _title(by: str, key: str) -> str:
    if not key:
        return _("none taken") if by == "measure" else "—"
    return (
        label({"reason": "leaving_reason", "measure": "retention_measure"}[by], key)
        if by in ("reason", "measure")
        else key
    )


def _counts(found: Sequence[Seen]) -> dict[str, Any]:
    over = [each for each in found if each.is_over]
    success = share(sum(each.turned_out_well for each in over), len(over), 1)
    return {
        "cases": len(found),
        **{
            word: sum(each.word == word for each in found) for word in ("running", "kept", "won_back", "lost")
        },
        "success": success.value,
        "n": success.n,
        "interval": interval(success, 1, 100),
        "low": rounded(success.low, 4),
        "high": rounded(success.high, 4),
        "value": sum(each.value for each in found if each.turned_out_well),
        "cost": sum(each.case.spent for each in found),
    }


def compared(found: Sequence[Seen], least: int) -> tuple[Table, list[str]]:
    """Who was approached beside who was held out, of cases that were drawn and whose days are over; and what may be said of it."""
    drawn = [each for each in found if each.case.row["seed"]]
    over = [each for each in drawn if each.is_over]
    sides = {
        "approached": (_("approached"), [each for each in over if not each.held_out]),
        "held_out": (_("held-out group"), [each for each in over if each.held_out]),
    }
    rows: list[dict[str, Any]] = []
    for key, (title, group) in sides.items():
        part = share(sum(each.turned_out_well for each in group), len(group), 1)
        rows.append({"side": key, "title": title, "n": len(group), "good": sum(each.turned_out_well for each in group),
                     "share": part.value, "low": part.low, "high": part.high})  # fmt: skip
    told = _told(rows, len(drawn) - len(over), least)
    if min(row["n"] for row in rows) >= least:
        apart = shares_apart(rows[0]["good"], rows[0]["n"], rows[1]["good"], rows[1]["n"])
        rows.append(
            {
                "side": "difference",
                "title": _("difference"),
                "share": apart.value,
                "low": apart.low,
                "high": apart.high,
            }
        )
    columns = [
        Column("side", "side"),
        Column("title", _("Customers")),
        Column("n", _("n"), "int"),
        Column("good", _("Kept or won back"), "int"),
        Column("share", _("Share"), "percent"),
        Column("low", _("95 % from"), "percent"),
        Column("high", _("95 % to"), "percent"),
    ]
    shown = rows if over else []
    return Table(
        "compared", columns, shown, _("Beside those held out"), machine_only=frozenset({"side"})
    ), told


def _told(rows: Sequence[dict[str, Any]], running: int, least: int) -> list[str]:
    """What may be claimed, and what not."""
    (approached, held_out), told = rows, list[str]()
    if running:
        told.append(
            _("The days of %(n)d drawn cases still run: they are in no comparison before.") % {"n": running}
        )
    if not held_out["n"]:
        return [
            *told,
            _(
                "Nobody was held out whose days are over: the figures don't show that the measures kept anybody, for nobody knows who would have stayed anyway."
            ),
        ]
    if min(approached["n"], held_out["n"]) < least:
        text = _(
            "Too few to claim anything: approached %(one)d, held out %(other)d; at least %(least)d on each side are needed."
        )
        return [*told, text % {"one": approached["n"], "other": held_out["n"], "least": least}]
    apart = shares_apart(approached["good"], approached["n"], held_out["good"], held_out["n"])
    ends = {
        "low": _points(apart.low),
        "high": _points(apart.high),
        "p": p_told(1.0 if apart.p is None else apart.p),
    }
    if not apart.is_shown:
        text = _("No effect is shown: the shares are %(low)s to %(high)s percentage points apart (p %(p)s).")
        return [*told, text % ends]
    text = (
        _(
            "More stayed: %(value)s percentage points more than of those held out (95 %% interval %(low)s to %(high)s, p %(p)s)."
        )
        if (apart.value or 0.0) > 0
        else _(
            "Fewer stayed: %(value)s percentage points less than of those held out (95 %% interval %(low)s to %(high)s, p %(p)s)."
        )
    )
    return [*told, text % {**ends, "value": _points(abs(apart.value or 0.0))}]


def _points(value: float | None) -> str:
    return percent(value or 0.0).removesuffix("%")
