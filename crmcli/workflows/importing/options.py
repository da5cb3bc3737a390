"""What may be told to an import, and the two words of it that its steps ask for again and again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

#: What may decide which customer is meant, in the order in which it is tried.
KEYS = ("code", "external_id", "member_no", "phone", "email", "wechat", "name")
#: What may decide which record is meant, by kind, in that order.
RECORD_KEYS = {
    "purchases": ("external_id", "order_no"),
    "contracts": ("external_id",),
    "interactions": ("external_id",),
    "complaints": ("external_id",),
    "tasks": ("external_id",),
    "feedback": ("external_id",),
    "opportunities": ("external_id",),
}

#: create and update; every row a record of its own; only known records; only what is empty in known ones.
Mode = Literal["", "create", "update", "fill"]


@dataclass(frozen=True, slots=True)
class Options:
    """How an import treats what isn't perfect, and what it may change.

    `owner_map` renames owners, authors and handlers; `customer_map` says which customer a folded name means,
    `brought_map` the same of customers whom the sheets themselves bring, by their names. `keys` alone decide which
    customer a row of a list means, whatever its name says, and which record another row means; else all of KEYS do,
    together with the names, and of a record what it says. A key that a kind doesn't have says nothing of it. `again`
    takes in anew what was applied before, over what somebody changed since.
    """

    strict: bool = False
    partial: bool = False
    create_missing: bool = False
    owner_map: Mapping[str, str] = field(default_factory=dict)
    customer_map: dict[str, int] = field(default_factory=dict)
    brought_map: Mapping[str, str] = field(default_factory=dict)
    mode: Mode = ""
    keys: frozenset[str] = frozenset()
    #: The form and the wave that survey answers belong to, where they are told.
    form: str = ""
    wave: str = ""
    again: bool = False
    #: Whether the tiers that the sheets state are pinned for a while.
    pin_stated: bool = False

    @property
    def customer_keys(self) -> tuple[str, ...]:
        """The chosen keys that tell customers apart, in their order."""
        return tuple(key for key in KEYS if key in self.keys)

    def key_of(self, kind: str) -> str:
        """The chosen key of a kind of records, empty for none."""
        return next((key for key in RECORD_KEYS.get(kind, ()) if key in self.keys), "")

    @property
    def fills(self) -> bool:
        """Whether known records get only what they lack."""
        return self.mode == "fill"

    def may_add(self) -> bool:
        """Whether records that nobody knows are added."""
        return self.mode != "update"
