"""What the program tells people to type works as it stands: every command line that it prints is run as printed.

A new sentence with a command line needs a case in one of this folder's tables.
"""

from __future__ import annotations

import io
import shlex
from collections.abc import Callable, Iterator

import pytest

from crmcli import i18n
from crmcli.context import Context
from crmcli.placeholders import value_name
from tests.cli.conftest import Crm
from tests.cli.hints import (
    budgets,
    campaigns,
    customers,
    files,
    loyalty,
    management,
    people,
    places,
    printed,
    retain,
    service,
    trials,
    work,
)
from tests.cli.hints.cases import BLANKS, SERVER_HINTS, Case

pytestmark = pytest.mark.file

CASES = [
    *customers.CASES,
    *service.CASES,
    *work.CASES,
    *files.CASES,
    *places.CASES,
    *loyalty.CASES,
    *campaigns.CASES,
    *trials.CASES,
    *people.CASES,
    *budgets.CASES,
    *management.CASES,
    *retain.CASES,
]
#: Texts with a command line that no case brings about, and why.
NOT_RUN = {
    "crmcli {}": "is the version",
    "crmcli %(command)s takes no --as-of: it works on the records as they stand now, and what was edited since isn't kept by"
    " day.": "names what was typed",
    "The change is saved; see: crmcli history": "takes a full disk; tests/store/test_lost_acknowledgement.py reads it",
    "Check the disk, then the data with: crmcli doctor": "takes a disk that fails; tests/store/test_failing_disk.py reads it",
    "Run crmcli doctor.": "takes a copy that comes out damaged",
    "Nothing was kept. Check the source: crmcli --db %(place)s doctor": "takes a copy that comes out damaged",
    "%(n)d more pair may be the same customer. See: crmcli dedupe": "takes a thousand pairs; test_import_large.py reads it",
    "crmcli due --kind contact --overdue --all": "takes twenty late contacts; test_due_by_name.py runs it",
    "crmcli due --team --kind contact --overdue --all": "takes twenty late contacts; test_due_by_name.py runs it",
    "crmcli due --owner %(name)s --kind contact --overdue --all": "takes twenty late contacts; test_due_by_name.py runs it",
    **{
        hint: "takes months of records; tests/cli/test_alarms.py runs it"
        for hint in (
            "crmcli report complaints --from %(start)s --to %(end)s",
            "crmcli report churn --to %(end)s",
            "crmcli report pipeline --from %(start)s --to %(end)s",
            "crmcli report satisfaction --from %(start)s --to %(end)s",
            "crmcli alarm show %(alarm)s",
        )
    },
    "See what went out: crmcli care log": "takes a mail server; tests/cli/test_care.py has it",
    "Look it up at the mail server, then say: crmcli care settle %(id)d sent   or not-sent": "takes a mail server;"
    " tests/cli/test_care.py has it",
    "Look again with: crmcli dedupe": "takes two people who decide at the same moment",
}


def test_every_printed_command_line_has_a_case() -> None:
    covered, there = {case.hint for case in CASES} | NOT_RUN.keys() | {*SERVER_HINTS}, printed.templates()
    assert (there - covered, covered - there) == (set(), set())


def _differing(case: Case) -> bool:
    """Whether the Chinese sentence says to type something else than the English one."""
    i18n.choose("zh_CN")
    blanks = _blanks(case)
    lines = {
        text: [printed.typed(line, blanks) for line in printed.command_lines(text)]
        for text in (case.hint, i18n._(case.hint))
    }
    i18n.choose("en")
    return len({str(typed) for typed in lines.values()}) > 1


def _blanks(case: Case) -> dict[str, str]:
    """What the words of a case's command lines stand for, its own ones by their Chinese names, too."""
    return {**BLANKS, **{value_name(word): typed for word, typed in case.blanks.items()}, **case.blanks}


def _in_languages() -> Iterator[tuple[Case, str]]:
    """Each case in English, and in Chinese where that says something else than the same words."""
    for case in CASES:
        yield from ((case, language) for language in (["en", "zh_CN"] if _differing(case) else ["en"]))


def _name(value: object) -> str:
    return value if isinstance(value, str) else f"{value.hint[:40]}<-{' '.join(value.typed)}"[:90]  # type: ignore[attr-defined]


# A PIN is typed where no terminal hides it.
@pytest.mark.filterwarnings("ignore:Can not control echo")
@pytest.mark.parametrize(("case", "language"), list(_in_languages()), ids=_name)
def test_a_printed_command_line_runs_as_printed(
    case: Case, language: str, at_work: Callable[[str], Crm], monkeypatch: pytest.MonkeyPatch
) -> None:
    crm = at_work(case.on)
    if case.before:
        case.before(crm)
    monkeypatch.setenv("CRMCLI_LANG", language)
    for line in case.typed:
        run = crm(*shlex.split(line))
    text = printed.occurrence(i18n._(case.hint), run.out + run.err)
    assert text is not None, run.out + run.err
    if case.mended:
        case.mended(crm)
    if case.answers is not None:
        monkeypatch.setattr(Context, "interactive", True)
        monkeypatch.setattr("sys.stdin", io.StringIO(case.answers))
    _run_all(crm, case, text)


def test_printed_command_lines_lead_back_to_a_typed_database(
    at_work: Callable[[str], Crm], monkeypatch: pytest.MonkeyPatch
) -> None:
    crm = at_work("company")
    place = str(crm.folder / "the company.db")
    crm.db.rename(place)
    monkeypatch.delenv("CRMCLI_DB")
    found = crm("--db", place, "show", "1")
    refused = crm("--db", place, "done", "77")
    lines = [*printed.command_lines(found.out), *printed.command_lines(refused.err)]
    assert len(lines) == 3
    for line in lines:
        assert crm(*printed.typed(line, {})).status == 0, line


def _run_all(crm: Crm, case: Case, text: str) -> None:
    lines = [printed.typed(line, _blanks(case)) for line in printed.command_lines(text)]
    assert lines, text
    told = ""
    for words in lines:
        if words != ["demo"]:  # which takes long, and has tests of its own
            run = crm(*words)
            told += run.out
            assert run.status in case.status, (words, run.out + run.err)
    assert case.shows in told, (lines, told)
