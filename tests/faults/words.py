"""Words that nobody types, in every argument and option of every command; and every reader after what was let in."""

from __future__ import annotations

import io
import random
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from crmcli import errors
from crmcli.policy import default_dict
from tests.faults.company import Run, call
from tests.faults.rows import READERS
from tests.faults.rows import trouble as misread
from tests.verbs import verbs

#: Words by name.
WORDS = {
    "empty": "", "blank": " ", "year-1": "0001-01-01", "year-9999": "9999-12-31", "year-0": "0000-00-00", "year-10000": "10000-01-01",
    "first-instant": "0001-01-01T00:00:00+23:59", "last-instant": "9999-12-31T23:59:59-23:59", "odd-offset": "2026-11-20T10:00+99:99",
    "last-hour": "9999-12-31 23:59", "hour-99": "2026-11-20 99:99", "february-30": "2月30日", "days-ahead": "+99999999d", "weeks-back": "-9999w",
    "months-ahead": "+9999m", "months-back": "9999个月前", "eight-digits": "99999999", "twenty-digits": "9" * 20, "forty-digits": "9" * 40,
    "4400-digits": "9" * 4400, "billion": "1e9", "minus": "-1", "zero": "0", "beyond": "1e400", "nan": "NaN", "infinity": "inf", "fraction": "0.005",
    "fullwidth": "９９９", "arabic": "٣", "superscript": "²", "long": "长" * 60_000, "escape": "\x1b[31m红", "bidi": "\u202e倒", "half": "\udcff",
    "quote": "'; DROP TABLE customer; --", "format": "%s%(x)s{0}{x}", "bracket": "{", "list": "[1]", "formula": "=1+1", "lines": "一\n二\r三",
    "monday-99": "FREQ=MONTHLY;BYDAY=99MO", "positions": f"FREQ=YEARLY;BYSETPOS={','.join(map(str, range(1, 367)))}",
    "never": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "often": "FREQ=DAILY;COUNT=99999;INTERVAL=9999", "colons": ":::", "no-row": f"contact:{'9' * 20}",
    "equals": "=", "slash": "/", "dots": "../../..", "device": "/dev/full", "pipe": "|", "comma": ",,,",
}  # fmt: skip
#: Valid command lines, one a command: each of their words is replaced in turn, and every option is tried beside them.
_LINES = """
due|interaction list|interaction edit 1 --text 好|log-contact #1 phone 你好|done contact:1 --note 好|snooze task:1 +3d|task add 打电话|task list|task show 1|task workload|task done 1|task cancel 1
task comment 1 好|task step 3 第三步|task check 3 2|task edit 1|handoff task:1 --to Kim|add 新客户|find 远鑫|show 1|edit 1 city=成都|dedupe|dedupe apply x.xlsx
merge 1 2|merge list|merge undo 1|review queue|review approve 1|review reject 1|find --where name~a|segment save x tier=key|segment list|segment show x|segment remove x|field add x --type choice --choice a|field list|field remove x|contact add 1 王芳 title=x|contact edit 1 title=y|contact leave 1|contact move 1 2|contact list|purchase add 1 100|purchase edit 1|purchase refund 1 --amount 1|purchase list|purchase show 1|purchase progress 1 x|purchase opening 1 50|contract add 1 100|contract list|contract show 1|contract pay 1 5|contract edit 1|contract renew 1|contract end 1
complaint archive T1|complaint cases 保洁|complaint open 1 迟到 --new|complaint reply T2 好|complaint propose T2 好|complaint progress T2 好|complaint wait T2
complaint answer T2|complaint resume T2|complaint resolve T2|complaint revisit T1 --result satisfied|complaint reopen T1 又来|complaint note T2 好|complaint edit T2
complaint list|complaint show T2|feedback answer 2 好|feedback assign 2 Kim|feedback close 2|feedback promote 2 --to task|feedback add 1 好|feedback list|feedback show 1
care plan --occasion 春节|care preview 1 生日|care list --date 2026-11-22|care settle 1 sent|feedback summary|survey form list|survey form show std|survey form add x.toml|survey form export std -o f.html|survey wave open Q5|survey wave list|survey wave show Q4
survey wave close Q4|survey record --customer 1 --overall 3|survey import x.csv --yes|survey results|kb add 问 答|kb find 问|kb list|kb show 1|kb edit 1|kb retire 1
import x.csv --yes|import list|import show 1|import rejects 1|import undo 1|export customers -o e.csv|classify --dry-run|report churn|report satisfaction|report complaints
report tiers|report kpi|report response|report data-quality|report pipeline|report recommendations|opportunity add 1 外墙|opportunity stage 1 needs|opportunity edit 1 --note 好|opportunity win 1|opportunity lose 1 --reason price|opportunity list|opportunity show 1|policy show|policy check x.toml|policy set complaint.normal.resolve_hours 50|policy diff 1 2|policy history
rate list|rate add USD 7|rate remove USD 2026-11-20|calendar show|calendar add 2027-01-01|calendar import x.ics|calendar remove 2027-01-01|policy pilots|policy set churn.high 70 --department 客服部|policy compare 1|policy adopt 1|policy drop 1|review sample --week 2026-W47|review verdict 1 right|report team --by 部门|report scorecard --month 上月|staff add 新人|staff edit Kim|staff leave Kim --to Lee|staff list|staff train Kim 礼仪 --theory 88|staff trainings|staff correct-training 1 --note 好|staff remove-training 1|consent grant 1 关怀 --channel sms|consent withdraw 1|consent list 1 --explain|verify send|verify list|verify reply ABCDEF yes|verify import 客户.csv|kb export f.html|attachment add 1 客户.csv|attachment list 1|attachment save 1 -o a.csv|attachment remove 1|history|undo 1
target set 销售 --metric revenue --goal 90 --by 2026-12-31|target list|target show 1|target edit 1 --goal 80|target close 1|improve add 好 --due +1d|improve list|improve show 1|improve edit 1 --note 好|improve done 1|improve cancel 1|alarm list|alarm show budget|alarm seen budget|trial start 1 净水器 --days 9|trial list|trial show 1|trial extend 1 +30d|trial end 1 won|retain open 2|retain list|retain show 1|retain step 1 gift --due +1d|retain done 1|retain edit 1 --reason price|retain close 1 lost|competitor add 乙公司|competitor list|competitor show 1|competitor edit 1 --note 好|competitor note 1 便宜|competitor find 便宜|loyalty show 1|loyalty join 1|loyalty earn 1 5|loyalty adjust 1 --add 5|loyalty rewards add 杯子 50|loyalty rewards edit 雨伞|loyalty rewards list|loyalty redeem 1 雨伞|loyalty cancel 1|loyalty refer 1 新客|loyalty draw 夏天 --prize 雨伞|loyalty expire|loyalty verify
campaign add 年会 --kind party --from 2026-12-01|campaign edit 1 --place 二号厅|campaign list|campaign show 1|campaign result 1|campaign draw 1 --dry-run|campaign invite 1 --channel sms|campaign answer 1 1 yes|campaign attend 1 1|campaign attend 1 --file 客户.csv|campaign cost 1 9 --for 场地|campaign cancel 1
budget set 礼品 90 --year 2026|budget spend 差旅 9 --on 2026-11-19 --customer 1 --minutes 5|budget list|budget expenses|budget edit 1 --amount 8|budget remove 1|report budget
backup b.bak|restore x.bak --yes|move --to m.db|doctor
""".replace("\n", "|").split("|")
#: Words that a number of the policy is set to.
_NUMBERS = (
    "eight-digits",
    "twenty-digits",
    "forty-digits",
    "billion",
    "beyond",
    "nan",
    "minus",
    "zero",
    "fraction",
)
#: No command takes longer, whatever it is told.
_PATIENCE = 5.0


_STATUSES = frozenset(
    {errors.DONE, errors.SOMETHING_DUE, errors.REJECTED_ROWS}
    | {kind.status for kind in (errors.Usage, errors.NotFound, errors.Invalid, errors.NoDatabase, errors.NotAllowed, errors.ReadOnly, errors.DiskFull, errors.Untold, errors.Unreachable)}
)  # fmt: skip


class Case(NamedTuple):
    """A command line with one odd word, by its name, at a place of it."""

    line: tuple[str, ...]
    word: str

    def __str__(self) -> str:
        return self.word


def cases() -> list[Case]:
    """All of them."""
    words = [Case(_with(template, word), word) for template in _templates() for word in WORDS]
    places = list(_places(default_dict()))
    return words + [Case(("policy", "set", at, WORDS[word]), word) for at in places for word in _NUMBERS]


def _places(part: Any, place: str = "") -> Iterator[str]:
    """Where the numbers of the policy stand."""
    if isinstance(part, dict):
        for name, inner in part.items():
            yield from _places(inner, f"{place}.{name}".lstrip("."))
    elif isinstance(part, (int, float)) and not isinstance(part, bool):
        yield place


def _with(template: Sequence[str], word: str) -> tuple[str, ...]:
    return tuple(WORDS[word] if part == _HERE else part for part in template)


_HERE = "\0"


def _templates() -> Iterator[tuple[str, ...]]:
    """Command lines with a mark where the odd word goes."""
    commands = {" ".join(filter(None, (entry.name, verb))): command for entry, verb, command in verbs()}
    for line in filter(None, _LINES):
        words = tuple(line.split())
        name = next(" ".join(words[:n]) for n in (3, 2, 1) if " ".join(words[:n]) in commands)
        own = len(name.split())
        for place in range(own, len(words)):
            if not words[place].startswith("-"):
                yield (*words[:place], _HERE, *words[place + 1 :])
            key, equals, _value = words[place].partition("=")
            if equals:
                yield (*words[:place], f"{key}=", *words[place + 1 :])
        yield from ((*words, option, _HERE) for option in _options(commands[name]))
    yield from (("edit", "1", f"{field}", _HERE) for field in ("生日", "cadence_days"))


def _options(command: Any) -> Iterator[str]:
    for parameter in command.params:
        name = parameter.opts[0]
        if name.startswith("-") and not getattr(parameter, "is_flag", False):
            yield name
    yield from ("--as-of", "--as", "--format", "--lang")


def walk(whole: Path, chosen: Sequence[Case]) -> Iterator[tuple[Case, Run, str]]:
    """Runs each case on a fresh company, then some readers where it was let in; every run, with what is wrong with it."""
    used, drawn, empty = whole.with_name("crm.db"), random.Random(len(chosen)), io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", empty)
        for case in chosen:
            used.unlink(missing_ok=True)
            shutil.copy(whole, used)
            run = call(*case.line)
            yield case, run, trouble(run)
            if run.status == errors.DONE:
                for line in (("doctor",), *drawn.sample(READERS, 2)):
                    after = call(*line)
                    yield case, after, _after(after)


def trouble(run: Run) -> str:
    """What is wrong with how a command ended; empty if nothing is."""
    if run.bug:
        return run.bug
    if run.seconds > _PATIENCE:
        return f"took {run.seconds:.1f} s"
    if run.status not in _STATUSES:
        return f"status {run.status}: {run.err}"
    refused = run.status not in (errors.DONE, errors.SOMETHING_DUE, errors.REJECTED_ROWS)
    return f"no sentence: {run.err[:200]}" if refused and not run.err.strip() else ""


def _after(run: Run) -> str:
    """What is wrong with a reader after a word was let in: it isn't to find anything damaged."""
    return misread(run) or (
        f"let in what is damage: {run.out}{run.err}" if run.status == errors.Corrupt.status else ""
    )
