"""Exports of well-known programs: the kind of each, and the field of each of its columns."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from crmcli.sheets.reading import read
from crmcli.sheets.rows.plans import SheetPlan

from .test_layouts import TODAY, fields

ACCOUNTS = (
    "Id,IsDeleted,Name,BillingStreet,BillingCity,BillingState,BillingPostalCode,BillingCountry,Phone,Industry,NumberOfEmployees,OwnerId,CreatedDate",
    "0010o00002abcDEAAQ,False,Quill Teas,12 Elm St,Bonn,NRW,53111,DE,+49 228 1234567,Food,12,0050o00001zzzAAA,2024-01-02T03:23:15.000Z",
    "0010o00002abcDFAAQ,False,Island Corner,13 Elm St,Ulm,BW,89073,DE,+49 731 1234567,Tea,9,0050o00001zzzAAA,2024-01-03T03:23:15.000Z",
)
CONTACTS = (
    "Id,AccountId,LastName,FirstName,MailingStreet,MailingCity,MailingPostalCode,Phone,Email,Title,LeadSource,Birthdate,HasOptedOutOfEmail",
    "0030o00002abcDEAAQ,0010o00002abcDEAAQ,Quill,Ada,12 Elm St,Bonn,53111,+49 228 1234567,ada@q.example,Buyer,Web,1980-02-03,False",
    "0030o00002abcDFAAQ,0010o00002abcDEAAQ,Tamm,Bo,13 Elm St,Ulm,89073,+49 731 1234567,bo@q.example,Boss,Web,,True",
)
REPORT = (
    "Account Name,Account Owner,Billing State/Province,Billing Zip/Postal Code,Phone,Last Activity,Account Source",
    "Quill Teas,Kim Lee,NRW,53111,+49 228 1234567,1/20/2024,Web",
    "Island Corner,Kim Lee,BW,89073,+49 731 1234567,3/4/2024,Fair",
)
HUBSPOT = (
    "First Name,Last Name,Email,Phone Number,Contact owner,Last Activity Date,Create Date,Job Title,City,State/Region,Postal Code,Country/Region",
    "Ada,Quill,ada@q.example,+49 228 1234567,Kim Lee,2024-05-01 10:00,2024-01-02 10:00,Buyer,Bonn,NRW,53111,Germany",
    "Bo,Tamm,bo@t.example,+49 731 1234567,Kim Lee,2024-05-02 10:00,2024-01-03 10:00,Boss,Ulm,BW,89073,Germany",
)
TICKETS = (
    "Ticket ID,Ticket name,Ticket status,Create date,Priority,Ticket owner,Source,Ticket description,Contact email",
    "1,Broken cup,Open,2024-03-05 10:00,High,Kim Lee,Email,The cup is broken,ada@q.example",
    "2,Late,Closed,2024-03-06 10:00,Low,Kim Lee,Phone,It came too late,bo@t.example",
)
CALLS = (
    "Record Id,Call Owner,Subject,Call Type,Contact Name,Call Start Time,Call Duration,Call Result,Description,Created Time",
    "z1,Kim Lee,Price call,Outbound,Ada Quill,2024-03-05 10:00:00,03:10,Interested,Talked about the price of tea,2024-03-05 10:05:00",
    "z2,Kim Lee,Second call,Inbound,Bo Tamm,2024-03-06 10:00:00,01:10,Not interested,Wants to think it over,2024-03-06 10:05:00",
)
SALES = (
    "Sales Order Owner,SO Number,Subject,Account Name,Due Date,Sub Total,Tax,Grand Total,Created Time",
    "Kim Lee,SO-1,Tea order,Quill Teas,2024-04-05,100.00,19.00,119.00,2024-03-05 10:05:00",
    "Kim Lee,SO-2,More tea,Tamm AG,2024-04-06,200.00,38.00,238.00,2024-03-06 10:05:00",
)
INVOICES = (
    "Invoice Owner,Subject,Invoice Date,Due Date,Account Name,Status,Grand Total",
    "Kim Lee,Tea,2024-03-05,2024-04-05,Quill Teas,Paid,119.00",
    "Kim Lee,More tea,2024-03-06,2024-04-06,Tamm AG,Paid,238.00",
)
TASKS = (
    "Task Id,Task Owner,Subject,Due Date,Status,Priority,Created Time",
    "1,Kim Lee,Send the offer,2024-03-05,Open,High,2024-03-01 10:00:00",
    "2,Kim Lee,Call back,2024-03-06,Completed,Low,2024-03-01 10:00:00",
)
ODOO = (
    "id,name,is_company,street,zip,city,country_id,phone,email,category_id,comment,function",
    "base.p1,Quill Teas,True,12 Elm St,53111,Bonn,Germany,+49 228 1234567,info@q.example,VIP,hello,",
    "base.p2,Tamm Cups,True,13 Elm St,89073,Ulm,Germany,+49 731 1234567,bo@t.example,,,Buyer",
)
SHOP_CUSTOMERS = (
    "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Address1,Default Address City,Default Address Zip,Default Address Country Code,Phone,Total Spent,Total Orders,Note,Tags",
    "'7001,Ada,Quill,ada@q.example,yes,12 Elm St,Bonn,53111,DE,,120.50,2,,vip",
    "'7002,Bo,Tamm,bo@t.example,no,13 Elm St,Ulm,89073,DE,+49 731 1234567,0.00,0,likes tea,",
)
SHOP_ORDERS = (
    "Name,Email,Financial Status,Created at,Currency,Subtotal,Total,Lineitem quantity,Lineitem name,Billing Name,Billing Phone,Refunded Amount",
    "#1001,ada@q.example,paid,2024-03-05 09:59:00 +0100,EUR,100.00,105.00,2,Tea,Ada Quill,,0.00",
    "#1002,bo@t.example,pending,2024-03-06 09:59:00 +0100,EUR,10.00,15.00,1,Cup,Bo Tamm,+49 731 1234567,0.00",
)
MAILCHIMP = (
    "Email Address,First Name,Last Name,Address,Phone Number,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,LATITUDE,TIMEZONE,CC,REGION,NOTES,TAGS",
    'ada@q.example,Ada,Quill,12 Elm St,+49 228 1234567,2,2024-01-02 03:23:15,192.0.2.1,50.1,Europe/Berlin,DE,NW,hello,"""vip"",""tea"""',
    "bo@t.example,Bo,Tamm,,,3,2024-01-03 03:24:15,,,,,,,",
)
MEMBERS = (
    "会员卡号,姓名,性别,手机号,生日,会员等级,可用积分,开卡日期,是否黑名单,微信公众号是否关注",
    "V001,李一,女,13800000001,1990-05-01,金卡,1200,2023-01-05,否,是",
    "V002,王二,男,13800000002,1985-06-02,银卡,30,2023-02-05,否,否",
)
SURVEY = (
    "序号,提交答卷时间,所用时间,来源,来源详情,来自IP,1、您的姓名,2、您的手机号,3、您对我们的总体满意度,4、您的建议,总分",
    "1,2026/3/5 10:00:00,65秒,手机提交,直接访问,192.0.2.1(上海),李一,13800000001,5,很好,5",
    "2,2026/3/6 10:00:00,75秒,微信,N/A,192.0.2.2(北京),王二,13800000002,4,快一点,4",
)
SALES_CN = (
    "单据编号,单据日期,客户编码,客户名称,销售员,物料编码,物料名称,规格型号,单位,销售数量,含税单价,价税合计",
    "XS001,2026-03-05,K001,甲乙科技,刘洋,W1,杯子,500ml,个,2,5,10",
    "XS002,2026-03-06,K002,丙丁集团,刘洋,W2,纸,A4,箱,1,30,30",
)
OPINIONS = (
    "日期,客户,反馈类型,反馈内容,处理人,处理结果",
    "2026-03-05,甲乙科技,表扬,服务很好,刘洋,已感谢",
    "2026-03-06,丙丁集团,建议,希望增加夜间配送,刘洋,已转达",
)

CASES = (
    (ACCOUNTS, "customers", "Id=external_id IsDeleted= Name=name BillingStreet=street BillingCity=city BillingState=province "
     "BillingPostalCode=postcode BillingCountry=country Phone=phone Industry=industry NumberOfEmployees=size OwnerId= CreatedDate=created_on"),
    (CONTACTS, "customers", "Id=external_id AccountId= MailingStreet=street MailingCity=city MailingPostalCode=postcode Phone=phone "
     "Email=email Title=contact_title LeadSource=source Birthdate=birthday HasOptedOutOfEmail="),
    (REPORT, "customers", "Account_Name=name Account_Owner=owner Billing_State/Province=province Billing_Zip/Postal_Code=postcode "
     "Last_Activity=last_contact_on Account_Source=source"),
    (HUBSPOT, "customers", "Email=email Phone_Number=phone Contact_owner=owner Last_Activity_Date=last_contact_on Create_Date=created_on "
     "Job_Title=contact_title City=city State/Region=province Postal_Code=postcode Country/Region=country"),
    (TICKETS, "complaints", "Ticket_ID=external_id Ticket_status=status Create_date=opened Priority=severity Ticket_owner=handler "
     "Source=channel Ticket_description=content Contact_email=email"),
    (CALLS, "interactions", "Call_Owner=author Call_Type=direction Call_Start_Time=occurred Call_Result=feedback Description=content Call_Duration="),
    (SALES, "purchases", "Sales_Order_Owner=author SO_Number=order_no Account_Name=customer Sub_Total= Tax= Grand_Total=amount"),
    (INVOICES, "purchases", "Invoice_Owner=author Invoice_Date=ordered Account_Name=customer Status=status Grand_Total=amount"),
    (TASKS, "tasks", "Task_Id=external_id Task_Owner=owner Subject=title Due_Date=due Status=status"),
    (ODOO, "customers", "id=external_id name=name is_company=kind street=street zip=postcode city=city country_id=country phone=phone "
     "email=email category_id=tags comment=note function=contact_title"),
    (SHOP_CUSTOMERS, "customers", "Customer_ID=external_id Email=email Accepts_Email_Marketing= Default_Address_Address1=street "
     "Default_Address_City=city Default_Address_Zip=postcode Phone=phone Total_Spent=opening_amount Total_Orders=opening_orders Tags=tags"),
    (SHOP_ORDERS, "purchases", "Name=order_no Email=email Financial_Status=status Created_at=ordered Currency=currency Total=amount "
     "Lineitem_quantity=quantity Lineitem_name=product Billing_Name=customer Billing_Phone=phone Refunded_Amount=refund"),
    (MAILCHIMP, "customers", "Email_Address=email Address=street Phone_Number=phone OPTIN_TIME=created_on OPTIN_IP= LATITUDE= "
     "TIMEZONE=time_zone CC=country REGION=region NOTES=note TAGS=tags"),
    (MEMBERS, "members", "会员卡号=member_no 姓名=name 手机号=phone 会员等级=member_level 可用积分=points 开卡日期=member_since 是否黑名单=status 微信公众号是否关注="),
    (SURVEY, "survey_answers", "提交答卷时间=submitted 1、您的姓名=customer 2、您的手机号=phone 3、您对我们的总体满意度=overall 4、您的建议=comment 来源="),
    (SALES_CN, "purchases", "单据编号=order_no 单据日期=ordered 客户编码=customer_no 客户名称=customer 销售员=author 物料编码= 物料名称=product 单位= 销售数量=quantity 价税合计=amount"),
    (OPINIONS, "feedback", "日期=occurred 客户=customer 反馈类型=kind 反馈内容=content 处理人=handler 处理结果=answer"),
)  # fmt: skip


def plan_of(folder: Path, lines: tuple[str, ...]) -> SheetPlan:
    path = folder / "export.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (plan,) = read([path], today=TODAY).sheets
    return plan


@pytest.mark.parametrize(
    ("lines", "kind", "columns"), CASES, ids=[f"{i}-{case[1]}" for i, case in enumerate(CASES)]
)
def test_columns_of_exports(tmp_path: Path, lines: tuple[str, ...], kind: str, columns: str) -> None:
    plan = plan_of(tmp_path, lines)
    told = dict(pair.rsplit("=", 1) for pair in columns.split())
    found = fields(plan)
    assert plan.kind == kind
    assert {
        name: found[name.replace("_", " ") if name.replace("_", " ") in found else name] or ""
        for name in told
    } == told
    assert len(plan.rows) == len(lines) - 1


def test_columns_told_of_are_there() -> None:
    for lines, _kind, columns in CASES:
        heads = next(csv.reader([lines[0]]))
        assert {pair.rsplit("=", 1)[0].replace("_", " ") for pair in columns.split()} <= {
            head.replace("_", " ") for head in heads
        }


PIPELINES = (
    (("Deal Name,Deal Stage,Close Date,Deal owner,Amount,Pipeline,Associated Company", "Big one,Qualified To Buy,2024-09-01,Kim Lee,5000,Sales,Quill Teas", "Small,Won,2024-08-01,Kim Lee,100,Sales,Tamm AG"),
     "Deal_Name=title Deal_Stage=stage Close_Date=expected_on Deal_owner=owner Amount=amount Associated_Company=customer Pipeline="),
    (("Opportunity Name,Account Name,Stage,Amount,Probability (%),Close Date,Lead Source,Created Date", "Big,Quill Teas,Prospecting,100,10,1/2/2024,Web,12/1/2023", "Small,Tamm AG,Won,50,100,2/3/2024,Web,12/13/2023"),
     "Opportunity_Name=title Account_Name=customer Stage=stage Amount=amount Close_Date=expected_on Lead_Source=source Created_Date=opened"),
    (("Potential Name,Account Name,Stage,Amount,Closing Date,Probability,Contact Name", "P1,Quill Teas,Value Proposition,100,2026-12-01,40,Ann", "P2,Tamm AG,Id. Decision Makers,10,2026-12-02,50,Bo"),
     "Potential_Name=title Account_Name=customer Stage=stage Closing_Date=expected_on Contact_Name=contact_person"),
    (("Deal - Title,Deal - Organization,Deal - Stage,Deal - Value,Deal - Expected close date", "T,Quill Teas,Contact Made,5,2026-12-01", "U,Tamm AG,Proposal Made,5,2026-12-01"),
     "Deal_-_Title=title Deal_-_Organization=customer Deal_-_Stage=stage Deal_-_Value=amount"),
    (("客户名称,商机阶段,预计金额,赢率,预计成交日期,负责人", "甲乙科技,报价,5000,50%,2026-12-01,刘洋", "丙丁集团,谈判,500,70%,2026-12-05,刘洋"),
     "客户名称=customer 商机阶段=stage 预计金额=amount 预计成交日期=expected_on 负责人=owner"),
    (("商机名称,客户名称,销售阶段,商机金额,预计成交日期,输单原因,创建时间", "年度保洁,甲乙科技,方案/报价,5万,2026-12-01,,2026-10-01", "外墙,丙丁集团,输单,500,2026-11-05,价格高,2026-10-01"),
     "商机名称=title 销售阶段=stage 商机金额=amount 输单原因=lost_reason 创建时间=opened"),
    (("StageName,ExpectedRevenue,Name,AccountId,CloseDate", "Won,100,Big,001,2024-01-02", "Lost,50,Small,002,2024-02-03"),
     "StageName=stage Name=title AccountId=customer_no CloseDate=expected_on"),
)  # fmt: skip


@pytest.mark.parametrize(("lines", "columns"), PIPELINES)
def test_a_pipeline_of_another_program_is_known(tmp_path: Path, lines: tuple[str, ...], columns: str) -> None:
    plan = plan_of(tmp_path, lines)
    found = fields(plan)
    told = dict(pair.rsplit("=", 1) for pair in columns.split())
    assert plan.kind == "opportunities" and len(plan.rows) == 2
    assert {name: found[name.replace("_", " ")] or "" for name in told} == told


def test_a_pipeline_without_customers_is_named_and_left_out(tmp_path: Path) -> None:
    lines = (
        "Deal Name,Deal Stage,Close Date,Deal owner,Amount,Pipeline",
        "Big one,Qualified,2024-09-01,Kim Lee,5000,Sales",
        "Small,Won,2024-08-01,Kim Lee,100,Sales",
    )
    plan = plan_of(tmp_path, lines)
    assert plan.kind is None and "possible deals" in plan.notes[0]


def test_customers_with_a_stage_and_a_day_are_no_pipeline(tmp_path: Path) -> None:
    lines = (
        "客户名称,联系人,手机,客户阶段,预计成交时间",
        "甲乙科技,张敏,13800000001,洽谈,2026-12-01",
        "丙丁集团,刘洋,13800000002,洽谈,2026-12-05",
    )
    assert plan_of(tmp_path, lines).kind == "customers"


def test_what_a_table_lacks_is_known(tmp_path: Path) -> None:
    lines = (
        "Order date,Product,Quantity,Total,Order no",
        "2024-03-05,Tea,2,10.50,A1",
        "2024-03-06,Cup,1,5.00,A2",
    )
    plan = plan_of(tmp_path, lines)
    assert (plan.kind, plan.nearest, plan.lacks) == (None, "purchases", ("customer",))


CALL_LOGS = (
    ("通话ID,通话开始时间,通话时长,坐席,主叫号码,通话类型", "1,2026-03-05 10:00:00,60,刘洋,13800000001,呼出", "2,2026-03-05 11:00:00,90,刘洋,13800000002,呼入"),
    ("Meeting ID,Meeting Title,Meeting Owner,From,To,Related Contact ID", "1,Price talk,Kim Lee,2024-03-05 10:00,2024-03-05 11:00,11",
     "2,Second talk,Kim Lee,2024-03-06 10:00,2024-03-06 11:00,12"),
    ("CALLID,Subject,Owner,CALLDATE,CALLTYPE,CONTACTID", "1,Price,Kim Lee,2024-03-05 10:00,Outbound,11", "2,Price,Kim Lee,2024-03-06 10:00,Inbound,12"),
)  # fmt: skip


@pytest.mark.parametrize("lines", CALL_LOGS)
def test_calls_and_meetings_are_contacts_made(tmp_path: Path, lines: tuple[str, ...]) -> None:
    plan = plan_of(tmp_path, lines)
    assert plan.kind == "interactions" and len(plan.rows) == 2
    assert all("occurred" in row.values for row in plan.rows)


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        (("Quote Number,Subject,Quote Stage,Valid Until,Account Name,Grand Total", "Q1,Tea,Draft,2024-04-05,Quill Ltd,10"), "quotations"),
        (("工号,姓名,入职日期,基本工资", "1,刘洋,2020-01-01,5000"), "staff"),
    ],
)  # fmt: skip
def test_what_is_none_of_ours_is_named(tmp_path: Path, lines: tuple[str, ...], word: str) -> None:
    plan = plan_of(tmp_path, lines)
    assert plan.kind is None and word in plan.notes[0]


@pytest.mark.parametrize(
    ("kinds", "kind"),
    [(("投诉", "投诉"), "complaints"), (("表扬", "投诉"), "feedback"), (("建议", "需求"), "feedback")],
)
def test_kinds_of_feedback_tell_it_from_complaints(tmp_path: Path, kinds: tuple[str, ...], kind: str) -> None:
    lines = [f"2026-03-0{i},甲乙科技{i},{word},东西坏了没人管" for i, word in enumerate(kinds, 1)]
    assert plan_of(tmp_path, ("日期,客户,反馈类型,内容", *lines)).kind == kind
