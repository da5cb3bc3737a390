"""crmcli history: who changed what, and when; and whether the record was tampered with."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from crmcli import errors, naming
from crmcli.catalogue import matter, spoken
from crmcli.commands.shared import (
    Limit,
    ShowAll,
    context_of,
    customer,
    customer_names,
    example,
    limit_rows,
    new_app,
)
from crmcli.context import Context
from crmcli.database.migrations import references
from crmcli.i18n import _, remarked
from crmcli.result import Column, Result, Table

app = new_app()


@app.command(
    epilog=example(
        "crmcli history", "crmcli history 远鑫", "crmcli history --operation 12", "crmcli history --verify"
    )
)
def history(
    ctx: typer.Context,
    who: Annotated[
        str | None,
        typer.Argument(
            metavar="[CUSTOMER]",
            autocompletion=customer_names,
            help=_("Only what changed this customer."),
        ),
    ] = None,
    operation: Annotated[
        int | None, typer.Option("--operation", "--操作", help=_("The changes of this operation."))
    ] = None,
    verify: Annotated[bool, typer.Option("--verify", "--校验", help=_("Check the chain of hashes."))] = False,
    limit: Limit = None,
    show_all: ShowAll = False,
) -> None:
    """Lists operations, newest first; with --operation the fields that one changed, before and after."""
    crm = context_of(ctx)
    log = crm.store.history
    if verify:
        _verify(ctx)
        return
    with crm.store.db.snapshot():
        if operation is not None and log.operation(operation) is None:
            raise errors.NotFound(
                _("There is no operation %(n)s.") % {"n": operation}, _("See: crmcli history")
            )
        if operation is not None:
            rows = limit_rows(crm, log.changes(operation), limit, show_all)
            table = Table("changes", _change_columns(), _changes(crm, rows) if crm.for_people else rows)
        else:
            customer_id = customer(crm, who)["id"] if who else None
            rows = limit_rows(crm, log.operations(customer_id), limit, show_all)
            told = list(map(_operation, rows)) if crm.for_people else rows
            table = Table("operations", _operation_columns(), told, machine_only=frozenset({"login"}))
    crm.show(Result(crm.command, tables=[table]))


def _verify(ctx: typer.Context) -> None:
    crm = context_of(ctx)
    with crm.store.db.snapshot():
        broken = crm.store.history.verify()
    if broken:
        raise errors.Corrupt(
            _("The history was tampered with, first in operation %(n)d.") % {"n": broken[0]},
            _("Look for a backup that is whole: crmcli --db FILE history --verify"),
        )
    crm.show(Result(crm.command, data={"intact": True}, lines=[_("The chain of all operations is intact.")]))


def _operation(row: dict[str, Any]) -> dict[str, Any]:
    """An operation with its command and its matter as people call them; beside who acted under another's login, that."""
    by = (
        remarked(row["actor"], row["login"]) if row["login"] not in (None, row["own_login"]) else row["actor"]
    )
    return {**row, "actor": by, "command": spoken(row["command"]), "summary": matter(row["summary"])}


def _changes(crm: Context, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Changed fields as people read them."""
    reader, named = crm.reader, {"action": naming.action, "table": naming.table}
    told = [r for r in rows if r["table"] != "former" and (r["table"], r["field"]) not in _WORKED_OUT]
    customers = _customers(crm, told)
    return [
        reader.change(row["table"], row)
        | {key: name(row[key]) for key, name in named.items()}
        | {side: customers.get(row[side], row[side]) for side in _SIDES if _of_customer(row)}
        for row in told
    ]


def _customers(crm: Context, rows: list[dict[str, Any]]) -> dict[Any, str]:
    """The names of the customers whose numbers changed fields hold; of those who are no longer there none."""
    ids = {row[side] for row in rows if _of_customer(row) for side in _SIDES}
    return {
        row["id"]: row["name"] for row in crm.store.customers.many([i for i in ids if isinstance(i, int)])
    }


def _of_customer(row: dict[str, Any]) -> bool:
    return references(row["table"]).get(row["field"]) == "customer"


_SIDES = ("before", "after")
#: Fields that are worked out from others, in no words of anybody's; so is all that `former` remembers of values before.
_WORKED_OUT = frozenset({
    ("complaint", "clocks"), ("complaint", "case_folded"), ("customer", "name_folded"), ("knowledge", "text_folded"), ("knowledge", "title_folded"),
    ("merge", "derived"), ("merge", "loser_folded"), ("policy_version", "data"), ("import_row", "content_hash"), ("import_mapping", "fingerprint"),
    ("survey_form", "fingerprint"),
})  # fmt: skip


def _operation_columns() -> list[Column]:
    return [
        Column("number", _("No."), "int"),
        Column("at", _("When"), "instant"),
        Column("actor", _("Who")),
        Column("login", _("Login")),
        Column("command", _("Command")),
        Column("summary", _("What")),
        Column("changes", _("Changes"), "int"),
        Column("undone_by", _("Undone by"), "int"),
    ]


def _change_columns() -> list[Column]:
    return [
        Column("action", _("Action"), "word", "change"),
        Column("table", _("Table"), "word", "record"),
        Column("row_id", _("Row"), "int"),
        Column("field", _("Field")),
        Column("before", _("Before")),
        Column("after", _("After")),
    ]
