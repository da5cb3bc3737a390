"""`survey`: forms, answers one by one or from a file, results."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from crmcli import errors
from crmcli.commands.offers import numbers
from crmcli.commands.shared import (
    Explain,
    From,
    To,
    Touchpoint,
    Where,
    context_of,
    customer,
    customer_names,
    example,
    request_of,
    touchpoint,
)
from crmcli.commands.survey import form as survey_form  # noqa: F401 - they bring their verbs
from crmcli.commands.survey import wave as survey_wave  # noqa: F401
from crmcli.commands.survey.shared import app
from crmcli.context import Context
from crmcli.i18n import _, ngettext
from crmcli.result import Result
from crmcli.workflows.surveys import answers as surveys
from crmcli.workflows.surveys import forms, waves

AS_OF = frozenset({"results"})
ALIASES = {
    "问卷 列表": "form list", "问卷 查看": "form show", "问卷 新增": "form add", "问卷 导出": "form export",
    "期次 开启": "wave open", "期次 列表": "wave list", "期次 查看": "wave show", "期次 关闭": "wave close",
    "登记": "record", "导入": "import", "结果": "results",
}  # fmt: skip


@app.command(
    "record",
    epilog=example(
        "crmcli survey record Anding --overall 4 --nps 9",
        "crmcli survey record --mail reply.eml",
        "crmcli survey record --code K7QM-2XWP --overall 2 --answer response_speed=1",
    ),
)
def record(
    ctx: typer.Context,
    who: Annotated[
        str,
        typer.Argument(
            help=_("The customer; the code knows it too."),
            metavar="[CUSTOMER]",
            autocompletion=customer_names,
        ),
    ] = "",
    code: Annotated[
        str, typer.Option("--code", "--邀请码", help=_("The invitation's code."), metavar="CODE")
    ] = "",
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
        str,
        typer.Option(
            "--form",
            "--问卷",
            autocompletion=numbers("form"),
            help=_("The form's key; the wave's, or standard."),
            metavar="KEY",
        ),
    ] = "",
    wave: Annotated[
        str | None,
        typer.Option(
            "--wave",
            "--期次",
            autocompletion=numbers("wave"),
            help=_("The wave that this answer belongs to."),
        ),
    ] = None,
    place: Touchpoint = None,
    mail: Annotated[
        Path | None,
        typer.Option(
            "--mail",
            "--邮件",
            metavar="FILE",
            help=_("A saved reply (.eml) with the code and a line per answer, such as 1: 5."),
        ),
    ] = None,
) -> None:
    """Records one filled form, by customer, by invitation code, or from an e-mail."""
    crm = context_of(ctx)
    given = _given({"overall": overall, "nps": nps, "comment": comment}, answer or [])
    sent: datetime | None = None
    beside: dict[str, str] = {}
    warnings: list[str] = []
    if mail is not None:
        from crmcli.commands.survey import mailed
        from crmcli.workflows.surveys import mail as survey_mail

        if who or code or given:
            raise errors.Usage(_("The e-mail says whose answers it holds."), _("Name nothing beside --mail."))
        reply = survey_mail.read(crm.store, mail, crm.policy.consent)
        if reply.stop:
            crm.show(mailed.withdrawn(crm, reply))
            return
        code, given, beside, sent, warnings = mailed.read_answers(crm, reply)
    if bool(who) == bool(code):
        raise errors.Usage(
            _("Whose answers are these?"), _("Name the customer, or give the invitation's code with --code.")
        )
    if code and wave:
        raise errors.Usage(_("The code knows its wave."), _("Leave --wave out."))
    customer_id = customer(crm, who)["id"] if who else surveys.invitation_of(crm.store, code)["customer_id"]
    with crm.work(crm.store.customers.get(customer_id)["name"]) as work:
        moment = crm.instant(at) if at or sent is None else min(sent, crm.now)
        if moment > crm.now:
            raise errors.Invalid(
                _("An answer can't be in the future."), _("Give the day they answered with --at.")
            )
        submission = surveys.Submission(
            given=given,
            at=moment,
            on=crm.day(crm.local(moment)),
            customer_id=customer_id,
            form=form,
            wave=wave,
            code=code,
            touchpoint=touchpoint(crm, place),
            beside=beside,
        )
        stored = surveys.record(work, submission)
    crm.show(_recorded(crm, stored, warnings))


def _recorded(crm: Context, stored: surveys.Recorded, warnings: list[str]) -> Result:
    name = crm.store.customers.get(stored.customer_id)["name"]
    result = Result(
        crm.command,
        data={
            "id": stored.id,
            "customer_id": stored.customer_id,
            "form": stored.form,
            "wave": stored.wave,
            "low": stored.low,
            "follow_up": stored.follow_up,
        },
        warnings=warnings,
    )
    result.lines = [
        _("Recorded the answers of %(name)s.") % {"name": name},
        *stored.reasons,
        *stored.opted_out,
    ]
    if stored.found:
        told = _("It answers the invitation to the wave %(wave)s; --wave names another one.")
        result.lines.append(told % {"wave": stored.wave})
    if stored.follow_up:
        hours = crm.policy.contact.low_score_hours
        result.lines.append(
            ngettext(
                "That is a low score: a follow-up is due within %(n)d hour.",
                "That is a low score: a follow-up is due within %(n)d hours.",
                hours,
            )
            % {"n": hours}
        )
    return result


def _given(named: dict[str, str | None], answers: list[str]) -> dict[str, str]:
    """Answers by question, as typed; Usage where one isn't KEY=VALUE, Invalid where one is given twice."""
    given = {key: value for key, value in named.items() if value is not None}
    for text in answers:
        key, equals, value = text.replace("＝", "=").partition("=")
        if not (equals and key.strip() and value.strip()):
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
    epilog=example(
        "crmcli survey import answers.xlsx --yes",
        "crmcli survey import 问卷星.xlsx --form standard --wave 2026Q4 --yes",
    ),
)
def import_(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="FILE...", help=_("Files or folders."))],
    yes: Annotated[bool, typer.Option("--yes", "-y", "--确认", help=_("Don't ask."))] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "--试运行", "--试算", help=_("Only show what would happen."))
    ] = False,
    partial: Annotated[
        bool, typer.Option("--partial", "--部分", help=_("Keep the good rows; the others go to a workbook."))
    ] = False,
    form: Annotated[
        str,
        typer.Option(
            "--form",
            "--问卷",
            autocompletion=numbers("form"),
            help=_("The form that they answer."),
            metavar="KEY",
        ),
    ] = "",
    wave: Annotated[
        str,
        typer.Option(
            "--wave", "--期次", autocompletion=numbers("wave"), help=_("The wave that they answer.")
        ),
    ] = "",
    header_row: Annotated[
        int | None, typer.Option("--header-row", "--表头行", min=1, help=_("The row with the questions."))
    ] = None,
) -> None:
    """Reads answers from a survey tool's export or a filled Excel form."""
    from crmcli.commands import import_ as importing

    importing.import_(
        ctx,
        paths,
        yes=yes,
        dry_run=dry_run,
        partial=partial,
        kind="survey_answers",
        form=form,
        wave=wave,
        header_row=header_row,
    )


@app.command(
    "results",
    epilog=example("crmcli survey results", "crmcli survey results --wave 2026Q3 --by tier"),
)
def results(
    ctx: typer.Context,
    start: From = "",
    end: To = "",
    wave: Annotated[
        str | None,
        typer.Option("--wave", "--期次", autocompletion=numbers("wave"), help=_("Only this wave.")),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--form", "--问卷", autocompletion=numbers("form"), help=_("Only this form."), metavar="KEY"
        ),
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", "--按", help=_("tier, owner, region or wave."), metavar="FIELD")
    ] = None,
    explain: Explain = False,
    where: Where = None,
) -> None:
    """Shows means, shares and intervals, the spread, and customers' own words."""
    from crmcli import reports
    from crmcli.commands.narrowed import narrowed, noted
    from crmcli.render import report_text

    crm = context_of(ctx)
    key = forms.find(crm.store, form)["key"] if form else None
    request = request_of(crm, start, end, by=by, wave=wave, form=key)
    if wave and not crm.store.surveys.has_wave(wave):
        waves.find(crm.store, wave)
    with narrowed(crm, where), crm.store.db.snapshot():
        report = noted(reports.build("satisfaction", request), where)
    crm.show(report_text.as_result(report, crm.command, crm.format, explain))
