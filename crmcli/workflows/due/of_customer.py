"""What stands on today's list of one customer or one complaint, for commands that name no row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli import errors
from crmcli.i18n import _, series
from crmcli.store import View
from crmcli.wording import shell_word
from crmcli.workflows.due.queue import build
from crmcli.workflows.due.rows import KINDS, Wanted

if TYPE_CHECKING:
    from collections.abc import Callable

    from crmcli.database.connection import Record, Row

#: Kinds whose rows a customer's standing tells, so that nobody else's need reading.
_BY_STANDING = frozenset({"contact", "verify"})


def row_of_customer(view: View, customer: Record, way_out: Callable[[str], str]) -> str:
    """The row that a customer stands for: the contact if that is due or nothing else is on the list, else the only one
    that is. Ambiguous for several; `way_out` says then how to name a row."""
    key = customer["id"]
    contact, standing = f"contact:{key}", view.store.standings.of(key) or {}
    if (standing.get("next_contact_on") or "9") <= view.day:
        return contact
    wanted = Wanted(None, view.as_of.on, frozenset(KINDS) - _BY_STANDING)
    rows = [row.item for row in build(view, wanted).rows if row.customer_id == key]
    verify = f"verify:{key}"
    if (standing.get("verify_on") or "9") <= view.day and not view.store.tasks.put_off(verify, view.as_of.on):
        rows.append(verify)
    if len(rows) > 1:
        rows = [item for item in rows if not item.startswith("news:")]
    if len(rows) > 1:
        raise errors.Ambiguous(
            _("%(name)s has %(n)d rows on the list: %(items)s.")
            % {"name": customer["name"], "n": len(rows), "items": series(rows)},
            way_out(rows[0]),
        )
    return rows[0] if rows else contact


def row_of_complaint(view: View, complaint: Row) -> str:
    """The row of a complaint's open clock that ends first. Invalid where none runs."""
    from crmcli.service.rounds import open_clocks
    from crmcli.verdicts.complaints import verdicts

    verdict = verdicts(view.store, [complaint], view.as_of.instant).get(complaint["id"])
    running = open_clocks(verdict) if verdict else []
    if not running:
        raise errors.Invalid(
            _("%(number)s has no deadline that runs.") % {"number": complaint["number"]},
            _("See: crmcli complaint show %(number)s") % {"number": shell_word(complaint["number"])},
        )
    return f"complaint:{complaint['id']}:{running[0][0]}"
