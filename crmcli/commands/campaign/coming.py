"""crmcli campaign: who signs up, and who came."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors
from crmcli.commands.campaign.shared import Campaign, app
from crmcli.commands.shared import Who, contact_person, context_of, customer, customer_names, example, word
from crmcli.i18n import _, ngettext, some
from crmcli.result import Column, Result, Table
from crmcli.workflows.campaigns import coming

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Record, Row
    from crmcli.workflows.campaigns.coming import Noted
    from crmcli.workflows.campaigns.sheet import Rejected, Taken

Person = Annotated[str | None, typer.Option("--person", "--联系人", help=_("Which of its contact persons."))]


@app.command(
    "answer",
    epilog=example("crmcli campaign answer 'Open day' 远鑫 yes", "crmcli 活动 报名 答谢会 远鑫 是"),
)
def answer(
    ctx: typer.Context,
    campaign: Campaign,
    who: Who,
    said: Annotated[
        str, typer.Argument(metavar="ANSWER", parser=word("campaign_answer"), help=_("yes or no."))
    ],
    person: Person = None,
) -> None:
    """Notes that a customer signed up, or declined."""
    crm = context_of(ctx)
    row, about = crm.store.campaigns.named(campaign), customer(crm, who)
    person_id = contact_person(crm, about, person)
    with crm.work(f"{row['name']} {about['name']}") as work:
        noted = coming.answer(work, row, about, said, person_id)
    told = {"customer": about["name"], "name": row["name"]}
    line = (
        _("%(customer)s signed up for %(name)s.") if said == "yes" else _("%(customer)s declined %(name)s.")
    )
    lines = [line % told, *_remarks([(about, noted)])]
    data = {"id": row["id"], "customer_id": about["id"], "answer": said, **_facts(noted)}
    crm.show(Result(crm.command, data=data, lines=lines))


@app.command(
    "attend",
    epilog=example(
        "crmcli campaign attend 'Open day' 远鑫 安定",
        "crmcli campaign attend 'Safety course' 远鑫 --score 88 --passed",
        "crmcli campaign attend 'Open day' --file signed.xlsx",
        "crmcli 活动 签到 答谢会 --文件 签到表.xlsx",
    ),
)
def attend(
    ctx: typer.Context,
    campaign: Campaign,
    who: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CUSTOMER]...",
            autocompletion=customer_names,
            help=_("Id, code, phone, name or a unique part of it; several at once."),
        ),
    ] = None,
    person: Person = None,
    absent: Annotated[bool, typer.Option("--absent", "--缺席", help=_("They did not come."))] = False,
    score: Annotated[
        float | None,
        typer.Option(
            "--score", "--分数", min=0, max=100, help=_("What a training's participant reached, of 100.")
        ),
    ] = None,
    passed: Annotated[
        bool | None, typer.Option("--passed/--failed", "--合格/--不合格", help=_("Whether they passed."))
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            "--file",
            "--文件",
            help=_("A sheet of who came (csv, xlsx …): customer, name, phone, came, score."),
        ),
    ] = None,
) -> None:
    """Notes who came, invited or not: one by one, or by the sheet that they signed.

    Of a sheet with a column that says who came, the others stayed away. Rows that name nobody known are told, with their places.
    """
    crm = context_of(ctx)
    row = crm.store.campaigns.named(campaign)
    if bool(who) == (file is not None):
        raise errors.Usage(
            _("Name who came, or give a sheet with --file."), _("See: crmcli campaign attend --help")
        )
    if (person or score is not None or passed is not None) and len(who or ()) != 1:
        raise errors.Usage(
            _("A person, a score and a result are of one customer."), _("Name one customer with them.")
        )
    if absent and (score is not None or passed is not None):
        raise errors.Usage(_("Who was absent has no score."), _("Leave --absent or the score out."))
    if file is not None:
        _by_sheet(crm, row, file)
        return
    told: dict[str, Any] = {"attended": int(not absent)}
    told |= {} if score is None else {"score": score}
    told |= {} if passed is None else {"passed": int(passed)}
    abouts = [customer(crm, each) for each in who or ()]
    person_id = contact_person(crm, abouts[0], person)
    with crm.work(row["name"]) as work:
        noted = [(about, coming.attend(work, row, about, person_id, told)) for about in abouts]
    crm.show(_shown(crm, row, noted, absent=absent))


def _shown(crm: Context, row: Row, noted: Sequence[tuple[Record, Noted]], *, absent: bool) -> Result:
    told = {"n": len(noted), "name": row["name"], "customer": noted[0][0]["name"]}
    if len(noted) == 1:
        line = _("%(customer)s was not at %(name)s.") if absent else _("%(customer)s was at %(name)s.")
    else:
        line = (
            _("Customers who were not at %(name)s: %(n)d.")
            if absent
            else _("Customers who were at %(name)s: %(n)d.")
        )
    data = {
        "id": row["id"],
        "attended": [{"customer_id": each["id"], "came": not absent, **_facts(said)} for each, said in noted],
        "rejected": [],
    }
    return Result(crm.command, data=data, lines=[line % told, *_remarks(noted)])


def _by_sheet(crm: Context, row: Row, file: Path) -> None:
    from crmcli.sheets.attendance_lists import read_attendance
    from crmcli.workflows.campaigns import sheet

    rows = read_attendance(file)
    with crm.work(f"{row['name']} {file.name}") as work:
        taken, rejected = sheet.take(work, row, rows)
    crm.show(_of_sheet(crm, row, taken, rejected))


def _of_sheet(crm: Context, row: Row, taken: Sequence[Taken], rejected: Sequence[Rejected]) -> Result:
    came = sum(each.came for each in taken)
    line = ngettext("%(n)d came to %(name)s", "%(n)d came to %(name)s", came) % {
        "n": came,
        "name": row["name"],
    }
    away = len(taken) - came
    stayed = ngettext("%(n)d stayed away", "%(n)d stayed away", away) % {"n": away}
    lines = [
        _("%(came)s, %(stayed)s.") % {"came": line, "stayed": stayed},
        *_remarks([(each.customer, each.noted) for each in taken if each.came]),
    ]
    data = {
        "id": row["id"],
        "attended": [{"customer_id": e.customer["id"], "came": e.came, **_facts(e.noted)} for e in taken],
        "rejected": [each._asdict() for each in rejected],
    }
    result = Result(crm.command, data=data, lines=lines)
    if rejected:
        columns = [Column("row", _("Row"), "int"), Column("named", _("Customer")), Column("why", _("Why"))]
        result.tables.append(
            Table("rejected", columns, [each._asdict() for each in rejected], title=_("Not taken"))
        )
        result.status = errors.REJECTED_ROWS
    return result


def _facts(noted: Noted) -> dict[str, bool]:
    return {"drawn": noted.drawn, "held_out": noted.held_out, "changed": noted.changed}


def _remarks(noted: Sequence[tuple[Record, Noted]]) -> list[str]:
    """What is to be known of who wasn't invited: they had not been drawn, or are held out and stay so."""
    held = list(dict.fromkeys(about["name"] for about, said in noted if said.held_out))
    walked = list(
        dict.fromkeys(about["name"] for about, said in noted if not said.drawn and not said.held_out)
    )
    texts = (
        (held, _("Held out, and counted as held out all the same: %(names)s.")),
        (walked, _("Not drawn for it: %(names)s.")),
    )
    return [text % {"names": some(names)} for names, text in texts if names]
