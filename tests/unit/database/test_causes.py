"""Why a server can't be used is told in Chinese to Chinese readers, whatever libpq and the server say."""

from __future__ import annotations

import re
from collections.abc import Iterator

import psycopg2
import pytest

from crmcli import i18n
from crmcli.database.postgres.causes import told
from crmcli.database.postgres.refusal import refused


@pytest.fixture
def chinese() -> Iterator[None]:
    i18n.choose("zh")
    yield
    i18n.choose("en")


_AT = 'connection to server at "10.0.0.1", port 5432 failed: '


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{_AT}Connection refused\n\tIs the server running on that host?", "连不上服务器：该地址没有服务器应答"),
        ('could not translate host name "db" to address: Name or service not known', "连不上服务器：找不到这个主机名"),
        (f"{_AT}timeout expired", "连不上服务器：服务器未及时应答"),
        (f'{_AT}FATAL:  no pg_hba.conf entry for host "10.0.0.1"', "服务器拒绝了连接：服务器的规则不允许这样从此处连接"),
        ('connection to server on socket "/tmp/.s.PGSQL.1" failed: No such file or directory', "连不上服务器：本机没有运行数据库服务器"),
        ('FATAL:  role "wang" does not exist', "服务器拒绝了连接：服务器上没有此用户"),
        ('FATAL:  database "客户" does not exist', "服务器上没有数据库客户。"),
        ('FATAL:  password authentication failed for user "王强"', "服务器不认识使用该密码的用户王强。"),
        ("fe_sendauth: no password supplied", "服务器要求密码，但没有给出。"),
        ("FATAL:  the database system is starting up", "服务器还没有准备好：服务器正在启动"),
        ("FATAL:  对不起，已经有太多的客户", "服务器还没有准备好：对不起，已经有太多的客户"),
        ("something that nobody foresaw", "连不上服务器：原因见服务器日志"),
    ],
)  # fmt: skip
def test_a_chinese_reader_is_told_no_english(chinese: None, text: str, said: str) -> None:
    found = str(refused(psycopg2.OperationalError(text), {"user": "wang"}))
    assert found == said and not re.search("[a-zA-Z]{3}", found)


def test_an_english_reader_is_told_the_words_themselves() -> None:
    assert told("timeout expired") == "timeout expired"
