"""crmcli init: a new database with its first member of staff and the default policy."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli import errors
from crmcli.asking import ask
from crmcli.commands.shared import context_of, example, new_app
from crmcli.context import Context
from crmcli.i18n import _
from crmcli.identity import login_name
from crmcli.matching.countries import country_code
from crmcli.policy import default_policy
from crmcli.result import Result
from crmcli.workflows.setup import create, guessed_country

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
    country: Annotated[
        str | None,
        typer.Option(
            "--country",
            "--国家",
            help=_("Whose phones are written without a country's code, such as DE; guessed if not given."),
        ),
    ] = None,
) -> None:
    """Makes a new database, with you as its first member of staff (role admin).

    On a server it makes the tables and two group roles, for those who write and those who only read, in a database
    that an administrator has made.
    """
    crm = context_of(ctx)
    login = login_name()
    if name is None and crm.interactive:
        name = ask(_("Your name"), login)
    person = name or login
    code = _country(crm, country, zone)
    crm.store = create(crm.location, person, login, crm.now, zone=zone, country=code)
    login = crm.actor.login
    crm.show(
        Result(
            crm.command,
            data={"db": str(crm.location), "staff": person, "login": login},
            lines=[_("Made %(path)s; you are %(name)s (admin).") % {"path": crm.location, "name": person}],
            after=[
                *_told(code),
                _("Next: crmcli import FOLDER   reads your spreadsheets"),
                _("      crmcli add NAME        adds a customer"),
                *([] if crm.location.path else _colleagues()),
            ],
        )
    )


def _country(crm: Context, told: str | None, zone: str | None) -> str:
    """The ISO code of the team's country, asked for on a terminal; Usage for a word that names none."""
    guess = guessed_country(zone)
    if told is None and crm.interactive:
        told = ask(_("The team's country (for phones without a country's code)"), guess)
    code = country_code(told) if told is not None else guess
    if code is None:
        raise errors.Usage(
            _("There is no country %(name)s.") % {"name": told}, _("Write it like DE or Germany.")
        )
    return code


def _told(country: str) -> list[str]:
    """To which country phones without its code are counted, unless it is the usual one."""
    if country == default_policy().team.country:
        return []
    line = _("Phones without a country's code are read as numbers of %(country)s (policy team.country).")
    return [line % {"country": country}]


def _colleagues() -> list[str]:
    """How others get in where a server knows everybody by a login of their own."""
    return [
        _("      crmcli staff add NAME --login LOGIN --role ROLE   lets a colleague in"),
        _("      (LOGIN is a user of the server; the command says how one is made.)"),
    ]
