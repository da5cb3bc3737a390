"""What speaks for two persons being one who have no phone."""

from __future__ import annotations

import pytest

from crmcli.commands.dedupe import _REASONS
from crmcli.matching.duplicates import compare
from crmcli.matching.names import fold_name
from crmcli.matching.profiles import Profile, profile
from crmcli.matching.terms import OF_PERSONS, WEIGHTS

_HOME = ("Perth", "7 Wallaby Place", "6210", "1956-04-09")
_AWAY = ("Cairns", "19 Coast Road", "4870", "1988-11-30")


def _person(key: int, name: str, home: tuple[str, str, str, str]) -> Profile:
    city, street, postcode, birthday = (part or None for part in home)
    return profile((key, name, fold_name(name), "person", None, None, None, city, street, postcode, birthday))


@pytest.mark.parametrize(
    ("one", "other", "cls"),
    [
        (("Ann Green", _HOME), ("Ann Green", _HOME), "certain"),
        (("Ann Green", _HOME), ("Green Ann", ("Prth", "7 Wallaby Plcae", "6210", "1956-04-09")), "certain"),
        # Slips in every field, exchanged names, a name that was changed, a field that is missing.
        (("Ann Green", _HOME), ("Anm Gren", ("Pert", "7 Walaby Place", "6201", "1956-04-90")), "likely"),
        (("Ann Green", _HOME), ("Ann Miller", _HOME), "likely"),
        (("Ann Green", _HOME), ("Ann Green", ("Perth", "7 Wallaby Place", "6210", "")), "likely"),
        (("Ann Green", _HOME), ("Ann Green", ("Perth", "", "6210", "1956-09-04")), "likely"),
        # A son may be called like his father; the rest of a family has other names and birthdays.
        (("Ann Green", _HOME), ("Ann Green", (*_HOME[:3], "1988-11-30")), "likely"),
        (("Ann Green", _HOME), ("Bob Green", (*_HOME[:3], "1988-11-30")), None),
        (("Ann Green", _HOME), ("Bob Miller", (*_HOME[:3], "1988-11-30")), None),
        # Namesakes, and two who were born on one day.
        (("Ann Green", _HOME), ("Ann Green", _AWAY), None),
        (("王芳", ("成都", "", "", "1980-02-03")), ("王芳", ("成都", "", "", "1980-02-03")), "likely"),
        (("王芳", ("成都", "", "", "1980-02-03")), ("王芳", ("成都", "", "", "1991-12-13")), None),
        (("Ann Green", ("", "", "", "1956-04-09")), ("Bob Miller", ("", "", "", "1956-04-09")), None),
    ],
)  # fmt: skip
def test_persons_without_phones(
    one: tuple[str, tuple[str, str, str, str]], other: tuple[str, tuple[str, str, str, str]], cls: str | None
) -> None:
    a, b = _person(1, *one), _person(2, *other)
    there, back = compare(a, b), compare(b, a)
    assert (there and there.cls) == (back and back.cls) == cls
    assert (there and there.score) == (back and back.score)


def test_every_reason_has_a_word() -> None:
    assert WEIGHTS.keys() | OF_PERSONS.keys() == _REASONS.keys()
