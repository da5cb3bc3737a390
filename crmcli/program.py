"""The command tree as typer sees it: lazy commands, Chinese names, common options on every command."""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import typer
from typer.core import TyperGroup, TyperOption

from crmcli import __version__, catalogue, errors
from crmcli.given import refuse_empty, refuse_long
from crmcli.i18n import LANGUAGES, _, is_known, series, words
from crmcli.placeholders import settle_value_name, value_name
from crmcli.render import FORMATS
from crmcli.usage import HelpContext, Verbs, refuse_command, typed_values

if TYPE_CHECKING:
    from crmcli.context import Context


class Program(TyperGroup):
    """The program itself: a command's module is loaded only when the command is called."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [name for entry in catalogue.COMMANDS for name in (entry.name, entry.chinese)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        entry = catalogue.find_entry(cmd_name)
        return _load(entry, ctx.find_root().obj) if entry else None

    def invoke(self, ctx: Any) -> Any:
        """Bare `crmcli` shows today in ten lines."""
        result = super().invoke(ctx)
        if ctx.invoked_subcommand is None:
            catalogue.load_today().run(ctx.obj)
        return result

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if catalogue.find_entry(args[0]) is None and not args[0].startswith("-"):
            refuse_command(ctx, args[0], args[0], self.list_commands(ctx))
        name, command, rest = super().resolve_command(ctx, args)
        return name, _noun_of(command, rest) or command, rest

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The commands by kind of work, from the static table: no command is loaded for it."""
        sections = dict.fromkeys(entry.section for entry in catalogue.COMMANDS)
        for section in sections:
            with formatter.section(_(section)):
                formatter.write_dl(
                    [
                        (f"{e.name}, {e.chinese}", _(e.help))
                        for e in catalogue.COMMANDS
                        if e.section == section
                    ]
                )


def make_program() -> Program:
    """The root command."""
    program = Program(
        name="crmcli",
        params=[*common_options(as_of=True), _version_option(), *_completion_options(), _help_option()],
        help=_("One trusted record per customer, and every day whom to contact and why."),
        epilog=_(
            "Each command explains itself: crmcli COMMAND --help. Chinese names work everywhere: crmcli 待办."
        ),
        invoke_without_command=True,
        rich_markup_mode=None,
        context_settings=SETTINGS,
    )
    program.context_class = HelpContext
    _refuse_empty(program, ())
    return program


#: Help is an option of ours, which may be asked for in Chinese, and fits a terminal of 80 columns.
SETTINGS: dict[str, Any] = {"help_option_names": [], "max_content_width": 100}


def _load(entry: catalogue.Entry, context: Context) -> Any:
    module = catalogue.load(entry)
    finish = _Finish(context, {as_of: [_help_option(), *common_options(as_of)] for as_of in (False, True)})
    command = finish.built(module, module.app, entry.name, getattr(module, "ALIASES", {}))
    if hasattr(module, "VERBS"):
        command.verbs = finish.built(None, module.VERBS, entry.name, module.VERB_ALIASES)
    return command


def _noun_of(command: Any, args: list[str]) -> Any:
    """The noun with verbs that a command may be as well (`import FILE`, `import list`), if a verb comes first.

    A file of the verb's name is a file; `./list` always is.
    """
    verbs: Any = getattr(command, "verbs", None)
    word = _first_word(args) if verbs else ""
    return verbs if word and word in verbs.list_commands(None) and not Path(word).exists() else None


def _first_word(args: list[str]) -> str:
    """The first word that is neither a common option nor the value of one."""
    common = {name for option in common_options(as_of=True) for name in option.opts}
    words = iter(args)
    for word in words:
        name, equals, _value = word.partition("=")
        if name not in common:
            return word
        if not equals:
            next(words, None)
    return ""


class _Finish(NamedTuple):
    """Builds commands and adds what all have in common. `options` are the common options without and with --as-of."""

    context: Context
    options: Mapping[bool, list[Any]]

    def built(self, module: Any, app: typer.Typer, path: str, aliases: Mapping[str, str]) -> Any:
        """A command, or a noun whose verbs are built when they are asked for. The module says which of them take a past day
        (`AS_OF`), need records that are whole (`WHOLE`), and take an empty text to clear a field (`CLEARED`)."""
        as_of, whole = getattr(module, "AS_OF", False), getattr(module, "WHOLE", False)
        cleared: Mapping[str, Collection[str]] = getattr(module, "CLEARED", {})

        def finish(name: str, command: Any) -> None:
            words = f"{path} {name}".rstrip()
            own = as_of if isinstance(as_of, bool) else name in as_of
            self._share(command, own, cleared.get(words.rpartition(" ")[2], ()))
            _run_named(command, words, self.context, as_of=own, whole=whole)

        declared = app.registered_commands
        if len(declared) == 1:
            command: Any = typer.main.get_command(app)
            command.name = path
            finish("", command)
            return command
        bare = copy.copy(app)
        bare.registered_commands = []
        noun: Any = typer.main.get_group(bare)
        noun.name, noun.aliases, noun.commands = path, aliases, Verbs(declared, finish)
        noun.epilog = declared[0].epilog
        self._share(noun, False, ())
        return noun

    def _share(self, command: Any, as_of: bool, cleared: Collection[str]) -> None:
        """Adds the common options to a command or noun. `cleared` are the parameters that an empty text clears; no other option
        may be empty."""
        command.context_settings = {**SETTINGS, **command.context_settings}
        command.context_class = HelpContext
        # Docstrings are the help; the catalogue has them as they stand in the source, cleaned of indentation.
        command.help = _(command.help) if command.help else None
        for parameter in command.params:
            settle_value_name(parameter)
            if getattr(parameter.type, "max", 0) is None:
                # What is larger no database takes.
                parameter.type.max = _MOST
        if any(not _OUTPUTS.isdisjoint(parameter.opts) for parameter in command.params):
            command.params.append(_force())
        command.params.extend(self.options[as_of])
        _refuse_empty(command, cleared)


def _run_named(command: Any, path: str, context: Context, *, as_of: bool, whole: bool) -> None:
    """Makes a command tell the context its name, and refuse what it can't do, before it runs."""
    run = command.callback

    def named(*args: Any, **kwargs: Any) -> Any:
        context.command = path
        if whole and context.around:
            # Of damaged records no figure is worked out, no customer judged.
            raise context.around
        refuse_long(command.params, kwargs)
        if not as_of and "as_of" in context.options:
            raise errors.Usage(
                _(
                    "crmcli %(command)s takes no --as-of: it works on the records as they stand now, and what was edited"
                    " since isn't kept by day."
                )
                % {"command": catalogue.spoken(path)},
                _(
                    "Of a past day tell classify, why, due, report, show, survey results, staff trainings, care log, the list of complaint,"
                    " consent, contract, feedback, opportunity, plan, pool, rate and task, and show of complaint, contract, opportunity,"
                    " calendar and policy; what was changed since: crmcli history"
                ),
            )
        return run(*args, **kwargs)

    command.callback = named


def _refuse_empty(command: Any, cleared: Collection[str]) -> None:
    """Makes a command refuse what is left out or typed empty, before that is read as a number, a day or a word of a list."""
    parse = command.parse_args

    def parse_args(ctx: Any, args: list[str]) -> Any:
        if not ctx.resilient_parsing:
            refuse_empty(command.params, typed_values(command, ctx, args), cleared)
        return parse(ctx, args)

    command.parse_args = parse_args


def common_options(as_of: bool) -> list[Any]:
    """The options that stand on every command, before or after its name; --as-of is understood everywhere, if only to
    say why it can't be taken."""
    options = [
        _common(
            "db", ["--db", "--数据库"], _("Database: a file, or postgresql://user@host/name."), "FILE|URL"
        ),
        _common(
            "format",
            ["--format", "--格式"],
            _("table, json, csv, md, or ids for other commands."),
            "FORMAT",
            _one_of(FORMATS),
        ),
        _common("lang", ["--lang", "--语言"], _("en or zh_CN."), "LANG", _language),
        _common("actor", ["--as", "--身份"], _("Act as this member of staff."), "NAME"),
    ]
    told = _("Compute for this day or instant.")
    options.append(_common("as_of", ["--as-of", "--截至"], told, "DAY", hidden=not as_of))
    return options


def _common(
    name: str, names: list[str], text: str, metavar: str, check: Any = None, *, hidden: bool = False
) -> Any:
    def keep(ctx: Any, param: Any, value: Any) -> Any:
        if value is not None:
            ctx.find_root().obj.options[name] = check(value) if check else value
        return value

    return TyperOption(
        param_decls=[f"common_{name}", *names],
        help=text,
        metavar=value_name(metavar),
        callback=keep,
        expose_value=False,
        hidden=hidden,
    )


#: The largest number that options without a bound of their own take.
_MOST = 10**9
#: Options that name a file to be written.
_OUTPUTS = frozenset(("--output", "--out", "--rejects", "--save-mapping", "--html", "--for-customer"))


def _force() -> Any:
    """The option of commands that write a file."""

    def keep(ctx: Any, param: Any, value: bool) -> bool:
        ctx.find_root().obj.options["force"] = value
        return value

    return TyperOption(
        param_decls=["common_force", "--force", "--强制"],
        is_flag=True,
        help=_("Replace a file that crmcli did not write, or that was changed since."),
        callback=keep,
        expose_value=False,
    )


#: What Chinese calls the format `table`.
_TABLE = "表格"


def _one_of(choices: tuple[str, ...]) -> Any:
    def check(value: str) -> str:
        value = "table" if value == _TABLE else value
        if value not in choices:
            known = series(_TABLE if one == "table" and words() == "zh" else one for one in choices)
            raise typer.BadParameter(
                _("%(value)s is not one of %(choices)s.") % {"value": value, "choices": known}
            )
        return value

    return check


def _language(value: str) -> str:
    return value if is_known(value) else str(_one_of(LANGUAGES)(value))


def _help_option() -> Any:
    def show(ctx: Any, param: Any, value: bool) -> None:
        if value:
            print(ctx.get_help())
            raise typer.Exit

    return TyperOption(
        param_decls=["help", "--help", "-h", "--帮助"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=show,
        help=_("Show this help and exit."),
    )


_SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")


def _completion_options() -> list[Any]:
    """`--install-completion` and `--show-completion`; their machinery is loaded only when one is used."""

    def act(ctx: Any, param: Any, value: str | None) -> None:
        if value is not None:
            if value not in _SHELLS:
                raise errors.Usage(
                    _("Commands can't be completed in the shell %(name)s.") % {"name": value},
                    _("Shells are: %(names)s") % {"names": series(_SHELLS)},
                )
            import importlib

            completion: Any = importlib.import_module("typer.completion")
            completion.completion_init()
            if param.name == "show_completion":
                completion.show_callback(ctx, param, value)
            shell, path = completion.install(shell=value)
            print(_("%(shell)s completes commands and names by %(path)s.") % {"shell": shell, "path": path})
            print(_("Open a new terminal for it."))
            ctx.exit()

    texts = {
        "install": (
            "--安装补全",
            _("Complete commands and names in this shell (bash, zsh, fish, powershell)."),
        ),
        "show": ("--显示补全", _("Print the script for it.")),
    }
    return [
        TyperOption(
            param_decls=[f"{verb}_completion", f"--{verb}-completion", chinese],
            metavar=value_name("SHELL"),
            expose_value=False,
            is_eager=True,
            callback=act,
            help=text,
        )
        for verb, (chinese, text) in texts.items()
    ]


def _version_option() -> Any:
    def show(ctx: Any, param: Any, value: bool) -> None:
        if value:
            print(f"crmcli {__version__}")
            raise typer.Exit

    return TyperOption(
        param_decls=["version", "--version", "-V", "--版本"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=show,
        help=_("Show the version and exit."),
    )
