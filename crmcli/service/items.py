"""The ids of the due list's rows (`contact:345`, `complaint:7:respond`): which there are, and what their parts say."""

from __future__ import annotations

import re
from typing import NamedTuple

from crmcli.service.rounds import STEP_OF
from crmcli.vocabulary import DOMAINS

#: Kinds of rows that are named by their customer.
OF_CUSTOMER = frozenset({"contact", "birthday", "verify", "news", "points"})
#: What may be due of a complaint.
COMPLAINT_STEPS = (*STEP_OF, "handoff")
_KINDS = "|".join(
    sorted(
        OF_CUSTOMER
        | {
            "inbound",
            "task",
            "feedback",
            "order",
            "trial",
            "retain",
            "training",
            "policy",
            "check",
            "improvement",
        }
    )
)
#: What may be due of a contract.
CONTRACT_MATTERS = ("renewal", "payment")
_ITEM = re.compile(
    rf"({_KINDS}):([1-9][0-9]*)|(complaint):([1-9][0-9]*):({'|'.join(COMPLAINT_STEPS)})(?::escalated)?"
    rf"|(contract):([1-9][0-9]*):({'|'.join(CONTRACT_MATTERS)})"
    r"|(opportunity):([1-9][0-9]*)(?::(idle))?"
    rf"|(alarm):([1-9][0-9]*):({'|'.join(DOMAINS['alarm'])})"
)
_LIKE_ONE = re.compile(rf"(?:{_KINDS}|complaint|contract|opportunity|alarm)[:：].*", re.DOTALL)


class Item(NamedTuple):
    """The kind of a row, the number of the record that it is about, and the step of a complaint, what of a contract, that an
    opportunity is idle, or which alarm it is."""

    kind: str
    number: int
    step: str = ""


def item_of(text: str) -> Item | None:
    """The parts of an id; None for a text that is none."""
    found = _ITEM.fullmatch(text)
    if found is None:
        return None
    kind, number, *step = filter(None, found.groups())
    return Item(kind, int(number), *step)


def is_like_item(text: str) -> bool:
    """Whether a text, an id or not, begins like one."""
    return bool(_LIKE_ONE.fullmatch(text))
