"""crmcli import list, show, rejects, undo: what became of earlier imports, row by row."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from crmcli import errors
from crmcli.commands.import_.words import kind_name
from crmcli.commands.shared import Limit, ShowAll, context_of, example, limit_rows, new_app
from crmcli.commands.undo import Output, Yes, take_back
from crmcli.context import Context
from crmcli.i18n import _, sentences, series
from crmcli.result import Column, Result, Table
from crmcli.wording import label

VERBS = new_app(_("Earlier imports. A file called like one of these verbs is read with ./ in front."))
VERB_ALIASES = {"列表": "list", "查看": "show", "退回行": "rejects", "拒绝行": "rejects", "撤销": "undo"}

Number = Annotated[int, typer.Argument(metavar="NUMBER", help=_("Its number in crmcli import list."))]


@VERBS.command("list", epilog=example("crmcli import list", "crmcli 导入 列表"))
def list_(ctx: typer.Context, limit: Limit = None, show_all: ShowAll = False) -> None:
    """Lists the imports, newest first, with how their rows ended."""
    crm = context_of(ctx)
    with crm.store.db.snapshot():
        rows = [_named(row) for row in limit_rows(crm, crm.store.imports.batches(), limit, show_all)]
    shown = [{**row, "files": series(row["files"])} for row in rows]
    crm.show(Result(crm.command, data=rows, tables=[Table("imports", _columns(), shown)]))


@VERBS.command("show", epilog=example("crmcli import show 12", "crmcli import show 12 --format csv"))
def show(ctx: typer.Context, number: Number, limit: Limit = None, show_all: ShowAll = False) -> None:
    """Shows how each row of an import ended: created, updated, unchanged, duplicate, rejected or skipped."""
    crm = context_of(ctx)
    with crm.store.db.snapshot():
        batch = _batch(crm, number)
        rows = [_fate(row) for row in crm.store.imports.rows_of(batch["id"])]
    data = {**_named(batch), "row_fates": rows}
    columns = [
        Column("file", _("File")),
        Column("sheet", _("Sheet")),
        Column("row", _("Row"), "int"),
        Column("kind", _("Kind")),
        Column("fate", _("Fate")),
        Column("customer", _("Customer")),
        Column("reason", _("Why")),
    ]
    shown = limit_rows(crm, rows, limit, show_all)
    table = Table("rows", columns, list(map(_told, shown)) if crm.for_people else shown)
    crm.show(Result(crm.command, data=data, lines=[_line(crm, batch)], tables=[table]))


@VERBS.command("rejects", epilog=example("crmcli import rejects 12", "crmcli import rejects 12 -o mend.xlsx"))
def rejects(
    ctx: typer.Context,
    number: Number,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", "--输出", help=_("The workbook to write (.xlsx)."))
    ] = None,
) -> None:
    """Writes the workbook of an import's rows to be mended again: those rejected, and those kept incomplete."""
    from crmcli.commands.import_.rejects import rewrite_rejects

    crm = context_of(ctx)
    with crm.store.db.snapshot():
        batch = _batch(crm, number)
        rows = crm.store.imports.rows_of(batch["id"], to_mend=True)
    if not rows:
        raise errors.NotFound(
            _("Of import %(n)d no row is to be mended.") % {"n": number}, _("See: crmcli import list")
        )
    if output:
        crm.target(output, (".xlsx",))
    path = rewrite_rejects(crm, rows, output)
    line = _("Rows to be mended: %(path)s. Mend them there and import that file.") % {"path": path}
    crm.show(Result(crm.command, data={"file": str(path), "rows": len(rows)}, lines=[line]))


@VERBS.command("undo", epilog=example("crmcli import undo 12", "crmcli import undo 12 -o rows.xlsx"))
def undo(
    ctx: typer.Context, number: Number, output: Output = None, show_all: ShowAll = False, yes: Yes = False
) -> None:
    """Takes an import back, row by row: taken back, kept because somebody changed it since, or not possible."""
    crm = context_of(ctx)
    _batch(crm, number)
    target = crm.store.history.operation(number)
    assert target is not None
    take_back(crm, target, output=output, show_all=show_all, yes=yes)


def _batch(crm: Context, number: int) -> dict[str, Any]:
    batch = crm.store.imports.batch(number)
    if batch is None:
        raise errors.NotFound(_("There is no import %(n)d.") % {"n": number}, _("See: crmcli import list"))
    return batch


def _named(batch: dict[str, Any]) -> dict[str, Any]:
    """A batch as scripts read it."""
    hidden = ("id", "operation_id", "counts")
    return {
        **{k: v for k, v in batch.items() if k not in hidden},
        "files": [Path(f).name for f in batch["files"]],
    }


def _columns() -> list[Column]:
    return [
        Column("number", _("No."), "int"),
        Column("at", _("When"), "instant"),
        Column("actor", _("Who")),
        Column("files", _("Files")),
        Column("rows", _("Rows"), "int"),
        Column("created", _("Created"), "int"),
        Column("updated", _("Updated"), "int"),
        Column("unchanged", _("Unchanged"), "int"),
        Column("duplicate", _("Duplicate"), "int"),
        Column("rejected", _("Rejected"), "int"),
        Column("skipped", _("Skipped"), "int"),
        Column("incomplete", _("Incomplete"), "int"),
        Column("undone_by", _("Undone by"), "int"),
    ]


def _line(crm: Context, batch: dict[str, Any]) -> str:
    from crmcli.commands.shared import local_time

    text = _("Import %(n)d by %(who)s on %(at)s: %(files)s")
    names = {"n": batch["number"], "who": batch["actor"], "at": local_time(crm, batch["at"])}
    line = text % {**names, "files": series(_named(batch)["files"])}
    return line if batch["undone_by"] is None else sentences(line, _("(undone)"))


def _told(row: dict[str, Any]) -> dict[str, Any]:
    """A row's end in the reader's words."""
    return {**row, "kind": kind_name(row["kind"]), "fate": label("row_fate", row["fate"])}


def _fate(row: Any) -> dict[str, Any]:
    found = {k: row[k] for k in ("sheet", "kind", "fate", "reason", "customer_id", "customer", "target_id")}
    return {"file": Path(row["file"]).name, "row": row["row_number"], **found}
