"""Invitations to campaigns: to whom, by which channel, in which words; each customer and each address once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from crmcli.database.connection import Record, Row
from crmcli.i18n import _
from crmcli.service.greetings import Unwritable, written
from crmcli.store import View, Work
from crmcli.verdicts.campaigns import INVITATION, folded, key
from crmcli.verdicts.care import WAYS, addressed
from crmcli.verdicts.reach import Whom, reach
from crmcli.workflows import outgoing
from crmcli.workflows.campaigns.drawing import nobody
from crmcli.workflows.campaigns.planning import refuse_ended, unpacked
from crmcli.workflows.care.composing import language_for

_PURPOSE = "marketing"
#: Before and after every day.
_EVER = ("", "9999-12-31")


class Invitation(NamedTuple):
    """An invitation in its words, or why it can't be written. `participant_id` is whose it is."""

    participant_id: int
    key: str
    row: Row
    name: str
    channel: str
    address: str
    subject: str = ""
    body: str = ""
    problem: str = ""

    def as_message(self, campaign: Record, state: str) -> dict[str, Any]:
        """The columns of its message in the outbox: its day is the last on which it makes sense."""
        return {
            "key": self.key,
            "kind": INVITATION,
            "occasion": key(campaign["id"]),
            "occasion_on": campaign["end_on"],
            "customer_id": self.row["id"],
            "channel": self.channel,
            "address": self.address,
            "subject": self.subject or None,
            "body": self.body,
            "cost_cents": 0,
            "state": state,
        }


@dataclass(slots=True)
class Chosen:
    """The invitations that may go, and how many may not and why."""

    invitations: list[Invitation] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def choose(view: View, campaign: Record, channels: Sequence[str]) -> Chosen:
    """Who is to be invited by these channels now: who was drawn and is not held out, has no invitation and gave no answer, and may
    be reached, each address once. Invalid for a campaign that is over, canceled, or that nobody was drawn for."""
    refuse_ended(view, campaign)
    people = folded(view.store.campaigns.participants(campaign["id"]))
    if not any(each["drawn"] for each in people):
        raise nobody(campaign)
    sent = _Sent(view, campaign["id"], [each["customer_id"] for each in people])
    waiting = [each for each in people if _waits(each) and not sent.stands(each["customer_id"])]
    ids = [each["customer_id"] for each in waiting]
    rows, may = view.store.care.customers(ids), reach(view, _PURPOSE, None, map(Whom, ids))
    chosen, texts = Chosen(), unpacked(campaign)
    ways: list[tuple[int, Row, str, str]] = []
    for each in waiting:
        row, allowed = rows[each["customer_id"]], may[Whom(each["customer_id"])]
        channel = next((c for c in channels if c in allowed.channels and row[WAYS[c]]), None)
        if channel is None:
            chosen.left_out[allowed.reason or "no_channel"] += 1
        else:
            ways.append((each["id"], row, channel, row[WAYS[channel]]))
    taken = sent.addresses([address for _id, _row, _channel, address in ways])
    for participant_id, row, channel, address in ways:
        if address in taken:
            chosen.left_out["same_address"] += 1
            continue
        taken.add(address)
        bare = Invitation(
            participant_id, sent.next_key(row["id"]), row, addressed(row, None), channel, address
        )
        chosen.invitations.append(_worded(view, campaign, texts, bare))
    return chosen


def plan(work: Work, campaign: Record, found: Iterable[Invitation]) -> None:
    """Puts invitations that could be written into the outbox, to be sent."""
    _put(work, campaign, found, "planned")


def hand_over(work: Work, campaign: Record, found: Iterable[Invitation]) -> list[Invitation]:
    """Notes invitations as handed over to whoever sends them; returns those that could be written."""
    listed = [each for each in found if not each.problem]
    ids = _put(work, campaign, listed, "handed")
    outgoing.gone(work, [work.store.outbox.get(message_id) for message_id in ids], "handed")
    return listed


def _put(work: Work, campaign: Record, found: Iterable[Invitation], state: str) -> range:
    listed = [each for each in found if not each.problem]
    ids = work.store.outbox.add(work.op, [each.as_message(campaign, state) for each in listed], work.day)
    rows = {
        each.participant_id: {"outbox_id": message_id} for each, message_id in zip(listed, ids, strict=True)
    }
    work.store.campaigns.update_participants(work.op, rows)
    return ids


def _waits(each: Record) -> bool:
    """Whether a participant is still to be invited, as far as the campaign is concerned."""
    asked = each["drawn"] and not each["held_out"]
    return bool(asked) and each["invited_on"] is None and each["answer"] is None and each["attended"] is None


def _worded(view: View, campaign: Record, texts: dict[str, dict[str, str]], bare: Invitation) -> Invitation:
    row, spoken = bare.row, language_for(view, bare.row)
    # Where nobody told their language, the only one that there is will do.
    only = texts["texts"] if not row["language"] and len(texts["texts"]) == 1 else {}
    language = next(iter(only), spoken)
    text = texts["texts"].get(language)
    if text is None:
        return bare._replace(
            problem=_("there is no Chinese text: --text-zh")
            if language == "zh"
            else _("there is no English text: --text-en")
        )
    known = {
        "name": bare.name,
        "customer": row["name"],
        "owner": row["owner"],
        "campaign": campaign["name"],
        "day": campaign["start_on"],
        "place": campaign["place"],
        "product": campaign["product"],
    }
    values = {name: value for name, value in known.items() if value is not None}
    subject = texts["subjects"].get(language) or campaign["name"]
    try:
        return bare._replace(body=written(text, values), subject=written(subject, values))
    except Unwritable as error:
        told = _("the text lacks %(value)s") if error.missing else _("the text can't be written: %(value)s")
        return bare._replace(problem=told % {"value": str(error)})


class _Sent:
    """The messages of a campaign that there are already. One that failed stands for its address only: another may follow by
    another way."""

    def __init__(self, view: View, campaign_id: int, customer_ids: Sequence[int]) -> None:
        self._view, self._occasion = view, key(campaign_id)
        self._states: dict[int, list[str]] = {}
        for row in view.store.outbox.of(sorted(set(customer_ids)), *_EVER):
            if row["occasion"] == self._occasion:
                self._states.setdefault(row["customer_id"], []).append(row["state"])

    def stands(self, customer_id: int) -> bool:
        """Whether a customer has an invitation that didn't fail."""
        return any(state != "failed" for state in self._states.get(customer_id, ()))

    def addresses(self, wanted: Sequence[str]) -> set[str]:
        """Of these addresses those that had an invitation."""
        rows = self._view.store.outbox.to_addresses(sorted(set(wanted)), *_EVER)
        return {row["address"] for row in rows if row["occasion"] == self._occasion}

    def next_key(self, customer_id: int) -> str:
        """What the next invitation of a customer is called: each once."""
        first = f"{self._occasion}:c{customer_id}"
        failed = len(self._states.get(customer_id, ()))
        return first if not failed else f"{first}:{failed + 1}"
