"""What makes no sense in a policy of the right shape: numbers beyond the end of their scale, or that contradict each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from crmcli.figures.rates import Rate
from crmcli.i18n import _, series
from crmcli.judging.scoring import SIGNALS
from crmcli.naming import TYPED
from crmcli.policy import SEVERITIES, TIERS
from crmcli.policy.sections import ENDS, OwnField
from crmcli.service.messages import PLACES, unknown_places
from crmcli.wording import PURPOSES
from crmcli.workflows.policies import channels, greetings
from crmcli.workflows.policies.ranges import SCORE, at, beyond, unknown_words, untrue, value_of

#: A hundred years in the units that the ends of names tell; and what no other number is beyond.
_LONGEST = {"minutes": 52_560_000, "hours": 876_000, "days": 36_500, "months": 1_200, "years": 100}
_MOST_OF_ALL = 10**12
#: What must not be more than the next; with True it must be less.
_ASCENDING = (
    ("churn.medium", "churn.high", True),
    ("health.watch", "health.healthy", True),
    ("urgency.kind.complaint_open", "urgency.kind.complaint_warned", True),
    ("urgency.kind.complaint_warned", "urgency.kind.complaint_breached", True),
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
    yield from beyond(table)
    yield from untrue(table)
    yield from _words(table)
    yield from _too_long(table)
    yield from _against_each_other(table)
    yield from _weights(table)
    yield from _hours(table)
    yield from _own_fields(table)
    yield from _stages(table)
    yield from _rates(table)
    yield from _routes(table)
    yield from channels.problems(table)
    yield from greetings.problems(table)
    currency = value_of(table, "team.currency")
    if currency not in _CURRENCIES.split():
        yield _("%(place)s: no currency has the code '%(text)s' (ISO 4217, such as CNY)") % {
            "place": "team.currency",
            "text": currency,
        }
    for name, template in at(table, "message", {}).items():
        for place in unknown_places(template):
            known = ", ".join(f"{{{known}}}" for known in PLACES)
            told = {"place": f"message.{name}", "what": place, "known": known}
            yield _("%(place)s: %(what)s is none of %(known)s") % told


def _words(table: Mapping[str, Any]) -> Iterator[str]:
    """Words that nothing goes by: twice in a list, empty, no purpose of a plan, no address of a form."""
    for name, words in at(table, "lists", {}).items():
        for i, word in enumerate(words):
            if not word.strip() or word in words[:i]:
                yield _("%(place)s: must be a word of its own, not '%(text)s'") % {
                    "place": f"lists.{name}[{i}]",
                    "text": word,
                }
    for tier, plan in at(table, "contact.plan", {}).items():
        yield from unknown_words(f"contact.plan.{tier}.purpose", [plan["purpose"]], tuple(PURPOSES))
    link = value_of(table, "survey.link")
    if link and not re.match(r"https?://[^\s/]", link):
        yield _("%(place)s: must be an address such as https://…, not '%(text)s'") % {
            "place": "survey.link",
            "text": link,
        }


def _rates(table: Mapping[str, Any]) -> Iterator[str]:
    """Rates of currencies that there are, other than the team's, each of a day and with no more digits than can be reckoned with."""
    own, known = value_of(table, "team.currency"), _CURRENCIES.split()
    for code, days in table.get("rate", {}).items():
        place = f"rate.{code}"
        if code not in known:
            told = {"place": place, "text": code}
            yield _("%(place)s: no currency has the code '%(text)s' (ISO 4217, such as CNY)") % told
        if code == own:
            yield _("%(place)s: the team's own currency has no rate") % {"place": place}
        for day, number in days.items():
            if not _is_day(day):
                yield _("%(place)s: is no day like 2026-11-20") % {"place": f"{place}.{day}"}
            elif not Rate.of(day, number).is_exact:
                yield _("%(place)s: is no rate above 0 of at most 9 digits") % {"place": f"{place}.{day}"}


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _too_long(table: Any, place: str = "") -> Iterator[str]:
    """Spans of time that no calendar can be counted by."""
    if isinstance(table, Mapping):
        for name, part in table.items():
            yield from _too_long(part, f"{place}.{name}" if place else name)
    elif isinstance(table, list):
        for number, part in enumerate(table):
            yield from _too_long(part, f"{place}[{number}]")
    elif isinstance(table, (int, float)):
        unit = re.split(r"[._]", place.partition("[")[0])[-1]
        if table > _LONGEST.get(unit, _MOST_OF_ALL):
            told = {"place": place, "le": _LONGEST.get(unit, _MOST_OF_ALL)}
            yield _("%(place)s: must not be more than %(le)s") % told


def _against_each_other(table: Mapping[str, Any]) -> Iterator[str]:
    for low, high, strictly in _ASCENDING:
        less, more = value_of(table, low), value_of(table, high)
        if less > more or (strictly and less == more):
            sentence = (
                _("%(low)s: must be less than %(high)s")
                if strictly
                else _("%(low)s: must not be more than %(high)s")
            )
            yield sentence % {"low": low, "high": high}
    step, top = "potential.segment_step", "potential.segment_a"
    if 3 * value_of(table, step) >= value_of(table, top):
        # Three steps below A the last grade begins: it has to be above 0.
        yield _("%(low)s: must be less than a third of %(high)s") % {"low": step, "high": top}
    most = sum(value_of(table, f"churn.{signal}") for signal in SIGNALS)
    if most < value_of(table, "churn.high") <= SCORE:
        yield _("%(place)s: must not be more than %(le)s, which all signals together come to") % {
            "place": "churn.high",
            "le": most,
        }
    if value_of(table, "points.level_spend.regular"):
        yield _("%(place)s: must be %(value)s") % {"place": "points.level_spend.regular", "value": 0}
    for tier in TIERS:
        plan = at(table, f"contact.plan.{tier}", {})
        if plan and plan["working_days"] > plan["cadence_days"]:
            place = f"contact.plan.{tier}.working_days"
            yield _("%(low)s: must not be more than %(high)s") % {"low": place, "high": "cadence_days"}


def _weights(table: Mapping[str, Any]) -> Iterator[str]:
    for section, terms in _WEIGHTS.items():
        total = sum(value_of(table, f"{section}.{term}") for term in terms)
        if abs(total - SCORE) > 1e-9:
            yield _("%(place)s: %(terms)s must add up to %(score)d, not %(total)g") % {
                "place": section,
                "terms": series(f"{section}.{term}" for term in terms),
                "score": SCORE,
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
        usual = value_of(table, f"complaint.{name}")
        for tier in (None, *TIERS):
            own = at(table, f"complaint.{name}.tier.{tier}", {}) if tier else {}
            place = f"complaint.{name}.tier.{tier}" if tier else f"complaint.{name}"
            limits = {**usual, **own}
            for first, then in (("respond_hours", "propose_hours"), ("propose_hours", "resolve_hours")):
                if limits[first] > limits[then] and (own or not tier):
                    low, high = f"{place}.{first}", f"{place}.{then}"
                    yield _("%(low)s: must not be more than %(high)s") % {"low": low, "high": high}


def _stages(table: Mapping[str, Any]) -> Iterator[str]:
    """Stages of opportunities: some, each once, none called as the two ends are, and no chance beyond certainty."""
    stages, known = value_of(table, "opportunity.stage"), set(ENDS)
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
        if stage["percent"] > SCORE:
            yield _("%(place)s: must not be more than %(le)s") % {"place": f"{place}.percent", "le": SCORE}


def _routes(table: Mapping[str, Any]) -> Iterator[str]:
    """A rule for who gets something names somebody."""
    for i, route in enumerate(table.get("routing", ())):
        if not any(name.strip() for name in route["to"]):
            yield _("%(place)s: must name somebody, or a department") % {"place": f"routing[{i}].to"}
