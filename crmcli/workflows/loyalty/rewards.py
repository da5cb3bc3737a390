"""Rewards and what members redeem: points are spent, stock goes down; taken back, both return."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from crmcli import errors
from crmcli.database.connection import Record, Row
from crmcli.i18n import _
from crmcli.queries.counted import COUNTED
from crmcli.store import Store, Work
from crmcli.verdicts.points import cash_left
from crmcli.wording import shell_word
from crmcli.workflows.loyalty import ledger, members
from crmcli.workflows.purchases import again, named, whole

#: Of a coupon's code: letters and digits that nobody takes for each other.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_CODE = 8


def called(store: Store, name: str) -> Row:
    """The reward of this name or id; NotFound if there is none."""
    rows = store.loyalty.rewards()
    wanted = name.strip().casefold()
    found = [row for row in rows if row["name"].casefold() == wanted] or [
        r for r in rows if str(r["id"]) == wanted
    ]
    if not found:
        raise errors.NotFound(
            _("There is no reward %(name)s.") % {"name": name},
            _("See: crmcli loyalty rewards list"),
            candidates=[row["name"] for row in rows],
        )
    return found[0]


def add(work: Work, values: Mapping[str, Any]) -> int:
    """A new reward. Invalid for a name that another has."""
    _refuse_taken(work.store, values["name"], None)
    return work.store.loyalty.add_reward(work.op, values)


def edit(work: Work, reward: Row, values: Mapping[str, Any]) -> bool:
    """Changes a reward; False if nothing differs. Invalid for a name that another has."""
    if "name" in values:
        _refuse_taken(work.store, values["name"], reward["id"])
    return work.store.loyalty.edit_reward(work.op, reward["id"], values)


def _refuse_taken(store: Store, name: str, own: int | None) -> None:
    if any(row["name"].casefold() == name.casefold() and row["id"] != own for row in store.loyalty.rewards()):
        raise errors.Invalid(
            _("There is already a reward %(name)s.") % {"name": name},
            _("Change it: crmcli loyalty rewards edit %(name)s --help") % {"name": shell_word(name)},
        )


def redeem(work: Work, about: Record, name: str, times: int) -> int:
    """Spends a member's points on a reward; the redemption's id. Invalid for too few points, an empty stock or a reward that
    is over."""
    members.require(work, about)
    reward = called(work.store, name)
    if reward["valid_until"] and reward["valid_until"] < work.day:
        raise errors.Invalid(
            _("The reward %(name)s was there until %(day)s.")
            % {"name": reward["name"], "day": reward["valid_until"]},
            _("Change it: crmcli loyalty rewards edit %(name)s --help")
            % {"name": shell_word(reward["name"])},
        )
    if reward["stock"] is not None and reward["stock"] < times:
        raise errors.Invalid(
            _("Of the reward %(name)s there are %(stock)d left.")
            % {"name": reward["name"], "stock": reward["stock"]},
            _("More came in: crmcli loyalty rewards edit %(name)s --stock N")
            % {"name": shell_word(reward["name"])},
        )
    values = {"reward_id": reward["id"], "times": times, "points": reward["points"] * times}
    if reward["kind"] == "coupon":
        until = reward["valid_days"] and work.as_of.on + timedelta(days=reward["valid_days"])
        values |= {"code": _code(work.store), "valid_until": until.isoformat() if until else None}
    if reward["stock"] is not None:
        work.store.loyalty.edit_reward(work.op, reward["id"], {"stock": reward["stock"] - times})
    return _spend(work, about, values)


def redeem_cash(work: Work, about: Record, cents: int, order: str) -> int:
    """Spends a member's points as money off an order of theirs, by the policy's rate; the redemption's id. Invalid for more
    than the order comes to, or than there are points for."""
    members.require(work, about)
    lines = [line for line in named(work.store, order) if line["customer_id"] == about["id"]]
    if not lines:
        raise errors.NotFound(
            _("%(name)s has no order %(order)s.") % {"name": about["name"], "order": order},
            _("See: crmcli purchase list %(id)d") % {"id": about["id"]},
        )
    lines = again(work.store, whole(work.store, lines[0]))
    left = sum(
        line["amount_cents"] - line["refunded_cents"]
        for line in lines
        if line["status"] in (*COUNTED, "ordered") and line["currency"] == work.policy.team.currency
    )
    left -= sum(
        cash_left(row, int(row["spent"])) for row in work.store.loyalty.off_orders([about["id"]])
        if row["purchase_id"] in {line["id"] for line in lines}
    )  # fmt: skip
    if cents > left:
        raise errors.Invalid(
            _("Only %(left)s of this order is left to be paid with points.")
            % {"left": f"{max(0, left) / 100:,.2f}"},
            _("Check --cash."),
        )
    points = -(-work.policy.points.per_cash * cents // 100)
    values = {"purchase_id": lines[0]["id"], "times": 1, "points": points, "cash_cents": cents}
    return _spend(work, about, values)


def _spend(work: Work, about: Record, values: Mapping[str, Any]) -> int:
    ledger.expire(work, [about["id"]])
    members.refuse_more(work, about, values["points"])
    redemption_id = work.store.loyalty.add_redemption(
        work.op, {**values, "customer_id": about["id"]}, work.day
    )
    ledger.take(work, about["id"], values["points"], "redeem", redemption_id=redemption_id)
    return redemption_id


def _code(store: Store) -> str:
    """A code that no redemption has."""
    while True:
        code = "".join(secrets.choice(_LETTERS) for _each in range(_CODE))
        if not store.loyalty.codes([code]):
            return code


def cancel(work: Work, redemption_id: int) -> tuple[Row, int]:
    """Takes a redemption back: its points return to their lots, what was taken from stock returns. The redemption, and how many
    points. NotFound or Invalid for none that stands."""
    row = work.store.loyalty.redemption(redemption_id)
    if row is None:
        raise errors.NotFound(
            _("There is no redemption %(id)d.") % {"id": redemption_id},
            _("See: crmcli loyalty show CUSTOMER"),
        )
    if row["canceled_at"]:
        raise errors.Invalid(
            _("Redemption %(id)d was cancelled already.") % {"id": redemption_id},
            _("See: crmcli loyalty show %(id)d") % {"id": row["customer_id"]},
        )
    points = ledger.give_back(work, redemption_id, row["points"])
    if row["reward_id"]:
        reward = called(work.store, str(row["reward"]))
        if reward["stock"] is not None:
            work.store.loyalty.edit_reward(work.op, reward["id"], {"stock": reward["stock"] + row["times"]})
    work.store.loyalty.cancel(work.op, redemption_id)
    return row, points
