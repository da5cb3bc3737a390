"""Address books."""

from __future__ import annotations

from pathlib import Path

import pytest

from crmcli.sheets.containers.vcard import HEADERS, parse_cards, read_vcards


def row(text: str) -> dict[str, str]:
    [card] = parse_cards(text)
    return {name: value for name, value in zip(HEADERS, card.row(), strict=True) if value}


def test_version_2_with_quoted_printable() -> None:
    text = (
        "BEGIN:VCARD\r\nVERSION:2.1\r\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E6=9D=8E=\r\n=E4=B8=80\r\n"
        "TEL;WORK:021-62345678\r\nTEL;CELL:138-0000-0001\r\nEND:VCARD\r\n"
    )
    assert row(text) == {"姓名": "李一", "手机": "138-0000-0001", "其他电话": "021-62345678"}


def test_version_2_in_a_chinese_charset() -> None:
    text = "BEGIN:VCARD\nFN;CHARSET=GB2312;ENCODING=QUOTED-PRINTABLE:=C0=EE=D2=BB\nEND:VCARD\n"
    assert row(text) == {"姓名": "李一"}


def test_version_3_with_folding_and_escapes() -> None:
    text = (
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Doe;Jane;;;\r\nORG:Blue Harbor\\, Ltd.;Sales\r\nTITLE:Buyer\r\n"
        "item1.EMAIL;TYPE=INTERNET:jane@blue.example\r\nEMAIL:j2@blue.example\r\nNOTE:long no\r\n te\\nsecond\r\n"
        "ADR;TYPE=WORK:;;1 High St;Oxford;;OX1;UK\r\nEND:VCARD\r\n"
    )
    assert row(text) == {
        "姓名": "Jane Doe", "公司": "Blue Harbor, Ltd.", "职务": "Buyer", "邮箱": "jane@blue.example",
        "其他邮箱": "j2@blue.example",
        "备注": "long note\nsecond", "部门": "Sales", "地址": "1 High St", "城市": "Oxford", "邮政编码": "OX1", "国家": "UK",
    }  # fmt: skip


def test_version_4_with_uris() -> None:
    text = (
        'BEGIN:VCARD\nVERSION:4.0\nFN:王二\nTEL;VALUE=uri;TYPE="cell,voice":tel:+86-138-0000-0002\n'
        "ADR:;;解放路2号;乙地;乙省;;中国\nBDAY:--0520\nX-WECHAT:wang2\nEND:VCARD\n"
    )
    assert row(text) == {
        "姓名": "王二", "手机": "+86-138-0000-0002", "国家": "中国", "省份": "乙省", "城市": "乙地", "地址": "解放路2号", "生日": "--0520",
        "微信": "wang2",
    }  # fmt: skip


def test_empty_and_unfinished_cards_are_left_out() -> None:
    assert parse_cards("BEGIN:VCARD\nVERSION:3.0\nFN:\nORG:;\nEND:VCARD\nBEGIN:VCARD\nFN:A") == []


def test_a_file_in_gb18030(tmp_path: Path) -> None:
    path = tmp_path / "a.vcf"
    path.write_bytes("BEGIN:VCARD\nFN:李一\nORG:甲地丰达商贸有限公司\nEND:VCARD\n".encode("gb18030"))
    assert read_vcards(path).row(1)[:2] == ["李一", "甲地丰达商贸有限公司"]


@pytest.mark.parametrize(("lines", "phones", "fax", "pager"), [
    (["TEL;TYPE=FAX,WORK:1", "TEL;TYPE=VOICE:2", "TEL;TYPE=CELL:3"], ["3", "2"], "1", ""),
    (["TEL;HOME:1", "TEL;PREF;WORK:2", "TEL;CELL:3"], ["2", "3", "1"], "", ""),
    (["TEL;TYPE=work:1", "TEL;TYPE=pager:2", "TEL;TYPE=\"voice,work\":3", "TEL;PREF=1;TYPE=home:4"], ["4", "3", "1"], "", "2"),
    (["TEL;TYPE=fax,voice:1", "TEL;TYPE=fax:2"], [], "1;2", ""),
])  # fmt: skip
def test_who_is_called_first_and_what_is_no_phone(
    lines: list[str], phones: list[str], fax: str, pager: str
) -> None:
    found = row("\n".join(["BEGIN:VCARD", "FN:A", *lines, "END:VCARD"]))
    told = [found.get("手机", ""), *found.get("其他电话", "").split(";")]
    assert ([number for number in told if number], found.get("传真", ""), found.get("寻呼机", "")) == (
        phones,
        fax,
        pager,
    )


@pytest.mark.parametrize(("written", "name"), [
    ("=E5=BC=A0=E4=B8=89", "张三"), ("=E5=BC=A0 =E4=B8=89", "张 三"), ("A=E5", "A=E5"), ("=FF=FE", "=FF=FE"), ("1=2", "1=2"),
])  # fmt: skip
def test_an_escaped_value_whose_parameter_got_lost(written: str, name: str) -> None:
    assert row(f"BEGIN:VCARD\nFN:{written}\nEND:VCARD")["姓名"] == name


def test_where_somebody_lives_is_not_the_address_of_the_company() -> None:
    home, work = "ADR;TYPE=HOME:;;2 Oak St;Ulm;;89073;", "ADR;TYPE=WORK:;;1 Elm St;Bonn;;53111;"
    for company, main, other in (
        ("ORG:Fern;Buying;Paper\n", "1 Elm St", "home: city=Ulm; street=2 Oak St; postcode=89073"),
        ("", "2 Oak St", "city=Bonn; street=1 Elm St; postcode=53111"),
    ):
        found = row(f"BEGIN:VCARD\nFN:A\n{company}{home}\n{work}\nEND:VCARD")
        assert (found["地址"], found["其他地址"]) == (main, other)
    assert "地址" not in row(f"BEGIN:VCARD\nFN:A\nORG:Fern\n{home}\nEND:VCARD")


def test_what_has_no_column_keeps_its_name_and_a_picture_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.vcf"
    path.write_text(
        "BEGIN:VCARD\nFN:A\nNICKNAME:Al\nURL:https://a.example\nCATEGORIES:VIP,myContacts\nPHOTO;ENCODING=b:AAAA\n"
        "X-SPOUSE:B\nEND:VCARD\nBEGIN:VCARD\nFN:B\nPHOTO:http://b.example/p.png\nEND:VCARD\n"
    )
    found = read_vcards(path)
    assert found.warnings == ["a.vcf: not taken in: PHOTO (2)"]
    cells = dict(zip(found.row(0), found.row(1), strict=True))
    assert (cells["网址"], cells["标签"], cells["NICKNAME"], cells["X-SPOUSE"]) == (
        "https://a.example",
        "VIP",
        "Al",
        "B",
    )


def test_apples_groups(tmp_path: Path) -> None:
    path = tmp_path / "a.vcf"
    path.write_text(
        "BEGIN:VCARD\nFN:A\nTEL;type=HOME;type=FAX:1\nTEL;type=FAX;type=WORK:2\nitem1.TEL:3\nitem1.X-ABLabel:Stores\n"
        "item2.X-ABRELATEDNAMES:Lena\nitem2.X-ABLabel:_$!<Spouse>!$_\nitem3.URL:https://a.example\nitem3.X-ABLabel:_$!<HomePage>!$_\n"
        "BDAY;X-APPLE-OMIT-YEAR=1604:1604-11-30\nEND:VCARD\n"
    )
    found = read_vcards(path)
    cells = dict(zip(found.row(0), found.row(1), strict=True))
    assert (cells["传真"], cells["手机"], cells["生日"], cells["网址"]) == (
        "1;2",
        "3",
        "--11-30",
        "https://a.example",
    )
    assert (cells["X-ABLABEL Stores"], cells["X-ABRELATEDNAMES Spouse"]) == ("3", "Lena")
