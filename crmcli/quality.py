"""Whether the team's records can be trusted: recorded in time, and a weekly sample for a manager to check. Pure."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta


def is_timely(happened: datetime, recorded: datetime, hours: int) -> bool:
    """Whether something was recorded within so many hours of happening; the limit itself is in time."""
    return recorded - happened <= timedelta(hours=hours)


def weekly_sample(records: Mapping[str, Sequence[int]], per_person: int, week: str) -> dict[str, list[int]]:
    """At most `per_person` of each person's record ids, drawn with the week (2026-W47) and the person as seed.

    The same week and records give the same sample, whoever asks and whenever.
    """
    return {
        person: sorted(random.Random(f"{week} {person}").sample(sorted(ids), min(per_person, len(ids))))
        for person, ids in records.items()
    }
