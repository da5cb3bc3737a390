"""What the fifteenth migration adds: keeping customers, targets, improvements, alarms, competitors, budgets, checks of the work,
rules on trial, and figures of past days and months."""

from __future__ import annotations

from crmcli.database.first_tables import Columns

TABLES: dict[str, Columns] = {
    # A customer that is to be kept or won back. `stage`, `risk`, `signals` (JSON) and `value_cents` are what was known of it when the
    # case was opened; `reason` is why it leaves, `held_out` says that it is left alone so that the others can be compared with it.
    "retention_case": {
        "id": "int#", "customer_id": "int!>customer", "owner_id": "int>staff", "stage": "text!", "risk": "int", "signals": "text",
        "value_cents": "int!", "held_out": "int!", "seed": "text", "reason": "text", "note": "text", "outcome": "text",
        "closed_on": "text", "closed_by": "int>staff", "close_note": "text", "creator_id": "int>staff", "opened_at": "text!",
        "opened_on": "text!",
    },
    # A measure that is taken for it, with its day; done once `done_on` is there.
    "retention_step": {
        "id": "int#", "case_id": "int!>retention_case", "kind": "text!", "due_on": "text!", "owner_id": "int>staff", "what": "text",
        "done_on": "text", "done_by": "int>staff", "result": "text", "interaction_id": "int>interaction", "creator_id": "int>staff",
        "created_at": "text!", "created_on": "text!",
    },
    # What a figure should be by a day: `metric` is the figure's key, `filter` the customers that it looks at.
    "target": {
        "id": "int#", "name": "text!", "metric": "text!", "filter": "text", "staff_id": "int>staff", "department": "text", "product": "text",
        "region": "text", "baseline": "real", "goal": "real!", "start_on": "text!", "due_on": "text!", "owner_id": "int>staff", "note": "text",
        "closed_on": "text", "close_note": "text", "creator_id": "int>staff", "created_at": "text!", "created_on": "text!",
    },
    # Something that is to be done better, what it came from, and the figure by which its effect is measured before and after.
    "improvement": {
        "id": "int#", "title": "text!", "feedback_id": "int>feedback", "complaint_id": "int>complaint",
        "response_id": "int>survey_response", "alarm": "text", "meeting_on": "text", "target_id": "int>target", "metric": "text",
        "filter": "text", "owner_id": "int>staff", "department": "text", "due_on": "text", "state": "text!", "done_on": "text", "note": "text",
        "result": "text", "creator_id": "int>staff", "created_at": "text!", "created_on": "text!",
    },
    # That somebody has seen an alarm of a period; it is worked out from the records, so only this is kept.
    "alarm_seen": {
        "id": "int#", "alarm": "text!", "period": "text!", "value": "real", "note": "text", "staff_id": "int>staff", "seen_at": "text!",
        "seen_on": "text!",
    },
    # Worked out and kept, like the figures below: a month's alarms (JSON), so that the daily list needn't work them out.
    "alarm_kept": {
        "id": "int#", "month": "text!", "policy_version": "int!", "operation_id": "int!", "alarms": "text!", "kept_at": "text!",
    },
    "competitor": {
        "id": "int#", "name": "text!", "aliases": "text", "note": "text", "creator_id": "int>staff", "created_at": "text!", "created_on": "text!",
    },
    "competitor_note": {
        "id": "int#", "competitor_id": "int!>competitor", "customer_id": "int>customer", "topic": "text", "text": "text!", "source": "text",
        "staff_id": "int>staff", "noted_on": "text!", "created_at": "text!",
    },
    # A competitor in play for an opportunity; `won` says that it got the deal.
    "opportunity_competitor": {
        "id": "int#", "opportunity_id": "int!>opportunity", "competitor_id": "int!>competitor", "won": "int!", "named_on": "text!",
        "staff_id": "int>staff",
    },
    # What may be spent on a category in a year or a month (`period`); the last one set by a day holds.
    "budget": {
        "id": "int#", "category": "text!", "period": "text!", "amount_cents": "int!", "note": "text", "staff_id": "int>staff",
        "set_at": "text!", "set_on": "text!",
    },
    # A record of the week's sample that was looked at, and whether it is right.
    "spot_check": {
        "id": "int#", "week": "text!", "interaction_id": "int!>interaction", "verdict": "text!", "note": "text", "checker_id": "int>staff",
        "checked_at": "text!", "checked_on": "text!",
    },
    # Numbers of the policy (`changes`, JSON) that one department tries first.
    "policy_pilot": {
        "id": "int#", "department": "text!", "changes": "text!", "start_on": "text!", "note": "text", "outcome": "text", "ended_on": "text",
        "creator_id": "int>staff", "created_at": "text!", "created_on": "text!",
    },
    # A month's figures (JSON) as they were when somebody closed it.
    "closed_month": {
        "id": "int#", "month": "text!", "figures": "text!", "note": "text", "staff_id": "int>staff", "closed_at": "text!", "closed_on": "text!",
    },
    # Worked out and kept, never anybody's own: of what `kind` tells the state of all customers at the end of a day, and a month's
    # figures (JSON), with the operation after which they were made. They may be thrown away at any time.
    "day_kept": {
        "id": "int#", "kind": "text!", "day": "text!", "format": "int!", "policy_version": "int!", "operation_id": "int!",
        "content": "blob!", "kept_at": "text!",
    },
    "month_kept": {
        "id": "int#", "month": "text!", "format": "int!", "operation_id": "int!", "figures": "text!", "kept_at": "text!",
    },
}  # fmt: skip
COLUMNS: dict[str, Columns] = {
    # What the money was spent on besides campaigns, and the time that it took.
    "expense": {"retention_case_id": "int", "complaint_id": "int", "minutes": "int", "note": "text"},
    # The target that a task works for, and the day of the meeting that decided it.
    "task": {"target_id": "int", "meeting_on": "text"},
}  # fmt: skip
INDEXES: tuple[tuple[str, ...], ...] = (
    ("retention_case", "customer_id"), ("retention_case", "closed_on", "opened_on"), ("retention_step", "case_id"),
    ("retention_step", "interaction_id"), ("retention_step", "done_on", "due_on"), ("target", "due_on"), ("improvement", "state", "due_on"),
    ("improvement", "feedback_id"), ("improvement", "complaint_id"), ("improvement", "response_id"), ("improvement", "target_id"),
    ("alarm_seen", "alarm", "period"), ("!alarm_kept", "month"), ("competitor", "name"), ("competitor_note", "competitor_id"), ("competitor_note", "customer_id"),
    ("opportunity_competitor", "opportunity_id"), ("opportunity_competitor", "competitor_id"), ("budget", "period", "category"),
    ("spot_check", "week"), ("spot_check", "interaction_id"), ("closed_month", "month"), ("day_kept", "kind", "day"),
    ("!month_kept", "month"), ("expense", "retention_case_id"), ("expense", "complaint_id"), ("task", "target_id"), ("task", "meeting_on"),
)  # fmt: skip
