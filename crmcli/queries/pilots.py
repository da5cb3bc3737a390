"""Numbers of the policy that one department tries first. `changes` is JSON: a value by its path."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crmcli import errors
from crmcli.database.connection import Database, Row
from crmcli.i18n import _

if TYPE_CHECKING:
    from crmcli.database.operation import Operation


class PilotRows:
    """Reads and writes pilots. Days are local, as ISO text."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def exist(self) -> bool:
        """Whether there ever was one."""
        return self._db.value("SELECT 1 FROM policy_pilot LIMIT 1") is not None

    def terms(self) -> str:
        """What differs whenever somebody's customers may be judged otherwise; empty where there never was a pilot."""
        pilots = self._db.tuples(
            "SELECT id, department, changes, start_on, ended_on FROM policy_pilot ORDER BY id"
        )
        found = [tuple(row) for row in pilots]
        if not found:
            return ""
        found += [tuple(row) for row in self._db.tuples("SELECT id, department FROM staff ORDER BY id")]
        return f" {zlib.crc32(repr(found).encode()):08x}"

    def open_on(self, day: str) -> list[dict[str, Any]]:
        """Those that run on a day or begin later, and weren't over by it; `changes` as values."""
        rows = self._db.rows(
            "SELECT * FROM policy_pilot WHERE created_on <= :day AND (ended_on IS NULL OR ended_on > :day) ORDER BY id",
            {"day": day},
        )
        return [_read(row) for row in rows]

    def listed(self, day: str) -> list[dict[str, Any]]:
        """All that were there on a day, the newest first; what ended later runs on."""
        rows = self._db.rows(
            "SELECT p.*, s.name AS author FROM policy_pilot p LEFT JOIN staff s ON s.id = p.creator_id"
            " WHERE p.created_on <= :day ORDER BY p.id DESC",
            {"day": day},
        )
        later = {"outcome": None, "ended_on": None}
        return [row | later if (row["ended_on"] or "") > day else row for row in map(_read, rows)]

    def get(self, pilot_id: int) -> dict[str, Any]:
        """One pilot; NotFound if there is none."""
        row = self._db.one("SELECT * FROM policy_pilot WHERE id = :id", {"id": pilot_id})
        if row is None:
            raise errors.NotFound(
                _("There is no pilot %(id)d.") % {"id": pilot_id}, _("See: crmcli policy pilots")
            )
        return _read(row)

    def add(self, op: Operation, values: Mapping[str, Any], day: str) -> int:
        """A new pilot; needs department, changes and start_on."""
        made = {"creator_id": op.actor.id, "created_at": op.at_text, "created_on": day}
        return op.insert("policy_pilot", {**_written(values), **made})

    def edit(self, op: Operation, pilot_id: int, values: Mapping[str, Any]) -> bool:
        """Changes columns; False if they had these values already."""
        return op.update("policy_pilot", pilot_id, _written(values))


def _read(row: Row) -> dict[str, Any]:
    return {**dict(row), "changes": json.loads(row["changes"])}


def _written(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        k: json.dumps(v, ensure_ascii=False, sort_keys=True) if k == "changes" else v
        for k, v in values.items()
    }
