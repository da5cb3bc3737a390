"""Whether the team's records can be trusted: complete, valid, verified, recorded in time, and a weekly sample for a
manager to check. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from crmcli import vocabulary
from crmcli.matching.as_written import unread_of
from crmcli.matching.online import normalize_email
from crmcli.matching.phones import normalize_phone
from crmcli.vocabulary import UNAPPROVED

#: What every customer's record must say, and what a company's says too.
REQUIRED = ("name", "reachable", "place", "source", "owner")
REQUIRED_OF_COMPANIES = (*REQUIRED, "industry", "size")
#: Customers whom nobody works with any more: not verified, owned or contacted. Nor is anybody before approval.
_LEFT_ALONE = ("closed", "do_not_contact")
_WORDS = {"kind": "customer_kind", "status": "customer_status", "size": "size"}


class Record(NamedTuple):
    """What of a customer's record is looked at; days as stored."""

    id: int
    code: str
    name: str
    kind: str
    status: str
    phone: str | None
    email: str | None
    wechat: str | None
    city: str | None
    region: str | None
    source: str | None
    owner_id: int | None
    industry: str | None
    size: str | None
    birthday: str | None
    cooperation_start: str | None
    known_since: str | None
    verified_on: str | None
    imported_on: str | None
    created_on: str
    review_state: str | None = None
    custom: str | None = None

    @property
    def is_worked_with(self) -> bool:
        return self.status not in _LEFT_ALONE and self.review_state not in UNAPPROVED

    def filled(self, own: Sequence[str] = ()) -> Iterator[tuple[str, bool]]:
        """Each required field, and whether it is there; `own` are those that the team requires of what it declared. A way to
        reach a customer and a place may be of any kind."""
        held = {
            "reachable": self.phone or self.email or self.wechat,
            "place": self.city or self.region,
            "owner": self.owner_id,
        }
        for field in REQUIRED if self.kind == "person" else REQUIRED_OF_COMPANIES:
            yield field, (held[field] if field in held else getattr(self, field)) not in (None, "")
        if own:
            beside = json.loads(self.custom or "{}")
            yield from ((f"custom.{name}", bool(beside.get(name))) for name in own)

    def invalid(self, on: date) -> Iterator[tuple[str, str]]:
        """(field, value) of what can't be right: numbers and addresses that aren't any, words that no list knows,
        days that don't exist or lie ahead."""
        if self.phone and normalize_phone(self.phone) != self.phone:
            yield "phone", self.phone
        if self.email and normalize_email(self.email) != self.email:
            yield "email", self.email
        for field, domain in _WORDS.items():
            word = getattr(self, field, None)
            if word and word not in vocabulary.choices(domain):
                yield field, word
        if self.birthday and not _is_birthday(self.birthday, on):
            yield "birthday", self.birthday
        for field in ("cooperation_start", "known_since", "verified_on"):
            day = getattr(self, field)
            if day and not _is_past(day, on):
                yield field, day

    def unread(self) -> Iterator[tuple[str, str]]:
        """(column, text) of what an import could not read and kept as it was written."""
        yield from unread_of(self.custom)

    def checked(self) -> int:
        """How many values `invalid` and `unread` look at."""
        fields = ("phone", "email", *_WORDS, "birthday", "cooperation_start", "known_since", "verified_on")
        return sum(bool(getattr(self, field, None)) for field in fields) + len(list(self.unread()))

    def is_unverified(self, on: date, days: int) -> bool:
        """Whether its contact data was not verified for more than `days`; never counted from before an import."""
        last = max(filter(None, (self.verified_on or self.created_on, self.imported_on)))
        return self.is_worked_with and date.fromisoformat(last) + timedelta(days=days) < on


def _is_birthday(text: str, on: date) -> bool:
    """YYYY-MM-DD up to today, or --MM-DD; a lunar one has a 30th in any month."""
    month, day = text[-5:-3], text[-2:]
    if not (month.isdigit() and day.isdigit() and 1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return False
    return text == f"--{month}-{day}" or (len(text) == 10 and text <= on.isoformat())


def _is_past(text: str, on: date) -> bool:
    try:
        return date.fromisoformat(text) <= on
    except ValueError:
        return False


def is_timely(happened: datetime, recorded: datetime, hours: int) -> bool:
    """Whether something was recorded within so many hours of happening; the limit itself is in time."""
    return recorded - happened <= timedelta(hours=hours)


def weekly_sample(records: Mapping[str, Sequence[int]], per_person: int, week: str) -> dict[str, list[int]]:
    """At most `per_person` of each person's record ids: those whose digest with the week (2026-W47) comes first.

    The same week and records give the same sample, whoever asks and whenever; a record that comes or goes changes at most
    itself and one other.
    """

    def drawn(key: int) -> bytes:
        return hashlib.sha256(f"{week} {key}".encode()).digest()

    return {person: sorted(sorted(ids, key=drawn)[:per_person]) for person, ids in records.items()}
