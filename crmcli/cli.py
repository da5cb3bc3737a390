"""Runs one command line: the one place where an error becomes an exit status."""

from __future__ import annotations

import errno
import gettext
import importlib
import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crmcli import errors, i18n
from crmcli.i18n import _
from crmcli.result import Result

if TYPE_CHECKING:
    from crmcli.context import Context


#: So many of the things that an ambiguous name may mean are listed.
_CANDIDATES = 10

#: Dashes that input methods write for `--`.
_DASHES = str.maketrans({"－": "-", "—": "-", "–": "-", "―": "-", "﹣": "-", "＝": "="})
#: Quotes that input methods write, with what closes them.
_QUOTES = {"“": "”", "「": "」", "『": "』"}


def run(arguments: Sequence[str]) -> int:
    """Runs one command line and returns its exit status. Nothing escapes but a bug."""
    words = [_normalise(a) for a in _joined(arguments)]
    from crmcli.context import Context

    pauses, settled = iter(errors.PATIENCE), ""
    for again in count():
        context = Context(words, settled)
        try:
            return _attempt(context, words)
        except (errors.Dropped, errors.Unreachable) as error:
            pause = next(pauses, None)
            # An address that never answered is rather wrong than out of breath.
            wrong = not again and isinstance(error, errors.Unreachable) and not context.location.several
            settled = context.saved or settled
            if pause is None or wrong or context.shown:
                return _report(context, error, saved=bool(settled))
        finally:
            context.close()
        time.sleep(pause)
    raise AssertionError


def _attempt(context: Context, words: list[str]) -> int:
    """One go at the command line; Dropped or Unreachable may get another."""
    try:
        asked = _option(words, "--lang", "--语言")
        usual = os.environ.get("CRMCLI_LANG") or context.config.get("lang")
        # What is no language is refused in the usual one.
        i18n.choose(asked if asked and i18n.is_known(asked) else usual)
        _translate_libraries()
        _refuse_undecoded(words)
        status = _dispatch(context, words)
        sys.stdout.flush()
        return status
    except errors.AlreadyDone as done:
        return _already(context, done)
    except (errors.Dropped, errors.Unreachable):
        raise
    except errors.CrmError as error:
        return _refused(context, error)
    except KeyboardInterrupt:
        print(_("Interrupted; nothing was half-done."), file=sys.stderr)
        return errors.INTERRUPTED
    except BrokenPipeError:
        # The reader went away (head, less): that is no failure of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return errors.DONE
    except OSError as error:
        return _report(context, _file_trouble(error, bool(context.saved)))
    except Exception:
        # On damaged records it is no bug.
        damage = context.damage()
        if damage is None:
            raise
        return _report(context, damage, saved=bool(context.saved))


def _refuse_undecoded(words: Sequence[str]) -> None:
    """Bytes that aren't UTF-8 come from a shell as half characters, which no database and no terminal takes."""
    for word in (*words, os.environ.get("CRMCLI_OPERATION_ID", "")):
        try:
            word.encode()
        except UnicodeEncodeError as error:
            raise errors.Usage(
                _("This word is not in UTF-8: %(word)s") % {"word": ascii(word)},
                _("Check the terminal's encoding."),
            ) from error


def _already(context: Context, done: errors.AlreadyDone) -> int:
    data = {"operation": done.details["number"], "repeated": True}
    context.show(Result(context.command, data=data, lines=[done.message]))
    return errors.DONE


def _refused(context: Context, error: errors.CrmError) -> int:
    """A repeated command may fail just because what it is to do was done: then that is the answer."""
    if "CRMCLI_OPERATION_ID" in os.environ and not isinstance(error, errors.NoDatabase):
        try:
            context.store.refuse_repeated(context.operation_id)
        except errors.AlreadyDone as done:
            return _already(context, done)
        except errors.CrmError:
            pass
    return _report(context, error, saved=bool(context.saved))


def _file_trouble(error: OSError, saved: bool) -> errors.CrmError:
    """What the operating system says of a file, in our words; `saved` if the command's change is on disk already."""
    named = {"path": error.filename or "", "why": error.strerror or ""}
    if error.errno == errno.ENOSPC:
        hint = (
            _("The change is saved; see: crmcli history")
            if saved
            else _("Make room and run the command again.")
        )
        return errors.DiskFull(_("The disk is full; the output is incomplete."), hint)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return errors.ReadOnly(_("Can't write here: %(path)s") % named, _("Name another place."))
    return errors.Invalid(_("%(path)s can't be used: %(why)s") % named, _("Check the path."))


def _dispatch(context: Any, words: list[str]) -> int:
    import typer

    from crmcli.program import make_program

    if "_CRMCLI_COMPLETE" in os.environ:
        importlib.import_module("typer.completion").completion_init()
    # The library's base of all usage errors has no public name.
    click_exception: type[Exception] = typer.BadParameter.__mro__[2]
    try:
        status = make_program().main(words, prog_name="crmcli", standalone_mode=False, obj=context)
    except typer.Abort:
        print(_("Interrupted; nothing was half-done."), file=sys.stderr)
        return errors.INTERRUPTED
    except typer.Exit as leave:
        return leave.exit_code
    except SystemExit:
        # So the library says that the reader of its output went away.
        return errors.DONE
    except click_exception as error:
        return _report_usage(context, error)
    if status == errors.INTERRUPTED:
        print(_("Interrupted; nothing was half-done."), file=sys.stderr)
    return status if isinstance(status, int) else errors.DONE


def _report(context: Context, error: errors.CrmError, *, saved: bool = False) -> int:
    """One sentence what, one sentence what to do; then the candidates of an ambiguous name. `saved` if the command's
    change is on disk already, so that nobody tries it again."""
    from crmcli.wording import clean

    if saved:
        error.hint = _("The change is saved; see: crmcli history")
    told = str if error.details.get("elsewhere") else _retyped(context)

    # Nobody may be reading any more: the status still says what happened.
    with suppress(BrokenPipeError):
        print(told(_("Error: %(what)s") % {"what": clean(error.message)}), file=sys.stderr)
        candidates = error.details.get("candidates", ())
        for candidate in candidates[:_CANDIDATES]:
            print(f"  {clean(candidate)}", file=sys.stderr)
        if len(candidates) > _CANDIDATES:
            print("  " + _("… and %(n)d more") % {"n": len(candidates) - _CANDIDATES}, file=sys.stderr)
        if error.hint:
            print(told(clean(error.hint)), file=sys.stderr)
        for statement in error.details.get("statements", ()):
            print(f"  {clean(statement)}", file=sys.stderr)
    return error.status


def _report_usage(context: Context, error: Any) -> int:
    from crmcli.usage import sentence
    from crmcli.wording import clean

    if type(error).__name__ == "NoArgsIsHelpError":
        print(error.format_message(), file=sys.stderr)
        return errors.Usage.status
    print(_("Error: %(what)s") % {"what": clean(sentence(error))}, file=sys.stderr)
    where = getattr(error, "ctx", None)
    path = where.command_path if where else "crmcli"
    print(_retyped(context)(_("See: %(command)s --help") % {"command": path}), file=sys.stderr)
    return errors.Usage.status


def _retyped(context: Context) -> Callable[[str], str]:
    """Puts into printed command lines what they need of this one; nothing where its words or the config are at fault."""
    try:
        return context.retyping.text
    except errors.CrmError:
        return str


def _joined(arguments: Sequence[str]) -> list[str]:
    """The words with those put together again that a shell split inside “Chinese quotes”."""
    words, rest = [], list(arguments)
    while rest:
        word = rest.pop(0)
        close = _QUOTES.get(word[:1])
        if close and not word.endswith(close):
            last = next((i for i, other in enumerate(rest, 1) if other.endswith(close)), 0)
            word = " ".join([word, *rest[:last]])
            del rest[:last]
        words.append(word)
    return words


def _normalise(word: str) -> str:
    """Input-method dashes in front of an option become ASCII; Chinese quotes around a word go away."""
    if word and word[0] in "－—–―﹣":
        head, _equals, tail = word.replace("＝", "=", 1).partition("=")
        head = head.translate(_DASHES)
        # One long dash is how an input method writes two hyphens.
        head = "--" + head.lstrip("-") if word[0] in "—―" or head.startswith("--") else head
        word = head + _equals + tail
    close = _QUOTES.get(word[:1])
    if close and len(word) > 1 and word.find(close) == len(word) - 1:
        word = word[1:-1]
    return word


def _option(words: Sequence[str], *names: str) -> str | None:
    """An option's value before any parser is loaded: the language must be known first."""
    for index, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name in names:
            return value if equals else words[index + 1] if index + 1 < len(words) else None
    return None


def _translate_libraries() -> None:
    """The command-line library's own messages come from our catalogue."""
    gettext.bindtextdomain("crmcli", str(Path(__file__).with_name("locale")))
    gettext.textdomain("crmcli")
    os.environ["LANGUAGE"] = i18n.language()
