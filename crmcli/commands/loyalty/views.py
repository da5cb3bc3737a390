"""How a member's points, rewards and draws are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli.i18n import _, series, titled
from crmcli.render.cells import money
from crmcli.result import Column, Result, Table
from crmcli.verdicts.known_now import EVERYTHING, known_now
from crmcli.verdicts.points import claim, level_inputs, open_lots, terms
from crmcli.wording import clean, label

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Record, Row
    from crmcli.judging.points import Lot


def level_line(crm: Context, row: Mapping[str, Any] | Row, lots: Sequence[Lot]) -> str:
    """A member's level, balance, and what expires next."""
    parts = [_("%(points)d points") % {"points": sum(lot.left for lot in lots)}]
    level = row["member_level"] or "regular"
    text = label("member_level", level)
    if row["level_until"]:
        text = _("%(level)s (until %(day)s at least)") % {"level": text, "day": row["level_until"]}
    parts.insert(0, text)
    benefit = crm.policy.points.level_benefit.get(level)
    if benefit:
        parts.append(benefit)
    if lots and lots[0].expires_on:
        first = sum(lot.left for lot in lots if lot.expires_on == lots[0].expires_on)
        parts.append(_("%(points)d expire after %(day)s") % {"points": first, "day": lots[0].expires_on})
    return " · ".join(parts)


def show_member(crm: Context, about: Record, *, explain: bool) -> None:
    """A member's level and points, with what moved them; with `explain` also what the level rests on."""
    view, key = crm.view, about["id"]
    row = view.store.points.membership(key, view.past)
    assert row is not None
    lots = open_lots(view, [key]).get(key, [])
    entries = view.store.points.entries(key, view.past)
    owed = 0 if view.past else claim(view, key)
    line = level_line(crm, row, lots) if row["is_member"] else _("no member")
    lines = [titled(about["name"], line)]
    if row["member_since"] and row["is_member"]:
        lines.append("  " + titled(_("Member since"), row["member_since"]))
    if row["member_no"]:
        lines.append("  " + titled(_("Member no."), clean(row["member_no"])))
    if owed:
        lines.append(
            "  " + _("%(points)d more are owed: the next that come in make up for them.") % {"points": owed}
        )
    lines += ["  " + text for text in _referrals(crm, key)]
    data = {
        "id": key, "code": row["code"], "customer": row["name"], "is_member": bool(row["is_member"]),
        "level": row["member_level"], "level_until": row["level_until"], "member_since": row["member_since"],
        "member_no": row["member_no"], "balance": sum(lot.left for lot in lots), "owed": owed,
        "lots": [{"id": lot.id, "expires_on": lot.expires_on, "left": lot.left} for lot in lots],
        "entries": [_entry(entry) for entry in entries],
    }  # fmt: skip
    redeemed = view.store.loyalty.redemptions(key, view.past)
    tables = [_lots(lots), _redeemed(redeemed), _entries(entries)]
    if explain:
        tables.insert(0, _terms(crm, key, lines, data))
    tables = [table for table in tables if table.rows]
    later = known_now(view, EVERYTHING, [key])
    crm.show(Result(crm.command, data=data, lines=lines, tables=tables, as_of=crm.as_of, known_now=later))


def _terms(crm: Context, key: int, lines: list[str], data: dict[str, Any]) -> Table:
    """What each level asks for beside what there is; the sentences are added to `lines`."""
    inputs = level_inputs(crm.view, [key]).get(key)
    rows = terms(crm.view, inputs) if inputs else []
    if inputs:
        told = {"spend": money(inputs.spend), "orders": inputs.orders, "months": inputs.months}
        lines.append(
            "  "
            + _("12 months: spend %(spend)s, orders %(orders)d. Months as a customer: %(months)d.") % told
        )
        data["inputs"] = {"spend": inputs.spend / 100, "orders": inputs.orders, "months": inputs.months}
    lines.append("  " + _("By policy version %(version)d.") % {"version": crm.policy.version})
    data |= {
        "policy_version": crm.policy.version,
        "terms": [{**row, "spend": row["spend"] / 100} for row in rows],
    }
    columns = [
        Column("level", _("Member level"), "word", "member_level"),
        Column("spend", _("Spend in 12 months"), "money"),
        Column("orders", _("Orders"), "int"),
        Column("months", _("Months"), "int"),
        Column("met_told", _("Fulfilled")),
    ]
    told_rows = [{**row, "met_told": _("yes") if row["met"] else _("no")} for row in rows]
    return Table("terms", columns, told_rows, title=_("What levels ask for"))


def _referrals(crm: Context, key: int) -> list[str]:
    store = crm.store.loyalty
    past = crm.view.past
    by, brought = store.referral_of(key, past), store.referred_by(key, past)
    lines = [titled(_("Referred by"), by["referrer"])] if by else []
    return lines + ([titled(_("Referred"), series(row["referee"] for row in brought))] if brought else [])


def _entry(row: Record) -> dict[str, Any]:
    keys = (
        "id",
        "lot_id",
        "kind",
        "points",
        "occurred_on",
        "expires_on",
        "note",
        "purchase_id",
        "redemption_id",
        "referral_id",
    )
    return {key: row[key] for key in keys}


def _lots(lots: Sequence[Lot]) -> Table:
    columns = [Column("expires_on", _("Good until"), "date"), Column("left", _("Points"), "int")]
    sums: dict[str | None, int] = {}
    for lot in lots:
        sums[lot.expires_on] = sums.get(lot.expires_on, 0) + lot.left
    return Table(
        "lots", columns, [{"expires_on": d, "left": n} for d, n in sums.items()], title=_("Points by expiry")
    )


def _redeemed(rows: Sequence[Mapping[str, Any]]) -> Table:
    told = [
        {
            **dict(row),
            "what": row["reward"] or _("%(amount)s off an order") % {"amount": money(row["cash_cents"])},
            "canceled": _state(row),
        }
        for row in rows
    ]
    columns = [
        Column("id", _("Id"), "int"),
        Column("redeemed_on", _("Date"), "date"),
        Column("what", _("What")),
        Column("times", _("Times"), "int"),
        Column("points", _("Points"), "int"),
        Column("code", _("Code"), "code"),
        Column("valid_until", _("Good until"), "date"),
        Column("canceled", _("State")),
    ]
    empty = {key for key in ("code", "valid_until", "canceled") if not any(row[key] for row in told)}
    return Table("redemptions", columns, told, title=_("Redeemed"), machine_only=frozenset(empty))


def _state(row: Mapping[str, Any]) -> str | None:
    """What became of a redemption; None for one that stands whole."""
    if row["canceled_at"]:
        return _("cancelled")
    return _("%(points)d points back") % {"points": row["returned"]} if row["returned"] else None


def _entries(rows: Sequence[Row]) -> Table:
    columns = [
        Column("occurred_on", _("Date"), "date"),
        Column("kind", _("Kind"), "word", "points_kind"),
        Column("points", _("Points"), "int"),
        Column("expires_on", _("Good until"), "date"),
        Column("purchase_id", _("Order"), "int"),
        Column("note", _("Note")),
    ]
    empty = {key for key in ("purchase_id", "note") if not any(row[key] for row in rows)}
    return Table(
        "entries", columns, [dict(row) for row in rows], title=_("Entries"), machine_only=frozenset(empty)
    )
