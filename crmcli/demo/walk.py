"""The walk of `crmcli demo`: one day's work on the practice company, with the program's own commands.

Every step is a command line that the reader could type. It runs in this process, on the demo's own database, and
whatever would lead it to the reader's own (config file, acting name) is set aside meanwhile.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crmcli import catalogue, cli, clock, errors, i18n
from crmcli.demo import company, sheets, words
from crmcli.i18n import _
from crmcli.policy import default_policy
from crmcli.wording import shell_word

#: Rows of the due list: what fits on a screen.
_MOST_DUE = "8"
#: The options of the walk by their Chinese names.
_CHINESE = {
    "--db": "--数据库", "--lang": "--语言", "--name": "--姓名", "--yes": "--确认", "--partial": "--部分", "--rejects": "--退回文件",
    "--limit": "--行数", "--country": "--国家", "--severity": "--严重程度", "--channel": "--渠道", "--help": "--帮助",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """What it shows, its command, and the statuses that mean it went well."""

    title: str
    words: tuple[str, ...]
    good: tuple[int, ...] = (errors.DONE,)


@dataclass(frozen=True, slots=True)
class Done:
    """A step as it went."""

    command: str
    status: int
    output: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where the demo lives."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "crm.db"

    @property
    def sheets(self) -> Path:
        return self.folder / "sheets"


def prepare(place: Place, now: datetime) -> tuple[company.Company, list[Path]]:
    """Writes the practice company's sheets, dated relative to `now`."""
    zone = clock.zone(default_policy().team.time_zone)
    made = company.build(now.astimezone(zone).replace(tzinfo=None), words.words(i18n.language()))
    return made, sheets.write(made, place.sheets)


def steps(place: Place, made: company.Company) -> list[Step]:
    """The day's work. The customer who complains is one with no complaint so far."""
    who, texts = made.customers[0].short, made.words
    complaint = (
        "complaint",
        "open",
        who,
        texts.complaint,
        "--severity",
        texts.severities[1],
        "--channel",
        texts.channels[0],
    )
    rejects = ("--rejects", str(place.folder / "rejects.xlsx"))
    return [
        Step(
            _("A new database. You play the manager."), ("init", "--name", texts.manager, "--country", "CN")
        ),
        Step(
            _("All the sheets in one go. Three rows can't be right: they are set aside, with why."),
            ("import", str(place.sheets), "--yes", "--partial", *rejects),
            (errors.DONE, errors.REJECTED_ROWS),
        ),
        Step(_("Where every customer stands."), ("classify",)),
        Step(_("Whom to contact today, and why."), ("due", "--limit", _MOST_DUE)),
        Step(_("A customer complains: the clocks start."), complaint),
        Step(_("The first answer stops the first clock."), ("complaint", "reply", who, texts.reply)),
        Step(_("Who is about to leave, and why."), ("report", "churn")),
    ]


def run(
    place: Place, steps: Sequence[Step], options: Sequence[str], tell: Callable[[str], None] | None
) -> list[Done]:
    """Runs the steps in order and stops at the first that fails. `tell` shows text as it goes; None keeps quiet."""
    told = []
    with _set_aside():
        for number, step in enumerate(steps, 1):
            line = command_line(place, step.words, options)
            if tell:
                tell(f"\n{number}. {step.title}\n$ {line}\n")
            words = [*options, "--db", str(place.database), *step.words]
            done = Done(line, *(_shown(words) if tell else _captured(words)))
            told.append(done)
            if done.status not in step.good:
                break
    return told


def command_line(place: Place, arguments: Sequence[str], options: Sequence[str] = ()) -> str:
    """A command on the demo's database as the reader would type it, started the way this run was."""
    words = [*options, "--db", str(place.database), *arguments]
    if i18n.words() == "zh":
        words = [_CHINESE.get(w, w) for w in (*words[: -len(arguments)], *_spoken(arguments))]
    return " ".join(map(shell_word, [_program(), *words]))


def _spoken(arguments: Sequence[str]) -> list[str]:
    """A command line's words with the command as people of the language call it."""
    entry = catalogue.find_entry(arguments[0])
    verbs = catalogue.chinese_verbs(entry) if entry else {}
    named = 2 if len(arguments) > 1 and arguments[1] in verbs else 1
    return [*catalogue.spoken(" ".join(arguments[:named])).split(), *arguments[named:]]


def _program() -> str:
    """`crmcli`, or its path where the shell would not find it."""
    started = Path(sys.argv[0])
    if started.name != "crmcli" or shutil.which("crmcli") == str(started.absolute()):
        return "crmcli"
    return str(started)


def _shown(words: Sequence[str]) -> tuple[int, str]:
    status = cli.run(words)
    # What the command said and what it warned of stay in order in a pipe.
    sys.stdout.flush()
    sys.stderr.flush()
    return status, ""


def _captured(words: Sequence[str]) -> tuple[int, str]:
    output = io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        status = cli.run(words)
    return status, output.getvalue()


@contextmanager
def _set_aside() -> Iterator[None]:
    """Without the reader's own settings, which belong to another database."""
    kept = {name: os.environ.get(name) for name in ("CRMCLI_AS", "CRMCLI_CONFIG")}
    os.environ.pop("CRMCLI_AS", None)
    os.environ["CRMCLI_CONFIG"] = os.devnull
    try:
        yield
    finally:
        for name, value in kept.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
