"""Which names are the same."""

from __future__ import annotations

import pytest

from crmcli.matching.names import fold_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("甲地航佳商贸(有限公司)", "甲地航佳商贸"),
        ("甲地航佳商贸（有限公司）", "甲地航佳商贸有限责任公司"),
        ("寧波藍恆會展服務有限公司", "宁波蓝恒会展服务有限公司 "),
        ("李明女士", "李明"),
        ("Acme Co., Ltd.", "ACME"),
        ("明德 Co., Ltd.", "明德"),
        ("Mr. John  Smith", "john smith"),
        ("大河集团有限公司", "大河集团"),
        ("ＡＢＣ（中国）有限公司", "ABC中国"),
        ("臺北光華股份有限公司", "台北光华"),
    ],
)
def test_names_that_are_the_same(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("大河有限公司北京分公司", "大河有限公司"),
        ("大河有限公司北京分公司", "大河有限公司上海分公司"),
        ("张先生", "张"),
        ("大河控股有限公司", "大河有限公司"),
        ("小店（南京路店）", "小店（北京路店）"),
    ],
)
def test_names_that_are_not_the_same(one: str, other: str) -> None:
    assert fold_name(one) != fold_name(other)


@pytest.mark.parametrize("name", ["公司", "集团", "有限公司", "Ltd", "先生", "—"])
def test_a_name_of_nothing_but_a_form_stays_something(name: str) -> None:
    assert fold_name(name) or not any(char.isalnum() for char in name)


def test_and_is_its_sign() -> None:
    assert fold_name("Hill and Sons Ltd") == fold_name("Hill & Sons") == fold_name("HILL AND SONS")
    assert fold_name("And") == "and"
