"""A sample of the half-eaten files, the same every time. More of them: `tests.faults.long`."""

from __future__ import annotations

import random
from pathlib import Path

from tests.faults import files

_COUNT, _SECONDS = 400, 10


def test_what_was_half_eaten_is_read_or_refused(tmp_path: Path) -> None:
    for eaten in files.walk(tmp_path, random.Random(5), _COUNT, workbooks=0.02):
        assert eaten.escaped is None and eaten.seconds < _SECONDS, eaten
