"""What isn't due can't be ticked off, nor put off to a day on which it is not on the list yet."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from crmcli import errors
from crmcli.i18n import _

if TYPE_CHECKING:
    from crmcli.database.connection import Record
    from crmcli.store import Work

#: The day of a customer's standing on which a row of the kind falls due.
_DAYS = {"verify": "verify_on", "birthday": "greet_on"}


def refuse_early(customer: Record, due_on: str | None, by: str) -> None:
    """Invalid for a row that isn't due by a day, or not any more."""
    if due_on is not None and due_on <= by:
        return
    said = (
        _("%(name)s is not due before %(day)s.") % {"name": customer["name"], "day": due_on}
        if due_on
        else _("%(name)s is in no contact plan.") % {"name": customer["name"]}
    )
    raise errors.Invalid(
        said,
        _("Record another contact with: crmcli log-contact %(code)s phone “TEXT”")
        % {"code": customer["code"]},
    )


def refuse_idle(work: Work, item: str, name: str, until: date) -> None:
    """Invalid for a row that would not be on the list on the day on which it shall come back, for it is done, or due
    later only."""
    kind, _colon, rest = item.partition(":")
    key = int(rest.partition(":")[0])
    if kind == "contact":
        due_on = (work.store.standings.of(key) or {}).get("next_contact_on")
        refuse_early(work.store.customers.get(key), due_on, until.isoformat())
    elif not _is_open(work, kind, key, until):
        raise errors.Invalid(
            _("%(name)s (%(item)s) is done, or is not due by %(day)s.")
            % {"name": name, "item": item, "day": until},
            _("See: crmcli due"),
        )


def _is_open(work: Work, kind: str, key: int, until: date) -> bool:
    store = work.store
    if kind in _DAYS:
        ahead = timedelta(days=work.policy.due.lead_days if kind == "birthday" else 0)
        due_on = (store.standings.of(key) or {}).get(_DAYS[kind])
        return due_on is not None and due_on <= (until + ahead).isoformat()
    if kind == "task":
        task = store.tasks.get(key)
        return bool(task["state"] == "open" and task["due_on"] <= until.isoformat())
    if kind == "feedback":
        return bool(store.feedback.get(key)["state"] == "open")
    if kind == "inbound":
        return not store.interactions.get(key)["answered_at"]
    return bool(store.complaints.get(key)["closed_on"] is None)
