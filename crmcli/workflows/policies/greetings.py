"""What makes no sense in the policy's part on care: festivals and days that there aren't, texts that can't be written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from crmcli.dates.festivals import FESTIVALS
from crmcli.i18n import _
from crmcli.matching.countries import country_code
from crmcli.policy import TIERS, default_dict
from crmcli.workflows.policies.ranges import at, unknown_words

_KINDS = ("birthday", "anniversary", "festival", "day")
#: The keys of words: by language, or tier and language.
_WORDS = tuple(
    key for language in ("zh", "en") for key in (language, *(f"{tier}_{language}" for tier in TIERS))
)


def problems(table: Mapping[str, Any]) -> Iterator[str]:
    """Each a sentence that starts with its place."""
    for code, names in at(table, "care.festivals", {}).items():
        place = f"care.festivals.{code}"
        if code != "other" and country_code(code) != code:
            yield _("%(place)s: can't be read: '%(text)s'") % {"place": place, "text": code}
        yield from unknown_words(place, names, FESTIVALS)
    for name, days in at(table, "care.moving", {}).items():
        yield from unknown_words("care.moving", [name], FESTIVALS)
        yield from (
            _("%(place)s: is no day like 2026-11-20") % {"place": f"care.moving.{name}[{i}]"}
            for i, day in enumerate(days)
            if not _is_day(day)
        )
    for day in at(table, "care.days", {}):
        if not re.fullmatch(r"\d\d-\d\d", day) or not _is_day(f"2024-{day}"):
            yield _("%(place)s: is no day of the year like 03-08") % {"place": f"care.days.{day}"}
    yield from _words(table)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _words(table: Mapping[str, Any]) -> Iterator[str]:
    occasions = (*_KINDS, *FESTIVALS, *at(table, "care.days", {}))
    for part in ("texts", "subjects", "gifts"):
        for occasion, words in at(table, f"care.{part}", {}).items():
            place = f"care.{part}.{occasion}"
            yield from unknown_words(f"care.{part}", [occasion], occasions)
            yield from unknown_words(place, words, _WORDS)
            if part != "gifts":
                yield from _unwritable(place, words)


def _unwritable(place: str, words: Mapping[str, str]) -> Iterator[str]:
    from crmcli.service.greetings import VALUES, faults

    ours = at(default_dict(), place, {})
    for key, text in words.items():
        # The package's own texts are tried elsewhere; to read one takes long.
        for fault in () if ours.get(key) == text else faults(text):
            told = {"place": f"{place}.{key}", "what": fault, "known": ", ".join(VALUES)}
            yield _("%(place)s: %(what)s is none of %(known)s") % told
