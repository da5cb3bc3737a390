"""How fast customers who contact us are answered: the targets by channel, and what a number of waits adds up to. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from crmcli.policy import Policy
from crmcli.policy.sections import ChannelRule

_UNITS = {
    "h": 3600, "小时": 3600, "时": 3600, "min": 60, "m": 60, "分钟": 60, "分": 60, "s": 1, "秒钟": 1, "秒": 1,
}  # fmt: skip
_PART = re.compile(r"(\d{1,6})\s*(小时|分钟|秒钟|min|[hms时分秒])?\s*")


def target(policy: Policy, channel: str) -> timedelta:
    """How long a customer may wait for an answer: as the channel says, else by the response targets, where what has none of
    its own (WeChat, letters) has e-mail's."""
    rule = policy.channel.get(channel, ChannelRule())
    usual = policy.response
    if rule.answer_hours is not None:
        return timedelta(hours=rule.answer_hours)
    seconds = {"phone": usual.phone_seconds, "chat": usual.chat_seconds}.get(channel)
    seconds = seconds if rule.answer_seconds is None else rule.answer_seconds
    return timedelta(hours=usual.email_hours) if seconds is None else timedelta(seconds=seconds)


def parse_wait(text: str) -> timedelta | None:
    """A length of time as people write it: 45s, 45, 1m20s, 2h, 1分20秒; None if it is none."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    parts = list(_PART.finditer(plain))
    whole = sum(len(part[0]) for part in parts) == len(plain)
    if not parts or not whole or (len(parts) > 1 and not all(part[2] for part in parts)):
        return None
    return timedelta(seconds=sum(int(part[1]) * _UNITS[part[2] or "s"] for part in parts))


class Inbound(NamedTuple):
    """A contact that came in: by which channel, when, when it was answered (None: it waits), and by whom."""

    channel: str
    received: datetime
    answered: datetime | None
    person: str | None


class Summary(NamedTuple):
    """What waits add up to, in seconds. `average` and `worst` are those of answered ones; `within` of `judged` were
    answered in time: what still waits is judged only once its time is over."""

    n: int
    waiting: int
    average: float | None
    worst: float | None
    within: int
    judged: int

    @property
    def share(self) -> float | None:
        """Answered within the target ÷ (answered, and waiting past it)."""
        return self.within / self.judged if self.judged else None


def summarise(contacts: Sequence[Inbound], policy: Policy, now: datetime) -> Summary:
    """The waits of some contacts as they stood at an instant; one answered after it still waited then."""
    waits = list(_waits(contacts, now))
    answered = [wait.total_seconds() for _contact, wait, over in waits if over]
    within = [wait <= target(policy, contact.channel) for contact, wait, over in waits if over]
    missed = sum(not over and wait > target(policy, contact.channel) for contact, wait, over in waits)
    average = sum(answered) / len(answered) if answered else None
    return Summary(
        n=len(waits),
        waiting=len(waits) - len(answered),
        average=average,
        worst=max(answered, default=None),
        within=sum(within),
        judged=len(within) + missed,
    )


def _waits(contacts: Iterable[Inbound], now: datetime) -> Iterable[tuple[Inbound, timedelta, bool]]:
    """Each contact received by `now` with its wait, and whether that is over."""
    for contact in contacts:
        if contact.received <= now:
            over = contact.answered is not None and contact.answered <= now
            yield contact, (contact.answered if over and contact.answered else now) - contact.received, over
