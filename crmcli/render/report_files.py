"""A report as a file: the suffix decides the format."""

from __future__ import annotations

from pathlib import Path

from crmcli.reports.model import Report
from crmcli.saving import save

SUFFIXES = (".xlsx", ".html", ".csv", ".json", ".md")


def write(report: Report, path: Path, command: str) -> Path:
    """Writes the report; returns where it is, which is beside `path` if that can't be replaced."""
    return save(path, _content(report, path.suffix.lower(), command))


def _content(report: Report, suffix: str, command: str) -> bytes:
    if suffix == ".xlsx":
        from crmcli.render.report_workbook import as_xlsx

        return as_xlsx(report)
    if suffix == ".html":
        from crmcli.render.html import as_html

        return as_html(report).encode()
    from crmcli.render import machine
    from crmcli.render.report_text import as_result

    if suffix == ".csv":
        # Excel on Chinese Windows reads a csv as UTF-8 only behind a byte order mark.
        return machine.as_csv(as_result(report, command, "csv"), report.zone).encode("utf-8-sig")
    if suffix == ".json":
        return (machine.as_json(as_result(report, command, "json")) + "\n").encode()
    return (machine.as_markdown(as_result(report, command, "md", explain=True), report.zone) + "\n").encode()
