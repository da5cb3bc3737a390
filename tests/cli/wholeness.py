"""What a record is made of, counted in the database itself: whether each is whole or gone."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from crmcli.database.location import Location
from crmcli.store import Store
from tests.cli.conftest import Crm

#: A record's table, the table of its parts, and the column by which they name it.
PARTS = (
    ("customer", "contact_way", "customer_id"), ("customer", "address", "customer_id"),
    ("customer", "customer_alias", "customer_id"), ("customer", "contact_person", "customer_id"),
    ("customer", "points_entry", "customer_id"), ("contact_person", "contact_way", "contact_person_id"),
    ("purchase", "refund", "purchase_id"), ("purchase", "contract_order", "purchase_id"), ("purchase", "purchase_event", "purchase_id"),
    ("contract", "contract_instalment", "contract_id"), ("complaint", "complaint_event", "complaint_id"),
    ("survey_form", "survey_question", "form_id"), ("survey_response", "survey_answer", "response_id"),
    ("task", "task_step", "task_id"), ("task", "task_comment", "task_id"),
    ("feedback", "feedback_answer", "feedback_id"), ("opportunity", "opportunity_event", "opportunity_id"),
)  # fmt: skip

#: The ids of parts, by record: its table, its id, and the table of the parts.
Parts = dict[tuple[str, int, str], set[int]]


def column(crm: Crm, sql: str) -> list[Any]:
    """The first column of a query."""
    with closing(Store.open(Location.parse(crm.place))) as store:
        return [row[0] for row in store.db.rows(sql)]


def parts(crm: Crm) -> Parts:
    """The parts of all records."""
    found: Parts = {}
    with closing(Store.open(Location.parse(crm.place))) as store:
        for table, part, name in PARTS:
            for (row_id,) in list(store.db.tuples(f"SELECT id FROM {table}")):
                found.setdefault((table, row_id, part), set())
            for row_id, part_id in list(store.db.tuples(f"SELECT {name}, id FROM {part} WHERE {name} > 0")):
                found.setdefault((table, row_id, part), set()).add(part_id)
    return found


def additions(crm: Crm, number: int) -> set[tuple[str, int]]:
    """The rows that an operation added, by table and id."""
    with closing(Store.open(Location.parse(crm.place))) as store:
        return {
            (change["table_name"], row_id)
            for change in store.history.of_operation(number)
            if change["action"] == "insert"
            for row_id in range(change["row_id"], (change["last_row_id"] or change["row_id"]) + 1)
        }


def orders(crm: Crm) -> dict[str, int]:
    """How many lines each order has."""
    with closing(Store.open(Location.parse(crm.place))) as store:
        return dict(
            store.db.tuples("SELECT order_no, COUNT(*) FROM purchase WHERE order_no <> '' GROUP BY order_no")
        )


def sound(crm: Crm) -> bool:
    """Whether doctor finds nothing to mend in the records; a server's setting and next year's holidays are another matter."""
    aside = ("server", "holidays")
    return {row["state"] for row in crm.json("doctor") if row["check"] not in aside} == {"ok"}
