"""Results for scripts and documents: json, csv, Markdown."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import tzinfo
from typing import Any

from crmcli.matching.formulas import guarded
from crmcli.render import cells
from crmcli.result import Column, Result, Table
from crmcli.wording import clean


def as_json(result: Result) -> str:
    """The envelope that scripts rely on: keys sorted, UTF-8 not escaped."""
    data = result.data
    if data is None:
        data = rows_of(result.tables[0]) if result.tables else {}
    envelope = {
        "crmcli": 1,
        "command": result.command,
        "as_of": result.as_of.on.isoformat() if result.as_of else None,
        "data": cells.plain(data),
        "warnings": result.warnings,
    }
    if result.known_now:
        envelope["as_known_now"] = dict(result.known_now)
    return json.dumps(envelope, ensure_ascii=False, sort_keys=True, indent=2)


def rows_of(table: Table) -> list[dict[str, Any]]:
    """The table's rows under its stable keys."""
    return [{c.key: cells.for_machines(c, row.get(c.key)) for c in table.columns} for row in table.rows]


def as_csv(result: Result, zone: tzinfo) -> str:
    """The first table, else the data as one row, with the day alone at its place, the `zone`, where nobody told a time of
    day; text that a spreadsheet would run as a formula gets an apostrophe."""
    table = result.tables[0] if result.tables else _one_row(result)
    rows = ([cells.for_tables(c, row.get(c.key), zone) for c in table.columns] for row in table.rows)
    return csv_text([[c.key for c in table.columns], *rows], "\n")


#: Columns by which commands take what a row is about, the best first.
_NAMING = ("code", "number", "id")


def as_ids(result: Result) -> str:
    """What other commands take for each row of the first table, else for the data, a line each: customers' codes,
    complaints' numbers, else ids."""
    table = result.tables[0] if result.tables else _one_row(result)
    key = next((key for key in _NAMING if any(key in row for row in table.rows)), "")
    return "".join(f"{row[key]}\n" for row in table.rows if row.get(key) is not None)


class _Lines(list[str]):
    """What a csv writer writes to, line by line."""

    write = list.append


def csv_text(rows: Iterable[Sequence[Any]], end: str) -> str:
    """The rows as csv, safe from being run, with `end` behind each."""
    lines = _Lines()
    # With this end a return and a line feed are quoted, each by itself.
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerows(map(safe, row) for row in rows)
    return "".join(line[:-2] + end for line in lines)


def _one_row(result: Result) -> Table:
    data = cells.plain(result.data) if isinstance(result.data, dict) else {}
    return Table(result.command, [Column(key, key) for key in data], [data] if data else [])


def safe(value: Any) -> Any:
    """A csv cell that no spreadsheet executes; numbers stay as they are."""
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    return guarded(value) if isinstance(value, str) else value


def as_markdown(result: Result, zone: tzinfo) -> str:
    """Every line and table as Markdown, in the reader's language."""
    parts = ["\n".join(map(clean, result.lines))] if result.lines else []
    for table in result.tables:
        if table.title:
            parts.append(f"## {_escape(table.title)}")
        columns = [c for c in table.columns if c.key not in table.machine_only]
        lines = ["| " + " | ".join(_escape(c.title) for c in columns) + " |"]
        lines.append("|" + "|".join("---:" if cells.is_right(c) else "---" for c in columns) + "|")
        for row in table.rows:
            lines.append(
                "| " + " | ".join(_escape(cells.for_people(c, row.get(c.key), zone)) for c in columns) + " |"
            )
        parts.append("\n".join(lines))
        if table.note:
            parts.append(_escape(table.note))
    parts += ["\n".join(map(clean, result.after))] if result.after else []
    return "\n\n".join(parts)


def _escape(text: str) -> str:
    return clean(text).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
