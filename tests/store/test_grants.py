"""Who may do what on a server, whatever program they use: the group roles have real grants."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from psycopg2 import errors as refusals

from crmcli import errors
from crmcli.actors import Actor
from crmcli.database import migrations
from crmcli.database.location import Location
from crmcli.store import Store
from crmcli.workflows import copying
from crmcli.workflows.setup import create
from tests.conftest import Databases
from tests.postgres import Server

AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
LEE = Actor(1, "Lee", "admin", "tester")


class Team:
    """A database of tester's, with the logins `rep` of its writers and `viewer` of its readers."""

    def __init__(self, server: Server, url: str) -> None:
        self.server, self.url = server, url
        self.name = url.rpartition("/")[2]
        self.rep, self.viewer = f"{self.name}_rep", f"{self.name}_viewer"
        with closing(create(Location(url=url), "Lee", "tester", AT)) as store, store.db.transaction():
            for login, writes in ((self.rep, True), (self.viewer, False)):
                server.execute(f'CREATE ROLE "{login}" LOGIN')
                # From PostgreSQL 16 on, only who granted may revoke: not even tester what the superuser did.
                assert store.db.admit(login, writes=writes) == []

    def at(self, login: str) -> Location:
        return Location(url=self.server.url(self.name, login))

    def sql(self, login: str, *statements: str) -> list[tuple[Any, ...]]:
        """What a login gets with a program of its own, in one transaction; the last statement's rows."""
        with (
            closing(psycopg2.connect(self.server.url(self.name, login))) as plain,
            plain,
            plain.cursor() as cursor,
        ):
            cursor.execute("SET search_path TO crmcli")
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []


@pytest.fixture
def team(server: Databases) -> Team:
    assert server.server is not None
    return Team(server.server, server.empty())


_WRITES = [
    "INSERT INTO task (id, title, state, percent_done, created_at, created_on) VALUES (9, 'x', 'open', 0, '', '')",
    "UPDATE staff SET role = 'admin'", "DELETE FROM staff", "TRUNCATE task", "SELECT * FROM customer FOR UPDATE",
    "SELECT * FROM customer FOR KEY SHARE", "SELECT writer FROM server_state FOR UPDATE",
    "LOCK TABLE server_state IN ROW SHARE MODE", "LOCK TABLE customer IN SHARE MODE", "UPDATE server_state SET writer = 1",
    "COPY task FROM STDIN",
]  # fmt: skip
_DESIGNS = [
    "DROP TABLE task", "ALTER TABLE task ADD COLUMN x INTEGER", "CREATE TABLE crmcli.x (n INTEGER)", "DROP SCHEMA crmcli CASCADE",
    "CREATE VIEW crmcli.x AS SELECT 1", "CREATE INDEX x ON task (title)", "CREATE FUNCTION crmcli.f() RETURNS INTEGER LANGUAGE SQL"
    " AS 'SELECT 1'", "CREATE TRIGGER t BEFORE INSERT ON task EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "ALTER SCHEMA crmcli RENAME TO x", "ALTER TABLE task DISABLE TRIGGER ALL",
]  # fmt: skip


def _refused(team: Team, login: str, statement: str) -> bool:
    try:
        team.sql(login, statement)
    except refusals.InsufficientPrivilege:
        return True
    return False


def test_a_viewer_writes_with_no_program(team: Team) -> None:
    assert team.sql(team.viewer, "SELECT name FROM staff") == [("Lee",)]
    assert [s for s in (*_WRITES, *_DESIGNS) if not _refused(team, team.viewer, s)] == []


def test_a_writer_adds_to_history_and_alters_nothing_of_it(team: Team) -> None:
    forbidden = [
        "UPDATE change SET before = NULL", "DELETE FROM change", "TRUNCATE change", "UPDATE operation SET hash = ''",
        "UPDATE operation SET actor = 'Wang', undone_by = 1", "DELETE FROM operation", "TRUNCATE operation, change",
        "UPDATE server_state SET version = 99", "DELETE FROM server_state", "INSERT INTO server_state VALUES (99)",
        # Under another's login, out of turn, undone by nothing, and behind the back of an operation that was written.
        _operation("tester"), _operation(team.rep, number=7), _operation(team.rep, previous="x"), _operation(team.rep, undone=1), _operation(team.rep, undoes=1), _operation(team.rep, undoes=2),
        "UPDATE operation SET undone_by = 1", _CHANGE,
    ]  # fmt: skip
    assert [s for s in (*forbidden, *_DESIGNS) if not _refused(team, team.rep, s)] == []
    team.sql(team.rep, "SELECT writer FROM server_state FOR UPDATE")
    before = team.sql(team.viewer, "SELECT * FROM operation")
    with pytest.raises(refusals.InsufficientPrivilege):
        team.sql(team.rep, _operation(team.rep), _CHANGE.replace("(9, 1,", "(8, 2,"), _CHANGE)
    assert team.sql(team.viewer, "SELECT * FROM operation") == before


def _operation(
    login: str,
    number: int = 2,
    previous: str | None = None,
    undone: int | None = None,
    undoes: int | None = None,
) -> str:
    hashed = "(SELECT hash FROM operation)" if previous is None else f"'{previous}'"
    return (
        "INSERT INTO operation (id, number, uid, command, actor, login, at, schema_version, undone_by, undoes, previous_hash, hash)"
        f" SELECT 2, {number}, 'u2', 'add', '{login}', '{login}', '', 1, {undone or 'NULL'}, {undoes or 'NULL'}, {hashed}, 'h'"
    )


_CHANGE = (
    "INSERT INTO change (id, operation_id, action, table_name, row_id, salt, digest)"
    " VALUES (9, 1, 'update', 'staff', 1, '', '')"
)


def test_a_writer_makes_nobody_a_manager_and_leaves_the_policy_alone(team: Team) -> None:
    hired = "INSERT INTO staff (id, name, role, active, created_at, login) VALUES (9, 'X', '{}', 1, '', {})"
    forbidden = [
        "UPDATE staff SET role = 'admin'", f"UPDATE staff SET login = '{team.rep}'", "UPDATE staff SET active = 0", "DELETE FROM staff",
        f"UPDATE staff SET pin_id = 1 WHERE login = '{team.rep}' OR login = 'tester'",
        f"UPDATE staff SET pin_id = 1, role = 'manager' WHERE login = '{team.rep}'",
        hired.format("manager", "NULL"), hired.format("rep", f"'{team.rep}'"), "UPDATE policy_version SET toml = ''",
        "DELETE FROM policy_version", "INSERT INTO policy_version VALUES (9, 9, '', '{}', '', NULL, NULL)",
        "INSERT INTO pin VALUES (1, 1, '', '')", "UPDATE pin SET digest = ''", "DELETE FROM pin", "SELECT digest FROM pin",
        "SELECT * FROM pin", "SELECT * FROM pin_try", "DELETE FROM pin_guess", "UPDATE pin_guess SET staff_id = 2",
        "SET search_path = pg_temp, crmcli; CREATE TEMP TABLE staff AS SELECT 'admin' AS role, 1 AS active, session_user::text AS login;"
        " DELETE FROM crmcli.policy_version",
    ]  # fmt: skip
    team.server.execute(
        f"INSERT INTO crmcli.staff (id, name, role, login, active, created_at) VALUES (2, 'Rep', 'rep', '{team.rep}', 1, '')",
        team.name,
    )
    assert [s for s in forbidden if not _refused(team, team.rep, s)] == []
    # Whom a file names comes onto the list, and everybody sets a PIN of their own: on record, or not at all.
    recorded = (_operation(team.rep), _CHANGE.replace("(9, 1,", "(9, 2,"))
    own = ("INSERT INTO pin VALUES (1, 2, '', '')", f"UPDATE staff SET pin_id = 1 WHERE login = '{team.rep}'")
    for allowed in ((hired.format("service", "NULL"),), own):
        with pytest.raises(refusals.InsufficientPrivilege, match="on record"):
            team.sql(team.rep, *allowed)
    team.sql(team.rep, *own, *(statement.replace("'staff', 1,", "'staff', 2,") for statement in recorded))
    team.server.execute(f"UPDATE crmcli.staff SET role = 'manager' WHERE login = '{team.rep}'", team.name)
    with pytest.raises(refusals.InsufficientPrivilege, match="on record"):
        team.sql(team.rep, "UPDATE staff SET role = 'viewer' WHERE id = 1")


def test_a_pin_is_tried_only_so_that_the_guess_stays(team: Team) -> None:
    """A guess that is taken back is not answered, and a day has so many."""
    team.server.execute(
        "INSERT INTO crmcli.pin VALUES (1, 1, '', encode(sha256('right'), 'hex')); UPDATE crmcli.staff SET pin_id = 1",
        team.name,
    )
    offer, judge = "SELECT offer_pin(1, '{}')", "SELECT judge_pin({})"
    for before in ((), ("SAVEPOINT s",)):
        with pytest.raises(refusals.InsufficientPrivilege):
            team.sql(
                team.rep,
                *before,
                offer.format("right"),
                "SELECT judge_pin(max(id)) FROM generate_series(1, 99) AS id",
            )
    assert _refused(team, team.viewer, offer.format("right"))
    answers = []
    for proof in ("right", *(["wrong"] * 30)):
        ((number,),) = team.sql(team.rep, offer.format(proof))
        answers += team.sql(team.rep, judge.format(number))
    assert answers == [(True,), *([(False,)] * 30)]
    ((number,),) = team.sql(team.rep, offer.format("right"))
    assert _refused(team, team.rep, judge.format(number))
    ((tried,),) = team.server.execute(
        f"SELECT COUNT(*) FROM crmcli.pin_try WHERE login = '{team.rep}'", team.name
    )
    assert tried == 32


def test_every_table_is_read_by_both_groups_and_by_nobody_else(team: Team) -> None:
    server = team.server
    # Without the right to grant, PostgreSQL grants nothing and only warns.
    team.sql(team.rep, "GRANT ALL ON task TO PUBLIC")
    tables = {*migrations.tables(), "server_state"}
    for login in (team.rep, team.viewer):
        found = server.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'crmcli'::regnamespace"
            f" AND has_table_privilege('{login}', oid, 'SELECT')", team.name,
        )  # fmt: skip
        # The digests of PINs are the owner's alone.
        assert {row[0] for row in found} == tables - {"pin"}
    grantees = server.execute(
        "SELECT DISTINCT grantee FROM information_schema.role_table_grants WHERE table_schema = 'crmcli'",
        team.name,
    )
    assert {row[0] for row in grantees} == {"tester", f"{team.name}_writers", f"{team.name}_readers"}


def test_a_stranger_finds_nothing_and_hears_how_to_come_in(team: Team) -> None:
    team.server.execute(f'CREATE ROLE "{team.name}_stranger" LOGIN')
    assert _refused(team, f"{team.name}_stranger", "SELECT 1 FROM crmcli.staff")
    with pytest.raises(errors.NotAllowed) as refused:
        Store.open(team.at(f"{team.name}_stranger"))
    assert f"{team.name}_stranger" in refused.value.message
    assert "staff add" in refused.value.hint


def test_a_second_team_on_the_server_has_logins_of_its_own(team: Team, server: Databases) -> None:
    other = Team(team.server, server.empty())
    for login in (other.rep, other.viewer):
        for statement in (
            "SELECT 1 FROM crmcli.staff",
            "DROP SCHEMA crmcli",
            "CREATE TABLE crmcli.x (n INTEGER)",
        ):
            assert _refused(team, login, statement)
    other.sql(other.rep, "SELECT writer FROM server_state FOR UPDATE")


@pytest.mark.parametrize("who", ["tester", "postgres"])
def test_an_upgrade_gives_the_groups_their_rights_on_new_tables(
    team: Team, who: str, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue("newer")
    Store.open(team.at(who)).close()
    assert team.sql(team.viewer, "SELECT COUNT(*) FROM gift") == [(0,)]
    assert team.sql(team.viewer, "SELECT COUNT(liked) FROM customer") == [(0,)]
    assert team.sql(team.rep, "SELECT version FROM server_state") == [(migrations.VERSION,)]
    assert _refused(team, team.viewer, "DELETE FROM gift")
    team.sql(team.rep, "DELETE FROM gift")
    owners = team.server.execute(
        "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'crmcli'", team.name
    )
    assert owners == [("tester",)]
    Store.open(team.at(team.viewer)).close()


def test_an_upgrade_waits_for_the_owner(team: Team, newer: None) -> None:
    for login in (team.viewer, team.rep):
        with pytest.raises(errors.NotAllowed) as refused:
            Store.open(team.at(login))
        assert "tester" in refused.value.message
    assert team.sql(team.rep, "SELECT version FROM server_state") == [(migrations.VERSION - 1,)]


def test_only_the_owner_replaces_everything(team: Team, tmp_path: Path) -> None:
    with closing(Store.open(team.at(team.rep))) as store:
        copying.backup(store, tmp_path / "copy.db")
        with (
            closing(Store.open(Location(tmp_path / "copy.db"))) as copy,
            pytest.raises(errors.NotAllowed) as refused,
        ):
            copying.restore(store, copy, tmp_path / "kept.db", LEE, AT)
        assert "tester" in refused.value.message
        assert not (tmp_path / "kept.db").exists()
        assert [row["name"] for row in store.staff.all()] == ["Lee"]


def test_a_database_that_was_not_finished_leaves_nothing(server: Databases) -> None:
    url = server.empty()
    name = url.rpartition("/")[2]
    with pytest.raises(KeyboardInterrupt), Store.create(Location(url=url)):
        raise KeyboardInterrupt
    assert server.server is not None
    assert server.server.execute(f"SELECT rolname FROM pg_roles WHERE rolname LIKE '{name}_%'") == []
    with closing(create(Location(url=url), "Lee", "tester", AT)) as store:
        assert store.db.schema_version() == migrations.VERSION


def _groups(team: Team, login: str) -> list[str]:
    rows = team.server.execute(
        f"SELECT DISTINCT roleid::regrole::text FROM pg_auth_members WHERE member = '{login}'::regrole ORDER BY 1"
    )
    return [row[0].removeprefix(f"{team.name}_") for row in rows]


def test_admitting_moves_a_login_between_the_groups(team: Team) -> None:
    with closing(Store.open(team.at("tester"))) as store:
        for writes, groups in ((False, ["readers"]), (True, ["writers"]), (True, ["writers"]), (None, [])):
            with store.db.transaction():
                assert store.db.admit(team.rep, writes=writes) == []
            assert _groups(team, team.rep) == groups


def test_who_may_not_admit_hears_what_an_administrator_runs(team: Team) -> None:
    with closing(Store.open(team.at(team.rep))) as store, store.db.transaction():
        left = store.db.admit(team.viewer, writes=True)
        assert store.db.admit(team.rep, writes=True) == []
    assert len(left) == 2
    assert _groups(team, team.viewer) == ["readers"]
    for statement in left:
        team.server.execute(statement)
    assert _groups(team, team.viewer) == ["writers"]


@pytest.fixture
def deputy(team: Team) -> str:
    """`rep`, who may grant both groups to others."""
    for group in ("writers", "readers"):
        team.server.execute(f'GRANT "{team.name}_{group}" TO "{team.rep}" WITH ADMIN OPTION')
    return team.rep


def test_who_may_grant_the_groups_admits_others(team: Team, deputy: str) -> None:
    team.server.execute(f'CREATE ROLE "{team.name}_new" LOGIN')
    with closing(Store.open(team.at(deputy))) as store, store.db.transaction():
        assert store.db.admit(f"{team.name}_new", writes=True) == []
    team.sql(f"{team.name}_new", "SELECT writer FROM server_state FOR UPDATE")


def test_who_may_grant_the_groups_loses_only_what_the_role_forbids(team: Team, deputy: str) -> None:
    with closing(Store.open(team.at("postgres"))) as store:
        for writes, groups in ((True, ["readers", "writers"]), (False, ["readers"]), (None, [])):
            with store.db.transaction():
                assert store.db.admit(deputy, writes=writes) == []
            assert _groups(team, deputy) == groups


def test_a_renamed_database_asks_for_its_groups_under_its_new_name(team: Team) -> None:
    server, renamed = team.server, f"{team.name}_b"
    server.execute(f"ALTER DATABASE {team.name} RENAME TO {renamed}")
    try:
        location = Location(url=server.url(renamed, "tester"))
        with (
            closing(Store.open(location)) as store,
            pytest.raises(errors.Invalid) as refused,
            store.db.transaction(),
        ):
            store.db.admit(team.viewer, writes=True)
        assert f"{renamed}_writers" in refused.value.message
        for group in ("writers", "readers"):
            server.execute(f"ALTER ROLE {team.name}_{group} RENAME TO {renamed}_{group}")
        with closing(Store.open(location)) as store, store.db.transaction():
            assert store.db.admit(team.viewer, writes=True) == []
    finally:
        server.execute(f"ALTER DATABASE {renamed} RENAME TO {team.name}")


def test_operations_bear_the_login_that_the_server_knows(team: Team) -> None:
    with closing(Store.open(team.at(team.rep))) as store:
        assert store.db.login() == team.rep
        me = Actor(None, team.rep, "rep", team.rep)
        with store.operation("test", me, AT) as op:
            store.staff.add(op, {"name": "Wang"})
        # Nobody acts under somebody else's name without their PIN, whatever program says so.
        for other in (LEE._replace(login=team.rep), me._replace(name="Lee"), LEE):
            with pytest.raises(errors.NotAllowed), store.operation("test", other, AT) as op:
                store.staff.add(op, {"name": "Zhao"})
    history = team.sql(team.viewer, "SELECT login FROM operation ORDER BY number")
    assert history == [("tester",), (team.rep,)]
