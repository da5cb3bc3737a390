"""Lines of a text table that are longer or shorter than the others."""

from __future__ import annotations

import pytest

from crmcli.sheets.containers.delimited import parse
from crmcli.sheets.containers.ragged import Widths


def told(text: str) -> str:
    widths = Widths()
    widths.take(parse(text, ",")[0])
    return " ".join(widths.warnings())


HEAD = "客户名称,电话,备注\n甲乙商贸,13900000001,老客户\n"


@pytest.mark.parametrize(
    ("lines", "line", "word"),
    [
        ("丙丁商贸,13900000002,要,发票\n", "Line 3", "more"), ("丙丁商贸,13900000002\n", "Line 3", "fewer"),
        ("丙丁商贸,13900000002,a,b\n戊己商贸,13900000003,,,c\n", "2 lines", "more"),
    ],
)  # fmt: skip
def test_long_and_short_lines_are_told(lines: str, line: str, word: str) -> None:
    found = told(HEAD + lines)
    assert line in found and word in found


@pytest.mark.parametrize(
    "text",
    [
        HEAD, "客户资料,2026\n\n" + HEAD, HEAD + "\n制表人,刘洋\n", HEAD + "丙丁商贸,13900000002,,\n", HEAD + "合计\n",
        'Name,Note\nBlue Peak,"one, two"\n',
    ],
)  # fmt: skip
def test_titles_notes_and_empty_cells_behind_are_not(text: str) -> None:
    assert told(text) == ""


def test_lines_are_counted_over_blocks() -> None:
    widths = Widths()
    widths.take([["a", "b"], ["1", "2"]])
    widths.take([["3", "4"], ["5", "6", "7"]])
    assert "Line 4" in " ".join(widths.warnings())
