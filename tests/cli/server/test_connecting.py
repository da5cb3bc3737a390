"""Ways to a server: addresses, passwords, TLS, and what each failure says."""

from __future__ import annotations

import contextlib
import shutil
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from crmcli import errors
from crmcli.database.location import Location
from crmcli.store import Store
from tests.cli.conftest import Run
from tests.cli.server.conftest import Team, make_certificate, sentence


@pytest.mark.parametrize(
    ("address", "status", "told"),
    [
        ("stranger@127.0.0.1:{port}/{name}?passfile=/nowhere", 10, "password"),
        ("stranger:@/{name}?host={folder}&port={port}", 2, "password"),
        ("tester@127.0.0.1:1/{name}", 11, "refused"),
        ("tester@127.0.0.1:1,127.0.0.1:2/{name}", 11, "port 2"),
        ("tester@nowhere.invalid/{name}", 11, "nowhere.invalid"),
        ("/{name}?host=/nowhere", 11, "/nowhere"),
        ("/?service=nobodys", 2, "nobodys"),
        ("tester@127.0.0.1:{port}/{name}?sslmode=perhaps", 2, "perhaps"),
        ("tester@127.0.0.1:{port}/{name}?colour=red", 2, "colour"),
        ("tester@127.0.0.1:port/{name}", 2, "port"),
    ],
)
def test_an_address_that_leads_nowhere_says_why(
    nobody: Team, monkeypatch: pytest.MonkeyPatch, address: str, status: int, told: str
) -> None:
    monkeypatch.setattr(errors, "PATIENCE", (0.01,))
    server = nobody.walled
    url = "postgresql://" + address.format(port=server.port, folder=server.folder, name=nobody.name)
    for words in (("init",), ("find",), ()):
        run = nobody("--db", url, *words)
        assert run.status == status
        assert told in sentence(run)


def test_a_wrong_password_and_an_unknown_user_are_told_alike(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSWORD", "nonsense")
    for login in ("lina", "stranger"):
        run = team.by(login, "find")
        assert run.status == 10 and login in sentence(run)
        assert "nonsense" not in run.err


def test_a_login_with_no_connection_left_waits_and_then_says_so(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errors, "PATIENCE", (0.01,))
    team.walled.execute("ALTER ROLE lina CONNECTION LIMIT 0")
    try:
        run = team.by("lina", "find")
    finally:
        team.walled.execute("ALTER ROLE lina CONNECTION LIMIT -1")
    assert run.status == 11 and "too many connections" in sentence(run)


@contextlib.contextmanager
def _speaking(*messages: tuple[bytes, bytes]) -> Iterator[int]:
    """A server's port where every greeting is answered by these messages and nothing more."""
    answer = b"".join(kind + struct.pack("!i", len(body) + 4) + body for kind, body in messages)

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                guest, _ = listening.accept()
                with guest:
                    # It asks for TLS or GSS first.
                    while struct.unpack("!ii", guest.recv(1000)[:8])[1] in (80877103, 80877104):
                        guest.sendall(b"N")
                    guest.sendall(answer)
                    guest.recv(1000)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1]


def test_an_old_server_is_refused(nobody: Team) -> None:
    said = {
        "server_version": "9.6.24",
        "server_encoding": "UTF8",
        "client_encoding": "UTF8",
        "DateStyle": "ISO",
    }
    settings = [(b"S", f"{name}\0{value}\0".encode()) for name, value in said.items()]
    with _speaking((b"R", bytes(4)), *settings, (b"K", bytes(8)), (b"Z", b"I")) as port:
        run = nobody("--db", f"postgresql://tester@127.0.0.1:{port}/crm", "find")
    assert run.status == 10 and "9.6.24" in sentence(run)


@pytest.mark.parametrize(
    ("severity", "message", "status", "told"),
    [
        ("FATAL", "the database system is starting up", 11, "starting up"),
        ("致命错误", "数据库系统启动中", 11, "启动中"),
        ("致命错误", "对不起, 已经有太多的客户", 11, "太多"),
        ("致命错误", '数据库 "crm" 不存在', 10, "no database crm"),
        ("致命错误", '用户 "lina" Password 认证失败', 10, "no user lina"),
        ("FATAL", 'no pg_hba.conf entry for host "10.0.0.9", user "lina", database "crm"', 10, "pg_hba.conf"),
        ("致命错误", '不允许角色"lina" 进行登录', 10, "不允许角色"),
        ("????", '??? "crm" ???', 10, "turned the connection away"),
    ],
)
def test_a_server_that_turns_away_is_quoted_in_any_language(
    nobody: Team, severity: str, message: str, status: int, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errors, "PATIENCE", (0.01,))
    fields = {"S": severity, "V": "FATAL", "C": "57P03", "M": message}
    body = "".join(f"{key}{value}\0" for key, value in fields.items()) + "\0"
    with _speaking((b"E", body.encode())) as port:
        run = nobody("--db", f"postgresql://tester@127.0.0.1:{port}/crm", "find")
    assert run.status == status and told in sentence(run)


def test_a_host_that_says_nothing_is_given_up_for_the_next(nobody: Team) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        hosts = f"127.0.0.1:{silent.getsockname()[1]},127.0.0.1:{nobody.walled.port}"
        nobody.ok("--db", f"postgresql://tester@{hosts}/{nobody.name}?connect_timeout=1", "init")


def test_an_empty_database_and_one_of_others_are_told_apart(team: Team) -> None:
    empty = team.walled.url("postgres", "plain")
    assert f"crmcli --db {empty} init" in team.ok("--db", empty).out
    assert team("--db", empty, "find").status == 10
    run = team.by("plain")
    assert run.status == 12 and "plain" in sentence(run) and "staff add" in run.err


def test_a_database_closed_to_the_public_is_open_to_the_team(nobody: Team) -> None:
    nobody.walled.execute(f"REVOKE CONNECT ON DATABASE {nobody.name} FROM PUBLIC")
    nobody.ok("init")
    nobody.ok("staff", "add", "Vera", "--login", "vera", "--role", "viewer")
    assert nobody.by("vera", "find").status == 0
    run = nobody.by("plain", "find")
    assert run.status == 12 and "staff add" in run.err and "DETAIL" not in run.err


def test_a_password_comes_from_the_environment_or_a_service(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PGPASSFILE")
    assert team.by("lina", "find").status == 10
    monkeypatch.setenv("PGPASSWORD", "lina-secret")
    assert team.by("lina", "add", "李小明").status == 0
    monkeypatch.delenv("PGPASSWORD")
    services = team.folder / "services.conf"
    port, name = team.walled.port, team.name
    services.write_text(
        f"[team]\nhost=127.0.0.1\nport={port}\nuser=lina\npassword=lina-secret\ndbname={name}\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("PGSERVICEFILE", str(services))
    for url in ("postgresql:///?service=team", "postgres://?service=team"):
        shown = team.ok("--db", url, "history", "--format", "json").out
        assert "Lina" in shown and "secret" not in shown
    team.ok("--db", url, "due")
    team.ok("--db", url, "backup")
    assert list(team.folder.glob("crm-*.bak"))
    telling = {p.name for p in team.folder.rglob("*") if p.is_file() and b"lina-secret" in p.read_bytes()}
    assert telling == {"services.conf", "pgpass"}


def test_a_socket_leads_there_too(team: Team) -> None:
    url = f"postgresql:///{team.name}?host={team.walled.folder}&port={team.walled.port}&user=lina"
    team.ok("--db", url, "add", "李小明")
    assert "on this machine" in team.json("--db", url, "doctor")[0]["detail"]


def test_a_password_in_an_address_is_refused_wherever_it_stands(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = team.url("lina").replace("lina@", "lina:lina-secret@")
    config = team.folder / "config.toml"
    config.write_text(f'db = "{url}"\n', encoding="utf-8")

    def check(run: Run) -> None:
        assert run.status == 2 and "pgpass" in run.err
        assert "secret" not in run.err + run.out

    for words in (("find",), ("init",), ("due", "--format", "json"), ("move", "--to", "x.db")):
        check(team("--db", url, *words))
        check(team("--db", team.url("lina") + "?password=lina-secret", *words))
    check(team("move", "--to", url))
    monkeypatch.setenv("CRMCLI_DB", url)
    check(team("add", "李小明"))
    monkeypatch.delenv("CRMCLI_DB")
    monkeypatch.setenv("CRMCLI_CONFIG", str(config))
    check(team("find"))
    assert not (team.folder / "state").exists()


def _encrypted(team: Team, url: str) -> list[bool]:
    """Whether the program's connections are, as the server sees it."""
    with closing(Store.open(Location.parse(url))):
        return [row[0] for row in team.walled.execute(
            "SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)"
            f" WHERE application_name = 'crmcli' AND datname = '{team.name}'"
        )]  # fmt: skip


def test_connections_are_encrypted_where_the_server_offers_it(team: Team) -> None:
    assert _encrypted(team, team.url("lina")) == [True]
    assert _encrypted(team, team.url("lina") + "?sslmode=disable") == [False]


def test_a_certificate_is_checked_where_the_address_says_so(team: Team) -> None:
    known = team.walled.folder / "data/server.crt"
    root = shutil.copy(known, team.folder / "root.crt")
    other = make_certificate(team.folder)
    checked = team.url("lina") + "?sslmode=verify-full&sslrootcert="
    assert _encrypted(team, f"{checked}{root}") == [True]
    for url, told in (
        (f"{checked}{other}", "certificate"),
        (f"{checked}/nowhere.crt", "/nowhere.crt"),
        (f"{checked}{root}&hostaddr=127.0.0.1".replace("127.0.0.1:", "db.example.com:"), "db.example.com"),
    ):
        run = team("--db", url, "find")
        assert run.status == 10 and told in sentence(run), run
        assert "sslrootcert" in run.err
