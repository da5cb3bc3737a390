"""`survey wave`: who is asked, the list to send, who answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors
from crmcli.commands.shared import (
    Limit,
    ShowAll,
    context_of,
    example,
    limit_rows,
    staff_names,
    tag_names,
    word,
)
from crmcli.context import Context
from crmcli.i18n import N_, _, ngettext
from crmcli.result import Column, Result, Table
from crmcli.workflows import survey_waves as waves

if TYPE_CHECKING:
    from crmcli.database import Row

_REASONS = {
    "do_not_contact": N_("want no contact: %(n)d"),
    "closed": N_("closed: %(n)d"),
    "paused": N_("paused: %(n)d"),
    "refuses": N_("their preferences say no surveys: %(n)d"),
    "in_this_wave": N_("already in this wave: %(n)d"),
    "asked_lately": N_("asked within %(days)d days: %(n)d"),
}


_PERIODS = ("month", "quarter", "half", "year")
_CHINESE_PERIODS = {"月": "month", "季度": "quarter", "季": "quarter", "半年": "half", "年": "year"}

Wave = Annotated[str, typer.Argument(help=_("The wave's name."), metavar="WAVE")]
Out = Annotated[
    Path | None,
    typer.Option("-o", "--output", "--输出", help=_("Write the list to send, with codes: .xlsx or .csv.")),
]


def _every(text: str) -> str:
    found = _CHINESE_PERIODS.get(text, text.lower())
    if found not in _PERIODS:
        raise typer.BadParameter(
            _("%(value)s is not one of %(choices)s.") % {"value": text, "choices": ", ".join(_PERIODS)}
        )
    return found


def register(app: typer.Typer) -> None:
    """Adds the verbs to `survey`."""
    app.command(
        "wave open",
        help=_(
            "Invite customers to a survey, each by a code of their own; on an open wave those who are new."
        ),
        epilog=example(
            "crmcli survey wave open 2026Q4 --tier key -o send.xlsx",
            "crmcli survey wave open --every quarter -o send.xlsx",
            "crmcli survey wave open purchases --after-purchase 7",
            "crmcli survey wave open care --after-complaint 14 --if 'spend_12m >= 10000'",
        ),
    )(open_)
    app.command(
        "wave list", help=_("Every wave with its response rate."), epilog=example("crmcli survey wave list")
    )(list_)
    app.command(
        "wave show",
        help=_("Who was invited to a wave, and who answered."),
        epilog=example(
            "crmcli survey wave show 2026Q4", "crmcli survey wave show 2026Q4 --unanswered -o remind.xlsx"
        ),
    )(show)
    app.command(
        "wave close", help=_("Take no further answers."), epilog=example("crmcli survey wave close 2026Q4")
    )(close)


def open_(
    ctx: typer.Context,
    key: Annotated[
        str, typer.Argument(help=_("The wave's name; with --every that of the period."), metavar="[WAVE]")
    ] = "",
    form: Annotated[str, typer.Option("--form", "--问卷", help=_("The form's key."), metavar="KEY")] = "",
    every: Annotated[
        str | None,
        typer.Option(
            "--every",
            "--每",
            parser=_every,
            metavar="PERIOD",
            help=_("A wave per month, quarter, half or year."),
        ),
    ] = None,
    after_purchase: Annotated[
        int | None,
        typer.Option(
            "--after-purchase", "--购买后", min=0, help=_("Who bought within so many days."), metavar="DAYS"
        ),
    ] = None,
    after_complaint: Annotated[
        int | None,
        typer.Option(
            "--after-complaint",
            "--投诉后",
            min=0,
            metavar="DAYS",
            help=_("Whose complaint was resolved within so many days."),
        ),
    ] = None,
    condition: Annotated[
        list[str] | None,
        typer.Option(
            "--if",
            "--条件",
            metavar="CONDITION",
            help=_("Of whom this holds, as in the policy; once for each."),
        ),
    ] = None,
    owner: Annotated[
        str | None,
        typer.Option(
            "--owner", "--负责人", autocompletion=staff_names, help=_("Only this person's customers.")
        ),
    ] = None,
    tier: Annotated[
        str | None, typer.Option("--tier", "--类别", parser=word("tier"), help=_("Only this tier."))
    ] = None,
    lifecycle: Annotated[
        str | None,
        typer.Option("--stage", "--阶段", parser=word("lifecycle"), help=_("Only this lifecycle stage.")),
    ] = None,
    city: Annotated[str | None, typer.Option("--city", "--城市", help=_("Only this city."))] = None,
    tag: Annotated[
        str | None, typer.Option("--tag", "--标签", autocompletion=tag_names, help=_("Only with this tag."))
    ] = None,
    output: Out = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "--试运行", help=_("Only show who would be asked."))
    ] = False,
) -> None:
    crm = context_of(ctx)
    key = key.strip() or (waves.name_of_period(every, crm.today) if every else "")
    if not key:
        raise errors.Usage(_("A wave needs a name."), _("Give one, such as 2026Q4, or --every quarter."))
    _check_output(output)
    whose = crm.store.staff.resolve(owner) if owner else None
    filters = {
        "owner_id": whose["id"] if whose else None, "owner": whose["name"] if whose else None,
        "tier": tier, "lifecycle": lifecycle, "city": city, "tag": tag,
    }  # fmt: skip
    rule = waves.rule(filters, condition or (), after_purchase, after_complaint)
    if dry_run:
        chosen = waves.choose(crm.store, crm.policy, crm.as_of, rule, waves.openable(crm.store, key, form))
        crm.show(_rehearsed(crm, key, chosen))
        return
    with crm.operation(key) as op:
        chosen = waves.open_or_extend(crm.store, op, crm.policy, crm.as_of, key, form, rule)
    asked = {row["id"] for row in chosen.customers}
    rows = [row for row in _invited(crm, key) if row["customer_id"] in asked] if asked else []
    result = Result(
        "survey wave open", data={**_told(key, chosen), "file": None, "invitations": _send_list(rows)}
    )
    result.lines = _lines(crm, key, chosen)
    if output is not None and rows:
        result.data["file"] = str(_write(crm, output, key, rows))
        result.lines.append(_("Written: %(path)s") % {"path": result.data["file"]})
    elif rows:
        result.lines.append(
            _("The list to send: crmcli survey wave show %(wave)s -o send.xlsx") % {"wave": key}
        )
    crm.show(result)


def _rehearsed(crm: Context, key: str, chosen: waves.Chosen) -> Result:
    columns = [Column("id", _("Id"), "int"), Column("name", _("Name")), Column("phone", _("Phone")),
               Column("owner", _("Owner")), Column("tier", _("Tier"), "word", "tier")]  # fmt: skip
    rows = [{column.key: row[column.key] for column in columns} for row in chosen.customers]
    return Result(
        "survey wave open",
        data={**_told(key, chosen), "file": None, "invitations": []},
        tables=[Table("customers", columns, rows)],
        lines=[
            _("Nothing was written. It would ask %(n)d customers.") % {"n": len(rows)},
            *_left_out(crm, chosen.left_out),
        ],
    )


def _told(key: str, chosen: waves.Chosen) -> dict[str, Any]:
    return {
        "wave": key,
        "customers": [row["id"] for row in chosen.customers],
        "left_out": {reason: chosen.left_out[reason] for reason in waves.REASONS},
    }


def _lines(crm: Context, key: str, chosen: waves.Chosen) -> list[str]:
    n = len(chosen.customers)
    text = ngettext("Invited %(n)d customer to %(wave)s.", "Invited %(n)d customers to %(wave)s.", n)
    first = text % {"n": n, "wave": key} if n else _("There is nobody to invite.")
    return [first, *_left_out(crm, chosen.left_out)]


def _left_out(crm: Context, counts: Counter[str]) -> list[str]:
    days = crm.policy.survey.fatigue_days
    told = [
        _(_REASONS[reason]) % {"n": counts[reason], "days": days}
        for reason in waves.REASONS
        if counts[reason]
    ]
    return [_("Left out: %(why)s.") % {"why": "; ".join(told)}] if told else []


def list_(ctx: typer.Context) -> None:
    crm = context_of(ctx)
    columns = [
        Column("key", _("Wave")), Column("form", _("Form")), Column("opened_on", _("Opened"), "date"),
        Column("state", _("State")), Column("invited", _("Invited"), "int"), Column("answered", _("Answered"), "int"),
        Column("rate", _("Response rate"), "percent"),
    ]  # fmt: skip
    rows = [_wave(crm, row) for row in crm.store.waves.all()]
    words = {"open": _("open"), "closed": _("closed")}
    shown = [{**row, "state": words[row["state"]]} for row in rows]
    crm.show(Result("survey wave list", data=rows, tables=[Table("waves", columns, shown)]))


def _wave(crm: Context, row: Row) -> dict[str, Any]:
    from crmcli import surveys

    rate = surveys.response_rate(row["answered"], row["invited"], crm.policy.survey).value
    kept = {key: row[key] for key in ("key", "form", "rule", "opened_on", "closed_at", "invited", "answered")}
    return {
        **kept,
        "state": "closed" if row["closed_at"] else "open",
        "rate": None if rate is None else round(rate, 4),
    }


def show(
    ctx: typer.Context,
    key: Wave,
    unanswered: Annotated[
        bool, typer.Option("--unanswered", "--未答", help=_("Only who has not answered, to remind them."))
    ] = False,
    output: Out = None,
    limit: Limit = None,
    show_all: ShowAll = False,
) -> None:
    crm = context_of(ctx)
    _check_output(output)
    wave = waves.find(crm.store, key)
    rows = [row for row in _invited(crm, wave["key"]) if not (unanswered and row["answered_on"])]
    data = _wave(crm, wave)
    if output is not None:
        path = str(_write(crm, output, wave["key"], rows))
        lines = [_("Written: %(path)s") % {"path": path}]
        crm.show(Result("survey wave show", data={**data, "file": path}, lines=lines))
        return
    columns = [
        Column("customer", _("Customer")), Column("owner", _("Owner")), Column("code", _("Invitation code")),
        Column("invited_on", _("Invited"), "date"), Column("answered_on", _("Answered"), "date"),
    ]  # fmt: skip
    shown = limit_rows(crm, rows, limit, show_all)
    line = _("%(wave)s: form %(form)s, %(answered)d of %(invited)d answered.") % {**data, "wave": data["key"]}
    crm.show(
        Result(
            "survey wave show",
            data={**data, "invitations": _send_list(rows)},
            tables=[Table("invitations", columns, shown)],
            lines=[line, *([_("Asked: %(rule)s") % {"rule": wave["rule"]}] if wave["rule"] else [])],
        )
    )


def close(ctx: typer.Context, key: Wave) -> None:
    crm = context_of(ctx)
    wave = waves.find(crm.store, key)
    with crm.operation(wave["key"]) as op:
        waves.close(crm.store, op, waves.find(crm.store, key))
    line = _("Closed %(wave)s: %(answered)d of %(invited)d answered.") % {**dict(wave), "wave": wave["key"]}
    crm.show(Result("survey wave close", data=_wave(crm, waves.find(crm.store, key)), lines=[line]))


# -- the list to send -----------------------------------------------------------------------------


def _invited(crm: Context, key: str) -> list[dict[str, Any]]:
    """The wave's invitations, with their links."""
    rows = crm.store.waves.invited(waves.find(crm.store, key)["id"])
    return [{**dict(row), "link": waves.link(crm.policy, row["code"])} for row in rows]


_SENT = ("customer_id", "customer", "phone", "email", "wechat", "language", "owner", "code", "link", "invited_on",
         "answered_on")  # fmt: skip


def _send_list(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: row[key] for key in _SENT} for row in rows]


def _check_output(output: Path | None) -> None:
    if output is not None and output.suffix.lower() not in (".xlsx", ".csv"):
        raise errors.Usage(
            _("Can't write %(suffix)s files.") % {"suffix": output.suffix or output.name},
            _("Name a .xlsx or .csv file."),
        )
    if output is not None and not output.parent.is_dir():
        # Said before anybody is invited.
        raise errors.MissingFile(
            _("There is no folder %(path)s.") % {"path": output.parent}, _("Make it, or name another.")
        )


def _write(crm: Context, output: Path, key: str, rows: Sequence[dict[str, Any]]) -> Path:
    from crmcli.render.files import csv_bytes
    from crmcli.render.workbook import replacing, xlsx_bytes

    columns = [
        Column("customer", _("Customer")), Column("phone", _("Phone")), Column("email", _("E-mail")),
        Column("wechat", _("WeChat")), Column("language", _("Language")), Column("owner", _("Owner")),
        Column("code", _("Invitation code")), Column("link", _("Link")),
    ]  # fmt: skip
    if not crm.policy.survey.link:
        columns.pop()
    table = Table("invitations", columns, rows, key)
    content = csv_bytes(table) if output.suffix.lower() == ".csv" else xlsx_bytes([table])
    with replacing(output) as target:
        target.partial.write_bytes(content)
    return target.path
