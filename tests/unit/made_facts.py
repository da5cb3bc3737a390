"""Facts of made-up customers on one day, for tests of what is judged from them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from crmcli.facts import Facts

ON = date(2026, 11, 20)


def ago(days: int) -> date:
    return ON - timedelta(days=days)


def new_facts(**values: Any) -> Facts:
    """A customer entered by hand two years ago that never bought and was never contacted."""
    return Facts(**{"customer_id": 1, "created_on": ago(730)} | values)
