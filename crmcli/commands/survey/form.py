"""`survey form`: the forms, as they are asked, written to a file, and read from one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from crmcli import errors, i18n
from crmcli.commands.offers import numbers
from crmcli.commands.shared import context_of, example
from crmcli.commands.survey.shared import app
from crmcli.commands.survey.wave_views import invited
from crmcli.context import Context
from crmcli.figures.scales import Scale, parse_scale
from crmcli.i18n import _, ngettext
from crmcli.queries.surveys import SHIPPED, STANDARD
from crmcli.result import Column, Result, Table
from crmcli.vocabulary import parse_word
from crmcli.workflows.surveys import forms, waves

_SUFFIXES = (".toml", ".html", ".xlsx")
#: Rows of an Excel form that is not made for a wave.
_EMPTY_ROWS = 100
#: Excel takes no longer list of options in a cell's rule.
_LONGEST_LIST = 250


@app.command("form list", epilog=example("crmcli survey form list"))
def list_(ctx: typer.Context) -> None:
    """Lists the forms, those that ship first."""
    crm = context_of(ctx)
    rows = [dict(row) for row in crm.store.surveys.forms()]
    stored = {row["key"] for row in rows}
    unused = [forms.shipped(key) for key in SHIPPED if key not in stored]
    rows[:0] = [
        {
            "key": ships.key,
            "title": ships.title,
            "language": ships.language,
            "questions": len(ships.questions),
            "responses": 0,
        }
        for ships in unused
    ]
    if crm.for_people:
        rows = [{**row, "language": parse_word("language", row["language"])} for row in rows]
    columns = [
        Column("key", _("Form")),
        Column("title", _("Title")),
        Column("language", _("Language"), "word", "language"),
        Column("questions", _("Questions"), "int"),
        Column("responses", _("Responses"), "int"),
    ]
    crm.show(Result(crm.command, tables=[Table("forms", columns, rows)]))


@app.command("form show", epilog=example("crmcli survey form show standard"))
def show(
    ctx: typer.Context,
    key: Annotated[str, typer.Argument(help=_("The form's key."), autocompletion=numbers("form"))],
) -> None:
    """Shows a form's questions."""
    crm = context_of(ctx)
    form = forms.load(crm.store, key)
    columns = [Column("key", _("Key")), Column("text", _("Question")), Column("scale", _("Scale"), "scale")]
    rows = [question._asdict() for question in form.questions]
    crm.show(Result(crm.command, tables=[Table("questions", columns, rows, form.title)]))


@app.command(
    "form add",
    epilog=example(
        "crmcli survey form add visit.toml",
        "crmcli survey form add visit --question 'overall|How was it?|1-5'",
    ),
)
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
    """Adds a form: from a TOML file, or with its questions one by one."""
    crm = context_of(ctx)
    if what.lower().endswith(".toml"):
        if question:
            raise errors.Usage(_("The file holds the questions."), _("Leave --question out."))
        read = forms.read(Path(what))
        form = forms.Form(key or read.key, title or read.title, read.questions, read.language, read.intro)
    else:
        parsed = tuple(forms.parse_question(text) for text in question or [])
        form = forms.Form(key or what, title or what, parsed, i18n.language())
    with crm.work(f"form {form.key}") as work:
        form_id = forms.add(work, form)
    n = len(form.questions)
    line = ngettext("Added form %(key)s with %(n)d question.", "Added form %(key)s with %(n)d questions.", n)
    lines = [line % {"key": form.key, "n": n}]
    crm.show(Result(crm.command, data={"id": form_id, "key": form.key, "questions": n}, lines=lines))


@app.command(
    "form export",
    epilog=example(
        "crmcli survey form export standard -o form.toml",
        "crmcli survey form export standard --wave 2026Q4 -o paper.html",
        "crmcli survey form export standard -o fill-in.xlsx",
    ),
)
def export(
    ctx: typer.Context,
    key: Annotated[
        str, typer.Argument(help=_("The form's key."), metavar="[KEY]", autocompletion=numbers("form"))
    ] = "",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", "--输出", help=_("File to write: .toml .html .xlsx"))
    ] = None,
    wave: Annotated[
        str,
        typer.Option(
            "--wave",
            "--期次",
            autocompletion=numbers("wave"),
            help=_("A page or row for each who has not answered this wave, with the code."),
        ),
    ] = "",
) -> None:
    """Writes a form: to edit (.toml), to print (.html), or to fill in (.xlsx)."""
    crm = context_of(ctx)
    if output is None or output.suffix.lower() not in _SUFFIXES:
        raise errors.Usage(
            _("Which file is to be written?"), _("Add -o with a name that ends in .toml, .html or .xlsx.")
        )
    crm.target(output)
    found = waves.find(crm.store, wave) if wave else None
    if found:
        waves.check_form(found, key)
    form = forms.load(crm.store, found["form"] if found else key or STANDARD)
    asked = (
        [row for row in invited(crm, found) if not row["answered_on"] and not row["reason"]] if found else []
    )
    if found and not asked:
        raise errors.Invalid(
            _("Everybody in %(wave)s has answered.") % {"wave": found["key"]}, _("Nothing was written.")
        )
    path = _write(crm, form, asked, output)
    crm.show(Result(crm.command, data={"file": str(path)}, lines=[_("Written: %(path)s") % {"path": path}]))


def _write(crm: Context, form: forms.Form, asked: Sequence[Mapping[str, Any]], output: Path) -> Path:
    from crmcli.render.workbook import xlsx_bytes
    from crmcli.saving import save

    match output.suffix.lower():
        case ".toml":
            content = forms.as_toml(form).encode()
        case ".html":
            from crmcli.render.survey_paper import as_html

            with _in(form.language):
                content = as_html(form.title, form.intro, form.language, form.questions, asked).encode()
        case _:
            with _in(form.language):
                content = xlsx_bytes([_to_fill_in(form, asked)], crm.tz)
    return save(output, content)


@contextmanager
def _in(language: str) -> Iterator[None]:
    """The form's language, for what stands around its questions; then the reader's again."""
    before = i18n.language()
    i18n.choose(language)
    try:
        yield
    finally:
        i18n.choose(before)


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
