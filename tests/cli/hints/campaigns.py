"""Printed command lines about campaigns."""

from __future__ import annotations

from tests.cli.conftest import Crm
from tests.cli.hints.cases import case


def _agreed(crm: Crm) -> None:
    crm.ok("consent", "grant", "1", "marketing")


def _ball(crm: Crm) -> None:
    _agreed(crm)
    crm.ok(
        "campaign",
        "add",
        "Ball",
        "--kind",
        "party",
        "--from",
        "2026-12-18",
        "--text-en",
        "Come",
        "--text-zh",
        "Come",
    )


def _drawn(crm: Crm) -> None:
    _ball(crm)
    crm.ok("campaign", "draw", "Ball")


def _invited(crm: Crm) -> None:
    _drawn(crm)
    crm.ok("campaign", "invite", "Ball", "-o", "ball.csv")


def _over(crm: Crm) -> None:
    crm.ok("campaign", "add", "Past", "--kind", "party", "--from", "2026-11-01")


_NEW = "campaign add Ball --kind party --from 2026-12-18"
CASES = [
    case("Next: crmcli campaign draw %(id)d --dry-run", _NEW, before=_agreed, shows="Far East Hotel"),
    case("Next: crmcli campaign invite %(id)d", "campaign draw Ball", before=_ball, shows="Far East Hotel"),
    case("Draw its audience: crmcli campaign draw %(id)d", "campaign invite Ball", before=_ball, shows="Far East Hotel"),
    case("Change that one: crmcli campaign edit %(id)d --help", _NEW, before=_ball),
    case("See: crmcli campaign list", "campaign show Ballroom", before=_ball, shows="Ball"),
    case("See: crmcli campaign edit --help", "campaign edit Ball", before=_ball),
    case("See: crmcli campaign attend --help", "campaign attend Ball", before=_ball),
    case("Change its days with: crmcli campaign edit %(id)d --to DAY", "campaign draw Past", before=_over, shows="2026-11-21"),
    case("Who signs up for it: crmcli campaign answer %(id)d CUSTOMER yes", "campaign attend Ball 1", before=_ball, shows="Far East Hotel"),
    case("%(n)d were invited already and have to be told: crmcli campaign show %(id)d", "campaign cancel Ball", before=_invited,
         shows="Far East Hotel"),
]  # fmt: skip
