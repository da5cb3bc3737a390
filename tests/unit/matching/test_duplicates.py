"""Points for and against two customers being one, and the search for pairs."""

from __future__ import annotations

import random
from typing import Any

import pytest

from bench.duplicates import Case, companies, people, profiles_of
from crmcli.matching.duplicate_search import SHARED_BY, find_pairs
from crmcli.matching.duplicates import CLASSES, Pair, compare
from crmcli.matching.names import fold_name
from crmcli.matching.profiles import Profile, profile
from crmcli.matching.terms import WEIGHTS


def _one(key: int, name: str, kind: str = "company", contact: str = "", **fields: str) -> Profile:
    columns = ("phone", "email", "wechat", "city", "street", "postcode", "birthday")
    row = (key, name, fold_name(name), kind, *(fields.get(c) for c in columns))
    return profile(row, (), [(contact, None, None, None)] if contact else ())


def _pair(one: dict[str, Any], other: dict[str, Any]) -> Pair | None:
    return compare(_one(1, **one), _one(2, **other))


def _class(one: dict[str, Any], other: dict[str, Any]) -> str | None:
    pair = _pair(one, other)
    return pair.cls if pair else None


PHONE = {"phone": "13800000001"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name": "成都远鑫科技有限公司", **PHONE}, {"name": "遠鑫科技（成都）", **PHONE}),
        ({"name": "Acme Intl Co., Ltd.", **PHONE}, {"name": "ACME International", **PHONE}),
        ({"name": "Ann Lee", "kind": "person", "email": "a@b.cd"}, {"name": "Lee, Ann", "kind": "person", "email": "a@b.cd"}),
        ({"name": "王芳", "kind": "person", **PHONE}, {"name": "王芳女士", "kind": "person", **PHONE}),
        (
            {"name": "Ann Lee", "kind": "person", "birthday": "1980-02-03", "street": "1 High St", "city": "成都"},
            {"name": "Ann Lee", "kind": "person", "birthday": "1980-02-03", "street": "1 High St", "city": "成都"},
        ),
    ],
)  # fmt: skip
def test_certain(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert _class(one, other) == _class(other, one) == "certain"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name": "成都安定酒店有限公司"}, {"name": "安定酒店", "city": "成都市"}),
        ({"name": "远鑫科技", **PHONE}, {"name": "远鑫", **PHONE}),
        ({"name": "张建华", "kind": "person", **PHONE}, {"name": "远鑫科技", "contact": "张建华", **PHONE}),
        ({"name": "Ann Lee", "kind": "person", **PHONE}, {"name": "Anne Lee", "kind": "person", **PHONE}),
    ],
)
def test_likely(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert _class(one, other) == _class(other, one) == "likely"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name": "远鑫科技", **PHONE}, {"name": "大河广告", **PHONE}),
        ({"name": "王芳", "kind": "person", **PHONE}, {"name": "李强", "kind": "person", **PHONE}),
        ({"name": "成都远鑫科技有限公司", **PHONE}, {"name": "重庆远鑫科技有限公司", **PHONE}),
    ],
)
def test_possible(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert _class(one, other) == _class(other, one) == "possible"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name": "大河有限公司", **PHONE}, {"name": "大河有限公司北京分公司", **PHONE}),
        ({"name": "大河有限公司上海分公司", **PHONE}, {"name": "大河有限公司北京分公司", **PHONE}),
        ({"name": "小店（南京路店）", **PHONE}, {"name": "小店（北京路店）", **PHONE}),
        ({"name": "成都第一中学", **PHONE}, {"name": "成都第二中学", **PHONE}),
        ({"name": "王芳", "kind": "person", "phone": "13800000001"}, {"name": "王芳", "kind": "person", "phone": "13900000009"}),
        ({"name": "成都远鑫科技有限公司"}, {"name": "重庆远鑫科技有限公司"}),
    ],
)  # fmt: skip
def test_not_worth_a_look(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert _pair(one, other) is None


def test_another_birthday_or_city_is_never_certain() -> None:
    ann = {"name": "Ann Lee", "kind": "person", "email": "a@b.cd", **PHONE}
    assert _class(ann | {"birthday": "1980-02-03"}, ann | {"birthday": "1950-07-08"}) != "certain"
    firm = {"name": "远鑫科技", "email": "a@b.cd", **PHONE}
    assert _class(firm | {"city": "成都"}, firm | {"city": "重庆"}) != "certain"


def test_a_district_is_no_other_city() -> None:
    pair = _pair({"name": "成都远鑫科技", **PHONE}, {"name": "远鑫科技", "city": "武侯区", **PHONE})
    assert pair and pair.cls == "certain"


def test_the_score_is_the_sum_of_its_terms() -> None:
    pair = _pair({"name": "远鑫科技", "phone": "13800000001"}, {"name": "远鑫", "phone": "13800000001"})
    assert (
        pair and pair.score == sum(t.weight for t in pair.terms) == WEIGHTS["short_name"] + WEIGHTS["phone"]
    )
    assert (pair.left_id, pair.right_id) == (1, 2)
    assert [t.shown for t in pair.terms if t.reason == "phone"] == ["13800000001"]


def test_further_phones_and_those_of_contact_persons_count() -> None:
    row = (1, "远鑫", "远鑫", "company", None, None, None, None, None, None, None)
    held = profile(row, [("phone", "13800000001")], [("张建华", "13800000002", None, "zjh001")])
    assert (held.phones, held.wechats, held.contact_persons) == (
        ("13800000001", "13800000002"),
        ("zjh001",),
        ("张建华",),
    )


def test_a_phone_that_many_share_proves_nothing() -> None:
    names = "甲乙丙丁戊己庚辛"
    crowd = [_one(i, f"{name}江{name}海", **PHONE) for i, name in enumerate(names[: SHARED_BY + 1])]
    assert find_pairs(crowd) == []
    assert len(find_pairs([_one(i, f"{n}江{n}海", **PHONE) for i, n in enumerate(names[:2])])) == 1


def test_the_order_of_records_does_not_matter() -> None:
    case = companies(150, random.Random(5))
    there = profiles_of(case.rows)
    back = list(reversed(profiles_of(case.rows)))
    found = {(p.left_id, p.right_id, p.score, p.cls) for p in find_pairs(there)}
    assert found and found == {(p.left_id, p.right_id, p.score, p.cls) for p in find_pairs(back)}


def test_the_surest_come_first() -> None:
    pairs = find_pairs(profiles_of(people(300, random.Random(2)).rows))
    assert [p.score for p in pairs] == sorted((p.score for p in pairs), reverse=True)
    assert {p.cls for p in pairs} == set(CLASSES)


@pytest.mark.parametrize("make", [people, companies])
@pytest.mark.parametrize("seed", [11, 12])
def test_known_answers(make: Any, seed: int) -> None:
    """Of what is merged without a question nothing is wrong; what is shown as likely is nearly everything."""
    case: Case = make(2_000, random.Random(seed))
    truth = case.truths()
    pairs = find_pairs(profiles_of(case.rows))
    certain = [(p.left_id, p.right_id) for p in pairs if p.cls == "certain"]
    likely = [(p.left_id, p.right_id) for p in pairs if p.cls != "possible"]
    assert sum(p in truth for p in certain) / len(certain) >= 0.999
    assert sum(p in truth for p in likely) / len(likely) >= 0.9
    assert len(truth.intersection(likely)) / len(truth) >= 0.95
