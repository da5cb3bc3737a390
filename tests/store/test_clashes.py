"""Two who mean the same record, each a process of its own, on both engines: the second waits for the writer's lock while
the first, which has it, commits. By then the second has read what was there before.

Either both are recorded, or the second is told in a sentence why not; nothing is there twice and nothing is lost.
"""

from __future__ import annotations

from datetime import timedelta

from crmcli import clock
from tests.store.crew import NOW
from tests.store.office import Office

_ROUNDS = 20


def test_a_step_that_waited_for_another_is_recorded_after_it(office: Office) -> None:
    """By the clock the second begins before the first in every round; its instant is that at which it gets the lock."""
    office("complaint", "open", "1", "保洁迟到")
    for n in range(_ROUNDS):
        done = office.behind(
            ("complaint", "progress", "1", f"先{n}"), ("complaint", "progress", "1", f"后{n}")
        )
        assert [one.status for one in done] == [0, 0], (n, done[1].err)
    steps = office.column("SELECT at || ' ' || text FROM complaint_event WHERE kind = 'progress' ORDER BY id")
    begun = clock.parse_iso(NOW)
    words = [word + str(n) for n in range(_ROUNDS) for word in ("先", "后")]
    assert steps == [f"{clock.iso(begun + timedelta(minutes=n))} {word}" for n, word in enumerate(words, 1)]
