"""The tables and indexes of the first version. Never change what was released: `migrations` has what came since."""

from __future__ import annotations

Columns = dict[str, str]

_CUSTOMER: Columns = {
    "code": "text", "external_id": "text", "name": "text!", "name_folded": "text!",
    "kind": "text!", "industry": "text", "size": "text", "region": "text", "country": "text",
    "language": "text", "time_zone": "text", "phone": "text", "email": "text", "wechat": "text", "province": "text",
    "city": "text", "district": "text", "street": "text", "postcode": "text", "source": "text", "referrer": "text",
    "owner_id": "int>staff", "department": "text", "parent_id": "int>customer", "stated_tier": "text", "stated_on": "text",
    "member_level": "text", "member_no": "text", "member_since": "text", "is_member": "int!", "preferences": "text",
    "birthday": "text", "birthday_calendar": "text", "cooperation_start": "text", "tags": "text", "custom": "text",
    "review_state": "text", "review_note": "text", "reviewed_on": "text", "verified_on": "text", "status": "text!",
    "paused_until": "text", "note": "text",
    "pain_points": "text", "budget": "text", "decision_chain": "text", "timing": "text", "competitors": "text",
    "cadence_days": "int", "pinned_tier": "text", "pin_reason": "text", "pin_until": "text", "pinned_by": "int>staff",
    "potential_override": "real", "potential_note": "text", "known_since": "text", "imported_on": "text",
    "created_at": "text!", "created_on": "text!", "updated_at": "text!", "version": "int!",
}  # fmt: skip

TABLES: dict[str, Columns] = {
    "sequence": {"name": "text#", "next": "int!"},
    "staff": {
        "id": "int#", "name": "text!", "role": "text!", "department": "text", "login": "text", "email": "text",
        "phone": "text", "pin_id": "int", "active": "int!", "created_at": "text!",
    },
    # The PIN that `staff.pin_id` names; kept apart, so that no before-image, list or export ever holds it. `digest` is readable
    # for whoever owns the tables alone.
    "pin": {"id": "int#", "staff_id": "int!", "salt": "text!", "digest": "text!"},
    # A wrong PIN: whose was tried, and by which login.
    "pin_guess": {"id": "int#", "staff_id": "int!", "login": "text", "at": "text!"},
    "operation": {
        "id": "int#", "number": "int!", "uid": "text!", "command": "text!", "summary": "text", "actor_id": "int",
        "actor": "text", "login": "text", "at": "text!", "policy_version": "int", "schema_version": "int!",
        "undoes": "int", "undone_by": "int", "needs": "text", "previous_hash": "text!", "hash": "text!",
    },
    "change": {
        "id": "int#", "operation_id": "int!>operation", "action": "text!", "table_name": "text!", "row_id": "int!",
        "last_row_id": "int", "before": "text", "salt": "text!", "digest": "text!",
    },
    "policy_version": {
        "id": "int#", "version": "int!", "toml": "text!", "data": "text!", "at": "text!", "author": "text",
        "note": "text",
    },
    "customer": {"id": "int#", **_CUSTOMER},
    # Other names by which a customer is found, as sheets and people call it.
    "customer_alias": {
        "id": "int#", "customer_id": "int!>customer", "name": "text!", "name_folded": "text!",
    },
    "contact_person": {
        "id": "int#", "customer_id": "int!>customer", "name": "text!", "name_folded": "text!", "title": "text",
        "phone": "text", "wechat": "text", "email": "text", "birthday": "text", "birthday_calendar": "text",
        "decision_role": "text", "is_key": "int!", "note": "text", "custom": "text", "created_at": "text!", "department": "text",
    },
    # Beyond the main ones. One that is not confirmed could not be read whole: nobody is told apart by it.
    "contact_way": {
        "id": "int#", "customer_id": "int!>customer", "contact_person_id": "int>contact_person", "kind": "text!", "value": "text!",
        "confirmed": "int!", "label": "text",
    },
    "address": {
        "id": "int#", "customer_id": "int!>customer", "contact_person_id": "int>contact_person", "label": "text", "country": "text",
        "province": "text", "city": "text", "district": "text", "street": "text", "postcode": "text",
    },
    "interaction": {
        "id": "int#", "customer_id": "int!>customer", "contact_person_id": "int>contact_person", "direction": "text!",
        "channel": "text!", "occurred_at": "text!", "occurred_on": "text!", "recorded_at": "text!",
        "author_id": "int>staff", "author": "text", "recorder_id": "int>staff", "content": "text", "feedback": "text",
        "next_step": "text", "next_on": "text", "level": "text", "effective": "int!", "care": "int!",
        "imported": "int!", "external_id": "text", "custom": "text",
        # Of a contact that came in: when, when it was answered, and who answered it or is to answer it.
        "received_at": "text", "answered_at": "text", "answerer_id": "int>staff",
        # Of the step that was agreed (next_step, next_on): its instant where it has a time of day, the first day on which
        # a contact of ours settles it, when somebody settled or cancelled it, and the merge of which on it stands anew.
        "next_at": "text", "next_settles_on": "text", "next_ended_at": "text", "next_stood_at": "text",
    },
    "purchase": {
        "id": "int#", "customer_id": "int!>customer", "order_no": "text", "ordered_at": "text!", "ordered_on": "text!",
        "product": "text", "quantity": "text", "amount_cents": "int!", "currency": "text!", "status": "text!",
        "promised_on": "text", "author_id": "int>staff", "author": "text", "opening": "int!", "orders": "int!",
        "note": "text", "external_id": "text", "custom": "text", "created_at": "text!",
    },
    "refund": {
        "id": "int#", "purchase_id": "int!>purchase", "customer_id": "int!>customer", "amount_cents": "int!",
        "refunded_on": "text!", "reason": "text", "created_at": "text!",
    },
    "points_entry": {
        "id": "int#", "customer_id": "int!>customer", "lot_id": "int", "kind": "text!", "points": "int!",
        "occurred_at": "text!", "occurred_on": "text!", "expires_on": "text", "note": "text",
    },
    "complaint": {
        "id": "int#", "number": "text!", "external_id": "text", "customer_id": "int!>customer",
        "contact_person_id": "int>contact_person", "channel": "text", "severity": "text!", "category": "text",
        "product": "text", "order_no": "text", "site": "text", "content": "text!", "demand": "text",
        "accused": "text", "handler_id": "int>staff", "handler": "text", "compensation_cents": "int",
        "opened_at": "text!", "opened_on": "text!", "state": "text!", "next_clock": "text", "next_due_at": "text",
        "clocks": "text",
        "closed_on": "text", "cause": "text", "root_cause": "text", "measure": "text", "lesson": "text", "revisit_result": "text",
        "imported": "int!", "custom": "text", "note": "text", "created_at": "text!",
        # Of a past one: its folded words, what a search for cases looks in.
        "case_folded": "text",
    },
    "complaint_event": {
        "id": "int#", "complaint_id": "int!>complaint", "kind": "text!", "at": "text!", "on_day": "text!",
        "at_known": "int!", "actor_id": "int>staff", "text": "text", "data": "text", "recorded_at": "text!",
    },
    "survey_form": {
        "id": "int#", "key": "text!", "title": "text!", "language": "text", "intro": "text", "fingerprint": "text",
        "created_at": "text!",
    },
    "survey_question": {
        "id": "int#", "form_id": "int!>survey_form", "position": "int!", "key": "text!", "text": "text!",
        "scale": "text!", "low_text": "text", "high_text": "text",
    },
    "survey_wave": {
        "id": "int#", "key": "text!", "form_id": "int!>survey_form", "rule": "text", "opened_at": "text!",
        "opened_on": "text!", "closed_at": "text",
    },
    "survey_response": {
        "id": "int#", "form_id": "int!>survey_form", "customer_id": "int>customer", "wave": "text",
        "submitted_at": "text!", "submitted_on": "text!", "overall": "int", "nps": "int", "comment": "text",
        "code": "text", "low": "int!", "settled_at": "text", "imported": "int!", "recorder_id": "int>staff",
        "custom": "text", "created_at": "text!",
    },
    # Who was asked in a wave, by a code that only they have; `response_id` is what they answered.
    "survey_invitation": {
        "id": "int#", "wave_id": "int!>survey_wave", "customer_id": "int!>customer", "code": "text!",
        "invited_on": "text!", "response_id": "int>survey_response",
    },
    "survey_answer": {
        "id": "int#", "response_id": "int!>survey_response", "question_id": "int!>survey_question", "score": "int",
        "text": "text",
    },
    "task": {
        "id": "int#", "title": "text!", "owner_id": "int>staff", "customer_id": "int>customer", "department": "text",
        "due_at": "text", "due_on": "text", "state": "text!", "percent_done": "int!", "forecast_on": "text",
        "note": "text", "creator_id": "int>staff", "created_at": "text!", "created_on": "text!", "done_at": "text",
        "done_on": "text", "external_id": "text", "custom": "text",
        # A recurring task: its rule, the day that the rule counts from, and the day of the rule that this one is for.
        "repeat_rule": "text", "repeat_from": "text", "repeat_on": "text",
    },
    "feedback": {
        "id": "int#", "customer_id": "int>customer", "staff_id": "int>staff", "channel": "text", "kind": "text!",
        "score": "int", "content": "text!", "product": "text", "department": "text", "handler_id": "int>staff",
        "answer": "text", "answered_at": "text", "answered_by_id": "int>staff", "adopted": "int", "state": "text!",
        "closed_at": "text", "close_reason": "text", "complaint_id": "int>complaint", "task_id": "int>task",
        "occurred_at": "text!", "occurred_on": "text!", "external_id": "text", "custom": "text", "created_at": "text!",
    },
    # What was answered after the first answer, which stands with the feedback.
    "feedback_answer": {
        "id": "int#", "feedback_id": "int!>feedback", "text": "text!", "at": "text!", "staff_id": "int>staff",
    },
    # Standard answers, phrases and cases; the folded columns are what a search looks in.
    "knowledge": {
        "id": "int#", "kind": "text!", "title": "text!", "answer": "text!", "category": "text", "product": "text",
        "tags": "text", "state": "text!", "author_id": "int>staff", "title_folded": "text!", "text_folded": "text!",
        "created_at": "text!", "updated_at": "text!",
    },
    # Where an entry was used: for a complaint or as the answer to feedback.
    "knowledge_use": {
        "id": "int#", "knowledge_id": "int!>knowledge", "complaint_id": "int>complaint", "feedback_id": "int>feedback",
        "staff_id": "int>staff", "at": "text!",
    },
    "task_step": {
        "id": "int#", "task_id": "int!>task", "position": "int!", "text": "text!", "done_at": "text",
        "done_by": "int>staff",
    },
    "task_comment": {
        "id": "int#", "task_id": "int!>task", "at": "text!", "author_id": "int>staff", "text": "text!",
    },
    # Who gave which task or complaint to whom, and why. `due_on` is what was agreed; `done_at` ends it for a complaint.
    "handoff": {
        "id": "int#", "task_id": "int>task", "complaint_id": "int>complaint", "at": "text!", "by_id": "int>staff",
        "from_id": "int>staff", "to_id": "int!>staff", "department": "text", "due_at": "text", "due_on": "text",
        "note": "text", "done_at": "text",
    },
    "snooze": {
        "id": "int#", "item": "text!", "until_on": "text!", "reason": "text", "staff_id": "int>staff", "at": "text!",
        # What is agreed for a later day than this was not meant when a contact was put off.
        "meant_on": "text",
    },
    "import_batch": {
        "id": "int#", "operation_id": "int", "at": "text!", "on_day": "text!", "files": "text!", "counts": "text!",
        "undone": "int!",
    },
    "import_row": {
        "id": "int#", "batch_id": "int!>import_batch", "file": "text!", "sheet": "text!", "row_number": "int!",
        "kind": "text!", "fate": "text!", "reason": "text", "customer_id": "int", "target_id": "int",
        "content_hash": "text!", "raw": "text",
    },
    # What stood in a dated field before it was changed, and until when: past days stay as they were.
    "former": {
        "id": "int#", "table_name": "text!", "row_id": "int!", "field": "text!", "value": "text", "until_at": "text!",
    },
    # What a sheet's columns mean, settled once for each set of headers.
    "import_mapping": {
        "id": "int#", "fingerprint": "text!", "kind": "text!", "columns": "text!", "headers": "text!", "staff_id": "int>staff",
        "at": "text!",
    },
    "duplicate_decision": {
        "id": "int#", "left_id": "int!>customer", "right_id": "int!>customer", "verdict": "text!", "note": "text",
        "staff_id": "int>staff", "at": "text!",
    },
    # The id and code of a customer who was merged into another still find the survivor: who it is now, and was then.
    "merge": {
        "id": "int#", "survivor_id": "int!>customer", "into_id": "int!", "loser_id": "int!", "loser_code": "text", "loser_external_id": "text",
        "loser_name": "text!", "loser_folded": "text!", "operation_id": "int!", "choices": "text!", "derived": "text!",
        "at": "text!", "on_day": "text!",
    },
    "standing": {
        "customer_id": "int#>customer", "as_of": "text!", "policy_version": "int!", "owner_id": "int",
        "tier": "text!", "tier_rule": "text!", "value_class": "text!", "value_rule": "text!", "lifecycle": "text!",
        "potential": "real!", "health": "real", "health_band": "text", "risk": "int", "risk_level": "text",
        "risk_signals": "text", "segment": "text!", "terms": "text", "spend_12m": "int!", "next_contact_on": "text",
        "contact_from": "text", "contact_reasons": "text", "contact_channel": "text", "contact_base": "int",
        "birthday_on": "text", "greet_on": "text", "verify_on": "text", "stale_on": "text",
    },
    "standing_change": {
        "id": "int#", "customer_id": "int!>customer", "on_day": "text!", "field": "text!", "before": "text",
        "after": "text",
    },
    "backlog": {"customer_id": "int#>customer", "fell_before": "text!", "release_on": "text!"},
    # The text by which a customer is found, made of the records that tell of it.
    "customer_search": {"customer_id": "int#", "words": "text!"},
}  # fmt: skip

INDEXES: tuple[tuple[str, ...], ...] = (
    ("!operation", "uid"), ("!operation", "number"), ("change", "operation_id"), ("change", "table_name", "row_id"),
    ("!policy_version", "version"), ("staff", "login"), ("!staff", "name"), ("pin_guess", "staff_id"),
    ("!customer", "code"), ("customer", "external_id"), ("customer", "name_folded"),
    ("customer", "phone"), ("customer", "email"), ("customer", "wechat"), ("customer", "owner_id"), ("customer", "review_state"),
    ("contact_way", "kind", "value"), ("contact_way", "customer_id"), ("address", "customer_id"), ("customer_alias", "name_folded"), ("customer_alias", "customer_id"),
    ("contact_person", "customer_id"), ("customer", "parent_id"), ("survey_response", "form_id"),
    ("survey_answer", "question_id"), ("contact_person", "phone"),
    # These two hold all that the facts of a customer are made of.
    ("interaction", "customer_id", "occurred_on", "effective", "care", "level", "next_on", "direction"),
    ("purchase", "customer_id", "ordered_on", "status", "amount_cents", "opening", "orders", "order_no", "currency"),
    ("interaction", "occurred_on"), ("interaction", "contact_person_id"),
    ("purchase", "order_no"),
    ("purchase", "ordered_on"), ("refund", "purchase_id"), ("refund", "customer_id"),
    ("points_entry", "customer_id"),
    ("!complaint", "number"), ("complaint", "customer_id", "opened_on"), ("complaint", "next_due_at"),
    ("complaint", "external_id"), ("complaint", "closed_on"), ("complaint", "contact_person_id"), ("complaint", "opened_on"), ("complaint_event", "complaint_id"),
    ("survey_question", "form_id"), ("!survey_wave", "key"), ("!survey_invitation", "code"),
    ("survey_invitation", "wave_id"), ("survey_invitation", "customer_id", "invited_on"), ("survey_invitation", "response_id"),
    ("survey_response", "customer_id", "submitted_on"),
    ("survey_response", "submitted_on"), ("survey_answer", "response_id"), ("feedback", "customer_id"),
    ("feedback_answer", "feedback_id"), ("knowledge_use", "knowledge_id"), ("knowledge_use", "complaint_id"),
    ("feedback", "state"), ("task", "state", "due_on"), ("task", "customer_id"), ("task_step", "task_id"), ("task_comment", "task_id"),
    ("handoff", "complaint_id"), ("interaction", "answered_at", "received_at"), ("snooze", "item"),
    ("former", "table_name", "until_at"), ("!import_mapping", "fingerprint"), ("duplicate_decision", "left_id"), ("duplicate_decision", "right_id"),
    ("merge", "survivor_id"), ("merge", "loser_id"), ("merge", "loser_code"), ("merge", "loser_external_id"), ("merge", "loser_folded"), ("import_row", "kind", "content_hash"), ("import_row", "batch_id"),
    ("standing", "contact_base", "next_contact_on", "customer_id", "contact_from"),
    ("standing", "owner_id", "contact_base", "next_contact_on", "customer_id", "contact_from"),
    ("standing", "contact_from", "next_contact_on"), ("standing", "owner_id", "contact_from", "next_contact_on"),
    ("standing", "greet_on", "owner_id"), ("standing", "verify_on"),
    ("standing", "owner_id", "verify_on"),
    ("standing", "tier", "value_class", "verify_on", "customer_id", "owner_id"), ("standing", "stale_on"),
    ("standing_change", "customer_id"), ("backlog", "release_on"),
)  # fmt: skip
