"""Commands and options by their Chinese names, wherever a Chinese text of the program names them.

Translators write a command line as it stands in the English text; `tools/translations.py` puts the names in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import typer

from crmcli import catalogue
from crmcli.program import common_options
from crmcli.usage import Nouns

#: A command line in a text: up to the end of the line, a wide gap, or a mark of the sentence that it stands in.
_LINE = re.compile(
    r"""\bcrmcli(?: (?:“[^”]*”|'[^']*'|"[^"]*"|%\(\w+\)\w|[^\s，；。、（）“”'"](?:[^\s，；。、（）]*[^\s，；。、（）：])?))+"""
)
_WORD = re.compile(r"""“[^”]*”|'[^']*'|"[^"]*"|\S+""")
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*(?![\w-])")


def in_chinese(text: str) -> str:
    """The text with Chinese names in its command lines, and for options that it names by themselves."""
    text = _LINE.sub(lambda line: _line(line[0]), text)
    return _OPTION.sub(lambda option: _alone().get(option[0], option[0]), text)


def _line(line: str) -> str:
    words = _WORD.findall(line)[1:]
    names, told, command = _common(), ["crmcli"], None
    while words:
        word = words.pop(0)
        option, equals, value = word.partition("=")
        if option.startswith("-"):
            told.append(names.get(option, option) + equals + value)
        elif command is None and told[-1] in _with_values():
            told.append(word)
        elif command is None:
            command = catalogue.find_entry(word)
            if command is None:
                return line
            verb = next((v for v in (" ".join(words[:2]), *words[:1]) if v in _verbs(command.name)), "")
            del words[: len(verb.split())]
            names = names | _options(command.name, verb)
            told += [command.chinese, *filter(None, [_verbs(command.name).get(verb)])]
        else:
            told.append(word)
    return " ".join(told)


@cache
def _verbs(name: str) -> dict[str, str]:
    """The verbs of a command by both names, with the Chinese one."""
    entry = catalogue.find_entry(name)
    assert entry is not None
    chinese = catalogue.chinese_verbs(entry)
    return {**chinese, **{name: name for name in chinese.values()}}


@cache
def _options(name: str, verb: str) -> dict[str, str]:
    return dict(_named(_command(name, verb)))


@cache
def _common() -> dict[str, str]:
    return dict(_pairs(common_options(as_of=True))) | {"--help": "--帮助", "--version": "--版本"}


@cache
def _with_values() -> frozenset[str]:
    return frozenset(name for option in common_options(as_of=True) for name in option.opts)


@cache
def _alone() -> dict[str, str]:
    """Options that have one Chinese name wherever they stand."""
    found: dict[str, set[str]] = {}
    for entry in catalogue.COMMANDS:
        for verb in ("", *catalogue.chinese_verbs(entry)):
            for name, chinese in _named(_command(entry.name, verb)):
                found.setdefault(name, set()).add(chinese)
    return {name: next(iter(chinese)) for name, chinese in found.items() if len(chinese) == 1} | _common()


def _command(name: str, verb: str) -> Any:
    entry = catalogue.find_entry(name)
    assert entry is not None
    module = catalogue.load(entry)
    for app in filter(None, (getattr(module, "app", None), getattr(module, "VERBS", None))):
        command: Any = typer.main.get_command(app)
        if isinstance(command, Nouns) and verb in command.commands:
            return command.commands[verb]
        if not isinstance(command, Nouns) and not verb:
            return command
    return None


def _named(command: Any) -> Iterator[tuple[str, str]]:
    yield from _pairs(command.params if command else ())


def _pairs(parameters: Any) -> Iterator[tuple[str, str]]:
    for parameter in parameters:
        for names in (parameter.opts, getattr(parameter, "secondary_opts", ())):
            chinese = [name for name in names if not name.isascii()]
            english = [name for name in names if name.isascii() and name.startswith("--")]
            # Two names that say two things stand in the same order in both languages.
            paired = chinese if len(chinese) == len(english) else chinese[:1] * len(english)
            yield from zip(english, paired, strict=False)
            yield from ((name, chinese[0]) for name in names if len(name) == 2 and chinese)
