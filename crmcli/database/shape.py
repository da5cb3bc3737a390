"""What each column can hold beyond its type, and what stands for a value that it can't.

For doctor, and for reading around damage. Only what some reader relies on is asked for; any other text is as good as the next.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import MAXYEAR, date
from functools import cache, lru_cache, partial
from itertools import pairwise
from typing import Any

from crmcli.clock import LAST_YEAR
from crmcli.database import migrations
from crmcli.vocabulary import DOMAINS

Fits = Callable[[Any], bool]

#: Columns of dates that their names don't tell; all others end in `_on` and hold the day alone, or in `_at`.
_DAYS = frozenset(
    {"on_day", "member_since", "cooperation_start", "paused_until", "pin_until", "known_since", "repeat_from", "contact_from", "fell_before", "valid_until", "level_until"}
)  # fmt: skip
_INSTANTS = frozenset({"at", "as_of"})
_CLOCK_TIME = re.compile(r"T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ", re.ASCII)
#: Of both, those of the time to come: there the calendar's last day may stand for never.
_TO_COME = frozenset(
    {"paused_until", "pin_until", "until_on", "expires_on", "start_on", "end_on", "ended_on", "promised_on", "next_on", "due_on", "to_on", "due_at", "next_due_at", "forecast_on",
     "repeat_from", "repeat_on", "release_on", "next_contact_on", "contact_from", "birthday_on", "greet_on", "next_at", "next_settles_on", "meant_on", "verify_on", "stale_on", "expected_on", "valid_until", "level_until"}
)  # fmt: skip
#: Of some year or none, solar or lunar: there every month may have a 30th.
_BIRTHDAY = re.compile(r"(?:\d{4}|-)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
#: What a clock of a complaint is packed as: its state or none, three instants or none, and whether it is a guess.
_CLOCK = (4, 5)
#: Columns of JSON, in whatever table, with what each holds.
_OBJECTS = frozenset(
    {"custom", "counts", "derived", "columns", "change.before", "texts", "subjects", "changes", "figures"}
)
_LISTS = frozenset({"choices", "files", "headers", "signals", "alarms"})
#: Columns of which a closed list of words is the whole of what they can hold.
_WORDS: Mapping[tuple[str, str], Collection[str]] = {
    ("staff", "role"): DOMAINS["role"], ("customer", "kind"): DOMAINS["customer_kind"], ("customer", "status"): DOMAINS["customer_status"],
    ("customer", "pinned_tier"): DOMAINS["tier"], ("contact_way", "kind"): ("phone", "email", "wechat", "fax", "pager", "url", "social"),
    ("interaction", "direction"): DOMAINS["direction"], ("purchase", "status"): DOMAINS["purchase_status"], ("complaint", "severity"): DOMAINS["severity"],
    ("complaint", "state"): DOMAINS["complaint_state"], ("complaint", "next_clock"): DOMAINS["clock"],
    ("task", "state"): DOMAINS["task_state"], ("contract", "plan"): DOMAINS["billing_plan"], ("feedback", "kind"): DOMAINS["feedback_kind"], ("feedback", "state"): DOMAINS["feedback_state"],
    ("knowledge", "kind"): DOMAINS["knowledge_kind"], ("knowledge", "state"): DOMAINS["knowledge_state"],
    ("outbox", "state"): DOMAINS["message_state"], ("outbox", "kind"): DOMAINS["message_kind"],
    ("consent", "purpose"): DOMAINS["purpose"], ("verification", "answer"): DOMAINS["verification"], ("reward", "kind"): DOMAINS["reward_kind"], ("trial", "outcome"): DOMAINS["trial_outcome"],
    ("retention_case", "outcome"): DOMAINS["retention_outcome"], ("retention_case", "stage"): DOMAINS["lifecycle"], ("retention_step", "kind"): DOMAINS["retention_measure"],
    ("spot_check", "verdict"): DOMAINS["check_verdict"], ("policy_pilot", "outcome"): DOMAINS["pilot_outcome"],
    ("campaign", "kind"): DOMAINS["campaign_kind"], ("campaign_participant", "answer"): DOMAINS["campaign_answer"],
    ("standing", "tier"): DOMAINS["tier"], ("standing", "value_class"): DOMAINS["value_class"], ("standing", "lifecycle"): DOMAINS["lifecycle"],
    ("complaint_event", "kind"): (
        "opened", "responded", "proposed", "progress", "waiting", "resumed", "answered", "resolved", "revisited", "reopened",
        "archived", "severity", "note", "called_again",
    ),
    ("change", "action"): DOMAINS["change"], ("change", "table_name"): migrations.tables(), ("former", "table_name"): migrations.tables(),
}  # fmt: skip
#: Columns that hold yes (1) or no (0).
_FLAGS = frozenset(
    {"active", "is_member", "is_key", "confirmed", "effective", "care", "imported", "opening", "at_known", "low", "undone", "adopted", "payment", "granted", "public", "drawn",
     "held_out", "matched", "attended", "passed", "won"}
)  # fmt: skip
#: The least and the most of other numbers. Sums of what is within the general bounds are exact on both engines.
_RANGES: Mapping[str, tuple[float, float]] = {
    **dict.fromkeys(_FLAGS, (0, 1)), "percent_done": (0, 100), "cadence_days": (1, 36_500), "potential_override": (0, 100),
    "health": (0, 100), "potential": (0, 100), "theory": (0, 100), "held_out_percent": (0, 100), "practice": (0, 100), "orders": (0, 10**9), "position": (0, 10**6),
    # Many amounts together.
    "spend_12m": (-9 * 10**18, 9 * 10**18),
}  # fmt: skip
_MOST = 10**15
#: The day that stands where one can't be read: far from both ends of the calendar, and from every record.
NO_DAY = "1900-01-01"
#: The number that stands where one can't be read: whatever it is added to is as far from every record's.
NO_NUMBER = -2 * 10**17


@cache
def specs(table: str) -> Mapping[str, migrations.ColumnSpec]:
    """A table's columns in parts."""
    return migrations.parsed(migrations.tables()[table])


def key(table: str) -> str:
    """The column by which rows of a table are named."""
    return next(name for name, spec in specs(table).items() if spec.key)


def is_whole(table: str, column: str, value: Any) -> bool:
    """Whether a column can hold this value, as it was read."""
    spec = specs(table)[column]
    if value is None:
        return not spec.required
    return _is_of(spec.type, column, value) and (reading(table, column) or _anything)(value)


def stood(table: str, field: str, value: str | None) -> bool:
    """Whether a dated field can have held what was kept of it, which is kept as text."""
    if field not in migrations.DATED.get(table, ()):
        return False
    kind = specs(table)[field].type
    try:
        return is_whole(
            table, field, value if value is None else {"int": int, "real": float, "text": str}[kind](value)
        )
    except ValueError:
        return False


def reading(table: str, column: str) -> Fits | None:
    """What tells whether a text column can hold a text; None where it holds any, and for numbers."""
    return _reading(table, column) if specs(table)[column].type == "text" else None


def bounds(column: str) -> tuple[float, float]:
    """The least and the most that a column of numbers holds."""
    return _RANGES.get(column, (-_MOST, _MOST))


@cache
def outside(table: str, column: str, name: str) -> list[str]:
    """SQL for the ranges of what a column called `name` can't hold: no word of its list, beside the calendar, no such number,
    bytes, nothing where something must be. None for keys and references."""
    spec, known = specs(table)[column], _known(table, column)
    if known:
        ranges = beside(known, name)
    elif spec.type == "text" and is_dated(column):
        # Behind the digits.
        ranges = [f"{name} < '0001'", f"{name} >= ':'"]
    elif spec.type in ("int", "real") and not (spec.key or spec.target):
        low, high = bounds(column)
        # On SQLite a text is more than any number.
        ranges = [f"{name} < {low}", f"{name} > {high}"]
    elif spec.type == "text":
        # On SQLite bytes are more than any text.
        ranges = [f"{name} > '{chr(sys.maxunicode)}'"]
    else:
        return []
    return [*ranges, *([f"{name} IS NULL"] if spec.required else [])]


def beside(known: Sequence[str], name: str) -> list[str]:
    """SQL for the ranges around the values that a column called `name` can hold, in their order: before, between and after."""
    if not known:
        return [f"{name} IS NOT NULL"]
    between = [f"{name} > {low} AND {name} < {high}" for low, high in pairwise(known)]
    return [*between, f"{name} < {known[0]}", f"{name} > {known[-1]}"]


def _known(table: str, column: str) -> list[str]:
    """The values of a closed list, as they stand in SQL, in their order."""
    if column in _FLAGS:
        return ["0", "1"]
    return sorted(f"'{word}'" for word in _WORDS.get((table, column), ()))


def is_dated(column: str) -> bool:
    """Whether a column holds days or instants."""
    return is_day(column) or column in _INSTANTS or column.endswith("_at")


def is_day(column: str) -> bool:
    """Whether a column holds the day alone."""
    return column in _DAYS or column.endswith("_on")


@lru_cache(maxsize=1 << 14)
def is_of_day(table: str, column: str, value: Any) -> bool:
    """Whether a value is one of a column of days, or the day that one of instants begins with."""
    if is_day(column):
        return is_whole(table, column, value)
    return isinstance(value, str) and _parses(partial(_day, latest=_latest(column)), value)


@cache
def _reading(table: str, column: str) -> Fits | None:
    words = _WORDS.get((table, column))
    if words:
        return lambda text: text in words
    if is_dated(column):
        return partial(_parses, partial(_day if is_day(column) else _instant, latest=_latest(column)))
    if column == "birthday":
        return lambda text: _BIRTHDAY.fullmatch(text) is not None
    shaped = _JSON.get(f"{table}.{column}") or _JSON.get(column)
    return (
        partial(_parses, partial(_json, shaped=shaped))
        if shaped
        else _SPECIAL.get(f"{table}.{column}") or _SPECIAL.get(column)
    )


def stand_in(table: str, column: str, value: Any) -> Any:
    """What is shown for a value that a column can't hold: nothing where it may be empty, else as much as can be read."""
    spec = specs(table)[column]
    if spec.type == "blob":
        return b"" if spec.required else None
    if spec.type != "text":
        counted = not (spec.target or column in _FLAGS or column.endswith("_id"))
        return (NO_NUMBER if counted else 0) if spec.required else None
    fits = _reading(table, column)
    if fits is None:
        return _text(value) if value is not None else "?" if spec.required else None
    return _neutral(table, column) if spec.required else None


def is_no_number(value: Any) -> bool:
    """Whether a number, or what it was made of, couldn't be read; also of cents as units."""
    return isinstance(value, (int, float)) and abs(value) > _MOST


def told(value: Any) -> str:
    """An odd value as doctor names it."""
    text = value.hex() if isinstance(value, bytes) else _text(value)
    return text if len(text) <= _TOLD else text[:_TOLD] + "…"


_TOLD = 40


def _neutral(table: str, column: str) -> str:
    """A value that can be read, of a column that is never empty."""
    words = _WORDS.get((table, column))
    if words:
        return "other" if "other" in words else next(iter(words))
    if is_dated(column):
        return NO_DAY if is_day(column) else f"{NO_DAY}T12:00:00Z"
    if (table, column) in (("policy_version", "data"), ("policy_version", "toml")):
        from crmcli import policy

        return policy.default_toml() if column == "toml" else json.dumps(policy.complete({}), default=str)
    return {"scale": "text", "item": "contact:0"}.get(column, "[]" if column in _LISTS else "{}")


def readable(value: Any) -> Any:
    """A value as it can be shown: of bytes what can be read."""
    return _text(value) if isinstance(value, bytes) else value


def _text(value: Any) -> str:
    """A value as text, with a sign where bytes are no UTF-8."""
    raw = value if isinstance(value, bytes) else str(value).encode(errors="surrogateescape")
    return raw.decode(errors="replace").replace("\0", "�")


def _is_of(kind: str, column: str, value: Any) -> bool:
    if kind in ("text", "blob"):
        return isinstance(value, bytes) if kind == "blob" else isinstance(value, str) and encodes(value)
    low, high = bounds(column)
    number = isinstance(value, int) or (kind == "real" and isinstance(value, float) and math.isfinite(value))
    return number and low <= value <= high


def encodes(text: str) -> bool:
    """Whether every engine holds a text: PostgreSQL takes no NUL."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _anything(_value: Any) -> bool:
    return True


def _latest(column: str) -> int:
    return MAXYEAR if column in _TO_COME else LAST_YEAR


def _parses(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text)
    except (ValueError, RecursionError):
        return False
    return True


def _instant(text: str, latest: int) -> None:
    if not _CLOCK_TIME.fullmatch(text, len(NO_DAY)):
        raise ValueError("no instant")
    _day(text[: len(NO_DAY)], latest)


def _day(text: str, latest: int) -> None:
    if len(text) != len(NO_DAY) or date.fromisoformat(text).year > latest:
        raise ValueError("no day, or too late")


# -- JSON ----------------------------------------------------------------------------------------------------------------


def _json(text: str, shaped: Fits) -> None:
    if not shaped(json.loads(text)):
        raise ValueError("of another shape")


def _is_event(value: Any) -> bool:
    """The data of a step: the version of the policy a number, all else words, numbers or yes and no."""
    return isinstance(value, dict) and isinstance(value.get("policy"), (int, type(None)))


def _are_clocks(value: Any) -> bool:
    return isinstance(value, dict) and all(
        name in DOMAINS["clock"] and isinstance(each, list) and len(each) in _CLOCK and _is_clock(each)
        for name, each in value.items()
    )


def _is_clock(each: list[Any]) -> bool:
    known = each[0] is None or each[0] in DOMAINS["clock_state"]
    return known and all(
        at is None or _parses(partial(_instant, latest=MAXYEAR), str(at)) for at in each[1:4]
    )


def _are_cells(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str) for pair in value
    )


def _are_terms(value: Any) -> bool:
    """The terms of two sums."""
    return isinstance(value, list) and all(
        isinstance(terms, list) and all(isinstance(term, (int, float)) for term in terms) for terms in value
    )


def _are_reasons(value: Any) -> bool:
    """Reasons for a contact, each of which can be said in words."""
    from crmcli.wording import why

    try:
        why(value)
    except (ValueError, LookupError, TypeError, AttributeError):
        return False
    return isinstance(value, list) and all(data.get("due") is not None for _code, data in value)


def _is_policy(value: Any) -> bool:
    """Whether the team's numbers can be read from this."""
    from crmcli.policy.soundness import sound

    return sound(value)


_JSON: Mapping[str, Fits] = {
    **dict.fromkeys(_OBJECTS, lambda value: isinstance(value, dict)),
    **dict.fromkeys(_LISTS, lambda value: isinstance(value, list)),
    "complaint_event.data": _is_event, "policy_version.data": _is_policy, "clocks": _are_clocks,
    "contact_reasons": _are_reasons, "terms": _are_terms, "raw": _are_cells,
}  # fmt: skip


# -- what has a form of its own ------------------------------------------------------------------------------------------


def _is_zone(text: str) -> bool:
    from crmcli import clock
    from crmcli.errors import Usage

    try:
        clock.zone(text)
    except Usage:
        return False
    return True


def _is_scale(text: str) -> bool:
    from crmcli.figures.scales import parse_scale

    return parse_scale(text) is not None


def _is_rule(text: str) -> bool:
    from crmcli.dates.recurrence import parse
    from crmcli.errors import Usage

    try:
        return bool(parse(text, date.fromisoformat(NO_DAY)))
    except Usage:
        return False


def _is_item(text: str) -> bool:
    """A row of the due list, as it is named: contact:1, complaint:1:respond, complaint:1:respond:escalated."""
    return re.fullmatch(r"[a-z]+:\d{1,15}(?::[a-z_]+){0,2}", text) is not None


def _is_toml(text: str) -> bool:
    from crmcli import errors, policy

    try:
        policy.parse(text)
    except errors.PolicyError:
        return False
    return True


_SPECIAL: Mapping[str, Fits] = {
    "policy_version.toml": _is_toml, "time_zone": _is_zone, "scale": _is_scale, "repeat_rule": _is_rule, "snooze.item": _is_item,
}  # fmt: skip
