"""Which rule of the policy says who gets a complaint or feedback. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from crmcli import vocabulary
from crmcli.matching.text import narrow, to_simplified
from crmcli.policy.sections import Route


class Matter(NamedTuple):
    """What came in, as rules look at it: `areas` are the customer's region, province, city and district."""

    of: Literal["complaint", "feedback"]
    category: str | None = None
    product: str | None = None
    channel: str | None = None
    severity: str | None = None
    areas: tuple[str | None, ...] = ()


def first_fitting(routes: Sequence[Route], matter: Matter) -> int | None:
    """The place of the first rule that fits; None if none does."""
    return next((place for place, route in enumerate(routes) if fits(route, matter)), None)


def fits(route: Route, matter: Matter) -> bool:
    """Whether all that a rule asks for is so."""
    areas = [_folded(area) for area in matter.areas if area]
    return (
        route.of in ("", matter.of)
        and (not route.category or _is_category(route.category, matter))
        and (not route.product or _folded(route.product) == _folded(matter.product or ""))
        and (not route.channel or route.channel == matter.channel)
        and (not route.severity or route.severity == matter.severity)
        and (not route.area or any(area.startswith(_folded(route.area)) for area in areas))
    )


def _is_category(wanted: str, matter: Matter) -> bool:
    """Whether a rule's category is the matter's: of feedback that is its kind, in any of the words for it."""
    if matter.of == "feedback":
        wanted = vocabulary.parse_word("feedback_kind", wanted) or wanted
    return _folded(wanted) == _folded(matter.category or "")


def _folded(text: str) -> str:
    return "".join(to_simplified(narrow(text)).casefold().split())
