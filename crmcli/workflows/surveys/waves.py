"""Waves of surveys: who is asked by which rule, who is left out and why, and each one's code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from crmcli import errors
from crmcli.database.connection import Row
from crmcli.database.operation import Operation
from crmcli.i18n import _, clauses, series
from crmcli.judging import reach as reaching
from crmcli.judging.filters import parse, printed
from crmcli.policy import Policy
from crmcli.queries.surveys import STANDARD
from crmcli.store import Store, View, Work
from crmcli.verdicts.reach import Whom, reach
from crmcli.wording import shell_word
from crmcli.workflows.codes import drawn
from crmcli.workflows.filtering import filtered
from crmcli.workflows.surveys import forms

#: 8 of 31 letters and digits make 8 × 10¹¹ codes.
_LENGTH = 8
#: Why a customer whom the rule means is not asked, in the order in which it is looked at.
REASONS = (*reaching.OF_CUSTOMERS, "in_this_wave", "asked_lately")


@dataclass(frozen=True, slots=True)
class Rule:
    """Whom a wave asks: all who match the filters, whom every filter of `where` finds, and a complaint resolved lately if asked for.

    An owner is told by `owner_id`; its name beside it is for people.
    """

    filters: Mapping[str, Any] = field(default_factory=dict)
    where: tuple[str, ...] = ()
    after_complaint: int | None = None

    def __str__(self) -> str:
        parts = [
            f"{name} == {value}"
            for name, value in self.filters.items()
            if value is not None and name != "owner_id"
        ]
        parts += [printed(parse(text)) for text in self.where]
        if self.after_complaint is not None:
            parts.append(f"days_since_complaint_resolved <= {self.after_complaint}")
        return clauses(parts)


@dataclass(slots=True)
class Chosen:
    """The customers to invite, and how many are left out for each of REASONS."""

    customers: list[Row] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def rule(
    filters: Mapping[str, Any], where: str | None, after_purchase: int | None, after_complaint: int | None
) -> Rule:
    """A rule from what was typed."""
    texts = [where] if where else []
    if after_purchase is not None:
        texts.append(f"purchase_days>=1 and days_since_purchase<={after_purchase}")
    return Rule(filters, tuple(texts), after_complaint)


def name_of_period(every: str, day: date) -> str:
    """The wave of the running month, quarter, half-year or year: 2026-11, 2026Q4, 2026H2, 2026."""
    return {
        "month": f"{day:%Y-%m}",
        "quarter": f"{day.year}Q{(day.month + 2) // 3}",
        "half": f"{day.year}H{(day.month + 5) // 6}",
        "year": str(day.year),
    }[every]


def choose(view: View, whom: Rule, wave: Row | None) -> Chosen:
    """Whom the rule means and who may be asked now."""
    meant = _meant(view, whom)
    ids = [row["id"] for row in meant]
    here = {row["customer_id"] for row in view.store.waves.invited(wave["id"])} if wave else set()
    first = view.as_of.on - timedelta(days=view.policy.survey.fatigue_days - 1)
    lately = view.store.waves.asked_since(first.isoformat(), ids)
    may = reach(view, "survey", None, map(Whom, ids))
    chosen = Chosen()
    for row in meant:
        reason = may[Whom(row["id"])].reason
        reason = reason or (
            "in_this_wave" if row["id"] in here else "asked_lately" if row["id"] in lately else ""
        )
        if reason:
            chosen.left_out[reason] += 1
        else:
            chosen.customers.append(row)
    return chosen


def _meant(view: View, whom: Rule) -> list[Row]:
    rows = view.store.customers.listed(whom.filters)
    if whom.after_complaint is not None:
        day = view.as_of.on - timedelta(days=whom.after_complaint)
        resolved = view.store.waves.resolved_since(day.isoformat())
        rows = [row for row in rows if row["id"] in resolved]
    for text in whom.where:
        fitting = set(filtered(view, text))
        rows = [row for row in rows if row["id"] in fitting]
    return rows


# -- opening and closing --------------------------------------------------------------------------


def open_or_extend(work: Work, key: str, form: str, whom: Rule) -> Chosen:
    """Invites whom the rule means to a new wave, or those not yet asked to an open one. Nobody to ask makes no wave."""
    wave = openable(work.store, key, form)
    chosen = choose(work, whom, wave)
    if chosen.customers:
        on = work.day
        if wave is None:
            form_id = forms.used(work, form or STANDARD)["id"]
            wave_id = work.store.waves.add(work.op, key, form_id, str(whom) or None, on)
        else:
            wave_id = wave["id"]
        work.store.waves.invite(
            work.op,
            wave_id,
            drawn([row["id"] for row in chosen.customers], _LENGTH, work.store.waves.by_codes),
            on,
        )
    return chosen


def openable(store: Store, key: str, form: str) -> Row | None:
    """The open wave of this name, None if there is none yet. Invalid if it is closed or asks another form, NotFound if
    there is no such form."""
    wave = store.waves.wave(key)
    if wave is None:
        forms.load(store, form or STANDARD)
        return None
    if wave["closed_at"]:
        raise errors.Invalid(
            _("The wave %(wave)s is closed.") % {"wave": wave["key"]}, _("Open one of another name.")
        )
    check_form(wave, form)
    return wave


def check_form(wave: Row, form: str) -> None:
    """Invalid if a form is named that the wave does not ask."""
    if form and form.lower() != wave["form"].lower():
        raise errors.Invalid(
            _("The wave %(wave)s asks the form %(form)s.") % {"wave": wave["key"], "form": wave["form"]},
            _("Leave the form's key out."),
        )


def find(store: Store, key: str) -> Row:
    """The wave of this name; NotFound otherwise."""
    wave = store.waves.wave(key)
    if wave is None:
        known = series(row["key"] for row in store.waves.all()[:9])
        raise errors.NotFound(
            _("There is no survey wave %(key)s.") % {"key": key},
            _("There are: %(known)s.") % {"known": known}
            if known
            else _("Open one: crmcli survey wave open %(key)s") % {"key": shell_word(key)},
        )
    return wave


def close(op: Operation, wave: Row) -> None:
    """Takes no further answers to a wave. Invalid if it is closed already."""
    if wave["closed_at"]:
        raise errors.Invalid(
            _("The wave %(wave)s is closed.") % {"wave": wave["key"]}, _("Nothing was changed.")
        )
    op.update("survey_wave", wave["id"], {"closed_at": op.at_text})


def link(policy: Policy, code: str) -> str | None:
    """Where the form is filled in with this code, if the policy names a place."""
    return policy.survey.link + code if policy.survey.link else None
