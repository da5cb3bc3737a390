"""What is ticked off once is not ticked off again; at once by two: tests/store/test_clashes.py."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from crmcli import errors
from tests.faults import company
from tests.faults.company import call

#: In the order in which they are given, with what the second is told.
_TWICE = {
    "complaint propose T2 退款": "recorded on T2 already",
    "complaint progress T2 --satisfied yes": "recorded on T2 already", "complaint answer T2": "recorded on T2 already",
    "complaint wait T2": "already waiting", "complaint resume T2": "not waiting", "complaint resolve T2": "already resolved",
    "complaint revisit T2 --result satisfied": "revisited already", "complaint reopen T2 又来": "not resolved yet",
    "feedback answer 1 还有": "with these words already", "feedback close 1": "closed already", "feedback promote 2 task": "promoted already",
    "done inbound:6 --note 回电": "not wait for an answer", "done birthday:1": "greeted already", 
    "done task:3": "no longer open", "task cancel 1": "no longer open", "survey wave close Q4": "is closed", "kb retire 1": "retired already",
    "purchase refund 1 --amount 1000": "refunded already", "staff leave Kim --to Lee": "has left already", "undo 10": "was undone already",
    "done verify:5": "not due before",
}  # fmt: skip


def test_what_was_ticked_off_is_refused(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(whole, whole.with_name("crm.db"))
    for line, said in _TWICE.items():
        if line.startswith("done verify"):
            monkeypatch.setenv("CRMCLI_NOW", company.NOW.replace("2026", "2027"))
            assert call("classify").status == errors.DONE
        first, second = call(*line.split()), call(*line.split())
        assert first.status in (errors.DONE, errors.REJECTED_ROWS), (line, first.err)
        assert second.status == errors.Invalid.status and said in second.err, (line, second)
