"""Why a value or a row of an import can't be used, in words, and what of it a record can do without."""

from __future__ import annotations

from crmcli.i18n import N_, _, clauses, sentences
from crmcli.sheets.model import Problem

#: What a field is called in a reason.
_FIELDS = {
    "name": N_("name"), "customer": N_("customer"), "phone": N_("phone"), "phones": N_("phone"), "email": N_("e-mail"),
    "wechat": N_("WeChat"), "birthday": N_("birthday"), "cooperation_start": N_("start of cooperation"),
    "created_on": N_("creation date"), "member_since": N_("member since"), "last_contact_on": N_("last contact"),
    "next_contact_on": N_("next contact"), "occurred": N_("date of the contact"), "next_on": N_("next date"),
    "ordered": N_("order date"), "promised_on": N_("promised date"), "refunded_on": N_("date of the refund"), "amount": N_("amount"), "quantity": N_("quantity"),
    "signed": N_("date of signing"), "start": N_("start of the contract"), "end": N_("end of the contract"),
    "ended": N_("date of termination"), "plan": N_("billing plan"), "paid": N_("paid so far"), "paid_on": N_("date of the payment"), "state": N_("state"), "opening": N_("paid before"),
    "opening_amount": N_("total so far"), "points": N_("points"), "opened": N_("date of the complaint"),
    "responded": N_("first response"), "proposed": N_("proposed solution"), "resolved": N_("resolution"),
    "revisited": N_("revisit"), "submitted": N_("date of the answer"), "overall": N_("overall satisfaction"),
    "nps": N_("recommendation"), "status": N_("status"), "channel": N_("channel"), "severity": N_("severity"),
    "product": N_("product"), "content": N_("content"), "title": N_("title"), "due": N_("deadline"),
    "paused_until": N_("paused until"), "verified_on": N_("verified on"), "cadence_days": N_("contact every (days)"),
    "pin_until": N_("pinned until"), "potential_override": N_("set potential"), "emails": N_("e-mail"),
    "recorded": N_("time of recording"), "forecast_on": N_("expected on"), "created": N_("creation date"),
    "done": N_("done at"), "answered": N_("time of the answer"), "score": N_("score"), "kind": N_("kind"),
    "staff": N_("person"), "topic": N_("topic"), "held": N_("date of the training"), "theory": N_("theory"), "practice": N_("practice"),
    "agreed": N_("agreed or withdrawn"), "said": N_("date of the consent"),
    "result": N_("result"), "passed": N_("passed on"), "valid": N_("valid until"), "response_speed": N_("response speed"), "problem_solving": N_("problem solving"), "cooperation": N_("cooperation"),
    "product_quality": N_("product quality"), "after_sales": N_("after-sales service"), "comment": N_("comment"),
}  # fmt: skip
#: Why a value or a row can't be used, by the reader's code.
_REASONS = {
    "missing_name": N_("The name is missing."),
    "no_reference": N_("It says neither which customer nor which phone."),
    "bad_phone": N_("The phone can't be read: %(value)s"),
    "bad_email": N_("The e-mail address can't be read: %(value)s"),
    "bad_date": N_("There is no such date (%(field)s): %(value)s"),
    "only_year": N_("Only the year is told (%(field)s): %(value)s"),
    "no_anchor": N_("The sheet doesn't tell from which day %(value)s is counted (%(field)s)."),
    "bad_amount": N_("The amount can't be read (%(field)s): %(value)s"),
    "below_zero": N_("%(field)s: %(value)s is below zero."),
    "bad_score": N_("The score can't be read (%(field)s): %(value)s"),
    "off_scale": N_("%(field)s: %(value)s is outside its scale."),
    "bad_word": N_("Unknown word (%(field)s): %(value)s"),
    "bad_status": N_("Unknown status, the order counts as completed: %(value)s"),
    "lost_digits": N_("The sheet lost digits of this number (%(field)s): %(value)s"),
    "shared": N_("%(value)s is another customer's number in this list (%(field)s)."),
    "missing": N_("Something is missing: %(field)s"),
    "ahead": N_("%(value)s lies in the future (%(field)s)."),
    "no_day": N_("No day is told (%(field)s): %(value)s"),
    "before_contact": N_("%(field)s: %(value)s is before the contact."),
    "too_early": N_("%(field)s: %(value)s is before the complaint."),
}
#: Fields without which a row of a kind means nothing: a bad one is never just kept beside.
_NEEDED = {
    "customers": {"name"}, "members": {"name"}, "contacts": {"name"}, "interactions": {"occurred"},
    "purchases": {"ordered", "amount"}, "complaints": {"opened"}, "survey_answers": set(), "tasks": {"title"},
    "feedback": {"occurred", "content"}, "contracts": {"start", "amount"}, "opportunities": set(),
    "trainings": {"staff", "topic", "held"}, "consents": {"agreed", "said"},
}  # fmt: skip


def why(problem: Problem) -> str:
    """A problem in the reader's language."""
    text = _(_REASONS.get(problem.reason, N_("This can't be read (%(field)s): %(value)s")))
    named = field_name(problem.field) if problem.field in _FIELDS else problem.column or problem.field
    told = text % {"field": named, "value": str(problem.value)[:80]}
    return sentences(told, problem.allowed)


def lack_of(name: str) -> str:
    """That a record lacks a field that it can't do without, and where else than in a column of its own it may stand."""
    lack = why(Problem(name, "", "missing"))
    if name != "ordered":
        return lack
    way = _("name its column (--map COLUMN=ordered), or write the month into the file's name (2026-03).")
    return clauses((lack, way))


def field_name(name: str) -> str:
    """A field in the reader's language."""
    return _(_FIELDS.get(name, name))


def is_fatal(kind: str, problem: Problem) -> bool:
    """Whether the row must be rejected for it: nothing is left that could be kept."""
    return problem.reason in ("missing_name", "no_reference", "missing") or problem.field in _NEEDED.get(
        kind, ()
    )
