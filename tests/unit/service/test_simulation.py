"""Complaint clocks against a simulation that knows nothing of calendars: a bit for every minute, and counting bits.

Clock changes, public holidays and make-up days are written out here; pauses clear bits; a deadline is the minute by
which so many bits are set. Ten thousand random complaints, always the same ones.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any, NamedTuple

import pytest

from crmcli.policy import SEVERITIES, TIERS, Policy, default_dict
from crmcli.rules import CLOCKS, Rulebook
from crmcli.service import rounds as clocks
from crmcli.service.rounds import Event
from crmcli.service.timelines import timelines

CASES, CALENDARS = 10_000, 50
DAY, WINDOW_DAYS = 1440, 80
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
BASES = (date(2026, 2, 1), date(2026, 3, 1), date(2026, 9, 20))
#: Minutes ahead of UTC, and the instants at which that changes.
ZONES: dict[str, list[tuple[str, int]]] = {
    "Asia/Shanghai": [("2025-01-01T00:00", 480)],
    "Asia/Kolkata": [("2025-01-01T00:00", 330)],
    "Europe/Berlin": [("2025-10-26T01:00", 60), ("2026-03-29T01:00", 120), ("2026-10-25T01:00", 60)],
    "America/New_York": [("2025-11-02T06:00", -300), ("2026-03-08T07:00", -240), ("2026-11-01T06:00", -300)],
    "America/Havana": [("2025-11-02T05:00", -300), ("2026-03-08T05:00", -240), ("2026-11-01T05:00", -300)],
    "Australia/Lord_Howe": [("2025-10-04T15:30", 660), ("2026-04-04T15:00", 630), ("2026-10-03T15:30", 660)],
}
DAYS_OFF = (
    ("01-01", "01-03"), ("02-15", "02-23"), ("04-04", "04-06"), ("05-01", "05-05"), ("06-19", "06-21"),
    ("09-25", "09-27"), ("10-01", "10-07"),
)  # fmt: skip
MAKE_UP_DAYS = {"01-04", "02-14", "02-28", "05-09", "09-20", "10-10"}
#: What each clock is stopped by; progress and revisit have rules of their own.
STOPS = {
    "respond": {"responded", "progress", "asked", "proposed", "resolved"}, "propose": {"proposed", "resolved"},
    "progress": {"resolved"}, "resolve": {"resolved"}, "satisfaction": {"asked", "revisited"},
    "revisit": {"revisited"},
}  # fmt: skip
#: What is told on the way, with the question how satisfied the customer is or without it.
REPORTS = {"progress", "asked"}


class Shop(NamedTuple):
    """A made-up team: its policy, and per severity and tier what the simulation goes by."""

    base: datetime
    book: Rulebook
    limits: dict[tuple[str, str | None], tuple[str, dict[str, int]]]
    bits: dict[str, int]


class Story(NamedTuple):
    """What happened, in minutes from the base: (kind, minute, severity or nothing)."""

    tier: str | None
    steps: list[tuple[str, int, str | None]]
    now: int


# -- calendars ------------------------------------------------------------------------------------------------


def random_calendar(dice: Random, base: date) -> dict[str, Any]:
    if dice.random() < 0.1:
        return {"round_the_clock": True}
    hours = {day: random_slots(dice) if dice.random() < (0.9 if day < 5 else 0.6) else []
             for day in range(7)}  # fmt: skip
    hours[0] = hours[0] or ["09:00-18:00"]
    some_day = lambda: (base + timedelta(days=dice.randrange(WINDOW_DAYS))).isoformat()  # noqa: E731
    return {
        "time_zone": dice.choice(["", *ZONES]),
        "holidays": dice.choice(["", "CN"]),
        "closures": sorted({some_day() for _ in range(dice.randrange(4))}),
        "workdays": sorted({some_day() for _ in range(dice.randrange(4))}),
        "hours": {WEEK[day]: slots for day, slots in hours.items()},
    }


def random_slots(dice: Random) -> list[str]:
    kind = dice.random()
    if kind < 0.3:
        return ["09:00-18:00"]
    if kind < 0.5:
        return ["08:30-12:00", "13:30-17:45"]
    if kind < 0.55:
        return ["00:00-24:00"]
    if kind < 0.7:
        return ["22:00-06:00", "12:00-13:00"]
    if kind < 0.85:  # ends and begins while clocks are changed
        return ["23:30-01:40", "02:15-06:00", "12:00-20:00", "21:00-00:30"]
    first = [dice.randrange(0, DAY, 5) for _ in range(dice.randint(1, 3))]
    return [f"{clock(a)}-{clock((a + dice.randrange(180, DAY, 5)) % DAY)}" for a in first]


def clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def works(spec: dict[str, Any], day: date) -> list[str]:
    """The slots that start on a day."""
    key, hours = f"{day:%m-%d}", spec["hours"]
    own, any_day = hours[WEEK[day.weekday()]], next(slots for name in WEEK if (slots := hours[name]))
    if day.isoformat() in spec["closures"]:
        return []
    if day.isoformat() in spec["workdays"]:
        return own or any_day
    if spec["holidays"] and any(a <= key <= b for a, b in DAYS_OFF):
        return []
    return (own or any_day) if spec["holidays"] and key in MAKE_UP_DAYS else own


def minute_bits(spec: dict[str, Any], base: date) -> int:
    """A bit for every minute in UTC from the base: whether the clock on the wall then stands in a slot."""
    if spec.get("round_the_clock"):
        return (1 << WINDOW_DAYS * DAY) - 1
    first = base - timedelta(days=3)
    wall = bytearray((WINDOW_DAYS + 6) * DAY)
    for number in range(WINDOW_DAYS + 5):
        for slot in works(spec, first + timedelta(days=number)):
            begin, end = (int(part[:2]) * 60 + int(part[3:]) for part in slot.split("-"))
            end += DAY if end <= begin else 0
            wall[number * DAY + begin : number * DAY + end] = b"\1" * (end - begin)
    changes = [(minutes(base, datetime.fromisoformat(at)), ahead)
               for at, ahead in ZONES[spec["time_zone"] or "Asia/Shanghai"]]  # fmt: skip
    utc = bytearray()
    for (start, ahead), (stop, _) in zip(changes, [*changes[1:], (WINDOW_DAYS * DAY, 0)], strict=True):
        start, stop = max(start, 0), min(stop, WINDOW_DAYS * DAY)
        if start < stop:
            utc += wall[3 * DAY + start + ahead : 3 * DAY + stop + ahead]
    return int(utc[::-1].translate(bytes.maketrans(b"\0\1", b"01")), 2)


def minutes(base: date, at: datetime) -> int:
    return int((at - datetime.combine(base, datetime.min.time())).total_seconds()) // 60


def random_shop(dice: Random) -> Shop:
    base = dice.choice(BASES)
    specs = {name: random_calendar(dice, base) for name in ("one", "two")}
    complaint: dict[str, Any] = {"warn_percent": 80}
    limits: dict[tuple[str, str | None], tuple[str, dict[str, int]]] = {}
    for severity in SEVERITIES:
        usual = {name: 5 * dice.randint(2, 300) for name in CLOCKS}
        name = dice.choice(list(specs))
        limits[severity, None] = name, usual
        tiers = {}
        for tier in dice.sample(TIERS, 2):
            own = {clock: 5 * dice.randint(2, 300) for clock in dice.sample(CLOCKS, 2)}
            calendar = dice.choice(list(specs))
            limits[severity, tier] = calendar, {**usual, **own}
            tiers[tier] = {"calendar": calendar, **in_hours(own)}
        complaint[severity] = {"calendar": name, **in_hours(usual), "tier": tiers}
    calendars = {**default_dict()["calendar"], **specs}
    policy = Policy.from_dict({"complaint": complaint, "calendar": calendars}, 7)
    bits = {name: minute_bits(spec, base) for name, spec in specs.items()}
    return Shop(datetime.combine(base, datetime.min.time(), UTC), Rulebook(policy), limits, bits)


def in_hours(budgets: dict[str, int]) -> dict[str, float]:
    return {f"{name}_hours": minutes / 60 for name, minutes in budgets.items()}


# -- stories --------------------------------------------------------------------------------------------------


def random_story(dice: Random) -> Story:
    at = dice.randrange(4 * DAY, 30 * DAY)
    steps: list[tuple[str, int, str | None]] = [("opened", at, dice.choice(SEVERITIES))]
    state, waiting = "open", False
    for _step in range(dice.randrange(9)):
        at += dice.choice((dice.randint(1, 90), dice.randint(1, 1000), dice.randint(1, 2500)))
        if state == "open":
            kind = dice.choice(
                ("responded", "proposed", "progress", "asked", "wait", "wait", "severity", "resolved")
            )
        else:
            kind = dice.choice(("revisited", "asked", "reopened", "severity"))
        if kind == "wait":
            kind = dice.choice(("resumed", "answered")) if waiting else "waiting"
            waiting = not waiting
        if kind in ("resolved", "reopened"):
            state, waiting = ("resolved" if kind == "resolved" else "open"), False
        steps.append((kind, at, dice.choice(SEVERITIES) if kind == "severity" else None))
    return Story(dice.choice([None, *TIERS]), steps, at + dice.choice((0, 1, dice.randint(1, 3000))))


# -- the simulation -------------------------------------------------------------------------------------------


def simulate(shop: Shop, story: Story) -> list[dict[str, tuple[int | None, int | None, str]]]:
    """Per round and clock: the minutes of deadline and warning, and the state."""
    rounds: list[list[tuple[str, int, str | None]]] = []
    for step in story.steps:
        if step[0] in ("opened", "reopened"):
            rounds.append([])
        rounds[-1].append(step)
    severity, found = "normal", []
    for number, steps in enumerate(rounds):
        for _kind, _at, change in steps:
            severity = change or severity
        last = number == len(rounds) - 1
        now = story.now if last else rounds[number + 1][0][1]
        calendar, budgets = shop.limits.get((severity, story.tier)) or shop.limits[severity, None]
        found.append({name: simulate_clock(shop.bits[calendar], steps, name, budgets[name], now, last)
                      for name in CLOCKS})  # fmt: skip
    return found


def simulate_clock(
    work: int, steps: list[tuple[str, int, str | None]], name: str, budget: int, now: int, last: bool
) -> tuple[int | None, int | None, str]:
    start = steps[0][1]
    done = next((at for kind, at, _ in steps if kind in STOPS[name]), None)
    reports = [start]
    if name == "revisit":
        resolved = next((at for kind, at, _ in steps if kind == "resolved"), None)
        if resolved is None:
            return None, None, "none"
        start = resolved
    if name == "progress":
        reports += [at for kind, at, _ in steps if kind in REPORTS and (done is None or at < done)]
        start = reports[-1]
    running = work >> start
    if name in ("propose", "resolve"):
        running = without_waiting(running, start, steps, done)
    due, warn = after(running, start, budget), after(running, start, budget * 80 // 100)
    if done is not None:
        for told, until in pairwise(reports):
            by = after(work >> told, told, budget)
            if by is not None and by < until:
                return by, None, "met_late"
        return due, warn, "met_late" if due is not None and done > due else "met"
    if due is None:
        return None, warn, "paused" if last else "none"
    state = "breached" if now > due else "warned" if warn is not None and now >= warn else "open"
    return (due, warn, state) if last or state == "breached" else (None, None, "none")


def without_waiting(
    running: int, start: int, steps: list[tuple[str, int, str | None]], done: int | None
) -> int:
    since = None
    for kind, at, _ in steps:
        if done is not None and at >= done:
            break
        if kind == "waiting":
            since = at
        elif kind in ("resumed", "answered") and since is not None:
            running &= ~((1 << at - start) - (1 << since - start))
            since = None
    if since is None:
        return running
    if done is None:
        return running & (1 << since - start) - 1
    return running & ~((1 << done - start) - (1 << since - start))


def after(running: int, start: int, count: int) -> int | None:
    """The minute by which `count` running minutes have passed."""
    if running.bit_count() < count:
        return None
    width = running.bit_length()
    while width > 1:
        half = width // 2
        early = running & (1 << half) - 1
        if early.bit_count() >= count:
            running, width = early, half
        else:
            start, count = start + half, count - early.bit_count()
            running, width = running >> half, width - half
    return start + 1


# -- the comparison -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(10))
def test_ten_thousand_complaints_minute_by_minute(seed: int) -> None:
    dice = Random(seed)
    for _shop in range(CALENDARS // 10):
        shop = random_shop(dice)
        for case in range(CASES // CALENDARS):
            story = random_story(dice)
            events = [event(shop.base, step, story.tier) for step in story.steps]
            now = shop.base + timedelta(minutes=story.now)
            judged = clocks.rounds(events, lambda _began, book=shop.book: book, now)
            expected = simulate(shop, story)
            for number, (each, wanted) in enumerate(zip(judged, expected, strict=True)):
                found = {name: shown(shop.base, clock) for name, clock in each.clocks.items()}
                assert found == {n: comparable(n, w) for n, w in wanted.items()}, (seed, story, number)
                if case % 10 == 0:
                    check_timelines(shop, each)


def event(base: datetime, step: tuple[str, int, str | None], tier: str | None) -> Event:
    kind, at, severity = step
    data = {"severity": severity} if severity else {}
    if kind == "asked":
        return Event("progress", base + timedelta(minutes=at), data={"satisfied": "partly"})
    return Event(
        kind, base + timedelta(minutes=at), data={**data, "tier": tier} if kind == "opened" else data
    )


def shown(base: datetime, clock: clocks.Clock) -> tuple[int | None, int | None, str]:
    due, warn = (
        None if at is None else int((at - base).total_seconds()) // 60 for at in (clock.due_at, clock.warn_at)
    )
    return due, warn, clock.state


def comparable(name: str, wanted: tuple[int | None, int | None, str]) -> tuple[int | None, int | None, str]:
    """A progress clock that was met keeps no warning."""
    due, _warn, state = wanted
    return (due, None, state) if name == "progress" and state.startswith("met") else wanted


def check_timelines(shop: Shop, judged: clocks.Round) -> None:
    """The pieces follow one another without a gap, and what runs is what the bits say."""
    spec = judged.terms.limits.calendar
    for line in timelines(judged):
        assert line.used + line.left - line.over == line.span.seconds
        assert (line.late > 0) == (line.verdict.state == "met_late") or line.span.until is None, line
        assert [p.start for p in line.pieces[1:]] == [p.end for p in line.pieces[:-1]]
        for piece in line.pieces:
            start, end = (int((at - shop.base).total_seconds()) // 60 for at in (piece.start, piece.end))
            working = (shop.bits[spec] >> start & (1 << end - start) - 1).bit_count()
            if piece.kind != "paused":
                assert working == (end - start if piece.kind == "running" else 0), piece
