"""Texts that no field could take: they are kept beside their record, under a name that tells them from other columns."""

from __future__ import annotations

import json

#: Behind the name of the column that the text stood in, by the column's script.
MARKS = ("（原文）", " (as written)")


def as_written(column: str) -> str:
    """The name under which a text is kept that stood in this column: 电话 → 电话（原文）."""
    return column if is_as_written(column) else column + MARKS[column.isascii()]


def is_as_written(name: str) -> bool:
    """Whether a name says that a text is kept as it was written."""
    return name.endswith(MARKS)


def unread_of(custom: str | None) -> list[tuple[str, str]]:
    """Of what is kept beside a record, as stored: the texts that no field could take, each with the name it has there."""
    if not custom or not any(mark in custom for mark in MARKS):
        return []
    return [(name, str(text)) for name, text in json.loads(custom).items() if is_as_written(name)]


def column_of(name: str) -> str:
    """The column in which a text stood that is kept under this name."""
    for mark in MARKS:
        name = name.removesuffix(mark)
    return name
