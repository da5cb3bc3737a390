"""Payments that come in after the sum that a ledger told: those until the day of that sum are inside it, and count once."""

from __future__ import annotations

import json
from collections.abc import Collection

from crmcli import clock
from crmcli.database.connection import Row
from crmcli.i18n import _
from crmcli.workflows.billing import told
from crmcli.workflows.importing.job import Job


class Inside:
    """Compares, around the payments of one import, what is known of contracts whose ledger this import doesn't bring."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._contracts: dict[int, Row] = {}
        #: Per contract the day on which the sum was told, and what of it is known as payments.
        self._days: dict[int, str] = {}
        self._known: dict[int, int] = {}

    def look(self, ids: Collection[int]) -> None:
        """Notes what is known before the payments are tied to these contracts."""
        brought = {
            entry.target_id
            for entry in self._job.fates.entries
            if entry.kind == "contracts" and entry.fate in ("created", "updated")
        }
        rows = self._job.work.store.imports.records("contract", set(ids) - brought)
        self._contracts = {key: row for key, row in rows.items() if row["opening_cents"]}
        self._days = {key: self._told_on(row) for key, row in self._contracts.items()}
        self._known = self._paid()

    def take_off(self) -> None:
        """Takes the payments that are known since off the sums that hold them, and tells so."""
        if not self._contracts:
            return
        for key, cents in self._paid().items():
            row = self._contracts[key]
            inside = min(row["opening_cents"], cents - self._known.get(key, 0))
            if inside <= 0:
                continue
            left = row["opening_cents"] - inside
            self._job.work.op.update("contract", key, {"opening_cents": left})
            line = _(
                "Contract %(number)s: of these payments %(amount)s are in the sum that was told by %(day)s, and count once."
            )
            values = {
                "number": row["external_id"] or row["number"],
                "amount": told(inside),
                "day": self._days[key],
            }
            self._job.fates.warnings.append(line % values)

    def _paid(self) -> dict[int, int]:
        return self._job.work.store.contracts.paid_until(self._days, self._job.work.day) if self._days else {}

    def _told_on(self, row: Row) -> str:
        """The day on which the sum was told, of one that grew the last such day: what is taken off it only lessens it."""
        after = row["opening_cents"] or 0
        for change in reversed(self._job.work.store.history.of_row("contract", row["id"])):
            before = json.loads(change["before"] or "{}")
            if change["action"] != "update" or "opening_cents" not in before:
                continue
            if (before["opening_cents"] or 0) < after and change["command"] != "undo":
                return clock.local_date(clock.parse_iso(change["at"]), self._job.work.zone).isoformat()
            after = before["opening_cents"] or 0
        return str(row["created_on"])
