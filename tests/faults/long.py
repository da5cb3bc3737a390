"""All of it: `python -m tests.faults.long rows 1/8` runs an eighth of the odd rows, `… words 1/8` of the odd words,
`… files 1/8` and `… texts 1/8` of as many half-eaten files and texts, drawn by the slice.

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

from tests.faults import company, files, rows, texts, words
from tests.surroundings import memory

#: So many readers meet each odd value; which ones is drawn by the slice.
_READERS = 8
#: So many files are half eaten in all, and this share of them are workbooks.
_FILES, _WORKBOOKS = 200_000, 0.01
#: So many texts are half eaten in all, and each is read by one of their readers, which have so many seconds.
_TEXTS, _TEXT_SECONDS = 7_000_000, 5

#: What was tried, what was run on it, the seconds that it took, and what was wrong, empty if nothing.
Met = Iterator[tuple[object, str, float, str]]


def _rows(whole: Path, part: int, parts: int) -> Met:
    chosen = rows.faults()[part - 1 :: parts]
    drawn = random.Random(part)
    for case, run, wrong in rows.walk(whole, chosen, [drawn.sample(rows.READERS, _READERS) for _ in chosen]):
        yield case, " ".join(run.words), run.seconds, wrong


def _words(whole: Path, part: int, parts: int) -> Met:
    for case, run, wrong in words.walk(whole, words.cases()[part - 1 :: parts]):
        yield case, " ".join(run.words), run.seconds, wrong


def _files(whole: Path, part: int, parts: int) -> Met:
    for eaten in files.walk(whole.parent, random.Random(part), _FILES // parts, workbooks=_WORKBOOKS):
        wrong = repr(eaten.escaped) if eaten.escaped else ""
        yield eaten.name, repr(eaten.content), eaten.seconds, wrong


def _texts(_whole: Path, part: int, parts: int) -> Met:
    for read in texts.walk(random.Random(part), _TEXTS // parts):
        slow = "slow" if read.seconds > _TEXT_SECONDS else ""
        yield read.reader, repr(read.written), read.seconds, repr(read.escaped) if read.escaped else slow


_KINDS = {"rows": _rows, "words": _words, "files": _files, "texts": _texts}


def main(what: str, slice_: str) -> int:
    """One slice of one kind."""
    part, parts = map(int, slice_.split("/"))
    began, count, slowest, met = perf_counter(), 0, 0.0, defaultdict[str, list[str]](list)
    with tempfile.TemporaryDirectory(dir=memory()) as folder, company.desk(Path(folder)):
        company.found()
        whole = (Path(folder) / "crm.db").rename(Path(folder) / "whole.db")
        for case, told, seconds, wrong in _KINDS[what](whole, part, parts):
            count, slowest = count + 1, max(slowest, seconds)
            if wrong:
                met[rows.summary(wrong)].append(f"{case}: {told[:120]}")
    print(
        f"{what} {slice_}: {count} runs in {perf_counter() - began:.0f} s, the slowest {slowest:.2f} s, {len(met)} kinds of trouble"
    )
    for text, places in sorted(met.items()):
        print(f"{len(places):5} {text}\n      {places[0]}")
    return 1 if met else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
