"""Complaint clocks: deadlines, pauses, rounds, guesses and what somebody must do next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmcli.policy import SEVERITIES, Policy, default_policy
from crmcli.reports.complaint_cases import tally
from crmcli.rules import CLOCKS, Clock, Rulebook
from crmcli.service import rounds
from crmcli.service.rounds import Books, Event

POLICY = default_policy()
YES, SATISFIED = {"satisfied": "yes"}, {"result": "satisfied"}
OPENED = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # Friday 10:00 in Shanghai


def by(policy: Policy) -> Books:
    """One policy, whenever a round began."""
    book = Rulebook(policy)
    return lambda _began: book


def hours(n: float) -> datetime:
    return OPENED + timedelta(hours=n)


def judged(events: Iterable[Event], books: Books, now: datetime) -> rounds.Verdict:
    return rounds.verdict_of(rounds.rounds(events, books, now))


def evaluate(*steps: tuple, now: float, severity: str = "urgent", policy: Policy = POLICY) -> rounds.Verdict:
    """Steps are (kind, hours since the opening) with an optional {"known": …, "severity": …}."""
    events = [Event("opened", OPENED, data={"severity": severity})]
    for kind, when, *more in steps:
        options = dict(more[0]) if more else {}
        events.append(Event(kind, hours(when), options.pop("known", True), options))
    return judged(events, by(policy), hours(now))


def states(verdict: rounds.Verdict) -> dict[str, str]:
    return {name: clock.state for name, clock in verdict.clocks.items()}


def all_states(*states: str) -> dict[str, str]:
    """In the order of CLOCKS."""
    return dict(zip(CLOCKS, states, strict=True))


@pytest.mark.parametrize(
    "now, state",
    [(0.79, "open"), (0.8, "warned"), (0.99, "warned"), (1, "warned"), (1.001, "breached"), (30, "breached")],
)
def test_a_clock_warns_at_80_and_breaches_past_100_per_cent(now, state):
    clock = evaluate(now=now).clocks["respond"]
    assert clock == Clock(hours(1), None, state, hours(0.8))


@pytest.mark.parametrize("severity, resolve", [("urgent", 24), ("serious", 48), ("normal", 72), ("odd", 72)])
def test_every_severity_has_deadlines(severity, resolve):
    found = evaluate(now=0, severity=severity).clocks
    due = {name: clock.due_at for name, clock in found.items()}
    assert due == {
        "respond": hours(1), "propose": hours(2), "progress": hours(24),
        "resolve": hours(resolve), "satisfaction": hours(24), "revisit": None,
    }  # fmt: skip


@pytest.mark.parametrize("at, state", [(1, "met"), (1.01, "met_late")])
def test_a_step_in_time_or_late(at, state):
    clock = evaluate(("responded", at), now=50).clocks["respond"]
    assert (clock.state, clock.done_at) == (state, hours(at))


@pytest.mark.parametrize(
    "steps, state",
    [
        ([], "open"),
        ([("responded", 0.5)], "responded"),
        ([("responded", 0.5), ("proposed", 1)], "proposed"),
        ([("proposed", 0.5), ("responded", 1)], "proposed"),
        ([("progress", 0.5)], "responded"),
        ([("responded", 0.5), ("waiting", 1)], "waiting"),
        ([("responded", 0.5), ("waiting", 1), ("resumed", 2)], "responded"),
        ([("responded", 0.5), ("waiting", 1), ("answered", 2)], "responded"),
        ([("waiting", 1), ("resolved", 2)], "resolved"),
        ([("resolved", 2), ("revisited", 3)], "revisited"),
        ([("resolved", 2), ("revisited", 3), ("archived", 4)], "archived"),
        ([("resolved", 2), ("reopened", 3)], "open"),
        ([("responded", 0.5), ("progress", 1), ("note", 1)], "responded"),
    ],
)
def test_states(steps, state):
    assert evaluate(*steps, now=10).state == state


def test_what_happens_later_has_not_happened():
    verdict = evaluate(("responded", 0.5), ("resolved", 5), now=3)
    assert verdict.state == "responded"
    assert states(verdict) == all_states("met", "breached", "open", "open", "open", "none")


def test_a_resolution_answers_and_proposes_too_and_starts_the_revisit():
    verdict = evaluate(("resolved", 0.5), now=1)
    assert states(verdict) == all_states("met", "met", "met", "met", "open", "open")
    assert verdict.clocks["revisit"].due_at == hours(24.5)
    assert evaluate(("resolved", 0.5), ("revisited", 24.5), now=99).clocks["revisit"].state == "met"
    assert evaluate(("resolved", 0.5), ("revisited", 24.6), now=99).clocks["revisit"].state == "met_late"


def test_waiting_pauses_propose_and_resolve_but_never_respond():
    paused = evaluate(("waiting", 0.5), now=3)
    assert states(paused) == all_states("breached", "paused", "open", "paused", "open", "none")
    assert paused.clocks["resolve"].due_at is None
    resumed = evaluate(("waiting", 0.5), ("resumed", 10.5), now=11)
    assert resumed.clocks["respond"].due_at == hours(1)
    assert resumed.clocks["propose"].due_at == hours(12)
    assert resumed.clocks["resolve"].due_at == hours(34)
    assert resumed.clocks["progress"].due_at == hours(24)
    # The warning moves with the pause: 1.6 h of the 2 h budget.
    assert resumed.clocks["propose"].warn_at == hours(11.6)


def test_two_pauses_and_a_resolution_while_waiting():
    steps = [("waiting", 1), ("resumed", 3), ("waiting", 4), ("answered", 9)]
    assert evaluate(*steps, now=10).clocks["resolve"].due_at == hours(31)
    done = evaluate(("responded", 0.5), ("proposed", 1), ("waiting", 2), ("resolved", 60), now=70)
    assert done.clocks["resolve"].state == "met"


def test_a_deadline_that_was_missed_before_a_pause_stays_missed():
    verdict = evaluate(("waiting", 2.5), now=5)
    assert verdict.clocks["propose"].state == "breached"
    assert verdict.clocks["propose"].due_at == hours(2)
    assert verdict.clocks["resolve"].state == "paused"


def test_progress_is_due_every_24_hours_until_the_resolution():
    assert evaluate(now=23).clocks["progress"].due_at == hours(24)
    assert evaluate(("progress", 20), now=30).clocks["progress"].due_at == hours(44)
    normal = [("responded", 0.5), ("proposed", 1), ("progress", 24), ("progress", 48)]
    assert evaluate(*normal, ("resolved", 71), now=99).clocks["progress"].state == "met"
    gap = [("progress", 10), ("progress", 35), ("resolved", 40)]
    assert evaluate(*gap, now=99).clocks["progress"].state == "met_late"
    assert evaluate(("resolved", 24.5), now=99).clocks["progress"].state == "met_late"


def test_a_report_that_came_late_is_late_from_then_on():
    steps = [("progress", 10), ("progress", 35)]
    tallies = []
    for more, now in (([], 34), ([], 34.5), ([], 35), ([], 59), ([], 59.5), ([("resolved", 60)], 60)):
        clock = evaluate(*(s for s in steps if s[1] <= now), *more, now=now).clocks["progress"]
        tallies.append(tuple(tally([clock])))
    # Met, late, missed.
    assert tallies == [(0, 0, 0), (0, 0, 1), (0, 1, 0), (0, 1, 0), (0, 0, 1), (0, 1, 0)]


def test_a_report_that_came_late_says_so_by_its_own_times():
    clock = evaluate(("progress", 10), ("progress", 35), ("resolved", 40), now=99).clocks["progress"]
    assert (clock.due_at, clock.done_at) == (hours(34), hours(35))


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        # Asked with a report, resolved or not; a report alone is no answer.
        ([("progress", 24, {"satisfied": "no"})], "met"),
        ([("resolved", 5), ("progress", 23, {"satisfied": "yes"})], "met"),
        ([("progress", 24.1, {"satisfied": "yes"})], "met_late"),
        ([("progress", 20)], "breached"),
        # A resolution alone neither; an earlier revisit is one, whatever it finds.
        ([("resolved", 5)], "breached"),
        ([("resolved", 5), ("revisited", 20, {"result": "satisfied"})], "met"),
        ([("resolved", 5), ("revisited", 29, {"result": "neutral"})], "met_late"),
        ([("resolved", 5), ("revisited", 20, {"result": "dissatisfied"}), ("reopened", 20)], "open"),
    ],
)
def test_how_satisfied_they_are_is_asked_by_hour_24(steps, state):
    assert evaluate(*steps, now=30).clocks["satisfaction"].state == state


def test_waiting_never_stops_the_question_how_satisfied_they_are():
    assert evaluate(("waiting", 1), now=25).clocks["satisfaction"].due_at == hours(24)


def test_a_resolution_of_which_only_the_day_is_known_is_revisited_from_the_end_of_that_day():
    clock = evaluate(("resolved", 2, {"known": False}), now=3).clocks["revisit"]
    assert clock.due_at == datetime(2026, 11, 21, 15, 59, 59, tzinfo=UTC)  # Saturday night in Shanghai


@pytest.mark.parametrize(
    ("now", "step", "state"),
    [
        (24, (), "warned"),
        (37.9, (), "warned"),
        (38, (), "breached"),
        (50, ("resolved", 37), "met"),
        (50, ("resolved", 39), "met_late"),
    ],
)
def test_a_deadline_of_which_only_the_day_is_known_is_missed_when_that_day_is_over(now, step, state):
    """The hours run from a guess, 10:00 in Shanghai; the next day ends there 38 hours later at midnight."""
    events = [Event("opened", OPENED, known=False, data={"severity": "urgent"})]
    events += [Event(step[0], hours(step[1]))] if step else []
    clock = judged(events, by(POLICY), hours(now)).clocks["resolve"]
    assert (clock.due_at, clock.state, clock.known) == (hours(38) - timedelta(seconds=1), state, False)


def test_a_reopened_complaint_gets_fresh_clocks_and_keeps_its_history():
    steps = [("responded", 2), ("resolved", 5), ("revisited", 10), ("reopened", 10)]
    verdict = evaluate(*steps, now=10.5)
    assert verdict.opened_at == OPENED
    assert states(verdict) == all_states("open", "open", "open", "open", "open", "none")
    assert verdict.clocks["respond"].due_at == hours(11)
    assert [r["respond"].state for r in verdict.rounds] == ["met_late", "open"]
    assert verdict.rounds[0]["revisit"].state == "met"


def test_a_change_of_severity_counts_from_the_opening():
    verdict = evaluate(("severity", 30, {"severity": "urgent"}), now=31, severity="normal")
    assert verdict.severity == "urgent"
    assert (verdict.clocks["resolve"].due_at, verdict.clocks["resolve"].state) == (hours(24), "breached")
    again = evaluate(("severity", 1, {"severity": "serious"}), ("resolved", 2), ("reopened", 3), now=4)
    assert again.clocks["resolve"].due_at == hours(51)


@pytest.mark.parametrize(
    "steps, expected",
    [
        # Imported and closed, with nothing but the verdict: no clock is judged, none is started.
        ([("resolved", 0, {"known": False}), ("archived", 0, {"known": False})],
         all_states("none", "none", "none", "none", "none", "none")),
        # The reply's time is known, the solution's is not: it is revisited all the same.
        ([("responded", 3), ("resolved", 3, {"known": False})],
         all_states("met_late", "none", "none", "none", "breached", "breached")),
        # The solution's time is known, the reply's is not.
        ([("responded", 0, {"known": False}), ("resolved", 1)],
         all_states("none", "met", "met", "met", "breached", "breached")),
        ([("responded", 0.5), ("resolved", 1), ("archived", 1, {"known": False})],
         all_states("met", "met", "met", "met", "none", "none")),
        ([("resolved", 1), ("revisited", 1, {"known": False, "result": "neutral"})],
         all_states("met", "met", "met", "met", "none", "none")),
    ],
)  # fmt: skip
def test_guessed_times_are_never_judged(steps, expected):
    assert states(evaluate(*steps, now=100)) == expected


def test_office_hours_stop_the_clock_at_night_and_over_the_weekend():
    office = {"urgent": {"calendar": "office", "respond_hours": 1, "propose_hours": 2, "resolve_hours": 12,
                         "progress_hours": 24, "revisit_hours": 24}}  # fmt: skip
    verdict = evaluate(now=1, policy=Policy.from_dict({"complaint": office}, 1))
    # Friday 10:00 leaves 8 working hours; the other four are on Monday.
    assert verdict.clocks["resolve"].due_at == datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def test_a_complaint_needs_an_opening():
    with pytest.raises(ValueError):
        judged([Event("responded", OPENED)], by(POLICY), OPENED)
    with pytest.raises(ValueError):
        judged([Event("opened", hours(1))], by(POLICY), OPENED)


@pytest.mark.parametrize(
    "steps, now, names",
    [
        ([], 0.1, ["respond", "satisfaction"]),
        ([("responded", 0.5)], 1, ["propose", "satisfaction"]),
        ([("responded", 0.5), ("proposed", 1)], 2, ["satisfaction", "resolve"]),
        ([("responded", 0.5), ("proposed", 1), ("progress", 9, YES)], 10, ["progress", "resolve"]),
        ([("responded", 0.5), ("proposed", 1), ("progress", 9)], 10, ["satisfaction", "resolve"]),
        ([("responded", 0.5), ("proposed", 1), ("progress", 50, YES)], 51, ["resolve"]),
        # Progress that falls due at the very deadline of the resolution.
        ([("responded", 0.5), ("proposed", 1), ("progress", 48, YES)], 49, ["resolve", "progress"]),
        ([("responded", 0.5), ("waiting", 1)], 2, ["satisfaction"]),
        ([("waiting", 0.1)], 0.2, ["respond", "satisfaction"]),
        ([("resolved", 1)], 2, ["satisfaction", "revisit"]),
        ([("resolved", 1), ("progress", 2, YES)], 3, ["revisit"]),
        ([("resolved", 1), ("revisited", 2, SATISFIED)], 3, []),
        ([("resolved", 1), ("archived", 1)], 3, []),
    ],
)
def test_what_somebody_must_do_next(steps, now, names):
    verdict = evaluate(*steps, now=now, severity="normal")
    assert [name for name, _ in rounds.open_clocks(verdict)] == names


@settings(max_examples=60, deadline=None)
@given(
    start=st.integers(0, 60 * 24 * 60),
    later=st.integers(0, 5 * 24 * 60),
    severity=st.sampled_from(SEVERITIES),
    calendar=st.sampled_from(["always", "office"]),
)
def test_a_later_opening_never_has_an_earlier_deadline(start, later, severity, calendar):
    numbers = {f"{step}_hours": h for step, h in zip(CLOCKS, (1, 2, 24, 48, 24, 24), strict=True)}
    policy = Policy.from_dict({"complaint": {severity: {"calendar": calendar, **numbers}}}, 1)

    def deadlines(minutes: int) -> list[datetime]:
        at = OPENED + timedelta(minutes=minutes)
        verdict = judged([Event("opened", at, data={"severity": severity})], by(policy), at)
        return [clock.due_at for clock in verdict.clocks.values() if clock.due_at]

    sooner, after = deadlines(start), deadlines(start + later)
    assert len(sooner) == 5
    assert all(a <= b for a, b in zip(sooner, after, strict=True))


@settings(max_examples=60, deadline=None)
@given(pause=st.floats(0, 20), length=st.floats(0, 100), now=st.floats(0, 200))
def test_waiting_never_shortens_a_deadline(pause, length, now):
    steps = [("waiting", pause), ("resumed", pause + length)]
    free, paused = evaluate(now=now).clocks["resolve"], evaluate(*steps, now=now).clocks["resolve"]
    assert paused.due_at is None or paused.due_at >= free.due_at


def test_each_deadline_is_called_to_mind_once_at_its_warning_and_once_at_its_breach():
    def notices(*steps: tuple, now: float) -> list[tuple[str, str, datetime]]:
        events = [Event("opened", OPENED, data={"severity": "normal"})]
        events += [Event(kind, hours(when)) for kind, when in steps]
        judged = rounds.rounds(events, by(POLICY), hours(now))
        return [(n.kind, n.clock, n.at) for each in judged for n in each.notices()]

    assert notices(now=0.79) == []
    late = [("warned", "respond", hours(0.8)), ("escalated", "respond", hours(1))]
    assert notices(now=1) == late[:1]
    assert notices(now=1.001) == notices(now=1.5) == late
    assert notices(("responded", 0.5), now=1.5) == []
    assert notices(("responded", 0.9), now=1.5) == late[:1]
    # Told late after 30 hours, then in time: one missed report.
    told = notices(("proposed", 0.1), ("progress", 30), ("resolved", 40), ("revisited", 41), now=50)
    both = ("progress", "satisfaction")
    assert told == [
        (kind, name, hours(h)) for kind, h in (("warned", 19.2), ("escalated", 24)) for name in both
    ]


def test_a_reopening_makes_the_revisit_void_unless_it_was_missed():
    soon = evaluate(("resolved", 1), ("reopened", 20), now=99).rounds[0]["revisit"]
    late = evaluate(("resolved", 1), ("reopened", 30), now=99).rounds[0]["revisit"]
    assert (soon.state, late.state) == ("none", "breached")


def test_a_round_goes_by_the_book_and_the_tier_of_its_beginning():
    def book(**numbers: float) -> Rulebook:
        limits = {
            "calendar": "always",
            "propose_hours": 9,
            "resolve_hours": 24,
            "progress_hours": 24,
            "revisit_hours": 24,
        }
        return Rulebook(Policy.from_dict({"complaint": {"urgent": {**limits, **numbers}}}, 1))

    old, new = book(respond_hours=1, tier={"key": {"respond_hours": 0.5}}), book(respond_hours=3)
    events = [
        Event("opened", OPENED, data={"severity": "urgent", "tier": "key"}),
        Event("resolved", hours(1)),
        Event("reopened", hours(5), data={"tier": "general"}),
    ]
    judged = rounds.rounds(events, lambda began: old if began.at < hours(2) else new, hours(6))
    assert [each.clocks["respond"].due_at for each in judged] == [hours(0.5), hours(8)]
    assert [each.terms.tier for each in judged] == ["key", "general"]
