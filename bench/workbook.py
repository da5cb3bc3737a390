"""Writes the customers of a made-up company as a workbook of fifteen columns: `python bench/workbook.py FILE ROWS`."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import Any

from company import customer
from openpyxl import Workbook

_HEADS = (
    "客户编号", "客户名称", "联系电话", "邮箱", "客户类型", "行业", "城市", "客户来源", "负责人", "生日", "预算", "痛点", "备注",
    "首次合作日期", "建档日期",
)  # fmt: skip
_KINDS = {"company": "企业", "person": "个人"}


def write(path: Path, rows: int, seed: int = 1) -> None:
    """A workbook of `rows` customers, without anything wrong in it."""
    draw = random.Random(seed)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("客户")
    sheet.append(_HEADS)
    for n in range(rows):
        sheet.append(_cells(customer(n, draw)))
    book.save(path)


def _cells(row: dict[str, Any]) -> tuple[Any, ...]:
    return (
        row["code"], row["name"], row["phone"], row["email"], _KINDS[row["kind"]], row["industry"], row["city"],
        row["source"], "Staff 1", row["birthday"], row["budget"], row["pain_points"], row["note"],
        row["created_on"], row["created_on"],
    )  # fmt: skip


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
