"""Whether a sheet is what customers typed into a form, as a website exports it, and no ledger of what was done about it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crmcli.sheets.columns.headers import Header
from crmcli.sheets.recognising.recognition import Recognition

#: How exports of forms call the moment at which somebody sent one, by folded name.
_SENT = re.compile(
    r"提交|填写|填表|留言|时间戳|答卷|答题|submi|timestamp|completion time|received", re.IGNORECASE
)
#: What only those tell who looked after it, by kind.
_DONE = {
    "complaints": frozenset({
        "responded", "proposed", "resolved", "revisited", "revisit_result", "status", "handler", "measure", "cause", "root_cause",
        "lesson", "compensation", "accused",
    }),
    "feedback": frozenset({"status", "handler", "answer", "answered", "answered_by", "adopted", "closed", "department"}),
}  # fmt: skip
_WHEN = {"complaints": "opened", "feedback": "occurred"}


def is_incoming(reading: Recognition, headers: Sequence[Header]) -> bool:
    """Whether a table of complaints or feedback tells when each was sent, and nothing that was done since."""
    done = _DONE.get(reading.kind or "")
    when = reading.column_of(_WHEN.get(reading.kind or "", ""))
    return (
        done is not None
        and when is not None
        and not done & reading.fields
        and bool(_SENT.search(headers[when].key))
    )
