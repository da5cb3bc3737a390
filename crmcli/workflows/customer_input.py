"""What a customer may look like when it comes from a person's hands: pydantic checks it at the edge.

Reading commands never import this module.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, Protocol

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
)

from crmcli import errors, naming, vocabulary
from crmcli.given import LINE, TEXT
from crmcli.i18n import _, clauses, remarked, series
from crmcli.matching.countries import country_code, near_countries
from crmcli.matching.languages import language_code, near_languages
from crmcli.matching.masked import is_masked_id
from crmcli.matching.online import normalize_email
from crmcli.matching.phones import normalize_phone
from crmcli.policy import Policy
from crmcli.wording import clean, known_word, known_words


def _phone(text: str, told: ValidationInfo) -> str:
    found = normalize_phone(text, told.context["country"]) if told.context else None
    if found is None:
        raise ValueError(_("is no phone number"))
    return found


def _unmasked(text: str) -> str:
    if is_masked_id(text):
        raise ValueError(_("is hidden in part, and reaches nobody"))
    return text


def _email(text: str) -> str:
    found = normalize_email(text)
    if found is None:
        raise ValueError(_("is no e-mail address"))
    return found


def _word(domain: str) -> BeforeValidator:
    def parse(text: str) -> str:
        found = vocabulary.parse_word(domain, text)
        if found is None:
            raise ValueError(_("is none of: %(known)s") % {"known": known_words(domain)})
        return found

    return BeforeValidator(parse)


def _free_word(domain: str) -> BeforeValidator:
    """A list that a team may extend: a known word becomes its key, any other stays as written."""
    return BeforeValidator(lambda text: vocabulary.parse_word(domain, text) or text)


def _channel(text: str, told: ValidationInfo) -> str:
    """One of the policy's channels."""
    policy: Policy = (told.context or {})["policy"]
    found = policy.channel_called(text)
    if found is None:
        known = series(known_word("channel", each) for each in policy.channels)
        raise ValueError(_("is none of: %(known)s") % {"known": known})
    return found


def _birthday(text: str, told: ValidationInfo) -> str:
    """A birthday as the cells of sheets tell it."""
    found = _born(text, (told.context or {})["day"])
    if found is None:
        raise ValueError(_("is no birthday (write 1980-05-20, 05-20 or 10-14 lunar)"))
    return found[0]


def _born(text: str, day: ReadDay) -> tuple[str, str] | None:
    """The day and its calendar; None if it is none."""
    from crmcli.sheets.cells.dates import DateContext, parse_birthday

    return parse_birthday(text, DateContext(day("today")))


#: A birthday that names its calendar.
_OF_CALENDAR = re.compile("[农農历曆]|lunar|solar", re.IGNORECASE)


def _country(text: str) -> str:
    """A country as it is called; a code or a dialling code becomes the code."""
    code = country_code(text)
    if code is None:
        raise ValueError(_guessing(_("is no country that is known"), near_countries(text)))
    is_name = any(map(str.isalpha, text)) and text.upper() != code
    return text if is_name else code


def _zone(text: str) -> str:
    from crmcli.matching.zones import zone_name

    name = zone_name(text)
    if name is None:
        raise ValueError(_("is no time zone that is known (write Europe/Berlin, Berlin or UTC+1)"))
    return name


def _language(text: str) -> str:
    if language_code(text) is None:
        raise ValueError(_guessing(_("is no language that is known"), near_languages(text)))
    return text


def _guessing(why: str, near: list[tuple[str, str]]) -> str:
    """What is wrong with a word, and which names it may mean."""
    names = series(remarked(code, name) for code, name in near)
    return _("%(why)s (perhaps %(names)s)") % {"why": why, "names": names} if near else why


def _sites(text: str) -> str:
    """Websites in normal form, with ; between them, each once."""
    from crmcli.matching.online import normalize_site, site_key
    from crmcli.matching.social import normalize_social

    parts = [part for part in re.split(r"[;；,，\s、]+", text) if part]
    if account := next(filter(None, map(normalize_social, parts)), None):
        raise ValueError(_("is an account (write social=%(account)s)") % {"account": account})
    found = [normalize_site(part) for part in parts]
    if None in found:
        raise ValueError(_("is no website (write www.yuanxin.com)"))
    first: dict[str, str] = {}
    for site in filter(None, found):
        first.setdefault(site_key(site), site)
    return ";".join(first.values())


def _accounts(text: str) -> str:
    """Accounts on social platforms in normal form, with ; between them."""
    from crmcli.matching.social import normalize_social

    found = [(part, normalize_social(part)) for part in re.split(r"[;；,，\s、]+", text) if part]
    if any(account is None for _part, account in found):
        raise ValueError(
            _("names no account of a known platform (write linkedin:ann-lee, 微博:远鑫 or its address)")
        )
    return ";".join(dict.fromkeys(account for _part, account in found if account))


def _calendar(text: str) -> str:
    return {"公历": "solar", "阳历": "solar", "农历": "lunar", "阴历": "lunar"}.get(text, text)


def _day(text: str, told: ValidationInfo) -> str:
    """A day that lies ahead where it ends a pause, as people say it."""
    try:
        day: date = (told.context or {})["day"](text, ahead=told.field_name == "paused_until")
    except errors.Usage:
        raise ValueError(_("is no date (write 2026-11-20)")) from None
    if told.field_name == "paused_until" and day < (told.context or {})["day"]("today"):
        raise ValueError(_("lies in the past; a pause ends on a day that is still to come"))
    return day.isoformat()


def _tags(text: str) -> str:
    parts = [t.strip() for t in unicodedata.normalize("NFKC", text).replace("、", ",").split(",")]
    return ",".join(dict.fromkeys(t for t in parts if t))


#: Every customer, and every contact person, has these.
_NEVER_EMPTY = frozenset({"kind", "status", "is_key"})
#: The longest cadence that a customer can have.
_MOST_DAYS = 3650
Line = Annotated[str, AfterValidator(lambda text: clean(text).strip()), Field(max_length=LINE)]
Long = Annotated[str, Field(max_length=TEXT)]
Day = Annotated[str, AfterValidator(_day)]


def _yes_no(text: str) -> int:
    from crmcli.sheets.cells.setting import NO, YES

    word = text.lower()
    if word not in YES | NO:
        raise ValueError(_("is neither yes nor no"))
    return int(word in YES)


class ReadDay(Protocol):
    """Reads a day as a person types it; Usage if it is none."""

    def __call__(self, text: str, *, ahead: bool = False) -> date: ...


class CustomerInput(BaseModel):
    """The fields of a customer that people enter. An empty text clears a field."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: Annotated[Line, Field(min_length=1)] | None = None
    kind: Annotated[str, _word("customer_kind")] | None = None
    external_id: Line | None = None
    phone: Annotated[str, AfterValidator(_phone)] | None = None
    email: Annotated[str, AfterValidator(_unmasked), AfterValidator(_email)] | None = None
    wechat: Annotated[Line, AfterValidator(_unmasked)] | None = None
    website: Annotated[str, AfterValidator(_sites)] | None = None
    social: Annotated[str, AfterValidator(_accounts)] | None = None
    industry: Line | None = None
    size: Annotated[str, _word("size")] | None = None
    region: Line | None = None
    country: Annotated[Line, AfterValidator(_country)] | None = None
    language: Annotated[Line, AfterValidator(_language)] | None = None
    time_zone: Annotated[Line, AfterValidator(_zone)] | None = None
    province: Line | None = None
    city: Line | None = None
    district: Line | None = None
    street: Line | None = None
    postcode: Line | None = None
    source: Annotated[str, _free_word("source")] | None = None
    referrer: Line | None = None
    department: Line | None = None
    stated_tier: Annotated[Line, _free_word("tier")] | None = None
    member_no: Line | None = None
    preferences: Long | None = None
    birthday: Annotated[str, AfterValidator(_birthday)] | None = None
    birthday_calendar: Annotated[Literal["solar", "lunar"], BeforeValidator(_calendar)] | None = None
    cooperation_start: Day | None = None
    tags: Annotated[str, AfterValidator(_tags)] | None = None
    status: Annotated[str, _word("customer_status")] | None = None
    paused_until: Day | None = None
    note: Long | None = None
    pain_points: Long | None = None
    budget: Line | None = None
    decision_chain: Long | None = None
    timing: Line | None = None
    competitors: Line | None = None
    cadence_days: Annotated[int, Field(ge=1, le=_MOST_DAYS)] | None = None
    plan_channel: Annotated[str, AfterValidator(_channel)] | None = None
    plan_reason: Line | None = None


class PersonInput(BaseModel):
    """The fields of a contact person that people enter. An empty text clears a field."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: Annotated[Line, Field(min_length=1)] | None = None
    title: Line | None = None
    department: Line | None = None
    phone: Annotated[str, AfterValidator(_phone)] | None = None
    email: Annotated[str, AfterValidator(_unmasked), AfterValidator(_email)] | None = None
    wechat: Annotated[Line, AfterValidator(_unmasked)] | None = None
    website: Annotated[str, AfterValidator(_sites)] | None = None
    social: Annotated[str, AfterValidator(_accounts)] | None = None
    decision_role: Annotated[str, _word("decision_role")] | None = None
    is_key: Annotated[int, BeforeValidator(_yes_no)] | None = None
    birthday: Annotated[str, AfterValidator(_birthday)] | None = None
    birthday_calendar: Annotated[Literal["solar", "lunar"], BeforeValidator(_calendar)] | None = None
    consent: Long | None = None
    note: Long | None = None


#: Whose fields they are.
Fields = type[CustomerInput] | type[PersonInput]


def checked(
    values: Mapping[str, Any], home: str, day: ReadDay, policy: Policy, fields: Fields = CustomerInput
) -> dict[str, Any]:
    """The given fields in their stored form; an empty text becomes None. Invalid names every bad field.

    A phone without a country's code is one of the customer's country, else of `home`. `day` reads what is typed for a day.
    A birthday that tells its calendar (农历10-14, 腊月三十) sets that, too, unless it is given beside.
    """
    for field in _NEVER_EMPTY & values.keys():
        if not str(values[field] or "").strip():
            raise errors.Invalid(
                _("%(field)s can't be empty.") % {"field": naming.field(field)}, _("Nothing was written.")
            )
    country = country_code(str(values.get("country") or "")) or home
    given = {k: v for k, v in values.items() if v != "" or k not in fields.model_fields}
    try:
        model = fields.model_validate(given, context={"country": country, "day": day, "policy": policy})
    except ValidationError as error:
        raise errors.Invalid(_problems(error), _hint(error, fields)) from None
    found = {k: getattr(model, k) if k in given else None for k in values}
    born = str(given.get("birthday") or "")
    told = _born(born, day) if born else None
    if told and (told[1] == "lunar" or _OF_CALENDAR.search(born)):
        found.setdefault("birthday_calendar", told[1])
    return found


def _problems(error: ValidationError) -> str:
    parts = []
    for problem in error.errors():
        field = ".".join(str(p) for p in problem["loc"])
        if problem["type"] == "extra_forbidden":
            parts.append(_("there is no field %(field)s") % {"field": naming.field(field)})
            continue
        told = {"field": naming.field(field), "value": str(problem["input"])[:40], "why": _why(problem)}
        parts.append(_("%(field)s '%(value)s' %(why)s") % told)
    return _("%(text)s.") % {"text": clauses(parts)}


def _hint(error: ValidationError, fields: Fields) -> str:
    """What to do about it: a name that is none is answered with those that there are. The owner is looked up among the
    staff before, the parent among the customers."""
    strange = any(problem["type"] == "extra_forbidden" for problem in error.errors())
    if fields is PersonInput:
        names = series(naming.field(name, "contact_person") for name in fields.model_fields)
        return _("Nothing was written. Fields are %(names)s.") % {"names": names}
    if not strange:
        return _("Nothing was written; see crmcli edit --help.")
    names = series(map(naming.field, (*CustomerInput.model_fields, "owner", "parent")))
    return _("Nothing was written. Fields are %(names)s, and every column that an import brought.") % {
        "names": names
    }


def _why(problem: Any) -> str:
    """What is wrong with a value, in our words."""
    limits = problem.get("ctx", {})
    match problem["type"]:
        case "too_short" | "string_too_short":
            return _("is empty")
        case "too_long" | "string_too_long":
            return _("is longer than %(n)d characters") % {"n": limits["max_length"]}
        case "greater_than_equal" | "less_than_equal":
            return _("is not between %(low)d and %(high)d") % {"low": 1, "high": _MOST_DAYS}
        case "int_parsing":
            return _("is no whole number")
        case "literal_error":
            return _("is none of: %(known)s") % {"known": series([_("solar"), _("lunar")])}
    return str(limits.get("error") or problem["msg"])
