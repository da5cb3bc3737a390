"""Questions to whoever is at the terminal, in their language."""

from __future__ import annotations

import sys

import typer

from crmcli.i18n import _

#: What people answer for yes and no.
YES = frozenset({"y", "yes", "是", "好", "对", "确认"})
NO = frozenset({"n", "no", "q", "否", "不", "取消"})


def ask(question: str, default: str | None = None, *, show_default: bool = True, hidden: bool = False) -> str:
    """What somebody types, without the spaces around it; without a `default` an empty answer is asked again."""
    return str(
        typer.prompt(
            question,
            default=default,
            show_default=show_default and bool(default),
            hide_input=hidden,
            prompt_suffix=_(": "),
        )
    ).strip()


def ask_number(question: str, least: int, most: int, default: int | None = None) -> int:
    """A number of a list; what is none is asked again."""
    while True:
        # As text, for the library would read a number itself and complain in English.
        answer = ask(question, None if default is None else str(default))
        if answer.isascii() and answer.isdigit() and least <= int(answer) <= most:
            return int(answer)
        _again(_("Give a number from %(least)d to %(most)d.") % {"least": least, "most": most})


def pick(text: str, lines: list[str]) -> int:
    """The place of the line that somebody picks of several customers who match `text`."""
    return choose(_("%(n)d customers match %(text)s:") % {"n": len(lines), "text": text}, lines)


def choose(head: str, lines: list[str]) -> int:
    """The place of the line that somebody picks of several below a heading."""
    print(head, file=sys.stderr)
    for number, line in enumerate(lines, 1):
        print(f"  {number}) {line}", file=sys.stderr)
    return ask_number(_("Which one"), 1, len(lines)) - 1


def agreed(question: str) -> bool:
    """Whether somebody says yes; no answer is no."""
    while True:
        answer = ask(_("%(question)s (y/n)") % {"question": question}, "n", show_default=False).lower()
        if answer in YES | NO:
            return answer in YES
        _again(_("Answer y or n."))


def ask_pin() -> str:
    """A new PIN, typed twice alike."""
    while True:
        pin = ask(_("PIN"), hidden=True)
        if ask(_("The PIN again"), hidden=True) == pin:
            return pin
        _again(_("The two are not the same."))


def _again(text: str) -> None:
    print(text, file=sys.stderr)
