"""A sheet of who came: its customers found as commands find them, and what it says of each noted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from crmcli import errors
from crmcli.database.connection import Record
from crmcli.i18n import _
from crmcli.sheets.attendance_lists import AttendanceRow
from crmcli.store import Store, Work
from crmcli.vocabulary import parse_word
from crmcli.workflows.campaigns.coming import Noted, attend

#: The best score of a training.
BEST = 100
_SCORE = re.compile(r"\d{1,3}(?:\.\d{1,9})?", re.ASCII)


class Taken(NamedTuple):
    """A row that was noted: what of whom."""

    customer: Record
    came: bool
    noted: Noted


class Rejected(NamedTuple):
    """A row that names nobody known, or tells what can't be read: its place, who it names as written, and why."""

    row: int
    named: str
    why: str


def take(
    work: Work, campaign: Record, rows: Iterable[AttendanceRow]
) -> tuple[Sequence[Taken], Sequence[Rejected]]:
    """Notes what a sheet says of who came, row by row; what can't be is returned with its reason."""
    taken: list[Taken] = []
    rejected: list[Rejected] = []
    for row in rows:
        try:
            about = find(work.store, row.named)
            told = _told(row)
        except (errors.NotFound, errors.Invalid) as error:
            rejected.append(Rejected(row.number, " ".join(row.named.values()), error.message))
            continue
        person = work.store.persons.called(about["id"], row.named.get("person", ""))
        noted = attend(work, campaign, about, int(person["id"]) if person else None, told)
        taken.append(Taken(about, row.came, noted))
    return taken, rejected


def find(store: Store, named: Mapping[str, str]) -> Record:
    """The one customer that a row names by number, phone, e-mail, name or person, the first of these that finds somebody.
    NotFound where none does, Ambiguous for several, Invalid where phone and name are two customers'."""
    by = {name: store.customers.named(text, by_id=False) for name, text in named.items()}
    sure = next((found for name, found in by.items() if name in ("number", "phone", "email") and found), [])
    called = by.get("customer") or by.get("person") or []
    both = [row for row in sure if row["id"] in {each["id"] for each in called}]
    if sure and by.get("customer") and not both:
        raise errors.Invalid(
            _("its number, phone or e-mail is of %(one)s, its name of %(other)s")
            % {"one": sure[0]["name"], "other": called[0]["name"]}
        )
    found = both or sure or called
    if not found:
        raise errors.NotFound(_("no customer is known by this"))
    if len(found) > 1:
        raise errors.Ambiguous(_("known by this are several customers: %(n)d") % {"n": len(found)})
    return found[0]


def _told(row: AttendanceRow) -> dict[str, Any]:
    """What a row says in the columns of a participant. Invalid for a score that is none from 0 to 100."""
    told: dict[str, Any] = {"attended": int(row.came)}
    if row.score:
        if not _SCORE.fullmatch(row.score) or float(row.score) > BEST:
            raise errors.Invalid(_("%(text)s is no score from 0 to 100") % {"text": row.score})
        told["score"] = float(row.score)
    result = parse_word("exam_result", row.result) if row.result else None
    if row.result and result is None:
        raise errors.Invalid(_("%(text)s says neither passed nor not") % {"text": row.result})
    return told | ({"passed": int(result == "passed")} if result else {})
