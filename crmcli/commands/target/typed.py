"""What is typed of a target: its figure, and values in the figure's unit."""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import typer

from crmcli import errors
from crmcli.commands.shared import cents
from crmcli.figures.kpis import DEFINITIONS
from crmcli.i18n import _, remarked, series
from crmcli.judging.targets import SUMS

if TYPE_CHECKING:
    from collections.abc import Sequence

_NUMBER = re.compile(
    r"([-+]?\d+(?:\.\d+)?)\s*(%|天|日|days?|d|小时|hours?|h|秒|seconds?|s|分|points?)?", re.IGNORECASE
)
#: The words that may stand behind a number, by the unit of the figure.
_UNITS = {
    "days": ("天", "日", "day", "days", "d"),
    "hours": ("小时", "hour", "hours", "h"),
    "seconds": ("秒", "second", "seconds", "s"),
    "score": ("分", "point", "points"),
    "points": ("分", "point", "points"),
}


def metrics() -> Sequence[str]:
    """The figures that a target may have."""
    from crmcli.reports.targets import METRICS

    return METRICS


def metric_names(_ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Shell completion: the keys of figures that begin so, with their titles."""
    return [(key, _(DEFINITIONS[key].title)) for key in metrics() if key.startswith(incomplete)]


def metric(text: str) -> str:
    """The figure that a key, or a title in any language, names. Usage with the nearest ones for what is none."""
    names: dict[str, str] = {}
    for key in metrics():
        title = DEFINITIONS[key].title
        names |= {_folded(name): key for name in (key, title, _(title))}
    wanted = _folded(text)
    if wanted in names:
        return names[wanted]
    within = {key for name, key in names.items() if wanted and wanted in name}
    near = [names[name] for name in get_close_matches(wanted, names, 6, 0.5)]
    told = list(dict.fromkeys([*sorted(within), *near]))[:3] or [*SUMS[:2], "satisfaction_mean"]
    raise errors.Usage(
        _("There is no figure “%(text)s”.") % {"text": text},
        _("Near ones: %(names)s. All of them: crmcli report kpi --explain")
        % {"names": series(remarked(key, _(DEFINITIONS[key].title)) for key in told)},
    )


def _folded(text: str) -> str:
    return re.sub(r"[\s_-]", "", unicodedata.normalize("NFKC", text).casefold())


def value(key: str, text: str) -> float:
    """A value as it was typed, in the figure's unit: 95%, 500000, 30 天, 4.5. Usage for what is none of that unit."""
    unit = DEFINITIONS[key].unit
    if unit == "money":
        try:
            return cents(re.sub(r"[¥￥元]", "", text))
        except typer.BadParameter as error:
            raise errors.Usage(str(error.message), _("See: crmcli target set --help")) from error
    found = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text).replace(",", "").strip())
    if found is None or not _fits(unit, found[2]):
        raise errors.Usage(
            _("“%(text)s” is no value of %(title)s.") % {"text": text, "title": _(DEFINITIONS[key].title)},
            _("Write it like: %(example)s") % {"example": _EXAMPLES.get(unit, "12")},
        )
    number = float(found[1])
    if unit == "share" and (found[2] == "%" or abs(number) > 1):
        return float(round(number / 100, 6))
    return number


#: How a value of a unit is written.
_EXAMPLES = {"share": "95%", "days": "30", "hours": "24", "score": "4.5", "points": "40", "number": "8"}


def _fits(unit: str, word: str | None) -> bool:
    if word is None:
        return True
    return unit == "share" if word == "%" else word.lower() in _UNITS.get(unit, ())


def narrowed(values: dict[str, Any], product: str | None) -> None:
    """Usage for a product where the figure can't be told of one."""
    from crmcli.reports.targets import OF_PRODUCT

    if product and values["metric"] not in OF_PRODUCT:
        titles = series(_(DEFINITIONS[key].title) for key in OF_PRODUCT)
        raise errors.Usage(
            _("Only these figures can be told of a product: %(titles)s.") % {"titles": titles},
            _("See: crmcli target set --help"),
        )
