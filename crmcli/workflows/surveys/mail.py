"""Answers that come back as e-mail: a saved reply with the invitation's code and lines such as `1: 5`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from crmcli import errors, intake
from crmcli.i18n import _
from crmcli.judging.opting_out import opts_out
from crmcli.policy.sections import ConsentRules
from crmcli.sheets.containers.mail import read_mail
from crmcli.sheets.mails.own_words import own_lines
from crmcli.store import Store
from crmcli.workflows.codes import ALPHABET
from crmcli.workflows.surveys.answers import plain_code

_CODE = re.compile(rf"(?<![A-Z0-9])[{ALPHABET}]{{4}}[-－ ]?[{ALPHABET}]{{4}}(?![A-Z0-9])", re.IGNORECASE)
#: A question's number (1、很满意, also with its words: 1. Speed: 5), or whatever stands before a colon.
_KEY = re.compile(
    r"\s*(?:(\d{1,2})\s*(?:[、)）]|[.．](?!\d))(?:[^:：=＝]{0,60}[:：=＝])?|([^:：=＝]{1,60})[:：=＝])"
)


@dataclass(frozen=True, slots=True)
class Reply:
    """What one e-mail says: the code, the answers as typed, and when it was sent if it tells; of one that only opts out its
    words."""

    code: str
    given: dict[str, str]
    at: datetime | None
    stop: str = ""


def read(store: Store, path: Path, rules: ConsentRules) -> Reply:
    """The reply in a .eml file. MissingFile; Unreadable without a code, or with neither an answer nor words that opt out."""
    mail = read_mail(intake.content(path))
    lines = own_lines(mail.text) if mail else []
    words = _CODE.sub("", "\n".join(lines)).strip()
    stops = opts_out(words, rules)
    # Who only opts out repeats no code: it stands in what they reply to.
    code = _code(store, [mail.subject, *(mail.text.splitlines() if stops else lines)] if mail else [])
    if mail is None or not code:
        raise errors.Unreadable(
            _("%(path)s has no invitation code.") % {"path": path},
            _("The code must stand in the subject or the text."),
        )
    told = [((m[1] or m[2]).strip(), line[m.end() :].strip()) for line in lines if (m := _KEY.match(line))]
    given = {key: answer for key, answer in told if key and answer and plain_code(answer) != code}
    if not given and stops:
        return Reply(code, {}, _sent(mail.date), words)
    if not given:
        raise errors.Unreadable(
            _("%(path)s has no answers.") % {"path": path},
            _("They stand one a line, like `1: 5` or `overall: 5`."),
        )
    return Reply(code, given, _sent(mail.date))


def _code(store: Store, texts: Sequence[str]) -> str:
    """The first code of ours; the first that looks like one where none is."""
    found = [plain_code(match[0]) for text in texts for match in _CODE.finditer(text)]
    known = store.waves.by_codes(found)
    return next((code for code in found if code in known), found[0] if found else "")


def _sent(date: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(date)
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else None
