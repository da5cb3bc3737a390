"""Sheets that we wrote ourselves: a column named exactly as we export it is its field, whatever its values look like."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from crmcli.sheets.columns.export_columns import DAY_SHEET, FIELDS, ONLY_OUT, SAME_PERSONS
from crmcli.sheets.columns.fields import STAFF


@cache
def _titles(kind: str) -> tuple[dict[str, str], dict[str, str]]:
    """Field by exported name, in English and in Chinese."""
    columns = FIELDS.get(kind) or ONLY_OUT[kind]
    return (
        {column.english: column.reads or column.key for column in columns},
        {column.chinese: column.reads or column.key for column in columns},
    )


def own_columns(kind: str, names: Sequence[str]) -> dict[int, str]:
    """Field by place of the columns that are named as we export them; none where most columns have other names.

    A name counts once: a further column of that name is somebody else's. In a sheet that isn't wholly ours the names
    for our own people say too little: others call their customers' people so.
    """
    if kind == "interactions" and (of_day := day_columns(names)):
        return of_day
    titles = {**_titles(kind)[0], **_titles(kind)[1]}
    found: dict[int, str] = {}
    for place, name in enumerate(names):
        title = titles.get(name.removeprefix("*"))
        if title and title not in found.values():
            found[place] = title
    if is_whole(kind, names):
        return found
    enough = 2 * len(found) >= sum(map(bool, names))
    return {place: name for place, name in found.items() if name not in STAFF} if enough else {}


#: By these columns a sheet for the day is known, whichever of the others somebody took away.
_OF_DAY = ("result", "next_on", "why", "id")


def day_columns(names: Sequence[str]) -> dict[int, str]:
    """Field by place of the columns of a sheet for the day that are to be read; none where it is none."""
    for titles in ({c.english: c for c in DAY_SHEET}, {c.chinese: c for c in DAY_SHEET}):
        found = {place: titles[name] for place, name in enumerate(names) if name in titles}
        if {column.key for column in found.values()}.issuperset(_OF_DAY):
            return {place: column.reads for place, column in found.items() if column.reads}
    return {}


def own_kind(names: Sequence[str]) -> str | None:
    """The kind of which every column of our export is there; a sheet for the day holds contacts."""
    return next((kind for kind in FIELDS if is_whole(kind, names)), None)


def is_whole(kind: str, names: Sequence[str]) -> bool:
    """Whether every column of our export of this kind is there, in one language, or it is a sheet for the day."""
    there = set(names)
    if kind == "interactions" and day_columns(names):
        return True
    return any(titles.keys() - _later(kind) <= there for titles in _titles(kind))


@cache
def _later(kind: str) -> frozenset[str]:
    """The names of columns that earlier exports lacked."""
    columns = FIELDS.get(kind) or ONLY_OUT[kind]
    return frozenset(name for c in columns if c.later for name in (c.english, c.chinese))


def is_only_out(names: Sequence[str]) -> bool:
    """Whether it is a list of ours that an import doesn't take in."""
    told = ({c.english for c in SAME_PERSONS}, {c.chinese for c in SAME_PERSONS})
    return any(is_whole(kind, names) for kind in ONLY_OUT) or set(names) in told
