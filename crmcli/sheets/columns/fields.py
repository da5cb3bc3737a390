"""Which fields each kind of sheet has, and the type of their values (`values.converter` knows the types)."""

from __future__ import annotations

TYPES: dict[str, dict[str, str]] = {
    "customers": {
        "external_id": "key", "name": "key", "kind": "soft:customer_kind", "contact_person": "person", "persons": "persons",
        "contact_title": "label", "contact_department": "label", "phone": "phone", "phones": "phone", "email": "email", "emails": "emails",
        "wechat": "wechat", "wechats": "wechats",
        "industry": "label", "size": "size", "region": "label", "country": "label", "province": "label",
        "city": "label",
        "district": "label", "street": "label", "postcode": "label", "language": "label", "time_zone": "zone",
        "source": "open:source", "referrer": "label",
        "owner": "label",
        "department": "label", "parent": "label", "stated_tier": "open:tier", "birthday": "birthday",
        "birthday_calendar": "calendar", "cooperation_start": "day", "created_on": "day", "tags": "words",
        "preferences": "text", "status": "soft:customer_status", "paused_until": "day", "verified_on": "day",
        "cadence_days": "days", "plan_channel": "soft:channel", "plan_reason": "text", "pinned_tier": "soft:tier", "pin_reason": "text", "pin_until": "day",
        "pinned_by": "label", "potential_override": "share", "potential_note": "text", "last_contact_on": "day", "next_contact_on": "date", "next_step": "text", "note": "text",
        "fax": "fax", "pager": "texts", "website": "websites", "social": "social", "unconfirmed_phones": "texts", "addresses": "addresses",
        "aliases": "texts", "put_off": "put_offs", "opening_amount": "money", "opening_orders": "integer", "pain_points": "text", "budget": "text",
        "decision_chain": "text", "timing": "text", "competitors": "text",
    },
    "contacts": {
        "customer": "key", "customer_no": "key", "name": "key", "title": "label", "phone": "phone", "phones": "phone",
        "email": "email", "emails": "emails",
        "wechat": "wechat", "wechats": "wechats", "fax": "fax", "pager": "texts", "website": "websites", "social": "social",
        "unconfirmed_phones": "texts",
        "birthday": "birthday", "birthday_calendar": "calendar",
        "decision_role": "soft:decision_role", "is_key": "yes_no", "department": "label", "tags": "words",
        "country": "label", "province": "label", "city": "label", "district": "label", "street": "label", "postcode": "label",
        "addresses": "addresses", "note": "text", "owner": "label", "cooperation_start": "day", "consent": "text", "left_on": "day", "moved_to": "label",
    },
    "interactions": {
        "customer": "key", "customer_no": "key", "phone": "phone", "email": "email", "contact_person": "person", "occurred": "date",
        "channel": "way:channel", "content": "text", "feedback": "text", "next_step": "text",
        "next_on": "date", "next_ended": "date",
        "author": "label", "level": "choice:meeting_level", "gave": "given:gave", "direction": "choice:direction",
        "effective": "yes_no", "care": "yes_no", "recorded": "date", "recorder": "label",
        "received": "date", "put_off": "put_offs", "answered": "date", "answerer": "label",
        "external_id": "key",
    },
    "contracts": {
        "put_off": "put_offs", "external_id": "key", "customer": "key", "customer_no": "key", "phone": "phone", "email": "email",
        "contact_person": "person", "title": "label", "kind": "label", "signed": "day", "start": "day", "end": "day", "term": "term", "months": "integer",
        "amount": "amount", "currency": "currency", "plan": "plan:billing_plan", "instalments": "refunds", "opening": "money",
        "paid": "money", "paid_on": "day", "state": "soft:contract_state", "sites": "text", "owner": "label", "ended": "day", "end_reason": "text", "renews": "key", "note": "text",
    },
    "purchases": {
        "customer": "key", "customer_no": "key", "phone": "phone", "email": "email", "external_id": "key", "order_no": "key", "ordered": "date",
        "product": "label", "quantity": "quantity", "amount": "amount", "currency": "currency",
        "refund": "money", "refunded_on": "day", "refunds": "refunds", "progress": "text", "progress_log": "progress", "put_off": "put_offs", "status": "word:purchase_status", "promised_on": "day", "note": "text", "author": "label",
        "contract": "key", "payment": "yes_no",
    },
    "complaints": {
        "external_id": "key", "opened": "date", "customer": "key", "customer_no": "key", "phone": "phone", "email": "email",
        "contact_person": "person", "content": "text", "severity": "word:severity", "category": "label", "touchpoint": "open:touchpoint",
        "product": "label", "order_no": "key", "site": "label", "demand": "text", "accused": "label", "handler": "label",
        "responded": "done", "proposed": "done", "resolved": "done", "revisited": "done",
        "revisit_result": "choice:revisit_result", "status": "choice:complaint_state",
        "channel": "channel:channel",
        "measure": "text", "cause": "open:root_cause", "root_cause": "text", "lesson": "text", "steps": "steps", "put_off": "put_offs", "compensation": "money", "note": "text",
    },
    "survey_answers": {
        "external_id": "key", "submitted": "date", "phone": "phone", "email": "email", "customer": "key", "customer_no": "key",
        "overall": "score", "response_speed": "score", "problem_solving": "score", "cooperation": "score",
        "product_quality": "score", "after_sales": "score", "nps": "score", "comment": "opinion",
        "code": "label", "wave": "label", "touchpoint": "open:touchpoint", "settled": "date", "recorder": "label",
    },
    "tasks": {
        "put_off": "put_offs", "external_id": "key", "title": "text", "due": "date", "owner": "label", "customer": "key",
        "customer_no": "key", "phone": "phone", "email": "email", "status": "choice:task_state", "percent_done": "percent",
        "forecast_on": "day", "department": "label", "creator": "label", "created": "date", "done": "date",
        "note": "text", "repeat_rule": "label", "repeat_from": "day", "repeat_on": "day", "checklist": "items",
        "comments": "remarks", "handovers": "handovers",
    },
    "feedback": {
        "put_off": "put_offs", "external_id": "key", "occurred": "date", "customer": "key", "customer_no": "key", "phone": "phone", "email": "email",
        "staff": "label", "kind": "choice:feedback_told", "channel": "channel:channel", "score": "score",
        "content": "text", "product": "label", "touchpoint": "open:touchpoint", "department": "label", "handler": "label",
        "status": "choice:feedback_state", "answer": "text", "answered": "date", "adopted": "yes_no",
        "answered_by": "label", "closed": "date", "close_reason": "text", "further_answers": "remarks",
    },
    "opportunities": {
        "put_off": "put_offs", "external_id": "key", "title": "text", "customer": "key", "customer_no": "key", "phone": "phone",
        "email": "email", "contact_person": "person", "amount": "money", "currency": "currency", "stage": "label",
        "expected_on": "day", "owner": "label", "source": "open:source", "opened": "date", "closed": "day",
        "lost_reason": "label", "next_step": "text", "next_on": "date", "next_made_on": "day", "moves": "moves", "note": "text",
    },
    "consents": {
        "customer": "key", "customer_no": "key", "phone": "phone", "email": "email", "contact_person": "person", "purpose": "label",
        "channel": "label", "agreed": "choice:agreement", "said": "date", "source": "open:consent_source", "evidence": "text",
        "notice": "text", "recorder": "label",
    },
    "trainings": {
        "staff": "label", "topic": "label", "held": "day", "theory": "share", "practice": "share", "result": "choice:exam_result",
        "passed": "day", "valid": "until", "note": "text",
    },
}  # fmt: skip
TYPES["members"] = TYPES["customers"] | {
    "member_no": "key",
    "member_level": "word:member_level",
    "points": "balance",
    "member_since": "day",
}

#: Columns of our workbooks of rows to be mended: why, which is left out again, the record that was kept, and the customer
#: that a name most likely means.
REASON_TITLES = {"en": "What to mend", "zh": "待修改原因"}
KEPT_TITLES = {"en": "Kept as", "zh": "已保存为"}
MEANT_TITLES = {"en": "Meant customer", "zh": "所指客户"}
for _types in TYPES.values():
    _types |= {"kept": "key", "meant": "key"}

#: The field that names whom a row is about.
SUBJECT = {"customers": "name", "members": "name", "contacts": "name"}
#: Fields with a person of ours: few different values, repeated often.
STAFF = frozenset(("owner", "author", "handler"))
#: Fields that name people of ours.
OUR_PEOPLE = frozenset({
    "owner", "author", "handler", "creator", "recorder", "staff", "answerer", "answered_by", "pinned_by",
})  # fmt: skip
#: What was said: long text.
PROSE = frozenset(("content", "feedback", "next_step", "note", "measure", "comment", "demand"))
#: What a row tells of a contact that was made or is to be.
OF_CONTACT = ("content", "feedback", "occurred", "next_step", "next_on")
#: A field of these types with a problem is reported under its own name; the flags stand for a step without
#: a time.
FLAGS = {
    "responded": "responded_flag",
    "proposed": "proposed_flag",
    "resolved": "resolved_flag",
    "revisited": "revisited_flag",
}


def subject_field(kind: str) -> str:
    """`name` for customers, members and contacts; `customer` for what refers to one."""
    return SUBJECT.get(kind, "customer")
