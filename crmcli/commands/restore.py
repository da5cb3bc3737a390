"""crmcli restore: goes back to a copy, keeping what it replaces."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crmcli import errors
from crmcli.actors import MANAGERS, require_writer
from crmcli.commands.shared import context_of, example, new_app
from crmcli.i18n import _
from crmcli.result import Result
from crmcli.store import Store

app = new_app()


@app.command(epilog=example("crmcli restore crm-20261120-180000.bak --yes"))
def restore(
    ctx: typer.Context,
    source: Annotated[Path, typer.Argument(metavar="FILE", help=_("The copy to go back to."))],
    yes: Annotated[bool, typer.Option("--yes", "--是", help=_("Don't ask."))] = False,
) -> None:
    """Replaces the database by a copy; the present state is kept in a file beside it."""
    crm = context_of(ctx)
    if not source.is_file():
        raise errors.MissingFile(
            _("There is no file %(path)s") % {"path": source}, _("Check the name and the folder.")
        )
    if crm.db_path.is_file():
        require_writer(crm.actor, MANAGERS)
        if not yes:
            if not crm.interactive:
                raise errors.Usage(_("Restoring replaces the present state."), _("Confirm with --yes."))
            if not typer.confirm(_("Replace the present state by %(path)s?") % {"path": source}):
                crm.show(
                    Result(
                        crm.command,
                        data={"source": str(source), "kept": None},
                        lines=[_("Nothing was changed.")],
                    )
                )
                return
        kept = crm.db_path.with_name(
            f"{crm.db_path.stem}-{crm.now.astimezone(crm.tz):%Y%m%d-%H%M%S}.before-restore"
        )
        crm.store.backup(kept)
        crm.store.restore(source)
        lines = [
            _("Restored from %(source)s; the state before is kept in %(kept)s.")
            % {"source": source, "kept": kept}
        ]
    else:
        copy = Store.open(source)
        copy.backup(crm.db_path)
        copy.close()
        kept, lines = None, [_("Restored from %(source)s.") % {"source": source}]
    crm.show(
        Result(crm.command, data={"source": str(source), "kept": str(kept) if kept else None}, lines=lines)
    )
