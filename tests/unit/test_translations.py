"""Every message has its Chinese text, with the same placeholders, compiled."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from crmcli import i18n

_TOOL = Path(__file__).resolve().parents[2] / "tools" / "translations.py"


def test_translations_are_complete_and_compiled(capsys: pytest.CaptureFixture[str]) -> None:
    spec = importlib.util.spec_from_file_location("translations", _TOOL)
    assert spec and spec.loader
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    status = tool.main(check=True)
    assert capsys.readouterr().out == ""
    assert status == 0


@pytest.mark.parametrize(
    ("asked", "environment", "chosen"),
    [
        ("zh", {}, "zh_CN"), ("zh-CN", {}, "zh_CN"), ("en", {"LANG": "zh_CN.UTF-8"}, "en"),
        (None, {"LANG": "zh_CN.UTF-8"}, "zh_CN"), (None, {"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"), (None, {}, "en"),
    ],
)  # fmt: skip
def test_the_language_is_chosen(
    asked: str | None, environment: dict[str, str], chosen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CRMCLI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert i18n.choose(asked) == chosen
    i18n.choose("en")


def test_a_message_is_chinese_where_chinese_was_chosen() -> None:
    i18n.choose("zh_CN")
    assert i18n._("Customers and orders") != "Customers and orders"
    i18n.choose("en")
    assert i18n._("Customers and orders") == "Customers and orders"
