"""What the team learnt, and where in a service something was said, as its tables and columns first were. Never change them: the next migration does."""

from __future__ import annotations

TABLES = {
    # A training that somebody took part in, with its exam if there was one: `passed_on` is the day since which it counts,
    # `valid_until` the last day on which it does. Scores are out of a hundred.
    "training": {
        "id": "int#", "staff_id": "int!>staff", "topic": "text!", "held_on": "text!", "theory": "real", "practice": "real",
        "passed_on": "text", "valid_until": "text", "note": "text", "custom": "text", "created_at": "text!",
    },
}  # fmt: skip
#: Before, during or after the service: where a complaint, feedback or an answer comes from.
COLUMNS = {table: {"touchpoint": "text"} for table in ("complaint", "feedback", "survey_response")}
INDEXES = (("training", "staff_id"), ("training", "held_on"))
