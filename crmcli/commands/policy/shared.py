"""What the files of the policy command share: the noun itself, and how values are told."""

from __future__ import annotations

import json

from crmcli.commands.shared import new_app
from crmcli.i18n import _
from crmcli.wording import holiday_name

app = new_app(_("The team's numbers: thresholds, cadences, deadlines."))


def value_text(path: str, value: object) -> object:
    """A value as `policy set` takes it: a list in brackets."""
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, (list, tuple)):
        return value
    days = path.rpartition(".")[2] in ("closures", "workdays")
    return json.dumps([_day(one) if days else one for one in value], ensure_ascii=False)


def _day(entry: str) -> str:
    """A calendar's entry, `2027-02-05..2027-02-11 Spring Festival`, with its name in the reader's language."""
    days, space, name = entry.partition(" ")
    return f"{days}{space}{holiday_name(name)}"
