"""How far the customers' records can be trusted: what is missing, wrong, doubled, not verified, or nobody's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from crmcli.figures import kpis
from crmcli.figures.quality import REQUIRED_OF_COMPANIES, Record
from crmcli.i18n import N_, _, clauses, ngettext, series
from crmcli.matching.as_written import unread_of
from crmcli.reports.model import Chart, Report, Series, Sheet
from crmcli.reports.request import Request, year_before
from crmcli.result import Column, Table
from crmcli.verdicts.known_now import JUDGED

BY: tuple[str, ...] = ()
#: The kinds of records that it rests on.
RESTS_ON = (*JUDGED, "staff")

#: So many rows of a list of single cases are shown.
_MOST = 500
_FIELDS = {
    "name": N_("Name"), "reachable": N_("Phone, e-mail or WeChat"), "place": N_("City or region"), "source": N_("Source"),
    "owner": N_("Owner"), "industry": N_("Industry"), "size": N_("Size"), "phone": N_("Phone"), "email": N_("E-mail"),
    "wechat": N_("WeChat"), "kind": N_("Customer type"), "status": N_("Status"), "birthday": N_("Birthday"),
    "cooperation_start": N_("Start of cooperation"), "known_since": N_("Known since"), "verified_on": N_("Verified on"),
}  # fmt: skip
_FLAWS = {
    "missing": N_("missing: %(what)s"),
    "invalid": N_("invalid: %(what)s"),
    "duplicated": N_("shares %(what)s"),
    "unverified": N_("not verified for long"),
    "without_owner": N_("no owner"),
    "owner_left": N_("owner has left"),
    "without_contact": N_("no contact for a year"),
}


class Alike(NamedTuple):
    """What a record counts as: there are few such kinds, however many records."""

    owner_id: int | None
    worked_with: bool
    pending: bool
    filled: tuple[tuple[str, bool], ...]
    flaws: tuple[str, ...]


@dataclass(slots=True)
class Tally:
    """Counts over some customers."""

    records: int = 0
    worked_with: int = 0
    pending: int = 0
    complete: int = 0
    checked: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    #: Invalid values, and customers with each other flaw.
    flaws: Counter[str] = field(default_factory=Counter)

    def add(self, kind: Alike, records: int, checked: int, invalid: int) -> None:
        """Counts records of one kind, with the values that were looked at and those that can't be right."""
        self.records += records
        self.worked_with += records * kind.worked_with
        self.pending += records * kind.pending
        self.complete += records * all(there for _name, there in kind.filled)
        self.checked += checked
        for name, there in kind.filled:
            self.asked[name] += records
            self.filled[name] += records * there
        for flaw in kind.flaws:
            self.flaws[flaw] += invalid if flaw == "invalid" else records

    @property
    def completeness(self) -> float | None:
        return kpis.ratio(self.filled.total(), self.asked.total())


class _Look:
    """One pass over the records of a request."""

    def __init__(self, request: Request) -> None:
        figures, period = request.figures, request.period
        self.end = period.end
        self.start = period.start.isoformat() if period.start else ""
        self._verify_days = request.view.policy.due.verify_days
        #: What the team requires of the fields that it declared.
        self.own = [field.name for field in request.view.policy.own_fields if field.required]
        self._year = year_before(period.end)
        self.owners = figures.owners()
        self._contacts = figures.last_contacts(self.end.isoformat())
        self._unconfirmed: dict[int, list[str]] = {}
        for customer_id, text in figures.unconfirmed_phones():
            self._unconfirmed.setdefault(customer_id, []).append(text)
        #: By customer the texts beside its contacts, complaints and other records that an import could not read.
        self._beside: dict[int, list[tuple[str, str]]] = {}
        for customer_id, custom in figures.unread():
            self._beside.setdefault(customer_id, []).extend(unread_of(custom))
        self.all, self.by_owner = Tally(), dict[int | None, Tally]()
        self.cases: list[tuple[Record, dict[str, list[str]]]] = []
        rows = figures.records(Record._fields, self.start, self.end.isoformat())
        # What somebody decides is a dated fact; other fields count as they are known now.
        records = {row[0]: Record._make(row) for row in rows}
        self.shared = _shared(figures.shared_contact_ways(), records)
        kinds = dict[Alike, list[int]]()
        for record in records.values():
            self._take(record, kinds)
        for kind, counts in kinds.items():
            for tally in (self.all, self.by_owner.setdefault(kind.owner_id, Tally())):
                tally.add(kind, *counts)

    def _take(self, record: Record, kinds: dict[Alike, list[int]]) -> None:
        filled = tuple(record.filled(self.own))
        flaws = self._flaws(record, filled)
        kind = Alike(
            record.owner_id, record.is_worked_with, record.review_state == "pending", filled, tuple(flaws)
        )
        counts = kinds.setdefault(kind, [0, 0, 0])
        counts[0] += 1
        counts[1] += record.checked() + len(self._beside.get(record.id, ()))
        counts[2] += len(flaws.get("invalid", ()))
        if flaws:
            self.cases.append((record, flaws))

    def _flaws(self, record: Record, filled: Sequence[tuple[str, bool]]) -> dict[str, list[str]]:
        """What is wrong with a record, with the fields or values that are."""
        found = {
            "missing": [_title(name) for name, there in filled if not there and name != "owner"],
            "invalid": self._invalid(record),
            "duplicated": self.shared.get(record.id, []),
        }
        flags = {"unverified": record.is_unverified(self.end, self._verify_days)}
        if record.is_worked_with:
            owner = self.owners.get(record.owner_id or 0)
            quiet = self._contacts.get(record.id, "") < self._year
            flags |= {
                "without_owner": owner is None,
                "owner_left": owner is not None and not owner[1],
                "without_contact": quiet and (record.known_since or record.created_on) < self._year,
            }
        return {k: what for k, what in found.items() if what} | {k: [] for k, holds in flags.items() if holds}

    def _invalid(self, record: Record) -> list[str]:
        """Values that can't be right, texts that an import could not read, and phones that nobody could."""
        found = [f"{_(_FIELDS[name])} {value}" for name, value in record.invalid(self.end)]
        found += [f"{name} {text}" for name, text in (*record.unread(), *self._beside.get(record.id, ()))]
        return found + [f"{_(_FIELDS['phone'])} {text}" for text in self._unconfirmed.get(record.id, ())]


def _title(name: str) -> str:
    """What people call a required field."""
    return _(_FIELDS[name]) if name in _FIELDS else name.removeprefix("custom.")


def _shared(ways: Iterable[tuple[str, str, int]], known: dict[int, Record]) -> dict[int, list[str]]:
    """Per customer the phones, e-mails and WeChat names that another known customer has, too."""
    holders: dict[tuple[str, str], list[int]] = {}
    for kind, value, customer_id in ways:
        if customer_id in known:
            holders.setdefault((kind, value), []).append(customer_id)
    found: dict[int, list[str]] = {}
    for (_kind, value), ids in holders.items():
        for customer_id in ids if len(ids) > 1 else ():
            found.setdefault(customer_id, []).append(value)
    return found


def build(request: Request) -> Report:
    """The records as they are, of customers known on the last day; verified and contacted by that day."""
    look = _Look(request)
    tables = [_by_field(look), _by_owner(look), _to_mend(look)]
    notes = [
        _(
            "Fields are as they stand now: an earlier --as-of leaves out customers known and contacts made only later."
        )
    ]
    if len(look.cases) > _MOST:
        more = len(look.cases) - _MOST
        notes.append(
            ngettext("%(n)d more record has flaws.", "%(n)d more records have flaws.", more) % {"n": more}
        )
    return Report(
        name="data-quality",
        title=_("Quality of the data"),
        as_of=request.view.as_of,
        zone=request.view.zone,
        start=request.start,
        end=look.end,
        figures=_figures(request, look).figures,
        tables=tables,
        charts=_charts(tables[0]),
        notes=notes,
    )


def _figures(request: Request, look: _Look) -> Sheet:
    sheet, seen = Sheet(), look.all
    sheet.add("records", seen.records, seen.records)
    sheet.add("completeness", seen.completeness, seen.asked.total())
    sheet.add("complete_records", kpis.ratio(seen.complete, seen.records), seen.records)
    sheet.add("invalid_values", seen.flaws["invalid"], seen.checked)
    sheet.add("duplicated_records", seen.flaws["duplicated"], seen.records)
    sheet.add("unverified_records", seen.flaws["unverified"], seen.worked_with)
    sheet.add("without_owner", seen.flaws["without_owner"], seen.worked_with)
    sheet.add("owner_left", seen.flaws["owner_left"], seen.worked_with)
    sheet.add("without_contact", seen.flaws["without_contact"], seen.worked_with)
    sheet.add("pending_records", seen.pending, seen.records)
    sheet.add("answers_of_nobody", *request.figures.nameless_answers(look.start, look.end.isoformat()))
    return sheet


# -- tables ---------------------------------------------------------------------------------------


def _by_field(look: _Look) -> Table:
    columns = [
        Column("field", "field"),
        Column("title", _("Field")),
        Column("n", _("n"), "int"),
        Column("filled", _("Filled"), "int"),
        Column("missing", _("Missing"), "int"),
        Column("completeness", _("Completeness"), "percent"),
    ]
    body = [
        {
            "field": name,
            "title": _title(name),
            "n": look.all.asked[name],
            "filled": look.all.filled[name],
            "missing": look.all.asked[name] - look.all.filled[name],
            "completeness": kpis.ratio(look.all.filled[name], look.all.asked[name]),
        }
        for name in (*REQUIRED_OF_COMPANIES, *(f"custom.{own}" for own in look.own))
    ]
    return Table("fields", columns, body, _("Required fields"), machine_only=frozenset({"field"}))


def _by_owner(look: _Look) -> Table:
    columns = [
        Column("owner", "owner"),
        Column("who", _("Owner")),
        Column("customers", _("Customers"), "int"),
        Column("completeness", _("Completeness"), "percent"),
        Column("complete", _("Complete"), "int"),
        Column("invalid", _("Invalid values"), "int"),
        Column("duplicated", _("Duplicates"), "int"),
        Column("unverified", _("Not verified"), "int"),
        Column("without_contact", _("No contact"), "int"),
    ]
    body: list[dict[str, Any]] = [
        {
            "owner": (owner := _owner(look, owner_id)),
            "who": owner or _("nobody"),
            "customers": tally.records,
            "complete": tally.complete,
            "completeness": kpis.ratio(tally.filled.total(), tally.asked.total()),
            **{
                flaw: tally.flaws[flaw] for flaw in ("invalid", "duplicated", "unverified", "without_contact")
            },
        }
        for owner_id, tally in look.by_owner.items()
    ]
    body.sort(key=lambda row: (row["owner"] is None, -row["customers"], row["owner"] or ""))
    return Table("owners", columns, body, _("By owner"), machine_only=frozenset({"owner"}))


def _owner(look: _Look, owner_id: int | None) -> str | None:
    """The owner's name, with a word where the owner has left."""
    name, here = look.owners.get(owner_id or 0, (None, True))
    return name if here else _("%(name)s (left)") % {"name": name}


def _to_mend(look: _Look) -> Table:
    """The records with flaws, those with the most first."""
    columns = [
        Column("customer_id", "id", "int"),
        Column("code", _("Code")),
        Column("customer", _("Customer")),
        Column("owner", "owner"),
        Column("who", _("Owner")),
        Column("flaws", _("To put right")),
        Column("flaw_keys", "flaws"),
    ]
    worst = sorted(look.cases, key=lambda case: (-_weight(case[1]), case[0].id))[:_MOST]
    body = [
        {
            "customer_id": record.id,
            "code": record.code,
            "customer": record.name,
            "owner": (owner := _owner(look, record.owner_id)),
            "who": owner or _("nobody"),
            "flaws": clauses(_(_FLAWS[flaw]) % {"what": series(what)} for flaw, what in flaws.items()),
            "flaw_keys": list(flaws),
        }
        for record, flaws in worst
    ]
    hidden = frozenset({"customer_id", "owner", "flaw_keys"})
    return Table("to_mend", columns, body, _("Records to put right"), machine_only=hidden)


def _weight(flaws: dict[str, list[str]]) -> int:
    return sum(max(1, len(what)) for what in flaws.values())


def _charts(fields: Table) -> list[Chart]:
    shares = [row["completeness"] for row in fields.rows]
    if not any(share is not None for share in shares):
        return []
    labels = [str(row["title"]) for row in fields.rows]
    title = _("Completeness")
    return [
        Chart(
            key="completeness",
            title=title,
            kind="bar",
            labels=labels,
            series=[Series(title, shares)],
            unit="share",
        )
    ]
