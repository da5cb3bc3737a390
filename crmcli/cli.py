"""Runs one command line: the one place where an error becomes an exit status."""

from __future__ import annotations

import errno
import gettext
import importlib
import os
import re
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crmcli import errors, i18n, saving
from crmcli.i18n import _, series
from crmcli.result import Result
from crmcli.typed import COMPLETE, completion_asked, option_value, plain_words

if TYPE_CHECKING:
    from crmcli.context import Context


#: No number is longer.
_MOST_DIGITS = 1_000
#: So many of the things that an ambiguous name may mean are listed.
_CANDIDATES = 10


def run(arguments: Sequence[str]) -> int:
    """Runs one command line and returns its exit status. Nothing escapes but a bug."""
    if completion_asked():
        from crmcli import completion

        return completion.answer()
    words = plain_words(arguments)
    saving.written.clear()
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
    """One go at the command line; Dropped or Unreachable may get another, and so does what meets damaged records."""
    try:
        asked = option_value(words, "--lang", "--语言")
        usual = os.environ.get("CRMCLI_LANG") or context.config.get("lang")
        # What is no language is refused in the usual one.
        i18n.choose(asked if asked and i18n.is_known(asked) else usual)
        _translate_libraries()
        _refuse_odd(words)
        status = _dispatch(context, words)
        sys.stdout.flush()
        return _marked(context.around) if context.around else status
    except errors.AlreadyDone as done:
        return _already(context, done)
    except (errors.Dropped, errors.Unreachable):
        raise
    except errors.CrmError as error:
        # What fails around damage fails for it.
        damage = context.damage() if error.details.get("in_records") and _may_go_around(context) else None
        if damage is None:
            return _refused(context, context.around or error)
    except KeyboardInterrupt:
        _say(_("Interrupted; nothing was half-done."))
        return errors.INTERRUPTED
    except BrokenPipeError:
        # The reader went away (head, less): that is no failure of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return errors.Untold.status if context.saved else errors.DONE
    except OSError as error:
        return _report(context, _unanswered(context, _file_trouble(error)), saved=bool(context.saved))
    except Exception:
        # On damaged records it is no bug.
        damage = context.around or context.damage()
        if damage is None:
            raise
        if not _may_go_around(context):
            return _report(context, damage, saved=bool(context.saved))
    return _around(words, damage)


def _may_go_around(context: Context) -> bool:
    """Whether a command that met damage can be tried once more: nothing was saved or shown. Doctor is to see it bare."""
    return not (context.around or context.saved or context.shown or context.command == "doctor")


def _around(words: list[str], damage: errors.Corrupt) -> int:
    """The same once more, with what is damaged read as far as that goes. It can't write."""
    from crmcli.context import Context

    context = Context(words, around=damage)
    try:
        return _attempt(context, words)
    finally:
        context.close()


def _marked(damage: errors.Corrupt) -> int:
    """Says which of the records that were shown are damaged."""
    from crmcli.wording import clean

    _say(clean(_("Shown as far as it can be read. %(what)s") % {"what": damage.message}))
    _say(clean(damage.hint))
    return damage.status


def _refuse_odd(words: Sequence[str]) -> None:
    """Bytes that aren't UTF-8 come from a shell as half characters, which no database and no terminal takes; numbers can
    be longer than Python reads."""
    for word in (*words, os.environ.get("CRMCLI_OPERATION_ID", "")):
        try:
            word.encode()
        except UnicodeEncodeError as error:
            raise errors.Usage(
                _("This word is not in UTF-8: %(word)s") % {"word": ascii(word)},
                _("Check the terminal's encoding."),
            ) from error
        if len(word) > _MOST_DIGITS and re.search(rf"\d{{{_MOST_DIGITS}}}", word):
            raise errors.Usage(
                _("This number is too long: %(number)s…") % {"number": word[:20]}, _("Check what was pasted.")
            )


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


#: What a file or stream says that is full, failing or closed.
_TROUBLE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)


def _file_trouble(error: OSError) -> errors.CrmError:
    """What the operating system says of a file, in our words."""
    if error.errno is None:
        # A library's own words, of a folder in which others may write.
        return errors.ReadOnly(_("Can't write here: %(path)s") % {"path": error}, _("Name another place."))
    named = {"path": error.filename or "", "why": error.strerror or ""}
    if error.errno in _TROUBLE:
        return errors.DiskFull(
            _("The output can't be written: %(why)s.") % named, _("Make room and run the command again.")
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return errors.ReadOnly(_("Can't write here: %(path)s") % named, _("Name another place."))
    return errors.Invalid(_("%(path)s can't be used: %(why)s") % named, _("Check the path."))


def _unanswered(context: Context, error: errors.CrmError) -> errors.CrmError:
    """What keeps an answer from being shown, as that: a file or a database that the run has written is there all the same."""
    if context.saved or not (context.shown and saving.written):
        return error
    told = _("It is written all the same: %(places)s") % {"places": series(saving.written)}
    return errors.Untold(error.message, told)


def _dispatch(context: Any, words: list[str]) -> int:
    import typer

    from crmcli.program import make_program

    if COMPLETE in os.environ:
        importlib.import_module("typer.completion").completion_init()
    # The library's base of all usage errors has no public name.
    click_exception: type[Exception] = typer.BadParameter.__mro__[2]
    try:
        status = make_program().main(words, prog_name="crmcli", standalone_mode=False, obj=context)
    except typer.Abort:
        _say(_("Interrupted; nothing was half-done."))
        return errors.INTERRUPTED
    except typer.Exit as leave:
        return leave.exit_code
    except SystemExit:
        # So the library says that the reader of its output went away.
        return errors.DONE
    except click_exception as error:
        return _report_usage(context, error)
    if status == errors.INTERRUPTED:
        _say(_("Interrupted; nothing was half-done."))
    return status if isinstance(status, int) else errors.DONE


def _say(text: str) -> None:
    """Tells on the error stream. Nobody may be there to read it: the status still says what happened."""
    with suppress(OSError):
        print(text, file=sys.stderr)


def _report(context: Context, error: errors.CrmError, *, saved: bool = False) -> int:
    """One sentence what, one sentence what to do; between them what is listed, or the candidates of an ambiguous name. `saved` if the command's
    change is on disk already, so that nobody tries it again."""
    from crmcli.wording import clean

    if saved:
        error = _untold(error)
    told = str if error.details.get("elsewhere") else _retyped(context)
    _say(told(_("Error: %(what)s") % {"what": clean(error.message)}))
    for one in error.details.get("listed", ()):
        _say(f"  {clean(one)}")
    candidates = error.details.get("candidates", ())
    for candidate in candidates[:_CANDIDATES]:
        _say(f"  {clean(candidate)}")
    if len(candidates) > _CANDIDATES:
        _say("  " + _("… and %(n)d more") % {"n": len(candidates) - _CANDIDATES})
    if error.hint:
        _say(told(clean(error.hint)))
    for statement in error.details.get("statements", ()):
        _say(f"  {clean(statement)}")
    return error.status


def _untold(error: errors.CrmError) -> errors.CrmError:
    """What went wrong after the change was saved, as that."""
    hint = _("The change is saved; see: crmcli history")
    if isinstance(
        error, (errors.DiskFull, errors.DiskFault, errors.ReadOnly, errors.MissingFile, errors.Invalid)
    ):
        return errors.Untold(error.message, hint, **error.details)
    error.hint = hint
    return error


def _report_usage(context: Context, error: Any) -> int:
    from crmcli.usage import sentence, way_out
    from crmcli.wording import clean

    if type(error).__name__ == "NoArgsIsHelpError":
        _say(error.format_message())
        return errors.Usage.status
    _say(_("Error: %(what)s") % {"what": clean(sentence(error))})
    _say(_retyped(context)(clean(way_out(error))))
    return errors.Usage.status


def _retyped(context: Context) -> Callable[[str], str]:
    """Puts into printed command lines what they need of this one; nothing where its words or the config are at fault."""
    try:
        return context.retyping.text
    except errors.CrmError:
        return str


def _translate_libraries() -> None:
    """The command-line library's own messages come from our catalogue."""
    gettext.bindtextdomain("crmcli", str(Path(__file__).with_name("locale")))
    gettext.textdomain("crmcli")
    os.environ["LANGUAGE"] = i18n.language()
