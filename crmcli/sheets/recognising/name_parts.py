"""Column names that nobody foresaw: what a part of them says together with the values below."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crmcli.sheets.columns.fields import TYPES, subject_field
from crmcli.sheets.columns.headers import Header
from crmcli.sheets.recognising.evidence import Profile
from crmcli.sheets.recognising.kin import is_kin

#: The field that names our own person.
STAFF_FIELDS = {
    "customers": "owner",
    "members": "owner",
    "interactions": "author",
    "purchases": "author",
    "complaints": "handler",
}
#: How the name of a column of people ends: 业务员姓名, sales rep name.
PERSON_END = re.compile(r"(?:人|员|者|姓名|名字|经理|主管|顾问|(?<![a-z])(?:name|person|user|rep|by|to))$")
#: Fields that a part of the name gives away where the values agree: (field, sign, what it must not be).
_PARTS_OF_NAMES = (
    ("subject", "姓名|名$|客户|顾客|会员|学员|学生|孩子|宝贝|患者|病人|就诊|车主|业主|房主|屋主|雇主|宠主|主人|买家|买方|客人|贵宾|来宾"
     "|送修|委托|甲方|单位|公司|企业|商户|店|厂|guest|patient|student|member|client|customer|company|account|name",
     "员工|人员|老师|医生|教练|设计师|技师|顾问|经理|业务|销售|负责|跟进|联系人|紧急|介绍|推荐|处理|经办|登记|制单|电话|手机|微信"
     "|地址|编号|号码|账|等级|级别|类型|类别|来源|性质|需求|要求|反馈|意见|情况|行业|规模|状态|日期|时间|宠物|品名|产品|商品|货|项目|材料|设备|数|店铺|验券|核销|消费门店|开卡|下单|开单|staff|owner|sales|rep|pet|dog|cat|animal|product|item|type|no$"),
    ("amount", "费|款|额|价|金|实收|应收|收入|营收|fee|charge|paid|payment|price|value|revenue|total",
     "单价|运费|协议价|会员价|零售价|市场价|指导价|底价|房价|挂牌价|报价|单位|运货费|邮资|欠|余|押|优惠|折|定金|订金|退|税|成本|提成|平台|佣金|抽成|中介|积分|数|率|比|期|邮费|快递费|手续费|unit|balance|discount|deposit|tax|points|rate|freight|shipping|postage|delivery|tip"),
    ("product", "品|货|项目|套餐|套系|课|班型|房型|卡种|卡项|型号|机型|线路|服务|疗程|内容|设备|材料|物料|item|product|service|plan|package|descr|goods",
     "人员|员|师|客户|货主|收货|发货|单位|备注|状态|address|location|地址|日期|时间|态度|编号|方式|品种|品牌"),
    ("street", "址|小区|楼盘|房号|address", "网址|邮箱|邮件|电子|mail|web|ip"),
    ("source", "(?:从|由|通过|怎么|怎样|如何|哪里|何处|什么|哪个|哪种|哪些).*(?:了解|知道|得知|获知|听说|认识|找到|来)(?:到|的)?(?:我们|我司|本店|本公司|本院|本校|这里)?|知道我们的"
     "|how did you (?:hear|find|learn|discover|get to know)|where did you (?:hear|find|learn)|comment (?:nous )?avez.vous (?:connu|entendu|decouvert|trouve)"
     "|wie (?:haben|sind|wurden) sie .*(?:gehort|gefunden|aufmerksam|erfahren)|como (?:nos|se) (?:conoci|ha conocido|entero)|como (?:conheceu|ficou sabendo)"
     "|come ci (?:hai|ha|avete) (?:conosciuto|trovato)|hoe (?:heeft u|heb je) .*(?:gevonden|gehoord)|откуда вы .*узнали|どこで.*知り", "需求|服务|产品|时间"),
    ("staff", "医生|大夫|教练|顾问|技师|老师|美容师|店员|导购|销售|业务|开单|经办|接待|收银|跟单|管家|师傅|rep$|sold|staff|agent|advisor|technician|trainer",
     "客户|学员|号|额|时间|日期|内容|项目|方式|类型|情况|电话|费|部门|区域|amount|date|phone|no$"),
    ("contact_person", "人$|姓名|联络|对接|接洽|person|contact|attn|name",
     "客户|公司|单位|业务|负责|跟进|维护|协同|协作|协助|创建|修改|更新|添加|变更|提交|分配|领取|介绍|推荐|登记|记录|制|审|经手|经办|签到|打卡|录入|紧急|法|宠|车|refer|owner|sales|emergency|logged"),
)  # fmt: skip


#: A name's part is less sure than a weak word, but 贵宾姓名 names a customer rather than 项目名称 does.
_PART, _PERSON_PART = 0.5, 0.62


def fields_by_part(kind: str, header: Header, profile: Profile) -> Iterator[tuple[str, float]]:
    """(field, score) of what a longer or rarer name must be, if the values are of that kind: 收费, 采购内容, 接洽人."""
    told = header.last or header.key
    plain = max(profile.number, profile.date, profile.phone) < 0.2
    agrees = {
        "subject": plain and profile.person + profile.company > 0.4 and profile.prose < 0.9,
        "amount": profile.amount > 0.8 and max(profile.phone, profile.date) < 0.4 and not profile.counts_up(),
        "product": plain and kind == "purchases",
        "street": plain and profile.length > 5,
        "source": plain and (profile.prose < 0.5 or profile.words("source") >= 0.5),
        "staff": profile.person > 0.5 and profile.distinct < 0.9 and _ends_in_people(told),
        "contact_person": profile.person > 0.5 or (profile.phone > 0.7 and profile.lettered() > 0.7),
    }
    if is_kin(told) and profile.person > 0.5 and "contact_person" in TYPES[kind]:
        yield "contact_person", _PERSON_PART
        return
    for part, sign, other in _PARTS_OF_NAMES:
        name = {"subject": subject_field(kind), "staff": STAFF_FIELDS.get(kind, "")}.get(part, part)
        if name in TYPES[kind] and agrees[part] and re.search(sign, told) and not re.search(other, told):
            score = _PERSON_PART if part == "subject" and told.endswith("姓名") else _PART
            yield name, score


def _ends_in_people(told: str) -> bool:
    """Whether the name is that of people (开单医生), not of something of theirs (销售区域)."""
    sign = next(sign for part, sign, _other in _PARTS_OF_NAMES if part == "staff")
    return bool(PERSON_END.search(told) or re.search(f"(?:{sign})$", told))
