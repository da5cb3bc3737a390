"""Whole databases from one place to another, whatever engines serve them: for move, backup and restore.

Every table is read in the order of its key and counted and digested on the way; what arrived is read back and must
give the same. History and counters are tables like the others, so the chain of operations goes along.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any, NamedTuple

from crmcli import clock, errors, logins, saving, sharing
from crmcli.actors import MANAGERS, Actor
from crmcli.database import migrations
from crmcli.database.connection import Database
from crmcli.database.location import Location
from crmcli.database.sqlite import SQLite
from crmcli.i18n import _, some
from crmcli.queries.wholeness.around import Around
from crmcli.store import Store
from crmcli.wording import shell_word
from crmcli.workflows.team import admit_anew

#: Told how many rows have been handled, of how many.
Tell = Callable[[int, int], None]
_PIECE = 1_000


class Copied(NamedTuple):
    """One table that arrived whole: its rows and the digest of their values."""

    table: str
    rows: int
    digest: str


def move(
    source: Store, target: Location, actor: Actor, at: datetime, tell: Tell
) -> tuple[list[Copied], Actor]:
    """A new database at `target` with all that is in `source` at this instant, and who the actor is there.

    Logins differ from place to place: the actor's is changed to the one known there, as an operation of its own,
    so that somebody can go on. Invalid if something is there already; an interrupted move leaves nothing.
    """
    with source.db.snapshot(), Store.create(target) as made:
        copied = _fill(source.db, made.db, tell)
        there = _made_known(made, actor, at, "move", f"{source.db.location} → {target}")
    if target.path:
        sharing.keep_shared(target.path)
    saving.written.append(str(target))
    return copied, there


def _made_known(store: Store, actor: Actor, at: datetime, command: str, summary: str) -> Actor:
    """The actor as the place knows it where the data came to: with its login there, so that somebody can go on.

    Where nobody has this login or name, the first who manages the team gets it: whoever may put a copy there holds
    all that is in it.
    """
    there = actor._replace(login=store.db.login() or logins.login_name())
    known, own = store.staff.by_login(there.login), store.staff.by_name(actor.name)
    if known is None and own is None:
        people = sorted(store.staff.all(), key=lambda person: int(person["id"]))
        own = next((p for p in people if p["active"] and p["role"] in MANAGERS), None)
    if own is not None and (known is None or known["id"] != own["id"]):
        with store.operation(command, there._replace(id=own["id"]), at, summary=summary) as op:
            if known is not None:
                op.update("staff", known["id"], {"login": None})
            op.update("staff", own["id"], {"login": there.login})
    return there


def backup(store: Store, target: Path) -> None:
    """A verified copy in a file, in place only when it is whole."""
    if isinstance(store.db, SQLite):
        store.db.backup(target)
        return
    if store.db.covered:
        raise RuntimeError("a copy of covered rows")
    with (
        saving.replacing(target) as partial,
        store.db.snapshot(),
        Store.create(Location(partial.path)) as made,
    ):
        _fill(store.db, made.db, lambda done, total: None)


def damage_of(copy: Path) -> list[str]:
    """The damaged records of a copy in a file: those that it was made of."""
    with closing(Store.open(Location(copy))) as store:
        return store.health.damage()


def restore(store: Store, source: Store, kept: Path, actor: Actor, at: datetime) -> list[str]:
    """Keeps the whole content in a file and replaces it by that of another database; NotAllowed if a server's login doesn't own the tables.

    Nobody can write in between: whatever was acknowledged is in the file that is kept, or was written afterwards.
    Returns what a server's administrator still has to run, so that logins may do what the staff list says.
    """
    if isinstance(store.db, SQLite) and isinstance(source.db, SQLite):
        known = store.staff.by_login(actor.login)
        with store.db.alone():
            store.db.backup(kept)
            _replace(store, store.db, source, source.db)
        if known is not None:
            _made_known(store, actor, at, "restore", source.db.location.stem)
        saving.written.append(str(store.db.location))
        return []
    store.db.require_owner()
    with source.db.snapshot(), store.db.transaction():
        backup(store, kept)
        people = store.staff.all()
        store.db.clear(list(migrations.tables()))
        _fill(source.db, store.db, lambda done, total: None)
        _made_known(store, actor, at, "restore", source.db.location.stem)
        left = admit_anew(store, people)
    saving.written.append(str(store.db.location))
    return left


def _replace(store: Store, db: SQLite, source: Store, other: SQLite) -> None:
    """Untold if the disk failed when all of the other content was there."""
    try:
        db.replace_by(other)
    except errors.DiskFault as error:
        if store.history.newest() != source.history.newest():
            raise
        raise errors.Untold(
            _("Restored, but the disk did not confirm it: %(path)s") % {"path": db.location},
            _("Check the disk, then the data with: crmcli doctor"),
        ) from error


def refuse_damaged(source: Store, way_out: str = "") -> None:
    """Corrupt if a database is not whole that is to stand in another's place; see doctor, and the way out."""
    with source.db.snapshot():
        found = source.health.damage()
    if found:
        raise _damaged(source, found, way_out)


def read_around(source: Store) -> list[str]:
    """The damaged records of a database, which from now on is read as far as that goes; Corrupt if its file or its tables
    aren't whole."""
    found = _records(source)
    if found:
        Around(source.db).cover()
    return found


def carry_damaged(source: Store) -> tuple[list[str], list[str]]:
    """The damaged records of a database, of which from now on is read what any other can hold, and what of them stays
    behind; Corrupt if its file or its tables aren't whole."""
    found = _records(source)
    return found, Around(source.db).carry() if found else []


def _records(source: Store) -> list[str]:
    with source.db.snapshot():
        if broken := source.health.broken():
            raise _damaged(source, broken)
        return source.health.damage()


def _damaged(source: Store, found: Sequence[str], way_out: str = "") -> errors.Corrupt:
    path = source.db.location
    hint = _("Nothing was changed. See what to do: crmcli --db %(path)s doctor") % {"path": shell_word(path)}
    return errors.Corrupt(
        _("%(path)s is damaged: %(which)s") % {"path": path, "which": some(found)},
        "   ".join(filter(None, (hint, way_out))),
        elsewhere=True,
    )


class Team(NamedTuple):
    """Whose a database is: who began it, its customers, the day of its newest operation; `begun` tells it from others."""

    name: str
    customers: int
    day: str
    begun: str

    def __str__(self) -> str:
        count = {"name": self.name, "n": self.customers, "day": self.day}
        return _("the team of %(name)s, last changed on %(day)s, customers: %(n)d") % count


def team_of(store: Store, zone: tzinfo) -> Team:
    """Whose a database is."""
    last = store.history.newest()
    people = sorted(store.staff.all(), key=lambda person: int(person["id"]))
    day = clock.local_date(clock.parse_iso(last["at"]), zone).isoformat() if last else ""
    return Team(people[0]["name"] if people else "", store.customers.count(), day, store.exports.identity())


def take_in(source: Store, target: Location, at: datetime) -> None:
    """A copy as the database of a place where there is none."""
    assert target.path is not None
    backup(source, target.path)
    sharing.keep_shared(target.path)
    with closing(Store.open(target)) as store:
        _made_known(store, Actor(None, "", "admin", ""), at, "restore", source.db.location.stem)


def _fill(source: Database, target: Database, tell: Tell) -> list[Copied]:
    # What is kept from us stays behind: without the PINs a copy is whole, and everybody gives a new one.
    tables = [table for table in migrations.tables() if source.reads(table)]
    handled = _Handled(tell, 2 * sum(source.count(table) for table in tables))
    return [_copy_table(source, target, table, handled) for table in tables]


class _Handled:
    """Counts rows for the progress bar."""

    def __init__(self, tell: Tell, total: int) -> None:
        self._tell, self._done, self._total = tell, 0, total

    def add(self, count: int) -> None:
        self._done += count
        self._tell(self._done, self._total)


class _Digest:
    """Counts and digests rows that pass by, so many at a time."""

    def __init__(self, handled: _Handled, piece: int) -> None:
        self.rows = 0
        self._piece = piece
        self._hash = hashlib.sha256()
        self._handled = handled

    def passing(self, rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        piece: list[tuple[Any, ...]] = []
        for row in rows:
            piece.append(row)
            if len(piece) == self._piece:
                self._take(piece)
                piece = []
            yield row
        self._take(piece)

    def _take(self, piece: list[tuple[Any, ...]]) -> None:
        if not piece:
            return
        self.rows += len(piece)
        # Without the list's brackets, so that the digest doesn't depend on the size of a piece.
        self._hash.update(json.dumps(piece, default=bytes.hex)[1:-1].encode())
        self._hash.update(b", ")
        self._handled.add(len(piece))

    def hex(self) -> str:
        return self._hash.hexdigest()


def _copy_table(source: Database, target: Database, table: str, handled: _Handled) -> Copied:
    columns = migrations.parsed(migrations.tables()[table])
    # Files are as large as a thousand other rows.
    piece = 1 if any(spec.type == "blob" for spec in columns.values()) else _PIECE
    sent, arrived = _Digest(handled, piece), _Digest(handled, piece)
    target.load(table, list(columns), sent.passing(source.scan(table)))
    for _row in arrived.passing(target.scan(table)):
        pass
    if (sent.rows, sent.hex()) != (arrived.rows, arrived.hex()):
        raise errors.Corrupt(
            _("%(table)s did not arrive as it was: %(sent)d rows sent, %(arrived)d there.")
            % {"table": table, "sent": sent.rows, "arrived": arrived.rows},
            _("Nothing was kept. Check the source: crmcli --db %(place)s doctor")
            % {"place": shell_word(source.location)},
        )
    return Copied(table, sent.rows, sent.hex())
