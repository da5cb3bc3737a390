"""What the figures of budget and expenses mean, and which expenses belong to what. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from crmcli.i18n import N_

#: Title, unit and meaning of each figure.
TEXTS: Mapping[str, tuple[str, str, str]] = {
    "spent": (
        N_("Spent"), "money",
        N_(
            "All expenses of the period, with what complaints were compensated with and what gifts of greetings cost, each once;"
            " n is how many. Its limit is the budget."
        ),
    ),
    "spent_hours": (N_("Working time noted"), "hours", N_("Minutes noted at expenses of the period ÷ 60; n is the expenses with any.")),
    "cost_per_contact": (
        N_("Cost per contact"), "money",
        N_(
            "Expenses of the period for visits, travel, hospitality and communication that are of no campaign, complaint or case of"
            " keeping a customer ÷ contacts of the period (n)."
        ),
    ),
    "cost_per_greeting": (
        N_("Cost per greeting"), "money",
        N_(
            "Gifts of greetings, and expenses for gifts of no campaign, complaint or case of keeping a customer, of the period ÷"
            " greetings that went out in it (n)."
        ),
    ),
    "cost_per_complaint": (
        N_("Cost per complaint"), "money",
        N_("What was spent by the last day on complaints opened in the period, compensation included ÷ these complaints (n)."),
    ),
    "cost_per_event": (
        N_("Cost per campaign"), "money", N_("What was spent by the last day on campaigns that began in the period ÷ these campaigns (n)."),
    ),
    "cost_per_retained": (
        N_("Cost per customer kept"), "money",
        N_(
            "What was spent by the last day on cases of keeping a customer that were closed in the period, however they ended ÷"
            " those of them in which the customer was kept or won back (n)."
        ),
    ),
}  # fmt: skip

#: What contacts cost.
OF_CONTACTS = frozenset({"visit", "travel", "hospitality", "communication"})
OF_GREETINGS = frozenset({"gift"})
#: How a case ended in which a customer was kept.
KEPT = frozenset({"kept", "won_back"})
