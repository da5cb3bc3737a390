"""How knowledge entries are shown: as rows for scripts, as tables and lines for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from crmcli.commands.shared import local_time
from crmcli.i18n import _, ngettext, remarked
from crmcli.matching.knowledge_search import excerpt, spans, words_of
from crmcli.result import Column, Table
from crmcli.wording import label

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Row


def as_data(row: Row) -> dict[str, Any]:
    """An entry for scripts."""
    return {column.key: row[column.key] for column in _columns()}


def list_table(rows: Sequence[Row]) -> Table:
    """Entries of a list."""
    hidden = frozenset(c.key for c in _columns()) - {"id", "kind", "title", "category", "product", "used"}
    return Table("knowledge", _columns(), [dict(row) for row in rows], machine_only=hidden)


def hit_table(rows: Sequence[Row], query: str) -> Table:
    """Entries that a search found, with the piece of the answer where its words stand."""
    words = words_of(query)
    found = [{**dict(row), "excerpt": excerpt(row["answer"], words)} for row in rows]
    columns = _columns()
    columns.insert(3, Column("excerpt", _("Answer")))
    hidden = frozenset(c.key for c in columns) - {"id", "kind", "title", "excerpt"}
    return Table(
        "knowledge",
        columns,
        found,
        machine_only=hidden,
        hits=lambda text: spans(text, words) if words else [],
    )


def use_table(uses: Sequence[Row]) -> Table:
    """Where an entry was used."""
    rows = [{**dict(use), "where": use["number"] or f"feedback:{use['feedback_id']}"} for use in uses]
    columns = [
        Column("at", _("When"), "instant"),
        Column("where", _("Used for")),
        Column("content", _("Text")),
        Column("staff", _("By")),
    ]
    return Table("uses", columns, rows)


def complaint_table(rows: Sequence[Row]) -> Table:
    """The entries that were used for a complaint."""
    columns = [
        Column("id", _("Id"), "int"),
        Column("kind", _("Kind"), "word", "knowledge_kind"),
        Column("title", _("Title")),
    ]
    return Table("knowledge", columns, [dict(row) for row in rows], title=_("Knowledge used"))


def details(crm: Context, row: Row) -> list[str]:
    """One entry, a line each, empty fields left out; the answer as it was written."""
    kind = label("knowledge_kind", row["kind"])
    if row["state"] == "retired":
        kind = f"{kind}, {label('knowledge_state', 'retired')}"
    fields = {_("Category"): row["category"], _("Product"): row["product"], _("Tags"): row["tags"]}
    if row["public"]:
        kind = f"{kind}, {_('for customers to read')}"
    used = ngettext("used %(n)d time", "used %(n)d times", row["used"]) % {"n": row["used"]}
    return [
        f"{row['id']}  {remarked(row['title'], kind)}",
        row["answer"],
        *(
            _("%(field)s: %(value)s") % {"field": name, "value": value}
            for name, value in fields.items()
            if value
        ),
        _("By %(name)s, updated %(at)s, %(used)s.")
        % {"name": row["author"], "at": local_time(crm, row["updated_at"]), "used": used},
    ]


def _columns() -> list[Column]:
    return [
        Column("id", _("Id"), "int"),
        Column("kind", _("Kind"), "word", "knowledge_kind"),
        Column("title", _("Title")),
        Column("category", _("Category")),
        Column("product", _("Product")),
        Column("tags", _("Tags")),
        Column("state", _("State"), "word", "knowledge_state"),
        Column("public", _("Public"), "int"),
        Column("used", _("Used"), "int"),
        Column("used_at", _("Last used"), "instant"),
        Column("author", _("Author")),
        Column("updated_at", _("Updated"), "instant"),
        Column("answer", _("Answer")),
    ]
