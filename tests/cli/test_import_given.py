"""What sheets of further programs and offices give, row by row: one table of small sheets and of what is kept of each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .conftest import Crm
from .test_import_exports import create

# What sheets say is read the same for either engine.
pytestmark = pytest.mark.file

#: (the list that is exported, head, row, what is kept of the row).
GIVEN: list[tuple[str, str, str, dict[str, Any]]] = [
    # Names, numbers and places.
    ("customers", "Patient Name,DOB,Cell,Next Appt", '"Ortiz, Hannah",05/13/1988,(415) 555-0132,12/14/2026\n"Bell, Marcus",,,',
     {"name": "Hannah Ortiz", "phone": "+14155550132", "birthday": "1988-05-13"}),
    ("customers", "收件信息,商品", "孙丽 13800030001 四川省成都市武侯区科华北路1号,礼盒\n胡军，13800030002，浙江省杭州市西湖区文三路90号,礼盒",
     {"name": "孙丽", "phone": "13800030001", "city": "成都市", "street": "四川省成都市武侯区科华北路1号"}),
    ("customers", "First Name,Last Name,Email,Default Address Address1,Default Address Address2,Default Address City",
     "Una,Brisk,una@q.example,3 High St,Flat 2,Leeds", {"name": "Una Brisk", "street": "3 High St, Flat 2"}),
    ("customers", "Nombre,Apellido Paterno,Correo,Calle,Número exterior,Colonia,CP", "María,López,m@q.example,Av. Insurgentes,120,Roma,06700",
     {"name": "María López", "street": "Av. Insurgentes 120", "district": "Roma"}),
    ("customers", "姓,名,单位,移动电话,商务地址 市/县,商务地址 省/市/自治区,便笺", "林,志远,锦程物流有限公司,13512340001,浦东新区,上海市,钓鱼",
     {"name": "锦程物流有限公司", "city": "浦东新区", "province": "上海市", "note": "钓鱼"}),
    ("customers", "External ID,Name,Is a Company,Related Company,Email", "p7,Azure Interior,TRUE,,a@q.example\np15,Bo Tamm,FALSE,Azure Interior,bo@q.example",
     {"name": "Azure Interior", "kind": "company", "external_id": "p7"}),
    ("customers", "Person - Name,Person - Organization,Person - Email,Person - ID", "Una Brisk,Fernhill Ltd,una@q.example,11\nBo Tamm,Moss Ltd,bo@q.example,12",
     {"name": "Fernhill Ltd", "external_id": None, "custom.Person - ID": "11"}),
    ("customers", "Surname,Forename,Mobile,Emergency Contact,Emergency Tel", "Brisk,Una,07700 900123,Bo Tamm,07700 900124",
     {"name": "Una Brisk", "phone": "+447700900123", "phones": None, "custom.Emergency Contact": "Bo Tamm"}),
    ("customers", "id,Name,Email,Card ID,Card Brand,Total Spend,Payment Count", "cus_1,Una Brisk,una@q.example,card_1,Visa,360.00,3",
     {"external_id": "cus_1", "is_member": None, "opening_orders": 3}),
    ("customers", "Nom;Mail;Date dernier contact", "Silke Adler;silke@q.example;12/10/2026\nUwe Kranz;uwe@q.example;13/10/2026", {"name": "Silke Adler"}),
    ("members", "会员卡号,姓名,手机号,领卡时间", "W1,路遥,13811220001,2024-05-01", {"member_no": "W1", "member_since": "2024-05-01"}),
    ("contacts", "Full Name,Account Name,Bday", "Una Brisk,Fernhill Ltd,1604-05-12", {"name": "Una Brisk", "birthday": "--05-12"}),
    ("customers", "Display Name,Given Name,Family Name,Mobile,Company", "老王（装修）,,,13800030001,\n孙丽,丽,孙,13800030002,锦程物流有限公司",
     {"name": "老王（装修）", "phone": "13800030001"}),
    ("customers", "Customer ID,First Name,Last Name,Email,Date Created,Last Order Date,Orders,Total Spend", "c-1,Una,Brisk,una@q.example,2024-01-05,2026-10-30,42,612.50",
     {"external_id": "c-1", "opening_orders": 42, "opening_amount": 612.5}),
    ("customers", "First Name,Last Name,Nickname,Organization Name,E-mail 1 - Value", "Una,Brisk,Uny,Fernhill Ltd,una@q.example",
     {"name": "Fernhill Ltd", "aliases": None, "custom.Nickname": "Uny"}),
    ("customers", "*ContactName,AccountNumber,EmailAddress,POAddressLine1,POAddressLine2,POCity", "Moss Ltd,M1,m@q.example,3 High St,Floor 2,Leeds", {"street": "3 High St, Floor 2"}),
    ("customers", "客户名称,联系电话,计划拜访日期,拜访目的,负责人", "锦程物流有限公司,13512340001,2026-11-25,续约,李娜\n青禾幼儿园,13512340002,2026-12-02,送样品,王芳",
     {"name": "锦程物流有限公司", "owner": "李娜", "custom.拜访目的": "续约"}),
    ("customers", "主人姓名,联系电话,宠物名,宠物生日,上次到店日期", "孙丽,13800030001,豆豆,2021-05-01,2026-10-28\n胡军,13800030002,咪咪,2022/8/9,",
     {"name": "孙丽", "birthday": None, "custom.宠物生日": "2021-05-01"}),
    ("customers", "客户名称,联系电话,最后消费日期,累计消费金额,流失原因", "橙子水果店,13800039999,2026-03-02,5600,价格贵\n孙丽,13800030001,2026-05-18,1280,搬家",
     {"name": "橙子水果店", "opening_amount": 5600}),
    ("customers", "运单号,寄件日期,寄件人,收件人,收件人电话,收件人地址,重量(kg),运费,付款方式", "S1,2026-10-01,蓝天公司,孙丽,13800030001,成都市武侯区科华北路1号,2.1,18,寄付\nS2,2026-10-02,蓝天公司,胡军,13800030002,杭州市西湖区文三路90号,0.2,12,寄付",
     {"name": "孙丽", "phone": "13800030001", "custom.付款方式": "寄付"}),
    ("customers", "客户姓名,电话,需求类型,预算(万),意向区域,经纪人,登记日期,带看记录", "孙丽,13800030001,买房,200,武侯区,李娜,2026-10-10,10.12看锦绣花园；10.20看蓝湖\n胡军,13800030002,租房,0.3,高新区,王芳,2026-10-14,10.15看南城",
     {"name": "孙丽", "owner": "李娜", "district": None, "custom.意向区域": "武侯区"}),
    ("customers", "Klantnr;Bedrijfsnaam;Voorletters;Tussenvoegsel;Achternaam;Straat;Huisnr;E-mail", "502;;S.;de;Vries;Kerkweg;3a;s@q.example\n503;De Molen B.V.;J.;;Bakker;Dorp;1;j@q.example",
     {"name": "S. de Vries", "external_id": "502", "street": "Kerkweg 3a"}),
    ("customers", "Client,Site,Contact Phone,Monthly Fee", "Fernhill Ltd,Leeds HQ,07700 900123,£650.00\nMoss Ltd,York,07700 900124,£220.00", {"website": None, "custom.Site": "Leeds HQ"}),
    ("customers", "户主,电话,送水地址,剩余水票", "孙丽,13800030001,科华北路1号,12\n胡军,13800030002,青禾路2号,4", {"name": "孙丽", "street": "科华北路1号"}),
    ("customers", "*ContactName,AccountNumber,EmailAddress,FirstName,LastName,POAddressLine1,POCity,PORegion,PhoneNumber,FaxNumber,MobileNumber,SalesAccount",
     "Moss Marine Ltd,M1,ac@moss.example,Una,Brisk,12 Quay St,Hull,,+44 113 496 0113,+44 113 496 0114,,200\nNgaio Florist,N2,n@ngaio.example,,,,Leeds,,+44 113 496 0115,,,200",
     {"name": "Moss Marine Ltd", "external_id": "M1", "email": "ac@moss.example", "fax": "+441134960114", "custom.SalesAccount": "200"}),
    ("customers", "编码,名称,客户类别,首要联系人,手机,状态", "K1,晨曦文具,零售客户,吴小姐,13800030001,禁用\nK2,远鑫建材,批发客户,,13800030002,启用", {"kind": "company", "status": "paused"}),
    ("customers", "거래처코드,거래처명,대표자명,업태,전화,모바일,Fax,주소1,담당자,적요", "123-45,(주)대성물산,김영수,도매,02-555-0101,010-5555-0102,02-555-0103,서울특별시 강남구,박지훈,월말 결제\n2026/11/01  오후 2:11:09",
     {"name": "(주)대성물산", "phones": "+821055550102", "note": "월말 결제", "custom.담당자": "박지훈"}),
    ("customers", "Código;Nome;Fantasia;Fone;Celular;Tipo pessoa;Situação;Data nascimento", "C1;João Batista;Jota;(11) 3555-0101;(11) 95555-0103;Pessoa Física;Inativo;17/08/1980",
     {"kind": "person", "aliases": "Jota", "status": "paused", "birthday": "1980-08-17"}),
    ("customers", "会員ID,氏名,電話番号,購入回数,購入金額合計", "m1,山田 花子,090-5550-0101,12,\"98,400\"", {"opening_amount": 98400, "opening_orders": 12}),
    ("customers", "ID,Last Name,First Name,Birthday,Creation Date,First Visit", "101,Hale,Una,4/9/1979,1/12/2021,1/14/2021\n102,Orr,Cy,,6/30/2026,\n103,Li,Bo,,13/1/2026,", {"known_since": "2021-01-12"}),
    ("customers", "审批编号,标题,审批状态,发起时间,完成时间,发起人姓名,客户名称,客户联系人,客户联系电话,项目名称,预计金额(万元)", "2026001,陈静提交的客户报备,完成,2026-11-01 09:00:11,2026-11-01 15:00:00,陈静,远鑫建材,吴小姐,13800030001,保洁,12.5",
     {"name": "远鑫建材", "phone": "13800030001", "custom.标题": "陈静提交的客户报备"}),
    ("contacts", "姓名,公司1,部门1,职位1,公司2,手机1,传真1,邮箱1,网址1", "周海峰,远鑫贸易有限公司,采购部,经理,青禾商会,13800030001,0571-88880002,z@q.example,www.q.example",
     {"name": "周海峰", "customer": "远鑫贸易有限公司", "fax": "0571-88880002", "website": "www.q.example", "custom.公司2": "青禾商会"}),
    ("customers", "Nº Historia,Apellidos,Nombre,F. nacimiento,Teléfono 1,Próxima cita", "00012,García López,María,24/07/1971,612 34 56 78,12/01/2027", {"name": "María García López", "birthday": "1971-07-24"}),
    ("customers", "ID,First Name,Last Name,Account Name,Email Address,Conversation rating", "a1-1,Mia,Stone,,mia@q.example,5\na1-2,Bo,Tamm,Moss Ltd,bo@q.example,\na1-3,Cy,Orr,Moss Ltd,cy@q.example,",
     {"name": "Mia Stone", "external_id": "a1-1", "stated_tier": None}),
    ("customers", "J-ID,Display Name,E-mails,Main Phone #s", 'J1,Una Brisk,"una@q.example, u2@q.example",+44 113 496 0113', {"email": "una@q.example", "emails": "u2@q.example", "phone": "+441134960113"}),
    ("customers", "時間戳記,您的姓名,服務單位,職稱,聯絡電話", "2026/10/21,陳大文,大文實業有限公司,經理,0912-345-678\n2026/10/22,王先生,自由業,,0912-345-679", {"name": "大文實業有限公司", "kind": "company"}),
    ("customers", "Customer,Main Phone,Customer Type,Terms,Rep,Primary Contact,Bill to 1,Main Email,Job Status,Active Status",
     "Moss Marine,(415) 555-0101,Commercial,Net 30,SM,Una Brisk,Moss Marine,m@q.example,Closed,Active\nFernhill,(415) 555-0102,Commercial,Net 15,SM,Bo Tamm,Fernhill,,,Not-active",
     {"name": "Moss Marine", "status": "active", "custom.Job Status": "Closed"}),
    ("customers", "Kundennr.;Anrede;Name 1;Name 2;Ort;Gesperrt", "D1;Firma;Moos & Söhne;GmbH & Co. KG;Köln;ja\nD2;Firma;Adler;Filiale Nord;Köln;nein",
     {"name": "Moos & Söhne GmbH & Co. KG", "status": "paused"}),
    ("customers", "First name,Last name,Email,Lifecycle stage,Status,Do not disturb", "Una,Brisk,una@q.example,Lead,New,TRUE", {"status": "do_not_contact"}),
    ("customers", "房号,业主姓名,业主电话,面积(㎡),月物业费,欠费金额,入住日期,车位号", "1-1-101,孙丽,13800030001,98.5,216.70,0,2019-05-01,A12\n1-1-102,胡军,13800030002,76,167.20,836,2020-08-15,",
     {"name": "孙丽", "cooperation_start": "2019-05-01", "custom.车位号": "A12"}),
    ("customers", "客户,联系方式,上次服务,下次服务,师傅", "阳光花园3-2-501 陈姐,13800030001,10.12,2026-12-12,老周\n御景湾张先生,13800030002,10月25,12月中旬,老周", {"kind": "person"}),
    ("interactions", "Date;Client;Objet;Type de contact;Relance prévue;Commercial", "12/11/2026;Boulangerie Petit;Devis vitrines;Appel sortant;20/12/2026;Una Brisk", {"channel": "phone", "next_on": "2026-12-20"}),
    ("customers", "姓名,手机,孩子姓名,孩子生日,皮肤类型", "周婷,13800030001,豆豆,2019/6/1,干性\n韩梅,13800030002,,,油性", {"name": "周婷", "kind": "person", "custom.孩子姓名": "豆豆"}),
    ("customers", "卡号,卡类型,姓名,电话,开卡日期,开卡人", "V1,年卡,周婷,13800030001,2025-12-01,李娜\nV2,年卡,韩梅,13800030002,2025-12-02,王强", {"name": "周婷", "custom.开卡人": "李娜"}),
    ("interactions", "来访日期,来访客户,接待人,洽谈内容", "2026-11-03,陈女士 13800030001,李娜,看样板\n2026-11-05,政府采购中心,王强,了解资质",
     {"customer": "陈女士", "customer_phone": "13800030001", "author": "李娜", "contact_person": None}),
    ("opportunities", "Record ID,Deal Name,Deal Stage,Close Date,Amount,Associated Company,Associated Contact,Deal probability", "9,Moss - cleaning,Contract sent,2026-12-15,18000,Moss Ltd,Una Brisk (una@q.example),0.9",
     {"contact_person": "Una Brisk"}),
    # Orders.
    ("purchases", "保单号,投保人,投保人电话,险种名称,保费(元),生效日期", "P1,孙丽,13800030001,重疾险,3600,2026-03-01",
     {"customer": "孙丽", "order_no": "P1", "amount": 3600, "product": "重疾险"}),
    ("purchases", "学员姓名,家长电话,报名课程,报名日期,应收学费,实收学费", "石子涵,13522220002,书法,2026/9/5,1800,1000", {"customer": "石子涵", "amount": 1000}),
    ("purchases", "Sale Date,Order ID,Full Name,Order Total,Currency,Buyer", "10/13/26,3001,Una Brisk,45.00,USD,unab (Una Brisk)", {"customer": "Una Brisk"}),
    ("purchases", "주문번호,주문일자,고객명,결제금액,주문상태", "K1,2026-10-01,김유빈,88000,배송완료", {"currency": "KRW", "status": "accepted"}),
    ("purchases", "Numer zamówienia;Data zamówienia;Klient;Wartość brutto;Waluta;Status", "Z1;03.10.2026;Anna Kowalska;1.250,00;PLN;opłacone", {"amount": 1250, "status": "paid"}),
    ("purchases", "訂單編號,日期,客戶,總額,付款狀況", "H1,2026-10-05,陳大文,1280,未付", {"amount": 1280, "status": "ordered"}),
    ("purchases", "Order Number,Order Date,First Name (Billing),Last Name (Billing),Phone (Billing),Order Total Amount", "W1,2026-09-01,Una,Brisk,07700 900123,85.00",
     {"customer": "Una Brisk", "currency": "GBP"}),
    ("purchases", "流水号,交易时间,会员卡号,会员姓名,交易类型,交易金额,余额", "L1,2026-10-01,80001,冯巧云,充值,500.00,650.00\nL2,2026-10-03,80001,冯巧云,消费,-88.00,562.00",
     {"order_no": "L2", "amount": 88}),
    ("purchases", "订单号,客人姓名,房型,入离日期,订单金额", "MS1,孙丽,大床房,2026-10-01至2026-10-03,776.00\nMS2,胡军,标准间,2026/10/05-2026/10/06,298.00", {"ordered_at": "2026-10-01T04:00:01Z", "custom.入离日期": "2026-10-01至2026-10-03"}),
    ("interactions", "日期,客户,方式,内容", "2026-10-05 12:00:01,孙丽,电话,报价", {"occurred_at": "2026-10-05T04:00:00Z"}),
    ("interactions", "User Name,Invitee Name,Invitee Email,Event Type Name,Start Date & Time,Location,Canceled", "Dana Hill,Una Brisk,una@q.example,Intro call,2026-10-05 10:00 am,Zoom,true",
     {"customer": "Una Brisk", "effective": 0}),
    ("purchases", "Job No,Date,Customer,Job Description,Quoted,Invoiced,Paid?", "J1,13/10/2026,Moss Ltd,Radiator,£350.00,£362.50,N\nJ2,15/10/2026,Una Brisk,Boiler,£90.00,£90.00,Y",
     {"amount": 362.5, "status": "ordered", "product": "Radiator"}),
    ("purchases", "Constituent ID,First Name,Last Name,Gift Date,Gift Amount,Campaign,Email", "10021,Margaret,Hale,03/14/2026,$50.00,Winter,m@q.example",
     {"customer": "Margaret Hale", "order_no": None, "amount": 50}),
    ("purchases", "案号,委托人,对方当事人,案由,承办律师,收案日期,代理费(元)", "(2026)川01民初101号,孙丽,宏达有限公司,纠纷,陈静,2026-03-05,20000",
     {"customer": "孙丽", "order_no": "(2026)川01民初101号", "amount": 20000, "author": "陈静"}),
    ("purchases", "Confirmation code,Status,Guest name,Contact,Start date,End date,Booked,Earnings", "HM1,Canceled by guest,Una Brisk,+44 7700 900123,11/20/2026,11/22/2026,2026-10-05,$40.00",
     {"customer": "Una Brisk", "order_no": "HM1", "status": "cancelled", "ordered_at": "2026-10-05T04:00:01Z"}),
    ("purchases", "N° commande;Date;Client;Produit;Qté;Total TTC;Statut", "C1;13/10/2026;Luc Dupré;Lampe;2;96,00;Payée", {"currency": "EUR", "status": "paid", "amount": 96}),
    ("purchases", "Nº Pedido;Data do Pedido;Cliente;Telefone;Valor Total;Situação", "P1;13/10/2026;João da Silva;(11) 98765-4321;R$ 1.250,00;Pendente",
     {"currency": "BRL", "status": "ordered", "customer_phone": "+5511987654321"}),
    ("purchases", "Date,Client,Mobile,Dog,Service,Price,Next appointment", "13/10/2026,Una Brisk,07700 900123,Rex,Full groom,£45.00,24/11/2026",
     {"customer": "Una Brisk", "amount": 45, "product": "Full groom"}),
    ("purchases", "Date,Transaction Type,Num,Name,Due Date,Amount,Open Balance", "10/13/2026,Invoice,1037,Moss Ltd,11/12/2026,239.00,0.00\n10/15/2026,Payment,1037,Moss Ltd,,-239.00,0.00",
     {"order_no": "1037", "amount": 239, "refunds": None}),
    ("purchases", "Sale Date,Item Name,Buyer,Quantity,Price,Discount Amount,Item Total,Currency,Ship Name,Order ID", "10/13/26,Tea towel,Una Brisk (unab),3,12.00,3.60,32.40,USD,Una Brisk,3001\n10/14/26,Mug,rory_o7,1,9.00,0.00,9.00,USD,Rory Oakley,3002",
     {"customer": "Una Brisk", "amount": 32.4, "quantity": "3"}),
    ("purchases", "Client Name,Invoice #,Date Issued,Date Due,Invoice Status,Item Name,Line Total,Currency", "Moss Ltd,103,2026-03-04,2026-04-03,paid,Design,847.50,USD", {"promised_on": None, "custom.Date Due": "2026-04-03"}),
    ("purchases", "数电发票号码,开票日期,购买方名称,金额,税额,价税合计,发票来源,发票票种", "F1,2026-07-02,孙丽,100.00,13.00,113.00,服务平台,数电发票（普通发票）", {"amount": 113, "product": None}),
    ("purchases", "Order #,Order Date,First Name,Last Name,Email,Company,Total Paid,Attendee #,Home City,Home Zip", "71,2026-10-02,Una,Brisk,,,40.00,9001,Portland,97201\n72,2026-10-03,Bo,Tamm,bo@q.example,Moss Ltd,40.00,9002,,\n73,2026-10-03,Cy,Orr,c@q.example,,40.00,9003,,",
     {"customer": "Una Brisk", "amount": 40}),
    ("purchases", "Sales by Customer Detail\n,Date,Transaction Type,Num,Product/Service,Qty,Amount",
     'Island Corner Cafe,,,,,,\n,01/15/2026,Invoice,1037,Tea,10.00,125.00\nTotal for Island Corner Cafe,,,,,10.00,"$125.00 "\nNora Quill,,,,,,\n,04/02/2026,Sales Receipt,1050,Tea,1.00,12.50\nTotal for Nora Quill,,,,,1.00,$12.50\nTOTAL,,,,,11.00,$137.50',
     {"customer": "Island Corner Cafe", "order_no": "1037", "amount": 125}),
    ("purchases", "单据日期,单据编号,商品名称,数量,金额", "往来单位：远鑫建材,,,,\n2026-10-03,X1,水泥,20,510\n小计,,,20,510\n往来单位：孙丽,,,,\n2026-10-04,X2,黄沙,1,180\n合计,,,21,690", {"customer": "远鑫建材", "order_no": "X1", "amount": 510}),
    ("purchases", "订单号,商品名称,订购数量,下单时间,京东价,订单金额,订单状态,客户姓名,联系电话", "J1,油烟机清洗,1,2026-10-04 11:00:01,159.00,159.00,(删除)等待出库,孙丽,13800030001", {"status": "cancelled", "custom.订单状态": "(删除)等待出库"}),
    ("purchases", "id,Created date (UTC),Amount,Amount Refunded,Currency,Description,Payment Source Type,Refunded date (UTC),Status,Customer ID,Customer Email,Invoice ID",
     "ch_1,2026-09-04 09:00:00,49.90,20.00,eur,Workshop,card,2026-09-10 08:00:00,Refunded,cus_1,una@q.example,\nch_2,2026-09-05 09:00:00,15.00,0.00,eur,Plan,card,,Paid,cus_2,bo@q.example,in_1\nch_3,2026-09-06 09:00:00,15.00,0.00,eur,Plan,card,,Paid,cus_2,bo@q.example,",
     {"order_no": "ch_1", "amount": 49.9, "refunds": "2026-09-10 · 20.00 ·", "custom.Payment Source Type": "card"}),
    ("purchases", "Datum;Name;Typ;Währung;Brutto;Absender E-Mail-Adresse;Empfänger E-Mail-Adresse;Rechnungsnummer",
     "03.10.2026;Una Brisk;Zahlung;EUR;19,90;una@q.example;shop@own.example;R1\n05.10.2026;Una Brisk;Rückzahlung;EUR;-19,90;shop@own.example;una@q.example;R1\n06.10.2026;;Allgemeine Abbuchung;EUR;-1.000,00;shop@own.example;;",
     {"customer": "Una Brisk", "amount": 19.9, "status": "refunded"}),
    # Complaints and answers.
    ("complaints", "Ticket ID,Subject,Created time,Resolved time,Closed time,Full name,Contact ID,Company Name", "1,Broken,2026-10-02 09:12,2026-10-03 10:00,2026-10-04 10:00,Una Brisk,8001,Fernhill Ltd",
     {"resolved_at": "2026-10-03T02:00:00Z", "customer": "Fernhill Ltd", "custom.Contact ID": "8001"}),
    ("complaints", "Id,Requester,Requester email,Requester external id,Subject,Status,Priority,Via,Created at,First reply time in minutes", "501,Una Brisk,una@q.example,77,Lamp broken,Open,High,Web form,2026-10-02 09:12,28",
     {"channel": "online_form", "responded_at": "2026-10-02T01:40:00Z", "custom.First reply time in minutes": "28"}),
    ("survey_answers", "Survey Response,Score,Comment,Person Email,Survey Sent At,Responded At", "Promoter,9,Great,una@q.example,2026-10-01 09:00,2026-10-02 10:12",
     {"nps": 9, "overall": None, "submitted_at": "2026-10-02T02:12:00Z"}),
    ("survey_answers", "评价时间,门店,用户昵称,总体评分,评价内容", "2026-10-01 20:11,春熙路店,吃货小王,5,很好", {"customer": "吃货小王", "overall": 5}),
    ("survey_answers", "What's your email?,How satisfied are you overall?,What could we do better?,Submitted at", "una@q.example,4,Faster,2026-10-01 10:00",
     {"overall": 4, "comment": "Faster"}),
    ("complaints", "报修日期,客户名称,联系电话,故障现象,维修工程师,维修结果", "2026-10-08 09:00,孙丽,13800030001,不制冷,刘洋,已修复", {"handler": "刘洋", "measure": "已修复"}),
    ("interactions", "Datum;Kunde;Kontaktart;Gesprächspartner;Inhalt;Wiedervorlage;Mitarbeiter", "13.10.2026;Moss GmbH;Telefon;Uwe Kranz;Angebot;25.11.2026;Dana Hill",
     {"customer": "Moss GmbH", "channel": "phone", "content": "Angebot", "next_on": "2026-11-25", "author": "Dana Hill"}),
    # A firm and whom one asks for there in one cell.
    ("contacts", "客户,电话,备注", "成都蓝海餐饮 张总,13800030001,a\n远鑫物流-李经理,13800030002,b\n青禾幼儿园赵园长,13800030003,c\n孙丽,13800030004,d",
     {"customer": "成都蓝海餐饮", "name": "张总", "phone": "13800030001"}),
    ("interactions", "日期,客户,电话,跟进内容", "2026-10-02,晨光科技（王女士）,13800030001,谈续约\n2026-10-03,孙丽,13800030002,报价",
     {"customer": "晨光科技", "contact_person": "王女士"}),
    ("customers", "往来单位编号,往来单位全名,地区全名,业务员", "001,青禾餐饮有限公司,西南区\\四川\\成都,李娜\n002,远鑫物流有限公司,西南区\\重庆,王芳",
     {"external_id": "001", "province": "四川", "city": "成都", "district": None}),
    ("contacts", "提交时间,您的姓名,所在单位,手机号,用餐需求", "2026/10/2 9:12,孙梅,第三幼儿园,13800030001,清真\n2026/10/2 9:20,何东,锦程酒店,13800030002,无",
     {"customer": "第三幼儿园", "custom.用餐需求": "清真"}),
    ("customers", "Horodateur,Nom et prénom,Adresse e-mail,Comment nous avez-vous connus ?", "12/10/2026 09:15:22,Una Brisk,una@q.example,Bouche à oreille\n13/10/2026 14:02:10,Bo Tamm,bo@q.example,Google",
     {"known_since": "2026-10-12", "source": "Bouche à oreille"}),
    ("interactions", "Subject,Start Date,Start Time,End Date,All day event,Meeting Organizer,Required Attendees,Location,Description",
     "Visit Fernhill Ltd,10/14/2026,10:00:00 AM,10/14/2026,False,Ann Lee,Una Brisk,Leeds HQ,Talk about renewal\nCall Moss Ltd,10/15/2026,2:00:00 PM,10/15/2026,False,Ann Lee,Bo Tamm,,Late invoice",
     {"customer": "Una Brisk", "author": "Ann Lee", "content": "Talk about renewal", "custom.Subject": "Visit Fernhill Ltd"}),
    ("purchases", "预约单号,预约客户,手机,服务类型,服务时间,金额", "Y1,孙丽,13800030001,日常保洁,2026-10-01 09:00-12:00,180\nY2,胡军,13800030002,开荒保洁,2026-10-02 08:30-17:30,1280",
     {"ordered_at": "2026-10-01T01:00:00Z", "amount": 180}),
    ("complaints", "投诉日期,客户名称,投诉内容,要求完成时间,完成时间,是否关闭", "2026-10-02,青禾餐饮,漏油,2026-10-04,2026-10-03,是\n2026-10-08,锦程酒店,态度差,2026-10-10,,否",
     {"state": "archived", "demand": None, "custom.要求完成时间": "2026-10-04"}),
    ("complaints", "Ticket ID,Requester,Subject,Status,Created at,Solved at,Satisfaction Score", "1,Una Brisk,Broken,Solved,2026-10-02 09:12,2026-10-03 10:00,Unoffered", {"state": "resolved", "revisit_result": None, "custom.Satisfaction Score (as written)": None}),
    ("complaints", "Ticket ID,Full name,Subject,Status,Created time,Resolved time,Survey results", "1,Una Brisk,Broken,Resolved,2026-10-02 09:12,2026-10-03 10:00,Extremely Happy", {"revisit_result": "satisfied"}),
    ("interactions", "日期,来电时间,来电号码,通话时长,内容,接听人,处理结果", "2026-10-02,9:05,13800030001,3分20秒,问保洁价格,李娜,已报价\n2026-10-03,14:30,13800030003,1分,投诉玻璃没擦干净,王芳,转客服",
     {"direction": "in", "channel": "phone", "author": "李娜", "feedback": "已报价"}),
    ("interactions", "客户拜访记录表,,,,,,\n拜访人：李娜,,,,,,\n客户,拜访日期,参与人员,沟通要点,客户需求,后续跟进事项,跟进时限", "青禾餐饮,2026-10-08,张总、刘会计,谈合同,降价,出新报价,2026-10-15前\n远鑫物流,2026-10-09,李经理,投诉响应慢,加派人手,与工程部沟通,2026-10-12",
     {"author": "李娜", "contact_person": "张总", "custom.参与人员": "张总、刘会计", "next_on": "2026-10-15"}),
    ("customers", "序号,客户信息,联系信息,合作信息,,\n,名称,电话,起始日,年金额(万),状态", "1,青禾餐饮,028-86660001,2024.3.1,12.5,合作中\n2,远鑫物流,023-67770002,2023.11.15,8万,已终止",
     {"name": "青禾餐饮", "phone": "028-86660001", "cooperation_start": "2024-03-01", "status": "active"}),
    ("customers", "客户,联系人,电话", "青禾餐饮,张总/刘会计,13800030001\n远鑫物流,李经理,13800030002", {"name": "青禾餐饮"}),
    ("purchases", "发票日期,发票号码,购方名称,价税合计,作废标志", "2026-10-08,1234,青禾餐饮有限公司,1060,是\n2026-10-09,1235,远鑫物流有限公司,530,否", {"status": "cancelled"}),
    ("purchases", "平台,买家ID,收货人,联系手机,宝贝标题,实付款,下单时间", "天猫,t***8,孙丽,13800030001,拖把,59.9,2026-10-03 10:01:22\n天猫,h***2,胡军,13800030002,抹布,9.9,2026-10-04 10:01:22",
     {"customer": "孙丽", "customer_no": "C000001", "custom.买家ID": "t***8"}),
    ("complaints", "投诉日期,客户,投诉内容", "2026-10-02,远鑫物流 李经理,迟到", {"customer": "远鑫物流", "contact_person": "李经理"}),
    ("purchases", "预约客户,服务时间,服务类型,金额", "孙丽,2026-10-02 23:00-01:00,日常保洁,180\n胡军,2026-10-03 8:30~17:30,开荒保洁,1280", {"ordered_at": "2026-10-02T15:00:00Z"}),
    ("complaints", "日期,业主,电话,报修/投诉,内容,处理人,处理情况,回访", "2026-10-02,孙女士,13800030001,报修,水管漏水,刘洋,已修好,满意\n2026-10-03,胡先生,13800030002,投诉,楼上噪音,刘洋,已沟通，待观察,",
     {"content": "水管漏水", "category": "报修", "revisit_result": "satisfied"}),
    ("survey_answers", "客户名称,服务态度,响应速度,总体评价,意见建议,调查日期", "青禾餐饮,非常满意,满意,满意,无,2026-10-20\n远鑫物流,一般,不满意,一般,响应太慢,2026-10-21", {"overall": 4, "comment": None}),
    ("contacts", "商户,店主,手机,性别", "李记面馆,李大明,13800030001,男\n小花屋,陈小花,13800030002,女", {"customer": "李记面馆", "name": "李大明"}),
    ("feedback", "评价时间,用户昵称,星级,评价内容,商家回复,消费项目", "2026-10-02 12:20,匿名用户,5,阿姨很准时,感谢支持,日常保洁\n2026-10-03 20:01,小鹿乱撞,2,迟到半小时,,深度保洁",
     {"kind": "praise", "score": 5, "answer": "感谢支持", "product": "日常保洁"}),
    ("feedback", "点评时间,星级,点评内容,商户回复", "2026-10-03 20:01,2,迟到半小时,抱歉\n2026-10-04 20:01,5,好,", {"kind": "problem", "state": "answered"}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "head", "row", "kept"), GIVEN, ids=[head[:40] for _kind, head, *_ in GIVEN])
def test_what_is_kept(crm: Crm, tmp_path: Path, kind: str, head: str, row: str, kept: dict[str, Any]) -> None:
    create(crm, tmp_path / "list.csv", head, row)
    first = min(crm.json("export", kind), key=lambda found: found.get("id", 0))
    assert {name: first.get(name) for name in kept} == kept


def test_how_many_records_there_are_is_no_record(crm: Crm, tmp_path: Path) -> None:
    rows = (
        "Ms.,Una,Brisk,Fernhill Ltd,+441134960113",
        "Mr.,Bo,Tamm,Moss Ltd,+441134960114",
        "Total Records,2,,,",
    )
    create(crm, tmp_path / "report.csv", "Salutation,First Name,Last Name,Account Name,Phone", *rows)
    assert {row["name"] for row in crm.json("export", "customers")} == {"Fernhill Ltd", "Moss Ltd"}


def test_a_list_of_applicants_is_left_out(crm: Crm, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "姓名,应聘岗位,联系电话,学历,期望薪资,面试时间\n林晓,客服,13900001111,本科,6000,2026-10-12\n",
        encoding="utf-8",
    )
    assert "list of staff" in crm("import", str(path), "--yes", "--partial").err
    assert crm.json("export", "customers") == []
