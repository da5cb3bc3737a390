"""Nobody is reached who must not be: every combination against a plain table that knows nothing of the gate."""

from __future__ import annotations

from itertools import product

import pytest

from crmcli.judging.reach import REASONS, Consent, Facts, reach, says_no
from crmcli.policy import default_policy

_POLICY = default_policy()
_DAY = "2026-11-20"
#: What is needed where nobody said anything.
_FREE = {"care": True, "survey": True, "profiling": True, "marketing": False}
#: Whether somebody may be reached who stands so.
_STATUS = {
    ("active", None): True, ("paused", None): False, ("paused", "2026-11-19"): True, ("paused", _DAY): False,
    ("closed", None): False, ("do_not_contact", None): False,
}  # fmt: skip
_REVIEW = {None: True, "approved": True, "pending": False, "rejected": False}
#: Of whom there is a phone alone: by which channels there is a way.
_THERE = {"sms": ("sms",), "email": (), "chat": ("chat",), None: ("phone", "sms")}
_EVENTS = [*product(("asked", "other", None), ("asked", "other", None), (True, False))]
_HISTORIES = [(), *((one,) for one in _EVENTS), *product(_EVENTS, _EVENTS)]


def _said(history: tuple[tuple[str | None, str | None, bool], ...], purpose: str, channel: str | None) -> tuple[Consent, ...]:  # fmt: skip
    purposes = {"asked": purpose, "other": "care" if purpose == "marketing" else "marketing", None: None}
    channels = {"asked": channel, "other": "letter", None: None}
    return tuple(
        Consent(purposes[of], channels[by], granted, f"2026-11-0{n}T00:00:00Z")
        for n, (of, by, granted) in enumerate(history, 1)
    )


def _expected(purpose: str, channel: str | None, said: tuple[Consent, ...], *, fit: bool) -> tuple[bool, tuple[str, ...]]:  # fmt: skip
    if purpose == "service":
        return True, (channel,) if channel else ("phone", "sms", "wechat", "email", "letter", "visit")
    by = []
    for each in [None] if purpose == "profiling" else _THERE[channel]:
        last = _FREE[purpose]
        for word in said:
            if word.purpose in (purpose, None) and word.channel in (each, None):
                last = word.granted
        by += [each] if last else []
    if purpose == "profiling":
        return bool(by), ()
    return fit and bool(by), tuple(each for each in by if each and fit)


@pytest.mark.parametrize("purpose", ["care", "marketing", "survey", "profiling", "service"])
def test_nobody_is_reached_who_must_not_be(purpose: str) -> None:
    leaks = []
    for channel, history in product(_THERE, _HISTORIES):
        said = _said(history, purpose, channel)
        wanted = {fit: _expected(purpose, channel, said, fit=fit) for fit in (True, False)}
        for (status, until), review in product(_STATUS, _REVIEW):
            facts = Facts(status, until, review, ways=frozenset({"phone"}), consents=said)
            found = reach(_POLICY, facts, purpose, channel, _DAY)
            assert found.allowed or found.reason in REASONS
            if (found.allowed, found.channels) != wanted[_STATUS[status, until] and _REVIEW[review]]:
                leaks.append((channel, status, until, review, said, found))
    assert leaks == []


_REACHABLE = Facts("active", ways=frozenset({"phone", "email"}))
_NOT_BY_SMS = (Consent(None, "sms", False, "2026-11-01T08:00:00Z"),)


@pytest.mark.parametrize(
    ("facts", "purpose", "channel", "reason"),
    [
        (_REACHABLE, "care", None, ""),
        (_REACHABLE._replace(gone=True), "care", None, "gone"),
        (_REACHABLE._replace(tags="vip,临时客户"), "care", None, "provisional"),
        (_REACHABLE._replace(preferences="请勿营销"), "marketing", None, "refuses"),
        (_REACHABLE._replace(preferences="请勿营销"), "survey", None, ""),
        (_REACHABLE._replace(ways=frozenset()), "care", None, "unreachable"),
        (_REACHABLE, "care", "wechat", "unreachable"),
        (_REACHABLE, "marketing", None, "not_agreed"),
        (_REACHABLE._replace(country="DE"), "profiling", None, "not_agreed"),
        (_REACHABLE._replace(consents=_NOT_BY_SMS), "care", "sms", "withdrawn"),
        (_REACHABLE._replace(consents=_NOT_BY_SMS), "care", "email", ""),
        (_REACHABLE._replace(consents=_NOT_BY_SMS), "profiling", None, ""),
        # Of two words of one instant the withdrawal counts, in whichever order they came.
        (_REACHABLE._replace(consents=(*_NOT_BY_SMS, Consent("care", None, True, "2026-11-01T08:00:00Z"))), "care", "sms",
         "withdrawn"),
    ],
)  # fmt: skip
def test_why_somebody_is_not_reached(facts: Facts, purpose: str, channel: str | None, reason: str) -> None:
    assert reach(_POLICY, facts, purpose, channel, _DAY).reason == reason


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("不要发问卷", {"survey"}),
        ("请勿打扰", {"survey", "care", "marketing"}),
        ("拒绝推销，节日问候可以", {"marketing"}),
        ("no greetings, please", {"care"}),
        ("喜欢靠窗的位置", set()),
        (None, set()),
    ],
)
def test_preferences_that_refuse_a_purpose(text: str | None, refused: set[str]) -> None:
    assert {purpose for purpose in ("survey", "care", "marketing", "profiling") if says_no(text, purpose)} == refused  # fmt: skip
