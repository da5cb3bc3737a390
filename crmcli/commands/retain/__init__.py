"""crmcli retain: customers to keep or to win back.

Each file brings its verbs: cases opened, measures taken and cases closed, and what stands where.
"""

from __future__ import annotations

from crmcli.commands.retain import lists, measures, opening  # noqa: F401 - they bring their verbs
from crmcli.commands.retain.shared import app

__all__ = ["app"]

AS_OF = frozenset({"list", "show"})
ALIASES = {
    "开启": "open", "措施": "step", "完成": "done", "修改": "edit", "结束": "close", "列表": "list", "查看": "show",
}  # fmt: skip
