"""What tests of the store share."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crmcli.database.location import Location
from crmcli.store import Store
from crmcli.workflows.setup import create
from tests.conftest import Databases
from tests.store.crew import Crew

#: When a ready database was made: the crew's present.
AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
#: As many as there ever are in one test.
_CREW = 4
_TEMPLATE = "test_ready"

#: Makes a further database on an engine, with Lee as its first member of staff, whose login is the tester's.
Ready = Callable[[Databases], str]


@pytest.fixture
def server(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Databases]:
    """Empty databases on the server, for tests that only it can pass."""
    made = Databases("postgres", tmp_path, request)
    yield made
    made.drop()


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Ready:
    """Copies of one that was made by `create`, which takes longer. They share its group roles."""
    file = tmp_path_factory.mktemp("ready") / "crm.db"
    made: set[bool] = set()

    def copied(databases: Databases) -> str:
        on_server = databases.server is not None
        if on_server not in made:
            made.add(on_server)
            place = Location(file)
            if databases.server is not None:
                databases.server.create_database(_TEMPLATE, owner="tester")
                place = Location.parse(databases.server.url(_TEMPLATE, "tester"))
            create(place, "Lee", "tester", AT).close()
        if on_server:
            return databases.empty(_TEMPLATE)
        return shutil.copy(file, databases.empty())

    return copied


@pytest.fixture
def made(databases: Databases, ready: Ready) -> str:
    """A database made by Lee, as `--db` names it."""
    return ready(databases)


@pytest.fixture
def store(made: str) -> Iterator[Store]:
    """The same, opened."""
    with closing(Store.open(Location.parse(made))) as opened:
        yield opened


@pytest.fixture(scope="package")
def crew() -> Iterator[Crew]:
    """People who can do things at the same moment."""
    made = Crew(_CREW)
    yield made
    made.close()
