"""What kind of name a text is: a company's, a person's, or neither.

Pure functions of text.
"""

from __future__ import annotations

import re

from crmcli.matching.text import narrow, to_simplified

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
