"""`survey`: forms, answers one by one or from a file, results."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crmcli import errors, reports
from crmcli.commands.shared import context_of, customer, example, new_app
from crmcli.context import Context
from crmcli.i18n import _, ngettext
from crmcli.reports.request import Request
from crmcli.result import Column, Result, Table
from crmcli.workflows import surveys

app = new_app(_("Satisfaction surveys: forms, answers, results."))
AS_OF = frozenset({"results"})
ALIASES = {"问卷": "form", "登记": "record", "导入": "import", "结果": "results"}


@app.command(
    "form",
    help=_("List the forms, show one's questions, or add one with --new."),
    epilog=example(
        "crmcli survey form",
        "crmcli survey form standard",
        "crmcli survey form visit --new --question 'overall|How was it?|1-5'",
    ),
)
def form(
    ctx: typer.Context,
    key: Annotated[str, typer.Argument(help=_("The form's key."))] = "",
    new: Annotated[bool, typer.Option("--new", "--新建", help=_("Add this form."))] = False,
    title: Annotated[str, typer.Option("--title", "--标题", help=_("Its title."))] = "",
    question: Annotated[
        list[str] | None,
        typer.Option(
            "--question",
            "--问题",
            help=_("A question as key|text|scale; once for each."),
            metavar="KEY|TEXT|1-5",
        ),
    ] = None,
) -> None:
    crm = context_of(ctx)
    if new:
        _add_form(crm, key, title, question or [])
    elif key:
        crm.show(Result("survey form", tables=[_question_table(crm, key)]))
    else:
        crm.show(Result("survey form", tables=[_form_table(crm)]))


def _add_form(crm: Context, key: str, title: str, questions: list[str]) -> None:
    if not key:
        raise errors.Usage(_("A new form needs a key."), _("crmcli survey form KEY --new --question …"))
    with crm.operation(f"form {key}") as op:
        form_id = surveys.new_form(crm.store, op, key, title or key, questions)
    line = ngettext(
        "Added form %(key)s with %(n)d question.", "Added form %(key)s with %(n)d questions.", len(questions)
    )
    crm.show(
        Result(
            "survey form", data={"id": form_id, "key": key}, lines=[line % {"key": key, "n": len(questions)}]
        )
    )


def _form_table(crm: Context) -> Table:
    rows = [dict(row) for row in crm.store.surveys.forms()]
    if all(row["key"] != surveys.STANDARD for row in rows):
        standard = {"key": surveys.STANDARD, "title": _("Customer satisfaction"), "responses": 0}
        rows.insert(0, {**standard, "questions": len(surveys.standard_questions())})
    columns = [
        Column("key", _("Form")),
        Column("title", _("Title")),
        Column("questions", _("Questions"), "int"),
        Column("responses", _("Responses"), "int"),
    ]
    return Table("forms", columns, rows)


def _question_table(crm: Context, key: str) -> Table:
    columns = [Column("key", _("Key")), Column("text", _("Question")), Column("scale", _("Scale"))]
    if key.lower() == surveys.STANDARD and crm.store.surveys.form(key) is None:
        rows = [
            dict(zip(("key", "text", "scale"), question, strict=True))
            for question in surveys.standard_questions()
        ]
        return Table("questions", columns, rows, _("Customer satisfaction"))
    found = surveys.find_form(crm.store, key)
    return Table(
        "questions", columns, [dict(row) for row in crm.store.surveys.questions(found["id"])], found["title"]
    )


@app.command(
    "record",
    help=_("Record a customer's answers."),
    epilog=example(
        "crmcli survey record Anding --overall 4 --nps 9",
        "crmcli survey record Anding --overall 2 --answer response_speed=1",
    ),
)
def record(
    ctx: typer.Context,
    who: Annotated[str, typer.Argument(help=_("The customer."), metavar="CUSTOMER")],
    overall: Annotated[
        str | None, typer.Option("--overall", "--总体", help=_("Overall score, 1 to 5."), metavar="1-5")
    ] = None,
    nps: Annotated[
        str | None,
        typer.Option("--nps", "--推荐", help=_("Would they recommend us, 0 to 10."), metavar="0-10"),
    ] = None,
    answer: Annotated[
        list[str] | None,
        typer.Option(
            "--answer", "--回答", help=_("Another question's answer; once for each."), metavar="KEY=VALUE"
        ),
    ] = None,
    comment: Annotated[
        str | None, typer.Option("--comment", "--意见", help=_("In the customer's own words."))
    ] = None,
    at: Annotated[
        str | None,
        typer.Option("--at", "--时间", help=_("When they answered; now without it."), metavar="WHEN"),
    ] = None,
    form: Annotated[
        str, typer.Option("--form", "--问卷", help=_("The form's key."), metavar="KEY")
    ] = surveys.STANDARD,
    wave: Annotated[
        str | None, typer.Option("--wave", "--期次", help=_("The round that this answer belongs to."))
    ] = None,
) -> None:
    crm = context_of(ctx)
    found = customer(crm, who)
    given = _given({"overall": overall, "nps": nps, "comment": comment}, answer or [])
    moment = crm.instant(at)
    if moment > crm.now:
        raise errors.Invalid(
            _("An answer can't be in the future."), _("Give the day they answered with --at.")
        )
    submission = surveys.Submission(found["id"], form, given, moment, crm.day(crm.local(moment)), wave)
    with crm.operation(found["name"]) as op:
        stored = surveys.record(crm.store, op, crm.policy, crm.as_of, submission)
    result = Result(
        "survey record",
        data={"id": stored.id, "customer_id": found["id"], "low": stored.low, "follow_up": stored.follow_up},
    )
    result.lines = [_("Recorded the answers of %(name)s.") % {"name": found["name"]}]
    if stored.follow_up:
        hours = crm.policy.contact.low_score_hours
        result.lines.append(_("That is a low score: a follow-up is due within %(n)d hours.") % {"n": hours})
    crm.show(result)


def _given(named: dict[str, str | None], answers: list[str]) -> dict[str, str]:
    """Answers by question, as typed; Usage where one isn't KEY=VALUE, Invalid where one is given twice."""
    given = {key: value for key, value in named.items() if value is not None}
    for text in answers:
        key, equals, value = text.replace("＝", "=").partition("=")
        if not equals or not key.strip():
            raise errors.Usage(
                _("This is no answer: %(text)s") % {"text": text}, _("Write it like response_speed=4.")
            )
        if key.strip() in given:
            raise errors.Invalid(
                _("%(key)s is answered twice.") % {"key": key.strip()}, _("Give each answer once.")
            )
        given[key.strip()] = value
    return given


@app.command(
    "import",
    help=_("Read answers from a survey tool's export."),
    epilog=example("crmcli survey import answers.xlsx --yes"),
)
def import_(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="FILE...", help=_("Files or folders."))],
    yes: Annotated[bool, typer.Option("--yes", "-y", "--确认", help=_("Don't ask."))] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "--试运行", help=_("Only show what would happen."))
    ] = False,
    partial: Annotated[
        bool, typer.Option("--partial", "--部分", help=_("Keep the good rows; the others go to a workbook."))
    ] = False,
) -> None:
    from crmcli.commands import import_ as importing

    importing.import_(ctx, paths, yes=yes, dry_run=dry_run, partial=partial, kind="survey_answers")


@app.command(
    "results",
    help=_("Means, shares and intervals, the spread, and customers' own words."),
    epilog=example("crmcli survey results", "crmcli survey results --wave 2026Q3 --by tier"),
)
def results(
    ctx: typer.Context,
    start: Annotated[str, typer.Option("--from", "--从", help=_("First day."), metavar="DAY")] = "",
    end: Annotated[str, typer.Option("--to", "--到", help=_("Last day."), metavar="DAY")] = "",
    wave: Annotated[str | None, typer.Option("--wave", "--期次", help=_("Only this round."))] = None,
    form: Annotated[
        str | None, typer.Option("--form", "--问卷", help=_("Only this form."), metavar="KEY")
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", "--按", help=_("tier, owner or wave."), metavar="FIELD")
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", "--说明", help=_("Say what each figure means."))
    ] = False,
) -> None:
    from crmcli.render import report_text

    crm = context_of(ctx)
    key = surveys.find_form(crm.store, form)["key"] if form else None
    request = Request(
        crm.store,
        crm.policy,
        crm.as_of,
        crm.day(start) if start else None,
        crm.day(end) if end else None,
        by,
        wave=wave,
        form=key,
    )
    with crm.store.db.snapshot():
        report = reports.build("satisfaction", request)
    crm.show(report_text.as_result(report, "survey results", crm.format, explain))
