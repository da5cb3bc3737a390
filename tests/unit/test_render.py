"""Cells, tables and the formats for machines."""

from __future__ import annotations

import csv
import io
import json

import pytest

from crmcli.render import cells, machine
from crmcli.render.text import print_text
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
    print_text(Result("x", tables=[TABLE]), limit=None, colour=False)
    lines = capsys.readouterr().out.splitlines()
    ends = {cells.width(line[: line.index(value) + len(value)]) for line, value in zip(lines[1:], ("1,234,567.89", "-0.05", "0.00"), strict=True)}
    assert len(ends) == 1


def test_control_characters_never_reach_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    print_text(Result("x", tables=[TABLE]), limit=None, colour=False)
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "[b]x[/b]" in out


def test_a_limit_says_how_many_more(capsys: pytest.CaptureFixture[str]) -> None:
    print_text(Result("x", tables=[TABLE]), limit=1, colour=False)
    assert "2 more rows" in capsys.readouterr().out


def test_json_keeps_keys_sorted_and_utf8() -> None:
    text = machine.as_json(Result("x", tables=[TABLE], warnings=["w"]))
    data = json.loads(text)
    assert list(data) == sorted(data)
    assert "成都远鑫" in text
    assert data["data"][0]["amount"] == 1234567.89
    assert data["warnings"] == ["w"]


def test_csv_is_safe_from_formulas() -> None:
    rows = list(csv.reader(io.StringIO(machine.as_csv(Result("x", tables=[TABLE])))))
    assert rows[0] == ["name", "amount", "share"]
    assert rows[3][0] == "'=1+1"
    assert rows[2][1] == "-0.05"


def test_markdown_escapes_its_own_signs() -> None:
    table = Table("t", [Column("a", "A|B")], [{"a": "x|<y>"}])
    assert "x\\|&lt;y>" in machine.as_markdown(Result("x", tables=[table]))


@pytest.mark.parametrize(("cents", "text"), [(0, "0.00"), (5, "0.05"), (-123, "-1.23"), (100_000_00, "100,000.00")])
def test_money_is_exact(cents: int, text: str) -> None:
    assert cells.money(cents) == text


@pytest.mark.parametrize("cents", [477833076, 1, 99, 10**13 + 1])
def test_units_of_money_read_back_exactly(cents: int) -> None:
    assert round(float(json.dumps(cells.units(cents))) * 100) == cents
