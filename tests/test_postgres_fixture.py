"""The servers that tests start: they keep what they promise, and leave nothing behind."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from tests.postgres import Server

_ROOT = Path(__file__).parents[1]
_ABANDONED = (
    "import os, signal; from tests.postgres import Server; server = Server.start();"
    "print(server.folder, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
)


def test_a_server_ends_with_the_process_that_started_it(postgres: Server) -> None:
    found = subprocess.run([sys.executable, "-c", _ABANDONED], cwd=_ROOT, capture_output=True, text=True)
    folder = Path(found.stdout.strip())
    assert folder.name.startswith("crmcli-pg-"), found.stderr
    deadline = time.monotonic() + 30
    while folder.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not folder.exists()


def test_a_standby_has_what_was_committed_before_a_crash(postgres: Server) -> None:
    with Server.start(durable=True) as primary, primary.standby() as standby:
        primary.create_database("crm")
        primary.execute("CREATE TABLE told AS SELECT 1 AS n", "crm")
        primary.kill()
        standby.promote()
        standby.execute("INSERT INTO told VALUES (2)", "crm")
        assert standby.execute("SELECT n FROM told ORDER BY n", "crm") == [(1,), (2,)]
