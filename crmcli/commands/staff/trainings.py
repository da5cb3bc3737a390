"""The verbs of crmcli staff about trainings and exams: who took part in what, with which scores, until when a pass holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors
from crmcli.actors import MANAGERS
from crmcli.commands.offers import numbers
from crmcli.commands.shared import Limit, ShowAll, context_of, example, limit_rows, staff_id, staff_names
from crmcli.commands.staff.shared import app
from crmcli.figures.passes import end_of_span, is_for_good
from crmcli.i18n import _, sentences
from crmcli.result import Column, Result, Table
from crmcli.verdicts.known_now import known_now
from crmcli.verdicts.trainings import folded, state_of
from crmcli.workflows import trainings

if TYPE_CHECKING:
    from datetime import date

    from crmcli.context import Context

On = Annotated[
    str | None,
    typer.Option("--on", "--日期", metavar="DAY", help=_("When it was held; today without it.")),
]
Theory = Annotated[
    float | None,
    typer.Option("--theory", "--理论", metavar="SCORE", min=0, max=100, help=_("Theory, out of 100.")),
]
Practice = Annotated[
    float | None,
    typer.Option("--practice", "--实操", metavar="SCORE", min=0, max=100, help=_("Practice, out of 100.")),
]
Valid = Annotated[
    str | None,
    typer.Option(
        "--valid", "--有效期", metavar="TIME", help=_("How long a pass holds: 1y, 18m, a day, or forever.")
    ),
]
Note = Annotated[str | None, typer.Option("--note", "--备注", help=_("A note."))]
Number = Annotated[
    int,
    typer.Argument(
        metavar="TRAINING",
        min=1,
        autocompletion=numbers("training"),
        help=_("Its number, as the list shows it."),
    ),
]


@app.command(
    "train",
    epilog=example(
        "crmcli staff train 李娜 服务礼仪 --theory 88 --practice 90 --valid 1y",
        "crmcli 员工 培训 李娜 服务礼仪 --日期 2026-11-20 --理论 88 --实操 90",
    ),
)
def train(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help=_("Who took part."), autocompletion=staff_names)],
    topic: Annotated[str, typer.Argument(metavar="TOPIC", help=_("What it was about."))],
    on: On = None,
    theory: Theory = None,
    practice: Practice = None,
    valid: Valid = None,
    note: Note = None,
) -> None:
    """Records that somebody took part in a training, with the scores of its exam. The policy says what is a pass; without
    scores it was passed by taking part."""
    crm = context_of(ctx)
    person = crm.store.staff.resolve(name)
    held = crm.day(on) if on else crm.today
    values: dict[str, Any] = {"staff_id": person["id"], "topic": topic.strip(), "held_on": held.isoformat()}
    values |= {"theory": theory, "practice": practice, "note": note}
    if valid:
        values["valid_until"] = _end(crm, valid, held)
    with crm.work(person["name"], roles=MANAGERS) as work:
        training_id = trainings.add(work, values)
    crm.show(_changed(crm, training_id, _("Training %(id)d of %(name)s: %(topic)s.")))


@app.command("trainings", epilog=example("crmcli staff trainings", "crmcli staff trainings 李娜 --all"))
def list_trainings(
    ctx: typer.Context,
    name: Annotated[
        str | None, typer.Argument(help=_("Only this person's."), autocompletion=staff_names)
    ] = None,
    topic: Annotated[str | None, typer.Option("--topic", "--主题", help=_("Only this topic."))] = None,
    limit: Limit = None,
    show_all: ShowAll = False,
) -> None:
    """Lists trainings and exams, the newest first, and how each stands: valid, runs out soon, ran out, not passed."""
    crm = context_of(ctx)
    rows = [
        {**row, "state": state_of(crm.view, row)}
        for row in map(dict, crm.store.trainings.listed(crm.view.day, staff_id(crm, name)))
        if topic is None or folded(row["topic"]) == folded(topic)
    ]
    columns = [
        Column("id", _("Id"), "int"),
        Column("staff", _("Person")),
        Column("topic", _("Topic")),
        Column("held_on", _("Held on"), "date"),
        Column("theory", _("Theory"), "number"),
        Column("practice", _("Practice"), "number"),
        Column("state", _("State"), "word", "training_state"),
        Column("passed_on", _("Passed on"), "date"),
        Column("valid_until", _("Valid until"), "date"),
        Column("note", _("Note")),
    ]
    table = Table(
        "trainings", columns, limit_rows(crm, rows, limit, show_all), machine_only=frozenset({"passed_on"})
    )
    later = known_now(crm.view, ("trainings", "staff"))
    crm.show(Result(crm.command, tables=[table], as_of=crm.as_of, known_now=later))


@app.command(
    "correct-training",
    epilog=example("crmcli staff correct-training 3 --theory 92", "crmcli 员工 更正培训 3 --理论 92"),
)
def correct(
    ctx: typer.Context,
    number: Number,
    topic: Annotated[str | None, typer.Option("--topic", "--主题", help=_("What it was about."))] = None,
    on: On = None,
    theory: Theory = None,
    practice: Practice = None,
    valid: Valid = None,
    note: Note = None,
) -> None:
    """Puts right what was recorded of a training; other scores decide anew whether it was passed."""
    crm = context_of(ctx)
    row = crm.store.trainings.get(number)
    held = crm.day(on) if on else None
    given = {"topic": topic, "held_on": held and held.isoformat(), "theory": theory, "practice": practice}
    values: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
    if note is not None:
        values["note"] = note.strip() or None
    if valid:
        values["valid_until"] = _end(crm, valid, held or crm.day(row["held_on"]))
    if not values:
        raise errors.Usage(_("Nothing to change was given."), _("See: crmcli staff correct-training --help"))
    with crm.work(row["staff"], roles=MANAGERS) as work:
        changed = trainings.correct(work, row["id"], values)
    said = _("Corrected training %(id)d of %(name)s: %(topic)s.")
    same = _("Training %(id)d of %(name)s had these values already; nothing changed.")
    crm.show(_changed(crm, row["id"], said if changed else same))


@app.command("remove-training", epilog=example("crmcli staff remove-training 3", "crmcli 员工 删除培训 3"))
def remove(ctx: typer.Context, number: Number) -> None:
    """Removes a training that never was; `crmcli undo` brings it back."""
    crm = context_of(ctx)
    row = crm.store.trainings.get(number)
    with crm.work(row["staff"], roles=MANAGERS) as work:
        crm.store.trainings.remove(work.op, row["id"])
    told = {"id": row["id"], "name": row["staff"], "topic": row["topic"]}
    line = _("Removed training %(id)d of %(name)s: %(topic)s.") % told
    crm.show(Result(crm.command, data={"id": row["id"]}, lines=[line]))


def _end(crm: Context, text: str, held: date) -> str | None:
    """The last day of a pass as it was told; None for good."""
    if is_for_good(text):
        return None
    return (end_of_span(text, held) or crm.day(text, ahead=True)).isoformat()


def _changed(crm: Context, training_id: int, said: str) -> Result:
    """What became of a training: whether it was passed, and until when that holds."""
    row = crm.store.trainings.get(training_id)
    told = {"id": training_id, "name": row["staff"], "topic": row["topic"], "day": row["valid_until"]}
    if row["passed_on"] is None:
        standing = _("Not passed.")
    elif row["valid_until"]:
        standing = _("Passed; valid until %(day)s.") % told
    else:
        standing = _("Passed, for good.")
    return Result(crm.command, data=dict(row), lines=[sentences(said % told, standing)])
