"""How tasks are shown: columns, the line that follows a change, one task with all that belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.commands.beside import beside, texts
from crmcli.commands.shared import local_time
from crmcli.dates.recurrence import in_words
from crmcli.i18n import _, series
from crmcli.result import Column, Result, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from crmcli.context import Context
    from crmcli.database.connection import Row

_HIDDEN = frozenset({
    "due_at", "forecast_on", "department", "note", "customer_id", "done_on", "repeat_rule", "owner", "state", "target_id",
    "meeting_on",
})  # fmt: skip


def columns() -> list[Column]:
    """What scripts get of a task."""
    return [
        Column("id", _("Id"), "int"),
        Column("due_on", _("Due"), "date"),
        Column("due_at", "due_at", "instant"),
        Column("title", _("Task")),
        Column("customer", _("Customer")),
        Column("owner", _("Owner")),
        Column("percent_done", _("% done"), "int"),
        Column("state", _("State"), "word", "task_state"),
        Column("forecast_on", _("Forecast"), "date"),
        Column("department", "department"),
        Column("note", "note"),
        Column("customer_id", "customer_id", "int"),
        Column("done_on", "done_on", "date"),
        Column("repeat_rule", "repeat_rule"),
        Column("target_id", "target_id", "int"),
        Column("meeting_on", "meeting_on", "date"),
    ]


def list_table(rows: list[dict[str, Any]], *, everyone: bool, for_people: bool) -> Table:
    """Tasks as a list; whose and in which state only where they differ. For people a deadline has its time of day."""
    hidden = _HIDDEN - {"owner", "state"} if everyone else _HIDDEN
    cols = columns()
    if for_people:
        cols, rows = with_hours(cols, rows)
    return Table("tasks", cols, rows, machine_only=hidden)


def changed(crm: Context, task_id: int, sentence: str) -> Result:
    """What was done to a task, and until when it is due."""
    row = crm.store.tasks.get(task_id)
    lines = [sentence % {"id": task_id, "title": row["title"]}]
    if row["state"] == "open":
        lines.append(_("%(owner)s, %(due)s") % {"owner": row["owner"], "due": _due(crm, row)})
    return Result(crm.command, data=as_data(row), lines=lines)


def finished(crm: Context, task_id: int, sentence: str, next_id: int | None) -> Result:
    """What was just done, and the next one of its series, or that there is none."""
    result, row = changed(crm, task_id, sentence), crm.store.tasks.get(task_id)
    if not row["repeat_rule"]:
        return result
    result.data["next_id"] = next_id
    following = crm.store.tasks.get(next_id) if next_id else None
    result.lines.append(
        _("The next one is task %(id)d, %(due)s.") % {"id": next_id, "due": _due(crm, following)}
        if following
        else _("It was the last one of its series.")
    )
    return result


def as_data(row: Row) -> dict[str, Any]:
    """A task as scripts read it."""
    return {column.key: row[column.key] for column in columns()}


def details(crm: Context, row: Row) -> Result:
    """One task with its checklist, comments, and the hands it went through."""

    tasks = crm.store.tasks
    steps, comments = map(list, (tasks.steps(row["id"]), tasks.comments(row["id"])))
    handoffs = crm.store.handoffs.of_task(row["id"])
    sources = [feedback["id"] for feedback in crm.store.feedback.promoted(task_id=row["id"])]
    head = [
        f"{row['id']}. {row['title']}",
        _("%(owner)s, %(due)s") % {"owner": row["owner"] or "—", "due": _due(crm, row)},
        _state(row),
    ]
    for title, value in (
        (_("Forecast"), row["forecast_on"]),
        (_("Customer"), row["customer"]),
        (_("Department"), row["department"]),
        (_("Repeats"), row["repeat_rule"] and in_words(row["repeat_rule"])),
        (_("Target"), row["target_id"]),
        (_("Decided in the meeting of"), row["meeting_on"]),
        (_("Note"), row["note"]),
        (_("From feedback"), series(map(str, sources))),
    ):
        if value:
            head.append(_("%(title)s: %(value)s") % {"title": title, "value": value})
    head += beside(row)
    data = as_data(row) | {
        "custom": texts(row),
        "steps": [
            {
                "position": s["position"],
                "text": s["text"],
                "done_at": s["done_at"],
                "done_by": s["done_by_name"],
            }
            for s in steps
        ],
        "comments": [{"at": c["at"], "author": c["author"], "text": c["text"]} for c in comments],
        "handoffs": [handoff_data(h) for h in handoffs],
        "feedback": sources,
    }
    return Result(crm.command, data=data, lines=head, tables=_tables(data))


def _state(row: Row) -> str:
    """How far a task is; of what is done all of it is."""
    from crmcli.wording import label

    state = label("task_state", row["state"])
    if row["state"] == "done" and row["percent_done"] == 100:
        return state
    return _("%(state)s, %(percent)d %% done") % {"state": state, "percent": row["percent_done"]}


def _tables(data: dict[str, Any]) -> list[Table]:
    when = Column("at", _("When"), "instant")
    shown = {
        "steps": (
            [
                Column("position", _("Step"), "int"),
                Column("text", _("What")),
                Column("done_at", _("Done"), "instant"),
                Column("done_by", _("By")),
            ],
            _("Checklist"),
        ),
        "comments": ([when, Column("author", _("Who")), Column("text", _("Comment"))], _("Comments")),
        "handoffs": (
            [
                when,
                Column("giver", _("From")),
                Column("receiver", _("To")),
                Column("due_on", _("Due"), "date"),
                Column("note", _("Why")),
            ],
            _("Handed over"),
        ),
    }
    return [Table(key, cols, data[key], title) for key, (cols, title) in shown.items() if data[key]]


def with_hours(
    columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]
) -> tuple[list[Column], list[dict[str, Any]]]:
    """The columns and rows of a list for people: a deadline with its time of day where it has one."""
    cols = [col._replace(kind="instant") if col.key == "due_on" else col for col in columns]
    return cols, [{**row, "due_on": row["due_at"] or row["due_on"]} for row in rows]


def handoff_data(row: Row) -> dict[str, Any]:
    """A hand-off as scripts read it."""
    is_task = row["task_id"] is not None
    return {
        "id": f"task:{row['task_id']}" if is_task else f"complaint:{row['complaint_id']}",
        "at": row["at"],
        "giver": row["giver"],
        "receiver": row["receiver"],
        "department": row["department"],
        "due_on": row["due_on"],
        "due_at": row["due_at"],
        "note": row["note"],
        "what": row["title"] if is_task else f"{row['number']} {row['content'][:60]}",
        "state": row["task_state"] if is_task else row["complaint_state"],
        "customer": row["customer"],
    }


def workload_table(rows: list[dict[str, Any]]) -> Table:
    """Per person what they have in hand."""
    cols = [
        Column("id", "id", "int"),
        Column("person", _("Person")),
        Column("department", _("Department")),
        Column("tasks", _("Open tasks"), "int"),
        Column("overdue", _("Overdue"), "int"),
        Column("this_week", _("Due this week"), "int"),
        Column("complaints", _("Complaints"), "int"),
        Column("feedback", _("Feedback"), "int"),
        Column("opportunities", _("Opportunities"), "int"),
        Column("customers", _("Customers"), "int"),
        Column("active", "active", "int"),
    ]
    return Table("workload", cols, rows, machine_only=frozenset({"id", "active"}))


def _due(crm: Context, row: Row) -> str:
    if not row["due_on"]:
        return _("no deadline")
    return _("due %(when)s") % {"when": local_time(crm, row["due_at"]) if row["due_at"] else row["due_on"]}
