"""Who may be reached for a purpose by a channel, of many at once. Reads and judges, writes nothing.

    reach(view, purpose, channel, whom) -> dict[Whom, Reach]

`purpose` is care, marketing, survey, profiling or service, `channel` one of the policy's or None for whichever may be used,
`whom` customers (`Whom(customer_id)`) or contact persons (`Whom(customer_id, contact_person_id)`). `Reach.allowed` says
whether, `Reach.channels` by which, `Reach.reason` why not (`judging.reach.REASONS`; `wording.unreached` has the words).
The number of queries doesn't depend on how many are asked about. Whatever goes out asks here and nowhere else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from crmcli.database.connection import Record, Row
from crmcli.judging.reach import Consent, Facts, Reach
from crmcli.judging.reach import reach as judged
from crmcli.matching.countries import country_code
from crmcli.store import View


class Whom(NamedTuple):
    """A customer as a whole, or one of its contact persons."""

    customer_id: int
    contact_person_id: int | None = None


def reach(view: View, purpose: str, channel: str | None, whom: Iterable[Whom]) -> dict[Whom, Reach]:
    """Whether each may be reached for a purpose by a channel, at the view's moment. Who isn't there is left out.

    Who is asked for a customer as a whole is its first contact person: what they said counts like what the customer did, and
    all ways to reach the customer or somebody there are ways. Of a contact person only their own are.
    """
    facts = facts_of(view, whom)
    return {each: judged(view.policy, found, purpose, channel, view.day) for each, found in facts.items()}


def refusal(view: View, purpose: str, whom: Whom, channel: str) -> str:
    """Why somebody may not be reached for a purpose by a channel; empty where they may."""
    found = reach(view, purpose, channel, [whom]).get(whom)
    return "gone" if found is None else found.reason


def facts_of(view: View, whom: Iterable[Whom]) -> dict[Whom, Facts]:
    """What the gate looks at, of each at the view's moment."""
    asked = list(dict.fromkeys(whom))
    ids = list(dict.fromkeys(each.customer_id for each in asked))
    known = _Known(view, ids)
    return {each: known.facts(each) for each in asked if known.is_there(each)}


class _Known:
    """What the database has of some customers, by customer."""

    def __init__(self, view: View, ids: Sequence[int]) -> None:
        area = view.store.consents
        rows = area.customers(ids)
        self._day = view.day
        self._customers: dict[int, Record] = {row["id"]: row for row in rows}
        if view.past:
            self._customers = {row["id"]: row for row in view.store.former.then("customer", rows, view.past)}
        self._persons = _by_customer(area.persons(ids))
        self._ways = _by_customer(area.further_ways(ids))
        self._consents = _by_customer(area.of(ids, view.at))

    def is_there(self, whom: Whom) -> bool:
        return whom.customer_id in self._customers and (
            whom.contact_person_id is None or self._person(whom) is not None
        )

    def facts(self, whom: Whom) -> Facts:
        row, person = self._customers[whom.customer_id], self._person(whom)
        return Facts(
            status=row["status"],
            paused_until=row["paused_until"],
            review_state=row["review_state"],
            tags=row["tags"],
            preferences=row["preferences"],
            country=country_code(row["country"]) if row["country"] else None,
            gone=person is not None and self._left(person),
            ways=self._ways_to(whom),
            consents=self._said(whom),
        )

    def _person(self, whom: Whom) -> Row | None:
        of = self._persons[whom.customer_id]
        return next((row for row in of if row["id"] == whom.contact_person_id), None)

    def _left(self, person: Row) -> bool:
        return person["left_on"] is not None and person["left_on"] <= self._day

    def _said(self, whom: Whom) -> tuple[Consent, ...]:
        """What the customer said, and the person who is asked for."""
        there = [row["id"] for row in self._persons[whom.customer_id] if not self._left(row)]
        person = whom.contact_person_id or next(iter(there), None)
        return tuple(
            Consent(row["purpose"], row["channel"], bool(row["granted"]), row["at"])
            for row in self._consents[whom.customer_id]
            if row["contact_person_id"] in (None, person)
        )

    def _ways_to(self, whom: Whom) -> frozenset[str]:
        persons = self._persons[whom.customer_id]
        if whom.contact_person_id is None:
            mine = {None, *(row["id"] for row in persons if not self._left(row))}
            holders: list[Record] = [self._customers[whom.customer_id]]
        else:
            mine, holders = {whom.contact_person_id}, []
        holders += [row for row in persons if row["id"] in mine]
        own = {way for row in holders for way in _OWN if row[way]}
        return frozenset(
            own
            | {
                _way(row)
                for row in self._ways[whom.customer_id]
                if row["contact_person_id"] in mine and row["value"]
            }
        )


#: The ways in the rows of customers and of contact persons themselves.
_OWN = ("phone", "email", "wechat", "street")


def _way(row: Row) -> str:
    """What way it is; of an account on a social platform, the platform."""
    return str(row["value"]).partition(":")[0] if row["kind"] == "social" else str(row["kind"])


def _by_customer(rows: Iterable[Row]) -> defaultdict[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["customer_id"]].append(row)
    return found
