"""How care is shown: plans, lists to hand over, what went out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crmcli.i18n import N_, _, clauses, ngettext, titled
from crmcli.render import files
from crmcli.render.cells import units
from crmcli.result import Column, Result, Table
from crmcli.wording import label, unreached

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.verdicts.care import Feast, Greeting
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


def plan_table(rows: Sequence[dict[str, Any]]) -> Table:
    """Who is greeted when."""
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
        Column("note", _("Note")),
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
            "countries": ", ".join(feast.codes),
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


# -- what became of messages -------------------------------------------------------------------------------------


def logged(crm: Context, start: str, end: str, state: str | None = None) -> list[dict[str, Any]]:
    """Messages for days of care from one to another, as they stood at the as-of."""
    view = crm.view
    rows = [dict(row) for row in view.store.outbox.listed(start, end, view.past)]
    if view.past is not None:
        rows = view.store.former.then("outbox", rows, view.past)
    return [message_row(crm, row) for row in rows if state in (None, row["state"])]


def message_row(crm: Context, row: Any) -> dict[str, Any]:
    """A message as a row."""
    kept = {
        key: row[key]
        for key in ("id", "customer_id", "customer", "contact_person", "channel", "address", "subject", "body", "gift",
                    "state", "error", "done_on", "staff")
    }  # fmt: skip
    return {
        **kept,
        "on": row["occasion_on"],
        "occasion": occasion(crm, row["occasion"]),
        "cost": units(row["cost_cents"]),
    }


def log_table(rows: Sequence[dict[str, Any]]) -> Table:
    """Messages as a list."""
    columns = [
        Column("id", _("Id"), "int"),
        Column("on", _("Day"), "date"),
        Column("occasion", _("Occasion")),
        Column("customer", _("Customer")),
        Column("contact_person", _("Contact person")),
        Column("channel", _("Channel"), "word", "channel"),
        Column("address", _("Address")),
        Column("state", _("State"), "word", "message_state"),
        Column("done_on", _("Done"), "date"),
        Column("error", _("What went wrong")),
        Column("subject", _("Subject")),
        Column("body", _("Text")),
        Column("gift", _("Gift")),
        Column("cost", _("Cost"), "number"),
        Column("staff", _("Recorder")),
        Column("customer_id", _("Customer number"), "int"),
    ]
    machine = frozenset({"address", "subject", "body", "gift", "cost", "staff", "customer_id"})
    return Table("messages", columns, rows, machine_only=machine, below=("error",))


def sent(crm: Context, ids: Sequence[int], unwritten: Sequence[Written]) -> Result:
    """What became of a run's messages; status 3 where one failed, is unknown or couldn't be written."""
    rows = [message_row(crm, crm.store.outbox.get(message_id)) for message_id in ids]
    states = Counter(row["state"] for row in rows)
    told = [f"{label('message_state', state)} {n}" for state, n in states.items()]
    text = ngettext("%(n)d e-mail: %(states)s.", "%(n)d e-mails: %(states)s.", len(rows))
    lines = [text % {"n": len(rows), "states": clauses(told)} if rows else _("There is nothing to send.")]
    lines += problems(crm, unwritten)
    wrong = [row for row in rows if row["state"] not in ("sent", "sending")]
    waiting = [message_row(crm, row) for row in crm.store.outbox.in_state("unknown")]
    if waiting:
        n = ngettext("Of %(n)d message nobody knows whether it was sent.", "Of %(n)d messages nobody knows whether they were sent.", len(waiting))  # fmt: skip
        lines += [
            n % {"n": len(waiting)},
            _("Look it up at the mail server, then say: crmcli care settle %(id)d sent   or not-sent")
            % {"id": waiting[0]["id"]},
        ]
    shown = {row["id"]: row for row in (*wrong, *waiting)}
    data = {
        "states": dict(states),
        "messages": rows,
        "unknown": [row["id"] for row in waiting],
        "unwritten": [{"customer": e.greeting.row["name"], "problem": e.problem} for e in unwritten],
    }
    tables = [log_table(list(shown.values()))] if shown else []
    return Result(crm.command, data=data, tables=tables, lines=lines, status=3 if shown or unwritten else 0)
