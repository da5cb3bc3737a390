"""A connection that breaks at any moment: what was asked for is done once and told once, or plainly not done.

The breaks are real: a proxy cuts the connection, or the server throws the program out.
"""

from __future__ import annotations

import re
import shlex
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from crmcli import cli, errors
from crmcli.database.location import Location
from crmcli.store import Store
from tests.conftest import Databases
from tests.store.conftest import Ready
from tests.store.crew import NOW, Crew, Done
from tests.store.proxy import ANSWERED, BEFORE, UNDER_WAY, Judge, Proxy, when

_ADD = ("add", "安定贸易", "--phone", "13811110000")
_ADDED = "Added 安定贸易 (C000002).\n"
_COMMIT = b"COMMIT\x00"


class Line:
    """A database on the server, and a program that reaches it through a proxy."""

    def __init__(self, databases: Databases, place: str, capfd: pytest.CaptureFixture[str]) -> None:
        assert databases.server is not None
        self.server, self.place = databases.server, place
        self._logged = self.server.log.stat().st_size
        self.name = Location.parse(self.place).stem
        self.proxy = Proxy(self.server.port)
        self.url = self.place.replace(f":{self.server.port}/", f":{self.proxy.port}/") + "?sslmode=disable"
        self._capture = capfd

    def __call__(self, *words: str) -> tuple[int, str, str]:
        self._capture.readouterr()
        status = cli.run(["--db", self.url, *words])
        captured = self._capture.readouterr()
        # Printed command lines name the place that was typed, which is another in every run.
        typed = f"--db {shlex.quote(self.url)} "
        return status, captured.out.replace(typed, ""), captured.err.replace(typed, "")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Read past the proxy."""
        return self.server.execute(f"SET search_path TO crmcli; {sql}", self.name)

    def customers(self) -> list[str]:
        return [name for (name,) in self.rows("SELECT name FROM customer ORDER BY id")]

    def log(self) -> list[str]:
        """What the server told since."""
        return self.server.log.read_bytes()[self._logged :].decode(errors="replace").splitlines()

    def assert_sound(self) -> None:
        with closing(Store.open(Location.parse(self.place))) as store:
            assert store.history.verify() == []
            assert store.health.dangling() == []
            numbers = [row[0] for row in store.db.rows("SELECT number FROM operation ORDER BY number")]
            assert numbers == list(range(1, len(numbers) + 1))


@pytest.fixture(autouse=True)
def _environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "PATIENCE", (0.01,) * 6)
    monkeypatch.delenv("CRMCLI_OPERATION_ID", raising=False)
    for name, value in _env("", tmp_path).items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def line(server: Databases, ready: Ready, capfd: pytest.CaptureFixture[str]) -> Iterator[Line]:
    """A database with one customer."""
    made = Line(server, ready(server), capfd)
    assert made("add", "远鑫科技有限公司")[0] == 0
    yield made
    made.proxy.close()
    made.assert_sound()


# -- the connection breaks once -----------------------------------------------------------------------------------------

#: Where a connection is cut while a customer is added, before it is known to be saved.
_MOMENTS: dict[str, Callable[[], Judge]] = {
    "the first words": lambda: when(b"", BEFORE),
    "a read": lambda: when(b"SELECT", BEFORE, count=3),
    "the answer to a read": lambda: when(b"SELECT", ANSWERED, count=4),
    "the lock": lambda: when(b"FOR UPDATE", BEFORE),
    "the answer to the lock": lambda: when(b"FOR UPDATE", ANSWERED),
    "the customer's row": lambda: when(b"INSERT INTO customer", ANSWERED),
    "the operation's row": lambda: when(b"INSERT INTO operation", UNDER_WAY),
    "before the commit": lambda: when(_COMMIT, BEFORE),
    "under the commit": lambda: when(_COMMIT, UNDER_WAY),
    "after the commit": lambda: when(_COMMIT, ANSWERED),
}


@pytest.mark.parametrize("moment", _MOMENTS)
def test_a_cut_is_not_noticed(line: Line, moment: str) -> None:
    line.proxy.judge = _MOMENTS[moment]()
    status, out, err = line(*_ADD)
    assert line.proxy.cuts == 1
    assert (status, err) == (0, "")
    assert out.startswith(_ADDED)
    assert out.count("Added") == 1
    assert line.customers() == ["远鑫科技有限公司", "安定贸易"]


@pytest.mark.parametrize(
    "words",
    [
        ("log-contact", "#1", "phone", "想了解新套餐", "--next", "+7d"),
        ("complaint", "open", "1", "保洁迟到", "--severity", "urgent"),
        ("purchase", "add", "1", "12800", "--order", "SO1"),
        ("edit", "1", "city=成都"),
        ("undo",),
        ("policy", "set", "churn.high", "71"),
        ("staff", "add", "Wang"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_whatever_is_cut_says_what_it_says_in_peace(
    server: Databases, ready: Ready, capfd: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    said = []
    for judge in (None, when(_COMMIT, BEFORE), when(_COMMIT, ANSWERED)):
        line = Line(server, ready(server), capfd)
        line("add", "远鑫科技有限公司")
        line.proxy.judge = judge or line.proxy.judge
        said.append(
            (line(*words), line.rows("SELECT number, command, summary FROM operation ORDER BY number"))
        )
        assert line.proxy.cuts == (judge is not None)
        line.proxy.close()
        line.assert_sound()
    assert said[0] == said[1] == said[2]
    assert said[0][0][0] == 0
    assert len(said[0][1]) == 3


def test_connections_that_fail_to_begin_are_tried_again(line: Line) -> None:
    line.proxy.refusals = 2
    status, out, err = line(*_ADD)
    assert (status, err) == (0, "")
    assert out.startswith(_ADDED)
    assert line.customers() == ["远鑫科技有限公司", "安定贸易"]


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        (b"FOR UPDATE", "Error: The server broke the work off: "),
        (b"INSERT INTO operation", "Error: The server broke the work off: "),
        (_COMMIT, "Error: The connection broke while saving; whether it was saved is not known.\n"),
    ],
)
def test_cuts_again_and_again_come_to_an_end(line: Line, mark: bytes, said: str) -> None:
    line.proxy.judge = when(mark, BEFORE, times=1_000)
    before = line.proxy.connections
    status, out, err = line(*_ADD)
    assert (status, out) == (11, "")
    assert err.startswith(said)
    assert line.proxy.connections - before == len(errors.PATIENCE) + 1
    assert line.customers() == ["远鑫科技有限公司"]


def test_a_read_that_is_cut_is_read_again(line: Line) -> None:
    in_peace = line("show", "1")
    for count in range(1, 8):
        line.proxy.judge = when(b"SELECT", ANSWERED, count=count)
        assert line("show", "1") == in_peace
    assert line.proxy.cuts == 7


def test_what_was_saved_is_not_done_again_for_want_of_words(line: Line) -> None:
    """The connection breaks after the acknowledgement, when the program looks up what to say of it."""
    cut = when(b"SELECT", BEFORE)
    committed: list[bytes] = []

    def judge(sent: bytes) -> str:
        committed.extend([sent] if _COMMIT in sent else [])
        return cut(sent) if committed and _COMMIT not in sent else "pass"

    line.proxy.judge = judge
    status, out, err = line(*_ADD)
    assert line.proxy.cuts == 1
    assert (status, err) == (0, "")
    assert out == "Already saved as operation 3: add 安定贸易\n"
    assert line.customers() == ["远鑫科技有限公司", "安定贸易"]


@pytest.mark.parametrize("how", [BEFORE, UNDER_WAY, ANSWERED])
@pytest.mark.parametrize("words", [("init", "--name", "Lee"), ("move", "--to")])
def test_a_database_is_made_once_whatever_is_cut(
    server: Databases, capfd: pytest.CaptureFixture[str], tmp_path: Path, how: str, words: tuple[str, ...]
) -> None:
    line = Line(server, server.empty(), capfd)
    file = ("--db", str(tmp_path / "crm.db"))
    if words[0] == "move":
        assert line(*file, "init", "--name", "Lee")[0] == 0
        words = (*file, *words, line.url)
    line.proxy.judge = when(_COMMIT, how)
    status, out, err = line(*words)
    assert (status, err, line.proxy.cuts) == (0, "", 1)
    assert out.count("Made ") + out.count("Copied ") == 1
    assert line.rows("SELECT name, role FROM staff") == [("Lee", "admin")]
    line.proxy.close()
    line.assert_sound()


def test_a_restore_that_is_done_again_keeps_what_the_first_one_kept(
    line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert line("backup", "-o", "copy.bak")[0] == 0
    assert line(*_ADD)[0] == 0
    line.proxy.judge = when(_COMMIT, ANSWERED)
    status, _out, err = line("restore", "copy.bak", "--yes")
    assert (status, err, line.proxy.cuts) == (0, "", 1)
    assert line.customers() == ["远鑫科技有限公司"]
    kept = []
    for path in tmp_path.glob("*.before-restore*"):
        with closing(Store.open(Location(path))) as store:
            kept.append(store.db.count("customer"))
    assert sorted(kept) == [1, 2]


# -- the server stays away ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("judge", "said"),
    [
        (lambda: when(b"SELECT", BEFORE), "broke the work off"),
        (lambda: when(b"FOR UPDATE", BEFORE), "broke the work off"),
        (lambda: when(b"INSERT INTO customer", ANSWERED), "broke the work off"),
    ],
)
def test_a_server_that_goes_away_before_saving_is_reported(
    line: Line, judge: Callable[[], Judge], said: str
) -> None:
    line.proxy.judge, line.proxy.leave = judge(), True
    status, out, err = line(*_ADD)
    assert (status, out) == (11, "")
    assert said in err or "can't be reached" in err
    assert line.customers() == ["远鑫科技有限公司"]
    line.proxy.come_back()
    assert line(*_ADD)[0] == 0


@pytest.mark.parametrize(
    ("how", "again"), [(BEFORE, _ADDED), (ANSWERED, "Already saved as operation 3: add 安定贸易\n")]
)
def test_who_can_not_know_is_told_so_and_how_to_ask(
    line: Line, monkeypatch: pytest.MonkeyPatch, how: str, again: str
) -> None:
    line.proxy.judge, line.proxy.leave = when(_COMMIT, how), True
    status, out, err = line(*_ADD)
    assert (status, out) == (11, "")
    assert err.startswith("Error: The connection broke while saving; whether it was saved is not known.\n")
    told = re.search(r"again with CRMCLI_OPERATION_ID=(\S+), so that", err)
    assert told
    line.proxy.come_back()
    monkeypatch.setenv("CRMCLI_OPERATION_ID", told[1])
    status, out, err = line(*_ADD)
    assert (status, err) == (0, "")
    assert out.startswith(again)
    assert line.customers() == ["远鑫科技有限公司", "安定贸易"]


def test_what_was_saved_is_said_to_be_when_the_server_goes_away_after(line: Line) -> None:
    line.proxy.leave = True
    committed: list[bytes] = []

    def judge(sent: bytes) -> str:
        if _COMMIT in sent:
            committed.append(sent)
        return BEFORE if committed and _COMMIT not in sent else "pass"

    line.proxy.judge = judge
    status, out, err = line(*_ADD)
    assert (status, out) == (11, "")
    assert err.endswith("The change is saved; see: crmcli history\n")
    assert line.customers() == ["远鑫科技有限公司", "安定贸易"]


def test_an_address_where_nobody_is_is_not_tried_for_long(line: Line) -> None:
    before = line.proxy.connections
    line.proxy.close()
    status, out, err = line("find")
    assert (status, out) == (11, "")
    assert "can't be reached" in err
    assert line.proxy.connections == before


# -- the server throws the program out -------------------------------------------------------------------------------------


class Held:
    """A command in a process of its own that waits in the middle of its transaction for a row that somebody holds."""

    def __init__(self, line: Line, crew: Crew, folder: Path) -> None:
        import psycopg2

        self._line = line
        self._other = psycopg2.connect(line.server.url(line.name))
        self._cursor = self._other.cursor()
        self.sql("SET deadlock_timeout = '60s'; SELECT 1 FROM crmcli.customer WHERE id = 1 FOR UPDATE")
        self._done: list[Done] = []
        self._work = threading.Thread(
            target=lambda: self._done.extend(
                crew.at_once(folder, _env(line.place, folder), _EDIT, meet="start")
            )
        )
        self._work.start()
        while self._work.is_alive() and not self.waiting():
            pass

    def sql(self, statement: str) -> None:
        """As the one who holds the row, in the same transaction."""
        self._cursor.execute(statement)

    def waiting(self) -> list[tuple[Any, ...]]:
        """The session of the command, if it waits for a lock."""
        return self._line.rows(
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'crmcli' AND wait_event_type = 'Lock'"
            f" AND datname = '{self._line.name}'"
        )

    def end(self) -> Done:
        """Lets the row go; what became of the command."""
        self._other.close()
        self._work.join(30)
        (done,) = self._done
        return done


@pytest.fixture
def held(line: Line, crew: Crew, tmp_path: Path) -> Iterator[Held]:
    line.server.execute(f"ALTER DATABASE {line.name} SET deadlock_timeout = '300ms'")
    made = Held(line, crew, tmp_path)
    yield made
    made.end()


def _env(place: str, folder: Path) -> dict[str, str]:
    return {
        "CRMCLI_DB": place, "CRMCLI_NOW": NOW, "LOGNAME": "tester", "CRMCLI_LANG": "en",
        "CRMCLI_CONFIG": str(folder / "none.toml"), "XDG_STATE_HOME": str(folder),
    }  # fmt: skip


_EDIT = ("edit", "1", "city=重庆")


def _assert_edited_once(line: Line, done: tuple[int, str, str]) -> None:
    assert (done[0], done[2]) == (0, "")
    assert done[1].startswith("Changed 远鑫科技有限公司.\n")
    assert line.rows("SELECT city, version FROM customer WHERE id = 1") == [("重庆", 2)]
    assert line.rows("SELECT COUNT(*) FROM operation WHERE command = 'edit'") == [(1,)]


def test_a_deadlock_is_tried_again(line: Line, held: Held) -> None:
    """Somebody else's program holds a row that we want and wants what we hold: the server breaks one of us off."""
    held.sql("SELECT writer FROM crmcli.server_state FOR UPDATE")
    _assert_edited_once(line, held.end())
    assert [text for text in line.log() if f" {line.name} ERROR:  deadlock detected" in text]


def test_a_session_that_is_ended_is_tried_again(line: Line, held: Held) -> None:
    ((ended,),) = held.waiting()
    line.rows(f"SELECT pg_terminate_backend({ended})")
    while line.rows(f"SELECT 1 FROM pg_stat_activity WHERE pid = {ended}"):
        pass
    _assert_edited_once(line, held.end())


def test_a_statement_that_is_cancelled_is_reported(line: Line, held: Held) -> None:
    ((waiting,),) = held.waiting()
    line.rows(f"SELECT pg_cancel_backend({waiting})")
    done = held.end()
    assert (done.status, done.out) == (11, "")
    assert "The server stopped the command" in done.err
    assert line.rows("SELECT version FROM customer WHERE id = 1") == [(1,)]


def test_a_serialization_failure_is_tried_again(line: Line) -> None:
    """The server has none for us by itself; a trigger gives it twice, counting past the transaction's end."""
    line.rows("CREATE SEQUENCE tries; GRANT ALL ON tries TO PUBLIC")
    line.rows(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF nextval('crmcli.tries') < 3 THEN"
        " RAISE serialization_failure; END IF; RETURN new; END $$"
    )
    line.rows("CREATE TRIGGER refusing BEFORE UPDATE ON customer FOR EACH ROW EXECUTE FUNCTION refuse()")
    _assert_edited_once(line, line(*_EDIT))
    assert line.rows("SELECT last_value FROM tries") == [(3,)]


def test_a_server_with_another_default_isolation_loses_nothing(
    line: Line, crew: Crew, tmp_path: Path
) -> None:
    """A transaction that saw the state from before it waited for the lock would clash with what came meanwhile."""
    line.server.execute(f"ALTER DATABASE {line.name} SET default_transaction_isolation = 'repeatable read'")
    env = _env(line.place, tmp_path)
    done = crew.at_once(tmp_path, env, *[("add", f"客户{person}号") for person in "甲乙丙丁"], meet="lock")
    assert [one.status for one in done] == [0] * 4, [one.err for one in done]
    assert len(line.customers()) == 5
    assert [text for text in line.log() if f" {line.name} ERROR" in text] == []


# -- the same command again, on both engines ---------------------------------------------------------------------------


@pytest.fixture
def run(made: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """Runs a command on a database with one customer: its status, output and complaint."""
    monkeypatch.setenv("CRMCLI_DB", made)

    def run(*words: str) -> tuple[int, str, str]:
        capfd.readouterr()
        status = cli.run(words)
        captured = capfd.readouterr()
        return status, captured.out, captured.err

    run("add", "远鑫科技有限公司")
    return run


def _count(made: str, table: str) -> int:
    with closing(Store.open(Location.parse(made))) as store:
        return store.db.count(table)


def test_a_repeated_command_is_recognised(
    run: Callable[..., Any], made: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRMCLI_OPERATION_ID", "night-job-1")
    assert run(*_ADD)[1].startswith(_ADDED)
    for _ in range(2):
        assert run(*_ADD) == (0, "Already saved as operation 3: add 安定贸易\n", "")
    assert _count(made, "customer") == 2
    assert _count(made, "operation") == 3


def test_a_repeated_command_says_so_to_scripts(
    run: Callable[..., Any], made: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import json

    words = ("log-contact", "#1", "phone", "你好", "--format", "json")
    monkeypatch.setenv("CRMCLI_OPERATION_ID", "night-job-2")
    first = json.loads(run(*words)[1])["data"]
    assert first["customer_id"] == 1
    status, out, err = run(*words)
    assert (status, err) == (0, "")
    assert json.loads(out)["data"] == {"operation": 3, "repeated": True}
    assert _count(made, "interaction") == 1


def test_other_words_or_another_id_are_another_command(
    run: Callable[..., Any], made: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("log-contact", "#1", "phone", "你好")
    for attempt, given in (("a", words), ("b", words), ("b", (*words[:3], "再见"))):
        monkeypatch.setenv("CRMCLI_OPERATION_ID", attempt)
        assert run(*given)[1].startswith("Recorded contact")
    monkeypatch.delenv("CRMCLI_OPERATION_ID")
    assert run(*words)[1].startswith("Recorded contact")
    assert _count(made, "interaction") == 4


def test_a_repetition_beside_the_first_is_recognised(
    run: Callable[..., Any], made: str, crew: Crew, tmp_path: Path
) -> None:
    env = _env(made, tmp_path) | {"CRMCLI_OPERATION_ID": "night-job-3"}
    done = crew.at_once(tmp_path, env, *[("log-contact", "#1", "phone", "你好")] * 3, meet="lock")
    assert [one.status for one in done] == [0, 0, 0]
    said = sorted(one.out.partition(" ")[0] for one in done)
    assert said == ["Already", "Already", "Recorded"]
    assert _count(made, "interaction") == 1
