"""What a customer would be sent for an occasion, on the next day of it."""

from __future__ import annotations

from datetime import date, timedelta

from crmcli.dates.festivals import FESTIVALS, anniversary, festivals_between
from crmcli.dates.lunar import birthday_on
from crmcli.matching.countries import country_code
from crmcli.store import View
from crmcli.verdicts.care import judged
from crmcli.verdicts.care_days import Day
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
    last = today + timedelta(days=366)
    if occasion == "anniversary":
        begun = row["cooperation_start"]
        ahead = (today + timedelta(days=n) for n in range(367)) if begun else ()
        return next(((day, years) for day in ahead if (years := anniversary(begun, day))), (None, None))
    if occasion in view.policy.care.days:
        return birthday_on(f"--{occasion}", "solar", today), None
    country = country_code(row["country"] or "") or view.policy.team.country
    found = festivals_between(today, last, [occasion], country, view.policy.care.moving)
    return min((on for on, _festival in found), default=None), None
