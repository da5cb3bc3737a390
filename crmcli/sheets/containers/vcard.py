"""Address books (.vcf): vCard 2.1, 3.0 and 4.0 as a table of contact persons."""

from __future__ import annotations

import quopri
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from crmcli.i18n import _
from crmcli.sheets.containers.delimited import decode, table_of
from crmcli.sheets.model import Table
from crmcli.sheets.tables.addresses import Address, packed

#: The columns that a card becomes; they are known header names. Properties without a column follow by their own names.
HEADERS = (
    "姓名", "公司", "部门", "职务", "手机", "其他电话", "传真", "寻呼机", "邮箱", "其他邮箱", "微信", "网址", "社交账号", "生日", "标签", "地址",
    "城市", "省份", "邮政编码", "国家", "其他地址", "备注",
)  # fmt: skip
#: What says nothing of the person, and what is no text and can't be kept.
_SILENT = frozenset((
    "VERSION", "PRODID", "REV", "UID", "SORT-STRING", "CLASS", "X-ABLABEL", "X-ABADR", "X-ABSHOWAS", "KIND", "PROFILE",
    "X-ABUID", "FBURL", "CALURI", "CALADRURI", "MAILER", "SOURCE", "NAME", "CLIENTPIDMAP", "XML",
))  # fmt: skip
_BINARY = frozenset(("PHOTO", "LOGO", "SOUND", "KEY", "AGENT", "X-MS-CARDPICTURE"))
#: Labels that a program puts on every card.
_NO_LABELS = frozenset(("mycontacts", "* mycontacts", "starred"))


@dataclass(slots=True)
class _Card:
    name: str = ""
    family_given: str = ""
    company: str = ""
    department: str = ""
    title: str = ""
    #: With their rank: the smallest comes first.
    phones: list[tuple[int, str]] = field(default_factory=list)
    emails: list[tuple[int, str]] = field(default_factory=list)
    faxes: list[str] = field(default_factory=list)
    pagers: list[str] = field(default_factory=list)
    wechat: str = ""
    websites: list[str] = field(default_factory=list)
    socials: list[str] = field(default_factory=list)
    birthday: str = ""
    labels: list[str] = field(default_factory=list)
    addresses: list[tuple[int, Address]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    #: Properties that have no column, by name.
    others: dict[str, str] = field(default_factory=dict)

    def row(self) -> list[str]:
        phones, emails = _ranked(self.phones), _ranked(self.emails)
        first, further = self._sorted_addresses()
        # A card that shows only a firm is the firm's.
        firms = bool(self.company) and self.name == self.company and not self.family_given
        return [
            "" if firms else self.name or self.family_given or self.company,
            self.company,
            self.department,
            self.title,
            phones[0] if phones else "",
            ";".join(phones[1:]),
            ";".join(self.faxes),
            ";".join(self.pagers),
            emails[0] if emails else "",
            ";".join(emails[1:]),
            self.wechat,
            ";".join(self.websites),
            ";".join(self.socials),
            self.birthday,
            ",".join(self.labels),
            *(first.street, first.city, first.province, first.postcode, first.country),
            packed(further),
            "\n".join(self.notes),
        ]

    def _sorted_addresses(self) -> tuple[Address, list[Address]]:
        """The main address and the others. Where somebody lives is not where the company is."""
        ranked = [address for _rank, address in sorted(self.addresses, key=lambda pair: pair[0])]
        main = next((a for a in ranked if not (self.company and a.label == "home")), Address())
        return main, [address for address in ranked if address is not main]


def _ranked(values: list[tuple[int, str]]) -> list[str]:
    return list(dict.fromkeys(value for _rank, value in sorted(values, key=lambda pair: pair[0])))


def read_vcards(path: Path, encoding: str | None = None) -> Table:
    """A table with one row per card under HEADERS and the names of other properties; the cards' number counts as the
    row's. What can't be kept is told in its warnings.
    """
    text, warnings = decode(path.read_bytes(), path.name, encoding)
    lost: Counter[str] = Counter()
    cards = parse_cards(text, lost)
    others = list(dict.fromkeys(name for card in cards for name in card.others))
    rows = [[*card.row(), *(card.others.get(name, "") for name in others)] for card in cards]
    if lost:
        what = ", ".join(f"{name} ({n})" for name, n in sorted(lost.items()))
        warnings.append(_("%(file)s: not taken in: %(what)s") % {"file": path.name, "what": what})
    return table_of(str(path), path.stem, [[*HEADERS, *others], *rows], warnings)


def is_address_book(headers: list[str]) -> bool:
    """Whether these are the columns of a table that `read_vcards` made."""
    return tuple(headers[: len(HEADERS)]) == HEADERS


def parse_cards(text: str, lost: Counter[str] | None = None) -> list[_Card]:
    """The cards of a text, cards without any content left out; `lost` counts the properties that can't be kept."""
    cards: list[_Card] = []
    card: _Card | None = None
    properties = list(content_lines(text))
    for place, (name, parameters, value) in enumerate(properties):
        if name == "BEGIN":
            card = _Card()
        elif name == "END" and card is not None:
            if any(card.row()):
                cards.append(card)
            card = None
        elif name in _BINARY and card is not None:
            if lost is not None:
                lost[name] += 1
        elif card is not None and name not in _SILENT:
            label = _label_of(properties, place) if parameters[_GROUP] else ""
            _take(card, name, parameters, _decoded(value), label)
    return cards


#: Where a property's group (`item1` of `item1.TEL`) stands among its parameters; no parameter is called so.
_GROUP = "."
#: Whose number or address it is by such a label is another person.
_OTHERS = re.compile(r"assistant|secretary|spouse|partner|emergency|sekret|助理|秘书|紧急", re.IGNORECASE)
_APPLE_LABEL = re.compile(r"_\$!<(.*)>!\$_")


def _label_of(properties: list[tuple[str, dict[str, str], str]], place: int) -> str:
    """What a person called a property: the label of its group, a few lines below it; empty for none."""
    group = properties[place][1][_GROUP]
    near = properties[place + 1 : place + 5]
    return next((v for n, p, v in near if n == "X-ABLABEL" and p[_GROUP] == group), "")


_ESCAPED = re.compile(r"(?:=[0-9A-F]{2}|[;,\s])*=[0-9A-F]{2}(?:=[0-9A-F]{2}|[;,\s])*")


def _decoded(value: str) -> str:
    """A value that consists of =E5=BC=A0 alone lost the word that it is escaped."""
    if not _ESCAPED.fullmatch(value):
        return value
    try:
        return quopri.decodestring(value.encode("ascii")).decode("utf-8")
    except UnicodeDecodeError:
        return value


def content_lines(text: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """Name, parameters and value of every property, folded lines joined: of address books, and of calendars alike."""
    for line in _unfold(text):
        head, colon, value = _split_head(line)
        if not colon:
            continue
        name, *options = head.split(";")
        parameters: dict[str, str] = {}
        for option in options:
            key, told = _parameter(option)
            # TYPE=HOME;TYPE=FAX is TYPE=HOME,FAX.
            parameters[key] = f"{parameters[key]},{told}" if key == "TYPE" and key in parameters else told
        if parameters.get("ENCODING") in ("QUOTED-PRINTABLE", "Q") or "QUOTED-PRINTABLE" in parameters:
            raw = quopri.decodestring(value.encode("utf-8"))
            value = _decode_part(raw, parameters.get("CHARSET", "UTF-8"))
        group, _dot, bare = name.rpartition(".")
        yield bare.upper(), parameters | {_GROUP: group.upper()}, value


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


def unescape(value: str) -> str:
    """A text value without its escapes."""
    return re.sub(r'\\([nN,;\\:"])', lambda found: "\n" if found[1] in "nN" else found[1], value).strip()


def _parts(value: str) -> list[str]:
    return [unescape(part) for part in re.split(r"(?<!\\);", value)]


def _take(card: _Card, name: str, parameters: dict[str, str], value: str, label: str = "") -> None:
    text = unescape(value)
    if not text.strip(";, "):
        return
    meant = _APPLE_LABEL.sub(r"\1", unescape(label))
    if meant == label and label and name in ("TEL", "EMAIL", "URL", "ADR"):
        # A label of somebody's own; the usual ones say no more than the property itself.
        _keep(card, f"X-ABLABEL {label}", text)
        if _OTHERS.search(meant):
            return
    if name == "FN":
        card.name = text
    elif name == "N":
        card.family_given = _full_name(_parts(value))
    elif name == "ORG":
        card.company, *units = [part for part in _parts(value) if part] or [""]
        card.department = card.department or " / ".join(units)
    elif name in ("TITLE", "ROLE") and not card.title:
        card.title = text
    elif name == "TEL":
        _take_phone(card, _types(parameters), text.removeprefix("tel:").replace(";ext=", "转"))
    elif name == "EMAIL":
        card.emails.append((_rank(_types(parameters)), text.removeprefix("mailto:")))
    elif name in ("X-WECHAT", "X-WEIXIN") or (
        name in ("IMPP", "X-IM") and "wechat" in (text + str(parameters)).lower()
    ):
        card.wechat = text.rsplit(":", 1)[-1]
    elif name == "URL":
        card.websites.append(text)
    elif name == "X-SOCIALPROFILE":
        # Apple writes an address, and which platform it is beside it.
        kind = "" if "/" in text or ":" in text else parameters.get("TYPE", "").partition(",")[0].lower()
        card.socials.append(f"{kind}: {text}" if kind else text)
    elif name == "BDAY":
        unknown_year = parameters.get("X-APPLE-OMIT-YEAR")
        card.birthday = f"--{text[5:]}" if unknown_year and text.startswith(unknown_year + "-") else text
    elif name == "ADR":
        types = _types(parameters)
        card.addresses.append((_rank(types), _address(_parts(value), types)))
    elif name == "CATEGORIES":
        labels = (unescape(part) for part in re.split(r"(?<!\\),", value))
        card.labels += [label for label in labels if label and label.lower() not in _NO_LABELS]
    elif name == "NOTE":
        card.notes.append(text)
    else:
        _keep(card, f"{name} {meant}" if meant else name, text)


def _keep(card: _Card, name: str, text: str) -> None:
    card.others[name] = f"{card.others[name]}; {text}" if name in card.others else text


def _types(parameters: dict[str, str]) -> frozenset[str]:
    """What a property is for: TYPE=WORK,VOICE, or the bare words of an old card."""
    named = parameters.get("TYPE", "").split(",")
    bare = [name for name, value in parameters.items() if not value and name != _GROUP]
    return frozenset((*named, *bare, *(("PREF",) if "PREF" in parameters else ())))


def _take_phone(card: _Card, types: frozenset[str], number: str) -> None:
    if "FAX" in types:
        card.faxes.append(number)
    elif "PAGER" in types:
        card.pagers.append(number)
    else:
        card.phones.append((_rank(types), number))


def _rank(types: frozenset[str]) -> int:
    """The preferred one first, then a mobile, what is for speaking, and the rest as it comes."""
    wanted = ({"PREF"}, {"CELL", "IPHONE", "MOBILE"}, {"VOICE"})
    return next((rank for rank, words in enumerate(wanted) if words & types), len(wanted))


def _full_name(parts: list[str]) -> str:
    family, given, middle = [*parts, "", "", ""][:3]
    if any("\u4e00" <= char <= "\u9fff" for char in family + given):
        return family + middle + given
    return " ".join(part for part in (given, middle, family) if part)


def _address(parts: list[str], types: frozenset[str]) -> Address:
    """ADR is box, extension, street, city, region, postcode, country."""
    box, extra, street, city, region, postcode, country = [*parts, *[""] * 7][:7]
    chinese = any("\u4e00" <= char <= "\u9fff" for char in "".join(parts))
    lines = (street, extra, box) if chinese else (box, extra, street)
    return Address(
        "home" if "HOME" in types else "",
        country=country,
        province=region,
        city=city,
        street=("" if chinese else ", ").join(part for part in lines if part),
        postcode=postcode,
    )
