"""Which names are a company's and which a person's."""

from __future__ import annotations

import pytest

from crmcli.matching.name_kinds import is_familiar, is_masked, looks_like_company, looks_like_person


@pytest.mark.parametrize("name", ["李明", "欧阳娜娜", "王总", "李女士", "Jane Doe"])
def test_persons(name: str) -> None:
    assert looks_like_person(name) and not looks_like_company(name)


@pytest.mark.parametrize(
    "name", ["甲地丰达商贸有限公司", "丙地大明酒店", "Blue Harbor Ltd.", "丁地第一小学", "明德诊所"]
)
def test_companies(name: str) -> None:
    assert looks_like_company(name) and not looks_like_person(name)


@pytest.mark.parametrize(
    "name",
    ["李建设", "欧阳建设", "张文化", "陈阿姨", "王 伟", "张杨果果", "阿依古丽·买买提", "田中太郎", "김철수", "Иван Петров", "José Álvarez",
     "Jean-Pierre Dupont", "Ludwig van Beethoven", "J. K. Rowling", "Mary O'Neil", "Ronald McDonald", "John Smith Jr.",
     "Dr. Ada Quill", "Tom-装修", "租客小吴", "Dev", "Jessica(英国)", "Tom (neighbour)", "Rob & Jill Sato", "Mr. Ruiz", "Frau Huber", "Mr. & Mrs. Patel", "住户张三", "王芳(Fiona)", "Ruiz, Hector & Alma", "أحمد بن سالم الحربي", "Γιώργος Παππάς", "Frau Dr. Lindqvist, Maja", "鲍大勇（家属鲍小勇代）", "业主王先生", "王建国-保洁", "María de los Ángeles Pérez", "Łukasz Nowak", "JOHN SMITH", "Quill, Ada", "DeShawn Carter Jr.", "Nguyen Thi Hoa"],
)  # fmt: skip
def test_persons_of_the_world(name: str) -> None:
    assert looks_like_person(name)


@pytest.mark.parametrize(
    "name",
    ["安心大药房", "顺达物流", "快马快递", "王氏建材", "李记汽修", "鑫源五金", "蓝天广告", "星空网吧", "云上民宿", "老王烧烤", "张记面馆", "小小便利店(南京路店)",
     "李记", "红星家具", "大明眼鏡", "阳光托管班", "马车行", "金店", "李药房", "王氏口腔", "美丽美甲", "鸿运茶楼", "张老板烧烤", "株式会社トヨタ",
     "Morning Bakery", "Müller GmbH & Co. KG", "Fiat S.p.A.", "Café Central", "Autohaus Meyer", "Bäckerei Schmidt", "Nokia Oyj",
     "Acme Sp. z o.o.", "Grace Bakery", "Old Mill Pub", "Tom-装修公司", "业主委员会", "会员中心", "Quill Holdings", "Hotel Adlon", "شركة الأفق للمقاولات", "Αφοί Παππά Ο.Ε.", "Paws Rescue", "Floristería Azahar", "Slagerij de Wit", "Kwiaciarnia Róża"],
)  # fmt: skip
def test_companies_of_the_world(name: str) -> None:
    assert looks_like_company(name) and not looks_like_person(name)


@pytest.mark.parametrize(
    "name", ["成都远鑫", "方正(北京)", "小李", "Quill", "A1", "Northwind", "The Blue Door"]
)
def test_names_that_tell_nothing(name: str) -> None:
    assert not looks_like_person(name) and not looks_like_company(name)


@pytest.mark.parametrize(
    ("name", "familiar"),
    [
        ("小李", True),
        ("老王", True),
        ("阿强", True),
        ("小米", False),
        ("阿里", False),
        ("老庙", False),
        ("小李子", False),
    ],
)
def test_names_among_friends(name: str, familiar: bool) -> None:
    assert is_familiar(name) is familiar


@pytest.mark.parametrize(("name", "masked"), [
    ("张*", True), ("王*明", True), ("小**", True), ("t***y", True), ("***", True), ("张某某", True),
    ("张三", False), ("A*STAR", False), ("五星*酒店用品", False), ("某家咖啡馆", False),
])  # fmt: skip
def test_names_that_somebody_hid(name: str, masked: bool) -> None:
    assert is_masked(name) is masked
