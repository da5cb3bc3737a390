"""How far a column's values allow a field: phones under 电话, no yes and no under 客户, no codes under 姓名."""

from __future__ import annotations

import re

from crmcli.sheets.cells.texts import text_of
from crmcli.sheets.columns.fields import PROSE, STAFF
from crmcli.sheets.recognising.evidence import Profile
from crmcli.sheets.recognising.no_customers import tells_sides

#: Types whose values are words or ways to reach somebody: a column of yes and no is none of them.
_NO_FLAGS = frozenset(
    (
        "key",
        "label",
        "open",
        "person",
        "text",
        "opinion",
        "words",
        "phone",
        "email",
        "emails",
        "wechat",
        "wechats",
    )
)
#: Fields with what somebody is by profession; Mr and Dr are none.
_POSITIONS = frozenset(("title", "contact_title"))
_GREETING = re.compile(
    r"(?:mr|mrs|ms|miss|mx|dr|prof|sir|rev|herrn?|frau|m|mme|mlle|monsieur|madame|sr|sra|srta|senor|senora|sig|sig\.ra|dott|先生|女士|小姐|太太)\.?(?: dr\.?)?",
    re.IGNORECASE,
)
#: What a concern is called, which says nothing of it.
_SORTS = frozenset(
    (
        "报修",
        "投诉",
        "咨询",
        "建议",
        "表扬",
        "求助",
        "维修",
        "举报",
        "意见",
        "客诉",
        "其他",
        "其它",
        "反馈",
        "询价",
        "退款",
        "退货",
    )
)
#: Fields with a sort of customers.
_SORTED = frozenset(("industry", "stated_tier", "tags", "size"))
#: Fields with the name of somebody.
_NAMES = frozenset(("name", "customer", "contact_person", "owner", "author", "handler"))


def weigh(name: str, type_name: str, profile: Profile) -> float:
    """How far the values allow the field: about 1 where they agree or say nothing, 0.2 where they are
    something else.
    """
    if profile.cells == 0:
        return 0.97
    factor = 1.05 if _agrees(type_name, profile) else 1.0
    if name in _POSITIONS and _greets(profile):
        return 0.2
    if only_answers(type_name, profile) or (profile.cells >= 2 and _contradicts(name, type_name, profile)):
        return 0.2
    if name == "stated_tier" and {str(cell).strip().lower() for cell in profile.sample} == {"normal"}:
        return 0.2  # what a program writes for everybody: Outlook's Priority
    if name == "stated_tier" and profile.words("customer_status") >= 0.5 and not profile.words("tier"):
        return 0.2  # Rating: Active
    if name == "province" and profile.words("customer_status") > 0.6:
        return 0.2  # Estado: how it stands
    if name == "member_no" and profile.words("member_level") > 0.6:
        return 0.2  # what the card is called, not its number
    if name in _SORTED and tells_sides([text_of(cell) for cell in profile.sample]):
        return 0.2  # who buys and who sells
    if name == "content" and _SORTS.issuperset(text_of(cell).strip() for cell in profile.sample):
        return 0.2  # 报修/投诉 over 报修 and 投诉
    if name == "demand" and profile.date > 0.9:
        return 0.2  # 要求完成时间: by when, not what
    if name == "website" and not any("." in text_of(cell) for cell in profile.sample):
        return 0.2  # Site: where they are
    if name in STAFF and _are_addressed(profile):
        factor *= 0.5  # nobody calls a colleague so
    if name in STAFF and profile.cells >= 10:
        factor *= 0.55 if profile.distinct > 0.7 else 1.08 if profile.distinct < 0.3 else 1.0
    if name == "contact_person" and profile.cells >= 20 and profile.distinct < 0.15:
        factor *= 0.7
    if name == "external_id" and profile.cells >= 3 and profile.distinct < 0.95:
        factor *= 0.4  # the number of something that several rows share
    if name in ("name", "customer"):
        # A column that is mostly empty names something beside: 企业 in a list of people.
        factor *= (1 + 0.1 * profile.company) * (0.6 + 0.4 * min(1, 2 * profile.filled))
    return factor


_ADDRESSED = re.compile(r".+(?:先生|女士|小姐|太太|老板娘?|總|总)")


def _are_addressed(profile: Profile) -> bool:
    """Whether most cells address somebody: 全先生, 令狐老板."""
    return (
        2 * sum(bool(_ADDRESSED.fullmatch(text_of(cell).strip())) for cell in profile.sample) > profile.cells
    )


#: So many at least work for one of the firms of a list.
_STAFFED = 31


def counts_guests(key: str, profile: Profile) -> bool:
    """Whether a column of a wide name tells how many came, not how many work there: 人数 over 2 and 4."""
    numbers = [int(text) for cell in profile.sample if (text := text_of(cell)).isdecimal()]
    return key in _HEADS and len(numbers) == profile.cells and max(numbers, default=_STAFFED) < _STAFFED


#: How many came, or how many work there.
_HEADS = frozenset(("人数", "人數", "headcount", "people"))
#: Columns that sort customers, by their weight or by anything else, and the words of a weight.
_SORTING = re.compile(r"categor(?:y|ies)$|class$|segment$|group$|类别|分类|分群|区分")
_RANK = re.compile(
    r"^[a-z0-9+*]{1,3}$|^[甲乙丙丁戊一二三四五六七八九]类?$|[级等星金银铜钻优重普大小高中低]|vip|gold|silver|bronze|platinum|premium|diamond|top|key"
)


def sorts_otherwise(key: str, profile: Profile) -> bool:
    """Whether a column sorts customers by something else than their weight: Category over Retail and Apparel."""
    if not _SORTING.search(key) or profile.words("tier"):
        return False
    texts = [text_of(cell).strip().lower() for cell in profile.sample]
    return bool(texts) and not any(map(_RANK.search, texts))


def _greets(profile: Profile) -> bool:
    """Whether a column holds forms of address: Mr, Frau, Dr."""
    return sum(bool(_GREETING.fullmatch(str(cell).strip())) for cell in profile.sample) > 0.5 * profile.cells


def only_answers(type_name: str, profile: Profile) -> bool:
    """Whether a column of yes and no stands under a name for words: Customer, 微信, Email Opt Out."""
    return profile.flag > 0.9 and type_name.partition(":")[0] in _NO_FLAGS


def _agrees(type_name: str, profile: Profile) -> bool:
    base, _colon, domain = type_name.partition(":")
    if domain:
        return profile.words(domain) > 0.6
    share = {
        "phone": profile.phone,
        "email": profile.email,
        "date": profile.date,
        "day": profile.date,
        "done": profile.date,
        "birthday": profile.date,
        "amount": profile.amount,
        "money": profile.amount,
        "score": profile.score,
    }.get(base, 0.0)
    return share > 0.6


def _contradicts(name: str, type_name: str, profile: Profile) -> bool:
    """Whether the values are plainly something else. A few broken ones among good ones never are."""
    base, _colon, domain = type_name.partition(":")
    other_shape = max(profile.phone, profile.email, profile.date)
    if base == "phone":
        return profile.phone < 0.3 and (
            profile.words("channel") > 0.5
            or profile.date > 0.6
            or (profile.number < 0.2 and profile.email < 0.3 and profile.length < 5 and profile.cells >= 3)
        )
    if base == "birthday":
        # The day of a month: Birth Day beside Birth Month.
        return all(len(text_of(cell)) < 3 for cell in profile.sample)
    if base in ("date", "day", "done") and profile.clock > 0.6:
        return True
    if base in ("date", "day") and profile.date + profile.relative > 0.5:
        return False
    if base in ("date", "day"):
        nothing = profile.date == 0 and profile.number < 0.2
        return (
            profile.cells >= 3
            and profile.date < 0.2
            and (nothing or profile.prose > 0.3 or profile.score > 0.9)
        )
    if base == "done":
        other = profile.prose > 0.5 or profile.person > 0.6 or max(profile.lasting(), profile.counted()) > 0.6
        return profile.date < 0.2 and other
    if base in ("amount", "money"):
        return profile.amount < 0.3 and (profile.cells >= 3 or profile.flag > 0.9)
    if base == "score":
        return (profile.score < 0.4 and profile.cells >= 3) or profile.lasting() > 0.5
    if base in ("integer", "balance"):
        return profile.number < 0.3 and profile.amount < 0.3 and profile.cells >= 3
    if domain == "purchase_status" and profile.flag > 0.9:
        return False  # 是否付款, Paid?
    if domain == "customer_status" and profile.flag > 0.9:
        return False  # Archived, 是否停用
    if base in ("word", "choice", "soft", "channel", "way"):
        return profile.cells >= 2 and (
            profile.words(domain) < (0.5 if base == "word" else 0.3) or other_shape > 0.6
        )
    if base == "yes_no":
        return profile.prose > 0.3
    if base == "open":
        return profile.date > 0.9
    if name == "contact_person" and profile.lettered() > 0.6:
        return False  # a phone or e-mail beside the name: 张三 13800000000
    if name in _NAMES:
        return max(other_shape, profile.unit) > 0.6 or max(profile.number, profile.coded) > 0.8
    if name in PROSE or base == "text":
        return other_shape > 0.7 and profile.cells >= 3
    return base == "email" and profile.email < 0.1 and profile.cells >= 5 and profile.phone > 0.5
