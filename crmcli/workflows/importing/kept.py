"""The code of a record that was kept although its row can't be read whole: mended, the row comes back to it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from crmcli import i18n, vocabulary
from crmcli.matching.as_written import as_written, is_as_written
from crmcli.queries.imports import Edited
from crmcli.store import Store
from crmcli.workflows.importing.fates import Entry
from crmcli.workflows.importing.records.recognising import Seen, Traits

#: In front of the name of a column beside a record.
BESIDE = "custom."
#: Rows of these kinds become customers, who have codes of their own.
_PEOPLE = frozenset({"customers", "members", "contacts"})


def code(kind: str, customer: str | None, record_id: int | None) -> str | None:
    """The code of the record that a row of a kind made: its customer's own, else one of its kind and id."""
    return customer if kind in _PEOPLE else f"{kind}:{record_id}"


def codes_of(store: Store, entries: Iterable[Entry]) -> dict[int, str | None]:
    """The codes of the records that these rows made or changed, by the id() of the row."""
    found = list(entries)
    customers = store.imports.customers({e.customer_id for e in found if e.customer_id})
    known = {i: row["code"] for i, row in customers.items()}
    return {id(e): code(e.kind, known.get(e.customer_id or 0), e.target_id) for e in found}


def record_id(entry: Entry) -> int | None:
    """The id of the record, not a customer, that a mended row comes back to."""
    kind, _colon, number = str(entry.values.get("kept") or "").replace("：", ":").partition(":")
    told = vocabulary.parse_word("sheet_kind", kind)
    return int(number) if told == entry.kind and number.isdecimal() else None


def code_told(code: str | None) -> str | None:
    """The code of a record for people: in Chinese its kind by its word, which a mended row may say as well."""
    kind, colon, number = (code or "").partition(":")
    return (
        f"{vocabulary.label('sheet_kind', kind, i18n.words())}:{number}"
        if colon and i18n.words() == "zh"
        else code
    )


def target(entry: Entry) -> int | None:
    """The id of the record that a row is whatever it says: the one that it mends, or made or changed before."""
    return record_id(entry) or entry.target_id


def targets(entries: Iterable[Entry]) -> set[int]:
    return {i for entry in entries if (i := target(entry))}


def seen(
    entries: Sequence[Entry], rows: Sequence[dict[str, Any]], traits: Callable[[dict[str, Any]], Traits]
) -> list[Seen]:
    """Rows of a kind as they are recognised."""
    return [
        Seen(row, traits(row), id(entry.sheet), target(entry))
        for entry, row in zip(entries, rows, strict=True)
    ]


def still_unread(entry: Entry, custom: Mapping[str, str]) -> dict[str, str]:
    """What stands beside a record, without the texts that a row says anew and readable."""
    if not any(map(is_as_written, custom)):
        return dict(custom)
    said = {as_written(c.header) for c in entry.sheet.columns if c.field and c.field in entry.values}
    # A question of a form, and what a team declared, have no field of ours: they stand among what is said besides.
    said |= {as_written(name) for name in entry.extra if as_written(name) not in entry.extra}
    return {name: text for name, text in custom.items() if name not in said}


def beside(entry: Entry, custom: str | None) -> dict[str, Any]:
    """The column `custom` of a known record after a row, if that says some of its texts anew; else nothing."""
    before = json.loads(custom or "{}")
    after = still_unread(entry, before)
    if len(after) == len(before):
        return {}
    return {"custom": json.dumps(after, ensure_ascii=False, sort_keys=True) if after else None}


def apart(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record with each of the columns beside it as a field."""
    beside = json.loads(record["custom"] or "{}") if record.get("custom") else {}
    return {**record, **{f"{BESIDE}{name}": text for name, text in beside.items()}}


def edited_apart(edited: Mapping[str, Edited], known: Mapping[str, Any]) -> Mapping[str, Edited]:
    """What a person changed, with each of the columns beside the record as a field."""
    if (beside := edited.get("custom")) is None:
        return edited
    before = apart({"custom": beside.before})
    names = {f for f, v in known.items() if f.startswith(BESIDE) and v != before.get(f)}
    return {**edited, **{name: Edited(before.get(name), beside.imported) for name in names}}


def together(
    custom: str | None, left: Callable[[dict[str, str]], Mapping[str, str]], changes: Mapping[str, Any]
) -> dict[str, Any]:
    """Changes as the table holds them: what stands beside the record in one column, without the texts that are not `left`
    because a row says them readable."""
    own = {f: v for f, v in changes.items() if not f.startswith(BESIDE)}
    had = json.loads(custom or "{}")
    said = {f.removeprefix(BESIDE): v for f, v in changes.items() if f.startswith(BESIDE)}
    if (now := {**left(had), **said}) != had:
        own["custom"] = json.dumps(now, ensure_ascii=False, sort_keys=True) if now else None
    return own
