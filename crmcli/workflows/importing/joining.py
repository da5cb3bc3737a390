"""What becomes of two values for one field, where several rows of a run are about one customer."""

from __future__ import annotations

from typing import Any

from crmcli.i18n import _
from crmcli.workflows.importing.fates import Entry

#: Texts that stand one below the other; of other fields the first value is kept and the further one told.
JOINED = frozenset(
    {"note", "preferences", "pain_points", "competitors", "decision_chain", "timing", "budget"}
)


def joined(first: str, further: str, between: str = "\n") -> str:
    """Both texts, each once."""
    known = first.split(between)
    return first if further in known or further == first else f"{first}{between}{further}"


def told_otherwise(entry: Entry, name: str, field: str, first: Any, further: Any) -> str:
    """That a row says otherwise of a record than an earlier one, whose value was kept."""
    names = {c.field: c.header for c in entry.sheet.columns}
    column = names.get(field) or names.get(field.removesuffix("_on").removesuffix("_at")) or field
    text = _(
        "%(customer)s: %(column)s is %(first)s in one row and %(further)s in another; the first was kept."
    )
    return text % {"customer": name, "column": column, "first": first, "further": further}
