"""The stored next steps, by index: contacts, birthdays, verification."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmcli.database.connection import Database, Row
from crmcli.queries.compared import compared
from crmcli.queries.moved import Moved
from crmcli.queries.persons import first, there, way_there
from crmcli.queries.standings import FELL_DUE_SINCE

_CONTACT = (
    "SELECT s.customer_id, s.owner_id, s.next_contact_on, s.contact_reasons, s.contact_channel, s.contact_base,"
    " s.contact_from"
    " FROM standing s"
)
_DATED = "SELECT s.customer_id, s.owner_id, s.tier, s.value_class, {columns} FROM standing s"
#: Contacts that moved to the day on which they came onto the list: they are late only after that, and no backlog.
_MOVED = (
    "EXISTS (SELECT 1 FROM moved_contact m WHERE m.customer_id = s.customer_id AND m.due_on = s.next_contact_on"
    " AND m.to_on = s.contact_from)"
)
_LATE_BY = f"s.next_contact_on <= :by AND (s.contact_from <= :by OR s.contact_from = s.next_contact_on OR NOT {_MOVED})"
#: What waited as backlog came onto the list after its day.
_NO_BACKLOG = f"(s.next_contact_on = s.contact_from OR {_MOVED} OR {FELL_DUE_SINCE})"
#: Per kind of row, when one is due between two days; those due after `by` are not late enough.
_DUE = {
    "contact": f"s.contact_from >= :start AND s.contact_from <= :until AND {_LATE_BY}",
    "late": f"s.contact_from >= :start AND s.contact_from <= :until AND {_NO_BACKLOG}",
    "birthday": "s.birthday_on >= :start AND s.greet_on <= :until",
    "verify": "s.verify_on >= :start AND s.verify_on <= :until AND s.verify_on <= :by",
}


#: The ways to reach a customer: those of the person to be asked for, else its own, a further one, another person's.
_WAYS = ", ".join(
    f"COALESCE({first(way, ':on')}, c.{way}, (SELECT t.value FROM contact_way t WHERE t.customer_id = c.id AND t.kind = '{way}'"
    f" AND {way_there('t', ':on')} ORDER BY t.confirmed DESC, t.id LIMIT 1), (SELECT p.{way} FROM contact_person p WHERE p.customer_id = c.id"
    f" AND p.{way} IS NOT NULL AND {there('p', ':on')} ORDER BY p.is_key DESC, p.id LIMIT 1)) AS {way}"
    for way in ("phone", "email", "wechat")
)


class DueRows:
    """Reads what is due from stored standings. Without an owner it is everybody's."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def compared(self, until: str, owner: int | None) -> None:
        """LookupError where a day by which something would be due until this one, or whose it would be, is damaged."""
        dated = ["s.contact_from", "s.greet_on", "s.verify_on", "s.tier"]
        compared(self._db, dated, {"s": "standing"})
        compared(self._db, ["s.next_contact_on"], {"s": "standing"}, f"s.contact_from <= '{until}'")
        if owner is not None:
            compared(self._db, ["c.owner_id"], {"c": "customer"})

    def bases(self, owner: int | None) -> list[int]:
        """The urgency bases that occur, the highest first."""
        mine = _mine(owner)
        rows = self._db.tuples(
            f"WITH RECURSIVE b(base) AS (SELECT MAX(s.contact_base) FROM standing s WHERE {mine}"
            f" UNION ALL SELECT (SELECT MAX(s.contact_base) FROM standing s WHERE s.contact_base < b.base AND {mine})"
            " FROM b WHERE b.base IS NOT NULL) SELECT base FROM b WHERE base IS NOT NULL ORDER BY base DESC",
            {"owner": owner},
        )
        return [row[0] for row in rows]

    def contacts(
        self,
        until: str,
        by: str,
        owner: int | None,
        base: int | None = None,
        most: int | None = None,
        since: str = "",
    ) -> list[Row]:
        """Contacts that entered the queue on or before a day (and on or after `since`) and fell due by another: all, in no
        order, or of one urgency base the longest due so many."""
        where = f"{_LATE_BY} AND s.contact_from <= :until AND {_mine(owner)}"
        if since:
            where = f"s.contact_from >= :since AND {where}"
        params = {"until": until, "by": by, "owner": owner, "base": base, "most": most, "since": since}
        if base is None:
            return self._db.rows(f"{_CONTACT} WHERE {where}", params)
        order = "ORDER BY s.next_contact_on, s.customer_id LIMIT :most"
        return self._db.rows(f"{_CONTACT} WHERE s.contact_base = :base AND {where} {order}", params)

    def birthdays(self, start: str, until: str, owner: int | None) -> list[Row]:
        """Birthdays on or after a day, to be greeted for on or before another, in no order."""
        return self._db.rows(
            f"{_DATED.format(columns='s.birthday_on, s.greet_on')} WHERE {_DUE['birthday']} AND {_of(owner)}",
            {"start": start, "until": until, "owner": owner},
        )

    def verifications(
        self, until: str, owner: int | None, classes: Sequence[tuple[str, str]], most: int | None
    ) -> list[Row]:
        """Contact data to be verified by a day, of customers of each tier and value class: the longest due so many.

        One statement, because on a far server every one costs a round trip; each part walks along an index.
        """
        limit = "" if most is None else " LIMIT :most"
        parts = [
            f"SELECT * FROM ({_DATED.format(columns='s.verify_on')} WHERE s.tier = :t{n} AND s.value_class = :v{n}"
            f" AND s.verify_on <= :until AND {_of(owner)} ORDER BY s.verify_on, s.customer_id{limit}) c{n}"
            for n in range(len(classes))
        ]
        params: dict[str, Any] = {"until": until, "owner": owner, "most": most}
        for n, (tier, value_class) in enumerate(classes):
            params |= {f"t{n}": tier, f"v{n}": value_class}
        return self._db.rows(" UNION ALL ".join(parts), params) if parts else []

    def count(self, kind: str, start: str, until: str, by: str, owner: int | None, but: Sequence[int]) -> int:
        """How many contacts (or late ones), birthdays or verifications there are, those of some customers not counted."""
        mine = _of(owner) if kind == "birthday" else _mine(owner)
        sql = f"SELECT COUNT(*) FROM standing s WHERE {_DUE[kind]} AND {mine}"
        params = {"start": start, "until": until, "by": by, "owner": owner}
        without = self._db.rows_in(f"{sql} AND s.customer_id IN ({{ids}})", but, params)
        return int(self._db.value(sql, params)) - sum(int(row[0]) for row in without)

    def backlog(self, until: str, owner: int | None) -> tuple[int, str | None]:
        """How many contacts wait for their release after a day, and the next day on which some are released."""
        if self._db.one("SELECT 1 FROM backlog WHERE release_on > :until LIMIT 1", {"until": until}) is None:
            return 0, None
        # To ask of each of many whether it moved takes longer than to see that hardly any did.
        some = self._db.one("SELECT 1 FROM moved_contact WHERE to_on > :until LIMIT 1", {"until": until})
        stayed = f" AND NOT {_MOVED}" if some else ""
        row = self._db.rows(
            "SELECT COUNT(*), MIN(s.contact_from) FROM standing s WHERE s.contact_from > :until"
            f" AND s.next_contact_on < s.contact_from{stayed} AND {_mine(owner)}",
            {"until": until, "owner": owner},
        )[0]
        return row[0], row[1]

    def late_by_owner(self, day: str, but: Sequence[int]) -> dict[int | None, int]:
        """By owner, how many contacts came onto the list before a day and are still to be made, those of some customers not
        counted."""
        sql = "SELECT s.owner_id, COUNT(*) FROM standing s WHERE s.contact_from < :day{0} GROUP BY s.owner_id"
        found = dict(self._db.tuples(sql.format(""), {"day": day}))
        for owner, n in self._db.rows_in(sql.format(" AND s.customer_id IN ({ids})"), but, {"day": day}):
            found[owner] -= n
        return found

    def moved(self, until: str, owner: int | None) -> dict[int, Moved]:
        """By customer the contacts that were to be by a day and moved to a later one."""
        rows = self._db.rows(
            "SELECT m.customer_id, m.due_on, m.to_on, m.load FROM standing s JOIN moved_contact m"
            " ON m.customer_id = s.customer_id AND m.due_on = s.next_contact_on AND m.to_on = s.contact_from"
            f" WHERE m.to_on > :until AND m.due_on <= :until AND {_of(owner)} ORDER BY m.id",
            {"until": until, "owner": owner},
        )
        return {row[0]: Moved(row[1], row[2], row[3]) for row in rows}

    def late(self, until: str, owner: int | None, most: int) -> list[Row]:
        """The most urgent contacts due by a day and not made, backlog apart: customer (id, name), owner, urgency, day."""
        order = "ORDER BY s.contact_base DESC, s.next_contact_on DESC, s.customer_id DESC LIMIT :most"
        return self._named(
            f"{_NO_BACKLOG} AND s.next_contact_on <= :until AND s.contact_from <= :until AND {_mine(owner)} {order}",
            {"until": until, "owner": owner, "most": most},
        )

    def timed(self, day: str, owner: int | None) -> list[Row]:
        """Like `late`, the contacts due first on a day for which a time was agreed."""
        return self._named(
            # What was agreed never moves.
            "s.next_contact_on = :day AND s.contact_from = s.next_contact_on AND s.contact_reasons LIKE :timed"
            f" AND {_mine(owner)}",
            {"day": day, "owner": owner, "timed": '%"time": "%'},
        )

    def _named(self, which: str, params: dict[str, Any]) -> list[Row]:
        return self._db.rows(
            "SELECT l.customer_id, l.contact_base, l.next_contact_on, l.contact_reasons, c.name, o.name AS owner"
            " FROM (SELECT s.customer_id, s.contact_base, s.next_contact_on, s.contact_reasons FROM standing s"
            f" WHERE {which}) l"
            " JOIN customer c ON c.id = l.customer_id LEFT JOIN staff o ON o.id = c.owner_id",
            params,
        )

    def unconfirmed_phone(self, customer_id: int) -> str:
        """The text of a phone that nobody could read and nobody verified since, empty for none."""
        return str(
            self._db.value(
                "SELECT COALESCE(MIN(t.value), '') FROM contact_way t JOIN customer c ON c.id = t.customer_id"
                " WHERE t.customer_id = :id AND t.confirmed = 0 AND c.verified_on IS NULL",
                {"id": customer_id},
            )
        )

    def people(self, ids: Sequence[int], on: str, past: str | None = None) -> dict[int, dict[str, Any]]:
        """What a row shows of its customer: name, country, time zone, phone (one that nobody could read as it was written), e-mail, WeChat, owner,
        contact person, and the last words exchanged by a day, or by an instant on it: a contact without any says nothing."""
        happened = "" if past is None else " AND i.occurred_at <= :past"
        rows = self._db.rows_in(
            f"SELECT c.id, c.name, c.country, c.time_zone, {_WAYS}, o.name AS owner, o.id AS owner_id,"
            f" {first('name', ':on')} AS contact,"
            " (SELECT i.occurred_on || ' ' || COALESCE(i.content, '') FROM interaction i WHERE i.customer_id = c.id"
            f"  AND i.occurred_on <= :on{happened} AND TRIM(COALESCE(i.content, '')) <> ''"
            "  ORDER BY i.occurred_on DESC, i.occurred_at DESC, i.id DESC LIMIT 1) AS last_words"
            " FROM customer c LEFT JOIN staff o ON o.id = c.owner_id WHERE c.id IN ({ids})",
            list(ids),
            {"on": on, "past": past},
        )
        return {row["id"]: dict(row) for row in rows}


def _of(owner: int | None) -> str:
    """Like `_mine`, for a range of days: the plus keeps the planner from walking through all that a person owns."""
    return "1 = 1" if owner is None else "+s.owner_id = :owner"


def _mine(owner: int | None) -> str:
    return "1 = 1" if owner is None else "s.owner_id = :owner"
