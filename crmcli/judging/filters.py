"""The language of filters: `tier=key and (city~上海 or spend_12m>=2万) and not tag=VIP`. Pure: text to tree and back.

A test is a field, an operator and a value; `in` takes several values. `and` binds closer than `or`; words of Chinese
(且, 或, 非) and full-width marks mean the same. A field or value with a space or a mark in it stands in quotes.
"""

from __future__ import annotations

import re
from functools import cache
from io import BytesIO
from typing import Any, NamedTuple

from crmcli.resources import data_file

#: As the language writes them; others that mean the same are taken, too.
OPS = ("=", "!=", ">=", "<=", ">", "<", "~", "!~", "in")
_SAME = {"==": "=", "<>": "!=", "≠": "!=", "≥": ">=", "≤": "<=", "属于": "in"}
#: Deeper nesting is nobody's; a parser of any text must not run out of stack.
_DEEPEST = 50
_WIDE = str.maketrans("＝＞＜～！（），", "=><~!(),")
_QUOTES = {'"': '"', "'": "'", "“": "”", "「": "」"}

_GRAMMAR = r"""
start: _any
_any: either | _all
either: _all (_OR _all)+
_all: all | _one
all: _one (_AND _one)+
_one: no | "(" _any ")" | test | kept
no: _NOT _one
kept: KEPT
test: _name OP value | _name _IN "(" value ("," value)* ")"
_name: NAME | QUOTED
value: QUOTED | WORD
_AND.2: /and(?![^\s(])|且|并且|&&?/i
_OR.2: /or(?![^\s(])|或者?|\|\|?/i
_NOT.2: /not(?![^\s(])|非(?=[\s(])|!(?=[\s(])/i
_IN.2: /in(?=\s*\()|属于(?=\s*\()/i
KEPT: /@[^\s()=<>~!≠≥≤,"'“”「」&|@]+/
OP: /==|!=|<>|>=|<=|!~|[=<>~≠≥≤]/
NAME: /[^\s()=<>~!≠≥≤,"'“”「」&|@][^\s()=<>~!≠≥≤,"'“”「」&|]*/
QUOTED: /"[^"]*"|'[^']*'|“[^”]*”|「[^」]*」/
WORD: /[^\s()=<>~≠≥≤,"'“”「」]+/
%ignore /\s+/
"""


class BadFilter(ValueError):
    """A text that is no filter; `at` is where, from 0, and `word` what stands there, empty at the end."""

    def __init__(self, at: int, word: str) -> None:
        super().__init__(f"{at}: {word}")
        self.at, self.word = at, word


class Comparison(NamedTuple):
    """One field against one value, or with `in` against several; `at` is where the field stands in the text, `places`
    where each value does."""

    field: str
    op: str
    values: tuple[str, ...]
    at: int = 0
    places: tuple[int, ...] = ()


class Kept(NamedTuple):
    """A filter that is kept under a name: `@name`."""

    name: str
    at: int = 0


class Group(NamedTuple):
    """All (`and`) or any (`or`) of the parts."""

    word: str
    parts: tuple[Node, ...]


class Not(NamedTuple):
    """What the part isn't."""

    part: Node


Node = Comparison | Kept | Group | Not


def parse(text: str) -> Node:
    """The tree of a filter; BadFilter tells where it is none."""
    from lark.exceptions import UnexpectedInput

    told = text.translate(_WIDE)
    _refuse_deep(told)
    try:
        tree = _parser().parse(told)
    except UnexpectedInput as error:
        ended = str(getattr(getattr(error, "token", None), "type", "")) == "$END"
        at = len(told) if ended or error.pos_in_stream is None else error.pos_in_stream
        raise BadFilter(at, next(iter(told[at:].split()), "")) from None
    return _node(tree.children[0])


def printed(node: Node) -> str:
    """A filter as text, in the one form that `parse` reads back as the same tree."""
    if isinstance(node, Kept):
        return f"@{node.name}"
    if isinstance(node, Not):
        inner = printed(node.part)
        return f"not ({inner})" if isinstance(node.part, Group) else f"not {inner}"
    if isinstance(node, Group):
        parts = (f"({printed(p)})" if isinstance(p, Group) else printed(p) for p in node.parts)
        return f" {node.word} ".join(parts)
    if node.op == "in":
        return f"{_quoted(node.field)} in ({', '.join(map(_quoted, node.values))})"
    return f"{_quoted(node.field)}{node.op}{_quoted(node.values[0])}"


@cache
def _parser() -> Any:
    """The parser as it was made with this version of the library, which takes a tenth of the time, else made anew."""
    import lark

    made = data_file("filters.lark").read_bytes()
    version, _line, tables = made.partition(b"\n")
    if version.decode() == lark.__version__:
        return lark.Lark.load(BytesIO(tables))
    return made_anew()


def made_anew() -> Any:
    """The parser, made of the grammar."""
    from lark import Lark

    return Lark(_GRAMMAR, parser="lalr")


def _refuse_deep(text: str) -> None:
    depth = 0
    for found in re.finditer(r"[()]|\bnot\b|非|!", text):
        depth += -1 if found[0] == ")" else 1
        if depth > _DEEPEST:
            raise BadFilter(found.start(), found[0])


def _node(tree: Any) -> Node:
    if tree.data == "no":
        return Not(_node(tree.children[0]))
    if tree.data == "kept":
        return Kept(str(tree.children[0])[1:], tree.children[0].start_pos)
    if tree.data in ("either", "all"):
        word = "or" if tree.data == "either" else "and"
        parts = [_node(child) for child in tree.children]
        # (a and b) and c is a and b and c.
        flat = [
            p
            for part in parts
            for p in (part.parts if isinstance(part, Group) and part.word == word else (part,))
        ]
        return Group(word, tuple(flat))
    name, *rest = tree.children
    field = name[1:-1] if name.type == "QUOTED" else str(name)
    op = str(rest.pop(0)) if getattr(rest[0], "type", "") == "OP" else "in"
    tokens = [value.children[0] for value in rest]
    values = tuple(t[1:-1] if t.type == "QUOTED" else str(t) for t in tokens)
    return Comparison(
        field, _SAME.get(op, op), values, name.start_pos + (field != name), tuple(t.start_pos for t in tokens)
    )


def _quoted(value: str) -> str:
    if re.fullmatch(r"[^\s()=<>~≠≥≤,\"'“”「」!&|]+", value):
        return value
    opening = next(mark for mark, end in _QUOTES.items() if end not in value)
    return f"{opening}{value}{_QUOTES[opening]}"
