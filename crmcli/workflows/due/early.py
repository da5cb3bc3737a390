"""What isn't due can't be ticked off, and what is put off comes no sooner than it is due."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from crmcli import errors
from crmcli.i18n import _

if TYPE_CHECKING:
    from crmcli.database.connection import Record
    from crmcli.store import Work

#: The day of a customer's standing on which a row of the kind falls due.
_DAYS = {"contact": "next_contact_on", "verify": "verify_on", "birthday": "greet_on"}


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


def back_on(work: Work, item: str, name: str, until: date) -> date:
    """When a row that is put off until a day is on the list again: not before it is due. Invalid if it never is."""
    due_on = _due_on(work, item)
    if due_on is None:
        raise never_due(item, name)
    return max(until, due_on)


def never_due(item: str, name: str) -> errors.Invalid:
    """What is said of a row that is done or in no plan."""
    return errors.Invalid(
        _("%(name)s (%(item)s) is done, or never due.") % {"name": name, "item": item}, _("See: crmcli due")
    )


def _due_on(work: Work, item: str) -> date | None:
    """The first day on which a row stands on the list; None for one that is done, or in no plan."""
    store, (kind, _colon, rest) = work.store, item.partition(":")
    key = int(rest.partition(":")[0])
    if kind in _DAYS:
        day = (store.standings.of(key) or {}).get(_DAYS[kind])
        ahead = timedelta(days=work.policy.due.lead_days if kind == "birthday" else 0)
        return date.fromisoformat(day) - ahead if day else None
    if kind == "task":
        task = store.tasks.get(key)
        return date.fromisoformat(task["due_on"]) if task["state"] == "open" else None
    if kind == "contract":
        return _of_contract(work, key, rest.partition(":")[2])
    if kind == "opportunity":
        from crmcli.workflows.due.opportunities import due_on

        return due_on(work, key, idle=rest.endswith(":idle"))
    if kind == "order":
        from crmcli.workflows.due.orders import told_since

        return told_since(work, key)
    if kind == "points":
        from crmcli.workflows.due.points import due_on as expiring_since

        return expiring_since(work, key)
    if kind == "trial":
        from crmcli.workflows.due.trials import due_on as asked_since

        return asked_since(work, key)
    if kind == "retain":
        from crmcli.workflows.due.retention import due_on as measure_on

        return measure_on(work, key)
    if kind == "news":
        from crmcli.workflows.due.news import is_news

        return work.as_of.on if is_news(work, key) else None
    if kind == "improvement":
        improvement = store.improvements.get(key)
        return (
            date.fromisoformat(improvement["due_on"])
            if improvement["state"] == "open" and improvement["due_on"]
            else None
        )
    if kind == "alarm":
        from crmcli.workflows.due.alarms import due_on as standing_since

        return standing_since(work, key, rest.partition(":")[2])
    if kind == "policy":
        from crmcli.workflows.due.policy_review import due_on as review_on

        return review_on(work) if key == work.policy.version else None
    if kind == "check":
        from crmcli.workflows.due.checks import due_on as checked_since

        return checked_since(work, key)
    if kind == "training":
        from crmcli.workflows.due.trainings import due_on as lacking_since

        return lacking_since(work, key)
    if kind == "feedback":
        is_open = store.feedback.get(key)["state"] == "open"
    elif kind == "inbound":
        is_open = not store.interactions.get(key)["answered_at"]
    else:
        is_open = store.complaints.get(key)["state"] != "archived"
    return work.as_of.on if is_open else None


def _of_contract(work: Work, key: int, matter: str) -> date | None:
    from crmcli.figures.terms import reminders  # seldom needed
    from crmcli.workflows.contracts import account_of
    from crmcli.workflows.due.contracts import due_on

    account = account_of(work, key)
    if matter == "payment":
        return due_on(work, account, matter, date.max)
    marks = reminders(account.term, work.policy.due.contract_days)
    return due_on(work, account, matter, work.as_of.on) or next(iter(marks), None)
