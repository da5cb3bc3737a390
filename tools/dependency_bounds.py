"""Runs the tests with every direct dependency at its lowest allowed version, and at its newest.

    python3.11 tools/dependency_bounds.py                        # both ends, all tests
    python3.11 tools/dependency_bounds.py lowest tests/unit -x   # one end, and words for pytest

Each gets a fresh environment of this Python in a temporary folder. The lowest versions are made for the oldest
Python that the program runs on; few of them have wheels for a newer one. The status is 1 if a test fails or a
lower bound is untrue: nobody can have that version, because another dependency asks for more.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
import venv
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: uv's name of each.
_RESOLUTIONS = {"lowest": "lowest-direct", "newest": "highest"}
_BOUND = re.compile(r"(?P<name>[\w-]+)(?:\[.*\])?>=(?P<version>[\d.]+)[^;]*$")


def make_environment(folder: Path, resolution: str) -> Path:
    """Installs the program and what its tests need; returns the environment's Python."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    _run(python, "-m", "pip", "install", "-q", "uv")
    _run(python, "-m", "uv", "pip", "install", "-q", "--python", python, "--resolution", resolution, ".[dev]")
    return python


def installed_versions(python: Path) -> dict[str, str]:
    """Every package of an environment by its name in lower case with hyphens."""
    lines = _run(python, "-m", "uv", "pip", "freeze", "--python", python).splitlines()
    pairs = [line.split("==") for line in lines if "==" in line]
    return {name.lower().replace("_", "-"): version for name, version in pairs}


def lower_bounds() -> dict[str, str]:
    """The lowest version that pyproject.toml allows of each direct dependency that every system gets."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    found = [_BOUND.match(word) for words in lists for word in words]
    return {each["name"]: each["version"] for each in found if each}


def untrue_bounds(installed: dict[str, str], bounds: dict[str, str]) -> Iterator[str]:
    """The bounds that lie below what the lowest resolution came to."""
    for name, bound in bounds.items():
        wanted, got = (tuple(int(n) for n in re.findall(r"\d+", text)) for text in (bound, installed[name]))
        if (got + (0,) * len(wanted))[: len(wanted)] != wanted:
            yield f"{name}>={bound} is untrue: the lowest that can be had is {installed[name]}"


def run(which: str, words: list[str]) -> bool:
    """Tests one end of the bounds; whether all is well."""
    with tempfile.TemporaryDirectory(prefix="crmcli-bounds-") as folder:
        python = make_environment(Path(folder), _RESOLUTIONS[which])
        installed = installed_versions(python)
        print(f"== {which}:", *(f"{name} {installed[name]}" for name in sorted(lower_bounds())), flush=True)
        untrue = list(untrue_bounds(installed, lower_bounds())) if which == "lowest" else []
        print(*untrue, sep="\n", end="\n" if untrue else "", flush=True)
        tests = subprocess.run([python, "-m", "pytest", "-q", *(words or ["-n", "auto"])], cwd=ROOT)
    return tests.returncode == 0 and not untrue


def _run(*words: str | Path) -> str:
    """What a program prints; it must succeed."""
    return subprocess.run(words, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


def main(words: list[str]) -> int:
    """Tests the end that the first word names, or both; the rest is for pytest."""
    ends = [words.pop(0)] if words and words[0] in _RESOLUTIONS else list(_RESOLUTIONS)
    return 0 if all([run(end, words) for end in ends]) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
