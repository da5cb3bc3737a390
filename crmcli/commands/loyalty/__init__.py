"""crmcli loyalty: the members' points.

Each file brings its verbs: members, referrals and draws, rewards, and what is done once a day.
"""

from __future__ import annotations

from crmcli.commands.loyalty import account, prizes, rewards, upkeep  # noqa: F401 - they bring their verbs
from crmcli.commands.loyalty.shared import app

__all__ = ["app"]

AS_OF = frozenset({"show"})
ALIASES = {
    "查看": "show", "入会": "join", "奖励": "earn", "调整": "adjust", "兑换": "redeem", "取消": "cancel",
    "礼品 新增": "rewards add", "礼品 修改": "rewards edit", "礼品 列表": "rewards list", "推荐": "refer",
    "抽奖": "draw", "到期": "expire", "核对": "verify",
}  # fmt: skip
