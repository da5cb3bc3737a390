"""A firm and whom one asks for there, in one name."""

from __future__ import annotations

import pytest

from crmcli.matching.firms_and_persons import firm_and_person


@pytest.mark.parametrize(
    ("text", "firm", "person"),
    [
        ("成都蓝海餐饮 张总", "成都蓝海餐饮", "张总"),
        ("远鑫物流-李经理", "远鑫物流", "李经理"),
        ("晨光科技（王女士）", "晨光科技", "王女士"),
        ("远鑫集團 陳經理", "远鑫集團", "陳經理"),
        ("青禾幼儿园赵园长", "青禾幼儿园", "赵园长"),
        ("锦程贸易公司欧阳总", "锦程贸易公司", "欧阳总"),
        ("青禾餐饮有限公司 王芳", "青禾餐饮有限公司", "王芳"),
        ("Fernhill Ltd (Mr Brisk)", "Fernhill Ltd", "Mr Brisk"),
        ("Moss Ltd - Mrs Una Brisk", "Moss Ltd", "Mrs Una Brisk"),
    ],
)
def test_both_are_told(text: str, firm: str, person: str) -> None:
    assert firm_and_person(text) == (firm, person)


@pytest.mark.parametrize(
    "text",
    [
        "张总",
        "王芳",
        "康师傅",
        "成都银行",
        "成都 张总",  # where somebody is from
        "阳光花园3-2-501 陈姐",  # a home
        "绿地物业-王府店",
        "苹果专卖店（王府井）",
        "烤鸭店 王府井",
        "华为技术服务总经理",
        "物业管理处",
        "社区服务科",
        "Moss & Sons Ltd - North Park",
        "Fernhill, Ltd",
        "",
    ],
)
def test_one_name_is_one_name(text: str) -> None:
    assert firm_and_person(text) is None
