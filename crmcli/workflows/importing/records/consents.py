"""Consents of an import: rows of a ledger that are added and never changed, known by whom, what for and when."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from crmcli import clock, errors
from crmcli.database.connection import Row
from crmcli.i18n import _
from crmcli.matching.names import fold_name
from crmcli.vocabulary import parse_word
from crmcli.workflows.consents import is_every, proof
from crmcli.workflows.importing.customers.incoming import stored
from crmcli.workflows.importing.fates import Entry
from crmcli.workflows.importing.records.plain import PlainWriter
from crmcli.workflows.importing.records.recognising import Traits


class ConsentWriter(PlainWriter):
    """Writes the consents of one import inside its operation."""

    kind = "consents"
    table = "consent"
    columns = (
        "customer_id", "contact_person_id", "purpose", "channel", "granted", "at", "on_day", "source", "evidence", "notice",
        "recorder_id", "custom", "created_at",
    )  # fmt: skip
    changing = ()
    defaults: ClassVar[Mapping[str, Any]] = {}
    #: Of the customers in question, whom their rows may name.
    _persons: Mapping[int, Sequence[Mapping[str, Any]]]

    def write(self, entries: Sequence[Entry], read_before: Sequence[Entry]) -> None:
        """Like every kind; but a row whose purpose, channel or person nobody knows is none: it would say too much."""
        ids = {e.customer_id for e in (*entries, *read_before) if e.customer_id}
        self._persons = self._store.imports.persons(ids)
        for entry in entries:
            self._judge(entry)
        known = [entry for entry in read_before if not self._fault(entry)]
        super().write([entry for entry in entries if entry.open], known)

    def _judge(self, entry: Entry) -> None:
        if fault := self._fault(entry):
            entry.reject(fault)

    def _fault(self, entry: Entry) -> str:
        """Why a row can't be kept; empty if it can."""
        values = entry.values
        if "purpose" not in values and values.get("agreed") == "granted" and not entry.sheet.whole:
            return _("Say what they agreed to.")
        if self._purpose(entry) == "":
            return _("%(text)s is no purpose.") % {"text": values["purpose"]}
        if self._channel(entry) == "":
            return _("%(text)s is no channel of the policy.") % {"text": values["channel"]}
        if values.get("contact_person") and self._person(entry) is None:
            return _("The customer has no contact person called %(name)s.") % {
                "name": values["contact_person"]
            }
        try:
            proof(self._job.work, values.get("evidence"))
        except errors.NotFound as error:
            return "" if entry.sheet.whole else error.message
        return ""

    def _purpose(self, entry: Entry) -> str | None:
        """The purpose; None for all of them, empty for none that is known."""
        text = entry.values.get("purpose")
        return None if text is None or is_every(text) else parse_word("purpose", text) or ""

    def _channel(self, entry: Entry) -> str | None:
        text = entry.values.get("channel")
        if text is None or is_every(text):
            return None
        # Our own export tells of channels that are in use no more, too.
        policy = self._job.work.policy
        return policy.channel_called(text) or (parse_word("channel", text) if entry.sheet.whole else "") or ""

    def _person(self, entry: Entry) -> int | None:
        folded = fold_name(str(entry.values.get("contact_person") or ""))
        persons = self._persons.get(entry.customer_id or 0, ())
        return next((p["id"] for p in persons if folded and p["name_folded"] == folded), None)

    def _row(self, entry: Entry) -> dict[str, Any]:
        values = entry.values
        at, day = self._job.instant(values["said"])
        timed = isinstance(values["said"], datetime)
        if at > self._op.at_text and not timed:
            # Of today only the day is told: it holds from now on.
            at = self._op.at_text
        evidence = stored(values.get("evidence"))
        recorder = values.get("recorder")
        return {
            "customer_id": entry.customer_id,
            "contact_person_id": self._person(entry),
            "purpose": self._purpose(entry),
            "channel": self._channel(entry),
            "granted": int(values["agreed"] == "granted"),
            "at": at,
            "on_day": day,
            "source": values.get("source") or (None if entry.sheet.whole else "import"),
            "evidence": evidence if entry.sheet.whole else proof(self._job.work, evidence),
            "notice": stored(values.get("notice")),
            "recorder_id": self._team.id(str(recorder))
            if recorder
            else None
            if entry.sheet.whole
            else self._op.actor.id,
            "custom": self._custom(entry, self._people(entry, ("recorder",))),
            "created_at": self._op.at_text,
            "timed": timed,
        }

    def _said(self, entry: Entry) -> Sequence[str]:
        return ()

    def _known(self, rows: Sequence[Mapping[str, Any]]) -> Sequence[Row]:
        ids = sorted({row["customer_id"] for row in rows if row["customer_id"]})
        return self._store.consents.listed(ids, clock.iso(self._op.at))

    def _traits(self, row: dict[str, Any]) -> Traits:
        whose = (
            row["customer_id"], row["contact_person_id"], row["purpose"] or "", row["channel"] or "", row["granted"],
        )  # fmt: skip
        # A row that tells the day alone is what was said at whatever time of it.
        exact: tuple[Hashable, ...] = ((*whose, row["at"]),)
        exact += () if row.get("timed") else ((*whose, row["on_day"]),)
        return Traits(numbers=(), customer_id=row["customer_id"], day=row["on_day"], words=whose, exact=exact)

    def _whose(self, row: Mapping[str, Any]) -> str:
        return str(row["on_day"])
