"""Columns that belong together: 第一次跟进, 第二次跟进 … become rows, First Name and Last Name one name."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import replace
from typing import Any

from crmcli.sheets.columns.headers import Header, header_of
from crmcli.sheets.model import Table

_ORDINALS = {char: i for i, char in enumerate("一二三四五六七八九十", 1)} | {"首": 1}
_ACT = r"(?:跟进|回访|拜访|联系|沟通|跟踪|追踪|面访|电访|洽谈|走访)"
_SHAPES = (
    re.compile(
        rf"(?:第(?P<n>[一二三四五六七八九十]|\d{{1,2}})[次轮](?P<act>{_ACT})|(?P<first>首)次(?P<act1>跟进))(?P<rest>.*)"
    ),
    re.compile(rf"(?P<n>[一二三四五六七八九十])(?:次)?(?P<act>{_ACT})(?P<rest>.*)"),
    re.compile(rf"(?P<act>{_ACT})(?:记录|情况|内容)?(?P<n>\d{{1,2}}|[一二三四五六七八九十])(?P<rest>.*)"),
    # 联系人1 is a person of the customer's.
    re.compile(
        rf"(?!联系人)(?P<act>{_ACT})(?P<rest>时间|日期|内容|情况|记录|方式|人|结果|反馈)(?P<n>\d{{1,2}}|[一二三四五六七八九十])"
    ),
    re.compile(r"(?P<act>follow[ -]?up|visit|call|contact)\s*#?(?P<n>\d{1,2})\s*(?P<rest>.*)"),
)
#: What the rest of such a name stands for, as a header of an interaction.
_PARTS = (
    ("方式", "跟进方式"),
    ("channel", "channel"),
    ("method", "channel"),
    ("下次", "下次跟进时间"),
    ("反馈", "客户反馈"),
    ("时间", "跟进时间"),
    ("日期", "跟进时间"),
    ("date", "跟进时间"),
    ("人", "跟进人"),
)
_LEADING_DATE = re.compile(
    r"\s*((?:\d{2,4}\s*[-/.年]\s*)?\d{1,2}\s*[-/.月]\s*\d{1,2}\s*[日号]?+(?:\s*\d{1,2}[:：]\d{2})?)[\s,，:：、。;；]*(?=\D)(.+)",
    re.DOTALL,
)


def repeated_groups(headers: list[Header]) -> dict[int, dict[str, int]]:
    """turn → {interaction header: column}, for at least two turns; empty where the table has none."""
    groups: dict[int, dict[str, int]] = defaultdict(dict)
    for column, header in enumerate(headers):
        found = next((match for shape in _SHAPES if (match := shape.fullmatch(header.key))), None)
        if found:
            number = found.groupdict().get("n") or "首"
            turn = _ORDINALS.get(number) or int(number)
            part, parts = _part(found["rest"].strip()), groups[turn]
            if part == "跟进内容" and part in parts and "跟进时间" not in parts:
                # 第一次回访 beside 第一次回访结果 is its day.
                parts["跟进时间"] = parts.pop(part)
            parts.setdefault(part, column)
    told = any({"跟进内容", "跟进时间"} & parts.keys() for parts in groups.values())
    return dict(sorted(groups.items())) if len(groups) >= 2 and told else _same_names(headers)


_SAME = re.compile(rf"(?!联系人){_ACT}(?P<rest>时间|日期|内容|情况|记录|方式|人|结果|反馈)")


def _same_names(headers: list[Header]) -> dict[int, dict[str, int]]:
    """Groups that repeat the same names: 跟进时间, 跟进内容, 跟进时间, 跟进内容."""
    groups: dict[int, dict[str, int]] = defaultdict(dict)
    seen: Counter[str] = Counter()
    for column, header in enumerate(headers):
        found = _SAME.fullmatch(header.key)
        if found:
            seen[header.key] += 1
            groups[seen[header.key]].setdefault(_part(found["rest"]), column)
    alike = len(groups) >= 2 and all({"跟进时间", "跟进内容"} <= parts.keys() for parts in groups.values())
    return dict(groups) if alike else {}


def _part(rest: str) -> str:
    return next((name for sign, name in _PARTS if sign in rest), "跟进内容")


def unfold(
    table: Table, headers: list[Header], rows: list[int], groups: dict[int, dict[str, int]]
) -> tuple[Table, list[Header], list[int]]:
    """The table of interactions: shared columns repeated for every turn that has content; original row
    numbers.
    """
    inside = {column for parts in groups.values() for column in parts.values()}
    shared = [column for column in range(len(headers)) if column not in inside]
    names = list(dict.fromkeys(name for parts in groups.values() for name in parts))
    if "跟进时间" not in names:
        names.append("跟进时间")
    lines: list[list[Any]] = []
    numbers: list[int] = []
    for row in rows:
        for parts in groups.values():
            cells = {name: table.columns[column][row] for name, column in parts.items()}
            if any(value is not None for value in cells.values()):
                _date_in_text(cells)
                lines.append(
                    [table.columns[column][row] for column in shared] + [cells.get(name) for name in names]
                )
                numbers.append(row)
    columns = [list(column) for column in zip(*lines, strict=True)] or [
        [] for _ in range(len(shared) + len(names))
    ]
    new_headers = [headers[column] for column in shared] + [header_of(name) for name in names]
    return Table(table.file, table.sheet, columns, len(lines), date1904=table.date1904), new_headers, numbers


def _date_in_text(cells: dict[str, Any]) -> None:
    """`3月5日 电话沟通…` holds its date itself."""
    text = cells.get("跟进内容")
    if cells.get("跟进时间") is None and isinstance(text, str):
        found = _LEADING_DATE.match(text)
        if found:
            cells["跟进时间"], cells["跟进内容"] = found[1], found[2]


_GIVEN = frozenset((
    "first name", "given name", "given names", "firstname", "forename", "forenames", "first", "名", "名字",
    "vorname", "prenom", "nombre", "nombres", "nome", "imie", "имя", "fornamn", "fornavn", "voornaam", "voorletters", "ad", "adi",
))  # fmt: skip
_MIDDLE = frozenset(
    ("middle name", "middle names", "middlename", "additional name", "middle", "отчество", "tussenvoegsel")
)
_SECOND_FAMILY = frozenset(("apellido materno", "segundo apellido"))
_FAMILY = frozenset((
    "last name", "family name", "surname", "lastname", "last", "姓", "姓氏",
    "nachname", "familienname", "фамилия", "efternamn", "etternavn", "efternavn", "achternaam", "soyad", "soyadi", "nom", "nom de famille", "apellido", "apellidos", "apellido paterno", "primer apellido", "cognome", "sobrenome", "nazwisko",
))  # fmt: skip
#: Whose name it is a part of: customer_first_name, Contact Last Name.
_PART = re.compile(
    r"((?:customer|client|contact|billing|shipping|invitee|buyer|guest|member|student|pupil|child|camper|kid|participant|player|learner|patient|person|user|caller|lead|primary contact|donor|attendee|owner name|parent|guardian|mother|father) )?(?:"
    + "|".join(sorted(_GIVEN | _FAMILY))
    + ")"
)
#: Of these words those that alone may mean anything.
_AMBIGUOUS = frozenset(
    ("first", "last", "名", "名字", "姓", "nom", "nombre", "nombres", "nome", "имя", "ad", "adi")
)
#: The folded names of columns that hold a part of a person's name.
NAME_PARTS = _GIVEN | _FAMILY


def join_names(table: Table, headers: list[Header], rows: list[int]) -> None:
    """Puts the parts of a person's name from several columns into one, in place, the way the name's script orders
    them. A family name alone is a name. A parent's is one of its own.
    """
    found = [match[1] or "" for header in headers if (match := _PART.fullmatch(header.key))]
    parents = sorted({whose for whose in found if whose in _PARENTS})
    others = [whose for whose in found if whose not in _PARENTS]
    for whose in [*parents, *others[:1]] or [""]:
        _join_name(table, headers, rows, whose)


_PARENTS = frozenset(("parent ", "guardian ", "mother ", "father "))


def _join_name(table: Table, headers: list[Header], rows: list[int], whose: str) -> None:
    parts = [
        next((i for i, header in enumerate(headers) if header.key.removeprefix(whose) in words), None)
        for words in (_GIVEN, _MIDDLE, _FAMILY, _SECOND_FAMILY)
    ]
    if parts[0] is None and parts[2] is not None:
        parts[0] = _given_called_name(table, headers, rows, family=parts[2])
    if parts[2] is None and parts[0] is not None:
        parts[2] = _family_called_name(table, headers, rows, given=parts[0])
    target = parts[0] if parts[0] is not None else parts[2]
    others = (
        header.key
        for column, header in enumerate(headers)
        if column not in parts and any(table.columns[column][row] is not None for row in rows)
    )
    if target is None or not _whole_names(whose).isdisjoint(others):
        return
    if parts.count(None) == 3:
        if headers[target].key not in _AMBIGUOUS:
            headers[target] = replace(headers[target], key="full name")
        return
    _name_the_bearer(headers)
    columns = [table.columns[i] for i in parts if i is not None]
    shown_at = next((i for i, header in enumerate(headers) if header.key in _WHOLE), None)
    whole = None if shown_at is None else table.columns[shown_at]
    for row in rows:
        words = [text for cells in columns if (text := str(cells[row] or "").strip())]
        for cells in columns:
            cells[row] = None
        table.columns[target][row] = _joined(words) or None
        if whole is not None:
            _take_whole(table.columns[target], whole, row)
    if shown_at is not None and not any(table.columns[shown_at][row] for row in rows):
        headers[shown_at] = header_of("")
    shown = "姓名" if _EASTERN.search(headers[target].key) else "Full Name"
    shown = f"{whose.title()}Name" if whose == "contact " or whose in _PARENTS else shown
    for i in parts:
        if i is not None:
            headers[i] = header_of("")
    headers[target] = header_of(shown)


def _whole_names(whose: str) -> set[str]:
    """What a column with the whole names is called beside those of their parts."""
    return {"name", "full name", "姓名", f"{whose}name", f"{whose}full name"}


def _given_called_name(table: Table, headers: list[Header], rows: list[int], family: int) -> int | None:
    """The column `name` beside that of the family names, where it holds the given names alone."""
    column = next((i for i, header in enumerate(headers) if header.key == "name"), None)
    if column is None or headers[family].key in _AMBIGUOUS:
        return None
    return column if _lacks(table, rows, whole=column, part=family) else None


#: A name in the languages in which it may be the family's beside that of a given name.
_FAMILY_OR_WHOLE = frozenset(("name", "naam", "namn", "navn"))


def _family_called_name(table: Table, headers: list[Header], rows: list[int], given: int) -> int | None:
    """The column `Name` beside that of the given names (Vorname), where it holds the family names alone."""
    column = next((i for i, header in enumerate(headers) if header.key in _FAMILY_OR_WHOLE), None)
    if column is None or headers[given].key in _AMBIGUOUS:
        return None
    return column if _lacks(table, rows, whole=column, part=given) else None


def _lacks(table: Table, rows: list[int], *, whole: int, part: int) -> bool:
    """Whether most names of a column are without the part that stands in another."""
    pairs = [(str(table.columns[whole][row] or ""), str(table.columns[part][row] or "")) for row in rows]
    both = [(name.casefold(), own.casefold()) for name, own in pairs if name and own]
    return 2 * sum(own in name for name, own in both) < len(both)


#: The name as an address book shows it.
_WHOLE = frozenset(("display name", "显示名称", "显示名"))


def _take_whole(names: list[Any], whole: list[Any], row: int) -> None:
    """Names a row without parts of a name by the whole one; where both say the same, one is enough."""
    names[row] = names[row] or whole[row]
    if names[row] == whole[row]:
        whole[row] = None


_OF_COMPANY = re.compile(
    r"^(?:company|organi[sz]ation|account|customer|client|firm)(?: name)?$|公司|单位|客户"
)


def _name_the_bearer(headers: list[Header]) -> None:
    """Beside the parts of a person's name a contact's name is that of the customer, unless another column names companies."""
    for i, header in enumerate(headers):
        if header.key == "contact name" and not any(_OF_COMPANY.search(other.key) for other in headers):
            headers[i] = replace(header, key="customer name")


_EASTERN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def _joined(words: list[str]) -> str:
    """Given, middle and family name in one: the family name is first, without a space, in Chinese characters."""
    if len(words) > 1 and _EASTERN.search("".join(words)):
        return "".join((words[-1], *words[:-1]))
    return " ".join(words)


# --- several dated entries in one cell
# --------------------------------------------------------------------------------

_ENTRY = re.compile(
    r"(?:^|[\n;；。])\s*(?:\d{1,2}[、.)]\s*(?=\d{1,4}\s*[年月/.\-]))?"
    r"((?:\d{2,4}\s*[-/.年]\s*)?\d{1,2}\s*[-/.月]\s*\d{1,2}\s*[日号]?(?:\s*\d{1,2}[:：]\d{2})?)(?![\d.%元万])[\s,，:：、\-—]*"
)


def dated_entries(text: str) -> list[tuple[str, str]]:
    """(date, what was said) of a cell such as `3月5日电话沟通；3月9日上门报价`; empty where it doesn't
    start with a date.
    """
    if not _ENTRY.match(text.strip()):
        return []
    # Without its empty lines, through which every entry would be looked for again.
    text = "\n".join(filter(None, map(str.strip, text.splitlines())))
    marks = list(_ENTRY.finditer(text))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    entries = [
        (mark[1], text[mark.end() : end].strip(" \n;；")) for mark, end in zip(marks, ends, strict=True)
    ]
    return [(day, said) for day, said in entries if said]


def holds_several(table: Table, rows: list[int], column: int) -> bool:
    """Whether most cells of a column hold two dated entries or more, whatever dates stand beside."""
    cells = [table.columns[column][row] for row in rows]
    several = sum(isinstance(cell, str) and len(dated_entries(cell)) > 1 for cell in cells)
    return 2 * several > sum(cell is not None for cell in cells)


def split_entries(
    table: Table, headers: list[Header], rows: list[int], column: int
) -> tuple[Table, list[Header], list[int]] | None:
    """The table with a row for every dated entry of a column, None unless most of its cells consist of
    such entries.
    """
    cells = [table.columns[column][row] for row in rows]
    found = [dated_entries(cell) if isinstance(cell, str) else [] for cell in cells]
    filled = sum(cell is not None for cell in cells)
    if not filled or sum(map(bool, found)) < 0.5 * filled:
        return None
    lines: list[list[Any]] = []
    numbers: list[int] = []
    for row, cell, entries in zip(rows, cells, found, strict=True):
        undated: list[tuple[str | None, Any]] = [(None, cell)]
        for day, said in entries or undated:
            line = table.row(row)
            line[column] = said
            lines.append([*line, day])
            numbers.append(row)
    columns = [list(cells) for cells in zip(*lines, strict=True)]
    return (
        Table(table.file, table.sheet, columns, len(lines), date1904=table.date1904),
        [*headers, header_of("跟进时间")],
        numbers,
    )


# --- a column for each month
# ------------------------------------------------------------------------------------------

_MONTH = re.compile(
    r"(?:(?P<year>(?:20)?\d\d)\s*年\s*|(?P<year1>20\d\d)\s*[./\-]\s*)?(?P<month>\d{1,2})\s*月(?:份)?(?:金额|消费|消费金额|销售额|消费额|销售|订单)?"
    r"|(?P<year2>20\d\d)[./\-](?P<month2>\d{1,2})(?:[./\-]0?1)?"
    r"|(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?(?:[\s\-]*(?:(?P<year3>20\d\d)|'?(?P<year4>\d\d)))?"
)
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEARS = ("year", "year1", "year2", "year3", "year4")
_SUMS = frozenset(("合计", "总计", "小计", "total", "全年", "年度合计", "累计"))


def is_month(header: Header) -> bool:
    """Whether a column is called by a month: 3月, 2026-03, Mar 2026."""
    return _MONTH.fullmatch(header.key) is not None


def month_columns(headers: list[Header], year: int) -> dict[int, str]:
    """column → `YYYY-MM-01` for tables with amounts by month (three at least); empty where the year isn't
    told.
    """
    found = ((column, _MONTH.fullmatch(header.key)) for column, header in enumerate(headers))
    days = {column: day for column, match in found if match and (day := _first_day(match, year))}
    return days if len(days) >= 3 else {}


def _first_day(found: re.Match[str], year: int) -> str:
    told = next((int(found[name]) for name in _YEARS if found[name]), year)
    month = int(found["month"] or found["month2"] or 0) or _NAMES.index(found["name"][:3]) + 1
    return f"{told + 2000 if told < 100 else told}-{month:02d}-01" if told and 1 <= month <= 12 else ""


def unfold_months(
    table: Table, headers: list[Header], rows: list[int], months: dict[int, str]
) -> tuple[Table, list[Header], list[int]]:
    """The table of purchases: one for each month with an amount; sums over the months are left out."""
    shared = [i for i, header in enumerate(headers) if i not in months and header.key not in _SUMS]
    lines: list[list[Any]] = []
    numbers: list[int] = []
    for row in rows:
        for column, day in months.items():
            amount = table.columns[column][row]
            if amount is not None and amount != 0:
                lines.append([table.columns[i][row] for i in shared] + [day, amount])
                numbers.append(row)
    columns = [list(cells) for cells in zip(*lines, strict=True)] or [[] for _ in range(len(shared) + 2)]
    new_headers = [headers[i] for i in shared] + [header_of("订单日期"), header_of("金额")]
    return Table(table.file, table.sheet, columns, len(lines), date1904=table.date1904), new_headers, numbers
