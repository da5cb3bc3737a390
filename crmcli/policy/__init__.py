"""The team's numbers, ready to judge by: frozen, compiled once, and fast to load from the database's JSON.

The text is TOML (`data/policy.toml` holds the defaults, and every number). What an older text lacks is
taken from the defaults. `workflows/policies/schema.py` checks a text before it is stored; here a broken one only raises
PolicyError.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from crmcli import __version__
from crmcli.errors import CrmError, PolicyError
from crmcli.i18n import _
from crmcli.policy.alarms import Alarm
from crmcli.policy.conditions import DERIVED_TEXTS, BadCondition, Rule, compile_rule
from crmcli.policy.diagnosis import DiagnosisRules
from crmcli.policy.improvements import ImprovementRules
from crmcli.policy.retaining import Retain
from crmcli.policy.scorecard import ScorecardRules
from crmcli.policy.sections import (
    FLAT,
    AttachmentRules,
    Backlog,
    CalendarSpec,
    CampaignRules,
    Care,
    ChannelRule,
    Churn,
    Complaint,
    ConsentRules,
    Contact,
    ContactChannel,
    CountryRule,
    Due,
    Gift,
    Health,
    Kpi,
    Lifecycle,
    Lists,
    Message,
    Number,
    Opportunity,
    OpportunityStage,
    Overlay,
    OwnField,
    Plan,
    PointsRules,
    Pool,
    Potential,
    Process,
    Quality,
    Recommendation,
    Response,
    Review,
    Route,
    Severity,
    Survey,
    Team,
    TierLimits,
    Training,
    TrialRules,
    Urgency,
)
from crmcli.resources import data_file, data_text
from crmcli.vocabulary import choices, parse_word

Table = Mapping[str, Any]

TIERS = ("key", "potential", "general", "cold")
VALUE_CLASSES = ("important", "develop", "general", "low")
SEVERITIES = ("urgent", "serious", "normal")
#: What numbers that somebody else's program wrote make of reading them.
UNFIT = (CrmError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError)


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of the team's policy. `version` is 0 for the package's defaults."""

    version: int
    team: Team
    lists: Lists
    channel: Mapping[str, ChannelRule]
    tier: tuple[Rule, ...]
    value_class: tuple[Rule, ...]
    lifecycle: Lifecycle
    potential: Potential
    health: Health
    churn: Churn
    contact: Contact
    #: The compiled conditions of `contact.overlay`, in the same order.
    overlays: tuple[Rule, ...]
    urgency: Urgency
    complaint: Complaint
    message: Message
    calendar: Mapping[str, CalendarSpec]
    due: Due
    opportunity: Opportunity
    training: Training
    process: Process
    review: Review
    backlog: Backlog
    survey: Survey
    consent: ConsentRules
    quality: Quality
    response: Response
    points: PointsRules
    pool: Pool
    trial: TrialRules
    retain: Retain
    care: Care
    attachment: AttachmentRules
    recommendation: Recommendation
    campaign: CampaignRules
    kpi: Kpi
    alarm: Alarm
    scorecard: ScorecardRules
    improvement: ImprovementRules
    diagnosis: DiagnosisRules
    own_fields: tuple[OwnField, ...] = ()
    routing: tuple[Route, ...] = ()
    #: By ISO code what holds for customers of a country.
    country: Mapping[str, CountryRule] = field(default_factory=dict)
    #: By currency what a unit of it comes to in the team's, from a day on.
    rate: Mapping[str, Mapping[str, Number]] = field(default_factory=dict)

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels that are in use, in their order."""
        return tuple(name for name, rule in self.channel.items() if rule.active)

    @property
    def own_channels(self) -> tuple[str, ...]:
        """The channels that the team has beside the usual ones, under its own names."""
        usual = choices("channel")
        return tuple(name for name in self.channels if name not in usual)

    def channel_called(self, text: str) -> str | None:
        """The channel in use that a word means: its key, a word for it in any language, or the team's own name."""
        folded = _plain_name(text)
        own = next((name for name in self.channels if _plain_name(name) == folded), None)
        known = own or parse_word("channel", text)
        return known if known in self.channels else None

    def can_be_effective(self, channel: str) -> bool:
        """Whether a contact by this channel can be an effective one; by a channel that is no more, it can."""
        return self.channel.get(channel, ChannelRule()).effective

    @property
    def own_flags(self) -> frozenset[str]:
        """The team's own fields that hold yes or no."""
        return frozenset(field.name for field in self.own_fields if field.type == "flag")

    def own_field(self, name: str) -> OwnField | None:
        """The field that the team declared under this name, if there is one."""
        return next((field for field in self.own_fields if field.is_called(name)), None)

    @classmethod
    def from_dict(cls, table: Table, version: int) -> Policy:
        """A policy from what `parse` gives for its text.

        PolicyError, naming the place, if it can't be used.
        """
        try:
            return cls(version=version, **_sections(complete(table)))
        except BadCondition as error:
            place = error.args[0]
            message = _("%(place)s: bad %(problem)s %(word)s") % {
                "place": place,
                "problem": error.problem,
                "word": repr(error.word),
            }
            raise PolicyError(message, _("Mend it. This names every problem: crmcli policy check")) from error
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            message = _("The policy is incomplete or malformed: %(why)s") % {"why": error}
            raise PolicyError(message, _("Mend it. This names every problem: crmcli policy check")) from error


def _plain_name(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def parse(text: str) -> dict[str, Any]:
    """The tables of a TOML text, as JSON can hold them; PolicyError with the line if it isn't TOML."""
    from crmcli import intake

    try:
        return _plain(intake.toml(text))  # type: ignore[no-any-return]
    except ValueError as error:
        raise PolicyError(
            _("The policy is not valid TOML: %(why)s") % {"why": error},
            _("Mend it. This names every problem: crmcli policy check"),
        ) from error


def flatten(value: Any, path: str = "") -> dict[str, Any]:
    """Every number of the tables under its dotted path: `churn.high`, `tier[0].all`."""
    if isinstance(value, Mapping):
        parts = {f"{path}.{key}" if path else str(key): item for key, item in value.items()}
    elif isinstance(value, list) and value and isinstance(value[0], Mapping):
        parts = {f"{path}[{i}]": item for i, item in enumerate(value)}
    else:
        return {path: value}
    return {name: leaf for part, item in parts.items() for name, leaf in flatten(item, part).items()}


def _plain(value: Any) -> Any:
    """Dates, which TOML has and JSON has not, become text."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


_DEFAULT = "policy.toml"


@cache
def default_toml() -> str:
    """The text of the default policy."""
    return data_text(_DEFAULT)


@cache
def default_dict() -> dict[str, Any]:
    """The tables of the default policy. Not to be changed."""
    return parse(default_toml())


@cache
def default_policy() -> Policy:
    """The default policy, as version 0."""
    return Policy.from_dict(default_dict(), 0)


def complete(table: Table) -> Table:
    """The tables with whatever they lack from the defaults, marked with the defaults that these are.

    So a stored policy loads without a parser of TOML. Calendars are taken as they are given.
    """
    # Between two versions the size tells whether keys came.
    mark = f"{__version__}:{data_file(_DEFAULT).stat().st_size}"
    if table.get("complete") == mark:
        return table
    calendars = {"calendar": table["calendar"]} if "calendar" in table else {}
    return {**_filled(table, default_dict()), **calendars, "complete": mark}


def _filled(own: Table, default: Table) -> dict[str, Any]:
    both = {
        key: _filled(own[key], default[key])
        for key in own
        if isinstance(own[key], Mapping) and isinstance(default.get(key), Mapping)
    }
    return {**default, **own, **both}


def _sections(table: Table) -> dict[str, Any]:
    sections: dict[str, Any] = {name: _flat(kind, table, name) for name, kind in FLAT.items()}
    sections["care"] = sections["care"]._replace(gifts=_gifts(_get(table, "care", "gifts")))
    sections["tier"] = _rules(_get(table, "tier"), "tier")
    sections["value_class"] = _rules(_get(table, "value_class"), "value_class")
    sections["contact"] = contact = _contact(table)
    sections["overlays"] = tuple(
        compile_rule({"key": o.key, "all": o.all, "any": o.any}, f"contact.overlay[{i}]", DERIVED_TEXTS)
        for i, o in enumerate(contact.overlay)
    )
    sections["complaint"] = Complaint(
        _get(table, "complaint", "warn_percent"),
        _get(table, "complaint", "repeat_days"),
        _get(table, "complaint", "fresh_days"),
        **{name: _severity(_get(table, "complaint", name)) for name in SEVERITIES},
    )
    sections["country"] = {
        code: CountryRule(**{key: _frozen(value) for key, value in rule.items()})
        for code, rule in _get(table, "country").items()
    }
    stages = _get(table, "opportunity", "stage")
    sections["opportunity"] = Opportunity(tuple(OpportunityStage(**stage) for stage in stages))
    sections["channel"] = {name: ChannelRule(**rule) for name, rule in _get(table, "channel").items()}
    sections["calendar"] = {
        name: CalendarSpec(**{key: _frozen(value) for key, value in spec.items()})
        for name, spec in _get(table, "calendar").items()
    }
    sections["rate"] = {
        _currency(code): {date.fromisoformat(day).isoformat(): number for day, number in days.items()}
        for code, days in table.get("rate", {}).items()
    }
    sections["own_fields"] = tuple(
        OwnField(**{key: _frozen(value) for key, value in own.items()}) for own in table.get("field", ())
    )
    sections["routing"] = tuple(
        Route(**{key: _frozen(value) for key, value in route.items()}) for route in table.get("routing", ())
    )
    return sections


def _currency(code: str) -> str:
    """A currency's code; ValueError for what none can be."""
    if not (len(code) == 3 and code.isascii() and code.isupper()):
        raise ValueError(code)
    return code


def _rules(tables: list[Table], name: str) -> tuple[Rule, ...]:
    rules = tuple(compile_rule(table, f"{name}[{i}]") for i, table in enumerate(tables))
    if not rules or rules[-1].all or rules[-1].any:
        raise PolicyError(
            _("%(place)s: the last rule must have no conditions, or some customer has no class.")
            % {"place": name},
            _("Mend it. This names every problem: crmcli policy check"),
        )
    return rules


def _gifts(table: Table) -> dict[str, dict[str, Gift]]:
    return {name: {key: Gift(**gift) for key, gift in gifts.items()} for name, gifts in table.items()}


def _severity(table: Table) -> Severity:
    tiers = {name: TierLimits(**limits) for name, limits in table.get("tier", {}).items()}
    return Severity(**{**table, "tier": tiers or None})


def _contact(table: Table) -> Contact:
    plain = {
        key: _get(table, "contact", key)
        for key in Contact._fields
        if key not in ("channel", "plan", "overlay")
    }
    overlays = _get(table, "contact", "overlay")
    return Contact(
        **plain,
        channel=_flat(ContactChannel, table, "contact", "channel"),
        plan={tier: _flat(Plan, table, "contact", "plan", tier) for tier in TIERS},  # type: ignore[misc]
        overlay=tuple(Overlay(**{k: _frozen(v) for k, v in overlay.items()}) for overlay in overlays),
    )


def _flat(kind: type, table: Table, *path: str) -> Any:
    """A section filled by name."""
    own = _get(table, *path)
    return kind(**{name: _frozen(own[name]) for name in kind._fields})  # type: ignore[attr-defined]


def _get(table: Table, *path: str) -> Any:
    """The value at `path`."""
    value: Any = table
    for key in path:
        value = value[key]
    return value


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
