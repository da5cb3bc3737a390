"""Other companies' folders, drawn at random and imported: what share of their rows ends where it belongs?

    python bench/folders.py [--folders 150] [--seed 1] [--keep DIR] [--show 40]

Each folder is a made-up company's: trades, languages, column names, layouts and formats are drawn, and the truth is kept.
It is imported by one command into a fresh database, and every row is compared with the truth, field by field. A row is
right if all its fields are. Rows that nobody wrote, and counts that don't add up, are failures, too.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import folder_formats  # noqa: E402
from bench.folder_company import company  # noqa: E402
from bench.folder_layouts import files_of  # noqa: E402

_ENV = {
    "CRMCLI_NOW": "2026-11-20T02:00:00Z", "CRMCLI_LANG": "en",
    "PYTHONPATH": str(ROOT),
}  # fmt: skip
_ZONE = timedelta(hours=8)


@dataclass
class Outcome:
    """What became of one folder: rows that were right and all rows, by kind, and what went wrong."""

    right: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


def make(seed: int, folder: Path) -> list[dict[str, Any]]:
    """Writes the folder of this seed; the truth of all its rows, each with the name of its file."""
    made = company(seed)
    draw = random.Random(seed * 7919)
    truth: list[dict[str, Any]] = []
    for number, file in enumerate(files_of(made, folder_formats.chosen(draw)), 1):
        if any(file.name == path.stem for path in folder.iterdir()):
            file.name += f"{number}"
        path = folder_formats.write(file, folder, draw, made.lang)
        truth += [{**row, "file": path.name} for row in file.truth]
    return truth


def check(seed: int, base: Path, program: list[str] | None = None) -> Outcome:
    """Makes the folder of this seed, imports it and compares. `base` holds a fresh database as empty.db."""
    place = base / str(seed)
    (place / "in").mkdir(parents=True)
    truth = make(seed, place / "in")
    shutil.copy(base / "empty.db", place / "crm.db")
    done = subprocess.run(
        [*(program or _program()), "import", "in", "--yes", "--partial", "--format", "json"],
        env=_environment(place / "crm.db"), cwd=place, capture_output=True, text=True,
    )  # fmt: skip
    outcome = Outcome()
    if done.returncode not in (0, 3):
        outcome.rows.update(row["kind"] for row in truth)
        outcome.failures.append(f"{seed}: status {done.returncode}: {done.stderr.strip()[-400:]}")
        return outcome
    data = json.loads(done.stdout)["data"]
    _compare(truth, _stored(place / "crm.db"), outcome, seed)
    _count(data, outcome, seed)
    return outcome


def _program() -> list[str]:
    return [sys.executable, "-m", "crmcli"]


def _environment(database: Path) -> dict[str, str]:
    return {
        **os.environ,
        **_ENV,
        "CRMCLI_DB": str(database),
        "XDG_STATE_HOME": str(database.parent / "state"),
    }


def prepare(base: Path) -> None:
    """A fresh database at base/empty.db."""
    subprocess.run(
        [*_program(), "init", "--name", "Lee"], env=_environment(base / "empty.db"), cwd=base, check=True, capture_output=True
    )  # fmt: skip


def _count(data: dict[str, Any], outcome: Outcome, seed: int) -> None:
    fates = ("created", "updated", "unchanged", "duplicate", "rejected", "skipped")
    totals = data["totals"]
    if sum(totals[fate] for fate in fates) != totals["rows"]:
        outcome.failures.append(f"{seed}: the counts don't add up: {totals}")
    outcome.failures += [
        f"{seed}: rejected {r['file']} {r['sheet']} {r['row']}: {r['reasons']}" for r in data["rejected"][:5]
    ]
    outcome.failures += [f"{seed}: unread {found}" for found in data["unread_files"]]


# --- what the database holds, as rows of the same fields

_QUERIES = {
    "customers": """SELECT c.id, c.name, c.phone, c.email, c.wechat, s.name AS owner, c.created_on AS created, c.note,
        c.birthday, c.external_id AS code, coalesce(c.province, '') || coalesce(c.city, '') || coalesce(c.district, '') ||
        coalesce(c.street, '') AS address, (SELECT group_concat(p.name) FROM contact_person p WHERE p.customer_id = c.id) AS contact,
        (SELECT group_concat(p.value) FROM contact_way p WHERE p.customer_id = c.id) AS phones, c.is_member, c.custom,
        c.member_level AS level, (SELECT sum(points) FROM points_entry p WHERE p.customer_id = c.id) AS points
        FROM customer c LEFT JOIN staff s ON s.id = c.owner_id""",
    "interactions": """SELECT c.name, c.phone, i.occurred_on AS occurred, i.channel, i.content, coalesce(s.name, i.author) AS author,
        i.next_on, i.custom FROM interaction i JOIN customer c ON c.id = i.customer_id LEFT JOIN staff s ON s.id = i.author_id""",
    "purchases": """SELECT c.name, c.phone, p.order_no, p.ordered_on AS ordered, p.product, p.quantity, p.amount_cents AS amount,
        coalesce(s.name, p.author) AS author, p.custom, p.note FROM purchase p JOIN customer c ON c.id = p.customer_id
        LEFT JOIN staff s ON s.id = p.author_id WHERE p.opening = 0""",
    "complaints": """SELECT c.name, c.phone, t.external_id AS number, t.opened_at AS opened, t.opened_on, t.content, t.severity,
        coalesce(s.name, t.handler) AS handler, t.custom, t.note,
        (SELECT at FROM complaint_event e WHERE e.complaint_id = t.id AND e.kind = 'responded') AS responded,
        (SELECT at FROM complaint_event e WHERE e.complaint_id = t.id AND e.kind = 'resolved') AS resolved
        FROM complaint t JOIN customer c ON c.id = t.customer_id LEFT JOIN staff s ON s.id = t.handler_id""",
    "survey_answers": """SELECT c.name, c.phone, r.submitted_on AS submitted, r.overall, r.nps, r.comment, r.custom,
        (SELECT group_concat(a.score) FROM survey_answer a WHERE a.response_id = r.id) AS scores,
        (SELECT group_concat(a.text) FROM survey_answer a WHERE a.response_id = r.id) AS texts
        FROM survey_response r LEFT JOIN customer c ON c.id = r.customer_id""",
}  # fmt: skip


def _stored(database: Path) -> dict[str, list[dict[str, Any]]]:
    with sqlite3.connect(database) as store:
        store.row_factory = sqlite3.Row
        return {kind: [dict(row) for row in store.execute(query)] for kind, query in _QUERIES.items()}


def _compare(
    truth: list[dict[str, Any]], stored: dict[str, list[dict[str, Any]]], outcome: Outcome, seed: int
) -> None:
    """Pairs each row of the truth with the stored one that is most like it."""
    by_kind: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in truth:
        by_kind["customers" if row["kind"] == "members" else row["kind"]].append(row)
    for kind, found in stored.items():
        left: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in found:
            left[_plain(row["name"])].append(row)
        for row in by_kind[kind]:
            outcome.rows[row["kind"]] += 1
            rivals = left[_plain(row["name"])]
            best = min(rivals, key=lambda rival, row=row: len(_differences(row, rival)), default=None)  # type: ignore[misc]
            if best is None:
                outcome.failures.append(f"{seed}: {row['file']}: missing {row['kind']} {_short(row)}")
                continue
            rivals.remove(best)
            wrong = _differences(row, best)
            outcome.right[row["kind"]] += not wrong
            if wrong:
                names = ", ".join(wrong)
                told = "; ".join(f"{name}: {row[name]} not {best.get(name)}" for name in wrong)
                outcome.failures.append(
                    f"{seed}: {row['file']}: {row['kind']} {_short(row)} {names} | {told}"
                )
        for rest in left.values():
            outcome.failures += [
                f"{seed}: nobody wrote {kind} { ({k: v for k, v in row.items() if v}) }"[:300] for row in rest
            ]


def _short(row: dict[str, Any]) -> str:
    return str({key: str(value) for key, value in row.items() if key not in ("kind", "file", "extra")})[:200]


def _plain(name: Any) -> str:
    from crmcli.matching.text import to_simplified

    return to_simplified(str(name)).strip().lower()


def _differences(truth: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """The fields that are otherwise than they were written."""
    told = (name for name in truth if name not in ("kind", "file", "name"))
    return [name for name in told if not _same(name, truth[name], found)]


def _same(name: str, value: Any, found: dict[str, Any]) -> bool:
    told = found.get({"speed": "scores", "attitude": "scores", "channel": "channel"}.get(name, name))
    if name == "extra":
        text = _plain(json.dumps(list(found.values()), ensure_ascii=False).encode().decode())
        custom = _plain(json.loads(found["custom"] or "{}"))
        return all(_plain(word) in text or _plain(word) in custom for word in value)
    if name == "phone":
        return str(value)[-8:] in f"{told}{found.get('phones')}"
    if name == "points":
        return (told or 0) == value
    if name == "amount":
        return told == int(value * 100)
    if name in ("speed", "attitude"):
        return str(value) in str(told).split(",")
    if isinstance(value, datetime):
        return told == f"{value - _ZONE:%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(value, date):
        text = str(told or "")
        day = (datetime.fromisoformat(text) + _ZONE).date().isoformat() if "T" in text else text
        return day == value.isoformat()
    if name in ("contact", "address"):
        return _plain(value) in _plain(told) or (name == "contact" and value == found["name"])
    return _plain("" if told is None else told) == _plain("" if value is None else value)


def _show(failures: list[str], most: int) -> None:
    """One line for all failures of a file that differ in the same fields."""
    alike: dict[str, list[str]] = defaultdict(list)
    for line in failures:
        alike[line.partition(" {")[0] + line.rpartition(" | ")[0].rpartition("}")[2]].append(line)
    for lines in list(alike.values())[:most]:
        print(f"{len(lines)}× {lines[0]}"[:700])


def main() -> None:
    """Checks folders one after another and prints the shares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folders", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=40)
    parser.add_argument("--keep", type=Path)
    chosen = parser.parse_args()
    base = Path(tempfile.mkdtemp(prefix="folders")) if chosen.keep is None else chosen.keep
    shutil.rmtree(base, ignore_errors=True)
    base.mkdir(parents=True)
    prepare(base)
    total = Outcome()
    for seed in range(chosen.seed, chosen.seed + chosen.folders):
        outcome = check(seed, base)
        total.right += outcome.right
        total.rows += outcome.rows
        total.failures += outcome.failures
        if chosen.keep is None or not outcome.failures:
            shutil.rmtree(base / str(seed), ignore_errors=True)
    _show(total.failures, chosen.show)
    print(f"{chosen.folders} folders, {len(total.failures)} failures")
    for kind, rows in sorted(total.rows.items()):
        print(f"{kind:16}{rows:8,}{total.right[kind] / rows:10.2%}")
    print(f"{'all':16}{total.rows.total():8,}{total.right.total() / total.rows.total():10.2%}")
    if chosen.keep is None:
        shutil.rmtree(base)


if __name__ == "__main__":
    main()
