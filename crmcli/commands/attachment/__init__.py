"""crmcli attachment: files at records: photos, signed contracts, scans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors, intake
from crmcli.commands.attached import table, told
from crmcli.commands.attachment.records import record_of
from crmcli.commands.offers import numbers
from crmcli.commands.shared import (
    Limit,
    ShowAll,
    Where,
    context_of,
    example,
    limit_rows,
    new_app,
    only,
    row_id,
    word,
)
from crmcli.i18n import _, ngettext, remarked, series
from crmcli.result import Result
from crmcli.verdicts.known_now import known_now
from crmcli.wording import size_told
from crmcli.workflows import attachments
from crmcli.workflows.attachments import File

if TYPE_CHECKING:
    from crmcli.context import Context

app = new_app(_("Files at records: photos, signed contracts, scans."))
AS_OF = frozenset({"list"})
ALIASES = {
    "新增": "add", "添加": "add", "上传": "add", "列表": "list", "保存": "save", "下载": "save", "删除": "remove",
}  # fmt: skip

_RECORDS = numbers("complaint", "contract", "order", "task:", "opportunity:", customers=True)
Record = Annotated[
    str,
    typer.Argument(
        metavar="RECORD",
        autocompletion=_RECORDS,
        help=_("A customer, the number of a complaint, contract or order, or such as task:3."),
    ),
]
Numbers = Annotated[
    list[str],
    typer.Argument(metavar="NUMBER…", autocompletion=numbers("attachment"), help=_("As the list has them.")),
]
Person = Annotated[
    str | None, typer.Option("--contact", "--联系人", help=_("The customer's contact person whose it is."))
]


@app.command(
    "add",
    epilog=example(
        "crmcli attachment add HT2026-0001 signed.pdf",
        "crmcli attachment add 远鑫 card.jpg --contact 王经理",
        "crmcli attachment add task:3 before.jpg after.jpg --note 'Hall 3'",
        "crmcli 附件 新增 HT2026-0001 合同扫描件.pdf --备注 双方已盖章",
    ),
)
def add(
    ctx: typer.Context,
    record: Record,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help=_("The files; each content is kept once."))
    ],
    person: Person = None,
    name: Annotated[
        str | None, typer.Option("--name", "--名称", help=_("What the file shall be called here."))
    ] = None,
    note: Annotated[str | None, typer.Option("--note", "--备注", help=_("What is to be seen there."))] = None,
) -> None:
    """Keeps files in the database, at a record."""
    crm = context_of(ctx)
    if name is not None and len(files) > 1:
        raise errors.Usage(
            _("Several files can't have one name."), _("Add them one by one, or leave out --name.")
        )
    place = record_of(crm, record, person)
    most, advice = attachments.most_bytes(crm.view), attachments.advice(crm.view)
    read = [File(name or path.name, intake.content(path, most, advice), note) for path in files]
    with crm.work(read[0].name[:60]) as work:
        kept = [attachments.attach(work, place, file) for file in read]
    rows = told(crm, (crm.store.attachments.get(attachment_id) for attachment_id, _new in kept))
    lines = [_added(row) if new else _known(row) for row, (_id, new) in zip(rows, kept, strict=True)]
    crm.show(Result(crm.command, data=rows, lines=lines))


def _added(row: Mapping[str, Any]) -> str:
    return _("Attachment %(id)d: %(file)s, at %(record)s.") % _named(row)


def _known(row: Mapping[str, Any]) -> str:
    return _("Attachment %(id)d at %(record)s has this content already: %(file)s.") % _named(row)


def _named(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a sentence says of an attachment."""
    record = row["customer"] if row["kind"] == "customer" else row["record"]
    return {"id": row["id"], "file": remarked(row["name"], size_told(row["size"])), "record": record}


@app.command(
    "list",
    epilog=example("crmcli attachment list", "crmcli attachment list 远鑫", "crmcli 附件 列表 --类型 合同"),
)
def list_attachments(
    ctx: typer.Context,
    record: Annotated[
        str | None,
        typer.Argument(
            metavar="[RECORD]",
            autocompletion=_RECORDS,
            help=_("Only this record's; of a customer those of all its records, too."),
        ),
    ] = None,
    person: Person = None,
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind",
            "--类型",
            metavar="KIND",
            parser=word("attachable"),
            help=_("Only those at such records: contract, task …"),
        ),
    ] = None,
    where: Where = None,
    limit: Limit = None,
    show_all: ShowAll = False,
) -> None:
    """Lists attachments, the newest first."""
    crm = context_of(ctx)
    if person is not None and record is None:
        raise errors.Usage(
            _("Say whose contact person that is."), _("Name the customer: crmcli attachment list CUSTOMER")
        )
    past = crm.view.past
    if record is None:
        rows = crm.store.attachments.listed(until=past)
    else:
        rows = crm.store.attachments.of(*record_of(crm, record, person), until=past)
    found = told(crm, only(crm, (row for row in rows if kind in (None, row["kind"])), where))
    shown = table(limit_rows(crm, found, limit, show_all), hidden=("customer",) if record else ())
    later = known_now(crm.view, ("attachments",))
    crm.show(Result(crm.command, tables=[shown], as_of=crm.as_of, known_now=later))


@app.command(
    "save",
    epilog=example(
        "crmcli attachment save 3",
        "crmcli attachment save 3 -o signed.pdf",
        "crmcli attachment save 3 4 5 -o folder",
        "crmcli 附件 保存 3 --输出 合同.pdf",
    ),
)
def save(
    ctx: typer.Context,
    which: Numbers,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", "--输出", help=_("A file, or a folder; here under its name without it.")
        ),
    ] = None,
) -> None:
    """Writes attachments to files as they were attached."""
    from crmcli import saving

    crm = context_of(ctx)
    rows = _rows(crm, which)
    targets = _targets(rows, output)
    for path in targets:
        crm.target(path)
    written = [
        saving.save(path, crm.store.attachments.content(row["id"]))
        for row, path in zip(rows, targets, strict=True)
    ]
    data = [{**row, "path": str(path)} for row, path in zip(rows, written, strict=True)]
    lines = [
        _("Written: %(path)s") % {"path": remarked(str(path), size_told(row["size"]))}
        for row, path in zip(rows, written, strict=True)
    ]
    crm.show(Result(crm.command, data=data, lines=lines))


def _targets(rows: Sequence[Mapping[str, Any]], output: Path | None) -> list[Path]:
    """Where each attachment goes: under its own name in a folder, numbered where another has it. Usage for several and one
    file."""
    folder = output if output is not None and output.is_dir() else None
    if output is not None and folder is None:
        if len(rows) > 1:
            raise errors.Usage(
                _("Several attachments can't be one file: %(path)s") % {"path": output},
                _("Name a folder that is there."),
            )
        return [output]
    found: dict[str, Path] = {}
    for row in rows:
        path = (folder or Path()) / row["name"]
        number = 1
        while path.name.casefold() in found:
            number += 1
            path = path.with_name(f"{Path(row['name']).stem} ({number}){path.suffix}")
        found[path.name.casefold()] = path
    return list(found.values())


@app.command("remove", epilog=example("crmcli attachment remove 3", "crmcli 附件 删除 3 4"))
def remove(ctx: typer.Context, which: Numbers) -> None:
    """Takes attachments off their records; `crmcli undo` brings them back, as the history keeps what was in them."""
    crm = context_of(ctx)
    rows = _rows(crm, which)
    with crm.work(rows[0]["name"][:60]) as work:
        for row in rows:
            crm.store.attachments.get(row["id"])  # as it is under the lock
            crm.store.attachments.remove(work.op, row["id"])
    names = series(row["name"] for row in rows)
    line = ngettext(
        "Removed %(n)d attachment: %(names)s.", "Removed %(n)d attachments: %(names)s.", len(rows)
    )
    crm.show(Result(crm.command, data=rows, lines=[line % {"n": len(rows), "names": names}]))


def _rows(crm: Context, which: Sequence[str]) -> list[dict[str, Any]]:
    """The attachments of these numbers, each once."""
    ids = dict.fromkeys(row_id(text, "attachment") for text in which)
    return told(crm, (crm.store.attachments.get(each) for each in ids))
