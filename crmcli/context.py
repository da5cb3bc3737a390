"""What a command is handed: the store, the policy, the clock, the actor, and where results go.

Everything is made when first asked for, so a command that needs no database opens none.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, tzinfo
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crmcli import clock, errors, render
from crmcli.clock import AsOf
from crmcli.database.location import Location
from crmcli.i18n import _, some
from crmcli.result import Result

if TYPE_CHECKING:
    from crmcli.actors import Actor
    from crmcli.database.operation import Operation
    from crmcli.naming import Reader
    from crmcli.policy import Policy
    from crmcli.retyping import Retyping
    from crmcli.store import Store, View, Work

#: Options that say where the database is and how to answer, not what to do.
_MANNERS = frozenset(("--db", "--数据库", "--lang", "--语言", "--format", "--格式"))
#: How many rows of a table a person sees on a terminal unless --limit or --all says otherwise.
SCREEN_ROWS = 50


class Context:
    """One run of the program."""

    def __init__(
        self, words: Sequence[str] = (), settled: str = "", around: errors.Corrupt | None = None
    ) -> None:
        """`settled` is the id of the operation that an earlier attempt saved before the connection broke; `around` is
        the damage that the records are read around."""
        self._words, self._settled, self.around = words, settled, around
        self.options: dict[str, Any] = {}
        self.command = ""
        #: Whether the command's --all lifts the limit of rows, and whether all are shown.
        self.has_all = self.show_all = False
        #: The id of this run's operation once it is on disk.
        self.saved = ""
        #: Whether something was printed.
        self.shown = False
        #: Whether somebody runs a command; who only presses the tab key is asked for no PIN.
        self.acts = True
        self._store: Store | None = None

    # -- where things are ---------------------------------------------------------------------------------------

    @cached_property
    def config(self) -> dict[str, Any]:
        """The user's config file (db, lang, as), empty where there is none."""
        path = config_path()
        if not _is_there(path):
            return {}
        from crmcli import intake

        try:
            return intake.toml(intake.text(path))
        except ValueError as error:
            raise errors.Invalid(
                _("The config file can't be read: %(path)s: %(why)s") % {"path": path, "why": error},
                _("Mend or remove it."),
            ) from error

    @cached_property
    def location(self) -> Location:
        """--db, CRMCLI_DB, the config file, else a file in the user's data folder."""
        named = self.options.get("db") or os.environ.get("CRMCLI_DB") or self.config.get("db")
        if not named:
            import platformdirs

            return Location(Path(platformdirs.user_data_dir("crmcli", appauthor=False)) / "crm.db")
        return Location.parse(str(named))

    @property
    def store(self) -> Store:
        """The open database."""
        if self._store is None:
            from crmcli.store import Store

            self._store = Store.open(self.location)
            if self.around:
                from crmcli.queries.wholeness.around import Around

                Around(self._store.db).cover()
            if self._settled:
                self._store.refuse_repeated(self._settled)
            if self.acts and self._acting:
                # Before anything is read or asked under that name.
                _ = self.actor
        return self._store

    @store.setter
    def store(self, store: Store) -> None:
        self._store = store

    def close(self) -> None:
        if self._store is not None:
            self._store.close()

    # -- policy and time ----------------------------------------------------------------------------------------

    @cached_property
    def policy(self) -> Policy:
        """The policy in force at the as-of (before the first, the first)."""
        text = self.options.get("as_of")
        at = clock.iso(self._instant_of(text)) if text else None
        return self.store.policies.load(at)

    @cached_property
    def tz(self) -> tzinfo:
        """The team's time zone."""
        return clock.zone(self.store.policies.time_zone())

    @cached_property
    def now(self) -> datetime:
        return clock.now()

    @cached_property
    def today(self) -> date:
        """The team's calendar date now."""
        return clock.local_date(self.now, self.tz)

    @cached_property
    def as_of(self) -> AsOf:
        """--as-of, else now. A date means its last instant in the team's zone."""
        text = self.options.get("as_of")
        if not text:
            return AsOf.at(self.now, self.tz)
        when = clock.parse_when(text, self.today, self.tz)
        if isinstance(when, datetime):
            return AsOf.at(when, self.tz, explicit=True)
        return AsOf.end_of(when, self.tz)

    @property
    def as_of_text(self) -> str:
        """The as-of as stored."""
        return clock.iso(self.as_of.instant)

    def _instant_of(self, text: str) -> datetime:
        when = clock.parse_when(text, self.today, self.tz)
        return when if isinstance(when, datetime) else AsOf.end_of(when, self.tz).instant

    def day(self, text: str, *, ahead: bool = False) -> date:
        """A date that the user typed; one without a year is this year's, or with `ahead` the next year's if long past."""
        return clock.parse_day(text, self.today, self.tz, lean=int(ahead))

    def instant(self, text: str | None) -> datetime:
        """A past instant that the user typed: a bare date means now's time of day if it is today, else `DAY_ALONE`; in
        January, 12/30 is last year's; none means now."""
        return self.moment(text)[0]

    def moment(self, text: str | None) -> tuple[datetime, bool]:
        """Like `instant`, and whether the time of day was told."""
        when = self.now if text is None else clock.parse_when(text, self.today, self.tz, lean=-1)
        if isinstance(when, datetime):
            return when, True
        if when == self.today:
            return self.now, True
        return clock.at_local(when, clock.DAY_ALONE, self.tz), False

    def local(self, instant: datetime) -> str:
        """The team's date of an instant, as stored."""
        return clock.local_date(instant, self.tz).isoformat()

    # -- who ----------------------------------------------------------------------------------------------------

    @cached_property
    def actor(self) -> Actor:
        """--as NAME, else the member of staff with this operating-system login."""
        from crmcli.identity import identify

        return identify(self.store, self._acting)

    @property
    def _acting(self) -> str | None:
        """The name that was given with --as, in the environment or in the config file."""
        named = self.options.get("actor") or os.environ.get("CRMCLI_AS") or self.config.get("as")
        return None if named is None else str(named)

    def damage(self) -> errors.Corrupt | None:
        """What is wrong with the records of the database that this run opened, if anything is."""
        try:
            found = self._store.health.damage() if self._store is not None else []
        except errors.Corrupt as error:
            return error
        told = _("The database holds damaged records: %(which)s") % {"which": some(found)}
        advice = _("Run crmcli doctor, and with a backup: crmcli restore FILE")
        return errors.Corrupt(told, advice) if found else None

    @property
    def view(self) -> View:
        """What reading code is handed: the store by the policy and at the as-of of this run."""
        from crmcli.store import View

        return View(self.store, self.policy, self.as_of)

    @contextmanager
    def work(
        self,
        summary: str = "",
        *,
        roles: Sequence[str] = (),
        first: Callable[[Operation], None] | None = None,
        step: int = 0,
    ) -> Iterator[Work]:
        """The command's one write transaction, or a further `step` of one that talks to others in between. NotAllowed for
        those who may only read, or who lack the role.

        From here on `now` and all that rests on it is the operation's instant, and `policy` the one then in force. `first`
        is what is done before that policy is read."""
        from crmcli.actors import require_writer
        from crmcli.store import Work

        require_writer(self.actor, roles)
        uid = f"{self.operation_id}-{step}" if step else self.operation_id
        with (
            self._told_how_to_repeat(),
            self.store.operation(self.command, self.actor, summary=summary, needs=roles, uid=uid) as op,
        ):
            # Whatever was worked out before the wait for the lock may be of yesterday.
            for name in ("now", "today", "as_of", "policy"):
                self.__dict__.pop(name, None)
            self.now = op.at
            if first:
                first(op)
            self.store.policies.renew()
            self.now = op.tell_time(self.tz)  # a policy that is being mended told no time zone before
            op.policy_version = self.store.policies.current_version()
            yield Work(self.store, self.policy, self.as_of, op)
        self.saved = op.uid

    @cached_property
    def _attempt(self) -> str:
        """The caller's name for this attempt, CRMCLI_OPERATION_ID, else one of our own."""
        from uuid import uuid4

        return os.environ.get("CRMCLI_OPERATION_ID") or uuid4().hex

    @cached_property
    def operation_id(self) -> str:
        """The id of this run's operation: the same for the same command line with the same CRMCLI_OPERATION_ID.

        How the answer is shown, and by which address the database is reached, make no difference.
        """
        import hashlib

        line = hashlib.sha256("\0".join(_telling(self._words)).encode()).hexdigest()
        return f"{self._attempt}-{line[:16]}"

    @contextmanager
    def _told_how_to_repeat(self) -> Iterator[None]:
        try:
            yield
        except errors.Unsure as error:
            error.hint = _(
                "Run the same command line again with CRMCLI_OPERATION_ID=%(id)s, so that it is not done twice."
            ) % {"id": self._attempt}
            raise

    @cached_property
    def retyping(self) -> Retyping:
        """What printed command lines need of this one."""
        from crmcli.retyping import Retyping

        return Retyping(self._words, self.config)

    # -- the terminal -------------------------------------------------------------------------------------------

    def target(self, path: Path, suffixes: Sequence[str] = (), read: Iterable[Path] = ()) -> Path:
        """A file that is to be written, made sure of before anything is done: asks before it takes the place of one that
        somebody else wrote or changed. Without a terminal, and where the answer is no, it is Occupied, unless --force was given;
        Usage for one of those that are `read`."""
        from crmcli import saving

        saving.check(path, suffixes, self.location.path)
        if any(saving.same(path, source) for source in read):
            raise errors.Usage(
                _("This is a file that is read: %(path)s") % {"path": path}, _("Name another file.")
            )
        if saving.is_read_only(path):
            # It stays, and the new one is written beside it.
            return path
        if self.options.get("force") or (self.interactive and saving.is_foreign(path) and _replace(path)):
            saving.clear(path)
        saving.refuse_foreign(path)
        return path

    @property
    def interactive(self) -> bool:
        """Whether somebody is there to answer a question."""
        return sys.stdin.isatty() and sys.stdout.isatty() and self.format == "table"

    @property
    def reader(self) -> Reader:
        """How stored values are told to people."""
        from crmcli.naming import Reader

        return Reader(self.store.staff.names(), self.tz, self.policy.own_flags)

    @property
    def for_people(self) -> bool:
        """Whether people read the answer: its words are theirs, then, and the stored ones for scripts."""
        return self.format in ("table", "md")

    @property
    def format(self) -> str:
        return str(self.options.get("format") or "table")

    def show(self, result: Result) -> None:
        """Prints the result; a status other than 0 becomes the program's."""
        if self.format == "table" and result.as_of and result.as_of.explicit:
            result.lines.insert(0, _("As of %(day)s.") % {"day": result.as_of.told})
        if result.known_now and self.format != "json":
            from crmcli.wording import known_now

            place = result.lines if self.for_people else result.warnings
            place.insert(self.format == "table", known_now(result.known_now))
        if self.around:
            self._mark(result)
        self.retyping.result(result)
        limit = SCREEN_ROWS if sys.stdout.isatty() and not self.show_all else None
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        zone = self.tz if self._store is not None else UTC
        tell = render.ready(result, self.format, zone, limit=limit, has_all=self.has_all, colour=colour)
        self.shown = True
        tell()
        if result.status:
            import typer

            raise typer.Exit(result.status)

    def readable(self, rows: Any, sign: str | None = None) -> Any:
        """Rows as they are, but for days and numbers that couldn't be read: a sign for people, nothing for scripts and files."""
        if not self.around:
            return rows
        from crmcli.queries.wholeness.around import marked

        return marked(rows, sign)

    def _mark(self, result: Result) -> None:
        from crmcli.queries.wholeness.around import remarked
        from crmcli.render import cells

        sign = cells.UNREAD if self.for_people else None
        result.data = self.readable(result.data, sign)
        for table in result.tables:
            table.rows = self.readable(table.rows, sign)
        result.lines = [remarked(line, cells.UNREAD) for line in result.lines]


def _is_there(path: Path) -> bool:
    """Whether a file is there; what lies in somebody else's closed folder is none of ours."""
    try:
        return path.is_file()
    except PermissionError:
        return False


def _replace(path: Path) -> bool:
    from crmcli.asking import agreed

    return agreed(_("%(path)s was not written by crmcli, or was changed since. Replace it?") % {"path": path})


def _telling(words: Sequence[str]) -> list[str]:
    """A command line without the options that don't change what is done."""
    told, rest = [], iter(words)
    for word in rest:
        name, equals, _value = word.partition("=")
        if name not in _MANNERS:
            told.append(word)
        elif not equals:
            next(rest, None)
    return told


def config_path() -> Path:
    """Where the user's config file is looked for: CRMCLI_CONFIG, else the platform's config folder."""
    if "CRMCLI_CONFIG" in os.environ:
        return Path(os.environ["CRMCLI_CONFIG"])
    if sys.platform.startswith("linux"):
        # The same place as platformdirs gives, without the cost of importing it for every command.
        base = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
        return Path(base) / "crmcli" / "config.toml"
    import platformdirs

    return Path(platformdirs.user_config_dir("crmcli", appauthor=False)) / "config.toml"
