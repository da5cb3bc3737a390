"""Which column of a table is which field of a kind: by names first and values beside them."""

from __future__ import annotations

import re
from dataclasses import replace

from crmcli.sheets.cells.scores import SCORED
from crmcli.sheets.cells.setting import asks_for_company, is_answer
from crmcli.sheets.columns.endings import is_beside
from crmcli.sheets.columns.fields import OUR_PEOPLE, TYPES, subject_field
from crmcli.sheets.columns.headers import Header, Match, matches, synonyms
from crmcli.sheets.columns.own import is_whole, own_columns
from crmcli.sheets.recognising.beside import settle
from crmcli.sheets.recognising.evidence import Profile
from crmcli.sheets.recognising.fitness import counts_guests, only_answers, sorts_otherwise, weigh
from crmcli.sheets.recognising.name_parts import PERSON_END, fields_by_part
from crmcli.sheets.recognising.named_contracts import take_contract_as_customer
from crmcli.sheets.recognising.no_customers import names_nobody
from crmcli.sheets.recognising.own_people import without_ours
from crmcli.sheets.recognising.prices import set_price
from crmcli.sheets.recognising.recognition import OWN_IDS, PROOF, Claim, Recognition
from crmcli.sheets.recognising.subjects import (
    PLAIN_NAME,
    leave_numbers_of_persons,
    leave_shared_numbers,
    take_alias_as_subject,
    take_members_by_number,
    take_mobile_first,
    take_number_of_lines,
    take_number_of_the_named,
    take_owner_as_subject,
    take_person_as_subject,
    take_persons_where_names_lack,
    take_repeated_number,
)
from crmcli.vocabulary import begins_with, parse_word

#: The dates of what happened, by kind.
MAIN_DATES = ("occurred", "ordered", "opened", "submitted")
#: Dates that lie ahead of the row's own.
AHEAD = {"next_on": "occurred", "next_contact_on": "last_contact_on", "promised_on": "ordered"}
#: Below this a column is left without a field: nobody may act upon the guess unasked.
ACCEPT = 0.4
#: From this score on a further column is one of phones by its name, even if they are numbers of many countries.
_NAMED = 0.9
#: How much more a word weighs that gives the kind away than one that stands before it in the list.
_GIVES_AWAY = 0.05


def fill(kind: str, headers: list[Header], profiles: list[Profile]) -> Recognition:
    """Gives each column of a sheet of this kind its field: our own names first, then the best claims."""
    names = [header.shown for header in headers]
    whole, own = is_whole(kind, names), own_columns(kind, names)
    if not whole:
        own = {c: name for c, name in own.items() if not only_answers(TYPES[kind][name], profiles[c])}
    # What stands beside the columns of our export are custom columns; of a survey, its questions.
    guess = not whole or kind == "survey_answers"
    claims = [
        claim
        for column, header in enumerate(headers)
        if guess and column not in own
        for claim in _claims(kind, column, header, profiles[column])
    ]
    if kind == "interactions":
        claims = _results_as_reactions(claims, headers, told="content" in own.values())
    claims = without_ours(kind, claims, headers)
    reading = Recognition(kind)
    reading.columns = {
        column: Claim(column, name, PROOF, _is_strong(kind, headers[column], name), names[column])
        for column, name in own.items()
    }
    taken = set(own.values())
    for claim in sorted(claims, key=lambda claim: (-claim.score - _GIVES_AWAY * claim.strong, claim.column)):
        if claim.score < ACCEPT or claim.column in reading.columns:
            continue
        if claim.field in taken:
            if claim.field in MAIN_DATES and profiles[claim.column].date > 0.6:
                reading.dates.append(claim.column)
            named = claim.score >= _NAMED or profiles[claim.column].phone >= 0.5
            if claim.field == "social" and claim.score >= _NAMED:
                # Each platform has a column of its own.
                reading.columns[claim.column] = claim
                continue
            if claim.field != "phone" or not named or whole:
                continue
            claim = Claim(claim.column, "phones", claim.score, False, claim.why)
        taken.add(claim.field)
        reading.columns[claim.column] = claim
    if guess:
        take_number_of_the_named(reading, headers)
        take_alias_as_subject(reading, PLAIN_NAME)
        _by_values(reading, headers, profiles)
    take_person_as_subject(reading)
    take_owner_as_subject(reading, headers, profiles)
    take_alias_as_subject(reading, 0.0)
    take_persons_where_names_lack(reading, claims, profiles)
    take_members_by_number(reading, profiles)
    take_repeated_number(reading, headers, profiles)
    take_number_of_lines(reading, headers, profiles)
    take_contract_as_customer(reading, headers)
    leave_shared_numbers(reading, profiles)
    leave_numbers_of_persons(reading, headers, profiles)
    settle(reading, headers, profiles)
    if kind == "complaints":
        _take_demand_as_content(reading)
    if kind == "survey_answers":
        _leave_sum(reading, headers)
    if kind == "purchases":
        set_price(reading, headers, profiles)
    if not own.keys() & {reading.column_of("phone"), reading.column_of("phones")}:
        take_mobile_first(reading, headers, profiles)
    return reading


def _take_demand_as_content(reading: Recognition) -> None:
    """Where a complaint has only a demand (诉求内容), that is what was said."""
    demand = reading.column_of("demand")
    if demand is not None and "content" not in reading.fields:
        reading.columns[demand].field = "content"


_RESULT = re.compile(r"结果|效果|成效|\b(?:result|outcome)s?$")


def _results_as_reactions(claims: list[Claim], headers: list[Header], told: bool) -> list[Claim]:
    """A column of results beside one with what was said (`told` if that is certain) holds the customer's reaction."""
    said = [claim for claim in claims if claim.field == "content" and claim.score >= ACCEPT]
    results = {claim.column for claim in said if _RESULT.search(headers[claim.column].key)}
    if not results or (not told and results >= {claim.column for claim in said}):
        return claims
    return [
        replace(claim, field="feedback", score=0.9 * claim.score, strong=False)
        if claim.column in results and claim.field == "content"
        else claim
        for claim in claims
    ]


def _is_strong(kind: str, header: Header, name: str) -> bool:
    return any(match.field == name and match.strong for match in matches(kind, header))


#: From this score on a name's words leave no room for what a part of it may mean.
_SURE = 0.65
#: A column of 响应时间（分钟） tells how long it took, not when.
_UNIT_OF_TIME = re.compile("分钟|小时|秒|天|hour|min|sec|day")


def _claims(kind: str, column: int, header: Header, profile: Profile) -> list[Claim]:
    result = []
    found = matches(kind, header)
    for match in [*found, *_dated_matches(kind, header, profile)]:
        type_name = TYPES[kind].get(match.field)
        if type_name is None or (type_name == "done" and _UNIT_OF_TIME.search(header.hint)):
            continue
        if match.field in OUR_PEOPLE and not _names_people(header, match, profile):
            continue
        if match.field == "size" and counts_guests(header.key, profile):
            continue
        if match.field == "channel" and _PLACE.search(header.key) and not profile.words("channel"):
            continue  # where they met
        if match.field == "stated_tier" and sorts_otherwise(header.key, profile):
            match = replace(match, field="tags")
        asked = match.field == "kind" and asks_for_company(header.key) and profile.flag > 0.9
        weight = 1.0 if asked else weigh(match.field, type_name, profile)
        if match.field in ("name", "customer") and names_nobody(header.key, match.score, profile):
            continue
        if match.field in ("name", "customer") and match.score < _SURE:
            # Of two that may name the customer (收货人姓名, 发票抬头) the fuller one does.
            weight *= 0.8 + 0.2 * min(1.0, profile.filled)
        if match.field == "ordered":
            # Every order has its day, but not every one was paid.
            weight *= 0.95 + 0.05 * min(1.0, profile.filled)
        if match.field == "order_no" and profile.filled < 0.5:
            # Nor was every payment's invoice told: the number that each line has is its own.
            weight *= 0.45 + 0.2 * profile.filled
        if (
            match.field in ("external_id", "order_no")
            and match.score < 0.7
            and profile.counts_up()
            and header.key not in _REFERENCES
        ):
            continue
        result.append(
            Claim(column, match.field, match.score * weight, match.strong and weight >= 0.9, match.why)
        )
        result += _numbers_under_a_name(kind, header, result[-1], profile)
    if all(match.score < _SURE for match in found) and profile.cells > 1 and not _says_nothing(header):
        told = header.last or header.key
        result += [
            Claim(column, name, score, False, told) for name, score in fields_by_part(kind, header, profile)
        ]
    return result


def _numbers_under_a_name(kind: str, header: Header, claim: Claim, profile: Profile) -> list[Claim]:
    """The numbers that stand under a name: 1, 2, 3 under Customer are its numbers, #1001 under Name the orders';
    mobiles under 客户号码 are what one calls.
    """
    if claim.field in _THEIR_NUMBERS and header.key.endswith("号码") and profile.mobile > 0.5:
        return [replace(claim, field="phone", score=1.05 * claim.score, strong=False)]
    if claim.field == "external_id" and claim.why in OWN_IDS and profile.coded > 0.8:
        return [replace(claim, score=_SYSTEM_ID)]
    plain = claim.why in (header.key, header.last)
    if claim.field not in ("name", "customer") or not plain or profile.cells < 2 or profile.flag > 0.9:
        return []
    if kind == "purchases" and all(str(cell).startswith("#") for cell in profile.sample):
        return [replace(claim, field="order_no", score=0.95)]
    number = next((name for name in ("customer_no", "external_id") if name in TYPES[kind]), "")
    numbered = max(profile.number, profile.coded) > 0.8 and len(set(profile.sample)) > 1
    return [replace(claim, field=number, score=0.6, strong=False)] if number and numbered else []


_THEIR_NUMBERS = ("external_id", "customer_no")
#: Names of numbers that are the record's own even where they only count up.
_REFERENCES = frozenset(("ref", "reference"))
#: How much a record's own number weighs where the numbers are plainly a system's.
_SYSTEM_ID = 1.05


#: Whoever placed an order: a buyer, or one of ours; of so few orders each may be another's.
_PLACED, _FEW = frozenset(("下单人", "下单人姓名", "ordered by", "placed by")), 3
#: Whoever had it before: 原负责人.
_BEFORE = re.compile(r"原|前任|旧|上任|former |previous |old ")


def _names_people(header: Header, match: Match, profile: Profile) -> bool:
    """Whether a name is that of a column of people of ours, not of something of theirs: 业务员, 主要业务员; not 业务类型.

    A name that only holds such a word needs values like persons' names, too: nobody is invented.
    """
    if match.why in (header.key, header.last):
        # Whoever placed an order is one of ours only if he placed several.
        return header.key not in _PLACED or profile.cells < _FEW or profile.distinct < 1
    if _BEFORE.match(header.key):
        return False
    keys = [key for key in (header.key, header.last) if key]
    named = any(key.endswith(match.why) or PERSON_END.search(key) for key in keys)
    return named and (profile.cells == 0 or profile.person > 0.5)


def _leave_sum(reading: Recognition, headers: list[Header]) -> None:
    """The sum of all scores is no score beside them."""
    overall = reading.column_of("overall")
    if (
        overall is not None
        and headers[overall].key in ("总分", "total score")
        and len(reading.fields & _SCORES) > 1
    ):
        del reading.columns[overall]


_SCORES = frozenset(SCORED)
_DATED = ("date", "day", "done")
#: How much, never when: 12.00 might be a day, too.
_OF_MONEY = re.compile(r"\b(?:amount|total|price|fee|sum|cost|tax)\b|金额|费用")


def _dated_matches(kind: str, header: Header, profile: Profile) -> list[Match]:
    """What a column of dates may be whose name leaves 时间 or 日期 out: 初次回复, 开单."""
    if profile.date < 0.6 or not header.key or _OF_MONEY.search(header.key):
        return []
    words = (" date", " at") if header.key.isascii() else ("时间", "日期")
    names = (name + word for name in (header.key, header.last) if name for word in words)
    found = (match for name in names for match in matches(kind, replace(header, key=name, last="")))
    return [replace(match, score=0.9 * match.score) for match in found if TYPES[kind][match.field] in _DATED]


#: What sorts the rows, or says what they are about, names nobody: item type, category, subject.
_SORTS = re.compile(
    r"(?:^|[ _])(?:type|category|class|group|kind|status|state|department|title|role|level|segment|section|subject|topic|summary|agenda)$|类型|类别|分类|主题|标题|议题|日程"
)
#: Where something is says nothing of what happened.
_PLACE = re.compile(r"地址|住址|住所|地点|주소|\b(?:address|street|location)\b")
#: Dates of other things than what happened.
_NOT_PAST = re.compile(
    "期望|希望|期待|想要|截止|到期|期限|生日|出生|计划|预计|提醒|下次|^(?:last|latest|previous) |最近|上次|最后|末次|重量|体积|尺寸|面积|里程|weight|volume|due|deadline|expir|birth|next|plan|prefer|wish|desired|requested|updated|更新|최근|마지막|최종|다음|예정|생년|最終|次回|前回"
)
#: The name of a column of days, whose values needn't be many.
_NAMES_DAY = re.compile(r"日期|时间|\b(?:date|time)\b")


def _by_values(reading: Recognition, headers: list[Header], profiles: list[Profile]) -> None:
    """Columns without a known name that their values give away: phones, e-mails, companies, dates, what
    was said.
    """
    types = TYPES[reading.kind or ""]
    main_date = next((name for name in MAIN_DATES if name in types), "")
    open_columns = [
        column
        for column, profile in enumerate(profiles)
        if column not in reading.columns
        and (profile.cells > 1 or (profile.date == 1 and _NAMES_DAY.search(headers[column].key)))
        and not _says_nothing(headers[column])
    ]
    for column in open_columns:
        if guess := _guess_by_word(reading, headers[column], profiles[column], first=column == 0):
            reading.columns[column] = Claim(column, guess, 0.5, False, "name and values")
    for column in open_columns:
        past_date = "" if _NOT_PAST.search(headers[column].key) else main_date
        if column in reading.columns:
            continue
        guess = _guess(reading, types, profiles[column], past_date)
        sorts = guess == subject_field(reading.kind or "") and _SORTS.search(headers[column].key)
        if guess and not sorts and not (guess == "content" and _PLACE.search(headers[column].key)):
            reading.columns[column] = Claim(column, guess, 0.45, False, "values")


def _says_nothing(header: Header) -> bool:
    """Whether a name is that of a numbering, or of something that is no field of ours."""
    key = header.last or header.key
    if not header.key and header.shown:
        return True
    return header.key in synonyms().index or is_beside(key) or bool(synonyms().stop.search(key))


def _guess(reading: Recognition, types: dict[str, str], profile: Profile, main_date: str) -> str:
    free = set(types) - reading.fields
    subject = subject_field(reading.kind or "")
    abroad = sum(str(cell).startswith("+") for cell in profile.sample) > 0.5 * profile.cells
    if profile.phone > 0.8 and (profile.mobile > 0.3 or abroad):
        return "phone" if "phone" in free else "phones" if "phones" in types else ""
    if profile.email > 0.8 and "email" in free:
        return "email"
    if profile.date > 0.8 and main_date in free:
        return main_date
    if profile.company > 0.5 and subject in free:
        return subject
    if (
        profile.person > 0.7
        and profile.distinct > 0.5
        and subject in free
        and "contact_person" not in reading.fields
    ):
        return subject
    return (
        "content"
        if profile.prose > 0.6 > profile.date
        and "content" in free
        and reading.kind in ("interactions", "complaints")
        else ""
    )


_NUMBER_NAME = re.compile(r"(?:编号|单号|号码?)$|\b(?:no|nr|number|id|ref|reference)\b\.?$|#")
_OTHER_NUMBER = re.compile(
    "车牌|车位|车库|储藏室|门牌|楼|栋|箱号|柜号|水表|电表|燃气|图号|房|桌|卡号|手机|电话|病历|学号|批号|型号|货号|账号|帐号|身份|证|税|序号|座|客户|会员|员工|产品|商品|物料"
    "|customer|client|account|constituent|donor|member|phone|mobile|tel|tax|vat|product|item|sku|room|staff|employee"
)
_JUDGING = re.compile("满意|评价|评分|打分|satisf|rate|rating|score|experience")


#: The number of its own that each line has; of a list of customers it is in the first column.
_OWN_NUMBER = {"purchases": "order_no", "complaints": "external_id", "customers": "external_id"}


def _guess_by_word(reading: Recognition, header: Header, profile: Profile, *, first: bool) -> str:
    """What a part of the name says together with the values: a number of its own for each line, a score."""
    number = _OWN_NUMBER.get(reading.kind or "", "")
    if reading.kind == "customers" and not (first and profile.distinct == profile.filled == 1):
        number = ""
    if number and number not in reading.fields and profile.distinct > 0.8 and not profile.counts_up():
        coded = profile.prose < 0.5 and profile.date < 0.5 and profile.phone < 0.5
        if coded and _NUMBER_NAME.search(header.key) and not _OTHER_NUMBER.search(header.key):
            return number
    if reading.kind == "complaints" and "status" not in reading.fields and _tells_states(header, profile):
        return "status"
    judged = reading.kind == "survey_answers" and "overall" not in reading.fields and profile.score > 0.8
    return "overall" if judged and _JUDGING.search(header.key) else ""


_OF_STATE = re.compile(
    r"状态|结果|结论|进度|进展|情况|结案|办结|(?<![a-z])(?:status|state|outcome|result|response|resolution)(?![a-z])"
)


def _tells_states(header: Header, profile: Profile) -> bool:
    """Whether most cells say how far a complaint has come: company response: Closed with explanation."""
    texts = [
        cell for cell in profile.sample if isinstance(cell, str) and len(cell) > 2 and not is_answer(cell)
    ]
    known = sum(
        bool(begins_with("complaint_state", text) or parse_word("complaint_state", text)) for text in texts
    )
    return bool(_OF_STATE.search(header.key)) and known > 0.8 * profile.cells
