"""crmcli init: a new database with its first member of staff and the default policy."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli.commands.shared import context_of, example, new_app
from crmcli.i18n import _
from crmcli.identity import login_name
from crmcli.result import Result
from crmcli.workflows.setup import create

app = new_app()


@app.command(
    epilog=example("crmcli init --name 王芳", "crmcli --db postgresql://wang@db.example.com/crm init")
)
def init(
    ctx: typer.Context,
    name: Annotated[
        str | None, typer.Option("--name", "--姓名", help=_("Your name, as colleagues know it."))
    ] = None,
    zone: Annotated[
        str | None,
        typer.Option("--time-zone", "--时区", help=_("The team's time zone, such as Asia/Taipei.")),
    ] = None,
) -> None:
    """Makes a new database, with you as its first member of staff (role admin).

    On a server it makes the tables and two group roles, for those who write and those who only read, in a database
    that an administrator has made.
    """
    crm = context_of(ctx)
    login = login_name()
    if name is None and crm.interactive:
        name = typer.prompt(_("Your name"), default=login)
    person = name or login
    crm.store = create(crm.location, person, login, crm.now, zone)
    login = crm.actor.login
    crm.show(
        Result(
            crm.command,
            data={"db": str(crm.location), "staff": person, "login": login},
            lines=[_("Made %(path)s; you are %(name)s (admin).") % {"path": crm.location, "name": person}],
            after=[
                _("Next: crmcli import FOLDER   reads your spreadsheets"),
                _("      crmcli add NAME        adds a customer"),
                *([] if crm.location.path else _colleagues()),
            ],
        )
    )


def _colleagues() -> list[str]:
    """How others get in where a server knows everybody by a login of their own."""
    return [
        _("      crmcli staff add NAME --login LOGIN --role ROLE   lets a colleague in"),
        _("      (LOGIN is a user of the server; the command says how one is made.)"),
    ]
