"""The same work on a file and on a server says the same, to the byte: a few weeks of a team, in Chinese."""

from __future__ import annotations

import json
import random
import shlex
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest

from crmcli import catalogue, cli, i18n
from crmcli.database.location import Location
from tests.conftest import Databases
from tests.data import make_sheets

#: What the two engines rightly say differently of themselves.
_OWN_CHECKS = {"integrity", "server"}

#: One command a line; `@` moves the clock. Names of files are of the working folder.
_SCRIPT = """
@2026-11-02T01:00:00Z
staff add Wang --role manager --login wang
staff add 李娜 --role 销售 --department 销售部 --email lina@example.com
staff edit 李娜 --department 大客户部
staff add Wang
staff list
staff train 李娜 "服务 'a'%" --on 2026-11-01 --theory 88.5 --practice 90 --valid 1y
staff train Wang 消防
staff correct-training 1 --theory 60
staff remove-training 2
staff trainings --format json
policy show churn
policy set churn.high 71 --note 试行
policy set churn.high seventy
policy diff
calendar add 2027-02-06..2027-02-12 --make-up 2027-02-14
calendar show 2027
rate add USD 7.1 --on 2026-08-01
rate list
calendar remove 2027-02-12
policy history
policy check
import 客户.csv 订单.csv 跟进.csv 投诉.csv 调查.csv --dry-run
import 客户.csv 订单.csv 跟进.csv 投诉.csv 调查.csv --yes --partial --rejects rejects.xlsx
import 客户.csv 订单.csv --yes
import sheets --yes --partial --create-missing --rejects rejects-2.xlsx
import missing.csv --yes
classify
consent grant 1 营销 --channel sms --source 纸质 --evidence '第 3 页'
consent withdraw 2
consent withdraw 2 --at 2027-01-01
consent list --format json
consent list 1 --explain
log-contact #2 sms TD --in
verify send --dry-run
verify list
survey wave open Q4 --dry-run
due
due --explain --all --team
due --days 7 --kind contact --format json
due --overdue --format csv
due --format md --all --team
due --check
due -o day.xlsx
done 1
snooze 2 +3d --reason 出差
log-contact #3 phone 想了解新套餐 --next +7d --step 发报价 --feedback 感兴趣
find
find 远
find cdyx
find 138
find 没有这家
find --tier 钻石
due --days many
due --team --plan 14d
due --plan x
nonsense
find --city 成都 --format json
find --tier key --limit 3
find --stage active --format csv
add 成都远鑫酒店 --phone 13911829855 --contact 张建华 --city 成都 --tags 酒店,老客户 --note "第一行"
add 成都远鑫酒店
add 成都远鑫酒店 --force --phone 13911829856
add "O'Neill & Söhne \\\\ 50% _Ltd" --email sales@oneill.example --kind company --source referral --industry 清洁
add 王小明 --wechat wxid_x --set 生日=1990-11-10 --set 预算=5万 --owner 李娜
show 13911829855
show 远鑫
show C000070 --format json
edit 13911829855 city=重庆 tags=酒店,vip 行业=酒店
edit 13911829855 city=北京 --version-seen 1
edit 13911829855 --pin key --reason 战略客户 --until 2027-06-30
edit 13911829855 --potential 88.5 --reason 潜力大
edit 13911829855 --owner 李娜 --verified
edit 13911829855 size=巨大
edit nobody city=成都
log-contact 13911829855 拜访 "见了总监，说：\\"先试用\\"" --level high --with 张建华 --at "11/1 14:30"
log-contact 13911829855 phone 未接通 --missed
interaction edit 2 --reached --text 接通了 --at "11/2 9:00"
interaction list 13911829855
edit 王小明 生日=11-05
care plan --days 30 --format json
care plan --occasion 元旦 --days 90
care preview 王小明 生日
care list --date 2026-11-05 -o care.csv
care list --date 2026-11-05 -o care.csv
care log --format json
report care --by month
care settle 1 sent
care send
log-contact 13911829855 wechat 节日问候 --care
log-contact 13911829855 小红书 发了材料 --gave proposal --gave 报价 --by Wang
policy set channel.茶会.effective false
log-contact 13911829855 茶会 来了
log-contact 13911829855 鸽子 来了
log-contact 13911829855 phone 未来 --at 2027-01-01
contact add 13911829855 李强 职务=店长 phone=13911829857 生日=农历八月十五 consent=signed
contact add 13911829855 李强
contact edit 李强 is_key=yes note="a 'b' %"
contact leave 张建华 --on 2026-11-01
contact move 李强 王小明 title=x
contact list --left --format json
contact list
segment save 甲 "city~成都 and owner!=无"
find --where "@甲 or 订单总数>=1" --format ids
find --where "tier=key and last_contact<-3d or not (name~远 and 标签=酒店)" --format json
find --where "citty=1"
segment list
segment show 甲
segment remove 甲
field add 签约日 --type date
field add 套餐 --type choice --choice 基础 --choice 全包 --required
edit 13911829855 签约日=2026/3/5 套餐=全包
edit 13911829855 签约日=很快
find --where "签约日<2026-4-1 and 套餐=全包" --format json
loyalty join 13911829855 --number 8801
loyalty rewards add 雨伞 300 --stock 5
loyalty rewards add 券 100 --until 2027-12-31
purchase add 13911829855 1200.5 --order LP1
loyalty earn 13911829855 50 --for 问卷
loyalty redeem 13911829855 雨伞
loyalty redeem 13911829855 --cash 2 --order LP1
purchase refund LP1 --amount 600
loyalty cancel 1
loyalty adjust 13911829855 --take 9999
loyalty refer 13911829855 王小明
purchase add 王小明 20
loyalty draw 春节 --prize 雨伞 --winners 1 --seed s1
loyalty draw 春节 --again --format json
loyalty show 13911829855 --explain
loyalty show 13911829855 --as-of 2026-11-02 --format json
loyalty rewards list
loyalty expire
loyalty verify
report loyalty --explain
report loyalty --from 2026-11-01 --as-of 2026-11-03 --format json
consent grant 13911829855 营销
campaign add 答谢会 --kind 答谢会 --from 2026-11-01 --to 2026-12-01 --budget 900 --place 一号厅 --text-zh "{{ name }}，{{ place }}见。"
campaign draw 答谢会 --dry-run --format json
campaign draw 答谢会
campaign invite 答谢会 --channel sms -o 邀请.csv
campaign answer 答谢会 王小明 yes
campaign attend 答谢会 13911829855 --score 88.5
campaign cost 答谢会 1200 --for 场地
budget set 差旅 900 --month 2026-11 --note "按季 %"
budget spend 差旅 90.5 --for "打车 'x'%" --customer 13911829855 --campaign 答谢会 --minutes 45
budget edit 2 --amount 80 --campaign "" --note 改
budget list --format json
budget expenses --format json
report budget --format json
report budget --from 2026-11-01 --as-of 2026-11-10
budget remove 2
report sales --from 2026-10-01 --format json
report sales --by person --as-of 2026-11-10 --format json
campaign list
campaign list --as-of 2026-11-02 --format json
campaign result 答谢会 --format json
campaign result 答谢会 --as-of 2026-11-03
report campaigns --from 2026-11-01
find --where "到场=答谢会 or campaign=none"
campaign edit 答谢会 --place "" --product 保洁
campaign cancel 答谢会
field remove 套餐
field list
why 13911829855
why 13911829855 --months 3 --format json
task add 寄样品 --due tomorrow --customer 13911829855
task add "Send the quotation" --due "11/20 17:00" --owner Wang --department 销售部
task add 没有期限
task edit 1 --percent 60 --forecast +3d
task list
task list --all --overdue --format json
task done 1
task done 1
task cancel 3
task add 周报 --repeat 每周五 --step 数据 --step "文字 'n' %"
task check 4 1
task comment 4 等数据
opportunity add 13911829855 "年度保洁 'a'%" --amount 12.8万 --close 2026-12-31 --next +3d --step 发报价 --at 2026-11-01
opportunity add 海港大酒店 外墙 --with 周敏 --stage needs
opportunity add 海港 x --owner Nobody
opportunity stage 保洁 proposal --at 2026-11-10 --note "谈 % 过"
opportunity edit 1 --amount 5000 --owner Wang --with ""
opportunity list --format json
opportunity list --as-of 2026-11-05 --format json
opportunity lose 2 --reason 价格
opportunity win 1 --purchase --order Z1
opportunity show 1 --format json
opportunity list --all --stage lost
due --team --kind opportunity --days 60 --format json
trial start 13911829855 "净水器 'a'%" --days 1
trial start 13911829855 水泵 --from 2026-11-01 --until 2026-11-10 --owner Wang
trial list --format json
due --team --kind trial --format json
done trial:1 --note "还在试 %"
trial extend 2 +9d --reason 等配件
purchase add 13911829855 300 --product 水泵 --order TP1
trial end 2 won
trial end 2 won --order TP1
trial show 2 --format json
trial list --all --as-of 2026-11-05 --format json
report trials --format json
target set "卖 'a'%" --metric revenue --goal 900 --by 2026-12-31 --from 2026-11-01 --product 水泵
target set 满意 --metric satisfaction_mean --goal 4.5 --by 2026-12-31 --where 'city=成都'
target set 联系 --metric contacts --goal 20 --by 2026-12-31 --from 2026-11-01 --person 李娜 --region 华东
target list --format json
target show 1 --format json
target edit 1 --goal 950 --by 2027-01-31
target list --as-of 2026-11-05 --format json
improve add "先打电话 %" --due +1d --alarm contacts_per_day --target 1 --metric complaint_count --where 'city=成都'
task add 打样 --due +2d --target 1 --meeting 2026-11-19
task list --meeting 2026-11-19 --format json
improve done 1 --at 2026-11-02 --result 好
improve show 1 --format json
improve list --all --format json
alarm list --format json
alarm show budget --format json
alarm list --as-of 2026-09-30 --format json
due --team --kind improvement --format json
target close 2 --note x
review sample --week 本周 --format json
staff edit Wang --department 客服部
policy set contact.plan.general.cadence_days 20 --department 客服部
policy pilots --format json
policy drop 1
report team --format json
report team --by department --format json
report scorecard --month 本月 --format json
competitor add "Bright 'n' Clean" --alias BC
competitor note BC "便宜 10 %" --topic 价格 --customer 13911829855
competitor find 便宜 --format json
opportunity edit 1 --competitor bc
report competitors --format json
retain open 13911829855 --reason 价格 --measure 拜访 --due 2026-11-20 --note "100 % 的"
due --team --kind retain --format json
done retain:1 --note "见了 % 面"
retain step 1 优惠 --due +2d --what "九折 'x'"
retain done 2 --cost 200 --minutes 30
retain list --format json
retain show 1 --format json
retain close 1 kept
report retention --by owner --format json
handoff task:4 --to 李娜 --by +5d --note 出差
handoff
task done 4
task show 4 --format json
task workload
log-contact 13911829855 email 发票呢 --in --unanswered
log-contact 王小明 电话 要报价 --waited 45秒
due --team --kind inbound --format json
due --team --kind news --format json
done news:1
done news:1
due --team --kind news --as-of 2026-11-05 --format json
done inbound:999999
purchase add 13911829855 12800 --order SO-9001 --product 年度保洁套餐 --quantity 2
purchase add 13911829855 0.5万 --status 已付款 --at 2026-10-01
purchase add 13911829855 99.99 --order SO-9001
purchase add 13911829855 0.01
purchase refund SO-9001 --amount 300.50 --reason 少发一件
purchase refund SO-9001 --amount 99999
purchase refund SO-9001
purchase refund SO-9001
purchase progress SO-9001 服务中 师傅已出发 --promised 2026-12-01
purchase show SO-9001
due --team --kind order --format json
done order:1
purchase opening 13911829855 900 --orders 2
purchase list 13911829855
purchase list --limit 5 --format json
contract add 13911829855 12000.01 --start 2026-01-31 --end 2026-12-30 --plan 按月 --number AD-7 --title 年度保洁
contract add 13911829855 900 --instalment 2026-10-01=30% --instalment 2027-03-01=70%
contract pay AD-7 2500
contract pay AD-7 99999
purchase edit SO-9001 --contract AD-7
contract edit AD-7 --plan quarterly --sites 成都
contract renew AD-7 --amount 13000
contract renew AD-7
contract end 2 --reason 搬走
contract list --format json
contract show AD-7
contract list --as-of 2026-11-01
contract list --where tier=general
due --kind contract --team --days 60 --format json
find AD-7
@2026-11-03T01:00:00Z
complaint open 13911829855 "保洁迟到两小时" --severity urgent --channel phone --category 时效 --order SO-9001 --demand 道歉 --accused 李娜
policy set process.complaints '["李娜"]'
complaint open 王小明 没人接电话 --at "11/2 15:00" --handler Wang --touchpoint 售前 --explain
complaint list
handoff 13911829855 --to Wang --by +2d --note 需上门
due --owner Wang --kind complaint --format json
complaint reply 13911829855 已致电致歉
complaint propose 13911829855 免费补做一次
complaint note 13911829855 已向班组长核实
complaint wait 13911829855 等客户提供照片
@2026-11-04T03:30:00Z
complaint list --breached
complaint resume 13911829855
complaint progress 13911829855 已安排
complaint resolve 13911829855 已补做 --compensation 200
complaint resolve 13911829855
complaint show 13911829855 --explain
complaint revisit 13911829855 不满意 --result dissatisfied
complaint resolve 13911829855 再次补做
@2026-11-05T03:30:00Z
complaint revisit 13911829855 --result satisfied
complaint archive 13911829855 --root-cause 排班无替补 --measure 每班设替补 --lesson 预留人手
complaint archive 13911829855 --root-cause x --measure y --lesson z
complaint show 王小明 --format json
complaint list --all --format json
complaint list --all --format csv
complaint list --severity urgent --all --from 2026-11-01
attachment add 13911829855 客户.csv 订单.csv --note "原表 'n' %"
attachment add TS2026-0001 客户.csv
attachment add TS2026-0001 客户.csv
attachment add 投诉:2 没有.csv
attachment list 13911829855 --format json
attachment save 1 -o 附件.csv
attachment remove 2
undo
complaint show TS2026-0001 --format json
feedback add 13911829855 希望有夜间热线 --kind need --channel wechat --score 4
feedback add - 打印机太慢 --kind problem --department 行政
feedback add 王小明 服务很好 --kind praise --touchpoint 售后 --explain
feedback list
feedback list --open --format json
feedback answer 1 已采纳，下月上线 --adopted
feedback list --customer 13911829855
kb add 热线几点开 "九点到十八点，夜间請留言" --category 热线
kb add "Late delivery" "Name the new date." --kind phrase
kb find 热
kb find "late 留言" --format json
feedback answer 1 --kb 1
feedback show 1
feedback show 1 --receipt
feedback promote 2 task --due tomorrow
feedback summary --from 2026-11-01
survey form
survey form standard
survey form visit --new --title 回访 --question "overall|How was it?|1-5" --question "wait|等了多久|0-10"
survey form visit --new --question "overall|How was it?|1-5"
survey record 13911829855 --overall 2 --nps 3 --answer response_speed=1 --comment "等太久，'不满'" --wave 2026Q4
survey record 王小明 --overall 5 --nps 10 --wave 2026Q4 --touchpoint in_sale
survey record 王小明 --overall 9
survey results
survey results --wave 2026Q4 --by tier --format json
survey results --by owner --explain
classify --explain 13911829855
classify --dry-run --format json
classify --as-of 2026-06-30

report churn
report churn --explain --format md
report churn --backtest 2026-05-20 --format json
report satisfaction --by owner
report kpi --where 'spend_12m>1000' --format json
report satisfaction --from 2026-01-01 --format csv
report complaints --by handler
report complaints --by touchpoint
report satisfaction --by touchpoint
report complaints --from 2026-10-01 --to 2026-11-05 --format json
report response --from 2026-10-01 --format json
report tiers --from 2026-10-01
report tiers --format csv
report kpi --explain
report kpi --from 2026-10-01 --to 2026-10-31 --format json
report kpi --format md
report churn -o churn.html
report tiers -o tiers.csv
report kpi -o kpi.json
report satisfaction -o satisfaction.md
report complaints -o complaints.xlsx
export
export all -o all.json
export all -o all.xlsx
export customers -o customers.csv --city 成都
export interactions -o interactions.csv
export purchases -o purchases.json
export contacts -o contacts.vcf
export members --format csv
export complaints --format json
export survey_answers --format csv
history --limit 8
history 13911829855
history --operation 5
history --operation 5 --format json
history --operation 999
history --verify
undo
undo 7
undo 7
undo 1
edit 13911829855 city=上海
undo
@2026-11-20T02:00:00Z
dedupe
dedupe --class likely --format json
dedupe --format csv
dedupe -o pairs.xlsx
dedupe apply pairs.xlsx
dedupe apply 客户.csv
dedupe review
merge 1 2 --dry-run
merge 1 2 --take phone=right
merge 1 2
merge list --format json
show 2
find --limit 3
merge undo 1
merge undo 1
dedupe --auto
merge list
undo
policy set review.imported true
import 客户.csv --yes --create-only --partial --rejects rejects-4.xlsx
review queue --limit 5
review approve 62 63 --format json
review reject 64 --reason 重复
review queue --rejected --format csv
due --limit 3
undo
policy set review.imported false
backup -o monday.bak
due --limit 5
due --owner 李娜 --days 30
log-contact #1 phone 再次联系
done contact:2 --note 已联系
done verify:3
done feedback:2 --note 已换新
done task:2
done task:999
snooze birthday:1 2026-12-31
restore monday.bak --yes
import day.xlsx --yes --partial --rejects rejects-3.xlsx
classify
due --as-of 2026-11-25 --all --team
show 1 --format json
find --format json
doctor --format json
policy set contact.plan.general.owners '["大客户部"]'
classify
classify --owners --dry-run
classify --owners --format json
policy set contact.per_day 1
classify
due --team --days 9 --format json
policy set contact.per_day 20
pool list
pool list --where tier=general
pool list --warned
pool release 远鑫
pool claim 远鑫
pool release
pool seen
staff away Wang +1d..+3d --stand-in 李娜 --reason 年假
staff away
plan set 远鑫 --every 30d --channel 电话 --reason 每月一访
plan list --format csv
plan clear 远鑫
staff leave Wang --to 李娜
staff list --format json
history --format json
"""


class Step(NamedTuple):
    """What one command gave."""

    status: int
    out: str
    err: str


class Desk:
    """One of the two databases, with a working folder of its own."""

    def __init__(self, place: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.place, self.folder = place, folder
        self._monkeypatch = monkeypatch
        folder.mkdir(exist_ok=True)

    def run(self, words: list[str], now: str, capsys: pytest.CaptureFixture[str]) -> Step:
        for name, value in {
            "CRMCLI_DB": self.place, "CRMCLI_NOW": now, "CRMCLI_LANG": "zh_CN", "LOGNAME": "tester",
            "XDG_STATE_HOME": str(self.folder / "state"), "CRMCLI_CONFIG": str(self.folder / "none.toml"),
        }.items():  # fmt: skip
            self._monkeypatch.setenv(name, value)
        self._monkeypatch.chdir(self.folder)
        capsys.readouterr()
        status = cli.run(words)
        said = capsys.readouterr()
        return Step(status, self._anywhere(said.out), self._anywhere(said.err))

    def _anywhere(self, text: str) -> str:
        """Without the database's own address, and what files beside it are called."""
        place = Location.parse(self.place)
        return text.replace(self.place, "PLACE").replace(f"{place.folder / place.stem}-2026", "BESIDE-2026")


@pytest.fixture
def sheets(tmp_path: Path) -> Path:
    """A company's sheets, and those of others in all sorts of layouts."""
    folder = tmp_path / "given"
    (folder / "sheets").mkdir(parents=True)
    draw = random.Random(11)
    for make in make_sheets.ALL:
        make(folder / "sheets")
    today = date(2026, 11, 1)

    def day(most: int = 700) -> str:
        return (today - timedelta(days=draw.randint(0, most))).isoformat()

    def write(name: str, header: str, rows: Iterator[str]) -> None:
        (folder / name).write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")

    people = range(60)
    write("客户.csv", "客户名称,联系人,联系电话,城市,客户类别,行业,负责人,录入日期,备注,生日", (
        f"{draw.choice('远安宏瑞嘉')}{draw.choice('鑫定达祥和')}{n:02d}公司,张{n},1380000{n:04d},{draw.choice(('成都', '重庆', ''))},"
        f"{draw.choice(('重点', '潜力', '一般', ''))},{draw.choice(('酒店', '教育', '医疗'))},{draw.choice(('李娜', 'Wang', '赵强'))},"
        f"{day()},{draw.choice(('', '老客户', '50% 折扣'))},{'1990-02-29' if n % 20 == 19 else draw.choice(('', '1985-11-05', '1988-02-29'))}" for n in people
    ))  # fmt: skip
    write("订单.csv", "订单号,联系电话,产品,金额,下单日期,状态", (
        f"SO{n:04d},1380000{draw.choice(people):04d},{draw.choice(('年度套餐', '单次'))},{draw.randint(1, 900_000) / 100},{day()},"
        f"{draw.choice(('已完成', '已付款', '已取消', '已退款'))}" for n in range(150)
    ))  # fmt: skip
    write("跟进.csv", "联系电话,跟进日期,跟进方式,跟进内容,下次跟进,跟进人", (
        f"1380000{draw.choice(people):04d},{day(300)},{draw.choice(('电话', '拜访', '微信'))},谈了第{n}次,"
        f"{draw.choice(('', '2026-11-03', '2026-12-01'))},{draw.choice(('李娜', 'Wang'))}" for n in range(150)
    ))  # fmt: skip
    write("投诉.csv", "投诉编号,联系电话,投诉时间,投诉内容,级别,处理人,首次响应时间,办结时间,状态", (
        f"K-{n:03d},1380000{draw.choice(people):04d},2026-10-{n % 27 + 1:02d} 09:00,第{n}件,{draw.choice(('一般', '严重', '紧急'))},"
        f"李娜,2026-10-{n % 27 + 1:02d} {draw.choice(('09:40', '15:00'))},{draw.choice(('', f'2026-10-{n % 27 + 2:02d} 10:00'))},"
        for n in range(30)
    ))  # fmt: skip
    write("调查.csv", "提交时间,联系电话,总体满意度,是否愿意推荐(0-10),意见", (
        f"2026-{draw.randint(1, 10):02d}-15 10:00:00,1380000{draw.choice(people):04d},{draw.randint(1, 5)},{draw.randint(0, 10)},"
        f"{draw.choice(('', '很好', '太慢'))}" for n in range(60)
    ))  # fmt: skip
    return folder


@pytest.fixture
def desks(
    tmp_path: Path, sheets: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[tuple[Desk, Desk]]:
    import shutil

    for name in ("CRMCLI_AS", "CRMCLI_OPERATION_ID", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    made = []
    both = [Databases(engine, tmp_path, request) for engine in ("sqlite", "postgres")]
    for databases in both:
        folder = tmp_path / f"desk-{len(made)}"
        shutil.copytree(sheets, folder)
        made.append(Desk(databases.empty(), folder, monkeypatch))
    server = both[1].server
    assert server is not None
    if not server.execute("SELECT 1 FROM pg_roles WHERE rolname = 'wang'"):
        server.execute("CREATE ROLE wang LOGIN")
    yield made[0], made[1]
    both[1].drop()
    i18n.choose("en")


def test_both_engines_say_the_same(desks: tuple[Desk, Desk], capsys: pytest.CaptureFixture[str]) -> None:
    now = "2026-11-02T01:00:00Z"
    for desk in desks:
        assert desk.run(["init", "--name", "Lee"], now, capsys).status == 0
    statuses: list[int] = []
    for number, line in enumerate(_SCRIPT.splitlines()[1:]):
        if line.startswith("@"):
            now = line[1:]
            continue
        words = shlex.split(line)
        here, there = (_fair(words, desk.run(words, now, capsys)) for desk in desks)
        assert there == here, f"line {number}: {line}"
        statuses.append(here.status)
    assert _files(desks[1].folder) == _files(desks[0].folder)
    # Most of it must have worked, and some of it must have been refused, or this shows little.
    assert statuses.count(0) > 120
    assert set(statuses) >= {0, 2, 3, 4, 5, 30}


def test_the_script_has_every_command() -> None:
    used = {words[0] for line in _SCRIPT.splitlines() if (words := shlex.split(line)) and words[0][0] != "@"}
    assert {entry.name for entry in catalogue.COMMANDS} - used == {"init", "demo", "move"}


def _fair(words: list[str], step: Step) -> Step:
    """Without what an engine says of itself."""
    if words[:1] != ["doctor"]:
        return step
    said = json.loads(step.out)
    said["data"] = [check for check in said["data"] if check["check"] not in _OWN_CHECKS]
    assert len(said["data"]) >= 5
    return step._replace(out=json.dumps(said))


def _files(folder: Path) -> dict[str, Any]:
    """What was written: bytes, but of workbooks the cells, for they keep the time of their making."""
    names = (
        "churn.html", "tiers.csv", "kpi.json", "satisfaction.md", "complaints.xlsx", "all.json", "all.xlsx", "customers.csv",
        "interactions.csv", "purchases.json", "contacts.vcf", "rejects.xlsx", "rejects-2.xlsx", "day.xlsx",
    )  # fmt: skip
    found = {}
    for name in names:
        path = folder / name
        assert path.stat().st_size > 100, name
        found[name] = _cells(path) if path.suffix == ".xlsx" else path.read_bytes()
    return found


def _cells(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(path)
    try:
        return {sheet.title: list(sheet.values) for sheet in book.worksheets}
    finally:
        book.close()
