"""The vocabulary of the practice company in both languages: what names, sheets and conversations are made of.

Data only. Names come from common surnames and meaningless syllables; phones from ranges that nobody owns
(+44 7700 900… is set aside for stories) or from an unallocated block.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crmcli.vocabulary import label

#: A service and the range of its price, in currency units.
Service = tuple[str, int, int]
Texts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """One language's material. Tuples of one field run parallel where their names share a prefix."""

    company: str
    phone_prefix: str
    surnames: Texts
    given: Texts
    joined: str
    cities: Texts
    first: Texts
    second: Texts
    trades: tuple[tuple[str, str], ...]
    suffixes: Texts
    sizes: Texts
    sources: Texts
    tiers: Texts
    channels: Texts
    services: tuple[Service, ...]
    treats: tuple[Service, ...]
    talk: Texts
    reactions: Texts
    steps: Texts
    needs: Texts
    grievances: Texts
    severities: Texts
    verdicts: Texts
    praise: Texts
    blame: Texts
    levels: Texts
    paid: str
    done: str
    refunded: str
    high_level: str
    complaint: str
    reply: str
    manager: str
    sheets: Mapping[str, str]
    headers: Mapping[str, Texts]

    def word(self, domain: str, key: str) -> str:
        """A word of the program's vocabulary in this language."""
        return label(domain, key, "en" if self.joined else "zh")


CHINESE = Words(
    company="云帆企业服务有限公司",
    phone_prefix="1990000",
    surnames=tuple("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"),
    given=("伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "涛", "明", "超", "霞", "平", "建国", "晓燕", "志强", "海燕"),
    joined="",
    cities=("杭州", "苏州", "宁波", "无锡", "南京", "嘉兴", "合肥", "常州", "绍兴", "湖州"),
    first=("恒", "瑞", "嘉", "宏", "启", "博", "泰", "鼎", "安", "汇", "凯", "盛"),
    second=("远", "达", "信", "源", "和", "明", "通", "润", "丰", "康", "越", "成"),
    trades=(("教育咨询", "教育"), ("食品", "食品"), ("物流", "物流"), ("医疗器械", "医疗"), ("酒店管理", "酒店"),
            ("机械", "制造"), ("纺织", "制造"), ("软件", "信息技术"), ("商贸", "零售"), ("物业管理", "物业")),
    suffixes=("有限公司", "有限公司", "有限公司", "有限责任公司", "股份有限公司"),
    sizes=("10人以下", "20-99人", "100-299人", "300人以上"),
    sources=("转介绍", "官网", "展会", "电话营销", "陌拜", "公众号", "抖音"),
    tiers=("A", "B", "C", ""),
    channels=("电话", "拜访", "微信", "邮件"),
    services=(("中央空调维保", 2600, 9800), ("日常保洁", 1800, 5200), ("网络与弱电维护", 1500, 6800), ("消防设施检测", 3200, 12000),
              ("绿植租摆", 900, 2600), ("电梯年检代办", 2000, 5600), ("外墙清洗", 4800, 16000)),
    treats=(("家庭保洁", 180, 420), ("空调清洗", 120, 360), ("地板打蜡", 260, 780), ("家电维修", 150, 900)),
    talk=("介绍了季度维保方案", "确认下月上门时间", "沟通续签事宜", "了解新办公区的需求", "对账并提醒付款", "回访上次服务效果", "送达报价单", "现场查看设备情况"),
    reactions=("比较满意", "需要再考虑", "价格偏高，希望优惠", "认可服务，等领导批", "要求下周给方案", "暂时没有需求", "希望固定一名师傅", ""),
    steps=("发送修改后的报价", "约技术一起上门", "电话确认审批结果", "送合同", "整理专属方案", "再约时间拜访"),
    needs=("新办公区入驻，需要整体保洁和空调维保", "现有供应商响应慢", "设备老化，故障多", "门店扩张，需统一服务标准"),
    grievances=("师傅迟到两小时，没有提前通知", "保洁后会议室地面仍有污渍", "维修后空调两天又不制冷", "发票开错抬头，催了两次", "更换的滤网规格不对", "上门人员态度生硬", "约定的月度巡检漏了一次"),
    severities=("紧急", "严重", "一般"),
    verdicts=("满意", "一般", "不满意"),
    praise=("响应很快，师傅专业", "合作三年一直放心", "沟通顺畅", "现场收拾得很干净", ""),
    blame=("催了好几次才来", "换人太频繁，每次都要重新交代", "报价不透明", ""),
    levels=("普通会员", "银卡", "金卡", "白金卡"),
    paid="已付款", done="已完成", refunded="已退款", high_level="高层",
    complaint="空调维修后第二天又停机，机房温度过高", reply="已致电致歉，工程师一小时内到场",
    manager="店长",
    sheets={"customers": "客户资料总表.xlsx", "customer_sheet": "客户资料", "notes_sheet": "填表说明", "notes": "电话必填；分类请填 A/B/C。",
            "customers_title": "{company}客户资料一览表", "made_on": "制表日期：{today}", "total": "合计：{n} 家",
            "visits": "跟进记录-{name}.{ending}", "visits_title": "{name} 客户跟进记录表", "visit_sheet": "跟进",
            "orders": "订单与消费.xlsx", "order_sheet": "订单明细", "till_sheet": "会员消费", "order_total": "合计",
            "complaints": "投诉台账.csv", "members": "会员名单.csv", "survey": "满意度问卷结果.xlsx", "survey_sheet": "答卷", "cards": "手机通讯录.vcf",
            "by_agreement": "面议", "contracts": "合同台账.xlsx", "contract_sheet": "合同台账", "contracts_title": "{company}合同台账", "deals": "商机跟踪表.csv"},
    headers={
        "customers": ("序号", "客户名称*", "联系人", "联系电话（必填）", "行业", "规模", "地址", "客户来源", "负责人", "客户分类", "建档日期", "需求", "预算", "备注"),
        "visits_0": ("跟进日期", "客户名称", "联系人", "跟进方式", "跟进内容", "客户反馈", "下一步计划", "下次跟进时间", "会面层级"),
        "visits_1": ("日期", "公司", "沟通方式", "沟通情况", "下次联系"),
        "visits_2": ("拜访日期", "客户简称", "联系电话", "拜访方式", "洽谈内容", "下次拜访日期"),
        "orders": ("订单号", "下单时间", "客户名称", "服务项目", "数量", "金额（元）", "订单状态", "业务员"),
        "till": ("消费日期", "会员姓名", "手机号", "消费项目", "实付金额"),
        "contracts": ("合同编号", "客户名称", "合同名称", "签订日期", "开始日期", "结束日期", "合同金额", "付款方式", "合同状态", "已回款金额", "续签自"),
        "deals": ("商机名称", "客户名称", "商机阶段", "预计金额", "创建日期", "预计成交日期", "负责人", "实际成交日期", "输单原因"),
        "complaints": ("投诉编号", "投诉时间", "客户名称", "联系电话", "投诉内容", "严重程度", "处理人", "首次回复时间", "解决时间", "回访结果"),
        "members": ("会员卡号", "姓名", "手机号", "会员等级", "可用积分", "生日", "入会日期"),
        "survey": ("序号", "提交答卷时间", "来源", "您的手机号", "1、您对我们的总体满意度（1-5分）", "2、响应速度（1-5分）", "3、解决问题能力（1-5分）",
                   "4、您向同行推荐我们的可能性（0-10分）", "5、您的意见和建议"),
    },
)  # fmt: skip

ENGLISH = Words(
    company="Sailcloth Facility Services Ltd",
    phone_prefix="+44 7700 900",
    surnames=("Smith", "Jones", "Brown", "Taylor", "Wilson", "Evans", "Thomas", "Johnson", "Roberts", "Walker", "Wright", "Green", "Hall", "Wood", "Clarke", "Hughes", "Edwards", "Turner", "Cooper", "Ward", "Morris", "King", "Lee", "Baker", "Hill"),
    given=("Anna", "Ben", "Clara", "David", "Emma", "Frank", "Grace", "Henry", "Irene", "Jack", "Kate", "Leo", "Mary", "Nick", "Olive", "Paul", "Rose", "Sam", "Tess", "Victor"),
    joined=" ",
    cities=("Bristol", "Leeds", "Bath", "York", "Exeter", "Derby", "Oxford", "Norwich", "Chester", "Lincoln"),
    first=("Har", "Brim", "Col", "Dun", "Elm", "Fen", "Gar", "Hol", "Ash", "Kel", "Lang", "Mel"),
    second=("wick", "ley", "ford", "ton", "mere", "by", "combe", "stead", "worth", "dale", "field", "hurst"),
    trades=(("Training", "education"), ("Foods", "food"), ("Logistics", "logistics"), ("Clinics", "health"), ("Hotels", "hotels"),
            ("Machines", "manufacturing"), ("Textiles", "manufacturing"), ("Software", "software"), ("Stores", "retail"), ("Property", "property")),
    suffixes=("Ltd", "Ltd", "Limited", "LLP", "plc"),
    sizes=("1-9 people", "20-99 people", "100-299 people", "300-500 people"),
    sources=("referral", "website", "trade fair", "cold call", "walk-in", "seminar", "LinkedIn"),
    tiers=("A", "B", "C", ""),
    channels=("phone", "visit", "chat", "email"),
    services=(("Air conditioning service", 2600, 9800), ("Office cleaning", 1800, 5200), ("Network maintenance", 1500, 6800), ("Fire safety check", 3200, 12000),
              ("Plant hire", 900, 2600), ("Lift inspection", 2000, 5600), ("Facade cleaning", 4800, 16000)),
    treats=(("Home cleaning", 180, 420), ("Boiler check", 120, 360), ("Floor waxing", 260, 780), ("Appliance repair", 150, 900)),
    talk=("Went through the quarterly service plan", "Agreed next month's visit", "Talked about renewing", "Asked about the new office", "Checked the invoices", "Asked how the last visit went", "Handed over the quotation", "Looked at the equipment on site"),
    reactions=("quite satisfied", "wants to think about it", "finds it expensive", "likes it, waits for approval", "wants a proposal next week", "no need at present", "would like always the same technician", ""),
    steps=("Send the revised quotation", "Bring a technician", "Ask about the approval", "Take the contract round", "Write their own proposal", "Arrange another visit"),
    needs=("Moving into a new office: cleaning and air conditioning", "Present supplier is slow", "Old equipment, many faults", "Opening branches, wants one standard"),
    grievances=("Technician came two hours late without a word", "Meeting room floor still stained after cleaning", "Air conditioning failed again two days after the repair", "Invoice made out to the wrong name, twice", "Wrong filter fitted", "The visitor was rude", "Last month's inspection was forgotten"),
    severities=("urgent", "serious", "normal"),
    verdicts=("satisfied", "neutral", "dissatisfied"),
    praise=("Quick and professional", "Three years without a worry", "Easy to talk to", "Left everything clean", ""),
    blame=("Had to call several times", "New people every time", "The price was not clear", ""),
    levels=("regular", "silver", "gold", "platinum"),
    paid="paid", done="completed", refunded="refunded", high_level="high level",
    complaint="Air conditioning stopped again the day after the repair; the server room is hot",
    reply="Called and apologised; an engineer will be there within the hour",
    manager="Manager",
    sheets={"customers": "Customer list.xlsx", "customer_sheet": "Customers", "notes_sheet": "How to fill in", "notes": "A phone is required. Grade is A, B or C.",
            "customers_title": "{company}: customer list", "made_on": "As at {today}", "total": "Total: {n}",
            "visits": "Visits {name}.{ending}", "visits_title": "Customer visits of {name}", "visit_sheet": "Visits",
            "orders": "Orders.xlsx", "order_sheet": "Orders", "till_sheet": "Member sales", "order_total": "Total",
            "complaints": "Complaints.csv", "members": "Members.csv", "survey": "Survey results.xlsx", "survey_sheet": "Responses", "cards": "Phone contacts.vcf",
            "by_agreement": "by agreement", "contracts": "Contracts.xlsx", "contract_sheet": "Contracts", "contracts_title": "{company}: contracts", "deals": "Deals.csv"},
    headers={
        "customers": ("No.", "Customer name*", "Contact person", "Phone (required)", "Industry", "Company size", "City", "Lead source", "Sales rep", "Grade", "Created on", "Needs", "Budget", "Remarks"),
        "visits_0": ("Visit date", "Customer", "Contact person", "Channel", "What was said", "Customer feedback", "Next step", "Next contact date", "Meeting level"),
        "visits_1": ("Date", "Company", "Contact method", "Notes of the conversation", "Next contact"),
        "visits_2": ("Date of contact", "Client", "Phone", "Channel", "Summary", "Next follow-up date"),
        "orders": ("Order no.", "Order date", "Customer", "Service", "Quantity", "Amount", "Order status", "Sales rep"),
        "till": ("Date of purchase", "Member name", "Mobile", "Item", "Amount paid"),
        "contracts": ("Contract no.", "Customer", "Contract title", "Signed on", "Contract start", "Contract end", "Contract amount", "Billing plan", "Contract status", "Paid to date", "Renewal of"),
        "deals": ("Deal name", "Customer", "Deal stage", "Amount", "Created on", "Expected close date", "Deal owner", "Closed on", "Lost reason"),
        "complaints": ("Complaint no.", "Complaint date", "Customer", "Phone", "Complaint", "Severity", "Handler", "First response", "Resolved at", "Follow-up result"),
        "members": ("Member no.", "Name", "Mobile", "Member level", "Points", "Birthday", "Member since"),
        "survey": ("No.", "Submitted at", "Source", "Your mobile", "1. Overall satisfaction (1-5)", "2. Response speed (1-5)", "3. Problem solving (1-5)",
                   "4. How likely are you to recommend us (0-10)", "5. Comments and suggestions"),
    },
)  # fmt: skip


def words(language: str) -> Words:
    """The material for a language code such as en or zh_CN."""
    return CHINESE if language.startswith("zh") else ENGLISH
