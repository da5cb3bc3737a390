"""What doctor looks at: the file itself, whether records are whole and can be read, the chain of operations, and stored
results against recomputation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from crmcli import clock, errors, naming
from crmcli.actors import MANAGERS
from crmcli.clock import AsOf
from crmcli.dates.calendars import build, unknown_year
from crmcli.i18n import _, ngettext, sentences, series, some, titled
from crmcli.queries.wholeness.health import POLICY
from crmcli.store import Store, View
from crmcli.wording import shell_word, size_told
from crmcli.workflows import classifying, complaints


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: state is ok, warning or broken."""

    key: str
    check: str
    state: str = "ok"
    detail: str = ""
    advice: str = ""


def check(store: Store, view: Callable[[], View]) -> list[Finding]:
    """Every check in turn; reads only. `view` is asked for once the records are known to be whole."""
    structure = _structure(store)
    if structure.state == "broken":
        return [_server(store) or _integrity(store), structure]
    with store.db.odd_texts():
        records = [
            _server(store) or _integrity(store),
            structure,
            _references(store),
            _complaints(store),
            _values(store),
            _policy(store),
        ]
        # Nothing can be worked out from what can't be read.
        if any(found.state == "broken" for found in records):
            return [*records, _chain(store), *_uncompared()]
    return [*records, _chain(store), *_agreement(store), *_compared(view())]


def _agreement(store: Store) -> list[Finding]:
    """Whether records agree with one another."""
    return [
        _indexes(store),
        _counters(store),
        _staff(store),
        _answers(store),
        _points(store),
        _cards(store),
        _attachments(store),
    ]


def _compared(view: View) -> list[Finding]:
    """What is stored against what it was worked out from."""
    return [
        _search(view.store),
        _deadlines(view),
        _standings(view),
        _clock(view),
        _stale(view),
        _holidays(view),
    ]


def _structure(store: Store) -> Finding:
    title, absent, triggers = _("Tables"), store.health.absent(), store.agreement.triggers()
    if absent:
        detail = _("missing: %(which)s") % {"which": some(absent)}
        return Finding("structure", title, "broken", detail, _restore_advice())
    if unguarded := store.agreement.unguarded():
        detail = _("missing: %(which)s") % {"which": some(unguarded)}
        return Finding(
            "structure", title, "broken", detail, _("Make them anew in a new place: crmcli move --to FILE")
        )
    if triggers:
        detail = _("triggers that are not crmcli's: %(which)s") % {"which": some(triggers)}
        advice = _("Whoever made them should remove them (DROP TRIGGER): they change records unseen.")
        return Finding("structure", title, "warning", detail, advice)
    return Finding("structure", title, detail=_("all tables are as they should be"))


def _indexes(store: Store) -> Finding:
    title, lacking, doubled = (
        _("Indexes"),
        store.agreement.unindexed(),
        list(map(str, store.health.doubled())),
    )
    if doubled:
        detail = _("twice: %(which)s") % {"which": some(doubled)}
        return Finding("indexes", title, "broken", detail, _restore_advice())
    if lacking:
        detail = _("missing: %(which)s") % {"which": some(lacking)}
        advice = _("Make them anew in a new place: crmcli move --to FILE")
        return Finding("indexes", title, "warning", detail, advice)
    return Finding("indexes", title, detail=_("none is missing, and nothing is there twice"))


def _counters(store: Store) -> Finding:
    """Whether the history tells of every row that was added."""
    title, cut = _("Numbers"), store.agreement.cut_off()
    if cut:
        detail = _("the newest history is missing: %(which)s") % {"which": some(cut)}
        advice = _("Somebody changed the history; compare with a backup.")
        return Finding("numbers", title, "broken", detail, advice)
    return Finding("numbers", title, detail=_("every number was given once, and the history tells when"))


def _staff(store: Store) -> Finding:
    title, shared = _("Staff"), store.agreement.shared_logins()
    if shared:
        detail = _("several people have the login %(which)s") % {"which": some(shared)}
        advice = _("Give each their own: crmcli staff edit NAME --login LOGIN")
        return Finding("staff", title, "warning", detail, advice)
    if not any(person["active"] and person["role"] in MANAGERS for person in store.staff.all()):
        advice = _("Restore a backup into a new place: whoever restores it there manages the team.")
        return Finding("staff", title, "broken", _("nobody is left who may manage the team"), advice)
    return Finding("staff", title, detail=_("somebody manages the team, and every login is one person's"))


def _answers(store: Store) -> Finding:
    sound = _("every answer fits its question")
    return _damage("answers", _("Survey answers"), sound, store.agreement.unfit_answers())


def _attachments(store: Store) -> Finding:
    found, (number, size) = store.attachments.faulty(), store.attachments.unused()
    sound = _("every file is as it was attached")
    if number:
        more = _("%(n)d of them for undo alone (%(size)s)") % {"n": number, "size": size_told(size)}
        sound = series((sound, more))
    return _damage("attachments", _("Attachments"), sound, found)


def _deadlines(view: View) -> Finding:
    title, differing = _("Deadlines"), complaints.differing(view)
    if not differing:
        return Finding("deadlines", title, detail=_("state and deadlines follow from the steps"))
    detail = _("of complaints %(which)s") % {"which": some([str(row["number"]) for row in differing])}
    stepped = next((row for row in differing if row["state"] != "archived"), None)
    advice = _("Any further step works them out anew: crmcli complaint note %(number)s TEXT")
    told = advice % {"number": shell_word(stepped["number"])} if stepped else _restore_advice()
    return Finding("deadlines", title, "broken", detail, told)


def _clock(view: View) -> Finding:
    title, early = _("Clock"), view.store.agreement.early(clock.iso(clock.now()))
    if not early:
        return Finding("clock", title, detail=_("nothing is of later than now"))
    named = [f"{naming.table(table)} {number}" for table, number in map(str.split, early)]
    detail = _("later than now: %(which)s") % {"which": some(named)}
    return Finding("clock", title, "warning", detail, _("Set the clock, then run: crmcli classify"))


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
    advice = sentences(*(text for text, holds in trouble.items() if holds))
    return Finding("server", _("Server"), "warning" if advice else "ok", series(facts), advice)


def _integrity(store: Store) -> Finding:
    try:
        problem = store.health.integrity()
    except errors.Corrupt as error:
        problem = error.message
    if problem == "ok":
        return Finding("integrity", _("File"), detail=_("the file is whole"))
    return Finding("integrity", _("File"), "broken", problem, _restore_advice())


def _references(store: Store) -> Finding:
    sound = _("every reference finds its row")
    return _damage("references", _("References"), sound, list(map(str, store.health.dangling())))


def _complaints(store: Store) -> Finding:
    unopened, sound = store.health.unopened(), _("each has its opening")
    told = [_("without an opening: %(which)s") % {"which": which} for which in unopened]
    return _damage("complaints", _("Complaints"), sound, told)


def _values(store: Store) -> Finding:
    sound, odd = _("every date and every word can be read"), store.health.unreadable()
    return _damage("values", _("Values"), sound, [str(each) for each in odd if each.table != POLICY])


def _policy(store: Store) -> Finding:
    title, odd = _("Policy"), [str(each) for each in store.health.unreadable() if each.table == POLICY]
    if not odd and store.policies.versions():
        return Finding("policy", title, detail=_("every version can be read"))
    advice = _(
        "Adopt a sound one: crmcli policy set --file FILE   (what can be read of it: crmcli policy show)"
    )
    return Finding("policy", title, "broken", some(odd or [POLICY]), advice)


def _search(store: Store) -> Finding:
    sound = _("every customer is found by what its records say")
    told = [f"customer {i}" for i in sorted(store.search_texts.faults())]
    return _damage("search", _("Search"), sound, told)


def _damage(key: str, title: str, sound: str, found: Sequence[str]) -> Finding:
    """What is wrong with single records, some of it named."""
    if not found:
        return Finding(key, title, detail=sound)
    return Finding(key, title, "broken", some(found), _restore_advice())


def _restore_advice() -> str:
    return _("Restore a backup: crmcli restore FILE")


def _chain(store: Store) -> Finding:
    broken = store.history.verify()
    if not broken:
        return Finding("chain", _("History"), detail=_("the chain of operations is intact"))
    detail = _("first broken in operation %(n)d") % {"n": broken[0]}
    return Finding(
        "chain", _("History"), "broken", detail, _("Somebody changed the history; compare with a backup.")
    )


def _points(store: Store) -> Finding:
    below = store.agreement.negative_balances()
    if not below:
        return Finding("points", _("Points"), detail=_("no balance is below zero"))
    detail = _("customers %(ids)s") % {"ids": series(map(str, below[:5]))}
    return Finding(
        "points", _("Points"), "broken", detail, _("Look at them: crmcli show %(id)d") % {"id": below[0]}
    )


def _cards(store: Store) -> Finding:
    title, shared = _("Member numbers"), store.agreement.shared_cards()
    if not shared:
        return Finding("cards", title, detail=_("every member number is one customer's"))
    told = [titled(number, series(map(str, ids))) for number, ids in shared]
    detail = _("several customers have one: %(which)s") % {"which": some(told)}
    advice = _("Give one of them another: crmcli edit %(id)d member_no=NUMBER") % {"id": shared[0][1][-1]}
    return Finding("cards", title, "warning", detail, advice)


def _standings(view: View) -> Finding:
    """Recomputes every standing for the instant it was computed for, and compares."""
    title, differing, missing = _("Standings"), 0, view.store.agreement.without_standing()
    everyone = view.store.customers.count()
    for at, ids in view.store.agreement.judged_at(view.policy.version).items():
        then = replace(view, as_of=AsOf.at(clock.parse_iso(at), view.zone))
        outcome = classifying.compare(then, ids if len(ids) < everyone else None)
        differing += sum(row[0] in ids for row in outcome.changed)
    differing += len(view.store.agreement.unruled())
    if not differing and not missing:
        return Finding("standings", title, detail=_("all equal their recomputation"))
    detail = _("differing: %(n)d, missing: %(m)d") % {"n": differing, "m": missing}
    return Finding(
        "standings", title, "broken" if differing else "warning", detail, _("Run: crmcli classify")
    )


def _uncompared() -> list[Finding]:
    why = _("not compared while records are damaged")
    return [
        Finding(key, title, "warning", why, _("Mend the records first."))
        for key, title in (
            ("points", _("Points")),
            ("cards", _("Member numbers")),
            ("search", _("Search")),
            ("deadlines", _("Deadlines")),
            ("standings", _("Standings")),
        )
    ]


def _stale(view: View) -> Finding:
    stale = view.store.standings.stale_count(view.day)
    if not stale:
        return Finding("stale", _("Up to date"), detail=_("no standing is out of date"))
    return Finding(
        "stale",
        _("Up to date"),
        "warning",
        ngettext("%(n)d standing is out of date", "%(n)d standings are out of date", stale) % {"n": stale},
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
