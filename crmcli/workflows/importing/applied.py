"""Rows of customer lists that were applied before: where what they made was changed since, that is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crmcli.store import Store
from crmcli.workflows.importing.customers.candidates import candidate_of, survivors
from crmcli.workflows.importing.customers.contributing import incoming_of
from crmcli.workflows.importing.customers.folding import Group
from crmcli.workflows.importing.customers.incoming import Known
from crmcli.workflows.importing.customers.writing import CustomerWriter
from crmcli.workflows.importing.fates import Entry
from crmcli.workflows.importing.job import Job


def tell_applied(job: Job, entries: Sequence[Entry]) -> None:
    """Tells what these rows say otherwise than their customers do by now."""
    store = job.work.store
    now = survivors(store, entries)
    touched = _touched(store, set(now.values()))
    stale = [e for e in entries if touched.get(now.get(e.target_id or 0, 0), 0) > e.applied]
    if not stale:
        return
    ids = {now[e.target_id] for e in stale if e.target_id}
    known = Known(store.imports.customers(ids), store.imports.contact_ways(ids), store.imports.persons(ids))
    rows = [candidate_of(entry) for entry in stale]
    groups: dict[int, Group] = {}
    for place, entry in enumerate(stale):
        customer_id = now[entry.target_id or 0]
        groups.setdefault(customer_id, Group([], customer_id)).members.append(place)
    items = [incoming_of(g, stale, rows, known=known, team=job.team, offset=0) for g in groups.values()]
    CustomerWriter(job).tell(items, known)


def _touched(store: Store, ids: set[int]) -> Mapping[int, int]:
    """The last operation that changed each customer or one of its contact persons."""
    touched = store.imports.last_changes("customer", ids)
    persons = {p["id"]: i for i, found in store.imports.persons(ids).items() for p in found}
    for person_id, operation in store.imports.last_changes("contact_person", persons).items():
        whose = persons[person_id]
        touched[whose] = max(operation, touched.get(whose, 0))
    return touched
