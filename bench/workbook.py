"""Writes the customers of a made-up company as a sheet of fifteen columns: `python bench/workbook.py FILE ROWS`.

A FILE that ends in .csv is written as text, with the first ten columns only and in little memory.
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from company import customer
from openpyxl import Workbook

_HEADS = (
    "客户编号", "客户名称", "联系电话", "邮箱", "客户类型", "行业", "城市", "客户来源", "负责人", "生日", "预算", "痛点", "备注",
    "首次合作日期", "建档日期",
)  # fmt: skip
_FEWER = 10
_KINDS = {"company": "企业", "person": "个人"}


def write(path: Path, rows: int, seed: int = 1) -> None:
    """A workbook of `rows` customers, without anything wrong in it."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("客户")
    for line in _lines(rows, seed):
        sheet.append(line)
    book.save(path)


def write_text(path: Path, rows: int, seed: int = 1) -> None:
    """The same customers as .csv, in fewer columns."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(line[:_FEWER] for line in _lines(rows, seed))


def _lines(rows: int, seed: int) -> Iterator[tuple[Any, ...]]:
    draw = random.Random(seed)
    yield _HEADS
    for n in range(rows):
        yield _cells(customer(n, draw))


def _cells(row: dict[str, Any]) -> tuple[Any, ...]:
    return (
        row["code"], row["name"], row["phone"], row["email"], _KINDS[row["kind"]], row["industry"], row["city"],
        row["source"], "Staff 1", row["birthday"], row["budget"], row["pain_points"], row["note"],
        row["created_on"], row["created_on"],
    )  # fmt: skip


if __name__ == "__main__":
    target = Path(sys.argv[1])
    (write_text if target.suffix == ".csv" else write)(target, int(sys.argv[2]))
