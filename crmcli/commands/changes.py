"""What an edit changed, shown before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli.database import shape
from crmcli.i18n import _
from crmcli.result import Column, Result, Table

if TYPE_CHECKING:
    from crmcli.context import Context


def show_changes(
    crm: Context, where: str, name: str, *, data: Mapping[str, Any], rows: Sequence[dict[str, Any]],
    changed: bool, warnings: Sequence[str],
) -> None:  # fmt: skip
    """Shows the `rows` (field, before, after) of what was changed of a record of the table `where`, as people call it."""
    # What was damaged is told when it has been put right, too.
    rows = [{**row, "before": shape.readable(row["before"])} for row in rows]
    people = [crm.reader.change(where, r) for r in rows] if crm.for_people else list(rows)
    columns = [Column("field", _("Field")), Column("before", _("Before")), Column("after", _("After"))]
    line = _("Changed %(name)s.") if changed else _("%(name)s had these values already; nothing changed.")
    crm.show(
        Result(
            crm.command,
            data={**data, "changed": rows},
            lines=[line % {"name": name}],
            tables=[Table("changes", columns, people)] if rows else [],
            warnings=list(warnings),
        )
    )
