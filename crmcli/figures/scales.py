"""The scales of survey questions: points from a to b, yes or no, a choice, free text. Pure.

A scale is stored as text: `1-5`, `0-10`, `yes-no`, `choice:red|blue`, `text`. Yes counts 1 and no 0; a choice and a
text have no score.
"""

from __future__ import annotations

import re
from typing import NamedTuple

TEXT, YES_NO = "text", "yes-no"
_POINTS = re.compile(r"(\d{1,3})\s*[-–~～至到]\s*(\d{1,3})")
_YES_NO_NAMES = frozenset({"yes-no", "yes/no", "yesno", "是/否", "是否", "是-否"})
_TEXT_NAMES = frozenset({"text", "文字", "文本", "填空"})
_CHOICE = re.compile(r"(?:choice|选择|单选)\s*[:：]\s*(.+)", re.IGNORECASE | re.DOTALL)
_YES = frozenset({"1", "yes", "y", "true", "是", "是的", "有", "会", "愿意", "对", "√", "✓"})
_NO = frozenset({"0", "no", "n", "false", "否", "不是", "没有", "无", "不会", "不愿意", "不", "×", "✗"})


class Scale(NamedTuple):
    """`kind` is points, yes-no, choice or text; `low` and `high` bound the scores of the first two."""

    kind: str
    low: int = 0
    high: int = 0
    options: tuple[str, ...] = ()

    @property
    def scored(self) -> bool:
        return self.kind in ("points", "yes-no")

    def share(self, score: float) -> float:
        """A score as its share of the scale, 0 to 1."""
        return (score - self.low) / (self.high - self.low)

    def __str__(self) -> str:
        """As it is stored."""
        if self.kind == "points":
            return f"{self.low}-{self.high}"
        return f"choice:{'|'.join(self.options)}" if self.kind == "choice" else self.kind


def parse_scale(text: str) -> Scale | None:
    """The scale of a text, ours or as people write it (`1-5`, `是/否`, `选择:甲|乙`); None if it is none."""
    text = text.strip()
    if text.lower() in _TEXT_NAMES:
        return Scale("text")
    if text.lower() in _YES_NO_NAMES:
        return Scale("yes-no", 0, 1)
    points = _POINTS.fullmatch(text)
    if points:
        low, high = int(points[1]), int(points[2])
        return Scale("points", low, high) if low < high else None
    choice = _CHOICE.fullmatch(text)
    return choice_of(choice[1].split("|")) if choice else None


def choice_of(options: list[str]) -> Scale | None:
    """A choice between at least two different options; None otherwise."""
    names = tuple(option.strip() for option in options)
    if len(names) < 2 or not all(names) or any("|" in name for name in names):
        return None
    return Scale("choice", options=names) if len({name.lower() for name in names}) == len(names) else None


def read_plain(scale: Scale, text: str) -> tuple[int | None, str | None] | None:
    """(score, text) of an answer as a person types it; None if it lies outside the scale."""
    text = text.strip()
    if scale.kind == "text":
        return None, text
    folded = text.lower()
    if scale.kind == "yes-no":
        return (1, None) if folded in _YES else (0, None) if folded in _NO else None
    if scale.kind == "choice":
        chosen = _option(scale.options, folded)
        return (None, chosen) if chosen else None
    if not re.fullmatch(r"\d{1,3}", text) or not scale.low <= int(text) <= scale.high:
        return None
    return int(text), None


def _option(options: tuple[str, ...], folded: str) -> str | None:
    """The option of this name, or of this letter or number (A, 2) as form services count them."""
    for option in options:
        if option.lower() == folded:
            return option
    lettered = re.fullmatch(r"([a-z]|\d{1,2})\s*[.、．:：)）]?\s*(.*)", folded, re.DOTALL)
    if not lettered:
        return None
    place = int(lettered[1]) if lettered[1].isdigit() else ord(lettered[1]) - ord("a") + 1
    if not 1 <= place <= len(options) or lettered[2] not in ("", options[place - 1].lower()):
        return None
    return options[place - 1]
