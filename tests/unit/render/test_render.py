"""Cells, tables and the formats for machines."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sys
import tempfile
from datetime import UTC
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from crmcli.matching.formulas import unguarded
from crmcli.render import FORMATS, cells, machine, ready
from crmcli.render.files import csv_bytes
from crmcli.render.text import print_text
from crmcli.render.workbook import xlsx_bytes
from crmcli.result import Column, Result, Table

TABLE = Table(
    "t",
    [Column("name", "Name"), Column("amount", "Amount", "money"), Column("share", "Share", "percent")],
    [
        {"name": "成都远鑫", "amount": 123456789, "share": 0.5},
        {"name": "[b]x[/b]\x1b[31m", "amount": -5, "share": None},
        {"name": "=1+1", "amount": 0, "share": 0},
    ],
)


def test_columns_line_up_with_wide_characters(capsys: pytest.CaptureFixture[str]) -> None:
    print_text(Result("x", tables=[TABLE]), UTC, limit=None, colour=False)
    lines = capsys.readouterr().out.splitlines()
    ends = {
        cells.width(line[: line.index(value) + len(value)])
        for line, value in zip(lines[1:], ("1,234,567.89", "-0.05", "0.00"), strict=True)
    }
    assert len(ends) == 1


def test_control_characters_never_reach_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    print_text(Result("x", tables=[TABLE]), UTC, limit=None, colour=False)
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "[b]x[/b]" in out


def test_a_limit_says_how_many_more(capsys: pytest.CaptureFixture[str]) -> None:
    print_text(Result("x", tables=[TABLE]), UTC, limit=1, colour=False)
    assert "2 more rows (in --format json)" in capsys.readouterr().out
    print_text(Result("x", tables=[TABLE]), UTC, limit=1, has_all=True, colour=False)
    assert "2 more rows (--all shows all)" in capsys.readouterr().out


def test_json_keeps_keys_sorted_and_utf8() -> None:
    text = machine.as_json(Result("x", tables=[TABLE], warnings=["w"]))
    data = json.loads(text)
    assert list(data) == sorted(data)
    assert "成都远鑫" in text
    assert data["data"][0]["amount"] == 1234567.89
    assert data["warnings"] == ["w"]


def test_csv_is_safe_from_formulas() -> None:
    rows = list(csv.reader(io.StringIO(machine.as_csv(Result("x", tables=[TABLE]), UTC))))
    assert rows[0] == ["name", "amount", "share"]
    assert rows[3][0] == "'=1+1"
    assert rows[2][1] == "-0.05"


@pytest.mark.parametrize("text", ["a\rb", "a\nb", "a\r\nb", 'a"b', "a,b", "=1", "'x"])
def test_csv_holds_every_text(text: str) -> None:
    table = Table("t", [Column("a", "A"), Column("b", "B")], [{"a": text, "b": "end"}])
    for written, end in (
        (machine.as_csv(Result("x", tables=[table]), UTC), "\n"),
        (csv_bytes(table, UTC).decode("utf-8-sig"), "\r\n"),
    ):
        assert written.endswith(end)
        (_heads, (first, second)) = csv.reader(io.StringIO(written, newline=""))
        assert (unguarded(first), second) == (text, "end")


@pytest.mark.parametrize("odd", ["\x00", "\x1b", "\x9b", "\ufffe", "\uffff", "\ud800", "\udfff"])
def test_a_workbook_is_well_formed_whatever_the_text(odd: str) -> None:
    table = Table(
        f"t{odd}", [Column("a", f"A{odd}", choices=(f"x{odd}",))], [{"a": f"b{odd}c"}], title=f"T{odd}"
    )
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes([table], UTC))).active
    assert [row[0].value for row in sheet.iter_rows()] == ["A", "bc"]


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs files that have no name")
def test_nothing_of_a_workbook_lies_about_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    table = Table("t", [Column("a", "A")], _Watched({"a": "x"} for _n in range(5000)))
    xlsx_bytes([table, table], UTC)
    assert os.listdir(tmp_path) == [] and table.rows.seen == {()}


class _Watched(list):
    """Rows that look what lies in the folder for temporary files whenever one is taken."""

    seen: set[tuple[str, ...]]

    def __iter__(self) -> Any:
        self.seen = set()
        for row in super().__iter__():
            self.seen.add(tuple(os.listdir(tempfile.gettempdir())))
            yield row


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_steers_a_terminal_and_a_pipe_gets_all(
    form: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = "a\x1b[31mb\x07c\x9b31md\u202ee\u061cf"
    result = Result(
        "x",
        tables=[Table("t", [Column("a", hostile)], [{"a": hostile}])],
        lines=[hostile],
        after=[hostile],
        warnings=[hostile],
    )
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    ready(result, form, UTC, limit=None, has_all=False, colour=False)()
    written = "".join(capsys.readouterr())
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u202a-\u202e]", written)
    assert "31md" in written
    monkeypatch.setattr(sys.stdout, "isatty", lambda: False)
    ready(result, form, UTC, limit=None, has_all=False, colour=False)()
    assert ("\u202e" in capsys.readouterr().out) == (form in ("csv", "json"))


def test_markdown_escapes_its_own_signs() -> None:
    table = Table("t", [Column("a", "A|B")], [{"a": "x|<y>"}])
    assert "x\\|&lt;y>" in machine.as_markdown(Result("x", tables=[table]), UTC)


@pytest.mark.parametrize(
    ("cents", "text"), [(0, "0.00"), (5, "0.05"), (-123, "-1.23"), (100_000_00, "100,000.00")]
)
def test_money_is_exact(cents: int, text: str) -> None:
    assert cells.money(cents) == text


@pytest.mark.parametrize("cents", [477833076, 1, 99, 10**13 + 1])
def test_units_of_money_read_back_exactly(cents: int) -> None:
    assert round(float(json.dumps(cells.units(cents))) * 100) == cents


def test_a_narrow_screen_leaves_empty_columns_out_and_breaks_no_phone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = [
        Column("customer", "客户"), Column("nothing", "微信号码的备注"), Column("phone", "电话"), Column("words", "跟进内容"),
        Column("order", "订单号"), Column("interval", "95%置信区间（%）", "text"), Column("last", "下一步需要做的事情"),
    ]  # fmt: skip
    rows = [
        {"customer": "成都远鑫酒店有限公司", "phone": phone, "words": "想了解新的保洁套餐的价格", "order": "SO26110146",
         "interval": "很满意", "last": "报价"}
        for phone in ("13911829855", "028-85551234", "+8613911829855")
    ]  # fmt: skip
    table = Table("t", columns, rows)
    monkeypatch.setenv("COLUMNS", "72")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    print_text(Result("x", tables=[table]), UTC, limit=None, colour=False)
    out = capsys.readouterr().out
    assert all(row["phone"] in out and row["order"] in out for row in rows)
    assert "微信" not in out and "（%）" in out and "1 more column is in" in out
    monkeypatch.setenv("COLUMNS", "200")
    print_text(Result("x", tables=[table]), UTC, limit=None, colour=False)
    assert "微信" in capsys.readouterr().out


def test_long_chinese_cells_break_between_characters_and_never_inside_a_date(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    columns = [Column("no", "No.", "code"), Column("who", "Who"), Column("why", "Why")]
    row = {
        "no": "SO20261119001149",
        "who": "成都远鑫酒店管理有限公司",
        "why": "2026-10-20约定于2026-10-27跟进；重点客户：每90天",
    }
    print_text(
        Result("x", tables=[Table("t", columns, [row])], after=["下一步：" + "长" * 30]),
        UTC,
        limit=None,
        colour=False,
    )
    out = capsys.readouterr().out
    assert max(cells.width(line) for line in out.splitlines()) <= 50
    assert all(text in out for text in ("SO20261119001149", "2026-10-20", "2026-10-27"))


@pytest.mark.parametrize(
    ("text", "limit", "lines"),
    [
        ("一二三四五，六", 10, ["一二三四", "五，六"]),
        ("one two three", 7, ["one two", "three"]),
        ("客户2026-10-27跟进", 12, ["客户", "2026-10-27跟", "进"]),
        # A stop takes along the whole word in front of it; a bracket stays with what it holds.
        ("（phone、email、code、name）", 20, ["（phone、email、", "code、name）"]),
        ("一二三四五六（七）", 14, ["一二三四五六", "（七）"]),
        (
            "编号、代码、电话、名称，或名称的一部分。 [必填]",
            44,
            ["编号、代码、电话、名称，或名称的一部分。", "[必填]"],
        ),
        # Where a line is full enough, it ends behind a stop rather than inside a word.
        ("今天该联系谁、为什么，以及其他全部待办。", 40, ["今天该联系谁、为什么，以及其他全部待办。"]),
        (
            "最近跟进、订单、投诉和任务的全部内容都显示在这里。",
            40,
            ["最近跟进、订单、", "投诉和任务的全部内容都显示在这里。"],
        ),
    ],
)
def test_wrapping_keeps_words_and_stops(text: str, limit: int, lines: list[str]) -> None:
    assert cells.wrap(text, limit) == lines
