"""How past complaints are shown to whoever has such a case again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli.clock import parse_iso
from crmcli.figures.rounding import half_up
from crmcli.i18n import _, ngettext, remarked, titled
from crmcli.render.cells import units
from crmcli.result import Column, Table
from crmcli.wording import label

if TYPE_CHECKING:
    from crmcli.database.connection import Row

_PLAIN = (
    "id", "number", "customer_id", "customer", "opened_on", "closed_on", "severity", "state", "category", "product",
    "content", "cause", "root_cause", "measure", "lesson", "revisit_result",
)  # fmt: skip


def as_data(row: Row) -> dict[str, Any]:
    """A case for scripts. `hours` is from opening to resolution by the clock on the wall, None at an unknown time."""
    done = row["resolved_at"]
    hours = (parse_iso(done) - parse_iso(row["opened_at"])).total_seconds() / 3600 if done else None
    paid = row["compensation_cents"]
    return {
        **{key: row[key] for key in _PLAIN},
        "handler": row["handler_name"],
        "compensation": None if paid is None else units(paid),
        "hours": None if hours is None else half_up(hours, 1),
    }


def table(rows: Sequence[Mapping[str, Any]]) -> Table:
    """A row for every case."""
    words = {
        "severity": "severity",
        "state": "complaint_state",
        "revisit_result": "revisit_result",
        "cause": "root_cause",
    }
    keys = (*_PLAIN, "handler", "compensation", "hours")
    columns = [Column(key, key, "word" if key in words else "text", words.get(key, "")) for key in keys]
    return Table("cases", columns, rows)


def cards(rows: Sequence[Mapping[str, Any]], query: str) -> Table:
    """A few lines for every case, with the words that were looked for standing out."""
    from crmcli.matching.knowledge_search import spans, words_of

    lines = [line for row in rows for line in _card(row)]
    words = words_of(query)
    columns = [Column("number", _("Number"), "code"), Column("what", _("What")), Column("text", _("Words"))]
    return Table("cases", columns, lines, hits=lambda text: spans(text, words) if words else [])


def _card(row: Mapping[str, Any]) -> list[dict[str, str]]:
    about = _(", ").join(filter(None, (row["category"], row["product"])))
    fields = {
        _("What happened"): remarked(row["content"], about) if about else row["content"],
        _("Root cause"): cause(row),
        _("Measure"): row["measure"],
        _("Lesson"): row["lesson"],
        _("How it ended"): _ending(row),
    }
    found = [{"number": "", "what": what, "text": text} for what, text in fields.items() if text]
    found[0]["number"] = row["number"]
    return found


def cause(row: Mapping[str, Any]) -> str:
    """The root cause behind its category."""
    category = label("root_cause", row["cause"]) if row["cause"] else ""
    told = row["root_cause"]
    return titled(category, told) if category and told and told != category else told or category


def _ending(row: Mapping[str, Any]) -> str:
    hours, result = row["hours"], row["revisit_result"]
    parts = [row["customer"]]
    if hours is not None and hours >= 48:
        days = round(hours / 24)
        parts.append(ngettext("resolved after %(n)d day", "resolved after %(n)d days", days) % {"n": days})
    elif hours is not None:
        parts.append(_("resolved after %(h)s h") % {"h": f"{hours:g}"})
    else:
        parts.append(_("resolved on %(day)s") % {"day": row["closed_on"]})
    return _(", ").join([*parts, *([label("revisit_result", result)] if result else [])])
