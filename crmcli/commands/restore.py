"""crmcli restore: goes back to a copy, keeping what it replaces."""

from __future__ import annotations

from collections.abc import Sequence
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
from crmcli.i18n import _, some
from crmcli.result import Result
from crmcli.store import Store
from crmcli.wording import shell_word
from crmcli.workflows import copying

if TYPE_CHECKING:
    from crmcli.context import Context

app = new_app()


@app.command(epilog=example("crmcli restore crm-20261120-180000.bak --yes"))
def restore(
    ctx: typer.Context,
    source: Annotated[Path, typer.Argument(metavar="FILE", help=_("The copy to go back to."))],
    yes: Annotated[bool, typer.Option("--yes", "-y", "--确认", "--是", help=_("Don't ask."))] = False,
    damaged: Annotated[
        bool,
        typer.Option(
            "--damaged",
            "--损坏",
            help=_("Take a copy with damaged records as it is, if there is no better one."),
        ),
    ] = False,
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
        found = _damage(copy, place, damaged)
        if found:
            warnings = [_("Taken as they are: damaged records %(which)s") % {"which": some(found)}]
        # Of what is to be replaced nothing has to be readable.
        crm.tz = zone(copy.policies.time_zone())
        team = copying.team_of(copy, crm.tz)
        if place.path and not place.path.is_file():
            copying.take_in(copy, place, crm.now)
        else:
            require_writer(crm.actor, MANAGERS)
            if team.begun != crm.store.exports.identity():
                warnings.append(_("What it replaced was another team's."))
            if not _agreed(crm, team, source, yes, found):
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
        "damaged": found,
    }
    lines = [line % {"source": source, "kept": kept}, _("This is %(team)s.") % {"team": team}]
    after = [*errand(left), *([_("See what to do: crmcli doctor")] if found else [])]
    crm.show(Result(crm.command, data=data, lines=lines, after=after, warnings=warnings))


def _damage(copy: Store, place: Location, damaged: bool) -> list[str]:
    """The damaged records that a copy is taken with; Corrupt without the option, Invalid on a server, which holds no such values."""
    if not damaged:
        told = {"place": shell_word(place), "path": shell_word(copy.db.location)}
        way_out = _("With no better copy: crmcli --db %(place)s restore %(path)s --damaged") % told
        copying.refuse_damaged(copy, way_out if place.path else "")
        return []
    found = copying.read_around(copy)
    if found and not place.path:
        raise errors.Invalid(
            _("A server takes no damaged records: %(which)s") % {"which": some(found)},
            _("Restore the copy into a file with --damaged, and see to them there."),
        )
    return found


def _opened(source: Path) -> Store:
    """The copy, which stays as it was made, of an older version too. What is none, or is damaged beyond opening, is no matter of the database that --db names."""
    try:
        return Store.open(Location(source), apart=True)
    except (errors.NoDatabase, errors.Corrupt) as error:
        raise type(error)(error.message, _("Name another file.")) from None


def _unused(path: Path) -> Path:
    """The path, with a number where there is a file: what was kept is never written over, not even by a second try."""
    names = chain([path.name], (f"{path.name}-{n}" for n in count(2)))
    return next(free for name in names if not (free := path.with_name(name)).exists())


def _agreed(crm: Context, team: copying.Team, source: Path, yes: bool, damage: Sequence[str]) -> bool:
    """Whether the present state may be replaced; asked on a terminal."""
    if yes:
        return True
    if not crm.interactive:
        raise errors.Usage(_("Restoring replaces the present state."), _("Confirm with --yes."))
    question = _("Replace the present state by %(path)s (%(team)s)?") % {"path": source, "team": team}
    told = _("%(path)s is damaged: %(which)s") % {"path": source, "which": some(damage)}
    if agreed("\n".join([told, question] if damage else [question])):
        return True
    data = {"source": str(source), "kept": None}
    crm.show(Result(crm.command, data=data, lines=[_("Nothing was changed.")]))
    return False
