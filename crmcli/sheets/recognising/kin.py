"""Column names of those who speak for others, and of whom they speak for: parents and pupils. Pure."""

from __future__ import annotations

import re

_WARDS = re.compile(
    r"学员|学生|学童|孩子|儿童|幼儿|宝宝|宝贝|患者|病人|病患|老人|生徒"
    r"|(?<![a-z])(?:students?|pupils?|child(?:ren)?|child's|kids?|learner|camper|patients?|schuler(?:in)?|kind|eleve|enfant|alumn[oa]|nin[oa]|paziente)(?![a-z])"
)
_KIN = re.compile(
    r"(?:学生|学员|孩子)?(?:家长|(?:法定)?监护人|保护者|父亲|母亲|父母|爸爸|妈妈|父|母|爷爷|奶奶|外公|外婆)(?:的?(?:姓名|名字|名|称呼|氏名))?"
    r"|보호자(?:명|성명)?|ولي الامر|اسم ولي الامر"
    r"|(?:primary |legal )?(?:parent|guardian|mother|father|mum|mom|dad|carer|caregiver|next of kin)s?(?:(?: ?/ ?| or | and )(?:guardian|parent|carer)s?)?(?:'s)?(?: full)?(?: name)?(?: ?[12])?"
    r"|(?:erziehungsberechtigter?|sorgeberechtigter?|elternteil|eltern|mutter|vater|responsable legal|representant legal|pere|mere|tuteur|padre|madre|tutor|tutora|genitore)(?: ?[12])?"
)
_EMERGENCY = re.compile(
    r"紧急联(?:系|络)人(?:姓名)?|(?:emergency contact|in case of emergency)(?: name)?|notfallkontakt|contact d'urgence"
)


def is_ward(key: str) -> bool:
    """Whether a folded name is that of a column of those who are spoken for: 学员姓名, patient name."""
    return bool(_WARDS.search(key))


def is_kin(key: str) -> bool:
    """Whether a folded name is that of a column of parents and others who speak for somebody; of firms, Parent company is
    none.
    """
    return bool(_KIN.fullmatch(key))


def is_whom_to_call(key: str) -> bool:
    """Whether a folded name is that of whom to call in case of need."""
    return bool(_EMERGENCY.fullmatch(key))
