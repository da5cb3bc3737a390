"""The stored next steps, by index: contacts, birthdays, verification, complaint deadlines."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from crmcli.database import Database

_CONTACT = (
    "SELECT s.customer_id, s.owner_id, s.tier, s.value_class, s.risk_level, s.next_contact_on, s.contact_reasons,"
    " s.contact_channel, s.contact_base FROM standing s"
)
_MINE = "(:owner IS NULL OR s.owner_id = :owner)"
_TOP_BASE = 100


class DueRows:
    """Reads what is due from stored standings and cached deadlines."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def contacts(self, until: str, owner: int | None, most: int | None) -> list[sqlite3.Row]:
        """Contacts that entered the queue on or before a day. With `most`, the oldest so many of every urgency base:
        enough to hold the most urgent ones, whatever the day adds."""
        mine = "s.owner_id = :owner" if owner is not None else "1 = 1"
        where = f"s.next_contact_on <= :until AND s.contact_from <= :until AND {mine}"
        params = {"until": until, "owner": owner}
        if most is None:
            return self._db.rows(f"{_CONTACT} WHERE {where}", params)
        found: list[sqlite3.Row] = []
        for base in range(_TOP_BASE, -1, -1):
            found += self._db.rows(
                f"{_CONTACT} WHERE s.contact_base = :base AND {where} ORDER BY s.next_contact_on LIMIT :most",
                {**params, "base": base, "most": most},
            )
        return found

    def contact_count(self, until: str, owner: int | None) -> int:
        return int(self._db.value(
            "SELECT COUNT(*) FROM standing s WHERE s.contact_from <= :until"
            + (" AND s.owner_id = :owner" if owner is not None else ""),
            {"until": until, "owner": owner},
        ))  # fmt: skip

    def backlog(self, until: str, owner: int | None) -> tuple[int, str | None]:
        """How many contacts wait for their release after a day, and the next day on which some are released."""
        row = self._db.one(
            "SELECT COUNT(*) AS n, MIN(s.contact_from) AS first FROM backlog b"
            " JOIN standing s ON s.customer_id = b.customer_id"
            f" WHERE b.release_on > :until AND s.next_contact_on < b.fell_before AND {_MINE}",
            {"until": until, "owner": owner},
        )
        return (row["n"], row["first"]) if row else (0, None)

    def plan(self) -> dict[int, tuple[str, str]]:
        """Per customer, the import day that made it backlog and its release; for days that are not stored."""
        return {r[0]: (r[1], r[2]) for r in self._db.tuples("SELECT customer_id, fell_before, release_on FROM backlog")}

    def birthdays(self, start: str, until: str, owner: int | None) -> list[sqlite3.Row]:
        return self._db.rows(
            "SELECT s.customer_id, s.owner_id, s.tier, s.value_class, s.birthday_on FROM standing s"
            f" WHERE s.birthday_on >= :start AND s.birthday_on <= :until AND {_MINE}",
            {"start": start, "until": until, "owner": owner},
        )

    def verifications(self, until: str, owner: int | None) -> list[sqlite3.Row]:
        return self._db.rows(
            f"SELECT s.customer_id, s.owner_id, s.tier, s.value_class, s.verify_on FROM standing s WHERE s.verify_on <= :until AND {_MINE}",
            {"until": until, "owner": owner},
        )

    def complaint_ids(self) -> list[int]:
        """Complaints with a running clock."""
        return [r[0] for r in self._db.tuples("SELECT id FROM complaint WHERE next_due_at IS NOT NULL")]

    def people(self, ids: Sequence[int], on: str) -> dict[int, dict[str, Any]]:
        """What a row shows of its customer: name, phone, owner, contact person, and the last words exchanged by a day."""
        rows = self._db.rows_in(
            "SELECT c.id, c.name, c.phone, c.email, o.name AS owner, o.id AS owner_id,"
            " (SELECT p.name FROM contact_person p WHERE p.customer_id = c.id ORDER BY p.is_key DESC, p.id LIMIT 1) AS contact,"
            " (SELECT i.occurred_on || ' ' || COALESCE(i.content, '') FROM interaction i WHERE i.customer_id = c.id"
            "  AND i.occurred_on <= :on ORDER BY i.occurred_on DESC, i.id DESC LIMIT 1) AS last_words"
            " FROM customer c LEFT JOIN staff o ON o.id = c.owner_id WHERE c.id IN ({ids})",
            list(ids),
            {"on": on},
        )
        return {row["id"]: dict(row) for row in rows}
