"""Cases of keeping customers, opened one by one or for a whole list: who may be approached, whose they are, who is held out."""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple

from crmcli import errors
from crmcli.database.connection import Record
from crmcli.facts import Facts
from crmcli.i18n import _
from crmcli.judging.drawing import drawn_alike
from crmcli.judging.reach import agreed, says_no
from crmcli.judging.retaining import OFFERS, PRESENT, measure, strata
from crmcli.judging.standing import Standing
from crmcli.store import View, Work
from crmcli.verdicts.reach import Whom, facts_of, reach
from crmcli.verdicts.retention import cases, usual_spend
from crmcli.verdicts.standings import judge_all
from crmcli.wording import shell_word, unreached
from crmcli.workflows.routing import process_owner

Which = Literal["high_risk", "lost"]
#: What speaks against approaching a customer for being kept; that no way to reach it is known does not.
_BARRED = frozenset(
    {"do_not_contact", "closed", "paused", "unapproved", "provisional", "refuses", "withdrawn"}
)


class Plan(NamedTuple):
    """What a new case is opened with: whose it is (None: by rule), its first measure (None: the one suggested) and its day, why
    the customer leaves, and words on it."""

    owner_id: int | None = None
    measure: str | None = None
    due_on: date | None = None
    reason: str | None = None
    note: str | None = None


class Candidate(NamedTuple):
    """A customer for whom a case may be opened, with what is known of it: code, name, whose it will be, its first measure, and
    what is at stake in cents."""

    facts: Facts
    standing: Standing
    code: str
    owner_id: int | None
    measure: str
    value: int


@dataclass(slots=True)
class Candidates:
    """For whom cases are opened, how many have an open one already, and how many may not be approached and why; who of them is
    held out and by which seed, and how many would be, where that are too few."""

    found: list[Candidate] = field(default_factory=list)
    has_one: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    held_out: frozenset[str] = frozenset()
    seed: str | None = None
    too_few: int | None = None


def of_customer(view: View, row: Record, plan: Plan) -> Candidate:
    """A customer for whom a case is to be opened. Invalid for one that has an open case, may not be approached, or never bought."""
    told = {"name": row["name"], "code": shell_word(row["code"])}
    for case in cases(view, [row["id"]]):
        if case.state in ("running", "held_out"):
            raise errors.Invalid(
                _("%(name)s has an open case of being kept: %(id)d.") % {**told, "id": case.row["id"]},
                _("See: crmcli retain show %(id)d") % {"id": case.row["id"]},
            )
    pair = next(iter(judge_all(view, [row["id"]])), None)
    if pair is None or pair[1].lifecycle not in (*PRESENT, "lost"):
        raise errors.Invalid(
            _("%(name)s has bought nothing yet: there is nobody to keep.") % told,
            _("See: crmcli show %(code)s") % told,
        )
    found = _candidates(view, [pair], plan)
    if not found.found:
        reason = next(iter(found.left_out))
        raise errors.Invalid(
            _("%(name)s is not approached to be kept: %(why)s.") % {**told, "why": unreached(reason)},
            _("See: crmcli consent list %(code)s") % told,
        )
    return found.found[0]


def of_list(
    view: View, which: Which, among: Collection[int] | None, plan: Plan, limit: int | None
) -> Candidates:
    """The customers of the view's day at high risk, the highest first, or lost, the most valuable first; of some only with
    `among`. Who has an open case, or may not be approached, is left out; of the others the first up to a limit."""
    from crmcli.workflows.filtering import filtered

    ids = filtered(view, "risk_level=high" if which == "high_risk" else "lifecycle=lost", None)
    asked = [each for each in ids if among is None or each in among]
    pairs = [pair for pair in judge_all(view, asked) if _is(which, pair[1])] if asked else []
    taken = {each.row["customer_id"] for each in cases(view) if each.state in ("running", "held_out")}
    fresh = [pair for pair in pairs if pair[0].customer_id not in taken]
    found = _candidates(view, fresh, plan)
    found.has_one = len(pairs) - len(fresh)
    found.found = sorted(found.found, key=lambda each: (-(each.standing.risk or 0), -each.value, each.code))[
        :limit
    ]
    return found


def hold_out(found: Candidates, percent: int, seed: str | None, least: int) -> None:
    """Draws who of them is held out, alike in each tier and by value; nobody where that would be fewer than the least."""
    wanted = (len(found.found) * percent + 50) // 100
    if wanted < least:
        found.too_few = wanted
        return
    found.seed = seed or secrets.token_hex(8)
    rows = [{"code": c.code, "tier": c.standing.tier, "value": c.value} for c in found.found]
    found.held_out = frozenset(drawn_alike(found.seed, strata(rows, "value"), wanted))


def open_cases(work: Work, found: Candidates, plan: Plan) -> list[int]:
    """Opens the cases, each with its first measure unless it is held out; their ids in the order of the candidates."""
    day = (plan.due_on or work.as_of.on + timedelta(days=work.policy.retain.step_days)).isoformat()
    rows = [_row(each, found, plan) for each in found.found]
    ids = work.store.retention.add(work.op, rows, work.day)
    steps = [
        {
            "case_id": case_id,
            "kind": each.measure,
            "due_on": day,
            "owner_id": each.owner_id,
            "what": plan.note,
        }
        for case_id, each in zip(ids, found.found, strict=True)
        if each.code not in found.held_out
    ]
    work.store.retention.add_steps(work.op, steps, work.day)
    return ids


def barred(view: View, ids: Iterable[int], kind: str) -> dict[int, str]:
    """Why some customers are not approached with a measure, by id; offers and gifts not where they said no
    to marketing."""
    whom = {Whom(each) for each in ids}
    found = {
        each.customer_id: answer.reason
        for each, answer in reach(view, "care", None, whom).items()
        if answer.reason in _BARRED
    }
    if kind in OFFERS:
        for each, facts in facts_of(view, whom).items():
            # What was said of one channel alone says nothing of an offer that is made in person.
            if agreed(facts.consents, "marketing", None) is False:
                found.setdefault(each.customer_id, "withdrawn")
            elif says_no(facts.preferences, "marketing"):
                found.setdefault(each.customer_id, "refuses")
    return found


def _is(which: Which, standing: Standing) -> bool:
    if which == "lost":
        return standing.lifecycle == "lost"
    return standing.risk_level == "high" and standing.lifecycle in PRESENT


def _candidates(view: View, pairs: Sequence[tuple[Facts, Standing]], plan: Plan) -> Candidates:
    found = Candidates()
    kinds = {facts.customer_id: plan.measure or measure(standing.risk_signals) for facts, standing in pairs}
    why: dict[int, str] = {}
    for kind in sorted(set(kinds.values())):
        why |= barred(view, [key for key, own in kinds.items() if own == kind], kind)
    found.left_out.update(why.values())
    free = [pair for pair in pairs if pair[0].customer_id not in why]
    lost = {f.customer_id: f.last_purchase_on for f, standing in free if standing.lifecycle == "lost"}
    worth = usual_spend(view, lost)
    codes = {row["id"]: row["code"] for row in view.store.customers.many([f.customer_id for f, _s in free])}
    present = {row["id"] for row in view.store.staff.all() if row["active"]}
    by_rule = process_owner(view, "retention")
    for facts, standing in free:
        key = facts.customer_id
        own = facts.owner_id if facts.owner_id in present else by_rule
        value = worth.get(key, facts.spend_12m)
        found.found.append(Candidate(facts, standing, codes[key], plan.owner_id or own, kinds[key], value))
    return found


def _row(each: Candidate, found: Candidates, plan: Plan) -> dict[str, Any]:
    return {
        "customer_id": each.facts.customer_id,
        "owner_id": each.owner_id,
        "stage": each.standing.lifecycle,
        "risk": each.standing.risk,
        "signals": json.dumps(list(each.standing.risk_signals)),
        "value_cents": each.value,
        "held_out": int(each.code in found.held_out),
        "seed": found.seed,
        "reason": plan.reason,
        "note": plan.note,
    }
