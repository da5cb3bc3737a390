"""Whether records that can each be read agree with one another, for doctor: counters, history, answers, standings, staff."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

from crmcli.database import migrations
from crmcli.database.connection import Database

#: The number that a complaint gets here: its year, and a counter within that.
_NUMBER = re.compile(r"TS(\d{4})-(\d{4,15})", re.ASCII)


class Agreement:
    """Looks for contradictions; changes nothing. Of records that can't be read nothing is to be asked."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def unindexed(self) -> list[str]:
        """The indexes that aren't there: without them commands are slow, or two rows can have what only one may."""
        there = self._db.structure().indexes
        wanted = {
            (i.table, i.columns, i.unique)
            for m in migrations.MIGRATIONS
            for i in map(migrations.index, m.indexes)
        }
        return [f"{table} ({', '.join(columns)})" for table, columns, _unique in sorted(wanted - there)]

    def triggers(self) -> Sequence[str]:
        """Triggers that somebody else put in: they change rows behind the operation's back."""
        return self._db.structure().triggers

    def unguarded(self) -> Sequence[str]:
        """Triggers of ours that aren't there, or are switched off."""
        return self._db.structure().missing

    def most(self) -> dict[str, int]:
        """By counter, the largest number that a row has: counters are called after tables, and the years of complaints."""
        found = {
            table: int(self._db.value(f"SELECT COALESCE(MAX(id), 0) FROM {table}"))
            for table in sorted(migrations.AUDITED)
        }
        for row in self._db.rows("SELECT number FROM complaint WHERE number LIKE 'TS%' ORDER BY number"):
            if ours := _NUMBER.fullmatch(row["number"]):
                counter = f"complaint_{ours[1]}"
                found[counter] = max(found.get(counter, 0), int(ours[2]))
        return found

    def cut_off(self) -> list[str]:
        """Tables that were given rows which no operation tells of: the end of the history is missing."""
        told = dict(
            self._db.tuples(
                "SELECT table_name, MAX(COALESCE(last_row_id, row_id)) FROM change WHERE action = 'insert' GROUP BY table_name"
            )
        )
        return [table for table in sorted(migrations.AUDITED) if self._next(table) - 1 > told.get(table, 0)]

    def _next(self, counter: str) -> int:
        return int(self._db.value("SELECT next FROM sequence WHERE name = :name", {"name": counter}) or 1)

    def unfit_answers(self) -> list[str]:
        """Answers to questions of another form than their response's, or off the question's scale."""
        from crmcli.figures.scales import parse_scale

        strange = self._db.rows(
            "SELECT a.id FROM survey_answer a JOIN survey_question q ON q.id = a.question_id"
            " JOIN survey_response r ON r.id = a.response_id WHERE q.form_id <> r.form_id ORDER BY a.id"
        )
        found = [int(row["id"]) for row in strange]
        for row in self._db.rows("SELECT id, scale FROM survey_question ORDER BY id"):
            scale = parse_scale(row["scale"])
            if scale is not None and scale.scored:
                off = self._db.rows(
                    "SELECT id FROM survey_answer WHERE question_id = :q AND NOT score BETWEEN :low AND :high ORDER BY id",
                    {"q": row["id"], "low": scale.low, "high": scale.high},
                )
                found += [int(answer["id"]) for answer in off]
        return [f"survey_answer {i}" for i in sorted(set(found))]

    def unruled(self) -> list[str]:
        """Standings by a version of the policy that isn't there."""
        rows = self._db.rows(
            "SELECT customer_id FROM standing WHERE as_of <> '' AND policy_version NOT IN"
            " (SELECT version FROM policy_version) ORDER BY customer_id"
        )
        return [f"customer {row['customer_id']}" for row in rows]

    def early(self, at: str) -> list[str]:
        """Operations and standings of later than now: a clock was wrong."""
        operations = self._db.rows("SELECT number FROM operation WHERE at > :at ORDER BY number", {"at": at})
        standings = self._db.rows(
            "SELECT customer_id FROM standing WHERE as_of > :at ORDER BY customer_id", {"at": at}
        )
        return [
            *(f"operation {row['number']}" for row in operations),
            *(f"standing {row['customer_id']}" for row in standings),
        ]

    def shared_logins(self) -> list[str]:
        """Logins that several members of staff who are here have."""
        rows = self._db.rows(
            "SELECT login FROM staff WHERE active = 1 AND login <> '' GROUP BY login HAVING COUNT(*) > 1 ORDER BY login"
        )
        return [str(row["login"]) for row in rows]

    def shared_cards(self) -> list[tuple[str, list[int]]]:
        """Member numbers that several customers have, each with their ids."""
        rows = self._db.rows(
            "SELECT id, member_no FROM customer WHERE member_no IN (SELECT member_no FROM customer WHERE member_no <> ''"
            " GROUP BY member_no HAVING COUNT(*) > 1) ORDER BY member_no, id"
        )
        return [
            (number, [row["id"] for row in group]) for number, group in groupby(rows, itemgetter("member_no"))
        ]

    def negative_balances(self) -> list[int]:
        """Customers whose points add up to less than nothing."""
        return [
            r[0]
            for r in self._db.rows(
                "SELECT customer_id FROM points_entry GROUP BY customer_id HAVING SUM(points) < 0 ORDER BY customer_id"
            )
        ]

    def without_standing(self) -> int:
        return int(
            self._db.value(
                "SELECT COUNT(*) FROM customer c WHERE NOT EXISTS (SELECT 1 FROM standing s WHERE s.customer_id = c.id)"
            )
        )

    def judged_at(self, version: int) -> dict[str, set[int]]:
        """Whose standing was computed by this version of the policy, by the instant it was computed for."""
        found: dict[str, set[int]] = {}
        for at, customer_id in self._db.tuples(
            "SELECT as_of, customer_id FROM standing WHERE as_of <> '' AND policy_version = :v",
            {"v": version},
        ):
            found.setdefault(at, set()).add(customer_id)
        return found
