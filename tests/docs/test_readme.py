"""README's promises: its commands print what it shows, its statuses are the program's, both languages agree."""

from __future__ import annotations

import re
import shlex

import pytest

from crmcli import catalogue, errors
from tests.docs import console

READMES = (console.ROOT / "README.md", console.ROOT / "README.zh.md")
_LINES = re.compile(r"^```(?:sh|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _classes(base: type[errors.CrmError]) -> set[type[errors.CrmError]]:
    return {base}.union(*(_classes(child) for child in base.__subclasses__()))


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_console_blocks_print_what_they_show(path: console.Path) -> None:
    found = console.blocks(path.read_text(encoding="utf-8"))
    assert len(found) >= 8
    with console.session(console.language_of(path)):
        for entry in (entry for block in found for entry in block):
            lines = console.typed(entry.command)
            assert console.agrees(entry.expected, lines), f"$ {entry.command}\n" + "\n".join(lines)


@pytest.mark.parametrize(
    ("expected", "lines", "same"),
    [
        (("a", "b"), ("a", "b"), True),
        (("a", "b"), ("a",), False),
        (("a", "…"), ("a", "b", "c"), True),
        (("…", "c"), ("a", "b", "c"), True),
        (("a", "…", "c"), ("a", "c"), True),
        (("a", "…", "c"), ("a", "d"), False),
        (("a", "…", "a"), ("a",), False),
    ],
)
def test_a_gap_stands_for_any_lines(expected: tuple[str, ...], lines: tuple[str, ...], same: bool) -> None:
    assert console.agrees(expected, lines) is same


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_the_table_of_exit_statuses_is_the_programs(path: console.Path) -> None:
    told = [int(n) for n in re.findall(r"^\| (\d+) \|", path.read_text(encoding="utf-8"), re.MULTILINE)]
    known = {kind.status for kind in _classes(errors.CrmError)}
    others = {errors.DONE, errors.REJECTED_ROWS, errors.SOMETHING_DUE, errors.INTERRUPTED}
    assert told == sorted(known | others)


def test_both_languages_have_the_same_commands() -> None:
    english, chinese = (_command_names(path.read_text(encoding="utf-8")) for path in READMES)
    assert english == chinese


def _command_names(text: str) -> list[str]:
    """Every shell line of a document, with crmcli's commands by their English names and without what was said."""
    names = []
    for line in "".join(_LINES.findall(text)).splitlines():
        if line.startswith("$ crmcli"):
            names.append(_canonical(shlex.split(line)[2:]))
        elif line.startswith("$ export"):
            names.append(line.partition("=")[0])
        elif line.startswith(("python3", ".venv")):
            names.append(line)
    return names


def _canonical(words: list[str]) -> str:
    """The noun and verb of a command line in English."""
    entry = catalogue.find_entry(words[0]) if words else None
    if entry is None:
        return ""
    aliases = getattr(catalogue.load(entry), "ALIASES", {})
    verb = aliases.get(words[1], words[1]) if aliases and len(words) > 1 else ""
    return f"{entry.name} {verb}".strip()


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_links_lead_somewhere(path: console.Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8"))
    assert targets
    assert [target for target in targets if not (console.ROOT / target).exists()] == []


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_each_page_of_how_to_is_linked_once(path: console.Path) -> None:
    listed = [
        line
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith(("- How to", "- 怎样做"))
    ]
    linked = re.findall(r"\(docs/how-to/([\w-]+\.md)\)", "\n".join(listed))
    assert sorted(linked) == sorted(page.name for page in (console.ROOT / "docs/how-to").glob("*.md"))
