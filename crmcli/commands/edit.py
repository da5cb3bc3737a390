"""crmcli edit: changes a customer's fields, pins a tier, overrules a score."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import asking, errors
from crmcli.actors import MANAGERS
from crmcli.commands.changes import show_changes
from crmcli.commands.shared import (
    Who,
    context_of,
    customer,
    example,
    new_app,
    parent_id,
    present_names,
    word,
)
from crmcli.context import Context
from crmcli.i18n import _
from crmcli.wording import own_told

if TYPE_CHECKING:
    from crmcli.database.connection import Record

app = new_app()
CLEARED = {"edit": frozenset({"owner"})}


@app.command(
    epilog=example(
        "crmcli edit 远鑫 phone=13911829855 city=成都",
        "crmcli 修改 远鑫 电话=13911829855 标签=酒店、老客户",
        "crmcli edit 远鑫 --owner none",
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
        typer.Option(
            "--owner",
            "--负责人",
            autocompletion=present_names,
            help=_("Hand over to this person; none releases it."),
        ),
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
    """Changes fields of a customer; shows before and after.

    Fields: name, kind, external_id, phone, email, wechat, website, social, industry, size, region, country, language, time_zone, province, city,
    district, street, postcode, source, referrer, department, stated_tier, member_no, preferences, birthday, birthday_calendar,
    cooperation_start, tags, status, paused_until, note, pain_points, budget, decision_chain, timing, competitors,
    cadence_days, plan_channel, plan_reason, owner, parent; and every column of your own that an import brought. `owner=` leaves a customer without
    one; its parent is the customer that it belongs to.
    """
    from crmcli.workflows import classifying, customers, online_ways
    from crmcli.workflows.own_fields import checked as checked_own

    crm = context_of(ctx)
    row = customer(crm, who)
    given = customers.assignments(fields or [], clears=True)
    given, own = customers.split_own(crm.view, customers.own_columns(row), given)
    owner = given.pop("owner", "") if owner is None and "owner" in given else owner
    parent = given.pop("parent", None)
    own = checked_own(crm.policy, own, crm.day)
    values = _checked(crm, row, given)
    ways = online_ways.taken(values)
    if owner is not None:
        values["owner_id"] = _owner(crm, owner)
    if parent is not None:
        values["parent_id"] = parent_id(crm, parent)
    if verified:
        values["verified_on"] = crm.today.isoformat()
    values |= customers.stated(values, crm.today.isoformat())
    values |= _judgement(crm, pin, unpin, potential=potential, reason=reason, until=until)
    if not values and not own and not ways:
        raise errors.Usage(_("Nothing to change was given."), _("See: crmcli edit --help"))
    if version is not None and crm.interactive:
        version = _agreed(crm, row, version, values, own)
    with crm.work(str(row["name"]), roles=MANAGERS if pin or unpin else ()) as work:
        row = crm.store.customers.get(row["id"])
        if version is not None:
            customers.refuse_overwriting(
                customers.clashes(crm.store, row, version, values, own, crm.reader), row
            )
        customers.refuse_taken_number(crm.store, values.get("external_id"), row)
        customers.refuse_taken_card(crm.store, values.get("member_no"), row)
        customers.refuse_circle(crm.store, row, values.get("parent_id"))
        stored = values | ({"custom": customers.with_own(row["custom"], own)} if own else {})
        had = online_ways.told(crm.store, row["id"])
        changed = crm.store.customers.edit(work.op, row["id"], stored) if stored else False
        changed |= online_ways.keep(work, row["id"], ways)
        if changed:
            customers.settle_unread(work, row, stored)
            classifying.refresh(work, [row["id"]])
        new = set(online_ways.each(ways.get("social"))) - set(online_ways.each(had["social"]))
        shared = customers.sharing(crm.store, row, values, sorted(new))
    beside = [(field, had[field], text or None) for field, text in ways.items() if text != (had[field] or "")]
    _show_changes(crm, row, values, own, beside=beside, changed=changed, shared=shared)


def _checked(crm: Context, row: Record, given: Mapping[str, str]) -> dict[str, Any]:
    """The given fields in their stored form."""
    from crmcli.matching.countries import country_code
    from crmcli.workflows.customer_input import checked

    home = country_code(row["country"] or "") or crm.policy.team.country
    values = checked(given, home, crm.day, crm.policy)
    if "name" in values and not values["name"]:
        raise errors.Invalid(_("A customer needs a name."), _("Nothing was written."))
    return values


def _owner(crm: Context, name: str) -> int | None:
    """Who looks after a customer from now on; nobody for an empty name, none or 无."""
    nobody = name.strip().lower() in ("", "none", "无", "無")
    return None if nobody else int(crm.store.staff.present(name)["id"])


def _agreed(
    crm: Context, row: Record, version: int, values: Mapping[str, Any], own: Mapping[str, str]
) -> int:
    """The version that one has seen: on a terminal what others changed since is shown, and asked about."""
    from crmcli.workflows.customers import clashes

    found = clashes(crm.store, row, version, values, own, crm.reader)
    if not found:
        return version
    for clash in found:
        print(clash, file=sys.stderr)
    if not asking.agreed(_("Write yours all the same?")):
        raise typer.Exit(errors.Conflict.status)
    return int(row["version"])


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
        end = crm.day(until, ahead=True)
        if end <= crm.today:
            raise errors.Usage(
                _("%(day)s is not later than today.") % {"day": end}, _("Name a later day: tomorrow, +3d.")
            )
        values |= {
            "pinned_tier": pin,
            "pin_reason": reason,
            "pin_until": end.isoformat(),
            "pinned_by": crm.actor.id,
        }
    if unpin:
        values |= {"pinned_tier": None, "pin_reason": None, "pin_until": None, "pinned_by": None}
    if potential is not None:
        values |= {"potential_override": potential, "potential_note": reason}
    return values


def _show_changes(
    crm: Context,
    row: Record,
    values: Mapping[str, Any],
    own: Mapping[str, str],
    *,
    beside: list[tuple[str, Any, Any]],
    changed: bool,
    shared: list[str],
) -> None:
    from crmcli.workflows.customers import own_columns

    names, had = crm.store.staff.names(), own_columns(row)

    def shown(field: str, value: Any) -> Any:
        if field == "parent_id" and value is not None:
            return crm.store.customers.get(value)["name"]
        return names.get(value) if field == "owner_id" else value

    told = [(f, shown(f, row[f]), shown(f, v)) for f, v in values.items() if row[f] != v] + beside
    before, after = (own_told(crm.policy.own_fields, each) if crm.for_people else each for each in (had, own))
    told += [(f, before.get(f), after[f] or None) for f, v in own.items() if (had.get(f) or "") != v]
    rows = [{"field": field, "before": before, "after": after} for field, before, after in told]
    data = {"id": row["id"], "version": row["version"] + int(changed)}
    show_changes(crm, "customer", row["name"], data=data, rows=rows, changed=changed, warnings=shared)
