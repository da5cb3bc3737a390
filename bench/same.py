"""Do two versions of the program import files to just the same database?

    python bench/same.py FOLDER_OF_THE_OTHER FILE…

Every file is imported by this version and by the one in the other folder, each into an empty database, with the same clock and
the same random numbers, and again into the one that it made. What they print and all rows of all tables are compared.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from itertools import zip_longest
from pathlib import Path

from measure import ROOT

#: Random numbers that are the same in every run.
_SAME = (
    "import os, itertools; n = itertools.count(1); os.urandom = lambda size: next(n).to_bytes(size, 'big')"
)
_RUN = f"{_SAME}; from crmcli.__main__ import main; main()"


def imported(tree: Path, file: Path, folder: Path) -> list[str]:
    """All that an import of a file into an empty database leaves, and that of the same file again: a line a row."""
    db = folder / "import.db"
    db.unlink(missing_ok=True)
    env = {
        **os.environ, "PYTHONPATH": str(tree), "CRMCLI_NOW": "2026-11-20T02:00:00Z", "CRMCLI_DB": str(db), "CRMCLI_LANG": "en",
        "XDG_STATE_HOME": str(folder), "CRMCLI_CONFIG": str(folder / "none.toml"), "PYTHONHASHSEED": "0",
    }  # fmt: skip
    lines: list[str] = []
    rejects = folder / "rejects.xlsx"
    again = ["import", str(file), "--yes", "--partial", "--create-missing", "--rejects", str(rejects)]
    for arguments in (["init", "--name", "Staff 1"], again, again):
        done = subprocess.run(
            [sys.executable, "-c", _RUN, *arguments],
            env=env,
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        lines += [f"status {done.returncode}", *done.stdout.splitlines(), *done.stderr.splitlines()]
        with closing(sqlite3.connect(db)) as connection:
            lines += connection.iterdump()
    return lines


def main(arguments: Sequence[str]) -> int:
    """1 if any file comes to another database."""
    other, *files = (Path(argument).absolute() for argument in arguments)
    differing = 0
    for file in files:
        with tempfile.TemporaryDirectory() as scratch:
            found = [imported(tree, file, Path(scratch)) for tree in (ROOT, other)]
        same = found[0] == found[1]
        print(f"{'same' if same else 'OTHER':6} {len(found[0]):9} lines  {file.name}")
        if not same:
            differing = 1
            here, there = next(pair for pair in zip_longest(*found, fillvalue="") if pair[0] != pair[1])
            print(f"  here:  {here[:600]}\n  there: {there[:600]}")
    return differing


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
