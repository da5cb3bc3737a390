"""What customers write when they are asked whether their contact data are still right."""

from __future__ import annotations

import pytest

from crmcli import policy
from crmcli.workflows.verifying import read_answer

ANSWERS = {
    "yes": (
        "是",
        "是的。",
        "FR4QGJ 是的",
        "对",
        "没变",
        "没有变化了",
        "好的，谢谢",
        "OK!",
        "Yes, still the same",
        "correct",
    ),
    "changed": (
        "变更",
        "换号了",
        "FR4QGJ：换了，新的是13912345678",
        "打错了",
        "不是本人",
        "不是的",
        "No",
        "wrong number",
    ),
    "gone": ("不再", "离职了", "已经不在了", "不在了", "left", "gone"),
    "stop": ("TD", "退订", "stop", "fr4qgj 退订"),
    None: ("也许吧", "是不是骗子", "改天说", ""),
}


@pytest.mark.parametrize(
    ("meant", "said"), [(meant, said) for meant, all_ in ANSWERS.items() for said in all_]
)
def test_what_an_answer_means(meant: str | None, said: str) -> None:
    assert read_answer(policy.default_policy(), said, "FR4QGJ") == meant
