"""Text tables: encodings, delimiters, quotes."""

from __future__ import annotations

from pathlib import Path

import pytest

from crmcli.errors import Unreadable
from crmcli.sheets.containers.delimited import decode, parse, read_text, sniff_delimiter

SIMPLE = "客户名称,联系电话,备注\r\n甲地丰达商贸有限公司,13800000001,老客户\r\n乙地和顺餐饮,13800000002,需要报价\r\n"
TRADITIONAL = (
    "客戶名稱,聯絡電話,備註\r\n大同貿易股份有限公司,0912345678,老客戶\r\n宏遠企業社,0223456789,需要報價\r\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_simplified_text_in_every_encoding(encoding: str) -> None:
    assert decode(SIMPLE.encode(encoding), "a.csv") == (SIMPLE, [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "big5", "cp950", "gb18030"])
def test_traditional_text_in_every_encoding(encoding: str) -> None:
    assert decode(TRADITIONAL.encode(encoding), "a.csv") == (TRADITIONAL, [])


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp932", "顧客番号,お客様名,電話番号\n1001,小泉 さくら,090-5555-0101\n"),
        ("cp932", "氏名,フリガナ,住所\n田中太郎,ﾀﾅｶ ﾀﾛｳ,東京都渋谷区\n"),
        ("cp949", "고객번호,이름,연락처\nA1,김민수,010-2345-6789\n"),
    ],
)
def test_text_of_japan_and_korea(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding), "a.csv") == (text, [])


@pytest.mark.parametrize("line", ["客户,电话\n王明,1\n", "姓名,手机\n李娜,1\n"])
def test_a_very_short_file(line: str) -> None:
    assert decode(line.encode("gb18030"), "a.csv")[0] == line


def test_big5_with_little_text() -> None:
    assert decode("姓名,電話\n王明,1\n".encode("big5"), "a.csv")[0] == "姓名,電話\n王明,1\n"


def test_a_broken_byte_is_told_with_its_line() -> None:
    data = (SIMPLE * 30).encode("gb18030") + b"\xd6"
    text, warnings = decode(data, "a.csv")
    assert text.startswith("客户名称") and len(warnings) == 1 and "91" in warnings[0]


def test_western_text_is_told() -> None:
    text, warnings = decode("name,city\nJosé,Málaga and a long line of text\n".encode("cp1252"), "a.csv")
    assert "José" in text and warnings


def test_a_told_encoding_that_does_not_fit() -> None:
    assert decode(SIMPLE.encode("gb18030"), "a.csv", "gb18030")[0] == SIMPLE
    with pytest.raises(Unreadable):
        decode(SIMPLE.encode("gb18030"), "a.csv", "utf-8")
    with pytest.raises(Unreadable):
        decode(b"a,b", "a.csv", "no-such-encoding")


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimiters(delimiter: str) -> None:
    text = SIMPLE.replace(",", delimiter)
    assert sniff_delimiter(text) == delimiter
    assert parse(text)[0][1] == ["甲地丰达商贸有限公司", "13800000001", "老客户"]


def test_commas_inside_quotes_do_not_mislead() -> None:
    assert sniff_delimiter('a;"x, y, z, w";c\nd;"u, v, w, x";f\n') == ";"


def test_line_ends_and_quoted_line_breaks() -> None:
    rows, warnings = parse('a,b\rc,"d\r\ne"\rf,g')
    assert rows == [["a", "b"], ["c", "d\ne"], ["f", "g"]] and not warnings


def test_an_unclosed_quote_swallows_nothing() -> None:
    text = (
        "a,b,c\n"
        + "".join(f"{i},x,y\n" for i in range(5))
        + '5,"open,y\n'
        + "".join(f"{i},x,y\n" for i in range(6, 20))
    )
    rows, warnings = parse(text)
    assert len(rows) == 21 and rows[6] == ["5", "open", "y"] and len(warnings) == 1 and "7" in warnings[0]


def test_two_stray_quotes_do_not_swallow_the_rows_between() -> None:
    text = "a,b,c\n" + '0,"x,y\n' + "".join(f"{i},x,y\n" for i in range(1, 6)) + '6,x",y\n7,x,y\n'
    rows, warnings = parse(text)
    assert len(rows) == 9 and warnings


def test_excels_separator_line() -> None:
    assert parse("sep=;\na;b\n1;2\n")[0] == [[], ["a", "b"], ["1", "2"]]


def test_zeros_are_dropped_and_short_rows_filled(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("姓名,电话,备注\n王\0明,1\n".encode())
    table = read_text(path)
    assert table.row(1) == ["王明", "1", None]
