"""An explanation of a standing as lines for people: what fired, on which figures, and what would change it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crmcli.i18n import N_, _, remarked, series, titled
from crmcli.policy.conditions import MONEY, Condition, Rule
from crmcli.render.cells import money
from crmcli.wording import LEVELS, SIGNALS, label, why

FACTS = {
    "spend_12m": N_("spend in 12 months"), "orders_12m": N_("orders in 12 months"), "orders_total": N_("orders in all"),
    "spend_total": N_("spend in all"), "spend_6m": N_("spend in 6 months"), "spend_prev_6m": N_("spend in the 6 months before"),
    "potential": N_("potential"), "days_since_purchase": N_("days since the last purchase"),
    "days_since_effective": N_("days since the last effective contact"),
    "days_since_activity": N_("days since any activity"), "days_known": N_("days known"),
    "effective_90d": N_("effective contacts in 90 days"), "needs_known": N_("fields of the needs sheet known"),
    "complaints_12m": N_("complaints in 12 months"), "complaints_open": N_("open complaints"),
    "complaints_breached": N_("late complaints"), "median_gap_days": N_("median days between purchases"),
    "last_overall": N_("last overall score"), "last_nps": N_("last recommendation score"), "health": N_("health"),
    "contract_in_force": N_("contract in force"), "last_effective_on": N_("last effective contact"),
    "next_contact_on": N_("next contact"), "days_since_contact": N_("days since the last contact"),
    "industry": N_("industry"), "size": N_("size"), "first_purchase_on": N_("first purchase"),
    "last_purchase_on": N_("last purchase"), "on": N_("day"), "years_cooperation": N_("years of cooperation"),
    "cooperation_start": N_("start of cooperation"),
    "trend": N_("trend"), "engagement": N_("engagement"), "needs": N_("needs"), "deals": N_("deals"),
    "complaints": N_("complaints"), "interaction": N_("contact"),
}  # fmt: skip
#: The same where there was none: what is counted then.
_NEVER = {
    "days_since_purchase": N_("days since it is known, without a purchase"),
    "days_since_effective": N_("days since it is known, without an effective contact"),
    "days_since_contact": N_("days since it is known, without a contact"),
}
_CLASSES = ("tier", "value_class", "lifecycle")


def lines(name: str, explanation: Mapping[str, Any]) -> list[str]:
    """The whole explanation, a paragraph for each judgement."""
    found = [
        f"{name} – "
        + _("%(day)s, policy version %(version)d")
        % {"day": explanation["on"], "version": explanation["policy_version"]}
    ]
    titles = {"tier": _("Tier"), "value_class": _("Value class"), "lifecycle": _("Lifecycle")}
    for key in _CLASSES:
        found += _class(titles[key], key, explanation[key])
    found += _score(_("Potential"), explanation["potential"])
    found += _score(_("Health"), explanation["health"])
    found += _risk(explanation["risk"])
    contact = explanation["contact"]
    if contact["next_on"]:
        found.append(
            _("Next contact: %(day)s") % {"day": contact["next_on"]} + f" – {why(contact['reasons'])}"
        )
    else:
        found.append(_("Next contact: none (%(rule)s)") % {"rule": contact["rule"]})
    return found


def rule_words(rule: Rule) -> str:
    """A rule's conditions in words, without a customer; empty for a rule that always holds."""
    alls = [_plain(each) for each in rule.all]
    anys = _(" or ").join(_plain(each) for each in rule.any)
    return _(" and ").join([*alls, *([anys if not alls else f"({anys})"] if anys else [])])


def _plain(condition: Condition) -> str:
    value = condition.value
    told = (
        series(_value(condition.fact, each) for each in value)
        if isinstance(value, tuple)
        else _value(condition.fact, value)
    )
    return f"{_fact(condition.fact)} {condition.op} {told}"


def _class(title: str, domain: str, part: Mapping[str, Any]) -> list[str]:
    found = [titled(title, f"{label(domain, part['class'])} [{part['rule']}]")]
    if part["rule"] == "pin":
        found.append(
            "  "
            + _("pinned until %(day)s: %(why)s; the rules say %(computed)s")
            % {
                "day": part["pin_until"],
                "why": part["pin_reason"],
                "computed": label(domain, part["computed"]),
            }
        )
    if part["rule"] == "stated":
        found.append(
            "  "
            + _(
                "stated on %(day)s, holds before %(ends)s where nothing was bought; the rules say %(computed)s"
            )
            % {
                "day": part["stated_on"],
                "ends": part["rules_from"],
                "computed": label(domain, part["computed"]),
            }
        )
    found += [f"  {_condition(c)}" for c in part.get("conditions", ())]
    for rule in part.get("failed", ()):
        failed = _(", ").join(_condition(c) for c in rule["conditions"] if not c["holds"])
        found.append(
            "  " + _("not %(class)s: %(why)s") % {"class": label(domain, rule["gives"]), "why": failed}
        )
    if part.get("inputs"):
        found.append("  " + _figures(part))
    return found + _nearest(domain, part.get("nearest"))


def _condition(condition: Mapping[str, Any]) -> str:
    fact = condition["fact"]
    holds = _("yes") if condition["holds"] else _("no")
    value, threshold = (_value(fact, condition[key]) for key in ("value", "threshold"))
    name = _(_NEVER[fact]) if condition.get("never") else _fact(fact)
    return titled(f"{name} {value} {condition['op']} {threshold}", holds)


def _score(title: str, part: Mapping[str, Any] | None) -> list[str]:
    if part is None:
        return [titled(title, "—")]
    sums = " + ".join(f"{_fact(k)} {v:g}/{part['thresholds'][k]:g}" for k, v in part["terms"].items())
    sums = f"{part.get('computed', part['value']):g} = {sums}"
    if part["rule"] == "override":
        note = _("%(value)g, set by hand: %(why)s; the rules say %(computed)s")
        sums = note % {"value": part["value"], "why": part.get("note") or "—", "computed": sums}
    return [
        titled(title, sums),
        "  " + _figures(part),
        *_nearest("", part.get("nearest")),
    ]


def _risk(part: Mapping[str, Any] | None) -> list[str]:
    if part is None:
        return [titled(_("Churn risk"), "—")]
    sums = " + ".join(f"{_(SIGNALS[k])} {v}" for k, v in part["signals"].items()) or "0"
    return [
        titled(_("Churn risk"), f"{remarked(part['value'], _(LEVELS[part['class']]))} = {sums}"),
        "  " + _figures(part),
        *_nearest("", part["nearest"]),
    ]


def _nearest(domain: str, change: Mapping[str, Any] | None) -> list[str]:
    if not change or "fact" not in change:
        return []
    fact = change["fact"]
    gives = label(domain, change["gives"]) if domain else _(LEVELS.get(change["gives"], change["gives"]))
    name = _(SIGNALS.get(fact, FACTS.get(fact, fact)))
    values = {
        "fact": name,
        "from": _value(fact, change["from"]),
        "to": _value(fact, change["to"]),
        "gives": gives,
    }
    return ["  " + _("nearest change: %(fact)s from %(from)s to %(to)s gives %(gives)s") % values]


def _figures(part: Mapping[str, Any]) -> str:
    never = part.get("never", ())
    named = ((_(_NEVER[k]) if k in never else _fact(k), _value(k, v)) for k, v in part["inputs"].items())
    return _(", ").join(f"{name} {value}" for name, value in named)


def _fact(name: str) -> str:
    return _(FACTS.get(name, name))


def _value(fact: str, value: Any) -> str:
    if value is None:
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if fact == "size":
        return label("size", str(value))
    if fact in MONEY and isinstance(value, (int, float)):
        return money(int(value))
    return f"{value:g}" if isinstance(value, float) else str(value)
