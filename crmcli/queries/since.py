"""Records of a past day that were put right, entered or taken back only later: its answers hold them as they are known now.

What somebody decides is dated (`DATED`) and leaves a past day as it was, so it isn't counted here; nor is what is worked
out of other records, or carries its own instant. Before-images only say which fields differed.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from crmcli.database.connection import Database, Row
from crmcli.database.migrations import DATED
from crmcli.queries.facts import KNOWN_SQL

#: Per kind of record its table, and the tables of its parts with the column that names it.
KINDS: dict[str, tuple[str, dict[str, str]]] = {
    "customers": ("customer", {"contact_person": "customer_id", "contact_way": "customer_id", "address": "customer_id",
                               "customer_alias": "customer_id", "points_entry": "customer_id"}),
    "contacts": ("interaction", {}),
    "orders": ("purchase", {"refund": "purchase_id", "purchase_event": "purchase_id"}),
    "contracts": ("contract", {"contract_instalment": "contract_id", "contract_order": "contract_id"}),
    "complaints": ("complaint", {"complaint_event": "complaint_id"}),
    "survey_responses": ("survey_response", {"survey_answer": "response_id"}),
    "feedback": ("feedback", {"feedback_answer": "feedback_id"}),
    "tasks": ("task", {}),
    "opportunities": ("opportunity", {"opportunity_event": "opportunity_id"}),
    "trainings": ("training", {}),
    "consents": ("consent", {}),
    "greetings": ("outbox", {}),
    "trials": ("trial", {}),
    "retention": ("retention_case", {"retention_step": "case_id"}),
    "attachments": ("attachment", {}),
    "campaigns": ("campaign", {"campaign_participant": "campaign_id", "expense": "campaign_id"}),
    "expenses": ("expense", {}),
    "budgets": ("budget", {}),
    "competitors": ("competitor", {"competitor_note": "competitor_id", "opportunity_competitor": "competitor_id"}),
    "staff": ("staff", {}),
}  # fmt: skip
#: Kinds that say nothing of customers.
_OF_NOBODY = frozenset({"trainings", "campaigns", "budgets", "competitors"})
#: Fields that are worked out, move with a merge, or come with an instant of their own.
_ASIDE: dict[str, frozenset[str]] = {
    "customer": frozenset({"version", "updated_at", "name_folded"}),
    "interaction": frozenset({"next_ended_at", "next_stood_at", "answered_at"}),
    "complaint": frozenset({"state", "next_clock", "next_due_at", "clocks", "closed_on", "case_folded"}),
    "task": frozenset({"done_at", "done_on"}),
    "feedback": frozenset({"answer", "answered_at", "answered_by_id", "closed_at", "close_reason"}),
    "purchase_event": frozenset({"told_at"}),
    "outbox": frozenset({"claimed_at", "done_at", "error", "interaction_id"}),
    "opportunity": frozenset({"stage", "closed_on", "lost_reason"}),
    "campaign": frozenset({"seed"}),
    "campaign_participant": frozenset(
        {
            "invited_at",
            "invited_on",
            "channel",
            "outbox_id",
            "attended",
            "attended_on",
            "score",
            "passed",
        }
    ),
    "retention_case": frozenset({"closed_by", "close_note"}),
    "opportunity_competitor": frozenset({"won"}),
    "retention_step": frozenset({"done_by", "interaction_id"}),
    "staff": frozenset({"login", "email", "phone", "department", "pin_id"}),
}
#: When a row entered later belongs to an earlier day: of the others, whenever its record does.
_ENTERED = {
    "interaction": "r.occurred_at <= :at", "purchase": "r.ordered_at <= :at", "refund": "r.refunded_on <= :on",
    "purchase_event": "r.at <= :at",
    "contract": "r.signed_on <= :on", "complaint": "r.opened_at <= :at", "complaint_event": "r.at <= :at", "survey_response": "r.submitted_at <= :at",
    "feedback": "r.occurred_at <= :at", "feedback_answer": "r.at <= :at", "task": "r.created_at <= :at",
    "opportunity": "r.opened_at <= :at", "opportunity_event": "r.at <= :at",
    "points_entry": "r.occurred_at <= :at", "training": "r.held_on <= :on", "consent": "r.at <= :at", "outbox": "1 = 0", "trial": "r.start_on <= :on", "retention_case": "r.opened_at <= :at", "competitor": "r.created_on <= :on", "competitor_note": "r.noted_on <= :on", "opportunity_competitor": "r.named_on <= :on", "retention_step": "r.created_at <= :at", "attachment": "r.created_at <= :at", "staff": "1 = 0",
    "campaign": "r.created_at <= :at", "campaign_participant": "r.chosen_on <= :on", "expense": "r.spent_on <= :on", "budget": "1 = 0",
    "customer": f"r.id IN (SELECT customer_id FROM {KNOWN_SQL} AS k WHERE k.known_on <= :on OR k.undated = 1)",
}  # fmt: skip
#: Operations after the instant, those that were taken back among them: what stayed of their work stands. An undo counts
#: where it took back what stood at the instant.
_LATER = "o.at > :at AND (o.undoes IS NULL OR EXISTS (SELECT 1 FROM operation t WHERE t.id = o.undoes AND t.at <= :at))"


class _Change(NamedTuple):
    """A row that was changed or taken away, with its fields before (of a row that went, all of them)."""

    row_id: int
    gone: bool
    before: dict[str, Any]


class Since:
    """Counts what was done to the records of a past day after it."""

    def __init__(self, db: Database, at: str, on: str) -> None:
        self._db, self._at, self._on = db, at, on
        self._added: dict[str, list[tuple[int, float]]] = {}
        merges = self._db.rows(
            "SELECT survivor_id, loser_id, operation_id FROM merge WHERE at > :at", {"at": at}
        )
        #: The merges of customers that were there at the instant: they are counted as such, not by what they moved.
        self._merges = [row for row in merges if not self._is_new("customer", row["loser_id"])]
        merging = ", ".join(str(int(row["operation_id"])) for row in self._merges) or "0"
        self._later = f"{_LATER} AND o.id NOT IN ({merging})"

    def counts(self, kinds: Collection[str], about: Collection[int] | None = None) -> dict[str, int]:
        """How many records of each kind, as `merged` how many customers went into others, and as `operations` how many
        operations were taken back, if that is among the kinds; zeros are left out. `about` narrows it to some customers."""
        asked = [kind for kind in KINDS if kind in kinds and (about is None or kind not in _OF_NOBODY)]
        found = {kind: len(self._records(kind, about)) for kind in asked}
        found["merged"] = self._merged(about)
        found["operations"] = self._taken_back() if "operations" in kinds and about is None else 0
        return {kind: n for kind, n in found.items() if n}

    def _records(self, kind: str, about: Collection[int] | None) -> set[Any]:
        table, parts = KINDS[kind]
        mine = "" if about is None or kind == "staff" else f"IN ({_mine(table, about)})"
        entered = self._entered(table, "id", mine)
        ids, owners = set[Any](entered), dict[int, set[Any]]()
        for part, column in parts.items():
            ids |= self._entered(part, column, mine) | self._put_right(part, column, {})
        # Money may be spent on no campaign.
        ids.discard(None)
        ids |= self._put_right(table, "id", owners)
        # Whatever became of a record that came after the day says nothing of it.
        touched = {i for i in ids if i in entered or not self._is_new(table, i)}
        return touched if about is None or kind == "staff" else self._of(table, touched, owners, about)

    def _put_right(self, table: str, column: str, owners: dict[int, set[Any]]) -> set[int]:
        """The records of rows that were changed or taken away; `owners` learns whose a row was before."""
        there, ids = [], set[int]()
        for change in self._changed(table):
            if column in change.before:
                # Of a row that went or moved, the record that it was of.
                ids.add(change.before[column])
            if not change.gone:
                there.append(change.row_id)
            owners.setdefault(change.row_id, set()).add(change.before.get("customer_id"))
        rows = self._db.rows_in(f"SELECT {column} AS record FROM {table} WHERE id IN ({{ids}})", there)
        return ids | {row["record"] for row in rows}

    def _of(self, table: str, ids: set[int], owners: dict[int, set[Any]], about: Collection[int]) -> set[int]:
        """Of these records those of some customers, now or (`owners`) before."""
        owner = "id" if table == "customer" else "customer_id"
        rows = self._db.rows_in(
            f"SELECT id, {owner} AS owner FROM {table} WHERE id IN ({{ids}})", sorted(ids)
        )
        for row in rows:
            owners.setdefault(row["id"], set()).add(row["owner"])
        return {i for i in ids if owners.get(i, set()) & set(about)}

    def _entered(self, table: str, column: str, mine: str) -> set[int]:
        """The records of rows that were entered later and belong to the day; with `mine`, of some records only."""
        narrowed = f" AND r.{column} {mine}" if mine else ""
        rows = self._db.rows(
            f"SELECT DISTINCT r.{column} AS record FROM change c JOIN operation o ON o.id = c.operation_id"
            f" JOIN {table} r ON r.id BETWEEN c.row_id AND COALESCE(c.last_row_id, c.row_id)"
            f" WHERE c.table_name = '{table}' AND c.action = 'insert' AND {self._later} AND {_ENTERED.get(table, '1 = 1')}{narrowed}",
            {"at": self._at, "on": self._on},
        )
        return {row["record"] for row in rows}

    def _changed(self, table: str) -> Iterator[_Change]:
        """The rows there were that later operations put right or took away."""
        rows = self._db.rows(
            "SELECT c.action, c.row_id, c.before, o.undoes, o.undone_by FROM change c"
            f" JOIN operation o ON o.id = c.operation_id WHERE c.table_name = '{table}' AND c.action <> 'insert' AND {self._later}",
            {"at": self._at},
        )
        undone = sorted({row["row_id"] for row in rows if row["undone_by"] is not None})
        there = {
            row["id"]: row for row in self._db.rows_in(f"SELECT * FROM {table} WHERE id IN ({{ids}})", undone)
        }
        for row in rows:
            before = json.loads(row["before"] or "{}")
            gone = row["action"] == "delete"
            if row["undone_by"] is not None:
                before = _what_stayed(before, gone, there.get(row["row_id"]))
            if before and (gone or _differs(table, row, before)) and not self._is_new(table, row["row_id"]):
                yield _Change(row["row_id"], gone, before)

    def _is_new(self, table: str, row_id: int) -> bool:
        """Whether a row came after the instant."""
        spans = self._spans(table)
        place = bisect_right(spans, (row_id, float("inf")))
        return bool(place) and spans[place - 1][1] >= row_id

    def _spans(self, table: str) -> list[tuple[int, float]]:
        """The ranges of a table's rows that were added after the instant, in their order."""
        known = self._added
        if table not in known:
            rows = self._db.tuples(
                "SELECT c.row_id, COALESCE(c.last_row_id, c.row_id) FROM change c"
                " JOIN operation o ON o.id = c.operation_id WHERE c.table_name = :t AND c.action = 'insert'"
                " AND o.at > :at AND o.undoes IS NULL ORDER BY 1",
                {"t": table, "at": self._at},
            )
            known[table] = [(first, last) for first, last in rows]
        return known[table]

    def _merged(self, about: Collection[int] | None) -> int:
        """How many customers of the day went into others."""
        return sum(about is None or row["survivor_id"] in about for row in self._merges)

    def _taken_back(self) -> int:
        """How many operations that stood were taken back."""
        sql = "SELECT COUNT(*) FROM operation o JOIN operation u ON u.id = o.undone_by WHERE o.at <= :at AND u.at > :at"
        return int(self._db.value(sql, {"at": self._at}))


def _mine(table: str, about: Collection[int]) -> str:
    """A query for the records that belong to some customers."""
    owner = "id" if table == "customer" else "customer_id"
    return f"SELECT id FROM {table} WHERE {owner} IN ({', '.join(str(int(i)) for i in about)})"


def _what_stayed(before: dict[str, Any], gone: bool, row: Row | None) -> dict[str, Any]:
    """Of the fields before a change that was taken back, those that were not given back."""
    if row is None:
        return before if gone else {}
    return {} if gone else {k: v for k, v in before.items() if row[k] != v}


def _differs(table: str, change: Row, before: dict[str, Any]) -> bool:
    """Whether a change shows on the days before it. What an undo takes back never was, dated or not."""
    aside = _ASIDE.get(table, frozenset())
    dated = () if change["undoes"] else DATED.get(table, ())
    return bool(before.keys() - aside - set(dated))
