"""Carrying out what people decided about pairs, and which of two records stays where nobody says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from crmcli import errors
from crmcli.database.connection import Record
from crmcli.i18n import _
from crmcli.matching.names import fold_name
from crmcli.matching.text import NOT_WORD, search_key
from crmcli.store import Work
from crmcli.workflows.duplicates.fields import FIELDS
from crmcli.workflows.duplicates.merging import Merged, merge

MERGE, DIFFERENT = "merge", "different"


class Decision(NamedTuple):
    """What somebody decided about two customers: merge or different; `keep_id` is who stays, if they said."""

    left_id: int
    right_id: int
    verdict: str
    note: str | None = None
    keep_id: int | None = None


def kept_of(one: Record, other: Record) -> int:
    """The id of the record that stays: a company's formal name before a short one, then the fuller record, then the one
    known longer."""
    best = max((one, other), key=lambda row: (_is_formal(row), sum(bool(row[f]) for f in FIELDS), -row["id"]))
    return int(best["id"])


def _is_formal(row: Record) -> bool:
    """Whether a company's name says more than what decides whether two are the same: its legal form."""
    whole = NOT_WORD.sub("", search_key(row["name"]))
    return row["kind"] == "company" and len(fold_name(row["name"])) < len(whole)


@dataclass(slots=True)
class Outcome:
    """What came of decisions: merges made, pairs that are different from now on, and those left for a reason."""

    merged: list[Merged] = field(default_factory=list)
    different: int = 0
    left: list[dict[str, Any]] = field(default_factory=list)

    @property
    def survivors(self) -> set[int]:
        """Those to be judged anew."""
        return {m.survivor_id for m in self.merged} - {m.loser["id"] for m in self.merged}


class Decisions:
    """Carries decisions out inside one operation: who was merged before is found under the one that stayed."""

    def __init__(self, work: Work) -> None:
        self._work, self._store = work, work.store
        self._into: dict[int, int] = {}
        self._members: dict[int, set[int]] = {}
        self._apart = work.store.duplicates.decisions()
        self.outcome = Outcome()

    def merge(self, left_id: int, right_id: int, keep_id: int | None) -> None:
        """Merges two; `keep_id` stays, else the one that `kept_of` names. Left alone if somebody said they differ."""
        left, right = sorted((self._now(left_id), self._now(right_id)))
        if left == right:
            return
        rows = self._store.imports.customers({left, right})
        keep = self._now(keep_id) if keep_id else kept_of(rows[left], rows[right]) if len(rows) > 1 else left
        drop = left + right - keep
        ours, theirs = self._members.get(keep, {keep}), self._members.get(drop, {drop})
        if any((min(a, b), max(a, b)) in self._apart for a in ours for b in theirs):
            self._leave(left_id, right_id, _("somebody decided that they are different"))
            return
        try:
            self.outcome.merged.append(merge(self._work, keep, drop))
        except errors.Conflict as error:
            self._leave(left_id, right_id, error.message)
            return
        self._into[drop] = keep
        self._members[keep] = ours | theirs

    def differ(self, left_id: int, right_id: int, note: str | None = None) -> None:
        """Remembers that two are not the same."""
        left, right = sorted((self._now(left_id), self._now(right_id)))
        if left == right:
            self._leave(left_id, right_id, _("they were merged"))
        elif (left, right) not in self._apart:
            if len(self._store.customers.many([left, right])) < 2:
                self._leave(left_id, right_id, _("no longer there"))
                return
            self._store.duplicates.decide(self._work.op, left, right, note)
            self._apart.add((left, right))
            self.outcome.different += 1

    def _now(self, customer_id: int) -> int:
        if customer_id not in self._into:
            away = self._store.merges.away(customer_id)
            return away["survivor_id"] if away else customer_id
        while customer_id in self._into:
            customer_id = self._into[customer_id]
        return customer_id

    def _leave(self, left_id: int, right_id: int, why: str) -> None:
        self.outcome.left.append({"left_id": left_id, "right_id": right_id, "why": why})


def carry_out(work: Work, decisions: Iterable[Decision]) -> Outcome:
    """Carries decisions out; who differs first, so that no merge goes over it."""
    deciding = Decisions(work)
    todo = list(decisions)
    for one in todo:
        if one.verdict == DIFFERENT:
            deciding.differ(one.left_id, one.right_id, one.note)
    for one in todo:
        if one.verdict == MERGE:
            deciding.merge(one.left_id, one.right_id, one.keep_id)
    return deciding.outcome
