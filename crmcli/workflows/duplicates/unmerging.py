"""What undoing a merge asks for besides replaying its before-images.

What came to the survivor after the merge stays there, unless it refers to a record that goes back to the other: a
refund of its order, a contact with or a complaint by its contact person, points against its lot.
"""

from __future__ import annotations

from collections.abc import Sequence

from crmcli import errors
from crmcli.database.connection import Row
from crmcli.i18n import _
from crmcli.store import Store, Work


def standing_merges(store: Store, changes: Sequence[Row]) -> list[Row]:
    """The merges that these changes made and that still stand; Invalid if one can't be taken back yet."""
    ids = {
        i
        for c in changes
        if c["table_name"] == "merge" and c["action"] == "insert"
        for i in range(c["row_id"], (c["last_row_id"] or c["row_id"]) + 1)
    }
    found = store.merges.between(ids)
    for row in found:
        later = store.merges.away(row["into_id"])
        if later is not None and later["id"] not in ids:
            raise errors.Invalid(
                _("The customer it was merged into was merged itself since."),
                _("Take that back first: crmcli merge undo %(id)d") % {"id": later["id"]},
            )
    return found


def part_of(changes: Sequence[Row], merge_id: int) -> list[Row]:
    """Of an operation's changes, those of one merge: from behind the one before to the row that notes it."""
    part: list[Row] = []
    for change in changes:
        part.append(change)
        if change["table_name"] == "merge" and change["action"] == "insert":
            if change["row_id"] == merge_id:
                return part
            part = []
    return []


def settle(work: Work, merges: Sequence[Row]) -> set[int]:
    """Gives the restored customers what belongs to them; returns their ids."""
    restored = set()
    # The last merge first, as everything else is taken back.
    for row in reversed(merges):
        loser = row["loser_id"]
        moves, backlog = work.store.merges.restored(loser, row["derived"])
        work.store.standings.record_moves(moves)
        if backlog:
            work.store.standings.set_backlog([backlog])
        for table, ids in work.store.merges.added_since(row).items():
            work.op.update_many(table, {i: {"customer_id": loser} for i in ids})
        restored.add(loser)
    return restored
