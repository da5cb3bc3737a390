"""The language of filters: what is read, what is refused and where, and that every filter is read back as it is printed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmcli.judging.filter_fields import FIELDS, field_called, names
from crmcli.judging.filters import (
    _WIDE,
    BadFilter,
    Comparison,
    Group,
    Kept,
    Node,
    Not,
    _parser,
    made_anew,
    parse,
    printed,
)
from crmcli.naming import TYPED

_ANEW = made_anew()


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("tier=key and spend_12m>=20000 and city~上海", "tier=key and spend_12m>=20000 and city~上海"),
        ("类别=重点 且 (城市~上海 或 城市=成都)", "类别=重点 and (城市~上海 or 城市=成都)"),
        ("a＝b　且　c＞＝3", "a=b and c>=3"),
        ("not a=1 or b in (x, “y z”) and c != 无", 'not a=1 or (b in (x, "y z") and c!=无)'),
        ("(a=1 and b=2) and c=3", "a=1 and b=2 and c=3"),
        ("a=1 & b=2 | c<>3", "(a=1 and b=2) or c!=3"),
        ("非 (a=1) 或者 b≥2", "not a=1 or b>=2"),
        ("城市 属于 (上海，苏州)", "城市 in (上海, 苏州)"),
        ("!(a=1 or b=2)", "not (a=1 or b=2)"),
        ("name=and and note~'it is so'", 'name=and and note~"it is so"'),
        ("@east and tag=VIP", "@east and tag=VIP"),
        ("last_contact<-60d", "last_contact<-60d"),
        ('phone=""', 'phone=""'),
    ],
)
def test_what_means_the_same_is_printed_the_same(text: str, same: str) -> None:
    assert printed(parse(text)) == same
    # The parser that ships is the one that the grammar makes.
    told = text.translate(_WIDE)
    assert _parser().parse(told) == _ANEW.parse(told)
    assert printed(parse(same)) == same


@pytest.mark.parametrize(
    ("text", "at", "word"),
    [
        ("", 0, ""), ("tier", 4, ""), ("tier=", 5, ""), ("tier=key and", 12, ""), ("(a=1", 4, ""), ("a=1)", 3, ")"),
        ("=3", 0, "=3"), ("a=1 b=2", 4, "b=2"), ("a in ()", 6, ")"), ("a in x", 2, "in"), ("a=1 and or b=2", 11, "b=2"),
        ("a='b", 2, "'b"), ("not " * 51 + "a=1", 200, "not"), ("(" * 60, 50, "("),
    ],
)  # fmt: skip
def test_what_is_no_filter_is_refused_at_its_place(text: str, at: int, word: str) -> None:
    with pytest.raises(BadFilter) as refused:
        parse(text)
    assert (refused.value.at, refused.value.word) == (at, word)


_VALUES = st.text(min_size=1, max_size=8).filter(lambda t: not all(mark in t for mark in "\"'”」"))
_TESTS = st.builds(
    lambda name, op, value: Comparison(name, op, (value,)),
    st.sampled_from(names()), st.sampled_from(("=", "!=", ">=", "<=", ">", "<", "~", "!~")), _VALUES,
)  # fmt: skip
_MANY = st.builds(
    lambda name, values: Comparison(name, "in", tuple(values)),
    st.sampled_from(names()),
    st.lists(_VALUES, min_size=1, max_size=3),
)
_NODES = st.recursive(
    _TESTS | _MANY | st.builds(Kept, st.sampled_from(("east", "久未联系"))),
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(
            lambda w, p: Group(w, tuple(p)),
            st.sampled_from(("and", "or")),
            st.lists(inner, min_size=2, max_size=3),
        )
    ),
    max_leaves=8,
)


def _bare(node: Node) -> Node:
    """Without places, and with groups of one kind in each other joined, as the reader has them."""
    if isinstance(node, Comparison):
        return Comparison(node.field, node.op, node.values)
    if isinstance(node, Kept):
        return Kept(node.name)
    if isinstance(node, Not):
        return Not(_bare(node.part))
    parts = [_bare(part) for part in node.parts]
    flat = [
        p
        for part in parts
        for p in (part.parts if isinstance(part, Group) and part.word == node.word else (part,))
    ]
    return Group(node.word, tuple(flat))


@settings(max_examples=150, deadline=None)
@given(_NODES)
def test_every_filter_is_read_back_as_it_is_printed(node: Node) -> None:
    assert _bare(parse(printed(node))) == _bare(node)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40) | st.text(alphabet="ab=<>~!()@,'\"“” 且或非notandri", max_size=40))
def test_no_text_ends_in_anything_but_a_filter_or_its_refusal(text: str) -> None:
    try:
        node = parse(text)
    except BadFilter as bad:
        assert 0 <= bad.at <= len(text)
    else:
        assert _bare(parse(printed(node))) == _bare(node)


def test_every_field_has_one_name_in_each_language() -> None:
    assert all(field_called(name) == name for name in FIELDS)
    assert len(set(names())) == len(names())


def test_what_edit_takes_for_a_field_filters_take_too() -> None:
    assert {called: field_called(called) for called, name in TYPED.items() if name in FIELDS} == {
        called: name for called, name in TYPED.items() if name in FIELDS
    }
