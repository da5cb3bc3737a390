"""What tests of the store share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crmcli.database import migrations
from crmcli.database.location import Location
from crmcli.database.migrations import Migration
from crmcli.store import Store
from crmcli.workflows.setup import create
from tests.conftest import Databases
from tests.store.crew import Crew
from tests.store.office import Office

#: When a ready database was made: the crew's present.
AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
#: As many as there ever are in one test.
_CREW = 4

#: Makes a further database on an engine, with Lee as its first member of staff, whose login is the tester's.
Ready = Callable[[Databases], str]


@pytest.fixture
def server(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Databases]:
    """Empty databases on the server, for tests that only it can pass."""
    made = Databases("postgres", tmp_path, request)
    yield made
    made.drop()


@pytest.fixture(scope="session")
def ready() -> Ready:
    """Copies of one that was made by `create`, which takes longer."""
    return lambda databases: databases.copy(
        "ready", lambda place: create(Location.parse(place), "Lee", "tester", AT).close()
    )


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


@pytest.fixture
def office(made: str, tmp_path: Path, crew: Crew) -> Iterator[Office]:
    office = Office(made, tmp_path, crew)
    office("add", "远鑫科技有限公司", "--phone", "13911829855", "--city", "成都")
    yield office
    office.assert_sound()


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A crmcli with one more migration."""
    more = Migration(
        {"gift": {"id": "int#", "customer_id": "int!>customer"}},
        {"customer": {"liked": "text"}},
        (("gift", "customer_id"),),
    )
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, more))
    monkeypatch.setattr(migrations, "VERSION", migrations.VERSION + 1)
