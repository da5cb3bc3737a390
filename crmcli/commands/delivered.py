"""A finished report: shown, or written to a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crmcli.i18n import _
from crmcli.result import Result

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.reports.model import Report

Out = Annotated[
    Path | None, typer.Option("--out", "-o", "--输出", help=_("File to write: .xlsx .html .csv .json .md"))
]


def check_target(crm: Context, out: Path | None) -> None:
    """Usage before anything is worked out if no report can be written to the file."""
    from crmcli.render import report_files

    if out is not None:
        crm.target(out, report_files.SUFFIXES)


def deliver(crm: Context, report: Report, command: str, out: Path | None, *, explain: bool) -> None:
    """Shows the report, or writes it and says where it is."""
    from crmcli.render import report_files, report_text

    if out is None:
        crm.show(report_text.as_result(report, command, crm.format, explain))
        return
    path = report_files.write(report, out, command)
    result = Result(command, data={"file": str(path)}, lines=[_("Written: %(path)s") % {"path": path}])
    if path != out:
        result.warnings.append(
            _("%(path)s is open or read-only; the report was written beside it.") % {"path": out}
        )
    crm.show(result)
