"""How every figure is rounded: half up, as people do and as spreadsheets show it. Pure."""

from __future__ import annotations

from math import copysign, floor

#: Digits behind the last one kept that arithmetic on binary numbers leaves right: 89.35 is a tie, though it is stored as
#: 89.3499999…
_SURE = 6


def half_up(value: float, decimals: int = 0) -> float:
    """The value to so many decimals; a half goes away from zero, and no zero is negative."""
    scale = 10**decimals
    whole = floor(round(abs(value) * scale, _SURE) + 0.5)
    return copysign(whole / scale, value) if whole else 0.0


def fixed(value: float, decimals: int) -> str:
    """The value with just so many decimals, and commas between its thousands."""
    return f"{half_up(value, decimals):,.{decimals}f}"


def percent(share: float, decimals: int = 1) -> str:
    """A share as a percentage."""
    return f"{fixed(share * 100, decimals)}%"
