"""What a list says of where its contracts stand, beside what their days say. Days alone decide: one that was ended early
is so from the day that the list tells. Where the two differ, the list's word is kept beside the contract, and told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from crmcli.figures.terms import Term, state
from crmcli.i18n import _, ngettext, sentences, series
from crmcli.verdicts.contracts import accounts
from crmcli.wording import label
from crmcli.workflows.importing.fates import Entry
from crmcli.workflows.importing.job import Job

#: Where a contract may stand by its days for what a list calls it.
_MEANS = {
    "upcoming": ("upcoming",),
    "in_force": ("in_force", "upcoming"),
    "expired": ("expired", "renewed", "ended"),
    "renewed": ("renewed",),
    "ended": ("ended", "expired"),
}
#: So many contracts are named of each kind.
_NAMED = 10


def keep_doubtful(entry: Entry, on: date) -> None:
    """Keeps the word beside a contract whose own days say otherwise."""
    values = entry.values
    told = values.get("state")
    if told and state(Term(values["start"], values.get("end"), values.get("ended")), on) not in _MEANS[told]:
        entry.keep_beside({"state": label("contract_state", told)})


def tell_states(job: Job, entries: Sequence[Entry]) -> None:
    """Tells which contracts the list calls otherwise than their days do, in a line for each pair of words."""
    told = {entry.target_id: str(word) for entry in entries if (word := entry.values.get("state"))}
    if not told:
        return
    rows = job.work.store.contracts.listed("9999-12-31")
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for each in accounts(job.work, [row for row in rows if row["id"] in told]):
        word = told[each.row["id"]]
        if each.state not in _MEANS[word]:
            found[word, each.state].append(str(each.row["external_id"] or each.row["number"]))
    for (word, now), numbers in sorted(found.items()):
        line = ngettext(
            "The list calls %(n)d contract %(told)s that is %(now)s by its days: %(numbers)s.",
            "The list calls %(n)d contracts %(told)s that are %(now)s by their days: %(numbers)s.",
            len(numbers),
        )
        names = series(numbers[:_NAMED]) + (" …" if len(numbers) > _NAMED else "")
        words = {"told": label("contract_state", word), "now": label("contract_state", now)}
        said = line % {"n": len(numbers), "numbers": names, **words}
        if word == "ended":
            said = sentences(said, _("Say since when: crmcli contract end NUMBER --on DAY"))
        job.fates.warnings.append(said)
