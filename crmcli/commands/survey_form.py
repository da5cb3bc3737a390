"""`survey form`: the forms, as they are asked, written to a file, and read from one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from crmcli import errors, i18n
from crmcli.commands.shared import context_of, example
from crmcli.context import Context
from crmcli.i18n import _, ngettext
from crmcli.result import Column, Result, Table
from crmcli.survey_scales import Scale, parse_scale
from crmcli.workflows import survey_forms as forms
from crmcli.workflows import survey_waves as waves

_SUFFIXES = (".toml", ".html", ".xlsx")
#: Rows of an Excel form that is not made for a wave.
_EMPTY_ROWS = 100
#: Excel takes no longer list of options in a cell's rule.
_LONGEST_LIST = 250


def register(app: typer.Typer) -> None:
    """Adds the verbs to `survey`."""
    app.command(
        "form list", help=_("The forms, the one that ships first."), epilog=example("crmcli survey form list")
    )(list_)
    app.command(
        "form show", help=_("A form's questions."), epilog=example("crmcli survey form show standard")
    )(show)
    app.command(
        "form add",
        help=_("Add a form: from a TOML file, or with its questions one by one."),
        epilog=example(
            "crmcli survey form add visit.toml",
            "crmcli survey form add visit --question 'overall|How was it?|1-5'",
        ),
    )(add)
    app.command(
        "form export",
        help=_("Write a form: to edit (.toml), to print (.html), or to fill in (.xlsx)."),
        epilog=example(
            "crmcli survey form export standard -o form.toml",
            "crmcli survey form export standard --wave 2026Q4 -o paper.html",
            "crmcli survey form export standard -o fill-in.xlsx",
        ),
    )(export)


def list_(ctx: typer.Context) -> None:
    crm = context_of(ctx)
    rows = [dict(row) for row in crm.store.surveys.forms()]
    if all(row["key"] != forms.STANDARD for row in rows):
        ships = forms.shipped()
        rows.insert(0, {"key": ships.key, "title": ships.title, "language": ships.language,
                        "questions": len(ships.questions), "responses": 0})  # fmt: skip
    columns = [
        Column("key", _("Form")),
        Column("title", _("Title")),
        Column("language", _("Language")),
        Column("questions", _("Questions"), "int"),
        Column("responses", _("Responses"), "int"),
    ]
    crm.show(Result("survey form list", tables=[Table("forms", columns, rows)]))


def show(ctx: typer.Context, key: Annotated[str, typer.Argument(help=_("The form's key."))]) -> None:
    crm = context_of(ctx)
    form = forms.load(crm.store, key)
    columns = [Column("key", _("Key")), Column("text", _("Question")), Column("scale", _("Scale"))]
    rows = [question._asdict() for question in form.questions]
    crm.show(Result("survey form show", tables=[Table("questions", columns, rows, form.title)]))


def add(
    ctx: typer.Context,
    what: Annotated[
        str,
        typer.Argument(help=_("A .toml file, or the key of a form made of --question."), metavar="FILE|KEY"),
    ],
    key: Annotated[
        str, typer.Option("--key", "--代号", help=_("Another key than the file's."), metavar="KEY")
    ] = "",
    title: Annotated[str, typer.Option("--title", "--标题", help=_("Its title."))] = "",
    question: Annotated[
        list[str] | None,
        typer.Option(
            "--question",
            "--问题",
            help=_("A question as key|text|scale; once for each."),
            metavar="KEY|TEXT|1-5",
        ),
    ] = None,
) -> None:
    crm = context_of(ctx)
    if what.lower().endswith(".toml"):
        if question:
            raise errors.Usage(_("The file holds the questions."), _("Leave --question out."))
        read = forms.read(Path(what))
        form = forms.Form(key or read.key, title or read.title, read.questions, read.language, read.intro)
    else:
        parsed = tuple(forms.parse_question(text) for text in question or [])
        form = forms.Form(key or what, title or what, parsed, i18n.language())
    with crm.operation(f"form {form.key}") as op:
        form_id = forms.add(crm.store, op, form)
    n = len(form.questions)
    line = ngettext("Added form %(key)s with %(n)d question.", "Added form %(key)s with %(n)d questions.", n)
    lines = [line % {"key": form.key, "n": n}]
    crm.show(Result("survey form add", data={"id": form_id, "key": form.key, "questions": n}, lines=lines))


def export(
    ctx: typer.Context,
    key: Annotated[str, typer.Argument(help=_("The form's key."), metavar="[KEY]")] = "",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", "--输出", help=_("File to write: .toml .html .xlsx"))
    ] = None,
    wave: Annotated[
        str,
        typer.Option(
            "--wave",
            "--期次",
            help=_("A page or row for each who has not answered this wave, with the code."),
        ),
    ] = "",
) -> None:
    crm = context_of(ctx)
    if output is None or output.suffix.lower() not in _SUFFIXES:
        raise errors.Usage(
            _("Which file is to be written?"), _("Add -o with a name that ends in .toml, .html or .xlsx.")
        )
    found = waves.find(crm.store, wave) if wave else None
    form = forms.load(crm.store, key or (found["form"] if found else forms.STANDARD))
    if found and found["form"].lower() != form.key.lower():
        raise errors.Invalid(
            _("The wave %(wave)s asks the form %(form)s.") % {"wave": found["key"], "form": found["form"]},
            _("Leave the form's key out."),
        )
    asked = (
        [dict(row) for row in crm.store.waves.invited(found["id"]) if not row["answered_on"]] if found else []
    )
    if found and not asked:
        raise errors.Invalid(
            _("Everybody in %(wave)s has answered.") % {"wave": found["key"]}, _("Nothing was written.")
        )
    path = _write(crm, form, asked, output)
    crm.show(
        Result(
            "survey form export", data={"file": str(path)}, lines=[_("Written: %(path)s") % {"path": path}]
        )
    )


def _write(crm: Context, form: forms.Form, asked: Sequence[Mapping[str, Any]], output: Path) -> Path:
    from crmcli.render.workbook import replacing, xlsx_bytes

    match output.suffix.lower():
        case ".toml":
            content = forms.as_toml(form).encode()
        case ".html":
            from crmcli.render.survey_paper import as_html

            with _in(crm, form.language):
                content = as_html(form.title, form.intro, form.language, form.questions, asked).encode()
        case _:
            with _in(crm, form.language):
                content = xlsx_bytes([_to_fill_in(form, asked)])
    with replacing(output) as target:
        target.partial.write_bytes(content)
    return target.path


class _in:
    """The form's language, for what stands around its questions; then the reader's again."""

    def __init__(self, crm: Context, language: str) -> None:
        self._language, self._before = language, i18n.language()

    def __enter__(self) -> None:
        i18n.choose(self._language)

    def __exit__(self, *_error: object) -> None:
        i18n.choose(self._before)


def _to_fill_in(form: forms.Form, asked: Sequence[Mapping[str, Any]]) -> Table:
    """A row for each answer: import reads it back by the codes and the questions' own words."""
    who = [Column("code", _("Invitation code"))] if asked else [Column("phone", _("Phone"))]
    columns = [*who, Column("customer", _("Customer")), *(_column(question) for question in form.questions)]
    return Table("answers", columns, asked or [{}] * _EMPTY_ROWS, form.title)


def _column(question: Any) -> Column:
    scale = parse_scale(question.scale) or Scale("text")
    told = f"{question.text} ({question.scale})" if scale.kind == "points" else question.text
    if scale.kind == "points" and scale.high - scale.low <= 11:
        choices: tuple[str, ...] = tuple(str(n) for n in range(scale.low, scale.high + 1))
    else:
        choices = (_("Yes"), _("No")) if scale.kind == "yes-no" else scale.options
    short = len(",".join(choices)) <= _LONGEST_LIST and not any("," in one or '"' in one for one in choices)
    return Column(question.key, told, "text", choices=choices if short else ())
