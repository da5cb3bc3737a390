"""Whole folders of made-up companies, imported by one command: every row ends where it was written to be."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.folders import check, prepare

pytestmark = pytest.mark.file


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("folders")
    prepare(folder)
    return folder


@pytest.mark.parametrize("seed", [6, 23, 30, 163, 213])
def test_every_row_of_a_folder_is_right(seed: int, base: Path) -> None:
    outcome = check(seed, base)
    assert outcome.failures == []
    assert outcome.rows.total() > 20 and outcome.right == outcome.rows
