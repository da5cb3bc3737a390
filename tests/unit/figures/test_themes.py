"""What is spoken of more than before."""

from __future__ import annotations

import pytest

from crmcli.figures.themes import MOST, Text, Theme, rise, risen

_QUIET = ["发票寄得慢", "服务很好", "发票抬头写错", "师傅不错", "price too high", "delivery on time"] * 2


def _texts(words: list[str], first: int = 1) -> list[Text]:
    return [Text(first + n, text) for n, text in enumerate(words)]


def _themes(*now: str, before: list[str] = _QUIET) -> dict[str, tuple[int, int]]:
    found = risen(_texts(list(now)), _texts(before, 100))
    return {theme.phrase: (theme.now, theme.before) for theme in found}


@pytest.mark.parametrize(
    ("now", "themes"),
    [
        # The longest words that always stand together, whatever stands around them, in both scripts.
        (["希望有夜间热线", "晚上打夜间热线没人接", "夜間熱線一直占线", "服务很好"], {"夜间热线": (3, 0)}),
        (["Late delivery again", "the late delivery of parts", "LATE DELIVERY!", "nice"], {"late delivery": (3, 0)}),
        # Two are too few, and a text that repeats itself is still one.
        (["夜间热线", "夜间热线夜间热线夜间热线", "服务很好"], {}),
        # As frequent as before is no news, and rarer neither.
        (["发票寄得慢", "发票抬头写错", "发票寄得慢", "服务很好", "服务很好", "师傅不错"] * 2, {}),
        # Words that every feedback holds are no theme.
        (["我们希望可以", "我们希望能够", "希望我们", "we hope you can", "we hope", "hope we can"], {}),
        ([], {}),
    ],
)  # fmt: skip
def test_what_rose(now: list[str], themes: dict[str, tuple[int, int]]) -> None:
    assert _themes(*now) == themes


def test_themes_are_told_by_their_first_texts_and_the_surest_come_first() -> None:
    now = _texts(["电梯坏了", "电梯太吵", "电梯很慢", "电梯停运", "保洁迟到", "保洁又迟到", "保洁没来"], 7)
    found = risen(now, _texts(_QUIET, 100))
    assert [(theme.phrase, theme.now, theme.examples) for theme in found] == [
        ("电梯", 4, (7, 8, 9)), ("保洁", 3, (11, 12, 13)),
    ]  # fmt: skip
    assert found[0].z > found[1].z


def test_without_a_period_before_nothing_can_rise() -> None:
    assert risen(_texts(["夜间热线"] * 5), []) == []


def test_only_the_surest_are_told() -> None:
    now = [f"{fruit}瓜{n}" for fruit in "东西南北金银铜铁木石青红" for n in "甲乙丙"]
    found = risen(_texts(now), _texts(_QUIET * 20, 1000))
    assert len(found) == MOST and all(isinstance(theme, Theme) for theme in found)


def test_rise_grows_with_the_evidence() -> None:
    assert rise(5, 20, 5, 20) == 0
    assert rise(3, 20, 0, 20) == pytest.approx(1.36, abs=0.005)
    assert 0 < rise(3, 20, 2, 20) < rise(6, 20, 2, 20) < rise(60, 200, 20, 200)
    assert rise(0, 20, 3, 20) < 0
