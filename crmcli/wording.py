"""Stored codes as words and sentences in the reader's language: labels, reasons for a contact, signals, terms."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli import i18n, vocabulary
from crmcli.i18n import N_, _, ngettext
from crmcli.matching.as_written import MARKS, column_of, is_as_written

if TYPE_CHECKING:
    from crmcli.policy.sections import OwnField

#: What a shell takes as it is, letters of every script among it.
_PLAIN = re.compile(r"[\w@%+=:,./-]+")
_CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
#: What a contact plan or overlay is for.
PURPOSES = {
    "tailored_advice": N_("tailored advice"),
    "follow_needs": N_("follow their needs, a proposal of their own"),
    "care": N_("care"),
    "revisit": N_("revisit"),
    "onboarding": N_("onboarding and training"),
    "win_back": N_("win them back"),
    "long_cooperation": N_("thank for the long cooperation"),
}
SIGNALS = {
    "silence": N_("silent for too long"),
    "spend_drop": N_("spend fell"),
    "complaint": N_("open or late complaint"),
    "low_survey": N_("low score"),
    "contact_overdue": N_("contact overdue"),
}
#: Bands of health and levels of churn risk.
LEVELS = {
    "healthy": N_("healthy"),
    "watch": N_("to watch"),
    "at_risk": N_("at risk"),
    "high": N_("high"),
    "medium": N_("medium"),
    "low": N_("low"),
}
TERMS = {
    "kind": N_("kind"),
    "severity": N_("severity"),
    "level": N_("member level"),
    "tier": N_("tier"),
    "value_class": N_("value class"),
    "risk": N_("churn risk"),
    "base": N_("base"),
    "overdue": N_("overdue"),
}
#: Public holidays by their names in the table of announced ones.
HOLIDAYS = {
    "New Year's Day": N_("New Year's Day"),
    "Spring Festival": N_("Spring Festival"),
    "Tomb-sweeping Day": N_("Tomb-sweeping Day"),
    "Labour Day": N_("Labour Day"),
    "Dragon Boat Festival": N_("Dragon Boat Festival"),
    "Mid-autumn Festival": N_("Mid-autumn Festival"),
    "National Day": N_("National Day"),
}


def holiday_name(name: str) -> str:
    """A day off by its name, in the reader's language where it is one of the announced ones."""
    return _(HOLIDAYS[name]) if name in HOLIDAYS else clean(name)


def clean(text: str) -> str:
    """Text without control and direction-changing characters: line breaks become spaces."""
    return _CONTROL.sub(" ", text) if _CONTROL.search(text) else text


def shell_word(text: object) -> str:
    """A value as one word of a command line that somebody may copy; a plain word, a Chinese one too, needs no quotes."""
    word = clean(str(text))
    if _PLAIN.fullmatch(word):
        return word
    if sys.platform == "win32":
        from subprocess import list2cmdline

        return list2cmdline([word])
    from shlex import quote

    return quote(word)


def label(domain: str, key: str) -> str:
    """The word for a stored key, in the reader's language."""
    return clean(vocabulary.label(domain, key, i18n.words()))


def known_word(domain: str, key: str) -> str:
    """A word of a domain as people type it: the key, in Chinese the word for it."""
    return label(domain, key) if i18n.words() == "zh" else key


def known_words(domain: str) -> str:
    """All that a word of a domain may be, for whoever typed none of them: in English the keys, which the docs tell of."""
    words = {key: label(domain, key) for key in vocabulary.choices(domain)}
    if i18n.words() == "zh":
        return i18n.series(words.values())
    return i18n.series(
        key if key == word.lower() else i18n.remarked(key, word) for key, word in words.items()
    )


#: Filters of a survey wave's rule, with the words for their values where there are some.
_FILTERS = {
    "tier": (N_("Tier"), "tier"),
    "lifecycle": (N_("Lifecycle"), "lifecycle"),
    "owner": (N_("Owner"), ""),
    "city": (N_("City"), ""),
    "tag": (N_("Tag"), ""),
}


def survey_rule(rule: str) -> str:
    """Whom a survey wave asks, in words; conditions stand as somebody typed them."""

    def told(part: str) -> str:
        name, equals, value = part.partition(" == ")
        if not equals or name not in _FILTERS:
            return clean(part)
        title, domain = _FILTERS[name]
        return i18n.titled(_(title), label(domain, value) if domain else clean(value))

    return i18n.clauses(told(part) for part in re.split("[;；] ?", rule))


def why(reasons: Sequence[Sequence[Any]]) -> str:
    """All reasons of one contact, the soonest first."""
    return _("; ").join(_REASONS[code](data) for code, data in reasons if code in _REASONS)


def with_given(text: str, give: str | None) -> str:
    """Why a contact is due, with what the customer is to be given at it."""
    return _("%(why)s; to be given: %(what)s") % {"why": text, "what": label("gave", give)} if give else text


def _cadence(data: Mapping[str, Any]) -> str:
    high = data.get("level") == "high"
    days = data["days"]
    low = ngettext("%(tier)s: every %(days)d day", "%(tier)s: every %(days)d days", days)
    text = ngettext(
        "%(tier)s: high-level every %(days)d day", "%(tier)s: high-level every %(days)d days", days
    )
    text = (text if high else low) % {"tier": label("tier", data["tier"]), "days": data["days"]}
    if data.get("exception"):
        text = _("%(text)s (%(remark)s)") % {"text": text, "remark": data["exception"]}
    text += _(", ") + (_("last %(day)s") % {"day": data["last"]} if data["last"] else _("never so far"))
    purposes = [_(PURPOSES[p]) for p in data.get("purposes", ()) if p in PURPOSES]
    return _("%(text)s (%(remark)s)") % {"text": text, "remark": _(", ").join(purposes)} if purposes else text


def _working(data: Mapping[str, Any]) -> str:
    last = _("last %(day)s") % {"day": data["last"]} if data["last"] else _("never so far")
    return ngettext(
        "working level every %(days)d day, %(last)s",
        "working level every %(days)d days, %(last)s",
        data["days"],
    ) % {"days": data["days"], "last": last}


def follow_up(data: Mapping[str, Any]) -> str:
    """An agreed next step: when it was agreed, for when, and what."""
    due = " ".join(filter(None, (data["due"], data.get("time"))))
    text = _("agreed on %(made)s for %(due)s") if data.get("made") else _("agreed for %(due)s")
    text %= {"made": data.get("made"), "due": due}
    return _("%(text)s: %(words)s") % {"text": text, "words": data["text"]} if data.get("text") else text


def _new_lead(data: Mapping[str, Any]) -> str:
    return (
        ngettext(
            "new since %(known_since)s, contact within %(hours)d hour",
            "new since %(known_since)s, contact within %(hours)d hours",
            data["hours"],
        )
        % data
    )


def _low_score(data: Mapping[str, Any]) -> str:
    return (
        ngettext(
            "low score on %(answered)s, follow up within %(hours)d hour",
            "low score on %(answered)s, follow up within %(hours)d hours",
            data["hours"],
        )
        % data
    )


_REASONS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "cadence": _cadence,
    "working_cadence": _working,
    "follow_up": follow_up,
    "new_lead": _new_lead,
    "low_score": _low_score,
}


#: Why somebody may not be reached (`judging.reach.REASONS`).
_UNREACHED = {
    "gone": N_("is there no more"),
    "do_not_contact": N_("wants no contact"),
    "closed": N_("the customer is closed"),
    "paused": N_("the customer is paused"),
    "unapproved": N_("rejected or waiting for approval"),
    "provisional": N_("nothing but a number is known"),
    "refuses": N_("the preferences refuse it"),
    "withdrawn": N_("consent was withdrawn"),
    "not_agreed": N_("needs consent first"),
    "unreachable": N_("no way to reach them by it"),
}


def unreached(reason: str) -> str:
    """Why somebody may not be reached, in words; empty where they may."""
    return _(_UNREACHED[reason]) if reason else ""


def signals(codes: str | Sequence[str]) -> str:
    """Churn signals in words."""
    names = codes.split(",") if isinstance(codes, str) else codes
    return _(", ").join(_(SIGNALS.get(name, name)) for name in names if name)


def terms(parts: Sequence[tuple[str, float]]) -> str:
    """The terms of a sum: `kind 20 + tier 10`."""
    return " + ".join(f"{_(TERMS.get(name, name))} {score:g}" for name, score in parts if score)


def rhythm(gap: float, n: int, late: int) -> str:
    """Why somebody is expected to buy again: the days between `n` purchases, and by how many days it is late, if it is."""
    from crmcli.figures.rounding import half_up

    text = _("every %(gap)s days, %(n)d purchases") % {"gap": f"{half_up(gap, 1):g}", "n": n}
    if late <= 0:
        return text
    return i18n.remarked(text, ngettext("%(n)d day late", "%(n)d days late", late) % {"n": late})


def share_of(name: str, n: int, of: int) -> str:
    """A thing, and in how many of how many cases it was."""
    return i18n.remarked(name, _("%(n)d of %(of)d") % {"n": n, "of": of})


def known_now(counts: Mapping[str, int]) -> str:
    """What a past day's answer says of records that were changed since (`verdicts.known_now`)."""
    told = (_COUNTED[kind](n) % {"n": n} for kind, n in counts.items())
    return _("As known now. Since then put right, entered or taken back: %(what)s.") % {
        "what": i18n.series(told)
    }


#: So many records of a kind, in words.
_COUNTED: Mapping[str, Callable[[int], str]] = {
    "customers": lambda n: ngettext("%(n)d customer", "%(n)d customers", n),
    "contacts": lambda n: ngettext("%(n)d contact", "%(n)d contacts", n),
    "orders": lambda n: ngettext("%(n)d order", "%(n)d orders", n),
    "contracts": lambda n: ngettext("%(n)d contract", "%(n)d contracts", n),
    "complaints": lambda n: ngettext("%(n)d complaint", "%(n)d complaints", n),
    "survey_responses": lambda n: ngettext("%(n)d survey response", "%(n)d survey responses", n),
    "feedback": lambda n: ngettext("%(n)d piece of feedback", "%(n)d pieces of feedback", n),
    "tasks": lambda n: ngettext("%(n)d task", "%(n)d tasks", n),
    "opportunities": lambda n: ngettext("%(n)d opportunity", "%(n)d opportunities", n),
    "trainings": lambda n: ngettext("%(n)d training", "%(n)d trainings", n),
    "consents": lambda n: ngettext("%(n)d consent", "%(n)d consents", n),
    "greetings": lambda n: ngettext("%(n)d greeting", "%(n)d greetings", n),
    "trials": lambda n: ngettext("%(n)d trial", "%(n)d trials", n),
    "competitors": lambda n: ngettext("%(n)d competitor", "%(n)d competitors", n),
    "retention": lambda n: ngettext(
        "%(n)d case of keeping a customer", "%(n)d cases of keeping customers", n
    ),
    "attachments": lambda n: ngettext("%(n)d attachment", "%(n)d attachments", n),
    "campaigns": lambda n: ngettext("%(n)d campaign", "%(n)d campaigns", n),
    "expenses": lambda n: ngettext("%(n)d expense", "%(n)d expenses", n),
    "budgets": lambda n: ngettext("%(n)d budget", "%(n)d budgets", n),
    "staff": lambda n: ngettext("%(n)d name of a member of staff", "%(n)d names of members of staff", n),
    "merged": lambda n: ngettext(
        "%(n)d customer merged into another", "%(n)d customers merged into others", n
    ),
    "operations": lambda n: ngettext("%(n)d operation", "%(n)d operations", n),
    "settings": lambda n: ngettext("%(n)d setting of the team", "%(n)d settings of the team", n),
}


def size_told(size: int) -> str:
    """A number of bytes, in thousands or millions of them where there are many."""
    if size < 1_000:
        return f"{size} B"
    return f"{size / 1_000:.0f} KB" if size < 999_500 else f"{size / 1_000_000:,.1f} MB"


def own_told(declared: Iterable[OwnField], own: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in the team's own columns, of which these are `declared`, as people read it."""
    flags = {field.name for field in declared if field.type == "flag"}
    return {
        column_told(name): label("yes_no", value) if name in flags else value for name, value in own.items()
    }


def column_told(name: str) -> str:
    """The name of a column; of a text that is kept as it was written in the reader's language, whatever the column's is."""
    return column_of(name) + MARKS[0] if is_as_written(name) and i18n.words() == "zh" else name


def contact_channel(row: Mapping[str, Any]) -> str:
    """By which channel a contact was, and whether nobody was reached."""
    told = label("channel", row["channel"])
    missed = row["direction"] == "out" and not row["effective"] and not row["care"]
    return _("%(channel)s (nobody reached)") % {"channel": told} if missed else told
