"""What filters may ask of a customer: each field with its type, where it stands, and its Chinese names."""

from __future__ import annotations

from typing import NamedTuple

from crmcli.policy.conditions import DERIVED_NUMBERS, FLAGS, MONEY, NUMBERS


class Field(NamedTuple):
    """`type` says how it is compared, `place` where it stands: in the row of the customer, in its standing, or among the
    facts that are put together from what happened (`facts`, `derived`). `domain` names a list of words."""

    type: str
    place: str
    column: str
    domain: str = ""


#: Names beside a field's own: shorter ones, and Chinese ones as lists, exports and `edit` call it.
_NAMES = {
    "name": "名称 客户名称 客户", "code": "代码", "external_id": "外部编号 客户编号", "phone": "电话 手机 联系电话", "email": "邮箱",
    "wechat": "微信", "industry": "行业", "region": "区域 地区", "country": "国家", "language": "语言", "time_zone": "时区",
    "province": "省份 省", "city": "城市", "district": "区县", "street": "地址 address", "postcode": "邮编 邮政编码", "referrer": "介绍人",
    "department": "部门 所属部门", "preferences": "偏好 客户偏好", "pain_points": "痛点", "budget": "预算", "decision_chain": "决策链",
    "timing": "时机 采购时间", "competitors": "竞品 竞争对手", "note": "备注", "member_no": "会员编号", "birthday": "生日", "kind": "类型 客户类型",
    "size": "规模", "status": "状态 客户状态", "member_level": "会员等级 level", "pinned_tier": "锁定类别", "review_state": "审核状态",
    "source": "来源 客户来源", "stated_tier": "登记类别 自报类别 客户级别 客户等级 等级 级别", "created_on": "建档日期 created", "imported_on": "导入日期 imported",
    "cooperation_start": "首次合作日期 合作开始 合作开始日", "verified_on": "核实日期 verified", "paused_until": "暂停至", "pin_until": "锁定至",
    "member_since": "入会日期", "known_since": "已知自", "cadence_days": "联系周期 联系周期(天)", "plan_channel": "联系渠道", "plan_reason": "例外理由", "is_member": "是会员 会员 member",
    "owner": "负责人", "tags": "标签 tag", "tier": "类别 客户类别", "value_class": "价值等级 value", "lifecycle": "阶段 stage 生命周期",
    "segment": "分群", "potential": "潜力 潜力分", "health": "健康度", "risk": "流失风险", "risk_level": "风险等级",
    "next_contact_on": "下次跟进 下次跟进日期 next_contact", "spend_12m": "近12个月消费额 12个月内消费", "spend_total": "累计消费额 累计消费",
    "spend_6m": "近6个月消费额", "spend_prev_6m": "再前6个月消费额", "contract_value": "合同金额", "orders_12m": "12个月内订单数",
    "orders_total": "订单总数 订单数", "purchase_days": "消费天数", "median_gap_days": "消费间隔天数", "effective_90d": "90天内有效跟进次数",
    "complaints_12m": "12个月内投诉数", "complaints_open": "未办结投诉数", "complaints_breached": "超时投诉数",
    "last_overall": "最近总体评分", "last_nps": "最近推荐意愿评分", "needs_known": "已掌握的需求项数", "contract_in_force": "合同有效",
    "days_since_purchase": "距上次消费天数", "days_since_effective": "距上次有效跟进天数", "days_since_contact": "距上次跟进天数",
    "days_since_activity": "距上次往来天数", "days_known": "认识天数", "years_cooperation": "合作年数",
    "first_purchase_on": "首次消费 first_purchase", "last_purchase_on": "最近消费 last_purchase", "last_contact_on": "最近跟进 最近跟进日期 last_contact",
    "campaign": "活动 参与活动 受邀活动", "retain": "挽留 挽留状态 retention", "attended": "到场 到场活动 参加活动", "last_effective_on": "上次有效跟进 last_effective", "last_survey_on": "最近评价日期 last_survey",
}  # fmt: skip

_TEXTS = (
    "name", "code", "external_id", "email", "wechat", "industry", "region", "country", "language", "time_zone", "province", "city", "district", "street", "postcode", "referrer", "department", "preferences", "pain_points", "budget",
    "decision_chain", "timing", "competitors", "note", "member_no", "birthday", "plan_reason",
)  # fmt: skip
_WORDS = {
    "kind": "customer_kind", "size": "size", "status": "customer_status", "member_level": "member_level", "pinned_tier": "tier",
    "review_state": "review_state",
}  # fmt: skip
_DAYS = (
    "created_on", "imported_on", "cooperation_start", "verified_on", "paused_until", "pin_until", "member_since", "known_since",
)  # fmt: skip
_FACT_DAYS = (
    "first_purchase_on",
    "last_purchase_on",
    "last_contact_on",
    "last_effective_on",
    "last_survey_on",
)

#: Every field by its own name.
FIELDS: dict[str, Field] = {
    **{name: Field("text", "customer", name) for name in _TEXTS},
    **{name: Field("word", "customer", name, domain) for name, domain in _WORDS.items()},
    "phone": Field("phone", "customer", "phone"),
    # Lists that a team may extend: what is no known word is compared as text.
    "source": Field("open", "customer", "source", "source"), "stated_tier": Field("open", "customer", "stated_tier", "tier"),
    "plan_channel": Field("open", "customer", "plan_channel", "channel"),
    **{name: Field("day", "customer", name) for name in _DAYS},
    "cadence_days": Field("number", "customer", "cadence_days"), "is_member": Field("flag", "customer", "is_member"),
    "owner": Field("staff", "customer", "owner_id"), "tags": Field("tags", "customer", "tags"),
    "tier": Field("word", "standing", "tier", "tier"), "value_class": Field("word", "standing", "value_class", "value_class"),
    "lifecycle": Field("word", "standing", "lifecycle", "lifecycle"), "segment": Field("text", "standing", "segment"),
    "risk_level": Field("word", "standing", "risk_level", "risk_level"), "next_contact_on": Field("day", "standing", "next_contact_on"),
    "spend_12m": Field("money", "standing", "spend_12m"),
    **{name: Field("number", "standing", name) for name in ("potential", "health", "risk")},
    **{name: Field("money", "facts", name) for name in sorted(MONEY - {"spend_12m"})},
    **{name: Field("number", "facts", name) for name in sorted(NUMBERS)},
    **{name: Field("flag", "facts", name) for name in sorted(FLAGS - {"is_member"})},
    **{name: Field("day", "facts", name) for name in _FACT_DAYS},
    **{name: Field("campaign", "campaign", name) for name in ("campaign", "attended")},
    "retain": Field("retain", "retain", "retain", "retention_state"),
    **{name: Field("number", "derived", name) for name in sorted(DERIVED_NUMBERS - {"potential"})},
}  # fmt: skip

_CALLED = {called: name for name, words in _NAMES.items() for called in words.split()} | {
    name: name for name in FIELDS
}


def field_called(text: str) -> str | None:
    """The field of this name, in any case and language; None if there is none."""
    return _CALLED.get(text.strip().lower())


def names() -> tuple[str, ...]:
    """Every name of every field."""
    return tuple(_CALLED)


def chinese_name(name: str) -> str:
    """What people call a field in Chinese."""
    return _NAMES[name].split()[0]
