"""The parts of a company's name."""

from __future__ import annotations

import pytest

from crmcli.matching.company_names import company_name, is_city


@pytest.mark.parametrize(
    ("name", "core", "cities", "branch"),
    [
        ("四川省成都市远鑫科技有限责任公司", "远鑫科技", {"成都"}, ""),
        ("遠鑫科技（成都）股份有限公司", "远鑫科技", {"成都"}, ""),
        ("成都市武侯区远鑫餐饮管理有限公司", "远鑫餐饮", {"成都"}, ""),
        ("远鑫商贸", "远鑫贸易", set(), ""),
        ("大河有限公司北京市分公司", "大河", set(), "北京分公司"),
        ("大河北京分公司", "大河", set(), "北京分公司"),
        ("远鑫酒店（春熙路店）", "远鑫酒店", set(), "春熙路店"),
        ("北京酒店", "北京酒店", set(), ""),
        ("上海银行股份有限公司", "上海银行", set(), ""),
        ("ＡＢＣ（中国）有限公司", "abc", set(), ""),
        ("明德 Co., Ltd.", "明德", set(), ""),
        ("Smith & Bros. Mfg. Inc.", "smith brothers manufacturing", set(), ""),
    ],
)
def test_the_parts_of_a_companys_name(name: str, core: str, cities: set[str], branch: str) -> None:
    found = company_name(name)
    assert (found.core, found.cities, found.branch) == (core, cities, branch)


def test_numbers_belong_to_a_name() -> None:
    assert company_name("成都第七中学").numbers == ("第七",)
    assert company_name("远鑫3号仓库").numbers == ("3",)


def test_the_table_of_cities_holds_whole_names() -> None:
    for city in ("成都", "石家庄", "乌鲁木齐", "台北", "澳门", "昆山", "商洛"):
        assert is_city(city), city
    assert not is_city("家庄") and not is_city("武侯")
