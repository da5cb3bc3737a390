"""Accounts on social platforms: one normal form, by hand and by import, found, matched, shown and written."""

from __future__ import annotations

from pathlib import Path

import pytest

from crmcli import errors
from tests.cli.conftest import Crm
from tests.cli.test_import import rows, totals

_LIST = """客户名称,电话,微博,抖音号,LinkedIn,Twitter URL,官网
远鑫酒店,13911829855,@远鑫酒店,YX88,https://www.linkedin.com/company/yuanxin/,粉丝很多 呢,www.yx.example;https://facebook.com/yuanxin
盛信物流,13911829856,,,,,
"""
_ACCOUNTS = "weibo:远鑫酒店;douyin:yx88;linkedin:company/yuanxin;facebook:yuanxin"


def _sheet(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_columns_of_platforms_become_accounts_by_which_rows_are_matched(crm: Crm, tmp_path: Path) -> None:
    assert totals(crm, _sheet(tmp_path / "a.csv", _LIST)) == {"created": 2}
    row = rows(crm, "customers")[0]
    assert (row["social"], row["website"]) == (_ACCOUNTS, "www.yx.example")
    assert row["custom.Twitter URL"] == "粉丝很多 呢"  # no account
    for term in ("https://linkedin.com/company/Yuanxin", "微博:远鑫酒店", "yx88"):
        assert [r["code"] for r in crm.json("find", term)] == ["C000001"], term
    assert "微博 远鑫酒店 · 抖音 yx88 · 领英 company/yuanxin" in crm.ok("show", "1", "--lang", "zh").out
    # Whoever has an account of somebody known, and is called alike, is that one.
    again = "Customer,Social accounts,City\n远鑫酒店有限公司,https://www.douyin.com/user/x; 抖音:yx88,成都\n"
    assert totals(crm, _sheet(tmp_path / "b.csv", again)) == {"updated": 1}
    assert rows(crm, "customers")[0]["social"] == f"{_ACCOUNTS};douyin:user/x"
    for name in ("c.xlsx", "c.csv", "c.json"):
        crm.ok("export", "customers", "-o", str(tmp_path / name))
        assert totals(crm, str(tmp_path / name)) == {"unchanged": 2}, name


def test_accounts_are_entered_by_hand(crm: Crm, tmp_path: Path) -> None:
    crm.ok("add", "Harbour Hotel", "social=https://x.com/Harbour;ins:@harbour")
    crm.ok("contact", "add", "1", "Ann", "social=linkedin.com/in/ann")
    assert [(w["value"], w["person"]) for w in crm.json("show", "1")["contact_points"]] == [
        ("x:harbour", None), ("instagram:harbour", None), ("linkedin:ann", "Ann"),
    ]  # fmt: skip
    out = crm.ok("edit", "1", "社交账号=小红书:海港", "--lang", "zh").out
    assert "社交账号  x:harbour;instagram:harbour  xiaohongshu:海港" in out
    crm.ok("contact", "edit", "Ann", "social=")
    assert [w["value"] for w in crm.json("show", "1")["contact_points"]] == ["xiaohongshu:海港"]
    assert "nothing changed" in crm.ok("edit", "1", "social=xhs:海港").out
    crm.ok("undo", "5")
    assert [w["value"] for w in crm.json("show", "1")["contact_points"]] == [
        "linkedin:ann",
        "xiaohongshu:海港",
    ]
    crm.refuses([(("edit", "1", "social=harbour"), errors.Invalid.status)])


def test_websites_are_entered_by_hand_in_one_form(crm: Crm, tmp_path: Path) -> None:
    crm.ok("add", "Harbour Hotel", "website=HTTPS://WWW.Harbour.example/")
    crm.ok("contact", "add", "1", "Ann", "website=Harbour.example/Ann/")
    out = crm.ok(
        "edit", "1", "网址=www.harbour.example；harbour.example/, spa.harbour.example", "--lang", "zh"
    ).out
    assert "网址  https://www.harbour.example  www.harbour.example;spa.harbour.example" in out
    ways = [(w["kind"], w["value"], w["person"]) for w in crm.json("show", "1")["contact_points"]]
    assert ways == [
        ("url", "harbour.example/Ann", "Ann"), ("url", "www.harbour.example", None), ("url", "spa.harbour.example", None),
    ]  # fmt: skip
    assert [r["code"] for r in crm.json("find", "www.spa.harbour.example")] == ["C000001"]
    crm.ok("export", "customers", "-o", str(tmp_path / "c.csv"))
    assert totals(crm, str(tmp_path / "c.csv")) == {"unchanged": 1}
    assert "nothing changed" in crm.ok("contact", "edit", "Ann", "website=harbour.example/Ann").out
    crm.ok("contact", "edit", "Ann", "website=")
    crm.ok("undo", "4", "--yes")
    assert [w["value"] for w in crm.json("show", "1")["contact_points"]] == ["https://www.harbour.example"]
    crm.refuses(
        [
            (("edit", "1", "website=hello"), errors.Invalid.status),
            (("edit", "1", "website=https://weibo.com/yx"), errors.Invalid.status),
        ]
    )


@pytest.mark.file
def test_cards_carry_accounts(crm: Crm, tmp_path: Path) -> None:
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:Ann Lee\nX-SOCIALPROFILE;TYPE=twitter:@Ann\nURL:https://linkedin.com/in/ann\nEND:VCARD\n"
    assert totals(crm, _sheet(tmp_path / "a.vcf", card)) == {"created": 1}
    assert sorted(w["value"] for w in crm.json("show", "1")["contact_points"]) == ["linkedin:ann", "x:ann"]
    crm.ok("export", "customers", "-o", str(tmp_path / "b.vcf"))
    assert "X-SOCIALPROFILE:linkedin:ann" in (tmp_path / "b.vcf").read_text(encoding="utf-8")


def test_whoever_has_an_account_of_somebody_is_perhaps_the_same(crm: Crm) -> None:
    crm.ok("add", "Harbour Hotel", "social=ins:harbour")
    run = crm("add", "Harbour Inn Chengdu", "social=https://instagram.com/harbour")
    assert (run.status, "seems to be there already" in run.err) == (errors.Invalid.status, True)
    crm.ok("add", "Harbour Inn Chengdu", "--force")
    told = crm.ok("edit", "2", "social=ins:harbour").err
    assert "Harbour Hotel (C000001) has instagram:harbour, too" in told
    assert "same social account" in crm.ok("dedupe").out


@pytest.mark.file
def test_a_website_in_another_spelling_is_no_further_one(crm: Crm, tmp_path: Path) -> None:
    text = "客户名称,网址\n远鑫酒店有限公司,{}\n"
    assert totals(crm, _sheet(tmp_path / "a.csv", text.format("www.YX.example"))) == {"created": 1}
    totals(crm, _sheet(tmp_path / "b.csv", text.format("https://yx.example/;http://yx.example/rooms")))
    assert rows(crm, "customers")[0]["website"] == "www.yx.example;http://yx.example/rooms"
    for term in ("https://yx.example/", "http://www.yx.example", "YX.example/"):
        assert [row["code"] for row in crm.json("find", term)] == ["C000001"], term
