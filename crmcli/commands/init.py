"""crmcli init: a new database with its first member of staff and the default policy."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crmcli import errors, logins, sharing
from crmcli.asking import ask
from crmcli.commands.shared import context_of, example, new_app
from crmcli.context import Context
from crmcli.database.location import Location
from crmcli.database.sqlite import vacant
from crmcli.i18n import _
from crmcli.matching.countries import country_code, currency_of_country
from crmcli.policy import default_policy
from crmcli.result import Result
from crmcli.workflows.setup import create, guessed_country

app = new_app()


@app.command(
    epilog=example(
        "crmcli init --name 王芳",
        "crmcli --db /srv/crm/crm.db init --group office",
        "crmcli --db postgresql://wang@db.example.com/crm init",
    )
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
    group: Annotated[
        str | None,
        typer.Option(
            "--group",
            "--用户组",
            help=_("Share the file with this group of the computer's users; it gets a folder of its own."),
        ),
    ] = None,
) -> None:
    """Makes a new database, with you as its first member of staff (role admin).

    A file is yours alone, or with --group your colleagues' too, who work at this computer under logins of their own.

    On a server it makes the tables and two group roles, for those who write and those who only read, in a database
    that an administrator has made.
    """
    crm = context_of(ctx)
    login = logins.login_name()
    if name is None and crm.interactive:
        name = ask(_("Your name"), login)
    person = name or login
    code = _country(crm, country, zone)
    shared = _folder_for(crm.location, group) if group else None
    crm.store = create(crm.location, person, login, crm.now, zone=zone, country=code)
    if shared is not None and crm.location.path:
        sharing.open_file(crm.location.path, shared)
    # Whatever name is given by the environment: nobody else is on the list yet.
    login = crm.store.db.login() or login
    crm.show(
        Result(
            crm.command,
            data={"db": str(crm.location), "staff": person, "login": login},
            lines=[_("Made %(path)s; you are %(name)s (admin).") % {"path": crm.location, "name": person}],
            after=[
                *_told(code),
                *(_shared(crm.location.folder, group or "", shared) if shared is not None else []),
                _("Next: crmcli import FOLDER   reads your spreadsheets"),
                _("      crmcli add NAME        adds a customer"),
                *(
                    _colleagues(server=crm.location.path is None)
                    if shared is not None or crm.location.path is None
                    else []
                ),
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


def _folder_for(place: Location, group: str) -> int:
    """The number of the group, whose folder is there from now on; Usage for a server, Invalid where a database is already."""
    if place.path is None:
        raise errors.Usage(
            _("On a server nobody shares a file."),
            _("Leave --group out; colleagues come in by logins of their own."),
        )
    number = sharing.group_id(group)
    vacant(place)
    sharing.make_folder(place.folder, number)
    return number


def _shared(folder: Path, group: str, number: int) -> list[str]:
    """Who may work with it now, and what is in the way."""
    lines = [_("Everybody in the group %(name)s may open and change it.") % {"name": group}]
    closed = sharing.unreachable(folder, number)
    if closed:
        lines.append(
            _("The group can't get there yet: %(path)s lets nobody else through (chmod o+x would).")
            % {"path": closed}
        )
    return lines


def _told(country: str) -> list[str]:
    """To which country phones without its code are counted, and what amounts are in, unless it is the usual one."""
    if country == default_policy().team.country:
        return []
    line = _("Phones without a country's code are read as numbers of %(country)s (policy team.country).")
    money = _("Amounts without a currency are in %(currency)s (policy team.currency).")
    currency = currency_of_country(country)
    return [line % {"country": country}, *([money % {"currency": currency}] if currency else [])]


def _colleagues(*, server: bool) -> list[str]:
    """How others get in where everybody has a login of their own: the server's, or the computer's."""
    return [
        _("      crmcli staff add NAME --login LOGIN --role ROLE   lets a colleague in"),
        *([_("      (LOGIN is a user of the server; the command says how one is made.)")] if server else []),
    ]
