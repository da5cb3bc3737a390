"""What a case is: how a printed command line comes about, and what is known of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.cli.conftest import Crm

#: The words of printed command lines that stand for something, in both languages, and what a test puts there.
BLANKS = {
    "NAME": "Wang", "姓名": "Wang", "名称": "Wang", "OTHER": "Lee", "LOGIN": "wang", "账号": "wang",
    "ROLE": "rep", "角色": "rep", "CUSTOMER": "Far East Hotel", "…": "", "FIELD=VALUE": "city=Leshan",
    "字段=值": "city=Leshan", "owner=NAME": "owner=Wang",
    "“what was said”": "They ask for a price", "“沟通内容”": "They ask for a price", "“说了什么”": "They ask for a price",
    "“what you told them”": "We are on it", "“给客户的答复”": "We are on it", "“您告知客户的内容”": "We are on it",
    "“TEXT”": "As agreed", "“内容”": "As agreed",
    "“what happened”": "Late again", "“投诉内容”": "Late again", "TEXT": "As agreed", "NUMBER": "1", "AMOUNT": "90", "金额": "90",
    "FOLDER": "sheets", "文件夹": "sheets", "FILE": "sheets/people.csv", "文件": "sheets/people.csv",
    "ORDER": "SO1", "订单号": "SO1", "TITLE": "Opening hours", "ANSWER": "From nine to five", "WORDS": "refund",
    "“QUESTION”": "Opening hours?", "“问题”": "Opening hours?", "“ANSWER”": "From nine to five", "“答案”": "From nine to five",
    "“WHAT”": "Call them", "“要做的事”": "Call them", "DAY": "tomorrow", "日期": "tomorrow", "PATH": "churn.high", "客户": "Far East Hotel", "编号": "1", "词语": "refund", "接手人": "Lee", "负责人=姓名": "owner=Wang",
    "ADDRESS": "wang@ours.example", "地址": "wang@ours.example", "路径": "churn.high", "VALUE": "72", "值": "72", "KEEP": "2", "COMMAND": "due", "命令": "due",
}  # fmt: skip

#: Texts with a command line that only a server tells; tests/cli/server runs them.
SERVER_HINTS = (
    "      crmcli staff add NAME --login LOGIN --role ROLE   lets a colleague in",
    "crmcli staff edit NAME --login LOGIN",
    "A manager lets it in with: crmcli staff add NAME --login LOGIN   (staff edit for somebody on the list)",
    "A manager lets it in with: crmcli staff add NAME --login %(login)s   (staff edit for somebody on the list)",
    "A manager lets it write with: crmcli staff edit NAME --role ROLE --login %(login)s",
)


Prepare = Callable[[Crm], object]


@dataclass(frozen=True, kw_only=True)
class Case:
    """`typed` are command lines, of which the last prints the text `hint` (as it stands in the program's source); what it
    says to run is then run as printed, one line after the other."""

    hint: str
    typed: tuple[str, ...]
    #: What the last printed command line must show when it is run: names and numbers, the same in both languages.
    shows: str = ""
    #: Words of the printed line that stand for something else than they do elsewhere.
    blanks: Mapping[str, str] = field(default_factory=dict)
    #: What somebody types at a terminal when the printed lines ask; without it nobody is there.
    answers: str | None = None
    #: Brings about what no command can; runs before `typed`, and `mended` before the printed lines.
    before: Prepare | None = None
    mended: Prepare | None = None
    #: Works without the company: on an empty place, or on a new database.
    on: str = "company"
    #: Statuses of the printed lines.
    status: tuple[int, ...] = (0,)


def case(hint: str, *typed: str, **more: object) -> Case:
    return Case(hint=hint, typed=typed, **more)  # type: ignore[arg-type]
