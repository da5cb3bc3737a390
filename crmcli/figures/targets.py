"""What the figures mean that only targets and improvements ask for. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from crmcli.i18n import N_

#: Title, unit and meaning of each figure.
TEXTS: Mapping[str, tuple[str, str, str]] = {
    "revenue": (
        N_("Revenue"), "money",
        N_("Orders of the days that are completed or paid, less their refunds; of one product, its lines."),
    ),
    "orders": (N_("Orders"), "count", N_("Orders of the days that are completed or paid; of one product, its lines.")),
    "new_customers": (
        N_("New customers"), "count", N_("Customers who became known in the days: entered, contacted or buying, whichever was first."),
    ),
    "wins": (N_("Deals won"), "count", N_("Opportunities won in the days; of a person, those that are theirs.")),
    "alarms": (N_("Alarms"), "count", N_("Alarms of the last month and quarter that are over.")),
    "contacts": (
        N_("Effective contacts"), "count", N_("Contacts of the days in which the customer was reached; of a person, those that they made."),
    ),
}  # fmt: skip
