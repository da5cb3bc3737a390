"""What every figure of the reports means, and the arithmetic behind it. Pure: no database, no clock.

Shares are 0 to 1, money is in cents. A figure that can't be computed, for want of data or because its
denominator is zero, is None: never 0.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median as _median
from typing import NamedTuple

from crmcli.figures import (
    changes,
    competing,
    people,
    pipeline,
    programme,
    retaining,
    sales,
    spending,
    targets,
)
from crmcli.figures.rounding import half_up
from crmcli.i18n import N_

Number = int | float


@dataclass(frozen=True, slots=True)
class Definition:
    """A figure's title, unit and meaning, in English; translated where it is shown."""

    title: str
    unit: str
    text: str


_D = Definition
DEFINITIONS: dict[str, Definition] = {
    # -- survey ---------------------------------------------------------------------------------------
    "responses": _D(N_("Responses"), "count", N_("Survey responses submitted in the period.")),
    "response_rate": _D(
        N_("Response rate"),
        "share",
        N_(
            "Invitations of the period that were answered by its end ÷ invitations of the period; n is the invitations."
        ),
    ),
    "partial_responses": _D(
        N_("Partial responses"),
        "count",
        N_(
            "Responses that leave a question of their form open, those for free text aside; n is all responses."
        ),
    ),
    "mean_overall": _D(
        N_("Overall satisfaction"), "score", N_("Mean of the overall score, on a scale of 1 to 5.")
    ),
    "csat_overall": _D(N_("Satisfied (CSAT)"), "share", N_("Share of overall scores that are 4 or 5.")),
    "nps": _D(
        N_("Net promoter score"),
        "points",
        N_("Percentage who give 9 or 10 for recommending us, less the percentage who give 0 to 6."),
    ),
    "ces": _D(
        N_("Ease (CES)"), "score", N_("Mean of how easy we made it, on a scale of 1 (not at all) to 7.")
    ),
    "low_scores": _D(
        N_("Low scores"), "count", N_("Responses with an overall score of 2 or less, or a detractor's.")
    ),
    "low_scores_open": _D(
        N_("Low scores not followed up"),
        "count",
        N_("Low scores not ticked off and without a later effective contact."),
    ),
    # -- complaints -----------------------------------------------------------------------------------
    "complaints": _D(N_("Complaints"), "count", N_("Complaints opened in the period.")),
    "unanswered": _D(
        N_("Unanswered"),
        "count",
        N_(
            "Complaints of the period that wait for a first response, since they were opened or opened again."
        ),
    ),
    "respond_met": _D(
        N_("Answered in time"),
        "count",
        N_("First responses within their time limit; a reopened complaint asks for another one."),
    ),
    "respond_late": _D(
        N_("Answered late"),
        "count",
        N_("First responses after their time limit; unanswered ones are not in it."),
    ),
    "respond_compliance": _D(
        N_("Response in time"),
        "share",
        N_("First responses in time ÷ (in time + late + unanswered and past the limit), of every round."),
    ),
    "propose_compliance": _D(
        N_("Solution proposed in time"),
        "share",
        N_("Solutions proposed in time ÷ (in time + late + none yet and past the limit), of every round."),
    ),
    "resolve_compliance": _D(
        N_("Resolved in time"),
        "share",
        N_("Complaints resolved in time ÷ (in time + late + open past the limit), of every round."),
    ),
    "respond_hours": _D(
        N_("Hours to the first response"),
        "hours",
        N_("Median hours from opening to the first response, by the clock on the wall."),
    ),
    "resolve_hours": _D(
        N_("Hours to resolution"),
        "hours",
        N_("Median hours from opening to resolution, by the clock on the wall."),
    ),
    "reopened": _D(N_("Reopened"), "count", N_("Complaints of the period that were opened again.")),
    "called_again": _D(
        N_("Called again"), "count", N_("Further calls about complaints of the period by the as-of.")
    ),
    "repeated": _D(
        N_("Repeated"),
        "share",
        N_(
            "Complaints with one of the same customer and category at most complaint.repeat_days before ÷ complaints with"
            " a category."
        ),
    ),
    "history_shown": _D(
        N_("History known within the hour"),
        "share",
        N_(
            "Complaints at whose opening the customer's history was shown, within an hour ÷ complaints not imported."
        ),
    ),
    "complaints_open": _D(
        N_("Not yet resolved"), "count", N_("Complaints of the period without a resolution by the as-of.")
    ),
    "complaint_rate": _D(
        N_("Complaints per order"),
        "share",
        N_("Complaints opened ÷ counted orders, both in the period."),
    ),
    "complaint_growth": _D(
        N_("Complaints, month on month"),
        "share",
        N_(
            "Change against the period before. A running month is set against the same days of the month before."
        ),
    ),
    "satisfaction_24h": _D(
        N_("Satisfied at hour 24"),
        "share",
        N_(
            "Customers who were satisfied when asked so, which is due by hour 24 from the opening, resolved or not ÷"
            " customers asked; an answer that came later counts too, a revisit only if it was in time. A reopened"
            " complaint asks anew."
        ),
    ),
    "revisit_satisfaction": _D(
        N_("Satisfied at revisit"),
        "share",
        N_(
            "Revisits made in the period whose result was satisfied ÷ those with a result, whenever their complaints were opened."
        ),
    ),
    # -- service response ---------------------------------------------------------------------------------
    "inbound": _D(
        N_("Contacts that came in"),
        "count",
        N_("Calls and messages received in the period whose waiting time is known."),
    ),
    "inbound_waiting": _D(
        N_("Waiting for an answer"), "count", N_("Of these, those that nobody answered by the as-of.")
    ),
    # -- care -----------------------------------------------------------------------------------------
    "care_planned": _D(
        N_("Planned greetings"),
        "count",
        N_("Greetings for days of the period that wait to be sent, or are being sent."),
    ),
    "care_sent": _D(N_("Sent"), "count", N_("Greetings for days of the period that were sent by e-mail.")),
    "care_handed": _D(
        N_("Handed over"), "count", N_("Greetings for days of the period that a platform was given to send.")
    ),
    "care_failed": _D(N_("Failed"), "count", N_("Greetings for days of the period that could not be sent.")),
    "care_unknown": _D(
        N_("Unknown"),
        "count",
        N_("Greetings of which nobody knows whether they were sent, until somebody says."),
    ),
    "care_reached": _D(
        N_("Customers greeted"),
        "count",
        N_("Customers with a greeting of the period that was sent or handed over."),
    ),
    "care_cost": _D(
        N_("Cost of gifts"),
        "money",
        N_("What the gifts cost that went along with greetings sent or handed over."),
    ),
    # -- trials ---------------------------------------------------------------------------------------
    "trials_started": _D(N_("Trials begun"), "count", N_("Trials whose first day lies in the period.")),
    "trials_running": _D(
        N_("On trial"), "count", N_("Of these, those that nobody ended and whose last day hasn't passed.")
    ),
    "trials_won": _D(N_("Bought"), "count", N_("Of these, those after which the customer bought.")),
    "trials_declined": _D(
        N_("Not bought"), "count", N_("Of these, those after which the customer didn't buy.")
    ),
    "trials_no_word": _D(
        N_("Without a word"), "count", N_("Of these, those whose last day has passed and that nobody ended.")
    ),
    "trial_conversion": _D(
        N_("Conversion"),
        "share",
        N_("Trials won ÷ (won + declined + over without a word); running ones apart."),
    ),
    "trial_days": _D(
        N_("Days to decide"),
        "days",
        N_("Median days from the first day of a trial to the customer's decision, both counted."),
    ),
    "trial_revenue": _D(
        N_("Revenue of trials"),
        "money",
        N_("What the completed and paid orders come to that won trials led to, less refunds."),
    ),
    # -- contracts ------------------------------------------------------------------------------------
    "contracts_in_force": _D(
        N_("Contracts in force"),
        "count",
        N_(
            "Contracts whose term holds the period's last day and that nobody ended; n is all signed by then."
        ),
    ),
    "contracts_value": _D(N_("Contract amount"), "money", N_("What the contracts in force come to.")),
    "contracts_ending": _D(
        N_("Ending soon"),
        "count",
        N_("Contracts in force that nobody renewed and that end within the days of the first reminder."),
    ),
    "contracts_renewed": _D(
        N_("Renewed"),
        "count",
        N_(
            "Contracts whose last day lies in the period and that another one renews; n is all of the period."
        ),
    ),
    "contracts_lost": _D(
        N_("Not renewed"), "count", N_("Contracts whose last day lies in the period and that none renews.")
    ),
    "renewal_rate": _D(
        N_("Renewal rate"),
        "share",
        N_("Renewed contracts ÷ contracts whose last day lies in the period."),
    ),
    "receivable": _D(
        N_("Receivable"), "money", N_("What of instalments is not paid, due or not; n is the instalments.")
    ),
    "receivable_overdue": _D(
        N_("Overdue receivable"), "money", N_("Of this, what fell due before the period's last day.")
    ),
    "response_in_time": _D(
        N_("Answered within the target"),
        "share",
        N_(
            "Contacts answered within their channel's target ÷ (answered, and waiting past it); those that wait within it"
            " apart."
        ),
    ),
    "phone_wait": _D(
        N_("Seconds until a call is taken"), "seconds", N_("Mean wait of the calls that were answered.")
    ),
    "chat_wait": _D(
        N_("Seconds until a chat is answered"), "seconds", N_("Mean wait of the chats that were answered.")
    ),
    "email_wait": _D(
        N_("Hours until an e-mail is answered"), "hours", N_("Mean wait of the e-mails that were answered.")
    ),
    # -- customers and churn --------------------------------------------------------------------------
    "customers": _D(
        N_("Customers"), "count", N_("Customers known on the last day: entered, contacted or buying by then.")
    ),
    "members": _D(N_("Members"), "count", N_("Customers in the membership programme on the last day.")),
    "at_risk": _D(
        N_("Customers at risk"),
        "count",
        N_("New and active customers whose churn risk is high or medium."),
    ),
    "high_risk": _D(N_("At high risk"), "count", N_("New and active customers whose churn risk is high.")),
    "value_at_stake": _D(
        N_("Value at stake"),
        "money",
        N_("Spend of the last 12 months of the customers at risk."),
    ),
    "lost": _D(N_("Lost customers"), "count", N_("Customers whose stage is lost on the last day.")),
    "churn_rate_month": _D(
        N_("Monthly churn rate"),
        "share",
        N_("Of the customers new or active one month before, the share that is lost on the last day."),
    ),
    "churn_rate": _D(
        N_("Yearly churn rate"),
        "share",
        N_("Of the customers new or active 12 months before, the share that is lost on the last day."),
    ),
    "retention_rate": _D(
        N_("Retention rate"),
        "share",
        N_("Of the customers new or active 12 months before, the share that is not lost on the last day."),
    ),
    "expected": _D(
        N_("Expected purchases"),
        "count",
        N_("Customers with a rhythm who are expected to buy, of all who bought."),
    ),
    "next_purchase_error": _D(
        N_("Error of the expected day"),
        "days",
        N_("How far the expected day was from the next purchase, on average, in the months held out."),
    ),
    "product_hit_rate": _D(
        N_("Products named rightly"),
        "share",
        N_(
            "Of those who bought again in the months held out, the share that bought a product that was named."
        ),
    ),
    "flagged": _D(
        N_("Flagged then"),
        "count",
        N_("New and active customers at high or medium risk on the day tested."),
    ),
    "flagged_lost": _D(N_("Of these left"), "count", N_("Flagged customers who are lost on the last day.")),
    "left": _D(
        N_("Left in all"),
        "count",
        N_("Customers new or active on the day tested who are lost on the last day."),
    ),
    "precision": _D(N_("Precision"), "share", N_("Flagged customers who left ÷ all flagged ones.")),
    "recall": _D(N_("Recall"), "share", N_("Flagged customers who left ÷ all who left.")),
    # -- key figures ----------------------------------------------------------------------------------
    "satisfaction_mean": _D(
        N_("Customer satisfaction"),
        "score",
        N_("Mean overall score (1 to 5) of the survey responses of the period."),
    ),
    "satisfaction_change": _D(
        N_("Change of satisfaction"),
        "score",
        N_("Mean overall score less that of the period before."),
    ),
    "repurchase_rate": _D(
        N_("Repurchase rate"),
        "share",
        N_("Customers with two or more counted orders in 12 months ÷ customers with one or more."),
    ),
    "referral_rate": _D(
        N_("Referral rate"),
        "share",
        N_(
            "Customers first known in the period (entered, contacted or buying, whichever was first) who came by referral ÷ all first"
            " known in it."
        ),
    ),
    "complaint_count": _D(N_("Complaints"), "count", N_("Complaints opened in the period.")),
    "clock_compliance": _D(
        N_("Complaint deadlines met"),
        "share",
        N_("Deadlines of the period's complaints met ÷ (met + late + missed); running ones apart."),
    ),
    "handling_hours": _D(
        N_("Handling time of complaints"),
        "hours",
        N_("Median hours from opening to resolution of the period's complaints."),
    ),
    "information_timeliness": _D(
        N_("Contacts recorded in time"),
        "share",
        N_("Contacts of the period recorded within the policy's hours ÷ all; imported records are left out."),
    ),
    "contacts_per_salesperson_day": _D(
        N_("Customers contacted per person and day"),
        "number",
        N_(
            "Customers effectively contacted, each once a day ÷ (working days × sales representatives and"
            " others who reached any)."
        ),
    ),
    "plan_compliance": _D(
        N_("Contact plan kept"),
        "share",
        N_(
            "Contacts whose day, as they first fell due, lay in the period and that were made by it ÷ all such; backlog"
            " apart."
        ),
    ),
    "plan_content": _D(
        N_("Plan kept with content"),
        "share",
        N_(
            "Contacts by the rhythm of a tier whose plan asks for something to be given (a proposal, advice, a quotation),"
            " whose day lay in the period: those made by it, all of that given within the rhythm's days ÷ all such."
        ),
    ),
    "revenue_12m": _D(
        N_("Revenue, 12 months"),
        "money",
        N_("Orders of the 12 months to the last day that are completed or paid, less their refunds."),
    ),
    "orders_counted": _D(
        N_("Counted orders"),
        "count",
        N_("All orders completed or paid up to the last day; opening balances are left out."),
    ),
    "average_revenue": _D(
        N_("Average revenue"),
        "money",
        N_("Revenue of 12 months ÷ customers new or active on the last day."),
    ),
    "lifetime_value": _D(
        N_("Lifetime value"),
        "money",
        N_("Average revenue × the policy's gross margin ÷ yearly churn rate."),
    ),
    "lifetime_value_change": _D(
        N_("Change of lifetime value"),
        "share",
        N_("Lifetime value against that of 12 months before."),
    ),
    "tool_use": _D(
        N_("Use of the tool"),
        "number",
        N_("Recorded operations of the period ÷ active staff."),
    ),
    "health_distribution": _D(
        N_("Healthy customers"),
        "share",
        N_("Customers in the healthy band ÷ customers with a health score."),
    ),
    "health_average": _D(
        N_("Average health"),
        "score",
        N_("Mean health (0 to 100) of the customers that have one; prospects have none."),
    ),
    "data_completeness": _D(
        N_("Data completeness"),
        "share",
        N_(
            "Filled ÷ all of name, a way to reach them, city or region, source, owner, industry, size;"
            " persons need no industry or size."
        ),
    ),
    "programme_participation": _D(
        N_("Programme participation"),
        "share",
        N_("Members ÷ customers, on the last day."),
    ),
    # -- data quality ---------------------------------------------------------------------------------
    "records": _D(N_("Customer records"), "count", N_("Customers added up to the last day.")),
    "completeness": _D(
        N_("Completeness"),
        "share",
        N_(
            "Required fields that are filled ÷ all required fields: name, a phone, e-mail or WeChat, city or region,"
            " source, owner; of companies also industry and size."
        ),
    ),
    "complete_records": _D(
        N_("Complete records"), "share", N_("Customers with every required field ÷ all customers.")
    ),
    "invalid_values": _D(
        N_("Invalid values"),
        "count",
        N_(
            "Phones and e-mails that are none, words that no list knows, days that don't exist or lie ahead; of all"
            " such values."
        ),
    ),
    "duplicated_records": _D(
        N_("Likely duplicates"),
        "count",
        N_("Customers who share a phone, e-mail or WeChat name with another; of all customers."),
    ),
    "unverified_records": _D(
        N_("Not verified for long"),
        "count",
        N_(
            "Customers whose contact data was not verified within the policy's time for it, by default a year; of those"
            " not closed or held back for approval. An imported record counts from its import."
        ),
    ),
    "without_owner": _D(
        N_("Without an owner"),
        "count",
        N_("Customers whom nobody looks after; of those not closed or held back for approval."),
    ),
    "owner_left": _D(
        N_("Owner has left"),
        "count",
        N_("Customers whose owner is no longer active; of those not closed or held back for approval."),
    ),
    "without_contact": _D(
        N_("Not contacted for a year"),
        "count",
        N_(
            "Customers known for more than 12 months without a contact of any kind in them; of those not closed or held back"
            " for approval."
        ),
    ),
    "pending_records": _D(
        N_("Waiting for approval"),
        "count",
        N_("Customers who wait for approval; of all customers."),
    ),
    "answers_of_nobody": _D(
        N_("Survey answers of nobody"),
        "count",
        N_("Survey responses that belong to no customer; of all responses of the period."),
    ),
    # -- opportunities --------------------------------------------------------------------------------
    **{key: _D(*text) for key, text in pipeline.TEXTS.items()},
    # -- campaigns and the loyalty programme ------------------------------------------------------------------------
    **{key: _D(*text) for key, text in programme.TEXTS.items()},
    # -- customers kept and won back --------------------------------------------------------------------------------
    **{key: _D(*text) for key, text in retaining.TEXTS.items()},
    # -- budget and expenses ----------------------------------------------------------------------------------------
    **{key: _D(*text) for key, text in spending.TEXTS.items()},
    # -- the team's work --------------------------------------------------------------------------------------------
    **{key: _D(*text) for key, text in people.TEXTS.items()},
    # -- targets ----------------------------------------------------------------------------------------------------
    **{key: _D(*text) for key, text in targets.TEXTS.items()},
    # -- sales ------------------------------------------------------------------------------------------------------
    **{key: _D(*text) for key, text in sales.TEXTS.items()},
    # -- competitors ------------------------------------------------------------------------------------------------
    **{key: _D(*text) for key, text in competing.TEXTS.items()},
    # -- comparisons ----------------------------------------------------------------------------------
    **{key: _D(*text) for key, text in changes.TEXTS.items()},
}

#: Figures whose limit is the most that they may be; of every other one it is the least.
AT_MOST = frozenset(
    {
        "complaint_count",
        "complaint_rate",
        "handling_hours",
        "receivable",
        "receivable_overdue",
        "churn_rate",
        "complaint_growth",
        "days_to_deal",
        "next_purchase_error",
        "phone_wait",
        "chat_wait",
        "email_wait",
        "campaign_spent",
        "spent",
    }
)

#: Decimals that a figure of a unit is rounded to.
_DECIMALS = {
    "count": 0,
    "share": 4,
    "points": 1,
    "score": 3,
    "money": 0,
    "hours": 1,
    "days": 1,
    "seconds": 1,
    "number": 2,
}


#: Units of which people see fewer decimals than machines: kept exact until they are shown, since what is rounded twice
#: goes up too often.
_EXACT = frozenset({"share", "score"})


def kept(value: Number | None, unit: str) -> Number | None:
    """A figure's value as a report holds it."""
    return value if unit in _EXACT else rounded(value, unit)


def rounded(value: Number | None, unit: str) -> Number | None:
    """The value to its unit's decimals: whole for counts and cents."""
    if value is None:
        return None
    decimals = _DECIMALS[unit]
    return half_up(value, decimals) if decimals else int(half_up(value))


def beyond(key: str, value: Number | None, limit: Number | None) -> bool:
    """Whether a figure lies on the wrong side of its limit; one that is unknown, or has no limit, doesn't."""
    if value is None or limit is None:
        return False
    return value > limit if key in AT_MOST else value < limit


def ratio(part: Number | None, whole: Number | None) -> float | None:
    """part ÷ whole; None where either is unknown or the whole is zero."""
    return None if part is None or not whole else part / whole


def members(count: int) -> int | None:
    """How many are members; None where nobody is, for then there is no programme yet whose figures could be told."""
    return count or None


def change(now: Number | None, before: Number | None) -> float | None:
    """Growth against before: 0.5 is half as much again. None without a base."""
    return None if now is None or before is None or not before else now / before - 1


def difference(now: Number | None, before: Number | None) -> float | None:
    """now − before, where both are known."""
    return None if now is None or before is None else now - before


def mean(values: Sequence[Number]) -> float | None:
    return sum(values) / len(values) if values else None


def median(values: Sequence[Number]) -> float | None:
    return float(_median(values)) if values else None


def lifetime_value(average: Number | None, margin: Number, churn_rate: float | None) -> float | None:
    """Average yearly revenue × gross margin ÷ yearly churn, in cents; None where nobody leaves."""
    return None if average is None or not churn_rate else average * margin / churn_rate


class Backtest(NamedTuple):
    """How a day's warnings turned out, as numbers of customers."""

    flagged: int
    flagged_lost: int
    left: int

    @property
    def precision(self) -> float | None:
        return ratio(self.flagged_lost, self.flagged)

    @property
    def recall(self) -> float | None:
        return ratio(self.flagged_lost, self.left)


def backtest(flagged: set[int], present: set[int], lost_later: set[int]) -> Backtest:
    """`flagged` of those `present` on the day tested, against those lost at the end."""
    left = present & lost_later
    return Backtest(len(flagged & present), len(flagged & left), len(left))


def quintiles(values: Sequence[Number]) -> list[int]:
    """Scores 1 to 5 by rank, 5 the largest; equal values score alike."""
    order = sorted(values)
    return [1 + 5 * bisect_left(order, value) // len(order) for value in values]
