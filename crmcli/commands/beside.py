"""Texts that stand beside records: other columns of their sheets, and what no field could take; which records of a list have some."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli import naming
from crmcli.catalogue import spoken
from crmcli.i18n import _, series, titled
from crmcli.matching.as_written import unread_of
from crmcli.wording import clean, column_told, shell_word

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Record

#: So many records of a list are named beside which texts stand.
_NAMED = 5


def texts(record: Record | Mapping[str, Any]) -> dict[str, Any]:
    """All that stands beside a record, as scripts read it: the text by its column."""
    return dict(json.loads(dict(record).get("custom") or "{}"))


def beside(record: Record | Mapping[str, Any]) -> list[str]:
    """All that stands beside a record, as people read it: column and text."""
    return [titled(clean(_column(name)), clean(str(text))) for name, text in texts(record).items()]


def _column(name: str) -> str:
    """The name of a column; of what our own field couldn't keep (a handler who is the accused) the field's."""
    return naming.field(name) if name in ("handler", "contact_person") else column_told(name)


def unread(record: Record | Mapping[str, Any]) -> list[str]:
    """What of a record no field could take and is kept as it was written: column and text."""
    return [
        titled(clean(column_told(name)), clean(text)) for name, text in unread_of(dict(record).get("custom"))
    ]


def kept_beside(
    crm: Context, rows: Sequence[Any], name: str, command: str = "show", of: str = ""
) -> list[str]:
    """Which records of a list have texts beside them that no field could take, by their `name`, and the command that shows
    the first of them, by its name or by what `of` holds. Empty where there are none."""
    found = [row for row in rows if unread(row)] if crm.for_people else []
    if not found:
        return []
    names = [str(row[name]) for row in found[:_NAMED]]
    if len(found) > _NAMED:
        names.append(_("… and %(n)d more") % {"n": len(found) - _NAMED})
    see = {"command": spoken(command), "record": shell_word(found[0][of or name])}
    return [
        _("Beside these stand texts that no field could take: %(names)s. See: crmcli %(command)s %(record)s")
        % {"names": series(map(clean, names)), **see}
    ]
