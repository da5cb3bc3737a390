"""What doctor looks at: the file itself, whether records are whole and can be read, the chain of operations, and stored
results against recomputation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from crmcli import clock
from crmcli.clock import AsOf
from crmcli.dates.calendars import build, unknown_year
from crmcli.i18n import _, series
from crmcli.store import Store, View
from crmcli.workflows import classifying

#: So many damaged records are named.
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: state is ok, warning or broken."""

    key: str
    check: str
    state: str = "ok"
    detail: str = ""
    advice: str = ""


def check(view: View) -> list[Finding]:
    """Every check in turn; reads only."""
    records = [
        _server(view.store) or _integrity(view.store),
        _references(view.store),
        _complaints(view.store),
        _values(view.store),
    ]
    # Nothing can be worked out from what can't be read.
    damaged = any(found.state == "broken" for found in records)
    return [
        *records,
        _chain(view.store),
        _points(view.store),
        *(_uncompared() if damaged else (_search(view.store), _standings(view))),
        _stale(view),
        _holidays(view),
    ]


def _server(store: Store) -> Finding | None:
    """The server behind the database and this login on it; None for a file."""
    row = store.health.server()
    if row is None:
        return None
    facts = [
        f"PostgreSQL {row['version']}",
        _("encrypted")
        if row["encrypted"]
        else _("not encrypted, but on this machine")
        if row["near"]
        else _("not encrypted"),
        _("this login writes") if row["writes"] else _("this login only reads"),
        _("changes wait for a standby") if row["standbys"] else _("no synchronous standby"),
    ]
    trouble = {
        _("Set up TLS on the server."): not row["encrypted"] and not row["near"],
        _("Every change waits: connect the standby, or clear synchronous_standby_names."): bool(
            row["standbys"]
        )
        and not row["followers"],
        _("A crash may lose what was saved: switch on %(names)s.") % {"names": row["hasty"]}: bool(
            row["hasty"]
        ),
        _("Group roles are missing: if the database was renamed, rename its roles too."): row["groups"] < 2,
    }
    advice = " ".join(text for text, holds in trouble.items() if holds)
    return Finding("server", _("Server"), "warning" if advice else "ok", series(facts), advice)


def _integrity(store: Store) -> Finding:
    problem = store.health.integrity()
    if problem == "ok":
        return Finding("integrity", _("File"), detail=_("the file is whole"))
    return Finding("integrity", _("File"), "broken", problem, _("Restore a backup: crmcli restore FILE"))


def _references(store: Store) -> Finding:
    sound = _("every reference finds its row")
    return _damage("references", _("References"), sound, store.health.dangling())


def _complaints(store: Store) -> Finding:
    unopened, sound = store.health.unopened(), _("each has its opening")
    told = [_("without an opening: %(which)s") % {"which": which} for which in unopened]
    return _damage("complaints", _("Complaints"), sound, told)


def _values(store: Store) -> Finding:
    sound = _("every date and every word can be read")
    return _damage("values", _("Values"), sound, store.health.unreadable())


def _search(store: Store) -> Finding:
    sound = _("every customer is found by what its records say")
    told = [f"customer {i}" for i in sorted(store.search_texts.faults())]
    return _damage("search", _("Search"), sound, told)


def _damage(key: str, title: str, sound: str, found: Sequence[str]) -> Finding:
    """What is wrong with single records, some of it named."""
    if not found:
        return Finding(key, title, detail=sound)
    more = _("… and %(n)d more") % {"n": len(found) - _NAMED} if len(found) > _NAMED else ""
    detail = series(filter(None, [*found[:_NAMED], more]))
    return Finding(key, title, "broken", detail, _("Restore a backup: crmcli restore FILE"))


def _chain(store: Store) -> Finding:
    broken = store.history.verify()
    if not broken:
        return Finding("chain", _("History"), detail=_("the chain of operations is intact"))
    detail = _("first broken in operation %(n)d") % {"n": broken[0]}
    return Finding(
        "chain", _("History"), "broken", detail, _("Somebody changed the history; compare with a backup.")
    )


def _points(store: Store) -> Finding:
    below = store.health.negative_balances()
    if not below:
        return Finding("points", _("Points"), detail=_("no balance is below zero"))
    detail = _("customers %(ids)s") % {"ids": series(map(str, below[:5]))}
    return Finding(
        "points", _("Points"), "broken", detail, _("Look at them: crmcli show %(id)d") % {"id": below[0]}
    )


def _standings(view: View) -> Finding:
    """Recomputes every standing for the instant it was computed for, and compares."""
    title, differing, missing = _("Standings"), 0, view.store.health.without_standing()
    everyone = view.store.customers.count()
    for at, ids in view.store.health.judged_at(view.policy.version).items():
        then = replace(view, as_of=AsOf.at(clock.parse_iso(at), view.zone))
        outcome = classifying.compare(then, ids if len(ids) < everyone else None)
        differing += sum(row[0] in ids for row in outcome.changed)
    if not differing and not missing:
        return Finding("standings", title, detail=_("all equal their recomputation"))
    detail = _("%(n)d differ, %(m)d are missing") % {"n": differing, "m": missing}
    return Finding(
        "standings", title, "broken" if differing else "warning", detail, _("Run: crmcli classify")
    )


def _uncompared() -> list[Finding]:
    why = _("not compared while records are damaged")
    return [
        Finding("search", _("Search"), "warning", why),
        Finding("standings", _("Standings"), "warning", why),
    ]


def _stale(view: View) -> Finding:
    stale = view.store.standings.stale_count(view.day)
    if not stale:
        return Finding("stale", _("Up to date"), detail=_("no standing is out of date"))
    return Finding(
        "stale",
        _("Up to date"),
        "warning",
        _("%(n)d standings are out of date") % {"n": stale},
        _("Run: crmcli classify"),
    )


def _holidays(view: View) -> Finding:
    calendars = build(view.policy.calendar, view.policy.team.time_zone)
    title, horizons = _("Holidays"), [year for each in calendars.values() if (year := each.holiday_horizon())]
    if not horizons:
        return Finding("holidays", title, detail=_("no public holidays are used"))
    known = _("known to the end of %(year)d") % {"year": min(horizons)}
    year = unknown_year(calendars.values(), view.as_of.on)
    if year is None:
        return Finding("holidays", title, detail=known)
    # The bare command: on a narrow screen it is not to be broken in two.
    return Finding("holidays", title, "warning", known, _("crmcli calendar add %(year)d") % {"year": year})
