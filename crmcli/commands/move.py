"""crmcli move: the whole database to another place, from a file to a server or back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from crmcli import naming
from crmcli.actors import MANAGERS, Actor, require_writer
from crmcli.commands.shared import context_of, example, new_app
from crmcli.database.location import Location
from crmcli.i18n import _, ngettext, some
from crmcli.render.progress import bar
from crmcli.result import Column, Result, Table
from crmcli.store import Store
from crmcli.wording import shell_word
from crmcli.workflows import copying

app = new_app()
WHOLE = True


@app.command(
    epilog=example("crmcli move --to postgresql://chen@db.example.com/crm", "crmcli move --to crm-2027.db")
)
def move(
    ctx: typer.Context,
    to: Annotated[
        str, typer.Option("--to", "--到", metavar="URL|FILE", help=_("An empty place: a file or a server."))
    ],
    damaged: Annotated[
        bool,
        typer.Option(
            "--damaged",
            "--损坏",
            help=_("Take damaged records along as far as that goes, if there is no better copy."),
        ),
    ] = False,
) -> None:
    """Copies everything to a file or a server, history included, and compares what arrived with what was sent.

    The old place stays as it is; name the new one with --db, CRMCLI_DB or in the config file from then on.
    """
    crm = context_of(ctx)
    require_writer(crm.actor, MANAGERS)
    target = Location.parse(to)
    found, behind = _damage(crm.store, target, damaged)
    broken = crm.store.history.verify()
    with bar(_("Copying")) as tell:
        copied, there = copying.move(crm.store, target, crm.actor, crm.now, tell)
    total = sum(c.rows for c in copied)
    lines = [
        _("This is %(team)s.") % {"team": copying.team_of(crm.store, crm.tz)},
        ngettext(
            "Copied %(n)d row to %(place)s; every table arrived as it was.",
            "Copied %(n)d rows to %(place)s; every table arrived as it was.",
            total,
        )
        % {"n": total, "place": target},
        _("The chain of operations is intact.")
        if not broken
        else _("The chain of operations was broken before, in operation %(n)d.") % {"n": broken[0]},
    ]
    rows = [{"table": c.table, "rows": c.rows, "sha256": c.digest} for c in copied]
    data = {
        "from": str(crm.location),
        "to": str(target),
        "rows": total,
        "tables": rows,
        "chain_intact": not broken,
        "damaged": found,
        "left_behind": behind,
    }
    crm.show(
        Result(
            crm.command,
            data,
            [_table(rows, naming.table if crm.for_people else str), *_lost(behind)],
            lines,
            after=[*_next(crm.location, target, there), *_mending(target, found)],
            warnings=_taken(found, behind),
            elsewhere=True,
        )
    )


def _damage(source: Store, target: Location, damaged: bool) -> tuple[list[str], list[str]]:
    """The damaged records, and what of them stays behind; Corrupt without the option if there are any."""
    if damaged:
        return copying.carry_damaged(source)
    told = {"place": shell_word(source.db.location), "target": shell_word(target)}
    way_out = _("With no better copy: crmcli --db %(place)s move --to %(target)s --damaged") % told
    copying.refuse_damaged(source, way_out)
    return [], []


def _taken(found: list[str], behind: list[str]) -> list[str]:
    carried = [each for each in found if each not in behind]
    return [_("Taken as they are: damaged records %(which)s") % {"which": some(carried)}] if carried else []


def _lost(behind: list[str]) -> list[Table]:
    """What no database takes, all of it."""
    rows = [{"record": each} for each in behind]
    return [Table("left_behind", [Column("record", _("Left behind"))], rows)] if rows else []


def _mending(target: Location, found: list[str]) -> list[str]:
    told = _("See what to do there: crmcli --db %(place)s doctor") % {"place": shell_word(target)}
    return [told] if found else []


def _table(rows: list[dict[str, Any]], name: Callable[[str], str]) -> Table:
    columns = [
        Column("table", _("Table")),
        Column("rows", _("Rows"), "int"),
        Column("sha256", _("Digest")),
    ]
    shown = [
        {**row, "table": name(row["table"]), "sha256": row["sha256"][:16]} for row in rows if row["rows"]
    ]
    return Table("tables", columns, shown)


def _next(old: Location, new: Location, there: Actor) -> list[str]:
    """What to do now. Logins differ between a file and a server."""
    lines = [
        _("%(old)s stays as it is. From now on work with the new place:") % {"old": old},
        f"  export CRMCLI_DB={shell_word(new)}",
    ]
    if (old.path is None) != (new.path is None):
        lines += [
            _("There %(name)s has the login %(login)s; colleagues get theirs with:")
            % {"name": there.name, "login": there.login},
            "  " + _("crmcli staff edit NAME --login LOGIN"),
        ]
    return lines
