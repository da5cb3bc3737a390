"""The columns of each exported list: stable key, English and Chinese title, type, vocabulary, field of the import.

The titles are names that the import knows, so that what is exported can be imported again. Data only.
"""

from __future__ import annotations

from typing import NamedTuple


class Field(NamedTuple):
    """One column. `key` is the model's field name; `kind` and `domain` as in `result.Column`.

    `reads` is the import's name of the field, where it is another.
    """

    key: str
    english: str
    chinese: str
    kind: str = "text"
    domain: str = ""
    reads: str = ""
    #: Whether it came later: lists of ours that lack it are whole, too.
    later: bool = False


_WAYS = (
    Field("phone", "Phone", "联系电话"),
    Field("phones", "Other phone", "备用电话"),
    Field("email", "Email", "邮箱"),
    Field("wechat", "WeChat", "微信"),
)
_FURTHER = (
    Field("emails", "Other email", "备用邮箱"), Field("wechats", "Other WeChat", "备用微信"),
    Field("unconfirmed_phones", "Unconfirmed phone", "未核实电话"), Field("fax", "Fax", "传真"), Field("pager", "Pager", "寻呼机"),
    Field("website", "Website", "网址"), Field("social", "Social accounts", "社交账号", later=True),
)  # fmt: skip
_ADDRESS = (
    Field("country", "Country", "国家"), Field("province", "Province", "省份"), Field("city", "City", "城市"),
    Field("district", "District", "区县"), Field("street", "Address", "地址"), Field("postcode", "Postcode", "邮政编码"),
    Field("addresses", "Other address", "其他地址"),
)  # fmt: skip
_BIRTHDAY = (
    Field("birthday", "Birthday", "生日"),
    Field("birthday_calendar", "Birthday calendar", "历法", "word", "birthday_calendar"),
)
_CUSTOMER = (
    Field("number", "Customer no", "客户编号", reads="external_id"), Field("name", "Customer name", "客户名称"),
    Field("aliases", "Also called", "别名"), Field("kind", "Customer type", "客户类型", "word", "customer_kind"), *_WAYS, *_FURTHER,
    Field("industry", "Industry", "行业"), Field("size", "Size", "规模", "word", "size"), Field("region", "Region", "区域"),
    *_ADDRESS, Field("language", "Language", "语言"), Field("time_zone", "Time zone", "时区"),
    Field("source", "Customer source", "客户来源", "word", "source"), Field("referrer", "Referrer", "介绍人"),
    Field("owner", "Owner", "负责人"), Field("department", "Department", "所属部门"), Field("parent", "Parent company", "上级单位"),
    Field("stated_tier", "Customer grade", "客户级别", "word", "tier"), *_BIRTHDAY,
    Field("cooperation_start", "Cooperation start", "首次合作日期", "date"), Field("known_since", "Created on", "建档日期", "date", reads="created_on"),
    Field("tags", "Tags", "标签"), Field("preferences", "Preferences", "客户偏好"),
    Field("status", "Customer status", "客户状态", "word", "customer_status"),
    Field("paused_until", "Paused until", "暂停至", "date"), Field("verified_on", "Verified on", "核实日期", "date"),
    Field("cadence_days", "Contact every (days)", "联系周期(天)", "int"),
    Field("plan_channel", "Contact by", "联系渠道", "word", "channel"), Field("plan_reason", "Reason of the exception", "例外理由"),
    Field("pinned_tier", "Pinned tier", "锁定类别", "word", "tier"), Field("pin_reason", "Pin reason", "锁定理由"),
    Field("pin_until", "Pinned until", "锁定至", "date"), Field("pinned_by", "Pinned by", "锁定人"),
    Field("potential_override", "Set potential", "指定潜力分", "number"),
    Field("potential_note", "Potential reason", "潜力分理由"),
    Field("pain_points", "Pain points", "痛点"), Field("budget", "Budget", "预算"),
    Field("decision_chain", "Decision chain", "决策链"), Field("timing", "Timing", "采购时间"),
    Field("competitors", "Competitors", "竞争对手"), Field("opening_amount", "Total spend", "累计消费", "money"),
    Field("opening_orders", "Order count", "累计订单数", "int"), Field("note", "Notes", "备注"), Field("put_off", "Put off log", "推迟日志", "log", "put_off"),
)  # fmt: skip
_REFERENCE = (
    Field("customer", "Customer name", "客户名称"),
    Field("customer_phone", "Customer phone", "客户电话", reads="phone"),
    Field("customer_no", "Customer no", "客户编号"),
)

FIELDS: dict[str, tuple[Field, ...]] = {
    "customers": _CUSTOMER,
    "members": (
        Field("member_no", "Member no", "会员编号"), Field("name", "Member name", "会员姓名"), *_WAYS, *_BIRTHDAY,
        Field("member_level", "Member level", "会员等级", "word", "member_level"), Field("points", "Points", "积分", "int"),
        Field("member_since", "Member since", "入会日期", "date"),
    ),
    "contacts": (
        Field("customer", "Company", "所属公司"), Field("customer_no", "Customer no", "客户编号"), Field("name", "Contact name", "联系人姓名"), Field("title", "Job title", "职务"),
        Field("department", "Department", "部门"), Field("phone", "Mobile", "手机"), Field("phones", "Other phone", "备用电话"),
        Field("email", "Email", "邮箱"), Field("wechat", "WeChat", "微信"), *_FURTHER, *_BIRTHDAY, *_ADDRESS,
        Field("decision_role", "Decision role", "决策角色", "word", "decision_role"),
        Field("is_key", "Key contact", "关键联系人", "flag"), Field("consent", "Consent", "授权同意"),
        Field("left_on", "Left on", "离开日期", "date"), Field("moved_to", "Moved to", "转往"), Field("note", "Notes", "备注"),
    ),
    "interactions": (
        Field("external_id", "Contact no", "跟进编号"),
        Field("occurred_at", "Contact date", "跟进时间", "instant", reads="occurred"), *_REFERENCE,
        Field("contact_person", "Contact person", "联系人"), Field("channel", "Channel", "跟进方式", "word", "channel"),
        Field("content", "Content", "跟进内容"), Field("feedback", "Customer feedback", "客户反馈"),
        Field("next_step", "Next step", "下一步计划"), Field("next_on", "Next contact date", "下次跟进时间", "instant"),
        Field("next_ended_at", "Next step ended at", "约定结束时间", "instant", reads="next_ended"),
        Field("author", "Author", "跟进人"), Field("level", "Meeting level", "会面层级", "word", "meeting_level"),
        Field("gave", "Given", "提供内容", "word", "gave"),
        Field("direction", "Direction", "呼入/呼出", "word", "direction"), Field("effective", "Effective", "是否有效", "flag"),
        Field("care", "Care only", "是否关怀", "flag"), Field("recorded_at", "Recorded at", "录入时间", "instant", reads="recorded"),
        Field("recorder", "Recorded by", "录入人"), Field("received_at", "Received at", "来访接到时间", "instant", reads="received"),
        Field("answered_at", "Answered at", "来访答复时间", "instant", reads="answered"), Field("answerer", "Answerer", "来访答复人"), Field("put_off", "Put off log", "推迟日志", "log", "put_off"),
    ),
    "contracts": (
        Field("number", "Contract no", "合同编号", reads="external_id"), *_REFERENCE, Field("title", "Contract title", "合同名称"),
        Field("kind", "Contract type", "合同类型"), Field("signed_on", "Signed on", "签订日期", "date", reads="signed"),
        Field("start_on", "Contract start", "合同开始日期", "date", reads="start"), Field("end_on", "Contract end", "合同结束日期", "date", reads="end"),
        Field("amount", "Contract amount", "合同金额", "money"), Field("currency", "Currency", "币种"),
        Field("plan", "Billing plan", "付款方式", "word", "billing_plan"), Field("instalments", "Instalment log", "分期日志"),
        Field("opening", "Paid before", "此前已回款", "money"), Field("sites", "Service sites", "服务地点"),
        Field("contact_person", "Contact person", "联系人"), Field("owner", "Contract owner", "合同负责人"),
        Field("ended_on", "Terminated on", "提前终止日期", "date", reads="ended"), Field("end_reason", "Termination reason", "终止原因"),
        Field("renews", "Renews contract", "续签自"), Field("note", "Notes", "备注"), Field("put_off", "Put off log", "推迟日志", "log", "put_off"),
    ),
    "purchases": (
        Field("external_id", "Line no", "订单行编号"), Field("order_no", "Order no", "订单号"),
        Field("ordered_at", "Order date", "下单时间", "instant", reads="ordered"), *_REFERENCE,
        Field("product", "Product", "产品名称"), Field("quantity", "Quantity", "数量"), Field("amount", "Order amount", "订单金额", "money"),
        Field("currency", "Currency", "币种"), Field("status", "Order status", "订单状态", "word", "purchase_status"),
        Field("promised_on", "Promised date", "承诺交付日期", "date"), Field("author", "Sales rep", "业务员"),
        Field("refunds", "Refund log", "退款日志"), Field("note", "Notes", "备注"),
        Field("progress_log", "Progress log", "进度日志", "log", "progress", later=True),
        Field("put_off", "Put off log", "推迟日志", "log", "put_off", later=True),
        Field("contract", "Order's contract", "所属合同", later=True), Field("payment", "Pays a contract", "是否合同回款", "flag", later=True),
    ),
    "complaints": (
        Field("number", "Complaint no", "投诉编号", reads="external_id"),
        Field("opened_at", "Complaint date", "投诉时间", "instant", reads="opened"), *_REFERENCE,
        Field("contact_person", "Contact person", "联系人"),
        Field("content", "Complaint content", "投诉内容"), Field("severity", "Severity", "严重程度", "word", "severity"),
        Field("category", "Complaint type", "投诉类型"), Field("product", "Affected product", "涉及产品"),
        Field("order_no", "Related order", "关联订单号"), Field("site", "Site", "发生地点"), Field("demand", "Customer demand", "客户诉求"),
        Field("accused", "Complaint against", "被投诉人"), Field("handler", "Handler", "处理人"),
        Field("responded_at", "First response time", "首次回复时间", "instant", reads="responded"), Field("proposed_at", "Proposal date", "给出方案时间", "instant", reads="proposed"),
        Field("resolved_at", "Resolved at", "解决时间", "instant", reads="resolved"), Field("revisited_at", "Revisit date", "回访时间", "instant", reads="revisited"),
        Field("revisit_result", "Revisit result", "回访结果", "word", "revisit_result"),
        Field("state", "Complaint status", "处理状态", "word", "complaint_state", reads="status"),
        Field("channel", "Complaint channel", "投诉渠道", "word", "channel"), Field("measure", "Action taken", "处理措施"),
        Field("cause", "Root cause category", "根因类别", "word", "root_cause"), Field("root_cause", "Root cause", "根本原因"), Field("lesson", "Lesson", "经验教训"), Field("compensation", "Compensation amount", "赔偿金额", "money"),
        Field("touchpoint", "Touchpoint", "触点", "word", "touchpoint", later=True), Field("steps", "Complaint log", "投诉日志", "log", "steps"), Field("note", "Notes", "备注"), Field("put_off", "Put off log", "推迟日志", "log", "put_off"),
    ),
    "survey_answers": (
        Field("external_id", "Response id", "答卷编号"), Field("submitted_at", "Submitted at", "提交时间", "instant", reads="submitted"), *_REFERENCE,
        Field("wave", "Survey wave", "调查批次"), Field("code", "Invitation code", "邀请码"),
        Field("settled_at", "Followed up at", "低分跟进时间", "instant", reads="settled"),
        Field("recorder", "Recorded by", "录入人"), Field("touchpoint", "Touchpoint", "触点", "word", "touchpoint", later=True),
    ),
    "tasks": (
        Field("external_id", "Task no", "任务编号"), Field("title", "Task", "任务内容"), Field("due", "Due date", "截止时间", "instant"),
        Field("owner", "Assignee", "执行人"), *_REFERENCE,
        Field("state", "Task status", "任务状态", "word", "task_state", reads="status"),
        Field("percent_done", "% done", "完成进度", "int"), Field("forecast_on", "Expected on", "预计完成日期", "date"),
        Field("department", "Department", "部门"), Field("creator", "Created by", "创建人"),
        Field("created_at", "Created at", "创建时间", "instant", reads="created"),
        Field("done_at", "Done at", "实际完成时间", "instant", reads="done"),
        Field("repeat_rule", "Repeat rule", "重复规则"), Field("repeat_from", "Repeats since", "重复起算日", "date"),
        Field("repeat_on", "Repeat day", "本期重复日", "date"), Field("checklist", "Checklist log", "清单日志"),
        Field("comments", "Comment log", "评论日志"), Field("handovers", "Handover log", "交接日志"), Field("put_off", "Put off log", "推迟日志", "log", "put_off"),
        Field("note", "Notes", "备注"),
    ),
    "feedback": (
        Field("external_id", "Feedback no", "反馈编号"),
        Field("occurred_at", "Feedback date", "反馈日期", "instant", reads="occurred"), *_REFERENCE,
        Field("staff", "From staff", "反馈员工"),
        Field("kind", "Feedback kind", "反馈类别", "word", "feedback_kind"), Field("channel", "Feedback channel", "反馈渠道", "word", "channel"),
        Field("score", "Feedback score", "反馈评分", "int"), Field("content", "What was said", "反馈原话"),
        Field("product", "Product", "产品名称"), Field("department", "Receiving department", "接收部门"),
        Field("handler", "Feedback handler", "反馈处理人"),
        Field("state", "Feedback status", "反馈状态", "word", "feedback_state", reads="status"),
        Field("answer", "Answer given", "答复内容"), Field("answered_at", "Answered on", "答复时间", "instant", reads="answered"),
        Field("answered_by", "Answered by", "答复人"), Field("further_answers", "Further answers log", "后续答复日志"), Field("closed_at", "Closed at", "反馈关闭时间", "instant", reads="closed"),
        Field("close_reason", "Close reason", "关闭原因"),
        Field("adopted", "Adopted", "是否采纳", "flag"), Field("touchpoint", "Touchpoint", "触点", "word", "touchpoint", later=True), Field("put_off", "Put off log", "推迟日志", "log", "put_off"),
    ),
    "opportunities": (
        Field("external_id", "Opportunity no", "商机编号"), Field("title", "Opportunity", "商机名称"), *_REFERENCE,
        Field("contact_person", "Contact person", "联系人"), Field("amount", "Opportunity amount", "商机金额", "money"),
        Field("currency", "Currency", "币种"), Field("stage", "Opportunity stage", "商机阶段", "word", "opportunity_stage"),
        Field("expected_on", "Expected close", "预计成交日期", "date"), Field("owner", "Opportunity owner", "商机负责人"),
        Field("source", "Opportunity source", "商机来源", "word", "source"),
        Field("opened_at", "Opportunity opened", "商机创建时间", "instant", reads="opened"),
        Field("closed_on", "Opportunity closed", "商机结束日期", "date", reads="closed"),
        Field("lost_reason", "Lost reason", "输单原因", "word", "lost_reason"), Field("next_step", "Next step", "下一步计划"),
        Field("next_on", "Next step on", "下一步日期", "instant"), Field("next_made_on", "Next step agreed on", "下一步约定日期", "date"),
        Field("moves", "Stage log", "阶段日志", "log", "moves"), Field("put_off", "Put off log", "推迟日志", "log", "put_off"),
        Field("note", "Notes", "备注"),
    ),
    "consents": (
        *_REFERENCE, Field("contact_person", "Contact person", "联系人"), Field("purpose", "Consent purpose", "授权用途", "word", "purpose"),
        Field("channel", "Consent channel", "授权渠道", "word", "channel"),
        Field("agreed", "Agreed or withdrawn", "同意/撤回", "word", "agreement"),
        Field("at", "Consent date", "授权日期", "instant", reads="said"),
        Field("source", "Consent source", "授权来源", "word", "consent_source"), Field("evidence", "Evidence", "证据"),
        Field("notice", "Notice shown", "告知内容"), Field("recorder", "Recorded by", "录入人"),
    ),
    "trainings": (
        Field("staff", "Trained person", "培训人员"), Field("topic", "Training topic", "培训主题"),
        Field("held_on", "Training day", "培训日期", "date", reads="held"), Field("theory", "Theory score", "理论成绩", "number"),
        Field("practice", "Practice score", "实操成绩", "number"), Field("passed_on", "Passed on", "通过日期", "date", reads="passed"),
        Field("valid_until", "Valid until", "有效期至", "date", reads="valid"), Field("note", "Notes", "备注"),
    ),
}  # fmt: skip

#: Lists that go out only; an import knows them for ours and leaves them alone.
ONLY_OUT: dict[str, tuple[Field, ...]] = {
    "invitations": (
        Field("wave", "Survey wave", "调查批次"), Field("form", "Survey form", "问卷代号"), Field("rule", "Who is asked", "邀请规则", "rule"),
        Field("opened_on", "Wave opened on", "期次开启日期", "date"), Field("closed_at", "Wave closed at", "期次关闭时间", "instant"),
        *_REFERENCE, Field("code", "Invitation code", "邀请码"), Field("invited_on", "Invited on", "邀请日期", "date"),
        Field("answered_at", "Answer submitted at", "答卷时间", "instant"),
    ),
    "knowledge": (
        Field("kind", "Kind of entry", "条目类型", "word", "knowledge_kind"), Field("title", "Question or subject", "问题或主题"),
        Field("answer", "Standard answer", "标准答案"), Field("category", "Category", "分类"), Field("product", "Product", "产品名称"),
        Field("tags", "Tags", "标签"), Field("state", "State of the entry", "条目状态", "word", "knowledge_state"),
        Field("public", "Public", "对外公开", "flag", later=True), Field("author", "Author", "作者"), Field("used", "Times used", "使用次数", "int"),
        Field("updated_at", "Last changed at", "最后修改时间", "instant"),
    ),
    "attachments": (
        *_REFERENCE, Field("kind", "Kind of record", "所属记录类型", "word", "attachable"), Field("record", "Record", "所属记录"),
        Field("name", "File name", "文件名"), Field("size", "Size in bytes", "文件大小（字节）", "int"), Field("media_type", "Media type", "媒体类型"),
        Field("digest", "SHA-256", "校验值"), Field("staff", "Attached by", "添加人"),
        Field("created_at", "Attached at", "添加时间", "instant"), Field("note", "Note", "备注"),
    ),
}  # fmt: skip

#: The sheet for the day: what people fill in comes first. What names no field of the import is there to be read only.
DAY_SHEET = (
    Field("result", "Result", "结果", reads="content"), Field("next_on", "Next time", "下次时间", reads="next_on"),
    Field("customer", "Customer", "客户", reads="customer"), Field("contact", "Contact person", "联系人", reads="contact_person"),
    Field("phone", "Phone", "电话", reads="phone"), Field("why", "Why", "原因"), Field("last_words", "Last words", "上次内容"),
    Field("due_at", "Due", "到期", "instant"), Field("owner", "Owner", "负责人"),
    Field("channel", "Channel", "渠道", "word", "channel", reads="channel"),
    Field("level", "Meeting level", "会面层级", "word", "meeting_level", reads="level"),
    Field("give", "Given", "提供内容", "word", "gave", reads="gave"), Field("kind", "Kind", "类型"),
    Field("id", "Id", "编号", reads="external_id"),
)  # fmt: skip

#: The sheet of contact persons who may be one, in a workbook of rows to be mended: it says whom to look at, and is never read back.
SAME_PERSONS = (
    Field("value", "Shared by both", "共用的联系方式"), Field("name", "Contact person", "联系人"), Field("customer", "Customer name", "客户名称"),
    Field("customer_code", "Customer code", "客户代码"),
)  # fmt: skip

#: What a list is called as a sheet.
TITLES = {
    "customers": ("Customers", "客户资料"), "members": ("Members", "会员"), "contacts": ("Contacts", "联系人"),
    "interactions": ("Contact log", "跟进记录"), "contracts": ("Contracts", "合同"), "purchases": ("Orders", "订单"), "complaints": ("Complaints", "投诉"),
    "survey_answers": ("Survey", "满意度调查"), "tasks": ("Tasks", "任务"), "feedback": ("Customer feedback", "客户反馈"), "opportunities": ("Opportunities", "商机"), "consents": ("Consents", "授权记录"), "trainings": ("Staff trainings", "员工培训记录"),
    "invitations": ("Survey invitations", "调查邀请"), "knowledge": ("Knowledge", "知识库"), "attachments": ("Attachments", "附件清单"),
}  # fmt: skip

#: What scripts get beside the columns above, before them.
IDS: dict[str, tuple[str, ...]] = {
    "customers": ("id", "code", "external_id"),
    "members": ("id", "code", "external_id"),
    "contacts": ("id", "customer_id"),
    "interactions": ("id", "customer_id"),
    "contracts": ("id", "external_id", "customer_id"),
    "purchases": ("id", "customer_id"),
    "complaints": ("id", "external_id", "customer_id"),
    "survey_answers": ("id", "customer_id", "form"),
    "tasks": ("id", "customer_id"),
    "feedback": ("id", "customer_id"),
    "opportunities": ("id", "customer_id"),
    "consents": ("id", "customer_id"),
    "trainings": ("id",),
    "invitations": ("id", "customer_id"),
    "knowledge": ("id",),
    "attachments": ("id", "customer_id", "record_id"),
}

#: What names a record of each kind beside its customer, for lists that people compare line by line.
NAMES: dict[str, tuple[str, ...]] = {
    "customers": (),
    "members": (),
    "contacts": ("name",),
    "interactions": ("occurred_at", "channel"),
    "contracts": ("number",),
    "purchases": ("order_no", "ordered_at"),
    "complaints": ("number",),
    "survey_answers": ("form_title", "submitted_at", "external_id"),
    "tasks": ("title", "created_at"),
    "feedback": ("occurred_at",),
    "opportunities": ("title", "opened_at"),
    "consents": ("at",),
    "trainings": ("staff", "topic", "held_on"),
    "invitations": ("wave", "code"),
    "knowledge": ("title",),
    "attachments": ("name", "created_at"),
}
