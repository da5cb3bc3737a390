"""Who is the customer in a chat: by the file's name, by whom we know, or nobody can say."""

from __future__ import annotations

import pytest

from crmcli.sheets.chats.parties import Parties, partner_of, strangers_of


@pytest.mark.parametrize(
    ("file", "speakers", "partner"),
    [
        ("WhatsApp Chat with Anna Schmidt.txt", ["Anna Schmidt", "Lee"], "Anna Schmidt"),
        ("WhatsApp Chat with Hotel Adler.txt", ["Anna", "Lee"], "Hotel Adler"),
        ("WhatsApp-Chat mit Hotel Adler.txt", ["Anna"], "Hotel Adler"),
        ("Chat de WhatsApp con Hotel Sol (1).txt", ["Ana"], "Hotel Sol"),
        ("Conversa do WhatsApp com Maria de Souza.txt", ["Lee"], "Maria de Souza"),
        ("Discussion WhatsApp avec Hôtel du Lac.txt", ["Lee"], "Hôtel du Lac"),
        ("WhatsApp Chat - Anna/_chat.txt", ["Lee"], "Anna"),
        ("与李四的聊天记录.txt", ["王芳"], "李四"),
        ("與「李四」的 WhatsApp 對話.txt", ["王芳"], "李四"),
        ("微信聊天记录-远鑫酒店.txt", ["张建华", "王芳"], "远鑫酒店"),
        ("远鑫酒店微信聊天记录2026-11-28.txt", ["张建华", "王芳"], "远鑫酒店"),
        ("远鑫酒店-企业微信会话记录.csv", ["张建华", "王芳"], "远鑫酒店"),
        ("export of 张建华.txt", ["张建华", "王芳"], "张建华"),
        ("chat.txt", ["Anna", "Lee"], ""),
        ("2026-11.txt", ["Anna", "Lee"], ""),
    ],
)
def test_a_files_name_may_tell_the_partner(file: str, speakers: list[str], partner: str) -> None:
    assert partner_of(file, speakers) == partner


@pytest.mark.parametrize(
    ("speakers", "partner", "ours", "known", "strangers"),
    [
        (["Anna", "Lee"], "", {"Lee"}, set(), ["Anna"]),
        (["Anna", "我"], "", set(), set(), ["Anna"]),
        (["Anna", "Lee"], "Anna", set(), set(), ["Anna"]),
        (["Anna", "Lee"], "", set(), {"Anna"}, ["Anna"]),
        (["Anna", "Lee"], "", set(), set(), []),
        (["Anna", "Lee"], "", set(), {"Anna", "Lee"}, []),
        (["Anna"], "", set(), set(), ["Anna"]),
        (["Anna", "Bob", "Lee"], "Hotel", {"Lee"}, set(), ["Anna", "Bob"]),
        (["Lee"], "Anna", {"Lee"}, set(), []),
    ],
)
def test_the_customers_side_is_who_is_none_of_us(
    speakers: list[str], partner: str, ours: set[str], known: set[str], strangers: list[str]
) -> None:
    parties = Parties(ours=ours.__contains__, known=known.__contains__)
    assert strangers_of(speakers, partner, parties) == strangers
