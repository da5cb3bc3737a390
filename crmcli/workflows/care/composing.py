"""What a greeting says: its words, subject and gift, by occasion, tier and language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from crmcli import vocabulary
from crmcli.database.connection import Row
from crmcli.i18n import _
from crmcli.matching.countries import country_code
from crmcli.policy.sections import Gift
from crmcli.service.greetings import Unwritable, chosen, written
from crmcli.store import View
from crmcli.verdicts.care import Greeting
from crmcli.verdicts.care_days import Day
from crmcli.workflows.progress import language_of

#: Countries whose customers are written to in Chinese, where no language is known of them.
_CHINESE = ("CN", "HK", "MO", "TW", "SG")


class Written(NamedTuple):
    """A greeting in words, or why it can't be written. `cost_cents` is that of the gift."""

    greeting: Greeting
    subject: str = ""
    body: str = ""
    gift: str = ""
    cost_cents: int = 0
    problem: str = ""

    def as_message(self, state: str) -> dict[str, Any]:
        """The columns of its message in the outbox."""
        day = self.greeting.day
        return {
            "key": day.key,
            "kind": day.kind,
            "occasion": day.occasion,
            "occasion_on": day.on.isoformat(),
            "customer_id": day.whom.customer_id,
            "contact_person_id": day.whom.contact_person_id,
            "channel": self.greeting.channel,
            "address": self.greeting.address,
            "subject": self.subject or None,
            "body": self.body,
            "gift": self.gift or None,
            "cost_cents": self.cost_cents,
            "state": state,
        }


def occasion_word(view: View, day: Day, language: str) -> str:
    """What an occasion is called."""
    return view.policy.care.days.get(day.occasion) or vocabulary.label(
        "care_occasion", day.occasion, language
    )


def compose(view: View, greetings: Sequence[Greeting]) -> list[Written]:
    """The greetings in words, each in its customer's language."""
    return [_composed(view, greeting) for greeting in greetings]


def _composed(view: View, greeting: Greeting) -> Written:
    care = view.policy.care
    day, row = greeting.day, greeting.row
    tongue = language_for(view, row)
    by = {"occasion": day.occasion, "kind": day.kind, "tier": row["tier"], "language": tongue}
    gift = chosen(care.gifts, **by) or Gift("")
    text, subject = chosen(care.texts, **by), chosen(care.subjects, **by)
    if text is None:
        return Written(
            greeting, problem=_("there is no text for it: care.texts.%(kind)s") % {"kind": day.kind}
        )
    known = {
        "name": greeting.name,
        "customer": row["name"],
        "occasion": occasion_word(view, day, tongue),
        "years": day.years,
        "owner": row["owner"],
        "gift": gift.text,
        "day": day.on.isoformat(),
    }
    values = {name: value for name, value in known.items() if value is not None}
    try:
        body = written(text, values)
        return Written(greeting, written(subject or "", values), body, gift.text, round(gift.cost * 100))
    except Unwritable as error:
        told = _("the text lacks %(value)s") if error.missing else _("the text can't be written: %(value)s")
        return Written(greeting, problem=told % {"value": str(error)})


def language_for(view: View, row: Row) -> str:
    """zh or en: the customer's own language if it is known, else that of its country."""
    if row["language"]:
        return language_of(row["language"])
    country = country_code(row["country"] or "") or view.policy.team.country
    return "zh" if country in _CHINESE else "en"
