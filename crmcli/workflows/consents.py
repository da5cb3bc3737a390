"""Writing down who agreed to what, and who took that back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from crmcli import clock, errors
from crmcli.i18n import _
from crmcli.store import View, Work
from crmcli.verdicts.reach import Whom

#: How evidence names an attachment.
_ATTACHMENT = re.compile(r"(?:attachment|附件)\s*[:：#]?\s*(\d+)", re.IGNORECASE)


#: Words for all purposes or channels.
_EVERY = frozenset({"all", "any", "every purpose", "every channel", "全部", "所有", "全部用途", "全部渠道"})


def is_every(text: str) -> bool:
    """Whether a word stands for all purposes, or all channels."""
    return text.strip().casefold() in _EVERY


class Word(NamedTuple):
    """What somebody said: of which purposes and channels (none are all of them), when, and what proves it."""

    granted: bool
    purposes: Sequence[str | None]
    channels: Sequence[str | None]
    at: datetime
    source: str | None = None
    evidence: str | None = None
    notice: str | None = None


def record(work: Work, whom: Iterable[Whom], word: Word) -> int:
    """Writes a word of each into the ledger; says how many rows that makes. Invalid for an instant ahead, NotFound for an
    attachment that isn't there."""
    at = min(word.at, work.op.at) if clock.local_date(word.at, work.zone) == work.as_of.on else word.at
    if at > work.op.at:
        raise errors.Invalid(
            _("%(day)s lies ahead.") % {"day": clock.shown(word.at, work.zone)}, _("Check the day: --at.")
        )
    evidence = proof(work, word.evidence)
    said = {
        "granted": int(word.granted), "at": clock.iso(at), "on_day": clock.local_date(at, work.zone).isoformat(),
        "source": word.source, "evidence": evidence, "notice": word.notice, "recorder_id": work.op.actor.id,
    }  # fmt: skip
    rows = [
        {**said, "customer_id": who.customer_id, "contact_person_id": who.contact_person_id, "purpose": purpose,
         "channel": channel}
        for who in whom
        for purpose in word.purposes or (None,)
        for channel in word.channels or (None,)
    ]  # fmt: skip
    work.store.consents.add(work.op, rows)
    return len(rows)


def proof(view: View, text: str | None) -> str | None:
    """What proves a consent, as stored: words as they are, an attachment as attachment:5. NotFound if there is none of that
    number."""
    named = _ATTACHMENT.fullmatch(text.strip()) if text else None
    if named is None:
        return (text or "").strip() or None
    view.store.attachments.get(int(named[1]))
    return f"attachment:{int(named[1])}"
