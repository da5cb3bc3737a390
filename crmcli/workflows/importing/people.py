"""Names of the team's people in imported sheets: whom do they mean, and who is new?

A plain personal name that nobody on the staff list has becomes a member of staff without a login; a form of address
(王经理, 小王) does not: it is listed once, with a guess, for `--owner-map` to settle.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from crmcli import errors
from crmcli.i18n import _
from crmcli.matching.name_kinds import COMPOUND, looks_like_person
from crmcli.matching.names import fold_name
from crmcli.matching.online import FREE_MAIL, normalize_email
from crmcli.matching.text import to_simplified
from crmcli.sheets.chats.parties import Parties
from crmcli.sheets.mails.sides import Addresses, Bearer
from crmcli.store import Store, Work

_SEPARATORS = re.compile(r"[、,，/;；&\n]|\s+and\s+")
_SPACED = re.compile(r"[々\u3040-\u30ff\u4e00-\u9fff]+(?:\s+[々\u3040-\u30ff\u4e00-\u9fff]+)+")
#: 山本 壮二郎
_JAPANESE_NAME = re.compile(r"[々\u4e00-\u9fff]{2,3} [々\u3040-\u30ff\u4e00-\u9fff]{1,4}")
_ADDRESS = re.compile(
    r"^[小老阿大].{1,2}$|(?:经理|总监|总|主管|主任|老师|工|姐|哥|叔|嫂|医生|大夫|教练|技师|师傅|师父|老板|店长|顾问|先生|女士|小姐|助理|部长|组长|客服|销售|专员)$"
)
_DEPARTMENT = re.compile(
    r"(?:部|组|中心|团队|公司|门店|店|处|科|室|无|未分配|待分配|公海|公共|系统|管理员|其他|离职)$|\d"
)
#: What programs write where nobody was chosen; and what they call themselves, or a whole department.
_NOBODY = re.compile(
    r"(?:un|not )assigned|no ?body|no ?one|no owner|nicht zugewiesen|non (?:attribue|attribué|assegnato)|sin asignar",
    re.IGNORECASE,
)
_NO_PERSON = re.compile(
    r"system|automation|admin(?:istrator)?|support|helpdesk|team|sales|bot|queue|online|web(?:site)?|app|api|import|phone|e-?mail|walk-?in|self|customer|client",
    re.IGNORECASE,
)
_CHINESE_NAME = re.compile(r"[\u4e00-\u9fff]{2,3}(?:·[\u4e00-\u9fff]+)?|[\u4e00-\u9fff]{4}")
_WESTERN_NAME = re.compile(r"[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){0,3}")


def is_personal_name(text: str) -> bool:
    """Whether the text can stand on a staff list as it is: a whole name, no form of address, no department."""
    name = to_simplified(text)
    if _DEPARTMENT.search(name) or _ADDRESS.search(name) or _NO_PERSON.fullmatch(name):
        return False
    if re.fullmatch(r"[\u4e00-\u9fff]{4}", name):
        return name.startswith(COMPOUND)
    known = (_CHINESE_NAME, _WESTERN_NAME, _JAPANESE_NAME)
    return any(shape.fullmatch(name) for shape in known)


def guess(name: str, people: Iterable[str]) -> str:
    """The one person whom a form of address may mean (王经理 → 王芳), or an empty text."""
    folded = to_simplified(name)
    bare = re.sub(r"^[小老阿大]", "", _strip_address(folded)) or folded
    near = [p for p in people if to_simplified(p).startswith(bare[:1]) and p != name]
    near = near or [p for p in people if len(bare) > 1 and bare in to_simplified(p)]
    return near[0] if len(near) == 1 else ""


def _strip_address(name: str) -> str:
    found = _ADDRESS.search(name)
    return name[: found.start()] or name if found and found.start() else name


def unsettled(store: Store, cells: Iterable[str]) -> dict[str, str]:
    """Forms of address in these cells that name nobody on the staff list, each with a guess (perhaps empty)."""
    names = dict.fromkeys(name for cell in dict.fromkeys(cells) for name in split_names(cell))
    staff = [str(row["name"]) for row in store.staff.all()]
    known = {_key(name) for name in staff}
    people = [*staff, *(n for n in names if is_personal_name(n) and _key(n) not in known)]
    return {n: guess(n, people) for n in names if _key(n) not in known and not is_personal_name(n)}


def newcomers(store: Store, cells: Iterable[str]) -> list[str]:
    """Whole names in these cells that nobody on the staff list has: an import takes them onto it."""
    known = {_key(str(row["name"])) for row in store.staff.all()}
    names = dict.fromkeys(name for cell in dict.fromkeys(cells) for name in split_names(cell))
    return [name for name in names if _key(name) not in known and is_personal_name(name)]


def parties(store: Store, owner_map: Mapping[str, str], customer_map: Iterable[str]) -> Parties:
    """Whom the database, and whoever imports, know of those who speak in chats."""
    ours = {_key(str(row["name"])) for row in store.staff.all()} | {_key(name) for name in owner_map}
    told = {fold_name(name) for name in customer_map}

    def known(name: str) -> bool:
        folded = fold_name(name)
        return folded in told or bool(store.imports.ids_by("folded", [folded])) or person(name)

    def person(name: str) -> bool:
        return bool(store.imports.ids_by("person", [fold_name(name)]))

    return Parties(ours=lambda name: _key(name) in ours, known=known, person=person)


def addresses(store: Store, owner_map: Mapping[str, str]) -> Addresses:
    """Whose the addresses in mails are. Who left is still one of us."""
    staff = {
        address: str(row["name"])
        for row in store.staff.all()
        if row["email"] and (address := normalize_email(row["email"]))
    }
    staff |= {address: name for told, name in owner_map.items() if (address := normalize_email(told))}
    domains = {address.partition("@")[2] for address in staff} - FREE_MAIL

    def bearers(wanted: Collection[str]) -> Mapping[str, Sequence[Bearer]]:
        found = store.imports.ids_by("email", wanted)
        ids = {i for customers in found.values() for i in customers}
        names, persons = store.imports.customers(ids), store.imports.persons(ids)
        return {
            address: [Bearer(i, names[i]["name"], _person_at(address, persons.get(i, ()))) for i in customers]
            for address, customers in found.items()
        }

    return Addresses(staff, frozenset(domains), bearers)


def _person_at(address: str, persons: Iterable[Mapping[str, Any]]) -> str:
    """The one contact person whose address it is; empty where nobody's or several persons' it is."""
    names = [str(p["name"]) for p in persons if p["email"] == address and p["left_on"] is None]
    return names[0] if len(names) == 1 else ""


class Team:
    """The staff list as an import sees it. It grows inside the import's operation, by those whom rows that are kept name:
    `learn` hears all names before the first is asked for by `id`.
    """

    def __init__(self, work: Work, owner_map: Mapping[str, str]) -> None:
        self._work, store = work, work.store
        self._ids = {_key(row["name"]): int(row["id"]) for row in store.staff.all()}
        self._names = {row["id"]: row["name"] for row in store.staff.all()}
        self._cells: dict[str, int | None] = {}
        self._whole: dict[str, bool] = {}
        #: Names heard that are on no list yet, by their key, with the role that each would get.
        self._heard: dict[str, tuple[str, str]] = {}
        self._strange: list[str] = []
        self.added: list[str] = []
        for name in owner_map.values():
            if _key(name) not in self._ids and not is_personal_name(name):
                raise errors.Usage(
                    _("--owner-map: nobody on the team is called %(name)s.") % {"name": name},
                    _("See: crmcli staff list"),
                )

    def knows(self, name: str) -> bool:
        """Whether this is somebody on the staff list."""
        return _key(name) in self._ids

    @property
    def unknown(self) -> dict[str, str]:
        """The names in kept rows that can't stand on a staff list as they are, each with a guess (perhaps empty)."""
        return {name: guess(name, self._names.values()) for name in self._strange}

    def learn(self, cells: Iterable[str], role: str = "rep") -> None:
        """Hears the names in these cells: whom `id` is asked for comes onto the staff list, in this role."""
        for name in dict.fromkeys(name for cell in dict.fromkeys(cells) for name in split_names(cell)):
            if _key(name) not in self._ids:
                self._heard.setdefault(_key(name), (name, role))

    def id(self, cell: str | None) -> int | None:
        """The member of staff whom a cell of a row that is kept names first, or None."""
        if not cell:
            return None
        if cell not in self._cells:
            members = [self._member(_key(name)) for name in split_names(cell)]
            self._cells[cell] = next((i for i in members if i is not None), None)
        return self._cells[cell]

    def _member(self, key: str) -> int | None:
        """Who is called so; whoever was only heard of joins the staff list."""
        name, role = self._heard.pop(key, ("", ""))
        if name and is_personal_name(name):
            staff_id = self._work.store.staff.add(self._work.op, {"name": name, "role": role})
            self._ids[key], self._names[staff_id] = staff_id, name
            self.added.append(name)
        elif name:
            self._strange.append(name)
        return self._ids.get(key)

    def is_whole(self, cell: str) -> bool:
        """Whether `id` says all that the cell does: one name, and it is known; or nobody's."""
        if cell not in self._whole:
            names = split_names(cell)
            self._whole[cell] = not names or (self.id(cell) is not None and len(names) == 1)
        return self._whole[cell]

    def name(self, staff_id: int) -> str:
        return str(self._names[staff_id])


def split_names(cell: str) -> list[str]:
    """The names in one cell, in order."""
    parts = (part.strip() for part in _SEPARATORS.split(cell))
    return [name for part in parts if part and not _NOBODY.fullmatch(part) for name in _names_apart(part)]


def _names_apart(text: str) -> list[str]:
    """Names of Chinese characters that only a space divides: 王芳 李娜 are two, 王 芳 and 川原 俊康 one."""
    if not _SPACED.fullmatch(text):
        return [text]
    pieces = text.split()
    if len(pieces[0]) == 1:
        return ["".join(pieces)]
    whole = " ".join(pieces)
    titled = any(_DEPARTMENT.search(piece) or _ADDRESS.search(piece) for piece in pieces)
    two = not looks_like_person(whole) and all(map(looks_like_person, pieces))
    return pieces if titled or two else [whole]


def _key(name: str) -> str:
    return "".join(to_simplified(name).casefold().split())
