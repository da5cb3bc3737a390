"""What may be told to an import, and the two words of it that its steps ask for again and again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

#: What may decide which customer is meant, in the order in which it is tried.
KEYS = ("code", "external_id", "phone", "email", "wechat", "name")

#: create and update; every row a record of its own; only known records; only what is empty in known ones.
Mode = Literal["", "create", "update", "fill"]


@dataclass(frozen=True, slots=True)
class Options:
    """How an import treats what isn't perfect, and what it may change.

    `owner_map` renames owners, authors and handlers. With `keys`, those alone decide which customer a row of a list
    means, whatever its name says; else all of KEYS do, together with the names.
    """

    lenient: bool = False
    partial: bool = False
    create_missing: bool = False
    owner_map: Mapping[str, str] = field(default_factory=dict)
    mode: Mode = ""
    keys: frozenset[str] = frozenset()

    @property
    def fills(self) -> bool:
        """Whether known records get only what they lack."""
        return self.mode == "fill"

    def may_add(self) -> bool:
        """Whether records that nobody knows are added."""
        return self.mode != "update"
