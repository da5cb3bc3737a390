"""Customers who may stand there twice, and whom one that is to be added resembles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from crmcli.database.connection import Row
from crmcli.matching import duplicate_search, duplicates
from crmcli.matching.duplicates import Pair
from crmcli.matching.names import fold_name
from crmcli.matching.profiles import Profile, profile
from crmcli.store import Store
from crmcli.workflows.online_ways import each

Progress = Callable[[int, int], None]
#: Above this many customers one comparison of everybody is cheaper than a search for each.
_FEW = 200
#: What makes a merely possible pair worth showing to somebody who looks at one of the two.
_TELLING = frozenset({"phone", "email", "wechat", "social", "name"})


def profiles(store: Store, ids: Sequence[int] | None = None) -> list[Profile]:
    """Everyone, or some, as the comparison needs them."""
    ways: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    persons: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for customer_id, *way in store.duplicates.contact_ways(ids):
        ways[customer_id].append(tuple(way))
    for customer_id, *person in store.duplicates.persons(ids):
        persons[customer_id].append(tuple(person))
    return [
        profile(row, ways.get(row[0], ()), persons.get(row[0], ())) for row in store.duplicates.customers(ids)
    ]


def find(store: Store, tell: Progress = lambda done, total: None) -> list[Pair]:
    """Every pair that may be one customer, the surest first, without those that somebody decided about."""
    decided = store.duplicates.decisions()
    pairs = duplicate_search.find_pairs(profiles(store), tell)
    return [p for p in pairs if (p.left_id, p.right_id) not in decided]


def resembling(store: Store, values: Mapping[str, Any], contact: str | None = None) -> list[tuple[Row, Pair]]:
    """Known customers whom one that is to be added resembles, the surest first.

    Those of another name count only if they are likely, unless they share a phone, e-mail, WeChat or account elsewhere.
    """
    new = _new_profile(values, contact)
    shared = {
        i
        for kind in ("phone", "email", "wechat", "social")
        for value in each(values.get(kind))
        for i in store.customers.by_contact_way(value)
    }
    near = shared | set(store.duplicates.called(new.full, new.core.replace(" ", "")))
    found = []
    for known in profiles(store, sorted(near)):
        pair = duplicates.compare(new, known)
        if pair and (pair.cls != "possible" or known.id in shared or known.full == new.full):
            found.append(pair)
    found.sort(key=lambda p: (-p.score, p.right_id))
    rows = {row["id"]: row for row in store.customers.many([p.right_id for p in found])}
    return [(rows[p.right_id], p) for p in found]


def lookalikes(
    store: Store, ids: Sequence[int], tell: Progress = lambda done, total: None
) -> dict[int, list[Pair]]:
    """For each of some customers the pairs with whoever it may be, the surest first; of unlike names only the likely.

    Few are looked up one by one; for many it is cheaper to compare everybody.
    """
    pairs = find(store, tell) if len(ids) > _FEW else _near(store, ids)
    wanted = set(ids)
    found: dict[int, list[Pair]] = defaultdict(list)
    for pair in pairs:
        if pair.cls != "possible" or any(term.reason in _TELLING for term in pair.terms):
            for customer_id in {pair.left_id, pair.right_id} & wanted:
                found[customer_id].append(pair)
    return found


def _near(store: Store, ids: Sequence[int]) -> list[Pair]:
    """Pairs of each of these customers with those who share a way to reach them or (part of) the name."""
    mine = profiles(store, ids)
    near = {
        own.id: {
            i
            for value in (*own.phones, *own.emails, *own.wechats, *own.socials)
            for i in store.customers.by_contact_way(value)
        }
        | set(store.duplicates.called(own.full, own.core.replace(" ", "")))
        for own in mine
    }
    known = {p.id: p for p in profiles(store, sorted(set().union(*near.values())))}
    decided = store.duplicates.decisions()
    pairs = {
        (pair.left_id, pair.right_id): pair
        for own in mine
        for i in near[own.id] - {own.id}
        if (pair := duplicates.compare(own, known[i])) and (pair.left_id, pair.right_id) not in decided
    }
    return sorted(pairs.values(), key=lambda p: (-p.score, p.left_id, p.right_id))


def _new_profile(values: Mapping[str, Any], contact: str | None) -> Profile:
    columns = ("phone", "email", "wechat", "city", "street", "postcode", "birthday")
    name = values["name"]
    row = (0, name, fold_name(name), values.get("kind"), *(values.get(c) for c in columns))
    persons = [(fold_name(contact), None, None, None)] if contact else []
    ways = [("social", account) for account in each(values.get("social"))]
    return profile(row, ways, persons)


def compared(store: Store, pairs: Sequence[tuple[int, int]]) -> list[Pair | None]:
    """The scores of pairs of customers; None where there is nothing in it, or one of them isn't stored."""
    known = {p.id: p for p in profiles(store, sorted({i for pair in pairs for i in pair}))}
    return [
        duplicates.compare(known[one], known[other]) if one in known and other in known else None
        for one, other in pairs
    ]
