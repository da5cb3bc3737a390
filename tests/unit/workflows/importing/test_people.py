"""Whom does a name in a sheet mean?"""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from crmcli.workflows.importing.people import guess, is_personal_name, split_names, unsettled


@pytest.mark.parametrize("name", ["王芳", "欧阳小燕", "李娜", "陳靜", "山本 壮二郎", "Anna Smith"])
def test_whole_names_can_stand_on_the_staff_list(name: str) -> None:
    assert is_personal_name(name)


@pytest.mark.parametrize(
    "name",
    ["王经理", "小王", "老李", "销售部", "王总", "李姐", "公海", "待分配", "客服1", "王芳李娜", "sales", ""],
)
def test_forms_of_address_and_departments_can_not(name: str) -> None:
    assert not is_personal_name(name)


@pytest.mark.parametrize(
    ("name", "people", "expected"),
    [
        ("王经理", ["王芳", "李娜"], "王芳"),
        ("小李", ["王芳", "李娜"], "李娜"),
        ("王经理", ["王芳", "王伟"], ""),
        ("赵总", ["王芳"], ""),
    ],
)
def test_guess(name: str, people: list[str], expected: str) -> None:
    assert guess(name, people) == expected


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("王芳、李娜", ["王芳", "李娜"]),
        ("王芳/李娜", ["王芳", "李娜"]),
        ("王芳 李娜", ["王芳", "李娜"]),
        ("王  芳", ["王芳"]),
        ("川原　俊康", ["川原 俊康"]),
        ("林 太郎", ["林太郎"]),
        ("田中 文子", ["田中 文子"]),
        ("销售部 王芳", ["销售部", "王芳"]),
        ("刘洋 王经理", ["刘洋", "王经理"]),
        ("Anna Smith", ["Anna Smith"]),
    ],
)
def test_several_names_in_one_cell(cell: str, names: list[str]) -> None:
    assert split_names(cell) == names


def test_forms_of_address_are_asked_about_with_a_guess_from_team_and_sheet() -> None:
    staff = SimpleNamespace(all=lambda: [{"name": "王芳"}])
    cells = ["王芳", "王经理", "李娜", "李姐", "李姐", "赵总"]
    assert unsettled(SimpleNamespace(staff=staff), cells) == {"王经理": "王芳", "李姐": "李娜", "赵总": ""}  # type: ignore[arg-type]
