"""What the figures of competitors mean."""

from __future__ import annotations

from collections.abc import Mapping

from crmcli.i18n import N_

#: Title, unit and meaning of each figure.
TEXTS: Mapping[str, tuple[str, str, str]] = {
    "competitors": (N_("Competitors"), "count", N_("Competitors that are kept.")),
    "deals_contested": (
        N_("Contested deals"), "count", N_("Opportunities open on the last day for which a competitor is named; each counts once."),
    ),
    "contested_won": (
        N_("Contested deals won"), "count",
        N_("Opportunities with a competitor that we won in the period; n is those, and those lost to a competitor."),
    ),
    "contested_lost": (
        N_("Lost to competitors"), "count", N_("Opportunities lost in the period of which it is noted which competitor got them."),
    ),
    "contested_win_rate": (
        N_("Win rate against competitors"), "share", N_("Contested deals won ÷ (contested deals won + lost to competitors) (n)."),
    ),
}  # fmt: skip
