"""What the program brings along, and where it remembers things."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path

_DATA = Path(__file__).with_name("data")


def data_file(name: str) -> Path:
    """A file that ships with the package (`policy.toml`, `headers.toml` …)."""
    return _DATA / name


def data_text(name: str) -> str:
    """The text of a file that ships with the package."""
    return data_file(name).read_text(encoding="utf-8")


def source_text(package: str, name: str) -> str:
    """The source of an installed package's module, which is not loaded for it."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(package)
    return Path(spec.origin).with_name(name).read_text(encoding="utf-8")


def state_folder() -> Path:
    """Where the program remembers things for its user, beside any database."""
    if sys.platform.startswith("linux"):
        # The same place as platformdirs gives, without the cost of importing it for every list.
        return Path(os.environ.get("XDG_STATE_HOME") or os.path.expanduser("~/.local/state")) / "crmcli"
    import platformdirs

    return Path(platformdirs.user_state_dir("crmcli", appauthor=False))
