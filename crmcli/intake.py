"""The one door by which files that somebody names come in: they are there, are files, and of a size that can be meant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crmcli import errors, i18n
from crmcli.i18n import _

#: No settings, forms or replies have more bytes.
_MOST_BYTES = 5_000_000
#: Nor more levels.
_MOST_LEVELS = 50


def require(path: Path) -> Path:
    """The file of a name. MissingFile if there is none; Unreadable for a folder, and for a device or a pipe, whose end
    nobody knows."""
    if not path.exists():
        raise errors.MissingFile(
            _("There is no file %(path)s.") % {"path": path}, _("Check the name and the folder.")
        )
    if path.is_dir():
        raise errors.Unreadable(_("This is a folder: %(path)s") % {"path": path}, _("Name a file."))
    if not path.is_file():
        raise errors.Unreadable(
            _("This is a device or a pipe, no file: %(path)s") % {"path": path}, _("Name a file.")
        )
    return path


def content(path: Path, most: int = _MOST_BYTES, advice: str = "") -> bytes:
    """All of a file of at most so many bytes. As `require`; Unreadable also for one that may not be read, or that is larger,
    with `advice` if more is to be said of that."""
    try:
        with require(path).open("rb") as file:
            # What some files say of their size isn't true.
            found = file.read(most + 1)
    except OSError as error:
        raise errors.Unreadable(
            _("%(path)s can't be read.") % {"path": path}, _("Check who may read it.")
        ) from error
    if len(found) > most:
        raise errors.Unreadable(
            _("%(path)s is too large.") % {"path": path},
            advice or _("It may have %(n)d MB.") % {"n": most // 10**6},
        )
    return found


def text(path: Path) -> str:
    """The text of a small file in UTF-8. As `content`; Unreadable in another encoding."""
    try:
        return content(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise errors.Unreadable(
            _("%(path)s is not UTF-8 text.") % {"path": path}, _("Save it as UTF-8.")
        ) from error


def toml(text: str) -> dict[str, Any]:
    """The tables of a TOML text. ValueError with what is wrong with it, in the reader's language."""
    import tomllib

    try:
        found = tomllib.loads(text)
        if _is_deep(found):
            raise RecursionError
    except RecursionError:
        raise ValueError(_("it is nested too deeply")) from None
    except tomllib.TOMLDecodeError as error:
        raise ValueError(_fault(error)) from error
    except ValueError as error:
        # Python refuses numbers of so many digits, and days that no calendar has.
        raise ValueError(_("a number or a date in it can't be read")) from error
    return found


def _is_deep(found: Any) -> bool:
    """Whether there are more levels than anybody means, found without descending into them one by one."""
    level = [found]
    for _n in range(_MOST_LEVELS):
        level = [
            part
            for each in level
            for part in (each.values() if isinstance(each, Mapping) else each)
            if isinstance(part, dict | list)
        ]
    return bool(level)


def _fault(error: Exception) -> str:
    """What the library finds wrong with a text: where it is, in the reader's language."""
    place = re.search(r"at line (\d+), column (\d+)", str(error))
    if i18n.language() == "en":
        return str(error)
    if place is None:
        return _("it ends too early")
    return _("line %(line)s, column %(column)s") % {"line": place[1], "column": place[2]}
