"""Trainings and exams of the team's people."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from crmcli import errors
from crmcli.database.connection import Database, Row
from crmcli.i18n import _

if TYPE_CHECKING:
    from crmcli.database.operation import Operation

_LISTED = "SELECT t.*, s.name AS staff FROM training t JOIN staff s ON s.id = t.staff_id"


class Trainings:
    """Reads and writes trainings."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, training_id: int) -> Row:
        """One training with the person's name; NotFound if there is none."""
        row = self._db.one(f"{_LISTED} WHERE t.id = :id", {"id": training_id})
        if row is None:
            raise errors.NotFound(
                _("There is no training %(id)d.") % {"id": training_id}, _("See: crmcli staff trainings")
            )
        return row

    def exist(self) -> bool:
        """Whether there are any."""
        return self._db.value("SELECT 1 FROM training LIMIT 1") is not None

    def listed(self, on: str | None = None, staff_id: int | None = None) -> list[Row]:
        """Trainings with the person's name, the newest first: those held by a day, those of one person."""
        chosen = {"on": on, "staff_id": staff_id}
        tests = {"on": "t.held_on <= :on", "staff_id": "t.staff_id = :staff_id"}
        given = {name: value for name, value in chosen.items() if value is not None}
        where = f" WHERE {' AND '.join(tests[name] for name in given)}" if given else ""
        return self._db.rows(f"{_LISTED}{where} ORDER BY t.held_on DESC, s.name, t.topic, t.id", given)

    def known(self, days: Collection[str]) -> list[Row]:
        """The trainings that were held on any of these days, by id."""
        rows = self._db.rows_in("SELECT * FROM training WHERE held_on IN ({ids})", sorted(days))
        return sorted(rows, key=lambda row: int(row["id"]))

    def add(self, op: Operation, values: Mapping[str, Any]) -> int:
        """A new training; needs staff_id, topic and held_on."""
        return op.insert("training", {**values, "created_at": op.at_text})

    def edit(self, op: Operation, training_id: int, values: Mapping[str, Any]) -> bool:
        """Changes columns; False if they had these values already."""
        return op.update("training", training_id, values)

    def remove(self, op: Operation, training_id: int) -> None:
        op.delete("training", training_id)
