"""The company, founded once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import company


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its file."""
    folder = tmp_path_factory.mktemp("founding")
    with company.desk(folder):
        company.found()
    return folder / "crm.db"


@pytest.fixture(scope="module")
def whole(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of it, at whose desk the test sits; commands work on crm.db beside it."""
    folder = tmp_path_factory.mktemp("company")
    with company.desk(folder):
        yield Path(shutil.copy(founded, folder / "whole.db"))
