"""The language of what people read, chosen once before any command is loaded.

Catalogues are gettext's, in `locale/`. Text in code is English; a missing translation shows the English.
JSON keys, exit statuses, column names and stored values are never translated.
"""

from __future__ import annotations

import gettext
import os
from pathlib import Path

LANGUAGES = ("en", "zh_CN")
_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def choose(requested: str | None) -> str:
    """Sets the language that was asked for, else the locale's; English where neither is known."""
    global _catalogue, _language
    _language = _resolve(requested or system_locale())
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


def system_locale() -> str:
    """The locale of whoever is at the machine (de_DE.UTF-8), empty if none is set."""
    return os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""


def _resolve(name: str) -> str:
    folded = name.lower().replace("-", "_")
    return "zh_CN" if folded.startswith(("zh", "chinese", "中文", "简体")) else "en"
