"""Who may be reached for a purpose by a channel: the one gate of care, marketing and surveys. Pure.

It looks at what somebody agreed to, at what holds for the customer, and at whether there is a way to reach them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from crmcli.policy import Policy
from crmcli.policy.sections import CountryRule
from crmcli.vocabulary import PROVISIONAL, UNAPPROVED

#: Messages about an order, a contract, a complaint: they rest on the contract.
SERVICE = "service"
#: The purpose that reaches nobody: only what somebody agreed to counts.
PROFILING = "profiling"
#: By channel the way that it needs. By any other somebody is found without one that is stored here.
_WAYS = {
    "phone": "phone", "sms": "phone", "wechat": "wechat", "email": "email", "letter": "street", "visit": "street",
    "weibo": "weibo", "douyin": "douyin", "xiaohongshu": "xiaohongshu",
}  # fmt: skip
#: Where no channel is named, these are looked at.
USUAL = ("phone", "sms", "wechat", "email", "letter", "visit")
#: What preferences say of a purpose where they refuse it, and how they refuse anything.
_REFUSED = {
    "survey": (r"调查|调研|问卷|回访|打扰|(?<=勿)[扰擾]", r"survey|questionnaire|disturb"),
    "care": (r"关怀|祝福|问候|打扰|(?<=勿)[扰擾]", r"greeting|disturb"),
    "marketing": (
        r"营销|推销|广告|促销|推广|打扰|(?<=勿)[扰擾]",
        r"marketing|advert|promotion|newsletter|disturb",
    ),
}
#: Why a customer is not reached, in the order in which it is looked at.
OF_CUSTOMERS = (
    "do_not_contact", "closed", "paused", "unapproved", "provisional", "refuses", "withdrawn", "not_agreed", "unreachable",
)  # fmt: skip
#: The same for contact persons, who may have left.
REASONS = ("gone", *OF_CUSTOMERS)


class Consent(NamedTuple):
    """A row of the ledger: without a purpose or a channel it is about all of them. `at` is an instant as stored."""

    purpose: str | None
    channel: str | None
    granted: bool
    at: str


class Facts(NamedTuple):
    """What is known of somebody on a day: of a customer, with the ways to reach them (phone, email, wechat, street, weibo …) and
    all that was said about consent by then. `country` is an ISO code; `gone` is a contact person who left."""

    status: str
    paused_until: str | None = None
    review_state: str | None = None
    tags: str | None = None
    preferences: str | None = None
    country: str | None = None
    gone: bool = False
    ways: frozenset[str] = frozenset()
    consents: tuple[Consent, ...] = ()


class Reach(NamedTuple):
    """By which channels somebody may be reached, and where by none why: one of REASONS."""

    channels: tuple[str, ...]
    reason: str = ""

    @property
    def allowed(self) -> bool:
        return not self.reason


def reach(policy: Policy, facts: Facts, purpose: str, channel: str | None, day: str) -> Reach:
    """Whether somebody may be reached on a day (ISO) for a purpose, by one channel or, without one, by whichever may be.

    Service messages may always be sent. Profiling reaches nobody: what was said of a channel doesn't touch it.
    """
    asked = USUAL if channel is None else (channel,)
    if purpose == SERVICE:
        return Reach(asked)
    if purpose == PROFILING:
        return Reach((), _refusal(policy, facts, purpose, None))
    if barred := _barred(facts, purpose, day):
        return Reach((), barred)
    refusals = {each: _refusal(policy, facts, purpose, each) for each in asked}
    found = [each for each in asked if _is_found(facts, each)]
    free = tuple(each for each in found if not refusals[each])
    if free:
        return Reach(free)
    why = {refusals[each] for each in found or asked}
    return Reach((), "unreachable" if "" in why else next(reason for reason in REASONS if reason in why))


def says_no(text: str | None, purpose: str) -> bool:
    """Whether a text on somebody's preferences refuses a purpose."""
    if not text or purpose not in _REFUSED:
        return False
    chinese, english = _REFUSED[purpose]
    return bool(
        re.search(
            rf"(?:不|勿|拒绝?|谢绝|免)[^，。；,;.]{{0,6}}(?:{chinese})"
            rf"|\b(?:no|not|never|without)\b[^,;.]{{0,20}}\b(?:{english})",
            text,
            re.IGNORECASE,
        )
    )


def needs_consent(policy: Policy, purpose: str, country: str | None) -> bool:
    """Whether a purpose needs consent first, by the ISO code of a customer's country; by the team's where it isn't known."""
    own = policy.country.get(country or policy.team.country, CountryRule()).opt_in
    return purpose in (policy.consent.opt_in if own is None else own)


def agreed(consents: Iterable[Consent], purpose: str, channel: str | None) -> bool | None:
    """What was said last about a purpose and a channel; None where nothing was. Of two words of one instant a withdrawal
    counts."""
    about = [c for c in consents if c.purpose in (None, purpose) and c.channel in (None, channel)]
    return max(about, key=lambda c: (c.at, not c.granted)).granted if about else None


def _barred(facts: Facts, purpose: str, day: str) -> str:
    """What of the customer itself, whatever they agreed to, speaks against it."""
    if facts.gone:
        return "gone"
    if facts.status in ("do_not_contact", "closed"):
        return facts.status
    if facts.status == "paused" and (not facts.paused_until or facts.paused_until >= day):
        return "paused"
    if facts.review_state in UNAPPROVED:
        return "unapproved"
    if PROVISIONAL.intersection((facts.tags or "").split(",")):
        return "provisional"
    return "refuses" if says_no(facts.preferences, purpose) else ""


def _refusal(policy: Policy, facts: Facts, purpose: str, channel: str | None) -> str:
    """Why consent doesn't allow it; empty where it does."""
    said = agreed(facts.consents, purpose, channel)
    if said is None:
        return "not_agreed" if needs_consent(policy, purpose, facts.country) else ""
    return "" if said else "withdrawn"


def _is_found(facts: Facts, channel: str) -> bool:
    return channel not in _WAYS or _WAYS[channel] in facts.ways
