"""The policy's versions. The text is TOML; `data` is the same, completed by the defaults, as JSON, which loads faster."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from crmcli import clock, errors
from crmcli.database.connection import Database, Row
from crmcli.i18n import _
from crmcli.policy import UNFIT, Policy, complete

if TYPE_CHECKING:
    from crmcli.database.operation import Operation


class Policies:
    """Reads and adds versions of the team's policy."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def versions(self) -> list[Row]:
        """All versions, oldest first, without their text."""
        return self._db.rows("SELECT version, at, author, note FROM policy_version ORDER BY version")

    def row(self, version: int | None = None, at: str | None = None) -> Row | None:
        """A version by its number, or the one in force at an instant (before the first, the first); else the newest."""
        if version is not None:
            return self._db.one("SELECT * FROM policy_version WHERE version = :v", {"v": version})
        if at is None:
            return self._newest
        found = self._db.one(
            "SELECT * FROM policy_version WHERE at <= :at ORDER BY version DESC LIMIT 1", {"at": at}
        )
        found = found or self._db.one("SELECT * FROM policy_version ORDER BY version LIMIT 1")
        if found is None:
            raise _lacking()
        return found

    def load(self, at: str | None = None) -> Policy:
        """The policy in force at an instant, or now."""
        row = self._newest if at is None else None
        if at is None and row is None:
            raise _lacking()
        return self.of(row["version"] if row else self.version_at(str(at)))

    def of(self, version: int) -> Policy:
        """The policy of one version, made once."""
        if version not in self._loaded:
            newest = self._newest
            row = newest if newest and newest["version"] == version else self.row(version)
            if row is None:
                raise _lacking()
            try:
                self._loaded[version] = Policy.from_dict(json.loads(row["data"]), version)
            except UNFIT as error:
                raise _unfit(version) from error
        return self._loaded[version]

    def version_at(self, at: str, noted: int | None = None) -> int:
        """The number of the version in force at an instant; before the first, the first.

        `noted` is the one that was noted then: it decides between versions of one second.
        """
        if not self._since:
            raise _lacking()
        in_force = [number for number, since in self._since if since <= at]
        return noted if noted in in_force else (in_force or [self._since[-1][0]])[0]

    def versions_by(self, at: str) -> list[tuple[int, str]]:
        """The versions that were in force by an instant, each with the instant from which it was; the newest first."""
        return [(version, since) for version, since in self._since if since <= at]

    def time_zone(self) -> str:
        """The team's zone, without building the whole policy."""
        return str(self._data["team"]["time_zone"])

    def currency(self) -> str:
        """The team's currency."""
        return str(self._data["team"].get("currency", "CNY"))

    def country(self) -> str:
        """The country to which phones without a country's code belong."""
        return str(self._data["team"].get("country", "CN"))

    def current_version(self) -> int | None:
        """The newest version's number; None only while the database is being made."""
        return self._newest["version"] if self._newest else None

    def add(self, op: Operation, toml_text: str, data: dict[str, Any], note: str) -> int:
        """Stores a new version, which is in force from now on, and returns its number: one that was undone isn't given again,
        for what was done under it names it."""
        used = (
            int(self._db.value(f"SELECT COALESCE(MAX({column}), 0) FROM {table}"))
            for table, column in (("policy_version", "version"), ("operation", "policy_version"))
        )
        version = max(used) + 1
        op.insert(
            "policy_version",
            {
                "version": version,
                "toml": toml_text,
                "data": json.dumps(complete(data), ensure_ascii=False, default=str),
                "at": op.at_text,
                "author": op.actor.name,
                "note": note,
            },
        )
        self.forget()
        return version

    def renewed(self, op: Operation, row: Row, note: str) -> int:
        """Stores a version anew, from now on in force as it was, and returns its number."""
        return self.add(op, row["toml"], json.loads(row["data"]), note)

    def renew(self) -> bool:
        """Whether there is a newer version than the one that was read; it is read when it is next asked for."""
        newer = "_newest" in self.__dict__ and self.current_version() != self._db.value(
            "SELECT MAX(version) FROM policy_version"
        )
        if newer:
            self.forget()
        return newer

    def complete_anew(self) -> None:
        """Completes what is stored of each version by the defaults of this program, so that no command has to. The versions,
        their texts and their history stay; what is damaged does, too."""
        for row in self._db.rows("SELECT id, data FROM policy_version ORDER BY id"):
            try:
                data = complete(json.loads(row["data"]))
            except UNFIT:
                continue
            told = {"id": row["id"], "data": json.dumps(data, ensure_ascii=False, default=str)}
            self._db.execute("UPDATE policy_version SET data = :data WHERE id = :id", told)
        self.forget()

    def forget(self) -> None:
        """Reads the newest version anew when it is next asked for."""
        for name in ("_newest", "_data", "_since", "_loaded"):
            self.__dict__.pop(name, None)

    @cached_property
    def _loaded(self) -> dict[int, Policy]:
        return {}

    @cached_property
    def _since(self) -> list[tuple[int, str]]:
        """Every version with the instant it is in force from, the newest first."""
        rows = self._db.rows("SELECT version, at FROM policy_version ORDER BY version DESC")
        return [(row["version"], row["at"]) for row in rows]

    @cached_property
    def _newest(self) -> Row | None:
        return self._db.one("SELECT * FROM policy_version ORDER BY version DESC LIMIT 1")

    @cached_property
    def _data(self) -> Mapping[str, Any]:
        if self._newest is None:
            return {"team": {"time_zone": "UTC"}}
        try:
            data = complete(json.loads(self._newest["data"]))
            clock.zone(str(data["team"]["time_zone"]))
        except UNFIT as error:
            raise _unfit(self._newest["version"]) from error
        return data


def _lacking() -> errors.Corrupt:
    return errors.Corrupt(
        _("The database holds no policy any more."),
        _("See what to do: crmcli doctor"),
        in_records=True,
    )


def _unfit(version: int) -> errors.Corrupt:
    return errors.Corrupt(
        _("The policy's version %(n)d is damaged; nobody can be judged by it.") % {"n": version},
        _("See what to do: crmcli doctor"),
        in_records=True,
    )
