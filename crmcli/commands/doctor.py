"""crmcli doctor: checks the file, the records, the history and every standing, and says what to do."""

from __future__ import annotations

from datetime import UTC

import typer

from crmcli import errors
from crmcli.commands.shared import context_of, example, new_app
from crmcli.i18n import _
from crmcli.result import Column, Result, Table
from crmcli.workflows.checking import check

app = new_app()


@app.command(epilog=example("crmcli doctor", "crmcli 体检 --格式 json"))
def doctor(ctx: typer.Context) -> None:
    """Checks the file, every record, the chain of operations, balances, and standings against their recomputation."""
    crm = context_of(ctx)
    with crm.store.db.snapshot():
        findings = check(crm.store, lambda: crm.view)
    # It tells no instants, and of a policy that can't be read no zone is known.
    crm.tz = UTC
    columns = [
        Column("check", _("Check")),
        Column("state", _("State")),
        Column("detail", _("Detail")),
        Column("advice", _("What to do")),
    ]
    rows = [
        {
            "check": f.check,
            "state": {"ok": _("ok"), "warning": _("warning")}.get(f.state, _("broken")),
            "detail": f.detail,
            "advice": f.advice,
        }
        for f in findings
    ]
    status = errors.Corrupt.status if any(f.state == "broken" for f in findings) else errors.DONE
    data = [{"check": f.key, "state": f.state, "detail": f.detail, "advice": f.advice} for f in findings]
    crm.show(Result(crm.command, data=data, tables=[Table("checks", columns, rows)], status=status))
