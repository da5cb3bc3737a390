"""What the fourteenth migration adds: campaigns and events with whom they are for and what they cost, and trials."""

from __future__ import annotations

from crmcli.database.first_tables import Columns

TABLES: dict[str, Columns] = {
    # `audience` is the filter of whom it is for, `product` what it offers, `texts` and `subjects` its invitation by language (JSON).
    # `matched` narrows it to those whose habits the product matches. `seed` draws who is held out, `form_id` is the survey by which it is evaluated.
    "campaign": {
        "id": "int#", "name": "text!", "kind": "text!", "start_on": "text!", "end_on": "text!", "place": "text", "product": "text",
        "budget_cents": "int", "audience": "text", "matched": "int!", "held_out_percent": "int!", "seed": "text", "texts": "text", "subjects": "text",
        "form_id": "int>survey_form", "owner_id": "int>staff", "note": "text", "canceled_on": "text", "creator_id": "int>staff",
        "created_at": "text!", "created_on": "text!",
    },
    # Whom a campaign was for when its audience was drawn (`drawn`, on `chosen_on`), whom of them it held out, and who signed up or
    # came without that. `outbox_id` is the invitation, `invited_on` when it was out; `attended` is NULL while nobody said; `score`
    # and `passed` are what a training's participant reached.
    "campaign_participant": {
        "id": "int#", "campaign_id": "int!>campaign", "customer_id": "int!>customer", "contact_person_id": "int>contact_person",
        "drawn": "int!", "held_out": "int!", "chosen_on": "text!", "invited_at": "text", "invited_on": "text", "channel": "text",
        "outbox_id": "int>outbox", "answer": "text", "answered_on": "text", "attended": "int", "attended_on": "text",
        "score": "real", "passed": "int", "note": "text", "recorder_id": "int>staff",
    },
    # Money that was spent for customers, in the team's currency; of a campaign, what it cost.
    "expense": {
        "id": "int#", "category": "text!", "amount_cents": "int!", "spent_on": "text!", "what": "text", "campaign_id": "int>campaign",
        "customer_id": "int>customer", "staff_id": "int>staff", "created_at": "text!",
    },
    # A product that a customer may try. `outcome` is how it ended; `purchase_id` the order that came of it.
    "trial": {
        "id": "int#", "customer_id": "int!>customer", "contact_person_id": "int>contact_person", "product": "text!",
        "start_on": "text!", "end_on": "text!", "owner_id": "int>staff", "campaign_id": "int>campaign", "note": "text",
        "outcome": "text", "ended_on": "text", "reason": "text", "purchase_id": "int>purchase", "creator_id": "int>staff",
        "created_at": "text!", "created_on": "text!",
    },
}  # fmt: skip
INDEXES: tuple[tuple[str, ...], ...] = (
    ("campaign", "name"), ("campaign", "start_on"), ("campaign_participant", "campaign_id"), ("campaign_participant", "customer_id"),
    ("campaign_participant", "contact_person_id"), ("campaign_participant", "outbox_id"), ("expense", "campaign_id"),
    ("expense", "customer_id"), ("expense", "spent_on"), ("trial", "customer_id"), ("trial", "contact_person_id"),
    ("trial", "campaign_id"), ("trial", "purchase_id"), ("trial", "ended_on", "end_on"),
)  # fmt: skip
