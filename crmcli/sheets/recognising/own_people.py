"""Lists of one's own people, told by their columns: the staff, and what they were trained and examined in."""

from __future__ import annotations

import re
from dataclasses import replace

from crmcli.sheets.columns.headers import Header
from crmcli.sheets.recognising.recognition import Claim

#: Whose names are called so are nobody's staff, whatever else is known of them (学历, 紧急联系人).
CALLED_CUSTOMERS = re.compile(
    r"(?:客户|顾客|会员|学员|学生|患者|病人|宾客|住客|客人|业主|车主|租客|住户|孩子|宝宝|幼儿)(?:的?(?:姓名|名称|名字))"
    r"|(?:customer|client|member|student|pupil|child|patient|guest|resident|tenant)(?:'s)?(?: full)? name"
)
#: Columns of trainings and exams, by folded name.
_TRAINED = frozenset(
    ("training topic", "training course", "training name", "training title", "training date", "training day", "theory score", "practice score", "theory", "practice",
     "培训主题", "培训内容", "培训课程", "培训项目", "培训名称", "培训日期", "培训时间", "理论成绩", "理论分数", "理论考试", "理论得分", "理论考核", "笔试成绩", "实操成绩",
     "实操分数", "实操得分", "实操考核", "实操考试", "技能成绩", "考核成绩", "考试成绩", "培训成绩")
)  # fmt: skip


def lists_trainings(headers: list[Header]) -> bool:
    """Whether a table lists trainings of one's own people, not of customers."""
    keys = {header.key for header in headers}
    others = any(_OTHERS_PEOPLE.search(key) or CALLED_CUSTOMERS.fullmatch(key) for key in keys)
    return bool(keys & _TRAINED) and not others


#: Columns that only lists of one's own people have, by folded name, and signs of a list of somebody else's.
_EMPLOYED = frozenset(
    ("employee id", "employee no", "employee number", "hire date", "date hired", "hired on", "termination date", "reports to", "title of courtesy",
     "salary", "base salary", "job grade", "employment status", "employment type", "personalnummer", "mitarbeiternummer", "eintrittsdatum",
     "工号", "员工编号", "员工号", "员工姓名", "入职日期", "入职时间", "离职日期", "转正日期", "基本工资", "试用期", "在职状态", "员工状态",
     "入司时间", "入司日期", "到岗日期", "到岗时间", "到职日", "到职日期", "司龄", "工龄", "职工编号", "职工姓名", "员工工号", "社员番号", "入社日", "入社年月日")
)  # fmt: skip
#: Where somebody works in a firm, which beside one such column is enough.
_PLACED = frozenset(("部门", "所属部门", "所在部门", "department", "部署", "所属"))
_OTHERS_PEOPLE = re.compile(
    "customer|client|account|company|客户|顾客|会员|公司名|单位名|订单|order|ticket|visit"
)


def lists_staff(headers: list[Header]) -> bool:
    """Whether a table lists people by their employment."""
    keys = {header.key for header in headers}
    employed = len(keys & _EMPLOYED) + bool(keys & _PLACED)
    return employed > 1 and bool(keys & _EMPLOYED) and not any(map(_OTHERS_PEOPLE.search, keys))


#: Ours by what they did, where nothing else says whom they work for: 开卡人, 发起人; where visitors are received, 接待人.
_OURS = re.compile(r"(?:开卡|办卡|发卡|开单|制单|建档|发起|登记|经手|收银)(?:人员?|员)(?:姓名)?$")
_RECEIVES, _VISITORS = re.compile(r"接待(?:人员?|员)(?:姓名)?$"), re.compile("来访|到访|到店|来店|进店")


def without_ours(kind: str, claims: list[Claim], headers: list[Header]) -> list[Claim]:
    """The claims on columns without those that make contact persons of our own people."""
    received = any(_VISITORS.search(header.key) for header in headers)
    found = []
    for claim in claims:
        key = headers[claim.column].key
        receives = received and bool(_RECEIVES.search(key))
        if claim.field != "contact_person" or not (receives or _OURS.search(key)):
            found.append(claim)
        elif kind == "interactions":
            found.append(replace(claim, field="author", score=max(claim.score, 0.9)))
    return found
