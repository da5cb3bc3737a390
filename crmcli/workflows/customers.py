"""Adding and changing one customer: fields as they are named, nobody's change overwritten unseen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC
from typing import Any

from crmcli import errors, naming
from crmcli.database.connection import Record
from crmcli.i18n import _
from crmcli.matching.as_written import column_of, is_as_written
from crmcli.store import Store, Work


def assignments(pairs: list[str]) -> dict[str, str]:
    """`FIELD=VALUE` texts as fields; Usage if one has no `=`."""
    values: dict[str, str] = {}
    for pair in pairs:
        field, equals, value = pair.partition("=")
        if not equals:
            raise errors.Usage(
                _("Not FIELD=VALUE: %(text)s") % {"text": pair},
                _("Write it like city=成都; with spaces, in quotes."),
            )
        values[naming.TYPED.get(field.strip(), field.strip())] = value.strip()
    return values


def stated(values: Mapping[str, Any], today: str) -> dict[str, Any]:
    """The day that belongs to a stated tier among the values: it holds for a while from then on."""
    if "stated_tier" not in values:
        return {}
    return {"stated_on": today if values["stated_tier"] else None}


def refuse_overwriting(store: Store, row: Record, seen: int, values: Mapping[str, Any]) -> None:
    """Conflict if a field to be changed was changed by somebody else since version `seen`."""
    theirs: dict[str, Any] = {}
    for change in store.history.of_row("customer", row["id"]):
        image = json.loads(change["before"] or "{}")
        if change["action"] == "update" and image.get("version", 0) >= seen:
            theirs.update({f: change["actor"] for f in image if f in values})
    changed = [f for f in theirs if row[f] != values[f]]
    if changed:
        field = changed[0]
        reader = naming.Reader(store.staff.names(), UTC)
        raise errors.Conflict(
            _("%(who)s changed %(field)s meanwhile: it is %(theirs)s, you wrote %(yours)s.")
            % {
                "who": theirs[field],
                "field": naming.field(field),
                "theirs": reader.value("customer", field, row[field]),
                "yours": reader.value("customer", field, values[field]),
            },
            _("Look at it, then edit again: crmcli show %(code)s") % {"code": row["code"]},
        )


def settle_unread(work: Work, row: Record, values: Mapping[str, Any]) -> None:
    """What an import could not read of these fields, and kept as it was written, goes once somebody says what is right."""
    if values.get("phone"):
        for way in work.store.customers.contact_ways(row["id"]):
            if not way["confirmed"] and way["contact_person_id"] is None:
                work.op.delete("contact_way", way["id"])
    custom = json.loads(row["custom"] or "{}")
    if any(map(is_as_written, custom)):
        from crmcli.sheets.headers import field_called

        said = {
            name
            for name in custom
            if is_as_written(name) and field_called("customers", column_of(name)) in values
        }
        left = {name: text for name, text in custom.items() if name not in said}
        work.store.customers.edit(
            work.op, row["id"], {"custom": json.dumps(left, ensure_ascii=False) if left else None}
        )
