"""Normal forms: when are two phones, addresses or names the same?

Pure functions of text. The character table (Traditional → Simplified, pinyin initials) is loaded on first
use, and phonenumberslite only for numbers that the patterns here do not know. Nothing here reads the
database.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

# --- phones
# ---------------------------------------------------------------------------------------------------------

#: The calling code of the countries whose local numbers are recognised without it.
_CALLING_CODES = {"CN": "86", "TW": "886", "HK": "852", "MO": "853", "SG": "65"}
_MOBILE = re.compile(r"(?:(?:\+|00)?86|0)?(1[3-9]\d{9})")
_LANDLINE = re.compile(
    r"(?:(?:\+|00)?86)?0?((?<=0)10|(?<=0)2\d|(?<=0)[3-9]\d{2}|(?<=86)10|(?<=86)2\d|(?<=86)[3-9]\d{2})([2-8]\d{6,7})"
)
_SERVICE = re.compile(r"(?:(?:\+|00)?86)?([48]00\d{7}|9[56]\d{3}|100\d{2}|123\d{2})")
#: A local number without its area code; eight digits that are a date are none.
_LOCAL = re.compile(r"(?!20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$)[2-8]\d{6,7}")
_TAIWAN_MOBILE = re.compile(r"(?:(?:\+|00)?886)?0?(9\d{8})")
_TAIWAN_LANDLINE = re.compile(r"0(2\d{8}|[3-8]\d{7,8})")
_ABROAD = re.compile(r"(?:\+|00)([1-9]\d{6,14})")
_EXTENSION = re.compile(
    r"(?:转|轉|分机|分機|内线|內線|ext\.?|x|#|,|-{2,})[:：.号]?\s*(\d{1,6})\s*[)）]?$", re.IGNORECASE
)
#: A Chinese mobile or landline inside other text.
_EMBEDDED = re.compile(
    r"(?<!\d)(?:(?:\+?86[\s\-]?)?1[3-9]\d[\s\-]?\d{4}[\s\-]?\d{4}|0\d{2,3}[\s\-]?\d{7,8})(?!\d)"
)
_PUNCTUATION = re.compile(r"[\s\-‐-―−－.()（）\[\]/·]+")
_LABEL = re.compile(
    r"^(?:联系电话|手机号码?|电话|手机|座机|固话|传真|tel|phone|mobile|mob|cell)[:：.\s]*", re.IGNORECASE
)
_SCIENTIFIC = re.compile(r"(\d)(?:\.(\d+))?[eE]\+?(\d{1,2})")
_SEPARATORS = re.compile(
    r"[;；,，、|/\n\r]+|\s{2,}|或者?|和|(?<=\d)\s+(?=(?:\+?86)?1[3-9]\d)|(?<=\d)[)）]?\s*(?:\(|（)?(?=[^\d\s\-+()（）转轉分机機ext#]{1,6}[:：]?\s*1[3-9]\d)"
)


def normalize_phone(value: str | int | float, default_country: str = "CN") -> str | None:
    """The one way this program writes a phone number, or None if the value isn't one.

    Chinese mobiles are the bare 11 digits, Chinese landlines `021-12345678` (with `-802` for an
    extension), service and short numbers their digits, and numbers abroad E.164 (`+886912345678`). Floats
    from spreadsheets are read exactly.
    """
    text = _digits_of(value)
    if text is None:
        return None
    return _normalize_phone_text(text, default_country)


def lost_digits(value: str) -> bool:
    """Whether a number was saved as text such as 1.38E+10, so that its last digits are gone."""
    found = _SCIENTIFIC.fullmatch(value.strip())
    return bool(found and len(found[2] or "") < int(found[3]))


def split_phones(text: str) -> list[str]:
    """The parts of one cell that may each hold a phone, as typed: `13800001111/021-62345678转2` has two."""
    parts = [part.strip(" :：()（）") for part in _SEPARATORS.split(_narrow(text))]
    return _join_pieces([part for part in parts if part])


def find_phones(text: str, default_country: str = "CN") -> list[str]:
    """The normal forms of all phones of a cell, in order, without repeats."""
    whole = normalize_phone(text, default_country)
    if whole:
        return [whole]
    found = [normalize_phone(part, default_country) for part in split_phones(text)]
    if not any(found):
        found = [normalize_phone(part, default_country) for part in _EMBEDDED.findall(_narrow(text))]
    return list(dict.fromkeys(phone for phone in found if phone))


def _join_pieces(parts: list[str]) -> list[str]:
    """Mends numbers that a separator inside them tore apart (`021/6234 5678`)."""
    joined: list[str] = []
    for part in parts:
        if joined and re.fullmatch(r"0\d{2,3}", joined[-1]):
            joined[-1] += "-" + part
        elif joined and re.fullmatch(r"(?:转|轉|分机|分機|ext\.?)\s*\d{1,6}", part, re.IGNORECASE):
            joined[-1] += part
        else:
            joined.append(part)
    return joined


def _digits_of(value: str | int | float) -> str | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value == value and abs(value) < 1e15 and value.is_integer() else None
    if value.isascii() and value.isdigit():
        return value
    text = _narrow(value).strip()
    scientific = _SCIENTIFIC.fullmatch(text)
    if scientific:
        return None if lost_digits(text) else str(int(float(text)))
    return text[:-2] if re.fullmatch(r"\d{7,15}\.0", text) else text


@lru_cache(maxsize=65536)
def _normalize_phone_text(text: str, country: str) -> str | None:
    mobile = _MOBILE.fullmatch(text)
    if mobile and country == "CN":
        return mobile[1]
    text = _LABEL.sub("", text)
    extension = _EXTENSION.search(text)
    bare = _PUNCTUATION.sub("", text[: extension.start()] if extension else text)
    if bare.startswith("+86+86"):
        bare = bare[3:]
    digits = bare[1:] if bare.startswith("+") else bare
    if not digits.isascii() or not digits.isdigit() or not 5 <= len(digits) <= 17:
        return None
    number = _home_number(text, bare, country) or _number_abroad(bare, country)
    return f"{number}-{extension[1]}" if number and extension else number


def _home_number(text: str, bare: str, country: str) -> str | None:
    """Numbers that the patterns know, by the country of the sheet."""
    if country == "TW" and not bare.startswith(("+86", "0086", "86")):
        taiwan = _TAIWAN_MOBILE.fullmatch(bare) or _TAIWAN_LANDLINE.fullmatch(bare)
        if taiwan:
            return "+886" + taiwan[1]
    if country not in ("CN", "TW") and not bare.startswith(("+86", "0086")):
        return None
    mobile = _MOBILE.fullmatch(bare)
    if mobile:
        return mobile[1]
    if re.fullmatch(r"09\d{8}|\+?8869\d{8}|008869\d{8}", bare):
        return "+886" + bare[-9:]
    landline = _LANDLINE.fullmatch(bare)
    if landline:
        return f"0{landline[1]}-{landline[2]}"
    service = _SERVICE.fullmatch(bare)
    if service:
        return service[1]
    split = re.fullmatch(r"\D*([1-9]\d{1,2})\D+([2-8]\d{6,7})\D*", text)
    if split and (split[1] == "10" or split[1][0] == "2" or len(split[1]) == 3):
        return f"0{split[1]}-{split[2]}"
    return bare if _LOCAL.fullmatch(bare) else None


def _number_abroad(bare: str, country: str) -> str | None:
    """E.164 of a number with a country code, or of a local number of another country, if it can exist."""
    abroad = _ABROAD.fullmatch(bare)
    if not abroad and country == "CN":
        return None
    try:
        import phonenumbers
    except ImportError:
        return "+" + abroad[1] if abroad else None
    try:
        number = phonenumbers.parse("+" + abroad[1] if abroad else bare, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


# --- e-mail and WeChat
# ----------------------------------------------------------------------------------------------

_EMAIL = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~\-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~\-]+)*@(?:[\w](?:[\w\-]{0,61}[\w])?\.)+[^\W\d_](?:[\w\-]*[\w])+"
)
_WECHAT = re.compile(r"[a-z][a-z0-9_\-]{4,29}|1[3-9]\d{9}|\d{5,11}", re.IGNORECASE)


def normalize_email(text: str) -> str | None:
    """The address in lower case, or None if it isn't one."""
    address = _narrow(text).strip().strip("<>;,；，").lower().removeprefix("mailto:")
    return address if len(address) <= 254 and _EMAIL.fullmatch(address) else None


def normalize_wechat(text: str) -> str | None:
    """The WeChat id (letters in lower case; a phone or QQ number may serve as one), or None."""
    name = re.sub(
        r"^(?:微信号?|wechat|weixin|wx|vx|v信?)[:：\s]+", "", _narrow(text).strip(), flags=re.IGNORECASE
    )
    return name.lower() if _WECHAT.fullmatch(name) else None


# --- names
# ----------------------------------------------------------------------------------------------------------


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_LEGAL_FORM = re.compile(
    r"(?:(?:股份|责任)?有限(?:责任)?公司|有限合伙|股份公司|集团公司|责任公司|总公司|集团|(?<!分)公司)(?=$|.{0,8}(?:分公司|分店|分行|支行|分校|办事处|门店)$)"
)
_LEGAL_TOKENS = _set(
    "co ltd limited inc incorporated llc llp lp gmbh corp corporation company plc ag sa sarl srl spa bv nv pty pte kk oy ab as aps"
)
_HONORIFIC = re.compile(r"(?<=..)(?:先生|女士|小姐|太太|夫人)$")
_TITLE_TOKENS = _set("mr mrs ms miss dr prof sir madam")
_NOT_WORD = re.compile(r"[\W_]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def clean_text(text: str) -> str:
    """The text without control and invisible characters and without space at the ends."""
    return text.strip() if text.isprintable() else _CONTROL.sub("", text).strip()


@lru_cache(maxsize=262144)
def fold_name(name: str) -> str:
    """What decides whether two names are the same: width, script, case, spacing, punctuation, legal form and
    honorific removed. A branch (分公司, 分店) stays apart from its head office. Never empty for a name
    with letters.
    """
    text = to_simplified(_narrow(name)).casefold()
    if text.isascii():
        return _fold_western(text)
    bare = _NOT_WORD.sub("", text)
    folded = bare
    for _round in range(3):
        shorter = _LEGAL_FORM.sub("", folded)
        if shorter == folded or len(shorter) < 2:
            break
        folded = shorter
    folded = _HONORIFIC.sub("", folded)
    if folded and folded[-1].isascii():
        folded = _fold_mixed_end(text, folded)
    return folded or bare


def search_key(name: str) -> str:
    """The name folded for a LIKE search: width, script and case, without spaces."""
    return "".join(to_simplified(_narrow(name)).casefold().split())


def to_simplified(text: str) -> str:
    """Traditional characters as Simplified ones, one for one."""
    return text if text.isascii() else text.translate(_characters()[0])


def is_traditional(text: str) -> bool:
    """Whether the text holds characters that only Traditional script uses."""
    return to_simplified(text) != text


@lru_cache(maxsize=65536)
def initials(name: str) -> str:
    """Pinyin initials for finding a name by typing them: 成都远鑫 → cdyx. Latin letters and digits stay."""
    text = _NOT_WORD.sub("", to_simplified(_narrow(name)).casefold())
    letters = _characters()[1]
    result = [letters.get(ord(char), char if char.isascii() else "") for char in text]
    for found in _PHRASE_PATTERN.finditer(text):
        result[found.start() : found.end()] = list(_PHRASES[found[0]])
    if 2 <= len(text) <= 4 and text[0] in _SURNAMES:
        result[0] = _SURNAMES[text[0]]
    return "".join(result)


#: Surnames that are read otherwise than the character usually is.
_SURNAMES = {
    "单": "s", "仇": "q", "解": "x", "曾": "z", "区": "o", "查": "z", "朴": "p", "盖": "g", "乐": "y",
    "翟": "z", "缪": "m",
    "召": "s", "种": "c", "冼": "x", "员": "y", "秘": "b", "繁": "p", "郗": "x", "祭": "z", "覃": "q",
    "折": "s", "隗": "w",
    "重": "c", "长": "z", "沈": "s", "参": "s", "钭": "t", "尉": "w", "臧": "z", "黑": "h", "撒": "s",
    "么": "y",
}  # fmt: skip
#: Words in which a character is read otherwise than usual.
_PHRASES = {
    "重庆": "cq", "厦门": "xm", "银行": "yh", "商行": "sh", "车行": "ch", "琴行": "qh", "行业": "hy",
    "会计": "kj", "音乐": "yy",
    "长春": "cc", "长沙": "cs", "长城": "cc", "长江": "cj", "长安": "ca", "长虹": "ch", "长乐": "cl",
    "长治": "cz", "长兴": "cx",
    "长风": "cf", "长远": "cy", "长青": "cq", "长丰": "cf", "尉迟": "yc", "万俟": "mq", "长孙": "zs",
    "大厦": "ds", "乐器": "yq",
    "西藏": "xz", "调味": "tw", "人参": "rs", "都江": "dj", "朝阳": "cy",
}  # fmt: skip
_PHRASE_PATTERN = re.compile("|".join(_PHRASES))


def _fold_western(text: str) -> str:
    tokens = [token for token in _NOT_WORD.split(text.replace("'", "").replace("’", "")) if token]
    kept = list(tokens)
    while len(kept) > 1 and kept[0] in _TITLE_TOKENS:
        kept.pop(0)
    while len(kept) > 1 and kept[-1] in _LEGAL_TOKENS:
        kept.pop()
    return "".join(kept) or text.strip()


def _fold_mixed_end(text: str, folded: str) -> str:
    """Drops a Western legal form behind a Chinese name (某某 Co., Ltd.)."""
    ending = re.search(r"[a-z.,&\s]+$", text)
    if not ending:
        return folded
    tokens = [token for token in _NOT_WORD.split(ending[0]) if token]
    while tokens and tokens[-1] in _LEGAL_TOKENS and len(folded) > len(tokens[-1]) + 1:
        folded = folded[: -len(tokens.pop())]
    return folded


def _narrow(text: str) -> str:
    """Full-width forms as half-width ones."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


@cache
def _characters() -> tuple[dict[int, int], dict[int, str]]:
    """(Traditional → Simplified, character → pinyin initial), made by tools/make_characters.py."""
    path = Path(__file__).with_name("data") / "characters.txt"
    traditional, simplified, letters = path.read_text(encoding="utf-8").split("\n")[:3]
    initial = {0x4E00 + i: letter for i, letter in enumerate(letters) if letter != "."}
    return str.maketrans(traditional, simplified), initial


# --- the parts of a company's name
# ------------------------------------------------------------------------------------------------

#: Cities that stand in front of a company's name, or in brackets behind it.
_CITIES = (
    "北京上海天津重庆石家庄唐山秦皇岛邯郸邢台保定张家口承德沧州廊坊衡水太原大同阳泉长治晋城朔州晋中运城忻州临汾吕梁"
    "呼和浩特包头乌海赤峰通辽鄂尔多斯沈阳大连鞍山抚顺本溪丹东锦州营口阜新辽阳盘锦铁岭朝阳葫芦岛长春吉林四平辽源通化白山松原白城"
    "哈尔滨齐齐哈尔鸡西鹤岗双鸭山大庆伊春佳木斯七台河牡丹江黑河绥化南京无锡徐州常州苏州南通连云港淮安盐城扬州镇江泰州宿迁昆山"
    "杭州宁波温州嘉兴湖州绍兴金华衢州舟山台州丽水义乌合肥芜湖蚌埠淮南马鞍山淮北铜陵安庆黄山滁州阜阳宿州六安亳州池州宣城"
    "福州厦门莆田三明泉州漳州南平龙岩宁德南昌景德镇萍乡九江新余鹰潭赣州吉安宜春抚州上饶济南青岛淄博枣庄东营烟台潍坊济宁泰安威海日照临沂德州聊城滨州菏泽"
    "郑州开封洛阳平顶山安阳鹤壁新乡焦作濮阳许昌漯河三门峡南阳商丘信阳周口驻马店武汉黄石十堰宜昌襄阳鄂州荆门孝感荆州黄冈咸宁随州"
    "长沙株洲湘潭衡阳邵阳岳阳常德张家界益阳郴州永州怀化娄底广州韶关深圳珠海汕头佛山江门湛江茂名肇庆惠州梅州汕尾河源阳江清远东莞中山潮州揭阳云浮"
    "南宁柳州桂林梧州北海防城港钦州贵港玉林百色贺州河池来宾崇左海口三亚成都自贡攀枝花泸州德阳绵阳广元遂宁内江乐山南充眉山宜宾广安达州雅安巴中资阳"
    "贵阳六盘水遵义安顺毕节铜仁昆明曲靖玉溪保山昭通丽江普洱临沧大理拉萨西安铜川宝鸡咸阳渭南延安汉中榆林安康商洛"
    "兰州嘉峪关金昌白银天水武威张掖平凉酒泉庆阳定西陇南西宁银川石嘴山吴忠固原中卫乌鲁木齐克拉玛依台北高雄台中台南新竹香港澳门"
)
_LONG_CITIES = (
    "石家庄 秦皇岛 张家口 呼和浩特 鄂尔多斯 葫芦岛 哈尔滨 齐齐哈尔 双鸭山 佳木斯 七台河 牡丹江 连云港 马鞍山 景德镇 平顶山 三门峡 驻马店 "
    "张家界 防城港 攀枝花 六盘水 嘉峪关 石嘴山 乌鲁木齐 克拉玛依"
)
_PROVINCES = "中国 黑龙江 内蒙古 河北 山西 辽宁 吉林 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西 海南 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 台湾"
_BRANCH_KIND = "分公司|分店|分行|支行|分校|分院|分部|办事处|门店|营业部|经营部|服务部|售后部|店|厂"
_BRANCH = re.compile(rf"(?:(?<=公司)|(?<=集团)|(?<=企业)|(?<=酒店)|(?<=银行))(.{{1,12}}?(?:{_BRANCH_KIND}))$")
#: With the place in front these are names, without it they are none.
_TRADE = re.compile(
    r"(?:银行|酒店|宾馆|饭店|医院|大学|学院|中学|小学|幼儿园|学校|科技|贸易|物业|建筑|建设|投资|农商行|日报|电视台|公园|机场|地铁|公交"
    r"|第?[一二三四五六七八九十]+(?:中学?|小学?|医院?))+(?:集团|公司)?|.{0,2}(?:有限|股份|责任)?公司"
)
_SECONDARY = "分公司|分店|分行|支行|分校|分院|分部|办事处|门店|营业部"
_BRACKET = re.compile(r"[(\[【〔「]([^()\[\]【】〔〕「」]*)[)\]】〕」]")
_ORDINAL = re.compile(r"\d+|第[一二三四五六七八九十百]+")
#: Words for the same trade, and words that are as often left out as written.
_SYNONYMS = (
    ("商贸", "贸易"),
    ("餐饮管理", "餐饮"),
    ("物业管理", "物业"),
    ("物业服务", "物业"),
    ("技术", "科技"),
    ("宾馆", "酒店"),
)
_FILLER = re.compile(r"(?<=..)(?:管理|服务|发展|开发|实业)$")
_SHORT_WORDS = {
    "intl": "international", "int'l": "international", "tech": "technology", "technologies": "technology",
    "mfg": "manufacturing", "svc": "service", "svcs": "service", "services": "service", "bros": "brothers",
    "assoc": "associates", "univ": "university", "natl": "national", "grp": "group", "hldgs": "holdings",
    "mgmt": "management", "engg": "engineering", "eng": "engineering", "elec": "electric", "ind": "industries",
    "sys": "systems", "dist": "distribution", "ctr": "center", "centre": "center", "st": "saint",
}  # fmt: skip


class CompanyName(NamedTuple):
    """A company's name in parts: what is its own (`core`), where it says it is, which branch, which numbers it has."""

    core: str
    cities: frozenset[str]
    branch: str
    numbers: tuple[str, ...]


@lru_cache(maxsize=65536)
def company_name(name: str) -> CompanyName:
    """The parts of a company's name, folded; legal form, brackets, place and abbreviations don't matter in `core`."""
    text = to_simplified(_narrow(name)).casefold()
    if text.isascii():
        tokens = [t for t in _NOT_WORD.split(text.replace("&", " ").replace("'", "")) if t and t != "and"]
        while len(tokens) > 1 and tokens[-1] in _LEGAL_TOKENS:
            tokens.pop()
        core = " ".join(_SHORT_WORDS.get(t, t) for t in tokens)
        return CompanyName(core or text.strip(), frozenset(), "", tuple(_ORDINAL.findall(core)))
    cities, branch, text = _without_brackets(text)
    text = _without_western_form(_NOT_WORD.sub("", text))
    found = _BRANCH.search(text) or re.search(rf"((?:{_place_words()})?市?(?:{_SECONDARY}))$", text)
    if found and found.start(1) >= 2:
        branch += found[1]
        text = text[: found.start(1)]
    core = _bare(text)
    own, rest = _split_place(core)
    core = rest
    for word, other in _SYNONYMS:
        core = core.replace(word, other)
    core = _FILLER.sub("", core)
    return CompanyName(core, cities | own, _plain_branch(branch), tuple(_ORDINAL.findall(core)))


def _without_western_form(text: str) -> str:
    """A text without the Western legal form behind it (某某coltd)."""
    return re.sub(r"(?<=[\u4e00-\u9fff])(?:co)?(?:ltd|limited|inc|corp|llc)$", "", text)


def _bare(text: str) -> str:
    """A folded name without its legal form."""
    for _round in range(3):
        shorter = _LEGAL_FORM.sub("", text)
        if shorter == text or len(shorter) < 2:
            break
        text = shorter
    return text


def _without_brackets(text: str) -> tuple[frozenset[str], str, str]:
    """(cities named in brackets, branch named in brackets, the text with what else was in them)."""
    cities: set[str] = set()
    branch = ""

    def take(found: re.Match[str]) -> str:
        nonlocal branch
        inner = _NOT_WORD.sub("", found[1])
        place, rest = _split_place(inner, keep=0)
        if place and not rest:
            cities.update(place)
            return ""
        if re.search(rf"(?:{_BRANCH_KIND})$", inner):
            branch += inner
            return ""
        return "" if rest in ("中国", "") or inner.startswith(("原", "曾用名")) else inner

    bare = _BRACKET.sub(take, text)
    return frozenset(cities), branch, bare


def _split_place(text: str, keep: int = 2) -> tuple[frozenset[str], str]:
    """The cities a text begins with, and the rest, at least `keep` characters long; provinces and the like are dropped."""
    cities: set[str] = set()
    while found := _places().match(text):
        rest = text[found.end() :]
        if len(rest) < keep or (keep and _TRADE.fullmatch(rest)):
            break
        if found["city"]:
            cities.add(found["city"])
        text = rest
    return frozenset(cities), text


def _plain_branch(branch: str) -> str:
    """北京市分公司 and 北京分公司 are one branch."""
    return re.sub(r"市(?=分|办|营)", "", branch)


def is_city(text: str) -> bool:
    """Whether a text is the name of one of the bigger cities, without 市."""
    return text in _city_names()


@cache
def _city_names() -> frozenset[str]:
    return frozenset(_place_words().split("|"))


@cache
def _place_words() -> str:
    rest = _CITIES
    long = _LONG_CITIES.split()
    for word in long:
        rest = rest.replace(word, "")
    return "|".join([*long, *(rest[i : i + 2] for i in range(0, len(rest), 2))])


@cache
def _places() -> re.Pattern[str]:
    provinces = "|".join(_PROVINCES.split())
    return re.compile(
        rf"(?:(?P<city>{_place_words()})市?(?:[\u4e00-\u9fff]{{2}}[区县](?=..))?|(?:{provinces})省?(?:自治区)?)"
    )


# --- what kind of name a text is ------------------------------------------------------------------------------------

_COMPANY = re.compile(
    r"(?:公司|集团|酒店|宾馆|饭店|餐厅|学校|大学|学院|中学|小学|幼儿园|医院|诊所|银行|中心|工厂|厂|店|社|馆|院|所|局|站|会|委员会|协会|政府|"
    r"工作室|事务所|商行|物业|科技|贸易|超市|有限合伙|(?:\b(?:ltd|inc|llc|gmbh|co|corp|company|group|limited|plc|hotel|school|bank)\b\.?))(?:\(.*\))?$",
    re.IGNORECASE,
)
_FIRM_WORD = re.compile("公司|集团|有限|科技|贸易|物业|酒店|学校|医院|银行|中心|超市|商行|餐饮|服务")
_SURNAMES_USED = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖萧田董袁潘蒋蔡余杜叶程苏魏吕丁任卢姚沈钟姜崔谭陆汪范金石廖贾夏韦付傅方白邹"
    "孟熊秦邱丘江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤康易乔施翁文牛樊葛邢路安齐梅庄辛管祝左涂祁时舒耿卜詹关苗凌费纪靳盛童欧甄"
    "项曲成游阳裴席卫查屈鲍位霍翟隋焦柴瓮包司徒宁柯阮桂闵解柏褚娄全应车鲁岳俞尤谷单古骆聂仇冷华甘宣景池申桑井师边庞谈尚冉斯权佘亢云花连蓝区朴鞠佟冀郎芦晏巫敖苟邸荣占湛兰宿滕厉练邝冼麦劳岑利植揭阙缪蒲卓蔺屠臧农闻莘党谌雍芮羿储靳汲邴糜松段富巴弓牧隗山侯宓蓬郗"
    "上官诸葛皇甫尉迟公孙慕容令狐宇文长东南西门端木百里呼延轩辕"
)
_PERSON = re.compile(
    r"[\u4e00-\u9fff·]{2,4}(?:先生|女士|小姐|太太|老师|总|经理|主任|主管)?|[\u4e00-\u9fff](?:先生|女士|小姐|太太|老师|总|经理|主任)"
)
_WESTERN_PERSON = re.compile(r"[A-Z][a-z'’]+(?: [A-Z][a-z'’.]*){1,2}")


def looks_like_company(text: str) -> bool:
    """Whether a text ends like the name of a company, shop, school or office."""
    return len(text) < 50 and bool(_COMPANY.search(_narrow(to_simplified(text.strip()))))


def looks_like_person(text: str) -> bool:
    """Whether a text may be a person's name: a surname and one to three characters, perhaps with an
    honorific, or two or three Western words; and no word of a firm.
    """
    plain = to_simplified(text.strip())
    if _WESTERN_PERSON.fullmatch(plain):
        return not looks_like_company(plain)
    if not _PERSON.fullmatch(plain) or plain[0] not in _SURNAMES_USED or _FIRM_WORD.search(plain):
        return False
    return len(plain) <= 3 or not looks_like_company(plain)
