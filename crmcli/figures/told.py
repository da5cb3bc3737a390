"""A figure's value as people read it, by its unit. Pure; the same in every language."""

from __future__ import annotations

from crmcli.figures.rounding import fixed, percent

#: Shown where there is no value or a zero denominator.
NONE = "—"


def money(cents: int) -> str:
    """1 234 567 cents as 12,345.67."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def told(unit: str, value: int | float | None) -> str:
    """A value in its unit; a dash where there is none."""
    if value is None:
        return NONE
    match unit:
        case "money":
            return money(int(value))
        case "share":
            return percent(value)
        case "count":
            return f"{int(value):,}"
        case "points" | "hours" | "days" | "seconds":
            return fixed(value, 1)
        case "score":
            return fixed(value, 2)
    return fixed(value, 2).rstrip("0").rstrip(".")
