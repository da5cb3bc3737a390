"""How waves are shown, and the list that is sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crmcli.figures import satisfaction
from crmcli.i18n import N_, _, clauses, ngettext, series
from crmcli.judging.reach import Reach
from crmcli.render import files
from crmcli.result import Column, Result, Table
from crmcli.verdicts.reach import Whom, reach
from crmcli.wording import label, shell_word, survey_rule
from crmcli.workflows.surveys import waves

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Row

_REASONS = {
    "do_not_contact": N_("want no contact: %(n)d"),
    "closed": N_("closed: %(n)d"),
    "paused": N_("paused: %(n)d"),
    "unapproved": N_("rejected or waiting for approval: %(n)d"),
    "provisional": N_("provisional: %(n)d"),
    "refuses": N_("their preferences say no surveys: %(n)d"),
    "withdrawn": N_("consent withdrawn: %(n)d"),
    "not_agreed": N_("not agreed: %(n)d"),
    "unreachable": N_("without phone, e-mail, WeChat and street: %(n)d"),
    "in_this_wave": N_("already in this wave: %(n)d"),
    "asked_lately": N_("asked within %(days)d days: %(n)d"),
}
#: By which channels invitations go out.
SENT_BY = ("phone", "sms", "wechat", "email")
_SENT = ("customer_id", "customer", "contact", "phone", "email", "wechat", "language", "owner", "code", "link", "by", "invited_on",
         "answered_on")  # fmt: skip


def as_data(crm: Context, row: Row) -> dict[str, Any]:
    """A wave for scripts. `rate` is answered ÷ invited, None below the policy's smallest n."""
    rate = satisfaction.response_rate(row["answered"], row["invited"], crm.policy.survey).value
    kept = {key: row[key] for key in ("key", "form", "rule", "opened_on", "closed_at", "invited", "answered")}
    return {
        **kept,
        "state": "closed" if row["closed_at"] else "open",
        "rate": rate,
    }


def asked(rule: str) -> str:
    """A wave's rule in words."""
    return _("Asked: %(rule)s") % {"rule": survey_rule(rule)}


def list_table(rows: Sequence[dict[str, Any]]) -> Table:
    """Waves as a list."""
    columns = [
        Column("key", _("Wave")),
        Column("form", _("Form")),
        Column("opened_on", _("Opened"), "date"),
        Column("state", _("State")),
        Column("invited", _("Invited"), "int"),
        Column("answered", _("Answered"), "int"),
        Column("rate", _("Response rate"), "percent"),
    ]
    words = {"open": _("open"), "closed": _("closed")}
    return Table("waves", columns, [{**row, "state": words[row["state"]]} for row in rows])


# -- opening ----------------------------------------------------------------------------------------


def rehearsed(crm: Context, key: str, chosen: waves.Chosen) -> Result:
    """Whom a wave would ask."""
    columns = [
        Column("id", _("Id"), "int"),
        Column("name", _("Name")),
        Column("phone", _("Phone")),
        Column("owner", _("Owner")),
        Column("tier", _("Tier"), "word", "tier"),
    ]
    rows = [{column.key: row[column.key] for column in columns} for row in chosen.customers]
    line = ngettext(
        "Nothing was written. It would ask %(n)d customer.",
        "Nothing was written. It would ask %(n)d customers.",
        len(rows),
    ) % {"n": len(rows)}
    data = {**_told(key, chosen), "file": None, "invitations": []}
    return Result(
        crm.command, data, [Table("customers", columns, rows)], [line, *left_out(crm, chosen.left_out)]
    )


def opened(crm: Context, key: str, chosen: waves.Chosen, output: Path | None) -> Result:
    """Who was invited and who was left out; writes the list to send if a place for it is named."""
    n = len(chosen.customers)
    text = ngettext("Invited %(n)d customer to %(wave)s.", "Invited %(n)d customers to %(wave)s.", n)
    first = text % {"n": n, "wave": key} if n else _("There is nobody to invite.")
    asked = {row["id"] for row in chosen.customers}
    rows = (
        [row for row in invited(crm, waves.find(crm.store, key)) if row["customer_id"] in asked] if n else []
    )
    data = {**_told(key, chosen), "file": None, "invitations": send_list(rows)}
    lines = [first, *left_out(crm, chosen.left_out)]
    if output is not None and rows:
        data["file"] = str(write(crm, output, key, rows))
        lines.append(_("Written: %(path)s") % {"path": data["file"]})
    elif rows:
        lines.append(
            _("The list to send: crmcli survey wave show %(wave)s -o send.xlsx") % {"wave": shell_word(key)}
        )
    return Result(crm.command, data, lines=lines)


def _told(key: str, chosen: waves.Chosen) -> dict[str, Any]:
    return {
        "wave": key,
        "customers": [row["id"] for row in chosen.customers],
        "left_out": {reason: chosen.left_out[reason] for reason in waves.REASONS},
    }


def left_out(crm: Context, counts: Counter[str]) -> list[str]:
    """How many were left out, and why, in a line."""
    days = crm.policy.survey.fatigue_days
    told = [
        _(_REASONS[reason]) % {"n": counts[reason], "days": days}
        for reason in waves.REASONS
        if counts[reason]
    ]
    return [_("Left out: %(why)s.") % {"why": clauses(told)}] if told else []


# -- who was invited --------------------------------------------------------------------------------


def invited(crm: Context, wave: Row) -> list[dict[str, Any]]:
    """The wave's invitations, with their links, by which channels each may be reached now (`by`), and only the ways for these."""
    rows = crm.store.waves.invited(wave["id"])
    may = reach(crm.view, "survey", None, (Whom(row["customer_id"]) for row in rows))
    return [
        {
            **dict(row),
            "link": waves.link(crm.policy, row["code"]),
            **_ways(row, may[Whom(row["customer_id"])]),
        }
        for row in rows
    ]


def _ways(row: Row, may: Reach) -> dict[str, Any]:
    """The ways by which an invitation or a reminder may go out."""
    of = {"phone": ("phone", "sms"), "email": ("email",), "wechat": ("wechat",)}
    ways = {way: row[way] if {*channels} & {*may.channels} else None for way, channels in of.items()}
    return {**ways, "by": [each for each in SENT_BY if each in may.channels], "reason": may.reason}


def send_list(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Invitations for scripts."""
    return [{key: row[key] for key in _SENT} for row in rows]


def invited_table(rows: Sequence[dict[str, Any]]) -> Table:
    """Invitations as a list, with the day of the answer."""
    columns = [
        Column("customer", _("Customer")),
        Column("contact", _("Contact person")),
        Column("owner", _("Owner")),
        Column("code", _("Invitation code")),
        Column("invited_on", _("Invited"), "date"),
        Column("answered_on", _("Answered"), "date"),
    ]
    return Table("invitations", columns, rows)


def write(crm: Context, output: Path, key: str, rows: Sequence[dict[str, Any]]) -> Path:
    """Writes the list to send; returns where it is."""
    # Whoever said no to some channels is named with those that are left.
    told = [{**row, "by": _by(row)} for row in rows]
    columns = [
        Column("customer", _("Customer")),
        Column("contact", _("Contact person")),
        Column("phone", _("Phone")),
        Column("email", _("E-mail")),
        Column("wechat", _("WeChat")),
        Column("language", _("Language")),
        Column("owner", _("Owner")),
        Column("code", _("Invitation code")),
        *([Column("link", _("Link"))] if crm.policy.survey.link else []),
        *([Column("by", _("Only by"))] if any(row["by"] for row in told) else []),
    ]
    return files.write_list(output, [Table("invitations", columns, told, key)], crm.tz)


def _by(row: dict[str, Any]) -> str | None:
    """The channels that are left to somebody with a phone who said no to calls or messages; None for everybody else."""
    one = bool(row["phone"]) and not {"phone", "sms"} <= {*row["by"]}
    return series(label("channel", each) for each in row["by"]) if one else None
