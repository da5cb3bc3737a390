"""What orders earn: brought in line with the ledger by every operation that changes orders, whoever or whatever enters them.

An order line's points are what it is worth by now, by the rate that it was first counted with. What is missing is added,
what is too much is taken back: from the lots that it brought, then from others. What isn't there stays owed, and the next
points that come in make up for it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from crmcli import clock
from crmcli.database.connection import Row
from crmcli.judging import points as rules
from crmcli.store import Work
from crmcli.verdicts.points import worth
from crmcli.workflows.loyalty import levels, paying
from crmcli.workflows.loyalty.changed import joined, touched
from crmcli.workflows.loyalty.ledger import expire, give_back, lot, make_up, take


def settle(work: Work, ids: Collection[int], tiers: Mapping[int, str]) -> None:
    """Settles the points of customers whose orders or membership the operation changed; nothing where they are no members and
    never were. What they earn goes by what they were before: their level so far, and the `tiers`."""
    members = work.store.points.members(ids)
    concerned = members.keys() | work.store.points.ledgered(ids)
    if concerned:
        work = work.present
        _Settling(work, members, concerned, tiers).run()
        levels.refresh(work, members)


class _Settling:
    """One operation's settling of some customers' points."""

    def __init__(
        self, work: Work, members: Mapping[int, Row], concerned: Collection[int], tiers: Mapping[int, str]
    ) -> None:
        self._work, self._members, self._concerned, self._tiers = work, members, concerned, tiers
        expire(work, concerned)
        self._ledger = work.store.points.of_purchases(concerned)
        self._joined = joined(work) & members.keys()
        self._touched = touched(work) | work.store.points.lines_of(self._joined)
        known = {row["purchase_id"] for row in self._ledger}
        lines = work.store.points.lines(known | self._touched)
        self._lines = {key: row for key, row in lines.items() if row["customer_id"] in concerned}
        self._earned: list[dict[str, Any]] = []
        #: Lines below zero: what they take back.
        self._went_back: list[tuple[Row, int]] = []
        self._new = [self._lines[key] for key in sorted(self._touched & self._lines.keys() - known)]

    def run(self) -> None:
        self._add_new()
        self._add_more()
        self._work.store.points.add(self._work.op, self._earned)
        for line, points in self._went_back:
            take(self._work, line["customer_id"], points, "takeback", purchase_id=line["id"])
        paying.settle(self._work, self._concerned, self._lines, self._touched)
        self._return_redeemed()
        make_up(self._work, self._concerned)

    def _add_new(self) -> None:
        """Lots for lines that earned nothing so far: of members, from the day on which they became one, and not of a time
        whose points a sheet told."""
        lines = [line for line in self._new if line["customer_id"] in self._members]
        buyers = {line["customer_id"] for line in lines}
        stated = self._work.store.points.stated_at(buyers)
        moves = self._work.store.points.tier_moves(self._joined & buyers)
        for line in lines:
            customer_id, day = line["customer_id"], line["ordered_on"]
            member = self._members[customer_id]
            if day < (member["member_since"] or "") or self._is_stated(
                line, *stated.get(customer_id, ("", ""))
            ):
                continue
            tier = next(
                (move["before"] for move in moves.get(customer_id, ()) if move["on_day"] >= day), None
            )
            tier = tier or self._tiers.get(customer_id)
            rate = rules.rate_of(self._work.policy.points, member["member_level"], tier, line["product"])
            points = rules.earned(worth(self._work, line), rate)
            self._earn(line, points, rate)
            if points < 0:
                self._went_back.append((line, -points))

    def _is_stated(self, line: Row, day: str, at: str) -> bool:
        """Whether an order's points are in a balance that a sheet told at an instant of a day. Of an order of that day nobody
        knows, unless its time was told."""
        if line["ordered_on"] != day:
            return bool(line["ordered_on"] < day)
        told = clock.as_told(clock.parse_iso(line["ordered_at"]), self._work.zone)
        return not isinstance(told, datetime) or bool(line["ordered_at"] <= at)

    def _add_more(self) -> None:
        """What lines are worth beyond what they earned."""
        for row in self._ledger:
            line = self._lines.get(row["purchase_id"])
            if line is not None and row["customer_id"] in self._members and row["rate"]:
                target = rules.earned(worth(self._work, line), row["rate"])
                self._earn(line, target - int(row["points"]), row["rate"])

    def _earn(self, line: Row, points: int, rate: int) -> None:
        """A lot that counts from the order's day on, unless it would be over by now."""
        since, work = date.fromisoformat(line["ordered_on"]), self._work
        if points > 0 and rules.expiry(work.policy.points, since) >= work.as_of.on:
            about = {"purchase_id": line["id"], "rate": rate}
            self._earned.append(lot(work, line["customer_id"], points, "earn", since=since, **about))

    def _return_redeemed(self) -> None:
        """Points that were taken for money off an order go back with the part of it that was refunded. Where none are left,
        nothing is taken off any more: the redemption is cancelled for good."""
        for redemption in self._work.store.loyalty.off_orders(self._concerned):
            lines = self._work.store.points.order_lines(redemption["purchase_id"])
            total = sum(line["amount_cents"] for line in lines)
            left = sum(worth_of_line(line) for line in lines)
            spent = int(redemption["spent"])
            # What is left of a point stays spent.
            kept = -(-redemption["points"] * left // total) if total > 0 else 0
            spent -= give_back(self._work, redemption["id"], max(0, spent - kept))
            if not spent:
                self._work.store.loyalty.cancel(self._work.op, redemption["id"])


def worth_of_line(line: Mapping[str, Any] | Row) -> int:
    """What refunds left of an order line, in cents of its own currency: nothing of one that was cancelled."""
    if line["status"] in ("refunded", "cancelled"):
        return 0
    return max(0, int(line["amount_cents"] - line["refunded_cents"]))
