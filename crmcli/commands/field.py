"""crmcli field: fields of customers that the team declares for itself."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli import errors
from crmcli.actors import MANAGERS
from crmcli.commands.shared import context_of, example, new_app, word
from crmcli.i18n import _, ngettext, series
from crmcli.result import Column, Result, Table

app = new_app(_("Fields of customers that the team declares for itself."))
ALIASES = {"新增": "add", "列表": "list", "删除": "remove"}
#: So many of the texts that a new field can't hold are shown.
_SHOWN = 5

Name = Annotated[str, typer.Argument(metavar="FIELD", help=_("What the field is called."))]


def _declared(ctx: typer.Context, incomplete: str) -> list[str]:
    fields = context_of(ctx).policy.own_fields
    return [field.name for field in fields if field.name.startswith(incomplete)]


@app.command(
    "add",
    epilog=example(
        "crmcli field add 'Floor area' --type number",
        "crmcli field add Grade --type choice --choice A --choice B --required",
        "crmcli 字段 新增 会籍到期 --类型 日期",
    ),
)
def add(
    ctx: typer.Context,
    name: Name,
    type_: Annotated[
        str | None,
        typer.Option(
            "--type",
            "--类型",
            metavar="KIND",
            parser=word("field_type"),
            help=_("text (by default), number, money, date, choice or flag."),
        ),
    ] = None,
    choice: Annotated[
        list[str] | None,
        typer.Option("--choice", "--选项", help=_("What may be chosen; give it repeatedly.")),
    ] = None,
    required: Annotated[
        bool, typer.Option("--required", "--必填", help=_("Nobody is added without it."))
    ] = False,
) -> None:
    """Declares a field, or adopts a column that an import brought; says which of its values fit."""
    from crmcli.policy.sections import OwnField
    from crmcli.workflows import own_fields

    crm = context_of(ctx)
    choices = tuple(dict.fromkeys(map(str.strip, choice or ())))
    type_ = type_ or "text"
    if bool(choices) != (type_ == "choice"):
        raise errors.Usage(
            _("A field of the type choice needs choices; others have none."),
            _("See: crmcli field add --help"),
        )
    with crm.work(name, roles=MANAGERS) as work:
        own_fields.refuse_name(work.policy, name.strip())
        new = OwnField(name.strip(), type_, choices, required)  # type: ignore[arg-type]
        done = own_fields.declare(work, new)
    lines = [_("%(name)s is a field of customers now.") % {"name": new.name}]
    if done.held:
        text = ngettext("%(n)d customer has a value.", "%(n)d customers have a value.", done.held)
        lines.append(text % {"n": done.held})
    warnings = []
    if count := done.unread.total():
        text = ngettext(
            "%(n)d value doesn't fit and stays beside its customer as it is written: %(texts)s",
            "%(n)d values don't fit and stay beside their customers as they are written: %(texts)s",
            count,
        )
        warnings.append(text % {"n": count, "texts": series(t for t, _n in done.unread.most_common(_SHOWN))})
    data = {"name": new.name, "version": done.version, "held": done.held, "unread": dict(done.unread)}
    crm.show(Result(crm.command, data=data, lines=lines, warnings=warnings))


@app.command("list", epilog=example("crmcli field list"))
def list_fields(ctx: typer.Context) -> None:
    """Lists the declared fields."""
    crm = context_of(ctx)
    columns = [
        Column("name", _("Name")),
        Column("type", _("Type"), "word", "field_type"),
        Column("choices", _("Choices")),
        Column("required", _("Required")),
    ]
    rows = [field._asdict() for field in crm.policy.own_fields]
    if crm.for_people:
        rows = [
            {**row, "choices": series(row["choices"]), "required": _("yes") if row["required"] else ""}
            for row in rows
        ]
    crm.show(Result(crm.command, tables=[Table("fields", columns, rows)]))


@app.command("remove", epilog=example("crmcli field remove Grade"))
def remove(
    ctx: typer.Context,
    name: Annotated[
        str,
        typer.Argument(metavar="FIELD", autocompletion=_declared, help=_("What the field is called.")),
    ],
) -> None:
    """Declares a field no longer; its values stay, as a column that is like any text."""
    from crmcli.workflows import own_fields

    crm = context_of(ctx)
    with crm.work(name, roles=MANAGERS) as work:
        known = work.policy.own_field(name)
        if known is None:
            raise errors.NotFound(
                _("There is no field %(name)s.") % {"name": name}, _("See: crmcli field list")
            )
        version = own_fields.drop(work, known.name)
    line = _("%(name)s is declared no longer; its values stay.") % {"name": known.name}
    crm.show(Result(crm.command, data={"name": known.name, "version": version}, lines=[line]))
