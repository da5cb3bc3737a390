"""Made-up companies of many trades: who their customers are and what happened with them, with the words they use.

The words are this module's own: what people in such trades write above their columns, not what crmcli knows.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

#: The last day that anything happened on.
TODAY = date(2026, 11, 19)

Record = dict[str, Any]

_CITIES = ("苏州", "无锡", "绍兴", "佛山", "东莞", "长沙", "洛阳", "烟台", "泉州", "南昌", "柳州", "温州")
_FIRST = ("恒", "瑞", "锦", "泰", "盛", "宏", "嘉", "润", "腾", "卓", "祥", "启", "晟", "凯", "博", "鼎")
_SECOND = ("源", "达", "通", "丰", "兴", "合", "华", "辉", "远", "成", "美", "信", "诚", "安", "隆", "邦")
_TRADES = (
    "商贸",
    "餐饮管理",
    "机械设备",
    "建材",
    "电子科技",
    "服饰",
    "物流",
    "置业",
    "食品",
    "文化传媒",
    "纺织",
    "五金",
)
_FORMS = ("有限公司", "有限公司", "有限责任公司", "股份有限公司", "厂", "商行", "集团有限公司")
_SURNAMES = tuple(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜谢邹喻柏窦章苏潘葛范彭郎鲁韦马苗方俞任袁柳"
)
_GIVEN = tuple("伟芳娜敏静丽强磊洋艳勇军杰娟涛明超霞平刚桂英建华志文玉萍红")
_EN_GIVEN = (
    "Anna",
    "Ben",
    "Clara",
    "David",
    "Emma",
    "Frank",
    "Grace",
    "Henry",
    "Ivy",
    "Jack",
    "Kate",
    "Leo",
    "Mia",
    "Noah",
)
_EN_FAMILY = (
    "Keller",
    "Porter",
    "Nolan",
    "Fisher",
    "Barrow",
    "Hughes",
    "Dalton",
    "Mercer",
    "Quinn",
    "Rowe",
    "Sutton",
    "Vance",
)
_EN_FIRST = (
    "Blue",
    "North",
    "Silver",
    "Green",
    "Summit",
    "Harbor",
    "Maple",
    "Stone",
    "Bright",
    "Oak",
    "River",
    "Crown",
)
_EN_SECOND = ("field", "gate", "line", "point", "bridge", "way", "works", "view", "port", "land")
_EN_FORMS = ("Ltd", "Inc.", "LLC", "Trading Co., Ltd.", "GmbH", "Group")


@dataclass(frozen=True)
class Trade:
    """An industry: whether it sells to people, and its own names for columns, products and troubles."""

    name: str
    people: bool
    words: dict[str, tuple[str, ...]]
    products: tuple[str, ...]
    troubles: tuple[str, ...]
    talks: tuple[str, ...]
    extras: tuple[str, ...] = ()


_TALKS = (
    "介绍了新方案，对方说考虑一下", "确认了下月的需求，约好再谈", "催了尾款，答应月底付", "回访使用情况，反馈良好",
    "报价已发，等领导审批", "聊了节日活动，兴趣不大", "沟通交期，客户要求提前两天", "对方在开会，改天再聊",
)  # fmt: skip
TRADES = (
    Trade("装修", True, {"name": ("业主", "业主姓名", "房主姓名", "屋主"), "address": ("小区及房号", "楼盘地址", "工地地址"), "product": ("装修套餐", "施工项目"), "amount": ("合同总价", "签单金额"), "ordered": ("签单日期", "签约日期")},
          ("全包套餐", "半包套餐", "厨卫翻新", "全屋定制"), ("墙面开裂，要求返工", "水电漏水未处理", "工期拖延一个月"), _TALKS, ("房屋面积", "户型", "设计师")),
    Trade("美容", True, {"name": ("顾客姓名", "贵宾姓名", "顾客", "客人姓名"), "product": ("护理项目", "消费项目", "项目名称"), "amount": ("实付", "实收金额", "划卡金额"), "ordered": ("消费日期", "到店日期", "护理日期")},
          ("水光护理", "肩颈按摩", "祛痘疗程", "脱毛套餐"), ("做完护理皮肤过敏", "预约了却没人接待", "办卡时承诺的赠品没有给"), _TALKS, ("肤质", "过敏史")),
    Trade("物流", False, {"name": ("托运单位", "货主单位", "发货单位", "客户单位"), "order_no": ("运单号", "托运单号"), "product": ("货物名称", "线路"), "amount": ("运费", "运费合计", "运费金额"), "ordered": ("发货日期", "托运日期")},
          ("整车运输", "零担", "冷链专线", "仓储服务"), ("货物破损三箱", "晚到两天影响开工", "司机态度恶劣"), _TALKS, ("目的地", "车型")),
    Trade("培训", True, {"name": ("学员姓名", "学生姓名", "孩子姓名"), "phone": ("家长电话", "家长手机"), "product": ("报读课程", "课程名称", "班型"), "amount": ("缴费金额", "学费", "实缴学费"), "ordered": ("缴费日期", "报名日期", "缴费时间")},
          ("英语一对一", "暑期数学班", "少儿编程", "书法课"), ("老师经常迟到", "退费一直没有到账", "换老师没有通知家长"), _TALKS, ("就读学校", "年级")),
    Trade("IT服务", False, {"name": ("客户单位", "甲方名称", "最终用户", "签约客户"), "order_no": ("合同编号", "项目编号"), "product": ("项目名称", "服务内容", "采购内容"), "amount": ("合同金额", "合同额", "签约金额"), "ordered": ("签订日期", "合同签订时间", "签约日期")},
          ("运维服务一年", "网站建设", "系统集成", "等保测评"), ("系统宕机四小时", "工程师迟迟不到场", "数据导出有误"), _TALKS, ("税号", "付款方式")),
    Trade("口腔", True, {"name": ("患者姓名", "就诊人", "病人姓名"), "product": ("治疗项目", "诊疗项目"), "amount": ("实收", "收费金额", "实收费用"), "ordered": ("就诊日期", "收费日期", "就诊时间"), "author": ("主诊医生", "接诊医生")},
          ("种植牙", "洗牙", "隐形矫正", "拔牙"), ("补牙一周后脱落", "排队等了两个小时", "收费和报价不一致"), _TALKS, ("过敏史", "牙位")),
    Trade("健身", True, {"name": ("会员姓名", "会员名", "学员"), "product": ("卡种", "课程包", "购买课程"), "amount": ("成交金额", "实付金额", "购卡金额"), "ordered": ("购卡日期", "成交日期", "办卡日期"), "author": ("会籍顾问", "成交教练")},
          ("年卡", "私教二十节", "季卡", "游泳次卡"), ("私教频繁更换", "更衣柜失窃", "空调一直不修"), _TALKS, ("体重", "柜号")),
    Trade("汽修", True, {"name": ("车主姓名", "车主", "送修人"), "order_no": ("结算单号", "工单号"), "product": ("维修项目", "作业项目"), "amount": ("结算金额", "实收金额", "维修费用"), "ordered": ("进厂日期", "结算日期", "进厂时间")},
          ("小保养", "更换刹车片", "喷漆", "四轮定位"), ("修完第二天又亮故障灯", "配件不是原厂", "交车晚了三天"), _TALKS, ("车牌号", "车型", "进厂里程")),
    Trade("酒店", False, {"name": ("协议单位", "签约单位", "客户单位"), "product": ("消费项目", "会场/房型"), "amount": ("消费金额", "房费合计", "账单金额"), "ordered": ("消费日期", "入住日期", "结账日期")},
          ("会议厅半天", "标准间十晚", "宴会十桌", "行政套房"), ("房间有异味", "会议投影故障", "开票信息错误"), _TALKS, ("协议价", "结算周期")),
    Trade("食品批发", False, {"name": ("客户", "往来单位", "进货单位", "店名"), "order_no": ("销售单号", "出库单号", "单据编号"), "product": ("商品名称", "货品", "品名规格"), "amount": ("销售金额", "价税合计", "本单金额"), "ordered": ("开单日期", "出库日期", "单据日期")},
          ("大豆油20L", "东北大米25kg", "冷冻鸡翅", "生抽整箱"), ("到货短少两箱", "大米有虫", "临期商品不退换"), _TALKS, ("结算方式", "送货线路")),
    Trade("家政", True, {"name": ("雇主姓名", "客户姓名", "雇主"), "address": ("服务地址", "家庭住址"), "product": ("服务类型", "服务项目"), "amount": ("收费", "服务费", "实收金额"), "ordered": ("服务日期", "上单日期")},
          ("日常保洁", "月嫂26天", "开荒保洁", "家电清洗"), ("阿姨没有按时到", "打碎花瓶不赔", "没擦干净就走了"), _TALKS, ("家庭人口", "房屋类型")),
    Trade("广告印刷", False, {"name": ("客户名称", "委托单位", "单位"), "product": ("制作内容", "印刷品名", "业务内容"), "amount": ("制作费", "总价", "应收合计"), "ordered": ("接单日期", "下单日期", "制作日期")},
          ("宣传册1000本", "门头招牌", "易拉宝", "名片10盒"), ("颜色偏差太大", "错字导致重印", "安装不牢"), _TALKS, ("规格尺寸", "材质")),
    Trade("宠物", True, {"name": ("宠主姓名", "主人姓名", "客户姓名"), "product": ("服务项目", "商品/服务"), "amount": ("实付金额", "消费金额"), "ordered": ("消费时间", "服务日期")},
          ("洗澡美容", "疫苗接种", "寄养七天", "绝育手术"), ("剪毛剪伤皮肤", "寄养期间生病", "排队太久"), _TALKS, ("宠物名", "品种")),
    Trade("机械制造", False, {"name": ("客户名称", "购货单位", "需方单位", "采购单位"), "order_no": ("订单编号", "合同号"), "product": ("产品型号", "物料名称", "设备名称"), "amount": ("订单金额", "含税金额", "金额小计"), "ordered": ("订货日期", "下单日期", "订单日期")},
          ("数控车床", "轴承座", "减速机", "非标夹具"), ("尺寸超差退货", "电机异响", "说明书缺页"), _TALKS, ("图号", "交货方式")),
)  # fmt: skip

_EN_PRODUCTS = ("Annual plan", "Setup fee", "Spare parts", "Training day", "Consulting", "Deluxe room")
_EN_TROUBLES = (
    "Delivery was two days late",
    "Invoice shows the wrong tax",
    "Machine stopped after a week",
    "Nobody called back",
)
_EN_TALKS = (
    "Discussed renewal, will decide next week", "Sent the quote, waiting for approval", "Asked about spare parts",
    "Happy with the service so far", "Price is too high for them", "Wants a demo in spring",
)  # fmt: skip
_NOTES = ("老客户，注意维护", "开票要专票", "周末不要打电话", "价格敏感", "朋友介绍，给九折", "要求对公转账")
_EN_NOTES = ("prefers e-mail", "needs PO number on invoice", "call after 3 pm", "price sensitive")

CHANNELS = {
    "cn": {"电话": "phone", "电话沟通": "phone", "打电话": "phone", "微信": "wechat", "微信聊天": "wechat", "上门": "visit",
           "上门拜访": "visit", "登门": "visit", "邮件": "email", "短信": "sms", "视频会议": "meeting", "面谈": "visit"},
    "en": {"Phone": "phone", "Call": "phone", "Visit": "visit", "Site visit": "visit", "Email": "email",
           "WhatsApp": "chat", "Meeting": "meeting", "Text message": "sms"},
}  # fmt: skip
SEVERITIES = {
    "cn": ({"紧急": "urgent", "严重": "serious", "一般": "normal"}, {"特急": "urgent", "严重": "serious", "普通": "normal"},
           {"高": "urgent", "中": "serious", "低": "normal"}),
    "en": ({"High": "urgent", "Medium": "serious", "Low": "normal"}, {"Urgent": "urgent", "Major": "serious", "Minor": "normal"}),
}  # fmt: skip


@dataclass
class Company:
    """A company whose folder is to be read: its records by kind, in one language (cn, tw, en)."""

    draw: random.Random
    trade: Trade
    lang: str
    staff: list[str]
    customers: list[Record]
    one_year: bool
    records: dict[str, list[Record]] = field(default_factory=dict)

    def day(self) -> date:
        """A day on which something happened."""
        back = self.draw.randrange(0, 300 if self.one_year else 700)
        return TODAY - timedelta(days=back)


def company(seed: int) -> Company:
    """A company drawn from a seed, with 12 to 40 customers and what happened with them."""
    draw = random.Random(seed)
    trade = draw.choice(TRADES)
    lang = draw.choices(("cn", "tw", "en"), (76, 10, 14))[0]
    person = _english_person if lang == "en" else _person
    staff = _distinct(draw, person, draw.randint(2, 5))
    made = Company(draw, trade, lang, staff, [], draw.random() < 0.6)
    make = person if trade.people else (_english_company if lang == "en" else _chinese_company)
    names = _distinct(draw, make, draw.randint(12, 40), {*staff})
    made.customers = [_customer(made, name, person) for name in names]
    made.records["customers"] = made.customers
    for kind, build, most in (
        ("interactions", _interaction, 60), ("purchases", _purchase, 60), ("complaints", _complaint, 20),
        ("survey_answers", _answer, 25),
    ):  # fmt: skip
        made.records[kind] = [build(made, n) for n in range(draw.randint(6, most))]
    return made


def _distinct(draw: random.Random, make: Any, n: int, without: set[str] | None = None) -> list[str]:
    """Names that differ in more than their legal form."""
    found: dict[str, str] = {}
    while len(found) < n:
        name = make(draw)
        bare = next((name.removesuffix(form) for form in (*_FORMS, *_EN_FORMS) if name.endswith(form)), name)
        if name not in (without or ()):
            found.setdefault(bare, name)
    return list(found.values())


def _person(draw: random.Random) -> str:
    return draw.choice(_SURNAMES) + "".join(draw.sample(_GIVEN, draw.choice((1, 2, 2))))


def _english_person(draw: random.Random) -> str:
    return f"{draw.choice(_EN_GIVEN)} {draw.choice(_EN_FAMILY)}"


def _chinese_company(draw: random.Random) -> str:
    trade, form = draw.choice(_TRADES), draw.choice(_FORMS)
    return f"{draw.choice((*_CITIES, ''))}{draw.choice(_FIRST)}{draw.choice(_SECOND)}{trade}{form}"


def _english_company(draw: random.Random) -> str:
    return f"{draw.choice(_EN_FIRST)}{draw.choice(_EN_SECOND)} {draw.choice(_EN_FORMS)}"


def _mobile(made: Company) -> str:
    tail = "".join(str(made.draw.randrange(10)) for _ in range(8))
    if made.lang == "tw":
        return "09" + tail
    return made.draw.choice(("138", "139", "150", "186", "177", "199")) + tail


def _customer(made: Company, name: str, person: Any) -> Record:
    draw = made.draw
    city = draw.choice(_CITIES)
    latin = "".join(draw.choices("abcdefghkmnprstw", k=7))
    birthday = date(draw.randrange(1955, 2002), draw.randrange(1, 13), draw.randrange(1, 29))
    return {
        "name": name, "phone": _mobile(made), "contact": name if made.trade.people else person(draw),
        "email": f"{latin}@example.com", "wechat": f"wx_{latin}", "owner": draw.choice(made.staff),
        "address": f"{city}市{draw.choice(('中山路', '人民路', '工业园区三号路', '滨江大道'))}{draw.randrange(1, 400)}号"
        if made.lang != "en" else f"{draw.randrange(1, 90)} {draw.choice(('Mill Road', 'King Street', 'Park Lane'))}",
        "created": made.day() - timedelta(days=400), "birthday": birthday,
        "note": draw.choice(_EN_NOTES if made.lang == "en" else _NOTES), "code": f"K{draw.randrange(10**5, 10**6)}",
        "points": draw.randrange(0, 9000), "level": draw.choice(("普通", "银卡", "金卡")), "latin": latin,
    }  # fmt: skip


def _interaction(made: Company, _n: int) -> Record:
    draw = made.draw
    day, talks = made.day(), _EN_TALKS if made.lang == "en" else made.trade.talks
    word, key = draw.choice(list(CHANNELS["en" if made.lang == "en" else "cn"].items()))
    return {
        "of": draw.choice(made.customers), "occurred": datetime(day.year, day.month, day.day, draw.randrange(8, 19), draw.choice((0, 15, 30, 45))),
        "channel": word, "channel_key": key, "content": f"{draw.choice(talks)} {draw.randrange(10, 99)}",
        "author": draw.choice(made.staff), "next_on": day + timedelta(days=draw.randrange(3, 60)) if draw.random() < 0.5 else None,
    }  # fmt: skip


def _purchase(made: Company, n: int) -> Record:
    draw = made.draw
    cents = draw.choice(
        (draw.randrange(50, 500) * 100, draw.randrange(1, 900) * 10_000, draw.randrange(5000, 900_000))
    )
    return {
        "of": draw.choice(made.customers), "ordered": made.day(), "amount": Decimal(cents) / 100,
        "order_no": f"{draw.choice('ABXD')}D2026{n:03d}{draw.randrange(100, 999)}",
        "product": draw.choice(_EN_PRODUCTS if made.lang == "en" else made.trade.products),
        "quantity": draw.randrange(1, 20), "author": draw.choice(made.staff),
    }  # fmt: skip


def _complaint(made: Company, n: int) -> Record:
    draw, day = made.draw, made.day()
    opened = datetime(day.year, day.month, day.day, draw.randrange(8, 18), draw.choice((5, 20, 40)))
    text = draw.choice(_EN_TROUBLES if made.lang == "en" else made.trade.troubles)
    solved = draw.random() < 0.7
    return {
        "of": draw.choice(made.customers), "opened": opened, "content": f"{text} {draw.randrange(10, 99)}",
        "number": f"TS{n:03d}{draw.randrange(100, 999)}", "handler": draw.choice(made.staff), "severity": draw.randrange(3),
        "resolved": opened + timedelta(hours=draw.randrange(2, 90)) if solved else None,
        "responded": opened + timedelta(minutes=draw.randrange(5, 110)),
    }  # fmt: skip


def _answer(made: Company, _n: int) -> Record:
    draw = made.draw
    comment = (
        draw.choice(("服务不错", "希望再快一点", "价格偏高", "很满意，会推荐朋友"))
        if made.lang != "en"
        else draw.choice(("Very good", "Too slow"))
    )
    return {
        "of": draw.choice(made.customers), "submitted": made.day(), "overall": draw.randrange(1, 6),
        "speed": draw.randrange(1, 6), "attitude": draw.randrange(1, 6), "nps": draw.randrange(0, 11), "comment": comment,
    }  # fmt: skip
