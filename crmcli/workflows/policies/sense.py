"""What makes no sense in a policy of the right shape: numbers beyond the end of their scale, or that contradict each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from crmcli import vocabulary
from crmcli.i18n import _
from crmcli.naming import TYPED
from crmcli.policy import SEVERITIES, TIERS, default_dict
from crmcli.policy.conditions import DERIVED_TEXTS, FLAGS, TEXTS, BadCondition, Condition, compile_condition
from crmcli.policy.sections import ENDS, OwnField
from crmcli.service.messages import PLACES, unknown_places

#: The most that a number can be: scores end at 100, answers at 5 or 10, shares at 1.
_MOST = {
    **dict.fromkeys(
        ("churn.high", "churn.medium", "health.healthy", "health.watch", "potential.segment_a",
         "training.pass_theory", "training.pass_practice"), 100
    ),
    **dict.fromkeys(("survey.satisfied_from", "survey.low_max"), 5),
    **dict.fromkeys(("survey.promoter_min", "survey.detractor_max"), 10),
    **dict.fromkeys(
        (
            "churn.spend_drop_ratio", "alarm.repurchase_rate_min", "alarm.repurchase_trade_average",
            "alarm.complaint_growth_max", "alarm.churn_rate_max", "alarm.lifetime_change_min", "alarm.timeliness_min",
        ),
        1,
    ),
}  # fmt: skip
#: The same for the facts that conditions test.
_MOST_OF_FACT = {"potential": 100, "last_overall": 5, "last_nps": 10, "needs_known": 5}
#: Facts that are one of some words.
_WORDS_OF_FACT = {
    "tier": "tier", "value_class": "value_class", "lifecycle": "lifecycle", "kind": "customer_kind", "status": "customer_status",
    "size": "size",
}  # fmt: skip
#: A hundred years in the units that the ends of names tell; and what no other number is beyond.
_LONGEST = {"minutes": 52_560_000, "hours": 876_000, "days": 36_500, "months": 1_200, "years": 100}
_MOST_OF_ALL = 10**12
#: What must not be more than the next; with True it must be less.
_ASCENDING = (
    ("churn.medium", "churn.high", True),
    ("health.watch", "health.healthy", True),
    ("survey.detractor_max", "survey.promoter_min", True),
    ("survey.low_max", "survey.satisfied_from", True),
    ("lifecycle.lost_min_days", "lifecycle.lost_max_days", False),
    ("points.level_spend.regular", "points.level_spend.silver", True),
    ("points.level_spend.silver", "points.level_spend.gold", True),
    ("points.level_spend.gold", "points.level_spend.platinum", True),
)
#: The terms of a score of 100.
_WEIGHTS = {
    "potential": ("trend", "engagement", "needs", "industry", "size"),
    "health": ("deals", "complaints", "interaction"),
}
_SCORE = 100
#: What fields of every customer are called.
_OURS = frozenset(TYPED) | frozenset(TYPED.values())
#: ISO 4217.
_CURRENCIES = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF
CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL
HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD
MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG
QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD
TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""


def problems(table: Mapping[str, Any]) -> Iterator[str]:
    """Each a sentence that starts with its place; the shape of the tables is right."""
    yield from _beyond(table)
    yield from _too_long(table)
    yield from _against_each_other(table)
    yield from _weights(table)
    yield from _hours(table)
    yield from _own_fields(table)
    yield from _stages(table)
    yield from _routes(table)
    currency = _value(table, "team.currency")
    if currency not in _CURRENCIES.split():
        yield _("%(place)s: no currency has the code '%(text)s' (ISO 4217, such as CNY)") % {
            "place": "team.currency",
            "text": currency,
        }
    for name, template in _at(table, "message", {}).items():
        for place in unknown_places(template):
            known = ", ".join(f"{{{known}}}" for known in PLACES)
            told = {"place": f"message.{name}", "what": place, "known": known}
            yield _("%(place)s: %(what)s is none of %(known)s") % told


def _beyond(table: Mapping[str, Any]) -> Iterator[str]:
    """Thresholds that nothing can reach."""
    sentence = _("%(place)s: must not be more than %(le)s")
    for place, most in _MOST.items():
        if _value(table, place) > most:
            yield sentence % {"place": place, "le": most}
    for name, weights in _at(table, "urgency", {}).items():
        for key, weight in weights.items() if isinstance(weights, Mapping) else ():
            if weight > _SCORE:
                yield sentence % {"place": f"urgency.{name}.{key}", "le": _SCORE}
    for place, text in _conditions(table):
        try:
            condition = compile_condition(text, DERIVED_TEXTS)
        except BadCondition:
            continue
        yield from _out_of_reach(place, condition)


def _out_of_reach(place: str, condition: Condition) -> Iterator[str]:
    """What no customer's fact can be: beyond its scale, or a word that is none of its list."""
    fact, value = condition.fact, condition.value
    values = value if isinstance(value, tuple) else (value,)
    if domain := _WORDS_OF_FACT.get(fact):
        known = vocabulary.choices(domain)
        for word in values:
            if word and word not in known:
                told = {"place": place, "what": word, "known": ", ".join(known)}
                yield _("%(place)s: %(what)s is none of %(known)s") % told
    elif fact in TEXTS or fact in FLAGS:
        return
    elif min(values) < 0:
        yield _("%(place)s: must not be less than %(ge)s") % {"place": place, "ge": 0}
    elif max(values) > _MOST_OF_FACT.get(fact, max(values)):
        yield _("%(place)s: must not be more than %(le)s") % {"place": place, "le": _MOST_OF_FACT[fact]}
    elif condition.op == "<" and value == 0:
        yield _("%(place)s: must be more than %(gt)s") % {"place": place, "gt": 0}
    elif condition.op == ">" and value == _MOST_OF_FACT.get(fact):
        yield _("%(place)s: must be less than %(lt)s") % {"place": place, "lt": value}


def _too_long(table: Any, place: str = "") -> Iterator[str]:
    """Spans of time that no calendar can be counted by."""
    if isinstance(table, Mapping):
        for name, part in table.items():
            yield from _too_long(part, f"{place}.{name}" if place else name)
    elif isinstance(table, list):
        for number, part in enumerate(table):
            yield from _too_long(part, f"{place}[{number}]")
    elif isinstance(table, (int, float)):
        unit = re.split(r"[._]", place)[-1]
        if table > _LONGEST.get(unit, _MOST_OF_ALL):
            told = {"place": place, "le": _LONGEST.get(unit, _MOST_OF_ALL)}
            yield _("%(place)s: must not be more than %(le)s") % told


def _conditions(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every condition with its place."""
    for name in ("tier", "value_class", "contact.overlay"):
        for i, rule in enumerate(_at(table, name, [])):
            for group in ("all", "any"):
                for j, text in enumerate(rule.get(group, [])):
                    yield f"{name}[{i}].{group}[{j}]", text


def _against_each_other(table: Mapping[str, Any]) -> Iterator[str]:
    for low, high, strictly in _ASCENDING:
        less, more = _value(table, low), _value(table, high)
        if less > more or (strictly and less == more):
            sentence = (
                _("%(low)s: must be less than %(high)s")
                if strictly
                else _("%(low)s: must not be more than %(high)s")
            )
            yield sentence % {"low": low, "high": high}
    if _value(table, "points.level_spend.regular"):
        yield _("%(place)s: must be %(value)s") % {"place": "points.level_spend.regular", "value": 0}
    for tier in TIERS:
        plan = _at(table, f"contact.plan.{tier}", {})
        if plan and plan["working_days"] > plan["cadence_days"]:
            place = f"contact.plan.{tier}.working_days"
            yield _("%(low)s: must not be more than %(high)s") % {"low": place, "high": "cadence_days"}


def _weights(table: Mapping[str, Any]) -> Iterator[str]:
    for section, terms in _WEIGHTS.items():
        total = sum(_value(table, f"{section}.{term}") for term in terms)
        if abs(total - _SCORE) > 1e-9:
            yield _("%(place)s: %(terms)s must add up to %(score)d, not %(total)g") % {
                "place": section,
                "terms": ", ".join(terms),
                "score": _SCORE,
                "total": total,
            }


def _own_fields(table: Mapping[str, Any]) -> Iterator[str]:
    """Fields of the team's own have names of their own, and choices where there is something to choose."""
    fields = [OwnField(**field) for field in table.get("field", ())]
    for i, field in enumerate(fields):
        if not field.has_a_name:
            yield _("%(place)s: a field can't be called so: %(name)s") % {
                "place": f"field[{i}].name",
                "name": field.name,
            }
        if any(field.is_called(other.name) for other in fields[:i]) or field.name in _OURS:
            yield _("%(place)s: there is a field %(name)s already") % {
                "place": f"field[{i}].name",
                "name": field.name,
            }
        if bool(field.choices) != (field.type == "choice"):
            yield _("%(place)s: a choice needs some, any other type has none") % {
                "place": f"field[{i}].choices"
            }


def _hours(table: Mapping[str, Any]) -> Iterator[str]:
    """A complaint is answered before a solution is proposed, and that before it is resolved; in every tier too."""
    for name in SEVERITIES:
        usual = _value(table, f"complaint.{name}")
        for tier in (None, *TIERS):
            own = _at(table, f"complaint.{name}.tier.{tier}", {}) if tier else {}
            place = f"complaint.{name}.tier.{tier}" if tier else f"complaint.{name}"
            limits = {**usual, **own}
            for first, then in (("respond_hours", "propose_hours"), ("propose_hours", "resolve_hours")):
                if limits[first] > limits[then] and (own or not tier):
                    low, high = f"{place}.{first}", f"{place}.{then}"
                    yield _("%(low)s: must not be more than %(high)s") % {"low": low, "high": high}


def _stages(table: Mapping[str, Any]) -> Iterator[str]:
    """Stages of opportunities: some, each once, none called as the two ends are, and no chance beyond certainty."""
    stages, known = _value(table, "opportunity.stage"), set(ENDS)
    if not stages:
        yield _("%(place)s: must have at least one stage") % {"place": "opportunity.stage"}
    for i, stage in enumerate(stages):
        place = f"opportunity.stage[{i}]"
        if stage["key"] in known or not stage["key"].strip():
            yield _("%(place)s: a stage needs a name of its own, not '%(name)s'") % {
                "place": f"{place}.key",
                "name": stage["key"],
            }
        known.add(stage["key"])
        if stage["percent"] > _SCORE:
            yield _("%(place)s: must not be more than %(le)s") % {"place": f"{place}.percent", "le": _SCORE}


def _routes(table: Mapping[str, Any]) -> Iterator[str]:
    """A rule for who gets something names somebody."""
    for i, route in enumerate(table.get("routing", ())):
        if not any(name.strip() for name in route["to"]):
            yield _("%(place)s: must name somebody, or a department") % {"place": f"routing[{i}].to"}


def _value(table: Mapping[str, Any], path: str) -> Any:
    """What a policy has at a path: its own, else the default."""
    return _at(table, path, _at(default_dict(), path))


def _at(table: Mapping[str, Any], path: str, otherwise: Any = None) -> Any:
    value: Any = table
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return otherwise if value is None else value
