"""Address books (.vcf): vCard 2.1, 3.0 and 4.0 as a table of contact persons."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from crmcli.sheets.delimited import decode, table_of
from crmcli.sheets.model import Table

#: The columns that a card becomes; they are known header names.
HEADERS = ("姓名", "公司", "职务", "手机", "其他电话", "邮箱", "其他邮箱", "微信", "生日", "地址", "备注")


@dataclass(slots=True)
class _Card:
    name: str = ""
    family_given: str = ""
    company: str = ""
    title: str = ""
    phones: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    wechat: str = ""
    birthday: str = ""
    address: str = ""
    notes: list[str] = field(default_factory=list)

    def row(self) -> list[str]:
        return [
            self.name or self.family_given,
            self.company,
            self.title,
            self.phones[0] if self.phones else "",
            ";".join(self.phones[1:]),
            self.emails[0] if self.emails else "",
            ";".join(self.emails[1:]),
            self.wechat,
            self.birthday,
            self.address,
            "\n".join(self.notes),
        ]


def read_vcards(path: Path, encoding: str | None = None) -> Table:
    """A table with one row per card under HEADERS; the cards' number counts as the row's."""
    text, warnings = decode(path.read_bytes(), path.name, encoding)
    rows = [card.row() for card in parse_cards(text)]
    return table_of(str(path), path.stem, [list(HEADERS), *rows], warnings)


def parse_cards(text: str) -> list[_Card]:
    """The cards of a text, cards without any content left out."""
    cards: list[_Card] = []
    card: _Card | None = None
    for name, parameters, value in _properties(text):
        if name == "BEGIN":
            card = _Card()
        elif name == "END" and card is not None:
            if any(card.row()):
                cards.append(card)
            card = None
        elif card is not None:
            _take(card, name, parameters, value)
    return cards


def _properties(text: str) -> Iterator[tuple[str, dict[str, str], str]]:
    for line in _unfold(text):
        head, colon, value = _split_head(line)
        if not colon:
            continue
        name, *options = head.split(";")
        parameters = dict(_parameter(option) for option in options)
        if parameters.get("ENCODING") in ("QUOTED-PRINTABLE", "Q") or "QUOTED-PRINTABLE" in parameters:
            raw = quopri.decodestring(value.encode("utf-8"))
            value = _decode_part(raw, parameters.get("CHARSET", "UTF-8"))
        yield name.rsplit(".", 1)[-1].upper(), parameters, value


def _split_head(line: str) -> tuple[str, str, str]:
    """Cuts at the first colon that isn't inside a quoted parameter."""
    match = re.match(r'((?:[^":]|"[^"]*")*)(:)(.*)', line, re.DOTALL)
    return (match[1], match[2], match[3]) if match else (line, "", "")


def _parameter(option: str) -> tuple[str, str]:
    name, equals, value = option.partition("=")
    return name.upper(), value.strip('"').upper() if equals else ""


def _decode_part(raw: bytes, charset: str) -> str:
    for codec in (charset, "utf-8", "gb18030"):
        try:
            return raw.decode(codec)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("utf-8", errors="replace")


def _unfold(text: str) -> Iterator[str]:
    """Logical lines: continuation lines start with white space; quoted-printable ones follow a final `=`."""
    pending = ""
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        soft = pending.endswith("=") and "QUOTED-PRINTABLE" in pending.split(":", 1)[0].upper()
        if soft:
            pending = pending[:-1] + line
        elif line[:1] in (" ", "\t") and pending:
            pending += line[1:]
        else:
            if pending:
                yield pending
            pending = line
    if pending:
        yield pending


def _unescape(value: str) -> str:
    return re.sub(r"\\([nN,;\\:])", lambda found: "\n" if found[1] in "nN" else found[1], value).strip()


def _parts(value: str) -> list[str]:
    return [_unescape(part) for part in re.split(r"(?<!\\);", value)]


def _take(card: _Card, name: str, parameters: dict[str, str], value: str) -> None:
    text = _unescape(value)
    if not text.strip(";, "):
        return
    if name == "FN":
        card.name = text
    elif name == "N":
        card.family_given = _full_name(_parts(value))
    elif name == "ORG":
        card.company = _parts(value)[0]
    elif name in ("TITLE", "ROLE"):
        card.title = card.title or text
    elif name == "TEL":
        number = text.removeprefix("tel:").replace(";ext=", "转")
        card.phones.insert(0 if _is_mobile(parameters) else len(card.phones), number)
    elif name == "EMAIL":
        card.emails.append(text.removeprefix("mailto:"))
    elif name in ("X-WECHAT", "X-WEIXIN") or (
        name in ("IMPP", "X-IM") and "wechat" in (text + str(parameters)).lower()
    ):
        card.wechat = text.rsplit(":", 1)[-1]
    elif name == "BDAY":
        card.birthday = text
    elif name == "ADR":
        card.address = card.address or _address(_parts(value))
    elif name == "NOTE":
        card.notes.append(text)


def _is_mobile(parameters: dict[str, str]) -> bool:
    return "CELL" in parameters or "CELL" in parameters.get("TYPE", "")


def _full_name(parts: list[str]) -> str:
    family, given, middle = [*parts, "", "", ""][:3]
    if any("\u4e00" <= char <= "\u9fff" for char in family + given):
        return family + middle + given
    return " ".join(part for part in (given, middle, family) if part)


def _address(parts: list[str]) -> str:
    """ADR is box, extension, street, city, region, postcode, country; written the way its language does."""
    box, extra, street, city, region, postcode, country = [*parts, *[""] * 7][:7]
    if any("\u4e00" <= char <= "\u9fff" for char in "".join(parts)):
        return "".join((country, region, city if city != region else "", street, extra, box))
    return ", ".join(part for part in (box, extra, street, city, region, postcode, country) if part)
