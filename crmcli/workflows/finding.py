"""Where a search was answered, if not by what a list shows of a customer: whoever reads it wants to know why it is there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crmcli.matching.as_written import unread_of
from crmcli.matching.search_words import NOTES, Told, Word, place_of, searchable
from crmcli.store import Store


def found_in(store: Store, rows: Sequence[Mapping[str, Any]], words: Sequence[Word]) -> dict[int, str]:
    """By customer the first field, or own column, that answers one of the words; nobody whose name, numbers and main contact
    ways answer them all.
    """
    unclear = [row for row in rows if place_of(searchable(_own(row)), words) is None]
    beside = _beside(store, [row["id"] for row in unclear])
    found: dict[int, str] = {}
    for row in unclear:
        for field, told in (*beside[row["id"]], *_notes(row)):
            text = searchable(told)
            if any(place_of(text, [word]) is not None for word in words):
                found.setdefault(row["id"], field)
    return found


def _own(row: Mapping[str, Any]) -> Told:
    codes, ways = ("code", "external_id", "member_no"), ("email", "wechat")
    return Told(
        names=[row["name"]],
        codes=[row[code] for code in codes if row[code]],
        phones=[row["phone"]] if row["phone"] else [],
        ways=[row[way] for way in ways if row[way]],
        notes=[],
        custom=[],
    )


def _beside(store: Store, ids: Sequence[int]) -> dict[int, list[tuple[str, Told]]]:
    """What other records tell of customers, by field."""
    found: dict[int, list[tuple[str, Told]]] = {i: [] for i in ids}
    for i, aliases in store.imports.aliases(ids).items():
        found[i] += [("alias", _told(names=[row["name"]])) for row in aliases]
    for merge in store.merges.into(ids):
        codes = [merge["loser_code"], merge["loser_external_id"]]
        found[merge["survivor_id"]].append(("merged", _told(names=[merge["loser_name"]], codes=codes)))
    for i, known in store.contracts.of_customers(ids).items():
        found[i] += [("contract", _told(codes=[row["number"], row["external_id"]])) for row in known]
    for i, deals in store.opportunities.of_customers(ids).items():
        found[i] += [
            ("opportunity", _told(codes=[row["external_id"]], notes=[row["title"]])) for row in deals
        ]
    for i, persons in store.imports.persons(ids).items():
        found[i] += [("person", _person(row)) for row in persons]
    for i, ways in store.imports.contact_ways(ids).items():
        for row in ways:
            told = _told(phone=row["value"]) if row["kind"] == "phone" else _told(ways=[row["value"]])
            found[i].append(("further_way", told))
    for i, custom in store.search_texts.unread(ids):
        found[i] += [(column, _told(notes=[text])) for column, text in unread_of(custom)]
    return found


def _person(row: Mapping[str, Any]) -> Told:
    ways = [row["email"], row["wechat"]]
    return _told(names=[row["name"]], phone=row["phone"], ways=ways, notes=[row["note"]])


def _notes(row: Mapping[str, Any]) -> Iterator[tuple[str, Told]]:
    for field in NOTES:
        if row[field]:
            yield field, _told(notes=[row[field]])
    for column, text in json.loads(row["custom"] or "{}").items():
        yield column, _told(notes=[str(text)])


def _told(
    names: Sequence[str] = (),
    codes: Sequence[str | None] = (),
    phone: str | None = None,
    ways: Sequence[str | None] = (),
    notes: Sequence[str | None] = (),
) -> Told:
    return Told(
        names=list(names),
        codes=[code for code in codes if code],
        phones=[phone] if phone else [],
        ways=[way for way in ways if way],
        notes=[note for note in notes if note],
        custom=[],
    )
