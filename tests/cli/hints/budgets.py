"""Printed command lines about budget and expenses."""

from __future__ import annotations

from tests.cli.conftest import Crm
from tests.cli.hints.cases import case


def _spent(crm: Crm) -> None:
    crm.ok("budget", "spend", "visits", "90", "--for", "taxi")


def _compensated(crm: Crm) -> None:
    crm.ok("complaint", "open", "1", "late")
    crm.ok("complaint", "resolve", "TS2026-0001", "done", "--compensation", "50")


CASES = [
    case("See: crmcli budget expenses", "budget edit 9 --amount 5", before=_spent, shows="taxi"),
    case("See: crmcli budget edit --help", "budget edit 1", before=_spent),
    case("See: crmcli budget list --help", "budget list --year 2026 --month 2026-11"),
    case("Set a budget with: crmcli budget set events 50000 --year %(year)s", "budget list", before=_spent),
    case("Take it away with: crmcli budget remove %(id)d", "budget edit 1 --amount 0", before=_spent),
    case("See: crmcli complaint show %(number)s", "budget spend compensation 9 --complaint TS2026-0001", before=_compensated,
         shows="Far East Hotel"),
    case("Resolve it with: crmcli complaint resolve %(number)s --compensation AMOUNT",
         "budget spend compensation 9 --complaint TS2026-0001", before=lambda crm: crm.ok("complaint", "open", "1", "late")),
]  # fmt: skip
