"""What printed command lines need of the one that was typed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crmcli import i18n
from crmcli.result import Result
from crmcli.retyping import Retyping


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A computer that speaks English."""
    for name in ("LC_ALL", "LC_MESSAGES", "CRMCLI_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    yield
    i18n.choose("en")


@pytest.mark.parametrize(
    ("typed", "language", "text", "told"),
    [
        ("due", "en", "Next: crmcli done 2", "Next: crmcli done 2"),
        ("--db a.db due", "en", "Next: crmcli done 2, crmcli due", "Next: crmcli --db a.db done 2, crmcli --db a.db due"),
        ("due --db=a.db", "en", "See: crmcli --help", "See: crmcli --db a.db --help"),
        ("--数据库 a.db due", "en", "crmcli due", "crmcli --db a.db due"),
        ("--db a.db due", "en", "crmcli --db FILE history --verify", "crmcli --db FILE history --verify"),
        ("--db a.db due", "en", "crmcli keeps one record per customer", "crmcli keeps one record per customer"),
        ("--db a.db --format csv --as Lee due", "en", "crmcli due", "crmcli --db a.db due"),
        ("--lang en due", "en", "crmcli due", "crmcli due"),
        ("--lang zh due", "zh", "请看：crmcli 待办。", "请看：crmcli --语言 zh 待办。"),
        ("--db a.db --lang zh due", "zh", "crmcli 待办，crmcli 历史", "crmcli --数据库 a.db --语言 zh 待办，crmcli --数据库 a.db --语言 zh 历史"),
    ],
)  # fmt: skip
def test_a_printed_command_line_leads_to_the_same_place(
    typed: str, language: str, text: str, told: str
) -> None:
    i18n.choose(language)
    assert Retyping(typed.split(), {}).text(text) == told


def test_a_place_with_spaces_is_one_word() -> None:
    assert Retyping(["--db", "my crm.db"], {}).text("crmcli due") == "crmcli --db 'my crm.db' due"


def test_the_language_of_the_config_file_needs_no_repeating() -> None:
    i18n.choose("zh")
    assert Retyping(["--lang", "zh"], {"lang": "zh"}).text("crmcli 待办") == "crmcli 待办"


def test_sentences_are_retyped_and_data_are_not() -> None:
    told = Retyping(["--db", "a.db"], {}).result(
        Result(
            "due", {"hint": "crmcli due"}, lines=["crmcli due"], after=["crmcli due"], warnings=["crmcli due"]
        )
    )
    assert {*told.lines, *told.after, *told.warnings} == {"crmcli --db a.db due"}
    assert told.data == {"hint": "crmcli due"}


def test_command_lines_for_elsewhere_stay_as_they_are() -> None:
    told = Retyping(["--db", "a.db"], {}).result(
        Result("move", {}, after=["crmcli staff list"], elsewhere=True)
    )
    assert told.after == ["crmcli staff list"]
