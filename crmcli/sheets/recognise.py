"""What a table is about: the kind of the sheet, by its columns, its rows and the names around it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from crmcli.sheets.claims import Claim, Recognition, fill
from crmcli.sheets.evidence import Profile
from crmcli.sheets.fields import TYPES, subject_field
from crmcli.sheets.headers import Header, header_of, synonyms
from crmcli.sheets.own import is_only_out, own_kind
from crmcli.sheets.scores import SCORED

#: Below this nothing says what a table is about: a name and a phone do, a date and a number don't.
LEAST_WEIGHT = 1.5
#: What speaks for a kind if every column of our export is there.
_OWN_WEIGHT = 20.0


@dataclass(frozen=True, slots=True)
class Names:
    """The names around a table that speak for its kind."""

    file: str
    sheet: str
    title: str


def recognise(
    headers: list[Header], profiles: list[Profile], names: Names, kind: str | None = None
) -> Recognition:
    """The best reading of a table; kind None if it is none of ours. A given `kind` is only filled in."""
    if kind:
        return fill(kind, headers, profiles)
    shown = [header.shown for header in headers]
    if is_only_out(shown):
        return Recognition(None)
    own = own_kind(shown)
    if own:
        return replace(fill(own, headers, profiles), weight=_OWN_WEIGHT)
    readings = [_score(fill(name, headers, profiles), profiles, names) for name in TYPES]
    best = max(readings, key=lambda reading: reading.weight)
    rivals = {str(reading.kind): round(reading.weight, 2) for reading in readings if reading.weight > 0}
    if best.weight < LEAST_WEIGHT or _other_weight(headers, names) > best.weight:
        return Recognition(None, best.weight, rivals=rivals)
    best.rivals = rivals
    return best


#: Each kind needs one field of every group.
_NEEDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "customers": (("name", "contact_person", "phone"),),
    "members": (
        ("name", "phone", "member_no"),
        ("points", "member_level", "member_no", "member_since", "name"),
    ),
    "contacts": (("name",), ("phone", "email", "title", "wechat")),
    "interactions": (
        ("customer", "phone", "contact_person"),
        ("content", "feedback", "occurred"),
        ("content", "feedback", "channel", "next_on", "next_step"),
    ),
    "purchases": (
        ("customer", "phone"),
        ("amount", "product", "order_no"),
        ("amount", "order_no", "ordered", "quantity"),
    ),
    "complaints": (
        ("customer", "phone", "contact_person", "external_id"),
        ("content", "category", "demand", "severity"),
    ),
    "survey_answers": (
        (*SCORED, "comment"),
        SCORED,
    ),
    "tasks": (("title",), ("due", "owner", "status")),
    "feedback": (("content",), ("kind", "staff", "adopted", "answer")),
}
_WIDE_NAMES = frozenset(
    (
        "客户",
        "customer",
        "customers",
        "clients",
        "accounts",
        "待办",
        "今日",
        "due",
        "评价",
        "sales",
        "销售",
        "合同",
        "积分",
    )
)


def _score(reading: Recognition, profiles: list[Profile], names: Names) -> Recognition:
    kind = reading.kind or ""
    if not all(any(name in reading.fields for name in group) for group in _NEEDS[kind]):
        reading.weight = 0.0
        return reading
    weight = sum(_weight(claim) for claim in reading.columns.values())
    weight += (
        2.5 * _name_weight(kind, names.sheet)
        + 2.5 * _name_weight(kind, names.title)
        + 1.5 * _name_weight(kind, names.file)
    )
    reading.weight = weight + _shape_weight(reading, profiles)
    return reading


def _weight(claim: Claim) -> float:
    return claim.score * (2.0 if claim.strong else 1.0)


def _shape_weight(reading: Recognition, profiles: list[Profile]) -> float:
    """What the rows say: a list of customers names each once, a log names them again and again."""
    kind, fields = reading.kind, reading.fields
    subject = reading.column_of(subject_field(kind or ""))
    repeated = subject is not None and profiles[subject].cells >= 8 and profiles[subject].distinct < 0.6
    if kind in ("customers", "members"):
        special = (
            0.0 if kind == "customers" else 1.0 if fields & {"points", "member_level", "member_no"} else -3.0
        )
        return special - (2.0 if repeated else 0.0) - (1.0 if "name" not in fields else 0.0)
    if kind == "contacts":
        column = reading.column_of("customer")
        company = column is not None and (profiles[column].company > 0.3 or profiles[column].cells < 3)
        again = (
            company and column is not None and profiles[column].cells >= 8 and profiles[column].distinct < 0.9
        )
        clear = (
            again
            or any(claim.strong for claim in reading.columns.values())
            or fields & {"title", "decision_role"}
        )
        return (0.1 if company else -2.0) + (1.5 if again else 0.0) - (0.0 if clear else 0.7)
    if kind == "interactions" and "occurred" not in fields:
        return -1.0
    if kind == "purchases" and "amount" not in fields:
        return -1.0
    return 0.3 if repeated else 0.0


def _name_weight(kind: str, name: str) -> float:
    """How clearly a file's, sheet's or title's name speaks for the kind: 1, 0.3 for a wide word, 0."""
    folded = header_of(name).key if name else ""
    words = [word for word in synonyms().names[kind] if word in folded]
    if not words:
        return 0.0
    return 1.0 if any(word not in _WIDE_NAMES for word in words) else 0.3


def _other_weight(headers: list[Header], names: Names) -> float:
    """How clearly a table is one that is left out: staff, a price list, statistics."""
    best = 0.0
    keys = {header.key for header in headers}
    around = header_of(f"{names.sheet} {names.title} {names.file}").key
    for group, (words, calls) in synonyms().others.items():
        known = len(keys & words)
        named = any(call in around for call in calls)
        alone = 2.5 if group in ("staff", "suppliers") else 0.5
        best = max(best, 1.6 * known + (3.0 if named and known else alone if named else 0.0))
    return best
