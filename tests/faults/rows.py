"""Every table × every column × values that nobody wrote, against the commands that read."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from crmcli import errors
from crmcli.database import migrations, shape
from tests.faults.company import Run, call

#: Values by name: what stands in SQL for each.
VALUES = {
    "null": "NULL", "empty": "''", "word": "'x'", "no-day": "'9999-99-99'", "no-instant": "'2026-11-01T25:00:00Z'",
    "last-day": "'9999-12-31'", "negative": "-1", "beyond-real": "'1e400'", "latin-1": "CAST(X'41FF42' AS TEXT)",
    "blob": "X'00FF'", "huge": "9223372036854775807", "bracket": "'{'", "list": "'[1]'", "object": "'{\"policy\": \"x\"}'",
    "nul": "CAST(X'410042' AS TEXT)",
}  # fmt: skip
#: What commands may end with.
DOCUMENTED = frozenset(
    {errors.DONE, errors.SOMETHING_DUE, errors.REJECTED_ROWS}
    | {kind.status for kind in (errors.NotFound, errors.Invalid, errors.NotAllowed, errors.Corrupt, errors.Usage)}
)  # fmt: skip
#: The commands that only read. All of them name records that the company has.
READERS = tuple(
    tuple(line.split())
    for line in """
due|due --all --team|due --explain|due --format json|due --ics d.ics --force|find|find --all|find 远鑫|find --format json|show 1|show 2 --format json|show 4
complaint list|complaint list --all|complaint show T1|complaint show T2 --format json|complaint cases 保洁
feedback list --all|feedback show 1|feedback summary|task list --all|task show 1|task show 3|task workload|opportunity list --all|staff trainings|review sample|report team|consent list|consent list 1 --explain|care plan --days 90|care list|care log|report care|report campaigns|report budget|report sales|report handbook|budget list|budget list --year 2025|budget expenses|budget expenses --as-of 2026-11-01|report loyalty|campaign result 1|campaign list|campaign show 1|campaign show 1 --format json|campaign invite 1|campaign draw 1 --dry-run|campaign list --as-of 2026-11-01|verify list|verify send --dry-run|trial list --all|trial show 1|trial list --as-of 2026-11-01|report trials|target list|target show 1|target list --as-of 2026-11-01|improve list --all|improve show 1|alarm list|alarm show targets|retain list --all|retain show 1 --explain|report retention|competitor list|competitor show 1|competitor find 八折|report competitors|loyalty show 1|loyalty show 1 --explain|loyalty show 1 --as-of 2026-11-01|loyalty rewards list|loyalty draw 春节 --again|loyalty expire --dry-run|attachment list|attachment list task:1|attachment save 1 -o a.csv --force|opportunity show 1|opportunity list --as-of 2026-11-10
find --where tier=key|segment list|field list|why 1|contact list --left|contact list 1|interaction list|interaction list 1|interaction list --as-of 2026-11-01|purchase list|purchase list 1|purchase show 1|contract list|contract show 1|contract list --as-of 2026-11-01|kb list|kb show 1|kb find 问题|history|history 1|history --operation 3|history --verify|staff list
survey results|survey form list|survey form show std|survey wave list|survey wave show Q4|merge list|import list|import show 1|import rejects 1
policy show|policy history|policy pilots|calendar show|rate list|review queue|report kpi|report churn|report satisfaction|report complaints|report tiers|report response|report data-quality|report pipeline|report recommendations
classify --dry-run|classify --explain 1|dedupe|export all -o a.xlsx --force|export customers -o c.csv --force|export complaints -o k.csv --force|export due -o d.csv --force|export tasks -o t.csv --force|export interactions -o i.csv --force
due --as-of 2026-11-01|complaint list --as-of 2026-11-01|show 1 --as-of 2026-11-01|待办 --lang zh|doctor|doctor --lang zh
""".replace("\n", "|").split("|")
    if line
)
#: Those that work something out of all records, and stop where some are damaged.
_COMPUTING = frozenset({"report", "classify", "history"})


class Fault(NamedTuple):
    """A value that is put into one column of one row."""

    table: str
    column: str
    value: str

    def __str__(self) -> str:
        return f"{self.table}.{self.column} {self.value}"


def faults() -> list[Fault]:
    """All of them."""
    return [
        Fault(table, column, value)
        for table, columns in migrations.tables().items()
        for column in columns
        for value in VALUES
        if column != shape.key(table)
    ]


def unguarded(whole: Path, target: Path) -> None:
    """A copy whose columns take everything, as another program's might; with a row in tables that had none."""
    shutil.copy(whole, target)
    with closing(sqlite3.connect(target, isolation_level=None)) as plain:
        for table in migrations.tables():
            if not plain.execute(f"SELECT 1 FROM {table}").fetchone():
                _fill(plain, table)
        for (name,) in plain.execute(
            "SELECT name FROM sqlite_master WHERE sql LIKE '%UNIQUE INDEX%'"
        ).fetchall():
            plain.execute(f"DROP INDEX {name}")
        plain.execute("PRAGMA writable_schema = ON")
        plain.execute("UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '') WHERE type = 'table'")


def _fill(plain: sqlite3.Connection, table: str) -> None:
    usual = {"int": 1, "real": 1.0, "text": "x", "blob": b"x"}
    row = {
        column: usual[spec.type]
        if shape.reading(table, column) is None
        else shape.stand_in(table, column, None)
        for column, spec in shape.specs(table).items()
    }
    marks = ", ".join("?" * len(row))
    plain.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))


def hurt(path: Path, fault: Fault) -> None:
    """Puts the value into the row of the table in the middle."""
    key = shape.key(fault.table)
    with closing(sqlite3.connect(path, isolation_level=None)) as plain:
        plain.execute(
            f"UPDATE {fault.table} SET {fault.column} = {VALUES[fault.value]} WHERE {key} = (SELECT {key} FROM {fault.table}"
            f" ORDER BY {key} LIMIT 1 OFFSET (SELECT COUNT(*) / 2 FROM {fault.table}))"
        )


def trouble(run: Run) -> str:
    """What is wrong with how a command ended; empty if nothing is."""
    if run.bug:
        return run.bug
    if run.status not in DOCUMENTED:
        return f"status {run.status}: {run.err}"
    named = "doctor" in run.err or "体检" in run.err or run.words[0] in ("doctor", "history")
    if run.status == errors.Corrupt.status and not named:
        return f"doctor is not named: {run.err}"
    stopped = run.status == errors.Corrupt.status and not run.out and run.words[0] not in _COMPUTING
    return f"nothing is shown: {run.err}" if stopped and "-o" not in run.words else ""


def walk(
    whole: Path, chosen: Sequence[Fault], readers: Sequence[Sequence[tuple[str, ...]]]
) -> Iterator[tuple[Fault, Run, str]]:
    """Runs the readers chosen for each fault at the desk of this folder; every run, with what is wrong with it."""
    made, used = whole.with_name("unguarded.db"), whole.with_name("crm.db")
    unguarded(whole, made)
    for fault, lines in zip(chosen, readers, strict=True):
        # A file of its own: a reader that broke off may still hold the one before.
        used.unlink(missing_ok=True)
        shutil.copy(made, used)
        hurt(used, fault)
        for line in lines:
            run = call(*line)
            yield fault, run, trouble(run)


def summary(text: str) -> str:
    """A trouble in a line, so that equal ones can be counted."""
    lines = [line for line in text.strip().splitlines() if line]
    places = re.findall(r'crmcli/(\S+)", line (\d+)', text)
    return f"{lines[-1][:150]} @ {places[-1] if places else ''}"
