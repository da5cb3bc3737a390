"""The rates of other currencies in the policy: what is added and taken away, each as a new version of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import tomlkit

from crmcli.errors import NotFound
from crmcli.figures.rates import Rate
from crmcli.i18n import _
from crmcli.store import Work
from crmcli.workflows.policies.adopting import Adopted, adopt, newest

#: By currency the rates of days.
Table = Mapping[str, Mapping[str, Decimal]]


@dataclass(frozen=True, slots=True)
class Changed:
    """What came of a change: the policy's new version, and the rates that it added or took away, in order."""

    adopted: Adopted
    rows: list[tuple[str, str, Decimal]]


def add(work: Work, rates: Table, note: str) -> Changed:
    """Enters rates; another one of the same day gives way. PolicyError where one can't be reckoned with."""
    known = _known(work)
    fresh = [
        (code, day, number)
        for code, days in sorted(rates.items())
        for day, number in sorted(days.items())
        if known.get(code, {}).get(day) != number
    ]
    for code, day, number in fresh:
        known.setdefault(code, {})[day] = number
    return Changed(adopt(work, _written(newest(work.store), known), note), fresh)


def remove(work: Work, code: str, day: str, note: str) -> Changed:
    """Takes a rate out. NotFound if there is none of this day."""
    known = _known(work)
    number = known.get(code, {}).pop(day, None)
    if number is None:
        raise NotFound(
            _("There is no rate of %(code)s of %(day)s.") % {"code": code, "day": day},
            _("See: crmcli rate list"),
        )
    return Changed(adopt(work, _written(newest(work.store), known), note), [(code, day, number)])


def _known(work: Work) -> dict[str, dict[str, Decimal]]:
    return {
        code: {day: Rate.of(day, number).number for day, number in days.items()}
        for code, days in work.policy.rate.items()
    }


def _written(text: str, rates: Table) -> str:
    """The policy's text with these rates at its end, and no others."""
    document = tomlkit.parse(text)
    if "rate" in document:
        document.remove("rate")
        text = tomlkit.dumps(document)
    parts = [text.rstrip()]
    for code, days in sorted(rates.items()):
        if days:
            lines = (f'"{day}" = {number:f}' for day, number in sorted(days.items()))
            parts.append("\n".join((f"[rate.{code}]", *lines)))
    return "\n\n".join(parts) + "\n"
