"""Address books."""

from __future__ import annotations

from pathlib import Path

from crmcli.sheets.vcard import HEADERS, parse_cards, read_vcards


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
        "备注": "long note\nsecond", "地址": "1 High St, Oxford, OX1, UK",
    }  # fmt: skip


def test_version_4_with_uris() -> None:
    text = (
        'BEGIN:VCARD\nVERSION:4.0\nFN:王二\nTEL;VALUE=uri;TYPE="cell,voice":tel:+86-138-0000-0002\n'
        "ADR:;;解放路2号;乙地;乙省;;中国\nBDAY:--0520\nX-WECHAT:wang2\nEND:VCARD\n"
    )
    assert row(text) == {
        "姓名": "王二", "手机": "+86-138-0000-0002", "地址": "中国乙省乙地解放路2号", "生日": "--0520",
        "微信": "wang2",
    }  # fmt: skip


def test_empty_and_unfinished_cards_are_left_out() -> None:
    assert parse_cards("BEGIN:VCARD\nVERSION:3.0\nFN:\nORG:;\nEND:VCARD\nBEGIN:VCARD\nFN:A") == []


def test_a_file_in_gb18030(tmp_path: Path) -> None:
    path = tmp_path / "a.vcf"
    path.write_bytes("BEGIN:VCARD\nFN:李一\nORG:甲地丰达商贸有限公司\nEND:VCARD\n".encode("gb18030"))
    assert read_vcards(path).row(1)[:2] == ["李一", "甲地丰达商贸有限公司"]
