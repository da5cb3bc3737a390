"""The verbs of crmcli policy about the team's numbers, their versions, and who changed them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crmcli import errors, i18n, intake, policy
from crmcli.actors import MANAGERS
from crmcli.commands.adopted import adopted_line
from crmcli.commands.policy.shared import app, value_text
from crmcli.commands.shared import context_of, example
from crmcli.context import Context
from crmcli.i18n import _, series
from crmcli.policy.comments import in_one_language
from crmcli.policy.sections import not_used
from crmcli.result import Column, Result, Table

if TYPE_CHECKING:
    from crmcli.database.operation import Operation


def _paths(ctx: typer.Context, incomplete: str) -> list[str]:
    """Parts and numbers of the policy in force that begin as typed; only the parts before the first letter."""
    row = context_of(ctx).store.policies.row()
    paths = list(policy.flatten(policy.parse(row["toml"]))) if row else []
    parts = dict.fromkeys(path.partition(".")[0].partition("[")[0] for path in paths)
    return [path for path in (*parts, *(paths if incomplete else ())) if path.startswith(incomplete)]


def _departments(ctx: typer.Context, incomplete: str) -> list[str]:
    team = context_of(ctx).store.staff.all()
    return sorted(
        {
            row["department"]
            for row in team
            if (row["department"] or "").startswith(incomplete or "") and row["department"]
        }
    )


@app.command("show", epilog=example("crmcli policy show churn", "crmcli policy show > policy.toml"))
def show(
    ctx: typer.Context,
    path: Annotated[
        str | None,
        typer.Argument(
            metavar="[PATH]", autocompletion=_paths, help=_("Only this part: churn, complaint.urgent …")
        ),
    ] = None,
    version: Annotated[
        int | None, typer.Option("--version-number", "--版本", help=_("An older version."))
    ] = None,
) -> None:
    """Prints the policy in force (TOML), or the numbers of one part."""
    crm = context_of(ctx)
    row = crm.store.policies.row(version, crm.as_of_text if version is None else None)
    if row is None:
        raise errors.NotFound(
            _("There is no version %(n)s.") % {"n": version}, _("See: crmcli policy history")
        )
    tables = policy.parse(row["toml"])
    if path is None:
        crm.show(
            Result(
                crm.command,
                data={"version": row["version"], "policy": tables},
                lines=[in_one_language(row["toml"], i18n.words() == "zh")],
                # A comment, so that the text can be kept as a file.
                after=[f"# {line}" for line in _unused(policy.flatten(tables))],
            )
        )
        return
    flat = {
        k: v for k, v in policy.flatten(tables).items() if k == path or k.startswith((path + ".", path + "["))
    }
    if not flat:
        raise errors.NotFound(
            _("The policy has no part %(path)s.") % {"path": path}, _("See: crmcli policy show")
        )
    rows = [{"path": k, "value": value_text(k, v)} for k, v in flat.items()]
    columns = [Column("path", _("Path")), Column("value", _("Value"))]
    crm.show(Result(crm.command, tables=[Table("policy", columns, rows)], after=_unused(flat)))


def _unused(paths: Iterable[str]) -> list[str]:
    """A line that names the numbers among these that nothing reads yet."""
    unused = not_used(paths)
    return [_("Not used yet: %(paths)s") % {"paths": series(unused)}] if unused else []


@app.command("check", epilog=example("crmcli policy check new.toml"))
def check(
    ctx: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help=_("A policy file; else the one in force."))
    ] = None,
) -> None:
    """Checks a policy and names every problem with its place."""
    from crmcli.workflows.policies import schema
    from crmcli.workflows.policies.adopting import newest

    crm = context_of(ctx)
    text = intake.text(file) if file else newest(crm.store)
    problems = schema.check(text)
    if problems:
        raise schema.refusal(problems, _("Mend it and check again; nothing was changed."))
    crm.show(Result(crm.command, data={"problems": []}, lines=[_("The policy is sound.")]))


@app.command(
    "set",
    epilog=example(
        "crmcli policy set churn.high 70",
        "crmcli policy set --file policy.toml --note 2026年调整",
        "crmcli policy set contact.plan.key.cadence_days 20 --department 客服部",
    ),
)
def set_value(
    ctx: typer.Context,
    path: Annotated[
        str | None,
        typer.Argument(
            metavar="[PATH]",
            autocompletion=_paths,
            help=_("Which number, such as complaint.urgent.respond_hours."),
        ),
    ] = None,
    value: Annotated[str | None, typer.Argument(metavar="[VALUE]", help=_("The new value."))] = None,
    file: Annotated[Path | None, typer.Option("--file", "--文件", help=_("Adopt a whole file."))] = None,
    department: Annotated[
        str | None,
        typer.Option(
            "--department",
            "--部门",
            autocompletion=_departments,
            help=_("Only this department tries it first: a pilot."),
        ),
    ] = None,
    start: Annotated[
        str | None,
        typer.Option(
            "--from", "--从", metavar="DAY", help=_("With --department: from this day on, if not today.")
        ),
    ] = None,
    note: Annotated[str, typer.Option("--note", "--备注", help=_("Why."))] = "",
) -> None:
    """Makes a new version of the policy and judges everybody by it; with --department only the customers of that department's
    people, until the pilot is adopted or dropped."""
    from crmcli.workflows.policies import edit
    from crmcli.workflows.policies.adopting import adopt, newest
    from crmcli.workflows.policies.righting import mend

    crm = context_of(ctx)
    if department is not None or start is not None:
        from crmcli.commands.policy.pilots import begin

        begin(crm, department, (path, value, file), start, note)
        return
    given = intake.text(file) if file is not None else None
    if given is None and (path is None or value is None):
        raise errors.Usage(
            _("Nothing to set was named."), _("Write: crmcli policy set PATH VALUE, or --file FILE")
        )
    mended = list[int]()

    def first(op: Operation) -> None:
        mended.extend(mend(crm.store, op))

    with crm.work(path or str(file), roles=MANAGERS, first=first) as work:
        text = given if given is not None else edit.set_value(newest(crm.store), str(path), str(value))
        adopted = adopt(work, text, note)
    differences = list(adopted.differences)
    lines = [adopted_line(adopted)]
    warnings = _unused(path for path, _old, _new in differences)
    if mended:
        which = series(map(str, mended))
        warnings.append(
            _("Damaged versions, put right by what could be read of them: %(which)s") % {"which": which}
        )
    data = {
        "version": adopted.version,
        "moved": adopted.moved,
        "replanned": adopted.replanned,
        "changed": [p for p, _o, _n in differences],
        "mended": mended,
    }
    crm.show(
        Result(
            crm.command, data, [_differences(differences)] if differences else [], lines, warnings=warnings
        )
    )


@app.command("diff", epilog=example("crmcli policy diff", "crmcli policy diff 1 3"))
def diff(
    ctx: typer.Context,
    old: Annotated[
        int | None,
        typer.Argument(metavar="[VERSION]", help=_("From this version; the package's defaults if left out.")),
    ] = None,
    new: Annotated[
        int | None, typer.Argument(metavar="[VERSION]", help=_("To this version; the newest if left out."))
    ] = None,
) -> None:
    """Shows what differs between two versions, or from the defaults."""
    from crmcli.workflows.policies.adopting import newest
    from crmcli.workflows.policies.schema import diff as differences_of

    crm = context_of(ctx)
    before = policy.default_toml() if old is None else _version(crm, old)
    after = newest(crm.store) if new is None else _version(crm, new)
    table = _differences(differences_of(before, after))
    crm.show(Result(crm.command, tables=[table]))


@app.command("history", epilog=example("crmcli policy history"))
def history(ctx: typer.Context) -> None:
    """Lists the versions: when, who, why."""
    crm = context_of(ctx)
    columns = [
        Column("version", _("Version"), "int"),
        Column("at", _("When"), "instant"),
        Column("author", _("Who")),
        Column("note", _("Note")),
    ]
    crm.show(
        Result(
            crm.command, tables=[Table("versions", columns, [dict(r) for r in crm.store.policies.versions()])]
        )
    )


def _version(crm: Context, number: int) -> str:
    row = crm.store.policies.row(version=number)
    if row is None:
        raise errors.NotFound(
            _("There is no version %(n)s.") % {"n": number}, _("See: crmcli policy history")
        )
    return str(row["toml"])


def _differences(found: list[tuple[str, object, object]]) -> Table:
    columns = [Column("path", _("Path")), Column("before", _("Before")), Column("after", _("After"))]
    rows = [{"path": p, "before": value_text(p, b), "after": value_text(p, a)} for p, b, a in found]
    return Table("differences", columns, rows)
