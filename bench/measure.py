"""Runs a program and says how long it took and how much memory it needed.

This process must stay small: on Linux a child's peak memory counts that of the process it was started from.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: What the installed console script runs.
CRMCLI = (sys.executable, "-c", "from crmcli.__main__ import main; main()")
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """Wall seconds of one finished program, and of it and the programs it started together the processor's seconds and
    the peak memory in bytes of the largest."""

    seconds: float
    memory: int
    processor: float = 0.0


def run(command: Sequence[str], env: Mapping[str, str], out: Path | None = None) -> Cost:
    """Runs a program in a pipe, or with its output in a file; RuntimeError if it fails."""
    with open(out or os.devnull, "wb") as sink:
        # A pipe, because people's scripts read one, and a terminal would be shown other output.
        started = time.perf_counter()
        child = subprocess.Popen(
            command, env={**os.environ, **env}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, cwd=ROOT
        )
        assert child.stdout is not None
        while piece := child.stdout.read(1 << 16):
            sink.write(piece)
        _pid, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - started
        child.stdout.close()
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"status {child.returncode}: {' '.join(command)}")
    return Cost(seconds, usage.ru_maxrss * _RSS_UNIT, usage.ru_utime + usage.ru_stime)


def best(
    commands: Mapping[str, Sequence[str]],
    env: Mapping[str, str],
    rounds: int,
    before: Callable[[], None] | None = None,
) -> dict[str, Cost]:
    """The fastest of several rounds of each command. Rounds go through all of them, so that a busy moment of the
    machine touches none alone. `before` prepares each round."""
    found: dict[str, Cost] = {}
    for _round in range(rounds):
        if before:
            before()
        for name, command in commands.items():
            cost = run(command, env)
            if name not in found or cost.seconds < found[name].seconds:
                found[name] = cost
    return found
