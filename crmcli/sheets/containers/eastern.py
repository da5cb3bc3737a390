"""Which of the encodings of China, Taiwan, Japan and Korea makes sense of bytes that are no Unicode. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_WORDS = re.compile(
    "客户|客戶|电话|電話|手机|手機|姓名|日期|时间|時間|名称|名稱|地址|备注|備註|金额|金額|公司|会员|會員|订单|訂單|投诉|客訴|内容|內容|跟进|跟進|联系|聯絡|編號|编号"
    "|氏名|電話番号|郵便番号|住所|会社名|顧客|お客様|担当|이름|성명|고객|회사|연락처|전화|휴대폰|주소|이메일|날짜|메모"
)
#: A kana in Shift JIS, with which no other encoding's usual characters begin.
_KANA = re.compile(rb"\x82[\x9f-\xf1]|\x83[\x40-\x96]")
_HANGUL_WORDS = re.compile("이름|성명|고객|회사|연락처|전화|휴대폰|주소|이메일|날짜|메모")
#: So many signs of a language tell it.
_SIGNS = 2


def candidates(head: bytes, decodes: Callable[[str], bool]) -> Iterator[tuple[float, str]]:
    """(score, codec) of the encodings that can decode the bytes and make sense of their `head`."""
    for codec, score in _SCORES:
        if not decodes(codec):
            continue
        words = _WORDS.findall(head.decode(codec, errors="ignore")[:2000])
        quality = score(head) + min(0.3, 0.05 * len(words))
        if quality > 0.5:
            yield quality - (0.01 if codec == "big5hkscs" else 0), codec


def _gb_score(data: bytes) -> float:
    """The share of two-byte characters that are in GB 2312's first level (everyday characters) or its
    punctuation.
    """
    return _share(
        data, lambda lead, trail: trail >= 0xA1 and (0xB0 <= lead <= 0xD7 or lead in (0xA1, 0xA3)), 0x81
    )


def _big5_score(data: bytes) -> float:
    """The share of two-byte characters that are in Big5's first level or its punctuation."""
    return _share(data, lambda lead, trail: 0xA4 <= lead <= 0xC6 or (lead in (0xA1, 0xA2)), 0x81)


def _share(data: bytes, usual: Callable[[int, int], bool], first_lead: int) -> float:
    total = good = 0
    position, end = 0, len(data) - 1
    while position < end:
        lead = data[position]
        if lead < first_lead:
            position += 1
            continue
        total += 1
        good += usual(lead, data[position + 1])
        position += 2
    return good / total if total else 0.0


def _japanese_score(data: bytes) -> float:
    """The share of two-byte characters that are kana, punctuation or everyday characters; 0 for a text without kana."""
    if len(_KANA.findall(data)) < _SIGNS:
        return 0.0
    return _share(data, lambda lead, trail: 0x81 <= lead <= 0x83 or 0x88 <= lead <= 0x97, 0x81)


def _korean_score(data: bytes) -> float:
    """The share of two-byte characters that are syllables; 0 for a text without the words of Korean sheets, for Chinese
    has its everyday characters at the same places.
    """
    if len(_HANGUL_WORDS.findall(data.decode("cp949", errors="ignore")[:2000])) < _SIGNS:
        return 0.0
    return _share(
        data, lambda lead, trail: trail >= 0xA1 and (0xB0 <= lead <= 0xC8 or lead in (0xA1, 0xA3)), 0x81
    )


_SCORES = (
    ("gb18030", _gb_score), ("cp950", _big5_score), ("big5hkscs", _big5_score), ("cp932", _japanese_score),
    ("cp949", _korean_score),
)  # fmt: skip
