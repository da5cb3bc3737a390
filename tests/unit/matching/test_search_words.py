"""The text by which a customer is found, and what searches find in it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.matching.phones import normalize_phone
from crmcli.matching.search_words import Place, Told, place_of, searchable, searchable_each, words_of

_TOLD = Told(
    names=["杭州云栖数据", "D’Arcy & Søn", "章子怡"],
    codes=["C000012", "K-77"],
    phones=["0571-88881234-802", "13800138000", "+493090182012"],
    ways=["info@loewen.example", "zgq_88"],
    notes=["喜欢 龙井", "see 2025-13-45"],
    custom=[json.dumps({"门": "红色 三号门"})],
)


@pytest.mark.parametrize(
    ("term", "place"),
    [
        ("杭州云栖数据", Place.WHOLE), ("darcyson", Place.WHOLE), ("c000012", Place.WHOLE), ("13800138000", Place.WHOLE),
        ("0571-88881234", Place.WHOLE), ("hzyqsj", Place.WHOLE), ("info@loewen.example", Place.WHOLE),
        ("云栖", Place.NAME), ("数据 杭州", Place.NAME), ("yunqi", Place.NAME), ("zhangziyi", Place.NAME), ("k-7", Place.NAME),
        ("8000", Place.NAME), ("88881234", Place.NAME), ("云栖 8000", Place.NAME),
        ("1380013", Place.WITHIN), ("loewen", Place.WITHIN), ("0012", Place.WITHIN),
        ("龙井", Place.NOTE), ("三号门", Place.NOTE), ("云栖 龙井", Place.NOTE),
        # What looks like a phone.
        ("2025-13-45", Place.NOTE), ("see 2025-13-45", Place.NOTE), ("2026-13-01", None),
        # Beginnings in mid-syllable, few digits inside a phone, words that are nowhere.
        ("unqi", None), ("angzh", None), ("138", None), ("云溪", None), ("云栖 云溪", None),
    ],
)  # fmt: skip
def test_where_a_term_is_answered(term: str, place: Place | None) -> None:
    phone = normalize_phone(term)
    assert place_of(searchable(_TOLD), words_of(term, [phone] if phone else [])) == place


def test_texts_made_together_are_those_made_one_by_one() -> None:
    told = [
        _TOLD, Told([], [], [], [], [], []), Told(["Bakery"], ["C1"], [], [], [], []), _TOLD,
        Told(["一\x03二", "（三）"], [], ["+4930901820"], [], ["\t"], []),
    ]  # fmt: skip
    assert searchable_each(told) == [searchable(one) for one in told]
    assert searchable_each([]) == []


@given(st.lists(st.text(st.characters(categories=("L", "N")), min_size=1), min_size=1, max_size=3), st.data())
def test_any_part_of_any_name_is_found(names: list[str], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(names))
    start = data.draw(st.integers(0, len(name) - 1))
    part = name[start : data.draw(st.integers(start + 1, len(name)))]
    text = searchable(Told(names, [], [], [], [], []))
    assert all(place_of(text, [word]) is not None for word in words_of(part, ()) if not word.digits)
