"""crmcli edit: changes a customer's fields, pins a tier, overrules a score."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from crmcli import errors
from crmcli.actors import MANAGERS
from crmcli.commands.shared import Who, context_of, customer, example, new_app, staff_names, word
from crmcli.context import Context
from crmcli.i18n import _
from crmcli.result import Column, Result, Table

app = new_app()


@app.command(
    epilog=example(
        "crmcli edit 远鑫 phone=13911829855 city=成都",
        "crmcli 修改 远鑫 电话=13911829855 标签=酒店、老客户",
        "crmcli edit 远鑫 --pin 重点 --reason 战略客户 --until 2027-06-30",
    )
)
def edit(
    ctx: typer.Context,
    who: Who,
    fields: Annotated[
        list[str] | None, typer.Argument(metavar="[FIELD=VALUE]...", help=_("An empty value clears."))
    ] = None,
    owner: Annotated[
        str | None,
        typer.Option("--owner", "--负责人", autocompletion=staff_names, help=_("Hand over to this person.")),
    ] = None,
    pin: Annotated[
        str | None, typer.Option("--pin", "--锁定", parser=word("tier"), help=_("Pin the tier (a manager)."))
    ] = None,
    unpin: Annotated[
        bool, typer.Option("--unpin", "--解锁", help=_("Let the rules decide the tier again."))
    ] = False,
    potential: Annotated[
        float | None,
        typer.Option("--potential", "--潜力", min=0, max=100, help=_("Overrule the potential score.")),
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", "--理由", help=_("Why (for --pin and --potential)."))
    ] = None,
    until: Annotated[str | None, typer.Option("--until", "--至", help=_("When the pin ends."))] = None,
    verified: Annotated[
        bool, typer.Option("--verified", "--已核实", help=_("The contact data were checked today."))
    ] = False,
    version: Annotated[
        int | None,
        typer.Option(
            "--version-seen", "--版本", help=_("The version you saw: fails if a field changed since.")
        ),
    ] = None,
) -> None:
    """Changes fields of a customer; shows before and after."""
    from crmcli.matching.countries import country_code
    from crmcli.workflows import classifying
    from crmcli.workflows.customer_input import checked
    from crmcli.workflows.customers import assignments, refuse_overwriting, settle_unread, stated

    crm = context_of(ctx)
    row = customer(crm, who)
    given = assignments(fields or [])
    owner = owner or given.pop("owner", None)
    values = checked(given, country_code(row["country"] or "") or crm.store.policies.country())
    if "name" in values and not values["name"]:
        raise errors.Invalid(_("A customer needs a name."), _("Nothing was written."))
    if owner:
        values["owner_id"] = crm.store.staff.resolve(owner)["id"]
    if verified:
        values["verified_on"] = crm.today.isoformat()
    values |= stated(values, crm.today.isoformat())
    values |= _judgement(crm, pin, unpin, potential=potential, reason=reason, until=until)
    if not values:
        raise errors.Usage(_("Nothing to change was given."), _("See: crmcli edit --help"))
    with crm.work(str(row["name"]), roles=MANAGERS if pin or unpin else ()) as work:
        row = crm.store.customers.get(row["id"])
        if version is not None:
            refuse_overwriting(crm.store, row, version, values)
        changed = crm.store.customers.edit(work.op, row["id"], values)
        if changed:
            settle_unread(work, row, values)
            classifying.refresh(work, [row["id"]])
    _show_changes(crm, row, values, changed)


def _judgement(
    crm: Context, pin: str | None, unpin: bool, potential: float | None, reason: str | None, until: str | None
) -> dict[str, Any]:
    """A pinned tier or an overruled score, each with its reason."""
    if (pin or potential is not None) and not reason:
        raise errors.Usage(_("The reason is missing."), _("Say why with --reason."))
    values: dict[str, Any] = {}
    if pin:
        if not until:
            raise errors.Usage(
                _("The end of the pin is missing."), _("Give the day with --until, such as 2027-06-30.")
            )
        values |= {
            "pinned_tier": pin,
            "pin_reason": reason,
            "pin_until": crm.day(until, ahead=True).isoformat(),
            "pinned_by": crm.actor.id,
        }
    if unpin:
        values |= {"pinned_tier": None, "pin_reason": None, "pin_until": None, "pinned_by": None}
    if potential is not None:
        values |= {"potential_override": potential, "potential_note": reason}
    return values


def _show_changes(crm: Context, row: Any, values: dict[str, Any], changed: bool) -> None:
    names = crm.store.staff.names()
    differing = {f: (row[f], v) for f, v in values.items() if row[f] != v}
    rows = [
        {"field": f, "before": names.get(old, old), "after": names.get(new, new)}
        if f == "owner_id"
        else {"field": f, "before": old, "after": new}
        for f, (old, new) in differing.items()
    ]
    shown = [crm.reader.change("customer", r) for r in rows] if crm.for_people else rows
    columns = [Column("field", _("Field")), Column("before", _("Before")), Column("after", _("After"))]
    line = _("Changed %(name)s.") if changed else _("%(name)s had these values already; nothing changed.")
    crm.show(
        Result(
            crm.command,
            data={"id": row["id"], "changed": rows, "version": row["version"] + int(changed)},
            lines=[line % {"name": row["name"]}],
            tables=[Table("changes", columns, shown)] if rows else [],
        )
    )
