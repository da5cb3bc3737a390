"""The only door to the database: makes, opens and upgrades it, and holds its areas.

`store.customers`, `store.complaints` … each are a small class of SQL in `queries/`: rows in, rows out. Writing
happens inside `with store.operation(...) as op`, one per command; what is acknowledged is on disk.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from crmcli import clock, errors
from crmcli.clock import AsOf
from crmcli.database import migrations
from crmcli.database.engines import engine
from crmcli.database.location import Location
from crmcli.figures.rates import Rates
from crmcli.i18n import _
from crmcli.queries.areas import Areas

if TYPE_CHECKING:
    from crmcli.actors import Actor
    from crmcli.database.operation import Operation
    from crmcli.policy import Policy


class Store(Areas):
    """An open database, with its areas."""

    @classmethod
    @contextmanager
    def create(cls, location: Location) -> Iterator[Store]:
        """A new database with empty tables, to be filled; it is there for others when the block ends well.

        Invalid if something is already there.
        """
        with engine(location).create(location) as db:
            yield cls(db)

    @classmethod
    def open(cls, location: Location, *, apart: bool = False) -> Store:
        """An existing database, upgraded if it is older, with `apart` in a copy that goes with the store; NoDatabase,
        NewerSchema, Corrupt, Locked or Unreachable if it can't be used."""
        store = cls(engine(location).connect(location))
        try:
            store._check(apart=apart)
        except BaseException:
            store.close()
            raise
        return store

    def _check(self, *, apart: bool) -> None:
        """Refuses a database that is newer than we are; brings an older one, or a copy of it, up to date."""
        version = self.db.schema_version()
        if version > migrations.VERSION:
            raise errors.NewerSchema(
                _("A newer crmcli made this database: %(path)s") % {"path": self.db.location},
                _("Update crmcli on this machine."),
            )
        if version < migrations.VERSION and apart:
            self.db.set_apart(self._derive)
        elif version < migrations.VERSION:
            self.db.upgrade(version, self._derive)

    def _derive(self) -> None:
        """Makes anew what follows from the rest, once the tables are up to date."""
        self.search_texts.anew()
        self.policies.complete_anew()

    def close(self) -> None:
        self.db.close()

    @contextmanager
    def operation(
        self,
        command: str,
        actor: Actor,
        at: datetime | None = None,
        *,
        summary: str = "",
        policy_version: int | None = None,
        needs: Sequence[str] = (),
        uid: str | None = None,
    ) -> Iterator[Operation]:
        """One command's changes: locked, applied, numbered and committed together, or not at all.

        Its instant is `at`, else the present once the lock is held: nobody's change is older than one that it waited for.
        `needs` are the roles of which one is needed for it. With a `uid` that was saved before, AlreadyDone is raised.
        Where the connection breaks while committing, the database is asked whether the operation arrived; Unsure if it
        can't be asked. Untold if a disk that fails has it.
        """
        import uuid

        from crmcli.database.operation import Operation, arrived

        op = Operation(
            database=self.db,
            command=command,
            actor=actor,
            uid=uid or uuid.uuid4().hex,
            summary=summary,
        )
        op.policy_version, op.needs = policy_version, needs
        sealed = False
        try:
            with self.db.transaction():
                self.refuse_repeated(op.uid)
                op.begin(at)
                yield op
                if op.changed:
                    self.follow(op)
                op.seal()
                sealed = True
        except KeyboardInterrupt as interrupt:
            if not sealed:
                raise
            raise errors.Unsure(
                _("Interrupted while saving; whether it was saved is not known.")
            ) from interrupt
        except errors.AlreadyDone:
            # Seen inside a transaction that was rolled back: once more outside, where its safety is waited for.
            self.refuse_repeated(op.uid)
        except (errors.Dropped, errors.DiskFault) as error:
            number = arrived(self.db, op.uid) if sealed else 0
            if not number:
                raise
            if isinstance(error, errors.DiskFault):
                raise errors.Untold(
                    _("Saved as operation %(n)d, but the disk did not confirm it: %(path)s")
                    % {"n": number, "path": self.db.location},
                    _("Check the disk, then the data with: crmcli doctor"),
                ) from error

    def follow(self, op: Operation) -> None:
        """Makes the search texts anew of whomever the operation touched so far. At its end that is done anyway: where very
        many are touched, it may be done in between, too."""
        self.search_texts.follow(op.changes[op.followed :])
        op.followed = len(op.changes)

    def refuse_repeated(self, uid: str) -> None:
        """AlreadyDone if an operation with this id was saved, and is as safe as one that was acknowledged."""
        from crmcli.database.operation import refuse_repeated

        refuse_repeated(self.db, uid)


@dataclass(frozen=True, slots=True)
class View:
    """What reading code is handed: the store, the policy that judges what is read, and the moment it is read for."""

    store: Store
    policy: Policy
    as_of: AsOf

    @property
    def at(self) -> str:
        """The instant as stored."""
        return clock.iso(self.as_of.instant)

    @property
    def rates(self) -> Rates:
        """What amounts in other currencies come to in the team's, by the policy: none by one that reckoned in another."""
        own = self.store.policies.currency()
        return Rates(own, self.policy.rate if self.policy.team.currency == own else {})

    @property
    def past(self) -> str | None:
        """The instant of a moment that was asked for; None for the present, which lists and clocks have stored."""
        return self.at if self.as_of.explicit else None

    @property
    def day(self) -> str:
        """The team's date as stored."""
        return self.as_of.on.isoformat()

    @property
    def zone(self) -> tzinfo:
        """The team's time zone."""
        return clock.zone(self.policy.team.time_zone)


@dataclass(frozen=True, slots=True)
class Work(View):
    """What writing code is handed: a view with its operation. Made under the writer's lock only, with the policy and
    the instant then in force."""

    op: Operation

    @property
    def present(self) -> Work:
        """The same work at the operation's own instant: what is derived and stored is always of the present."""
        if not self.as_of.explicit:
            return self
        return replace(self, as_of=AsOf.at(self.op.at, self.zone))
