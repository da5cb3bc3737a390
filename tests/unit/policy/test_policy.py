"""The policy: what loads, what is refused, and how a text is compared and changed."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from crmcli import policy
from crmcli.dates.festivals import FESTIVALS
from crmcli.errors import PolicyError
from crmcli.facts import Facts, derive
from crmcli.policy import Policy, conditions
from crmcli.policy.comments import in_one_language
from crmcli.policy.conditions import BadCondition, compile_condition
from crmcli.workflows.policies import edit, schema

TEXT = policy.default_toml()
_FESTIVALS = ", ".join(FESTIVALS)


def test_defaults_are_those_of_the_process():
    default = policy.default_policy()
    assert default.version == 0
    assert default.lifecycle.lost_max_days == 540
    assert default.complaint.urgent.resolve_hours == 24
    assert default.complaint.serious.resolve_hours == 48
    assert default.complaint.normal.resolve_hours == 72
    assert default.contact.plan["key"].cadence_days == 90
    assert default.contact.plan["key"].working_days == 30
    assert default.backlog.per_day == 20
    assert default.points.level_spend["platinum"] == 50000


def test_a_policy_survives_json():
    stored = json.loads(json.dumps(policy.parse(TEXT)))
    loaded = Policy.from_dict(stored, 7)
    assert loaded.version == 7
    assert loaded.churn == policy.default_policy().churn
    assert [rule.key for rule in loaded.tier] == ["key", "potential", "cold", "general"]


def test_what_a_text_lacks_comes_from_the_defaults():
    loaded = Policy.from_dict({"churn": {"high": 70}, "urgency": {"kind": {"task": 50}}}, 1)
    assert (loaded.churn.high, loaded.churn.medium) == (70, 30)
    assert (loaded.urgency.kind["task"], loaded.urgency.kind["feedback"]) == (50, 40)


def test_toml_dates_become_text():
    loaded = policy.parse("[calendar.office]\nclosures = [2027-02-08]")
    assert loaded["calendar"]["office"]["closures"] == ["2027-02-08"]


@pytest.mark.parametrize(
    "table, place",
    [
        ({"tier": [{"key": "key", "all": ["spend12 > 1"]}, {"key": "general"}]}, r"tier\[0\]\.all\[0\]"),
        ({"tier": [{"key": "key", "any": ["kind > 1"]}, {"key": "general"}]}, r"tier\[0\]\.any\[0\]"),
        ({"value_class": [{"key": "low", "all": ["orders_12m < 2"]}]}, "value_class: the last rule"),
        ({"tier": "x"}, "malformed"),
    ],
)
def test_a_broken_policy_names_the_place(table, place):
    with pytest.raises(PolicyError, match=place):
        Policy.from_dict(table, 1)


def test_text_that_is_not_toml_names_the_line():
    with pytest.raises(PolicyError, match="line 2"):
        policy.parse("[team]\ntime_zone = \n[due]\n")


@pytest.mark.parametrize(
    "text, facts, holds",
    [
        ("spend_12m >= 50000", {"spend_12m": 5_000_000}, True),
        ("spend_12m >= 50000", {"spend_12m": 4_999_999}, False),
        ("spend_12m > 0.5", {"spend_12m": 50}, False),
        ("spend_12m > 0.5", {"spend_12m": 51}, True),
        ("orders_12m != 2", {"orders_12m": 2}, False),
        ("last_nps <= 6", {"last_nps": None}, False),
        ("last_nps <= 6", {"last_nps": 6}, True),
        ('industry in ["教育", "物流"]', {"industry": "物流"}, True),
        ("industry in 教育，物流", {"industry": "教育"}, True),
        ("industry in 教育，物流", {"industry": None}, False),
        ("industry == 教育", {"industry": "教育"}, True),
        ("orders_12m in 1, 3", {"orders_12m": 3}, True),
        ("contract_in_force == true", {"contract_in_force": True}, True),
        ("is_member != true", {"is_member": True}, False),
    ],
)
def test_conditions_on_facts(text, facts, holds):
    row = Facts(customer_id=1, created_on=date(2024, 11, 20), **facts)
    assert compile_condition(text).test(row, {}) is holds


@pytest.mark.parametrize(
    "text, problem",
    [
        ("spend_12m", "syntax"),
        ("spend_12m >=", "syntax"),
        ("spend12 >= 1", "fact"),
        ("customer_id >= 1", "fact"),
        ("lifecycle == new", "fact"),
        ("industry > 3", "op"),
        ("is_member >= true", "op"),
        ("is_member == yes", "value"),
        ("spend_12m >= lots", "value"),
        ("spend_12m >= 0.001", "value"),
        ("spend_12m >= nan", "value"),
        ("industry in 教育,,物流", "value"),
        (f"spend_12m >= {'9' * 5_000}", "value"),
    ],
)
def test_bad_conditions(text, problem):
    with pytest.raises(BadCondition) as caught:
        compile_condition(text)
    assert caught.value.problem == problem


def test_the_default_text_has_no_problems():
    assert schema.check(TEXT) == []


@pytest.mark.parametrize(
    "old, new, problem",
    [
        ('["spend_12m >= 50000"]  #', '["spend12 >= 50000"]  #', "tier[0].all[0]: unknown fact 'spend12'"),
        ("high = 60 ", "hihg = 60 ", "churn.hihg: unknown key"),
        ("respond_hours = 1 ", "respond_hours = 0 ", "complaint.urgent.respond_hours: must be more than 0"),
        ("revisit_hours = 24  ", "# ", "complaint.urgent.revisit_hours: is missing"),
        ('calendar = "always" ', 'calendar = "x" ', "complaint.urgent.calendar: there is no calendar 'x'"),
        ('mon = ["09:00-18:00"]', 'mon = ["9-18h"]', "calendar.office.hours.mon: can't be read: '9-18h'"),
        ('"Asia/Shanghai"', '"Asia/Nowhere"', "team.time_zone: can't be read: 'Asia/Nowhere'"),
        ("task = 36", "tusk = 36", "urgency.kind.tusk: unknown key"),
        ("warn_percent = 80", "warn_percent = 100", "complaint.warn_percent: must not be more than 99"),
        ("medium = 30 ", "medium = 70 ", "churn.medium: must be less than churn.high"),
        ("watch = 60 ", "watch = 80 ", "health.watch: must be less than health.healthy"),
        ("birthday = 16", "birthday = 160", "urgency.kind.birthday: must not be more than 100"),
        ("regular = 0\nsilver = 5000", "regular = 9\nsilver = 5000", "points.level_spend.regular: must be 0"),
        ('"potential >= 60", ', '"potential < 0", ', "tier[1].all[0]: must be more than 0"),
        ('"potential >= 60", ', '"potential > 100", ', "tier[1].all[0]: must be less than 100"),
        ('mon = ["09:00-18:00"]', 'mon = ["09:00-09:00"]', "calendar.office.hours.mon: can't be read: '09:00-09:00'"),
        ('"potential >= 60", ', '"potential <= -1", ', "tier[1].all[0]: must not be less than 0"),
        ('lifecycle == lost', 'lifecycle == 流失', "contact.overlay[1].all[0]: 流失 is none of prospect, new, active, lost"),
        ('mon = ["09:00-18:00"', 'mon = ["08:00-09:30", "09:00-18:00"', "calendar.office.hours.mon: 08:00-09:30 and 09:00-18:00 overlap"),
        ('CN = ["new_year"', 'CN = ["newyear"', "care.festivals.CN: newyear is none of " + _FESTIVALS),
        ("days = {}", 'days = { "3-8" = "x" }', "care.days.3-8: is no day of the year like 03-08"),
        ('["2024-04-10"', '["2024-4-10"', "care.moving.eid_al_fitr[0]: is no day like 2026-11-20"),
        ('zh = "{{ name }}您好：祝您生日', 'zh = "{{ nmae }}您好：祝您生日', "care.texts.birthday.zh: nmae is none of name, customer, occasion, years, owner, gift, day"),
        ("[care.gifts.birthday.zh]", "[care.gifts.easter.zh]", "care.gifts: easter is none of birthday, anniversary, festival, day, " + _FESTIVALS),
        ("[team]", '[[field]]\nname = ""\ntype = "text"\n[team]', "field[0].name: a field can't be called so: "),
        ("[team]", '[[field]]\nname = "city"\ntype = "text"\n[team]', "field[0].name: there is a field city already"),
        ("[team]", '[[field]]\nname = "A"\ntype = "choice"\n[team]',
         "field[0].choices: a choice needs some, any other type has none"),
        ("gross_margin = 1.0", "gross_margin = 1.5", "kpi.gross_margin: must not be more than 1"),
        ("propose_hours = 2 ", "propose_hours = 30 ",
         "complaint.urgent.propose_hours: must not be more than complaint.urgent.resolve_hours"),
        ("closures = []", 'closures = ["2027-02-30"]',
         "calendar.office.closures: can't be read: '2027-02-30'"),
        ("round_the_clock = true", "round_the_clock = false", "calendar.always: has no working time"),
        ("high = 60 ", "high = 160 ", "churn.high: must not be more than 100"),
        ("healthy = 80 ", "healthy = 101 ", "health.healthy: must not be more than 100"),
        ("promoter_min = 9 ", "promoter_min = 11 ", "survey.promoter_min: must not be more than 10"),
        ("satisfied_from = 4 ", "satisfied_from = 6 ", "survey.satisfied_from: must not be more than 5"),
        ("low_max = 2 ", "low_max = 4 ", "survey.low_max: must be less than survey.satisfied_from"),
        ('"potential >= 60", ', '"potential >= 160", ', "tier[1].all[0]: must not be more than 100"),
        ("gold = 20000", "gold = 4000", "points.level_spend.silver: must be less than points.level_spend.gold"),
        ("new_days = 90 ", "new_days = 36501 ", "lifecycle.new_days: must not be more than 36500"),
        ('"CNY" ', '"XXQ" ', "team.currency: no currency has the code 'XXQ' (ISO 4217, such as CNY)"),
        ("trend = 30 ", "trend = 50 ",
         "potential: potential.trend, potential.engagement, potential.needs, potential.industry, potential.size must add up to 100, not 120"),
        ("deals = 40 ", "deals = 30 ", "health: health.deals, health.complaints, health.interaction must add up to 100, not 90"),
        ("spend_drop_ratio = 0.5 ", "spend_drop_ratio = 5 ", "churn.spend_drop_ratio: must not be more than 1"),
        ("complaint_growth_max = 0.15 ", "complaint_growth_max = 15 ",
         "alarm.complaint_growth_max: must not be more than 1"),
        ("large = 1.0", "large = 3", "potential.size_share.large: must not be more than 1"),
        ("medium = 30 ", "medium = 0 ", "churn.medium: must be more than 0"),
        ("segment_step = 20 ", "segment_step = 40 ", "potential.segment_step: must be less than a third of potential.segment_a"),
        ("complaint_breached = 88", "complaint_breached = 82",
         "urgency.kind.complaint_warned: must be less than urgency.kind.complaint_breached"),
        ("rows = 20 ", "rows = 1000000000 ", "due.rows: must not be more than 10000"),
        ("contract_days = [60, 30]", "contract_days = [36501, 30]", "due.contract_days[0]: must not be more than 36500"),
        ("timeliness_min = 0.95", "timeliness_min = 0", "alarm.timeliness_min: must be more than 0"),
        ("churn_rate_max = 0.20", "churn_rate_max = 1", "alarm.churn_rate_max: must be less than 1"),
        ("gap_min_purchases = 3 ", "gap_min_purchases = 1 ", "lifecycle.gap_min_purchases: must be more than 1"),
        ('"days_known > 30"', '"days_known > 36501"', "tier[2].all[2]: must not be more than 36500"),
        ('"potential >= 60", ', '"potential >= 0", ', "tier[1].all[0]: must be more than 0"),
        ('"potential >= 60", ', '"potential <= 100", ', "tier[1].all[0]: must be less than 100"),
        ('"potential >= 60", ', '"last_nps >= 0", ', None),
        ('"potential >= 60", ', '"last_overall < 1", ', "tier[1].all[0]: must be more than 1"),
        ('"potential >= 60", ', '"source in wechat, 地推", ', "tier[1].all[0]: 地推 is none of website, wechat, partner, "
         "exhibition, visit, referral, event, social_media, phone, advertising, other"),
        ('"website", ', '"website", "website", ', "lists.sources[1]: must be a word of its own, not 'website'"),
        ('purpose = "care" ', 'purpose = "cake" ', "contact.plan.general.purpose: cake is none of tailored_advice, "
         "follow_needs, care, revisit, onboarding, win_back, long_cooperation"),
        ('link = ""', 'link = "forms"', "survey.link: must be an address such as https://…, not 'forms'"),
    ],
)  # fmt: skip
def test_check_says_what_is_wrong_and_where(old, new, problem):
    assert old in TEXT
    assert schema.check(TEXT.replace(old, new, 1)) == ([problem] if problem else [])


@pytest.mark.parametrize("text", ["", "[churn]\nhigh = 70\n"])
def test_a_text_without_a_team_has_the_default_one(text):
    assert schema.check(text) == []
    assert Policy.from_dict(policy.parse(text), 1).team == policy.default_policy().team


def test_check_reports_every_problem_of_the_shape():
    text = TEXT.replace("new_days = 90", 'new_days = "90"').replace('key = "cold"  ', 'key = "chilly"  ')
    problems = schema.check(text)
    assert [problem.split(":")[0] for problem in problems] == ["lifecycle.new_days", "tier[2].key"]


def test_check_reports_what_is_wrong_beside_a_wrong_shape():
    text = (
        TEXT.replace("new_days = 90", 'new_days = "90"').replace('currency = "CNY"', 'currency = "QQQ"')
        .replace("high = 60 ", "high = 600 ").replace('"potential >= 60"', '"potentiall >= 60"').replace("trend = 30 ", 'trend = "x" ')
        .replace('time_zone = "Asia/Shanghai"', 'time_zone = "Mars/Base"').replace("[churn]", "[churn]\nhigher = 1")
    )  # fmt: skip
    assert sorted(problem.split(":")[0] for problem in schema.check(text)) == [
        "churn.high", "churn.higher", "lifecycle.new_days", "potential.trend", "team.currency", "team.time_zone",
        "tier[1].all[0]", "value_class[2].all[0]",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ("[calendar.office]\nhours = { monday = ['09:00-17:00'] }\n", "calendar.office.hours.monday"), ("[churn]\nhigh = []\n", "churn.high"),
        ("[[tier]]\nkey = 'key'\nall = [3]\n[[tier]]\nkey = 'general'\n", "tier[0].all[0]"), ("tier = 3\n", "tier"), ("churn = 3\n", "churn"),
        ("[complaint.urgent]\nrespond_hours = 1\n", "complaint.urgent.propose_hours"), ("[unknown]\na = 1\n", "unknown"),
        ("[contact.plan.key]\ncadence_days = {a = 1}\n", "contact.plan.key.cadence_days"),
    ],
)  # fmt: skip
def test_whatever_is_of_a_wrong_shape_hides_nothing_else(wrong, place):
    told = [problem.split(":")[0] for problem in schema.check(f"{wrong}[team]\ncurrency = 'QQQ'\n")]
    assert place in told and "team.currency" in told


def test_a_policy_shows_its_comments_in_one_language():
    chinese, english = (in_one_language(TEXT, chinese) for chinese in (True, False))
    assert policy.parse(chinese) == policy.parse(english) == policy.parse(TEXT)
    # Texts to customers are in both languages, whoever reads.
    assert [
        line for line in english.splitlines() if re.search("[\u2e80-\u9fff]", line.partition("zh =")[0])
    ] == []
    words = [line.partition("# ")[2] for line in chinese.splitlines()]
    assert [text for text in words if re.search("[a-z]+ [a-z]+ [a-z]+", text)] == []


@pytest.mark.parametrize(
    ("line", "chinese", "english"),
    [
        ('a = "x # y | z"  # 甲 | A', 'a = "x # y | z"  # 甲', 'a = "x # y | z"  # A'),
        ("# ---- 等级 | Levels ----", "# ---- 等级", "# ---- Levels ----"), ("b = 1  # 只有中文", "b = 1  # 只有中文", "b = 1  # 只有中文"),
        ("# mine | and mine", "# mine | and mine", "# mine | and mine"), ("# 上\n# | above\nc = 2", "# 上\nc = 2", "# above\nc = 2"),
    ],
)  # fmt: skip
def test_a_comment_in_one_language(line, chinese, english):
    assert (in_one_language(line, True), in_one_language(line, False)) == (chinese, english)


def test_check_wants_a_class_for_everyone_and_no_hidden_rules():
    text = '[[tier]]\nkey = "general"\n[[tier]]\nkey = "key"\n'
    assert schema.check(text) == ["tier[0]: a rule without conditions hides those after it"]
    assert schema.check('[[tier]]\nkey = "key"\nall = ["spend_12m > 1"]\n') == [
        "tier: the last rule must have no conditions"
    ]


def test_diff_lists_what_differs():
    text = edit.set_value(TEXT, "churn.high", "70")
    assert schema.diff(TEXT, text) == [("churn.high", 60, 70)]
    assert schema.diff(TEXT, TEXT) == []
    assert schema.diff("[team]", '[team]\ncurrency = "USD"') == [("team.currency", None, "USD")]
    assert schema.diff('[team]\ncurrency = "USD"', "") == [("team.currency", "USD", None)]


@pytest.mark.parametrize(
    "path, value, stored",
    [
        ("churn.high", "70", 70),
        ("complaint.urgent.respond_hours", "0.5", 0.5),
        ("tier[0].all", '["spend_12m >= 60000"]', ["spend_12m >= 60000"]),
        ("tier[1].all", '["potential >= 70"]', ["potential >= 70"]),
        ("team.time_zone", "Asia/Tokyo", "Asia/Tokyo"),
        ("calendar.office.hours.sat", '["09:00-12:00", "13:00-17:00"]', ["09:00-12:00", "13:00-17:00"]),
        ("potential.industry_share.教育", "0.8", 0.8),
        ("contact.overlay[1].cadence_days", "45", 45),
        ("contact.plan.key.give", "proposal", ["proposal"]),
    ],
)
def test_set_value_changes_that_value_only(path, value, stored):
    changed = edit.set_value(TEXT, path, value)
    assert [(p, new) for p, _, new in schema.diff(TEXT, changed)] == [(path, stored)]
    assert schema.check(changed) == []
    assert re.findall("#.*", changed) == re.findall("#.*", TEXT)


def test_set_value_replaces_a_list_over_several_lines():
    text = '[lists]\nsources = [\n  "website", # ours\n  "wechat",\n] # where from\n[pool]\ncadences = 2\n'
    changed = edit.set_value(text, "lists.sources", '["phone"]')
    assert changed == '[lists]\nsources = ["phone"] # where from\n[pool]\ncadences = 2\n'


@pytest.mark.parametrize(
    "text, path, value, changed",
    [
        ("[churn]\nhigh = 60\t# 高\n", "churn.high", " 7_0 ", "[churn]\nhigh = 7_0\t# 高\n"),
        ("[churn]  # 流失\n\n# 团队\n[team]", "churn.high", "70", "[churn]  # 流失\nhigh = 70\n\n# 团队\n[team]"),
        ("[churn]", "churn.high", "70", "[churn]\nhigh = 70\n"),
        ("# 全部\n", "churn.high", "70", "# 全部\n\n[churn]\nhigh = 70\n"),
        ("[team]\n", "message.reply_zh", '收到"', '[team]\n\n[message]\nreply_zh = "收到\\""\n'),
        ("[complaint]\n[due]\n[complaint.urgent]\ncalendar = 'a' # 谁\n", "complaint.urgent.calendar", "b",
         "[complaint]\n[due]\n[complaint.urgent]\ncalendar = \"b\" # 谁\n"),
        ("[calendar.a]\nhours.mon = []\n", "calendar.a.hours.mon", "['9:00-12:00']",
         "[calendar.a]\nhours.mon = ['9:00-12:00']\n"),
        ("[potential]\nsize_share = { small=1 } # 规模\n", "potential.size_share.small", "0.5",
         "[potential]\nsize_share = { small=0.5 } # 规模\n"),
        ('[potential.industry_share]\n"I.T." = 1\n', "potential.industry_share.I.T.", "0.5",
         '[potential.industry_share]\n"I.T." = 0.5\n'),
        ("[care]\nchannels = ['email'] # 渠道\n", "care.channels", "短信、微信", '[care]\nchannels = ["sms", "wechat"] # 渠道\n'),
        ("[care]\nchannels = ['email']\n", "care.channels", "电话", '[care]\nchannels = ["phone"]\n'),
        ("[care.festivals]\nCN = []\n", "care.festivals.CN", "春节 冬至", '[care.festivals]\nCN = ["spring_festival", "winter_solstice"]\n'),
        ("[pool]\nkept_tiers = []\n", "pool.kept_tiers", "重点客户,潜力客户", '[pool]\nkept_tiers = ["key", "potential"]\n'),
    ],
)  # fmt: skip
def test_set_value_keeps_how_the_rest_is_written(text, path, value, changed):
    assert edit.set_value(text, path, value) == changed


@pytest.mark.parametrize(
    "path, value",
    [
        ("churn.hihg", "70"),
        ("nowhere.at_all", "1"),
        ("tier[9].all", "[]"),
        ("churn.high", "many"),
        ("churn.high", '"70"'),
        ("churn.high", "true"),
        ("churn.high", "70\nmedium = 20"),
        ("churn", "70"),
        ("tier", "[]"),
        ("tier[0].all[0]", "spend_12m >= 1"),
        ("tier[0].all", "spend_12m >= 1"),
        ("potential.industry_share.教育", "lots"),
    ],
)
def test_set_value_refuses(path, value):
    with pytest.raises(PolicyError):
        edit.set_value(TEXT, path, value)


@pytest.mark.parametrize(
    "path, value, told",
    [
        ("contact.plan.key.give", "proposal, advice", "must be a list in [ ]"),
        ("survey.fatigue_days", "abc", "must be a whole number"),
        ("churn.high", "many", "must be a"),
    ],
)
def test_a_text_is_told_what_its_place_holds(path, value, told):
    with pytest.raises(PolicyError, match=re.escape(told)):
        edit.set_value(TEXT, path, value)


def test_every_fact_that_a_policy_may_test_exists():
    names = conditions.MONEY | conditions.NUMBERS | conditions.TEXTS | conditions.FLAGS
    assert names.issubset(Facts.__slots__)
    derived = derive(Facts(customer_id=1, created_on=date(2026, 1, 1)), date(2026, 1, 2))
    assert {*derived, "potential"} == conditions.DERIVED_NUMBERS


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[contact]\nlate_warning_hours = 1.5\n", "contact.late_warning_hours: must be a whole number"),
        ('[contact]\nlate_warning_hours = "x"\n', "contact.late_warning_hours: must be a whole number"),
        ("[team]\ncurrency = 1\n", "team.currency: must be text in quotes"),
        ("[review]\nnew = 1\n", "review.new: must be true or false"),
        ("[calendar.office]\nclosures = 1\n", "calendar.office.closures: must be a list in [ ]"),
        ("calendar = 1\n", "calendar: must be a table of its own"),
    ],
)
def test_a_value_of_the_wrong_type_is_told_its_type(text, said):
    assert schema.check(text) == [said]
