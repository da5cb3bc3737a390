"""What the figures of campaigns and of the loyalty programme mean, and which entries of the ledger are summed up in which."""

from __future__ import annotations

from collections.abc import Mapping

from crmcli.i18n import N_

#: Title, unit and meaning of each figure.
TEXTS: Mapping[str, tuple[str, str, str]] = {
    "campaigns": (N_("Campaigns"), "count", N_("Campaigns that began in the period.")),
    "campaign_drawn": (N_("Audience"), "count", N_("Customers that were drawn, held out or not; each counts once.")),
    "campaign_held_out": (N_("Held out"), "count", N_("Customers drawn who were held out and not invited, to compare with.")),
    "campaign_invited": (N_("Invited"), "count", N_("Customers whose invitation was out.")),
    "campaign_yes": (N_("Signed up"), "count", N_("Customers who said that they would come; n is those invited.")),
    "campaign_came": (N_("Came"), "count", N_("Customers who came, invited or not; n is those of whom it was noted whether they came.")),
    "campaign_bought": (
        N_("Bought"), "count",
        N_(
            "Of the customers drawn and not held out (n), those with an order that counts within the policy's campaign.result_days"
            " of the first day, whether or not they were reached or came."
        ),
    ),
    "campaign_spent": (N_("Cost"), "money", N_("What was spent on it by the last day shown; its limit is the budget.")),
    "cost_per_invited": (N_("Cost per customer invited"), "money", N_("Cost ÷ customers invited.")),
    "cost_per_attendee": (N_("Cost per customer who came"), "money", N_("Cost ÷ customers who came.")),
    "cost_per_buyer": (
        N_("Cost per additional buyer"), "money",
        N_(
            "Cost ÷ (customers drawn and not held out × how much more of them bought than of those held out); told only where it is"
            " shown that more bought."
        ),
    ),
    "training_passed": (N_("Training passed"), "share", N_("Of the participants of whom it was noted whether they passed, those who did.")),
    "training_score": (N_("Training score"), "score", N_("Mean score of the participants who have one.")),
    "loyalty_members": (N_("Members"), "count", N_("Customers in the membership programme on the last day.")),
    "loyalty_joined": (N_("Joined"), "count", N_("Members on the last day whose membership began in the period.")),
    "loyalty_left": (N_("Left the programme"), "count", N_("Customers who ceased to be members in the period, and are none on its last day.")),
    "loyalty_active": (N_("Active members"), "count", N_("Members who earned or redeemed points in the period; n is all members.")),
    "points_earned": (
        N_("Points earned"), "count",
        N_("Points of the period for orders, welcomes, referrals and tasks, less what refunds took back."),
    ),
    "points_brought": (N_("Points of sheets"), "count", N_("What imported balances brought in the period: opening ones, and what later ones changed.")),
    "points_spent": (N_("Points redeemed"), "count", N_("Points redeemed in the period, less those returned.")),
    "points_expired": (N_("Points expired"), "count", N_("Points that were booked as expired in the period.")),
    "points_adjusted": (N_("Points adjusted"), "count", N_("What people added by hand in the period or took back by undo, less what they took away.")),
    "points_open": (N_("Points open"), "count", N_("Points that can be redeemed on the last day; n is how many customers have any.")),
    "points_liability": (
        N_("Worth of open points"), "money",
        N_("Open points ÷ the policy's points.per_cash: what it would come to if all were taken off orders."),
    ),
    "points_used": (
        N_("Share of points redeemed"), "share",
        N_(
            "Of the points whose time was over by the last day, the share that was redeemed; n is the customers who had them,"
            " told from the policy's campaign.min_n on."
        ),
    ),
    "points_expected": (
        N_("Expected cost of open points"), "money", N_("Worth of open points × share of points redeemed: what they will cost if members go on as so far."),
    ),
    "points_owed": (
        N_("Points owed"), "count",
        N_("Points that refunds couldn't take back so far, for they were spent; n is how many customers owe any. Told of today only."),
    ),
    "rewards_taken": (N_("Rewards taken"), "count", N_("Rewards redeemed in the period and not returned by its end.")),
    "referrals_paid": (N_("Referrals paid"), "count", N_("Referrals for which the referrer got points in the period.")),
    "effect_spend": (
        N_("More spend than comparable customers"), "money",
        N_(
            "By how much more a member's spend grew from the 12 months before the month of joining to the 12 months after it,"
            " on average, than that of customers who never were members, had bought in the same 12 months before, and were"
            " then in the same fifth by spend and the same stage (new, active, quiet); n is the members compared. Members chose"
            " to join: not all of it need come of the programme."
        ),
    ),
}  # fmt: skip

#: The figure that each kind of entry belongs to.
KINDS: Mapping[str, str] = {
    "earn": "points_earned", "task": "points_earned", "welcome": "points_earned", "referral": "points_earned",
    "takeback": "points_earned", "opening": "points_brought", "stated": "points_brought", "redeem": "points_spent",
    "return": "points_spent", "expire": "points_expired", "adjust": "points_adjusted", "reversal": "points_adjusted",
}  # fmt: skip
#: Figures that tell what was taken from balances.
TAKEN = ("points_spent", "points_expired")
#: Kinds of entries that show that a member takes part.
TAKES_PART = ("earn", "task", "welcome", "referral", "redeem")
