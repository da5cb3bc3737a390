"""Printed command lines about files: importing, exporting, surveys."""

from __future__ import annotations

from tests.cli.hints.cases import case

_REVIEWED = ("policy", "set", "review.imported", "true")


_DOUBTFUL = (
    "日期,客户,联系方式,内容\n2026-10-01,甲乙商贸有限公司,13900000001,说设备停了，要求上门看一看\n"
    "2026-10-02,丙丁商贸有限公司,13900000002,来电说发货太慢，希望快一点\n"
)


def _write(name: str, text: str) -> object:
    return lambda crm: (crm.folder / name).write_text(text, encoding="utf-8")


CASES = [
    case("See: crmcli import --help", "import"),
    case("See: crmcli import --help", "import sheets --map =phone"),
    case("See: crmcli import list", "import show 9"),
    case("See: crmcli import list", "import sheets --yes", "import rejects 1", shows="1"),
    case("Customers that it added wait for approval: crmcli review queue", "import sheets --yes", shows="Ann Smith",
         before=lambda crm: crm.ok(*_REVIEWED)),
    case("Beside these stand texts that no field could take: %(names)s. See: crmcli %(command)s %(record)s", "import odd.csv --yes", "find",
         before=_write("odd.csv", "Customer name,Phone,Email\nOdd Inn,13900000077,nowhere\n"), shows="nowhere"),
    case("crmcli add %(name)s", "import counter.csv --yes", shows="walk-in",
         before=_write("counter.csv", "Order No,Customer Name,Order Date,Amount\nA1,walk-in,2026-11-01,50\nA2,Far East Hotel,2026-11-01,70\n")),
    case("Next: %(commands)s   (take it back with: crmcli undo)", "import sheets --yes"),
    case("crmcli classify, crmcli due", "import sheets --yes",
         before=lambda crm: crm.tamper("UPDATE standing SET stale_on = '2026-11-01' WHERE customer_id = 1")),
    case("Correct it in a file: crmcli import FILE --save-mapping mapping.toml", "import --explain sheets"),
    case("Settle it with the option behind each, or look closer with: crmcli import --explain FILE",
         "import odd.csv --yes", blanks={"FILE": "odd.csv", "文件": "odd.csv"}, shows="odd.csv",
         before=_write("odd.csv", _DOUBTFUL)),
    case("Write one with: crmcli import FILE --save-mapping %(file)s", "import sheets --yes --mapping 'my mapping.toml'", answers="y\n",
         before=_write("my mapping.toml", "a = 1\n")),
    case("%(old)s is called %(new)s now, for the phone or address is the same. Two people?"
         " Take it back: crmcli undo   and import with --key name.", "import sheets --yes", "edit 'Ann Smith' email=ann@example.com",
         "import other.csv --yes",
         before=_write("other.csv", "Name,Phone,E-mail\nBob Brown,13700000001,ann@example.com\n")),
    case("%(name)s was added although it may mean %(candidate)s; if so: crmcli merge %(code)s %(added)s",
         "import log.csv --yes --create-missing", before=_write("log.csv", "日期,客户,跟进内容\n2026-11-01,Far East,Asked for prices\n"),
         shows="Far East Hotel"),
    case("crmcli feedback answer %(id)s “TEXT”", "import day.csv --yes",
         before=_write("day.csv", "Result,Next time,Customer,Due,Kind,Id\nWill see,,Far East Hotel,2026-11-20,feedback,feedback:1\n")),
    case("Give your people their addresses: crmcli staff edit NAME --email ADDRESS", "import strange.eml --yes", shows="Wang",
         before=_write("strange.eml", "From: a@far.example\nTo: b@far.example\nDate: Thu, 19 Nov 2026 09:00:00 +0800\n\nHello\n")),
    case("Once it is sent: crmcli complaint reply %(number)s --template", "import form.csv --yes --kind complaints", shows="TS2026-0006",
         before=_write("form.csv", "提交时间,姓名,联系方式,留言内容\n2026-11-20 09:30:00,Far East Hotel,13900000009,来晚了\n")),
    case("See: crmcli staff list", "import sheets --yes --owner-map x='the left one'", shows="Zhao Min"),
    case("Write: crmcli export due -o due.ics", "export customers -o customers.ics", shows=".ics"),
    case("Name a .ics file; for a list or a workbook write: crmcli due -o today.xlsx", "export due -o due.xlsx",
         shows=".xlsx"),
    case("The list to send: crmcli survey wave show %(wave)s -o send.xlsx", "survey wave open 'Autumn 2026'",
         shows=".xlsx"),
    case("Open one: crmcli survey wave open %(key)s", "survey wave show 'Autumn 2026'", shows="Autumn 2026"),
    case("Look it up: crmcli survey wave list", "survey record --code ABCD --answer a=1"),
    case("Write one with: crmcli survey form export standard -o form.toml", "survey form add none.toml",
         shows=".toml"),
    case("See how the standard form is written: crmcli survey form export standard -o form.toml",
         "survey form add bad.toml", before=_write("bad.toml", "key = 5\ntitle = 3\nquestion = 7\n"),
         shows=".toml"),
    case("Say since when: crmcli contract end NUMBER --on DAY", "import ledger.csv --yes", blanks={"NUMBER": "A-3", "编号": "A-3"},
         before=_write("ledger.csv", "合同编号,客户名称,开始日期,结束日期,合同金额,合同状态\nA-3,Far East Hotel,2026-01-01,2026-12-31,1200,已终止\n")),
    case("See: crmcli survey form show %(form)s", "survey import odd.csv --form standard --yes", shows="overall",
         before=_write("odd.csv", "Customer,Colour\nFar East Hotel,red\n")),
]  # fmt: skip
