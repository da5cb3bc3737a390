"""Lists of many origins: what the first row of each says, by field, and what of it stays beside."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from .test_reading import read_one

#: (kind, head, rows, fields of the first row, columns kept beside).
LISTS: list[tuple[str, str, str, dict[str, Any], tuple[str, ...]]] = [
    # Flags that say what a customer is.
    ("customers", "Name,Phone,Archived", "Una Brisk,+441134960113,Yes\nBo Tamm,+441134960114,No", {"status": "closed"}, ("Archived",)),
    ("customers", "编码,名称,联系人,移动电话,禁用状态", "K1,苏州恒润机械有限公司,顾平,13912340001,是\nK2,无锡蓝科设备厂,钱蓉,13912340002,否", {"status": "paused"}, ("禁用状态",)),
    ("customers", "Name,Phone,Do Not Service", "Una Brisk,+441134960113,Yes\nBo Tamm,+441134960114,No", {"status": "do_not_contact"}, ()),
    ("customers", "客户名称,联系电话,是否成交", "苏州恒润机械有限公司,13912340001,否\n无锡蓝科设备厂,13912340002,是", {}, ("是否成交",)),
    # Their own numbers.
    ("customers", "J-ID,Display Name,Main Phone #,Email", "2411,Una Brisk,(503) 555-0143,una@q.example\n2415,Bo Tamm,(503) 555-0144,bo@q.example", {"external_id": "2411"}, ()),
    ("contacts", "Full name,Title,Company,Email,Unique external ID", "Una Brisk,Buyer,Fernhill Ltd,una@q.example,F-1\nBo Tamm,Boss,Fernhill Ltd,bo@q.example,F-2",
     {"customer": "Fernhill Ltd", "name": "Una Brisk"}, ("Unique external ID",)),
    # Names.
    ("customers", "Who,Where,Tel,When,Notes", "Mrs Hall,\"12 Elm Rd, Otley\",07700 900201,4 weekly,dog\nDr Patel,3 The Crescent,07700 900202,8 weekly,\nMr Boyd,21 Elm Rd,07700 900203,4 weekly,moved",
     {"name": "Mrs Hall", "street": "12 Elm Rd, Otley", "note": "dog"}, ("When",)),
    ("customers", "Owner,Pet(s),Ph,Last seen,Remarks", "\"Brennan, Kate\",Milo,0412 555 101,14/10/26,hips\n\"Singh, Raj & Asha\",Luna,0412 555 102,13/9/26,\nBean Cafe,Rex,(03) 9555 0103,20/11/25,\n\"Tan, Thi\",Bo,0412 555 104,1/11/26,",
     {"name": "Kate Brennan", "phone": "+61412555101", "last_contact_on": date(2026, 10, 14)}, ("Pet(s)",)),
    ("customers", "Kontaktart;Name 1;Name 2;Anrede;PLZ;Ort;E-Mail 1", "Privatperson;Keller;Ursina;Frau;3011;Bern;u@q.example\nFirma;Café du Lac Sàrl;Service achats;;1201;Genève;c@q.example", {"name": "Ursina Keller", "kind": "person"}, ()),
    ("customers", "First Name,Last Name,Company Name,Phone Number,Square Customer ID", ",,,+13125550102,7QK2\nGia,Moreno,,+13125550101,7QK3", {"name": "7QK2", "kind": "person"}, ()),
    ("survey_answers", "\"What's your first name?\",\"And your last name, {{field:a}}?\",Which company do you work for?,How satisfied are you with our response time?,May we contact you?,Submit Date",
     "Una,Brisk,Fernhill Ltd,5,1,2026-10-10\nBo,Tamm,,2,0,2026-10-11", {"customer": "Fernhill Ltd", "response_speed": 5}, ("Full Name", "May we contact you?")),
    # Phones.
    ("customers", "Name,Mobile Phone,Address,State,Postal Code", "Una Brisk,2065550111,12 Pine St,WA,98101\nBo Tamm,2065550113,88 Oak Ave,OR,97201", {"phone": "+12065550111"}, ()),
    ("customers", "Name,Mobile Number,Home Number,Work Number", "Una Brisk,,,+17205550102\nBo Tamm,+17205550103,+17205550104,", {"phone": "+17205550102"}, ()),
    ("customers", "Customer,Phone Numbers,Email,Full Name", "Cool Cars,Phone:(415) 555-9933 Mobile:(415) 555-9934,c@q.example,Grace Park", {"phone": "+14155559933", "phones": ["+14155559934"]}, ()),
    ("customers", "客户姓名,联系电话,详细地址", "王小梅,138****1234,文三路9号", {"name": "王小梅"}, ("联系电话",)),
    # Places.
    ("customers", "业主,电话,楼栋,单元,房号", "黄志强,13688880001,3栋,2单元,1502", {"street": "3栋2单元1502"}, ()),
    ("customers", "业主,电话,小区,楼号,房号", "黄志强,13688880001,翡翠湾,3,1502", {"street": "翡翠湾3-1502"}, ()),
    ("customers", "Name,Email,Address Street Line 1,Address Street Line 2,Address City", "Una Brisk,una@q.example,900 17th St,Suite 12,Denver", {"street": "900 17th St, Suite 12"}, ()),
    # Days and people of orders.
    ("purchases", "序号,您的称呼,联系电话,想要的服务,期望上门时间,提交时间,总价,支付状态", "1,孙女士,13577770001,保洁,2026-11-25,2026-11-15 20:01:02,298,已支付\n2,Grace,13577770002,擦窗,2026-11-26,2026-11-16 08:11:22,198,未支付",
     {"customer": "孙女士", "promised_on": date(2026, 11, 25), "status": "paid"}, ()),
    ("purchases", "Start Time,First Name,Last Name,Phone,Type,Appointment Price,Paid?,Amount Paid Online,Date Scheduled,Appointment ID", "\"November 2, 2026 9:00 am\",Holly,Marsh,(612) 555-0101,Massage,95.00,yes,0.00,2026-10-20,1200451",
     {"ordered": date(2026, 10, 20), "amount": 9500, "status": "paid"}, ("Amount Paid Online",)),
    ("purchases", "Appt. ref.,Client,Mobile,Service,Scheduled Date,Start time,Team member,Created Date,Created by,Status,Net sales", "#A1,Ruby Tan,+6591230101,Manicure,03 Nov 2026,10:00,Mei Lin,28 Oct 2026,Online,Completed,58.00",
     {"ordered": date(2026, 10, 28), "promised_on": date(2026, 11, 3), "author": "Mei Lin"}, ("Created by",)),
    ("purchases", "Order #,Order Date,First Name,Last Name,Email,Ticket Type,Attendee #,Total Paid", "71,2026-09-15,Una,Brisk,una@q.example,Seat,901,45\n71,2026-09-15,Bo,Tamm,bo@q.example,Seat,902,45", {"order_no": "901"}, ("Order #",)),
    ("customers", "Name,Email,Last heard from (PST),City", "Una Brisk,una@q.example,2026-11-11 08:30:00,Leeds\nBo Tamm,bo@q.example,,York", {"city": "Leeds"}, ("Last heard from (PST)",)),
    ("customers", "Account Reference,Account Name,Telephone,Inactive", "CLO003,Clough & Sons,+441135550103,T\nABC001,Fernhill Ltd,+441482555101,F", {"external_id": "CLO003", "status": "paused"}, ()),
    ("customers", "客户编码,客户名称,联系人,停用日期", "01001,镇江醋业集团,魏敏,2025-12-31\n01002,南京金陵织造有限公司,庄姐,", {"status": None}, ("停用日期",)),
    # Several addresses.
    ("customers", "Client Name,Email,Site Address,Billing Address", "Una Brisk,una@q.example,4 Bay Rd Manly,\nBo Tamm,bo@q.example,7 Mill Ln Dural,PO Box 9 Dural", {"street": "4 Bay Rd Manly"}, ()),
    ("members", "customer_code,first_name,last_name,mobile,physical_address_1,physical_city,postal_address_1,loyalty_balance", "UNA-1,Una,Brisk,+64215550101,9 Queen St,Auckland,PO Box 12,120.50\nBO-1,Bo,Tamm,+64215550103,,,,8.00",
     {"street": "9 Queen St", "city": "Auckland", "points": 120}, ("loyalty_balance",)),
    ("customers", "client,contact,contact details,what they have", "Greenway Nursery,Sally,07700 900301 / sally@q.example,2 PCs\nTom's Garage,Tom,07700900303,laptop", {"phone": "+447700900301", "email": "sally@q.example"}, ()),
    # What is paid, and how a degree is told.
    ("purchases", "日期,雇主,电话,地址,项目,工资,平台费,收雇主", "2026.11.3,钱太太,13777001001,金色家园5-1201,日常保洁,140,40,180\n2026.11.4,孔先生,13777001002,学府路88弄3号,擦玻璃,150,50,200", {"customer": "钱太太", "amount": 18000}, ("平台费",)),
    ("survey_answers", "Respondent ID,End Date,Email Address,First Name,Last Name,\"Overall, how satisfied or dissatisfied are you with our company?\",How responsive have we been to your questions?,How likely is it that you would recommend our company?",
     ",,,,,Response,Response,Detractor to promoter\n1182,2026-11-02 09:04,una@q.example,Una,Brisk,Very satisfied,Extremely responsive,10\n1183,2026-11-03 09:04,bo@q.example,Bo,Tamm,Neither satisfied nor dissatisfied,Not so responsive,4",
     {"customer": "Una Brisk", "overall": 5, "response_speed": 5, "nps": 10}, ()),
    ("complaints", "Issue key,Issue id,Summary,Status,Priority,Assignee,Reporter,Created,Resolved,Organizations", "HELP-1,10101,Printer offline,Resolved,High,Kim Dale,Rosa Diaz,02/Nov/26 9:05 AM,03/Nov/26 1:00 PM,Alder Clinic\nHELP-2,10102,New laptop,In Progress,Medium,Sam Ortiz,Ned Blake,10/Nov/26 4:40 PM,,Birch Legal",
     {"external_id": "HELP-1", "opened": datetime(2026, 11, 2, 9, 5), "customer": "Alder Clinic"}, ("Issue id",)),
    ("survey_answers", "Timestamp,Email Address,Your name,How would you rate your visit?,What should we improve?", "11/13/2026 9:15:44,,Anonymous,4,Parking\n11/14/2026 9:15:44,jon@q.example,Jon,2,", {"overall": 4, "customer": None}, ()),
    # Two parents, and a town with its post code.
    ("customers", "幼儿姓名,性别,父亲姓名,父亲电话,母亲姓名,母亲电话,家庭住址", "苏一诺,女,苏强,13611220001,林月,13611220002,学府路9号\n方小宇,男,方磊,13611220003,,,滨河路18号", {"contact_person": "苏强", "phone": "13611220001", "phones": None}, ()),
    ("customers", "Kd.-Nr.;Name/Firma;Str.;PLZ/Ort;Tel.", "1003;Uwe Janssen;Am Deich 7;26931 Elsfleth;0172 5550103\n1002;Nord GmbH;Hafenstr. 9;27568 Bremerhaven;0471 5550102", {"street": "Am Deich 7", "postcode": "26931", "city": "Elsfleth"}, ()),
    ("customers", "Type,First Name,Last Name,Organisation,Job Title,City (Postal),Zip (Postal),Email (Work),Phone Number (Work)", "Person,Lara,Finch,Finch & Daughters,Director,Bristol,BS1 4AA,lara@q.example,+441174960101\nOrganisation,,,Finch & Daughters,,Bristol,BS1 4AA,hello@q.example,+441174960100\nPerson,Abel,Morse,,,,,abel@q.example,",
     {"name": "Finch & Daughters", "kind": "company", "contact_person": "Lara Finch"}, ()),
    ("complaints", "工单ID,工单标题,工单分类,工单状态,用户名称,用户手机,创建时间,当前受理人", "Q1,洗衣机漏水,售后,处理中,童欣,13522330001,2026-10-12 10:11:12,老郑\nQ2,催发票,财务,处理中,宁波东港酒店,0574-85550002,2026-11-18 09:00:00,小谢",
     {"content": "洗衣机漏水", "handler": "老郑"}, ()),
    ("purchases", "Order Number,Buyer Name,Buyer Email,Item Title,Quantity,Total Price,Sale Date,Paid On Date,Ship By Date", "11-05555,Holly Reed,holly@q.example,Brass lamp,1,$53.00,Oct-03-26,Oct-03-26,Oct-06-26\n11-05556,Max Kessler,max@q.example,Door knob,2,$39.00,Oct-07-26,Oct-07-26,Oct-10-26",
     {"ordered": date(2026, 10, 3)}, ()),
    ("customers", "N° client;Nom;Prénom;Société;Tél. fixe;Tél. portable;Mail", "C-101;Lefèvre;Jean;;04 78 55 01 01;;j@q.example\nC-103;;;Syndic Les Tilleuls;04 78 55 01 03;06 12 34 56 02;s@q.example", {"phone": "+33478550101"}, ()),
    ("customers", "Family ID,Parent First Name,Parent Last Name,Parent Email,Mobile Phone,Student First Name,Student Last Name,Student Grade", "F-301,Monica,Reyes,monica@q.example,+12105550101,Diego,Reyes,7\nF-302,Grant,Oduya,grant@q.example,+12105550102,Amara,Oduya,10",
     {"name": "Diego Reyes", "contact_person": "Monica Reyes", "parent": None}, ()),
    ("customers", "EMAIL,LASTNAME,FIRSTNAME,SMS,COMPANY,CITY", "paula@q.example,Neri,Paula,393331234501,,Milano\nluca@q.example,Bassi,Luca,393331234502,Bassi Impianti,Bologna", {"phone": "+393331234501"}, ()),
    ("purchases", "Guest,From,Arrive,Depart,Nights,Mobile,Email,Source,Paid,Comments", "Ines Costa,Lisbon,2026-10-02,2026-10-05,3,+351912555010,ines@q.example,Airbnb,285,lovely\nJ. Okafor,London,2026-11-12,2026-11-14,2,+447700900601,,Booking.com,190,late",
     {"customer": "Ines Costa", "ordered": date(2026, 10, 2), "amount": 28500}, ()),
    ("purchases", "服务日期,客户名称,联系人/电话,服务类型,故障及处理,费用,工程师", "2026.10.8,蔚蓝酒店,罗工 13980000001,季度保养,清洗滤网，加注冷媒,1800,刘洋\n2026.10.21,第二中学,总务处 028-87650002,报修,不制冷，压缩机电容损坏,260,刘洋", {"author": "刘洋"}, ()),
    ("purchases", "流水号,交易时间,卡号,持卡人,手机,交易类型,交易金额,余额,操作员", "L004,2026-11-01 18:00,VK001,蒋雯,13811220001,退款,50,982,小吴\nL002,2026-10-05 15:30,VK001,蒋雯,13811220001,消费,-168,932,小吴\nL003,2026-10-20 11:00,VK002,石磊,13811220002,消费,-98,202,小吴", {"customer": "蒋雯", "amount": -5000}, ()),
    ("customers", "序号,接龙昵称,真实姓名,手机号,自提点,数量", "1,3栋王姐,,13955660002,3栋门口,1\n2,向日葵,冯晓,13955660001,南门,2", {"name": "3栋王姐", "phone": "13955660002"}, ()),
    ("purchases", "id,Created date (UTC),Amount,Currency,Description,Status,Customer Email", "pi_1,2026-09-03 08:14:55,49.00,eur,Seat,Paid,una@q.example", {"ordered": datetime(2026, 9, 3, 8, 14, 55, tzinfo=UTC)}, ()),
    ("purchases", "单号,接机日期,客户,电话,机型,故障,实收", "1,2026-10-02,丁小姐,13899990001,iPad,碎屏,680\n2,2026-10-05,阿强,13899990002,P50,不充电,180", {"ordered": date(2026, 10, 2), "amount": 68000}, ()),
    ("customers", "고객번호,이름,연락처,주소,최근방문일", "A1,김민수,010-2345-6789,서울시 강남구 역삼동 1-2,2026-10-01\nA2,박지은,010-2345-6780,부산시 해운대구 우동 3,2026-09-15", {"name": "김민수", "last_contact_on": date(2026, 10, 1)}, ()),
    ("customers", "Nº dossier;Nombre y apellidos;Teléfono;Estado", "2201;Begoña Arrieta Sáez;+34655501211;Activo\n2202;Iker Zubiri;+34655501212;Baja", {"status": "active", "province": None}, ()),
    ("customers", "Name,Status,Email,Next step,Next date", "Kestrel Studio,🔴 Paused,rosa@q.example,Send proposal,2026-12-09\nUmbra Films,🟢 Active,hello@q.example,,", {"status": "paused", "next_contact_on": date(2026, 12, 9)}, ()),
    ("purchases", "收案日期,案号,委托人,案由,代理费,收费情况", "2026/5/19,第024号,褚婉清,离婚纠纷,15000,已收50%\n2026/8/8,第003号,鲍大勇（家属代）,危险驾驶,20000,未收", {"status": "in_service"}, ("收费情况",)),
    ("purchases", "Res-Nr;Gast;Firma;Anreise;Abreise;E-Mail;Preis gesamt;Status", "A-1;Frau Dr. Lind, Maja;;02.10.2026;05.10.2026;m@q.example;447,00;Abgereist\nA-2;Reisegruppe Sonne e.V.;;10.11.2026;12.11.2026;v@q.example;1.980,00;Storniert",
     {"customer": "Frau Dr. Lind, Maja", "ordered": date(2026, 10, 2), "status": "completed"}, ("Abreise",)),
    ("customers", "External ID,Display Name,Is a Company,Related Company/Display Name,Country/Display Name,Salesperson/Display Name,Email", "p_12,\"Fernhill Ltd, Una Brisk\",False,Fernhill Ltd,France,Bo Tamm,una@q.example\np_11,Fernhill Ltd,True,,France,Bo Tamm,hi@q.example",
     {"name": "Una Brisk", "parent": "Fernhill Ltd", "country": "France", "owner": "Bo Tamm"}, ()),
    ("customers", "企业名称,法人,联系人,电话,月费", "乐清佳丰电气有限公司,包建国,同法人,13868800002,350\n鹿城鞋材行,金光明,金太太,13868800001,200", {"contact_person": "包建国"}, ("法人",)),
    ("customers", "月结卡号,客户名称,寄件联系人,寄件电话,取件地址", "7551,蓝鲸科技有限公司,仇小姐,0755-86000001,深圳市南山区科技园R3\n7552,阿泰数码,阿泰,13631600002,深圳市福田区华强北路3号",
     {"external_id": "7551", "contact_person": "仇小姐", "phone": "0755-86000001"}, ()),
    ("customers", "Company,Last Name,Email,Rating,No. of Employees", "Fernhill Ltd,Brisk,una@q.example,Active,0\nNorthwind Ltd,Tamm,bo@q.example,Acquired,15", {"stated_tier": None, "size": None}, ("Rating",)),
    ("purchases", "order-id,purchase-date,buyer-email,product-name,quantity-purchased,item-price,item-tax", "114-2,2026-10-04,una@q.example,Lamp,2,69.98,5.60\n114-1,2026-10-03,bo@q.example,Lamp,1,34.99,2.80", {"amount": 6998, "quantity": "2"}, ()),
    ("customers", "Id,First name,Last name,Work email,Sales accounts,Owner", "7001,Una,Brisk,una@q.example,Fernhill Ltd,Ewa Lis\n7002,Bo,Tamm,bo@q.example,Northwind Ltd,Ewa Lis", {"name": "Fernhill Ltd", "external_id": None}, ("Id",)),
    ("customers", "Lead ID,Received,Name,Phone,Email,Property of interest,Agent,Last note,Next follow up", "L-1,11/13/2026 08:14 AM,Trudy Vance,(512) 555-0131,t@q.example,\"4 bd, 1180 Lark Ct\",Ann Bell,Left VM,12/02/2026\nL-2,11/14/2026 06:40 PM,\"Ruiz, Hector & Alma\",512.555.0132,h@q.example,Land near Bastrop,Ann Bell,Toured,12/05/2026",
     {"external_id": "L-1", "created_on": date(2026, 11, 13), "owner": "Ann Bell"}, ("Property of interest",)),
    ("customers", "編號,客戶名稱,統一編號,聯絡人,手機", "A001,宏昇水電材料行,12345675,游國樑,0912-550-101\nA003,老朋友五金,,邱老闆,0932550103", {"external_id": "A001"}, ("統一編號",)),
    ("purchases", "Order #,Order Date,First Name,Last Name,Email,Company,Ticket Type,Attendee #,Total Paid", "71,2026-09-15,Una,Brisk,una@q.example,Fernhill,Seat,901,45\n71,2026-09-15,Bo,Tamm,una@q.example,Fernhill,Seat,902,45", {"order_no": "901"}, ("Order #",)),
    ("purchases", "Invoice #,Client name,Service property address,Subject,Issued date,Status,Total ($),Paid date", "1042,Una Brisk,\"8 Way, Tampa FL\",Gutter cleaning,Oct 3 2026,Paid,193.50,Oct 5 2026\n1043,Bayline Ltd,\"1 St, Tampa FL\",Roof wash,Oct 9 2026,Past due,1290.00,",
     {"ordered": date(2026, 10, 3), "product": "Gutter cleaning", "status": "paid"}, ("Paid date",)),
    ("purchases", "Nº pedido;Fecha;Cliente;Correo;Importe;Estado", "P-1;13/10/2026;Floristería Azahar;a@q.example;130,00;Pendiente de envío\nP-2;14/10/2026;Lola Cánovas;l@q.example;37,80;Servido", {"status": "ordered"}, ("Estado",)),
    ("customers", "コード,取引先名,フリガナ,担当者,連絡先,当社担当", "T001,株式会社あさひ製作所,アサヒ,購買部 大沢様,03-5555-0101,森下\nT002,カフェ・ミモザ,カフェ,店主 椎名様,045-555-0102,森下", {"external_id": "T001", "phone": "+81355550101"}, ()),
    ("customers", "Student ID,Surname,Given name,Year,Parent 1 name,Parent 1 mobile,Parent 2 name,Parent 2 mobile,Suburb", "S1,Nguyen,Ruby,3,Linh Nguyen,0412 555 101,Tuan Nguyen,0412 555 102,Sunshine\nS2,O'Dea,Finn,5,Carmel O'Dea,0412 555 103,,,Footscray",
     {"name": "Ruby Nguyen", "contact_person": "Linh Nguyen", "phone": "+61412555101", "external_id": "S1"}, ()),
    ("purchases", "Book Number;Guest Name(s);Check-in;Booked on;Status;Price;Commission Amount", "39001;Elise Moreau;2026-10-02;2026-08-11 21:04:11;ok;318.00 EUR;47.70 EUR\n39002;Bo Iversen;2026-10-20;2026-10-01 12:00:00;no_show;264.00 EUR;39.60 EUR", {"amount": 31800}, ("Commission Amount",)),
    ("purchases", "下单人,支付时间,团购商品,订单总金额,收货人,联系电话", "王大橙子,2026-10-11 09:02:14,葡萄,59.9,樊梨,13911110001\n樱桃小丸,2026-10-11 09:12:44,葡萄,119.8,甄小姐,13911110002\n农夫三拳,2026-10-11 10:30:02,鸡蛋,78,武松柏,13911110003", {"author": None, "customer": "樊梨"}, ("下单人",)),
    ("customers", "Nr./No;Firma/Société;Name/Nom;Vorname/Prénom;Ort/Lieu;Tel./Tél.;E-Mail/Courriel", "501;Choc SA;Favre;Nadine;Vevey;+41 21 555 01 01;n@q.example\n502;;Zürcher;Beat;Bern;+41 34 555 01 02;b@q.example",
     {"name": "Choc SA", "contact_person": "Nadine Favre", "city": "Vevey", "phone": "+41215550101"}, ()),
    ("customers", "建档日期,宝妈姓名,手机,预产期,房型,套餐金额,状态", "2026.8.2,阮静怡,13600000301,2026.12.10,豪华A,38800,已签约\n2026.9.15,叶子,13600000303,2027.1.20,,,意向", {"name": "阮静怡", "created_on": date(2026, 8, 2)}, ("套餐金额",)),
    ("purchases", "日期,会员,手机尾号,课程,教练,金额", "10.2,简宁,0601,增肌私教,阿凯,320\n10.3,Wendy,0602,产后修复,莎莎,380", {"customer": "简宁", "phone": None}, ("手机尾号",)),
    ("customers", "Name,Email,Country / Region,City", "Leni Hartwig,l@q.example,DE,Jena\nOtto Brandt,o@q.example,DE,Gera", {"country": "DE"}, ()),
    ("purchases", "Sale Date,Order ID,Buyer User ID,Full Name,Order Total,Buyer", "2026-10-05,34001,nellk,Nell Kearney,47.50,nellk (nellk)\n2026-10-17,34002,oak,Bo Tamm,121.73,oak (Studio)", {"customer": "Nell Kearney"}, ("Buyer",)),
    ("customers", "公司名称,联系人姓名,手机号,参加人数", "个体,晨晨,13500000702,1\n迈途自动化有限公司,周先生,13500000703,2", {"name": "晨晨", "kind": "person", "contact_person": None}, ()),
    ("interactions", "回访日期,顾客,电话,恢复情况,下次回访,回访人", "2026-10-11,栾女士,13700000901,轻微肿胀，已嘱冰敷,2026-10-18,小薇\n2026-10-20,Elena,13700000902,未接,2026-10-22,小薇", {"content": "轻微肿胀，已嘱冰敷"}, ()),
    ("purchases", "日期,主人,电话,宠物名,服务项目,价格", "2026-10-05,米娅妈,13800007001,团子,精洗,168\n2026-10-19,米娅妈,13800007001,团子,基础洗,68", {"customer": "米娅妈"}, ("宠物名",)),
    ("customers", "代理商,级别,区域,负责人,手机", "漓江土产经营部,省代,广西,全先生,13677770001\n老城茶庄,市代,贵州遵义,令狐老板,13677770003", {"name": "漓江土产经营部", "contact_person": "全先生", "owner": None}, ()),
    ("members", "Mitglieds-Nr.;Nachname, Vorname;Straße, Hausnr.;PLZ Ort;Eintritt", "077;Böttcher, Jürgen;Lindenallee 7;06110 Halle;01.01.2010\n078;Sørensen, Ida;Am Ufer 2a;06108 Halle;01.07.2025", {"street": "Lindenallee 7", "member_since": date(2010, 1, 1)}, ()),
    ("purchases", "合同编号,签订日期,甲方,项目地址,合同金额", "ZX26-031,2026-04-11,长沙酒楼有限公司,岳麓区潇湘中路100号,865000\nZX26-044,2026-06-20,骆女士,金茂府8栋1602,188000", {"product": None}, ("项目地址",)),
    ("complaints", "Date,Room,Guest,Contact,Complaint,Action taken,By,Closed?", "1 Nov,204,Mrs. Ellis,07700 900701,AC noisy all night,moved to 310,Tom,Y\n3 Nov,117,Mr. Sato,sato@q.example,Charged twice,refunded,Lena,Y", {"opened": date(2026, 11, 1), "customer": "Mrs. Ellis", "phone": "+447700900701", "handler": "Tom", "contact_person": None}, ("Room",)),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "head", "rows", "said", "beside"), LISTS, ids=[head[:40] for _kind, head, *_ in LISTS])  # fmt: skip
def test_what_the_first_row_says(
    tmp_path: Path, kind: str, head: str, rows: str, said: dict[str, Any], beside: tuple[str, ...]
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"{head}\n{rows}\n", encoding="utf-8")
    plan = read_one(path)
    first = plan.rows[0]
    assert plan.kind == kind and not first.problems
    assert {name: first.values.get(name) for name in said} == said
    assert set(beside) <= first.extra.keys()


def test_what_a_program_writes_below_its_report_is_no_row(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    below = "Accounts by owner\nCopyright (c) 2026 salesforce.com\nConfidential Information - Do Not Distribute\nAcme West"
    path.write_text(
        f"Account Name,Phone\nTallgrass Co,(785) 555-0100\nAcme East,\n\n{below}\n", encoding="utf-8"
    )
    assert [row.values["name"] for row in read_one(path).rows] == ["Tallgrass Co", "Acme East"]


def test_who_made_a_table_stands_below_it_beside_the_day(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "日期,学员,家长,电话\n9.6,嘟嘟,嘟嘟妈,13655510001\n9.7,豆豆,豆豆妈,13655510002\n制表：教务处,,,2026-10-08\n",
        encoding="utf-8",
    )
    assert [row.values["name"] for row in read_one(path).rows] == ["嘟嘟", "豆豆"]


def test_how_many_records_there_are_is_no_record(tmp_path: Path) -> None:
    path = tmp_path / "sold.csv"
    path.write_text(
        "Order Number,Buyer Name,Item Title,Total Price,Sale Date\n11-1,Holly Reed,Lamp,$53.00,2026-10-03\n\n1,record(s) downloaded,,,\n",
        encoding="utf-8",
    )
    assert [row.values["order_no"] for row in read_one(path).rows] == ["11-1"]


def test_an_empty_flat_is_nobodys(tmp_path: Path) -> None:
    path = tmp_path / "tenants.csv"
    path.write_text(
        'Unit,Tenant,Phone Numbers\n1,"Moore, Jill",+12085550101\n2,Vacant,\n3,"Diaz, Carlos",+12085550102\n',
        encoding="utf-8",
    )
    assert [row.values["name"] for row in read_one(path).rows] == ["Jill Moore", "Carlos Diaz"]


@pytest.mark.parametrize(
    ("name", "bearers"),
    [("Name/Firma", ""), ("Firma", "company"), ("Your name", "person"), ("客户/公司名称", "company")],
)
def test_whose_names_a_column_holds(tmp_path: Path, name: str, bearers: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        f"{name},Phone,City\nNorthwind,+441134960113,Leeds\nBo Tamm,+441134960114,York\n", encoding="utf-8"
    )
    assert read_one(path).bearers == bearers
