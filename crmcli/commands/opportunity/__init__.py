"""crmcli opportunity: possible deals, from the first talk to won or lost.

A lead is a customer whom nobody has contacted yet, so what may be sold to one is called an opportunity, as in the policy. The
verbs that enter one and take it on stand in `entering` and `steps`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors, vocabulary
from crmcli.commands.attached import attached
from crmcli.commands.beside import kept_beside
from crmcli.commands.opportunity import entering, steps, views
from crmcli.commands.opportunity.shared import (
    Amount,
    Close,
    Competitors,
    NewPerson,
    Next,
    Note,
    Owner,
    Source,
    Step,
    Which,
    With,
    app,
    competitor_ids,
    found,
    next_values,
    stage,
)
from crmcli.commands.persons import check_person, person_id
from crmcli.commands.shared import (
    Limit,
    Where,
    assignee,
    context_of,
    customer,
    customer_names,
    example,
    limit_rows,
    only,
    staff_id,
    staff_names,
)
from crmcli.i18n import _
from crmcli.result import Result
from crmcli.verdicts.known_now import known_now
from crmcli.verdicts.opportunities import standings, stood
from crmcli.wording import shell_word
from crmcli.workflows import opportunities

if TYPE_CHECKING:
    from crmcli.context import Context

__all__ = ["app", "entering", "steps"]

ALIASES = {
    "新增": "add", "列表": "list", "查看": "show", "阶段": "stage", "推进": "stage", "修改": "edit", "赢单": "win", "输单": "lose",
    "丢单": "lose",
}  # fmt: skip
AS_OF = frozenset({"list", "show"})
CLEARED = {"edit": frozenset({"close", "source", "person", "note"})}


@app.command(
    "edit",
    epilog=example(
        "crmcli opportunity edit 3 --amount 15万 --close 2027-01-15",
        "crmcli 商机 修改 3 --负责人 李娜 --下次 明天 --下一步 送样品",
    ),
)
def edit(
    ctx: typer.Context,
    which: Which,
    title: Annotated[str | None, typer.Option("--title", "--标题", help=_("What may be sold."))] = None,
    amount: Amount = None,
    close: Close = None,
    owner: Owner = None,
    source: Source = None,
    person: With = None,
    new_person: NewPerson = False,
    next_day: Next = None,
    step: Step = None,
    competitor: Competitors = None,
    note: Note = None,
) -> None:
    """Changes an opportunity, all but its stage. An empty day, source, contact person or note takes it away."""
    crm = context_of(ctx)
    row = found(crm, which)
    about = crm.store.customers.get(row["customer_id"])
    added = check_person(crm, about, person, new_person)
    values: dict[str, Any] = next_values(crm, step, next_day)
    given = {"title": title, "amount_cents": amount, "note": note}
    values |= {key: value if value != "" else None for key, value in given.items() if value is not None}
    if close is not None:
        values["expected_on"] = crm.day(close, ahead=True).isoformat() if close.strip() else None
    if source is not None:
        values["source"] = (
            (vocabulary.parse_word("source", source) or source.strip()) if source.strip() else None
        )
    if owner:
        values["owner_id"] = assignee(crm, owner)
    rivals = competitor_ids(crm, competitor)
    if not (values or rivals) and person is None:
        raise errors.Usage(_("Nothing to change was given."), _("See: crmcli opportunity edit --help"))
    with crm.work(row["title"]) as work:
        if person is not None:
            values["contact_person_id"] = person_id(work, about, person)
        differs = crm.store.opportunities.edit(work.op, row["id"], values) if values else False
        for rival in rivals:
            work.store.competitors.name_for(work.op, row["id"], rival, work.day)
        differs = differs or work.op.changed
    line = (
        _("Changed opportunity %(id)d: %(title)s.")
        if differs
        else _("Opportunity %(id)d had these values already; nothing changed: %(title)s.")
    )
    lines = [(_("Added the contact person %(name)s.") % {"name": person}).replace("%", "%%")] if added else []
    crm.show(views.changed(crm, row["id"], *lines, line))


@app.command(
    "list",
    epilog=example(
        "crmcli opportunity list",
        "crmcli opportunity list 远鑫 --all",
        "crmcli 商机 列表 --负责人 李娜 --停滞",
    ),
)
def list_opportunities(
    ctx: typer.Context,
    who: Annotated[
        str | None,
        typer.Argument(metavar="[CUSTOMER]", autocompletion=customer_names, help=_("Only this customer's.")),
    ] = None,
    owner: Annotated[
        str | None,
        typer.Option("--owner", "--负责人", autocompletion=staff_names, help=_("Only this person's.")),
    ] = None,
    in_stage: Annotated[
        str | None, typer.Option("--stage", "--阶段", help=_("Only in this stage; won and lost among them."))
    ] = None,
    idle: Annotated[
        bool, typer.Option("--idle", "--停滞", help=_("Only those that nothing was done about for too long."))
    ] = False,
    everything: Annotated[bool, typer.Option("--all", "--全部", help=_("Won and lost ones, too."))] = False,
    where: Where = None,
    limit: Limit = None,
) -> None:
    """Lists open opportunities, those expected to close soonest first."""
    crm = context_of(ctx)
    subject = customer(crm, who)["id"] if who else None
    wanted = _stage_asked(crm, in_stage) if in_stage else None
    closed = everything or wanted in ("won", "lost")
    filters = {
        "customer_id": subject,
        "owner_id": staff_id(crm, owner),
        "stage": wanted,
        "open": None if closed else 1,
    }
    rows = [views.as_row(crm, one) for one in standings(crm.view, filters)]
    if idle:
        rows = [row for row in rows if row["idle_on"] and row["idle_on"] <= crm.as_of.on.isoformat()]
    rows = limit_rows(crm, only(crm, rows, where), limit, everything)
    later = known_now(crm.view, ("opportunities", "customers", "contacts", "staff"), subject and [subject])
    table = views.list_table(rows, everyone=owner is None, closed=closed)
    after = kept_beside(crm, rows, "id", "opportunity show")
    crm.show(Result(crm.command, tables=[table], after=after, as_of=crm.as_of, known_now=later))


def _stage_asked(crm: Context, text: str) -> str:
    """A stage that lists are narrowed to: one of the policy's, an end, or any other that some opportunity has."""
    key = opportunities.stage_of(crm.policy, text)
    return key or (text if text in crm.store.opportunities.stages() else stage(crm, text))


@app.command(
    "show",
    epilog=example(
        "crmcli opportunity show 3", "crmcli opportunity show 'annual cleaning'", "crmcli 商机 查看 3"
    ),
)
def show(ctx: typer.Context, which: Which) -> None:
    """Shows one opportunity with its stages, the days in each, and every step."""
    crm = context_of(ctx)
    row = found(crm, which)
    if not crm.as_of.explicit:
        crm.show(attached(crm, "opportunity", row["id"], views.details(crm, stood(crm.view, [row])[0])))
        return
    about = {"customer_id": row["customer_id"]}
    then = [one for one in standings(crm.view, about) if one.row["id"] == row["id"]]
    if not then:
        raise errors.NotFound(
            _("This opportunity wasn't there on %(day)s.") % {"day": crm.as_of.on.isoformat()},
            _("See: crmcli opportunity show %(id)s") % {"id": shell_word(row["id"])},
        )
    result = attached(crm, "opportunity", row["id"], views.details(crm, then[0]))
    result.known_now = known_now(crm.view, ("opportunities", "staff"), [row["customer_id"]])
    crm.show(result)
