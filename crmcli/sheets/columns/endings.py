"""What the end of a column name makes of it: an X ID is X's number, an X Owner one of our people, an X - Label a mark.

`Contact ID` holds no contact, `业务员电话` no phone of the customer's, `Phone 1 - Type` no phone. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Collection

_NUMBER = re.compile(
    r"(?:\b(?:id|ids|no|nr|num|number|numbers|code|codes|ref|uuid|guid|key)|编号|编码|代码|代号|号码?|id|序号)\.?$"
)
#: What a number may be, and the ways to reach somebody that are numbers themselves.
_NUMBERS = frozenset(("external_id", "customer_no", "order_no", "member_no", "code"))
_NUMBERED = _NUMBERS | {
    "phone",
    "phones",
    "email",
    "emails",
    "wechat",
    "wechats",
    "social",
    "postcode",
    "country",
    "province",
}
#: The field of our person that a row belongs to, whichever a kind has.
_STAFF = ("owner", "author", "handler")
_RELATED = re.compile(r"^(?:(?:related|associated|primary|main|linked) )+|^(?:所属|关联|对应|相关)")
#: Whose number is that of the customer, in the order of weight.
_CUSTOMERS = (
    re.compile(
        "customer|client|account|company|partner|buyer|retailer|dealer|reseller|distributor|merchant|tenant|客户|顾客|客人|公司|企业|单位|买家|往来单位|商户"
    ),
    re.compile(
        "contact|person|guest|constituent|donor|supporter|patron|lead|prospect|联系人|学员|学生|患者|病人|业主|住户|用户"
    ),
    re.compile("member|会员|vip"),
)
_BY_PERSON = re.compile(
    r"(?:^|\b)(?:record |deal |call |task |case |ticket |company |contact |account |lead |opportunity |order |invoice |"
    r"event |meeting |activity |campaign |quote |associate |相关)?owner(?: name| full name)?$|(?:所有者|归属者|拥有者)(?:姓名)?$"
)
#: Whoever owns such things is no colleague.
_OWN_THINGS = re.compile(
    r"(?:home|house|business|property|shop|store|pet|dog|cat|car|vehicle|beneficial|co)[ -]?owner"
)
_MARK = re.compile(
    r" - (?:type|label|类型|标签)$|^(?:e mail|email|phone|mobile|address|website|web|im|organi[sz]ation)(?: \d)?(?: \d)? (?:type|label|display name)$"
)
#: Our people, and those around a customer: what stands behind their name is theirs.
_OTHERS_WAY = re.compile(
    r"(?:owner|(?<![a-z])user|host|organi[sz]er|sales ?rep|salesperson|agent|assistant(?:'s)?|asst|manager(?:'s)?|spouse(?:'s)?|partner's|emergency|assigned to|"
    r"业务员|销售员?|客户经理|跟进人|跟单员|处理人|经办人|顾问|客服|助理|秘书|紧急联系人?|配偶|推荐人|介绍人|代理人|代理机构|代理公司|经纪人|担保人|司机|送货员|快递员|配送员|骑手|维修工|安装工|师傅|派单人|接单人|网格员|班主任|教练|医生|房管员)"
    r"(?:'s)? ?(?:的)?(?:联系)?(?:e mail|email|mail|phone|mobile|tel|cell|邮箱|电话|手机|微信|号码|方式)"
)


def is_number(key: str) -> bool:
    """Whether a folded name says that the column holds numbers of something."""
    return bool(_NUMBER.search(key))


_NAME = re.compile(r"(?:名称|全称|简称|姓名|名字|名| name)$")


def is_number_of(key: str, named: str) -> bool:
    """Whether a folded name is that of the numbers of what another column names: 门店编号 beside 门店名称."""
    stem = _NUMBER.sub("", key).strip()
    return is_number(key) and bool(stem) and stem == _NAME.sub("", named).strip()


#: How far something has come is neither an amount nor anybody's name: 订单退款状态, 客户状态.
_STATE = re.compile(r"(?:状态|状况|进度|\b(?:status|state))$")
#: What happened last tells when nothing of the row's own was.
_LAST = re.compile(r"^(?:last|latest|most recent|previous) |^(?:最近|上次|最后)")
_LINK = re.compile(r"\b(?:url|link|href)$|链接$|网址$")
#: Levels of something else than of the customer's weight.
_OTHER_LEVEL = re.compile(
    r"\b(?:conversation|satisfaction|review|survey|response|feedback|service|risk|education|skill|access|permission|stock|income|experience|threat|sea|priority of)\b|风险|学历|收入|库存"
)
_NO_STATES = frozenset(
    (
        "amount",
        "refund",
        "quantity",
        "name",
        "customer",
        "contact_person",
        "product",
        "website",
        "phone",
        "email",
    )
)


#: Yes or no in our own exports alone: a part of a longer name never means it.
_MARKS = frozenset(("payment",))
#: How long something took: First reply time in minutes.
_LENGTH = re.compile(r"\bin (?:minutes?|mins?|hours?|hrs?|seconds?|secs?|days?)$|(?:分钟|小时|秒)数?$")


#: Where something is, is not what was sold: 项目地址.
_WHERE = re.compile(r"(?:地址|地点|address|location)$")
#: What somebody else keeps of an amount, what was let off it, and what sending costs.
_OTHERS_SHARE = re.compile(
    r"\b(?:commission|provision|surcharge|rebate|coupon|voucher|postage|freight)\b|(?<!after )\b(?:discount|shipping)\b"
    r"|佣金|手续费|抵扣|满减|红包|补贴|(?:优惠|折扣)(?!后)|邮费|快递费|할인|배송비|rabatt|remise|descuento|sconto|desconto|korting"
)
#: What sort of paper an invoice is, and who issued it, is neither sold nor where the customer comes from.
_OF_PAPER = re.compile(r"^(?:发票|票据|单据|数据).*(?:来源|票种|类型|种类|类别|等级)$")
#: What all orders until now made is no order's amount.
_IN_ALL = re.compile(r"累计|历史|历年|(?:lifetime|cumulative|all.time) ")
#: The day when somebody or something else was born: 宠物生日.
_OTHERS_BIRTHDAY = re.compile(
    r"宠物|爱宠|配偶|爱人|太太|丈夫|被保险?人|(?:pet|spouse|partner|dog|cat)(?:'s)? "
)
#: Whose number it is: Requester external id.
_OF_SOMEBODY = re.compile(r"(?:requester|submitter|assignee|agent|owner|reporter|caller) ")


#: How it is done names nobody: 付款方式.
_MANNER, _NAMED = (
    re.compile(r"(?:方式|类型|渠道)$|\b(?:method|mode|type)$"),
    frozenset(("name", "customer", "contact_person")),
)


#: A day is no number of anybody's: 会员卡到期日.
_DAY = re.compile(r"(?:日期?|时间|\b(?:date|time))$")
#: Whether somebody may be reached names nobody: May we contact you?
_MAY_WE = re.compile(r"^(?:may|can|could|should|would|do|are|is) |\bhow\b|\bwhy\b|是否|可否|能否|方便")


def allows(key: str, field: str) -> bool:
    """Whether a column of this name may hold the field, where only a part of the name is known."""
    if field in _MARKS or _LENGTH.search(key) or (field == "external_id" and _OF_SOMEBODY.match(key)):
        return False
    if field in _NO_STATES and (_STATE.search(key) or (field in _NAMED and _MANNER.search(key))):
        return False
    if (field in _NUMBERS or field == "status") and _DAY.search(key):
        return False
    if field == "member_no" and not (is_number(key) or key.endswith(("卡", "card"))):
        return False
    if field in _NAMED and _MAY_WE.search(key):
        return False
    if field in _STAFF and _OWN_THINGS.search(key):
        return False
    if field == "amount" and (_IN_ALL.match(key) or _OTHERS_SHARE.search(key)):
        return False
    if field == "birthday" and _OTHERS_BIRTHDAY.match(key):
        return False
    if field == "product" and _WHERE.search(key):
        return False
    if field in ("product", "source") and _OF_PAPER.search(key):
        return False
    if field in ("ordered", "order_no", "source") and _LAST.search(key):
        return False
    if field not in ("website", "social") and _LINK.search(key):
        return False
    if field == "stated_tier" and _OTHER_LEVEL.search(key):
        return False
    return not is_number(key) or field in _NUMBERED


def is_beside(key: str) -> bool:
    """Whether a name marks or belongs to something beside the record: the kind of a phone, a colleague's e-mail."""
    return bool(_MARK.search(key) or _OTHERS_WAY.search(key))


def by_ending(kind: str, fields: Collection[str], key: str) -> tuple[str, float]:
    """(field, score) of what the end of a name says; an empty field where it says nothing."""
    if is_number(key):
        return _number_of(kind, fields, key)
    if _BY_PERSON.search(key) and not _OWN_THINGS.search(key):
        staff = next((name for name in _STAFF if name in fields), "")
        return (staff, 0.95) if staff else ("", 0.0)
    return "", 0.0


def _number_of(kind: str, fields: Collection[str], key: str) -> tuple[str, float]:
    stem = _RELATED.sub("", _NUMBER.sub("", key).strip())
    name = next((name for name in ("customer_no", "external_id") if name in fields), "")
    if "member_no" in fields and _CUSTOMERS[2].fullmatch(stem):
        return "member_no", 0.9
    # The number that an address book gives a person is not the company's.
    told = _CUSTOMERS[:1] if kind == "contacts" else _CUSTOMERS
    place = next((place for place, words in enumerate(told) if words.fullmatch(stem)), None)
    return (name, 0.9 - 0.05 * place) if name and place is not None else ("", 0.0)
