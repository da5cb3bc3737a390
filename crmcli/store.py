"""The only door to the database: opens, upgrades and backs it up, and holds its areas.

`store.customers`, `store.complaints` … each are a small class of SQL in `queries/`: rows in, rows out. Writing
happens inside `with store.operation(...) as op`, one per command; what is acknowledged is on disk.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from crmcli import errors, migrations
from crmcli.database import Database, translate
from crmcli.i18n import _

if TYPE_CHECKING:
    from crmcli.actors import Actor
    from crmcli.operation import Operation
    from crmcli.queries.complaints import Complaints
    from crmcli.queries.customers import Customers
    from crmcli.queries.due import DueRows
    from crmcli.queries.exports import Exports
    from crmcli.queries.facts import FactRows
    from crmcli.queries.feedback import Feedback
    from crmcli.queries.figures import Figures
    from crmcli.queries.health import Health
    from crmcli.queries.history import History
    from crmcli.queries.imports import Imports
    from crmcli.queries.interactions import Interactions
    from crmcli.queries.policies import Policies
    from crmcli.queries.purchases import Purchases
    from crmcli.queries.staff import StaffRows
    from crmcli.queries.standings import Standings
    from crmcli.queries.surveys import Surveys
    from crmcli.queries.tasks import Tasks


class Store:
    """An open database. Areas are made when first asked for, so that a command loads only the SQL it uses."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.db = Database(path)

    @classmethod
    def create(cls, path: Path) -> Store:
        """A new, empty database, readable by its owner alone; Invalid if something is already there."""
        cls.refuse_existing(path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            raise errors.ReadOnly(
                _("Can't write here: %(path)s") % {"path": path}, _("Name another place with --db.")
            ) from error
        store = cls(path)
        store.db.execute("PRAGMA journal_mode = DELETE")
        with store.db.transaction():
            migrations.migrate(store.db.connection, 0)
        return store

    @staticmethod
    def refuse_existing(path: Path) -> None:
        """Invalid if there is a file with something in it."""
        if path.exists() and path.stat().st_size:
            raise errors.Invalid(
                _("There is already a file: %(path)s") % {"path": path},
                _("Use it, or name another with --db."),
            )

    @classmethod
    def open(cls, path: Path) -> Store:
        """An existing database, upgraded if it is older; NoDatabase, NewerSchema, Corrupt or Locked if it can't be used."""
        if not path.is_file():
            raise errors.NoDatabase(
                _("There is no database at %(path)s") % {"path": path},
                _("Make one with: crmcli init   (or look around first with: crmcli demo)"),
            )
        store = cls(path)
        try:
            store._check()
        except BaseException:
            store.close()
            raise
        return store

    def _check(self) -> None:
        """Refuses a file that is not ours or newer than we are; brings an older one up to date."""
        named = {"path": self.path}
        if self.db.value("PRAGMA application_id") != migrations.APPLICATION_ID:
            raise errors.NoDatabase(
                _("This is not a crmcli database: %(path)s") % named, _("Name another file with --db.")
            )
        version = int(self.db.value("PRAGMA user_version"))
        if version > migrations.VERSION:
            raise errors.NewerSchema(
                _("A newer crmcli made this database: %(path)s") % named, _("Update crmcli on this machine.")
            )
        if version < migrations.VERSION:
            self._upgrade(version)

    def _upgrade(self, version: int) -> None:
        self.backup(self.path.with_name(f"{self.path.name}.v{version}.bak"))
        self.db.execute("PRAGMA foreign_keys = OFF")
        with self.db.transaction():
            migrations.migrate(self.db.connection, int(self.db.value("PRAGMA user_version")))
        self.db.execute("PRAGMA foreign_keys = ON")

    def close(self) -> None:
        self.db.close()

    @contextmanager
    def operation(
        self,
        command: str,
        actor: Actor,
        at: datetime,
        *,
        policy_version: int | None = None,
        uid: str | None = None,
    ) -> Iterator[Operation]:
        """One command's changes: locked, applied, numbered and committed together, or not at all."""
        import uuid

        from crmcli.operation import Operation

        with self.db.transaction():
            op = Operation(self.db, command, actor, at, uid or uuid.uuid4().hex)
            yield op
            op.seal(policy_version)

    def backup(self, target: Path) -> Path:
        """A verified copy beside any writer, readable by its owner alone, in place only when it is whole."""
        partial = target.with_name(target.name + ".partial")
        try:
            os.close(os.open(partial, os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600))
        except OSError as error:
            raise errors.ReadOnly(
                _("Can't write here: %(path)s") % {"path": target}, _("Name another place.")
            ) from error
        try:
            copy = sqlite3.connect(partial)
            with copy:
                self.db.connection.backup(copy)
            problems = copy.execute("PRAGMA integrity_check").fetchone()[0]
            copy.close()
            if problems != "ok":
                raise errors.Corrupt(
                    _("The copy failed its check: %(why)s") % {"why": problems}, _("Run crmcli doctor.")
                )
            _flush(partial)
            os.replace(partial, target)
        except sqlite3.DatabaseError as error:
            raise translate(error, target) from error
        finally:
            with suppress(FileNotFoundError):
                partial.unlink()
        return target

    def restore(self, source: Path) -> None:
        """Replaces the whole content by that of `source`, a database of ours that passes its check."""
        other = Store.open(source)
        try:
            if other.db.value("PRAGMA integrity_check") != "ok":
                raise errors.Corrupt(
                    _("The backup is damaged: %(path)s") % {"path": source}, _("Try an older one.")
                )
            other.db.connection.backup(self.db.connection)
        except sqlite3.DatabaseError as error:
            raise translate(error, self.path) from error
        finally:
            other.close()

    @cached_property
    def customers(self) -> Customers:
        from crmcli.queries.customers import Customers

        return Customers(self.db)

    @cached_property
    def interactions(self) -> Interactions:
        from crmcli.queries.interactions import Interactions

        return Interactions(self.db)

    @cached_property
    def purchases(self) -> Purchases:
        from crmcli.queries.purchases import Purchases

        return Purchases(self.db)

    @cached_property
    def complaints(self) -> Complaints:
        from crmcli.queries.complaints import Complaints

        return Complaints(self.db)

    @cached_property
    def feedback(self) -> Feedback:
        from crmcli.queries.feedback import Feedback

        return Feedback(self.db)

    @cached_property
    def surveys(self) -> Surveys:
        from crmcli.queries.surveys import Surveys

        return Surveys(self.db)

    @cached_property
    def tasks(self) -> Tasks:
        from crmcli.queries.tasks import Tasks

        return Tasks(self.db)

    @cached_property
    def staff(self) -> StaffRows:
        from crmcli.queries.staff import StaffRows

        return StaffRows(self.db)

    @cached_property
    def policies(self) -> Policies:
        from crmcli.queries.policies import Policies

        return Policies(self.db)

    @cached_property
    def facts(self) -> FactRows:
        from crmcli.queries.facts import FactRows

        return FactRows(self.db)

    @cached_property
    def standings(self) -> Standings:
        from crmcli.queries.standings import Standings

        return Standings(self.db)

    @cached_property
    def due(self) -> DueRows:
        from crmcli.queries.due import DueRows

        return DueRows(self.db)

    @cached_property
    def history(self) -> History:
        from crmcli.queries.history import History

        return History(self.db)

    @cached_property
    def health(self) -> Health:
        from crmcli.queries.health import Health

        return Health(self.db)

    @cached_property
    def imports(self) -> Imports:
        from crmcli.queries.imports import Imports

        return Imports(self.db)

    @cached_property
    def exports(self) -> Exports:
        from crmcli.queries.exports import Exports

        return Exports(self.db)

    @cached_property
    def figures(self) -> Figures:
        from crmcli.queries.figures import Figures

        return Figures(self.db)


def _flush(path: Path) -> None:
    """Makes a finished file durable before it takes its name."""
    with open(path, "rb+") as handle:
        os.fsync(handle.fileno())
