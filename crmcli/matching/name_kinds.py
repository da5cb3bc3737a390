"""What kind of name a text is: a company's, a person's, or neither.

Pure functions of text. The words of companies (data/company_words.txt) are loaded on first use.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from crmcli.matching.legal_forms import has_legal_form, without_eastern_form
from crmcli.matching.names import western_tokens
from crmcli.matching.text import narrow, to_simplified, without_accents
from crmcli.resources import data_text

_FIRM_WORD = re.compile("公司|集团|有限|科技|贸易|物业|酒店|学校|医院|银行|中心|超市|商行|餐饮|服务")
#: The usual surnames of two characters.
COMPOUND = (
    "上官",
    "诸葛",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "宇文",
    "长孙",
    "司徒",
    "司马",
    "司空",
    "欧阳",
    "东方",
    "东郭",
    "西门",
    "南宫",
    "端木",
    "百里",
    "呼延",
    "轩辕",
    "夏侯",
    "独孤",
    "申屠",
    "澹台",
    "闻人",
    "公冶",
    "赫连",
    "钟离",
    "拓跋",
    "完颜",
    "万俟",
)
_SURNAMES_USED = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖萧田董袁潘蒋蔡余杜叶程苏魏吕丁任卢姚沈钟姜崔谭陆汪范金石廖贾夏韦付傅方白邹"
    "孟熊秦邱丘江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤康易乔施翁文牛樊葛邢路安齐梅庄辛管祝左涂祁时舒耿卜詹关苗凌费纪靳盛童欧甄"
    "项曲成游阳裴席卫查屈鲍位霍翟隋焦柴瓮包司徒宁柯阮桂闵解柏褚娄全应车鲁岳俞尤谷单古骆聂仇冷华甘宣景池申桑井师边庞谈尚冉斯权佘亢云花连蓝区朴鞠佟冀郎芦晏巫敖苟邸荣占湛兰宿滕厉练邝冼麦劳岑利植揭阙缪蒲卓蔺屠臧农闻莘党谌雍芮羿储靳汲邴糜松段富巴弓牧隗山侯宓蓬郗"
    "上官诸葛皇甫尉迟公孙慕容令狐宇文长东南西门端木百里呼延轩辕"
    "喻窦章奚殷毕邬伍倪季颜刁虞房裘郁杭洪柳赖栾惠贡逄逯代荆敬苑巩牟蔚匡寇卞狄符燕麻荀盖饶仝竺晁郜邰阚鄢仲楼檀扈胥幸沙尧鹿帅茅戚乌索简钮宦郏虢雒笪戎仰暨"
)
_HONORIFIC = (
    "先生|女士|小姐|太太|夫人|老师|老板|老板娘|经理|总经理|主任|主管|店长|厂长|校长|院长|局长|科长|处长|部长|会长|医生|教练|律师|师傅|教授|博士|同学"
    "|阿姨|叔叔|大姐|大哥|总|董|工|姐|哥|叔|姨|嫂"
)
_PERSON = re.compile(rf"[\u4e00-\u9fff]{{2,4}}(?:{_HONORIFIC})?|[\u4e00-\u9fff](?:{_HONORIFIC})")
#: 阿依古丽·买买提
_DOTTED = re.compile(r"[\u4e00-\u9fff]{1,8}(?:[·•・][\u4e00-\u9fff]{1,8}){1,3}")
#: The usual names of Japan, in Simplified characters, with one to three characters behind; Korea's with one or two.
_JAPANESE = re.compile(
    r"(?:佐藤|铃木|高桥|田中|渡边|渡辺|伊藤|山本|中村|小林|加藤|吉田|山田|佐佐木|佐々木|山口|松本|井上|木村|清水|山崎|中岛|池田|阿部|桥本|山下|森田|石川|前田|小川|藤田|冈田"
    r"|后藤|长谷川|村上|近藤|石井|坂本|远藤|青木|藤井|西村|福田|太田|三浦|藤原|冈本|松田|中川|中野|原田|小野|田村|竹内|金子|和田|中山|石田|上田|森本|小山|大野|柴田|宫崎|酒井"
    r"|工藤|横山|宫本|内田|高木|安藤|谷口|大冢|丸山|今井|高田|河野|藤本|村田|武田|上野|杉山|增田|平野|菅原|小岛|久保|松井|千叶|岩崎|桜井|樱井|木下|松尾|野村|菊地|佐野|大西|新井)"
    r"[\s]?[\u3040-\u30ff\u4e00-\u9fff]{1,3}(?:様|さん)?"
)
_KOREAN = re.compile(
    r"[김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진나엄원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국][\s]?[가-힣]{1,2}(?:님|씨)?"
)
_WORD = r"(?:(?:(?:Mc|Mac|O'|O’|D'|D’|L'|L’|De|La|Le|Da|Du|Ja|Ta|Van)?[A-Z][a-z'’]*[a-z])(?:-[A-Z]?[a-z]+)*|[A-Z]\.(?:-?[A-Z]\.)*|[A-Z])"
_PARTICLE = r"(?:de|del|della|der|den|di|da|do|dos|das|du|la|le|van|von|zu|zum|ter|ten|bin|binti|ibn|al|el|y|e|los|las|af|av|san)"
_WESTERN_PERSON = re.compile(
    rf"(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof|Herr|Frau|Sr|Sra|Mme|M)\.? )?{_WORD}(?: (?:{_PARTICLE} )*{_WORD}){{1,3}}(?:,? (?:Jr|Sr|II|III|IV|PhD|MD)\.?)?"
)
#: The family name in front: Quill, Ada
_REVERSED = re.compile(rf"{_WORD}, {_WORD}(?: (?:(?:&|and) )?{_WORD})?")
_CYRILLIC_PERSON = re.compile(r"[А-ЯЁІЇЄ][а-яёіїє]+(?:-[А-ЯЁІЇЄ][а-яёіїє]+)?(?: [А-ЯЁІЇЄ][а-яёіїє]+){1,2}")
_HONORIFIC_END = re.compile(rf"(?<=.)(?:{_HONORIFIC})$")
_HONORIFIC_ENDS = frozenset(word[-1] for word in _HONORIFIC.split("|"))
_BRANCH = re.compile(r"\s*\([^()]*\)$")


class _Words(NamedTuple):
    endings: frozenset[str]
    characters: frozenset[str]
    given: frozenset[str]
    western: frozenset[str]
    first: frozenset[str]
    southern: frozenset[str]


@cache
def _words() -> _Words:
    found: dict[str, set[str]] = {}
    section: set[str] = set()
    for line in data_text("company_words.txt").splitlines():
        if line.startswith("["):
            section = found.setdefault(line.strip("[]"), set())
        elif not line.startswith("#"):
            section.update(line.split())
    return _Words(**{name: frozenset(words) for name, words in found.items()})


@lru_cache(maxsize=8192)
def looks_like_company(text: str) -> bool:
    """Whether a text ends like the name of a company, shop, school or office, or has a legal form."""
    if len(text) >= 50:
        return False
    plain = _BRANCH.sub("", narrow(to_simplified(text.strip()))) or text
    if without_eastern_form(plain) != plain:
        return True
    if _SOUTHERN.match(plain):
        return _is_southern_company(plain.split())
    if not "\u4e00" <= plain[-1:] <= "\u9fff":
        return _is_western_company(without_accents(plain).casefold())
    return bool(_ending(plain)) or (len(plain) >= 4 and plain[-1] in _words().characters)


def _ending(plain: str) -> str:
    """The longest word of a company's at the end of a name, empty if there is none. A word alone is one, too."""
    endings = _words().endings
    return next((plain[-n:] for n in range(min(7, len(plain)), 0, -1) if plain[-n:] in endings), "")


def _is_western_company(text: str) -> bool:
    tokens = western_tokens(text)
    return has_legal_form(tokens) or not _words().western.isdisjoint(tokens)


@lru_cache(maxsize=8192)
def looks_like_person(text: str) -> bool:
    """Whether a text may be a person's name: a surname and one to three characters, perhaps with an
    honorific, or two to four Western words; and no word of a firm.
    """
    if _is_at_home(text):
        return True
    if (
        len(text) > _LONGEST
        and "\u4e00" <= text[0] <= "\u9fff"
        and not _PARTED.search(text)
        and text[-1] not in ")）"
    ):
        return False
    plain = _ALSO.sub("", to_simplified(narrow(text.strip())))
    if called := _WITH_ROLE.fullmatch(plain):
        one = called["one"] or called["two"]
        return one.isascii() or bool(_NICKED.fullmatch(one)) or looks_like_person(one)
    if "\u4e00" <= plain[:1] <= "\u9fff":
        return _is_eastern_person(plain)
    if _SOUTHERN.match(plain):
        words = plain.split()
        return (
            1 < len(words) <= _MOST_WORDS
            and all(map(_SOUTHERN_WORD.fullmatch, words))
            and not _is_southern_company(words)
        )
    western = without_accents(plain)
    if _goes_by_first_name(western):
        return True
    if not western.isascii():
        return bool(_KOREAN.fullmatch(plain) or _CYRILLIC_PERSON.fullmatch(plain))
    western = _TITLE.sub("", western)
    if western.startswith("The "):
        return False
    shown = western.title() if western.isupper() else western
    found = _WESTERN_PERSON.fullmatch(shown) or _REVERSED.fullmatch(shown)
    return bool(found) and not _is_western_company(western.casefold())


#: Names in Arabic, Hebrew and Greek letters.
_SOUTHERN = re.compile("[\u0370-\u03ff\u0590-\u06ff]")
_SOUTHERN_WORD = re.compile("[\u0370-\u03ff\u0590-\u06ff.'’\"״-]+")
_MOST_WORDS = 5


def _is_southern_company(words: list[str]) -> bool:
    return not _words().southern.isdisjoint(words)


#: Where somebody lives, and who that is: 阳光花园3-2-501 陈姐, 御景湾张先生, 万科城 李老师 15栋.
_AT_HOME = re.compile(
    r"(?P<place>[\u4e00-\u9fff\d][^,，;；()（）]*?)\s*(?P<family>[\u4e00-\u9fff])"
    r"(?:先生|女士|小姐|太太|阿姨|叔叔|大姐|大哥|姐|哥|叔|姨|嫂|(?<=\s.)老师)(?:\s+[\d-]+(?:栋|幢|号楼?|单元|室)?)*"
)
_HOME = re.compile(r"[苑园城府湾庭居轩郡邸墅里村巷街路寓庄院小区公馆花园家园号室栋幢座楼\d]$")


def _is_at_home(text: str) -> bool:
    """Whether a name tells a home and who lives there, of whom only the surname is known."""
    if not any(sign in text for sign in "生士姐太姨叔哥嫂师"):
        return False
    found = _AT_HOME.fullmatch(narrow(to_simplified(text.strip())))
    return bool(found) and found["family"] in _SURNAMES_USED and bool(_HOME.search(found["place"].strip()))  # type: ignore[index]


#: Somebody by the first name, perhaps with a word of his; two of a family.
_FIRST = re.compile(
    r"(?P<one>[A-Z][a-z]+)(?: ?\([^()]*\))?|(?P<two>[A-Z][a-z]+) (?:&|and) [A-Z][a-z]+ [A-Z][a-z'-]+"
)
_TITLED = re.compile(r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Rev|Herr|Frau|Hr|Fr|Sr|Sra|Mme)\.? [A-Z][\w'’-]+")
_TITLE = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof|Rev|Herrn?|Frau|Hr|Fr|Sr|Sra|Mme|Ing|Mag|Dipl)\.? )+(?=[A-Z])"
)
_COUPLE = re.compile(r"(?:Mr|Mrs|Ms|Dr)\.? (?:&|and) (?:Mr|Mrs|Ms|Dr)\.? [A-Z][\w'-]+(?: [A-Z][\w'-]+)?")


def _goes_by_first_name(plain: str) -> bool:
    """Whether a name is a first name alone (Dev, Tom (neighbour)), a titled one, or of two of a family (Rob & Jill Sato)."""
    found = _FIRST.fullmatch(plain)
    first = (found["one"] or found["two"]).lower() if found else ""
    known = bool(found) and first in _words().first and not _is_western_company(plain.casefold())
    called = _COUPLE.fullmatch(plain) or _TITLED.fullmatch(plain)
    return known or (bool(called) and not _is_western_company(plain.casefold()))


#: What somebody is called among friends: 小李, 老王, 阿强. So are a few firms.
_FAMILIAR = re.compile(r"[小老](?P<family>[\u4e00-\u9fff])|阿(?![里迪])[\u4e00-\u9fff]")


def is_familiar(text: str) -> bool:
    """Whether a name is a person's among friends: 小 or 老 before a surname, 阿 before anything. Some firms are called so, too."""
    found = _FAMILIAR.fullmatch(to_simplified(text.strip()))
    return found is not None and (found["family"] is None or found["family"] in _SURNAMES_USED)


def has_surname(text: str) -> bool:
    """Whether a text begins with a character that is a surname, or begins one."""
    return text[:1] in _SURNAMES_USED


def is_addressed(text: str) -> bool:
    """Whether a text ends in a way of address: 逄先生, 张总."""
    plain = text.strip()
    return to_simplified(plain[-1:]) in _HONORIFIC_ENDS and bool(_HONORIFIC_END.search(to_simplified(plain)))


#: A Chinese or Japanese name with its honorific has no more characters, unless its parts stand apart.
_LONGEST = 7
_PARTED = re.compile(r"[\s·•・]")


#: Behind a person's name: who else he is, or who acts for him: 李雷（小雷）, 王芳(Fiona), 鲍大勇（家属代）.
_ALSO = re.compile(
    r"(?<=[\u4e00-\u9fff])\s*\((?:[A-Za-z .'-]+|[小老阿][\u4e00-\u9fff]"
    r"|[^()]*(?:家属|代办?|妈妈?|爸爸?|先生|女士|本人|太太|夫人|儿子|女儿|老公|老婆|父亲?|母亲?|[哥姐弟妹]|朋友|同[学事]))\)$"
)
#: Buyers whose names a shop doesn't ask for.
_UNNAMED = frozenset(("散客", "散户", "过路客", "零散客户", "现金客户"))
#: A name that a shop's platform or an office hid: 金*花, 李**, 欧阳*, 张某某.
_MASKED = re.compile(
    rf"(?:{'|'.join(COMPOUND)}|[\u4e00-\u9fff])(?:[*＊x×X]{{1,2}}[\u4e00-\u9fff]?|某{{1,2}})"
)
#: Any name of which a part is hidden: t***y, 小**, 张*.
_HIDDEN = re.compile(r"[^\W\d_]{0,3}[*＊]+[^\W\d_]{0,3}")


def is_masked(text: str) -> bool:
    """Whether a name was hidden by whoever gave it away: many are called so."""
    plain = text.strip()
    return bool(_HIDDEN.fullmatch(plain) or ("某" in plain and _MASKED.fullmatch(to_simplified(plain))))


#: What somebody is stands before or behind what he is called: 租客小吴, Tom-装修; 小吴 alone.
_ROLE = "租客|租户|住户|业主|房东|房主|家长|学员|患者|车主|会员"
_TRADE = "装修|设计|保洁|家政|搬家|维修|保养|摄影|美容|美发|健身|瑜伽|保险|房产|中介|建材|家具|电工|水电|司机|采购|销售|财务|行政"
_CALLED = rf"(?:[小老阿][\u4e00-\u9fff]|[A-Z][a-z]+|[\u4e00-\u9fff](?:{_HONORIFIC})|[\u4e00-\u9fff]{{2,3}})"
_NICKED = re.compile("[小老阿][\u4e00-\u9fff]")
_WITH_ROLE = re.compile(rf"(?:{_ROLE})[-—_ ]?(?P<one>{_CALLED})|(?P<two>{_CALLED})[-—_](?:{_TRADE})")
#: A person by the way of address, however rare the surname: 逄先生.
_ADDRESSED = re.compile(r"[\u4e00-\u9fff]{1,3}(?:先生|女士|小姐|同学|様|さん|妈妈|爸爸|(?<!老干)妈|爸)")


def _is_eastern_person(plain: str) -> bool:
    if plain in _UNNAMED or _MASKED.fullmatch(plain):
        return True
    if _ADDRESSED.fullmatch(plain):
        return not looks_like_company(plain)
    if " " in plain:
        plain = re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", "", plain)
    if plain[0] in _SURNAMES_USED and _PERSON.fullmatch(plain) and _is_chinese_person(plain):
        return True
    other = _DOTTED.fullmatch(plain) or _JAPANESE.fullmatch(plain)
    return bool(other) and not looks_like_company(plain)


def _is_chinese_person(plain: str) -> bool:
    """Whether a surname and up to three characters are a person's name rather than a firm's."""
    bare = _HONORIFIC_END.sub("", plain)
    ending = _ending(bare)
    given = bare[2:] if bare[:2] in COMPOUND else bare[1:]
    if ending and not (ending == given and ending in _words().given):
        return False
    # Of four characters only those are persons who have two surnames: 张杨果果, but not 成都远鑫.
    return len(given) <= 2 or given[0] in _SURNAMES_USED
