"""Checks a policy before it is stored, compares two, and changes one number in the text. For `policy` only.

pydantic models are made from the named tuples of `policy_sections`, so the shape stands in one place. No
reading command needs this module.
"""

from __future__ import annotations

import json
import re
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from itertools import pairwise
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from crmcli.dates.calendars import WEEKDAYS, parse_slot
from crmcli.dates.days_off import is_part_of_day, parse_entry
from crmcli.errors import PolicyError
from crmcli.i18n import N_, _, series
from crmcli.matching.countries import country_code
from crmcli.policy import SEVERITIES, TIERS, default_dict, flatten, parse
from crmcli.policy.conditions import DERIVED_TEXTS, BadCondition, compile_condition
from crmcli.policy.sections import (
    FLAT,
    CalendarSpec,
    ChannelRule,
    Complaint,
    Contact,
    CountryRule,
    Gift,
    OpportunityStage,
    Overlay,
    OwnField,
    Plan,
    Route,
    Severity,
    TierRule,
    ValueRule,
)
from crmcli.workflows.policies import mending, sense

#: Sections that must be whole where they stand; in the others a missing number is the default one.
_WHOLE = (Severity, Plan, TierRule, ValueRule, Overlay, OwnField, OpportunityStage, Route, Gift)
_POSITIVE_ENDINGS = ("_hours", "_days", "_months", "_seconds")
_POSITIVE = frozenset({
    "engagement_contacts", "needs_fields", "orders_full", "complaint_ratio_zero", "segment_step", "min_n",
    "per_day", "lost_gap_factor", "cadence_zero", "cadences", "gap_min_purchases", "rows", "claims", "per_cash", "sending_minutes",
})  # fmt: skip
_MAY_BE_ZERO = (
    "working_days",
    "spread_days",
    "valid_months",
    "grace_days",
    "remind_days",
    "level_months",
    "late_days",
    "follow_up_days",
)
#: Tables whose keys a team adds itself.
_OPEN_TABLES = (
    "potential.industry_share",
    "points.product_factor",
    *(f"care.{name}" for name in ("festivals", "moving", "days", "texts", "subjects", "gifts")),
)

_MESSAGES: dict[str, str] = {
    "extra_forbidden": N_("%(place)s: unknown key"),
    "missing": N_("%(place)s: is missing"),
    "greater_than": N_("%(place)s: must be more than %(gt)s"),
    "greater_than_equal": N_("%(place)s: must not be less than %(ge)s"),
    "less_than_equal": N_("%(place)s: must not be more than %(le)s"),
    "int_type": N_("%(place)s: must be a whole number"),
    "int_from_float": N_("%(place)s: must be a whole number"),
    "float_type": N_("%(place)s: must be a number"),
    "string_type": N_("%(place)s: must be text in quotes"),
    "bool_type": N_("%(place)s: must be true or false"),
    "tuple_type": N_("%(place)s: must be a list in [ ]"),
    "list_type": N_("%(place)s: must be a list in [ ]"),
    "dict_type": N_("%(place)s: must be a table of its own"),
    "model_type": N_("%(place)s: must be a table of its own"),
}
_BAD_CONDITION: dict[str, str] = {
    "syntax": N_("%(place)s: not a condition of the form `fact op value`: '%(word)s'"),
    "fact": N_("%(place)s: unknown fact '%(word)s'"),
    "op": N_("%(place)s: '%(word)s' does not suit this fact"),
    "value": N_("%(place)s: bad value '%(word)s'"),
}


def check(text: str) -> list[str]:
    """Everything that is wrong with a policy's text, each a sentence that starts with its place."""
    try:
        table = parse(text)
    except PolicyError as error:
        return [error.message]
    return check_tables(table)


def check_tables(table: dict[str, Any]) -> list[str]:
    """The same of a policy's tables."""
    wrong = list(_shape_problems(table))
    told = [sentence for _location, sentence in wrong]
    # The rest reads values by their place, so it reads sound ones in place of those of a wrong shape.
    sound = mending.mended(table, [location for location, _sentence in wrong]) if wrong else table
    if wrong and (more := list(_shape_problems(sound))):
        sound = mending.mended(sound, [location[:1] for location, _sentence in more])
    rest = [*_rule_problems(sound), *_calendar_problems(sound), *sense.problems(sound)]
    places = [_place(location) for location, _sentence in wrong]
    return list(dict.fromkeys([*told, *(s for s in rest if not mending.rests_on(s, places))]))


def refusal(problems: Sequence[str], hint: str) -> PolicyError:
    """What is wrong with a policy, all of it, as an error."""
    if len(problems) == 1:
        return PolicyError(problems[0], hint)
    return PolicyError(
        _("%(n)d things are wrong with the policy:") % {"n": len(problems)}, hint, listed=list(problems)
    )


def diff(old_text: str, new_text: str) -> list[tuple[str, Any, Any]]:
    """(path, old, new) of everything that differs; None where it is absent on one side."""
    old, new = flatten(parse(old_text)), flatten(parse(new_text))
    paths = [*old, *(path for path in new if path not in old)]
    return [(path, old.get(path), new.get(path)) for path in paths if old.get(path) != new.get(path)]


# -- shape --------------------------------------------------------------------------------------------------


def shape_problems(table: Mapping[str, Any]) -> list[str]:
    """What is unknown, missing or of the wrong kind, each a sentence that starts with its place."""
    return [sentence for _location, sentence in _shape_problems(table)]


def _shape_problems(table: Mapping[str, Any]) -> Iterator[tuple[mending.Location, str]]:
    try:
        _root_model().model_validate_json(json.dumps(table), strict=True)
    except ValidationError as error:
        seen = set()
        # Of a number that may be whole or not each is tried: that it isn't whole is the lesser reason.
        told = error.errors(include_url=False, include_input=False)
        beyond = {_place(p["loc"]) for p in told if not p["type"].startswith("int_")}
        for problem in told:
            if problem["type"].startswith("int_") and _place(problem["loc"]) in beyond:
                continue
            place = _place(problem["loc"])
            if place not in seen:
                seen.add(place)
                yield problem["loc"], _sentence(place, problem["type"], problem.get("ctx", {}))
    for path, leaf_keys in _closed_tables():
        for key in _at(table, path, {}):
            if key not in leaf_keys:
                yield (*path.split("."), key), _(_MESSAGES["extra_forbidden"]) % {"place": f"{path}.{key}"}


def _sentence(place: str, kind: str, context: Mapping[str, Any]) -> str:
    message = _MESSAGES.get(kind)
    if kind == "literal_error":
        return _("%(place)s: must be one of %(known)s") % {"place": place, "known": _known(context)}
    if message:
        plain = {
            name: int(v) if isinstance(v, float) and v.is_integer() else v for name, v in context.items()
        }
        return _(message) % {"place": place, **plain}
    return _("%(place)s: is not of the right kind (number, text, list or table)") % {"place": place}


def _known(context: Mapping[str, Any]) -> str:
    """The words that a value may be, of the library's list of them: 'effective', 'care' or 'attempts'."""
    words = re.findall(r"'([^']*)'", str(context["expected"]))
    return series(word or _('nothing ("")') for word in words)


def _place(location: tuple[int | str, ...]) -> str:
    """`tier[0].key` from pydantic's ("tier", 0, "key"), without its names for union branches."""
    text = ""
    for part in location:
        if isinstance(part, int):
            text += f"[{part}]"
        elif part not in ("int", "float", "[key]") and not part.startswith("constrained"):
            text += f".{part}" if text else part
    return text


@cache
def _root_model() -> type[BaseModel]:
    sections: dict[str, Any] = {name: (_model(kind), None) for name, kind in FLAT.items()}
    sections["tier"] = (tuple[_model(TierRule), ...], None)  # type: ignore[misc]
    sections["value_class"] = (tuple[_model(ValueRule), ...], None)  # type: ignore[misc]
    sections["field"] = (tuple[_model(OwnField), ...], None)  # type: ignore[misc]
    sections["rate"] = (dict[str, dict[str, _bounded(float, "rate")]], None)  # type: ignore[misc]
    sections["routing"] = (tuple[_model(Route), ...], None)  # type: ignore[misc]
    sections["contact"] = (_model(Contact), None)
    sections["complaint"] = (_model(Complaint), None)
    sections["channel"] = (dict[str, _model(ChannelRule)], None)  # type: ignore[misc]
    sections["country"] = (dict[str, _model(CountryRule)], None)  # type: ignore[misc]
    sections["calendar"] = (dict[str, _model(CalendarSpec)], None)  # type: ignore[misc]
    return create_model("PolicyText", __config__=ConfigDict(extra="forbid"), **sections)


def _model(kind: type) -> type[BaseModel]:
    """A strict pydantic model of a section, with bounds by the names of its numbers."""
    hints = get_type_hints(kind)
    fields: dict[str, Any] = {}
    for name in kind._fields:  # type: ignore[attr-defined]
        required = kind in _WHOLE and name not in kind._field_defaults
        fields[name] = (_typed(hints[name], name), ... if required else None)
    return create_model(kind.__name__, __config__=ConfigDict(extra="forbid"), **fields)


def _typed(hint: Any, name: str) -> Any:
    """The hint with nested sections as models and numbers bounded."""
    if hasattr(hint, "_fields"):
        return _model(hint)
    if hint in (int, float):
        return _bounded(hint, name)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is None or origin is Literal:
        return hint
    if origin in (Union, types.UnionType):
        return Union[tuple(_typed(part, name) for part in arguments)]  # noqa: UP007
    if origin is tuple:
        return tuple[_typed(arguments[0], name), ...]  # type: ignore[misc]
    return types.GenericAlias(dict, (arguments[0], _typed(arguments[1], name)))


def _bounded(kind: type, name: str) -> Any:
    from typing import Annotated

    if name.endswith("_share") or name.endswith("_default") or name == "gross_margin":
        return Annotated[kind, Field(ge=0, le=1)]
    if name == "warn_percent":
        return Annotated[kind, Field(gt=0, le=99)]
    if name in _POSITIVE or (name.endswith(_POSITIVE_ENDINGS) and name not in _MAY_BE_ZERO):
        return Annotated[kind, Field(gt=0)]
    return Annotated[kind, Field(ge=0)]


def _closed_tables() -> Iterator[tuple[str, frozenset[str]]]:
    """Tables of numbers whose keys are given: urgency by kind, shares by size, levels."""
    for section, kind in FLAT.items():
        for name in kind._fields:  # type: ignore[attr-defined]
            path = f"{section}.{name}"
            defaults = _at(default_dict(), path)
            if isinstance(defaults, Mapping) and path not in _OPEN_TABLES:
                yield path, frozenset(defaults)


def _at(table: Mapping[str, Any], path: str, otherwise: Any = None) -> Any:
    value: Any = table
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return otherwise if value is None else value


# -- sense --------------------------------------------------------------------------------------------------


def _rule_problems(table: Mapping[str, Any]) -> Iterator[str]:
    groups = (
        ("tier", frozenset[str]()),
        ("value_class", frozenset[str]()),
        ("contact.overlay", DERIVED_TEXTS),
    )
    for name, extra in groups:
        rules = _at(table, name, [])
        for i, rule in enumerate(rules):
            for group in ("all", "any"):
                for j, text in enumerate(rule.get(group, [])):
                    problem = _condition_problem(f"{name}[{i}].{group}[{j}]", text, extra)
                    if problem:
                        yield problem
        if extra or name not in table:
            continue
        free = [i for i, rule in enumerate(rules) if not rule.get("all") and not rule.get("any")]
        if not rules or free[-1:] != [len(rules) - 1]:
            yield _("%(place)s: the last rule must have no conditions") % {"place": name}
        elif len(free) > 1:
            yield _("%(place)s: a rule without conditions hides those after it") % {
                "place": f"{name}[{free[0]}]"
            }


def _condition_problem(place: str, text: str, extra: frozenset[str]) -> str:
    try:
        compile_condition(text, extra)
    except BadCondition as error:
        return _(_BAD_CONDITION[error.problem]) % {"place": place, "word": error.word}
    return ""


def _calendar_problems(table: Mapping[str, Any]) -> Iterator[str]:
    calendars = table.get("calendar", default_dict()["calendar"])
    of_tiers = (f"complaint.{name}.tier.{tier}.calendar" for name in SEVERITIES for tier in TIERS)
    places = ["contact.calendar", *(f"complaint.{name}.calendar" for name in SEVERITIES), *of_tiers]
    for place in places:
        name = _at(table, place)
        if name is not None and name not in calendars:
            yield _("%(place)s: there is no calendar '%(name)s'") % {"place": place, "name": name}
    for name, spec in calendars.items():
        place = f"calendar.{name}"
        hours = spec.get("hours") or {}
        if not spec.get("round_the_clock") and not any(hours.get(day) for day in WEEKDAYS):
            yield _("%(place)s: has no working time") % {"place": place}
        for day, slots in hours.items():
            yield from _unreadable(parse_slot, slots, f"{place}.hours.{day}")
            yield from _overlapping(slots, f"{place}.hours.{day}")
        for key in ("closures", "workdays"):
            yield from _unreadable(_as_whole_days, spec.get(key, []), f"{place}.{key}")
        if spec.get("time_zone"):
            yield from _unreadable(ZoneInfo, [spec["time_zone"]], f"{place}.time_zone")
    zone = _at(table, "team.time_zone")
    if zone is not None:
        yield from _unreadable(ZoneInfo, [zone], "team.time_zone")
    country = _at(table, "team.country")
    if country is not None:
        yield from _unreadable(_as_country, [country], "team.country")
    yield from _unreadable(_as_country, list(_at(table, "country", {})), "country")


def _overlapping(texts: list[str], place: str) -> Iterator[str]:
    """Slots of a day of which one begins before another ends; those that can't be read are told by themselves."""
    for text in texts:
        if len(set(part.strip() for part in text.split("-"))) == 1:
            yield _("%(place)s: can't be read: '%(text)s'") % {"place": place, "text": text}
    with suppress(ValueError):
        slots = sorted((parse_slot(text), text) for text in texts)
        for ((start, end), text), ((then, _end), other) in pairwise(slots):
            if then < end or end < start:
                yield _("%(place)s: %(one)s and %(other)s overlap") % {
                    "place": place,
                    "one": text,
                    "other": other,
                }


def _as_whole_days(text: str) -> object:
    if is_part_of_day(text):
        raise ValueError(text)
    return parse_entry(text)


def _as_country(text: str) -> object:
    if country_code(text) != text:
        raise ValueError(text)
    return text


def _unreadable(read: Callable[[str], object], texts: list[str], place: str) -> Iterator[str]:
    for text in texts:
        try:
            read(text)
        except (ValueError, KeyError, OSError):
            yield _("%(place)s: can't be read: '%(text)s'") % {"place": place, "text": text}
