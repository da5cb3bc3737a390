"""Printed command lines about members' points."""

from __future__ import annotations

from tests.cli.conftest import Crm
from tests.cli.hints.cases import case


def _rewards(crm: Crm) -> None:
    crm.ok("loyalty", "join", "1")
    crm.ok("loyalty", "earn", "1", "900")
    crm.ok("loyalty", "rewards", "add", "tea mug", "50", "--stock", "1")
    crm.ok("loyalty", "rewards", "add", "old mug", "50", "--until", "2026-11-01")


def _broken(crm: Crm) -> None:
    _rewards(crm)
    crm.ok("loyalty", "redeem", "1", "tea mug")
    crm.tamper("UPDATE redemption SET points = 7")


def _lapsed(crm: Crm) -> None:
    crm.at("2024-01-10T04:00:00Z")
    _rewards(crm)
    crm.at("2026-11-20T02:00:00Z")


def _off_an_order(crm: Crm) -> None:
    _rewards(crm)
    crm.ok("purchase", "add", "1", "30", "--order", "Q 1")
    crm.ok("loyalty", "redeem", "1", "--cash", "5", "--order", "Q 1")


def _two_of_a_number(crm: Crm) -> None:
    _rewards(crm)
    crm.ok("loyalty", "join", "2")
    crm.tamper("UPDATE customer SET member_no = '8801' WHERE id IN (1, 2)")


_N = {"N": "5"}
CASES = [
    case("Make them one: crmcli loyalty join %(id)d", "loyalty earn 1 5", shows="Far East Hotel"),
    case("See: crmcli loyalty show %(id)d", "loyalty redeem 1 'tea mug'", "loyalty adjust 1 --take 999", before=_rewards,
         shows="850"),
    case("See: crmcli loyalty show CUSTOMER", "loyalty cancel 9", shows="Far East Hotel"),
    case("See: crmcli show %(id)d", "loyalty refer 2 1", before=lambda crm: crm.ok("loyalty", "join", "2"),
         shows="Far East Hotel"),
    case("If they are one customer: crmcli dedupe", "loyalty refer 1 1", before=_rewards),
    case("See: crmcli loyalty rewards list", "loyalty redeem 1 spoon", before=_rewards, shows="tea mug"),
    case("See: crmcli loyalty rewards edit --help", "loyalty rewards edit 'tea mug'", before=_rewards),
    case("See: crmcli loyalty redeem --help", "loyalty redeem 1"),
    case("Change it: crmcli loyalty rewards edit %(name)s --help", "loyalty rewards add 'Tea mug' 5", before=_rewards),
    case("More came in: crmcli loyalty rewards edit %(name)s --stock N", "loyalty redeem 1 'tea mug' --times 2", before=_rewards,
         blanks=_N, shows="tea mug"),
    case("See: crmcli purchase list %(id)d", "loyalty join 4", "loyalty redeem 4 --cash 1 --order SO1"),
    case("See it again: crmcli loyalty draw %(name)s --again", "loyalty draw 'in spring' --prize mug",
         "loyalty draw 'in spring' --prize mug", before=_rewards, shows="Far East Hotel"),
    case("Draw it: crmcli loyalty draw --help", "loyalty draw summer --again"),
    case("%(points)d more have expired and are not booked: crmcli loyalty expire", "loyalty verify", before=_lapsed, shows="900"),
    case("To do so: crmcli loyalty redeem %(customer)d --cash %(amount)s --order %(order)s",
         "purchase edit 'Q 1' --status cancelled", "purchase edit 'Q 1' --status paid", before=_off_an_order, shows="-500"),
    case("Give one of them another: crmcli edit %(id)d member_no=NUMBER", "doctor", before=_two_of_a_number,
         blanks={"NUMBER": "8802", "member_no=NUMBER": "member_no=8802"}, shows="8802"),
    case("Add them without the number, then: crmcli loyalty join CUSTOMER --number NUMBER", "add Wu member_no=8", shows="1"),
    case("Look at them: crmcli loyalty show %(id)d", "loyalty verify", before=_broken, shows="Far East Hotel"),
]  # fmt: skip
