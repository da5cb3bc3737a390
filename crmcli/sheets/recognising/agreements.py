"""Lists of who agreed to what, told by their columns."""

from __future__ import annotations

from collections.abc import Collection

from crmcli.sheets.columns.headers import Header

#: What a consent is for, and what was said, by folded name.
_PURPOSE = frozenset(
    ("授权用途", "同意用途", "用途", "授权事项", "同意事项", "授权渠道", "同意渠道", "consent purpose", "purpose", "consent for", "consent channel")
)  # fmt: skip
_SAID = frozenset(
    ("同意/撤回", "同意或撤回", "是否同意", "是否授权", "同意情况", "同意状态", "授权状态", "授权情况", "agreed or withdrawn", "agreed",
     "consent given", "consent status", "consent", "opt in")
)  # fmt: skip
#: Words for what was said that other tables have, too.
_PLAINLY = frozenset(("同意", "授权", "是否同意接收", "同意接收", "是否接收", "opt-in", "opted in"))
#: Columns that say nothing of what a table lists.
_ASIDE = frozenset(("备注", "说明", "序号", "note", "notes", "remark", "remarks", "comment", "comments"))


def lists_consents(headers: list[Header]) -> bool:
    """Whether a table says who agreed to what: it has a column for each."""
    keys = {header.key for header in headers}
    return bool(keys & _PURPOSE) and bool(keys & _SAID)


def says_who_agreed(headers: list[Header]) -> bool:
    """Whether a column says who agreed."""
    return bool({header.key for header in headers} & (_SAID | _PLAINLY))


def says_nothing_else(headers: list[Header], used: Collection[int]) -> bool:
    """Whether the columns that a list of consents has no field for say nothing of their own."""
    return all(n in used or header.key in _ASIDE for n, header in enumerate(headers))
