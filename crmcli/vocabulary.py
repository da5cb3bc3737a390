"""The closed lists of the program: stored keys, their labels in two languages, and the words people use for them.

Plain dictionaries, imported at start-up by every command: nothing heavy may be imported here. Words are compared
without case, width, script and space; each line lists Simplified, Traditional and English words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import combinations, pairwise

#: States of review in which nobody works with a customer. Any other (none is the usual one) is as good as approved.
UNAPPROVED = ("pending", "rejected")
#: The tag of callers of whom nothing is known but their number, in every language that crmcli speaks.
PROVISIONAL = frozenset({"provisional", "临时客户"})

#: domain → key → (English label, Chinese label, further words separated by spaces; `_` stands for a space). Words are written
#: as NFKC has them, as cells are read: Thai ํา, not ำ.
DOMAINS: dict[str, dict[str, tuple[str, str, str]]] = {
    "tier": {
        "key": ("key", "重点客户", "重点 重要 重要客户 核心 核心客户 大客户 A A类 A级 A+ AA S S级 S类 甲 甲级 一级 VIP VIP客户 战略 战略客户 优质 优质客户 高价值 高 KA 重點客戶 重點 major strategic important top tier_1 tier1 high"),
        "potential": ("potential", "潜力客户", "潜力 潜在 潜在客户 意向 意向客户 有意向 B B类 B级 B+ 乙 乙级 二级 成长 成长型 中 潛力客戶 潛力 prospect tier_2 tier2 medium growth"),
        "general": ("general", "一般客户", "一般 普通 普通客户 C C类 C级 C+ 丙 丙级 三级 常规 低 小客户 一般客戶 normal ordinary standard regular tier_3 tier3 low"),
        "cold": ("cold", "冷淡客户", "冷淡 沉睡 沉睡客户 休眠 休眠客户 D D类 D级 E 丁 四级 无效 无意向 流失 流失客户 冷淡客戶 dormant inactive sleeping tier_4"),
    },
    "value_class": {
        "important": ("important", "重要价值", "重要价值客户 重要 高价值 重要價值"),
        "develop": ("develop", "重要发展", "重要发展客户 发展 发展客户 重要發展 developing"),
        "general": ("general", "一般价值", "一般价值客户 一般 中价值 一般價值"),
        "low": ("low", "低价值", "低价值客户 低 低價值"),
    },
    "lifecycle": {
        "prospect": ("prospect", "潜在客户", "潜在 未成交 未成交客户 意向客户 潛在客戶 lead"),
        "new": ("new", "新客户", "新 新签 新客 首单 新增 新增客户 新客戶"),
        "active": ("active", "活跃客户", "活跃 老客户 成交客户 已成交 老客 复购 合作中 活躍客戶 customer existing"),
        "lost": ("lost", "流失客户", "流失 已流失 流失客戶 churned"),
    },
    "customer_kind": {
        "company": ("company", "企业", "公司 单位 企业客户 公司客户 单位客户 集团 集团客户 机构 法人 组织 团体 政府 商户 企業 企業客戶 法人客户 pessoa_jurídica jurídica pj persona_jurídica persona_moral moral organisation organization business corporate corporation b2b firma unternehmen geschäftskunde entreprise empresa azienda bedrijf"),
        "person": ("person", "个人", "个人客户 自然人 散客 家庭 pessoa_física física pf persona_física personne_physique 個人 個人客戶 individual private consumer personal b2c privatperson privat privatkunde particulier particular privato"),
    },
    "size": {
        "micro": ("micro", "微型", "微型企业 微 微小 个体户 1-9人 10人以下 20人以下 少于10人 0-20人 <20人 1-10 微企 微型企業 1-20人"),
        "small": ("small", "小型", "小型企业 小 小微 小微企业 10-50人 10-49人 20-99人 50人以下 20-50人 10-99人 11-50 小企业 20-100人 小型企業"),
        "medium": ("medium", "中型", "中型企业 中 中等 50-200人 50-249人 100-499人 50-100人 51-200 100-300人 100-200人 中企 50-99人 200人以下 中型企業 mid-size midsize mid"),
        "large": ("large", "大型", "大型企业 大 特大 超大 集团 上市公司 200人以上 500人以上 300人以上 1000人以上 500-999人 201-500 100人以上 1000-9999人 500+ 10000人以上 200-500人 大型企業 enterprise big"),
    },
    "customer_status": {
        "active": ("active", "正常", "合作中 在合作 有效 活跃 启用 正常合作 已合作 跟进中 在用 服务中 正常客户 已成交 成交 合作 开发中 维护中 洽谈中 意向 潜在 新客户 正式 公海 啟用 合作客户 已签约 签约 customer open enabled current activo activa aktiv actif active_client attivo ativo actief aktywny aktywna активен активный 利用中 有効 활성 사용 사용중 거래중 정상"),
        "paused": ("paused", "暂停", "暂停合作 暂缓 停用 禁用 已停用 已禁用 休眠 冻结 搁置 暂不合作 暫停 on_hold suspended hold inactive not-active not_active gesperrt dormant inactivo inactiva suspendido inaktiv ruhend inactif suspendu inattivo sospeso inativo inactief nieaktywny неактивен 休会 停止中 휴면 미사용 사용안함 사용중지 거래중지"),
        "closed": ("closed", "已关闭", "关闭 终止 终止合作 已终止 停止合作 注销 倒闭 已流失 流失 无效 失效 作废 已解约 丢单 战败 无意向 归档 已归档 archived churned baja cancelado gekündigt résilié resilie disdetto opgezegd 退会 解約 退會 탈퇴 關閉 已關閉 lost terminated ended"),
        "do_not_contact": ("do not contact", "勿联系", "勿扰 不要联系 拒绝联系 黑名单 免打扰 请勿联系 勿聯繫 blacklist blacklisted dnc do_not_disturb blocked do_not_service 拉黑 已拉黑"),
    },
    # What an operation did to a row.
    "change": {
        "insert": ("added", "新增", ""),
        "update": ("changed", "修改", ""),
        "delete": ("removed", "删除", ""),
    },
    # How a row of an import ended.
    "row_fate": {
        "created": ("created", "新建", ""),
        "updated": ("updated", "更新", ""),
        "unchanged": ("unchanged", "未变", ""),
        "duplicate": ("duplicate", "重复", ""),
        "rejected": ("rejected", "退回", ""),
        "skipped": ("skipped", "略过", ""),
    },
    # What moved a customer's points.
    "points_kind": {
        "opening": ("opening balance", "期初余额", ""),
        "stated": ("balance of a sheet", "表格余额", ""),
        "earn": ("earned by an order", "订单积分", ""),
        "task": ("earned otherwise", "活动积分", ""),
        "welcome": ("welcome offer", "入会礼", ""),
        "referral": ("referral", "推荐奖励", ""),
        "redeem": ("redeemed", "兑换", ""),
        "return": ("returned", "退回积分", ""),
        "takeback": ("taken back", "退款收回", ""),
        "expire": ("expired", "到期", ""),
        "adjust": ("adjustment", "调整", ""),
        "reversal": ("reversal", "冲回", ""),
    },
    # What points are exchanged for.
    "reward_kind": {
        "gift": ("gift", "礼品", "礼物 item"),
        "coupon": ("coupon", "优惠券", "券 代金券 兑换券 voucher"),
    },
    "birthday_calendar": {
        "solar": ("solar", "公历", "阳历 新历 國曆 gregorian"),
        "lunar": ("lunar", "农历", "阴历 旧历 農曆"),
    },
    # What a way to reach somebody is.
    "contact_way": {
        "phone": ("phone", "电话", ""),
        "email": ("e-mail", "邮箱", ""),
        "wechat": ("WeChat", "微信", ""),
        "fax": ("fax", "传真", ""),
        "pager": ("pager", "寻呼机", ""),
        "url": ("website", "网址", ""),
        "social": ("social account", "社交账号", ""),
    },
    # Social platforms on which a customer has an account. WeChat is a way of its own.
    "social": {
        "linkedin": ("LinkedIn", "领英", "linked_in 领英主页"),
        "facebook": ("Facebook", "脸书", "fb 脸谱 脸书主页 臉書"),
        "instagram": ("Instagram", "Instagram", "ins ig insta 照片墙"),
        "x": ("X", "X", "twitter 推特 x/twitter twitter/x"),
        "youtube": ("YouTube", "YouTube", "油管 yt"),
        "tiktok": ("TikTok", "TikTok", "海外抖音 抖音海外版"),
        "telegram": ("Telegram", "Telegram", "tg 电报"),
        "whatsapp": ("WhatsApp", "WhatsApp", "wa whats_app"),
        "line": ("LINE", "LINE", "line_id 连我"),
        "weibo": ("Weibo", "微博", "新浪微博 sina_weibo"),
        "douyin": ("Douyin", "抖音", "dy"),
        "xiaohongshu": ("Xiaohongshu", "小红书", "rednote red_note xhs 红书"),
        "kuaishou": ("Kuaishou", "快手", "ks"),
        "bilibili": ("Bilibili", "哔哩哔哩", "b站 哔站"),
        "zhihu": ("Zhihu", "知乎", ""),
    },
    # What a row of the database is, by its table.
    "record": {
        "address": ("address", "地址", ""),
        "attachment": ("attachment", "附件", ""),
        "attachment_content": ("file attached", "附件内容", ""),
        "backlog": ("backlog", "积压", ""),
        "moved_contact": ("contact moved to a later day", "顺延的联系", ""),
        "change": ("change", "字段改动", ""),
        "complaint": ("complaint", "投诉", ""),
        "complaint_event": ("step of a complaint", "投诉步骤", ""),
        "contact_person": ("contact person", "联系人", ""),
        "contact_way": ("contact way", "联系方式", ""),
        "contract": ("contract", "合同", ""),
        "contract_instalment": ("instalment of a contract", "合同分期", ""),
        "contract_order": ("order of a contract", "合同订单", ""),
        "customer": ("customer", "客户", ""),
        "customer_alias": ("other name", "其他名称", ""),
        "customer_search": ("text to find by", "查找文本", ""),
        "duplicate_decision": ("decision on duplicates", "重复判定", ""),
        "feedback": ("feedback", "反馈", ""),
        "feedback_answer": ("answer to feedback", "反馈答复", ""),
        "former": ("value before", "原值", ""),
        "handoff": ("hand-off", "交接", ""),
        "import_batch": ("import", "导入", ""),
        "import_mapping": ("import's columns", "导入列设置", ""),
        "import_row": ("row of an import", "导入行", ""),
        "interaction": ("contact", "跟进记录", ""),
        "knowledge": ("knowledge", "知识", ""),
        "knowledge_use": ("use of knowledge", "知识引用", ""),
        "merge": ("merge", "合并", ""),
        "operation": ("operation", "操作记录", ""),
        "pin": ("PIN", "口令", ""),
        "pin_guess": ("wrong PIN", "错误口令", ""),
        "points_entry": ("points", "积分记录", ""),
        "reward": ("reward", "积分礼品", ""),
        "redemption": ("redemption", "积分兑换", ""),
        "referral": ("referral", "客户推荐", ""),
        "draw": ("draw", "抽奖", ""),
        "draw_entrant": ("entrant of a draw", "抽奖参与者", ""),
        "campaign": ("campaign", "活动", ""),
        "campaign_participant": ("participant of a campaign", "活动参与者", ""),
        "expense": ("expense", "费用", ""),
        "trial": ("trial", "试用", ""),
        "retention_case": ("case of keeping a customer", "挽留", ""),
        "retention_step": ("measure of keeping a customer", "挽留措施", ""),
        "target": ("target", "目标", ""),
        "improvement": ("improvement", "改进", ""),
        "alarm_seen": ("alarm seen", "预警知悉", ""),
        "competitor": ("competitor", "竞争对手", ""),
        "competitor_note": ("note of a competitor", "竞争对手记录", ""),
        "opportunity_competitor": ("competitor for an opportunity", "商机竞争对手", ""),
        "budget": ("budget", "预算", ""),
        "spot_check": ("spot check", "抽查", ""),
        "policy_pilot": ("rules on trial", "规则试点", ""),
        "closed_month": ("month closed", "月度结账", ""),
        "day_kept": ("day kept", "留存的日数据", ""),
        "month_kept": ("month kept", "留存的月数据", ""),
        "opportunity": ("opportunity", "商机", ""),
        "opportunity_event": ("step of an opportunity", "商机步骤", ""),
        "policy_version": ("policy", "业务规则", ""),
        "absence": ("absence", "请假", ""),
        "owner_notice": ("notice seen", "变动知悉", ""),
        "news_seen": ("news seen", "动态已阅", ""),
        "outbox": ("greeting", "祝福", ""),
        "purchase": ("order", "订单", ""),
        "purchase_event": ("step of an order", "订单步骤", ""),
        "refund": ("refund", "退款", ""),
        "sequence": ("sequence", "编号序列", ""),
        "snooze": ("snooze", "推迟", ""),
        "segment": ("kept filter", "筛选条件", ""),
        "staff": ("member of staff", "员工", ""),
        "standing": ("standing", "评估结果", ""),
        "standing_change": ("change of a standing", "评估变动", ""),
        "survey_answer": ("survey answer", "调查答案", ""),
        "survey_form": ("questionnaire", "问卷", ""),
        "survey_invitation": ("invitation", "调查邀请", ""),
        "survey_question": ("question", "问卷题目", ""),
        "survey_response": ("survey response", "调查答卷", ""),
        "survey_wave": ("survey wave", "调查期次", ""),
        "task": ("task", "任务", ""),
        "task_comment": ("comment on a task", "任务评论", ""),
        "task_step": ("step of a task", "任务步骤", ""),
        "consent": ("consent", "授权记录", ""),
        "verification": ("question on the data", "资料核实", ""),
        "training": ("training", "员工培训", ""),
    },
    # What files are attached to, by its table: the word in front of a number (`task:3`).
    "attachable": {
        "customer": ("customer", "客户", "客戶 contact"),
        "contact_person": ("person", "联系人", "聯繫人 contact_person"),
        "interaction": ("interaction", "跟进", "跟進 跟进记录 inbound"),
        "purchase": ("order", "订单", "訂單 purchase"),
        "contract": ("contract", "合同", "合約"),
        "opportunity": ("opportunity", "商机", "商機 deal"),
        "complaint": ("complaint", "投诉", "投訴 客訴"),
        "feedback": ("feedback", "反馈", "回饋"),
        "task": ("task", "任务", "任務"),
        "knowledge": ("kb", "知识", "知識 knowledge"),
        "training": ("training", "培训", "培訓"),
    },
    # Where a search was answered.
    "found_in": {
        "alias": ("other name", "其他名称", ""),
        "merged": ("former name", "曾用名", ""),
        "contract": ("contract", "合同", ""),
        "opportunity": ("opportunity", "商机", ""),
        "person": ("contact person", "联系人", ""),
        "further_way": ("further contact way", "其他联系方式", ""),
        "note": ("note", "备注", ""),
        "tags": ("tags", "标签", ""),
        "pain_points": ("pain points", "痛点", ""),
        "budget": ("budget", "预算", ""),
        "decision_chain": ("decision chain", "决策链", ""),
        "timing": ("timing", "时机", ""),
        "competitors": ("competitors", "竞品", ""),
        "preferences": ("preferences", "偏好", ""),
    },
    "risk_level": {"low": ("low", "低", ""), "medium": ("medium", "中", "中等"), "high": ("high", "高", "")},
    "review_state": {
        "pending": ("waits for approval", "待审核", "审核中 未审核 待審核 waiting"),
        "approved": ("approved", "已通过", "通过 审核通过 已审核 已通過 accepted"),
        "rejected": ("rejected", "已驳回", "驳回 审核不通过 未通过 已拒绝 已駁回 refused"),
    },
    # What somebody is addressed or judged for.
    "purpose": {
        "care": ("care", "关怀", "客户关怀 问候 祝福 關懷 greetings greeting"),
        "marketing": ("marketing", "营销", "推广 促销 广告 营销推广 行銷 營銷 advertising promotion promotions newsletter"),
        "survey": ("survey", "调查", "满意度调查 问卷 回访调查 調查 surveys questionnaire"),
        "profiling": ("profiling", "画像", "客户画像 分析 用户画像 個人化 畫像 profile analysis"),
    },
    # What somebody answers who is asked whether their contact data are still right.
    "verification": {
        "yes": ("right", "正确", "是 对 无误 没错 确认 正确无误 没有变更 未变更 无变更 不变 没变 没有变 没变化 没有变化 无变化 仍正确 仍然正确 准确 属实 好 嗯 可以 yes y yep yeah ok okay correct right confirmed unchanged same still_the_same no_change still_correct"),
        "changed": ("changed", "变更", "已变更 有变更 更改 修改 变了 有变 变 换了 换 已换 换号 换号码 换号码了 有误 错误 错 打错 不对 不是 不是本人 否 no n change wrong wrong_number new"),
        "gone": ("gone", "不再", "已不用 不用 停用 作废 离职 已离职 不在 已不在 已经不在 不干 停业 不再使用 不再合作 left closed none gone_away no_longer"),
        "stop": ("opted out", "退订", ""),
    },
    # What somebody said of a purpose.
    "agreement": {
        "granted": ("granted", "同意", "已同意 是 授权 已授权 允许 接受 订阅 已订阅 yes y true 1 agree agreed consent consented opt_in opt-in optin opted_in subscribed given grant"),
        "withdrawn": ("withdrawn", "撤回", "已撤回 否 不同意 拒绝 退订 已退订 撤销 取消 取消授权 不接受 no n false 0 refuse refused opt_out opt-out optout opted_out unsubscribed revoked withdraw declined"),
    },
    # Where a consent comes from; other words stay as they are.
    "consent_source": {
        "paper": ("paper", "纸质", "纸质同意书 书面 纸质表单 paper_form signed_form written"),
        "online_form": ("online form", "在线表单", "网页表单 网站 web web_form website"),
        "phone": ("phone", "电话", "来电 电话确认"),
        "email": ("e-mail", "邮件", "电子邮件 email"),
        "verbal": ("verbal", "口头", "当面 面谈 oral in_person"),
        "contract": ("contract", "合同", "合同条款"),
        "reply": ("reply", "客户回复", "回复"),
        "import": ("import", "导入", ""),
        "survey": ("survey answer", "答卷", "问卷"),
    },
    "channel": {
        "phone": ("phone", "电话", "打电话 电话沟通 电话联系 电话拜访 电话回访 电联 致电 来电 去电 手机 座机 电访 电话营销 通话 语音 热线 telefon telefonat anruf appel llamada telefonata chiamata 400电话 客服热线 電話 電訪 呼入 呼出 外呼 拨出 拨打 接听 接电话 客户来电 客户打来 call telephone tel phone_call incoming_call inbound_call outgoing_call outbound_call missed_call mobile hotline 电话跟进 电话咨询 call_out call_in dial cold_call 架電 受電 お電話"),
        "visit": ("visit", "拜访", "besuch vor_ort aussendienst visite visita 上门 上门拜访 拜访客户 实地拜访 登门拜访 登门 面谈 面访 当面 见面 现场 现场拜访 面对面 到访 来访 来店 到店 去访 走访 上门服务 实地 约见 外出拜访 客户来访 前台 门店 拜訪 面談 親訪 到訪 face_to_face onsite on-site in_person walk-in site_visit 拜访客户现场 出差拜访 登门 上门面谈 到店面谈 office_visit client_visit 訪問 来店 来社 対面 店頭"),
        "wechat": ("WeChat", "微信", "企业微信 企微 微信沟通 微信联系 微信聊天 微信群 小程序 朋友圈 来微信 收到微信 微信来消息 WX VX 企業微信 wecom weixin wechat"),
        "email": ("e-mail", "邮件", "电子邮件 邮箱 发邮件 邮件沟通 来邮 来邮件 收到邮件 收到来邮 Email E-mail 郵件 電郵 電子郵件 mail メール eメール"),
        "chat": ("online chat", "在线沟通", "在线 在线客服 网络 线上 线上沟通 QQ 钉钉 飞书 旺旺 WhatsApp LINE 网页 客服系统 网站客服 即时通讯 私信 線上 線上客服 messenger online teams slack skype telegram im live_chat web website portal web_portal widget feedback_widget チャット オンライン"),
        "sms": ("SMS", "短信", "短消息 手机短信 发短信 来短信 收到短信 簡訊 短訊 text text_message"),
        "meeting": ("meeting", "会议", "开会 视频会议 腾讯会议 视频 线上会议 会面 座谈 座谈会 洽谈 洽谈会 会谈 商务洽谈 會議 視訊 視訊會議 zoom video video_call conference conference_call zoom_meeting 打合せ 打ち合わせ 商談 web会議 オンライン会議"),
        "event": ("event", "活动", "展会 市场活动 沙龙 讲座 培训 答谢会 宴请 聚餐 吃饭 商务宴请 活動 展會 exhibition seminar dinner lunch"),
        "letter": ("letter", "信函", "信件 书信 邮寄 寄信 来信 来函 去信 去函 收到来信 快递 書信 post"),
        "weibo": ("Weibo", "微博", "新浪微博 微博私信 微博評論 微博评论 sina_weibo twitter"),
        "douyin": ("Douyin", "抖音", "抖音私信 抖音评论 抖音号 抖音直播 tiktok"),
        "xiaohongshu": ("Xiaohongshu", "小红书", "小红书私信 小红书评论 小紅書 rednote red_note little_red_book"),
        "official_account": ("WeChat official account", "公众号", "微信公众号 公众号留言 公众号后台 服务号 订阅号 公眾號 wechat_official_account wechat_oa"),
        "online_survey": ("online survey", "在线问卷", "线上问卷 网络问卷 电子问卷 问卷星 問卷星 線上問卷 在線問卷 web_survey e-survey"),
        "online_form": ("online form", "在线表单", "线上表单 网页表单 网站表单 官网表单 线上留言 官网留言 線上表單 在線表單 web_form webform website_form contact_form form"),
        "interview": ("interview in person", "线下访谈", "访谈 客户访谈 深度访谈 面对面访谈 入户访谈 線下訪談 訪談 face_to_face_interview offline_interview in_person_interview"),
        "community": ("community", "社区", "社区活动 社群 客户社群 会员社群 论坛 社区论坛 社區 論壇 forum online_community user_community"),
        "other": ("other", "其他", "其它 别的 others 12315 12345 第三方 媒体 主管部门"),
    },
    "direction": {
        "out": ("outgoing", "呼出", "主动 去访 去电 外呼 拨出 主动联系 我方 主動 主叫 已拨 已拨电话 已撥電話 拨打 未接通 outbound outgoing dialed dialled outgoing_call"),
        "in": ("incoming", "呼入", "被动 来访 来电 客户主动 客户来电 接入 被動 來電 未接来电 未接 被叫 已接 已接電話 拒接 已拒接 已拒绝 拦截 语音信箱 inbound incoming missed received missed_call incoming_call answered rejected declined blocked voicemail"),
    },
    "meeting_level": {
        "high": ("high level", "高层", "高层会面 高管 总经理 董事长 老板 领导 决策层 高層 executive senior"),
        "working": ("working level", "经办", "经办人 业务层 执行层 基层 中层 部门 工作层 經辦 operational staff working"),
    },
    "purchase_status": {
        "ordered": ("ordered", "已下单", "gebucht reserviert reservado reservada reserve reservee prenotato gereserveerd cho_thanh_toan chua_thanh_toan cho_xac_nhan รอชําระเงิน รอดําเนินการ ค้างชําระ belum_bayar menunggu_pembayaran menunggu غير_مدفوع قيد_الانتظار معلق 暂存 已暂存 已保存 保存 审核中 审批中 待审 已提交 未提交 重新审核 authorized offen unbezahlt bestellt en_attente impaye impayee pendiente pendente in_attesa 下单 新订单 待付款 未付款 待支付 未支付 待确认 待处理 待审核 未收款 待收款 赊账 挂账 欠款 已预订 预订 预定 已预约 已报价 未完成 未成交 待成交 未结清 未结 意向金 新建 草稿 未开始 洽谈中 已下單 待付款 未付款 placed pending new unpaid booked draft open awaiting_payment overdue past_due outstanding unpaid_invoice due partially_paid_pending 逾期 已逾期 逾期未付 quoted quotation proposal negotiation prospect on_hold 待签 待签约 待签订 待签合同 待签收 拟签 意向 跟进中 谈判中 已创建 待缴费 未缴费 欠费 未结算 未核销 待核销 to_be_paid sent issued invoiced 已开票 已開票 not_paid waiting_for_payment not_started submitted authorised teilweise_bezahlt en_espera pendiente_de_pago aguardando_pagamento a_pagar da_pagare openstaand nieoplacone nieoplacona niezaplacona niezaplacone nowe nowa oczekujace nowy новый новая ожидает_оплаты не_оплачен неоплачен beklemede odenmedi obetald ikke_betalt ubetalt 입금대기 결제대기 미입금 미결제 주문접수 접수 受注 新規受付 入金待ち 未入金 支払待ち"),
        "confirmed": ("confirmed", "已确认", "bestätigt bestatigt confirme confirmee confirmado confirmada confermato bevestigd potwierdzone 确认 已审核 已审批 审核通过 已签约 签约 已签 已签合同 已受理 已接单 已派单 待发货 待安排 待服务 未发货 备货中 待执行 已確認 signed approved accepted_order 待排期 待派单 已派工 已排期 已排产 已立项 生效 已生效 contract_signed booked_confirmed to_do scheduled contracted 상품준비중 배송준비중 배송준비 주문확인 発送待ち 出荷待ち 出荷準備中 受付済"),
        "in_service": ("in service", "服务中", "angereist eingecheckt checked_in in_house dang_xu_ly dang_giao กําลังดําเนินการ กําลังจัดส่ง diproses dikirim قيد_التنفيذ 进行中 执行中 履行中 履约中 服务进行中 已发货 发货 运输中 配送中 已出库 待收货 部分发货 施工中 处理中 生产中 实施中 部分付款 部分收款 已付定金 已付订金 待验收 服務中 進行中 in_progress processing shipped delivering partially_shipped out_for_delivery dispatched in_transit ongoing working in_production active partly_paid partially_paid part_paid partial_payment partial_paid deposit_paid 卖家已发货 已派送 待验收 已开工 在建 在途 履约 施工 交付中 安装中 制作中 排产中 已出货 出货 进行 维修中 使用中 上课中 在读 入住 在住 已入住 versendet versandt verschickt envoye envoyee in_bearbeitung expedie expediee en_cours en_preparation enviado enviada en_proceso en_preparacion em_andamento em_separacao spedito in_lavorazione verzonden in_behandeling w_realizacji wyslane wyslano в_обработке отправлен отправлено в_пути kargoda hazirlaniyor skickad sendt behandles 배송중 출고완료 발송완료 배송시작 発送済 発送済み 出荷済 出荷済み 配送中"),
        "accepted": ("accepted", "已验收", "servido servida evase evaso consegnata reçu recu da_giao จัดส่งแล้ว ส่งแล้ว terkirim diterima تم_التسليم 验收 验收通过 已签收 签收 已收货 已交付 交付 已送达 已妥投 已驗收 已簽收 delivered received 待评价 已评价 确认收货 已确认收货 已收讫 已妥收 handed_over geliefert zugestellt livre livree entregado entregada entregue consegnato geleverd bezorgd dostarczone doreczone доставлен доставлено teslim_edildi levererad levert leveret 배송완료 수령완료 納品済 納品済み 検収済 お届け済み 配達完了"),
        "completed": ("completed", "已完成", "已自提 已提货 已取货 已领取 abgereist ausgecheckt departed hoan_thanh da_hoan_thanh สําเร็จ เสร็จสิ้น selesai مكتمل تم erledigt abgeschlossen termine terminee completado completada completato concluido 完成 已完结 完结 已成交 成交 交易成功 交易完成 已结清 结清 已结算 结算 已结案 已关单 已核销 已使用 已消费 已完工 完工 正常 成功 履约完成 是 全部完成 已開立 已評價 已评价 completed complete done closed finished success fulfilled won closed_won deal_won complete_and_paid fully_completed served checked_out 已离店 已退房 已上完 已结课 结课 已交车 已交付完成 全部完成 全部交付 已全部完成 完毕 已完毕 结束 已结束 已收款完成 结单 已结单 已完单 已结账 结账 有效 销售 缴费 已缴费 履行完毕 执行完毕 已履行 已执行 已办结 达成 已达成 已成单 成单 销售单 销售出库单 销货单 零售单 出库单 sales_invoice ok zrealizowane zrealizowana zakonczona zakonczone выполнен выполнено завершен завершено tamamlandi slutford fullfort 구매확정 거래완료 처리완료 完了 取引完了"),
        "paid": ("paid", "已付款", "da_thanh_toan ชําระแล้ว ชําระเงินแล้ว lunas sudah_bayar مدفوع تم_الدفع bezahlt paye payee pagado pagada pagato pago betaald 付款 已支付 支付成功 已收款 收款 已付 全款 已付全款 已付清 付清 已到账 到账 全额付款 已回款 回款 已收 现结 现金 刷卡 paid payment_received fully_paid settled 部分退款 部分退货 partially_refunded partial_refund 买家已付款 已交款 已缴款 已缴 已缴清 缴清 已转账 款清 款已清 已付讫 付讫 已收讫款 全款已付 全款已收 已结款 paid_in_full payment_complete cleared 现金支付 微信支付 支付宝支付 银行转账 转账 微信 支付宝 oplacone oplacona zaplacona zaplacone оплачен оплачено оплачена odendi betald betalt 결제완료 입금완료 입금확인 결제확인 入金済 入金済み 支払済 支払済み 決済済み"),
        "refunded": ("refunded", "已退款", "da_hoan_tien hoan_tien คืนเงินแล้ว คืนเงิน dikembalikan مسترد gutschrift erstattet rembourse remboursee reembolsado devuelto rimborsato 退款 退货 退货单 销售退货单 销售退货 已退货 退货退款 全额退款 退款成功 已退 退单 退款完成 已退費 退費 退貨 已退貨 refund returned chargeback 退费 已退费 退款中 退货中 已全额退款 full_refund fully_refunded money_back credited credit_note 冲红 红冲 已冲红 退订已退款 zwrocone zwrot возврат возвращен iade iade_edildi aterbetald refundert 환불 환불완료 반품 반품완료 返金済 返金済み 返品 返品済"),
        "cancelled": ("cancelled", "已取消", "da_huy huy ยกเลิก dibatalkan batal ملغي ملغى storniert annulliert annule annulee anulado anulada cancelado cancelada annullato geannuleerd 爽约 未到店 失约 取消 删除 已删除 作废 已作废 已关闭 关闭 交易关闭 无效 撤单 撤销 已撤销 取消订单 订单取消 未履约 终止 已终止 失败 交易失败 流单 否 已註銷 canceled cancel void voided failed lost expired closed_lost lost_deal deal_lost rejected declined written_off write-off abandoned no_show dead 已失效 已拒绝 拒绝 驳回 已驳回 输单 丢单 战败 未通过 审核不通过 超时关闭 已解除 解除 已终止合同 退订 已退订 已流失 已过期 过期 已撤单 已退单未付 买家取消 卖家取消 anulowane anulowana anulowano отменен отменено отменён iptal iptal_edildi avbruten kansellert annulleret 취소 취소완료 주문취소 결제취소 キャンセル キャンセル済 キャンセル済み"),
    },
    "severity": {
        "urgent": ("urgent", "紧急", "非常紧急 特急 加急 特别紧急 十万火急 特别重大 重大 重大投诉 特级 高 高级 非常严重 极严重 极其严重 特别严重 一级 Ⅰ级 I级 1级 红色 最高 致命 严重紧急 P0 P1 A级 A 緊急 緊急客訴 重大客訴 極高 critical high emergency highest s1 sev1 very_urgent very_high blocker 非常高 最高级 加急处理 a级投诉 p0级 p1级 sev_1 severity_1 level_1 top high_priority 危急 重大问题 严重级 特别紧急 急 很急 紧迫 立即 马上处理"),
        "serious": ("serious", "严重", "中 中等 中级 较重 较严重 重要 较急 比较严重 比较紧急 较紧急 较大 较高 二级 Ⅱ级 II级 2级 橙色 严重投诉 P2 B级 B 嚴重 重要客訴 medium major moderate severe important s2 sev2 mid p2级 中等程度 中优先级 severity_2 level_2 sev_2 较为严重 偏高 high_medium medium_priority 较急迫 重 偏重 稍急"),
        "normal": ("normal", "一般", "普通 低 低级 轻微 轻度 不严重 不紧急 正常 常规 较小 较轻 较低 轻 小 三级 四级 Ⅲ级 III级 3级 蓝色 黄色 一般投诉 普通投诉 一般性 P3 P4 C级 C D级 輕微 一般客訴 minor low trivial slight s3 sev3 ordinary p3级 p4级 p5 低优先级 一般问题 普通问题 severity_3 level_3 sev_3 routine standard 轻微投诉 小 正常级 low_priority informational 不急 缓 轻 微 可缓 非紧急 一般性问题"),
    },
    "complaint_state": {
        "open": ("open", "待响应", "待处理 未处理 新建 待受理 未受理 新增 待分配 待回复 未回复 登记 已登记 待處理 未處理 new pending unhandled 未解决 未回 新投诉 待跟进 待确认 待核实 待派单 待审核 not_started unassigned assigned_new submitted received logged unresolved opened reopened outstanding 未対応 受付"),
        "responded": ("responded", "已响应", "处理中 跟进中 已受理 已回复 受理中 已派单 进行中 调查中 核实中 已联系 已安排 整改中 處理中 in_progress processing acknowledged working in_process wip investigating under_investigation under_review assigned active ongoing escalated replied contacted responding 待办结 待结案 待关闭 部分解决 已分派 已派工 已答复 已回应 处理 办理中 跟进 已转交 已转办 转办 已沟通 沟通中 対応中 調査中"),
        "proposed": ("proposed", "已给方案", "方案已提供 已出方案 协商中 待客户确认 方案确认中 已提方案 已協商 offer_made"),
        "waiting": ("waiting", "等待客户", "等待 待客户回复 暂停 挂起 等待客户反馈 搁置 on_hold waiting_for_customer suspended waiting_on_customer pending_customer awaiting_customer 等待客户回复 待客户反馈 待客户答复 awaiting_reply"),
        "resolved": ("resolved", "已办结", "已解决 已处理 已完成 完成 处理完毕 已处理完 解决 办结 处理完成 待回访 已整改 已賠付 已解決 已處理 是 fixed solved done completed solved_pending completed_pending finished settled 处理完 已修复 已闭环处理 已赔付 已赔偿 已退款 已换货 已妥善处理 已圆满解决 办理完毕 已办理 完毕 结束 已结束 已完结 完结 対応済 対応済み 完了 解決済み"),
        "revisited": ("revisited", "已回访", "回访完成 已回訪 revisit_done followed_up"),
        "archived": ("archived", "已归档", "归档 已关闭 关闭 结案 已结案 闭环 已闭环 已歸檔 已結案 撤诉 已撤诉 closed archived cancelled withdrawn case_closed 已销案 销案 结案归档 已结 完成归档 已撤销 撤销 已作废"),
    },
    "revisit_result": {
        "satisfied": ("satisfied", "满意", "很满意 非常满意 比较满意 较满意 十分满意 基本满意 客户满意 已满意 好 好评 很好 认可 接受 已解决 滿意 很滿意 非常滿意 5 4 5分 4分 ok happy very_satisfied good very_happy extremely_happy great"),
        "neutral": ("neutral", "一般", "还行 尚可 中立 普通 还可以 一般般 可以 部分满意 部分滿意 中评 3 3分 尚可接受 average fair ok-ish partly okay neither_happy_nor_unhappy"),
        "dissatisfied": ("dissatisfied", "不满意", "很不满意 非常不满意 不太满意 较不满意 不满 差 差评 不认可 不接受 未解决 仍不满意 极不满意 不滿意 很不滿意 1 2 1分 2分 unsatisfied unhappy bad very_dissatisfied poor very_unhappy extremely_unhappy"),
    },
    "satisfied": {
        "yes": ("yes", "满意", "是 很满意 非常满意 比较满意 基本满意 滿意 很滿意 y satisfied"),
        # A revisit whose result is neutral answers so.
        "partly": ("neutral", "一般", "部分满意 一般般 还行 还可以 可以 部分 尚可 部分滿意 partly"),
        "no": ("no", "不满意", "否 不满 很不满意 不太满意 不滿意 n dissatisfied"),
    },
    "field_type": {
        "text": ("text", "文字", "文本 字符串 string"),
        "number": ("number", "数字", "数值 整数 小数 integer"),
        "money": ("money", "金额", "货币 amount currency"),
        "date": ("date", "日期", "时间 day"),
        "choice": ("choice", "选项", "单选 下拉 选择 select option"),
        "flag": ("flag", "是否", "是/否 布尔 勾选 yes/no checkbox boolean"),
    },
    "yes_no": {
        "yes": ("yes", "是", ""),
        "no": ("no", "否", ""),
    },
    "feedback_kind": {
        "praise": ("praise", "表扬", "好评 感谢 称赞 表揚 compliment"),
        "problem": ("problem", "问题", "故障 差评 問題 issue"),
        "suggestion": ("suggestion", "建议", "意见 改进 意见建议 建議 idea"),
        "need": ("need", "需求", "新需求 要求 咨询 request demand"),
    },
    "feedback_state": {
        "open": ("open", "待答复", "待处理 未处理 待回复 待處理 new pending"),
        "answered": ("answered", "已答复", "已回复 处理中 已答覆 replied"),
        "closed": ("closed", "已关闭", "已完成 已处理 关闭 已關閉 done"),
    },
    "knowledge_kind": {
        "question": ("question", "标准问答", "问答 问题 常见问题 標準問答 常見問題 faq q&a"),
        "phrase": ("phrase", "话术", "标准话术 回复模板 話術 script template"),
        "case": ("case", "案例", "案例库 典型案例 經驗 case_study"),
    },
    "knowledge_state": {
        "active": ("in use", "在用", "启用 使用中 有效 啟用 current"),
        "retired": ("retired", "停用", "作废 失效 已停用 作廢 obsolete"),
    },
    # How a contract is billed.
    "billing_plan": {
        "once": ("once", "一次付清", "一次性 一次性付款 一次性付清 全款 单次 预付 预付款 一次 全额 全額 一次付 onetime one-time one_off upfront lump_sum prepaid full"),
        "monthly": ("monthly", "按月", "月付 每月 月结 月 按月付 按月付款 按月支付 按月结算 每月付款 月度 每月一付 一月一付 1个月 月結 month per_month"),
        "quarterly": ("quarterly", "按季", "季付 每季 每季度 季度 按季度 季结 按季付 按季付款 按季度付款 按季度支付 按季支付 季度付款 三个月一付 3个月 季結 quarter per_quarter"),
        "half_yearly": ("half-yearly", "按半年", "半年付 半年 每半年 半年度 半年结 按半年付 按半年付款 半年一付 6个月 semiannual semi-annual semiannually half_yearly biannual half_year"),
        "yearly": ("yearly", "按年", "年付 每年 年度 年结 按年付 按年付款 按年支付 一年一付 按年度 年結 annual annually year per_year"),
        "dated": ("dated", "分期", "分期付款 分期支付 按约定日期 分阶段 分阶段付款 按节点 按进度 按里程碑 instalments installments milestones staged"),
    },
    # Where a contract stands.
    "training_state": {
        "valid": ("valid", "有效", ""),
        "expiring": ("runs out soon", "即将到期", ""),
        "expired": ("ran out", "已到期", ""),
        "failed": ("not passed", "未通过", ""),
    },
    "exam_result": {
        "passed": ("passed", "合格", "通过 及格 已通过 达标 优秀 良好 是 pass yes 合格√"),
        "failed": ("not passed", "不合格", "未通过 不及格 未达标 不达标 否 fail failed no"),
    },
    "touchpoint": {
        "pre_sale": ("before the sale", "售前", "售前咨询 售前服务 售前阶段 presale presales pre-sales pre-sale before"),
        "in_sale": ("during the service", "售中", "售中服务 售中阶段 服务中 交付 in-sale during"),
        "after_sale": ("after the sale", "售后", "售后服务 售后阶段 售后支持 aftersale aftersales after-sales after-sale after"),
    },
    "process": {
        "collection": ("collecting data", "信息收集", ""),
        "classification": ("classification", "客户分类", ""),
        "maintenance": ("keeping in touch", "客户维护", ""),
        "complaints": ("complaints", "投诉处理", ""),
        "surveys": ("surveys", "满意度调查", ""),
        "retention": ("winning back", "流失挽回", ""),
        "review": ("policy review", "规则复核", ""),
    },
    "contract_state": {
        "upcoming": ("not begun", "未开始", "未生效 待生效 待执行 未执行 upcoming pending"),
        "in_force": ("in force", "履行中", "执行中 生效 生效中 已生效 有效 正常 正常履行 履约中 进行中 在执行 在履行 合作中 服务中 在保 active current running live ongoing effective"),
        "expired": ("expired", "已到期", "到期 过期 已过期 期满 届满 已完成 履行完毕 执行完毕 已履行完毕 已完结 已结束 完结 lapsed completed finished"),
        "renewed": ("renewed", "已续签", "续签 已续约 续约 已续 已延续 extended"),
        "ended": ("ended", "已终止", "终止 已解除 解除 已解约 解约 提前终止 提前解约 中止 已中止 作废 已作废 已取消 取消 terminated cancelled canceled closed void"),
    },
    # How long receivables are due.
    "receivable_age": {
        "not_due": ("not due", "未到期", ""),
        "1-30": ("1–30 days", "逾期1–30天", ""),
        "31-60": ("31–60 days", "逾期31–60天", ""),
        "61-90": ("61–90 days", "逾期61–90天", ""),
        "90+": ("over 90 days", "逾期90天以上", ""),
    },
    "task_state": {
        "open": ("open", "未完成", "待办 进行中 未开始 待处理 新建 待辦 todo pending in_progress"),
        "done": ("done", "已完成", "完成 已处理 办结 completed finished closed"),
        "cancelled": ("cancelled", "已取消", "取消 作废 关闭 canceled dropped"),
    },
    "opportunity_stage": {
        "qualification": ("qualification", "初步沟通", "初步接洽 初步接触 初访 初次接触 线索确认 验证客户 客户验证 立项 意向 有意向 意向客户 潜在机会 发现需求 机会发现 初步沟通 prospecting qualified qualify qualifying qualified_to_buy appointment_scheduled new open lead_in contact_made first_talks first_contact discovery"),
        "needs": ("needs analysis", "需求确认", "需求 需求分析 需求确定 需求调研 需求沟通 确认需求 调研 挖掘需求 需求了解 needs_analysis needs_defined needs_confirmed needs_assessment analysis value_proposition identify_decision_makers id._decision_makers perception_analysis presentation_scheduled demo demo_scheduled solution"),
        "proposal": ("proposal", "方案报价", "报价 方案 方案/报价 方案与报价 方案制定 方案设计 方案提交 提交方案 报价中 已报价 投标 招投标 招标 产品演示 演示 proposal/price_quote proposal/quote proposal_made proposal_sent proposition quote quotation quoted price_quote decision_maker_bought-in bid tender"),
        "negotiation": ("negotiation", "商务谈判", "谈判 谈判审核 谈判/审核 合同谈判 商务洽谈 商务 议价 合同审批 合同签订 签约中 待签约 待签合同 negotiation/review negotiations negotiations_started in_negotiation contract_sent contract verbal_commitment closing"),
        "won": ("won", "赢单", "赢 已赢单 成交 已成交 签约 已签约 签单 赢单关闭 成功 中标 贏單 closed_won closed-won closedwon won_deal win signed"),
        "lost": ("lost", "输单", "输 已输单 丢单 战败 失败 流失 输单关闭 无效 未中标 放弃 已放弃 關閉 輸單 closed_lost closed-lost closedlost lose closed_lost_to_competition closed-lost_to_competition abandoned disqualified dead"),
    },
    # Why an opportunity was lost.
    "lost_reason": {
        "price": ("price", "价格", "价格高 价格太高 价格过高 报价高 太贵 太高 pricing price_too_high too_expensive expensive cost"),
        "competitor": ("competitor", "竞争对手", "竞品 竞争 被对手抢单 选择竞品 选择对手 选择其他供应商 competition lost_to_competitor lost_to_competition went_with_competitor"),
        "budget": ("no budget", "无预算", "预算 没预算 预算不足 资金不足 没有预算 no_budget lost_funding budget_cut"),
        "need": ("no need any more", "需求取消", "无需求 需求变化 需求变更 项目取消 项目终止 没有需求 no_need no_longer_needed cancelled project_cancelled no_decision no_interest not_interested"),
        "timing": ("timing", "时机不合适", "时机 时间 暂缓 项目延期 延期 推迟 postponed delayed bad_timing not_now"),
        "product": ("product does not fit", "产品不符", "产品 功能不符 功能不足 不满足需求 产品不匹配 方案不符 missing_feature missing_features product_fit poor_fit bad_fit features"),
        "no_answer": ("no answer", "失联", "联系不上 无法联系 客户失联 无回应 no_response unresponsive non-responsive ghosted"),
        "other": ("other", "其他", "其它 others"),
    },
    # Why a customer leaves.
    "leaving_reason": {
        "price": ("price", "价格", "价格高 价格太高 太贵 太高 费用高 pricing too_expensive expensive cost"),
        "service": ("service", "服务", "服务差 服务态度 态度 响应慢 服务不好 bad_service poor_service slow"),
        "product": ("product does not fit", "产品不符", "产品 功能不足 不满足需求 不适用 product_fit poor_fit missing_feature"),
        "quality": ("quality", "质量", "质量差 质量问题 故障多 bad_quality poor_quality defects"),
        "competitor": ("competitor", "竞争对手", "竞品 对手 换供应商 其他供应商 competition switched"),
        "no_need": ("no need any more", "不再需要", "无需求 没有需求 需求取消 项目结束 need no_longer_needed not_needed"),
        "closed": ("moved or closed down", "搬迁或停业", "搬迁 停业 歇业 倒闭 关闭 搬走 moved out_of_business closed_down"),
        "person_left": ("contact person left", "联系人离职", "离职 换人 联系人换人 负责人离职 contact_left contact_gone"),
        "unknown": ("unknown", "不详", "未知 不知道 不清楚 not_known"),
        "other": ("other", "其他", "其它 others"),
    },
    "source": {
        "website": ("website", "官网", "网站 公司网站 网络 官方网站 百度 搜索 搜索引擎 网上 互联网 網站 官網 web online google internet search"),
        "wechat": ("WeChat", "微信", "微信公众号 公众号 企业微信 朋友圈 小程序 微信群 微信好友 weixin"),
        "partner": ("partner", "合作平台", "合作伙伴 合作 渠道 渠道商 代理商 代理 平台 经销商 第三方平台 合作单位 異業合作 合作夥伴 agent reseller channel"),
        "exhibition": ("exhibition", "展会", "展览 博览会 展销会 展會 参展 trade_show fair expo trade_fair"),
        "visit": ("visit", "拜访", "陌拜 陌生拜访 上门 地推 扫街 扫楼 拜訪 陌生開發 主动开发 自主开发 自主开拓 自己开发 自拓 cold_visit walk-in 到店 上门咨询 自然到店 自然进店 進店"),
        "referral": ("referral", "转介绍", "推荐 老客户推荐 客户推荐 老客户介绍 客户介绍 朋友介绍 朋友推荐 介绍 口碑 熟人介绍 转介 老带新 员工推荐 內部推荐 推薦 介紹 客戶介紹 轉介紹 word_of_mouth referred recommendation friend"),
        "event": ("event", "活动", "市场活动 沙龙 会议 讲座 促销活动 會議 活動 研討會 seminar webinar"),
        "social_media": ("social media", "社交媒体", "抖音 小红书 微博 快手 短视频 直播 知乎 B站 自媒体 视频号 社群 社群媒體 facebook instagram linkedin tiktok twitter fb ig"),
        "phone": ("phone", "电话", "来电 电话营销 电销 来电咨询 400电话 电话咨询 客户来电 热线 電話 來電 電話開發 cold_call call telemarketing inbound_call"),
        "advertising": ("advertising", "广告", "线上广告 信息流 竞价 推广 户外广告 传单 百度推广 网络推广 媒体广告 廣告 advertisement ads ad google_ads sem"),
        "other": ("other", "其他", "其它 未知 不详 others unknown"),
    },
    "member_level": {
        "regular": ("regular", "普通", "普通会员 普卡 注册会员 一般会员 一般 基础会员 初级 初级会员 铜卡 铜卡会员 铜牌 普通卡 会员 白卡 一星 1星 V0 V1 VIP0 VIP1 LV1 普通會員 一般會員 註冊會員 銅卡 basic standard bronze member normal level_1 blue classic レギュラー スタンダード ブロンズ 일반 브론즈"),
        "silver": ("silver", "银卡", "银卡会员 银牌 银牌会员 白银 白银会员 中级 中级会员 银 二星 2星 V2 VIP2 LV2 銀卡 銀卡會員 銀級 銀級會員 silver_member level_2 シルバー 실버"),
        "gold": ("gold", "金卡", "金卡会员 金牌 金牌会员 黄金 黄金会员 高级 高级会员 金 VIP VIP会员 VIP卡 贵宾 三星 3星 V3 VIP3 LV3 贵宾卡 金卡會員 黃金 黃金會員 金級 金級會員 貴賓 gold_member level_3 premium ゴールド 골드"),
        "platinum": ("platinum", "白金", "白金卡 白金会员 白金卡会员 铂金 铂金卡 铂金会员 钻石 钻石卡 钻石会员 钻卡 黑卡 黑金 黑金卡 至尊 至尊卡 至尊会员 SVIP 超级会员 四星 五星 4星 5星 V4 V5 VIP4 VIP5 LV4 LV5 白金會員 鉑金 鑽石 鑽石會員 鑽石卡 diamond platinum_member black level_4 elite プラチナ ダイヤモンド 플래티넘 다이아몬드"),
    },
    "decision_role": {
        "decision_maker": ("decision maker", "决策人", "决策者 拍板人 关键决策人 最终决策人 老板 决策 領導 決策者 決策人 decision-maker decider final_decision"),
        "influencer": ("influencer", "影响者", "影响人 推荐者 技术把关 顾问 影響者 影响 recommender"),
        "user": ("user", "使用者", "使用人 用户 最终用户 使用部门 使用 end_user"),
        "purchaser": ("purchaser", "采购", "采购人 采购者 采购经办 经办人 对接人 购买者 採購 buyer purchasing procurement"),
        "finance": ("finance", "财务", "付款人 财务人员 会计 出纳 財務 accountant payer"),
        "gatekeeper": ("gatekeeper", "把关人", "前台 秘书 助理 把关者 守门人 把關人 secretary assistant"),
    },
    # The team may use words of its own as well: only what says the same is taken for one of these.
    "root_cause": {
        "people": ("people", "人员", "人员操作 人员原因 人为 人为原因 操作失误 員工 员工 人員 staff human_error"),
        "process": ("process", "流程", "流程制度 流程管理 流程原因 procedure"),
        "product": ("product", "产品", "产品质量 质量 产品原因 品質 產品 quality defect"),
        "supplier": ("supplier", "供应商", "供方 供应商原因 供應商 vendor"),
        "system": ("system", "系统", "系统故障 系统原因 软件 系統 software it"),
        "communication": ("communication", "沟通", "沟通不畅 信息传递 溝通"),
        "customer": ("customer", "客户自身", "客户原因 客戶原因 客戶自身"),
        "other": ("other", "其他", "其它 others unknown"),
    },
    "clock": {
        "respond": ("first response", "首次响应", "响应 首次回复 回复 首次回覆"),
        "propose": ("proposed solution", "给出方案", "方案 提出方案 給出方案"),
        "progress": ("progress report", "进度反馈", "进度 反馈进度 進度回報"),
        "resolve": ("resolution", "办结", "解决 結案 解決"),
        "satisfaction": ("24-hour satisfaction", "24小时回访满意度", "满意度 24小时满意度 24小時回訪滿意度 滿意度"),
        "revisit": ("revisit", "回访", "回訪"),
    },
    # The calendars that every policy has; a team may add some of its own.
    "calendar": {
        "always": ("always", "全天候", ""),
        "office": ("office", "办公时间", ""),
    },
    "clock_state": {
        "open": ("open", "进行中", "計時中 running"),
        "warned": ("warned", "即将超时", "預警 即將超時 warning"),
        "breached": ("breached", "已超时", "超时 逾期 已超時 overdue"),
        "met": ("met", "按时", "按时完成 按時 on_time"),
        "met_late": ("met late", "超时完成", "延迟完成 超時完成 late"),
        "paused": ("paused", "暂停计时", "暂停 暫停計時"),
        "none": ("none", "无", "無"),
    },
    "role": {
        "admin": ("admin", "管理员", "系统管理员 超级管理员 管理員 administrator"),
        "manager": ("manager", "经理", "主管 部门经理 销售经理 总监 店长 經理 supervisor head"),
        "rep": ("sales representative", "销售", "业务员 业务 销售员 销售代表 客户经理 業務 業務員 sales salesperson"),
        "service": ("customer service", "客服", "客服专员 服务人员 客户服务 售后 客服人員 维修 维修工 维修员 技师 师傅 工程师 保洁 保洁员 家政 support technician engineer cleaner"),
        "steward": ("data steward", "数据管理员", "资料员 数据专员 資料管理員 data_steward"),
        "analyst": ("analyst", "分析员", "数据分析 分析师 分析員"),
        "viewer": ("viewer", "只读", "访客 查看 唯讀 read_only guest"),
    },
    "survey_indicator": {
        "overall": ("overall satisfaction", "总体满意度", "整体满意度 总体评价 总体 整体 整體滿意度 overall"),
        "response_speed": ("response speed", "响应速度", "服务响应速度 回應速度"),
        "problem_solving": ("problem solving", "解决问题能力", "解决问题的能力 問題解決能力"),
        "cooperation": ("cooperation", "合作体验", "服务态度 合作體驗"),
        "product_quality": ("product quality", "产品质量", "产品满意度 產品品質"),
        "after_sales": ("after-sales service", "售后服务", "售後服務"),
        "nps": ("recommendation", "推荐意愿", "净推荐值 推薦意願"),
        "ces": ("ease", "省力程度", "客户费力度 費力程度 effort"),
        "comment": ("comment", "意见建议", "建议 意見建議"),
    },
    "language": {
        "zh_CN": ("Chinese", "中文", "zh 简体中文"),
        "en": ("English", "英文", "英语"),
    },
    "holiday": {
        "New Year's Day": ("New Year's Day", "元旦", "元旦节 新年 new_year"),
        "Spring Festival": ("Spring Festival", "春节", "农历新年 过年 chinese_new_year lunar_new_year"),
        "Tomb-sweeping Day": ("Tomb-sweeping Day", "清明节", "清明 qingming ching_ming"),
        "Labour Day": ("Labour Day", "劳动节", "五一 五一节 五一劳动节 国际劳动节 labor_day may_day"),
        "Dragon Boat Festival": ("Dragon Boat Festival", "端午节", "端午"),
        "Mid-autumn Festival": ("Mid-autumn Festival", "中秋节", "中秋"),
        "National Day": ("National Day", "国庆节", "国庆 十一"),
    },
    "sheet_kind": {
        "customers": ("customers", "客户", "客户资料 客戶"),
        "members": ("members", "会员", "會員"),
        "contacts": ("contacts", "联系人", "聯絡人"),
        "interactions": ("contacts made", "跟进记录", "跟进 跟進 跟進記錄"),
        "contracts": ("contracts", "合同", "合同台账 協議 协议 合約"),
        "purchases": ("orders", "订单", "消费 消费记录 訂單"),
        "complaints": ("complaints", "投诉", "客訴"),
        "survey_answers": ("survey answers", "答卷", "调查 满意度调查 問卷"),
        "tasks": ("tasks", "任务", "任務"),
        "feedback": ("feedback", "反馈", "回饋"),
        "opportunities": ("opportunities", "商机", "商機 商机表 pipeline deals"),
        "consents": ("consents", "授权记录", "授权 同意书 授权同意 授權 consent opt-ins"),
        "trainings": ("staff trainings", "员工培训", "培训 培训记录 培訓 trainings"),
    },
    "due_kind": {
        "contact": ("contact", "跟进", "联系 跟進"),
        "complaint": ("complaint", "投诉", "客訴"),
        "inbound": ("waits for an answer", "待应答", "来电 来访 來電"),
        "task": ("task", "任务", "任務"),
        "feedback": ("feedback", "反馈", "回饋"),
        "contract": ("contract", "合同", "续签 回款 續簽 合約"),
        "opportunity": ("opportunity", "商机", "商機"),
        "order": ("order", "订单", "订单进度 訂單"),
        "training": ("training", "培训", "考核 培訓"),
        "policy": ("policy review", "规则复核", "業務規則"),
        "news": ("news", "动态", "新情况 同事动态 动态更新 動態"),
        "birthday": ("birthday", "生日", ""),
        "verify": ("verify data", "核实资料", "核实 核實"),
        "points": ("points", "积分", "积分到期 積分"),
        "trial": ("trial", "试用", "試用 产品试用"),
        "retain": ("keeping a customer", "挽留", "挽回 流失挽留 retention"),
        "check": ("spot check", "抽查", "记录抽查"),
        "alarm": ("alarm", "预警", "報警 报警 警报"),
        "improvement": ("improvement", "改进", "改進 改进事项"),
    },
    # What is done to keep a customer.
    "retention_measure": {
        "offer": ("offer", "优惠", "报价 折扣 让利 优惠方案 discount special_offer"),
        "visit": ("visit", "拜访", "上门 上门拜访 走访 meeting"),
        "solve": ("old problem solved", "解决老问题", "解决问题 处理投诉 遗留问题 problem old_problem fix complaint"),
        "call": ("call", "电话", "回访 电话回访 致电 联系 phone contact"),
        "gift": ("gift", "礼品", "礼物 赠品 present"),
        "training": ("training", "培训", "客户培训 使用培训 course"),
        "executive": ("executive contact", "高层拜访", "高层 高层沟通 领导拜访 management executive_contact"),
        "other": ("other", "其他", "其它 others"),
    },
    # Where a case of keeping a customer stands.
    "retention_state": {
        "running": ("open", "进行中", "未结束 跟进中 running ongoing"),
        "held_out": ("held out", "对照", "对照组 held-out control"),
        "kept": ("kept", "已挽留", "挽留成功 留住 已留住 retained"),
        "won_back": ("won back", "已赢回", "赢回 挽回 已挽回 回流 won-back back"),
        "lost": ("lost", "未挽回", "流失 挽留失败 未留住 gone left"),
        "dropped": ("dropped", "不再跟进", "放弃 取消 停止 abandoned cancelled"),
    },
    # How somebody closed one.
    "retention_outcome": {
        "kept": ("kept", "已挽留", "挽留成功 留住 已留住 retained"),
        "won_back": ("won back", "已赢回", "赢回 挽回 已挽回 回流 won-back back"),
        "lost": ("lost", "未挽回", "流失 挽留失败 未留住 gone left"),
        "dropped": ("dropped", "不再跟进", "放弃 取消 停止 abandoned cancelled"),
    },
    # What a person's monthly score is made of.
    "score_term": {
        "plan": ("contact plan kept", "计划完成率", ""),
        "timeliness": ("recorded in time", "记录及时率", ""),
        "spot_checks": ("spot checks passed", "抽查属实率", ""),
        "clocks": ("complaint deadlines met", "投诉时限达标率", ""),
        "revisits": ("satisfied at revisit", "回访满意率", ""),
        "wins": ("opportunities won", "商机成交率", ""),
        "retention": ("customers kept", "客户保留率", ""),
        "response": ("answered in time", "应答及时率", ""),
        "training": ("required trainings held", "必修培训有效率", ""),
    },
    # What became of numbers that a department tried.
    "pilot_outcome": {
        "adopted": ("adopted", "已采纳", ""),
        "dropped": ("dropped", "已终止", ""),
    },
    # What was found of a record of the week's sample.
    "check_verdict": {
        "right": ("right", "属实", "正确 准确 合格 真实 通过 無誤 无误 ok correct true"),
        "wrong": ("wrong", "不属实", "错误 不准确 不合格 虚假 不实 不符 錯誤 incorrect false"),
        "incomplete": ("incomplete", "不完整", "缺项 缺失 不全 漏项 missing partial"),
    },
    # What became of a deal for which a competitor is named.
    "competitor_deal": {
        "open": ("in play", "竞争中", ""),
        "won": ("won by us", "我方赢单", ""),
        "lost_to": ("lost to them", "输给对方", ""),
        "lost": ("lost otherwise", "其他输单", ""),
    },
    # Where a trial of a product stands.
    "trial_state": {
        "planned": ("not begun", "未开始", "planned 待开始 未開始"),
        "running": ("running", "试用中", "进行中 在试 試用中"),
        "no_word": ("over without a word", "到期无结论", "无结论 到期未定 no_word over silent"),
        "won": ("won", "成交", "已成交 购买 已购买 转化 bought converted buy"),
        "declined": ("declined", "未成交", "放弃 不买 谢绝 拒绝 未購買 refused rejected no"),
    },
    # How a trial ended.
    "trial_outcome": {
        "won": ("won", "成交", "已成交 购买 已购买 转化 bought converted buy"),
        "declined": ("declined", "未成交", "放弃 不买 谢绝 拒绝 未購買 refused rejected no"),
    },
    # What a manager is warned of, each by the figures of a month or quarter.
    "alarm": {
        "repurchase_rate": ("few buy again", "复购率偏低", "复购率 复购 repurchase_rate repurchase"),
        "complaint_growth": ("more complaints", "投诉增多", "投诉增长 投诉 complaint_growth complaints"),
        "churn_rate": ("many leave", "流失率偏高", "流失率 流失 churn_rate churn"),
        "contacts_per_day": ("few contacts a day", "日均联系偏少", "日均联系 联系 contacts_per_day contacts"),
        "lead_days": ("deals take long", "成交周期偏长", "成交天数 成交周期 lead_days"),
        "lifetime_value": ("lifetime value does not grow", "终身价值未增长", "终身价值 lifetime_value"),
        "timeliness": ("contacts recorded late", "信息及时率偏低", "信息及时率 及时率 timeliness"),
        "clock_compliance": ("complaint deadlines missed", "投诉时限达标率偏低", "投诉时限 达标率 clock_compliance"),
        "satisfaction": ("satisfaction fell", "满意度下降", "满意度 satisfaction"),
        "late_handoffs": ("hand-offs between departments late", "跨部门交接逾期", "交接逾期 交接 late_handoffs handoffs"),
        "budget": ("budget overspent", "预算超支", "预算 budget"),
        "targets": ("targets behind or missed", "目标落后或未达成", "目标 targets target"),
    },
    # Whom a problem concerns.
    "problem_level": {
        "customer": ("customer", "客户", ""),
        "sales": ("sales", "销售", ""),
        "management": ("management", "管理", ""),
    },
    # Where a target stands, and an improvement.
    "target_state": {
        "on_track": ("on track", "进度正常", "正常 on_track"),
        "behind": ("behind", "落后", "进度落后"),
        "met": ("met", "已达成", "达成"),
        "missed": ("missed", "未达成", ""),
        "no_figure": ("no figure yet", "尚无数据", "无数据 no_figure"),
        "planned": ("not begun", "未开始", "planned 待开始"),
        "closed": ("closed", "已关闭", "关闭"),
    },
    "improvement_state": {
        "open": ("open", "进行中", "未完成 待办"),
        "done": ("done", "已完成", "完成"),
        "cancelled": ("cancelled", "已取消", "取消 canceled"),
    },
    "import_key": {
        "phone": ("phone", "电话", "手机 電話 手機"),
        "email": ("e-mail", "邮箱", "郵箱"),
        "wechat": ("WeChat", "微信", ""),
        "code": ("code", "代码", "编号 編號"),
        "external_id": ("number in another system", "外部编号", "外部編號"),
        "member_no": ("member no", "会员编号", "会员号 會員編號"),
        "order_no": ("order no", "订单号", "訂單號"),
        "name": ("name", "名称", "姓名 名稱"),
    },
    "pair_class": {
        "certain": ("certain", "确定", "確定"),
        "likely": ("likely", "很可能", ""),
        "possible": ("possible", "可能", ""),
    },
    "period": {
        "month": ("month", "月", "每月"),
        "quarter": ("quarter", "季度", "季 每季度"),
        "half": ("half year", "半年", "每半年"),
        "year": ("year", "年", "每年"),
    },
    "care_occasion": {
        "birthday": ("birthday", "生日", ""),
        "anniversary": ("anniversary", "合作周年", "周年 合作纪念日"),
        "festival": ("festival", "节日", "节日祝福"),
        "day": ("day of the trade", "行业日", ""),
        "new_year": ("New Year", "元旦", "新年"),
        "spring_festival": ("Chinese New Year", "春节", "过年 大年初一"),
        "lantern": ("the Lantern Festival", "元宵节", "元宵"),
        "qingming": ("Qingming", "清明节", "清明"),
        "dragon_boat": ("the Dragon Boat Festival", "端午节", "端午"),
        "qixi": ("the Qixi Festival", "七夕", "七夕节"),
        "mid_autumn": ("the Mid-Autumn Festival", "中秋节", "中秋"),
        "double_ninth": ("the Double Ninth Festival", "重阳节", "重阳"),
        "winter_solstice": ("the Winter Solstice", "冬至", "冬至节"),
        "national_day": ("National Day", "国庆节", "国庆"),
        "christmas": ("Christmas", "圣诞节", "圣诞"),
        "thanksgiving": ("Thanksgiving", "感恩节", ""),
        "eid_al_fitr": ("Eid al-Fitr", "开斋节", ""),
        "eid_al_adha": ("Eid al-Adha", "宰牲节", "古尔邦节"),
    },
    "message_fate": {
        "sent": ("sent", "已发送", "已发"),
        "not-sent": ("not-sent", "未发送", "未发 没发"),
    },
    # What a message to a customer is for.
    "message_kind": {
        "birthday": ("birthday", "生日", ""),
        "anniversary": ("anniversary", "合作周年", ""),
        "festival": ("festival", "节日", ""),
        "day": ("day of the trade", "行业日", ""),
        "campaign": ("campaign", "活动", ""),
    },
    "message_state": {
        "planned": ("planned", "待发送", ""),
        "sending": ("being sent", "发送中", ""),
        "sent": ("sent", "已发送", ""),
        "handed": ("handed over", "已移交", ""),
        "failed": ("failed", "失败", ""),
        "unknown": ("unknown", "不明", ""),
    },
    # What a campaign or event is.
    "campaign_kind": {
        "promotion": ("promotion", "促销", "促销活动 优惠 优惠活动 推广 營銷 promo sale offer discount"),
        "launch": ("launch", "新品发布", "发布 发布会 新品 新品发布会 新品推介 新品發佈 product_launch release"),
        "thank_you": ("thank-you event", "答谢会", "答谢 客户答谢 客户答谢会 感恩会 年会 答謝會 thank_you thanks thank-you appreciation"),
        "seminar": ("seminar", "研讨会", "研讨 讲座 论坛 沙龙 研討會 workshop webinar conference"),
        "party": ("party", "联谊", "联谊会 联谊活动 联欢 聚会 聚餐 聯誼 social get-together"),
        "training": ("customer training", "客户培训", "培训 培训会 客戶培訓 training course"),
        "news": ("trade news", "行业资讯", "资讯 行业动态 简报 通讯 資訊 newsletter bulletin"),
        "benefit": ("member benefit", "会员福利", "福利 会员日 会员活动 会员权益 會員福利 benefits perk"),
    },
    "campaign_state": {
        "planned": ("planned", "未开始", "计划中 筹备中 upcoming"),
        "running": ("running", "进行中", "正在进行 under_way current"),
        "over": ("over", "已结束", "结束 已完成 已結束 finished done past"),
        "canceled": ("canceled", "已取消", "取消 cancelled"),
    },
    # Whether somebody who was invited will come.
    "campaign_answer": {
        "yes": ("yes", "报名", "参加 来 是 会来 已报名 接受 報名 y accepted coming"),
        "no": ("no", "谢绝", "不参加 不来 否 婉拒 拒绝 不报名 謝絕 n declined"),
    },
    # What came of a campaign, in a word.
    "campaign_result": {
        "more": ("more bought", "购买增加", ""),
        "fewer": ("fewer bought", "购买减少", ""),
        "unshown": ("no effect shown", "未显示效果", ""),
        "few": ("too few to tell", "人数过少", ""),
        "uncompared": ("no comparison", "无对照", ""),
        "running": ("still counting", "统计中", ""),
        "planned": ("not begun", "未开始", ""),
        "canceled": ("cancelled", "已取消", ""),
    },
    # What money was spent on.
    "expense_category": {
        "promotion": ("promotion", "促销推广", "促销 推广 营销 广告 宣传 促銷推廣 marketing advertising"),
        "visit": ("visits", "客户拜访", "拜访 走访 上门 上门拜访 拜訪 visit visiting"),
        "event": ("events", "活动会务", "活动 会务 场地 会议 活動會務 event venue"),
        "training": ("training", "培训", "培训费 客户培训 培訓 trainings"),
        "hospitality": ("hospitality", "招待", "业务招待 招待费 餐饮 餐费 宴请 catering meals"),
        "gift": ("gifts", "礼品", "礼物 奖品 禮品 gift prizes"),
        "travel": ("travel", "差旅", "差旅费 交通 交通费 住宿 travelling transport"),
        "compensation": ("compensation", "投诉补偿", "补偿 赔偿 赔付 补偿金 赔偿金 補償 compensations"),
        "tools": ("tools", "工具系统", "工具 软件 系统 设备 工具系統 tool software equipment"),
        "communication": ("communication", "通讯邮寄", "通讯 短信 邮寄 快递 印刷 通訊郵寄 postage printing messages"),
        "other": ("other", "其他", "其它 杂费 others misc"),
    },
    "changed_part": {
        "stayed": ("stayed", "留在原组", ""),
        "moved": ("moved", "换组", ""),
        "new": ("new", "新客户", ""),
        "lost": ("lost", "流失", ""),
        "back": ("came back", "回流", ""),
        "gone": ("no longer recorded", "不再有记录", ""),
    },
    "report_field": {
        "tier": ("tier", "客户类别", "类别 等级"),
        "owner": ("owner", "负责人", ""),
        "region": ("region", "地区", "区域"),
        "industry": ("industry", "行业", ""),
        "wave": ("wave", "调查期次", "期次"),
        "month": ("month", "月份", "月"),
        "severity": ("severity", "严重程度", "级别"),
        "category": ("category", "分类", "类型"),
        "handler": ("handler", "处理人", ""),
        "channel": ("channel", "渠道", ""),
        "product": ("product", "产品", ""),
        "person": ("person", "人员", "员工"),
        "touchpoint": ("touchpoint", "触点", "接触点 服务阶段"),
        "occasion": ("occasion", "场合", ""),
        "reason": ("reason", "原因", "流失原因"),
        "measure": ("measure", "措施", "挽留措施"),
        "department": ("department", "部门", "部門"),
    },
}  # fmt: skip

#: What customers are given at a contact.
DOMAINS["given"] = {
    "proposal": ("proposal", "方案", "专属方案 方案书 服务方案 解决方案 計劃書 企划 提案 solution plan"),
    "advice": ("advice", "建议", "定制建议 专业建议 改进建议 諮詢建議 建議 recommendation suggestions suggestion"),
    "quotation": ("quotation", "报价", "报价单 报价表 报价书 報價 報價單 quote price_quote offer"),
}  # fmt: skip


def given_together(keys: Iterable[str]) -> str:
    """Several things that were given, as one word: in the order of their list, with commas between."""
    told = set(keys)
    return ",".join(key for key in DOMAINS["given"] if key in told)


#: The same, one thing or several at once.
DOMAINS["gave"] = {
    given_together(some): (
        ", ".join(DOMAINS["given"][key][0] for key in some),
        "、".join(DOMAINS["given"][key][1] for key in some),
        "",
    )
    for n in (1, 2, 3)
    for some in combinations(DOMAINS["given"], n)
}
#: What people call feedback: a complaint, too, which is none.
DOMAINS["feedback_told"] = DOMAINS["feedback_kind"] | {
    "complaint": ("complaint", "投诉", "抱怨 客诉 投訴 客訴 complaints")
}
#: What a step of a complaint is called where its log is told.
DOMAINS["complaint_step"] = {
    "opened": ("opened", "提出", ""), "responded": ("responded", "已响应", ""), "proposed": ("solution proposed", "已给方案", ""),
    "progress": ("progress told", "已反馈进度", ""), "waiting": ("waiting for the customer", "等待客户", ""),
    "resumed": ("resumed", "继续处理", ""), "answered": ("customer answered", "客户已回复", ""), "resolved": ("resolved", "已办结", ""),
    "revisited": ("revisited", "已回访", ""), "reopened": ("reopened", "重新打开", ""), "archived": ("archived", "已归档", ""),
    "severity": ("severity changed", "严重程度变更", ""), "note": ("note", "备注", ""), "called_again": ("called again", "再次来电", ""),
}  # fmt: skip
#: Whence a step is known that nobody recorded here.
DOMAINS["log_source"] = {"import": ("import", "导入", "")}
#: What of the due list is put off: a kind of row, of complaints with its step, and whether it is the managers' row.
DOMAINS["log_item"] = (
    DOMAINS["due_kind"]
    | DOMAINS["clock"]
    | {
        "escalated": ("escalated", "经理提醒", ""),
        "renewal": ("renewal", "续签", ""),
        "payment": ("payment", "回款", ""),
        "idle": ("idle", "停滞", ""),
    }
)
#: Lists that only an export has stand beside the kinds of sheets.
DOMAINS["export_list"] = DOMAINS["sheet_kind"] | {
    "invitations": ("invitations", "邀请", "调查邀请"),
    "knowledge": ("knowledge", "知识", "知识库"),
    "attachments": ("attachments", "附件", "附件清单"),
    "due": ("due", "待办", ""),
    "all": ("all", "全部", ""),
}

_words: dict[str, dict[str, str]] = {}
_lent: dict[str, tuple[str, ...]] = {}


def lend(domain: str, words: tuple[str, ...]) -> None:
    """Has a team's own words of a domain understood, each as itself, until others are lent: what reads sheets knows no
    policy."""
    if _lent.get(domain, ()) != words:
        _lent[domain] = words
        _words.pop(domain, None)


def parse_word(domain: str, text: str) -> str | None:
    """The key that a word means in this domain, or None. Case, width, script and spaces don't matter."""
    words = _words_of(domain)
    folded = "".join(text.split()).lower()
    if folded in words or folded.isascii():
        return words.get(folded) or words.get(folded.replace("_", "").replace("-", ""))
    import unicodedata

    from crmcli.matching.text import to_simplified, without_accents

    wide = to_simplified(unicodedata.normalize("NFKC", folded)).lower().strip("。.!！,，:：()")
    return words.get(wide) or words.get(without_accents(wide))


def find_word(domain: str, text: str) -> str | None:
    """The key of the longest word of the domain that the text contains (`全额退款（客户原因）` → refunded), or None.

    A word of one character, or one behind a negation (未, 不, 没, 待 …) that isn't part of it, doesn't count.
    """
    exact = parse_word(domain, text) or begins_with(domain, text)
    if exact or len(text) > 30:
        return exact
    if text.isascii():
        return _find_western(domain, text)
    import unicodedata

    from crmcli.matching.text import to_simplified, without_accents

    if (plain := without_accents(text)).isascii():
        return _find_western(domain, plain)
    folded = to_simplified(unicodedata.normalize("NFKC", "".join(text.split()))).lower()
    best = ("", "")
    for word, key in _words_of(domain).items():
        start = folded.find(word) if len(word) > max(1, len(best[0])) and not word.isascii() else -1
        if start >= 0 and not _NEGATED.search(folded[:start]):
            best = (word, key)
    return best[1] or next(
        (key for sign, key in _OPEN_ENDED.get(domain, ()) if folded.startswith(sign)), None
    )


def begins_with(domain: str, text: str) -> str | None:
    """The key that a text's beginning gives away whatever follows (`Closed with non-monetary relief`), or None."""
    folded = " ".join(text.split()).lower()
    return next((key for sign, key in _BEGINNINGS.get(domain, ()) if sign.match(folded)), None)


def _find_western(domain: str, text: str) -> str | None:
    """The key of the longest word or pair of words of the domain in a Western text without a negation."""
    parts = re.findall("[a-z]+", text.lower())
    if not {"not", "no", "non", "never", "un", "awaiting", "waiting", "until"}.isdisjoint(parts):
        return None
    words = _words_of(domain)
    known = [word for word in (*parts, *map("".join, pairwise(parts))) if len(word) > 3 and word in words]
    return words[max(known, key=len)] if known else None


#: A word's beginning that turns what follows in the same clause: 未, 待 …, but not 等待 behind a comma.
_NEGATED = re.compile("[未不没非无待否](?:[^,;、。/（()]{0,4})$|等待[^,;、。/(]*$")
#: How what is over is told, with how it ended behind it.
_BEGINNINGS = {
    "purchase_status": (
        (
            re.compile(
                r"已?(?:收|付|缴|回款)款?\s*(?:[1-9]\d?[%％]|[一二三四五六七八九]成|一半|部分)|(?:paid|received) [1-9]\d?%|[1-9]\d?% (?:paid|received)"
            ),
            "in_service",
        ),
    ),
    "complaint_state": (
        (
            re.compile(
                r"(?:case |ticket |complaint )?closed\b(?! to)|已?结案|已(?:关闭|销案|归档|撤诉)|撤诉"
            ),
            "archived",
        ),
        (
            re.compile(
                r"(?:resolved|solved|settled|fixed|done|completed)\b|已(?:解决|办结|处理完|完成|完结|妥善处理)|(?:处理|办理)(?:完毕|完成)"
            ),
            "resolved",
        ),
    ),
}
#: What words that nobody listed begin with: whatever is still awaited has been ordered, not paid.
_OPEN_ENDED = {
    "purchase_status": (("等待", "ordered"), ("待", "ordered"), ("未", "ordered")),
    "complaint_state": (("等待", "open"), ("待", "open"), ("未", "open")),
}


def label(domain: str, key: str, lang: str) -> str:
    """The word for a key in English ("en") or Chinese ("zh"); the key itself where it isn't of the domain."""
    entry = DOMAINS[domain].get(key)
    return key if entry is None else entry[1] if lang.startswith("zh") else entry[0]


def choices(domain: str) -> tuple[str, ...]:
    """The keys of a domain in their natural order. KeyError for an unknown domain."""
    return tuple(DOMAINS[domain])


def _words_of(domain: str) -> dict[str, str]:
    """Every folded word of a domain → key; an earlier key keeps a word that two claim, its own labels before all."""
    if domain not in _words:
        entries = DOMAINS[domain]
        words: dict[str, str] = {}
        for key, (english, chinese, _others) in entries.items():
            for word in (key, key.replace("_", ""), english, chinese):
                words.setdefault("".join(word.split()).lower(), key)
        for key, (_english, _chinese, others) in entries.items():
            for word in others.split():
                words.setdefault(word.replace("_", "").lower(), key)
        for word in _lent.get(domain, ()):
            words.setdefault("".join(word.split()).lower(), word)
        _words[domain] = words
    return _words[domain]
