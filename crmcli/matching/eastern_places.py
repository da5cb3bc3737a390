"""Places out of addresses in Hong Kong, Macau and Japan, which name their parts otherwise than the mainland's. Pure."""

from __future__ import annotations

import re

from crmcli.matching.text import to_simplified

#: The parts of Hong Kong that stand before its areas, and the areas.
_SHORES = "(?:香港岛|香港(?:特别行政区)?)?(?:港岛|九龙(?!湾|塘|城)|新界|离岛)?"
_AREAS = (
    "中西区 湾仔区 东区 南区 油尖旺区? 深水埗区? 九龙城区? 黄大仙区? 观塘区? 葵青区? 荃湾区? 屯门区? 元朗区? 北区 大埔区? 沙田区? 西贡区? 离岛区"
    " 中环 上环 西环 西营盘 坚尼地城 金钟 湾仔 铜锣湾 跑马地 大坑 天后 炮台山 北角 鲗鱼涌 太古城? 西湾河 筲箕湾 柴湾 小西湾 香港仔 鸭脷洲 黄竹坑 薄扶林 赤柱"
    " 尖沙咀东? 油麻地 佐敦 旺角 大角咀 太子 长沙湾 荔枝角 美孚 石硖尾 红磡 土瓜湾 何文田 九龙塘 九龙湾 九龙城 启德 新蒲岗 钻石山 慈云山 牛头角 观塘 蓝田 油塘"
    " 葵涌 葵芳 青衣 荃湾 屯门 元朗 天水围 粉岭 上水 大埔 火炭 石门 马鞍山 大围 沙田 将军澳 坑口 西贡 东涌 大屿山 愉景湾"
)  # fmt: skip
_HONG_KONG = re.compile(f"({_SHORES})({'|'.join(sorted(_AREAS.split(), key=len, reverse=True))})?")
#: An area alone is no sign: there is a 中环 in Shanghai and a 西贡 abroad.
_NAMED = re.compile("香港(?!东?[中西]?[路街道])|九龙(?!坡|江|镇|县|路|街|村|山|大道)|新界(?!碑|桥|路|镇|村)")
_HONG_KONG_ABROAD = re.compile(
    r"(?:,\s*|\s)(?P<shore>Kowloon|New Territories|N\.?T\.?|Hong Kong)(?:,?\s*(?:Hong Kong|HK|H\.K\.))?\.?$",
    re.IGNORECASE,
)
#: 府, 都, 道 and 県, then a town with its ward, or a ward of Tokyo.
_JAPANESE = re.compile(
    r"〒?(?P<postcode>\d{3}-?\d{4})?(?P<province>东京都|北海道|(?:京都|大阪)府|(?:青森|岩手|宫城|秋田|山形|福岛|茨城|栃木|群马|埼玉|千叶|神奈川|新潟|富山|石川|福井"
    r"|山梨|长野|岐阜|静冈|静岡|爱知|三重|滋贺|兵库|奈良|和歌山|鸟取|岛根|冈山|岡山|广岛|山口|德岛|徳岛|香川|爱媛|高知|福冈|福岡|佐贺|长崎|熊本|大分|宫崎|鹿儿岛|鹿児岛|冲绳|沖縄|沖绳)[县県])"
    r"(?P<city>[\u3040-\u30ff\u4e00-\u9fff]{1,7}?(?:市|郡[\u3040-\u30ff\u4e00-\u9fff]{1,5}?[町村]))?(?P<district>[\u3040-\u30ff\u4e00-\u9fff]{1,4}?区)?"
)


def hong_kong(text: str) -> dict[str, str]:
    """Its area, and the city that stands for its province, too; nothing for an address elsewhere."""
    folded = to_simplified(text)
    found = _HONG_KONG.match(folded) if _NAMED.match(folded) else None
    if found is None or len(folded) != len(text):
        return {}
    city = text[:2] if folded.startswith("香港") else "香港"
    area = text[found.start(2) : found.end(2)] if found[2] else ""
    return {name: value for name, value in (("province", city), ("city", city), ("district", area)) if value}


def hong_kong_in_english(text: str) -> dict[str, str]:
    """`…, Kwun Tong, Kowloon`: the city."""
    return {"province": "Hong Kong", "city": "Hong Kong"} if _HONG_KONG_ABROAD.search(text) else {}


def japanese(text: str) -> dict[str, str]:
    """Prefecture, town and ward, as the address writes them."""
    folded = to_simplified(text)
    found = _JAPANESE.match(folded) if len(folded) == len(text) else None
    if found is None:
        return {}
    return {
        name: text[found.start(name) : found.end(name)] for name, value in found.groupdict().items() if value
    }
