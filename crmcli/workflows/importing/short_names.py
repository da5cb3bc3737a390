"""Short names by which records call customers: whom do they most likely mean? Somebody has to say so."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from crmcli.database.connection import Record
from crmcli.matching.names import fold_name
from crmcli.matching.search_words import LONGEST
from crmcli.sheets.rows.plans import SheetPlan
from crmcli.store import Store
from crmcli.workflows.importing.customers.candidates import phones_of

#: So many unknown names are looked for among similar ones; a sheet of strangers would take forever.
MOST_SEARCHES = 200
#: A shorter name is part of too many.
_SHORTEST, _SHORTEST_LATIN = 2, 4


def unsettled(store: Store, sheets: Sequence[SheetPlan], told: Collection[str]) -> dict[str, Record]:
    """Names by which records call customers though nobody is called so, each with the one whom it most likely means."""
    people = [s for s in sheets if s.kind in ("customers", "members", "contacts")]
    brought = {
        fold_name(str(r.values.get("customer") or r.values.get("name"))) for s in people for r in s.each()
    }
    rows = (r.values for s in sheets if s.kind and s not in people for r in s.each())
    names = dict.fromkeys(
        str(values["customer"]) for values in rows if values.get("customer") and not phones_of(values)
    )
    folded = {name: fold_name(name) for name in names}
    known: set[str] = set()
    for key, values in (
        ("folded", folded.values()), ("person", folded.values()), ("code", names), ("external_id", names), ("member_no", names),
    ):  # fmt: skip
        known |= store.imports.ids_by(key, values).keys()
    strange = [n for n, f in folded.items() if not {n, f} & known and f not in brought and f not in told]
    found = {name: resembling(store, name) for name in strange[:MOST_SEARCHES]}
    return {name: row for name, row in found.items() if row}


def resembling(store: Store, name: str) -> Record | None:
    """The one customer of whose name a short name is plainly a part, None where there are several or none."""
    folded = fold_name(name)
    if not (_SHORTEST_LATIN if folded.isascii() else _SHORTEST) <= len(folded) <= LONGEST:
        return None
    found = store.customers.resembling(folded)
    return found[0] if len(found) == 1 else None
