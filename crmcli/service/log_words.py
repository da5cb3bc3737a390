"""The words of logs in cells: our own keys, and what a Chinese reader finds in their place in a list that we write.

Both are read, whoever wrote them. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from crmcli.vocabulary import choices, label

#: What is told of a step besides its words, with the list that its values are of.
_NAMES: Mapping[str, tuple[str, str]] = {
    "severity": ("严重程度", "severity"), "result": ("回访结果", "revisit_result"), "satisfied": ("满意与否", "satisfied"),
    "tier": ("客户类别", "tier"), "level": ("会员等级", "member_level"), "untold": ("未记载", "clock"), "told_by": ("来自", "log_source"), "policy": ("规则版本", ""),
    "shown": ("已看历史", ""), "phone": ("来电号码", ""), "routed": ("分派规则", ""),
}  # fmt: skip
_KEYS = {chinese: name for name, (chinese, _domain) in _NAMES.items()}
#: Between the values of one name, and between what is put off and its step.
_PARTS = re.compile(r"([ :])")
_LINE = re.compile(r"^(\d{4}-\d\d-\d\d\S* · )([^·\n]*?)( ·|$)", re.MULTILINE)
_MOVE = re.compile(r"^(\d{4}-\d\d-\d\dT\S* · [^·\n]*?· )([^·\n]+?)( · ?)([^·\n]*?)( ?·|$)", re.MULTILINE)
_PROGRESS = re.compile(r"^(\d{4}-\d\d-\d\dT\S* · [^·\n]*?· )([^·\n]+?)( ·|$)", re.MULTILINE)
_STEP = re.compile(r"^(\d{4}-\d\d-\d\dT\S* · )([^·\n]*?)( · [^·\n]*? ?· )([^·\n]*?)( ?·|$)", re.MULTILINE)


def put_offs_told(log: str) -> str:
    """A log of what was put off, in Chinese."""
    return _LINE.sub(lambda m: f"{m[1]}{_told('log_item', m[2])}{m[3]}", log)


def put_off_key(word: str) -> str:
    """What is put off by its key, from whichever word stands in a log."""
    return _key("log_item", word)


def steps_told(log: str) -> str:
    """A log of a complaint's steps, in Chinese."""
    return _STEP.sub(lambda m: f"{m[1]}{_told('complaint_step', m[2])}{m[3]}{_data_told(m[4])}{m[5]}", log)


def step_key(word: str) -> str:
    """A step by its key."""
    return _key("complaint_step", word)


def moves_told(log: str) -> str:
    """A log of an opportunity's steps, in Chinese."""
    return _MOVE.sub(
        lambda m: f"{m[1]}{_of('opportunity_stage', m[2])}{m[3]}{_of('lost_reason', m[4])}{m[5]}", log
    )


def progress_told(log: str) -> str:
    """A log of an order's steps, in Chinese."""
    return _PROGRESS.sub(lambda m: f"{m[1]}{_told('purchase_status', m[2])}{m[3]}", log)


def progress_key(word: str) -> str:
    """The state of such a step by its key."""
    return _key_of("purchase_status", word)


def move_key(stage: str, reason: str) -> tuple[str, str]:
    """The stage and the reason of such a step by their keys."""
    return _key_of("opportunity_stage", stage), _key_of("lost_reason", reason)


def pair_key(name: str, value: str) -> tuple[str, str]:
    """What is told of a step by its keys."""
    key = _KEYS.get(name, name)
    domain = _NAMES.get(key, ("", ""))[1]
    return key, _key(domain, value) if domain else value


def _data_told(data: str) -> str:
    pairs = [part.partition("=") for part in data.split(";") if part]
    return ";".join(f"{name}{equals}{value}" for name, equals, value in map(_pair_told, pairs))


def _pair_told(pair: tuple[str, str, str]) -> tuple[str, str, str]:
    name, equals, value = pair
    chinese, domain = _NAMES.get(name, (name, ""))
    return chinese, equals, _told(domain, value) if domain else value


def _told(domain: str, words: str) -> str:
    return "".join(label(domain, word, "zh") for word in _PARTS.split(words))


def _of(domain: str, word: str) -> str:
    """A word that may be one of the team's own."""
    return label(domain, word, "zh")


def _key_of(domain: str, word: str) -> str:
    return next((key for key in choices(domain) if label(domain, key, "zh") == word), word)


def _key(domain: str, words: str) -> str:
    """Only the words that we write are taken: what else people call it is none of a log's."""
    keys = {label(domain, key, "zh"): key for key in choices(domain)}
    return "".join(keys.get(word, word) for word in _PARTS.split(words))
