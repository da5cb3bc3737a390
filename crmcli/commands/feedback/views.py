"""How feedback is shown: as rows for scripts, as lists, one with its answers, and as a summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from crmcli.commands.beside import beside, texts
from crmcli.commands.bettered import linked
from crmcli.commands.shared import local_time
from crmcli.i18n import N_, _, titled
from crmcli.result import Column, Result, Table
from crmcli.wording import label
from crmcli.workflows.feedback_summary import GROUPS, Summary

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Row

_LIST_VIEW = frozenset({"id", "occurred_on", "kind", "state", "customer", "content"})


def columns() -> list[Column]:
    """What scripts get of feedback."""
    return [
        Column("id", _("Id"), "int"),
        Column("occurred_on", _("Date"), "date"),
        Column("kind", _("Kind"), "word", "feedback_kind"),
        Column("state", _("State"), "word", "feedback_state"),
        Column("customer", _("Customer")),
        Column("content", _("Feedback")),
        Column("handler", _("Handler")),
        Column("channel", _("Channel"), "word", "channel"),
        Column("product", _("Product")),
        Column("touchpoint", _("Touchpoint"), "word", "touchpoint"),
        Column("score", _("Score"), "int"),
        Column("department", _("Department")),
        Column("answer", _("Answer")),
        Column("answered_at", "answered_at", "instant"),
        Column("answered_by", _("Answered by")),
        Column("adopted", _("Adopted"), "int"),
        Column("staff", _("From staff")),
        Column("customer_id", "customer_id", "int"),
        Column("occurred_at", "occurred_at", "instant"),
        Column("closed_at", "closed_at", "instant"),
        Column("close_reason", _("Why closed")),
        Column("complaint", _("Complaint")),
        Column("complaint_id", "complaint_id", "int"),
        Column("task_id", "task_id", "int"),
    ]


def as_data(row: Row) -> dict[str, Any]:
    """Feedback as scripts read it."""
    return {column.key: row[column.key] for column in columns()}


def changed(crm: Context, feedback_id: int, sentence: str, told: Mapping[str, Any] | None = None) -> Result:
    """What was done to feedback, and who is to answer it if nobody did. `told` fills in the sentence beside its id."""
    row = crm.store.feedback.get(feedback_id)
    lines = [sentence % {"id": feedback_id, **(told or {})}]
    if row["state"] == "open":
        by = date.fromisoformat(row["occurred_on"]) + timedelta(days=crm.policy.due.feedback_days)
        lines.append(
            _("%(name)s is to answer it by %(day)s: crmcli feedback answer %(id)d TEXT")
            % {"name": row["handler"] or row["department"] or "—", "day": by, "id": feedback_id}
        )
    return Result(crm.command, data=as_data(row), lines=lines)


def list_table(rows: Sequence[Row]) -> Table:
    """Feedback as a list."""
    hidden = frozenset(column.key for column in columns()) - _LIST_VIEW
    return Table("feedback", columns(), [as_data(row) for row in rows], machine_only=hidden)


def details(crm: Context, row: Row) -> Result:
    """One piece of feedback with all its answers and what it became."""
    answers = _answers(crm, row)
    lines = [
        f"{row['id']}  {row['customer'] or row['staff'] or '—'}  {label('feedback_kind', row['kind'])}"
        f"  {label('feedback_state', row['state'])}",
        row["content"],
        *(_("%(field)s: %(value)s") % {"field": name, "value": value} for name, value in _fields(crm, row)),
        *linked(crm, "feedback_id", row["id"]),
        *beside(row),
    ]
    tables = [_answer_table(answers)] if answers else []
    return Result(
        crm.command,
        data={**as_data(row), "custom": texts(row), "answers": answers},
        lines=lines,
        tables=tables,
    )


def _fields(crm: Context, row: Row) -> list[tuple[str, str]]:
    """The fields that have a value, as people read them."""
    adopted = {1: _("yes"), 0: _("no")}.get(row["adopted"])
    channel = label("channel", row["channel"]) if row["channel"] else None
    fields = (
        (_("Said"), local_time(crm, row["occurred_at"])),
        (_("Channel"), channel),
        (_("Product"), row["product"]),
        (_("Touchpoint"), row["touchpoint"] and label("touchpoint", row["touchpoint"])),
        (_("Score"), row["score"]),
        (_("Department"), row["department"]),
        (_("Handler"), row["handler"]),
        (_("Adopted"), adopted),
        (_("Complaint"), row["complaint"]),
        (_("Task"), row["task_id"]),
        (_("Closed"), row["closed_at"] and local_time(crm, row["closed_at"])),
        (_("Why closed"), row["close_reason"]),
    )
    return [(name, str(value)) for name, value in fields if value is not None]


def _answers(crm: Context, row: Row) -> list[dict[str, Any]]:
    """Every answer, the first one first."""
    if row["answer"] is None:
        return []
    first = {"text": row["answer"], "at": row["answered_at"], "staff": row["answered_by"]}
    return [first, *(dict(answer) for answer in crm.store.feedback.answers(row["id"]))]


def _answer_table(answers: Sequence[dict[str, Any]]) -> Table:
    shown = [Column("at", _("When"), "instant"), Column("staff", _("By")), Column("text", _("Answer"))]
    return Table("answers", shown, answers)


# -- the summary ---------------------------------------------------------------------------------

_TITLES = {
    "kind": N_("By kind"),
    "product": N_("By product"),
    "tier": N_("By tier"),
    "channel": N_("By channel"),
    "touchpoint": N_("By touchpoint"),
    "department": N_("By department"),
}


def summary(crm: Context, found: Summary) -> Result:
    """The counts of a period beside those of the one before, and what rose."""
    span = {
        "start": found.period.start,
        "end": found.period.end,
        "n": found.total,
        "before": found.total_before,
        "earlier": found.before.start,
        "until": found.before.end,
    }
    lines = [
        _("Feedback from %(start)s to %(end)s: %(n)d; from %(earlier)s to %(until)s: %(before)d.") % span,
    ]
    # A table that has nothing but what has no value tells nothing.
    told = {key: rows for key, rows in found.groups.items() if any(row["key"] for row in rows)}
    tables = [_group_table(key, rows) for key, rows in told.items()]
    tables.append(_time_table(found))
    if found.themes:
        tables.append(_theme_table(found))
    elif found.total and not found.total_before:
        lines.append(_("There is no feedback before to compare the words with."))
    return Result(crm.command, data=_summary_data(found), lines=lines, tables=tables)


def _group_table(key: str, rows: Sequence[dict[str, Any]]) -> Table:
    domain = GROUPS[key]
    shown = [
        Column("name", _(_TITLES[key])),
        Column("now", _("Now"), "int"),
        Column("before", _("Before"), "int"),
        Column("waiting", _("Awaiting an answer"), "int"),
        Column("adopted", _("Adopted"), "int"),
    ]
    named = [{**row, "name": _group_name(domain, row["key"])} for row in rows]
    return Table(key, shown, named)


def _group_name(domain: str, value: str | None) -> str:
    if value is None:
        return _("(none)")
    return label(domain, value) if domain else value


def _time_table(found: Summary) -> Table:
    monthly = any(len(key) == 7 for key, _n in found.times)
    shown = [Column("start", _("Month") if monthly else _("Week from")), Column("now", _("Now"), "int")]
    return Table("times", shown, [{"start": key, "now": n} for key, n in found.times])


def _theme_table(found: Summary) -> Table:
    shown = [
        Column("phrase", _("Words that rose")),
        Column("now", _("Now"), "int"),
        Column("before", _("Before"), "int"),
        Column("example", _("Such as")),
    ]
    rows = [
        {**theme._asdict(), "example": titled(str(theme.examples[0]), found.texts[theme.examples[0]])}
        for theme in found.themes
    ]
    note = _(
        "Counted are pieces of feedback that hold the words: at least 3, and a share that hardly rose by chance."
    )
    return Table("themes", shown, rows, note=note)


def _summary_data(found: Summary) -> dict[str, Any]:
    return {
        "from": found.period.start,
        "to": found.period.end,
        "before_from": found.before.start,
        "before_to": found.before.end,
        "total": found.total,
        "total_before": found.total_before,
        "by": found.groups,
        "times": [{"start": key, "now": n} for key, n in found.times],
        "themes": [
            {**theme._asdict(), "examples": [{"id": i, "content": found.texts[i]} for i in theme.examples]}
            for theme in found.themes
        ],
    }
