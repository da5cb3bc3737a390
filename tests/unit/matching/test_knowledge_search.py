"""Which entries a few words find, in what order, and where the words stand."""

from __future__ import annotations

import pytest

from crmcli.matching.knowledge_search import Entry, excerpt, fold, rank, spans, words_of

_ENTRIES = {
    1: ("发票抬头怎么改", "当月发票作废重开，跨月开红字发票"),
    2: ("退款多久到账", "一般三个工作日，节假日顺延；發票已开的先退票"),
    3: ("Late delivery", "Apologise, and name the new date of the delivery. Invoice later."),
    4: ("开票地址", "发票抬头和税号在合同里"),
    5: ("VIP会员积分", "每元一分"),
}


def _found(query: str, used: dict[int, int] | None = None) -> list[int]:
    entries = (Entry(i, fold(t), fold(a), (used or {}).get(i, 0)) for i, (t, a) in _ENTRIES.items())
    return [hit.id for hit in rank(query, entries)]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        # One and two characters, in any script and width; the title comes first, the shorter title before the longer.
        ("票", [4, 1, 2]), ("发票", [1, 4, 2]), ("發票", [1, 4, 2]), ("税", [4]),
        # English finds what begins so, in any case, and not the middle of a word.
        ("inv", [3]), ("INVOICE", [3]), ("voice", []), ("ｄｅｌｉｖｅｒｙ", [3]), ("vip", [5]), ("会员", [5]),
        # All words before some; the words as they were typed before the same words apart.
        ("发票 抬头", [1, 4, 2]), ("发票抬头", [1, 4, 2]), ("late date", [3]), ("late 积分", [5, 3]),
        # A longer Chinese word is found where enough of its pairs stand, but after the whole one.
        ("退款什么时候到账", [2]), ("退款到账", [2]), ("我们下周一开会讨论发票", []),
        ("", []), ("%", []), ("_", []), ("鳄鱼", []),
    ],
)  # fmt: skip
def test_ranking(query: str, ids: list[int]) -> None:
    assert _found(query) == ids


def test_what_was_used_more_often_comes_first_among_equals() -> None:
    assert _found("开") == [4, 2, 1]
    assert _found("开", {1: 3}) == [4, 1, 2]


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("发票", "開了發票沒有", ["發票"]),
        ("票 发", "发票", ["发票"]),
        ("late", "Late again, too late; translate", ["Late", "late"]),
        ("退款到账", "退款一般三天到账", ["退款", "到账"]),
        # A cell that was folded to fit a column.
        ("发票", "请补开发\n票", ["发\n票"]),
        ("fee late", "late\nfee", ["late", "fee"]),
        ("ss", "Straße", []),
        ("5mm", "孔径5㎜", ["5㎜"]),
        ("x", "", []),
    ],
)
def test_hits_are_marked_in_the_text_as_it_is_written(query: str, text: str, marked: list[str]) -> None:
    assert [text[start:end] for start, end in spans(text, words_of(query))] == marked


def test_an_excerpt_shows_the_first_hit() -> None:
    text = "先致歉。" * 30 + "发票\n重开。" + "再回访。" * 30
    shown = excerpt(text, words_of("发票"))
    assert shown.startswith("…") and shown.endswith("…") and "发票 重开" in shown
    assert len(shown) <= 34
    assert excerpt("Short answer.", words_of("answer")) == "Short answer."
    assert excerpt(text, words_of("nothing")).startswith("先致歉")
