"""What becomes of two values for one field, where several rows of a run are about one customer."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo
from typing import Any

from crmcli.clock import parse_iso, shown
from crmcli.i18n import _
from crmcli.sheets.columns.fields import TYPES
from crmcli.vocabulary import choices
from crmcli.wording import label
from crmcli.workflows.importing.fates import Entry

#: Texts that stand one below the other; of other fields the first value is kept and the further one told.
JOINED = frozenset(
    {"note", "preferences", "pain_points", "competitors", "decision_chain", "timing", "budget"}
)


def joined(first: str, further: str, between: str = "\n") -> str:
    """Both texts, each once."""
    known = first.split(between)
    return first if further in known or further == first else f"{first}{between}{further}"


def told_otherwise(entry: Entry, name: str, field: str, first: Any, further: Any, *, zone: tzinfo) -> str:
    """That a row says otherwise of a record than an earlier one, whose value was kept."""
    bare = field.removesuffix("_on").removesuffix("_at")
    names = {c.field: c.header for c in entry.sheet.columns}
    known = next((f for f in (field, bare, _CALLED.get(field, "")) if f in names), field)
    text = _(
        "%(customer)s: %(column)s is %(first)s in one row and %(further)s in another; the first was kept."
    )
    domain = TYPES[entry.kind].get(known, "").partition(":")[2]
    values = {"first": _shown(first, domain, zone), "further": _shown(further, domain, zone)}
    return text % {"customer": name, "column": names.get(known, field), **values}


#: Columns that sheets call otherwise.
_CALLED = {
    "state": "status", "last_contact": "last_contact_on", "next_contact": "next_contact_on",
    "opening": "opening_amount",
}  # fmt: skip


def _shown(value: Any, domain: str, zone: tzinfo) -> Any:
    """A value as people read it: a word of ours in their language, a moment at its place."""
    if not isinstance(value, str):
        return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else value
    if domain and value in choices(domain):
        return label(domain, value)
    return shown(parse_iso(value), zone) if _INSTANT.fullmatch(value) else value


_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
