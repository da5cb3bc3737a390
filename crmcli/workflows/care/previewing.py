"""What a customer would be sent for an occasion, on the next day of it."""

from __future__ import annotations

from datetime import date, timedelta

from crmcli.dates.festivals import FESTIVALS, anniversary, festival_days
from crmcli.dates.lunar import birthday_on
from crmcli.matching.countries import country_code
from crmcli.store import View
from crmcli.verdicts.care import Day, judged
from crmcli.verdicts.reach import Whom
from crmcli.workflows.care.composing import Written, compose


def of(view: View, customer_id: int, occasion: str) -> Written:
    """The greeting in its words. A customer for whom the day is not known is shown with today's."""
    kind = "festival" if occasion in FESTIVALS else "day" if occasion in view.policy.care.days else occasion
    on, years = _next(view, customer_id, occasion)
    day = Day(Whom(customer_id), kind, occasion, on or view.as_of.on, (on or view.as_of.on).year, years)
    return compose(view, judged(view, [day]))[0]


def _next(view: View, customer_id: int, occasion: str) -> tuple[date | None, int | None]:
    """The next day of an occasion, and the years of an anniversary."""
    today, row = view.as_of.on, view.store.customers.get(customer_id)
    if occasion == "birthday":
        born = row["birthday"]
        return (birthday_on(born, row["birthday_calendar"] or "solar", today) if born else None), None
    ahead = [today + timedelta(days=n) for n in range(367)]
    if occasion == "anniversary":
        begun = row["cooperation_start"] or ""
        days = [(day, years) for day in ahead if len(begun) == 10 and (years := anniversary(begun, day))]
        return days[0] if days else (None, None)
    if occasion in view.policy.care.days:
        return next((day for day in ahead if f"{day:%m-%d}" == occasion), None), None
    country = country_code(row["country"] or "") or view.policy.team.country
    years = (today.year, today.year + 1)
    found = [d for year in years for d in festival_days(occasion, year, country, view.policy.care.moving)]
    return next((day for day in found if day >= today), None), None
