"""What feedback of a period says as a whole: how much of what, and what is spoken of more than before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from crmcli.dates.periods import Period
from crmcli.figures.themes import Text, Theme, risen

if TYPE_CHECKING:
    from crmcli.database.connection import Row
    from crmcli.store import Store

#: Up to so many days are told by week, more by month.
_WEEKS = 92
#: What feedback is counted by, and the vocabulary of the values.
GROUPS = {
    "kind": "feedback_kind", "product": "", "tier": "tier", "channel": "channel", "touchpoint": "touchpoint", "department": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of a period and of the one before. `groups` holds rows of key, now, before, waiting, adopted for each of
    GROUPS; `times` the counts by week (its Monday) or month; `texts` what each example said."""

    period: Period
    before: Period
    total: int
    total_before: int
    groups: dict[str, list[dict[str, Any]]]
    times: list[tuple[str, int]]
    themes: list[Theme]
    texts: dict[int, str]


def summarise(store: Store, period: Period) -> Summary:
    """The feedback of a period, which needs a start, beside that of the one before."""
    before = period.before()
    if period.start is None or before is None or before.start is None:
        raise ValueError("a summary needs a start")
    rows = store.feedback.between(before.start.isoformat(), period.end.isoformat())
    first, until = period.start.isoformat(), before.end.isoformat()
    now, past = [r for r in rows if r["occurred_on"] >= first], [r for r in rows if r["occurred_on"] <= until]
    texts = {row["id"]: row["content"] for row in now}
    return Summary(
        period=period,
        before=before,
        total=len(now),
        total_before=len(past),
        groups={key: _counted(key, now, past) for key in GROUPS},
        times=list(_times(period.start, period.end, now)),
        themes=risen(_texts(now), _texts(past)),
        texts=texts,
    )


def _texts(rows: Sequence[Row]) -> list[Text]:
    return [Text(row["id"], row["content"]) for row in rows]


def _counted(key: str, now: Sequence[Row], past: Sequence[Row]) -> list[dict[str, Any]]:
    """A row per value, the most frequent first; None stands for no value."""
    counts: dict[str | None, dict[str, Any]] = {}
    for rows, column in ((now, "now"), (past, "before")):
        for row in rows:
            group = counts.setdefault(row[key], dict.fromkeys(("now", "before", "waiting", "adopted"), 0))
            group[column] += 1
            if column == "now":
                group["waiting"] += row["state"] == "open"
                group["adopted"] += row["adopted"] == 1
    order = sorted(counts, key=lambda k: (-counts[k]["now"], -counts[k]["before"], k is None, k or ""))
    return [{"key": value, **counts[value]} for value in order]


def _times(start: date, end: date, rows: Sequence[Row]) -> Iterator[tuple[str, int]]:
    """How much was said in each week (by its Monday) or month, gaps as 0."""
    step: Callable[[date], str] = _monday if (end - start).days < _WEEKS else _month
    counts: dict[str, int] = {step(start + timedelta(days=n)): 0 for n in range((end - start).days + 1)}
    for row in rows:
        counts[step(date.fromisoformat(row["occurred_on"]))] += 1
    yield from counts.items()


def _monday(day: date) -> str:
    return (day - timedelta(days=day.weekday())).isoformat()


def _month(day: date) -> str:
    return day.isoformat()[:7]
