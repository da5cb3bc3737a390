"""crmcli restore: goes back to a copy, keeping what it replaces."""

from __future__ import annotations

from contextlib import closing
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crmcli import errors, intake, saving
from crmcli.actors import MANAGERS, require_writer
from crmcli.asking import agreed
from crmcli.clock import zone
from crmcli.commands.shared import context_of, errand, example, new_app
from crmcli.database.location import Location
from crmcli.i18n import _
from crmcli.result import Result
from crmcli.store import Store
from crmcli.workflows import copying

if TYPE_CHECKING:
    from crmcli.context import Context

app = new_app()


@app.command(epilog=example("crmcli restore crm-20261120-180000.bak --yes"))
def restore(
    ctx: typer.Context,
    source: Annotated[Path, typer.Argument(metavar="FILE", help=_("The copy to go back to."))],
    yes: Annotated[bool, typer.Option("--yes", "-y", "--确认", "--是", help=_("Don't ask."))] = False,
) -> None:
    """Replaces the database by a copy; the present state is kept in a file beside it."""
    crm = context_of(ctx)
    intake.require(source)
    place, kept, left, warnings = crm.location, None, list[str](), list[str]()
    if place.path and saving.same(source, place.path):
        raise errors.Usage(
            _("This is the database itself: %(path)s") % {"path": source}, _("Name a copy of it.")
        )
    with closing(_opened(source)) as copy:
        copying.refuse_damaged(copy)
        team = copying.team_of(copy, zone(copy.policies.time_zone()))
        if place.path and not place.path.is_file():
            copying.take_in(copy, place, crm.now)
        else:
            require_writer(crm.actor, MANAGERS)
            if team.begun != copying.team_of(crm.store, crm.tz).begun:
                warnings = [_("What it replaced was another team's.")]
            if not _agreed(crm, team, source, yes):
                return
            now = crm.now.astimezone(crm.tz)
            kept = _unused(place.folder / f"{place.stem}-{now:%Y%m%d-%H%M%S}.before-restore")
            left = copying.restore(crm.store, copy, kept, crm.actor, crm.now)
    line = (
        _("Restored from %(source)s; the state before is kept in %(kept)s.")
        if kept
        else _("Restored from %(source)s.")
    )
    data = {
        "source": str(source),
        "team": team.name,
        "kept": str(kept) if kept else None,
        "for_administrator": left,
    }
    lines = [line % {"source": source, "kept": kept}, _("This is %(team)s.") % {"team": team}]
    crm.show(Result(crm.command, data=data, lines=lines, after=errand(left), warnings=warnings))


def _opened(source: Path) -> Store:
    """The copy. What is none is no matter of the database that --db names."""
    try:
        return Store.open(Location(source))
    except errors.NoDatabase as error:
        raise errors.NoDatabase(error.message, _("Name another file.")) from None


def _unused(path: Path) -> Path:
    """The path, with a number where there is a file: what was kept is never written over, not even by a second try."""
    names = chain([path.name], (f"{path.name}-{n}" for n in count(2)))
    return next(free for name in names if not (free := path.with_name(name)).exists())


def _agreed(crm: Context, team: copying.Team, source: Path, yes: bool) -> bool:
    """Whether the present state may be replaced; asked on a terminal."""
    if yes:
        return True
    if not crm.interactive:
        raise errors.Usage(_("Restoring replaces the present state."), _("Confirm with --yes."))
    if agreed(_("Replace the present state by %(path)s (%(team)s)?") % {"path": source, "team": team}):
        return True
    data = {"source": str(source), "kept": None}
    crm.show(Result(crm.command, data=data, lines=[_("Nothing was changed.")]))
    return False
