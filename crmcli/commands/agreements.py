"""What a customer agreed to, where it is shown: the ledger, what follows from it, and what holds in their country."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli import i18n
from crmcli.i18n import _, clauses, sentences, series, titled
from crmcli.judging.reach import PROFILING, agreed, reach
from crmcli.matching.countries import country_code, country_name
from crmcli.policy.sections import CountryRule
from crmcli.result import Column, Result, Table
from crmcli.verdicts.reach import Whom, facts_of
from crmcli.vocabulary import choices
from crmcli.wording import label, unreached

if TYPE_CHECKING:
    from crmcli.context import Context

#: Columns that only scripts read.
_MORE = frozenset({"notice", "at", "customer_id", "recorder"})


def said(crm: Context, ids: Sequence[int] | None) -> list[dict[str, Any]]:
    """The ledger of some customers, or of all, as it was at the as-of, the newest first."""
    rows = map(dict, crm.store.consents.listed(ids, crm.view.at))
    return [row | {"state": "granted" if row["granted"] else "withdrawn"} for row in rows]


def table(rows: Sequence[Mapping[str, Any]], *, for_people: bool, one: bool, title: str = "") -> Table:
    """The ledger as a list; `one` where it is all about one customer."""
    columns = [
        Column("id", _("Id"), "int"),
        *([] if one else [Column("customer", _("Customer"))]),
        Column("contact_person", _("Contact person")),
        Column("purpose", _("Purpose"), "word", "purpose"),
        Column("channel", _("Channel"), "word", "channel"),
        Column("state", _("State"), "word", "agreement"),
        Column("on_day", _("Date"), "date"),
        Column("source", _("Source"), "word", "consent_source"),
        Column("evidence", _("Evidence")),
        Column("notice", _("Notice")),
        Column("recorder", _("Recorder")),
        Column("at", _("At"), "instant"),
        Column("customer_id", _("Customer"), "int"),
    ]
    if for_people:
        every = {"purpose": _("every purpose"), "channel": _("every channel")}
        rows = [{**row, **{key: row[key] or words for key, words in every.items()}} for row in rows]
    return Table("consents", columns, rows, title=title, machine_only=_MORE)


def allowed(crm: Context, whom: Whom) -> str:
    """For what somebody may be reached now, by which channels where not by all of them, in a line."""
    facts = facts_of(crm.view, [whom])[whom]
    parts = []
    for purpose in choices("purpose"):
        found = reach(crm.policy, facts, purpose, None, crm.view.day)
        if not found.allowed:
            parts.append(_("%(what)s no: %(why)s") % {"what": label("purpose", purpose), "why": unreached(found.reason)})  # fmt: skip
        elif purpose == PROFILING:
            parts.append(_("%(what)s yes") % {"what": label("purpose", purpose)})
        else:
            by = series(label("channel", each) for each in found.channels)
            parts.append(_("%(what)s by %(channels)s") % {"what": label("purpose", purpose), "channels": by})
    return titled(_("Allowed now"), clauses(parts))


def manners(crm: Context, country: str | None, *, always: bool = False) -> list[str]:
    """What the policy says of keeping data and of manners in a customer's country, in a line; of the team's own country only with
    `always`."""
    code = country_code(country) if country else None
    own = crm.policy.team.country
    if code == own and not always:
        return []
    rule = crm.policy.country.get(code or (own if always else ""), CountryRule())
    note = rule.note_zh if i18n.words() == "zh" else rule.note_en
    return [titled(country_name(code or own, i18n.words()), note)] if note else []


def explain(crm: Context, result: Result, whom: Whom, name: str) -> None:
    """What is allowed by which channel, and why, beside the ledger."""
    rows = list(_verdicts(crm, whom))
    columns = [
        Column("purpose", _("Purpose"), "word", "purpose"),
        Column("channels", _("Channels")),
        Column("allowed", _("Allowed")),
        Column("why", _("Why")),
    ]
    result.data = {"consents": result.tables[0].rows, "verdicts": rows, "policy_version": crm.policy.version}
    result.tables.append(
        Table("verdicts", columns, _together(rows), title=_("What is allowed"), below=("channels",))
    )
    told = {"name": name, "version": crm.policy.version}
    first = _("%(name)s by policy version %(version)d.") % told
    result.lines += manners(crm, crm.store.customers.get(whom.customer_id)["country"], always=True)
    service = _("Service messages rest on the contract: always allowed.")
    result.lines.insert(0, sentences(first, service))


def _together(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A row for each purpose and reason, with all its channels."""
    by: dict[tuple[str, bool, str], list[str]] = {}
    for row in rows:
        by.setdefault((row["purpose"], row["allowed"], row["why"]), []).append(row["channel"])

    def told(purpose: str, channels: Sequence[str]) -> str:
        if len(channels) == 1 or len(channels) < most[purpose]:
            return series(label("channel", each) for each in channels if each)
        return _("every channel") if len([key for key in by if key[0] == purpose]) == 1 else _("all others")

    words = {True: _("yes"), False: _("no")}
    most = {p: max(len(by[key]) for key in by if key[0] == p) for p, _a, _w in by}
    return [
        {"purpose": purpose, "channels": told(purpose, channels), "allowed": words[allowed], "why": why}
        for (purpose, allowed, why), channels in by.items()
    ]


def _verdicts(crm: Context, whom: Whom) -> Iterator[dict[str, Any]]:
    """A row for each purpose and channel; profiling has none."""
    facts = facts_of(crm.view, [whom])[whom]
    for purpose in choices("purpose"):
        for channel in [None] if purpose == PROFILING else crm.policy.channels:
            found = reach(crm.policy, facts, purpose, channel, crm.view.day)
            said = agreed(facts.consents, purpose, channel)
            if found.allowed:
                why = _("consent was given") if said else _("nobody objected, and no consent is needed")
            else:
                why = unreached(found.reason)
            yield {
                "purpose": purpose,
                "channel": channel,
                "allowed": found.allowed,
                "reason": found.reason or None,
                "why": why,
            }
