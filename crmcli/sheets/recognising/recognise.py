"""What a table is about: the kind of the sheet, by its columns, its rows and the names around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from crmcli import vocabulary
from crmcli.sheets.cells.scores import SCORED
from crmcli.sheets.cells.setting import asks_for_company
from crmcli.sheets.columns.fields import TYPES, subject_field
from crmcli.sheets.columns.headers import Header, header_of, matches, synonyms
from crmcli.sheets.columns.own import is_only_out, own_kind
from crmcli.sheets.recognising.agreements import lists_consents, says_nothing_else, says_who_agreed
from crmcli.sheets.recognising.claims import fill
from crmcli.sheets.recognising.evidence import Profile
from crmcli.sheets.recognising.no_orders import CALLED, counts_orders, dates_customers, lists_homes
from crmcli.sheets.recognising.own_people import CALLED_CUSTOMERS, lists_staff, lists_trainings
from crmcli.sheets.recognising.recognition import BY_VALUES, Claim, Recognition
from crmcli.sheets.recognising.subjects import numbers_firms

#: Below this nothing says what a table is about: a name and a phone do, a date and a number don't.
LEAST_WEIGHT = 1.5
#: What speaks for a kind if every column of our export is there.
_OWN_WEIGHT = 20.0


@dataclass(frozen=True, slots=True)
class Names:
    """The names around a table that speak for its kind."""

    file: str
    sheet: str
    title: str


def recognise(
    headers: list[Header], profiles: list[Profile], names: Names, kind: str | None = None
) -> Recognition:
    """The best reading of a table; kind None if it is none of ours. A given `kind` is only filled in."""
    if kind:
        return fill(kind, headers, profiles)
    shown = [header.shown for header in headers]
    if is_only_out(shown):
        return Recognition(None)
    own = own_kind(shown)
    if own == "opportunities" or (own is None and _is_pipeline(headers)):
        return _possible_deals(headers, profiles)
    if own == "trainings" or (own is None and lists_trainings(headers)):
        trained = fill("trainings", headers, profiles)
        if not _missing(trained):
            return replace(trained, weight=_OWN_WEIGHT)
    if own == "consents" or (own is None and says_who_agreed(headers)):
        agreed = fill("consents", headers, profiles)
        whole = own is not None or lists_consents(headers) or says_nothing_else(headers, agreed.columns)
        if whole and not _missing(agreed):
            return replace(agreed, weight=_OWN_WEIGHT)
    if lists_staff(headers):
        return Recognition(None, other="staff")
    if own:
        return replace(fill(own, headers, profiles), weight=_OWN_WEIGHT)
    readings = [
        _score(fill(name, headers, profiles), headers, profiles, names=names)
        for name in TYPES
        if name not in ("opportunities", "trainings", "consents")
    ]
    best = max(readings, key=lambda reading: reading.weight)
    rivals = {str(reading.kind): round(reading.weight, 2) for reading in readings if reading.weight > 0}
    if best.weight < LEAST_WEIGHT and (list_ := _list_by_values(readings, profiles)):
        best = list_
    other_weight, other = _other(headers, names)
    if other == "opportunities" and other_weight > best.weight:
        return _possible_deals(headers, profiles)
    if best.weight < LEAST_WEIGHT or other_weight > best.weight:
        none = Recognition(None, best.weight, rivals=rivals)
        if other_weight > best.weight:
            none.other = other
        else:
            none.nearest, none.lacks = _nearest(readings)
        return none
    best.rivals = rivals
    return best


def _list_by_values(readings: list[Recognition], profiles: list[Profile]) -> Recognition | None:
    """A list of customers whose column names nobody knows: names that differ in every row, each with a phone or e-mail."""
    reading = next(reading for reading in readings if reading.kind == "customers")
    name = reading.column_of("name")
    ways = [reading.column_of(way) for way in ("phone", "email")]
    reached = any(max(profiles[way].phone, profiles[way].email) > 0.8 for way in ways if way is not None)
    if name is None or not reached or profiles[name].cells < 2 or profiles[name].distinct < 0.95:
        return None
    return replace(reading, weight=LEAST_WEIGHT)


#: Columns of possible deals, by folded name: a stage beside a probability, or beside the day a deal is expected on.
_STAGE = frozenset(
    ("stage", "deal stage", "sales stage", "stage name", "opportunity stage", "pipeline stage", "pipeline stage id", "lead pipeline stage id", "lead stage", "pipeline", "阶段", "商机阶段",
     "销售阶段", "机会阶段", "当前阶段", "成交阶段")
)  # fmt: skip
_PROBABILITY = frozenset(
    ("probability", "win probability", "close probability", "deal probability", "likelihood", "forecast category",
     "expected revenue", "weighted amount", "赢率", "赢单率", "成交概率", "成单概率", "概率", "可能性", "成交可能性", "成交率", "把握度")
)  # fmt: skip
_EXPECTED = frozenset(
    ("expected close", "expected close date", "expected closing", "expected closing date", "close date", "closing date",
     "estimated close date", "预计成交日期", "预计成交时间", "预计签约时间", "预计签约日期", "预计签单日期", "预计签单时间", "预计成单时间",
     "预计成单日期", "预计结单日期")
)  # fmt: skip
_DEAL = frozenset(
    ("deal", "deal name", "deal amount", "deal value", "opportunity", "opportunity name", "amount", "expected amount", "lead value", "expected value", "opportunity amount", "opportunity value",
     "商机", "商机名称", "机会名称", "销售机会", "商机金额", "预计金额", "预计成交金额", "预计销售金额")
)  # fmt: skip


def _is_pipeline(headers: list[Header]) -> bool:
    """Whether a table lists possible deals: neither orders nor customers."""
    keys = {key for header in headers for key in (header.key, header.last)}
    return bool(keys & _STAGE) and bool(keys & _PROBABILITY or (keys & _EXPECTED and keys & _DEAL))


def _possible_deals(headers: list[Header], profiles: list[Profile]) -> Recognition:
    """A list of possible deals; one whose rows name no customer is none of ours."""
    reading = fill("opportunities", headers, profiles)
    if _missing(reading):
        return Recognition(None, other="opportunities")
    return replace(reading, weight=_OWN_WEIGHT)


def _nearest(readings: list[Recognition]) -> tuple[str, tuple[str, ...]]:
    """The kind that lacks least, and one field for each of what it lacks."""
    missing = {reading.kind or "": _missing(reading) for reading in readings if reading.columns}
    weights = {reading.kind or "": sum(map(_weight, reading.columns.values())) for reading in readings}
    if not missing:
        return "", ()
    kind = min(missing, key=lambda kind: (len(missing[kind]), -weights[kind]))
    return kind, missing[kind]


def _missing(reading: Recognition) -> tuple[str, ...]:
    fields = reading.fields | ({"amount"} if reading.price is not None else set())
    return tuple(group[0] for group in _NEEDS[reading.kind or ""] if not fields.intersection(group))


#: Each kind needs one field of every group.
_NEEDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "customers": (("name", "contact_person", "phone"),),
    "members": (
        ("name", "phone", "member_no"),
        ("points", "member_level", "member_no", "member_since", "name"),
    ),
    "contacts": (("name",), ("phone", "email", "title", "wechat")),
    "interactions": (
        ("customer", "phone", "contact_person", "customer_no", "email"),
        ("content", "feedback", "occurred"),
        ("content", "feedback", "channel", "direction", "next_on", "next_step"),
    ),
    "contracts": (
        ("customer", "phone", "customer_no", "email"),
        ("end", "term"),
        ("amount",),
        ("external_id", "title", "kind", "signed", "start", "plan"),
    ),
    "purchases": (
        ("customer", "phone", "customer_no", "email", "contract"),
        # A line without these can only tell more of an order that its number names.
        ("amount", "order_no"),
        ("ordered", "order_no"),
    ),
    "complaints": (
        ("customer", "phone", "contact_person", "external_id", "customer_no", "email"),
        ("content", "category", "demand", "severity"),
    ),
    "survey_answers": (
        (*SCORED, "comment"),
        SCORED,
    ),
    "tasks": (("title",), ("due", "owner", "status")),
    "feedback": (("content",), ("kind", "staff", "adopted", "answer", "occurred")),
    "trainings": (("staff",), ("topic",), ("held", "theory", "practice", "result", "passed", "valid")),
    "consents": (("customer", "customer_no", "phone", "email"), ("agreed",), ("said",)),
    "opportunities": (
        ("customer", "customer_no", "phone", "email"),
        ("title", "stage"),
        ("stage", "amount", "expected_on"),
    ),
}
_WIDE_NAMES = frozenset(
    (
        "客户",
        "customer",
        "customers",
        "clients",
        "accounts",
        "待办",
        "今日",
        "due",
        "评价",
        "sales",
        "销售",
        "合同",
        "积分",
    )
)


def _score(reading: Recognition, headers: list[Header], profiles: list[Profile], names: Names) -> Recognition:
    kind = reading.kind or ""
    if _missing(reading):
        reading.weight = 0.0
        return reading
    weight = sum(_weight(claim) for claim in reading.columns.values())
    weight += (
        2.5 * _name_weight(kind, names.sheet)
        + 2.5 * _name_weight(kind, names.title)
        + 1.5 * _name_weight(kind, names.file)
    )
    reading.weight = weight + _sign_weight(kind, headers) + _shape_weight(reading, headers, profiles)
    if kind == "purchases" and not reading.fields & {"amount", "quantity", "product"}:
        reading.weight -= _PARTNERS * any(_AGREEMENT.search(header.key) for header in headers)
    return reading


#: Whom we have an agreement with, and until when: a list of customers, not of orders, where no column tells what was sold.
_AGREEMENT, _PARTNERS = re.compile(r"^协议|有效期|到期日?期?$|\bagreement\b|\bvalid until\b"), 4.0
#: What a column's sign weighs, and how many of them count.
_SIGN, _MOST_SIGNS = 0.6, 4


def _sign_weight(kind: str, headers: list[Header]) -> float:
    """How much the table's own words say: Call Start Time, Call Type and Call Duration make calls."""
    signs = synonyms().signs.get(kind)
    if signs is None:
        return 0.0
    keys = {key for header in headers for key in (header.key, header.last) if key and signs.match(key)}
    return _SIGN * (min(len(keys), _MOST_SIGNS) - 1) if keys else 0.0


def _weight(claim: Claim) -> float:
    return claim.score * (2.0 if claim.strong else 1.0)


#: What only feedback has.
_OF_FEEDBACK = frozenset(("kind", "staff", "adopted", "answer"))
#: Without any of these nothing tells of a contact: an order may have its next appointment, too.
_OF_CONTACTS = frozenset(
    ("content", "feedback", "channel", "direction", "author", "effective", "contact_person")
)
#: What a contact plainly tells of itself, and what a log weighs less whose days are those of each customer's last one.
_TALKED, _LISTED_DATES = frozenset(("content", "feedback", "channel", "direction")), -6.0
#: What orders weigh less of which nothing tells the day, nor a number by which another sheet might.
_NO_DAY = -6.0


def _shape_weight(reading: Recognition, headers: list[Header], profiles: list[Profile]) -> float:
    """What the rows say: a list of customers names each once, a log names them again and again."""
    kind, fields = reading.kind, reading.fields
    subject = reading.column_of(subject_field(kind or ""))
    repeated = subject is not None and profiles[subject].cells >= 8 and profiles[subject].distinct < 0.6
    if kind in ("customers", "members"):
        special = (
            0.0 if kind == "customers" else 1.0 if fields & {"points", "member_level", "member_no"} else -3.0
        )
        return special - (2.0 if repeated else 0.0) - (1.0 if "name" not in fields else 0.0)
    if kind == "contacts":
        column = reading.column_of("customer")
        company = column is not None and (profiles[column].company > 0.3 or profiles[column].cells < 3)
        again = (
            company and column is not None and profiles[column].cells >= 8 and profiles[column].distinct < 0.9
        )
        clear = (
            again
            or any(claim.strong for claim in reading.columns.values())
            or fields & {"title", "decision_role"}
        )
        if any(asks_for_company(header.key) for header in headers):
            return -2.0  # an address book holds no firms by themselves
        if _lists_firms(reading, profiles):
            return _LISTED_FIRMS
        firm_told = company or numbers_firms(reading, headers, profiles)
        return (0.1 if firm_told else -2.0) + (1.5 if again else 0.0) - (0.0 if clear else 0.7)
    if kind == "interactions" and "occurred" not in fields:
        # A plan of visits tells of none that was made; what is due and was filled in has its numbers.
        planned = "next_on" in fields and "external_id" not in fields
        return -4.0 if planned or reading.score_of("content") < CALLED else -1.0
    if kind == "interactions" and not repeated and _lists_last_contacts(reading, headers):
        return _LISTED_DATES
    if kind == "interactions" and not fields & _OF_CONTACTS:
        return -1.0
    told = any(claim.strong for claim in reading.columns.values())
    if kind == "interactions" and not told and reading.score_of("occurred") <= BY_VALUES:
        return -1.0
    if kind == "purchases" and counts_orders(headers):
        return _NO_DAY
    if kind == "purchases" and (dates_customers(reading, headers) or lists_homes(reading, headers)):
        return _NO_DAY
    priced = "amount" in fields or reading.price is not None
    if kind == "purchases" and "ordered" not in fields and reading.score_of("order_no") < CALLED:
        # Without a day no row could be kept; a customer in each can.
        return _NO_DAY if fields & {"customer_no", "phone", "email"} and not repeated else -1.0
    if kind == "purchases" and not (priced or told) and reading.score_of("order_no") <= BY_VALUES:
        # Bookings: nothing says that they were sold.
        return _NO_DAY
    if kind == "purchases" and not (priced and fields & {"ordered", "order_no", "product"}):
        return -1.0
    if kind == "complaints" and reading.score_of("content") <= BY_VALUES and not _complains(reading):
        return -5.0
    by_values = reading.score_of("opened") <= BY_VALUES and reading.score_of("content") < CALLED
    if kind == "complaints" and by_values and not _complains(reading, ended=False):
        return -5.0  # a title, and days of something: an approval
    if kind == "complaints" and not fields & {"opened", "content", "external_id", "resolved"}:
        return -1.5
    if (
        kind == "complaints"
        and "opened" not in fields
        and not (told and reading.score_of("content") > BY_VALUES)
    ):
        return -3.0  # no row could be kept
    if kind == "complaints" and not told and "content" not in fields:
        return -2.0
    if kind == "feedback" and reading.score_of("content") < CALLED and not fields & _OF_FEEDBACK:
        return -3.0  # a day and words: nothing says whose
    if kind == "feedback" and (column := reading.column_of("kind")) is not None:
        return 3.5 if _tells_praise(profiles[column]) else -1.0
    return 0.3 if repeated else 0.0


def _lists_firms(reading: Recognition, profiles: list[Profile]) -> bool:
    """Whether every row names another firm, and some nobody there."""
    firm, name = reading.column_of("customer"), reading.column_of("name")
    if firm is None or name is None or reading.score_of("name") < CALLED:
        return False
    return profiles[firm].distinct == profiles[firm].filled == 1 and profiles[name].filled < _MOSTLY_NAMED


#: Where fewer rows of an address book name somebody, the firms are what is listed.
_MOSTLY_NAMED, _LISTED_FIRMS = 0.8, -5.0


def _lists_last_contacts(reading: Recognition, headers: Sequence[Header]) -> bool:
    """Whether the day in each row is called the last contact's, and nothing plainly says what that was: each row tells
    where a customer stands.
    """
    if any(claim.strong and claim.field in _TALKED for claim in reading.columns.values()):
        return False
    column = reading.column_of("occurred")
    found = matches("customers", headers[column]) if column is not None else ()
    return any(match.field == "last_contact_on" and match.score >= CALLED for match in found)


def _complains(reading: Recognition, *, ended: bool = True) -> bool:
    """Whether a column plainly tells of complaints, be it not what was said nor when; `ended` if the day of its end does."""
    plain = {claim.field for claim in reading.columns.values() if claim.strong} - {"opened", "revisited"}
    return bool(
        reading.fields & {"category", "demand", "severity"} or plain - ({"resolved"} if not ended else set())
    )


def _tells_praise(profile: Profile) -> bool:
    """Whether a column of kinds tells more than complaints: 表扬, 建议."""
    told = {vocabulary.find_word("feedback_told", cell) for cell in profile.sample if isinstance(cell, str)}
    return profile.words("feedback_told") > 0.6 and bool(told - {"problem", "complaint", None})


def _name_weight(kind: str, name: str) -> float:
    """How clearly a file's, sheet's or title's name speaks for the kind: 1, 0.3 for a wide word, 0."""
    folded = header_of(name).key if name else ""
    words = [word for word in synonyms().names[kind] if word in folded]
    if not words:
        return 0.0
    return 1.0 if any(word not in _WIDE_NAMES for word in words) else 0.3


def _other(headers: list[Header], names: Names) -> tuple[float, str]:
    """How clearly a table is one that is left out, and which: staff, a price list, statistics."""
    best = (0.0, "")
    keys = {header.key for header in headers}
    around = header_of(f"{names.sheet} {names.title} {names.file}").key
    of_customers = any(map(CALLED_CUSTOMERS.fullmatch, keys))
    for group, (words, calls) in synonyms().others.items():
        if group == "staff" and of_customers:
            continue
        known = len(keys & words)
        named = any(call in around for call in calls)
        alone = 2.5 if group in ("staff", "suppliers") else 0.5
        best = max(best, (1.6 * known + (3.0 if named and known else alone if named else 0.0), group))
    return best
