"""Sheets of China and Japan: forms of shops, hotlines, property offices, schools; columns in Japanese."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .conftest import Crm
from .test_import import book, rows, totals

# What sheets say is read the same for either engine.
pytestmark = pytest.mark.file


def taken(crm: Crm, path: Path) -> dict[str, int]:
    return totals(crm, str(path), "--create-missing", "--partial")


def named(crm: Crm, name: str, kind: str = "customers") -> dict[str, Any]:
    return next(row for row in rows(crm, kind) if row["name"] == name)


def test_a_japanese_list_of_people(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "顧客マスタ.xlsx",
        ["顧客ID", "氏名", "フリガナ", "生年月日", "都道府県", "電話番号", "メールアドレス", "備考"],
        ["C1", "畑中 裕子", "ハタナカ ユウコ", "1972/7/15", "島根県", "080-9824-0001", "yu@example.jp", "紹介"],
        ["C2", "小田 明", "オダ アキラ", "1972/8/27", "兵庫県", "090-4535-0002", "ak@example.jp", None],
    )  # fmt: skip
    assert taken(crm, path) == {"created": 2}
    one = named(crm, "畑中 裕子")
    assert (one["kind"], one["phone"], one["birthday"]) == ("person", "+818098240001", "1972-07-15")
    assert (one["external_id"], one["province"], one["email"], one["note"]) == (
        "C1", "島根県", "yu@example.jp", "紹介",
    )  # fmt: skip


def test_a_japanese_list_of_firms(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "取引先.xlsx",
        ["取引先ID(必須)", "取引先名(必須)", "住所", "電話番号", "業種", "従業員数", "担当営業（管理番号:1）"],
        ["11", "ヤマノ株式会社", "神奈川県横浜市西区高島2-6", "045-461-0001", "印刷業", 250, "加藤　哲"],
        ["12", "仙南建設工業", "東京都文京区水道1-3", "03-3835-0002", None, 40, "加藤　哲"],
        ["13", "（社福）北コロニー協会", None, None, None, None, None],
    )  # fmt: skip
    assert taken(crm, path) == {"created": 3}
    assert {row["kind"] for row in rows(crm, "customers")} == {"company"}
    one = named(crm, "ヤマノ株式会社")
    assert (one["phone"], one["industry"], one["owner"]) == ("+81454610001", "印刷業", "加藤 哲")


def test_the_address_book_of_a_mail_program(crm: Crm, tmp_path: Path) -> None:
    head = [
        "名字",
        "姓氏",
        "显示名称",
        "主要电子邮件",
        "备用电子邮件",
        "移动电话号码",
        "公司",
        "职务",
        "注释",
    ]
    path = book(
        tmp_path / "a.xlsx",
        head,
        [None, None, "易江芳", "yi@example.cn", None, None, None, None, None],
        ["成良", "高", "高成良", "gao@example.cn", "g2@example.cn", 13800000001, None, "讲师", "老同事"],
    )  # fmt: skip
    assert taken(crm, path) == {"created": 2}
    assert named(crm, "易江芳")["email"] == "yi@example.cn"
    two = named(crm, "高成良")
    assert (two["phone"], two["emails"], two["note"]) == ("13800000001", "g2@example.cn", "老同事")
    assert two.get("custom.显示名称") is None


def test_whoever_receives_or_calls_is_a_person(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "发货.xlsx",
        ["日期", "收件人", "手机", "地址"],
        ["2026-10-18", "May", "13581600001", "朝阳区望京路1号"],
        ["2026-10-19", "欧阳*", "13581600002", "朝阳区望京路2号"],
        ["2026-10-19", "逄先生", "13581600003", "朝阳区望京路3号"],
        ["2026-10-20", "蔚蓝酒店", "13581600004", "朝阳区望京路4号"],
    )
    assert taken(crm, path) == {"created": 4}
    kinds = {row["name"]: row["kind"] for row in rows(crm, "customers")}
    assert kinds == {"May": "person", "欧阳*": "person", "逄先生": "person", "蔚蓝酒店": "company"}


def test_the_consignee_is_the_customer_not_who_gets_the_invoice(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "订单.xlsx",
        ["订单编号", "总金额", "买家实际支付金额", "收货人姓名", "联系手机", "订单创建时间", "发票抬头"],
        ["A1", 128, 118, "吴桂芳", "13600000001", "2026-10-10 08:15:01", None],
        ["A2", 65.9, 65.9, "张二河", "13600000002", "2026-10-11 21:00:00", "杭州云上科技有限公司"],
    )
    assert taken(crm, path) == {"created": 2}
    assert [(row["customer"], row["amount"]) for row in rows(crm, "purchases")] == [
        ("吴桂芳", 118), ("张二河", 65.9),
    ]  # fmt: skip
    assert not rows(crm, "contacts")


def test_who_does_the_work_is_not_who_complains(crm: Crm, tmp_path: Path) -> None:
    head = [
        "工单编号",
        "受理时间",
        "来电人",
        "联系电话",
        "诉求类型",
        "诉求内容",
        "承办单位",
        "办结时间",
        "办理结果",
    ]
    path = book(
        tmp_path / "a.xlsx",
        head,
        ["G1", "2026-03-01 09:12", "尤女士", "13900000031", "投诉", "停水无人处理", "市水务集团", "2026-03-02 15:00", "已恢复"],
        ["G2", "2026-03-02 08:01", "滕先生", "13900000033", "求助", "路灯坏了", "市政工程处", None, None],
    )  # fmt: skip
    assert taken(crm, path) == {"created": 2}
    assert {row["name"]: row["kind"] for row in rows(crm, "customers")} == {
        "尤女士": "person",
        "滕先生": "person",
    }
    one = rows(crm, "complaints")[0]
    assert (one["content"], one["measure"], one["category"]) == ("停水无人处理", "已恢复", "投诉")
    assert one["custom.承办单位"] == "市水务集团"


def test_a_hotline_s_book_holds_complaints(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "热线记录.xlsx",
        ["日期", "来电时间", "来电人", "来电号码", "来电事由", "接听人", "处理状态", "处理结果"],
        ["2026-05-01", "9:05", "晏女士", "13300000081", "空调不制冷", "周敏", "已处理", "当天上门"],
        ["2026-05-01", "10:20", "蔚蓝酒店", "028-87770000", "账单金额对不上", "周敏", "处理中", None],
    )
    assert taken(crm, path) == {"created": 2}
    found = [(row["content"], row["handler"], row["state"]) for row in rows(crm, "complaints")]
    assert found == [("空调不制冷", "周敏", "resolved"), ("账单金额对不上", "周敏", "responded")]


def test_remarks_and_a_date_make_no_log(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "小区.xlsx",
        ["序号", "楼栋", "房号", "业主姓名", "联系电话", "面积(㎡)", "入住时间", "车牌号", "备注"],
        [1, "1栋", 101, "计春花", 13700000041, 89.5, "2019-05-01", "赣A12345", "2025.3.1报修漏水"],
        [2, "1栋", 102, "洪都商贸有限公司", 13700000043, 220, "2020年3月", None, "出租"],
    )
    assert taken(crm, path) == {"created": 2}
    one = named(crm, "计春花")
    assert (one["kind"], one["note"], one["street"]) == ("person", "2025.3.1报修漏水", "1栋101")


def test_what_has_neither_day_nor_number_is_no_order(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        ["学员姓名", "性别", "家长姓名", "联系电话", "课程", "剩余课时", "学费"],
        ["贡小宝", "男", "贡建国", 13500000071, "少儿编程", 20, 4800],
        ["惠子萱", "女", "惠芳", 13500000072, "硬笔书法", 36, 2880],
    )
    assert taken(crm, path) == {"created": 2}
    assert {row["name"]: row["kind"] for row in rows(crm, "customers")} == {
        "贡小宝": "person",
        "惠子萱": "person",
    }
    assert not rows(crm, "purchases")
    assert {row["name"] for row in rows(crm, "contacts")} == {"贡建国", "惠芳"}


def test_visits_of_upkeep_are_contacts_made(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        ["序号", "日期", "使用单位", "设备编号", "维保内容", "维保人员", "下次维保日期"],
        [1, "2026.3.4", "南湖医院", "DT-001", "清洁机房", "孙强", "2026.3.19"],
        [2, "2026.3.5", "金泰大厦", "DT-020", "常规保养", "孙强", "2026.6.5"],
    )
    assert taken(crm, path) == {"created": 2}
    found = [
        (row["customer"], row["content"], row["next_on"], row["author"]) for row in rows(crm, "interactions")
    ]
    assert found == [
        ("南湖医院", "清洁机房", "2026-03-19", "孙强"),
        ("金泰大厦", "常规保养", "2026-06-05", "孙强"),
    ]


@pytest.mark.parametrize(("numbers", "kept"), [([1, 2], None), ([7, 3], "7")])
def test_what_only_counts_the_lines_is_not_kept(
    crm: Crm, tmp_path: Path, numbers: list[int], kept: str | None
) -> None:
    names = ["栾英", "佟丽"]
    body = [[n, name, f"1360000006{n}"] for n, name in zip(numbers, names, strict=True)]
    path = book(tmp_path / "客户资料.xlsx", ["序号", "客户姓名", "手机"], *body)
    assert taken(crm, path) == {"created": 2}
    assert named(crm, "栾英").get("custom.序号") == kept


def test_a_japanese_shop_s_orders_and_visits(crm: Crm, tmp_path: Path) -> None:
    orders = book(
        tmp_path / "受注.xlsx",
        ["注文番号", "注文日", "顧客名", "電話番号", "商品名", "数量", "単価", "金額", "ステータス"],
        ["J1", "2026/04/01", "青山 美咲", "090-1111-2222", "お茶セット", 2, "1,500", "3,000", "発送済"],
        ["J2", "2026/04/02", "株式会社みどり", "03-3333-4444", "コーヒー豆", 10, 800, "8,000", "キャンセル"],
    )  # fmt: skip
    assert taken(crm, orders) == {"created": 2}
    found = [(row["customer"], row["amount"], row["status"]) for row in rows(crm, "purchases")]
    assert found == [("青山 美咲", 3000, "in_service"), ("株式会社みどり", 8000, "cancelled")]
    visits = book(
        tmp_path / "対応履歴.xlsx",
        ["対応日", "顧客名", "担当者", "対応方法", "対応内容", "次回対応日"],
        ["2026/4/3", "株式会社みどり", "山本 壮二郎", "訪問", "定期点検のご案内", "2026/4/20"],
    )
    assert taken(crm, visits) == {"created": 1}
    (visit,) = rows(crm, "interactions")
    assert (visit["channel"], visit["author"], visit["next_on"]) == ("visit", "山本 壮二郎", "2026-04-20")


def test_customers_of_hong_kong(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "客戶.xlsx",
        ["客戶名稱", "聯絡人", "電話", "手提電話", "地址"],
        ["利豐貿易有限公司", "陳大文", "2345 6789", "9123 4567", "香港九龍觀塘道388號12樓"],
        ["周太太", None, None, "5333 1122", "新界沙田安平街2號"],
    )
    assert taken(crm, path) == {"created": 2}
    one = named(crm, "利豐貿易有限公司")
    assert {one["phone"], one["phones"]} == {"+85223456789", "+85291234567"}
    assert named(crm, "周太太")["phone"] == "+85253331122"


@pytest.mark.parametrize(
    ("cell", "people"),
    [
        ("张经理13800000171/李工13800000172", {"张经理": "13800000171", "李工": "13800000172"}),
        ("Tony 13800000181; Amy 13900000182", {"Tony": "13800000181", "Amy": "13900000182"}),
        ("Klaus Meier +49 30 901820", {"Klaus Meier": "+4930901820"}),
        ("Office 021-62345678", {}),
    ],
)
@pytest.mark.parametrize("column", ["联系方式", "联系人及电话"])
def test_persons_beside_their_phones(
    crm: Crm, tmp_path: Path, column: str, cell: str, people: dict[str, str]
) -> None:
    path = book(
        tmp_path / "客户资料.xlsx", ["客户名称", column], ["锦绣物业公司", cell], ["高朋酒店", "13800000174"]
    )
    assert taken(crm, path) == {"created": 2}
    assert {row["name"]: row["phone"] for row in rows(crm, "contacts")} == people


def test_the_phone_of_whoever_stands_between_is_not_the_customer_s(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "客户资料.xlsx",
        ["客户名称", "电话", "代理人姓名", "代理人电话", "代理人手机", "骑手电话"],
        ["东湖光电研究所", "027-87770001", "时进", "027-88880001", "13800080009", "13600000149"],
        ["洪湖食品厂", "0716-2220002", "时进", "027-88880001", "13800080009", None],
    )
    assert taken(crm, path) == {"created": 2}
    one = named(crm, "东湖光电研究所")
    assert (one["phone"], one["phones"], one["custom.代理人手机"]) == ("027-87770001", None, "13800080009")


def test_a_short_name_beside_a_trade_is_a_firm_s(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "客户资料.xlsx",
        ["客户名称", "行业", "电话"],
        ["安踏", "服装", "13800000194"],
        ["华为", "通信", "13800000191"],
        ["张先生", "餐饮", "13800000192"],
        ["李娜", None, "13800000193"],
    )
    assert taken(crm, path) == {"created": 4}
    kinds = {row["name"]: row["kind"] for row in rows(crm, "customers")}
    assert kinds == {"安踏": "company", "华为": "company", "张先生": "person", "李娜": "person"}


@pytest.mark.parametrize(
    ("head", "row"),
    [
        (
            ["姓名", "部门", "职务", "手机", "入司时间"],
            ["燕青", "销售部", "经理", "13600000101", "2019-03-01"],
        ),
        (
            ["氏名", "部署", "役職", "電話番号", "入社日"],
            ["山本 健", "営業部", "課長", "03-3333-4444", "2019/3/1"],
        ),
    ],
)
def test_a_list_of_one_s_own_people_is_left_out(
    crm: Crm, tmp_path: Path, head: list[str], row: list[str]
) -> None:
    run = crm("import", str(book(tmp_path / "Sheet1.xlsx", head, row, row)), "--yes")
    assert "It is a list of staff." in run.err
    assert not rows(crm, "customers")


def test_a_register_of_cards_lists_members(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "会员登记表.xlsx",
        ["健身会员登记表（2026年4月）"],
        ["No.", "姓名", "手机号码", "办卡日期", "卡种", "私教", "剩余私教课时", "应收", "实收", "备注"],
        [1, "乐进", "136 0000 0161", "2025.4.5", "年卡", "阿强", 12, 2680, 2680, "膝盖有伤"],
        [2, "Lucy", "13600000162", "2025/10/1", "季卡", None, 0, 980, 500, "欠480"],
    )
    assert taken(crm, path) == {"created": 2}
    assert [row["member_since"] for row in rows(crm, "members")] == ["2025-04-05", "2025-10-01"]
    assert named(crm, "乐进")["custom.实收"] == "2680"


def test_what_has_no_amount_is_no_order(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        ["學員姓名", "課程名稱", "狀態", "考核分", "報名時間"],
        ["谈笑", "收银员岗前培训", "已完成", 88, "2025/3/1"],
        ["车晓", "收银员岗前培训", "学习中", None, "2025/3/5"],
    )
    assert taken(crm, path) == {"created": 2}
    assert named(crm, "谈笑")["custom.課程名稱"] == "收银员岗前培训"


def test_a_question_nobody_answered_names_nobody(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "问卷.xlsx",
        ["序号", "提交答卷时间", "1、您的称呼", "2、您的手机", "3、您对我们服务的总体满意度", "4、您的建议"],
        [1, "2026/4/1 10:00:00", "祝女士", "13600000121", "非常满意", "多搞活动"],
        [2, "2026/4/1 11:00:00", "(空)", "(空)", "一般", "(空)"],
    )
    assert taken(crm, path) == {"created": 2}
    assert [row["name"] for row in rows(crm, "customers")] == ["祝女士"]


def test_a_japanese_salons_cards(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "カルテ.xlsx",
        ["顧客No", "氏名", "生年月日", "携帯番号", "住所", "初回来店日", "最終来店日", "担当スタイリスト", "備考"],
        [1001, "佐藤 美咲", "1990/05/12", "090-1111-2222", "東京都渋谷区神宮前1-2-3", "2023/04/01", "2026/10/15", "鈴木", "敏感"],
        [1002, "高橋 健一", "1978年11月3日", "080-3333-4444", "大阪府大阪市北区梅田1-1", "2024/09/10", "2026/08/20", "田中", None],
    )  # fmt: skip
    assert taken(crm, path) == {"created": 2}
    one, two = named(crm, "佐藤 美咲"), named(crm, "高橋 健一")
    assert (one["external_id"], one["owner"], one["cooperation_start"]) == ("1001", "鈴木", "2023-04-01")
    assert (one["province"], one["district"]) == ("東京都", "渋谷区")
    assert (two["province"], two["city"], two["district"]) == ("大阪府", "大阪市", "北区")
    assert [row["occurred_at"][:10] for row in rows(crm, "interactions")] == ["2026-08-20", "2026-10-15"]


def test_whoever_signs_in_beside_a_customer_is_one_of_ours(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        ["姓名", "部门", "签到日期", "签到时间", "签到地点", "拜访对象", "备注"],
        ["张伟", "销售部", "2026-11-03", "09:42", "红星路", "锦程物流有限公司", "谈续约"],
        ["刘洋", "销售部", "2026-11-04", "10:05", "科华路", "青禾幼儿园", "送样品"],
    )
    assert taken(crm, path) == {"created": 2}
    assert [(r["author"], r["customer"], r["channel"]) for r in rows(crm, "interactions")] == [
        ("张伟", "锦程物流有限公司", "visit"), ("刘洋", "青禾幼儿园", "visit"),
    ]  # fmt: skip


def test_how_many_came_is_no_size(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        ["预约日期", "姓名", "电话", "人数", "桌号"],
        ["2026-10-01", "孙丽", 13800030001, 1, "A1"],
        ["2026-10-02", "胡军", 13800030002, 4, "B2"],
    )
    assert taken(crm, path) == {"created": 2}
    assert {(row["kind"], row["size"]) for row in rows(crm, "customers")} == {("person", None)}


def test_the_question_how_somebody_heard_of_us_tells_the_source(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        ["您的姓名", "手机", "您从哪里了解到我们", "提交时间"],
        ["董洁", 13522220001, "朋友推荐", "2026-10-11 10:22:31"],
        ["石磊", 13522220002, "抖音", "2026-10-12 10:22:31"],
    )
    assert taken(crm, path) == {"created": 2}
    assert [row["source"] for row in rows(crm, "customers")] == ["referral", "social_media"]
