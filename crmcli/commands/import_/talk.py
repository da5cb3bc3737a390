"""Reading the files of an import, and agreeing with whoever is there on what they mean."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from threading import Thread

import typer

from crmcli import errors, vocabulary
from crmcli.asking import NO, YES, agreed, ask
from crmcli.commands.import_ import words
from crmcli.commands.import_.leaving import left_out_lines, refuse_unknown_columns, without
from crmcli.commands.import_.views import doubt_lines, understood
from crmcli.context import Context
from crmcli.i18n import _, ngettext, series
from crmcli.render.progress import progress
from crmcli.sheets.rows.plans import Reading
from crmcli.workflows.importing.doubts import FAIR, doubts, serious
from crmcli.workflows.importing.mappings import Told, read_file, saved
from crmcli.workflows.importing.options import Options
from crmcli.workflows.importing.people import addresses, parties


@dataclass(slots=True)
class Asked:
    """What the command line says of the files."""

    paths: list[Path]
    kind: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    columns: dict[str, str] = field(default_factory=dict)
    encoding: str | None = None
    mapping: Path | None = None
    #: Whom names in the sheets mean: of ours, and of the customers.
    owners: Mapping[str, str] = field(default_factory=dict)
    customers: Mapping[str, str] = field(default_factory=dict)


def read(crm: Context, asked: Asked) -> Reading:
    """The files as they are understood with what is told now and was settled before."""
    from crmcli.sheets import reading

    settled = read_file(asked.mapping) if asked.mapping else []
    settled += saved(crm.store, crm.tz)
    vocabulary.lend("channel", crm.policy.own_channels)
    with progress() as tell:
        tell(_("Reading files"))
        # The files are read by other processes: meanwhile the import itself is loaded.
        Thread(target=import_module, args=["crmcli.workflows.importing.run"]).start()
        found = reading.read(
            asked.paths,
            today=crm.as_of.on,
            now=crm.as_of.instant.astimezone(crm.tz),
            kind=asked.kind,
            sheet=asked.sheet,
            header_row=asked.header_row,
            mapping=asked.columns,
            encoding=asked.encoding,
            country=crm.store.policies.country(),
            settled=settled,
            parties=parties(crm.store, asked.owners, asked.customers),
            addresses=addresses(crm.store, asked.owners),
        )
    refuse_unknown_columns(found, asked.columns)
    return found


def check(reading: Reading, partial: bool) -> None:
    """Unreadable if nothing was understood, or if a file could not be read and all of them were wanted."""
    if reading.errors and (not partial or not any(s.kind for s in reading.sheets)):
        more = len(reading.errors) - 1
        hint = (
            ngettext("%(n)d more file can't be read either.", "%(n)d more files can't be read either.", more)
            % {"n": more}
            if more
            else ""
        )
        if not more and any(s.kind for s in reading.sheets):
            hint = _("Leave it out, or add --partial to import the others.")
        raise errors.Unreadable(reading.errors[0][1], hint)
    if not any(s.kind for s in reading.sheets):
        raise errors.Unreadable(
            _("There is nothing to import here."),
            _("Name the sheet's kind with --kind, or other files."),
            candidates=left_out_lines(reading),
        )


def leave_guesses_out(reading: Reading) -> Reading:
    """Without the sheets of which something is so doubtful that nobody should go on unasked, where others remain."""
    found = serious(doubts(reading.sheets))
    doubtful = {
        id(doubt.sheet): doubt_lines([one for one in found if one.sheet is doubt.sheet]) for doubt in found
    }
    remain = any(sheet.kind and sheet.filled and id(sheet) not in doubtful for sheet in reading.sheets)
    return without(reading, doubtful) if doubtful and remain else reading


def refuse_guesses(reading: Reading) -> None:
    """Invalid where something is so doubtful that nobody should go on unasked, with the options that settle it."""
    found = serious(doubts(reading.sheets))
    if found:
        hint = _("Settle it with the option behind each, or look closer with: crmcli import --explain FILE")
        if len({sheet.file for sheet in reading.sheets}) > 1:
            hint = _(
                "Import each of these files by itself, with the option behind it, and then the others:"
                " what you tell is kept. Or add --partial to import the others now."
            )
        raise errors.Invalid(
            _("What these sheets mean is doubtful, so nothing was written."),
            hint,
            candidates=doubt_lines(found),
        )


def agree(
    crm: Context, asked: Asked, reading: Reading, options: Options, dry_run: bool
) -> tuple[Reading, Options, Told]:
    """Shows what was understood and asks, until somebody agrees; a correction is taken and everything shown again."""
    names: set[str] = set()
    while True:
        understood(crm, reading, notices=not dry_run)
        options = replace(options, owner_map=_ask_owners(crm, reading, options, names))
        options = replace(options, customer_map=_ask_customers(crm, reading, options, names))
        _tell_newcomers(crm, reading, options)
        agreed = frozenset(id(doubt.sheet) for doubt in doubts(reading.sheets))
        told = Told(asked.columns, asked.kind is not None, agreed)
        if dry_run:
            return reading, options, told
        corrected = _agreed(crm, asked, reading)
        if corrected is None:
            return reading, options, told
        asked, reading = corrected


def _agreed(crm: Context, asked: Asked, reading: Reading) -> tuple[Asked, Reading] | None:
    """Nothing where somebody says yes, else what is asked with a correction, and what is read so; a wrong one is told and
    asked for again.
    """
    while True:
        answer = _answer()
        if answer.lower() in YES:
            return None
        if answer.lower() in NO:
            raise typer.Exit(errors.INTERRUPTED)
        try:
            if kind := words.kind_called(answer):
                _check_one_sheet(reading)
                corrected = replace(asked, kind=kind)
            else:
                corrected = replace(asked, columns=asked.columns | words.columns([answer]))
            return corrected, read(crm, corrected)
        except errors.Usage as error:
            # It stays on the screen: nothing is shown again before the next answer.
            typer.echo("\n".join(filter(None, (error.message, error.hint))))


def _check_one_sheet(reading: Reading) -> None:
    sheets = [sheet for sheet in reading.sheets if sheet.kind]
    if len(sheets) > 1:
        raise errors.Usage(
            _("There are %(n)d sheets here.") % {"n": len(sheets)},
            _("Import that one by itself, with --sheet and --kind."),
        )


def _answer() -> str:
    """Yes, no, a kind or a correction; anything else is asked again."""
    examples = {"column": _("Boss=contact_person"), "kind": words.kind_name("purchases")}
    question = _("Import this? (y, n, or a correction: %(column)s, or the kind: %(kind)s)") % examples
    while True:
        answer = ask(question, "n", show_default=False).replace("＝", "=")
        if answer.lower() in YES | NO or "=" in answer or words.kind_called(answer):
            return answer
        typer.echo(_("That is neither y nor n, nor a correction such as %(column)s, nor a kind.") % examples)


def _tell_newcomers(crm: Context, reading: Reading, options: Options) -> None:
    """Lists who would come onto the staff list, with the columns that name them: the answer settles them all."""
    from crmcli.workflows.importing.people import newcomers

    for sheet in reading.sheets:
        columns = sheet.people_columns(FAIR)
        cells = (row.values.get(field) for row in sheet.each() for field in columns)
        names = newcomers(crm.store, [options.owner_map.get(str(cell), str(cell)) for cell in cells if cell])
        if names:
            told = series(f"{c.header} {c.confidence:.0%}" for c in columns.values())
            text = _("Not on the staff list yet, added with their rows (%(columns)s): %(names)s")
            typer.echo(text % {"columns": told, "names": series(names)})


def _ask_owners(crm: Context, reading: Reading, options: Options, names: set[str]) -> dict[str, str]:
    """One question for each name that stands for an owner but is nobody's: whom does it mean? Empty leaves it open.

    `names` were asked about already.
    """
    from crmcli.workflows.importing.people import unsettled

    cells = [str(r.values["owner"]) for s in reading.sheets for r in s.each() if r.values.get("owner")]
    settled = dict(options.owner_map)
    for name, guess in unsettled(crm.store, cells).items():
        if name not in settled and name not in names:
            names.add(name)
            answer = _ask_person(crm, name, guess)
            settled |= {name: answer} if answer else {}
    return settled


def _ask_person(crm: Context, name: str, guess: str) -> str:
    """Whom a name means: somebody of the team, else it is asked again; empty if nobody is to be."""
    while True:
        answer = ask(_("Who is %(name)s?") % {"name": name}, guess)
        if not answer or answer.lower() in NO:
            return ""
        if guess and (answer == guess or answer.lower() in YES):
            return guess
        try:
            return str(crm.store.staff.resolve(answer)["name"])
        except errors.CrmError as error:
            print(error.message, file=sys.stderr)


def _ask_customers(crm: Context, reading: Reading, options: Options, names: set[str]) -> dict[str, int]:
    """One question for each name that is no customer's but most likely means one. `names` were asked about already."""
    from crmcli.matching.names import fold_name
    from crmcli.workflows.importing.short_names import unsettled

    settled = dict(options.customer_map)
    for name, row in unsettled(crm.store, reading.sheets, {*settled, *options.brought_map}).items():
        if name not in names:
            names.add(name)
            told = {"name": name, "customer": row["name"], "code": row["code"]}
            if agreed(_("Is %(name)s %(customer)s (%(code)s)?") % told):
                settled[fold_name(name)] = int(row["id"])
    return settled
