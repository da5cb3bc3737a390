"""What a shell may complete at the cursor: commands and options, their words, names of people and customers, tags.

Whoever presses the tab key asked nothing: without a database, or with a broken one, there is just nothing to offer,
and never an error. Loaded only when a shell asks.
"""

from __future__ import annotations

import importlib
import io
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr
from pathlib import Path
from typing import Any

from crmcli import i18n
from crmcli.context import Context
from crmcli.program import make_program
from crmcli.render import FORMATS
from crmcli.typed import COMPLETE, option_value, plain_words
from crmcli.wording import shell_word

#: Shells that put in what they are given as it is; the others quote a value themselves.
_RAW_SHELLS = ("bash", "powershell", "pwsh")
#: Nobody waits at the tab key: seconds for another's lock, and for a server.
_PATIENCE = {"CRMCLI_LOCK_TIMEOUT": "0.2", "PGCONNECT_TIMEOUT": "2"}


def answer() -> int:
    """Prints what may stand at the cursor in the asking shell's own form; returns the status that it expects."""
    said, status = "", 0
    with _impatient(), redirect_stderr(io.StringIO()):
        try:
            said = _completed(os.environ[COMPLETE].partition("_")[2])
        except SystemExit as leave:
            # So fish is told whether there is something to offer.
            status = int(leave.code or 0)
        except Exception:
            # Whatever it is, the command itself will tell when it is run.
            status = int(os.environ.get("_TYPER_COMPLETE_FISH_ACTION") == "is-args")
    if said:
        print(said)
    return status


@contextmanager
def _impatient() -> Iterator[None]:
    before = {name: os.environ.get(name) for name in _PATIENCE}
    os.environ.update(_PATIENCE)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def _completed(shell: str) -> str:
    """The completions as the shell's own class writes them."""
    importlib.import_module("typer.completion").completion_init()
    library: Any = importlib.import_module("typer._click.shell_completion")
    kind = library.get_completion_class(shell)
    asking = kind(make_program(), {}, "crmcli", COMPLETE)
    typed, incomplete = asking.get_completion_args()
    words = plain_words(typed)
    context = Context(words)
    context.acts = False
    i18n.choose(
        option_value(words, "--lang", "--语言") or os.environ.get("CRMCLI_LANG") or context.config.get("lang")
    )
    asking.ctx_args["obj"] = context
    asking.get_completion_args = lambda: (words, incomplete)
    asking.get_completions = lambda args, part: _Cursor(library, asking, shell).items(args, part)
    try:
        return str(asking.complete())
    finally:
        context.close()


class _Cursor:
    """Where something is to be completed: the command line so far, for one shell."""

    def __init__(self, library: Any, asking: Any, shell: str) -> None:
        self._library, self._asking = library, asking
        self._raw = shell in _RAW_SHELLS

    def items(self, args: list[str], part: str) -> list[Any]:
        """What may stand there."""
        ctx = self._context(args)
        if ctx is None:
            return self._second_words(args, part)
        place, part = self._library._resolve_incomplete(ctx, args, part)
        if getattr(place, "param_type_name", "") == "option":
            return self._values(place, ctx, part)
        verbs = [] if part.startswith("-") or _has_arguments(ctx) else self._verbs(ctx, part)
        if place is ctx.command:
            return [*verbs, *_spoken(place, ctx, part, place.shell_complete(ctx, part))]
        if verbs and place.type.name == "path":
            return [*verbs, *self._files(part)]
        return [*verbs, *self._values(place, ctx, part)]

    def _context(self, args: list[str]) -> Any:
        """The command that the words lead to; None where one of them is no command."""
        try:
            asking = self._asking
            return self._library._resolve_context(asking.cli, asking.ctx_args, asking.prog_name, args)
        except Exception as error:
            if type(error).__name__ != "UsageError":
                raise
            return None

    def _second_words(self, args: list[str], part: str) -> list[Any]:
        """The rest of a verb of two words (`survey wave open`) of which the first is typed."""
        ctx = self._context(args[:-1])
        begun = f"{args[-1]} {part}"
        verbs = ctx.command.list_commands(ctx) if ctx and hasattr(ctx.command, "list_commands") else []
        return [self._item(verb.partition(" ")[2]) for verb in verbs if verb.startswith(begun)]

    def _verbs(self, ctx: Any, part: str) -> list[Any]:
        """The verbs of a command that is a noun as well (`import list`)."""
        verbs: Any = getattr(ctx.command, "verbs", None)
        if not verbs:
            return []
        found = [self._item(name) for name in verbs.list_commands(ctx) if name.startswith(part)]
        return _spoken(verbs, ctx, part, found)

    def _files(self, part: str) -> list[Any]:
        """Files here: a shell offers them by itself only where it is offered nothing else."""
        names = sorted(path.name for path in Path().iterdir() if path.name.startswith(part))
        return [self._item(self._quoted(name)) for name in names if not name.startswith(".")]

    def _values(self, parameter: Any, ctx: Any, part: str) -> list[Any]:
        """Values of an option or argument."""
        words = _words(parameter, ctx)
        if words is None:
            found = [item for item in parameter.shell_complete(ctx, part) if item.type == "plain"]
            return [self._item(self._quoted(item.value), item.help) for item in found]
        known = dict.fromkeys(words.values() if i18n.words() == "zh" else words)
        if part.isascii() and part:
            known |= dict.fromkeys(words)
        return [self._item(self._quoted(word)) for word in known if word.startswith(part)]

    def _quoted(self, value: str) -> str:
        return shell_word(value) if self._raw else value

    def _item(self, value: str, text: str | None = None) -> Any:
        return self._library.CompletionItem(value, help=text)


def _spoken(group: Any, ctx: Any, part: str, found: list[Any]) -> list[Any]:
    """Of the names of commands those in the reader's language, where nothing is typed that tells another."""
    if part or i18n.words() != "zh" or not hasattr(group, "list_commands"):
        return found
    chinese = {name for name in group.list_commands(ctx) if not name.isascii()}
    return [item for item in found if not item.value.isascii() or item.value.startswith("-") or not chinese]


def _has_arguments(ctx: Any) -> bool:
    """Whether a word stands behind the command already."""
    return any(
        ctx.params.get(parameter.name)
        for parameter in ctx.command.params
        if parameter.param_type_name == "argument"
    )


def _words(parameter: Any, ctx: Any) -> Mapping[str, str] | None:
    """The words that an option or argument takes, by key, in the reader's language; None where they are not a closed list."""
    if parameter.name == "common_actor":
        return {row["name"]: row["name"] for row in ctx.find_root().obj.store.staff.all()}
    closed = {"common_format": FORMATS, "common_lang": i18n.LANGUAGES}.get(parameter.name)
    if closed:
        return {word: word for word in closed}
    words = getattr(getattr(parameter.type, "func", None), "words", None)
    return words() if words else None
