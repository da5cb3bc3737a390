"""All of it: `python -m tests.faults.long rows 1/8` runs an eighth of the odd rows, `… words 1/8` of the odd words.

Prints how many runs there were, how long the slowest took, and each kind of trouble once with where it came up. Status 1 if
there was any.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from tests.faults import company, rows, words
from tests.faults.company import Run
from tests.surroundings import memory

#: So many readers meet each odd value; which ones is drawn by the slice.
_READERS = 8

Met = Iterator[tuple[object, Run, str]]


def _rows(whole: Path, part: int, parts: int) -> Met:
    chosen = rows.faults()[part - 1 :: parts]
    drawn = random.Random(part)
    yield from rows.walk(whole, chosen, [drawn.sample(rows.READERS, _READERS) for _ in chosen])


def _words(whole: Path, part: int, parts: int) -> Met:
    yield from words.walk(whole, words.cases()[part - 1 :: parts])


def main(what: str, slice_: str) -> int:
    """One slice of one kind."""
    part, parts = map(int, slice_.split("/"))
    began, count, slowest, met = perf_counter(), 0, 0.0, defaultdict[str, list[str]](list)
    with tempfile.TemporaryDirectory(dir=memory()) as folder, company.desk(Path(folder)):
        company.found()
        whole = (Path(folder) / "crm.db").rename(Path(folder) / "whole.db")
        for case, run, wrong in {"rows": _rows, "words": _words}[what](whole, part, parts):
            count, slowest = count + 1, max(slowest, run.seconds)
            if wrong:
                met[rows.summary(wrong)].append(f"{case}: {' '.join(run.words)[:120]}")
    print(
        f"{what} {slice_}: {count} runs in {perf_counter() - began:.0f} s, the slowest {slowest:.2f} s, {len(met)} kinds of trouble"
    )
    for text, places in sorted(met.items()):
        print(f"{len(places):5} {text}\n      {places[0]}")
    return 1 if met else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
