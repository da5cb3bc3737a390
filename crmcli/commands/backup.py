"""crmcli backup: a verified copy, with rotation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crmcli.actors import MANAGERS, require_writer
from crmcli.commands.shared import context_of, example, new_app
from crmcli.i18n import _, some
from crmcli.result import Result
from crmcli.workflows import copying

app = new_app()

_KEPT = 14


@app.command(epilog=example("crmcli backup", "crmcli backup -o /mnt/usb/crm.db", "crmcli 备份 --保留 30"))
def backup(
    ctx: typer.Context,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            "--输出",
            help=_("Where to; else a dated file beside the database, or here if that is a server's."),
        ),
    ] = None,
    keep: Annotated[
        int | None,
        typer.Option(
            "--keep",
            "--保留",
            min=1,
            help=_("How many dated copies to keep, else 14; older ones are removed where a manager runs it."),
        ),
    ] = None,
) -> None:
    """Copies the database while others work, checks the copy, and removes the oldest dated ones."""
    crm = context_of(ctx)
    place = crm.location
    dated = f"{place.stem}-{crm.now.astimezone(crm.tz):%Y%m%d-%H%M%S}.bak"
    target = output or place.folder / dated
    crm.target(target)
    if keep is not None:
        require_writer(crm.actor, MANAGERS)
    copying.backup(crm.store, target)
    removed, left = list[str](), list[str]()
    if output is None and crm.actor.role in MANAGERS:
        for old in sorted(place.folder.glob(f"{place.stem}-????????-??????.bak"))[: -(keep or _KEPT)]:
            (removed if _unlinked(old) else left).append(str(old))
    found = copying.damage_of(target)
    line = _("Backed up to %(path)s.") if found else _("Backed up to %(path)s and checked.")
    data = {"file": str(target), "removed": removed, "damaged": found}
    warnings = [_("Copied as they are: damaged records %(which)s") % {"which": some(found)}] if found else []
    if left:
        warnings.append(_("Older copies that this user may not remove: %(which)s") % {"which": some(left)})
    after = [_("See what to do: crmcli doctor")] if found else []
    crm.show(Result(crm.command, data=data, lines=[line % {"path": target}], after=after, warnings=warnings))


def _unlinked(old: Path) -> bool:
    """Whether an older copy is gone. One that can't be removed, such as another user's, undoes nothing of the new one."""
    try:
        old.unlink(missing_ok=True)
    except OSError:
        return False
    return True
