"""What fields and tables are called where people read of them. English uses their own names, which commands take;
Chinese has words for them, and commands take these as well."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from crmcli import clock, i18n, vocabulary
from crmcli.i18n import _

#: Fields that people name in `edit`, `add --set` and `merge --take`; the first word of a field is its name.
TYPED = {
    "名称": "name", "类型": "kind", "外部编号": "external_id", "电话": "phone", "手机": "phone", "邮箱": "email",
    "微信": "wechat", "网址": "website", "网站": "website", "官网": "website", "社交账号": "social", "行业": "industry", "规模": "size", "区域": "region", "国家": "country", "语言": "language", "时区": "time_zone",
    "省份": "province", "城市": "city", "区县": "district", "地址": "street", "邮编": "postcode", "来源": "source",
    "介绍人": "referrer", "部门": "department", "登记类别": "stated_tier", "自报类别": "stated_tier", "客户级别": "stated_tier", "客户等级": "stated_tier",
    "等级": "stated_tier", "级别": "stated_tier", "偏好": "preferences", "生日": "birthday", "历法": "birthday_calendar",
    "首次合作日期": "cooperation_start", "合作开始": "cooperation_start", "合作开始日": "cooperation_start", "标签": "tags", "状态": "status", "暂停至": "paused_until", "备注": "note",
    "痛点": "pain_points", "预算": "budget", "决策链": "decision_chain", "时机": "timing", "竞品": "competitors",
    "联系周期": "cadence_days", "联系渠道": "plan_channel", "例外理由": "plan_reason", "address": "street", "负责人": "owner", "上级单位": "parent", "会员编号": "member_no",
    # As the columns of an export are called.
    "客户名称": "name", "客户类型": "kind", "联系电话": "phone", "邮政编码": "postcode", "客户来源": "source", "所属部门": "department",
    "客户偏好": "preferences", "客户状态": "status", "联系周期(天)": "cadence_days", "采购时间": "timing", "竞争对手": "competitors",
}  # fmt: skip
_FIELDS = {name: chinese for chinese, name in reversed(TYPED.items()) if not chinese.isascii()} | {
    "accused": "被投诉人", "action": "动作", "active": "在职", "actor": "操作人", "actor_id": "操作人", "addresses": "其他地址", "adopted": "是否采纳",
    "after_sales": "售后服务", "aliases": "别名", "amount": "金额", "amount_cents": "金额", "answer": "答复", "answered": "答复时间",
    "answered_at": "答复时间", "answered_by": "答复人", "answered_by_id": "答复人", "answerer": "应答人", "answerer_id": "应答人", "at": "时间",
    "at_known": "时间已知", "author": "跟进人", "author_id": "跟进人", "batch_id": "所属导入", "by_id": "移交人", "care": "仅为关怀",
    "case_folded": "案例检索词", "category": "分类", "ces": "省力程度", "cause": "根因类别", "channel": "渠道", "checklist": "清单日志", "choices": "取值依据",
    "clocks": "各项时限", "close_reason": "关闭原因", "closed": "关闭时间", "closed_at": "关闭时间", "closed_on": "关闭日期", "code": "代码",
    "columns": "各列含义", "comment": "意见", "comments": "评论日志", "compensation": "赔偿金额", "compensation_cents": "赔偿金额",
    "complaint_id": "投诉", "confirmed": "已核实", "contract_id": "合同", "contract": "合同", "contact_person": "联系人", "contact_person_id": "联系人", "contact_title": "联系人职务", "contact_department": "联系人部门",
    "content": "内容", "content_hash": "内容摘要", "cooperation": "合作体验", "counts": "各结果行数", "created": "创建时间", "created_at": "创建时间",
    "created_on": "建档日期", "creator": "创建人", "creator_id": "创建人", "currency": "币种", "custom": "其他列", "customer": "客户",
    "customer_id": "客户", "customer_no": "客户编号", "data": "细节", "decision_role": "决策角色", "demand": "诉求", "derived": "被并入的数据",
    "direction": "来往方向", "done": "完成时间", "done_at": "完成时间", "done_by": "完成人", "done_on": "完成日期", "due": "时限", "due_at": "时限",
    "due_on": "时限", "effective": "有效跟进", "ended_on": "终止日期", "end_on": "结束日期", "end": "结束日期", "ended": "终止日期", "instalments": "分期", "paid": "已回款", "paid_on": "回款日期", "renews": "续签自", "signed": "签订日期", "start": "开始日期", "contracts.opening": "此前已回款", "term": "合同期限", "months": "期限月数", "end_reason": "终止原因", "emails": "备用邮箱", "expires_on": "到期日", "fate": "结果", "fax": "传真", "feedback": "客户反馈",
    "feedback_id": "反馈", "file": "文件", "files": "文件", "fingerprint": "题目指纹", "forecast_on": "预计完成日期", "form_id": "问卷",
    "from_id": "移交前", "further_answers": "后续答复日志", "handler": "处理人", "handler_id": "处理人", "handovers": "移交日志", "headers": "表头",
    "high_text": "高分说明", "id": "编号", "imported": "来自导入", "imported_on": "导入日期", "into_id": "并入", "intro": "开头语",
    "invited_on": "邀请日期", "is_key": "关键联系人", "is_member": "是会员", "item": "待办事项", "kept": "已保存为", "key": "代号", "knowledge_id": "知识条目", "known_since": "最早建档日期",
    "label": "说明", "last_contact_on": "最近跟进日期", "left_id": "左边的客户", "lesson": "经验教训", "level": "会面层级", "gave": "提供内容", "login": "系统账号",
    "loser_code": "被并入者的代码", "loser_external_id": "被并入者的外部编号", "loser_folded": "被并入者的检索名", "loser_id": "被并入者的编号",
    "loser_name": "被并入者的名称", "lot_id": "积分批次", "low": "低分", "low_text": "低分说明", "meant": "所指客户", "measure": "处理措施",
    "member_level": "会员等级", "member_since": "入会日期", "name_folded": "检索名", "next_clock": "下一时限",
    "next_contact_on": "下次跟进日期", "next_due_at": "下一时限的时间", "next_on": "下次跟进日期", "next_step": "下一步", "nps": "推荐意愿",
    "number": "编号", "contract.external_id": "合同编号", "contract.kind": "合同类型", "contract.title": "合同名称", "occurred": "跟进时间", "occurred_at": "发生时间", "occurred_on": "发生日期", "on_day": "日期", "opened": "登记时间",
    "opened_at": "登记时间", "opened_on": "登记日期", "opening": "期初累计", "opening_amount": "累计消费", "opening_cents": "此前已回款", "opening_orders": "累计订单数",
    "operation_id": "操作", "order_no": "订单号", "ordered": "下单时间", "ordered_at": "下单时间", "ordered_on": "下单日期", "orders": "订单数",
    "overall": "总体满意度", "owner_id": "负责人", "pager": "寻呼机", "payment": "是回款", "plan": "付款方式", "parent_id": "上级单位", "percent_done": "完成进度",
    "persons": "其他联系人", "phones": "备用电话", "pin_id": "口令", "pin_reason": "锁定理由", "pin_until": "锁定至", "pinned_by": "锁定人",
    "pinned_tier": "锁定类别", "points": "积分", "progress": "进度", "progress_log": "进度日志", "told_at": "告知客户时间", "position": "顺序", "potential_note": "潜力分理由", "potential_override": "指定潜力分",
    "problem_solving": "解决问题能力", "product": "产品", "product_quality": "产品质量", "promised_on": "约定交期", "proposed": "给出方案时间",
    "purchase_id": "订单", "put_off": "推迟日志", "quantity": "数量", "question_id": "题目", "raw": "原始内容", "reason": "原因", "renews_id": "续签自", "signed_on": "签订日期", "sites": "服务地点", "start_on": "开始日期",
    "received": "来电时间", "received_at": "来电时间", "recorded": "录入时间", "recorded_at": "录入时间", "recorder": "录入人", "recorder_id": "录入人",
    "refund": "退款金额", "refunded_on": "退款日期", "refunds": "退款日志", "repeat_from": "重复起算日", "repeat_on": "本期重复日",
    "repeat_rule": "重复规则", "resolved": "办结时间", "responded": "首次响应时间", "response_id": "答卷", "response_speed": "响应速度",
    "review_note": "审核说明", "review_state": "审核状态", "reviewed_on": "审核日期", "revisit_result": "回访结果", "revisited": "回访时间",
    "right_id": "右边的客户", "role": "角色", "root_cause": "根本原因", "row_number": "行号", "rows": "总行数", "incomplete": "不完整", "rule": "邀请规则", "scale": "分值", "score": "评分",
    "settled": "低分跟进时间", "settled_at": "低分跟进时间", "severity": "严重程度", "sheet": "工作表", "site": "发生地点", "staff": "员工",
    "staff_id": "员工", "state": "状态", "steps": "投诉日志", "submitted": "提交时间", "submitted_at": "提交时间", "submitted_on": "提交日期",
    "survivor_id": "保留的客户", "target_id": "对应记录", "task_id": "任务", "text": "文字", "text_folded": "检索文字",
    "title": "标题", "contacts.title": "职务", "contact_person.title": "职务", "contact_person.name": "姓名", "consent": "授权同意", "filter": "筛选条件", "left_on": "离开日期", "moved_to": "转往", "title_folded": "检索标题", "toml": "规则文本", "to_id": "接手人", "unconfirmed_phones": "未核实电话", "undone": "已撤销", "until_on": "推迟到",
    "updated_at": "修改时间", "value": "号码或地址", "verdict": "决定", "verified_on": "核实日期", "version": "版本", "wave": "调查期次",
    "wave_id": "调查期次", "wechats": "备用微信", "field": "字段", "meant_on": "计划日期", "next_at": "约定时间",
    "next_ended": "约定结束时间", "next_ended_at": "约定结束时间", "next_settles_on": "约定最早了结日", "next_stood_at": "约定重新生效时间",
    "fell_before": "到期早于", "policy": "业务规则版本", "phone": "电话", "release_on": "放出日期", "result": "回访结果", "satisfied": "满意程度",
    "shown": "历史已显示", "expected_on": "预计成交日期", "lost_reason": "输单原因", "next_made_on": "约定日", "stage": "商机阶段", "opportunity_id": "商机", "moves": "阶段日志", "opportunity_event.at": "时间", "opportunity_event.reason": "输单原因", "opportunity.title": "商机名称", "opportunity.opened_on": "创建日期", "opportunity.opened_at": "创建时间", "opportunity.closed_on": "结束日期", "opportunity.next_on": "下一步日期",
    "occasion": "场合", "occasion_on": "祝福日期", "outbox.key": "祝福标识", "outbox.kind": "场合类别", "outbox.address": "号码或邮箱", "address": "地址",
    "outbox.channel": "渠道", "subject": "标题", "body": "正文", "gift": "礼品", "cost_cents": "成本", "error": "失败原因", "planned_at": "计划时间",
    "planned_on": "计划日期", "claimed_at": "开始发送时间", "outbox.done_at": "发送时间", "outbox.done_on": "发送日期", "outbox.staff_id": "录入人",
    "outcome": "试用结果", "trial.end_on": "最后一天", "trial.ended_on": "决定日期",
    "purpose": "用途", "granted": "是否同意", "agreed": "同意/撤回", "said": "授权日期", "evidence": "证据", "notice": "告知内容",
    "consent.source": "授权来源", "consents.source": "授权来源", "sent_at": "询问时间", "sent_on": "询问日期", "words": "原话", "public": "对外公开",
    "verification.code": "核实码", "content_id": "附件内容", "media_type": "媒体类型", "interaction_id": "跟进", "training_id": "培训", "attachment.name": "文件名", "attachment.staff_id": "添加人", "attachment.contact_person_id": "联系人", "topic": "培训主题", "held": "培训日期", "held_on": "培训日期", "theory": "理论成绩", "practice": "实操成绩", "passed": "通过日期", "passed_on": "通过日期", "valid": "有效期至", "valid_until": "有效期至", "trainings.result": "考核结果", "trainings.staff": "培训人员", "told_by": "得自", "touchpoint": "触点", "routed": "分派规则", "untold": "未载明的步骤", "row_id": "行号", "stated_on": "登记类别日期", "table_name": "数据表", "until_at": "有效至", "stand_in_id": "代班人", "seen_at": "已阅时间", "from_on": "起始日期", "cancelled_at": "取消时间", "level_until": "等级保留至", "redemption_id": "兑换", "referral_id": "推荐", "rate": "积分比率", "stock": "库存", "valid_days": "券码有效天数", "reward_id": "礼品", "times": "次数", "cash_cents": "抵现金额", "redeemed_at": "兑换时间", "redeemed_on": "兑换日期", "canceled_at": "取消时间", "referrer_id": "推荐人", "referee_id": "被推荐人", "made_at": "登记时间", "made_on": "登记日期", "prize": "奖品", "winners": "中奖名额", "min_points": "积分门槛", "seed": "随机种子", "drawn_at": "抽奖时间", "drawn_on": "抽奖日期", "draw_id": "抽奖", "place": "名次", "absence.until_on": "截止日期", "absence.staff_id": "请假人", "absence.at": "登记时间",
    "campaign.name": "活动名称", "campaign.kind": "活动类型", "campaign.place": "地点", "budget_cents": "预算", "audience": "对象条件", "matched": "按习惯匹配",
    "held_out_percent": "对照比例", "texts": "邀请内容", "subjects": "邀请标题", "canceled_on": "取消日期", "campaign_id": "活动", "drawn": "圈选所得",
    "held_out": "对照组", "chosen_on": "圈选日期", "invited_at": "邀请时间", "outbox_id": "消息", "campaign_participant.answer": "报名答复",
    "answered_on": "报名日期", "attended": "到场", "attended_on": "到场日期", "campaign_participant.passed": "合格", "spent_on": "花费日期", "what": "用途",
    "risk": "流失风险", "signals": "流失信号", "value_cents": "涉及金额", "retention_case.reason": "流失原因", "retention_case.outcome": "挽留结果", "closed_by": "结束人",
    "close_note": "结束说明", "retention_case.stage": "生命周期阶段", "retention_case.opened_on": "开始日期", "retention_case.closed_on": "结束日期", "case_id": "挽留",
    "retention_step.kind": "措施", "retention_step.what": "内容", "retention_step.result": "结果", "metric": "指标", "baseline": "基线", "goal": "目标值",
    "target.name": "目标名称", "alarm": "预警", "alarm_seen.value": "数值", "seen_on": "知悉日期", "period": "期间", "meeting_on": "会议日期",
    "task.target_id": "目标", "improvement.target_id": "目标", "improvement.title": "改进事项", "improvement.result": "改进结果", "competitor_id": "竞争对手",
    "competitor.name": "竞争对手", "competitor_note.topic": "主题", "won": "赢得商机", "noted_on": "记录日期", "named_on": "登记日期", "week": "周次",
    "checker_id": "抽查人", "checked_at": "抽查时间", "checked_on": "抽查日期", "spot_check.verdict": "抽查结论", "changes": "试行内容", "policy_pilot.outcome": "试点结果",
    "policy_pilot.ended_on": "结束日期", "month": "月份", "figures": "数据", "set_at": "设定时间", "set_on": "设定日期", "retention_case_id": "挽留", "minutes": "用时（分钟）",
}  # fmt: skip
#: The vocabulary of a field's values, by table where several tables have the field.
_WORDS = {
    "customer.kind": "customer_kind", "purpose": "purpose", "consent.source": "consent_source", "verification.answer": "verification", "size": "size", "source": "source", "touchpoint": "touchpoint", "customer.status": "customer_status", "pinned_tier": "tier", "stated_tier": "tier",
    "member_level": "member_level", "decision_role": "decision_role", "direction": "direction", "channel": "channel", "plan_channel": "channel", "level": "meeting_level", "gave": "gave",
    "purchase.status": "purchase_status", "severity": "severity", "complaint.state": "complaint_state", "next_clock": "clock", "cause": "root_cause",
    "revisit_result": "revisit_result", "feedback.kind": "feedback_kind", "feedback.state": "feedback_state", "knowledge.kind": "knowledge_kind",
    "knowledge.state": "knowledge_state", "task.state": "task_state", "plan": "billing_plan", "role": "role", "import_row.kind": "sheet_kind",
    "import_mapping.kind": "sheet_kind", "import_row.fate": "row_fate", "birthday_calendar": "birthday_calendar", "language": "language",
    "campaign.kind": "campaign_kind", "campaign_participant.answer": "campaign_answer", "expense.category": "expense_category",
    "outbox.state": "message_state", "outbox.kind": "message_kind", "occasion": "care_occasion",
    "review_state": "review_state", "contact_way.kind": "contact_way", "complaint_event.kind": "complaint_step", "tier": "tier",
    "value_class": "value_class", "lifecycle": "lifecycle", "result": "revisit_result", "points_entry.kind": "points_kind", "reward.kind": "reward_kind", "outcome": "trial_outcome", "retention_case.outcome": "retention_outcome", "retention_case.stage": "lifecycle", "retention_case.reason": "leaving_reason", "retention_step.kind": "retention_measure", "spot_check.verdict": "check_verdict", "policy_pilot.outcome": "pilot_outcome", "satisfied": "satisfied", "action": "change", "table_name": "record", "stage": "opportunity_stage", "lost_reason": "lost_reason", "opportunity_event.reason": "lost_reason",
}  # fmt: skip
#: Fields that hold the number of a member of staff.
_STAFF = frozenset((
    "owner_id", "pinned_by", "handler_id", "author_id", "recorder_id", "answerer_id", "creator_id", "actor_id", "answered_by_id",
    "staff_id", "by_id", "from_id", "to_id", "done_by", "closed_by", "checker_id",
))  # fmt: skip
#: Fields that hold several values, most of them of their own names.
_PACKED = frozenset(("custom", "data", "choices", "counts", "files", "headers", "columns", "raw"))
#: Fields that hold 1 for yes and 0 for no.
_FLAGS = frozenset((
    "active", "adopted", "at_known", "care", "confirmed", "effective", "granted", "imported", "is_key", "is_member", "low", "opening", "payment", "public", "undone", "drawn", "held_out",
    "matched", "attended",
))  # fmt: skip


_SIDES = ("before", "after", "left", "right", "value")


def field(name: str, where: str = "") -> str:
    """A field in the reader's language; `where` is its table, or its kind of sheet."""
    if i18n.words() != "zh":
        # As commands take it: a person or a firm, not the number of one; money in units.
        return name.removesuffix("_id" if name in _STAFF or name == "parent_id" else "_cents")
    return _FIELDS.get(f"{where}.{name}") or _FIELDS.get(name, name)


def is_field(text: str) -> bool:
    """Whether some record has a field of this name, in English or Chinese."""
    return text in TYPED or text in _FIELDS or text in _FIELDS.values()


def key(text: str, fields: Iterable[str], where: str = "") -> str | None:
    """The one of the fields, of the table `where`, that is called so in Chinese; None if none is, or several are."""
    found = {name for name in fields if text == (_FIELDS.get(f"{where}.{name}") or _FIELDS.get(name))}
    return found.pop() if len(found) == 1 else None


def table(name: str) -> str:
    """What a row of a table is, in the reader's language."""
    return vocabulary.label("record", name, i18n.words())


def person(name: str, stored: Any, staff: Mapping[int, str]) -> Any:
    """The name of the member of `staff` whose number a field holds; what any other field holds as it is."""
    return staff.get(stored, stored) if name in _STAFF else stored


@dataclass(frozen=True, slots=True)
class Reader:
    """Tells stored values as people read them: names of `staff`, their words, instants in the team's zone; `flags` are the
    team's own fields that hold yes or no."""

    staff: Mapping[int, str]
    zone: tzinfo
    flags: frozenset[str] = frozenset()

    def value(self, where: str, name: str, stored: Any) -> Any:
        """What a field of a table holds."""
        if stored is None or name in _STAFF:
            return person(name, stored, self.staff)
        if (name == "at" or name.endswith("_at")) and isinstance(stored, str):
            return clock.shown(clock.parse_iso(stored), self.zone)
        if name in _PACKED:
            return packed(where, stored, self.own)
        return self.own(name, in_words(where, name, stored))

    def own(self, name: str, value: Any) -> Any:
        """A value of what may be one of the team's own fields: yes or no in the reader's language."""
        return vocabulary.label("yes_no", value, i18n.words()) if name in self.flags and value else value

    def change(self, where: str, row: Mapping[str, Any]) -> dict[str, Any]:
        """A row about a field of a table: its `field`, and whatever of before, after, left, right and value it has."""
        name = row["field"]
        told = {k: self.value(where, name, row[k]) for k in _SIDES if k in row}
        return {**row, "field": field(name, where), **told}


def in_words(where: str, name: str, stored: Any) -> Any:
    """What a field holds as people write it: words of a list in Chinese, a birthday without a year, money in units; all else
    as it stands."""
    if name == "birthday" and isinstance(stored, str):
        return stored.removeprefix("--")
    if name == "repeat_rule" and isinstance(stored, str):
        from crmcli.dates import recurrence  # seldom needed

        return recurrence.in_words(stored)
    if name.endswith("_cents") and isinstance(stored, int):
        return f"{stored / 100:,.2f}"
    if name in _FLAGS and stored in (0, 1):
        return _("yes") if stored else _("no")
    domain = _WORDS.get(f"{where}.{name}") or _WORDS.get(name)
    return vocabulary.label(domain, str(stored), "zh") if domain and i18n.words() == "zh" else stored


def packed(where: str, stored: Any, own: Callable[[str, Any], Any] = lambda _name, value: value) -> Any:
    """What a field of a table holds as JSON, as people read it: 备用一 = 壹, …; a text that is none as it stands. `own`
    tells the values of the team's own fields."""
    try:
        told = json.loads(stored) if isinstance(stored, str) else None
        if isinstance(told, list) and not all(isinstance(each, str) for each in told):
            told = dict(map(_pair, told))
    except (ValueError, TypeError, KeyError):
        return stored
    if isinstance(told, list):
        return i18n.series(told)
    if not isinstance(told, dict):
        return stored
    return i18n.series(
        f"{_part(where, name)} = {own(name, _of_part(where, name, text))}" for name, text in told.items()
    )


def _pair(each: Any) -> tuple[str, Any]:
    """A cell with its column, or what a merge chose for a field."""
    return (each["field"], each["value"]) if isinstance(each, dict) else tuple(each)


def _part(where: str, name: str) -> str:
    """What one of several values in a field is called; columns of a sheet by their own names."""
    if where in ("import_row", "import_mapping"):
        return name
    if where == "import_batch":
        return (
            vocabulary.label("row_fate", name, i18n.words())
            if name in vocabulary.choices("row_fate")
            else field(name)
        )
    return field(name, where)


def _of_part(where: str, name: str, value: Any) -> Any:
    if value is None:
        return "—"
    if where == "import_mapping":
        return field(value)
    if name == "told_by":
        return table("import_batch") if value == "import" else value
    if (where, name) == ("complaint_event", "untold"):
        return i18n.series(vocabulary.label("clock", each, i18n.words()) for each in value.split())
    return in_words("customer" if where == "merge" else where, name, value)


def action(kind: str) -> str:
    """What a change did to a row, in the reader's language: insert, update, delete."""
    return {"insert": _("insert"), "update": _("update"), "delete": _("delete")}[kind]
