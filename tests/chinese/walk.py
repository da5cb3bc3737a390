"""Walks through every command in Chinese (or English), in a process of its own: what a module says is settled when it is loaded.

    python -m tests.chinese.walk FOLDER terminal|help|english

Writes one JSON object a command line: what was typed, its status and what it showed, and what it wrote into files
that people read. The English walk is through a pipe. FOLDER is empty at first.
"""

from __future__ import annotations

import contextlib
import getpass
import html
import io
import json
import os
import re
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
_ODD_ENGLISH = (
    "Company,Phone,Email,Tier,Birthday,Created on,Amount\nMaple Trading Ltd,+12025550199,none,special,13-45,2026-02-30,much\n"
    "Willow Trading Ltd,123,x@y,key,1980-02-03,2026-02-03,800\n,,,,,,\n"
)
_SCORES = "客户名称,提交时间,总体满意度,响应速度\n苏州恒远物业管理有限公司,2026-11-02,4分,5\n苏州盛信物流有限责任公司,2026-11-03,6分,11\n"
_CONTACTS = (
    "客户名称,跟进日期,跟进方式,跟进内容,下次跟进\n苏州恒远物业管理有限公司,2026-11-02,电话,报价,2026-13-45\n"
    "没有这家公司,2026-11-02,电话,报价,\n苏州恒远物业管理有限公司,不知道,心灵感应,报价,\n"
)
_BAD_POLICY = (
    '[team]\ncurrency = "没有"\ntime_zone = "没有"\n[churn]\nhigh = 600\nmedium = "高"\nnone = 1\n[[tier]]\nkey = "key"\n'
    'all = ["没有 >= 1", "spend_12m => 1"]\n[calendar.office]\nhours = { monday = ["九点"] }\n'
)


class _Screen(io.StringIO):
    """What is shown, on a terminal or in a pipe."""

    terminal = False

    def isatty(self) -> bool:
        return self.terminal


class _Keyboard(_Screen):
    """Somebody who types."""

    terminal = True


def lines(name: str) -> Iterator[tuple[list[str], str | None]]:
    """The words of each command line of a walk, and what is typed when it asks."""
    answers: str | None = None
    for line in Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines():
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


def _settle(folder: Path, language: str) -> None:
    os.chdir(folder)
    os.environ |= {
        "CRMCLI_NOW": _NOW, "CRMCLI_DB": "练习/crm.db", "CRMCLI_LANG": language, "LOGNAME": "tester", "NO_COLOR": "1",
        "CRMCLI_CONFIG": "none.toml", "XDG_STATE_HOME": f"{folder}/state", "XDG_DATA_HOME": f"{folder}/data", "COLUMNS": "80", "LINES": "24",
    }  # fmt: skip
    Path("人员.csv").write_text(_PEOPLE, encoding="utf-8")
    Path("混乱.csv").write_text(_ODD, encoding="utf-8")
    Path("空.csv").write_text("", encoding="utf-8")
    Path("分数.csv").write_text(_SCORES, encoding="utf-8")
    Path("满分.csv").write_text(_SCORES.replace("4分", "8分").replace("6分", "9分"), encoding="utf-8")
    Path("跟进.csv").write_text(_CONTACTS, encoding="utf-8")
    Path("odd.csv").write_text(_ODD_ENGLISH)
    Path("bad.toml").write_text(
        _BAD_POLICY.replace("没有", "none").replace("高", "high").replace("九点", "nine")
    )
    Path("坏二.toml").write_text(_BAD_POLICY, encoding="utf-8")
    for name in ("试算.toml", "tried.toml"):
        Path(name).write_text("[churn]\nhigh = 70\n", encoding="utf-8")
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


def _writes(words: Sequence[str]) -> bool:
    return bool({"--输出", "--退回文件", "-o", "--rejects"}.intersection(words))


def _written(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The files that a command line names and people read, with what stands in them."""
    for word in words:
        path = Path(word)
        if path.is_dir() and word in ("文件夹", "folder"):
            yield from (
                (name, text) for inner in sorted(path.iterdir()) for name, text in _written([str(inner)])
            )
        elif path.suffix in (".xlsx", ".html", ".csv", ".md") and path.is_file():
            yield word, _text_of(path)


def _text_of(path: Path) -> str:
    if path.suffix != ".xlsx":
        text = path.read_text(encoding="utf-8-sig")
        text = (
            re.sub(r"<(style|script)\b.*?</\1>", "", text, flags=re.DOTALL)
            if path.suffix == ".html"
            else text
        )
        return html.unescape(re.sub(r"<[^>]*>", "\n", text)) if path.suffix == ".html" else text
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(path) as book:
        cells = [
            cell
            for name in book.sheet_names
            for row in book.get_sheet_by_name(name).to_python()
            for cell in row
        ]
        return "\n".join([*book.sheet_names, *(cell for cell in cells if isinstance(cell, str))])


def main(folder: Path, manner: str) -> None:
    """Walks and tells."""
    import pytest

    from crmcli import i18n
    from tests import acting, holidays
    from tests.built import build_once

    # No terminal is there that could hide what is typed.
    getpass.getpass = _typed
    acting.settle()
    english = manner == "english"
    _settle(folder, "en" if english else "zh")
    i18n.choose("en" if english else "zh")
    with holidays.to_2026(), pytest.MonkeyPatch.context() as patch:
        build_once(patch)
        for words, answers in (
            pages() if manner == "help" else lines("english.txt" if english else "walk.txt")
        ):
            status, shown = _run(words, answers, manner == "terminal")
            print(json.dumps([" ".join(words), status, shown], ensure_ascii=False))
            for name, text in _written(words) if manner in ("terminal", "english") and _writes(words) else ():
                print(json.dumps([f"{' '.join(words)} → {name}", status, text], ensure_ascii=False))


if __name__ == "__main__":
    shutil.rmtree(sys.argv[1], ignore_errors=True)
    Path(sys.argv[1]).mkdir(parents=True)
    main(Path(sys.argv[1]), sys.argv[2])
