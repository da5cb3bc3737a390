"""How care is shown: plans, lists to hand over, what went out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crmcli import i18n
from crmcli.i18n import N_, _, clauses, series, titled
from crmcli.matching.countries import country_name
from crmcli.render import files
from crmcli.render.cells import units
from crmcli.result import Column, Result, Table
from crmcli.wording import label, unreached

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.verdicts.care import Greeting
    from crmcli.verdicts.care_days import Feast
    from crmcli.workflows.care.composing import Written

_REASONS = {
    "no_channel": N_("no way to reach them by a channel of care"),
    "greeted": N_("greeted already"),
    "same_address": N_("the same address is greeted already"),
}


def why_not(reason: str) -> str:
    """Why somebody is not greeted, in words."""
    return _(_REASONS[reason]) if reason in _REASONS else unreached(reason)


def occasion(crm: Context, key: str) -> str:
    """An occasion for the reader: a word, for scripts its key."""
    if not crm.for_people:
        return key
    return crm.policy.care.days.get(key) or label("care_occasion", key)


def plan_rows(crm: Context, found: Sequence[Greeting]) -> list[dict[str, Any]]:
    """Greetings as rows."""
    return [
        {
            "on": each.day.on.isoformat(),
            "occasion": occasion(crm, each.day.occasion),
            "customer_id": each.day.whom.customer_id,
            "code": each.row["code"],
            "customer": each.row["name"],
            "contact_person_id": each.day.whom.contact_person_id,
            "name": each.name,
            "channel": each.channel,
            "address": each.address,
            "owner": each.row["owner"],
            "state": each.state,
            "reason": each.reason or None,
            "note": label("message_state", each.state) if each.state else why_not(each.reason) or None,
        }
        for each in found
    ]


def plan_table(crm: Context, rows: Sequence[dict[str, Any]]) -> Table:
    """Who is greeted when; people read in a note what state and reason tell scripts."""
    columns = [
        Column("on", _("Day"), "date"),
        Column("occasion", _("Occasion")),
        Column("code", _("Number"), "code"),
        Column("customer", _("Customer")),
        Column("name", _("Addressed as")),
        Column("channel", _("Channel"), "word", "channel"),
        Column("address", _("Address")),
        Column("owner", _("Owner")),
        Column("state", _("State")),
        Column("reason", _("Reason")),
        *([Column("note", _("Note"))] if crm.for_people else []),
        Column("customer_id", _("Customer number"), "int"),
        Column("contact_person_id", _("Contact person's id"), "int"),
    ]
    machine = frozenset({"code", "address", "state", "reason", "customer_id", "contact_person_id"})
    return Table("care", columns, rows, machine_only=machine, below=("note",))


def feast_tables(crm: Context, found: Sequence[Feast]) -> list[Table]:
    """The festivals and days of the trade of a plan, as a table where there are any."""
    rows = [
        {
            "on": feast.on.isoformat(),
            "occasion": occasion(crm, feast.occasion),
            "countries": series(country_name(code, i18n.words()) for code in feast.codes),
        }
        for feast in found
    ]
    columns = [
        Column("on", _("Day"), "date"),
        Column("occasion", _("Occasion")),
        Column("countries", _("Countries")),
    ]
    note = _("Whom a festival is for: crmcli care plan --occasion OCCASION")
    return [Table("feasts", columns, rows, _("Festivals and days of the trade"), note=note)] if rows else []


def counted(found: Sequence[Greeting]) -> list[str]:
    """How many are greeted by which channel, and how many aren't and why."""
    channels = Counter(each.channel for each in found if each.open)
    reasons = Counter(each.reason for each in found if each.state is None and each.reason)
    told = [f"{label('channel', channel or '')} {n}" for channel, n in channels.most_common()]
    kept = [f"{why_not(reason)} {n}" for reason, n in reasons.most_common()]
    lines = [_("To be greeted: %(how)s.") % {"how": clauses(told)}] if told else []
    return [*lines, *([_("Not greeted: %(why)s.") % {"why": clauses(kept)}] if kept else [])]


def previewed(crm: Context, written: Written) -> Result:
    """One greeting in its words."""
    greeting = written.greeting
    way = (
        titled(label("channel", greeting.channel), greeting.address or "")
        if greeting.channel
        else _("not sent: %(why)s") % {"why": why_not(greeting.reason)}
    )
    data = {**text_row(crm, written), "reason": greeting.reason or None}
    lines = [
        f"{greeting.day.on.isoformat()}  {occasion(crm, greeting.day.occasion)}  {greeting.row['name']}  {way}",
        *([_("Subject: %(text)s") % {"text": written.subject}] if greeting.channel == "email" else []),
        written.body,
    ]
    return Result(crm.command, data=data, lines=lines)


# -- lists to hand over, and what is sent ------------------------------------------------------------------------


def text_row(crm: Context, written: Written) -> dict[str, Any]:
    """A greeting with its words, for a list."""
    greeting = written.greeting
    ways = {"phone": None, "wechat": None, "email": None}
    way = {"sms": "phone"}.get(greeting.channel or "", greeting.channel or "")
    return {
        "on": greeting.day.on.isoformat(),
        "occasion": occasion(crm, greeting.day.occasion),
        "customer": greeting.row["name"],
        "customer_id": greeting.day.whom.customer_id,
        "name": greeting.name,
        "channel": greeting.channel,
        **(ways | ({way: greeting.address} if way in ways else {})),
        "subject": written.subject or None,
        "text": written.body or None,
        "gift": written.gift or None,
        "cost": units(written.cost_cents) if written.cost_cents else None,
        "owner": greeting.row["owner"],
        "problem": written.problem or None,
    }


def text_table(rows: Sequence[dict[str, Any]], *, file: bool = False) -> Table:
    """Greetings with their words."""
    columns = [
        Column("name", _("Addressed as")),
        Column("phone", _("Phone"), "code"),
        Column("wechat", _("WeChat"), "code"),
        Column("email", _("E-mail")),
        Column("text", _("Text"), width=60),
        Column("channel", _("Channel"), "word", "channel"),
        Column("occasion", _("Occasion")),
        Column("customer", _("Customer")),
        Column("owner", _("Owner")),
        Column("problem", _("Problem")),
    ]
    filled = [c for c in columns if file or any(row[c.key] for row in rows)]
    if file:
        filled = [c for c in filled if c.key not in ("email", "problem")]
    return Table("greetings", filled, rows, below=("text", "problem"))


def write(crm: Context, output: Path, rows: Sequence[dict[str, Any]]) -> Path:
    """Writes a list for the platform that sends it; returns where it is."""
    return files.write_list(output, [text_table(rows, file=True)], crm.tz)


def problems(crm: Context, found: Sequence[Written]) -> list[str]:
    """Whom a greeting couldn't be written for, and why."""
    return [
        _("%(customer)s, %(occasion)s: %(why)s.")
        % {
            "customer": each.greeting.row["name"],
            "occasion": occasion(crm, each.greeting.day.occasion),
            "why": each.problem,
        }
        for each in found
        if each.problem
    ]
