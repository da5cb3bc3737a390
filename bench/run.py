"""How fast crmcli is, as ratios taken in one run on one machine.

    python bench/run.py [--customers 1000] [--customers 100000] [--rounds 7] [--keep FOLDER] [--import | --million]

Builds companies, then measures start-up and everyday commands against `python -c pass` and against the same
query in a bare sqlite3 script and in the sqlite3 shell, `classify` per customer, and `import` against
python-calamine's own read of the same workbook. Every figure is the best of several rounds. With `--import`, only that
import is measured; with `--million`, only a million customers are imported from one text file, once: how long that takes
and how much memory.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from bare import QUERIES
from measure import CRMCLI, ROOT, Cost, best, run

NOW, A_WEEK_LATER = "2026-11-20T02:00:00Z", "2026-11-27T02:00:00Z"
PASS = (sys.executable, "-c", "pass")
#: What would make this run another than a user's.
_DISTURBING = ("CRMCLI_AS", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED")
#: Filters: one that the stored standing answers, and one for which everybody's facts are put together.
_FILTERS = {
    "tier": "tier=key and city!=none",
    "facts": "orders_total>=3 and last_contact<-60d and complaints_open=0 and last_nps>0 and spend_6m>0",
}
_READ = "import sys, python_calamine as p; p.load_workbook(sys.argv[1]).get_sheet_by_index(0).to_python()"


class Bench:
    """One company in a folder, and what is measured on it."""

    def __init__(self, folder: Path, customers: int, rounds: int) -> None:
        self.folder, self.customers, self.rounds = folder, customers, rounds
        self.db = folder / f"{customers}.db"
        self.env = {
            "PYTHONPATH": str(ROOT), "CRMCLI_NOW": NOW, "CRMCLI_DB": str(self.db), "CRMCLI_LANG": "en",
            "XDG_STATE_HOME": str(folder), "CRMCLI_CONFIG": str(folder / "none.toml"),
            "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
        }  # fmt: skip

    def all(self) -> None:
        print(f"\n{self.customers} customers, {10 * self.customers} interactions")
        self._build()
        self._classify("all are new", NOW)
        self._classify("none changed", NOW)
        self._everyday()
        self._classify("a week later", A_WEEK_LATER)
        self.workbook()

    def _build(self) -> None:
        """What is measured is a copy: it starts without standings, and commands change it."""
        built = self.folder / f"{self.customers}.built"
        if not built.exists():
            cost = run((sys.executable, "bench/company.py", str(built), str(self.customers)), self.env)
            print(f"  built in {cost.seconds:.1f} s, {built.stat().st_size / 1e6:.0f} MB")
        shutil.copy(built, self.db)

    def _classify(self, name: str, now: str) -> None:
        cost = run((*CRMCLI, "classify"), {**self.env, "CRMCLI_NOW": now})
        each = cost.seconds / self.customers * 1e6
        print(
            f"  classify, {name:<16}{cost.seconds:8.2f} s {each:8.1f} µs per customer {cost.memory / 1e6:6.0f} MB"
        )

    def _everyday(self) -> None:
        commands: dict[str, Sequence[str]] = {"python -c pass": PASS}
        for words in (
            "--version", "--help", "due --limit 50", "find 远", "show 500", "why 500", "log-contact #500 phone 聊了新套餐",
        ):  # fmt: skip
            commands[words] = (*CRMCLI, *words.split())
        commands["staff list"] = (*CRMCLI, "staff", "list")
        for name, where in _FILTERS.items():
            commands[f"{name}: find --where"] = (*CRMCLI, "find", "--where", where, "--limit", "50")
        shell = shutil.which("sqlite3")
        for name in QUERIES:
            commands[f"bare {name}"] = (sys.executable, "bench/bare.py", str(self.db), name)
            if shell:
                commands[f"shell {name}"] = (shell, str(self.db), QUERIES[name])
        _table(best(commands, self.env, self.rounds))

    def workbook(self) -> None:
        """The import of one workbook into an empty database."""
        book = self.folder / f"{self.customers}.xlsx"
        if not book.exists():
            run((sys.executable, "bench/workbook.py", str(book), str(self.customers)), self.env)
        target = self.folder / "import.db"
        env = {**self.env, "CRMCLI_DB": str(target)}

        def fresh() -> None:
            target.unlink(missing_ok=True)
            run((*CRMCLI, "init", "--name", "Staff 1"), env)

        commands = {
            "calamine": (sys.executable, "-c", _READ, str(book)),
            "import": (*CRMCLI, "import", str(book), "--yes"),
        }
        costs = best(commands, env, max(1, self.rounds // 3), fresh)
        ratio = costs["import"].seconds / costs["calamine"].seconds
        for name, cost in costs.items():
            print(_line(name, cost))
        ours, theirs = costs["import"].processor, costs["calamine"].processor
        print(f"  import against calamine's read: {ratio:.1f}×, {ours / theirs:.1f}× of the processor's time")
        target.unlink()

    def million(self) -> None:
        """The import of one large text file into an empty database."""
        sheet = self.folder / f"{self.customers}.csv"
        if not sheet.exists():
            run((sys.executable, "bench/workbook.py", str(sheet), str(self.customers)), self.env)
        run((*CRMCLI, "init", "--name", "Staff 1"), self.env)
        print(_line(f"import {sheet.name}", run((*CRMCLI, "import", str(sheet), "--yes"), self.env)))
        self.db.unlink()


def _line(name: str, cost: Cost) -> str:
    return f"  {name:<26}{cost.seconds:8.2f} s {cost.processor:8.2f} s of the processor {cost.memory / 1e6:6.0f} MB"


def _table(costs: Mapping[str, Cost]) -> None:
    start = costs["python -c pass"].seconds
    print(f"  {'':<36}{'ms':>8}{'× pass':>8}{'× bare':>8}{'× shell':>8}{'MB':>6}")
    for name, cost in costs.items():
        others = [costs.get(f"{kind} {name.split()[0]}") for kind in ("bare", "shell")]
        against = "".join(f"{cost.seconds / o.seconds:8.1f}" if o else f"{'':>8}" for o in others)
        print(
            f"  {name:<36}{cost.seconds * 1e3:8.1f}{cost.seconds / start:8.1f}{against}{cost.memory / 1e6:6.0f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures crmcli in ratios.")
    parser.add_argument("--customers", type=int, action="append", help="size of a company; may be repeated")
    parser.add_argument("--rounds", type=int, default=7, help="the best of so many rounds counts")
    parser.add_argument("--keep", type=Path, help="build in this folder and keep it")
    parser.add_argument("--import", dest="workbook", action="store_true", help="only import a workbook")
    parser.add_argument("--million", action="store_true", help="only import a million customers, once")
    chosen = parser.parse_args()
    for name in _DISTURBING:
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        if chosen.million:
            Bench(folder, 1_000_000, 1).million()
            return
        for customers in chosen.customers or (1_000, 100_000):
            bench = Bench(folder, customers, chosen.rounds)
            if chosen.workbook:
                bench.workbook()
            else:
                bench.all()


if __name__ == "__main__":
    main()
