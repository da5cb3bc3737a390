"""crmcli verify: customers are asked whether their contact data are still right, and their answers taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors
from crmcli.commands.shared import (
    Limit,
    ShowAll,
    Where,
    chosen,
    context_of,
    customer,
    customer_names,
    example,
    limit_rows,
    new_app,
    only,
)
from crmcli.i18n import _, clauses, ngettext, series
from crmcli.render import files
from crmcli.result import Column, Result, Table
from crmcli.wording import known_words, label, unreached
from crmcli.workflows import verifying

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Row

app = new_app(_("Ask customers whether their contact data are still right."))
ALIASES = {"发送": "send", "列表": "list", "回复": "reply", "导入": "import"}
#: What of a question scripts get.
_TOLD = (
    "customer_id",
    "customer",
    "contact",
    "phone",
    "email",
    "wechat",
    "language",
    "owner",
    "code",
    "by",
    "text",
)

Out = Annotated[
    Path | None,
    typer.Option(
        "-o", "--output", "--输出", help=_("Write whom to ask, each with a code and the text: .xlsx or .csv.")
    ),
]


@app.command(
    "send",
    epilog=example(
        "crmcli verify send -o ask.xlsx",
        "crmcli verify send --where 'tier=key' --limit 50 -o ask.csv",
        "crmcli 核实 发送 --行数 50 --输出 核实.xlsx",
    ),
)
def send(
    ctx: typer.Context,
    where: Where = None,
    limit: Annotated[
        int | None, typer.Option("--limit", "--行数", min=1, help=_("Ask at most so many customers."))
    ] = None,
    output: Out = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "--试运行", "--试算", help=_("Only show who would be asked."))
    ] = False,
) -> None:
    """Makes a list of customers whose contact data nobody verified for long, each with a code and a text for a platform that sends
    messages. crmcli itself sends nothing."""
    crm = context_of(ctx)
    if output is not None:
        crm.target(output, files.LISTS)
    ids = chosen(crm, where)
    few = None if ids is None else frozenset(ids)
    if dry_run:
        found = verifying.choose(crm.view, few, limit)
        rows = [dict(row) for row, _may in found.rows]
    else:
        with crm.work() as work:
            found = verifying.choose(work, few, limit)
            rows = verifying.send(work, found)
    crm.show(_sent(crm, rows, found.left_out, output=None if dry_run else output, dry_run=dry_run))


@app.command("list", epilog=example("crmcli verify list", "crmcli 核实 列表 --未答"))
def list_(
    ctx: typer.Context,
    who: Annotated[
        str | None,
        typer.Argument(metavar="[CUSTOMER]", autocompletion=customer_names, help=_("Only this customer's.")),
    ] = None,
    unanswered: Annotated[
        bool, typer.Option("--unanswered", "--未答", help=_("Only who has not answered."))
    ] = False,
    where: Where = None,
    limit: Limit = None,
    show_all: ShowAll = False,
) -> None:
    """Lists who was asked, the newest first, and what they answered."""
    crm = context_of(ctx)
    ids = [customer(crm, who)["id"]] if who else None
    rows = only(crm, verifying.listed(crm.view, ids, unanswered=unanswered), where)
    columns = [
        Column("code", _("Verification code"), "code"),
        Column("customer", _("Customer")),
        Column("contact_person", _("Contact person")),
        Column("sent_on", _("Asked on"), "date"),
        Column("answer", _("Answer"), "word", "verification"),
        Column("words", _("In their words")),
        Column("answered_at", _("Answered"), "instant"),
        Column("customer_id", _("Customer"), "int"),
    ]
    table = Table("verifications", columns, limit_rows(crm, rows, limit, show_all), machine_only=frozenset({"customer_id"}))  # fmt: skip
    crm.show(Result(crm.command, tables=[table]))


@app.command(
    "reply",
    epilog=example(
        "crmcli verify reply 734852 yes",
        "crmcli verify reply 734852 changed phone=13911829855",
        "crmcli 核实 回复 734852 变更 电话=13911829855",
    ),
)
def reply(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(metavar="CODE", help=_("The code that came back."))],
    answer: Annotated[
        str, typer.Argument(metavar="ANSWER", help=_("yes, changed or gone; or the word that opts out."))
    ],
    fields: Annotated[
        list[str] | None, typer.Argument(metavar="[FIELD=VALUE]...", help=_("What is right now."))
    ] = None,
) -> None:
    """Takes one answer: the data are right, changed, or of somebody who is gone."""
    from crmcli.workflows.customers import assignments

    crm = context_of(ctx)
    asked = verifying.find(crm.store, code)
    meant = verifying.read_answer(crm.policy, answer, asked["code"])
    if meant is None:
        raise errors.Usage(
            _("%(text)s is no answer.") % {"text": answer},
            _("Give one of %(known)s.") % {"known": known_words("verification")},
        )
    given = _checked(crm, asked, assignments(fields or [], clears=True))
    if given and meant != "changed":
        raise errors.Usage(_("Only an answer that something changed tells what."), _("Answer: changed."))
    with crm.work(asked["customer"]) as work:
        lines = verifying.take(work, asked, verifying.Reply(asked["code"], meant, answer, given))
    data = {"code": asked["code"], "customer_id": asked["customer_id"], "answer": meant}
    crm.show(Result(crm.command, data=data, lines=lines))


@app.command("import", epilog=example("crmcli verify import replies.xlsx", "crmcli 核实 导入 回复.csv"))
def import_list(
    ctx: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help=_("A sheet (csv, xlsx …) with a code and an answer a row, or mails (.eml, .mbox)."),
        ),
    ],
) -> None:
    """Takes the answers of a platform's list or of mails: code, answer, and if told the time and the new phone, e-mail or WeChat.

    Without a column of codes the code is the one in the answer.
    """
    from crmcli.sheets.reply_lists import read_reply_list

    crm = context_of(ctx)
    rows = read_reply_list(file)
    rejected: list[dict[str, Any]] = []
    taken: Counter[str] = Counter()
    told: list[str] = []
    with crm.work(file.name) as work:
        for row in rows:
            try:
                if not row.codes:
                    raise errors.Invalid(_("No verification code stands there."))
                asked = verifying.find(crm.store, *row.codes)
                meant = verifying.read_answer(work.policy, row.answer, asked["code"])
                if meant is None:
                    raise errors.Invalid(_("%(text)s is no answer.") % {"text": row.answer})
                given = _checked(crm, asked, row.fields) if meant == "changed" else {}
                at = crm.instant(row.at) if row.at else None
                lines = verifying.take(
                    work, asked, verifying.Reply(asked["code"], meant, row.answer, given, at)
                )
            except (errors.NotFound, errors.Invalid, errors.Usage) as error:
                rejected.append({"row": row.number, "code": next(iter(row.codes), ""), "why": error.message})
                continue
            taken[meant] += 1
            told += lines if meant not in ("yes",) else []
    crm.show(_imported(crm, taken, told, rejected))


# -- what is told -----------------------------------------------------------------------------------


def _checked(crm: Context, asked: Row, given: Mapping[str, str]) -> dict[str, Any]:
    """Fields of the customer in their stored form."""
    from crmcli.matching.countries import country_code
    from crmcli.workflows.customer_input import checked

    if not given:
        return {}
    row = crm.store.customers.get(asked["customer_id"])
    home = country_code(row["country"] or "") or crm.policy.team.country
    return checked(given, home, crm.day, crm.policy)


def _sent(
    crm: Context, rows: list[dict[str, Any]], left_out: Counter[str], *, output: Path | None, dry_run: bool
) -> Result:
    n = len(rows)
    first = (
        ngettext("Nothing was written. It would ask %(n)d customer.", "Nothing was written. It would ask %(n)d customers.", n)
        if dry_run
        else ngettext("%(n)d customer to ask.", "%(n)d customers to ask.", n)
    )  # fmt: skip
    days = crm.policy.due.verify_wait_days
    lately = _("asked within %(days)d days") % {"days": days}
    why = [
        f"{unreached(r) if r != 'asked_lately' else lately} {count}" for r, count in sorted(left_out.items())
    ]
    lines = [first % {"n": n}] + ([_("Left out: %(why)s.") % {"why": clauses(why)}] if why else [])
    data: dict[str, Any] = {"questions": [{key: row.get(key) for key in _TOLD} for row in rows], "left_out": dict(left_out)}  # fmt: skip
    table = Table("questions", _columns(dry_run=dry_run), [{**row, "by": series(label("channel", c) for c in row.get("by", ()))} for row in rows], below=("text",))  # fmt: skip
    data["file"] = None
    if output is not None and rows:
        data["file"] = str(files.write_list(output, [table], crm.tz))
        lines.append(_("Written: %(path)s") % {"path": data["file"]})
        return Result(crm.command, data=data, lines=lines)
    after = [_("What comes back: crmcli verify reply CODE yes, or crmcli verify import FILE")] if rows and not dry_run else []  # fmt: skip
    return Result(crm.command, data=data, tables=[table] if rows else [], lines=lines, after=after)


def _columns(*, dry_run: bool) -> list[Column]:
    return [
        Column("customer", _("Customer")),
        Column("contact", _("Contact person")),
        Column("phone", _("Phone")),
        Column("email", _("E-mail")),
        *(
            []
            if dry_run
            else [
                Column("code", _("Verification code"), "code"),
                Column("by", _("Channels")),
                Column("text", _("Text")),
            ]
        ),
    ]


def _imported(crm: Context, taken: Counter[str], told: list[str], rejected: list[dict[str, Any]]) -> Result:
    said = series(f"{label('verification', key)} {count}" for key, count in sorted(taken.items()))
    n = sum(taken.values())
    line = ngettext("%(n)d answer taken: %(what)s.", "%(n)d answers taken: %(what)s.", n) if n else _("No answer was taken.")  # fmt: skip
    result = Result(crm.command, data={"taken": dict(taken), "rejected": rejected}, lines=[line % {"n": n, "what": said}, *told])  # fmt: skip
    if rejected:
        columns = [
            Column("row", _("Row"), "int"),
            Column("code", _("Verification code"), "code"),
            Column("why", _("Why")),
        ]
        result.tables.append(Table("rejected", columns, rejected, title=_("Not understood")))
        result.status = errors.REJECTED_ROWS
    return result
