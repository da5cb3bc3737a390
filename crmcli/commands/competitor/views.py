"""How competitors are shown: lists, one with its deals and notes, and the notes that a search finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli.i18n import _, series, titled
from crmcli.matching.knowledge_search import Entry, fold, rank
from crmcli.queries.competitors import names_of
from crmcli.render.cells import units
from crmcli.result import Column, Result, Table
from crmcli.verdicts.competitors import Rival, rivals
from crmcli.wording import clean

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Row


def rows(crm: Context) -> list[dict[str, Any]]:
    """The competitors under the columns of lists."""
    return [_row(each) for each in rivals(crm.view)]


def _row(each: Rival) -> dict[str, Any]:
    return {
        "id": each.row["id"],
        "name": each.row["name"],
        "aliases": each.row["aliases"],
        "open": len(each.open),
        "won": len(each.won),
        "lost_to": len(each.lost_to),
        "customers": len(each.customers),
        "notes": len(each.notes),
        "last_note": each.notes[0]["text"] if each.notes else None,
        "noted_on": each.notes[0]["noted_on"] if each.notes else None,
        "note": each.row["note"],
    }


def list_table(body: Sequence[dict[str, Any]]) -> Table:
    """Competitors as a list."""
    columns = [
        Column("id", _("Id"), "int"),
        Column("name", _("Competitor")),
        Column("aliases", "aliases"),
        Column("open", _("In play"), "int"),
        Column("won", _("Won by us"), "int"),
        Column("lost_to", _("Lost to them"), "int"),
        Column("customers", _("Named by customers"), "int"),
        Column("notes", _("Notes"), "int"),
        Column("noted_on", _("Last noted"), "date"),
        Column("last_note", _("Last note")),
        Column("note", "note"),
    ]
    return Table("competitors", columns, body, machine_only=frozenset({"aliases", "note"}))


def changed(crm: Context, competitor_id: int, sentence: str) -> Result:
    """What was done to a competitor."""
    found = next(each for each in rivals(crm.view) if each.row["id"] == competitor_id)
    line = sentence % {"id": competitor_id, "name": found.row["name"]}
    return Result(crm.command, data=_row(found), lines=[line])


def details(crm: Context, row: Row) -> Result:
    """One competitor with its deals, the customers who name it, and its notes."""
    found = next(each for each in rivals(crm.view) if each.row["id"] == row["id"])
    fields = [
        (_("Also called"), series(names_of(row)[1:])),
        (_("Note"), row["note"]),
        (_("Customers whose needs name it"), series(each["name"] for each in found.customers)),
    ]
    lines = [
        f"{row['id']}  {clean(row['name'])}",
        *(titled(name, clean(str(value))) for name, value in fields if value),
    ]
    groups = {"open": found.open, "won": found.won, "lost_to": found.lost_to, "lost": found.lost_else}
    deals = [
        {
            "id": one.row["id"],
            "customer": one.row["customer"],
            "title": one.row["title"],
            "amount": one.row["amount_cents"],
            "outcome": outcome,
            "closed_on": one.closed_on,
            "reason": one.row["lost_reason"],
        }
        for outcome, group in groups.items()
        for one in group
    ]
    told = [{**deal, "amount": None if deal["amount"] is None else units(deal["amount"])} for deal in deals]
    data = {
        **_row(found),
        "deals": told,
        "named_by": [dict(each) for each in found.customers],
        "all_notes": [dict(each) for each in found.notes],
    }
    tables = [_deal_table(deals), note_table(found.notes, "", of_all=False)]
    return Result(
        crm.command, data=data, lines=lines, tables=[table for table in tables if table.rows], as_of=crm.as_of
    )


def _deal_table(deals: Sequence[dict[str, Any]]) -> Table:
    columns = [
        Column("id", _("Number"), "int"),
        Column("customer", _("Customer")),
        Column("title", _("Opportunity")),
        Column("amount", _("Amount"), "money"),
        Column("outcome", _("State"), "word", "competitor_deal"),
        Column("closed_on", _("Ended"), "date"),
        Column("reason", _("Why lost"), "word", "lost_reason"),
    ]
    return Table("deals", columns, deals, title=_("Deals"))


def found(crm: Context, query: str) -> list[Mapping[str, Any]]:
    """The notes that answer some words, the best first."""
    day = crm.view.day if crm.view.past else None
    area = crm.store.competitors
    notes = {row["id"]: dict(row) for row in area.notes(None, day, crm.view.past)}
    names = {row["id"]: " ".join(names_of(row)) for row in area.listed(day)}
    entries = (
        Entry(
            key,
            fold(f"{names[row['competitor_id']]} {row['topic'] or ''}"),
            fold(f"{row['text']} {row['source'] or ''}"),
        )
        for key, row in notes.items()
    )
    return [notes[hit.id] for hit in rank(query, entries)]


def note_table(notes: Sequence[Mapping[str, Any]], query: str, *, of_all: bool) -> Table:
    """Notes as a list; whose they are only where they are of several competitors."""
    columns = [
        Column("noted_on", _("Date"), "date"),
        Column("competitor", _("Competitor")),
        Column("topic", _("About")),
        Column("text", _("Note")),
        Column("source", _("Source")),
        Column("customer", _("Customer")),
        Column("staff", _("By")),
        Column("id", "id", "int"),
        Column("competitor_id", "competitor_id", "int"),
        Column("customer_id", "customer_id", "int"),
    ]
    hidden = {"id", "competitor_id", "customer_id"} | (set() if of_all else {"competitor"})
    hidden |= {key for key in ("topic", "source", "customer") if not any(row[key] for row in notes)}
    return Table("notes", columns, notes, title="" if of_all else _("Notes"), machine_only=frozenset(hidden))
