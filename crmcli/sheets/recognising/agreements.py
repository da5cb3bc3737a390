"""Lists of who agreed to what, told by their columns."""

from __future__ import annotations

from crmcli.sheets.columns.headers import Header

#: What a consent is for, and what was said, by folded name.
_PURPOSE = frozenset(
    ("授权用途", "同意用途", "用途", "授权事项", "同意事项", "授权渠道", "同意渠道", "consent purpose", "purpose", "consent for", "consent channel")
)  # fmt: skip
_SAID = frozenset(
    ("同意/撤回", "同意或撤回", "是否同意", "是否授权", "同意情况", "同意状态", "授权状态", "授权情况", "agreed or withdrawn", "agreed",
     "consent given", "consent status", "consent", "opt in")
)  # fmt: skip


def lists_consents(headers: list[Header]) -> bool:
    """Whether a table says who agreed to what: it has a column for each."""
    keys = {header.key for header in headers}
    return bool(keys & _PURPOSE) and bool(keys & _SAID)
