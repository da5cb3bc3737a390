"""The database's shape, as an append-only list of migrations.

A migration is a portable description: tables with columns of four types (int, text, real, blob), foreign keys
and indexes; each engine applies it. Money is in minor units, instants and dates are ISO text, flags are 0 or 1.
Never change a migration that was released: add the next one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from crmcli.database import (
    attachment_tables,
    campaign_tables,
    care_tables,
    consent_tables,
    contact_tables,
    loyalty_tables,
    management_tables,
    moved_tables,
    order_tables,
    plan_tables,
    service_tables,
    step_tables,
    verification_tables,
)
from crmcli.database.first_tables import INDEXES, TABLES, Columns


@dataclass(frozen=True)
class Migration:
    """New tables, new columns of tables that are there, and indexes of one version. A column reads `type`, then `#` key,
    `!` required, `>table` reference; one that is new to a table is neither key, required nor a reference."""

    tables: dict[str, Columns] = field(default_factory=dict)
    columns: dict[str, Columns] = field(default_factory=dict)
    indexes: tuple[tuple[str, ...], ...] = ()


MIGRATIONS: tuple[Migration, ...] = (
    Migration(TABLES, indexes=INDEXES),
    Migration(
        # Filters that are kept under a name.
        tables={"segment": {"id": "int#", "name": "text!", "filter": "text!", "author_id": "int>staff", "created_at": "text!"}},
        # What a contact person agreed to, the day since which they are there no more, and the customer that they went to.
        columns={"contact_person": {"consent": "text", "left_on": "text", "moved_to": "text"}},
        indexes=(("!segment", "name"), ("contact_person", "left_on")),
    ),
    Migration(
        tables={
            # `external_id` is the paper's own number, `signed_on` the day since which it is known, `ended_on` the first day
            # on which it is in force no more, `opening_cents` what was paid nobody knows when; NULL where that isn't known.
            "contract": {
                "id": "int#", "number": "text!", "external_id": "text", "customer_id": "int!>customer", "title": "text", "kind": "text",
                "signed_on": "text!", "start_on": "text!", "end_on": "text", "amount_cents": "int!", "currency": "text!", "plan": "text!",
                "opening_cents": "int", "sites": "text", "contact_person_id": "int>contact_person", "owner_id": "int>staff",
                "renews_id": "int>contract", "ended_on": "text", "end_reason": "text", "note": "text", "custom": "text",
                "created_at": "text!", "created_on": "text!",
            },
            "contract_instalment": {
                "id": "int#", "contract_id": "int!>contract", "position": "int!", "due_on": "text!", "amount_cents": "int!",
            },
            # The orders of a contract: what was paid of its instalments (`payment`), and orders that name it, which don't count.
            "contract_order": {"id": "int#", "contract_id": "int!>contract", "purchase_id": "int!>purchase", "payment": "int!"},
        },
        indexes=(
            ("!contract", "number"), ("contract", "external_id"), ("contract", "customer_id"), ("contract", "signed_on"),
            ("contract", "renews_id"), ("contract_instalment", "contract_id"), ("contract_order", "contract_id"),
            ("contract_order", "purchase_id"), ("contract_order", "payment", "purchase_id"),
        ),
    ),
    Migration(
        # Possible deals, and every step that one took: the stage that it was in from then on, won and lost among them.
        tables={
            "opportunity": {
                "id": "int#", "external_id": "text", "customer_id": "int!>customer", "contact_person_id": "int>contact_person",
                "title": "text!", "amount_cents": "int", "currency": "text", "stage": "text!", "expected_on": "text",
                "owner_id": "int>staff", "source": "text", "next_step": "text", "next_on": "text", "next_made_on": "text",
                "lost_reason": "text", "note": "text", "custom": "text", "opened_at": "text!", "opened_on": "text!",
                "closed_on": "text", "purchase_id": "int>purchase", "creator_id": "int>staff", "created_at": "text!",
            },
            "opportunity_event": {
                "id": "int#", "opportunity_id": "int!>opportunity", "stage": "text!", "at": "text!", "on_day": "text!",
                "reason": "text", "note": "text", "staff_id": "int>staff",
            },
        },
        indexes=(
            ("opportunity", "customer_id"), ("opportunity", "contact_person_id"), ("opportunity", "purchase_id"),
            ("opportunity", "closed_on"), ("opportunity", "owner_id", "closed_on"), ("opportunity", "external_id"),
            ("opportunity_event", "opportunity_id"),
        ),
    ),
    Migration(order_tables.TABLES, order_tables.COLUMNS, order_tables.INDEXES),
    Migration(plan_tables.TABLES, plan_tables.COLUMNS, indexes=plan_tables.INDEXES),
    Migration(service_tables.TABLES, service_tables.COLUMNS, service_tables.INDEXES),
    Migration(attachment_tables.TABLES, indexes=attachment_tables.INDEXES),
    Migration(contact_tables.TABLES, contact_tables.COLUMNS, contact_tables.INDEXES),
    Migration(moved_tables.TABLES, indexes=moved_tables.INDEXES),
    Migration(columns=step_tables.COLUMNS),
    Migration(
        consent_tables.TABLES | verification_tables.TABLES | care_tables.TABLES,
        verification_tables.COLUMNS,
        consent_tables.INDEXES + verification_tables.INDEXES + care_tables.INDEXES,
    ),
    Migration(loyalty_tables.TABLES, loyalty_tables.COLUMNS, loyalty_tables.INDEXES),
    Migration(campaign_tables.TABLES, indexes=campaign_tables.INDEXES),
    Migration(management_tables.TABLES, management_tables.COLUMNS, management_tables.INDEXES),
)  # fmt: skip
VERSION = len(MIGRATIONS)


def tables() -> dict[str, Columns]:
    """Every table with its columns as they are now, those referred to first."""
    found: dict[str, Columns] = {}
    for migration in MIGRATIONS:
        found |= migration.tables
        for table, columns in migration.columns.items():
            found[table] = {**found[table], **columns}
    return found


#: Tables whose rows are the team's own: they change only through an operation.
AUDITED = frozenset(tables()) - {
    "sequence",
    "pin",
    "operation",
    "change",
    "standing",
    "standing_change",
    "backlog",
    "moved_contact",
    "customer_search",
    "attachment_content",
    "day_kept",
    "month_kept",
    "alarm_kept",
}

#: Per audited table, the (table, column) pairs that refer to it.
REFERENCES: dict[str, list[tuple[str, str]]] = {}
for _table, _columns in tables().items():
    for _column, _spec in _columns.items():
        if ">" in _spec and _table in AUDITED:
            REFERENCES.setdefault(_spec.partition(">")[2], []).append((_table, _column))


class Part(NamedTuple):
    """Rows that a record is made of: their table, the column that names the record, and which of them (all if none)."""

    table: str
    column: str
    condition: str = ""


#: What a record is made of besides its own row: it comes and goes as a whole.
PARTS: dict[str, tuple[Part, ...]] = {
    "customer": (
        *(Part(table, "customer_id") for table in ("contact_way", "address", "customer_alias", "contact_person", "points_entry")),
        # What was bought before the first record of it stands in the customer's own row of a sheet.
        Part("purchase", "customer_id", "opening = 1"),
    ),
    "contact_person": (Part("contact_way", "contact_person_id"), Part("address", "contact_person_id")),
    "purchase": (Part("refund", "purchase_id"), Part("contract_order", "purchase_id"), Part("purchase_event", "purchase_id")),
    "contract": (Part("contract_instalment", "contract_id"),),
    "complaint": (Part("complaint_event", "complaint_id"),),
    "survey_form": (Part("survey_question", "form_id"),),
    "survey_response": (Part("survey_answer", "response_id"),),
    "task": (Part("task_step", "task_id"), Part("task_comment", "task_id")),
    "feedback": (Part("feedback_answer", "feedback_id"),),
    "opportunity": (Part("opportunity_event", "opportunity_id"),),
    "draw": (Part("draw_entrant", "draw_id"),),
    "campaign": (Part("campaign_participant", "campaign_id"),),
    "retention_case": (Part("retention_step", "case_id"),),
    "competitor": (Part("competitor_note", "competitor_id"),),
}  # fmt: skip

#: Per table, the fields that somebody decides about and whose earlier values still hold for the days before.
DATED: dict[str, tuple[str, ...]] = {
    "customer": (
        "status", "paused_until", "review_state", "review_note", "reviewed_on", "pinned_tier", "pin_reason", "pin_until",
        "pinned_by", "stated_tier", "stated_on", "cadence_days", "plan_channel", "plan_reason", "potential_override", "potential_note", "verified_on",
        "owner_id", "is_member", "member_since", "member_level", "level_until",
    ),
    "staff": ("active", "role", "department"),
    "complaint": (
        "severity", "handler_id", "handler", "category", "touchpoint", "product", "order_no", "site", "demand", "accused", "cause",
        "root_cause", "measure", "lesson", "revisit_result", "compensation_cents", "note",
    ),
    "survey_response": ("settled_at",),
    # Where an order stands is an event of its day; what it comes to and when it was made are put right at most.
    "purchase": ("status", "promised_on"),
    "interaction": ("answerer_id",),
    "task": (
        "state", "due_on", "due_at", "owner_id", "title", "percent_done", "forecast_on", "repeat_rule", "repeat_from",
        "repeat_on",
    ),
    "contract": ("owner_id", "ended_on", "end_reason"),
    "feedback": ("state", "handler_id", "department", "adopted", "complaint_id", "task_id"),
    "outbox": ("state", "done_on"),
    # In which stage it was, and how it ended, its events tell.
    "opportunity": (
        "title", "amount_cents", "expected_on", "owner_id", "source", "contact_person_id", "next_step", "next_on",
        "next_at", "next_made_on", "note", "purchase_id",
    ),
    "campaign": ("kind", "start_on", "end_on", "place", "product", "budget_cents", "owner_id", "canceled_on"),
    "campaign_participant": ("answer", "answered_on"),
    "trial": ("end_on", "owner_id", "outcome", "ended_on", "reason", "purchase_id"),
    "retention_case": ("owner_id", "reason", "outcome", "closed_on"),
    "retention_step": ("due_on", "owner_id", "done_on", "result"),
    "target": ("goal", "due_on", "owner_id", "closed_on"),
    "improvement": ("owner_id", "due_on", "state", "done_on"),
    "spot_check": ("verdict", "note", "checker_id"),
}  # fmt: skip

#: Per table, the columns whose values no two rows share.
UNIQUE: dict[str, list[str]] = {}
for _index in (index for migration in MIGRATIONS for index in migration.indexes):
    if _index[0].startswith("!"):
        UNIQUE.setdefault(_index[0][1:], []).extend(_index[1:])


class ColumnSpec(NamedTuple):
    """A column's description in parts: its type, whether it is the key, required, and the table it refers to."""

    type: str
    key: bool
    required: bool
    target: str


class IndexSpec(NamedTuple):
    """An index in parts."""

    table: str
    columns: tuple[str, ...]
    unique: bool


def parsed(columns: Columns) -> dict[str, ColumnSpec]:
    """A table's columns in parts."""
    specs = {}
    for name, text in columns.items():
        kind, _refers, target = text.partition(">")
        specs[name] = ColumnSpec(kind.rstrip("#!"), "#" in kind, "!" in kind, target)
    return specs


def index(entry: tuple[str, ...]) -> IndexSpec:
    """An index in parts."""
    table, *columns = entry
    return IndexSpec(table.lstrip("!"), tuple(columns), table.startswith("!"))


@cache
def references(table: str) -> Mapping[str, str]:
    """A table's columns that refer to rows, and the table that each refers to."""
    return {name: spec.target for name, spec in parsed(tables()[table]).items() if spec.target}
