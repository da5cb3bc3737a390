"""Contact persons: whom one talks to at a customer. Who left stays on record, and is no way to reach the customer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from crmcli.database.connection import Database, Row
from crmcli.matching.names import fold_name
from crmcli.matching.online import normalize_email

if TYPE_CHECKING:
    from crmcli.database.operation import Operation

_LISTED = (
    "SELECT p.*, c.name AS customer, c.code AS customer_code FROM contact_person p"
    " JOIN customer c ON c.id = p.customer_id"
)
#: What is one person's own, by which one is told to stand at two customers.
OWN = ("phone", "email", "wechat")


def there(alias: str, day: str = "") -> str:
    """SQL for those of the contact persons `alias` who haven't left, by the parameter `day` where it is of the past."""
    later = f" OR {alias}.left_on > {day}" if day else ""
    return f"({alias}.left_on IS NULL{later})"


def way_there(alias: str, day: str = "") -> str:
    """The same for further ways of customers and of their contact persons."""
    gone = f" AND left_on <= {day}" if day else ""
    return (
        f"({alias}.contact_person_id IS NULL OR {alias}.contact_person_id NOT IN"
        f" (SELECT id FROM contact_person WHERE left_on IS NOT NULL{gone}))"
    )


def first(column: str, day: str = "") -> str:
    """A query for a column of the person to be asked for at a customer `c`, of those who are there on a day."""
    return (
        f"(SELECT p.{column} FROM contact_person p WHERE p.customer_id = c.id AND {there('p', day)}"
        " ORDER BY p.is_key DESC, p.id LIMIT 1)"
    )


class Persons:
    """Reads and writes contact persons."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of(self, customer_id: int) -> list[Row]:
        """A customer's contact persons, the key ones first and who left last."""
        return self._db.rows(
            "SELECT * FROM contact_person p WHERE customer_id = :id"
            f" ORDER BY CASE WHEN {there('p')} THEN 0 ELSE 1 END, is_key DESC, id",
            {"id": customer_id},
        )

    def called(self, customer_id: int, name: str) -> Row | None:
        """The customer's contact person with this name, honorifics aside; one who is there before one who left."""
        return self._db.one(
            "SELECT * FROM contact_person WHERE customer_id = :id AND name_folded = :name"
            f" ORDER BY CASE WHEN {there('contact_person')} THEN 0 ELSE 1 END, id",
            {"id": customer_id, "name": fold_name(name)},
        )

    def get(self, person_id: int) -> Row | None:
        """A contact person with their customer, as lists have them."""
        return self._db.one(f"{_LISTED} WHERE p.id = :id", {"id": person_id})

    def named(self, text: str, phones: Collection[str]) -> list[Row]:
        """Everybody whose name, phone (in one of the forms `phones`), e-mail or WeChat name this is, who is there first."""
        told = {f"p{n}": phone for n, phone in enumerate(phones)}
        numbers = ", ".join(f":{name}" for name in told) or "NULL"
        return self._db.rows(
            f"{_LISTED} WHERE p.name_folded = :name OR p.phone IN ({numbers}) OR p.email = :email OR p.wechat = :text"
            f" ORDER BY CASE WHEN {there('p')} THEN 0 ELSE 1 END, p.id",
            {"name": fold_name(text), "email": normalize_email(text) or text, "text": text, **told},
        )

    def listed(self, customer_id: int | None, left: bool) -> list[Row]:
        """Contact persons with their customer, by customer; with `left` those who left, too."""
        chosen = ["p.customer_id = :id"] if customer_id is not None else []
        chosen += [] if left else [there("p")]
        where = f" WHERE {' AND '.join(chosen)}" if chosen else ""
        return self._db.rows(
            f"{_LISTED}{where} ORDER BY p.customer_id, CASE WHEN {there('p')} THEN 0 ELSE 1 END, p.is_key DESC, p.id",
            {"id": customer_id},
        )

    def sharing(self, customer_id: int, values: Mapping[str, Any]) -> list[Row]:
        """Those at other customers who have the same phone, e-mail or WeChat name, and haven't left."""
        told = {field: values[field] for field in OWN if values.get(field)}
        if not told:
            return []
        same = " OR ".join(f"p.{field} = :{field}" for field in told)
        return self._db.rows(
            f"{_LISTED} WHERE p.customer_id <> :id AND {there('p')} AND ({same}) ORDER BY p.id",
            {"id": customer_id, **told},
        )

    def at_several(
        self, span: tuple[int, int], changed: Mapping[str, Collection[int]]
    ) -> list[tuple[str, list[Row]]]:
        """The phones, e-mails and WeChat names that persons of several customers have who are there, those in a range of ids or
        whose own is among those `changed` (ids by column) with them; each with all of these persons, by customer."""
        found: list[tuple[str, list[Row]]] = []
        for field in OWN:
            values = [
                row[0] for row in self._db.tuples(_several(field, "id BETWEEN :first AND :last"), _ends(span))
            ]
            values += [
                row[0] for row in self._db.rows_in(_several(field, "id IN ({ids})"), sorted(changed[field]))
            ]
            rows = self._db.rows_in(
                f"{_LISTED} WHERE p.{field} IN ({{ids}}) AND {there('p')} ORDER BY p.customer_id, p.name_folded, p.id",
                sorted(set(values)),
            )
            holders: dict[str, list[Row]] = {}
            for row in rows:
                holders.setdefault(row[field], []).append(row)
            found += holders.items()
        return found

    def add(self, op: Operation, customer_id: int, values: Mapping[str, Any]) -> int:
        return op.insert(
            "contact_person",
            {
                "customer_id": customer_id,
                "is_key": 0,
                **values,
                "name_folded": fold_name(values["name"]),
                "created_at": op.at_text,
            },
        )

    def edit(self, op: Operation, person_id: int, values: Mapping[str, Any]) -> bool:
        """Changes fields; False if they had these values already."""
        forms = {"name_folded": fold_name(values["name"])} if "name" in values else {}
        return op.update("contact_person", person_id, {**values, **forms})


def _several(field: str, condition: str) -> str:
    """A query for the values of a column that persons of several customers have, one of them by a condition."""
    return (
        f"SELECT {field} FROM contact_person WHERE {field} IS NOT NULL AND {there('contact_person')} GROUP BY {field}"
        f" HAVING COUNT(DISTINCT customer_id) > 1 AND MAX(CASE WHEN {condition} THEN 1 ELSE 0 END) = 1 ORDER BY {field}"
    )


def _ends(span: tuple[int, int]) -> dict[str, int]:
    return {"first": span[0], "last": span[1]}
