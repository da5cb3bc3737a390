"""The parts of a company's name: what is its own, where it says it is, which branch it is, which number.

Pure functions of text, beside `matching`, whose normal forms they start from.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from crmcli.matching.legal_forms import without_chinese_form, without_eastern_form, without_legal_form
from crmcli.matching.text import NOT_WORD, narrow, to_simplified, without_accents

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


@lru_cache(maxsize=8192)
def company_name(name: str) -> CompanyName:
    """The parts of a company's name, folded; legal form, brackets, place and abbreviations don't matter in `core`."""
    text = without_accents(to_simplified(narrow(name)).casefold())
    if text.isascii():
        tokens = [t for t in NOT_WORD.split(text.replace("&", " ").replace("'", "")) if t and t != "and"]
        core = " ".join(_SHORT_WORDS.get(t, t) for t in without_legal_form(tokens))
        return CompanyName(core or text.strip(), frozenset(), "", tuple(_ORDINAL.findall(core)))
    cities, branch, text = _without_brackets(without_eastern_form(text))
    text = _without_western_form(NOT_WORD.sub("", text))
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
        shorter = without_chinese_form(text)
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
        inner = NOT_WORD.sub("", found[1])
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
