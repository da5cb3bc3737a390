"""The only door to the database: makes, opens and upgrades it, and holds its areas.

`store.customers`, `store.complaints` … each are a small class of SQL in `queries/`: rows in, rows out. Writing
happens inside `with store.operation(...) as op`, one per command; what is acknowledged is on disk.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING

from crmcli import clock, errors
from crmcli.clock import AsOf
from crmcli.database import migrations
from crmcli.database.connection import Database
from crmcli.database.engines import engine
from crmcli.database.location import Location
from crmcli.i18n import _

if TYPE_CHECKING:
    from crmcli.actors import Actor
    from crmcli.database.operation import Operation
    from crmcli.policy import Policy
    from crmcli.queries.appointments import Appointments
    from crmcli.queries.cases import Cases
    from crmcli.queries.complaints import Complaints
    from crmcli.queries.customers import Customers
    from crmcli.queries.due import DueRows
    from crmcli.queries.duplicates import Duplicates
    from crmcli.queries.exports import Exports
    from crmcli.queries.facts import FactRows
    from crmcli.queries.feedback import Feedback
    from crmcli.queries.figures import Figures
    from crmcli.queries.former import Former
    from crmcli.queries.handoffs import Handoffs
    from crmcli.queries.history import History
    from crmcli.queries.imports import Imports
    from crmcli.queries.interactions import Interactions
    from crmcli.queries.knowledge import Knowledge
    from crmcli.queries.merges import Merges
    from crmcli.queries.persons import Persons
    from crmcli.queries.pins import Pins
    from crmcli.queries.policies import Policies
    from crmcli.queries.purchases import Purchases
    from crmcli.queries.reviews import Reviews
    from crmcli.queries.searching.search import Search
    from crmcli.queries.searching.texts import SearchTexts
    from crmcli.queries.segments import Segments
    from crmcli.queries.staff import StaffRows
    from crmcli.queries.standings import Standings
    from crmcli.queries.survey_waves import SurveyWaves
    from crmcli.queries.surveys import Surveys
    from crmcli.queries.tasks import Tasks
    from crmcli.queries.wholeness.agreement import Agreement
    from crmcli.queries.wholeness.health import Health


class Store:
    """An open database. Areas are made when first asked for, so that a command loads only the SQL it uses."""

    def __init__(self, db: Database) -> None:
        self.db = db

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
            self.db.set_apart()
        elif version < migrations.VERSION:
            self.db.upgrade(version)

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

    @cached_property
    def customers(self) -> Customers:
        from crmcli.queries.customers import Customers

        return Customers(self.db, lambda: self.search)

    @cached_property
    def persons(self) -> Persons:
        from crmcli.queries.persons import Persons

        return Persons(self.db)

    @cached_property
    def search(self) -> Search:
        from crmcli.queries.searching.search import Search

        return Search(self.db, self.policies.country)

    @cached_property
    def search_texts(self) -> SearchTexts:
        from crmcli.queries.searching.texts import SearchTexts

        return SearchTexts(self.db)

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
    def former(self) -> Former:
        from crmcli.queries.former import Former

        return Former(self.db)

    @cached_property
    def knowledge(self) -> Knowledge:
        from crmcli.queries.knowledge import Knowledge

        return Knowledge(self.db)

    @cached_property
    def cases(self) -> Cases:
        from crmcli.queries.cases import Cases

        return Cases(self.db)

    @cached_property
    def surveys(self) -> Surveys:
        from crmcli.queries.surveys import Surveys

        return Surveys(self.db)

    @cached_property
    def waves(self) -> SurveyWaves:
        from crmcli.queries.survey_waves import SurveyWaves

        return SurveyWaves(self.db)

    @cached_property
    def tasks(self) -> Tasks:
        from crmcli.queries.tasks import Tasks

        return Tasks(self.db)

    @cached_property
    def handoffs(self) -> Handoffs:
        from crmcli.queries.handoffs import Handoffs

        return Handoffs(self.db)

    @cached_property
    def staff(self) -> StaffRows:
        from crmcli.queries.staff import StaffRows

        return StaffRows(self.db)

    @cached_property
    def pins(self) -> Pins:
        from crmcli.queries.pins import Pins

        return Pins(self.db)

    @cached_property
    def segments(self) -> Segments:
        from crmcli.queries.segments import Segments

        return Segments(self.db)

    @cached_property
    def policies(self) -> Policies:
        from crmcli.queries.policies import Policies

        return Policies(self.db)

    @cached_property
    def facts(self) -> FactRows:
        from crmcli.queries.facts import FactRows

        return FactRows(self.db, self.policies.currency(), clock.zone(self.policies.time_zone()))

    @cached_property
    def standings(self) -> Standings:
        from crmcli.queries.standings import Standings

        return Standings(self.db)

    @cached_property
    def due(self) -> DueRows:
        from crmcli.queries.due import DueRows

        return DueRows(self.db)

    @cached_property
    def duplicates(self) -> Duplicates:
        from crmcli.queries.duplicates import Duplicates

        return Duplicates(self.db)

    @cached_property
    def reviews(self) -> Reviews:
        from crmcli.queries.reviews import Reviews

        return Reviews(self.db)

    @cached_property
    def merges(self) -> Merges:
        from crmcli.queries.merges import Merges

        return Merges(self.db)

    @cached_property
    def appointments(self) -> Appointments:
        from crmcli.queries.appointments import Appointments

        return Appointments(self.db)

    @cached_property
    def history(self) -> History:
        from crmcli.queries.history import History

        return History(self.db)

    @cached_property
    def health(self) -> Health:
        from crmcli.queries.wholeness.health import Health

        return Health(self.db)

    @cached_property
    def agreement(self) -> Agreement:
        from crmcli.queries.wholeness.agreement import Agreement

        return Agreement(self.db)

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

        return Figures(self.db, self.policies.currency())


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
