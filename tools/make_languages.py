"""Builds crmcli/data/languages.txt: every language that has a code of two letters, and some more, with its names.

Run in development only (`pip install babel`); the result is shipped as data.

    python tools/make_languages.py
"""

from __future__ import annotations

from pathlib import Path

from babel import Locale
from babel.core import UnknownLocaleError

from crmcli.matching.countries import fold_country

OUTPUT = Path(__file__).parent.parent / "crmcli" / "data" / "languages.txt"
#: Languages in which people name all languages; each language is also known by its own name.
LANGUAGES = ["en", "zh_Hans", "zh_Hant", "ja", "ko", "de", "fr", "es", "it", "pt", "nl", "ru"]
#: Spoken by customers, and without a code of two letters.
FURTHER = ("yue", "fil", "hak", "nan", "wuu", "ceb")
#: What people write beside the names of the tables.
OTHERS = {
    "zh": "cn|汉语|中国语|华语|国语|普通话|简体|简体中文|繁体|繁体中文|国文|mandarin|simplified chinese|traditional chinese|putonghua",
    "en": "英|eng|英国语", "yue": "粤语|广东话|广州话|白话", "nan": "闽南语|台语|闽南话", "hak": "客家话|客家语", "wuu": "吴语|上海话",
    "ja": "jp|日语|日文", "ko": "kr|韩语|韩文|朝鲜语", "de": "ger|德语|德文", "fr": "法语|法文", "es": "西班牙语|西语|castilian",
    "pt": "葡语", "ru": "俄语|俄文", "vi": "越南语|越语", "th": "泰语|泰文", "id": "印尼语", "ms": "马来语|马来文|bahasa melayu",
    "el": "greek", "fil": "tagalog|他加禄语|菲律宾语",
}  # fmt: skip


def main() -> None:
    codes = sorted(c for c in Locale("en").languages if (len(c) == 2 and c.isalpha()) or c in FURTHER)
    lines = []
    for code in codes:
        words = {code, *OTHERS.get(code, "").split("|")}
        for language in (*LANGUAGES, code):
            try:
                words.add(Locale.parse(language).languages.get(code) or "")
            except (UnknownLocaleError, ValueError):
                continue
        lines.append(f"{code}\t{'|'.join(sorted(filter(None, set(map(fold_country, words)))))}")
    OUTPUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
