"""Lost customers are asked why they left: who may be asked, never twice, and what their answers note in their cases."""

from __future__ import annotations

import csv

import pytest

from crmcli import i18n
from crmcli.policy import default_policy
from crmcli.vocabulary import parse_word
from crmcli.workflows.surveys import forms
from tests.cli.conftest import Crm


def _shop(crm: Crm) -> dict[str, str]:
    """Four lost customers, of whom one wants no surveys and three have a case; the codes of those who were invited."""
    for n, name in enumerate(("Alpha", "Beta", "Gamma", "Delta"), 1):
        crm.ok("add", name, "--phone", f"1380000000{n}")
        crm.ok("purchase", "add", name, "100", "--at", "2024-11-20", "--order", name)
    crm.ok("add", "Epsilon", "--phone", "13800000005")
    crm.ok("purchase", "add", "Epsilon", "100", "--order", "E1")
    crm.ok("classify")
    crm.ok("consent", "withdraw", "Delta", "survey")
    crm.ok("retain", "open", "Alpha")
    crm.ok("retain", "open", "Beta", "--reason", "service")
    told = crm.ok(
        "survey", "wave", "open", "exit", "--form", "exit", "--where", "lifecycle=lost", "-o", "send.csv"
    ).out
    assert "Invited 3 customers" in told and "consent withdrawn: 1" in told
    with open("send.csv", encoding="utf-8-sig") as file:
        return {row["Customer"]: row["Invitation code"] for row in csv.DictReader(file)}


def test_an_answer_gives_an_open_case_its_reason_or_says_what_to_do(crm: Crm) -> None:
    codes = _shop(crm)
    assert sorted(codes) == ["Alpha", "Beta", "Gamma"]
    again = crm.ok("survey", "wave", "open", "exit2", "--form", "exit", "--where", "lifecycle=lost").out
    assert "There is nobody to invite." in again and "exit2" not in str(crm.json("survey", "wave", "list"))
    answers = ("--answer", "leaving_reason=competitor", "--answer", "bring_back=lower prices")
    told = crm.ok("survey", "record", "--code", codes["Alpha"], *answers).out
    assert "Noted as the reason for leaving in case 1: competitor." in told
    assert crm.json("retain", "show", "1")["reason"] == "competitor"
    told = crm.ok("survey", "record", "--code", codes["Beta"], "--answer", "1=price").out
    assert "Case 2 has another reason; to change it: crmcli retain edit 2 --reason price" in told
    assert crm.json("retain", "show", "2")["reason"] == "service"
    told = crm.ok("survey", "record", "--code", codes["Gamma"], "--answer", "1=quality").out
    assert "to win it back: crmcli retain open C000003 --reason quality" in told
    for _each in range(3):
        crm.step_back()
    assert crm.json("retain", "show", "1")["reason"] is None


def test_imported_answers_do_the_same(crm: Crm) -> None:
    codes = _shop(crm)
    path = crm.folder / "answers.csv"
    rows = [
        f"Alpha,{codes['Alpha']},no need any more,nothing",
        f"Beta,{codes['Beta']},price,",
        f"Gamma,{codes['Gamma']},other,a call",
    ]
    path.write_text(
        "Customer,Invitation code,What was your main reason to leave us?,What would bring you back?\n"
        + "\n".join(rows)
        + "\n",
        encoding="utf-8",
    )
    told = crm.ok("survey", "import", str(path), "--form", "exit", "--wave", "exit", "--yes")
    assert "1 answer gave the reason for leaving of an open case." in told.out + told.err
    assert "2 answers tell why customers left" in told.out + told.err
    assert [crm.json("retain", "show", n)["reason"] for n in ("1", "2")] == ["no_need", "service"]


@pytest.mark.file
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_forms_options_are_the_policys_reasons(crm: Crm, language: str) -> None:
    i18n.choose(language)
    question = forms.shipped("exit").questions[0]
    options = question.scale.removeprefix("choice:").strip().split("|")
    meant = [parse_word("leaving_reason", option.strip()) for option in options]
    assert meant == [key for key in default_policy().lists.leaving_reasons if key != "unknown"]
    assert {row["key"] for row in crm.json("survey", "form", "list")} == {"standard", "exit"}
