"""How well and how fast duplicates are found, on generated customers of whom the truth is known.

    python -m bench.duplicates                 precision and recall per class, and the curve
    python -m bench.duplicates --speed 100000  the search against rapidfuzz's own scoring of the same pairs

People are in the manner of FEBRL: of each original up to three copies, each with up to three slips (a wrong, missing or
swapped letter, given name and surname exchanged, a field lost). Companies lose or change their legal form, place,
brackets, script, abbreviations. Beside them stand those that only look like one: branches and their head office, namesakes
in other cities, clients of one agency, families at one address, schools of other numbers.
"""

from __future__ import annotations

import argparse
import gc
import random
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz.fuzz import ratio

from crmcli.matching.duplicate_search import BLOCKS, WINDOW, blocks, find_pairs
from crmcli.matching.duplicates import CLASSES, Pair
from crmcli.matching.names import fold_name
from crmcli.matching.profiles import Profile, profile
from crmcli.matching.text import _traditional as _characters_of_script

_SYLLABLES = [
    "ba",
    "be",
    "bo",
    "da",
    "de",
    "do",
    "fa",
    "fe",
    "ka",
    "ke",
    "ko",
    "la",
    "le",
    "lo",
    "ma",
    "me",
    "mo",
    "na",
    "ne",
    "no",
    "ra",
    "re",
    "ro",
    "sa",
    "se",
    "so",
    "ta",
    "te",
    "to",
    "va",
    "ve",
    "vo",
    "wa",
    "zi",
    "han",
    "len",
    "mar",
    "ton",
    "ver",
    "wil",
]
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建文辉玲红梅浩宇轩子涵欣怡佳琪思源俊豪博雅晨曦"
_BRANDS = (
    "远鑫安定航佳恒明德信瑞丰泰康达通宏盛景和润嘉华宝利源顺兴隆昌盈旺福禄祥云天海山川江河星月光辉金银玉石松柏"
)
_TRADES = [
    "科技",
    "贸易",
    "餐饮",
    "物业",
    "建筑工程",
    "酒店",
    "广告",
    "电子",
    "医疗器械",
    "汽车服务",
    "教育咨询",
    "食品",
    "服装",
    "家具",
    "物流",
    "农业",
    "软件",
    "旅游",
    "装饰",
    "环保",
]
_CITIES = [
    "成都",
    "重庆",
    "北京",
    "上海",
    "广州",
    "深圳",
    "杭州",
    "南京",
    "武汉",
    "西安",
    "长沙",
    "昆明",
    "青岛",
    "宁波",
    "厦门",
]
_FORMS = ["有限公司", "有限责任公司", "股份有限公司", "集团有限公司"]
_ROADS = [
    "人民路",
    "解放路",
    "中山路",
    "建设路",
    "和平街",
    "新华大道",
    "滨江路",
    "科园路",
    "春熙路",
    "长江路",
]
_ROAD_WORDS = ["street", "road", "avenue", "lane"]


@dataclass
class Person:
    """A customer as somebody typed it in."""

    name: str
    kind: str
    phone: str = ""
    email: str = ""
    wechat: str = ""
    city: str = ""
    street: str = ""
    postcode: str = ""
    birthday: str = ""
    contact: str = ""
    truth: int = 0


@dataclass
class Case:
    """Customers with the truth: two with the same `truth` are one."""

    rows: list[Person] = field(default_factory=list)
    fresh: int = 0

    def add(self, row: Person, same_as: int | None = None) -> int:
        """Adds a row; returns who it is."""
        if same_as is None:
            self.fresh += 1
        row.truth = self.fresh if same_as is None else same_as
        self.rows.append(row)
        return row.truth

    def truths(self) -> set[tuple[int, int]]:
        by_truth: dict[int, list[int]] = {}
        for index, row in enumerate(self.rows):
            by_truth.setdefault(row.truth, []).append(index)
        return {(i, j) for group in by_truth.values() for n, i in enumerate(group) for j in group[n + 1 :]}


def profiles_of(rows: Sequence[Person]) -> list[Profile]:
    return [
        profile(
            (i, r.name, fold_name(r.name), r.kind, r.phone or None, r.email or None, r.wechat or None,
             r.city or None, r.street or None, r.postcode or None, r.birthday or None),
            (), [(fold_name(r.contact), None, None, None)] if r.contact else (),
        )
        for i, r in enumerate(rows)
    ]  # fmt: skip


# -- people ----------------------------------------------------------------------------------------------------


def people(count: int, rng: random.Random) -> Case:
    """So many people, a third of whom stand there twice or more, and families who share an address and a phone."""
    case = Case()
    for _n in range(count):
        row = _western(rng) if rng.random() < 0.6 else _chinese(rng)
        who = case.add(row)
        if rng.random() < 0.35:
            for _copy in range(rng.choice((1, 1, 1, 2, 3))):
                case.add(_slips(row, rng), who)
        if rng.random() < 0.08:
            case.add(_relative(row, rng))
    return case


def _western(rng: random.Random) -> Person:
    given, surname = (_word(rng) for _ in range(2))
    year, month, day = rng.randint(1940, 2005), rng.randint(1, 12), rng.randint(1, 28)
    return Person(
        f"{given.title()} {surname.title()}", "person", _mobile(rng),
        f"{given}.{surname}{rng.randint(1, 99)}@example.com" if rng.random() < 0.6 else "", "", rng.choice(_CITIES),
        f"{rng.randint(1, 300)} {_word(rng).title()} {rng.choice(_ROAD_WORDS)}", str(rng.randint(100000, 999999)),
        f"{year}-{month:02}-{day:02}",
    )  # fmt: skip


def _chinese(rng: random.Random) -> Person:
    name = rng.choice(_SURNAMES) + "".join(rng.choices(_GIVEN, k=rng.choice((1, 2, 2))))
    mobile = _mobile(rng)
    return Person(
        name, "person", mobile, "", f"wx_{rng.randint(10**6, 10**7)}" if rng.random() < 0.5 else "",
        rng.choice(_CITIES), f"{rng.choice(_ROADS)}{rng.randint(1, 300)}号", "",
        f"{rng.randint(1950, 2005)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}" if rng.random() < 0.6 else "",
    )  # fmt: skip


def _slips(row: Person, rng: random.Random) -> Person:
    """A copy with one to three slips, at most two in one field."""
    copy = Person(**{**row.__dict__})
    for _n in range(rng.choice((1, 1, 2, 2, 3))):
        slip = rng.random()
        if slip < 0.12 and " " in copy.name:
            copy.name = " ".join(reversed(copy.name.split(" ")))
        elif slip < 0.32:
            # One of a person's identifiers is always left: without it nobody could tell.
            name = rng.choice(("email", "street", "postcode", "wechat", "birthday"))
            setattr(copy, name, "")
        elif slip < 0.40:
            copy.phone = _mobile(rng)
        elif slip < 0.46:
            copy.street = f"{rng.randint(1, 300)} {_word(rng)} {rng.choice(_ROAD_WORDS)}"
        else:
            name = rng.choice(("name", "name", "street", "email", "birthday", "phone"))
            value = getattr(copy, name)
            if value and (name != "name" or value.isascii()):
                setattr(copy, name, _typo(value, rng))
    return copy


def _relative(row: Person, rng: random.Random) -> Person:
    """Somebody else of the same family: surname, address and often the phone are the same."""
    if row.name.isascii():
        name = f"{_word(rng).title()} {row.name.split(' ')[-1]}"
    else:
        name = row.name[0] + "".join(rng.choices(_GIVEN, k=2))
    birthday = f"{rng.randint(1940, 2005)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    phone = row.phone if rng.random() < 0.3 else _mobile(rng)
    if rng.random() < 0.1:
        # Twins, and then a son of his father's name: he is told by a phone of his own.
        birthday = row.birthday
    elif rng.random() < 0.1:
        name, phone = row.name, _mobile(rng)
    return Person(
        name, "person", phone, "", "", row.city, row.street, row.postcode,
        birthday,
    )  # fmt: skip


def _word(rng: random.Random) -> str:
    return "".join(rng.choices(_SYLLABLES, k=rng.choice((2, 3, 3, 4))))


def _mobile(rng: random.Random) -> str:
    return f"1{rng.choice('35789')}{rng.randint(10**8, 10**9 - 1)}"


def _typo(text: str, rng: random.Random) -> str:
    place = rng.randrange(len(text))
    digit = text[place].isdigit()
    other = rng.choice("0123456789" if digit else "aeioulnrst")
    match rng.randrange(4):
        case 0:
            return text[:place] + other + text[place + 1 :]
        case 1 if not digit:
            return text[:place] + text[place + 1 :]
        case 2 if not digit:
            return text[:place] + other + text[place:]
        case _:
            return text[:place] + text[place : place + 2][::-1] + text[place + 2 :]


# -- companies ---------------------------------------------------------------------------------------------------


def companies(count: int, rng: random.Random) -> Case:
    """So many companies, a third of which stand there twice or more, among those that only look like them."""
    case = Case()
    agency = _mobile(rng)
    names = set()
    for _n in range(count):
        row, brand, trade = _company(rng)
        # As the register sees to it that a town has no two companies of one name.
        while row.name in names:
            row, brand, trade = _company(rng)
        names |= {f"{row.city}{brand}{trade}{form}" for form in _FORMS}
        if rng.random() < 0.01:
            row.phone = agency
        who = case.add(row)
        if rng.random() < 0.35:
            for _copy in range(rng.choice((1, 1, 1, 2))):
                case.add(_variant(row, brand, trade, rng), who)
        if rng.random() < 0.12:
            case.add(_lookalike(row, brand, trade, rng))
    return case


def _company(rng: random.Random) -> tuple[Person, str, str]:
    brand, trade, city = (
        "".join(rng.choices(_BRANDS, k=rng.choice((2, 2, 3)))),
        rng.choice(_TRADES),
        rng.choice(_CITIES),
    )
    row = Person(
        f"{city}{brand}{trade}{rng.choice(_FORMS)}", "company",
        _mobile(rng) if rng.random() < 0.6 else f"0{rng.randint(21, 29)}-{rng.randint(60000000, 89999999)}",
        f"{_word(rng)}{rng.randint(1, 999)}@example.com" if rng.random() < 0.6 else "",
        f"wx_{rng.randint(10**6, 10**7)}" if rng.random() < 0.4 else "", city,
        f"{rng.choice(_ROADS)}{rng.randint(1, 300)}号" if rng.random() < 0.7 else "", "", "",
        rng.choice(_SURNAMES) + "".join(rng.choices(_GIVEN, k=2)) if rng.random() < 0.8 else "",
    )  # fmt: skip
    return row, brand, trade


def _variant(row: Person, brand: str, trade: str, rng: random.Random) -> Person:
    """The same company as another colleague wrote it down, with at least one thing that shows who it is."""
    copy = Person(**{**row.__dict__})
    form = rng.choice((*_FORMS[:2], "", "（有限公司）"))
    copy.name = rng.choice((
        f"{row.city}{brand}{trade}{form}", f"{brand}{trade}（{row.city}）{form}", f"{brand}{trade}{form}",
        f"{row.city}市{brand}{trade}{form}", f"{row.city}　{brand} {trade}{form}", f"{brand}{trade} Co., Ltd.",
        f"{brand}({row.city}){trade}{form}", _traditional(f"{row.city}{brand}{trade}有限公司"), brand,
    ))  # fmt: skip
    if rng.random() < 0.08:
        place = copy.name.find(brand) + rng.randrange(len(brand))
        copy.name = copy.name[:place] + rng.choice(_BRANDS) + copy.name[place + 1 :]
    for name, chance in (("phone", 0.3), ("email", 0.4), ("wechat", 0.4), ("street", 0.4), ("contact", 0.3)):
        if rng.random() < chance:
            setattr(copy, name, "")
    if rng.random() < 0.15:
        copy.phone = _mobile(rng)
    if not any(
        getattr(copy, n) and getattr(copy, n) == getattr(row, n) for n in ("phone", "email", "wechat")
    ):
        copy.phone = row.phone
    if rng.random() < 0.3:
        copy.city = ""
    return copy


def _lookalike(row: Person, brand: str, trade: str, rng: random.Random) -> Person:
    """Another company that shares a name, a phone, a house or a head office."""
    other = _company(rng)[0]
    match rng.randrange(5):
        case 0:
            other.name, other.phone = f"{row.name}{rng.choice(_CITIES)}分公司", row.phone
        case 1:
            other.city = rng.choice([c for c in _CITIES if c != row.city])
            other.name = f"{other.city}{brand}{trade}有限公司"
        case 2:
            other.phone = row.phone
        case 3:
            other.name, other.phone = f"{row.city}{brand}{trade}（{rng.choice(_ROADS)}店）", row.phone
            other.email, other.city, other.street = row.email, row.city, row.street
        case _:
            other.name = f"{row.city}{brand}{rng.choice([t for t in _TRADES if t != trade])}有限公司"
            other.city, other.street = row.city, row.street
    return other


def _traditional(text: str) -> str:
    table = {new: old for old, new in _characters_of_script()[1].items()}
    return text.translate(table)


# -- figures ---------------------------------------------------------------------------------------------------


def quality(case: Case) -> Iterator[str]:
    """Lines of precision and recall: by class from the surest down, then by score."""
    truth = case.truths()
    found = find_pairs(profiles_of(case.rows))
    yield f"  {len(case.rows)} customers, {len(truth)} true pairs, {len(found)} candidates"
    for n, _cls in enumerate(CLASSES, 1):
        yield f"  {' + '.join(CLASSES[:n]):28}{_figures([p for p in found if p.cls in CLASSES[:n]], truth)}"
    for score in range(100, 45, -5):
        yield f"  score ≥ {score:3}                 {_figures([p for p in found if p.score >= score], truth)}"


def _figures(pairs: Sequence[Pair], truth: set[tuple[int, int]]) -> str:
    right = sum((p.left_id, p.right_id) in truth for p in pairs)
    precision = right / len(pairs) if pairs else 1.0
    return f"precision {precision:.4f}  recall {right / len(truth):.4f}  ({len(pairs) - right} wrong)"


def speed(count: int, rng: random.Random) -> Iterator[str]:
    """The whole search, normal forms included, against rapidfuzz's own scoring of the same pairs, one by one."""
    rows = people(count * 2 // 5, rng).rows[: count // 2] + companies(count * 2 // 5, rng).rows[: count // 2]
    started = time.perf_counter()
    profiles = profiles_of(rows)
    normalised = time.perf_counter()
    found = find_pairs(profiles)
    ended = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    own, compared = _own_scoring(profiles)
    yield f"  {len(rows)} customers, {len(found)} candidates, {compared} pairs compared by letters"
    yield f"  normal forms {normalised - started:.1f} s, search {ended - normalised:.1f} s, rapidfuzz alone {own:.1f} s"
    yield f"  ratio {(ended - started) / own:.2f}, peak memory {peak:.0f} MB"


def _own_scoring(profiles: Sequence[Profile]) -> tuple[float, int]:
    """Seconds that `ratio` takes for the names of every pair that the search compares, and how many those are."""
    spent, compared = 0.0, 0
    for keys, _cutoff in BLOCKS:
        for names in batches(profiles, keys):
            started = time.perf_counter()
            for place, name in enumerate(names):
                for other in names[place + 1 : place + 1 + WINDOW]:
                    ratio(name, other)
            spent += time.perf_counter() - started
            compared += sum(min(WINDOW, len(names) - place - 1) for place in range(len(names)))
    return spent, compared


def batches(profiles: Sequence[Profile], keys: Callable[[Profile], Iterator[str]]) -> Iterator[list[str]]:
    """The names of each block in the order in which they are compared."""
    for block in blocks(profiles, keys):
        yield [profiles[i].core for i in block]


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--customers", type=int, default=20_000, help="of each sort, before copies")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--speed", type=int, metavar="N", help="only the time for N customers")
    given = options.parse_args()
    if given.speed:
        print(*speed(given.speed, random.Random(given.seed)), sep="\n")
        return
    makers: tuple[tuple[str, Callable[[int, random.Random], Case]], ...] = (
        ("people", people),
        ("companies", companies),
    )
    for title, make in makers:
        print(title)
        print(*quality(make(given.customers, random.Random(given.seed))), sep="\n")


if __name__ == "__main__":
    gc.disable()  # as in the program
    main()
