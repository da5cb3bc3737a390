"""Builds crmcli/data/characters.txt: Traditional → Simplified pairs and the pinyin syllable of every character.

Run in development only (`pip install opencc-python-reimplemented pypinyin`); the result is shipped as data.

    python tools/make_characters.py
"""

from __future__ import annotations

from pathlib import Path

from opencc import OpenCC  # type: ignore[import-untyped]
from pypinyin import Style, pinyin

FIRST, LAST = 0x4E00, 0x9FFF
EXTRA_RANGES = ((0x3400, 0x4DBF), (0xF900, 0xFAFF))
#: Variant characters that people type for a Simplified one and that opencc leaves alone.
VARIANTS = {
    "妳": "你",
    "祂": "他",
    "牠": "它",
    "着": "着",
    "淼": "淼",
    "堃": "堃",
    "昇": "升",
    "彙": "汇",
    "臺": "台",
    "檯": "台",
    "颱": "台",
}
OUTPUT = Path(__file__).parent.parent / "crmcli" / "data" / "characters.txt"


def traditional_pairs() -> list[tuple[str, str]]:
    """(Traditional, Simplified) for every character that changes, one to one."""
    converter = OpenCC("t2s")
    pairs = {}
    for first, last in ((FIRST, LAST), *EXTRA_RANGES):
        for code in range(first, last + 1):
            simple = converter.convert(chr(code))
            if len(simple) == 1 and simple != chr(code) and ord(simple) <= 0xFFFF:
                pairs[chr(code)] = simple
    pairs.update({odd: plain for odd, plain in VARIANTS.items() if odd != plain})
    return sorted(pairs.items())


def syllables() -> list[str]:
    """The syllable of every code point from FIRST to LAST, without its tone; empty where no reading is known."""
    found = []
    for code in range(FIRST, LAST + 1):
        reading = pinyin(chr(code), style=Style.NORMAL, errors="ignore", v_to_u=False)
        syllable = reading[0][0] if reading and reading[0] else ""
        found.append(syllable if syllable.isascii() and syllable.isalpha() else "")
    return found


def main() -> None:
    pairs = traditional_pairs()
    read = syllables()
    known = sorted(set(read) - {""})
    # Two letters for each code point: the place of its syllable among the known ones, as a number of base 26.
    places = {syllable: chr(97 + i // 26) + chr(97 + i % 26) for i, syllable in enumerate(known)} | {"": ".."}
    lines = (
        "".join(t for t, _ in pairs),
        "".join(s for _, s in pairs),
        " ".join(known),
        "".join(places[syllable] for syllable in read),
    )
    OUTPUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{OUTPUT.name}: {len(pairs)} pairs, {len(known)} syllables, {len(read)} characters")


if __name__ == "__main__":
    main()
