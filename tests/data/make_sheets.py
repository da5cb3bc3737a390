"""Writes spreadsheets of other companies in other layouts, for the tests of reading. Needs openpyxl and xlwt.

python tests/data/make_sheets.py FOLDER
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import xlwt  # type: ignore[import-untyped]
from openpyxl import Workbook

Rows = list[list[Any]]


def xlsx(path: Path, sheets: dict[str, Rows], merged: tuple[str, ...] = ()) -> Path:
    """A workbook; `merged` are ranges of its first sheet."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    for cells in merged:
        book.worksheets[0].merge_cells(cells)
    book.save(path)
    return path


def xls(path: Path, name: str, rows: Rows) -> Path:
    """A workbook of Excel 97."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet(name)
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell is not None:
                sheet.write(r, c, cell, day) if isinstance(cell, date) else sheet.write(r, c, cell)
    book.save(str(path))
    return path


def text(path: Path, rows: Rows, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """A delimited text file."""
    lines = [delimiter.join("" if cell is None else str(cell) for cell in row) for row in rows]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def html(path: Path, rows: Rows) -> Path:
    """What a system exports as .xls and is a page."""
    body = "".join(
        "<tr>" + "".join(f"<td>{'' if c is None else c}</td>" for c in row) + "</tr>" for row in rows
    )
    page = f'<html><head><meta charset="gb2312"><style>td{{mso-number-format:"\\@"}}</style></head><body><table>{body}</table></body></html>'
    path.write_bytes(page.encode("gb18030"))
    return path


def xml2003(path: Path, rows: Rows) -> Path:
    """An XML spreadsheet of Excel 2003 under the name .xls."""
    lines = []
    for row in rows:
        cells = "".join(
            f'<Cell ss:Index="{i}"><Data ss:Type="{"Number" if isinstance(c, int | float) else "String"}">{c}</Data></Cell>'
            for i, c in enumerate(row, 1)
            if c is not None
        )
        lines.append(f"<Row>{cells}</Row>")
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet ss:Name="Sheet1"><Table>{"".join(lines)}</Table></Worksheet></Workbook>',
        encoding="utf-8",
    )
    return path


def two_line_customers(folder: Path) -> Path:
    """Group names above the columns, a numbered index, captions, a signature line."""
    rows: Rows = [
        ["客户信息登记表"],
        ["部门：市场部", None, None, "业务员：周敏"],
        ["序号", "客户信息", None, None, "联系人", None, "合作情况", None],
        [None, "单位全称", "所属行业", "详细地址", "姓名", "移动电话", "客户等级", "累计成交额（万元）"],
        [1, "甲地丰达商贸有限公司", "零售", "甲地中山路1号", "李一", 13800000001, "A级", 12.5],
        [2, "乙地和顺餐饮有限公司", "餐饮", "乙地解放路2号", "王二", "0512-6234 5678", "B类", 3],
        [3, "丙地大明酒店", "酒店", None, "赵三", "138 0000 0003 / 021-62345678", "C", None],
        ["合计", None, None, None, None, None, None, 15.5],
        ["制表人：周敏", None, None, "审核：郑五"],
    ]
    return xlsx(folder / "客户登记.xlsx", {"Sheet1": rows}, ("A1:H1", "A3:A4", "B3:D3", "E3:F3", "G3:H3"))


def english_customers(folder: Path) -> Path:
    rows: Rows = [
        [
            "Phone No.",
            "Account Name",
            "Industry",
            "Primary Contact",
            "Job Title",
            "E-mail Address",
            "Sales Rep",
            "Customer Since",
            "Rating",
            "VAT ID",
        ],
        [
            "+1 415 555 2671",
            "Blue Harbor Ltd.",
            "Hospitality",
            "Jane Doe",
            "Buyer",
            "Jane@Blue.example",
            "Tom Smith",
            "3/25/2021",
            "A",
            "X1",
        ],
        [
            "+44 20 7946 0958",
            "Northwind GmbH",
            "Retail",
            "Max Muster",
            "CEO",
            "max@north.example",
            "Tom Smith",
            "12/1/2022",
            "B",
            "X2",
        ],
    ]
    return text(folder / "accounts export.csv", rows, "utf-16", ";")


def traditional_log(folder: Path) -> Path:
    rows: Rows = [
        ["日期", "公司寶號", "聯絡人", "行動電話", "洽談方式", "洽談記錄", "下次拜訪日期", "業務"],
        [
            "113/3/5",
            "大同貿易股份有限公司",
            "林小姐",
            "0912-345-678",
            "親訪",
            "介紹新方案，窗口需內部討論",
            "113/3/19",
            "陳志明",
        ],
        ["民國113年3月8日", "宏遠企業社", "吳先生", "02-2345-6789", "電話", "報價已寄出", None, "陳志明"],
        [
            "1130312",
            "大同貿易股份有限公司",
            "林小姐",
            "0912345678",
            "LINE",
            "約下週簽約",
            "113.3.20",
            "陳志明",
        ],
    ]
    return text(folder / "拜訪紀錄.csv", rows, "cp950")


def html_orders(folder: Path) -> Path:
    rows: Rows = [
        ["销售明细表"],
        [
            "单据编号",
            "开单日期",
            "购货单位",
            "联系手机",
            "品名",
            "数量",
            "单价",
            "价税合计",
            "付款状态",
            "业务员",
            "摘要",
        ],
        [
            "XS001",
            "2024-03-05 10:20",
            "甲地丰达商贸有限公司",
            "13800000001",
            "清洁套餐",
            "2",
            "50.00",
            "￥100.00",
            "已收款",
            "周敏",
            "",
        ],
        [
            "XS002",
            "2024-03-06 11:00",
            "乙地和顺餐饮有限公司",
            "13800000002",
            "布草洗涤",
            "10",
            "12.00",
            "120.00",
            "部分退款退货",
            "周敏",
            "急",
        ],
        [
            "XS003",
            "2024-03-07 09:00",
            "乙地和顺餐饮有限公司",
            "13800000002",
            "布草洗涤",
            "1",
            "12.00",
            "(12.00)",
            "作废",
            "周敏",
            "",
        ],
        ["合计：", "", "", "", "", "13", "", "208.00", "", "", ""],
    ]
    return html(folder / "销售导出.xls", rows)


def tabbed_members(folder: Path) -> Path:
    rows: Rows = [
        ["卡号", "会员姓名", "预留手机", "卡种", "可用积分", "累计积分", "会员生日(农历)", "开卡日期"],
        ["V001", "李一", "13800000001", "钻石卡", "1,200", "5000", "八月十五", "2023/1/5"],
        ["V002", "王二", "1.38E+10", "普卡", "0", "10", "1990-05-20", "2023.2.6"],
        ["V003", "赵三", "13800000003", "银卡会员", "300", "300", "", "20230307"],
    ]
    return text(folder / "会员导出.xls", rows, "gb18030", "\t")


def xml_contacts(folder: Path) -> Path:
    rows: Rows = [
        ["姓名", "工作单位", "职务", "手机号码", "座机", "电子邮箱", "决策角色"],
        ["钱四", "甲地丰达商贸有限公司", "总经理", 13800000004, "021-62345678", "q4@example.com", "决策人"],
        ["孙五", "甲地丰达商贸有限公司", "采购经理", 13800000005, None, "s5@example.com", "采购"],
    ]
    return xml2003(folder / "通讯录.xls", rows)


def merged_follow_ups(folder: Path) -> Path:
    """One customer's cell over several contacts; the year stands in the title only."""
    rows: Rows = [
        ["2025年客户拜访台账（吴昊）"],
        ["客户单位", "对接人", "拜访日期", "方式", "拜访纪要", "下一步计划", "下次拜访"],
        ["甲地丰达商贸有限公司", "李一", "3月5日", "上门拜访", "看了样品，认可质量", "寄样", "3月20日"],
        [None, None, "3月20日", "电话", "样品已收到", "报价", "4/2"],
        ["乙地和顺餐饮有限公司", "王二", "4/1", "微信沟通", "发送方案", None, None],
        ["拜访日期", None, None, None, None, None, None],
    ]
    rows[-1] = list(rows[1])
    rows.append(
        ["丙地大明酒店", "赵三", datetime(2025, 5, 6, 14, 30), "腾讯会议", "确认合同条款", "签约", "待定"]
    )
    return xlsx(
        folder / "拜访台账.xlsx",
        {"台账": rows, "说明": [["1、每周五前更新"], ["2、不得删除列"]]},
        ("A1:G1", "A3:A4", "B3:B4"),
    )


def wide_follow_ups(folder: Path) -> Path:
    rows: Rows = [
        [
            "客户名称",
            "联系电话",
            "客户来源",
            "第一次跟进时间",
            "第一次跟进内容",
            "第二次跟进时间",
            "第二次跟进内容",
        ],
        ["甲地丰达商贸有限公司", "13800000001", "转介绍", "2025-3-1", "初次介绍", "2025-3-9", "报价"],
        ["乙地和顺餐饮有限公司", "13800000002", "抖音", "2025-3-2", "加了微信", None, None],
    ]
    return xlsx(folder / "客户跟进表.xlsx", {"三月": rows})


def complaint_ledger(folder: Path) -> Path:
    rows: Rows = [
        ["客诉处理登记表"],
        [
            "客诉单号",
            "受理日期",
            "受理时间",
            "客户名称",
            "来电号码",
            "反映问题",
            "客诉等级",
            "被投诉人",
            "受理人",
            "是否回复",
            "处理结果",
            "结案日期",
            "客户是否满意",
            "补偿金额",
        ],
        [
            "KS-1",
            date(2025, 3, 1),
            time(9, 30),
            "丙地大明酒店",
            13800000003,
            "送货晚了两小时",
            "特急",
            "司机组",
            "周敏",
            "是",
            "道歉并补偿",
            date(2025, 3, 2),
            "基本满意",
            "200元",
        ],
        [
            "KS-2",
            date(2025, 3, 5),
            time(14, 5),
            "乙地和顺餐饮有限公司",
            13800000002,
            "发票抬头开错",
            "中",
            None,
            "吴昊",
            "否",
            None,
            "处理中",
            None,
            None,
        ],
    ]
    return xls(folder / "客诉登记.xls", "2025", rows)


def survey(folder: Path) -> Path:
    rows: Rows = [
        [
            "答卷编号",
            "提交时间",
            "Q1. 您的公司名称",
            "Q2. 您的联系电话",
            "Q3. 您对我们服务的总体满意度如何？",
            "Q4. 您对服务态度是否满意？",
            "Q5. 您愿意将我们推荐给朋友吗？（0-10分）",
            "Q6. 您了解我们的渠道",
            "Q7. 您的宝贵意见",
        ],
        [
            "1001",
            "2025/3/1 10:00:05",
            "丙地大明酒店",
            "13800000003",
            "非常满意",
            "5分",
            10,
            "展会┋朋友",
            "(空)",
        ],
        [
            "1002",
            "2025/3/2 11:00:00",
            "乙地和顺餐饮有限公司",
            "13800000002",
            "不满意",
            "3分",
            4,
            "官网",
            "送货再快些",
        ],
        ["1003", "2025/3/2 12:00:00", None, "13800000009", "一般", "4分", 8, "官网", None],
    ]
    return xlsx(folder / "问卷.xlsx", {"Sheet1": rows})


def english_complaints(folder: Path) -> Path:
    rows: Rows = [
        [
            "Ticket #",
            "Date Received",
            "Customer",
            "Phone",
            "Issue Description",
            "Priority",
            "Assigned To",
            "First Response",
            "Date Resolved",
            "Satisfied?",
        ],
        [
            "T-1",
            "2025-03-01 09:00",
            "Blue Harbor Ltd.",
            "+14155552671",
            "Late delivery",
            "High",
            "Tom Smith",
            "2025-03-01 09:40",
            "2025-03-02",
            "Satisfied",
        ],
        [
            "T-2",
            "2025-03-04 10:00",
            "Northwind",
            "+442079460958",
            "Wrong invoice",
            "Low",
            "Ann Lee",
            "",
            "",
            "",
        ],
    ]
    return text(folder / "tickets.csv", rows, "utf-8-sig")


def staff_list(folder: Path) -> Path:
    rows: Rows = [
        ["工号", "员工姓名", "部门", "岗位", "手机", "入职日期"],
        ["E01", "周敏", "市场部", "业务员", "13900000001", "2020-01-01"],
        ["E02", "吴昊", "市场部", "业务员", "13900000002", "2021-01-01"],
    ]
    return xlsx(folder / "员工花名册.xlsx", {"Sheet1": rows})


VCARDS = {
    "v21.vcf": (
        "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E6=9D=8E;=E4=B8=80;;;\r\n"
        "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E6=9D=8E=\r\n=E4=B8=80\r\nTEL;WORK:021-62345678\r\nTEL;CELL:138-0000-0001\r\n"
        "BDAY:19900520\r\nEND:VCARD\r\n"
    ),
    "v30.vcf": (
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Jane Doe\r\nN:Doe;Jane;;;\r\nORG:Blue Harbor\\, Ltd.;Sales\r\nTITLE:Buyer\r\n"
        "item1.TEL;TYPE=CELL:+1 415 555 2671\r\nEMAIL;TYPE=INTERNET:jane@blue.example\r\nNOTE:long no\r\n te\\nsecond\r\nEND:VCARD\r\n"
    ),
    "v40.vcf": (
        'BEGIN:VCARD\nVERSION:4.0\nFN:王二\nTEL;VALUE=uri;TYPE="cell,voice":tel:+86-138-0000-0002\nADR:;;解放路2号;乙地;乙省;;中国\n'
        "BDAY:--0520\nEND:VCARD\nBEGIN:VCARD\nVERSION:4.0\nEND:VCARD\n"
    ),
}  # fmt: skip


def vcards(folder: Path) -> Path:
    """The three versions; the folder itself is returned."""
    for name, content in VCARDS.items():
        (folder / name).write_text(content, encoding="utf-8", newline="")
    return folder


ALL: tuple[Callable[[Path], Path], ...] = (
    two_line_customers, english_customers, traditional_log, html_orders, tabbed_members, xml_contacts, merged_follow_ups,
    wide_follow_ups, complaint_ledger, survey, english_complaints, staff_list, vcards,
)  # fmt: skip


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    for make in ALL:
        make(target)
