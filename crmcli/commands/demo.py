"""crmcli demo: a practice company in a folder of its own, and a day's work on it."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crmcli import errors
from crmcli.commands.shared import context_of, example, new_app
from crmcli.i18n import _, ngettext
from crmcli.result import Column, Result, Table

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.demo.walk import Done, Place

app = new_app()


@app.command(epilog=example("crmcli demo", "crmcli demo --folder practice", "crmcli 演示 --文件夹 练习"))
def demo(
    ctx: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Option("--folder", "--文件夹", help=_("A new or empty folder; a temporary one by default.")),
    ] = None,
) -> None:
    """Builds a practice company from spreadsheets and walks through a day's work.

    It makes a database of its own and never touches yours.
    """
    from crmcli.demo import walk

    crm = context_of(ctx)
    if "db" in crm.options:
        raise errors.Usage(
            _("The demo makes a database of its own."), _("Leave --db out; --folder says where it goes.")
        )
    made = _made(folder)
    try:
        _walk(crm, walk.Place(made))
    except KeyboardInterrupt:
        if folder is None:
            shutil.rmtree(made, ignore_errors=True)
        raise


def _walk(crm: Context, place: Place) -> None:
    from crmcli.demo import walk

    company, files = walk.prepare(place, crm.now)
    tell = _tell if crm.format == "table" else None
    if tell:
        count = ngettext("%(n)d file", "%(n)d files", len(files)) % {"n": len(files)}
        tell(
            _("A practice company, as scattered as they come: %(files)s in %(folder)s")
            % {"files": count, "folder": place.sheets}
        )
        tell("\n".join(f"  {path.name}" for path in files))
    options = ["--lang", str(crm.options["lang"])] if "lang" in crm.options else []
    steps = walk.steps(place, company)
    done = walk.run(place, steps, options, tell)
    well = len(done) == len(steps) and done[-1].status in steps[-1].good
    after = _what_next(place, company.customers[0].short, options) if well else []
    crm.show(_result(place, done, after, tell is not None))
    if done[-1].status == errors.INTERRUPTED:
        raise KeyboardInterrupt
    if not well:
        raise typer.Exit(done[-1].status)


def _made(folder: Path | None) -> Path:
    """The folder to work in; Invalid where something is in the way."""
    if folder is None:
        return Path(tempfile.mkdtemp(prefix="crmcli-demo-"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        empty = not any(folder.iterdir())
    except (FileExistsError, NotADirectoryError):
        empty = False
    except OSError as error:
        why = _("%(path)s can't be made: %(why)s") % {"path": folder, "why": error.strerror}
        raise errors.ReadOnly(why, _("Name another place.")) from error
    if not empty:
        raise errors.Invalid(_("%(path)s is not empty.") % {"path": folder}, _("Name a new folder."))
    return folder


def _tell(text: str) -> None:
    print(text)
    sys.stdout.flush()


def _what_next(place: Place, who: str, options: list[str]) -> list[str]:
    from crmcli.demo.walk import command_line

    reports = [["report", name] for name in ("satisfaction", "pipeline", "contracts")]
    lines = [["due"], ["show", who], *reports, ["complaint", "list"], ["undo"], ["--help"]]
    return [
        "",
        _("The database stays at %(path)s. Go on playing:") % {"path": place.database},
        *(f"  {command_line(place, line, options)}" for line in lines),
        _("Your own company: crmcli init, then crmcli import FOLDER"),
    ]


def _result(place: Place, done: list[Done], after: list[str], told: bool) -> Result:
    """The walk as data; on a terminal it has been shown already, and only what comes next is left."""
    steps = [{"command": d.command, "status": d.status, "output": d.output} for d in done]
    data = {"folder": str(place.folder), "db": str(place.database), "steps": steps}
    columns = [Column("command", _("Command")), Column("status", _("Status"), "int")]
    tables = [] if told else [Table("steps", columns, steps)]
    return Result("demo", data=data, tables=tables, lines=after if told else [])
