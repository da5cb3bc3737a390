"""Tables of the report on customers who leave: why those left who did, and how well the risk score told them beforehand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from crmcli.figures import kpis
from crmcli.figures.rounding import fixed
from crmcli.i18n import _, ngettext
from crmcli.result import Column, Table
from crmcli.store import View
from crmcli.verdicts.opportunities import standings
from crmcli.wording import label

#: Into so many groups customers are put by their risk.
_GROUPS = 10


def losses(view: View, lost: Collection[int]) -> Table:
    """Why the lost customers left: by the last case of keeping each that has a reason, else by its last lost opportunity."""
    reasons = _reasons(view, lost)
    counts = {
        source: Counter(key for key, own in reasons.values() if own == source)
        for source in ("case", "opportunity")
    }
    body: list[dict[str, Any]] = [
        {
            "reason": key,
            "title": _title(key),
            "customers": counts["case"][key] + counts["opportunity"][key],
            "cases": counts["case"][key],
            "opportunities": counts["opportunity"][key],
        }
        for key in {**counts["case"], **counts["opportunity"]}
    ]
    body.sort(key=lambda row: (-row["customers"], row["reason"]))
    if lost and len(reasons) < len(lost):
        rest = len(lost) - len(reasons)
        body.append(
            {"reason": None, "title": _("not noted"), "customers": rest, "cases": 0, "opportunities": 0}
        )
    columns = [
        Column("reason", "reason"),
        Column("title", _("Reason for leaving")),
        Column("customers", _("Lost customers"), "int"),
        Column("cases", _("From cases of keeping them"), "int"),
        Column("opportunities", _("From lost opportunities"), "int"),
    ]
    return Table(
        "losses", columns, body, _("Why the lost customers left"), machine_only=frozenset({"reason"})
    )


def _title(key: str) -> str:
    told = label("leaving_reason", key)
    return label("lost_reason", key) if told == key else told


#: What a lost opportunity's reason is called among those for leaving.
_SAME = {"need": "no_need"}


def _reasons(view: View, lost: Collection[int]) -> dict[int, tuple[str, str]]:
    """By lost customer the reason, and what it is known from."""
    found: dict[int, tuple[str, str]] = {}
    ended = [each.row for each in standings(view, {}) if each.row["lost_reason"] and each.row["closed_on"]]
    for row in sorted(ended, key=lambda each: (each["closed_on"], each["id"])):
        reason = row["lost_reason"]
        found[row["customer_id"]] = (_SAME.get(reason, reason), "opportunity")
    for case in reversed(view.store.retention.listed(None, view.past)):
        if case["reason"]:
            found[case["customer_id"]] = (case["reason"], "case")
    return {key: reason for key, reason in found.items() if key in lost}


def deciles(risks: Mapping[int, int], left: Collection[int], least: int) -> Table:
    """The customers of the day of the backtest by their risk then, the highest tenth first, and how many of each tenth left.
    Empty below the least number of customers. Equal risks stand in the order of their numbers."""
    order = sorted(risks, key=lambda key: (-risks[key], key))
    whole = kpis.ratio(sum(key in left for key in order), len(order))
    body = []
    for n in range(_GROUPS if len(order) >= max(least, _GROUPS) else 0):
        group = order[len(order) * n // _GROUPS : len(order) * (n + 1) // _GROUPS]
        gone = sum(key in left for key in group)
        share = kpis.ratio(gone, len(group))
        lift = kpis.ratio(share, whole)
        body.append(
            {
                "decile": n + 1,
                "risk": f"{risks[group[0]]}–{risks[group[-1]]}",
                "customers": len(group),
                "left": gone,
                "share": share,
                "lift": None if lift is None else kpis.rounded(lift, "number"),
                "lift_told": None if lift is None else fixed(lift, 2),
            }
        )
    columns = [
        Column("decile", _("Tenth"), "int"),
        Column("risk", _("Risk")),
        Column("customers", _("Customers"), "int"),
        Column("left", _("Left since"), "int"),
        Column("share", _("Share"), "percent"),
        Column("lift", "lift", "number"),
        Column("lift_told", _("Lift"), "figure"),
    ]
    note = _(
        "Lift: the share of a tenth ÷ the share of all. Equal risks stand in the order of their numbers."
    )
    return Table(
        "deciles", columns, body, _("Who left, by risk"), machine_only=frozenset({"lift"}), note=note
    )


def too_few(n: int, least: int) -> list[str]:
    """That the backtest rests on too few customers to tell anything."""
    text = ngettext(
        "The backtest rests on %(n)d customer: with fewer than %(least)d it tells nothing of how good the warnings are.",
        "The backtest rests on %(n)d customers: with fewer than %(least)d it tells nothing of how good the warnings are.",
        n,
    )
    return [text % {"n": n, "least": least}] if n < least else []
