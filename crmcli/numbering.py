"""The numbers of the due list shown last, so that `done 3` and `log-contact 3` know what row 3 was.

They belong to the person who saw the list, and to its day. Kept per person and database in the user's state folder:
listing what is due must not write to the database.
"""

from __future__ import annotations

import json
import os
import zlib
from typing import NamedTuple

from crmcli.resources import state_folder


class Shown(NamedTuple):
    """The items of a list in order, and the day until which it looked."""

    items: list[str]
    until: str


def remember(database: str, person: str, day: str, shown: Shown) -> None:
    """Keeps a person's list; where the folder can't be written there are just no numbers."""
    path = state_folder() / _name(database, person)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{os.getpid()}.partial")
        partial.touch(0o600)
        partial.write_text(json.dumps({"day": day, **shown._asdict()}), encoding="utf-8")
        os.replace(partial, path)
    except OSError:
        return


def recall(database: str, person: str, day: str) -> Shown | None:
    """The person's last list; None if there was none, or it was of another day."""
    try:
        kept = json.loads((state_folder() / _name(database, person)).read_text(encoding="utf-8"))
        return Shown(kept["items"], kept["until"]) if kept["day"] == day else None
    except (OSError, ValueError, KeyError):
        return None


def _name(database: str, person: str) -> str:
    return f"due-{_hashed(database)}-{_hashed(person)}.json"


def _hashed(text: str) -> str:
    place = text.encode()
    return f"{zlib.crc32(place):08x}{zlib.adler32(place):08x}"
