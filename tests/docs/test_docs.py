"""The documents tell of every command, option, setting and number; every command explains itself with an example."""

from __future__ import annotations

import contextlib
import io
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from crmcli import catalogue, cli, i18n, policy
from crmcli.render.cells import width
from tests.docs.console import ROOT
from tests.verbs import verbs

REFERENCE = ROOT / "docs" / "reference"

VERBS = [(entry, verb, command) for entry, verb, command in verbs()]
PATHS = [f"{entry.name} {verb}".strip() for entry, verb, _command in VERBS]
NOUNS = sorted({path.split()[0] for path in PATHS if " " in path})


def _help(words: list[str]) -> str:
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        assert cli.run(words) == 0
    return output.getvalue()


#: Prints the names of the pages that are not as they would be made.
_STALE = (
    "from tools import make_reference as made\n"
    "print(*(path.name for path, text in made.pages().items() if path.read_text(encoding='utf-8') != text))"
)


def test_the_generated_pages_are_up_to_date() -> None:
    # In a process of its own: commands that were loaded in Chinese keep their help.
    run = subprocess.run([sys.executable, "-c", _STALE], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.split() == [], "python -m tools.make_reference"


def test_the_reference_lists_every_command() -> None:
    text = (REFERENCE / "commands.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^#{2,3} crmcli (.+)$", text, re.MULTILINE)) == {*PATHS, *NOUNS}


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_command_has_help_with_an_example_that_fits_the_screen(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRMCLI_LANG", language)
    monkeypatch.setenv("COLUMNS", "80")
    try:
        told = {path: _help([*path.split(), "--help"]) for path in sorted({*PATHS, *NOUNS})}
    finally:
        i18n.choose("en")
    for path, text in told.items():
        entry = next(e for e in catalogue.COMMANDS if e.name == path.split()[0])
        # An example may use the Chinese names.
        example = rf"^\s+crmcli (?:--\S+ \S+ )?(?:{entry.name}|{entry.chinese})\b"
        assert re.search(example, text, re.MULTILINE), (path, text)
        assert [line for line in text.splitlines() if width(line) > 80] == [], path
        # What a shell would read itself stands in quotes of the shell, not in those of print.
        assert re.findall(r"^\s+crmcli .*“[^”]*[<>()|&;$`][^”]*”.*", text, re.MULTILINE) == [], path


def test_no_help_runs_two_sentences_together() -> None:
    try:
        for language in ("en", "zh_CN"):
            i18n.choose(language)
            for entry, verb, command in VERBS:
                told = [i18n._(command.help), *(getattr(each, "help", "") for each in command.params)]
                for text in filter(None, told):
                    assert not re.search(r"\S {2,}\S", text), (entry.name, verb, text)
    finally:
        i18n.choose("en")


def test_an_option_without_its_value_says_what_it_wants(capsys: pytest.CaptureFixture[str]) -> None:
    for entry, verb, command in VERBS:
        path = f"{entry.name} {verb}".strip()
        options = [option for option in command.params if getattr(option, "is_flag", True) is False]
        for name in (options[0].opts[0], "--as") if options else ("--as",):
            for words in ([*path.split(), name], [*path.split(), name, "--db"]):
                assert cli.run(words) == 2
                told = capsys.readouterr().err
                assert f"The option {name} needs a value (" in told, words
                assert told.endswith(f"See: crmcli {path} --help\n"), words


def test_the_pages_use_only_commands_that_exist() -> None:
    pages = [ROOT / "README.md", ROOT / "README.zh.md", *sorted((ROOT / "docs").rglob("*.md"))]
    for page in pages:
        blocks = re.findall(
            r"^```(?:sh|console)\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
        )
        for name in re.findall(r"^(?:\$ )?crmcli (?:--db \S+ )?([^-\s]\S*)", "".join(blocks), re.MULTILINE):
            assert catalogue.find_entry(name), f"{page.name}: crmcli {name}"


def test_the_reference_lists_every_environment_variable() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "crmcli").rglob("*.py"))
    used = set(re.findall(r"[\"'](CRMCLI_[A-Z_]+)[\"']", code))
    told = set(
        re.findall(
            r"^\| `(CRMCLI_[A-Z_]+)`", (REFERENCE / "settings.md").read_text(encoding="utf-8"), re.MULTILINE
        )
    )
    assert told == used


def test_the_reference_lists_every_number_of_the_policy() -> None:
    told = re.findall(
        r"^\| `([A-Za-z_.0-9]+)`", (REFERENCE / "policy.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert sorted(told) == sorted(_numbers(policy.default_dict(), ""))


def _numbers(table: Any, prefix: str) -> Iterator[str]:
    """The dotted names of a policy's values; lists of rules count as one each."""
    for key, value in table.items():
        if isinstance(value, dict) and value:
            yield from _numbers(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}"
