"""The history of the policy in a manual: its versions, and what differs between two of them, in words."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from crmcli import errors, policy
from crmcli.i18n import _, series
from crmcli.policy.conditions import DERIVED_TEXTS, BadCondition, Rule, compile_condition
from crmcli.reports.handbook.model import Part, Words
from crmcli.result import Column, Table
from crmcli.store import View
from crmcli.vocabulary import choices
from crmcli.wording import holiday_name, label

#: So many changes of one version are named.
_NAMED = 6
#: The vocabulary of numbers that are words, by the last part of their path.
_DOMAINS = {
    "channel": "channel",
    "give": "given",
    "kept_tiers": "tier",
    "tiers": "tier",
    "channels": "channel",
}
_CONDITIONS = re.compile(r"[a-z_.]+\[\d+\]\.(?:all|any)")


def log(view: View, words: Words) -> Part:
    """The versions up to the view's moment: when, who, why, and what changed."""
    known = [
        dict(row) for row in view.store.policies.versions() if view.past is None or row["at"] <= view.past
    ]
    changed = {
        new["version"]: _told(view, words, old["version"], new["version"]) for old, new in pairwise(known)
    }
    rows = [{**row, "what": changed.get(row["version"], _("the first version"))} for row in reversed(known)]
    columns = [
        Column("version", _("Version"), "int"),
        Column("at", _("When"), "instant"),
        Column("author", _("Who")),
        Column("what", _("What changed")),
        Column("note", _("Note")),
    ]
    return Part("log", _("Changes of the policy"), tables=[Table("log", columns, rows)])


def differences(view: View, words: Words, old: int, new: int) -> Part:
    """Every number that differs between two versions, by what it is. NotFound for a version that there is none of."""
    rows = [
        {"what": words.meanings.of(path) or path, "path": path, "before": _text(words, path, before), "after": _text(words, path, after)}
        for path, before, after in _differing(view, old, new)
    ]  # fmt: skip
    columns = [
        Column("what", _("What")),
        Column("before", _("Before")),
        Column("after", _("After")),
        Column("path", _("Path"), "code"),
    ]
    lines = [] if rows else [_("Nothing differs.")]
    return Part(
        "differences", _("What changed"), lines, [Table("differences", columns, rows)] if rows else []
    )


def _told(view: View, words: Words, old: int, new: int) -> str:
    """What a version changed, in a line."""
    found = _differing(view, old, new)
    named = [
        _("%(what)s (%(path)s): %(before)s → %(after)s")
        % {
            "what": words.meanings.of(path) or path,
            "path": path,
            "before": _text(words, path, before),
            "after": _text(words, path, after),
        }
        for path, before, after in found[:_NAMED]
    ]
    more = [_("and %(n)d more") % {"n": len(found) - _NAMED}] if len(found) > _NAMED else []
    return series([*named, *more]) or _("nothing in its numbers")


def _differing(view: View, old: int, new: int) -> list[tuple[str, Any, Any]]:
    before, after = (_numbers(view, version) for version in (old, new))
    paths = [*after, *(path for path in before if path not in after)]
    return [(p, before.get(p), after.get(p)) for p in paths if before.get(p) != after.get(p)]


def _numbers(view: View, version: int) -> dict[str, Any]:
    row = view.store.policies.row(version)
    if row is None:
        raise errors.NotFound(
            _("There is no version %(n)s.") % {"n": version}, _("See: crmcli policy history")
        )
    return policy.flatten(policy.complete(policy.parse(row["toml"])))


def _text(words: Words, path: str, value: Any) -> str:
    """A value in words; a dash for none."""
    if value is None or value == "" or value == []:
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return series(_text(words, path, each) for each in value)
    domain = _DOMAINS.get(path.rpartition(".")[2], "")
    if domain and value in choices(domain):
        return label(domain, value)
    if path.rpartition(".")[2] == "closures":
        days, space, name = str(value).partition(" ")
        return f"{days}{space}{holiday_name(name)}"
    return _condition(words, value) if _CONDITIONS.fullmatch(path) else str(value)


def _condition(words: Words, text: str) -> str:
    """A condition in words; one that can't be read as it stands."""
    try:
        return words.rule(Rule("", "", (compile_condition(text, DERIVED_TEXTS),), ()))
    except BadCondition:
        return text
