"""What a manual is before anybody sees it: parts with lines, tables and perhaps a picture of the process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import NamedTuple

from crmcli.clock import AsOf
from crmcli.policy.conditions import Rule
from crmcli.policy.meanings import Meanings
from crmcli.result import Table


class Words(NamedTuple):
    """What the reader's language calls commands (`complaint open`), the conditions of a rule, and the policy's numbers."""

    command: Callable[[str], str]
    rule: Callable[[Rule], str]
    meanings: Meanings


class Node(NamedTuple):
    """A step in the picture of the process: what it is, who answers for it, and by when."""

    title: str
    who: str
    when: str


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter: lines of text, tables, and the picture of the process where `nodes` are given."""

    key: str
    title: str
    lines: Sequence[str] = ()
    tables: Sequence[Table] = ()
    nodes: Sequence[Node] = ()


@dataclass(frozen=True, slots=True)
class Handbook:
    """A finished manual; instants are shown in `zone`."""

    title: str
    as_of: AsOf
    zone: tzinfo
    intro: Sequence[str]
    parts: Sequence[Part]
