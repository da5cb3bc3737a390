"""Which complaints are the same again."""

from __future__ import annotations

from typing import Any

import pytest

from crmcli.reports.complaint_repeats import again


def complaint(
    n: int, day: str, category: str | None = "late", customer: int = 1, content: str = "x" * 40
) -> Any:
    return {"id": n, "customer_id": customer, "opened_on": day, "category": category, "content": content}


@pytest.mark.parametrize(
    ("rows", "repeated"),
    [
        ([complaint(1, "2026-10-01"), complaint(2, "2026-10-31")], [2]),
        ([complaint(1, "2026-10-01"), complaint(2, "2026-11-01")], []),
        # Counted from the last one, not from the first.
        ([complaint(1, "2026-10-01"), complaint(2, "2026-10-25"), complaint(3, "2026-11-20")], [2, 3]),
        ([complaint(1, "2026-10-01"), complaint(2, "2026-10-01")], [2]),
        ([complaint(1, "2026-10-01"), complaint(2, "2026-10-02", customer=2)], []),
        ([complaint(1, "2026-10-01"), complaint(2, "2026-10-02", "dirty")], []),
        ([complaint(1, "2026-10-01"), complaint(2, "2026-10-02", " ＬＡＴＥ ")], [2]),
        # No text stands in for a category, however short.
        ([complaint(1, "2026-10-01", None), complaint(2, "2026-10-02", None)], []),
        ([complaint(1, "2026-10-01", None, content="漏水"), complaint(2, "2026-10-02", "漏水")], []),
    ],
)
def test_the_same_customer_and_category_within_the_days(rows: list[Any], repeated: list[int]) -> None:
    assert [row["id"] for row in again(rows, 30)] == repeated
