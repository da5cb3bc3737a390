"""A small company that has a row in every table, and the program called on it in this process."""

from __future__ import annotations

import io
import os
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import pytest

from crmcli import cli, i18n
from tests.built import build_once
from tests.cli.test_undo import ANSWERS, COMPLAINTS, CUSTOMERS, FEEDBACK, ORDERS, TASKS, VISITS

NOW = "2026-11-20T02:00:00Z"
_SHEETS = {
    "客户": CUSTOMERS, "投诉": COMPLAINTS, "订单": ORDERS, "任务": TASKS, "反馈": FEEDBACK, "跟进": VISITS,
}  # fmt: skip
#: What is done after the sheets are in.
_STEPS = """
staff add Kim --login kim --role service
survey import 答卷.csv --yes
purchase refund 3 --amount 50
purchase progress 2 in_service 师傅已出发 --promised 2026-12-01
contract add 1 1200 --start 2026-01-01 --end 2026-12-31 --plan monthly --number HT-7 --title 保洁
contract pay HT-7 150
purchase edit 1 --contract HT-7
contract renew HT-7
task comment 1 等回信
task add 列清单 --step 第一步 --step 第二步 --repeat weekly --due tomorrow
task check 3 1
handoff task:1 --to Kim --note 请跟进
handoff complaint:T2 --to Kim --by tomorrow
feedback answer 1 可以
feedback answer 1 下月起
kb add 问题 答案 --tags 保洁
kb add 短语 话术 --kind phrase
complaint note T2 客户很生气
kb add 案例 补做 --kind case --complaint T1
complaint edit T1 --category 时效
complaint reply T2 马上处理
complaint open 2 又迟到 --severity urgent --new
feedback answer 2 发电子发票 --kb 1
edit 1 cadence_days=10 生日=11-22 标签=老客户
edit 2 生日=11-24 --pin key --reason 大单 --until 2027-01-01
attachment add 1 客户.csv --note 原表
attachment add task:1 客户.csv
staff train Kim 服务礼仪 --theory 88 --practice 90 --on 2026-11-01 --note 好
consent grant 1 营销 --channel sms --source 纸质 --at 2026-11-01
consent withdraw 2 marketing
care list --date 2026-11-24 -o 祝福.csv
verify send
opportunity add 2 年度保洁 --amount 5000 --close 2026-12-31 --next +3d --step 寄报价 --at 2026-11-01
opportunity stage 1 报价 --note 已面谈
trial start 1 净水器 --days 1 --note 样机
target set 销售 --metric revenue --goal 9000 --by 2026-12-31 --from 2026-10-01
improve add 先打电话 --due +1d --metric complaint_count
improve done 1 --at 2026-10-01
trial start 2 水泵 --from 2026-10-01 --until 2026-10-31
trial end 2 won --at 2026-10-20
competitor add 甲公司
competitor note 甲公司 全场八折 --topic 促销 --on 2026-11-01
opportunity edit 1 --competitor 甲公司
retain open 1 --reason price --measure gift --due 2026-11-20
loyalty join 1
loyalty earn 1 500 --for 问卷
loyalty rewards add 雨伞 100 --stock 5 --until 2027-12-31
loyalty redeem 1 雨伞
loyalty draw 春节 --prize 雨伞
consent grant 1 marketing
campaign add 联谊 --kind party --from 2026-11-20 --budget 900 --place 一号厅 --hold-out 10% --text-zh {{name}}在{{place}}见
campaign draw 联谊
campaign invite 联谊 --channel sms -o 邀请.csv
campaign answer 联谊 1 yes
campaign attend 联谊 2 --score 88 --passed
campaign cost 联谊 300 --for 场地
budget set 礼品 90 --month 2026-11
budget spend 差旅 9 --on 2026-11-19 --customer 1 --minutes 5
log-contact #1 phone 谈续约 --next 2026-11-25 --step 寄报价
log-contact #2 wechat 想加单 --in --missed
snooze contact:2 +3d --reason 出差
add 远鑫酒店公司 phone=13900000009 地址=成都市建设路8号 --force
merge 1 3
add 新客 phone=13900000010 birthday=1990-05-31
loyalty refer 1 新客
add 甲乙丙酒店有限公司 phone=13900000011
add 甲乙丙酒店公司 phone=13900000012 --force
survey wave open Q4
policy set complaint.normal.resolve_hours 50
classify
"""


class Run(NamedTuple):
    """What a command line gave; `bug` is the traceback of what escaped, empty if nothing did."""

    words: tuple[str, ...]
    status: int
    out: str
    err: str
    bug: str
    seconds: float


def call(*words: str) -> Run:
    """One command line."""
    out, err, bug, status, began = io.StringIO(), io.StringIO(), "", -1, perf_counter()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            status = cli.run(words)
        except (Exception, SystemExit):
            bug = traceback.format_exc()
    return Run(words, status, out.getvalue(), err.getvalue(), bug, perf_counter() - began)


@contextmanager
def desk(folder: Path, place: str | None = None) -> Iterator[None]:
    """The tester's surroundings, with a database in the folder or at a place."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "CRMCLI_NOW": NOW, "CRMCLI_LANG": "en", "LOGNAME": "tester", "CRMCLI_CONFIG": str(folder / "none.toml"),
            "XDG_STATE_HOME": str(folder / "state"), "XDG_DATA_HOME": str(folder / "data"), "CRMCLI_LOCK_TIMEOUT": "0.2",
            "CRMCLI_DB": place or str(folder / "crm.db"),
        }.items():  # fmt: skip
            patch.setenv(name, value)
        patch.delenv("CRMCLI_AS", raising=False)
        patch.chdir(folder)
        build_once(patch)
        yield
    i18n.choose("en")


def found(steps: Sequence[str] = ()) -> None:
    """Makes the company at the desk, and takes some more steps."""
    folder = Path(os.getcwd())
    _must("init", "--name", "Lee")
    for name, text in _SHEETS.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        _must("import", f"{name}.csv", "--yes")
    (folder / "答卷.csv").write_text(ANSWERS, encoding="utf-8")
    for line in (*filter(None, _STEPS.splitlines()), *steps):
        _must(*line.split())


def _must(*words: str) -> None:
    run = call(*words)
    assert run.status == 0, (words, run.err, run.bug)
