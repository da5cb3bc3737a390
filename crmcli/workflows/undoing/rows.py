"""What became of the rows of an import that was taken back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crmcli.database.connection import Row
from crmcli.database.migrations import PARTS
from crmcli.i18n import clauses

#: Where the record of a row stands, by the kind of its sheet.
_TARGETS = {
    "customers": "customer", "members": "customer", "contacts": "customer", "interactions": "interaction",
    "purchases": "purchase", "complaints": "complaint", "survey_answers": "survey_response", "tasks": "task",
    "feedback": "feedback", "contracts": "contract", "opportunities": "opportunity", "trainings": "training", "consents": "consent",
}  # fmt: skip
#: What a row of customers brings along: it has no row of its own.
ALONG = frozenset(part.table for part in PARTS["customer"])


def record_of(table: str, row_id: int, customer_id: int | None) -> tuple[str, int]:
    """The record to which what is told of a row belongs: of what came along with customers, the customer."""
    return ("customer", customer_id) if table in ALONG and customer_id else (table, row_id)


def part_of(table: str, field: str = "") -> str:
    """A field of a table, or a whole row of it, in one word: `customer.phone`, `contact_person`."""
    return f"{table}.{field}" if field else table


def fates(
    taken_in: Sequence[Row], kept: Sequence[Mapping[str, Any]], back: Mapping[tuple[str, int], Sequence[str]]
) -> Iterator[dict[str, Any]]:
    """What became of each row that the import had taken in, by what was kept, and what of its record went `back`."""
    of_record: dict[tuple[str, int], list[Mapping[str, Any]]] = {}
    for each in kept:
        of_record.setdefault((each["table"], each["row_id"]), []).append(each)
        if each["table"] in ALONG and each["customer_id"]:
            of_record.setdefault(("customer", each["customer_id"]), []).append(each)
    for row in taken_in:
        table = _TARGETS.get(row["kind"], row["kind"])
        found = of_record.get((table, row["target_id"]), [])
        gone = back.get((table, row["target_id"]), ()) if found else ()
        last = max(found, key=lambda k: k["at"] or "", default=None)
        yield {
            "file": row["file"],
            "sheet": row["sheet"],
            "row": row["row_number"],
            "kind": row["kind"],
            "fate": row["fate"],
            "outcome": _worst(found),
            "field": ", ".join(dict.fromkeys(k["field"] for k in found if k["field"])),
            "taken_back": list(dict.fromkeys(gone)),
            "stays": list(dict.fromkeys(part_of(k["table"], k["field"]) for k in found)),
            "why": clauses(dict.fromkeys(k["why"] for k in found)),
            "who": last["who"] if last else None,
            "at": last["at"] if last else None,
            "customer_id": row["customer_id"],
            "customer": row["customer"],
        }


def _worst(found: Sequence[Mapping[str, Any]]) -> str:
    outcomes = {kept["outcome"] for kept in found}
    return "impossible" if "impossible" in outcomes else "kept" if outcomes else "reversed"
