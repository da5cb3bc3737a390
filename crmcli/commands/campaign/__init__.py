"""crmcli campaign: campaigns and events.

Each file brings its verbs: planned, drawn, invited to, attended, paid for, looked at.
"""

from __future__ import annotations

# They bring their verbs, in the order of a campaign's life, in which help lists them.
# isort: off
from crmcli.commands.campaign import planning, drawing, inviting, coming, costs, views, result  # noqa: F401

# isort: on
from crmcli.commands.campaign.shared import app

__all__ = ["app"]

AS_OF = frozenset({"list", "show", "result"})
ALIASES = {
    "新增": "add", "修改": "edit", "取消": "cancel", "圈选": "draw", "邀请": "invite", "发送": "send", "报名": "answer", "签到": "attend",
    "花费": "cost", "列表": "list", "查看": "show", "效果": "result",
}  # fmt: skip
_TEXTS = frozenset(
    {
        "place",
        "where",
        "product",
        "note",
        "survey",
        "budget",
        "text_zh",
        "text_en",
        "subject_zh",
        "subject_en",
    }
)
CLEARED = {"edit": _TEXTS}
