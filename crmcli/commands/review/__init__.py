"""crmcli review: customers who wait for approval, and the week's records that a manager checks."""

from __future__ import annotations

from crmcli.commands.review import approval, checks
from crmcli.commands.review.shared import app

__all__ = ["app", "approval", "checks"]

ALIASES = {"队列": "queue", "通过": "approve", "驳回": "reject", "抽查": "sample", "抽查结论": "verdict"}
AS_OF = frozenset({"sample"})
CLEARED = {"verdict": frozenset({"note"})}
