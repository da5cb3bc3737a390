"""Which names are a company's and which a person's."""

from __future__ import annotations

import pytest

from crmcli.matching.name_kinds import looks_like_company, looks_like_person


@pytest.mark.parametrize("name", ["李明", "欧阳娜娜", "王总", "李女士", "Jane Doe"])
def test_persons(name: str) -> None:
    assert looks_like_person(name) and not looks_like_company(name)


@pytest.mark.parametrize(
    "name", ["甲地丰达商贸有限公司", "丙地大明酒店", "Blue Harbor Ltd.", "丁地第一小学", "明德诊所"]
)
def test_companies(name: str) -> None:
    assert looks_like_company(name) and not looks_like_person(name)
