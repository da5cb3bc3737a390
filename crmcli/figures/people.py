"""What the figures of the team's work mean."""

from __future__ import annotations

from collections.abc import Mapping

from crmcli.i18n import N_

#: Title, unit and meaning of each figure.
TEXTS: Mapping[str, tuple[str, str, str]] = {
    "team_people": (N_("People"), "count", N_("People who work here on the last day.")),
    "team_contacts": (N_("Contacts"), "count", N_("Contacts of the period, made by anybody.")),
    "team_reached": (
        N_("Customers reached"), "count",
        N_("Customers effectively contacted, each once a day and person, summed over people and days."),
    ),
    "spot_check_pass": (
        N_("Spot checks passed"), "share",
        N_("Records found right ÷ records checked, of the samples of the weeks that end in the period."),
    ),
    "team_retention": (
        N_("Customers kept"), "share",
        N_("Of the customers new or active 12 months before, those that are not lost on the last day; by owner then."),
    ),
    "training_held": (
        N_("Required trainings held"), "share",
        N_("Trainings that the people's roles require, passed and not run out on the last day ÷ all such; of new people once their time is over."),
    ),
    "days_away": (N_("Days away"), "count", N_("Days of the period on which somebody was away, summed over people.")),
    "pilot_customers": (
        N_("Customers of the department"), "count", N_("Customers whose owner belongs to the department that tries other rules; n is all."),
    ),
    "score_average": (
        N_("Score"), "score",
        N_("Mean of the people's scores; n is how many have one."),
    ),
}  # fmt: skip
