"""The scale of a survey's column of scores: told by its header, else that of five unless nearly all values say otherwise. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crmcli.i18n import _
from crmcli.sheets.cells.scores import parse_score
from crmcli.sheets.cells.texts import text_of
from crmcli.sheets.columns.headers import Header

#: The usual scales, by their largest score.
USUAL = (5, 10, 100)
#: From this share of scores beyond a scale on, the column has a wider one; below it, they are slips.
_NEARLY_ALL = 0.75


@dataclass(frozen=True, slots=True)
class Points:
    """The smallest and the largest score of a column; `guessed` where its values alone say that it is wider than usual."""

    lowest: int = 0
    largest: int = 5
    guessed: bool = False

    @property
    def allowed(self) -> str:
        """What may stand in the column, in a sentence."""
        return whole_number(self.lowest, self.largest)


#: Where nothing says otherwise.
USUAL_POINTS = Points()


def whole_number(low: int, high: int) -> str:
    """What may be answered on a scale of points, in a sentence."""
    return _("Give a whole number from %(low)d to %(high)d.") % {"low": low, "high": high}


def points_of(name: str, header: Header, cells: Sequence[Any], own: bool) -> Points:
    """The scale of the column of a survey's field. A sheet of this program's `own` has no score outside its scale."""
    if name == "nps":
        return Points(0, 10)
    scores = _scores(cells)
    if own:
        largest = next((usual for usual in USUAL if max(scores, default=0) <= usual), USUAL[-1])
        return Points(header.lowest, header.scale or largest)
    told = header.scale or USUAL[0]
    largest = told
    for usual in USUAL:
        beyond = sum(n for score, n in scores.items() if score > largest)
        if usual > largest and beyond and beyond >= _NEARLY_ALL * sum(scores.values()):
            largest = usual
    return Points(header.lowest if largest <= USUAL[0] else 0, largest, guessed=largest != told)


def _scores(cells: Sequence[Any]) -> Counter[int]:
    """How often each score is told in digits; a cell that comes again is read once."""
    found: Counter[int] = Counter()
    for cell, n in Counter(cells).items():
        score = _number(cell)
        if score is not None:
            found[score] += n
    return found


def _number(cell: Any) -> int | None:
    """The score that a cell tells in digits; words are of whatever scale the digits are."""
    return parse_score(cell, USUAL[-1]) if cell is not None and any(map(str.isdigit, text_of(cell))) else None
