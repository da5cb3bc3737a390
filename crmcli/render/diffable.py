"""Records as stable text for version control: a block per record, a line per field, nothing that the run adds.

The same data give the same bytes, on either engine and in any language: fields are named by their keys and sorted,
values are JSON, empty ones are left out, invisible characters are spelt out, and blocks are sorted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

_INVISIBLE = re.compile(r"[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def blocks(kind: str, records: Iterable[tuple[str, Mapping[str, Any]]]) -> str:
    """The records of one kind, each with the key that names it; sorted by key, then by content."""
    return "".join(sorted(_block(kind, key, record) for key, record in records))


def _block(kind: str, key: str, record: Mapping[str, Any]) -> str:
    lines = [
        f"  {name}: {_json(record[name])}\n" for name in sorted(record) if record[name] not in (None, "")
    ]
    return f"{kind} {_json(key)}\n{''.join(lines)}\n"


def _json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return _INVISIBLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
