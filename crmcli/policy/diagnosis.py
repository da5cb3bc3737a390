"""The policy's [diagnosis]: what a diagnosis looks back on, and of how few it claims nothing."""

from __future__ import annotations

from typing import NamedTuple


class DiagnosisRules(NamedTuple):
    """Complaints and answers of so many days are looked at; who sells and reached nobody in `silent_days` is named, and data less complete than `completeness_min`; of fewer
    than `min_n` on either side no difference is claimed, and no score is low."""

    window_days: int
    silent_days: int
    completeness_min: float
    min_n: int
