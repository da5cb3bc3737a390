"""Valuable customers beside lost ones: where they differ by more than chance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crmcli.facts import Facts
from crmcli.figures.comparing import Compared, means, shares
from crmcli.figures.rounding import fixed, percent
from crmcli.i18n import N_, _
from crmcli.reports.problems import Seen
from crmcli.reports.request import Request
from crmcli.reports.snapshot import PRESENT
from crmcli.result import Column, Table
from crmcli.wording import label

_SHARES = {
    "industry": N_("Industry"),
    "size": N_("Size"),
    "region": N_("Region"),
    "source": N_("Source"),
}
_MEANS = {
    "contacts": N_("Contacts a month"),
    "complaints": N_("Complaints a year"),
    "response": N_("Hours to the first response"),
    "satisfaction": N_("Last overall score"),
    "tenure": N_("Years as a customer"),
}
_CLAIMS = {
    "more": N_("more"),
    "less": N_("less"),
    "none": N_("no difference that can be told"),
    "few": N_("too few to say"),
}


def comparison(request: Request, seen: Seen) -> Table:
    """Traits of customers of important value who are with us, and of lost ones. What happened counts up to each customer's
    last purchase, so that silence after it is no trait."""
    valuable = [k for k, value in seen.values.items() if value == "important" and seen.stages[k] in PRESENT]
    lost = seen.lost
    min_n = request.view.policy.diagnosis.min_n
    worked = _Worked(request, seen)
    found: list[Compared | None] = [
        shares(name, _texts(seen, valuable, name), _texts(seen, lost, name), min_n) for name in _SHARES
    ]
    found += [means(name, worked.of(name, valuable), worked.of(name, lost), min_n) for name in _MEANS]
    rows = [_row(one) for one in found if one is not None]
    columns = [
        Column("trait", _("Trait")),
        Column("valuable", _("Important value"), "figure"),
        Column("valuable_n", _("n"), "int"),
        Column("lost", _("Lost customers"), "figure"),
        Column("lost_n", _("n lost"), "int"),
        Column("claim", _("Valuable ones")),
        Column("key", "key"),
    ]
    note = _(
        "Told of %(n)d and more on either side, where chance is ruled out (95%%); %(a)d are valuable, %(b)d lost."
    )
    told = {"n": min_n, "a": len(valuable), "b": len(lost)}
    return Table(
        "comparison",
        columns,
        rows,
        _("Valuable and lost customers"),
        machine_only=frozenset({"key"}),
        note=note % told,
    )


def _row(one: Compared) -> dict[str, object]:
    title = _({**_SHARES, **_MEANS}[one.trait])
    if one.word:
        word = label(one.trait, one.word) if one.trait in ("size", "source") else one.word
        title = _("%(trait)s: %(value)s") % {"trait": title, "value": word}

    def told(value: float | None) -> str:
        if value is None:
            return "—"
        return percent(value) if one.is_share else fixed(value, 2)

    return {
        "trait": title,
        "valuable": told(one.a),
        "valuable_n": one.a_n,
        "lost": told(one.b),
        "lost_n": one.b_n,
        "claim": _(_CLAIMS[one.claim]),
        "key": one.claim,
    }


def _texts(seen: Seen, ids: Sequence[int], name: str) -> list[str | None]:
    return [getattr(seen.facts[key], name) for key in ids]


class _Worked:
    """What happened with customers in the twelve months up to their last purchase."""

    def __init__(self, request: Request, seen: Seen) -> None:
        self._seen = seen
        last = {k: f.last_purchase_on.isoformat() for k, f in seen.facts.items() if f.last_purchase_on}
        past = request.view.past
        self._contacts = request.view.store.alarms.contacts_before(last)
        self._complaints, self._hours = request.view.store.alarms.complaints_before(last, past)
        self._last = last

    def of(self, name: str, ids: Sequence[int]) -> list[float | None]:
        return [self._value(name, key) for key in ids]

    def _value(self, name: str, key: int) -> float | None:
        facts: Facts = self._seen.facts[key]
        if name == "satisfaction":
            return facts.last_overall
        if name == "response":
            return self._hours.get(key)
        if facts.last_purchase_on is None or facts.first_purchase_on is None:
            return None
        if name == "tenure":
            return _years(facts.first_purchase_on, facts.last_purchase_on)
        counts = self._contacts if name == "contacts" else self._complaints
        return counts.get(key, 0) / (12 if name == "contacts" else 1)


def _years(first: date, last: date) -> float:
    return (last - first).days / 365.25
