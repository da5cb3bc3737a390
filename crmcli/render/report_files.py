"""A report as a file: the suffix decides the format."""

from __future__ import annotations

import stat
from pathlib import Path

from crmcli import errors
from crmcli.i18n import _, series
from crmcli.render.saving import save
from crmcli.reports.model import Report

SUFFIXES = (".xlsx", ".html", ".csv", ".json", ".md")


def check(path: Path) -> None:
    """Usage unless a report can be written as a file of that suffix there."""
    if path.is_dir():
        raise errors.Usage(_("This is a folder: %(path)s") % {"path": path}, _("Name a file."))
    if path.suffix.lower() not in SUFFIXES:
        raise errors.Usage(
            _("A report can't be written as %(suffix)s.") % {"suffix": path.suffix or path.name},
            _("Name a file that ends with %(known)s.") % {"known": series(SUFFIXES)},
        )


def write(report: Report, path: Path, command: str) -> Path:
    """Writes the report; returns where it is, which is beside `path` if that can't be replaced."""
    check(path)
    content = _content(report, path.suffix.lower(), command)
    return save(_beside(path) if _is_read_only(path) else path, content)


def _is_read_only(path: Path) -> bool:
    """Whether a file says that it is not to be written, even to those who could."""
    return path.exists() and not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)


def _beside(path: Path) -> Path:
    """The first free name of the form `name (2)`."""
    number = 2
    while (found := path.with_name(f"{path.stem} ({number}){path.suffix}")).exists():
        number += 1
    return found


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
        return machine.as_csv(as_result(report, command, "csv")).encode("utf-8-sig")
    if suffix == ".json":
        return (machine.as_json(as_result(report, command, "json")) + "\n").encode()
    return (machine.as_markdown(as_result(report, command, "md", explain=True), report.zone) + "\n").encode()
