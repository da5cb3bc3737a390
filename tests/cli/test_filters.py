"""Filters over a small company: what each finds, what is refused and how, and where they are taken."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmcli.clock import AsOf
from crmcli.database.location import Location
from crmcli.judging.filter_fields import Field
from crmcli.policy import default_policy
from crmcli.queries.filters.filtered import Asked, Narrow
from crmcli.queries.filters.summed import FACTS
from crmcli.store import Store, View
from crmcli.verdicts.standings import gathered
from crmcli.workflows import filtering
from tests.cli.conftest import Crm, beginning


@beginning
def company(crm: Crm) -> None:
    """Four customers: 1 buys and complains, 2 was called, 3 is a person with tags, 4 has nothing but a name."""
    crm.ok("staff", "add", "Wang")
    crm.ok("add", "安定物业有限公司", "--phone", "13911829855", "--city", "上海", "--set", "industry=物业")
    crm.ok("add", "青禾餐饮有限公司", "--city", "上海市", "--owner", "Wang", "--set", "size=small")
    crm.ok("add", "周敏", "--tags", "VIP,酒店", "--set", "kind=person", "--set", "stated_tier=A")
    crm.ok("add", "Far East Ltd", "--set", "country=US", "--set", "birthday=11-21")
    crm.ok("purchase", "add", "1", "60000", "--at", "2026-10-01")
    crm.ok("purchase", "add", "1", "500", "--at", "2026-11-02")
    crm.ok("log-contact", "#2", "phone", "谈续约", "--at", "2026-08-01")
    crm.ok("complaint", "open", "1", "迟到")
    (crm.folder / "own.csv").write_text(
        "客户名称,合同面积,备用一,层高(米),Far end\n青禾餐饮有限公司,1200,a b,4,7\n周敏,90,,3,\n",
        encoding="utf-8",
    )
    crm.ok("import", str(crm.folder / "own.csv"), "--kind", "customers", "--yes")


_FOUND = [
    ("生日~11-", [4]), ("birthday=none", [1, 2, 3]),
        ("city=上海", [1]), ("city~上海", [1, 2]), ("城市!=上海", [2, 3, 4]), ("城市=无", [3, 4]), ("城市!=none", [1, 2]),
        ("city in (上海, 上海市)", [1, 2]), ("name~far", [4]), ("名称='ＦＡＲ east ltd'", [4]), ("name!~有限公司", [3, 4]),
        ("phone=13911829855", [1]), ("phone='+86 139 1182 9855'", [1]), ("phone~1182", [1]),
        ("tier=重点", [1, 3]), ("tier=key", [1, 3]), ("tier!=key", [2, 4]), ("kind=个人", [3]), ("size=小型", [2]), ("stated_tier=重点", [3]),
        ("owner=Wang", [2]), ("负责人=我", [1, 3, 4]), ("owner in (me, Wang)", [1, 2, 3, 4]),
        ("tag=VIP", [3]), ("标签=酒店", [3]), ("tag~vi", [3]), ("tag!=VIP", [1, 2, 4]), ("tag=无", [1, 2, 4]),
        ("spend_12m>=6万", [1]), ("spend_12m=60500", [1]), ("近12个月消费额>60500", []), ("spend_12m<1", [2, 3, 4]),
        ("orders_total>=2", [1]), ("订单总数=0", [2, 3, 4]), ("complaints_open=1", [1]), ("last_purchase>=2026-11-01", [1]),
        ("last_contact<-60d", [2]), ("最近跟进=2026-08-01", [2]), ("last_contact=none", [1, 3, 4]), ("last_purchase!=2026-11-02", [2, 3, 4]),
        ("days_since_contact>100", [2]), ("is_member=no", [1, 2, 3, 4]), ("会员=是", []), ("contract_in_force=yes", []),
        ("合同面积>100", [2]), ("合同面积<100", [3]), ("custom.合同面积=1200", [2]), ("备用一='a b'", [2]), ("合同面积=无", [1, 4]),
        ("层高>3", [2]), ("'层高(米)'>3", [2]), ("“层高(米)”=3 或 层高>3", [2, 3]), ("'Far end'=7", [2]),
        ("tier=key and city~上海", [1]), ("tier=key or tag=VIP", [1, 3]), ("not (tier=key or tag=VIP)", [2, 4]),
        ("city~上海 and last_contact<-60d", [2]), ("not last_contact<-60d and city~上海", [1]), ("orders_total=2 or city=上海市", [1, 2]),
        ("not (orders_total=2 and tier=key)", [2, 3, 4]), ("下次跟进!=无 且 国家=US", [4]),
]  # fmt: skip


def test_a_filter_finds(company: Crm) -> None:
    found = {where: [row["id"] for row in company.json("find", "--where", where)] for where, _ids in _FOUND}
    wrong = {where: ids for where, ids in found.items() if ids != dict(_FOUND)[where]}
    assert wrong == {}


@pytest.mark.file
@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("citty=上海", "There is no field citty: »citty«=上海"), ("tier=kex", "kex is no value of tier: tier=»kex«"),
        ("city=a and tier>key", "tier can't be compared by >: city=a and »tier«>key"), ("name>3", "compared by >"),
        ("spend_12m>much", "much is no value"), ("last_contact<someday", "someday is no value"), ("owner=Nobody", "Nobody is no value"),
        ("orders_total=1e400", "no value"), ("is_member=3", "no value"), ("tier=key and", "can't be read: tier=key and»«"),
        ("@nothing", "No filter is kept so: »@nothing«"), ("city in (a,)", "can't be read"),
    ],
)  # fmt: skip
def test_what_is_no_filter_is_told_at_its_place(company: Crm, where: str, said: str) -> None:
    run = company("find", "--where", where)
    assert (run.status, said in run.err) == (2, True), run.err


@pytest.mark.file
def test_a_near_field_is_offered(company: Crm) -> None:
    assert "city" in company("find", "--where", "citty=x").err.splitlines()[1]


_PARTS = (
    "tier=key", "tier!=key", "city=上海", "city=无", "spend_12m>=6万", "owner=Wang", "owner!=Wang", "next_contact>2026-11-21", "tag=VIP",
    "orders_total>=2", "last_contact<-60d", "health=none", "status in (active, closed)", "合同面积>100",
    "city!~上", "city in (上海, 成都)", "name~far", "name!~east", "name~“远 鑫”", "tag!=VIP", "tag~v", "note~%", "email~_", "code~c00", "source=referral",
)  # fmt: skip
_FILTERS = st.recursive(
    st.sampled_from(_PARTS),
    lambda inner: (
        st.builds("not ({})".format, inner)
        | st.builds("({}) {} ({})".format, inner, st.sampled_from(("and", "or")), inner)
    ),
    max_leaves=5,
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(where=_FILTERS)
def test_what_the_database_decides_and_sums_up_changes_nothing(company: Crm, where: str) -> None:
    def found() -> list[Any]:
        return [row["id"] for row in company.json("find", "--where", where)]

    with pytest.MonkeyPatch.context() as patch:
        for way in ("of", "among", "worded"):
            patch.setattr(Narrow, way, classmethod(lambda cls, *_told: cls()))
        patch.setattr(filtering, "FACTS", {})
        slowly = found()
    assert found() == slowly
    with pytest.MonkeyPatch.context() as patch:
        # As where customers have more different texts than are looked through.
        patch.setattr(filtering, "_FEW", -1)
        assert found() == slowly


def test_every_fact_that_is_summed_up_is_the_one_that_rules_judge_by(company: Crm) -> None:
    """Also with refunds, returns, opening balances, several lines of an order and answers of one instant."""
    for words in (
        ("purchase", "add", "2", "500", "--order", "A1", "--product", "x", "--at", "2026-03-01"),
        ("purchase", "add", "2", "300", "--order", "A1", "--product", "y", "--at", "2026-03-02"),
        ("purchase", "add", "2", "80", "--order", "A2", "--at", "2025-11-20"),
        ("purchase", "add", "2", "90", "--order", "A3", "--at", "2025-11-21"),
        ("purchase", "refund", "A2"), ("purchase", "refund", "A1", "--amount", "120"),
        ("purchase", "add", "3", "70", "--status", "ordered"), ("log-contact", "#3", "wechat", "节日好", "--care"),
        ("survey", "record", "2", "--overall", "3", "--nps", "7"), ("survey", "record", "2", "--overall", "5"),
        ("complaint", "resolve", "1", "道歉"), ("edit", "3", "budget=5万", "timing=春天"),
    ):  # fmt: skip
        company.ok(*words)
    book = company.folder / "opening.csv"
    book.write_text(
        "客户名称,联系电话,累计消费,累计订单数\nFar East Ltd,13900000008,8000,7\n", encoding="utf-8"
    )
    company.ok("import", str(book), "--yes")
    with closing(Store.open(Location.parse(company.place))) as store:
        view = View(store, default_policy(), AsOf(datetime(2026, 11, 20, 2, tzinfo=UTC), date(2026, 11, 20)))
        asked = Asked(frozenset(Field("number", "summed", name) for name in FACTS), Narrow(), view.rates)
        rows = {row["id"]: dict(row) for row in store.customers.narrowed(asked, filtering.windows(view))}
        told = {facts.customer_id: facts for facts in gathered(view)}
    for key, facts in told.items():
        wanted = {name: getattr(facts, name) for name in FACTS}
        assert {name: rows[key][name] for name in FACTS} == {
            name: value.isoformat() if isinstance(value, date) else value for name, value in wanted.items()
        }, key


def test_filters_are_kept_shared_and_taken_back(company: Crm) -> None:
    assert company.json("segment", "save", "好客户", "tier=key or tag=VIP")["customers"] == 2
    assert (
        company.json("segment", "save", "@mine", "@好客户 and owner=me")["filter"] == "@好客户 and owner=me"
    )
    assert [row["id"] for row in company.json("find", "--where", "@mine and city~上海")] == [1]
    assert company("segment", "save", "好客户", "@mine").status == 2
    assert company("segment", "save", "a b", "tier=key").status == 2
    assert company("segment", "save", "bad", "tier=").status == 2
    company.ok("segment", "save", "好客户", "tag=VIP")
    assert [(row["name"], row["filter"]) for row in company.json("segment", "list")] == [
        ("mine", "@好客户 and owner=me"), ("好客户", "tag=VIP"),
    ]  # fmt: skip
    assert company.json("segment", "show", "@mine") == {
        "name": "mine", "filter": "@好客户 and owner=me", "author": "Lee", "created_on": "2026-11-20", "customers": 1,
    }  # fmt: skip
    assert "由Lee保存，始于2026-11-20" in company.ok("segment", "show", "好客户", "--lang", "zh").out
    company.ok("segment", "remove", "mine")
    for verb in ("show", "remove"):
        assert company("segment", verb, "mine").status == 4
    company.ok("undo", "--yes")
    assert len(company.json("segment", "list")) == 2


def test_filters_in_each_other_end(company: Crm) -> None:
    """Nests deeper than an engine reads are made out all the same; what grows with every step is told."""
    company.ok("segment", "save", "x0", "tier=key")
    company.ok("segment", "save", "x1", f"{'not ' * 48}@x0")
    company.ok("segment", "save", "x2", f"{'not ' * 48}@x1")
    assert [row["id"] for row in company.json("find", "--where", "@x2")] == [1, 3]
    for n in (2, 3):
        run = company("segment", "save", f"x{n}", " and ".join([f"@x{n - 1}"] * 40))
    assert (run.status, "stand in each other: " in run.err) == (2, True), run.err
    assert company("segment", "save", "a\x07b", "tier=key").status == 2


def test_lists_waves_and_other_commands_take_them(company: Crm) -> None:
    assert company.ok("find", "--where", "tier!=key", "--format", "ids").out.split() == [
        "C000002",
        "C000004",
    ]
    assert company.ok("complaint", "list", "--format", "ids").out == "TS2026-0001\n"
    assert [row["id"] for row in company.json("find", "公司", "--where", "city=上海")] == [1]
    assert [
        row["id"] for row in company.json("export", "customers", "--where", "tag=VIP", "--tier", "key")
    ] == [3]
    assert [row["customer"] for row in company.json("export", "purchases", "--where", "tier=key")] == [
        "安定物业有限公司"
    ] * 2
    asked = company.json("survey", "wave", "open", "x", "--dry-run", "--where", "spend_12m>=5万")
    assert list(asked["customers"]) == [1]
    assert company("export", "due", "-o", "due.ics", "--where", "tier=key").status == 2


@pytest.mark.file
def test_lists_of_records_are_those_of_the_customers_found(company: Crm, tmp_path: Path) -> None:
    photo = tmp_path / "a.jpg"
    photo.write_bytes(b"\xff\xd8\xff")
    for name in ("1", "2"):
        company.ok("task", "add", "call", "--due", "today", "--customer", name)
        company.ok("feedback", "add", name, "good")
        company.ok("contact", "add", name, "王芳")
        company.ok("contract", "add", name, "900")
        company.ok("opportunity", "add", name, "deal")
        company.ok("attachment", "add", name, str(photo))
        company.ok("plan", "set", name, "--every", "9d", "--reason", "x")
        company.ok("complaint", "open", name, "late again", "--new")
    company.ok("task", "add", "of nobody", "--due", "today")
    lists = (
        ("purchase", "list"), ("complaint", "list"), ("task", "list"), ("feedback", "list"), ("contact", "list"),
        ("due", "--team", "--days", "99"), ("contract", "list"), ("opportunity", "list"), ("attachment", "list"), 
    )  # fmt: skip
    for words in lists:
        every = [row["customer_id"] for row in company.json(*words)]
        assert set(every) > {1} or words[0] in ("purchase", "complaint")
        found = [row["customer_id"] for row in company.json(*words, "--where", "spend_12m>=6万")]
        assert found == [i for i in every if i == 1] and found, words
        assert company.json(*words, "--where", "city=none and tag=none and spend_12m>1") == []
        assert company(*words, "--where", "citty=1").status == 2
    assert len(company.json("due", "--team", "--where", "city~上海", "--limit", "1")) == 1
    # Of the pool, of approvals, of cases and answers too.
    for words in (
        ("pool", "list"),
        ("review", "queue"),
        ("complaint", "cases", "late"),
        ("survey", "results"),
    ):
        assert company(*words, "--where", "citty=1").status == 2
        company.ok(*words, "--where", "spend_12m>=6万")
    company.ok("edit", "1", "--owner", "none")
    company.ok("edit", "2", "--owner", "none")
    for words in (("pool", "list"), ("plan", "list")):
        codes = [row["code"] for row in company.json(*words)]
        assert set(codes) > {"C000001"}
        assert [row["code"] for row in company.json(*words, "--where", "spend_12m>=6万")] == ["C000001"]


@pytest.fixture
def invited(company: Crm) -> Crm:
    """Two campaigns: 1 and 2 came to the first, 3 declined it, 4 signed up for the second."""
    company.ok("loyalty", "join", "1")
    company.ok("campaign", "add", "Open day", "--kind", "party", "--from", "2026-11-20")
    company.ok("campaign", "add", "Open lab", "--kind", "launch", "--from", "2026-11-25")
    company.ok("campaign", "attend", "Open day", "1", "2")
    company.ok("campaign", "answer", "Open day", "3", "no")
    company.ok("campaign", "answer", "Open lab", "4", "yes")
    return company


def test_those_who_were_invited_or_came_are_found(invited: Crm) -> None:
    for where, ids in (
        ("campaign='Open day'", [1, 2]), ("活动='open DAY'", [1, 2]), ("campaign~open", [1, 2, 4]), ("campaign!='Open day'", [3, 4]),
        ("campaign!~lab", [1, 2, 3]), ("campaign in ('Open day', 'Open lab')", [1, 2, 4]), ("campaign=none", [3]), ("campaign!=none", [1, 2, 4]),
        ("campaign in (none, 'Open lab')", [3, 4]), ("attended='Open lab'", []), ("到场~day", [1, 2]), ("attended=none", [3, 4]),
        ("attended='Open day' and city=上海", [1]), ("not attended='Open day' or city=上海", [1, 3, 4]), ("member=yes", [1]), ("level=platinum", [1]), ("level=gold", []),
        ("member=yes and attended='Open day'", [1]),
    ):  # fmt: skip
        assert [row["id"] for row in invited.json("find", "--where", where)] == ids, where
    run = invited("find", "--where", "campaign=Opening")
    assert run.status == 2 and "Opening is no value of campaign: campaign=»Opening«" in run.err
    assert invited("find", "--where", "campaign>'Open day'").status == 2


def test_a_wave_and_a_segment_take_those_who_came(invited: Crm) -> None:
    invited.ok("segment", "save", "guests", "attended='Open day'")
    assert [row["id"] for row in invited.json("find", "--where", "@guests and member=yes")] == [1]
    invited.ok("consent", "grant", "survey", "--where", "name!=none")
    invited.ok("survey", "wave", "open", "after", "--where", "attended='Open day' and level=platinum")
    shown = invited.json("survey", "wave", "show", "after")
    assert shown["invited"] == 1
