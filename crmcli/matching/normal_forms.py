"""Normal forms: when are two phones, addresses or names the same?

Pure functions of text. The character table (Traditional → Simplified, pinyin initials) is loaded on first
use, and phonenumberslite only for numbers that the patterns here do not know. Nothing here reads the
database.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from crmcli.resources import data_text

# --- phones
# ---------------------------------------------------------------------------------------------------------

_MOBILE = re.compile(r"(?:(?:\+|00)?86|0)?(1[3-9]\d{9})")
_LANDLINE = re.compile(
    r"(?:(?:\+|00)?86)?0?((?<=0)10|(?<=0)2\d|(?<=0)[3-9]\d{2}|(?<=86)10|(?<=86)2\d|(?<=86)[3-9]\d{2})([2-8]\d{6,7})"
)
_SERVICE = re.compile(r"(?:(?:\+|00)?86)?([48]00\d{7}|9[56]\d{3}|100\d{2}|123\d{2})")
#: A local number without its area code; eight digits that are a date are none.
_LOCAL = re.compile(r"(?!20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$)[2-8]\d{6,7}")
_TAIWAN_MOBILE = re.compile(r"(?:(?:\+|00)?886)?0?(9\d{8})")
_TAIWAN_LANDLINE = re.compile(r"0(2\d{8}|[3-8]\d{7,8})")
#: An area code of one digit, set apart: China has none.
_TAIWAN_AREA = re.compile(r"\(?0[2-8](?:\)\s*|\s*-\s*|\s+)[2-9]\d{2,3}[\s\-]?\d{4}")
_ABROAD = re.compile(r"(?:\+|00)([1-9]\d{6,14})")
_EXTENSION = re.compile(
    r"(?:转|轉|分机|分機|内线|內線|ext\.?|x|#|,|-{2,})[:：.号]?\s*(\d{1,6})\s*[)）]?$", re.IGNORECASE
)
#: A number with its extension as we write it ourselves: 021-62345678-802, +441134960113-22.
_WRITTEN = re.compile(
    r"((?:\+?86-?)?0\d{2,3}-\d{7,8}|\+?86-?\d{2,3}-\d{7,8}|\+[1-9]\d{8,14}|[48]00\d{7}|1[3-9]\d{9}|[2-8]\d{6,7})-(\d{1,6})"
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
    parts = [part.strip(" :：()（）") for part in _SEPARATORS.split(narrow(text))]
    return _join_pieces([part for part in parts if part])


def find_phones(text: str, default_country: str = "CN") -> list[str]:
    """The normal forms of all phones of a cell, in order, without repeats."""
    whole = normalize_phone(text, default_country)
    if whole:
        return [whole]
    found = [normalize_phone(part, default_country) for part in split_phones(text)]
    if not any(found):
        found = [normalize_phone(part, default_country) for part in _EMBEDDED.findall(narrow(text))]
    return list(dict.fromkeys(phone for phone in found if phone))


_ENDS_PHONE = re.compile(r"(?:转|轉|分机|分機|ext\.?)\s*\d{1,6}", re.IGNORECASE)


def _is_torn_mobile(first: str, rest: str) -> bool:
    """Whether two pieces are a mobile written `138 0000 1111`."""
    return bool(re.fullmatch(r"1[3-9]\d", first) and re.fullmatch(r"\d{4}[ \-]?\d{4}", rest))


def _join_pieces(parts: list[str]) -> list[str]:
    """Mends numbers that a separator inside them tore apart (`021/6234 5678`)."""
    joined: list[str] = []
    for part in parts:
        if joined and re.fullmatch(r"0\d{2,3}", joined[-1]):
            joined[-1] += "-" + part
        elif joined and (_ENDS_PHONE.fullmatch(part) or _is_torn_mobile(joined[-1], part)):
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
    text = narrow(value).strip()
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
    text, extension = _split_extension(text)
    bare = _PUNCTUATION.sub("", text)
    if bare.startswith("+86+86"):
        bare = bare[3:]
    digits = bare[1:] if bare.startswith("+") else bare
    if not digits.isascii() or not digits.isdigit() or not 5 <= len(digits) <= 17:
        return None
    if country == "CN" and _TAIWAN_AREA.fullmatch(text.strip()):
        country = "TW"
    number = _home_number(text, bare, country) or _number_abroad(bare, country)
    return f"{number}-{extension}" if number and extension else number


def _split_extension(text: str) -> tuple[str, str]:
    """The number and its extension, empty if it has none."""
    if written := _WRITTEN.fullmatch(text):
        return written[1], written[2]
    found = _EXTENSION.search(text)
    return (text[: found.start()], found[1]) if found else (text, "")


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
    address = narrow(text).strip().strip("<>;,；，").lower().removeprefix("mailto:")
    return address if len(address) <= 254 and _EMAIL.fullmatch(address) else None


def normalize_wechat(text: str) -> str | None:
    """The WeChat id (letters in lower case; a phone or QQ number may serve as one), or None."""
    name = re.sub(
        r"^(?:微信号?|wechat|weixin|wx|vx|v信?)[:：\s]+", "", narrow(text).strip(), flags=re.IGNORECASE
    )
    return name.lower() if _WECHAT.fullmatch(name) else None


# --- names
# ----------------------------------------------------------------------------------------------------------


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


LEGAL_FORM = re.compile(
    r"(?:(?:股份|责任)?有限(?:责任)?公司|有限合伙|股份公司|集团公司|责任公司|总公司|集团|(?<!分)公司)(?=$|.{0,8}(?:分公司|分店|分行|支行|分校|办事处|门店)$)"
)
LEGAL_TOKENS = _set(
    "co ltd limited inc incorporated llc llp lp gmbh corp corporation company plc ag sa sarl srl spa bv nv pty pte kk oy ab as aps"
)
_HONORIFIC = re.compile(r"(?<=..)(?:先生|女士|小姐|太太|夫人)$")
_TITLE_TOKENS = _set("mr mrs ms miss dr prof sir madam")
NOT_WORD = re.compile(r"[\W_]+")
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
    text = to_simplified(narrow(name)).casefold()
    if text.isascii():
        return _fold_western(text)
    bare = NOT_WORD.sub("", text)
    folded = bare
    for _round in range(3):
        shorter = LEGAL_FORM.sub("", folded)
        if shorter == folded or len(shorter) < 2:
            break
        folded = shorter
    folded = _HONORIFIC.sub("", folded)
    if folded and folded[-1].isascii():
        folded = _fold_mixed_end(text, folded)
    return folded or bare


def search_key(name: str) -> str:
    """The name folded for a LIKE search: width, script and case, without spaces."""
    return "".join(to_simplified(narrow(name)).casefold().split())


def to_simplified(text: str) -> str:
    """Traditional characters as Simplified ones, one for one."""
    return text if text.isascii() else text.translate(_characters()[0])


def is_traditional(text: str) -> bool:
    """Whether the text holds characters that only Traditional script uses."""
    return to_simplified(text) != text


def initials_of_key(key: str) -> str:
    """Pinyin initials for finding a name by typing them, from its search key: 成都远鑫 → cdyx. Latin letters and digits
    stay."""
    text = NOT_WORD.sub("", key)
    letters = _PHRASE_PATTERN.sub(lambda found: _PHRASES[found[0]], text)
    if 2 <= len(text) <= 4 and text[0] in _SURNAMES:
        letters = _SURNAMES[text[0]] + letters[1:]
    return letters.translate(_characters()[1])


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
    tokens = [token for token in NOT_WORD.split(text.replace("'", "").replace("’", "")) if token]
    kept = list(tokens)
    while len(kept) > 1 and kept[0] in _TITLE_TOKENS:
        kept.pop(0)
    while len(kept) > 1 and kept[-1] in LEGAL_TOKENS:
        kept.pop()
    # `Hill and Sons` is `Hill & Sons`, whose sign is gone already.
    kept = [token for i, token in enumerate(kept) if token != "and" or i in (0, len(kept) - 1)]
    return "".join(kept) or text.strip()


def _fold_mixed_end(text: str, folded: str) -> str:
    """Drops a Western legal form behind a Chinese name (某某 Co., Ltd.)."""
    ending = re.search(r"[a-z.,&\s]+$", text)
    if not ending:
        return folded
    tokens = [token for token in NOT_WORD.split(ending[0]) if token]
    while tokens and tokens[-1] in LEGAL_TOKENS and len(folded) > len(tokens[-1]) + 1:
        folded = folded[: -len(tokens.pop())]
    return folded


def narrow(text: str) -> str:
    """Full-width forms as half-width ones."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


class _Letters(dict[int, str]):
    """Characters and their letters, for `str.translate`: ASCII stays, and what has no letter is dropped."""

    def __missing__(self, char: int) -> str:
        letter = self[char] = chr(char) if char < 128 else ""
        return letter


@cache
def _characters() -> tuple[dict[int, int], _Letters]:
    """(Traditional → Simplified, character → pinyin initial), made by tools/make_characters.py."""
    traditional, simplified, letters = data_text("characters.txt").split("\n")[:3]
    initial = {0x4E00 + i: letter for i, letter in enumerate(letters) if letter != "."}
    return str.maketrans(traditional, simplified), _Letters(initial)


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
    "喻窦章奚殷毕邬伍倪季颜刁虞房裘郁杭洪"
)
_PERSON = re.compile(
    r"[\u4e00-\u9fff·]{2,4}(?:先生|女士|小姐|太太|老师|总|经理|主任|主管)?|[\u4e00-\u9fff](?:先生|女士|小姐|太太|老师|总|经理|主任)"
)
_WESTERN_PERSON = re.compile(r"[A-Z][a-z'’]+(?: [A-Z][a-z'’.]*){1,2}")


def looks_like_company(text: str) -> bool:
    """Whether a text ends like the name of a company, shop, school or office."""
    return len(text) < 50 and bool(_COMPANY.search(narrow(to_simplified(text.strip()))))


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
