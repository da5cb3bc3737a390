"""Reading around damage: what can't be read is covered, for one connection, by as much of it as can."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from crmcli.database import migrations, shape
from crmcli.database.connection import Database, Record
from crmcli.queries.wholeness import versions
from crmcli.queries.wholeness.agreement import Agreement
from crmcli.queries.wholeness.health import POLICY, Fault, Health

#: Nobody reads these; and their keys are texts, which may be damaged themselves.
_UNREAD = frozenset({"sequence"})
#: What was before a change can only be told where all of it can be read.
_PAST = frozenset({"former"})
#: So often a row that is left out may leave others without what they belong to.
_DEPTH = 8


class Around:
    """Covers damaged rows in all tables: for whoever looks at them, or for a copy that lasts."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._health = Health(db)
        self._stand_in = shape.stand_in
        #: By table and key, what is shown instead of a row: its values by column, nothing if it is left out.
        self._instead: dict[str, dict[Any, dict[str, Any] | None]] = {}

    def cover(self) -> None:
        """From now on every row can be read: a value that can't stands empty or for the least that can, a row without what
        it belongs to is left out or given one, a complaint without its opening has one again. Nothing in the database changes."""
        with self._db.odd_texts():
            self._replace([fault for fault in self._health.unreadable() if fault.table not in _UNREAD])
            self._let_lost_go()
            self._open_complaints()
            self._settle()

    def carry(self) -> list[str]:
        """Like `cover`, for a copy that lasts: what any database can hold stays as it is, so that it is told of there, too.

        Returns what is left behind: values that no database takes, and references to rows that aren't there.
        """
        self._stand_in = _carried
        with self._db.odd_texts():
            odd = [fault for fault in self._health.unreadable() if not self._is_carried(fault)]
            behind = [*odd, *self._health.dangling()]
            self._replace(odd)
            behind += [*self._let_lost_go(), *self._tell_apart()]
            return list(dict.fromkeys(map(str, behind)))

    def _is_carried(self, fault: Fault) -> bool:
        # By the policy the copy itself is read.
        return fault.table != POLICY and _takes(fault.table, fault.column, fault.value)

    def _replace(self, found: Iterable[Fault]) -> None:
        """What is shown for values that can't be read."""
        for fault in found:
            row = self._row(fault)
            if fault.table in _PAST:
                self._instead[fault.table][fault.key] = None
            elif row is not None:
                row[fault.column] = self._instead_of(fault, row)
        if not self._db.count(POLICY):
            self._add_policy()
        self._settle()

    def _instead_of(self, fault: Fault, row: Record) -> Any:
        if (fault.table, fault.column) == (POLICY, "data"):
            return json.dumps(versions.tables(self._db, row), ensure_ascii=False, default=str)
        if fault.table == "sequence":
            return Agreement(self._db).most().get(fault.key, 0) + 1
        return self._stand_in(fault.table, fault.column, fault.value)

    def _let_lost_go(self) -> list[Fault]:
        """Sees to references that find nothing, and to those that then do; returns them."""
        gone: list[Fault] = []
        for _time in range(_DEPTH):
            lost = self._health.dangling()
            for fault in lost:
                self._let_go(fault)
            self._settle()
            gone += lost
            if not lost:
                break
        return gone

    def _tell_apart(self) -> list[Fault]:
        """Makes values differ that no two rows may share: the earliest keeps its own."""
        doubled = self._health.doubled()
        for fault in doubled:
            if (row := self._row(fault)) is not None:
                text = isinstance(fault.value, str)
                row[fault.column] = f"{fault.value} ({fault.key})" if text else shape.NO_NUMBER - fault.key
        self._settle()
        return doubled

    def _row(self, fault: Fault) -> dict[str, Any] | None:
        """What is shown instead of the row of a fault, begun with the row itself."""
        rows = self._instead.setdefault(fault.table, {})
        if fault.key not in rows:
            key = shape.key(fault.table)
            row = self._db.one(f"SELECT * FROM {fault.table} WHERE {key} = :key", {"key": fault.key})
            rows[fault.key] = {column: row[column] for column in shape.specs(fault.table)} if row else None
        return rows[fault.key]

    def _let_go(self, fault: Fault) -> None:
        """A reference that finds nothing is none; a lost customer is one of whom nothing is known; any other row that can't
        do without what it refers to is left out."""
        row = self._row(fault)
        required = shape.specs(fault.table)[fault.column].required
        if required and fault.target == "customer":
            nobody = {c: self._stand_in("customer", c, None) for c in shape.specs("customer")}
            self._instead.setdefault("customer", {})[fault.value] = nobody | {"id": fault.value}
        elif required or fault.column == shape.key(fault.table):
            self._instead[fault.table][fault.key] = None
        elif row is not None:
            row[fault.column] = None

    def _add_policy(self) -> None:
        """The numbers that crmcli comes with, where the team's are gone."""
        told = {"id": 1, "version": 1}
        columns = shape.specs(POLICY)
        self._instead[POLICY] = {1: {c: told.get(c, shape.stand_in(POLICY, c, None)) for c in columns}}

    def _open_complaints(self) -> None:
        """An opening, at the time that the complaint itself tells, for each that lacks one."""
        rows = self._db.rows(
            "SELECT k.id, k.opened_at, k.opened_on FROM complaint k WHERE NOT EXISTS (SELECT 1 FROM complaint_event e"
            " WHERE e.complaint_id = k.id AND e.kind = 'opened') ORDER BY k.id"
        )
        for number, row in enumerate(rows, 1):
            told = {
                "id": -number, "complaint_id": row["id"], "kind": "opened", "at": row["opened_at"],
                "on_day": row["opened_on"], "at_known": 0, "recorded_at": row["opened_at"],
            }  # fmt: skip
            columns = shape.specs("complaint_event")
            self._instead.setdefault("complaint_event", {})[-number] = {c: told.get(c) for c in columns}

    def _settle(self) -> None:
        for table, rows in self._instead.items():
            columns = list(migrations.tables()[table])
            self._db.cover(
                table,
                columns,
                shape.key(table),
                {key: [row[c] for c in columns] if row else None for key, row in rows.items()},
            )


def _takes(table: str, column: str, value: Any) -> bool:
    """Whether every engine's column takes a value, be it one that none of our commands would write."""
    spec = shape.specs(table)[column]
    if value is None:
        return not spec.required
    if spec.type == "text":
        return isinstance(value, str) and shape.encodes(value)
    if spec.type == "blob":
        return isinstance(value, bytes)
    whole = isinstance(value, int) and -(2**63) <= value < 2**63
    return whole or (spec.type == "real" and isinstance(value, float) and math.isfinite(value))


def _carried(table: str, column: str, value: Any) -> Any:
    """What a lasting copy has for a value that no column takes: nothing where it may be empty, else what is told of there, too."""
    if shape.reading(table, column) is None or not shape.specs(table)[column].required:
        return shape.stand_in(table, column, value)
    return "?"


def remarked(line: str, mark: str) -> str:
    """A line that tells of records, with `mark` for what couldn't be read."""
    return _SAID.sub(mark, line)


#: How a line tells of what couldn't be read: such a day, perhaps with a time; an amount beyond all; a number near `NO_NUMBER`.
_SAID = re.compile(
    rf"{shape.NO_DAY}(?: \d\d:\d\d)?|-?\d{{1,3}}(?:,\d{{3}}){{5,}}(?:\.\d+)?|-(?:20|19)[09]{{8,}}\d*|-2(?:\.0)?e\+17"
)

_ALONE = re.compile(rf"{shape.NO_DAY}(?:T[\d:]+Z)?")


def marked(value: Any, mark: str | None) -> Any:
    """What is to be shown, with `mark` for every day, instant and number that couldn't be read, or was made of one."""
    if isinstance(value, str) and value.startswith(shape.NO_DAY):
        # A text that begins with such a day tells more.
        return mark if _ALONE.fullmatch(value) else remarked(value, "?")
    if shape.is_no_number(value):
        return mark
    if isinstance(value, Mapping):
        return {key: marked(each, mark) for key, each in value.items()}
    return [marked(each, mark) for each in value] if isinstance(value, (list, tuple)) else value
