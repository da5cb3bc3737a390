"""crmcli policy: the team's numbers, their versions, who changed them, and what a department tries first."""

from __future__ import annotations

from crmcli.commands.policy import pilots, versions
from crmcli.commands.policy.shared import app

__all__ = ["app", "pilots", "versions"]

ALIASES = {
    "查看": "show", "检查": "check", "设置": "set", "比较": "diff", "历史": "history", "试点": "pilots", "对比": "compare", "采纳": "adopt", "终止": "drop",
}  # fmt: skip
AS_OF = frozenset({"show", "pilots", "compare"})
CLEARED = {"set": frozenset({"value"})}
