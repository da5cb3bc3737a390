"""How cases of keeping customers are shown: lists, the line after a change, one with its measures and the rules' terms."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli.i18n import _, series, titled
from crmcli.render.cells import money, units
from crmcli.result import Column, Result, Table
from crmcli.verdicts.retention import cases
from crmcli.wording import SIGNALS, clean, label
from crmcli.workflows.due.retention import way_on

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.judging.retaining import Verdict
    from crmcli.verdicts.retention import Case
    from crmcli.workflows.retention.opening import Candidates

_HIDDEN = frozenset({
    "code", "customer_id", "stage", "signals", "verdict", "decided_on", "bought_on", "last_on", "outcome", "closed_on", "spent", "minutes",
    "held_out", "seed", "note", "close_note", "owner", "step_id", "reason",
})  # fmt: skip
#: After closing a case: what the rules say of it.
BESIDE = {"beside": "verdict"}


def columns() -> list[Column]:
    """What scripts get of a case."""
    return [
        Column("id", _("Id"), "int"),
        Column("customer", _("Customer")),
        Column("code", "code"),
        Column("opened_on", _("Case opened"), "date"),
        Column("stage", _("Stage"), "word", "lifecycle"),
        Column("risk", _("Risk"), "int"),
        Column("signals", "signals"),
        Column("value", _("At stake"), "money"),
        Column("reason", _("Reason for leaving"), "word", "leaving_reason"),
        Column("state", _("State"), "word", "retention_state"),
        Column("measure", _("Next measure"), "word", "retention_measure"),
        Column("due_on", _("Due"), "date"),
        Column("owner", _("Owner")),
        Column("verdict", _("By the rules"), "word", "retention_state"),
        Column("decided_on", _("Decided"), "date"),
        Column("bought_on", _("Bought"), "date"),
        Column("last_on", _("Counts until"), "date"),
        Column("outcome", _("Closed as"), "word", "retention_state"),
        Column("closed_on", _("Case closed"), "date"),
        Column("close_note", "close_note"),
        Column("spent", _("Cost"), "money"),
        Column("minutes", _("Minutes"), "int"),
        Column("held_out", "held_out", "int"),
        Column("seed", "seed"),
        Column("note", "note"),
        Column("step_id", "step_id", "int"),
        Column("customer_id", "customer_id", "int"),
    ]


def as_row(crm: Context, case: Case) -> dict[str, Any]:
    """A case under the columns of lists."""
    row, judged, step = case.row, case.verdict, case.next_step if case.is_open else None
    own = ("id", "customer", "code", "opened_on", "stage", "risk", "reason", "owner", "outcome", "closed_on", "close_note",
           "held_out", "seed", "note", "customer_id")  # fmt: skip
    return {
        **{name: row[name] for name in own},
        "signals": json.loads(row["signals"] or "[]"),
        "value": row["value_cents"],
        "state": case.state,
        "measure": step and step["kind"],
        "due_on": step and step["due_on"],
        "step_id": step and step["id"],
        "verdict": judged.word,
        "decided_on": judged.decided_on and judged.decided_on.isoformat(),
        "bought_on": judged.bought_on and judged.bought_on.isoformat(),
        "last_on": judged.last.isoformat(),
        "spent": case.spent,
        "minutes": case.minutes,
    }


def list_table(rows: Sequence[dict[str, Any]], *, everyone: bool) -> Table:
    """Cases as a list; whose, why, and how they ended, only where that differs."""
    shown = {"owner"} if everyone else set()
    shown |= {key for key in ("reason", "closed_on") if any(row[key] for row in rows)}
    return Table("cases", columns(), rows, machine_only=_HIDDEN - shown)


def opened(crm: Context, found: Candidates, ids: Sequence[int] | None, lines: list[str]) -> Result:
    """For whom cases are or would be opened."""
    owners = crm.store.staff.names()
    people: list[dict[str, Any]] = [
        {
            "id": None if ids is None else ids[place],
            "code": each.code,
            "customer": each.facts.name,
            "stage": each.standing.lifecycle,
            "risk": each.standing.risk,
            "value": each.value,
            "measure": None if each.code in found.held_out else each.measure,
            "owner": owners.get(each.owner_id or 0),
            "held_out": "yes" if each.code in found.held_out else "no",
            "customer_id": each.facts.customer_id,
        }
        for place, each in enumerate(found.found)
    ]
    shown = [
        Column("id", _("Id"), "int"),
        Column("code", _("Number"), "code"),
        Column("customer", _("Customer")),
        Column("stage", _("Stage"), "word", "lifecycle"),
        Column("risk", _("Risk"), "int"),
        Column("value", _("At stake"), "money"),
        Column("measure", _("Means"), "word", "retention_measure"),
        Column("owner", _("Owner")),
        Column("held_out", _("Held out"), "word", "yes_no"),
        Column("customer_id", "customer_id", "int"),
    ]
    hidden = {"customer_id", "stage"} | ({"id"} if ids is None else {"code"})
    hidden |= set() if found.held_out else {"held_out"}
    hidden |= set() if any(row["risk"] is not None for row in people) else {"risk"}
    table = Table("opened", shown, people, machine_only=frozenset(hidden))
    data = {
        "opened": None if ids is None else len(ids),
        "customers": [{**row, "value": units(row["value"])} for row in people],
        "has_one": found.has_one,
        "left_out": dict(found.left_out),
        "seed": found.seed,
    }
    after = [_("See: crmcli retain list")] if ids else []
    return Result(crm.command, data=data, tables=[table] if people else [], lines=lines, after=after)


def opened_one(crm: Context, case_id: int) -> Result:
    """That a case was opened, with its first measure."""
    return changed(
        crm,
        case_id,
        _("Case %(id)d for %(customer)s is opened: %(kind)s by %(day)s; %(value)s at stake."),
        told=None,
    )


def changed(
    crm: Context, case_id: int, *sentences: str | Mapping[str, Any], told: Mapping[str, Any] | None = None
) -> Result:
    """What was done to a case."""
    case = cases(crm.view, case_id=case_id)[0]
    step = case.next_step
    words: dict[str, Any] = {
        "id": case_id,
        "customer": case.row["customer"],
        "state": label("retention_state", case.state),
        "kind": step and label("retention_measure", step["kind"]),
        "day": step and step["due_on"],
        "value": money(case.row["value_cents"]),
    }
    extra = next((each for each in sentences if isinstance(each, Mapping)), None)
    words |= dict(told or {}) | dict(extra or {})
    lines = [each % words for each in sentences if isinstance(each, str)]
    if extra is BESIDE:
        lines.append(verdict_told(case.verdict))
    return Result(crm.command, data=_data(crm, case), lines=lines)


def verdict_told(judged: Verdict) -> str:
    """What the rules say of a case, in a sentence."""
    told = {"word": label("retention_state", judged.word), "day": judged.decided_on or judged.last}
    if judged.decided_on is None:
        return _("By the rules it is open until %(day)s.") % told
    return _("By the rules: %(word)s on %(day)s.") % told


def details(crm: Context, case: Case, *, explain: bool) -> Result:
    """One case with its measures and costs; with the terms of the rules where they are asked for."""
    row = case.row
    signs = series(_(SIGNALS.get(each, each)) for each in json.loads(row["signals"] or "[]"))
    fields = [
        (_("State"), label("retention_state", case.state)),
        (_("Case opened"), row["opened_on"]),
        (_("Owner"), row["owner"]),
        (_("Stage then"), label("lifecycle", row["stage"])),
        (_("Risk then"), row["risk"] is not None and str(row["risk"])),
        (_("Signs then"), signs),
        (_("At stake"), money(row["value_cents"])),
        (_("Reason for leaving"), row["reason"] and label("leaving_reason", row["reason"])),
        (_("Cost"), case.spent and money(case.spent)),
        (_("Person minutes"), case.minutes and str(case.minutes)),
        (_("Held out"), row["held_out"] and titled(_("seed"), row["seed"] or "—")),
        (_("Case closed"), row["outcome"] and row["closed_on"]),
        (_("Closing note"), row["close_note"]),
        (_("Note"), row["note"]),
    ]
    lines = [
        f"{row['id']}  {clean(row['customer'])}",
        *(titled(name, clean(str(value))) for name, value in fields if value),
        verdict_told(case.verdict),
        *(terms(crm, case) if explain else []),
    ]
    steps = [_step(each) for each in case.steps]
    data = {
        **_data(crm, case),
        "steps": steps,
        "terms": terms(crm, case),
        "expenses": [_expense(e) for e in case.expenses],
    }
    after = [way_on(row["id"])] if case.is_open else []
    return Result(
        crm.command,
        data=data,
        lines=lines,
        tables=[_steps(steps)] if steps else [],
        after=after,
        as_of=crm.as_of,
    )


def terms(crm: Context, case: Case) -> list[str]:
    """The rule that decides a case, and each of its terms, in sentences."""
    rules, judged, lost = crm.policy.retain, case.verdict, case.row["stage"] == "lost"
    rule = (
        _(
            "A lost customer is won back if it buys within the days of policy retain.won_back_days (%(n)d) after the opening."
        )
        % {"n": rules.won_back_days}
        if lost
        else _(
            "A customer is kept if it buys within the days of policy retain.kept_days (%(n)d) after the opening, or is new or"
            " active and not at high risk at their end."
        )
        % {"n": rules.kept_days}
    )
    lines = [rule, titled(_("Last day that counts"), judged.last.isoformat())]
    lines.append(
        titled(_("First order since"), judged.bought_on.isoformat() if judged.bought_on else _("none"))
    )
    if judged.stood is not None:
        told = {
            "day": judged.last,
            "stage": label("lifecycle", judged.stood.stage) if judged.stood.stage else "—",
            "level": label("risk_level", judged.stood.risk_level) if judged.stood.risk_level else "—",
        }
        lines.append(_("How it stood on %(day)s: %(stage)s, risk %(level)s.") % told)
    return lines


def _data(crm: Context, case: Case) -> dict[str, Any]:
    """A case as scripts read it."""
    row = as_row(crm, case)
    return {**row, "value": units(row["value"]), "spent": units(row["spent"])}


def _step(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: row[name]
        for name in ("id", "kind", "due_on", "owner", "what", "done_on", "result", "interaction_id")
    }


def _expense(row: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: row[name] for name in ("spent_on", "category", "what", "minutes", "staff")}
    return {**told, "amount": units(row["amount_cents"])}


def _steps(rows: Sequence[dict[str, Any]]) -> Table:
    shown = [
        Column("id", _("Number"), "int"),
        Column("kind", _("Means"), "word", "retention_measure"),
        Column("what", _("Words")),
        Column("due_on", _("Due"), "date"),
        Column("owner", _("Owner")),
        Column("done_on", _("Taken"), "date"),
        Column("result", _("What came of it")),
        Column("interaction_id", "interaction_id", "int"),
    ]
    absent = {key for key in ("what", "result", "done_on") if not any(row[key] for row in rows)}
    return Table(
        "steps", shown, rows, title=_("Measures"), machine_only=frozenset({"interaction_id"} | absent)
    )
