"""Which rows are one customer: tables of cases, and that the order of the rows does not matter."""

from __future__ import annotations

from itertools import islice, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.workflows.importing.customers.folding import Folded, apart, fold, fold_by
from crmcli.workflows.importing.customers.keys import Candidate, holders, meant


def company(name: str, *phones: str, **more: object) -> Candidate:
    return Candidate(name, False, phones, **more)  # type: ignore[arg-type]


def person(name: str, *phones: str, **more: object) -> Candidate:
    return Candidate(name, True, phones, **more)  # type: ignore[arg-type]


def groups(*candidates: Candidate) -> list[list[int]]:
    return [group.members for group in fold(candidates).groups]


@pytest.mark.parametrize(
    ("candidates", "expected"),
    [
        ([company("a", "1"), company("a", "1")], [[0, 1]]),
        ([company("a", "1"), company("b", "1")], [[0], [1]]),
        ([company("a", "1"), company("a", "2")], [[0, 1]]),
        ([company("a"), company("a")], [[0, 1]]),
        ([person("x", "1"), person("y", "1")], [[0], [1]]),
        # A family has one phone: something else has to agree, or one name is the other shortened.
        ([person("x", "1", birthday="1980-02-03"), person("y", "1", birthday="1980-02-03")], [[0, 1]]),
        ([person("x", "1", wechats=["w"]), person("y", "1", wechats=["w"])], [[0, 1]]),
        ([person("x", "1", member_no="7"), person("y", "1", member_no="7")], [[0, 1]]),
        ([person("刘帆", "1"), person("刘先生", "1")], [[0, 1]]),
        ([person("刘帆", "1"), person("李先生", "1")], [[0], [1]]),
        ([person("x", "1"), person("x", "2")], [[0], [1]]),
        ([person("x", "1"), person("x")], [[0, 1]]),
        ([person("x", "1"), person("x", "2"), person("x")], [[0], [1], [2]]),
        # One list names both: sisters with one phone. The other spelling of one name is no other person.
        ([person("xy", "1", listed="A"), person("xz", "1", listed="A")], [[0], [1]]),
        ([person("x", "1", listed="A"), person("xy", "1", listed="A")], [[0, 1]]),
        ([person("xy", "1", listed="A"), person("xz", "1", listed="B")], [[0], [1]]),
        (
            [person("xy", "1", listed="A"), person("xz", "1", listed="A"), person("xz", "1", listed="B")],
            [[0], [1, 2]],
        ),
        (
            [person("xy", emails=["e"], listed="A"), person("xz", emails=["e"], listed="A")],
            [[0], [1]],
        ),
        ([company("a", "1", contact_persons=["x"]), person("x", "1")], [[0, 1]]),
        ([company("a", "1", contact_persons=["x"]), person("y", "1")], [[0], [1]]),
        ([company("a", "1"), person("x", "1", loose=True, card=True)], [[0, 1]]),
        ([person("x", "1", loose=True, card=True), person("y", "1", loose=True, card=True)], [[0], [1]]),
        ([person("x", "1"), person("y", "1", loose=True, card=True)], [[0], [1]]),
        (
            [
                person("x", emails=["e"], loose=True, card=True),
                person("y", emails=["e"], loose=True, card=True),
            ],
            [[0], [1]],
        ),
        (
            [
                person("xy", emails=["e"], loose=True, card=True),
                person("x", emails=["e"], loose=True, card=True),
            ],
            [[0, 1]],
        ),
        # Another database's customer has the code; one's own was corrected, or is known by the phone.
        ([company("远鑫酒店用品", code="C1", existing=1), company("博金教育科技", code="C1")], [[0], [1]]),
        ([company("远鑫酒店用品", code="C1", existing=1), company("远馨酒店用品", code="C1")], [[0, 1]]),
        ([company("a", "1", code="C1", existing=1), company("b", "1", code="C1")], [[0, 1]]),
        ([company("a", code="C1", existing=1), company("b", code="C1", sure=True)], [[0, 1]]),
        ([company("a", emails=["e"]), company("a", "2", emails=["e"])], [[0, 1]]),
        ([person("x", "1", emails=["e"]), person("y", "2", emails=["e"])], [[0], [1]]),
        ([company("a", "1", external_id="7"), company("b", "1", external_id="7")], [[0, 1]]),
        ([company("a", external_id="7"), company("b", external_id="7")], [[0], [1]]),
        # Own numbers of one list tell apart; of two lists, each may have a numbering of its own.
        (
            [company("a", "1", external_id="7", listed="A"), company("a", "1", external_id="8", listed="A")],
            [[0], [1]],
        ),
        (
            [company("a", "1", external_id="7", listed="A"), company("a", "1", external_id="X", listed="B")],
            [[0, 1]],
        ),
        ([person("x", external_id="7", listed="A"), person("x", external_id="8", listed="A")], [[0], [1]]),
        (
            [
                company("a", external_id="7", listed="A"),
                company("a", external_id="8", listed="A"),
                company("a", external_id="7", listed="A"),
            ],
            [[0, 2], [1]],
        ),
        # A list that names the known one's number, too, has the numbering of the known.
        (
            [
                company("a", "1", external_id="7", existing=1),
                company("b", "2", external_id="7", listed="A"),
                company("a", "1", external_id="8", listed="A"),
            ],
            [[0], [1], [2]],
        ),
        (
            [
                company("a", "1", external_id="7", existing=1),
                company("a", "1", external_id="8", listed="A"),
            ],
            [[0, 1]],
        ),
    ],
)
def test_pairs(candidates: list[Candidate], expected: list[list[int]]) -> None:
    assert groups(*candidates) == expected


def test_the_same_phone_under_other_company_names_is_suspicious() -> None:
    folded = fold([company("a", "1"), company("b", "1")])
    assert folded.suspects == [("1", 0, 1)]


def test_persons_on_two_lines_of_a_list_with_one_phone_are_suspicious() -> None:
    folded = fold([person("xy", "1", listed="A"), person("xz", "1", listed="A")])
    assert folded.suspects == [("1", 0, 1)]


def test_two_known_customers_are_never_joined() -> None:
    folded = fold(
        [company("a", "1", existing=1), company("b", "2", existing=2), person("x", "1", "2", loose=True)]
    )
    assert sorted(g.existing for g in folded.groups if g.existing) == [1, 2]


def test_an_address_book_does_not_join_a_person_with_a_company() -> None:
    listed = [person("x", "1"), company("a", "2")]
    card = company("a", "1", contact_persons=["x"], card=True)
    assert groups(*listed, card) == [[0, 2], [1]]


_NAMES = st.sampled_from(["a", "b", "c"])
_PHONES = st.lists(st.sampled_from(["1", "2", "3"]), max_size=2, unique=True)


@given(st.lists(st.builds(company, _NAMES), max_size=5), st.lists(st.tuples(_NAMES, _PHONES), max_size=4))
def test_companies_with_one_name_are_one_whatever_the_order(
    bare: list[Candidate], phoned: list[tuple[str, list[str]]]
) -> None:
    candidates = [*bare, *(company(name, *phones) for name, phones in phoned)]
    for order in islice(permutations(candidates), 24):
        found = fold(order)
        assert len(found.groups) == len({c.name for c in candidates})
        for group in found.groups:
            assert len({order[m].name for m in group.members}) == 1


@given(st.lists(st.tuples(_NAMES, _PHONES, st.booleans()), max_size=6))
def test_every_row_ends_in_exactly_one_group(rows: list[tuple[str, list[str], bool]]) -> None:
    found = fold([Candidate(name, is_person, phones) for name, phones, is_person in rows])
    assert sorted(m for group in found.groups for m in group.members) == list(range(len(rows)))


# -- chosen keys -----------------------------------------------------------------------------------------------------


def _companies() -> list[Candidate]:
    return [
        Candidate("甲乙", False, ["1"], ["a@x"], existing=7),
        Candidate("丙丁", False, ["1"], existing=8),
        Candidate("甲乙", False, ["2"], ["a@x"]),
        Candidate("别的", False, ["1"]),
    ]


def _members(folded: Folded) -> list[list[int]]:
    return [group.members for group in folded.groups]


def test_a_chosen_key_joins_whatever_the_name_says() -> None:
    assert _members(fold_by(_companies(), ["email"])) == [[0, 2], [1], [3]]
    assert _members(fold_by(_companies(), ["name"])) == [[0, 2], [1], [3]]
    assert _members(fold_by(_companies(), ["phone"])) == [[0, 3], [1], [2]]


def test_known_customers_of_one_key_stay_two_and_are_reported() -> None:
    folded = fold_by(_companies(), ["phone"])
    assert ("1", 0, 1) in folded.suspects


def test_of_several_with_the_key_the_name_decides() -> None:
    first, second, *_rest = _companies()
    places = holders([first, second], ["phone"])
    assert meant(Candidate("丙丁", False, ["1"]), [first, second], places) == [1]
    assert meant(Candidate("别的", False, ["1"]), [first, second], places) == [0, 1]
    assert meant(Candidate("别的", False, ["3"]), [first, second], places) == []


def test_apart_is_nobody_with_anybody() -> None:
    assert _members(apart(_companies())) == [[0], [1], [2], [3]]


def _ann(birthday: str = "", home: str = "", **more: object) -> Candidate:
    return person("annlee", birthday=birthday, home=home, **{"listed": "a", **more})


@pytest.mark.parametrize(
    ("rows", "folded"),
    [
        # One birthday, or one home, is one person; another one is another.
        ([_ann("1980-02-03"), _ann("1980-02-03", "highst1")], [[0, 1]]),
        ([_ann("1980-02-03"), _ann("1991-12-13")], [[0], [1]]),
        ([_ann("1980-02-03"), _ann("1980-03-02")], [[0, 1]]),
        ([_ann(home="highst1"), _ann(home="highst1")], [[0, 1]]),
        ([_ann(home="highst1"), _ann(home="ringweg2")], [[0], [1]]),
        ([_ann("1980-02-03", "highst1"), _ann("1980-02-03", "ringweg2")], [[0, 1]]),
        # Father and son in one house; whose a row without a birthday is nobody could say.
        ([_ann("1950-02-03", "highst1"), _ann("1980-12-30", "highst1"), _ann(home="highst1")], [[0], [1], [2]]),
        # Who says nothing but the name is the only one of it, or, of several, nobody.
        ([_ann(), _ann("1980-02-03", "highst1")], [[0, 1]]),
        ([_ann(), _ann("1980-02-03"), _ann(), _ann("1991-12-13")], [[0, 2], [1], [3]]),
        # Another list may know where somebody lives now, but not that they were born on another day.
        ([_ann(home="highst1"), _ann(home="ringweg2", listed="b")], [[0, 1]]),
        ([_ann("1980-02-03"), _ann("1991-12-13", listed="b")], [[0], [1]]),
        # A known one of two is told by the birthday.
        ([_ann("1980-02-03", existing=1, listed=None), _ann("1991-12-13", existing=2, listed=None), _ann("1991-12-13")], [[0], [1, 2]]),
    ],
)  # fmt: skip
def test_namesakes_without_phones(rows: list[Candidate], folded: list[list[int]]) -> None:
    assert sorted(groups(*rows)) == folded
    back = list(reversed(rows))
    last = len(rows) - 1
    assert sorted(groups(*back)) == sorted(sorted(last - i for i in group) for group in folded)
