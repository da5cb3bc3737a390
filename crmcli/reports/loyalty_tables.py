"""The tables of the report on the loyalty programme, and what is said of its effect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from crmcli.database.connection import Row
from crmcli.dates.periods import months_between
from crmcli.figures import programme
from crmcli.figures.effects import Compared, Effect
from crmcli.figures.rounding import fixed, half_up
from crmcli.i18n import _, clauses, titled
from crmcli.judging.points import LEVELS
from crmcli.queries.programme import Member
from crmcli.result import Column, Table

Moved = Sequence[tuple[int, str, str, int]]


def levels(members: Sequence[Member], moved: Moved, balances: Mapping[int, int]) -> Table:
    """By level of today how many members there are, and what they earned, redeemed and have."""
    level_of = {member.id: member.level or LEVELS[0] for member in members}
    count, active = Counter(level_of.values()), dict[str, set[int]]()
    sums: Counter[tuple[str, str]] = Counter()
    for customer, _month, kind, points in moved:
        level = level_of.get(customer)
        if level is None:
            continue
        sums[level, programme.KINDS[kind]] += points
        if kind in programme.TAKES_PART:
            active.setdefault(level, set()).add(customer)
    opened: Counter[str] = Counter()
    for customer, points in balances.items():
        opened[level_of.get(customer, "")] += points
    rows = [
        {
            "level": level, "members": count[level], "active": len(active.get(level, ())),
            "earned": sums[level, "points_earned"], "spent": -sums[level, "points_spent"], "open": opened[level],
        }
        for level in LEVELS
        if count[level]
    ]  # fmt: skip
    columns = [
        Column("level", _("Member level"), "word", "member_level"),
        Column("members", _("Members"), "int"),
        Column("active", _("Active members"), "int"),
        Column("earned", _("Points earned"), "int"),
        Column("spent", _("Points redeemed"), "int"),
        Column("open", _("Points open"), "int"),
    ]
    return Table("levels", columns, rows, _("By member level"))


def months(moved: Moved, last: str) -> Table:
    """What was earned, redeemed and expired in each of the last twelve months."""
    sums: Counter[tuple[str, str]] = Counter()
    for _customer, month, kind, points in moved:
        sums[month, programme.KINDS[kind]] += points
    known = sorted({month for month, _key in sums})
    shown = months_between(known[0], last[:7])[-12:] if known else []
    rows = [
        {
            "month": month, "earned": sums[month, "points_earned"], "spent": -sums[month, "points_spent"],
            "expired": -sums[month, "points_expired"],
        }
        for month in shown
    ]  # fmt: skip
    columns = [
        Column("month", _("Month")),
        Column("earned", _("Points earned"), "int"),
        Column("spent", _("Points redeemed"), "int"),
        Column("expired", _("Points expired"), "int"),
    ]
    return Table("by_month", columns, rows, _("By month"))


def rewards(taken: Sequence[Row]) -> Table:
    """What points were redeemed for, the most first."""
    rows = [
        {**dict(row), "reward": row["reward"] or _("Money off orders"), "cash": row["cash_cents"] or None}
        for row in taken
    ]
    columns = [
        Column("reward", _("Reward")),
        Column("kind", _("Kind"), "word", "reward_kind"),
        Column("times", _("Times"), "int"),
        Column("points", _("Points"), "int"),
        Column("cash", _("Money off"), "money"),
    ]
    return Table("rewards", columns, rows, _("What points were redeemed for"))


# -- the effect -------------------------------------------------------------------------------------------------------


def compared(found: Effect) -> Table:
    """Members beside comparable customers, of all and of each fifth by spend."""
    columns = [
        Column("spend", _("Fifth by spend")),
        Column("members", _("Members"), "int"),
        Column("before", _("Before"), "money"),
        Column("after", _("After"), "money"),
        Column("others", _("Others"), "int"),
        Column("others_before", _("Before"), "money"),
        Column("others_after", _("After"), "money"),
        Column("difference", _("Grew by more"), "money"),
    ]
    return Table(
        "effect", columns, [_row(row) for row in found.rows], _("Spend of 12 months before and after joining")
    )


def _row(row: Compared) -> dict[str, Any]:
    def cents(value: float) -> int:
        return int(half_up(value))

    return {
        "spend": str(row.spend) if row.spend else _("all"),
        "members": row.members.customers, "before": cents(row.members.before), "after": cents(row.members.after),
        "others": row.others.customers, "others_before": cents(row.others.before), "others_after": cents(row.others.after),
        "difference": cents(row.difference),
    }  # fmt: skip


def told(found: Effect, min_n: int) -> list[str]:
    """What may be said of the effect, what may not, and whom it says nothing of; nothing where no member's joining is known."""
    counts = (
        (found.too_recent, _("joined less than 12 months before the last whole month: %(n)d")),
        (found.new, _("bought nothing in the 12 months before: %(n)d")),
        (found.alone, _("nobody like them among the others: %(n)d")),
    )
    aside = clauses(text % {"n": n} for n, text in counts if n)
    if not found.members and not aside:
        return []
    lines = [_refusal(found, min_n)] if found.refused else [_claim(found), _choice()]
    return [*lines, *([titled(_("Members not compared"), aside)] if aside else [])]


def _claim(found: Effect) -> str:
    difference = found.difference
    told = {
        "value": _units(abs(difference.value or 0.0)), "low": _units(difference.low or 0.0), "high": _units(difference.high or 0.0),
        "p": fixed(difference.p or 0.0, 3), "members": found.members, "others": found.others,
    }  # fmt: skip
    if not difference.is_shown:
        text = _(
            "No effect on spend is shown: the difference to comparable customers lies between %(low)s and %(high)s"
            " (95 %% interval, p %(p)s; members %(members)d, others %(others)d)."
        )
    elif (difference.value or 0.0) > 0:
        text = _(
            "Members' spend of 12 months grew by %(value)s more than that of comparable customers (95 %% interval %(low)s to"
            " %(high)s, p %(p)s; members %(members)d, others %(others)d)."
        )
    else:
        text = _(
            "Members' spend of 12 months grew by %(value)s less than that of comparable customers (95 %% interval %(low)s to"
            " %(high)s, p %(p)s; members %(members)d, others %(others)d)."
        )
    return text % told


def _choice() -> str:
    return _(
        "Nobody was drawn to be a member: whoever meant to buy more may have joined for that. Only a campaign with customers"
        " held out shows a cause."
    )


def _refusal(found: Effect, min_n: int) -> str:
    text = {
        "members": _("Nothing is claimed of the effect on spend: members that can be compared %(members)d, at least %(least)d are needed."),
        "others": _("Nothing is claimed of the effect on spend: comparable customers %(others)d, at least %(least)d are needed."),
        "alone": _("Nothing is claimed of the effect on spend: most members have no comparable customers."),
    }[found.refused or "alone"]  # fmt: skip
    return text % {"members": found.members, "others": found.others, "least": min_n}


def _units(cents: float) -> str:
    return fixed(cents / 100, 2)
