"""Whose day of care it is, and what is known of them: found along the indexes of birthdays and first days."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from crmcli.database.connection import Database, Row
from crmcli.queries.persons import first, there, way_there

#: Month and day of a birthday, with a year in front or without.
_DAY = "substr(birthday, length(birthday) - 4)"
_WAYS = ("phone", "email", "wechat")
#: The customer's own ways, else those of the person to be asked for, else further ones.
_OF_CUSTOMER = ", ".join(
    f"COALESCE(c.{way}, {first(way)}, (SELECT t.value FROM contact_way t WHERE t.customer_id = c.id AND t.kind = '{way}'"
    f" AND t.confirmed = 1 AND {way_there('t')} ORDER BY t.id LIMIT 1)) AS {way}"
    for way in _WAYS
)
_OF_PERSON = ", ".join(
    f"COALESCE(p.{way}, (SELECT t.value FROM contact_way t WHERE t.contact_person_id = p.id AND t.kind = '{way}'"
    f" AND t.confirmed = 1 ORDER BY t.id LIMIT 1)) AS {way}"
    for way in _WAYS
)


class CareRows:
    """Reads who is to be greeted."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def birthdays(self, days: Collection[str]) -> list[Row]:
        """Customers and their contact persons who are there, with a birthday on one of these days (MM-DD) of either calendar."""
        return self._db.rows_in(
            "SELECT id AS customer_id, NULL AS contact_person_id, birthday, birthday_calendar FROM customer"
            f" WHERE birthday IS NOT NULL AND {_DAY} IN ({{ids}})",
            sorted(days),
        ) + self._db.rows_in(
            "SELECT customer_id, id AS contact_person_id, birthday, birthday_calendar FROM contact_person"
            f" WHERE birthday IS NOT NULL AND {there('contact_person')} AND {_DAY} IN ({{ids}})",
            sorted(days),
        )

    def anniversaries(self, days: Collection[str]) -> list[Row]:
        """Customers who began to work with the team on one of these days (MM-DD) of any year."""
        return self._db.rows_in(
            "SELECT id AS customer_id, cooperation_start FROM customer"
            " WHERE cooperation_start IS NOT NULL AND substr(cooperation_start, 6) IN ({ids})",
            sorted(days),
        )

    def countries(self) -> list[str]:
        """The countries that customers have, as written; empty for none."""
        return [row[0] for row in self._db.tuples("SELECT DISTINCT COALESCE(country, '') FROM customer")]

    def of_countries(self, countries: Sequence[str], tiers: Sequence[str]) -> list[int]:
        """The customers of these countries (as written) that are in one of these tiers."""
        rows = self._db.rows_in(
            "SELECT c.id, s.tier FROM customer c JOIN standing s ON s.customer_id = c.id"
            " WHERE COALESCE(c.country, '') IN ({ids})",
            countries,
        )
        return [row["id"] for row in rows if row["tier"] in tiers]

    def customers(self, ids: Sequence[int]) -> dict[int, Row]:
        """What a greeting needs of customers: names, ways, language, owner, tier, and who is asked for."""
        rows = self._db.rows_in(
            f"SELECT c.id, c.code, c.name, c.kind, c.language, c.country, {_OF_CUSTOMER}, {first('name')} AS contact,"
            " o.id AS owner_id, o.name AS owner, s.tier, s.birthday_on FROM customer c LEFT JOIN staff o ON o.id = c.owner_id"
            " LEFT JOIN standing s ON s.customer_id = c.id WHERE c.id IN ({ids})",
            ids,
        )
        return {row["id"]: row for row in rows}

    def persons(self, ids: Sequence[int]) -> dict[int, Row]:
        """The same of contact persons: name and their own ways."""
        rows = self._db.rows_in(
            f"SELECT p.id, p.name, {_OF_PERSON} FROM contact_person p WHERE p.id IN ({{ids}})", ids
        )
        return {row["id"]: row for row in rows}
