"""Who is called is found: by whatever people know of a customer, in every command that takes one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Crm

#: (id, what is added): the fields of `add`, then what `edit` sets.
_PEOPLE = (
    ("杭州云栖数据有限公司", ("--phone", "0571-88881234"), ("备注=喜欢龙井",)),
    ("Löwen Technik GmbH", ("--phone", "+49 30 901820", "--email", "info@loewen.example"), ()),
    ("D’Arcy & Søn", ("--phone", "+45 32 12 34 56",), ("external_id=K-77",)),
    ("曾國強", ("--phone", "13800138000"), ("wechat=zgq_88",)),
    ("宁波远航物流", ("--phone", "0574-88885678-802"), ()),
    ("苏州云溪茶庄", ("--phone", "0512-65556666"), ()),
)  # fmt: skip
_SHEET = """名称,电话,联系人,联系人电话,门禁密码,别名
合肥大泰医疗,0551-64440001,章子怡,13900139001,红色三号门,红十字店
"""


@pytest.fixture
def crm(crm: Crm, tmp_path: Path) -> Crm:
    for name, fields, more in _PEOPLE:
        crm.ok("add", name, *fields)
        for pair in more:
            crm.ok("edit", name, pair)
    sheet = tmp_path / "kunden.csv"
    sheet.write_text(_SHEET, encoding="utf-8")
    crm.ok("import", str(sheet), "--yes")
    return crm


#: What somebody types, and the name of the only one who is meant.
_TYPED = [
    # Names: any script, width, accents, quotes, order of words, legal form.
    ("云栖", "杭州云栖数据有限公司"), ("数据 云栖", "杭州云栖数据有限公司"), ("雲棲數據", "杭州云栖数据有限公司"),
    ("杭州云栖数据股份有限公司", "杭州云栖数据有限公司"), ("technik lowen", "Löwen Technik GmbH"), ("LÖWEN", "Löwen Technik GmbH"),
    ("d'arcy son", "D’Arcy & Søn"), ("DARCY", "D’Arcy & Søn"), ("曾国强", "曾國強"), ("ｔｅｃｈｎｉｋ", "Löwen Technik GmbH"),
    # Pinyin: initials and syllables of any part.
    ("hzyqsj", "杭州云栖数据有限公司"), ("yqsj", "杭州云栖数据有限公司"), ("yunqi", "杭州云栖数据有限公司"), ("shuju", "杭州云栖数据有限公司"),
    ("yunq", "杭州云栖数据有限公司"), ("zenggq", None), ("zengguoqiang", "曾國強"), ("zhangziyi", "合肥大泰医疗"), ("zzy", "合肥大泰医疗"),
    # Phones: any writing, with and without area code, extension and country; the last four digits; further ones.
    ("+86 138-0013-8000", "曾國強"), ("008613800138000", "曾國強"), ("１３８００１３８０００", "曾國強"), ("138 0013 8000", "曾國強"),
    ("057188881234", "杭州云栖数据有限公司"), ("0571 8888 1234", "杭州云栖数据有限公司"), ("+86 571 88881234", "杭州云栖数据有限公司"),
    ("88881234", "杭州云栖数据有限公司"), ("88881234转3", "杭州云栖数据有限公司"), ("0574-88885678", "宁波远航物流"),
    ("0574-88885678转802", "宁波远航物流"), ("88885678", "宁波远航物流"), ("8000", "曾國強"), ("5678", "宁波远航物流"),
    ("030 901820", "Löwen Technik GmbH"), ("13900139001", "合肥大泰医疗"), ("9001", "合肥大泰医疗"),
    # Mail, WeChat, numbers, other names, contact persons.
    ("info@loewen.example", "Löwen Technik GmbH"), ("zgq_88", "曾國強"), ("K-77", "D’Arcy & Søn"), ("k-77", "D’Arcy & Søn"),
    ("红十字店", "合肥大泰医疗"), ("章子怡", "合肥大泰医疗"),
]  # fmt: skip


def test_whoever_is_typed_is_found_by_every_command(crm: Crm) -> None:
    wrong = []
    for typed, name in _TYPED:
        if name is None:
            continue
        listed = [row["name"] for row in crm.json("find", typed)]
        shown = crm.json("show", typed)["name"]
        if listed != [name] or shown != name:
            wrong.append((typed, listed, shown))
    assert wrong == []


def test_a_complaint_is_opened_for_whoever_is_typed(crm: Crm) -> None:
    for typed, name in [("88881234", "杭州云栖数据有限公司"), ("yqsj", "杭州云栖数据有限公司"), ("+8613800138000", "曾國強"),
                        ("0574-88885678转802", "宁波远航物流"), ("technik lowen", "Löwen Technik GmbH"),
                        ("9001", "合肥大泰医疗")]:  # fmt: skip
        crm.ok("complaint", "open", typed, "迟到")
        assert crm.json("complaint", "list")[-1]["customer"] == name or name in [
            row["customer"] for row in crm.json("complaint", "list")
        ]
    assert len(crm.json("find")) == len(_PEOPLE) + 1


def test_notes_and_own_columns_are_found_and_marked_but_name_nobody(crm: Crm) -> None:
    [noted] = crm.json("find", "龙井")
    assert (noted["name"], noted["found_in"]) == ("杭州云栖数据有限公司", "note")
    [own] = crm.json("find", "三号门")
    assert (own["name"], own["found_in"]) == ("合肥大泰医疗", "门禁密码")
    for typed, field in (
        ("红十字", "alias"),
        ("zhangziyi", "person"),
        ("64440001", "further_way"),
        ("合肥 三号门", "门禁密码"),
    ):
        assert [row["found_in"] for row in crm.json("find", typed)] == [field], typed
    run = crm("show", "龙井")
    assert run.status == 4
    assert "杭州云栖数据有限公司" in run.err
    assert [row["found_in"] for row in crm.json("find", "云栖")] == [None]


@pytest.mark.parametrize(
    ("typed", "name"),
    [("杭州云棋数据", "杭州云栖数据有限公司"), ("Lowen Tecnik", "Löwen Technik GmbH"), ("曾国墙", "曾國強"), ("远杭物流", "宁波远航物流")],
)  # fmt: skip
def test_where_nothing_fits_the_nearest_spellings_are_offered(crm: Crm, typed: str, name: str) -> None:
    assert crm.json("find", typed) == []
    assert name in crm.ok("find", typed).out
    run = crm("show", typed)
    assert run.status == 4
    assert name in run.err


def test_a_local_number_of_several_cities_is_our_own_city_s(crm: Crm) -> None:
    for name, phone in (
        ("甲店", "0571-62220001"),
        ("乙店", "0571-62220002"),
        ("丙店", "010-62220002"),
        ("丁店", "0571-62220003"),
    ):
        crm.ok("add", name, "--phone", phone)
    assert crm.json("show", "62220002")["name"] == "乙店"
    assert [row["name"] for row in crm.json("find", "62220002")] == ["乙店", "丙店"]


def test_what_a_customer_was_called_before_still_finds_it(crm: Crm) -> None:
    crm.ok("add", "杭州云栖旧公司", "--phone", "13700137000")
    old = crm.json("show", "13700137000")["code"]
    crm.ok("merge", "1", "13700137000")
    for typed in ("旧公司", "jiugongsi", old, old.lower(), "13700137000"):
        assert [row["id"] for row in crm.json("find", typed)] == [1], typed
        assert crm.json("show", typed)["id"] == 1
    crm.ok("undo")
    assert crm.json("show", "旧公司")["code"] == old


def test_what_is_changed_or_taken_back_is_found_as_it_is_now(crm: Crm) -> None:
    crm.ok("edit", "yqsj", "名称=绍兴云海数据", "phone=13600136000")
    assert crm.json("find", "yqsj") == []
    assert [row["id"] for row in crm.json("find", "sxyhsj")] == [1]
    assert [row["id"] for row in crm.json("find", "6000")] == [1]
    crm.ok("undo")
    assert [row["id"] for row in crm.json("find", "yqsj")] == [1]
    assert crm.json("find", "13600136000") == []


def test_an_import_finds_landlines_with_and_without_the_area_code(crm: Crm, tmp_path: Path) -> None:
    for name, phone in (
        ("甲店", "0571-62220001"),
        ("乙店", "0571-62220002"),
        ("丙店", "010-62220002"),
        ("丁店", "63330003"),
    ):
        crm.ok("add", name, "--phone", phone)
    sheet = tmp_path / "跟进.csv"
    rows = [
        ("62220001", "甲店"),
        ("62220002", "乙店"),
        ("0571-63330003", "丁店"),
        ("88885678", "宁波远航物流"),
    ]
    lines = [f"2026-11-0{n},{phone},电话,聊了{n}" for n, (phone, _name) in enumerate(rows, 1)]
    sheet.write_text("\n".join(["日期,客户电话,方式,内容", *lines]), encoding="utf-8")
    crm.ok("import", str(sheet), "--yes")
    for n, (phone, name) in enumerate(rows, 1):
        assert [c["content"] for c in crm.json("show", name)["interactions"]] == [f"聊了{n}"], phone


def test_words_need_no_quotes(crm: Crm) -> None:
    assert [row["name"] for row in crm.json("find", "数据", "云栖")] == ["杭州云栖数据有限公司"]
    assert [row["name"] for row in crm.json("find", "138", "0013", "8000")] == ["曾國強"]


@pytest.mark.parametrize(
    "term", ["云" * 50_000, "zq " * 5_000, "云栖" + "x" * 5_000, "1" * 900, " ".join(["yun"] * 900)]
)
def test_a_term_of_any_length_is_answered(crm: Crm, term: str) -> None:
    assert crm("find", term).status == 0
    assert crm("show", term).status == 4


def test_a_name_of_any_length_is_answered_in_words(crm: Crm, tmp_path: Path) -> None:
    long = "云栖" * 15_000
    (tmp_path / "a.csv").write_text(f"日期,客户,方式,内容\n2026-11-01,{long},电话,聊了\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text(f"客户名称,城市\n{long},杭州\n", encoding="utf-8")
    for words in (
        ("import", str(tmp_path / "a.csv"), "--yes"),
        ("import", str(tmp_path / "b.csv"), "--yes"),
        ("add", long),
    ):
        assert crm(*words).status == 5, words


@pytest.mark.file
def test_a_number_or_an_address_that_is_hidden_in_part_is_nobodys(crm: Crm) -> None:
    crm.ok("add", "远鑫", "--phone", "13800001234", "--email", "real@example.com", "--wechat", "real88")
    crm.ok("add", "1381234")
    masked = ("138****1234", "138xxxx1234", "+86 138****1234", "r***@example.com", "real@e***.com")
    crm.refuses(
        (words, 4) for text in masked for words in (("show", text), ("complaint", "open", text, "bad"))
    )
    crm.refuses(
        (words, 5)
        for field in ("email=r***@example.com", "wechat=re**88", "phone=138****1234")
        for words in (("edit", "远鑫", field), ("add", "新店", field))
    )
    assert "hidden in part" in crm("edit", "远鑫", "wechat=re**88").err
    sheet = crm.folder / "m.csv"
    sheet.write_text(
        "客户名称,电话,邮箱,微信\n远鑫,13800001234,r***@example.com,re**88\n新店,138****5555,n***@example.com,ne**99\n",
        encoding="utf-8",
    )
    run = crm("import", str(sheet), "--yes")
    assert run.status == 0
    assert "电话: 1 value is hidden in part" in run.err + run.out
    assert "邮箱: 2 values are hidden in part" in run.err + run.out
    for name, kept in (("远鑫", ("real@example.com", "real88")), ("新店", (None, None))):
        shown = crm.json("show", name)
        assert (shown["email"], shown["wechat"]) == kept
        assert {"邮箱", "微信"} <= shown["custom"].keys()
