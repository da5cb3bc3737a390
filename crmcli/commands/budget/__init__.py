"""crmcli budget: what may be spent on customers, what was spent, and what is left.

Each file brings its verbs: entered and put right, looked at.
"""

from __future__ import annotations

# They bring their verbs, in the order in which help lists them.
# isort: off
from crmcli.commands.budget import entering, views  # noqa: F401

# isort: on
from crmcli.commands.budget.shared import app

__all__ = ["app"]

AS_OF = frozenset({"list", "expenses"})
ALIASES = {
    "设定": "set",
    "支出": "spend",
    "修改": "edit",
    "删除": "remove",
    "列表": "list",
    "明细": "expenses",
}
CLEARED = {"edit": frozenset({"what", "note", "customer", "complaint", "campaign"})}
