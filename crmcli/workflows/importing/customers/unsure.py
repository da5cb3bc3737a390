"""Rows that give nothing but a name which several customers have, each with a number of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmcli.i18n import _, clauses
from crmcli.workflows.importing.customers.folding import Folded, Group
from crmcli.workflows.importing.customers.incoming import Known, stored
from crmcli.workflows.importing.customers.keys import Candidate
from crmcli.workflows.importing.fates import Entry


def settle_unsure(
    folded: Folded, groups: list[Group], entries: Sequence[Entry], before: Sequence[Candidate], known: Known
) -> list[Group]:
    """The groups without such rows. One of whom all it says is stored changes nothing and joins the first that says it;
    of the others nobody could say whom they mean: they are rejected.
    """
    if not folded.unsure:
        return groups
    offset = len(before)
    left = [group for group in groups if not folded.unsure.keys() & set(group.members)]
    for member, bearers in folded.unsure.items():
        entry = entries[member - offset]
        said = [_said(bearer, entries, before, known) for bearer in bearers]
        mine = {name: stored(value) for name, value in entry.values.items()}
        whole = [b for b, theirs in zip(bearers, said, strict=True) if mine.items() <= theirs.items()]
        group = next((g for g in left if whole and whole[0] in g.members), None)
        if group is not None:
            group.members = sorted([*group.members, member])
        elif whole:
            customer = before[whole[0]].existing
            entry.end("duplicate", customer)
        else:
            names = clauses(f"{one.get('external_id') or one.get('code')} {one['name']}" for one in said)
            text = _("%(text)s may be any of these customers: %(names)s")
            entry.reject(text % {"text": entry.values.get("name"), "names": names})
    kept = {member for group in left for member in group.members}
    folded.suspects[:] = [pair for pair in folded.suspects if {*pair[1:]} <= kept | set(range(offset))]
    return left


def _said(member: int, entries: Sequence[Entry], before: Sequence[Candidate], known: Known) -> dict[str, Any]:
    """What is known of a customer, or what another row says."""
    if member < len(before):
        return dict(known.customers[before[member].existing or 0])
    return {name: stored(value) for name, value in entries[member - len(before)].values.items()}
