"""Addresses of databases: what is a file, what a server, and no password in any of them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from crmcli import errors
from crmcli.database.location import Location, without_password

_SERVERS = {
    "postgresql://chen@db.example.com/crm": "crm",
    "postgresql://chen@db.example.com:5432/crm?sslmode=verify-full&sslrootcert=/etc/crm/ca.pem": "crm",
    "postgresql://chen@one:5432,two:5433/crm?target_session_attrs=read-write": "crm",
    "postgresql://chen@[2001:db8::1]:5432/crm": "crm",
    "postgresql://[::1]/crm": "crm",
    "postgresql:///crm?host=/run/postgresql": "crm",
    "postgresql:///?service=crm": "crm",
    "postgresql://?service=team": "crm",
    "postgresql://chen@db.example.com": "crm",
    "postgresql://db.example.com:5432/crm?user=chen@example.com": "crm",
    "postgresql://db.example.com:5432,two/crm?user=chen@example.com&passfile=/home/chen/.pgpass": "crm",
    "postgresql://chen@h/%E5%AE%A2%E6%88%B7": "客户",
    "postgresql://chen@h/客户-east%20side": "客户-east_side",
    "postgresql://chen@h/..%2F..%2Fetc%2F%5Ba%5D*": ".._.._etc__a__",
    "postgres://chen@db.example.com/crm": "crm",
}


@pytest.mark.parametrize(("url", "stem"), _SERVERS.items())
def test_a_server_is_shown_as_it_was_named(url: str, stem: str) -> None:
    place = Location.parse(url)
    assert (place.path, place.url, str(place), place.key) == (None, url, url, url)
    assert place.stem == stem
    assert place.folder == Path()


def test_the_scheme_may_be_in_capitals() -> None:
    # libpq reads only small letters.
    assert Location.parse("PostgreSQL://Chen@h/CRM").url == "postgresql://Chen@h/CRM"


@pytest.mark.parametrize(
    "text", ["crm.db", "/srv/crm/team.db", "C:\\crm\\crm.db", "客户.db", "crm:2026.db", "a@b:c.db"]
)
def test_anything_else_is_a_file(text: str) -> None:
    place = Location.parse(text)
    assert (str(place), place.url, place.stem) == (text, "", Path(text).stem)
    assert place.key == os.path.abspath(text)


_SECRETS = [
    "postgresql://chen:S3CRET@h/crm", "postgres://chen:S3CRET@h:5432/crm", "postgresql://:S3CRET@h/crm",
    "postgresql://chen:S3/CRET@h/crm", "postgresql://chen:S3CRET#1?@h/crm", "postgresql://chen:p@S3CRET@h/crm",
    "postgresql://chen:S3CRET@one,two:5433/crm", "postgresql://chen:S3CRET@[::1]/crm", "postgresql://chen:93CRET@h/crm",
    "postgresql://h/crm?password=S3CRET", "postgresql://h/crm?user=chen&PASSWORD=S3CRET&sslmode=require",
    "postgresql://h/crm?pass%77ord=S3CRET", "postgresql://h/crm?sslpassword=S3CRET", "mysql://chen:S3CRET@h/crm",
    "host=h dbname=crm password=S3CRET", "host=h password = 'S3 CRET'",
]  # fmt: skip


@pytest.mark.parametrize("text", _SECRETS)
def test_a_password_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(errors.Usage) as refused:
        Location.parse(text)
    assert "CRET" not in refused.value.message + refused.value.hint
    assert "CRET" not in without_password(text)
    assert "pgpass" in refused.value.hint


@pytest.mark.parametrize(
    "text", ["mysql://chen@h/crm", "https://example.com/crm", "postgresql:/h/crm", "postgres:crm"]
)
def test_what_is_no_address_of_ours_is_refused(text: str) -> None:
    with pytest.raises(errors.Usage) as refused:
        Location.parse(text)
    assert text in refused.value.message
