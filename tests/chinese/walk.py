"""Walks through every command in Chinese, in a process of its own: what a module says is settled when it is loaded.

    python -m tests.chinese.walk FOLDER terminal|pipe|help

Writes one JSON object a command line: what was typed, its status and what it showed. FOLDER is empty at first.
"""

from __future__ import annotations

import contextlib
import getpass
import io
import json
import os
import shlex
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

_NOW = "2026-11-20T02:00:00Z"
_PEOPLE = "姓名,电话,城市,备用一\n张小明,13700000001,乐山,壹\n李小红,13700000002,峨眉,贰\n"
_ODD = (
    "客户名称,电话,邮箱,客户级别,生日,建档日期,消费金额\n"
    "甲乙商贸有限公司,13900000001,没有,特甲,13-45,2026-02-30,面议\n"
    "丙丁商贸有限公司,123,好@例子,重点,1980-02-03,2026-02-03,800\n,,,,,,\n"
)


class _Screen(io.StringIO):
    """What is shown, on a terminal or in a pipe."""

    terminal = False

    def isatty(self) -> bool:
        return self.terminal


class _Keyboard(_Screen):
    """Somebody who types."""

    terminal = True


def lines() -> Iterator[tuple[list[str], str | None]]:
    """The words of each command line of `walk.txt`, and what is typed when it asks."""
    answers: str | None = None
    for line in Path(__file__).with_name("walk.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("answers: "):
            answers = line.removeprefix("answers: ").replace("|", "\n") + "\n"
        elif not line.startswith("#"):
            yield shlex.split(line), answers
            answers = None


def pages() -> Iterator[tuple[list[str], None]]:
    """The help of the program, of each noun and of each command."""
    from crmcli.catalogue import spoken
    from tests.verbs import verbs

    yield ["--帮助"], None
    paths = dict.fromkeys(
        path for entry, verb, _c in verbs() for path in (entry.name, f"{entry.name} {verb}".strip())
    )
    yield from (([*spoken(path).split(), "--帮助"], None) for path in paths)


def _typed(prompt: str = "", stream: TextIO | None = None, **_more: object) -> str:
    print(prompt, file=stream or sys.stderr)
    return sys.stdin.readline().rstrip("\n")


def _settle(folder: Path) -> None:
    os.chdir(folder)
    os.environ |= {
        "CRMCLI_NOW": _NOW, "CRMCLI_DB": "练习/crm.db", "CRMCLI_LANG": "zh", "LOGNAME": "tester", "NO_COLOR": "1",
        "CRMCLI_CONFIG": "none.toml", "XDG_STATE_HOME": "state", "XDG_DATA_HOME": "data", "COLUMNS": "80", "LINES": "24",
    }  # fmt: skip
    Path("人员.csv").write_text(_PEOPLE, encoding="utf-8")
    Path("混乱.csv").write_text(_ODD, encoding="utf-8")
    Path("空.csv").write_text("", encoding="utf-8")
    Path("坏.toml").write_text("[churn]\nhigh = -1\n没有 = 2\n", encoding="utf-8")


def _run(words: Sequence[str], answers: str | None, terminal: bool) -> tuple[int, str]:
    from crmcli import cli

    screen = _Screen()
    screen.terminal = terminal
    keyboard = _Screen() if answers is None else _Keyboard(answers)
    kept, sys.stdin = sys.stdin, keyboard
    try:
        with contextlib.redirect_stdout(screen), contextlib.redirect_stderr(screen):
            return cli.run(words), screen.getvalue()
    finally:
        sys.stdin = kept


def main(folder: Path, manner: str) -> None:
    """Walks and tells."""
    from crmcli import i18n
    from tests import acting, holidays

    # No terminal is there that could hide what is typed.
    getpass.getpass = _typed
    acting.settle()
    _settle(folder)
    i18n.choose("zh")
    with holidays.to_2026():
        if manner != "help" and _run(["演示", "--文件夹", "练习"], None, False)[0]:
            raise SystemExit("no practice company")
        for words, answers in pages() if manner == "help" else lines():
            status, shown = _run(words, answers, manner == "terminal")
            print(json.dumps([" ".join(words), status, shown], ensure_ascii=False))


if __name__ == "__main__":
    shutil.rmtree(sys.argv[1], ignore_errors=True)
    Path(sys.argv[1]).mkdir(parents=True)
    main(Path(sys.argv[1]), sys.argv[2])
