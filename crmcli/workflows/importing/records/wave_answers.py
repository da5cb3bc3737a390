"""One answer of a customer to a wave: rows that would be a second one are refused, with the first one's day or row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crmcli.i18n import _
from crmcli.store import Store
from crmcli.workflows.importing.fates import Entry
from crmcli.workflows.surveys.answers import answered_already

#: A customer, and a wave whatever its case.
_Turn = tuple[int, str]


class WaveAnswers:
    """The answers to waves that are stored, and those of the rows of one sheet."""

    def __init__(self, store: Store, rows: Sequence[Mapping[str, Any]]) -> None:
        asked = {turn[0] for row in rows if (turn := _turn(row))}
        self._stored = store.surveys.first_answers(sorted(asked)) if asked else {}
        self._taken: dict[_Turn, Entry] = {}

    def refusal(self, entry: Entry, row: Mapping[str, Any]) -> str:
        """Why the row can't be a new answer, in a sentence; empty if it can, and then its turn is taken."""
        turn = _turn(row)
        if turn is None:
            return ""
        if turn in self._stored:
            return answered_already(row["wave"], self._stored[turn])
        first = self._taken.setdefault(turn, entry)
        told = {"wave": row["wave"], "row": first.row.number}
        return "" if first is entry else _("Row %(row)d answers the wave %(wave)s already.") % told


def _turn(row: Mapping[str, Any]) -> _Turn | None:
    """What a row may answer once; None where it names no customer or no wave."""
    named = row["customer_id"] is not None and row["wave"]
    return (row["customer_id"], row["wave"].lower()) if named else None
