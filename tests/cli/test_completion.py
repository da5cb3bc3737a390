"""Shell completion offers commands in both languages, options, staff, tags and customers."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Crm


def _offered(crm: Crm, monkeypatch: pytest.MonkeyPatch, line: str) -> list[str]:
    with monkeypatch.context() as shell:
        shell.setenv("_CRMCLI_COMPLETE", "complete_bash")
        shell.setenv("COMP_WORDS", line)
        shell.setenv("COMP_CWORD", str(len(line.split()) - 1))
        return crm().out.split()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("crmcli du", ["due"]),
        ("crmcli 投", ["投诉"]),
        ("crmcli complaint resu", ["resume"]),
        ("crmcli due --ow", ["--owner"]),
        ("crmcli due --负", ["--负责人"]),
        ("crmcli due --owner 李", ["李娜", "李明"]),
        ("crmcli find --tag 老", ["老客户"]),
        ("crmcli show jg", ["甲公司"]),
        ("crmcli complaint open 甲", ["甲公司"]),
        ("crmcli log-contact 8000", ["甲公司"]),
        ("crmcli merge 1 Acme", ["'Acme", "Tools'"]),
    ],
)
def test_what_is_offered(crm: Crm, monkeypatch: pytest.MonkeyPatch, line: str, offered: list[str]) -> None:
    crm.ok("staff", "add", "李娜")
    crm.ok("staff", "add", "李明")
    crm.ok("add", "甲公司", "--tags", "酒店,老客户", "--phone", "13800138000")
    crm.ok("add", "Acme Tools")
    assert sorted(_offered(crm, monkeypatch, line)) == sorted(offered)


def test_without_a_database_nothing_is_offered(bare: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _offered(bare, monkeypatch, "crmcli due --owner 李") == []


def test_the_script_is_printed(bare: Crm) -> None:
    assert "_CRMCLI_COMPLETE" in bare("--show-completion", "bash").out
