"""What the figures of keeping customers and winning them back mean."""

from __future__ import annotations

from collections.abc import Mapping

from crmcli.i18n import N_

#: Title, unit and meaning of each figure.
TEXTS: Mapping[str, tuple[str, str, str]] = {
    "retention_cases": (
        N_("Cases of keeping customers"), "count",
        N_("Cases opened in the period whose customers were approached; those held out are not among them."),
    ),
    "retention_running": (
        N_("Undecided cases"), "count", N_("Of these cases (n), those that the rules have not decided by the last day."),
    ),
    "retention_kept": (
        N_("Customers kept"), "count",
        N_(
            "Of these cases (n), those of customers who were not lost when it was opened and bought within the policy's"
            " retain.kept_days, or were new or active and not at high risk at their end."
        ),
    ),
    "retention_won_back": (
        N_("Customers won back"), "count",
        N_("Of these cases (n), those of lost customers who bought within the policy's retain.won_back_days."),
    ),
    "retention_lost": (N_("Customers not kept"), "count", N_("Of these cases (n), those whose days are over with neither.")),
    "retention_success": (
        N_("Success rate"), "share",
        N_(
            "Of the cases whose days are over (n), those kept or won back. Cases whose days still run are left out, also those that"
            " turned out well already, for otherwise early successes would count twice as soon as failures."
        ),
    ),
    "win_back_rate": (
        N_("Win-back rate"), "share", N_("Of the cases of lost customers whose days are over (n), those won back."),
    ),
    "retention_days": (
        N_("Days to success"), "days", N_("Median of the days from the opening of a case to the day that decided it, of those kept or won back."),
    ),
    "value_kept": (
        N_("Value kept"), "money",
        N_(
            "What was at stake with the customers kept or won back (n): spend of the 12 months before the opening, of lost ones of"
            " the 12 months up to their last order."
        ),
    ),
    "retention_cost": (N_("Cost of keeping customers"), "money", N_("What was spent on these cases by the last day; n is the expenses.")),
    "retention_minutes": (N_("Person minutes"), "count", N_("Person minutes that were noted for these cases by the last day.")),
    "cost_per_retained": (
        N_("Cost per customer retained"), "money", N_("Cost of keeping customers ÷ customers kept or won back (n)."),
    ),
    "retention_held_out": (N_("Held-out cases"), "count", N_("Cases opened in the period that were held out, to compare with.")),
}  # fmt: skip
