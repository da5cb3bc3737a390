"""Opt-outs that customers write in replies, contacts and answers: each takes their consent back in the same operation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from crmcli import clock
from crmcli.i18n import _
from crmcli.judging.opting_out import channel_meant, opts_out
from crmcli.store import Work
from crmcli.verdicts.reach import Whom
from crmcli.wording import known_word, label
from crmcli.workflows.consents import Word, record

#: So much of what was said stands as evidence.
_SHOWN = 200


class Said(NamedTuple):
    """A customer's own words: whose, when, by which channel if that is known, and where they stood."""

    whom: Whom
    text: str | None
    at: datetime
    channel: str | None
    source: str = "reply"


def note(work: Work, said: Iterable[Said]) -> list[str]:
    """Takes the consent of all back whose words opt out: for every purpose by the channel, where none is known for surveys by all
    of them. What was written, in a line; what stands in the ledger already is not written again."""
    found = {_row(each): each for each in said if opts_out(each.text, work.policy.consent)}
    if not found:
        return []
    ids = sorted({each.whom.customer_id for each in found.values()})
    known = {
        (row["customer_id"], row["contact_person_id"], row["purpose"], row["channel"], row["at"])
        for row in work.store.consents.of(ids, clock.iso(work.op.at))
        if not row["granted"]
    }
    new = [each for row, each in found.items() if row not in known]
    for each in new:
        _whom, _person, purpose, channel, _at = _row(each)
        evidence = (each.text or "").strip()[:_SHOWN]
        word = Word(
            granted=False,
            purposes=(purpose,),
            channels=(channel,),
            at=each.at,
            source=each.source,
            evidence=evidence,
        )
        record(work, [each.whom], word)
    return [_told(work, new)] if new else []


def _row(said: Said) -> tuple[int, int | None, str | None, str | None, str]:
    """The customer, contact person, purpose, channel and instant of what goes into the ledger."""
    channel = channel_meant(said.text or "", said.channel)
    return *said.whom, None if channel else "survey", channel, clock.iso(said.at)


def _told(work: Work, found: list[Said]) -> str:
    if len(found) > 1:
        text = _("Replies that opt out: %(n)d; that consent is withdrawn: crmcli consent list")
        return text % {"n": len(found)}
    channel = channel_meant(found[0].text or "", found[0].channel)
    customer_id = found[0].whom.customer_id
    code = work.store.customers.get(customer_id)["code"]
    if channel is None:
        text = _("That opts out of surveys; this consent is withdrawn. If not meant so: crmcli consent grant %(code)s survey")  # fmt: skip
        return text % {"code": code}
    agreed = {
        row["purpose"]
        for row in work.store.consents.of([customer_id], clock.iso(work.op.at))
        if row["granted"] and row["channel"] in (None, channel)
    }
    purposes = ("care", "survey", *(("marketing",) if agreed & {None, "marketing"} else ()))
    text = _("That opts out; consent by %(channel)s is withdrawn. If not meant so: crmcli consent grant %(code)s %(purposes)s --channel %(word)s")  # fmt: skip
    words = " ".join(known_word("purpose", each) for each in purposes)
    return text % {
        "channel": label("channel", channel), "code": code, "purposes": words, "word": known_word("channel", channel),
    }  # fmt: skip
