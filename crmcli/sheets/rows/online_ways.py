"""Cells of e-mail addresses, WeChat ids and accounts elsewhere to typed values; one that is hidden in part is kept beside its record."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from crmcli.matching.masked import is_masked_id
from crmcli.matching.online import normalize_email, normalize_site, normalize_wechat
from crmcli.matching.social import normalize_social, platform_of
from crmcli.sheets.cells.setting import (
    ASIDE,
    HIDDEN,
    LONGEST_KEY,
    Bad,
    Parts,
    Setting,
    is_answer,
    is_empty_word,
    plain_text,
)
from crmcli.sheets.cells.texts import text_of
from crmcli.sheets.model import Row

_PLAIN_EMAIL = re.compile(r"[a-z0-9]{1,40}(?:[._-][a-z0-9]{1,40}){0,2}@(?:[a-z0-9]{1,60}\.){1,2}[a-z]{2,10}")


def email_of(cell: Any, _setting: Setting, _domain: str) -> Any:
    """An e-mail address; the others of a cell are further ones."""
    if type(cell) is str and _PLAIN_EMAIL.fullmatch(cell):
        return cell
    text = plain_text(cell)
    if not text:
        return None
    parts = [part for part in re.split(r"[;,、\s|]+|/(?=\S+@)", text) if part]
    found = list(dict.fromkeys(filter(None, map(normalize_email, parts))))
    if not found:
        return HIDDEN if is_masked_id(text) else Bad("bad_email")
    hidden = is_masked_id(text)
    if len(found) == 1 and not hidden:
        return found[0]
    first: tuple[str, Any] = ("email", found[0])
    further: tuple[str, Any] = ("emails", tuple(found[1:]))
    says_more = hidden or len(found) < len(parts)
    return Parts(
        (first, further) if found[1:] else (first,), aside=says_more, note="hidden" if hidden else ""
    )


def wechat_of(cell: Any, _setting: Setting, _domain: str) -> Any:
    """A WeChat id, or what else stands for one."""
    text = plain_text(cell)
    if not text:
        return None
    unusable = text in ("是", "同手机", "已加", "手机同号", "同手机号") or len(text) > LONGEST_KEY
    hidden = is_masked_id(text)
    return HIDDEN if hidden else normalize_wechat(text) or (ASIDE if unusable else text)


def emails_of(cell: Any, _setting: Setting, _domain: str) -> Any:
    """Further e-mails, one or several."""
    text = plain_text(cell)
    found = [normalize_email(part) for part in re.split(r"[;,、\s|]+", text) if part]
    if not text:
        return None
    return _unmasked("emails", filter(None, found), text) or Bad("bad_email")


def wechats_of(cell: Any, _setting: Setting, _domain: str) -> Any:
    """Further WeChat names, one or several."""
    parts = [part.strip() for part in re.split(r"[;,、\n]+", plain_text(cell))]
    found = (normalize_wechat(part) or part for part in parts if part and not is_masked_id(part))
    return _unmasked("wechats", found, plain_text(cell)) or None


def social_of(cell: Any, setting: Setting, _domain: str) -> Any:
    """Accounts on social platforms, of the one that the column is called after or that each names itself; what is none is kept
    beside the record."""
    text = plain_text(cell)
    if not text:
        return None
    parts = [part.strip() for part in re.split(r"[;；,，、\n]+|\s(?=https?://)", text) if part.strip()]
    platform = platform_of(setting.header.shown)
    found = [None if is_answer(part) else normalize_social(part, platform) for part in parts]
    accounts = tuple(dict.fromkeys(filter(None, found)))
    if not accounts:
        return HIDDEN if is_masked_id(text) else ASIDE
    return accounts if None not in found else Parts((("social", accounts),), aside=True)


def add_accounts(row: Row, accounts: tuple[str, ...]) -> None:
    """Adds accounts on social platforms to a row, of which several columns may tell some."""
    row.values["social"] = tuple(dict.fromkeys((*row.values.get("social", ()), *accounts)))


def websites_of(cell: Any, _setting: Setting, _domain: str) -> Any:
    """Websites, one or several; what looks like none stays as it is written; the page of an account on a social platform is that account."""
    parts = (" ".join(part.split()) for part in re.split(r"[;；\n]+", text_of(cell)))
    sites = [part for part in parts if not is_empty_word(part)]
    accounts = {part: account for part in sites if "." in part and (account := normalize_social(part))}
    own = tuple(normalize_site(part) or part for part in sites if part not in accounts)
    if not accounts:
        return own or None
    social = ("social", tuple(dict.fromkeys(accounts.values())))
    return Parts((("self", own), social) if own else (social,))


def _unmasked(name: str, found: Iterable[str | None], text: str) -> Any:
    """The further ways of a cell; those that are hidden in part are kept as its text."""
    ways = tuple(found)
    if not is_masked_id(text):
        return ways
    return Parts(((name, ways),), aside=True, note="hidden") if ways else HIDDEN
