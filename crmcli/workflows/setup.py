"""Making a new database: its tables, the default policy, the first member of staff."""

from __future__ import annotations

from datetime import datetime

from crmcli import clock, policy, saving
from crmcli.actors import Actor
from crmcli.database.location import Location
from crmcli.i18n import system_locale
from crmcli.matching.countries import country_code, country_of_zone, currency_of_country
from crmcli.store import Store

#: English of the USA is what machines are set to by default: it tells nothing.
_TELLING_NOTHING = frozenset(("", "en_US"))


def create(
    location: Location,
    name: str,
    login: str,
    at: datetime,
    *,
    zone: str | None = None,
    country: str | None = None,
) -> Store:
    """A new database with `name` as its admin; Usage for an unknown time zone. `country` is an ISO code, whose money is
    the team's.

    On a server the login is the one that the server knows. Nobody ever opens half a database.
    """
    text = policy.default_toml()
    if zone:
        clock.zone(zone)
    usual = policy.default_dict()["team"]
    currency = currency_of_country(country) if country not in (None, usual["country"]) else None
    for key, value in (("time_zone", zone), ("country", country), ("currency", currency)):
        if value and value != usual[key]:
            from crmcli.workflows.policies.edit import set_value

            text = set_value(text, f"team.{key}", f'"{value}"')
    with Store.create(location) as store:
        login = store.db.login() or login
        with store.operation("init", Actor(1, name, "admin", login), at, policy_version=1) as op:
            store.staff.add(op, {"name": name, "role": "admin", "login": login})
            store.policies.add(op, text, policy.parse(text), "")
    saving.written.append(str(location))
    return Store.open(location)


def guessed_country(zone: str | None) -> str:
    """The country that a time zone lies in, else that of the machine's language, else the default one."""
    told = country_of_zone(zone) if zone else None
    language = system_locale().partition(".")[0]
    spoken = country_code(language.partition("_")[2]) if language not in _TELLING_NOTHING else None
    return told or spoken or policy.default_policy().team.country
