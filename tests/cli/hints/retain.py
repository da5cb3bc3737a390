"""Printed command lines about keeping customers, and about competitors."""

from __future__ import annotations

from tests.cli.conftest import Crm
from tests.cli.hints.cases import case

_NEXT = {
    "MEASURE": "gift",
    "DAY": "+3d",
    "OUTCOME": "kept",
    "挽留措施": "gift",
    # The command's own name, which the value shares.
    "措施": "措施",
    "日期": "+3d",
    "结果": "kept",
}


def _opened(crm: Crm) -> None:
    crm.ok("retain", "open", "1", "--measure", "gift")


def _closed(crm: Crm) -> None:
    _opened(crm)
    crm.ok("retain", "close", "1", "kept")


def _asked(crm: Crm) -> None:
    questions = ("--question", "leaving_reason|Why did you leave?|text", "--question", "more|What else?|text")
    crm.ok("survey", "form", "add", "left", *questions)


def _answered(crm: Crm) -> None:
    _asked(crm)
    (crm.folder / "left.csv").write_text(
        "Customer,Submitted at,Why did you leave?,What else?\nFar East Hotel,2026-11-20,price,more care\n",
        encoding="utf-8",
    )


def _rival(crm: Crm) -> None:
    crm.ok("competitor", "add", "Bright")
    crm.ok("competitor", "add", "Brighter")


CASES = [
    case("See: crmcli retain open --help", "retain open 1 --limit 2"),
    case("See: crmcli retain edit --help", "retain edit 1", before=_opened),
    case("See: crmcli retain show %(id)d", "retain step 1 gift --due +1d", before=_closed),
    case("See: crmcli retain list --all", "retain show 9", before=_opened),
    case("See: crmcli retain list", "retain done 9", before=_opened),
    case("See: crmcli consent list %(code)s", "retain step 1 gift --due +1d",
         before=lambda crm: (_opened(crm), crm.ok("consent", "withdraw", "1", "marketing"))),
    case("Known: %(known)s. More are set with: crmcli policy set lists.leaving_reasons", "retain open 1 --reason weather", status=(2,)),
    case("Next: crmcli retain step %(id)d MEASURE --due DAY   or, when it is settled: crmcli retain close %(id)d OUTCOME",
         "done retain:1", before=_opened, blanks=_NEXT),
    case("%(name)s says why it left; to win it back: crmcli retain open %(code)s --reason %(word)s",
         "survey record 1 --form left --answer 1=price",
         before=_asked),
    case("Case %(id)d has another reason; to change it: crmcli retain edit %(id)d --reason %(word)s",
         "survey record 1 --form left --answer 1=price",
         before=lambda crm: (_asked(crm), crm.ok("retain", "open", "1", "--reason", "service"))),
    case("%(n)d answer tells why a customer left who has no open case, or one with another reason; see: crmcli survey results",
         "survey import left.csv --form left --yes", before=_answered),
    case("Add it with: crmcli competitor add %(name)s", "competitor show Dark", before=_rival),
    case("See: crmcli competitor show %(id)d", "competitor add bright", before=_rival),
    case("See: crmcli competitor list", "competitor show righ", before=_rival),
    case("See: crmcli competitor edit --help", "competitor edit 1", before=_rival),
]  # fmt: skip
