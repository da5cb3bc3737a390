"""The write door: everything one command changes, as one audited and undoable unit.

Business tables change only through `insert`, `insert_many`, `update`, `update_many` and `delete` here. Each keeps
the before-image of what it changed (an insert needs only its keys), and what a dated field held until then; `seal` numbers the operation and chains its
hash to the one before, as the last statements before COMMIT. The hash covers salted digests of the before-images,
so that an erasure can drop a value with its salt and keep the digest.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from crmcli import clock, errors
from crmcli.database import migrations, shape
from crmcli.i18n import _

if TYPE_CHECKING:
    from crmcli.actors import Actor
    from crmcli.database.connection import Database, Record, Row

Values = Mapping[str, Any]


@dataclass(slots=True)
class Change:
    """One before-image. `before` is None for inserts, whose rows run from `row_id` to `last_row_id`."""

    action: str
    table: str
    row_id: int
    last_row_id: int | None
    before: str | None
    salt: str
    digest: str


class Operation:
    """The open write transaction of one command."""

    #: The operation's instant, also as stored; known from `begin` on.
    at: datetime
    at_text: str

    def __init__(self, database: Database, command: str, actor: Actor, uid: str, summary: str = "") -> None:
        self._db = database
        self.command, self.actor, self.uid = command, actor, uid
        self.summary = summary
        #: The policy that is in force, as far as it is known.
        self.policy_version: int | None = None
        self.undoes: int | None = None
        #: The roles of which one was needed for it, none where every writer may: taking it back needs the same.
        self.needs: Sequence[str] = ()
        #: Whether it takes something back, in whole or in part.
        self.restores = False
        self.id = 0
        #: How many of its changes the search texts follow already.
        self.followed = 0
        self._changes: list[Change] = []
        #: By table, the ids of the rows that were added.
        self._added: dict[str, list[range]] = {}
        self._salts = os.urandom(8).hex()

    def begin(self, at: datetime | None = None) -> None:
        """Takes the operation's id and its instant, once the writer's lock is held."""
        self.at = at or clock.now()
        self.at_text = clock.iso(self.at)
        self.id = int(self._db.value("SELECT COALESCE(MAX(id), 0) + 1 FROM operation"))

    def tell_time(self, tz: tzinfo) -> datetime:
        """Its instant, from here on one with a time of day in the team's zone, see `clock.timed`."""
        self.at = clock.timed(self.at, tz)
        self.at_text = clock.iso(self.at)
        return self.at

    @property
    def changed(self) -> bool:
        """Whether anything was written so far."""
        return bool(self._changes)

    @property
    def changes(self) -> Sequence[Change]:
        """What was written so far."""
        return self._changes

    def inserted(self, table: str) -> tuple[int, int] | None:
        """The ids of the rows that were added to a table so far, from and to: nobody else adds any meanwhile."""
        added = [c for c in self._changes if c.action == "insert" and c.table == table]
        return (added[0].row_id, added[-1].last_row_id or added[-1].row_id) if added else None

    def insert(self, table: str, values: Values) -> int:
        """Adds one row and returns its new id."""
        columns = list(values)
        return self.insert_many(table, columns, [tuple(values.values())])[0]

    def insert_many(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> range:
        """Adds rows, given as values in the order of `columns`; returns their new ids, which run without a gap."""
        _check(table)
        if not rows:
            return range(0)
        first = self._db.allocate(table, len(rows))
        named, told = _told(columns, rows)
        self._db.insert_rows(table, ("id", *named), ((first + i, *row) for i, row in enumerate(told)))
        self._record("insert", table, first, first + len(rows) - 1, None)
        added = range(first, first + len(rows))
        self._added.setdefault(table, []).append(added)
        return added

    def update(self, table: str, row_id: int, values: Values) -> bool:
        """Changes one row's given columns; False if all of them already had these values."""
        return self.update_many(table, {row_id: values}) == 1

    def update_many(self, table: str, rows: Mapping[int, Values], *, since: str | None = None) -> int:
        """Changes rows by id, each only in the columns whose value differs; returns how many changed. Past days hold the
        new values from `since` on, by default from now on."""
        _check(table)
        by_columns: dict[tuple[str, ...], list[int]] = {}
        for row_id, values in rows.items():
            by_columns.setdefault(tuple(values), []).append(row_id)
        return sum(
            self._update_same(table, columns, {i: rows[i] for i in ids}, since or self.at_text)
            for columns, ids in by_columns.items()
            if columns
        )

    def _update_same(
        self, table: str, columns: tuple[str, ...], rows: Mapping[int, Values], since: str
    ) -> int:
        versioned = table == "customer"
        names = ", ".join(("id", *columns, *(("version", "updated_at") if versioned else ())))
        statements: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
        former: list[tuple[Any, ...]] = []
        changed = 0
        for old in self._present(names, table, list(rows)):
            new = dict(rows[old["id"]])
            differing = {c: v for c, v in new.items() if old[c] != v or (old[c] is None) != (v is None)}
            if not differing:
                continue
            if versioned:
                differing |= {"version": old["version"] + 1, "updated_at": self.at_text}
            before = _image({c: old[c] for c in differing})
            self._record("update", table, old["id"], None, before)
            statements.setdefault(tuple(differing), []).append((*differing.values(), old["id"]))
            former += self._former(table, old, differing, since)
            changed += 1
        for changed_columns, parameters in statements.items():
            assignments = ", ".join(f"{c} = ?" for c in changed_columns)
            self._db.executemany(f"UPDATE {table} SET {assignments} WHERE id = ?", parameters)
        self.insert_many("former", ("table_name", "row_id", "field", "value", "until_at"), former)
        return changed

    def _present(self, names: str, table: str, ids: Sequence[int]) -> list[Row]:
        """Rows before they change: what is damaged is there to be put right."""
        with self._db.odd_texts():
            return self._db.rows_in(f"SELECT {names} FROM {table} WHERE id IN ({{ids}}) ORDER BY id", ids)

    def _former(self, table: str, old: Record, differing: Values, until: str) -> list[tuple[Any, ...]]:
        """What dated fields held until then. What an undo takes back never was, nor was damage; and a row of this operation
        has no past."""
        dated = [
            field
            for field in migrations.DATED.get(table, ())
            if field in differing and shape.is_whole(table, field, old[field])
        ]
        if not dated or self.restores or any(old["id"] in added for added in self._added.get(table, ())):
            return []
        texts = {field: None if old[field] is None else str(old[field]) for field in dated}
        return [(table, old["id"], field, text, until) for field, text in texts.items()]

    def delete(self, table: str, row_id: int) -> bool:
        """Removes one row, keeping all of it as before-image; False if there was none."""
        return self.delete_many(table, [row_id]) == 1

    def delete_many(self, table: str, ids: Sequence[int]) -> int:
        """Removes rows, keeping all of each as before-image; returns how many there were."""
        _check(table)
        rows = self._present("*", table, ids)
        for old in rows:
            self._record("delete", table, old["id"], None, _image(dict(old)))
        # By ranges: checking references row by row takes five times as long.
        spans = _spans(old["id"] for old in rows)
        self._db.executemany(f"DELETE FROM {table} WHERE id BETWEEN ? AND ?", spans)
        return len(rows)

    def put_back(self, table: str, values: Values) -> None:
        """Re-inserts a deleted row under its old id (undo only)."""
        _check(table)
        self._db.insert_rows(table, list(values), [list(values.values())])
        self._record("insert", table, values["id"], values["id"], None)

    def allocate(self, name: str, count: int = 1, beyond: int = 0) -> int:
        """The first of `count` further numbers of a counter, such as a year's complaints, all more than `beyond`; none is
        given twice."""
        return self._db.allocate(name, count, beyond)

    def seal(self) -> None:
        """Writes the operation's row, its changes and its link in the chain. Called once, just before COMMIT."""
        if not self._changes:
            return
        head = self._db.one("SELECT number, hash FROM operation ORDER BY number DESC LIMIT 1")
        row: dict[str, Any] = {
            "id": self.id,
            "number": (head["number"] if head else 0) + 1,
            "uid": self.uid,
            "command": self.command,
            "summary": self.summary,
            "actor_id": self.actor.id,
            "actor": self.actor.name,
            "login": self.actor.login,
            "at": self.at_text,
            "policy_version": self.policy_version,
            "schema_version": migrations.VERSION,
            "undoes": self.undoes,
            "undone_by": None,
            "needs": ",".join(self.needs) or None,
            "previous_hash": head["hash"] if head else "",
        }
        row["hash"] = chain_hash(row, (c.digest for c in self._changes))
        self._db.insert_rows("operation", list(row), [list(row.values())])
        self._mark_undone()
        self._write_changes()

    def _mark_undone(self) -> None:
        """Notes that this operation takes one back: what that one had taken back stands again, and so on."""
        taken, by = self.undoes, self.id
        stands = False
        while taken:
            self._db.execute(
                "UPDATE operation SET undone_by = :by WHERE id = :id",
                {"by": None if stands else by, "id": taken},
            )
            stands, by = not stands, taken
            taken = self._db.value("SELECT undoes FROM operation WHERE id = :id", {"id": taken})

    def _write_changes(self) -> None:
        first = int(self._db.value("SELECT COALESCE(MAX(id), 0) + 1 FROM change"))
        self._db.insert_rows(
            "change",
            (
                "id",
                "operation_id",
                "action",
                "table_name",
                "row_id",
                "last_row_id",
                "before",
                "salt",
                "digest",
            ),
            (
                (first + i, self.id, c.action, c.table, c.row_id, c.last_row_id, c.before, c.salt, c.digest)
                for i, c in enumerate(self._changes)
            ),
        )

    def _record(self, action: str, table: str, row_id: int, last: int | None, before: str | None) -> None:
        salt = f"{self._salts}{len(self._changes):x}"
        digest = change_digest(action, table, row_id, last=last, before=before, salt=salt)
        self._changes.append(
            Change(
                action=action,
                table=table,
                row_id=row_id,
                last_row_id=last,
                before=before,
                salt=salt,
                digest=digest,
            )
        )


def change_digest(
    action: str, table: str, row_id: int, last: int | None, before: str | None, salt: str
) -> str:
    """The salted digest that stands for a before-image in the chain."""
    text = "\x1f".join((action, table, str(row_id), str(last or ""), before or "", salt))
    return hashlib.sha256(text.encode()).hexdigest()


def chain_hash(row: Record, digests: Iterable[str]) -> str:
    """The hash of an operation: its own words, the previous hash and its changes' digests in order."""
    hasher = hashlib.sha256()
    header = {
        k: row[k] for k in ("number", "uid", "command", "summary", "actor", "login", "at", "previous_hash")
    }
    hasher.update(json.dumps(header, ensure_ascii=False, sort_keys=True).encode())
    for digest in digests:
        hasher.update(digest.encode())
    return hasher.hexdigest()


def _image(values: Values) -> str:
    """A before-image. Of bytes that are no text it keeps what can be read."""
    text = json.dumps(
        values, ensure_ascii=False, sort_keys=True, default=partial(str, encoding="utf-8", errors="replace")
    )
    return text.encode(errors="replace").decode()


def _told(
    columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> tuple[Sequence[str], Iterable[Sequence[Any]]]:
    """Columns and rows without the columns that are empty in all rows: an INSERT that names them takes twice as long."""
    used = [i for i, cells in enumerate(zip(*rows, strict=True)) if cells.count(None) < len(cells)]
    if len(used) < 2 or len(used) == len(columns):
        return columns, rows
    return [columns[i] for i in used], map(itemgetter(*used), rows)


def _spans(ids: Iterable[int]) -> list[tuple[int, int]]:
    """Ascending ids as ranges without gaps."""
    found: list[tuple[int, int]] = []
    for each in ids:
        if found and found[-1][1] == each - 1:
            found[-1] = (found[-1][0], each)
        else:
            found.append((each, each))
    return found


def _check(table: str) -> None:
    if table not in migrations.AUDITED:
        raise ValueError(f"{table} is not written through an operation")


def refuse_repeated(db: Database, uid: str) -> None:
    """AlreadyDone if an operation with this id was saved, and is as safe as one that was acknowledged."""
    done = db.one("SELECT number, command, summary FROM operation WHERE uid = :uid", {"uid": uid})
    if done is None:
        return
    # A server that crashed before its standby had the operation shows it all the same: the end of an empty
    # transaction waits for the standby, as a commit does.
    with db.transaction():
        pass
    raise errors.AlreadyDone(
        _("Already saved as operation %(n)d: %(command)s %(summary)s")
        % {"n": done["number"], "command": done["command"], "summary": done["summary"] or ""},
        number=done["number"],
    )


def arrived(db: Database, uid: str) -> int:
    """The number of an operation whose acknowledgement was lost; 0 if it was not saved.

    Asked with the writer's lock: a commit that is still under way is waited for.
    """
    for pause in errors.PATIENCE:
        time.sleep(pause)
        try:
            db.reconnect()
            with db.transaction():
                found = db.value("SELECT number FROM operation WHERE uid = :uid", {"uid": uid})
                return int(found or 0)
        except (errors.Dropped, errors.DiskFault, errors.Locked, errors.NoDatabase):
            continue
    raise errors.Unsure(_("The connection broke while saving; whether it was saved is not known."))
