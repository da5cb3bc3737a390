"""What tests of all folders share: the engines that a database can be on, and one private PostgreSQL server.

A test that uses `place` (or a fixture that does) runs once on each engine; `@pytest.mark.file` keeps those on
SQLite that are about its file, or about what no engine does otherwise: words, shapes, rules that judge in Python.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from crmcli import logins
from tests import acting
from tests.built import build_once
from tests.kept import let_go
from tests.postgres import Server, missing
from tests.readers import begin_loaded
from tests.shelf import Make, Shelf
from tests.surroundings import settle

_NAMES = (f"test_{n}" for n in itertools.count(1))

# Before anything large is loaded.
settle()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        file_only = metafunc.definition.get_closest_marker("file")
        # By module, so that fixtures may last as long.
        metafunc.parametrize("engine", ["sqlite"] if file_only else ["sqlite", "postgres"], scope="module")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what a mark of one case alone keeps on SQLite: the whole test runs on both engines."""

    def on_server(item: pytest.Item) -> bool:
        return (
            getattr(item, "callspec", None) is not None and item.callspec.params.get("engine") == "postgres"
        )  # type: ignore[attr-defined]

    out = [item for item in items if on_server(item) and item.get_closest_marker("file")]
    config.hook.pytest_deselected(items=out)
    items[:] = [item for item in items if item not in set(out)]


@pytest.fixture(scope="session", autouse=True)
def _commands_are_built_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        build_once(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def _readers_begin_loaded() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        begin_loaded(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def _people_are_told_by_name() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(logins, "login_name", acting.told)
        yield


@pytest.fixture(scope="session", autouse=True)
def _state_is_the_tests_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for kind in ("STATE", "DATA"):
            patch.setenv(f"XDG_{kind}_HOME", str(tmp_path_factory.mktemp(kind.lower())))
        yield


def need_postgres() -> None:
    """Without PostgreSQL the test is skipped, but fails where CRMCLI_REQUIRE_POSTGRES is set, as in CI."""
    reason = missing()
    if reason and os.environ.get("CRMCLI_REQUIRE_POSTGRES"):
        pytest.fail(f"needs PostgreSQL: {reason}", pytrace=False)
    if reason:
        pytest.skip(f"needs PostgreSQL: {reason}")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A server for the whole run: make a database of your own in it, and leave the server itself alone."""
    need_postgres()
    with Server.start() as server:
        server.execute("CREATE ROLE tester LOGIN CREATEROLE CREATEDB")
        yield server


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Databases that are made once."""
    return Shelf(tmp_path_factory.mktemp("shelf"))


class Databases:
    """Databases on one engine, each named as `--db` names it; `tester` owns those on the server."""

    def __init__(self, engine: str, folder: Path, request: pytest.FixtureRequest) -> None:
        self.server: Server | None = request.getfixturevalue("postgres") if engine == "postgres" else None
        self._shelf: Shelf = request.getfixturevalue("shelf")
        self._folder = folder
        self._made: list[str] = []

    def empty(self) -> str:
        """A further empty database."""
        if self.server is None:
            self._made.append("crm.db" if not self._made else f"crm-{len(self._made)}.db")
            return str(self._folder / self._made[-1])
        name = next(_NAMES)
        self.server.create_database(name, owner="tester")
        self._made.append(name)
        return self.server.url(name, "tester")

    def copy(self, name: str, make: Make) -> str:
        """A further database as `make` fills it: made once under this name, and copied from then on."""
        if self.server is None:
            place = self.empty()
            self._shelf.file(name, Path(place), make)
            return place
        self._made.append(self._shelf.database(name, self.server, make))
        return self.server.url(self._made[-1], "tester")

    def drop(self) -> None:
        if self.server is not None:
            for name in self._made:
                let_go(name)
                self.server.drop_database(name)


@pytest.fixture
def databases(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Databases]:
    """Empty databases on the engine of the test."""
    made = Databases(engine, tmp_path, request)
    yield made
    made.drop()


@pytest.fixture
def place(databases: Databases) -> str:
    """Where an empty database can be made, as `--db` names it."""
    return databases.empty()
