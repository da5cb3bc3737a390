"""The language of what people read, chosen once before any command is loaded.

Catalogues are gettext's, in `locale/`. Text in code is English; a missing translation shows the English.
JSON keys, exit statuses, column names and stored values are never translated.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

LANGUAGES = ("en", "zh_CN")
#: What names of languages and locales begin with.
_CHINESE, _ENGLISH = ("zh", "chinese", "中文", "简体"), ("en", "英文", "英语")
_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def choose(requested: str | None) -> str:
    """Sets the language that was asked for, else the locale's; English where neither is known."""
    global _catalogue, _language
    _language = resolve(known_or_locale(requested))
    if _language == "en":
        _catalogue = gettext.NullTranslations()
    else:
        folder = Path(__file__).with_name("locale")
        _catalogue = gettext.translation("crmcli", folder, [_language], fallback=True)
    return _language


def language() -> str:
    """The chosen language: en or zh_CN."""
    return _language


def words() -> str:
    """The language code of `vocabulary.label`: en or zh."""
    return "zh" if _language.startswith("zh") else "en"


def _(message: str) -> str:
    """The message in the chosen language."""
    return _catalogue.gettext(message) if message else ""


def ngettext(one: str, many: str, n: int) -> str:
    """The message for `n` things in the chosen language."""
    return _catalogue.ngettext(one, many, n)


def N_(message: str) -> str:
    """Marks a constant for translation; it is translated where it is shown."""
    return message


def series(words: Iterable[str]) -> str:
    """Names one after the other: a, b, c."""
    return (_("%(one)s, %(other)s") % {"one": "", "other": ""}).join(words)


def some(words: Sequence[str], most: int = 5) -> str:
    """The first of many names, and how many more there are."""
    more = _("… and %(n)d more") % {"n": len(words) - most} if len(words) > most else ""
    return series(filter(None, [*words[:most], more]))


def clauses(parts: Iterable[str]) -> str:
    """Parts of a sentence that have commas of their own: a, b; c."""
    return _("; ").join(parts)


def remarks(parts: Iterable[str]) -> str:
    """Remarks that may be whole sentences, as one: the stop of each but the last gives way to what stands between them."""
    *before, last = [*parts] or [""]
    return clauses([*(part.rstrip(".。") for part in before), last])


def sentences(*parts: str) -> str:
    """Whole sentences one after the other; empty ones are left out."""
    return (_("%(one)s %(other)s") % {"one": "", "other": ""}).join(filter(None, parts))


def titled(title: str, text: str) -> str:
    """What something is, and the thing itself: Phone: 123."""
    return _("%(title)s: %(text)s") % {"title": title, "text": text}


def remarked(text: str, remark: object) -> str:
    """Something with a remark in brackets."""
    return _("%(text)s (%(remark)s)") % {"text": text, "remark": remark}


def system_locale() -> str:
    """The locale of whoever is at the machine (de_DE.UTF-8), empty if none is set."""
    return os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""


def known_or_locale(name: object) -> str:
    """The name of a language that the program speaks, the locale for any other."""
    return name if isinstance(name, str) and is_known(name) else system_locale()


def resolve(name: str) -> str:
    """The language of a name or a locale (zh, de_DE.UTF-8): one of LANGUAGES."""
    return "zh_CN" if name.lower().startswith(_CHINESE) else "en"


def is_known(name: str) -> bool:
    """Whether a name is that of a language that the program speaks."""
    return name.lower().startswith((*_CHINESE, *_ENGLISH))
