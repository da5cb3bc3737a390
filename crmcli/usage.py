"""Nouns with verbs, help and usage errors in the reader's language, wrapped and aligned for wide characters.

The command-line library speaks English in these places; here its messages are told again by their class and contents.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import typer
from typer.core import TyperGroup

from crmcli import errors, i18n
from crmcli.given import name_of
from crmcli.i18n import N_, _, clauses, sentences, series
from crmcli.placeholders import value_name
from crmcli.render.cells import width, wrap

#: Words of the library that it looks up in our catalogue.
LIBRARY_WORDS = (N_("Arguments"), N_("Options"), N_("Commands"), N_("required"), N_("default: {default}"))

_Formatter: Any = typer.Context.formatter_class
#: The library's base of usage errors, which has no public name.
_UsageError: Any = typer.BadParameter.__mro__[1]


class Formatter(_Formatter):  # type: ignore[misc]
    """The library's help formatter, measuring in columns instead of characters."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        self.write(i18n.titled(_("Usage"), f"{prog} {value_name(args)}") + "\n")

    def write_heading(self, heading: str) -> None:
        self.write(" " * self.current_indent + i18n.titled(heading, "").rstrip() + "\n")

    def write_text(self, text: str) -> None:
        indent = " " * self.current_indent
        for number, paragraph in enumerate(_paragraphs(text)):
            if number:
                self.write("\n")
            lines = paragraph.split("\n")
            if lines[0] == "\b":
                # An example: its lines are shown as they are.
                self.write("".join(f"{indent}{line}\n" for line in lines[1:]))
                continue
            wrapped = wrap(" ".join(lines), self.width - self.current_indent)
            self.write("".join(f"{indent}{line}\n" for line in wrapped))

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        first_column = min(max((width(r[0]) for r in rows), default=0), col_max) + col_spacing
        indent = " " * self.current_indent
        for name, text in rows:
            lines = wrap(_told_extras(text), max(self.width - first_column - self.current_indent, 20)) or [""]
            fits = width(name) <= first_column - col_spacing
            gap = " " * (first_column - width(name)) if fits else "\n" + indent + " " * first_column
            self.write(f"{indent}{name}{gap}{lines[0]}".rstrip() + "\n")
            self.write("".join(f"{indent}{' ' * first_column}{line}\n" for line in lines[1:]))


class HelpContext(typer.Context):
    """A context whose help is written by our formatter."""

    formatter_class = Formatter


#: What the library adds behind a help text: a default, bounds, whether it must be given.
_EXTRAS = re.compile(r"  \[([^\[\]]+)\]$")
_BOUNDS = re.compile(r"(?:([-\d.]+)<=)?x(?:([<>]=)([-\d.]+))?")


def _told_extras(text: str) -> str:
    """A help text with what the library adds behind it in the reader's language."""
    found = _EXTRAS.search(text)
    if not found:
        return text
    # A default in words of ours stands in brackets.
    parts = re.sub(r"\(([^()]+)\)", r"\1", found[1]).split("; ")
    return f"{text[: found.start()]} [{clauses(map(_told_bounds, parts))}]"


def _told_bounds(text: str) -> str:
    """Bounds as the library writes them (0<=x<=5, x>=1) in words; any other text as it is."""
    found = _BOUNDS.fullmatch(text)
    if not found:
        return text
    least, sign, end = found.groups()
    if least:
        return _("%(least)s to %(most)s") % {"least": least, "most": end}
    return _("at least %(n)s") % {"n": end} if sign == ">=" else _("at most %(n)s") % {"n": end}


def _paragraphs(text: str) -> list[str]:
    return [p for p in re.split(r"\n\s*\n", text.strip("\n")) if p.strip()]


#: What the library says of words that a command doesn't take.
_EXTRA = re.compile(r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)")


def sentence(error: Any) -> str:
    """A usage error of the library as one sentence in the reader's language."""
    match type(error).__name__:
        case "NoSuchOption":
            if re.fullmatch(r"-[\d.]", error.option_name):
                return _("An amount or a number is never below zero.")
            near = () if _field(error.ctx, error.option_name) else _alike(error)
            text = _("There is no option %(name)s.") % {"name": error.option_name}
            return sentences(text, _guess(near))
        case "MissingParameter":
            return _("Missing: %(what)s.") % {"what": _name(error)}
        case "BadOptionUsage":
            option = _option(error.ctx, error.option_name)
            if option.is_flag:
                return _("The option %(name)s takes no value.") % {"name": error.option_name}
            return _lacking(error.option_name, option)
        case "BadParameter":
            return _("%(what)s: %(why)s") % {"what": _name(error), "why": _reason(error.message)}
    extra = _EXTRA.fullmatch(error.format_message())
    if extra:
        return _("That is too much: %(words)s") % {"words": extra[1]}
    if error.format_message() == "Missing command.":
        return _("Say what to do: a command is missing.")
    return str(error.format_message())


def way_out(error: Any) -> str:
    """What to do about a usage error of the library, in a sentence."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "crmcli"
    option = error.option_name if type(error).__name__ == "NoSuchOption" else ""
    named = _named(context)
    if re.fullmatch(r"-[\d.]", option) and named[1:2] == ["purchase"]:
        return _("What went back is a refund: crmcli purchase refund ORDER")
    if option in ("--handler", "--处理人") and named[-2:] == ["complaint", "edit"]:
        return _("Another handler takes over with: crmcli handoff COMPLAINT --to NAME")
    field = _field(context, option)
    if field:
        words = [p.metavar for p in _arguments(context) if not _takes_fields(p)]
        told = {"command": " ".join([path, *words]), "field": field}
        return _("Fields are written without dashes: %(command)s %(field)s=VALUE") % told
    return _as_option(context, _EXTRA.fullmatch(error.format_message())) or _see(context)


def typed_values(command: Any, context: Any, args: Sequence[str]) -> dict[str, Any]:
    """What was typed for each parameter of a command, before it is read. Usage where an option lacks its value, even if
    another option stands in its place."""
    try:
        typed, _rest, _order = command.make_parser(context).parse_args([*args])
    except _UsageError as error:
        # The library tells no command beside an option without its value.
        error.ctx = error.ctx or context
        raise
    options = [param for param in command.params if param.param_type_name == "option"]
    names = {name for option in options for name in (*option.opts, *option.secondary_opts)}
    for option in options:
        value = typed.get(option.name)
        if not names.isdisjoint(value if isinstance(value, list) else [value]):
            raise errors.Usage(_lacking(name_of(option), option), _see(context))
    return dict(typed)


def _option(context: Any, name: str) -> Any:
    return next(param for param in context.command.params if name in (*param.opts, *param.secondary_opts))


def _lacking(name: str, option: Any) -> str:
    """That an option needs a value, and what it is."""
    told = {"name": name, "value": option.metavar, "help": option.help}
    text = _("The option %(name)s needs a value (%(value)s): %(help)s") % told
    choice: Any = getattr(option.type, "func", None)
    words = choice.words().values() if hasattr(choice, "words") else ()
    if all(word in option.help for word in words):
        return text
    return sentences(text, _("It is one of: %(known)s.") % {"known": choice.known()})


def _see(context: Any) -> str:
    return _("See: %(command)s --help") % {"command": context.command_path if context else "crmcli"}


def _named(context: Any) -> list[str]:
    """The names of the commands that the words led to, in English however they were typed."""
    return [*_named(context.parent), str(context.command.name)] if context else []


def _field(context: Any, option: str) -> str:
    """The field that an option is called like, where the command takes fields; empty if it is none."""
    from crmcli.naming import is_field

    takes = context and any(map(_takes_fields, _arguments(context)))
    name = option.lstrip("-").partition("=")[0].replace("-", "_")
    return name if takes and is_field(name) else ""


def _arguments(context: Any) -> list[Any]:
    return [p for p in context.command.params if p.param_type_name == "argument"]


def _takes_fields(parameter: Any) -> bool:
    return value_name("FIELD=VALUE") in str(parameter.metavar)


def _as_option(context: Any, extra: re.Match[str] | None) -> str:
    """How a word too much of the form NAME=VALUE is written where NAME is an option; empty if it is none."""
    from crmcli.wording import shell_word

    name, equals, value = (extra[1] if extra and context else "").partition("=")
    options = {opt for p in context.command.params for opt in p.opts} if equals else ()
    if f"--{name}" not in options:
        return ""
    return _("Write it as an option: --%(name)s %(value)s") % {"name": name, "value": shell_word(value)}


def _name(error: Any) -> str:
    return str(error.param_hint or "") if error.param is None else name_of(error.param)


def _guess(names: Sequence[str]) -> str:
    return _("Did you mean: %(names)s?") % {"names": series(names)} if names else ""


def _alike(error: Any) -> list[str]:
    """The options that are like one that isn't there; the dashes, which all have, don't count."""
    import difflib

    typed = error.option_name.lstrip("-")
    names = {option.lstrip("-"): option for option in error.possibilities or ()}
    return sorted(names[name] for name in difflib.get_close_matches(typed, names))


def _reason(message: str) -> str:
    """What the library says of a value, in our words."""
    number = re.fullmatch(
        r"'(.*)' is not a valid (integer|float|int|float range|integer range|int range)\.?", message
    )
    if number:
        return _("%(value)s is not a number.") % {"value": number[1]}
    bounds = re.fullmatch(r"(\S+) is not in the range (.*?)\.?", message)
    if bounds:
        told = {"value": bounds[1], "range": _told_bounds(bounds[2])}
        return _("%(value)s is out of bounds (%(range)s).") % told
    return message


#: How help is asked for.
_HELP = ("--help", "-h", "--帮助")


class Verbs(Mapping[str, Any]):
    """A noun's verbs by name, in the order of their declaration, each built when it is asked for: reading the signatures of all
    would take longer than most of them run."""

    def __init__(self, declared: Sequence[Any], finish: Callable[[str, Any], None]) -> None:
        self._declared = {str(info.name): info for info in declared}
        self._finish, self._built = finish, dict[str, Any]()

    def __getitem__(self, name: str) -> Any:
        if name not in self._built:
            command = typer.main.get_command_from_info(
                self._declared[name], pretty_exceptions_short=True, rich_markup_mode=None
            )
            self._finish(name, command)
            self._built[name] = command
        return self._built[name]

    def __contains__(self, name: object) -> bool:
        return name in self._declared

    def __iter__(self) -> Iterator[str]:
        return iter(self._declared)

    def __len__(self) -> int:
        return len(self._declared)


class Nouns(TyperGroup):
    """A group of verbs that also answers to their Chinese names. A verb may be two words (`survey wave open`)."""

    aliases: Mapping[str, str] = {}

    def list_commands(self, ctx: Any) -> list[str]:
        return [*self.commands, *self.aliases]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        return super().get_command(ctx, self.aliases.get(cmd_name, cmd_name))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args[1:2] and args[1] in _HELP and (part := self._part(args[0])):
            return args[0], part, args[1:]
        two = " ".join(args[:2])
        if self.get_command(ctx, args[0]) is None and self.get_command(ctx, two) is not None:
            args = [two, *args[2:]]
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            words = two if any(name.startswith(f"{args[0]} ") for name in self.commands) else args[0]
            refuse_command(
                ctx, f"{ctx.info_name} {words}", words, [*self.commands, *self.aliases], self._own()
            )
        return super().resolve_command(ctx, args)

    def _own(self) -> list[str]:
        """The verbs by the names that the reader's language has for them."""
        own = self._chinese() if i18n.words() == "zh" else {}
        return [own.get(name, name) for name in self.commands]

    def _chinese(self) -> dict[str, str]:
        return {verb: name for name, verb in reversed([*self.aliases.items()])}

    def _part(self, word: str) -> Nouns | None:
        """The verbs of two words that begin with one, as a noun whose help can be asked for."""
        names = {
            self.aliases.get(name, name) for name in self.list_commands(None) if name.startswith(f"{word} ")
        }
        if not names:
            return None
        verbs = {name: self.commands[name] for name in self.commands if name in names}
        epilog = next(iter(verbs.values())).epilog
        part = Nouns(
            name=word,
            commands=verbs,
            params=self.params,
            help=self.help,
            epilog=epilog,
            rich_markup_mode=None,
        )
        part.aliases, part.context_class = self.aliases, self.context_class
        part.context_settings = self.context_settings
        return part

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The verbs with their Chinese names and the first sentence of their help."""
        chinese = self._chinese()
        with formatter.section(_("Commands")):
            formatter.write_dl(
                [
                    (
                        ", ".join(filter(None, (name, chinese.get(name)))),
                        (verb.help or "").split("\n\n")[0].replace("\n", " "),
                    )
                    for name, verb in self.commands.items()
                ]
            )


def refuse_command(ctx: Any, name: str, typed: str, known: list[str], verbs: Sequence[str] = ()) -> None:
    """A usage error that guesses what was meant, or where nothing is like it names all that there is."""
    import difflib

    near = difflib.get_close_matches(typed, known, 3, 0.5)
    there = _("There are: %(known)s.") % {"known": series(verbs)} if verbs and not near else ""
    ctx.fail(sentences(_("There is no command %(name)s.") % {"name": name}, _guess(near) or there))
