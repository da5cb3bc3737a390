"""crmcli show: everything about one customer on one screen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors
from crmcli.commands import agreements
from crmcli.commands.attached import files_of
from crmcli.commands.beside import unread
from crmcli.commands.shared import Who, context_of, customer, example, in_units, new_app
from crmcli.commands.show_events import events, events_by
from crmcli.commands.show_tables import tables
from crmcli.i18n import _, remarked, series, titled
from crmcli.queries.customers import FIELDS
from crmcli.render.cells import NONE, money, text, units
from crmcli.result import Result
from crmcli.verdicts.known_now import EVERYTHING, known_now
from crmcli.verdicts.next_purchase import Guess, guess
from crmcli.verdicts.pilots import Pilots
from crmcli.verdicts.points import balance
from crmcli.verdicts.reach import Whom
from crmcli.wording import clean, label, own_told, rhythm, share_of, signals, why
from crmcli.workflows.due.local_times import known_zone, zone_told

if TYPE_CHECKING:
    from crmcli.commands.branches import Branches
    from crmcli.context import Context

app = new_app()
AS_OF = True
#: So many products are named in a line; scripts get all that the policy asks for.
_PRODUCTS = 2

_WORDS = {
    "stated_tier": "tier",
    "kind": "customer_kind",
    "size": "size",
    "source": "source",
    "status": "customer_status",
    "member_level": "member_level",
    "plan_channel": "channel",
}


@app.command(
    epilog=example(
        "crmcli show 远鑫",
        "crmcli 查看 13911829855",
        "crmcli show 12 --format json",
        "crmcli show 远鑫 --for-customer page.html",
    )
)
def show(
    ctx: typer.Context,
    who: Who,
    html: Annotated[
        Path | None, typer.Option("--html", "--网页", help=_("Write it as a page to take along (.html)."))
    ] = None,
    for_customer: Annotated[
        Path | None,
        typer.Option(
            "--for-customer",
            "--给客户",
            help=_(
                "Write a page for the customer (.html): orders, open complaints, points; nothing internal."
            ),
        ),
    ] = None,
) -> None:
    """Shows a customer's data, standing, contact persons, latest contacts, orders, contracts, complaints, tasks and opportunities."""
    crm = context_of(ctx)
    for path in filter(None, (html, for_customer)):
        crm.target(path, (".html",))
    if html and html == for_customer:
        raise errors.Usage(
            _("Two pages can't be one file: %(path)s") % {"path": html}, _("Name another file.")
        )
    store = crm.store
    with store.db.snapshot():
        row = store.customers.get(customer(crm, who)["id"])
        if crm.as_of.explicit:
            row = store.former.then("customer", [row], crm.as_of_text)[0]
        key = row["id"]
        belongings = {
            "points": balance(crm.view, key),
            # Scripts know the contact ways under this name.
            "contact_points": [dict(r) for r in store.customers.contact_ways(key)],
            "aliases": store.customers.aliases(key),
            "addresses": [dict(r) for r in store.customers.addresses(key)],
            "persons": [dict(r) for r in store.persons.of(key)],
            "attachments": files_of(crm, "customer", key),
            "consents": agreements.said(crm, [key]),
            **(events_by(crm, key, crm.as_of_text) if crm.as_of.explicit else events(crm, key)),
        }
        standing = _judged(crm, key) if crm.as_of.explicit else store.standings.of(key)
        expected = guess(crm.view, row, belongings["purchases"])
        later = known_now(crm.view, EVERYTHING, [key])
        parent = store.customers.get(row["parent_id"])["name"] if row["parent_id"] else None
        branches = _branches(crm, key)
        pilot = Pilots(crm.view).of(row["owner_id"])
    data = {field: row[field] for field in FIELDS} | {
        "pinned_tier": row["pinned_tier"],
        "pin_reason": row["pin_reason"],
        "pin_until": row["pin_until"],
        "review_note": row["review_note"],
        "reviewed_on": row["reviewed_on"],
        "version": row["version"],
        "parent": parent,
        "custom": json.loads(row["custom"] or "{}"),
    }
    told = standing and {**standing, "spend_12m": units(standing["spend_12m"])}
    lists = {
        k: [in_units(r) if isinstance(r, dict) else r for r in v] if isinstance(v, list) else v
        for k, v in belongings.items()
    }
    data["zone"] = known_zone(crm.view, row)
    data["pilot"] = pilot and pilot["id"]
    data["next_purchase"] = expected and _guessed(expected)
    data |= {"standing": told} | lists | (branches.data() if branches else {"branches": [], "group": None})
    result = Result(crm.command, data=data, as_of=crm.as_of, known_now=later)
    own = own_told(crm.policy.own_fields, data["custom"])
    result.lines = [
        *_head({**row, "time_zone": zone_told(crm.view, row)}, own, parent, crm.as_of.on.isoformat()),
        *_standing(standing),
        *_tried(pilot),
        *(_next_purchase(expected) if expected else []),
        *(["  " + agreements.allowed(crm, Whom(key))] if belongings["consents"] else []),
        *("  " + line for line in agreements.manners(crm, row["country"])),
        *([branches.line()] if branches else []),
        *_people(belongings),
    ]
    result.tables = tables(belongings, crm.store.policies.currency())
    result.tables += [branches.table()] if branches else []
    result.after = [
        _("More: crmcli classify --explain %(code)s, crmcli history %(code)s") % {"code": row["code"]}
    ]
    if html or for_customer:
        from crmcli.commands.customer_page import pages

        result = pages(crm, row, belongings, result, {"html": html, "for_customer": for_customer})
    crm.show(result)


def _tried(pilot: Mapping[str, Any] | None) -> list[str]:
    """A line for the rules on trial by which a customer is judged."""
    if pilot is None:
        return []
    from crmcli.commands.policy.pilots import line  # seldom needed

    return ["  " + line(pilot)]


def _branches(crm: Context, key: int) -> Branches | None:
    """Who belongs to a customer; None where nobody does."""
    below = crm.store.customers.below(key)
    if not below:
        return None
    from crmcli.commands.branches import Branches  # not loaded for customers without any

    return Branches(crm, key, below) or None


def _judged(crm: Context, key: int) -> dict[str, Any]:
    """A customer's standing at a past instant, as it would have been stored; NotFound for one that wasn't known yet."""
    from crmcli.verdicts.standings import judge_all
    from crmcli.workflows.classifying import as_stored

    for facts, standing in judge_all(crm.view, [key]):
        return as_stored(facts, standing, crm.view)
    raise errors.NotFound(
        _("This customer wasn't known on %(day)s.") % {"day": crm.as_of.on.isoformat()},
        _("See: crmcli show %(code)s") % {"code": crm.store.customers.get(key)["code"]},
    )


def _head(row: Any, own: Mapping[str, Any], parent: str | None, day: str) -> list[str]:
    """Name, then every field that has a value, several a line."""
    titles = {
        "external_id": _("External id"),
        "kind": _("Kind"),
        "phone": _("Phone"),
        "email": _("E-mail"),
        "wechat": _("WeChat"),
        "industry": _("Industry"),
        "size": _("Size"),
        "region": _("Region"),
        "province": _("Province"),
        "city": _("City"),
        "district": _("District"),
        "street": _("Address"),
        "postcode": _("Postcode"),
        "country": _("Country"),
        "language": _("Language"),
        "time_zone": _("Time zone"),
        "source": _("Source"),
        "referrer": _("Referrer"),
        "department": _("Department"),
        "owner": _("Owner"),
        "stated_tier": _("Stated tier"),
        "member_level": _("Member level"),
        "member_no": _("Member no."),
        "cooperation_start": _("Customer since"),
        "tags": _("Tags"),
        "status": _("Status"),
        "paused_until": _("Paused until"),
        "cadence_days": _("Days between contacts"),
        "plan_channel": _("Contact by"),
        "plan_reason": _("Reason of the exception"),
        "verified_on": _("Verified"),
        "preferences": _("Preferences"),
        "pain_points": _("Pain points"),
        "budget": _("Budget"),
        "decision_chain": _("Decision chain"),
        "timing": _("Timing"),
        "competitors": _("Competitors"),
        "note": _("Note"),
    }
    parts = [
        titled(title, label(_WORDS[field], row[field]) if field in _WORDS else clean(text(row[field])))
        for field, title in titles.items()
        if row[field] and field != "birthday"
    ]
    if parent:
        parts.append(titled(_("Parent company"), clean(parent)))
    if row["birthday"]:
        parts.append(titled(_("Birthday"), _birthday(row)))
    parts += [titled(clean(k), clean(str(v))) for k, v in own.items()]
    return [remarked(f"{row['name']} ", row["code"]), *_review(row), *_packed(parts), *_pin(row, day)]


def _pin(row: Any, day: str) -> list[str]:
    """A line for a tier that somebody pinned: which, until when and why, and whether it holds no more on a day."""
    if not row["pinned_tier"]:
        return []
    told = {
        "tier": label("tier", row["pinned_tier"]),
        "day": row["pin_until"] or "—",
        "why": row["pin_reason"],
    }
    line = _("%(tier)s until %(day)s: %(why)s")
    if row["pin_until"] and row["pin_until"] < day:
        line = _("%(tier)s until %(day)s (no longer): %(why)s")
    return ["  " + titled(_("Pinned"), clean(line % told))]


def _review(row: Any) -> list[str]:
    """A line for who waits for approval or was refused it."""
    if row["review_state"] == "pending":
        line = _("Waits for approval and is in no contact plan: crmcli review approve %(code)s")
    elif row["review_state"] == "rejected":
        line = _("Rejected on %(day)s: %(why)s. In no contact plan.")
    else:
        return []
    return [
        "  " + line % {"code": row["code"], "day": row["reviewed_on"], "why": clean(text(row["review_note"]))}
    ]


def _birthday(row: Any) -> str:
    """A birthday without the dashes that stand for an unknown year; a lunar one says so."""
    day = text(row["birthday"]).removeprefix("--")
    return _("%(day)s (lunar)") % {"day": day} if row["birthday_calendar"] == "lunar" else day


def _packed(parts: list[str], limit: int = 76) -> list[str]:
    """Parts joined into lines that fit the screen."""
    from crmcli.render.cells import width

    lines: list[str] = []
    for part in parts:
        if lines and width(lines[-1]) + width(part) + 3 <= limit:
            lines[-1] += " · " + part
        else:
            lines.append("  " + part)
    return lines


def _standing(standing: dict[str, Any] | None) -> list[str]:
    if standing is None:
        return ["  " + _("No standing yet; run: crmcli classify")]
    health = NONE if standing["health"] is None else f"{standing['health']:g}"
    risk, signs = standing["risk"], signals(standing["risk_signals"])
    churn = NONE if risk is None else remarked(risk, signs) if signs else str(risk)
    parts = [
        titled(_("Tier"), label("tier", standing["tier"])),
        titled(_("Value class"), label("value_class", standing["value_class"])),
        titled(_("Stage"), label("lifecycle", standing["lifecycle"])),
        titled(_("Potential"), f"{standing['potential']:g}"),
        titled(_("Health"), health),
        titled(_("Churn risk"), churn),
        titled(_("12-month spend"), money(standing["spend_12m"])),
    ]
    found = _packed(parts)
    if standing["next_contact_on"]:
        found.append(
            "  "
            + titled(_("Next contact"), f"{standing['next_contact_on']} – {why(standing['contact_reasons'])}")
        )
    return found


def _guessed(expected: Guess) -> dict[str, Any]:
    """When and what a customer is expected to buy, as scripts read it."""
    when = expected.when
    products = [{"product": each.name, "n": each.n, "of": each.of} for each in expected.products]
    return {
        "expected_on": when.day.isoformat(),
        "gap_days": when.gap,
        "purchase_days": when.n,
        "products": products,
    }


def _next_purchase(expected: Guess) -> list[str]:
    """The same in words, with what speaks for it."""
    when, products = expected.when, expected.products[:_PRODUCTS]
    told = f"{when.day.isoformat()} – {rhythm(when.gap, when.n, expected.late)}"
    often = series(share_of(clean(each.name), each.n, each.of) for each in products)
    parts = [titled(remarked(_("Next purchase"), _("own rhythm")), told)]
    return _packed([*parts, *([titled(_("Bought most often"), often)] if often else [])])


def _people(belongings: dict[str, Any]) -> list[str]:
    lines = []
    if belongings["aliases"]:
        lines.append("  " + titled(_("Also called"), " · ".join(map(clean, belongings["aliases"]))))
    lines += [_person(person) for person in belongings["persons"]]
    further = [_way(way) for way in belongings["contact_points"]]
    if further:
        lines.append("  " + titled(_("Also"), " · ".join(further)))
    lines += [_address(address) for address in belongings["addresses"]]
    if belongings["points"]:
        lines.append("  " + titled(_("Points"), str(belongings["points"])))
    return lines


def _person(person: Mapping[str, Any]) -> str:
    """A contact person; of who left no way to reach them, but since when and where to."""
    words = [person["name"], person["title"], label("decision_role", person["decision_role"] or "")]
    words += [] if person["left_on"] else [person["phone"], person["email"], person["wechat"]]
    words += (
        [_("now at %(customer)s") % {"customer": clean(person["moved_to"])}] if person["moved_to"] else []
    )
    told = " · ".join([*(clean(w) for w in words if w), *unread(person)])
    title = (
        remarked(_("Former contact person"), person["left_on"]) if person["left_on"] else _("Contact person")
    )
    return "  " + titled(title, told)


def _way(way: Mapping[str, Any]) -> str:
    """A further way with what it is, where that can't be seen, and whose, if a contact person's."""
    if way["kind"] == "social":
        platform, _colon, name = way["value"].partition(":")
        account = f"{label('social', platform)} {clean(name)}"
        return remarked(account, clean(way["person"])) if way["person"] else account
    names = {"fax": _("fax"), "pager": _("pager")}
    what = names.get(way["kind"], "" if way["confirmed"] else _("unconfirmed"))
    told = series(clean(word) for word in (what, way["person"]) if word)
    return remarked(clean(way["value"]), told) if told else clean(way["value"])


def _address(address: Mapping[str, Any]) -> str:
    whose = series(clean(word) for word in (address["label"], address["person"]) if word)
    parts = [address[part] for part in ("street", "district", "city", "postcode", "province", "country")]
    title = remarked(_("Address"), whose) if whose else _("Address")
    return "  " + titled(title, series(clean(part) for part in parts if part))
