"""The verbs of crmcli review about the week's random sample of records, and what a manager found of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors
from crmcli.actors import MANAGERS
from crmcli.commands.offers import numbers
from crmcli.commands.review.shared import app
from crmcli.commands.shared import context_of, example, row_id, staff_id, staff_names, word
from crmcli.dates.weeks import Week, parse_week
from crmcli.i18n import _, ngettext
from crmcli.result import Column, Result, Table
from crmcli.verdicts import checks
from crmcli.verdicts.known_now import known_now
from crmcli.wording import contact_channel, label
from crmcli.workflows import spot_checks

if TYPE_CHECKING:
    from crmcli.context import Context

Verdict = Annotated[
    str,
    typer.Argument(parser=word("check_verdict"), metavar="VERDICT", help=_("right, wrong or incomplete.")),
]


@app.command(
    "sample",
    epilog=example(
        "crmcli review sample",
        "crmcli review sample --week 2026-W48 -o check.xlsx",
        "crmcli 审核 抽查 --周 上周",
    ),
)
def sample(
    ctx: typer.Context,
    week: Annotated[
        str,
        typer.Option(
            "--week", "--周", metavar="WEEK", help=_("2026-W48 or 上周; the last whole week without it.")
        ),
    ] = "",
    person: Annotated[
        str | None,
        typer.Option("--person", "--人员", autocompletion=staff_names, help=_("Only this person's records.")),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", "--输出", help=_("Write the list for printing (.xlsx), with an empty column.")
        ),
    ] = None,
) -> None:
    """Lists the week's random sample of each person's records, the same for whoever looks: is what was recorded true?"""
    crm = context_of(ctx)
    asked = _week(crm, week)
    if output is not None and output.suffix.lower() != ".xlsx":
        raise errors.Usage(
            _("The list for printing is a workbook, not %(path)s.") % {"path": output},
            _("Name it with .xlsx at the end."),
        )
    only = staff_id(crm, person)
    with crm.store.db.snapshot():
        drawn = checks.sample(crm.view, asked)
        rows = [row for row in drawn if only is None or row["author_id"] == only]
        later = known_now(crm.view, ("contacts", "customers", "staff"))
    if output is not None:
        crm.show(_written(crm, asked, rows, output))
        return
    data = {"week": str(asked), "records": [_as_data(row) for row in rows], "people": _rates(rows)}
    result = Result(crm.command, data, as_of=crm.as_of, known_now=later)
    result.lines = [_told(crm, asked, rows)]
    if rows:
        result.tables = [_table(crm, rows), _rate_table(rows)]
        result.after = _next(crm, asked, rows)
    crm.show(result)


@app.command(
    "verdict",
    epilog=example(
        "crmcli review verdict 812 right",
        "crmcli review verdict 812 incomplete --note 'no next step'",
        "crmcli 审核 抽查结论 812 属实",
    ),
)
def verdict(
    ctx: typer.Context,
    which: Annotated[
        str,
        typer.Argument(
            metavar="CONTACT", autocompletion=numbers("interaction"), help=_("Its number in the list.")
        ),
    ],
    found: Verdict,
    note: Annotated[str | None, typer.Option("--note", "--备注", help=_("What was found."))] = None,
) -> None:
    """Keeps what was found of a record of the sample; the same again changes it. Nobody checks their own."""
    crm = context_of(ctx)
    number = row_id(which, "interaction")
    with crm.work(f"#{number}", roles=MANAGERS) as work:
        changed = spot_checks.judge(work, number, found, None if note is None else note.strip())
        row = crm.store.interactions.get(number)
        asked = checks.recorded_in(work, row["recorded_at"])
        drawn = checks.sample(work, asked)
    left = [one for one in drawn if one["verdict"] is None and not spot_checks.is_own(crm.actor, one)]
    said = (
        _("Record %(id)d with %(customer)s: %(verdict)s.")
        if changed
        else _("Record %(id)d with %(customer)s was %(verdict)s already.")
    )
    told = {"id": number, "customer": row["customer"], "verdict": label("check_verdict", found)}
    data = {"id": number, "week": str(asked), "verdict": found, "note": note, "left": len(left)}
    after = [_("Next: crmcli review verdict %(id)d VERDICT") % {"id": left[0]["id"]}] if left else []
    lines = [said % told, _left(asked, len(left))]
    crm.show(Result(crm.command, data, lines=lines, after=after))


def _week(crm: Context, text: str) -> Week:
    if not text.strip():
        return checks.last_week(crm.view)
    week = parse_week(text, crm.as_of.on)
    if week is None:
        raise errors.Usage(
            _("%(text)s is no week.") % {"text": text}, _("Write it like 2026-W48, or last week.")
        )
    if week.first > crm.as_of.on:
        raise errors.Usage(
            _("The week %(week)s has not begun.") % {"week": week}, _("Write it like 2026-W48, or last week.")
        )
    return week


def _as_data(row: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in row.items() if k != "recorder_id"}


def _rates(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Per person how many records were drawn, looked at, and right."""
    drawn: dict[str, int] = {}
    for row in rows:
        drawn[row["person"]] = drawn.get(row["person"], 0) + 1
    passed = checks.passed([{**row, "week": ""} for row in rows])
    found = []
    for person, n in drawn.items():
        right, looked_at = passed.get(person, checks.Passed(0, 0))
        share = right / looked_at if looked_at else None
        found.append({"person": person, "drawn": n, "n": looked_at, "right": right, "pass_rate": share})
    return found


def _rate_table(rows: list[dict[str, Any]]) -> Table:
    columns = [
        Column("person", _("Person")),
        Column("drawn", _("Records drawn"), "int"),
        Column("n", _("Records checked"), "int"),
        Column("right", _("Found right"), "int"),
        Column("pass_rate", _("Pass rate"), "percent"),
    ]
    return Table("people", columns, _rates(rows), _("By person"), note=_("Pass rate: right ÷ checked."))


def _columns() -> list[Column]:
    return [
        Column("id", _("Id"), "int"),
        Column("person", _("Person"), width=10),
        Column("occurred_at", _("When"), "instant"),
        Column("recorded_at", _("Entered"), "instant"),
        Column("customer", _("Customer"), width=22),
        Column("channel", _("Channel")),
        Column("content", _("What was said"), width=40),
        Column("next_step", _("Next step"), width=20),
        Column("next_on", _("Next on"), "date"),
        Column("verdict", _("Verdict"), "word", "check_verdict", width=14),
        Column("note", _("Note"), width=24),
    ]


def _cells(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "channel": contact_channel(row)}


def _table(crm: Context, rows: list[dict[str, Any]]) -> Table:
    return Table("records", _columns(), [_cells(row) for row in rows], below=("content", "next_step", "note"))


def _written(crm: Context, week: Week, rows: list[dict[str, Any]], path: Path) -> Result:
    from crmcli.render.workbook import write_tables

    title = _("Records to check, %(week)s") % {"week": week}
    table = Table("records", _columns(), [_cells(row) for row in rows], title=title, printed=True)
    written = write_tables(crm.target(path, (".xlsx",)), [table], crm.tz)
    line = ngettext("Wrote %(n)d record to %(path)s.", "Wrote %(n)d records to %(path)s.", len(rows))
    return Result(
        crm.command,
        {"file": str(written), "rows": len(rows)},
        lines=[line % {"n": len(rows), "path": written}],
    )


def _told(crm: Context, week: Week, rows: list[dict[str, Any]]) -> str:
    days = {"week": week, "start": week.first, "end": week.last, "n": len(rows)}
    if not rows:
        return _("Nothing was entered in the week %(week)s (%(start)s to %(end)s).") % days
    if not checks.is_over(crm.view, week):
        text = _(
            "Records of the week %(week)s so far (%(start)s to %(end)s): %(n)d; it is checked once it is over."
        )
        return text % days
    checked = sum(row["verdict"] is not None for row in rows)
    text = _("Records of the week %(week)s (%(start)s to %(end)s): %(n)d, of them checked: %(checked)d.")
    return text % {**days, "checked": checked}


def _left(week: Week, n: int) -> str:
    if not n:
        return _("The week %(week)s is checked.") % {"week": week}
    text = ngettext(
        "%(n)d record of the week %(week)s is left.", "%(n)d records of the week %(week)s are left.", n
    )
    return text % {"n": n, "week": week}


def _next(crm: Context, week: Week, rows: list[dict[str, Any]]) -> list[str]:
    if not spot_checks.may_check(crm.actor) or not checks.is_over(crm.view, week):
        return []
    left = (row for row in rows if row["verdict"] is None and not spot_checks.is_own(crm.actor, row))
    first = next(left, None)
    return [_("Next: crmcli review verdict %(id)d VERDICT") % {"id": first["id"]}] if first else []
