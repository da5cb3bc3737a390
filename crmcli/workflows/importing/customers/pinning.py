"""Pins of the tiers that the sheets state, where an import was asked for them.

A pin is made once, when a customer's stated tier comes or changes; a manager's pin that is in force goes before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from crmcli.i18n import _, ngettext
from crmcli.policy import TIERS
from crmcli.workflows.importing.customers.incoming import Incoming
from crmcli.workflows.importing.job import Job

#: What of a pin is a dated fact: before the import there was none.
_DATED = ("pinned_tier", "pin_reason", "pin_until")


class StatedPins:
    """The pins of one run."""

    def __init__(self, job: Job) -> None:
        self._op, self._fates = job.work.op, job.fates
        self._asked, self._again = job.options.pin_stated, job.options.again
        self._today: date = job.work.as_of.on
        self._until = self._today + timedelta(days=job.work.policy.backlog.stated_tier_pin_days)
        self._pinned = self._standing = 0
        #: New customers who were pinned, until they are written.
        self._new: list[Incoming] = []

    def of(self, item: Incoming, changes: Mapping[str, Any]) -> dict[str, Any]:
        """The columns that pin a customer; none if that was not asked for, its stated tier is none of ours or no news
        (unless rows are imported again), the sheet pins it itself, or a pin is in force."""
        row = item.existing or {}
        stated = changes.get("stated_tier")
        if self._again and stated is None and item.values.get("stated_tier") == row.get("stated_tier"):
            stated = row.get("stated_tier")
        if not self._asked or stated not in TIERS or "pinned_tier" in item.values:
            return {}
        if row.get("pinned_tier") and (
            row["pin_until"] is None or row["pin_until"] >= self._today.isoformat()
        ):
            self._standing += 1
            return {}
        self._pinned += 1
        self._new += [item] if item.existing is None else []
        return {
            "pinned_tier": stated,
            "pin_reason": _("stated in %(file)s") % {"file": Path(item.entries[0].sheet.file).name},
            "pin_until": self._until.isoformat(),
            "pinned_by": self._op.actor.id,
        }

    def note_past(self) -> None:
        """That the new customers, now that they are written, had no pin on earlier days."""
        rows = [("customer", i.id, field, None, self._op.at_text) for i in self._new for field in _DATED]
        self._new = []
        self._op.insert_many("former", ("table_name", "row_id", "field", "value", "until_at"), rows)

    def tell(self) -> None:
        """Says how many were pinned, and how many have another pin."""
        told = {"n": self._pinned, "day": self._until.isoformat()}
        if self._pinned:
            line = ngettext(
                "%(n)d customer is pinned to the stated tier until %(day)s.",
                "%(n)d customers are pinned to their stated tiers until %(day)s.",
                self._pinned,
            )
            self._fates.warnings.append(line % told)
        if self._standing:
            line = ngettext(
                "%(n)d customer is pinned already, and stays so.",
                "%(n)d customers are pinned already, and stay so.",
                self._standing,
            )
            self._fates.warnings.append(line % {"n": self._standing})
