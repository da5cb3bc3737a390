"""An office: one database and the people who work on it, each a process of its own."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from crmcli import clock
from crmcli.database.location import Location
from crmcli.store import Store
from tests.store.crew import NOW, Crew, Done

#: What doctor looks at that has to do with what people did.
_SOUND = ("integrity", "references", "chain", "points", "standings", "stale")


class Office:
    """One database and the people who work on it."""

    def __init__(self, place: str, folder: Path, crew: Crew) -> None:
        self.place, self.folder, self._crew = place, folder, crew
        self.env = {
            "CRMCLI_DB": place, "CRMCLI_NOW": NOW, "CRMCLI_LANG": "en", "LOGNAME": "tester",
            "CRMCLI_CONFIG": str(folder / "none.toml"), "XDG_STATE_HOME": str(folder),
        }  # fmt: skip

    def __call__(self, *words: str) -> Any:
        """A command of one person that must succeed; its data."""
        (done,) = self._crew.at_once(self.folder, self.env, (*words, "--format", "json"), meet="start")
        assert done.out, done.err
        return done.data

    def together(self, *commands: tuple[str, ...], meet: str = "lock") -> list[Done]:
        """Commands at the same moment."""
        words = ((*words, "--format", "json") for words in commands)
        return self._crew.at_once(self.folder, self.env, *words, meet=meet)

    def behind(self, first: tuple[str, ...], second: tuple[str, ...]) -> list[Done]:
        """Two commands, of which the second waits for the lock that the first holds: it begins now, the first has the lock
        a minute later, and after another minute the second gets it. Everybody's clock goes on from there."""
        words = [(*words, "--format", "json") for words in (first, second)]
        begun = clock.parse_iso(self.env["CRMCLI_NOW"])
        at = [clock.iso(begun + timedelta(minutes=n)) for n in range(3)]
        done = self._crew.behind(self.folder, self.env, words, at)
        self.at(at[-1])
        return done

    def read(self, *words: str) -> Done:
        """A command whose answer a person reads."""
        return self._crew.at_once(self.folder, self.env, words, meet="start")[0]

    def at(self, instant: str) -> None:
        """Moves everybody's clock."""
        self.env["CRMCLI_NOW"] = instant

    def value(self, sql: str, **params: Any) -> Any:
        with closing(Store.open(Location.parse(self.place))) as store:
            return store.db.value(sql, params)

    def column(self, sql: str) -> list[Any]:
        with closing(Store.open(Location.parse(self.place))) as store:
            return [row[0] for row in store.db.rows(sql)]

    def assert_sound(self) -> None:
        """Whatever happened, doctor finds nothing, and operations are numbered without a gap."""
        found = {check["check"]: check["state"] for check in self("doctor")}
        assert {key: state for key, state in found.items() if key in _SOUND and state != "ok"} == {}
        numbers = self.column("SELECT number FROM operation ORDER BY number")
        assert numbers == list(range(1, len(numbers) + 1))
