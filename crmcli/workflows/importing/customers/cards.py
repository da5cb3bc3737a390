"""Numbers of customers in a sheet, their own and those of members' cards: one number is one customer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from crmcli.i18n import _
from crmcli.matching.as_written import as_written
from crmcli.sheets.model import Problem
from crmcli.store import Store
from crmcli.workflows.importing.customers.folding import Group
from crmcli.workflows.importing.customers.incoming import Incoming
from crmcli.workflows.importing.customers.keys import Candidate
from crmcli.workflows.importing.fates import Entry
from crmcli.workflows.importing.reasons import why


def part_numbers(
    groups: Sequence[Group], entries: Sequence[Entry], rows: Sequence[Candidate], offset: int, *, strict: bool
) -> None:
    """Of several customers to whom one list gives the same own number, though neither their names nor their phones agree,
    the first keeps it. It is kept beside the others, as it was written, and their rows are incomplete, or if `strict` rejected.
    """
    numbers = Counter((row.listed, row.external_id) for row in rows if row.listed and row.external_id)
    twice = {key for key, times in numbers.items() if times > 1}
    holders: dict[tuple[str | None, str | None], Group] = {}
    for group in groups if twice else ():
        for member in group.members:
            row = rows[member - offset] if member >= offset else None
            key = (row.listed, row.external_id) if row else (None, None)
            if row is None or key not in twice:
                continue
            holder = holders.setdefault(key, group)
            if holder is not group:
                first = entries[next(m for m in holder.members if m >= offset) - offset]
                _part(entries[member - offset], str(first.values.get("name") or ""), strict=strict)
                row.external_id = None


def _part(entry: Entry, holder: str, *, strict: bool) -> None:
    column, number = entry.column_of("external_id"), str(entry.values["external_id"])
    problem = Problem("external_id", number, "shared", column, _("%(holder)s has it.") % {"holder": holder})
    if strict:
        entry.reject(why(problem))
        return
    entry.values = {name: value for name, value in entry.values.items() if name != "external_id"}
    entry.extra = entry.extra | {as_written(column): number}
    entry.incomplete = (*entry.incomplete, problem)


class Shared(NamedTuple):
    """A member number, the customer who was told it, too, and the one whose it is."""

    number: str
    name: str
    holder: str


def keep_shared_beside(incoming: Sequence[Incoming], store: Store) -> list[Shared]:
    """Of customers who are told the same number, whoever has it keeps it, else the first one; with the others it stays
    beside, as it was written. Which these are."""
    told = [item for item in incoming if item.values.get("member_no")]
    known = store.imports.ids_by("member_no", {item.values["member_no"] for item in told}) if told else {}
    ours = store.imports.edited_fields("customer", [item.existing["id"] for item in told if item.existing])
    # Who gets another number leaves theirs to others, but not who is refused it, or whose somebody changed by hand.
    moving = {
        id(item)
        for item in told
        if item.existing and item.leading and "member_no" not in ours.get(item.existing["id"], ())
    }
    refused, before = dict[int, Incoming | int](), -1
    while len(refused) > before:
        before, refused = len(refused), _refused(told, known, refused, moving - refused.keys())
    return [_put_beside(item, refused[id(item)], store) for item in told if id(item) in refused]


def _refused(
    told: Sequence[Incoming],
    known: Mapping[str, Sequence[int]],
    refused: Mapping[int, Incoming | int],
    moving: Collection[int],
) -> dict[int, Incoming | int]:
    """By id() of those who can't have their number, who has it: a known customer's id, or another of them."""
    leaving = {
        item.existing["id"]: item.values["member_no"] for item in told if item.existing and id(item) in moving
    }
    holders: dict[str, Incoming | int] = {
        number: left[0]
        for number, ids in known.items()
        if (left := [key for key in ids if leaving.get(key, number) == number])
    }
    found = dict(refused)
    for item in told:
        holder = holders.setdefault(item.values["member_no"], item)
        if holder is not item and not (item.existing and holder == item.existing["id"]):
            found[id(item)] = holder
    return found


def _put_beside(item: Incoming, holder: Incoming | int, store: Store) -> Shared:
    number = item.values.pop("member_no")
    column = next(entry.column_of("member_no") for entry in item.entries if "member_no" in entry.values)
    item.custom.setdefault(as_written(column), number)
    name = holder.name if isinstance(holder, Incoming) else store.customers.get(holder)["name"]
    return Shared(number, item.name, name)
