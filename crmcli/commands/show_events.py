"""What happened to a customer, for its screen: contacts, orders, contracts, complaints, answers, campaigns, tasks, trials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.commands.show_tables import RECENT

if TYPE_CHECKING:
    from crmcli.context import Context


def events(crm: Context, key: int) -> dict[str, Any]:
    """What happened to a customer, the newest first, and its open tasks and opportunities."""
    store = crm.store
    return {
        "interactions": [dict(r) for r in store.interactions.latest(key, RECENT)],
        "orders": store.purchases.count(key),
        "purchases": _orders(crm, [dict(r) for r in store.purchases.of(key)]),
        "contracts": _contracts(crm, key),
        "complaints": [dict(r) for r in store.complaints.listed({"customer_id": key})],
        "surveys": [dict(r) for r in store.surveys.of_customer(key)],
        "campaigns": _campaigns(crm, key),
        "tasks": [dict(r) for r in store.tasks.listed({"customer_id": key, "state": "open"})],
        "opportunities": [dict(r) for r in store.opportunities.listed({"customer_id": key, "open": 1})],
        "trials": _trials(crm, key),
        "retention": _retention(crm, key),
    }


def events_by(crm: Context, key: int, at: str) -> dict[str, Any]:
    """The same by a past instant, as it was then; complaints as `complaint list` has them."""
    from crmcli.commands.complaint.lookup import listed

    store = crm.store
    answers = [r for r in store.surveys.of_customer(key) if r["submitted_at"] <= at]
    return {
        "interactions": [dict(r) for r in store.interactions.latest(key, RECENT, until=at)],
        "orders": store.purchases.count(key, until=at),
        "purchases": _orders(crm, store.purchases.then(key, at, crm.as_of.on.isoformat())),
        "contracts": _contracts(crm, key),
        "complaints": listed(crm, {"customer_id": key}, None),
        "surveys": store.former.then("survey_response", answers, at),
        "campaigns": _campaigns(crm, key),
        "tasks": store.tasks.then({"customer_id": key, "state": "open"}, at),
        "opportunities": store.opportunities.then({"customer_id": key, "open": 1}, at),
        "trials": _trials(crm, key),
        "retention": _retention(crm, key),
    }


def _orders(crm: Context, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A customer's orders with the last words on what became of each."""
    from crmcli.workflows.progress import summary

    said = summary(crm.store, lines, crm.view.at)
    return [line | {"progress": said.get(line["id"])} for line in lines]


def _contracts(crm: Context, key: int) -> list[dict[str, Any]]:
    """A customer's contracts, as they stand."""
    rows = crm.store.contracts.listed(crm.view.day, [key])
    if not rows:
        return []
    from crmcli.verdicts.contracts import accounts  # not loaded for customers without one

    return [each.as_row() for each in accounts(crm.view, rows)]


def _campaigns(crm: Context, key: int) -> list[dict[str, Any]]:
    """The campaigns that a customer was drawn for or came to, the latest first."""
    rows = crm.store.campaigns.of_customer(key, crm.view.day)
    if not rows:
        return []
    from crmcli.verdicts.campaigns import of_customer  # not loaded for customers without one

    return of_customer(crm.view, rows)


def _trials(crm: Context, key: int) -> list[dict[str, Any]]:
    """A customer's trials with where each stands, the undecided first."""
    rows = crm.store.trials.listed({"customer_id": key}, crm.view.day, crm.view.past)
    if not rows:
        return []
    from crmcli.judging.trials import state  # not loaded for customers without one

    return [dict(row) | {"state": state(dict(row), crm.as_of.on)} for row in rows]


def _retention(crm: Context, key: int) -> list[dict[str, Any]]:
    """A customer's cases of being kept, the newest first."""
    if not crm.store.retention.exist():
        return []
    from crmcli.commands.retain.views import as_row  # not loaded for teams without one
    from crmcli.verdicts.retention import cases

    rows = [as_row(crm, each) for each in cases(crm.view, [key])]
    return [{name: value for name, value in row.items() if name not in ("value", "spent")} for row in rows]
