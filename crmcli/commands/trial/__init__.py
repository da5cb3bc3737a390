"""crmcli trial: products that customers try, from the first day to won or declined."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from crmcli import errors
from crmcli.commands.offers import numbers
from crmcli.commands.shared import (
    MOST_DAYS,
    Limit,
    Where,
    Who,
    assignee,
    contact_person,
    context_of,
    customer,
    customer_names,
    example,
    limit_rows,
    new_app,
    only,
    present_names,
    row_id,
    staff_id,
    staff_names,
    word,
)
from crmcli.commands.trial import typed, views
from crmcli.i18n import _
from crmcli.judging.trials import UNDECIDED
from crmcli.result import Result
from crmcli.verdicts.known_now import known_now
from crmcli.workflows import trials

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Row

app = new_app(_("Products that customers try: until when, and what came of it."))
ALIASES = {"开始": "start", "列表": "list", "查看": "show", "延长": "extend", "结束": "end"}
AS_OF = frozenset({"list", "show"})

Which = Annotated[
    str,
    typer.Argument(metavar="TRIAL", autocompletion=numbers("trial"), help=_("Its number, as lists show it.")),
]


@app.command(
    "start",
    epilog=example(
        "crmcli trial start 远鑫 'Pump X1' --days 30",
        "crmcli 试用 开始 远鑫 净水器 --至 2026-12-15 --负责人 李娜",
    ),
)
def start(
    ctx: typer.Context,
    who: Who,
    product: Annotated[str, typer.Argument(metavar="PRODUCT", help=_("What they try, as orders call it."))],
    until: Annotated[
        str | None, typer.Option("--until", "--至", metavar="DAY", help=_("The last day of the trial."))
    ] = None,
    days: Annotated[
        int | None,
        typer.Option(
            "--days", "--天数", min=1, max=MOST_DAYS, help=_("So many days, the first one included.")
        ),
    ] = None,
    first: Annotated[
        str | None, typer.Option("--from", "--自", metavar="DAY", help=_("The first day, if not today."))
    ] = None,
    owner: Annotated[
        str | None,
        typer.Option(
            "--owner",
            "--负责人",
            autocompletion=present_names,
            help=_("Who looks after it; the customer's owner by default."),
        ),
    ] = None,
    person: Annotated[
        str | None, typer.Option("--person", "--联系人", help=_("The contact person who tries it."))
    ] = None,
    note: Annotated[str | None, typer.Option("--note", "--备注", help=_("A note."))] = None,
) -> None:
    """Notes that a customer tries a product from today, unless you say otherwise."""
    crm = context_of(ctx)
    about = customer(crm, who)
    begins = crm.day(first) if first else crm.today
    values = {
        "customer_id": about["id"],
        "product": typed.product(product),
        "start_on": begins.isoformat(),
        "end_on": typed.last_day(crm, begins, until, days).isoformat(),
        "owner_id": assignee(crm, owner) if owner else None,
        "contact_person_id": contact_person(crm, about, person),
        "note": note or None,
    }
    with crm.work(about["name"]) as work:
        trial_id = trials.start(work, values)
    crm.show(views.changed(crm, trial_id, _("Trial %(id)d: %(customer)s tries %(product)s until %(end)s.")))


@app.command(
    "list",
    epilog=example(
        "crmcli trial list", "crmcli trial list --state no_word", "crmcli 试用 列表 --负责人 李娜 --全部"
    ),
)
def list_trials(
    ctx: typer.Context,
    who: Annotated[
        str | None,
        typer.Argument(metavar="[CUSTOMER]", autocompletion=customer_names, help=_("Only this customer's.")),
    ] = None,
    in_state: Annotated[
        str | None,
        typer.Option(
            "--state",
            "--状态",
            parser=word("trial_state"),
            help=_("Only those that stand so: running, won …"),
        ),
    ] = None,
    owner: Annotated[
        str | None,
        typer.Option("--owner", "--负责人", autocompletion=staff_names, help=_("Only this person's.")),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", "--全部", help=_("Those won and declined, too."))
    ] = False,
    where: Where = None,
    limit: Limit = None,
) -> None:
    """Lists trials that nobody ended yet, those whose last day comes first in front."""
    crm = context_of(ctx)
    about = customer(crm, who)["id"] if who else None
    filters = {"customer_id": about, "owner_id": staff_id(crm, owner)}
    found = only(crm, crm.store.trials.listed(filters, crm.view.day, crm.view.past), where)
    rows = [
        row
        for row in (views.as_row(each, crm.as_of.on) for each in found)
        if (row["state"] == in_state if in_state else everything or row["state"] in UNDECIDED)
    ]
    table = views.list_table(limit_rows(crm, rows, limit, everything), everyone=owner is None)
    later = known_now(crm.view, ("trials", "customers", "staff"), about and [about])
    crm.show(Result(crm.command, tables=[table], as_of=crm.as_of, known_now=later))


@app.command("show", epilog=example("crmcli trial show 3", "crmcli 试用 查看 3"))
def show(ctx: typer.Context, which: Which) -> None:
    """Shows one trial with how often it was extended, and the order that came of it."""
    crm = context_of(ctx)
    row = _found(crm, which)
    result = views.details(crm, row)
    result.known_now = known_now(crm.view, ("trials", "orders", "staff"), [row["customer_id"]])
    crm.show(result)


@app.command(
    "extend",
    epilog=example(
        "crmcli trial extend 3 2026-12-31 --reason 'waits for the new filter'", "crmcli 试用 延长 3 +14d"
    ),
)
def extend(
    ctx: typer.Context,
    which: Which,
    day: Annotated[str, typer.Argument(metavar="DAY", help=_("The new last day."))],
    reason: Annotated[str | None, typer.Option("--reason", "--原因", help=_("Why."))] = None,
) -> None:
    """Lets a trial run longer, also one that is over and nobody ended."""
    crm = context_of(ctx)
    row = _found(crm, which)
    end = crm.day(day, ahead=True)
    with crm.work(row["product"]) as work:
        trials.extend(work, crm.store.trials.get(row["id"]), end, reason or None)
    crm.show(
        views.changed(crm, row["id"], _("Trial %(id)d of %(customer)s runs until %(end)s: %(product)s."))
    )


@app.command(
    "end",
    epilog=example(
        "crmcli trial end 3 won --order SO2026009",
        "crmcli trial end 3 declined --reason 'too loud'",
        "crmcli 试用 结束 3 成交 --订单 SO2026009",
    ),
)
def end(
    ctx: typer.Context,
    which: Which,
    outcome: Annotated[
        str, typer.Argument(parser=word("trial_outcome"), metavar="OUTCOME", help=_("won or declined."))
    ],
    reason: Annotated[str | None, typer.Option("--reason", "--原因", help=_("Why."))] = None,
    order: Annotated[
        str | None,
        typer.Option(
            "--order",
            "--订单",
            metavar="ORDER",
            autocompletion=numbers("order"),
            help=_("The order that came of it, by number or id."),
        ),
    ] = None,
    at: Annotated[
        str | None, typer.Option("--at", "--日期", metavar="DAY", help=_("When they decided, if not today."))
    ] = None,
) -> None:
    """Ends a trial as won or declined; the same again puts right what is known of that."""
    crm = context_of(ctx)
    row = _found(crm, which)
    line = trials.order_of(crm.view, row, outcome, order) if order else None
    with crm.work(row["product"]) as work:
        row = crm.store.trials.get(row["id"])
        differs = trials.end(work, row, outcome, crm.day(at) if at else None, reason or None, line)
    said = (
        _("Trial %(id)d of %(customer)s ended, %(outcome)s: %(product)s.")
        if differs
        else _("Trial %(id)d of %(customer)s had ended so already, %(outcome)s: %(product)s.")
    )
    crm.show(views.changed(crm, row["id"], said, *views.missing_order(crm, row["id"])))


def _found(crm: Context, text: str) -> Row:
    """The trial of this number, as it stood at the as-of. NotFound for another number, and for one that wasn't there yet."""
    trial_id = row_id(text, "trial")
    found = crm.store.trials.listed({"id": trial_id}, crm.view.day, crm.view.past)
    if not found and crm.store.trials.get(trial_id):
        raise errors.NotFound(
            _("This trial wasn't there on %(day)s.") % {"day": crm.view.day},
            _("See: crmcli trial show %(id)d") % {"id": trial_id},
        )
    return found[0]
