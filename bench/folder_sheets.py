"""The sheets of a made-up company as careless people lay them out, each row with what a careful reader takes from it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from bench.folder_company import SEVERITIES, TODAY, Company, Record

Cell = Any
#: The names of columns: field → (Simplified, English). Taiwan's are made of the Simplified ones unless _TAIWAN has some.
_NAMES: dict[str, dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "customers": {
        "name": (("客户名称", "客户全称", "公司名称", "单位名称", "企业名称", "往来单位", "客户"), ("Customer", "Company Name", "Client", "Account Name", "Business")),
        "contact": (("联系人", "对接人", "联系人姓名", "主要联系人", "接洽人", "经办联系人"), ("Contact", "Contact Person", "Main Contact", "Attn.")),
        "phone": (("联系电话", "手机", "电话", "手机号码", "联系方式", "移动电话", "联系手机"), ("Phone", "Mobile", "Tel", "Contact No.", "Cell")),
        "email": (("邮箱", "电子邮箱", "E-mail", "邮箱地址"), ("Email", "E-mail address", "Mail")),
        "wechat": (("微信号", "微信", "微信ID"), ("WeChat ID",)),
        "owner": (("业务员", "负责人", "客户经理", "跟进人", "销售代表", "归属业务", "维护人员"), ("Sales Rep", "Owner", "Account Manager", "Assigned to")),
        "address": (("地址", "详细地址", "公司地址", "通讯地址", "联系地址"), ("Address", "Street address", "Office Address")),
        "created": (("建档日期", "登记日期", "录入日期", "创建时间", "建档时间"), ("Created", "Date added", "Created On")),
        "birthday": (("生日", "出生日期", "客户生日"), ("Birthday", "Date of Birth", "DOB")),
        "note": (("备注", "备注说明", "说明", "其他说明"), ("Notes", "Remarks", "Comments")),
        "code": (("客户编号", "客户代码", "客户编码", "档案编号"), ("Customer ID", "Account No", "Client Code")),
        "points": (("积分", "当前积分", "可用积分", "积分余额"), ("Points", "Points balance")),
        "level": (("会员等级", "卡类型", "会员级别"), ("Member level", "Tier")),
    },
    "interactions": {
        "name": (("客户名称", "客户", "拜访客户", "客户单位", "跟进客户", "公司名称"), ("Customer", "Client", "Company")),
        "phone": (("联系电话", "手机号", "电话"), ("Phone", "Mobile")),
        "occurred": (("跟进时间", "跟进日期", "沟通日期", "拜访日期", "联系时间", "日期", "回访时间"), ("Date", "Contact date", "Date of call", "When")),
        "channel": (("跟进方式", "沟通方式", "联系方式", "拜访方式", "方式"), ("Channel", "Contact method", "Type", "How")),
        "content": (("跟进内容", "沟通内容", "洽谈情况", "拜访纪要", "跟进情况", "沟通记录", "联系情况"), ("Notes", "Summary", "Discussion", "What was said")),
        "author": (("跟进人", "业务员", "拜访人", "销售", "记录人", "跟进人员"), ("Rep", "Sales person", "By", "Logged by")),
        "next_on": (("下次跟进时间", "下次联系日期", "下次回访", "下次跟进日期", "计划下次联系"), ("Next follow-up", "Next contact", "Follow up on")),
    },
    "purchases": {
        "name": (("客户名称", "客户", "购货单位", "单位名称", "买方"), ("Customer", "Client", "Sold to", "Bill to")),
        "phone": (("联系电话", "手机号"), ("Phone",)),
        "order_no": (("订单号", "订单编号", "单号", "合同编号", "销售单号"), ("Order No", "Invoice #", "Order ID", "SO Number")),
        "ordered": (("下单日期", "订单日期", "成交日期", "销售日期", "签约日期", "交易时间"), ("Order date", "Date", "Invoice Date", "Sale date")),
        "product": (("产品名称", "商品名称", "品名", "服务项目", "购买产品"), ("Product", "Item", "Description", "Service")),
        "quantity": (("数量", "件数", "购买数量"), ("Qty", "Quantity")),
        "amount": (("金额", "订单金额", "成交金额", "总金额", "销售额", "实收金额", "合同金额"), ("Amount", "Total", "Order total", "Net amount")),
        "author": (("业务员", "销售员", "开单人", "经办人", "销售"), ("Sales rep", "Salesperson", "Sold by")),
    },
    "complaints": {
        "name": (("客户名称", "投诉客户", "客户", "投诉单位", "客户姓名"), ("Customer", "Client", "Company")),
        "phone": (("联系电话", "客户电话", "投诉电话"), ("Phone",)),
        "number": (("投诉编号", "工单号", "受理编号", "客诉单号"), ("Case No", "Ticket ID", "Complaint #")),
        "opened": (("投诉时间", "投诉日期", "受理时间", "客诉日期", "接诉时间"), ("Opened", "Date received", "Complaint date", "Reported on")),
        "content": (("投诉内容", "问题描述", "投诉事项", "客诉内容", "投诉详情"), ("Complaint", "Issue", "Problem description", "What happened")),
        "severity": (("严重程度", "紧急程度", "投诉等级"), ("Severity", "Priority", "Urgency")),
        "handler": (("处理人", "责任人", "受理人", "处理人员"), ("Handler", "Assigned to", "Handled by")),
        "responded": (("首次回复时间", "首次响应时间", "初次回复"), ("First response", "First reply at")),
        "resolved": (("解决时间", "办结时间", "处理完成时间", "结案日期"), ("Resolved", "Closed on", "Date resolved")),
    },
    "survey_answers": {
        "name": (("客户名称", "客户", "单位名称", "受访客户"), ("Customer", "Company", "Client")),
        "phone": (("联系电话", "手机号"), ("Phone",)),
        "submitted": (("填写时间", "提交时间", "回访日期", "调查日期"), ("Submitted", "Survey date", "Timestamp")),
        "overall": (("总体满意度", "整体满意度", "综合评分", "总体评价"), ("Overall satisfaction", "Overall", "Overall rating")),
        "speed": (("响应速度", "响应及时性"), ("Response speed", "Timeliness")),
        "attitude": (("服务态度", "合作体验"), ("Staff attitude", "Cooperation")),
        "nps": (("推荐意愿(0-10)", "推荐可能性", "您愿意推荐我们吗(0-10分)"), ("Likelihood to recommend", "NPS")),
        "comment": (("意见建议", "建议", "其他意见", "您的宝贵意见"), ("Comments", "Suggestions", "Feedback")),
    },
}  # fmt: skip
_PERSON_NAMES = (("客户姓名", "姓名", "顾客姓名"), ("Name", "Customer name", "Full name"))
_TAIWAN = {
    "name": ("客戶名稱", "公司寶號", "廠商名稱"), "phone": ("行動電話", "聯絡電話", "手機"), "contact": ("聯絡人", "窗口"),
    "note": ("備註",), "owner": ("負責業務", "業務員", "業務"), "author": ("業務員", "負責業務"), "handler": ("承辦人", "處理人員"),
    "email": ("電子郵件", "Email"), "content": (), "occurred": ("拜訪日期", "聯絡日期"), "product": ("品項", "產品名稱"),
    "opened": ("客訴日期", "客訴時間"), "number": ("客訴編號",),
}  # fmt: skip
#: Columns that a table can't be without, and the share of tables that have each other one.
_NEEDED = {
    "customers": ("name", "phone"), "interactions": ("name", "occurred", "content"), "purchases": ("name", "ordered", "amount"),
    "complaints": ("name", "opened", "content"), "survey_answers": ("name", "submitted", "overall"),
}  # fmt: skip
_TITLES = {
    "customers": (("客户资料表", "客户信息登记表", "客户台账", "客户档案"), "Customer list"),
    "members": (("会员名单", "会员资料"), "Members"),
    "interactions": (("客户跟进记录", "拜访记录表", "销售跟进日志", "客户回访登记"), "Contact log"),
    "purchases": (("销售明细", "订单台账", "成交记录", "消费明细"), "Sales"),
    "complaints": (("投诉登记表", "客诉台账", "投诉处理记录"), "Complaints"),
    "survey_answers": (("满意度调查表", "客户满意度回访"), "Satisfaction survey"),
}  # fmt: skip
_EXTRA_VALUES = ("甲类", "B-07", "常规", "见附件", "三楼", "已核对", "苏E7X21", "普票")


@dataclass
class Row:
    """A line of cells, and what is to be found of it; None for what says nothing."""

    cells: list[Cell]
    truth: Record | None


@dataclass
class Listing:
    """A table on its own: names of columns above rows."""

    kind: str
    title: str
    fields: list[str]
    headers: list[str]
    rows: list[Row]
    #: Whether the file or the sheet must tell the year of its dates.
    year: int = 0


@dataclass
class Sheet:
    """A sheet as it lies in its file; ranges and indices from 0."""

    name: str
    grid: list[list[Cell]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: bool = False
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)


def traditional(text: str) -> str:
    """The text in Taiwan's script."""
    from opencc import OpenCC

    if not hasattr(traditional, "converter"):
        traditional.converter = OpenCC("s2t")  # type: ignore[attr-defined]
    found: str = traditional.converter.convert(text)  # type: ignore[attr-defined]
    return found


def listing(made: Company, kind: str, records: list[Record], typed: bool) -> Listing:
    """A table of these records with columns, names and ways of writing drawn anew. `typed`: the format has dates."""
    draw = made.draw
    table = "customers" if kind == "members" else kind
    fields = _choose_fields(made, kind)
    headers, writers = [], []
    years = {_day_of(record).year for record in records if _day_of(record)}
    style = _Style(made, typed, next(iter(years)) if len(years) == 1 else 0, records)
    for name in fields:
        header = draw.choice(_headers(made, table, name))
        writer, suffix = style.writer(kind, name)
        headers.append(_decorated(draw, header + suffix, name in _NEEDED[table]))
        writers.append(writer)
    extras = (
        [e for e in made.trade.extras if draw.random() < 0.4 and e not in headers]
        if made.lang != "en"
        else []
    )
    rows = []
    for record in records:
        truth: Record = {"kind": kind}
        cells = [writer(record, truth) for writer in writers]
        for _extra in extras:
            word = draw.choice(_EXTRA_VALUES)
            cells.append(word)
            truth.setdefault("extra", []).append(word)
        rows.append(Row([_in_script(made, cell) for cell in cells], truth))
    if made.lang == "tw":
        extras = [traditional(extra) for extra in extras]
    words, english = _TITLES[kind]
    title = english if made.lang == "en" else _in_script(made, draw.choice(words))
    return Listing(kind, title, [*fields, *["extra"] * len(extras)], headers + extras, rows, style.needs_year)


def _day_of(record: Record) -> Any:
    return next(
        (record[name] for name in ("occurred", "ordered", "opened", "submitted") if name in record), None
    )


def _choose_fields(made: Company, kind: str) -> list[str]:
    draw = made.draw
    table = "customers" if kind == "members" else kind
    needed = _NEEDED[table] + (("points", "level") if kind == "members" else ())
    never = {"points", "level"} if kind != "members" else {"created", "code"}
    if made.trade.people:
        never |= {"contact"}
    others = [
        name for name in _NAMES[table] if name not in needed and name not in never and draw.random() < 0.55
    ]
    if kind == "interactions" and not {"channel", "next_on"} & {*others}:
        others.append("channel")
    if kind == "purchases" and not {"product", "order_no"} & {*others}:
        others.append("product")
    fields = [name for name in _NAMES[table] if name in needed or name in others]
    if draw.random() < 0.3:
        draw.shuffle(fields)
    return fields


def _headers(made: Company, table: str, name: str) -> tuple[str, ...]:
    chinese, english = _NAMES[table][name]
    if name == "name" and made.trade.people:
        chinese, english = _PERSON_NAMES
    if made.lang == "en":
        return english
    if (
        name in made.trade.words
        and made.draw.random() < 0.6
        and (table in ("purchases",) or name in ("name", "phone", "address"))
    ):
        chinese = made.trade.words[name]
    if made.lang == "tw":
        own = () if name == "name" and made.trade.people else _TAIWAN.get(name, ())
        return own or tuple(traditional(word) for word in chinese)
    return chinese


def _decorated(draw: random.Random, header: str, needed: bool) -> str:
    chance = draw.random()
    if chance < 0.06 and needed:
        return f"*{header}"
    if chance < 0.1 and needed:
        return f"{header}（必填）"
    if chance < 0.14:
        return (
            f"{header[: len(header) // 2]}\n{header[len(header) // 2 :]}" if not header.isascii() else header
        )
    return f" {header} " if chance < 0.18 else header


def _in_script(made: Company, cell: Cell) -> Cell:
    return traditional(cell) if made.lang == "tw" and isinstance(cell, str) else cell


class _Style:
    """How one table writes its dates, phones and amounts."""

    def __init__(self, made: Company, typed: bool, year: int, records: list[Record]) -> None:
        self.made, self.draw, self.typed, self.year = made, made.draw, typed, year
        self.needs_year = 0
        recent = all(not _day_of(r) or _plain(_day_of(r)) > TODAY - timedelta(days=360) for r in records)
        styles = ["iso", "slash", "dot", "compact"]
        styles += ["chinese"] * 2 if made.lang != "en" else ["wordy", "us"]
        styles += ["typed"] * 5 + ["serial"] if typed else []
        styles += ["republic"] * 3 if made.lang == "tw" else []
        styles += ["short"] if made.lang == "cn" and (year or recent) else []
        self.date_style = self.draw.choice(styles)
        phones = ["text"] * 3 + ["spaced", "dashed", "prefixed"] if made.lang != "tw" else ["text", "dashed"]
        self.phone_style = self.draw.choice(
            phones + (["int", "float"] if typed and made.lang != "tw" else [])
        )
        self.amount_style = self.draw.choice(["number"] * 4 + ["text", "sign", "unit", "wan"])

    def writer(self, kind: str, name: str) -> tuple[Callable[[Record, Record], Cell], str]:
        """(the function that writes a record's cell and notes the truth, what is added to the column's name)."""
        if name in (
            "created",
            "occurred",
            "ordered",
            "opened",
            "responded",
            "resolved",
            "next_on",
            "submitted",
        ):
            return self._date(name), ""
        if name == "birthday":
            return self._birthday(), ""
        if name == "amount":
            return self._amount()
        special = {
            "phone": self._phone,
            "severity": self._severity,
            "overall": self._score,
            "contact": self._contact,
        }
        if name in special:
            return special[name](), ""
        if name == "name":
            return self._name(kind), ""
        return self._text(name), ""

    def _text(self, name: str) -> Callable[[Record, Record], Cell]:
        def write(record: Record, truth: Record) -> Cell:
            truth[name] = record.get(f"{name}_key", record[name])
            if name == "level":
                truth[name] = {"普通": "regular", "银卡": "silver", "金卡": "gold"}[record[name]]
                return record[name] if self.made.lang != "en" else truth[name].title()
            return record[name]

        return write

    def _name(self, kind: str) -> Callable[[Record, Record], Cell]:
        shortened = (
            kind not in ("customers", "members") and not self.made.trade.people and self.draw.random() < 0.25
        )

        def write(record: Record, truth: Record) -> Cell:
            truth["name"] = record.get("of", record)["name"]
            short = _bare(truth["name"])
            alone = sum(_bare(c["name"]) == short for c in self.made.customers) == 1
            return short if shortened and alone and self.draw.random() < 0.6 else truth["name"]

        return write

    def _date(self, name: str) -> Callable[[Record, Record], Cell]:
        style = self.date_style
        with_time = name in ("responded", "resolved") or (
            name in ("occurred", "opened")
            and (style not in ("compact", "serial") and self.draw.random() < 0.4)
        )
        if name in ("created", "next_on", "submitted", "ordered") and style == "short":
            style = "slash" if name != "ordered" or not self.year else style
        if with_time and style in ("short", "compact", "republic", "us", "wordy", "serial"):
            style = "typed" if self.typed else "slash"
        if style == "short":
            self.needs_year = self.year or self.needs_year

        def write(record: Record, truth: Record) -> Cell:
            value = record[name]
            if value is None:
                truth[name] = None
                return None
            exact = with_time and (name == "opened" or isinstance(truth.get("opened"), datetime))
            truth[name] = value if exact and name in ("opened", "resolved", "responded") else _plain(value)
            moment = value if isinstance(value, datetime) and with_time else _plain(value)
            return _written(moment, style)

        return write

    def _birthday(self) -> Callable[[Record, Record], Cell]:
        short = self.draw.random() < 0.3

        def write(record: Record, truth: Record) -> Cell:
            day = record["birthday"]
            truth["birthday"] = f"--{day:%m-%d}" if short else f"{day:%Y-%m-%d}"
            if not short:
                return _written(
                    day,
                    self.date_style if self.date_style in ("typed", "slash", "dot", "republic") else "iso",
                )
            return f"{day.month}月{day.day}日" if self.made.lang != "en" else f"{day:%m-%d}"

        return write

    def _phone(self) -> Callable[[Record, Record], Cell]:
        style = self.phone_style
        double = self.draw.random() < 0.12

        def write(record: Record, truth: Record) -> Cell:
            phone = record.get("of", record)["phone"]
            truth["phone"] = phone
            cut = (4, 7) if self.made.lang == "tw" else (3, 7)
            parts = [phone[: cut[0]], phone[cut[0] : cut[1]], phone[cut[1] :]]
            text = {"spaced": " ".join(parts), "dashed": "-".join(parts), "prefixed": f"+86 {phone}"}.get(
                style, phone
            )
            if double and "of" not in record and self.draw.random() < 0.3:
                return f"{text}/{phone[:-1]}{(int(phone[-1]) + 5) % 10}"
            return int(phone) if style == "int" else float(phone) if style == "float" else text

        return write

    def _contact(self) -> Callable[[Record, Record], Cell]:
        mixed = self.draw.random() < 0.15

        def write(record: Record, truth: Record) -> Cell:
            truth["contact"] = record["contact"]
            return f"{record['contact']} {record['phone']}" if mixed else record["contact"]

        return write

    def _amount(self) -> tuple[Callable[[Record, Record], Cell], str]:
        style = self.amount_style
        english = self.made.lang == "en"
        in_header = self.draw.random() < 0.4 and style in ("number", "text")
        wan = in_header and not english and self.draw.random() < 0.3
        suffix = (
            ""
            if not in_header
            else "（万元）"
            if wan
            else self.draw.choice(("(元)", "（元）", "/元") if not english else (" (CNY)",))
        )

        def write(record: Record, truth: Record) -> Cell:
            amount: Decimal = record["amount"]
            truth["amount"] = amount
            if wan:
                return float(amount / 10000)
            if style == "sign":
                return f"¥{amount:,.2f}"
            if style == "unit" and not english:
                return f"{amount.normalize():f}元"
            if style == "wan" and not english and amount >= 10000 and amount % 100 == 0:
                return f"{(amount / 10000).normalize():f}万"
            return (
                f"{amount:,.2f}"
                if style == "text"
                else int(amount)
                if amount == int(amount)
                else float(amount)
            )

        return write, suffix

    def _severity(self) -> Callable[[Record, Record], Cell]:
        words = self.draw.choice(SEVERITIES["en" if self.made.lang == "en" else "cn"])

        def write(record: Record, truth: Record) -> Cell:
            word, truth["severity"] = list(words.items())[record["severity"]]
            return word

        return write

    def _score(self) -> Callable[[Record, Record], Cell]:
        words = (
            ("很不满意", "不满意", "一般", "满意", "非常满意")
            if self.made.lang != "en"
            else ("Very dissatisfied", "Dissatisfied", "Neutral", "Satisfied", "Very satisfied")
        )
        style = self.draw.choice(("number", "number", "words", "stars", "unit"))

        def write(record: Record, truth: Record) -> Cell:
            score = truth["overall"] = record["overall"]
            if style == "words":
                return words[score - 1]
            if style == "stars":
                return "★" * score
            return f"{score}分" if style == "unit" and self.made.lang != "en" else score

        return write


def _bare(name: str) -> str:
    """A company's name without its legal form."""
    return next(
        (
            name.removesuffix(form)
            for form in ("股份有限公司", "有限责任公司", "集团有限公司", "有限公司")
            if name.endswith(form)
        ),
        name,
    )


def _plain(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) else value


def _written(value: date | datetime, style: str) -> Cell:
    """A day or moment as this style writes it."""
    if style == "typed":
        return value
    if style == "serial":
        return (_plain(value) - date(1899, 12, 30)).days
    clock = f" {value:%H:%M}" if isinstance(value, datetime) else ""
    y, m, d = value.year, value.month, value.day
    return {
        "iso": f"{value:%Y-%m-%d}{clock}", "slash": f"{y}/{m}/{d}{clock}", "dot": f"{y}.{m}.{d}{clock}",
        "compact": f"{value:%Y%m%d}{clock}", "chinese": f"{y}年{m}月{d}日{clock}", "short": f"{m}月{d}日",
        "wordy": f"{d} {value:%b} {y}", "us": f"{m}/{d}/{y}", "republic": f"{y - 1911}/{m}/{d}",
    }[style]  # fmt: skip
