"""The screens that people look at most, on the practice company, as a terminal of 80 columns shows them.

Renew them after a change that is meant, and read the difference: `pytest tests/snapshots --snapshot-update`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from crmcli import cli, i18n
from tests import holidays

_NOW = "2026-11-20T02:00:00Z"
_SCREENS = (
    "", "due", "due --team --explain --limit 6", "due --kind complaint --team", "find --tier key", "show 1",
    "complaint list --all", "complaint show TS2026-0001 --explain", "complaint cases late", "task list", "feedback list",
    "purchase list --limit 8", "staff list", "classify --dry-run", "classify --explain 1", "dedupe", "history",
    "import list", "policy show churn", "policy show pool", "survey results", "report kpi", "report tiers",
    "report churn", "report complaints", "report satisfaction", "report response", "report data-quality", "doctor",
)  # fmt: skip
#: A terminal's answer to a slip is a screen, too.
_SLIPS = ("show nobody", "complain list", "due --kind nothing", "complaint open 1")

Screen = Callable[[str, str], str]


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the practice company, imported and judged."""
    folder = tmp_path_factory.mktemp("practice") / "company"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CRMCLI_NOW", _NOW)
        patch.setenv("LOGNAME", "tester")
        patch.setenv("CRMCLI_CONFIG", str(folder / "none.toml"))
        assert cli.run(("demo", "--folder", str(folder), "--lang", "en")) == 0
    return folder


@pytest.fixture
def screen(
    practice: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Screen:
    """What a command line shows in a language on a terminal of 80 columns, its status in front."""
    for name, value in {
        "CRMCLI_NOW": _NOW, "LOGNAME": "tester", "CRMCLI_DB": str(practice / "crm.db"), "CRMCLI_CONFIG": str(tmp_path / "none.toml"),
        "XDG_STATE_HOME": str(tmp_path / "state"), "COLUMNS": "80", "LINES": "24", "NO_COLOR": "1",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("CRMCLI_AS", raising=False)

    def show(line: str, language: str) -> str:
        words = line.split()
        monkeypatch.setenv("CRMCLI_LANG", language)
        monkeypatch.setattr("sys.stdout.isatty", lambda: True)
        capsys.readouterr()
        with holidays.to_2026():
            status = cli.run(words)
        shown = capsys.readouterr()
        text = f"$ crmcli {' '.join(words)}".rstrip() + f"  → {status}\n{shown.out}{shown.err}"
        return text.replace(str(practice), "FOLDER")

    return show


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("line", [*_SCREENS, *_SLIPS])
def test_screens(screen: Screen, snapshot: SnapshotAssertion, line: str, language: str) -> None:
    try:
        assert screen(line, language) == snapshot
    finally:
        i18n.choose("en")
