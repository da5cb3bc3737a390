"""Why customers left, by their own answers to a survey: noted in their open cases, or told where there is none."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from crmcli import vocabulary
from crmcli.i18n import _, ngettext
from crmcli.store import Work
from crmcli.wording import known_word, label, shell_word


class Told(NamedTuple):
    """A customer who says why it left: name, code, the reason, the open case (None for none), and whether it is noted there."""

    customer: str
    code: str
    reason: str
    case_id: int | None
    noted: bool


def note_reasons(work: Work, response_ids: Collection[int]) -> list[Told]:
    """Notes the reasons for leaving that these responses give in the open cases of who gave them, where none is noted yet."""
    rows = work.store.retention.leaving_words(response_ids)
    known = work.policy.lists.leaving_reasons
    open_cases = {}
    if rows:
        for case in reversed(work.store.retention.listed([row["customer_id"] for row in rows])):
            if not case["outcome"]:
                open_cases[case["customer_id"]] = case
    found = []
    for row in rows:
        word = str(row["text"] or "")
        reason = word if word in known else vocabulary.parse_word("leaving_reason", word)
        if reason not in known:
            continue
        case = open_cases.get(row["customer_id"])
        noted = case is not None and case["reason"] in (None, reason)
        if case is not None and noted:
            work.store.retention.edit(work.op, case["id"], {"reason": reason})
        found.append(Told(row["customer"], row["code"], reason, case and case["id"], noted))
    return found


def lines(told: Collection[Told]) -> list[str]:
    """What became of each reason, in a line each."""
    return [_line(each) for each in told]


def summary(told: Collection[Told]) -> list[str]:
    """What became of many reasons, in a line for those noted and one for the others."""
    noted = sum(each.noted for each in told)
    found = []
    if noted:
        text = ngettext(
            "%(n)d answer gave the reason for leaving of an open case.",
            "%(n)d answers gave the reasons for leaving of open cases.",
            noted,
        )
        found.append(text % {"n": noted})
    if noted < len(told):
        text = ngettext(
            "%(n)d answer tells why a customer left who has no open case, or one with another reason; see: crmcli survey results",
            "%(n)d answers tell why customers left who have no open case, or one with another reason; see: crmcli survey results",
            len(told) - noted,
        )
        found.append(text % {"n": len(told) - noted})
    return found


def _line(each: Told) -> str:
    words = {"name": each.customer, "id": each.case_id, "reason": label("leaving_reason", each.reason)}
    if each.noted:
        return _("Noted as the reason for leaving in case %(id)d: %(reason)s.") % words
    told = {**words, "word": shell_word(known_word("leaving_reason", each.reason)), "code": each.code}
    if each.case_id is not None:
        return (
            _("Case %(id)d has another reason; to change it: crmcli retain edit %(id)d --reason %(word)s")
            % told
        )
    return (
        _("%(name)s says why it left; to win it back: crmcli retain open %(code)s --reason %(word)s") % told
    )
