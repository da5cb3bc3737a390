"""Printed command lines about trials of products."""

from __future__ import annotations

from tests.cli.conftest import Crm
from tests.cli.hints.cases import case

_ENDED = {"OUTCOME": "declined", "结果": "declined"}


def _running(crm: Crm) -> None:
    crm.ok("trial", "start", "1", "pump", "--days", "1")


def _won(crm: Crm) -> None:
    _running(crm)
    crm.ok("trial", "end", "1", "won")


def _ordered(crm: Crm) -> None:
    _running(crm)
    crm.ok("purchase", "add", "1", "90", "--product", "pump", "--order", "TP1")


CASES = [
    case("See: crmcli trial start --help", "trial start 1 ' ' --days 3", "trial extend 1 +9d", before=_won),
    case("See: crmcli trial end --help", "trial end 1 declined --order SO1", before=_running),
    case("See: crmcli trial list --all", "trial show 9", before=_running, shows="pump"),
    case("See: crmcli trial show %(id)d", "trial show 1 --as-of 2020-01-01", before=_running, shows="pump"),
    case("See: crmcli purchase list %(customer)s", "trial end 1 won --order TP9",
         before=lambda crm: (_running(crm), crm.ok("purchase", "add", "2", "90", "--order", "TP9")), shows="Far East Hotel"),
    case("Extend it: crmcli trial extend %(id)d DAY   or end it: crmcli trial end %(id)d OUTCOME",
         "trial start 1 pump --days 9", before=_running, blanks=_ENDED, shows="pump"),
    case("When they decide: crmcli trial end %(id)d OUTCOME   or give them longer: crmcli trial extend %(id)d DAY",
         "done trial:1", before=_running, blanks=_ENDED, status=(0, 5)),
    case("Its order is missing; name it once it is recorded: crmcli trial end %(id)d won --order ORDER", "trial end 1 won",
         before=_running, mended=lambda crm: crm.ok("purchase", "add", "1", "90", "--product", "x", "--order", "TP1"),
         blanks={"ORDER": "TP1", "订单号": "TP1"}, shows="pump"),
    case("Its order is missing; if it is this one: crmcli trial end %(id)d won --order %(order)d", "trial end 1 won",
         before=_ordered, shows="pump"),
]  # fmt: skip
