"""Two records of one customer: which value of each field stays, and by which rule. Pure.

The record that is kept is the left one, the other the right one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from crmcli import errors, naming
from crmcli.database.migrations import tables
from crmcli.i18n import _
from crmcli.vocabulary import UNAPPROVED

Record = Mapping[str, Any]

#: Fields that only make sense together: if both sides contradict each other, all come from one.
_TOGETHER = (
    ("province", "city", "district", "street", "postcode"),
    ("birthday", "birthday_calendar"),
    ("member_no", "member_level"),
    ("status", "paused_until"),
    ("stated_tier", "stated_on"),
    ("pinned_tier", "pin_reason", "pin_until", "pinned_by"),
    ("potential_override", "potential_note"),
)
#: Who or what the kept record is stays as it is.
_IDENTITY = frozenset({
    "name", "kind", "external_id", "owner_id", "department", "parent_id", "stated_tier", "stated_on", "status",
    "paused_until", "pinned_tier", "pin_reason", "pin_until", "pinned_by", "cadence_days", "plan_channel", "plan_reason", "potential_override",
    "potential_note",
})  # fmt: skip
#: What a check of the contact data confirms.
_VERIFIED = frozenset(
    {"phone", "email", "wechat", "country", "province", "city", "district", "street", "postcode"}
)
_EARLIEST = frozenset({"created_on", "known_since", "cooperation_start", "member_since"})
_LATEST = frozenset({"verified_on", "is_member"})
_JOINED = frozenset({"tags", "note", "custom"})
#: Never chosen: they name the record, follow from others, or say how this very record came about.
_OWN = frozenset({
    "id", "code", "name_folded", "imported_on", "created_at", "updated_at", "version",
})  # fmt: skip
FIELDS = tuple(column for column in tables()["customer"] if column not in _OWN)
_EMPTY = (None, "")


@dataclass(frozen=True, slots=True)
class Choice:
    """What became of a field in which the two differed: `taken` is left, right or both, `rule` says why."""

    field: str
    left: Any
    right: Any
    value: Any
    taken: str
    rule: str

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


def choose(left: Record, right: Record, take: Mapping[str, str]) -> list[Choice]:
    """A choice for every field in which the records differ. `take` overrules: field → left or right.

    Usage if it names something else.
    """
    for field, side in take.items():
        if field not in FIELDS or side not in ("left", "right"):
            raise errors.Usage(
                _("Not FIELD=left or FIELD=right: %(text)s") % {"text": f"{naming.field(field)}={_(side)}"},
                _("left is the customer who is kept, right the other."),
            )
    chosen = []
    for field in FIELDS:
        if left[field] == right[field] or (left[field] in _EMPTY and right[field] in _EMPTY):
            continue
        value, taken, rule = _decide(field, left, right, take)
        chosen.append(
            Choice(field=field, left=left[field], right=right[field], value=value, taken=taken, rule=rule)
        )
    return chosen


def _decide(field: str, left: Record, right: Record, take: Mapping[str, str]) -> tuple[Any, str, str]:
    if field in take:
        return (left if take[field] == "left" else right)[field], take[field], "asked"
    special = _SPECIAL.get(field)
    if special:
        return special(field, left, right)
    group = next((g for g in _TOGETHER if field in g), (field,))
    if "do_not_contact" in (left["status"], right["status"]) and "status" in group:
        # Who said no to being contacted said it for both.
        return _side("left" if left["status"] == "do_not_contact" else "right", field, left, right, "refusal")
    if not any(_contradict(left[f], right[f]) for f in group):
        return _side("right" if left[field] in _EMPTY else "left", field, left, right, "filled")
    side, rule = _winner(field, left, right)
    return _side(side, field, left, right, rule)


def _winner(field: str, left: Record, right: Record) -> tuple[str, str]:
    if field in _IDENTITY:
        return "left", "kept"
    one, two = left["verified_on"] or "", right["verified_on"] or ""
    if field in _VERIFIED and one != two:
        return ("left" if one > two else "right"), "verified"
    if left["updated_at"] == right["updated_at"]:
        # Both came by one operation: neither is newer.
        return "left", "kept"
    return ("right" if right["updated_at"] > left["updated_at"] else "left"), "newer"


def _contradict(one: Any, two: Any) -> bool:
    return one not in _EMPTY and two not in _EMPTY and one != two


def _side(side: str, field: str, left: Record, right: Record, rule: str) -> tuple[Any, str, str]:
    return (left if side == "left" else right)[field], side, rule


def _extreme(field: str, left: Record, right: Record) -> tuple[Any, str, str]:
    one, two = left[field], right[field]
    if one in _EMPTY or two in _EMPTY:
        return _side("right" if one in _EMPTY else "left", field, left, right, "filled")
    early = field in _EARLIEST
    side = "left" if (one < two) == early else "right"
    return _side(side, field, left, right, "earliest" if early else "latest")


def _joined(field: str, left: Record, right: Record) -> tuple[Any, str, str]:
    one, two = left[field], right[field]
    if one in _EMPTY or two in _EMPTY:
        return _side("right" if one in _EMPTY else "left", field, left, right, "filled")
    if field == "custom":
        value = json.dumps(json.loads(two) | json.loads(one), ensure_ascii=False)
    elif field == "tags":
        value = ",".join(dict.fromkeys([*one.split(","), *two.split(",")]))
    else:
        value = one if two in one else two if one in two else f"{one}\n{two}"
    return value, "both", "joined"


def _reviewed(field: str, left: Record, right: Record) -> tuple[Any, str, str]:
    """Who was accepted under one of the records is accepted."""
    if left["review_state"] in UNAPPROVED and right["review_state"] not in UNAPPROVED:
        return _side("right", field, left, right, "accepted")
    return _side("left", field, left, right, "kept")


_SPECIAL: dict[str, Callable[[str, Record, Record], tuple[Any, str, str]]] = {
    **dict.fromkeys(_EARLIEST | _LATEST, _extreme),
    **dict.fromkeys(_JOINED, _joined),
    **dict.fromkeys(("review_state", "review_note", "reviewed_on"), _reviewed),
}
