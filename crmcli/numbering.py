"""The numbers of the due list shown last, so that `done 3` and `log-contact 3` know what row 3 was.

They belong to the person who saw the list, and to its day. Kept per person and database in the user's state folder:
listing what is due must not write to the database.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Sequence
from pathlib import Path

from crmcli.resources import state_folder


def remember(whose: str, day: str, items: Sequence[str]) -> None:
    """Keeps the items of a person's list in order; where the folder can't be written there are just no numbers."""
    path = _place(whose)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{os.getpid()}.partial")
        partial.touch(0o600)
        partial.write_text(json.dumps({"day": day, "items": list(items)}), encoding="utf-8")
        os.replace(partial, path)
    except OSError:
        return


def recall(whose: str, day: str) -> list[str] | None:
    """The items of the person's last list in order; None if there was none, or it was of another day."""
    try:
        kept = json.loads(_place(whose).read_text(encoding="utf-8"))
        return list(kept["items"]) if kept["day"] == day else None
    except (OSError, ValueError, KeyError):
        return None


def _place(whose: str) -> Path:
    place = whose.encode()
    return state_folder() / f"due-{zlib.crc32(place):08x}-{zlib.adler32(place):08x}.json"
