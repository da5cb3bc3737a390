"""Asking customers whether their contact data are still right: whom, by which code and words, and what an answer does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from crmcli import clock, errors
from crmcli.database.connection import Record, Row
from crmcli.i18n import _
from crmcli.judging.opting_out import opts_out
from crmcli.judging.reach import Reach
from crmcli.policy import Policy
from crmcli.queries.persons import OWN
from crmcli.service.messages import fill
from crmcli.store import Store, View, Work
from crmcli.verdicts.reach import Whom, reach
from crmcli.vocabulary import parse_word
from crmcli.workflows import classifying, customers, persons
from crmcli.workflows.codes import drawn
from crmcli.workflows.opting_out import Said, note
from crmcli.workflows.progress import language_of

#: 6 of 31 letters and digits make 9 × 10⁸ codes.
_LENGTH = 6
#: By which purpose of the gate such a question goes out: nobody asked for it.
_PURPOSE = "care"
#: By which channels it may go out.
_BY = ("phone", "sms", "wechat", "email")
_WAYS = (("phone", "电话", "phone"), ("email", "邮箱", "e-mail"), ("wechat", "微信", "WeChat"))


@dataclass(slots=True)
class Chosen:
    """Whom to ask, each with how they may be reached, and how many are left out for each reason."""

    rows: list[tuple[Row, Reach]] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


class Reply(NamedTuple):
    """What came back: the code, the answer (yes, changed, gone, stop), what was written, the fields told with it, and when it came
    (now if that isn't told)."""

    code: str
    answer: str
    words: str | None = None
    fields: Mapping[str, Any] = {}
    at: datetime | None = None


def choose(view: View, only: Collection[int] | None, most: int | None) -> Chosen:
    """Whose contact data are due to be verified, of some customers or all, the longest due first, who may be written to and
    were not asked lately."""
    due = [
        row for row in view.store.verifications.due(view.day) if only is None or row["customer_id"] in only
    ]
    first = view.as_of.on - timedelta(days=view.policy.due.verify_wait_days - 1)
    lately = view.store.verifications.asked_since(first.isoformat())
    may = reach(view, _PURPOSE, None, (Whom(row["customer_id"]) for row in due))
    chosen = Chosen()
    for row in due:
        found = may[Whom(row["customer_id"])]
        reason = found.reason or ("" if {*found.channels} & {*_BY} else "unreachable")
        reason = reason or ("asked_lately" if row["customer_id"] in lately else "")
        if reason:
            chosen.left_out[reason] += 1
        elif most is None or len(chosen.rows) < most:
            chosen.rows.append((row, found))
    return chosen


def send(work: Work, chosen: Chosen) -> list[dict[str, Any]]:
    """Gives everybody a code and keeps that they were asked; the rows of the list to send, each with its text."""
    codes = drawn(
        [row["customer_id"] for row, _may in chosen.rows], _LENGTH, work.store.verifications.by_codes
    )
    found = [_asked(work, row, may, codes[row["customer_id"]]) for row, may in chosen.rows]
    if found:
        work.store.verifications.add(work.op, found, work.day)
    return found


def _asked(view: View, row: Row, may: Reach, code: str) -> dict[str, Any]:
    of = {"phone": ("phone", "sms"), "email": ("email",), "wechat": ("wechat",)}
    ways = {way: row[way] if {*channels} & {*may.channels} else None for way, channels in of.items()}
    language = language_of(row["language"])
    told = [f"{zh if language == 'zh' else en} {ways[way]}" for way, zh, en in _WAYS if ways[way]]
    listed = f"{'，'.join(told)}。" if language == "zh" else f"{', '.join(told)}."
    text = fill(
        getattr(view.policy.message, f"verify_{language}"),
        {"customer": row["contact"] or row["customer"], "number": code, "text": listed},
    )
    by = [each for each in may.channels if each in _BY]
    return {**dict(row), **ways, "code": code, "by": by, "text": text}


def read_answer(policy: Policy, text: str, code: str = "") -> str | None:
    """The answer that some words mean: yes, changed, gone, or stop where they opt out; None for any other. The code may stand
    in front of them again, and more behind them."""
    said = _without(code, text)
    if opts_out(said, policy.consent):
        return "stop"
    first, *_more = re.split(r"[\s,，。.;；:：!！]+", said, maxsplit=1)
    # People write 是的 and 离职了 for 是 and 离职.
    words = (form for text in (said, first) for form in (text, re.sub(r"[的了啦啊哦呢呀]+$", "", text)))
    return next(filter(None, (parse_word("verification", word) for word in words)), None)


def _without(code: str, text: str) -> str:
    """What was written behind the code, if that stands in front."""
    return (
        re.sub(rf"^\W*{re.escape(code)}\W*", "", text.strip(), flags=re.IGNORECASE) if code else text.strip()
    )


def find(store: Store, *codes: str) -> Row:
    """The question with this code, of several words the first that is one; NotFound otherwise."""
    plain = ["".join(code.split()).replace("-", "").upper() for code in codes]
    found = store.verifications.by_codes(plain)
    row = next((found[code] for code in plain if code in found), None)
    if row is None:
        raise errors.NotFound(
            _("Nobody was asked with the code %(code)s.") % {"code": codes[0]}, _("See: crmcli verify list")
        )
    return row


def take(work: Work, asked: Row, reply: Reply) -> list[str]:
    """Does what an answer says, and tells it in lines: verifies the data, changes them, notes who is gone, or takes their
    consent back. Invalid for a code that was answered already, or for an answer from before it was asked."""
    if asked["answer"]:
        raise errors.Invalid(
            _("The code %(code)s was answered already.") % {"code": asked["code"]},
            _("Change the customer with: crmcli edit %(code)s FIELD=VALUE --verified")
            % {"code": asked["customer_code"]},
        )
    at = reply.at or work.op.at
    on = clock.local_date(at, work.zone)
    if clock.iso(at) < asked["sent_at"]:
        raise errors.Invalid(_("That was before the question was sent."), _("See: crmcli verify list"))
    work.store.verifications.answer(work.op, asked["id"], reply.answer, clock.iso(at), reply.words)
    row = work.store.customers.get(asked["customer_id"])
    told = {"name": row["name"], "code": row["code"]}
    if reply.answer == "yes" or (reply.answer == "changed" and reply.fields):
        values = {**_of_person(work, row, asked, reply.fields), "verified_on": on.isoformat()}
        work.store.customers.edit(work.op, row["id"], values)
        customers.settle_unread(work, row, values)
        classifying.refresh(work, [row["id"]])
        return [_("The contact data of %(name)s count as verified on %(day)s.") % (told | {"day": on})]
    if reply.answer == "changed":
        return [
            _(
                "The data of %(name)s changed. Enter what is right: crmcli edit %(code)s FIELD=VALUE --verified"
            )
            % told
        ]
    if reply.answer == "gone":
        return [_gone(work, row, asked, on)]
    whom = Whom(row["id"], asked["contact_person_id"])
    return note(work, [Said(whom, _without(reply.code, reply.words or ""), at, "sms")])


def _of_person(work: Work, row: Record, asked: Row, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Writes ways that were a contact person's own to that person; what is left is the customer's, and what both had alike."""
    person = work.store.persons.get(asked["contact_person_id"]) if asked["contact_person_id"] else None
    if person is None:
        return dict(fields)
    own = {way: value for way, value in fields.items() if way in OWN and person[way]}
    if own:
        persons.edit(work, person, own)
    return {
        field: value for field, value in fields.items() if field not in own or row[field] == person[field]
    }


def _gone(work: Work, row: Record, asked: Row, on: date) -> str:
    """Who was asked is there no more: a contact person left; of a customer without one, it is closed."""
    told = {"name": row["name"], "person": asked["contact_person"], "code": row["code"]}
    person = work.store.persons.get(asked["contact_person_id"]) if asked["contact_person_id"] else None
    if person is not None and row["kind"] == "company":
        if not person["left_on"]:
            persons.leave(work, person, on)
        # What was theirs is the customer's no more.
        theirs = {way: None for way in OWN if person[way] and row[way] == person[way]}
        if theirs:
            work.store.customers.edit(work.op, row["id"], theirs)
        return _("%(person)s is no longer at %(name)s; whom to ask there now: crmcli show %(code)s") % told
    work.store.customers.edit(work.op, row["id"], {"status": "closed"})
    classifying.refresh(work, [row["id"]])
    return _("%(name)s is closed. If not: crmcli edit %(code)s status=active") % told


def listed(view: View, ids: Sequence[int] | None, *, unanswered: bool) -> list[dict[str, Any]]:
    """Who was asked, the newest first, and what they answered; only who didn't with `unanswered`."""
    rows = map(dict, view.store.verifications.listed(ids))
    return [row for row in rows if not (unanswered and row["answer"])]
