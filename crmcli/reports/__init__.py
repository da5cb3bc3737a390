"""The reports by name; a report's module is loaded when it is asked for."""

from __future__ import annotations

import importlib
from dataclasses import replace
from typing import TYPE_CHECKING

from crmcli.verdicts.known_now import known_now

if TYPE_CHECKING:
    from crmcli.reports.model import Report
    from crmcli.reports.request import Request


def build(name: str, request: Request) -> Report:
    """The report of this name; of a past day with what was changed since. Usage if it can't be broken down as asked."""
    module = importlib.import_module(f"crmcli.reports.{name.replace('-', '_')}")
    request.check_by(module.BY)
    report: Report = module.build(request)
    return replace(report, known_now=known_now(request.view, module.RESTS_ON))
