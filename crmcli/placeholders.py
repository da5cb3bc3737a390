"""What help calls the values of options and arguments, in the reader's language: CUSTOMER, FIELD=VALUE, 客户, 字段=值."""

from __future__ import annotations

import re
from typing import Any

from crmcli.i18n import N_, _

#: Several in one (FIELD=VALUE) are told word by word.
_VALUES = frozenset((
    N_("AGREEMENT"), N_("ALARM"), N_("AMOUNT"), N_("ANSWER"), N_("ARGS"), N_("BILLING_PLAN"), N_("CALENDAR"), N_("CAMPAIGN"), N_("CAMPAIGN_KIND"), N_("CAMPAIGN_STATE"), N_("CASE"), N_("COMPETITOR"), N_("MEASURE"), N_("RETENTION_MEASURE"), N_("RETENTION_STATE"), N_("EXPENSE_CATEGORY"), N_("FORM"), N_("CATEGORY"), N_("CHANNEL"), N_("CLASS"), N_("CODE"), N_("COLUMN"), N_("COMMAND"), N_("COMPLAINT"),
    N_("COMPLAINT_STATE"), N_("CURRENCY"), N_("RATE"), N_("RECORD"), N_("CONDITION"), N_("CONTACT"), N_("CONTRACT"), N_("CONTRACT_STATE"), N_("CUSTOMER"), N_("CUSTOMER_KIND"), N_("DAY"), N_("DAYS"), N_("EARLIER"), N_("ENCODING"), N_("FEEDBACK_KIND"),
    N_("FATE"), N_("FIELD"), N_("FIGURE"), N_("FILE"), N_("FILTER"), N_("FORMAT"), N_("GIVEN"), N_("ID"), N_("IMPROVEMENT"), N_("KEEP"), N_("KEY"), N_("KIND"), N_("KNOWLEDGE_KIND"), N_("LANG"), N_("LATER"), N_("LIFECYCLE"),
    N_("LIST"), N_("MEETING_LEVEL"), N_("N"), N_("NAME"), N_("NUMBER"), N_("MESSAGE_STATE"), N_("MONTH"), N_("OCCASION"), N_("OPERATION"), N_("OPPORTUNITY"), N_("OPTIONS"), N_("ORDER"), N_("OTHER"), N_("PATH"),
    N_("PERIOD"), N_("PERSON"), N_("PILOT"), N_("PURCHASE_STATUS"), N_("PURPOSE"), N_("POINTS"), N_("REDEMPTION"), N_("REFEREE"), N_("REWARD"), N_("REWARD_KIND"), N_("REVISIT_RESULT"), N_("ROLE"), N_("ROW"), N_("RULE"), N_("SATISFIED"), N_("SEGMENT"), N_("SEVERITY"), N_("SHELL"), N_("SIZE"),
    N_("STAFF"), N_("STAGE"), N_("STEP"), N_("TARGET"), N_("TERM"), N_("TEXT"), N_("SCORE"), N_("TIER"), N_("TIME"), N_("TITLE"), N_("TOPIC"), N_("TRAINING"), N_("TRIAL"), N_("TRIAL_STATE"), N_("OUTCOME"), N_("PRODUCT"), N_("URL"), N_("VALUE"), N_("VERDICT"), N_("VERSION"), N_("WAVE"), N_("WEEK"), N_("WHEN"),
    N_("WORDS"), N_("WORK"), N_("YEAR"), N_("complaint"), N_("left"), N_("right"), N_("task"),
))  # fmt: skip
#: What the checks of types call their values where nobody gave these a name.
_TYPES = {
    "cents": "AMOUNT", "text": "TEXT", "str": "TEXT", "integer": "N", "integer range": "N", "int": "N", "int range": "N",
    "float": "N", "float range": "N", "path": "FILE", "filename": "FILE",
}  # fmt: skip


def value_name(text: str) -> str:
    """What help calls a value, in the reader's language: FIELD=VALUE, [CUSTOMER]..."""
    return re.sub(r"[A-Za-z_]+", lambda word: _(word[0]) if word[0] in _VALUES else word[0], text)


def settle_value_name(parameter: Any) -> None:
    """Gives an option or argument the name of its value that help and errors show."""
    if getattr(parameter, "is_flag", False):
        return
    if parameter.metavar is None:
        own = parameter.human_readable_name if parameter.param_type_name == "argument" else None
        kind = parameter.type.name
        parameter.metavar = (own or _TYPES.get(kind, kind.strip("_"))).upper()
    parameter.metavar = value_name(parameter.metavar)
