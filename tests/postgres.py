"""Private PostgreSQL servers for tests and benches: each in a temporary folder of its own, on this machine only.

A server ends and its folder goes away with its `with` block; if this process dies before, however it dies, a small
shell that holds the other end of a pipe sees to it. Nothing here touches a server that was there already.
"""

from __future__ import annotations

import contextlib
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.surroundings import memory

#: The programs that are needed, which Debian keeps out of PATH.
_PROGRAMS = ("initdb", "postgres", "pg_ctl", "pg_basebackup")
_PLACES = (
    "/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin", "/Applications/Postgres.app/Contents/Versions/*/bin",
)  # fmt: skip
_SETTINGS = {
    "listen_addresses": "127.0.0.1", "max_connections": "50", "shared_buffers": "16MB", "autovacuum": "off",
    "logging_collector": "off", "log_line_prefix": "%m [%p] %d ",
}  # fmt: skip
#: Nothing needs to outlive a crash of the machine.
_HASTY = {
    "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "wal_level": "minimal",
    "max_wal_senders": "0", "max_wal_size": "64MB",
}  # fmt: skip
#: Ends the server and removes its folder, when told to or when the process that holds the pipe is no more.
_WATCH = 'read -r _; "$1/pg_ctl" stop -s -D "$2/data" -m immediate; cd /; rm -rf "$2"'
#: The database that a server has from the start.
_OWN = "postgres"
#: Seconds for a server to come up or go down, on a busy machine.
_PATIENCE = 60.0


def find_binaries() -> Path | None:
    """The folder of PostgreSQL's own programs: CRMCLI_TEST_PG_BIN, else PATH's, else the newest of the usual places."""
    named = os.environ.get("CRMCLI_TEST_PG_BIN")
    if named:
        places = [Path(named)]
    else:
        in_path = shutil.which("postgres")
        found = [path for place in _PLACES for path in Path("/").glob(place[1:])]
        places = [Path(in_path).resolve().parent] if in_path else []
        places += sorted(
            found, key=lambda path: [int(n) for n in re.findall(r"\d+", str(path))], reverse=True
        )
    return next((p for p in places if all((p / program).is_file() for program in _PROGRAMS)), None)


def missing() -> str:
    """What keeps this machine from running a server, and how to get it; empty if nothing does."""
    if find_binaries() is None:
        return "no PostgreSQL server programs (Debian: apt-get install postgresql; or name them: CRMCLI_TEST_PG_BIN)"
    try:
        import psycopg2  # noqa: F401
    except ImportError:
        return "no psycopg2 (pip install psycopg2-binary)"
    return ""


class Server:
    """One running server. `url` says how to reach a database of it; `superuser` may do everything."""

    superuser = "postgres"

    def __init__(self, password: str | None, *, hasty: bool = False) -> None:
        """An empty folder, watched over; in memory if it may be lost. Use `start` or `standby`."""
        binaries = find_binaries()
        if binaries is None:
            raise RuntimeError(missing())
        self.password = password
        self._binaries = binaries
        self._account = _account()
        # A user of his own can't enter root's folders; the short path leaves room for the socket's name.
        place = (hasty and memory()) or ("/tmp" if self._account else None)
        self.folder = Path(tempfile.mkdtemp(prefix="crmcli-pg-", dir=place))
        if self._account:
            os.chown(self.folder, self._account["user"], self._account["group"])
        self.log = self.folder / "log"
        self.port = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._kept: Any = None
        self._watch = self._begin(
            ["sh", "-c", _WATCH, "sh", str(binaries), str(self.folder)],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    @classmethod
    def start(cls, *, durable: bool = False, password: str | None = None) -> Server:
        """A new server. `durable` if it is to survive crashes; with a `password` it is asked for over TCP and
        over the socket (SCRAM), otherwise everybody on this machine may come in."""
        server = cls(password, hasty=not durable)
        try:
            server._initialise()
            server._configure(_SETTINGS if durable else _SETTINGS | _HASTY)
            server._launch()
        except BaseException:
            server.close()
            raise
        return server

    def standby(self) -> Server:
        """A copy that follows this server: from now on a commit here returns only when it is safe there too."""
        other = Server(self.password)
        try:
            source = f"host={self.folder} port={self.port} user={self.superuser}"
            other._run("pg_basebackup", "-D", "data", "-d", source, "-R", "--checkpoint=fast", "--no-sync")
            other._configure({})
            other._launch()
            for setting in ("synchronous_commit = on", "synchronous_standby_names = '*'"):
                self.execute(f"ALTER SYSTEM SET {setting}")
            self.execute("SELECT pg_reload_conf()")
            _until(lambda: self._synchronous(), "the standby follows")
        except BaseException:
            other.close()
            raise
        return other

    def promote(self) -> None:
        """Makes a standby a server that can be written to; returns when it can."""
        if self.execute("SELECT pg_promote()") != [(True,)]:
            raise RuntimeError(f"not promoted; see {self.log}")

    # -- databases ----------------------------------------------------------------------------------------------

    def url(self, database: str, user: str | None = None) -> str:
        """Where a database is, over TCP and without a password."""
        return f"postgresql://{user or self.superuser}@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str, template: str | None = None, owner: str = superuser) -> str:
        """A new database, empty or a copy of a template to which nobody is connected; returns its URL."""
        copied = f' TEMPLATE "{template}"' if template else ""
        # Whole files at once, as every server before 15 does it: the new way writes page by page through the log.
        how = " STRATEGY FILE_COPY" if self._version() >= 150_000 else ""
        self.execute(f'CREATE DATABASE "{name}" OWNER "{owner}"{copied}{how}')
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Removes a database, if it is there, under whoever is connected to it."""
        self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def login(self, name: str, group: str) -> None:
        """A login that is a member of a group role; made if there is none."""
        if not self.execute(f"SELECT 1 FROM pg_roles WHERE rolname = '{name}'"):
            self.execute(f'CREATE ROLE "{name}" LOGIN')
        self.execute(f'GRANT "{group}" TO "{name}"')

    def execute(self, sql: str, database: str = _OWN) -> list[tuple[Any, ...]]:
        """Runs one statement as the superuser, committed at once; returns its rows."""
        with self._connection(database) as connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def _version(self) -> int:
        """150004 for 15.4."""
        with self._connection(_OWN) as connection:
            return int(connection.server_version)

    # -- life and death -----------------------------------------------------------------------------------------

    def stop(self) -> None:
        """An orderly end that closes every connection; `restart` brings the server back."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._buried()

    def kill(self) -> None:
        """A crash: the server and all its processes die at once (kill -9)."""
        if self._process is not None:
            # Frozen first, for it would put new processes in place of those that die.
            self._process.send_signal(signal.SIGSTOP)
            for pid in (*_children(self._process.pid), self._process.pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self._buried()

    def restart(self) -> None:
        """Stops the server if it runs and starts it on its old port, after a crash with what was safe."""
        self.stop()
        self._launch()

    def close(self) -> None:
        """Ends the server and removes all that it kept."""
        self.stop()
        with contextlib.suppress(BrokenPipeError):
            self._watch.communicate(b"\n", timeout=_PATIENCE)

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    # -- how ----------------------------------------------------------------------------------------------------

    def _initialise(self) -> None:
        words = ["--encoding=UTF8", f"--username={self.superuser}", "--no-sync"]
        words += ["--locale=C.UTF-8" if sys.platform == "linux" else "--locale=C"]
        if self.password is None:
            words += ["--auth=trust"]
        else:
            secret = self.folder / "password"
            secret.write_text(self.password + "\n", encoding="utf-8")
            words += ["--auth=scram-sha-256", f"--pwfile={secret}"]
        self._run("initdb", "-D", "data", *words)

    def _configure(self, settings: dict[str, str]) -> None:
        """Adds to the settings; what stands last counts."""
        self.port = _free_port()
        own = settings | {"port": str(self.port), "unix_socket_directories": str(self.folder)}
        with (self.folder / "data/postgresql.conf").open("a", encoding="utf-8") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in own.items())

    def _launch(self) -> None:
        with self.log.open("ab") as log:
            # Every process of the server inherits its standard output, where it says nothing: it tells by its
            # end that the last of them is gone.
            self._process = self._begin(
                [str(self._binaries / "postgres"), "-D", "data"],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log,
            )  # fmt: skip
        _until(self._answers, "the server answers")

    def _answers(self) -> bool:
        import psycopg2

        assert self._process is not None
        if self._process.poll() is not None:
            self._buried()
            raise RuntimeError(f"PostgreSQL did not start:\n{self.log.read_text(errors='replace')[-2000:]}")
        try:
            self.execute("SELECT 1")
        except psycopg2.OperationalError:
            return False
        return True

    def _synchronous(self) -> bool:
        return self.execute("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == [(1,)]

    def _buried(self) -> None:
        """Waits for the end of every process of the server."""
        process, self._process = self._process, None
        assert process is not None and process.stdout is not None
        if self._kept is not None:
            self._kept.close()
            self._kept = None
        with process.stdout:
            ended, _, _ = select.select([process.stdout], [], [], _PATIENCE)
            if not ended:
                process.kill()
        process.wait()
        if not ended:
            raise RuntimeError(f"PostgreSQL did not end in {_PATIENCE:.0f} s; see {self.log}")

    @contextlib.contextmanager
    def _connection(self, database: str) -> Iterator[Any]:
        """As the superuser. That to the server's own database is kept: each costs a process."""
        if database == _OWN:
            self._kept = self._kept or self._connect(database)
            yield self._kept
            return
        with contextlib.closing(self._connect(database)) as connection:
            yield connection

    def _connect(self, database: str) -> Any:
        import psycopg2

        connection = psycopg2.connect(
            host=str(self.folder),
            port=self.port,
            user=self.superuser,
            password=self.password,
            dbname=database,
        )
        connection.autocommit = True
        return connection

    def _run(self, program: str, *words: str) -> None:
        """One of PostgreSQL's programs, in the server's folder, to its end."""
        process = self._begin(
            [str(self._binaries / program), *words],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        said = process.communicate()[0]
        if process.returncode:
            raise RuntimeError(f"{program}: {said.decode(errors='replace')}")

    def _begin(self, words: list[str], **streams: Any) -> subprocess.Popen[bytes]:
        """Starts a program as the server's user, out of reach of this terminal's Ctrl-C."""
        env = {
            name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))
        }
        env |= {"LC_ALL": "C"} | ({"PGPASSWORD": self.password} if self.password else {})
        return subprocess.Popen(
            words, cwd=self.folder, env=env, start_new_session=True, **streams, **self._account
        )


def _account() -> dict[str, Any]:
    """As whom servers run, in subprocess's words: as oneself, but PostgreSQL refuses to run as root."""
    import pwd  # not on Windows, where these servers are not for

    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": ()}
    raise RuntimeError("PostgreSQL does not run as root, and there is no user postgres or nobody")


def _children(parent: int) -> list[int]:
    """Its child processes. `ps` is not on every small Linux machine, /proc on no macOS."""
    if Path("/proc/self/stat").exists():
        pairs = []
        for path in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                # 123 (any name) S 1 …
                pairs.append(
                    (path.parent.name, path.read_text(errors="replace").rpartition(")")[2].split()[1])
                )
    else:
        listing = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True)
        pairs = [(line.split()[0], line.split()[1]) for line in listing.stdout.splitlines()]
    return [int(pid) for pid, ppid in pairs if int(ppid) == parent]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _until(holds: Any, what: str) -> None:
    """Waits until something holds, looking often; gives up with an error."""
    deadline = time.monotonic() + _PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            raise RuntimeError(f"not within {_PATIENCE:.0f} s: {what}")
        time.sleep(0.02)
