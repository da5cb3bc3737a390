"""What makes no sense in a policy's channels, and in what names one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from crmcli.i18n import _
from crmcli.matching.as_written import is_as_written
from crmcli.policy import default_dict
from crmcli.policy.sections import LONGEST_NAME
from crmcli.vocabulary import choices, parse_word
from crmcli.wording import known_word
from crmcli.workflows.policies.ranges import at, unknown_words, value_of

_UNDONE = frozenset("=.\"'“”「」")


def problems(table: Mapping[str, Any]) -> Iterator[str]:
    """Channels that can't be called so, that have two targets, or that something names and nobody uses."""
    rules = {**default_dict()["channel"], **at(table, "channel", {})}
    for name, rule in rules.items():
        place = f"channel.{name}"
        if not _is_name(name):
            yield _("%(place)s: a channel can't be called so: %(name)s") % {"place": place, "name": name}
        elif name not in choices("channel") and (other := parse_word("channel", name)) in choices("channel"):
            yield _("%(place)s: that is the channel %(name)s") % {"place": place, "name": other}
        if rule.get("answer_seconds") and rule.get("answer_hours"):
            yield _("%(place)s: one of answer_seconds and answer_hours is enough") % {"place": place}
    used = [name for name, rule in rules.items() if rule.get("active", True)]
    for place, name in _named(table):
        yield from unknown_words(place, [name], used, "channel")
    for tier, plan in at(table, "contact.plan", {}).items():
        rule = rules.get(plan["channel"], {})
        if plan["satisfied_by"] != "care" and not rule.get("effective", True):
            yield _("%(place)s: %(name)s is no effective contact, which this plan asks for") % {
                "place": f"contact.plan.{tier}.channel",
                "name": known_word("channel", plan["channel"]),
            }


def _is_name(name: str) -> bool:
    plain = name.strip() and name.isprintable() and not _UNDONE & set(name)
    return bool(plain) and len(name) <= LONGEST_NAME and not is_as_written(name)


def _named(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every place that names a channel, with its name."""
    for key in ("follow_up", "new_lead", "low_score"):
        yield f"contact.channel.{key}", value_of(table, f"contact.channel.{key}")
    for tier, plan in value_of(table, "contact.plan").items():
        yield f"contact.plan.{tier}.channel", plan["channel"]
    for i, overlay in enumerate(value_of(table, "contact.overlay")):
        if overlay.get("channel"):
            yield f"contact.overlay[{i}].channel", overlay["channel"]
    for i, route in enumerate(table.get("routing", ())):
        if route.get("channel"):
            yield f"routing[{i}].channel", route["channel"]
