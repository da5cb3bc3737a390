"""What `classify` tells and does of customers that are not with whom the policy names for their tier."""

from __future__ import annotations

from crmcli.actors import MANAGERS
from crmcli.context import Context
from crmcli.i18n import _, ngettext, sentences, series
from crmcli.result import Column, Result, Table
from crmcli.workflows import tier_owners


def hand_over(crm: Context, *, dry_run: bool) -> Result:
    """Gives them to those people; a dry run only lists to whom each would go."""
    if dry_run:
        with crm.store.db.snapshot():
            found = tier_owners.handovers(crm.view)
    else:
        with crm.work(roles=MANAGERS) as work:
            found = tier_owners.hand_over(work)
    line = ngettext("%(n)d customer goes to others.", "%(n)d customers go to others.", len(found)) % {
        "n": len(found)
    }
    if dry_run:
        line = sentences(line, _("Nothing was stored."))
    columns = [
        Column("code", _("Number"), "code"),
        Column("customer", _("Customer")),
        Column("tier", _("Tier"), "word", "tier"),
        Column("before", _("Owner so far")),
        Column("owner", _("Owner")),
    ]
    rows = [each.as_data() for each in found]
    result = Result(
        crm.command, data=rows, lines=[line], tables=[Table("owners", columns, rows)] if rows else []
    )
    if strangers := tier_owners.unknown(crm.view):
        told = _("The policy names nobody who works here by: %(names)s") % {"names": series(strangers)}
        result.warnings = [told]
    return result


def astray(crm: Context) -> list[str]:
    """How many there are, and the command that lists them."""
    n = len(tier_owners.handovers(crm.view))
    line = ngettext(
        "%(n)d customer is not with whom the policy names for its tier; see: crmcli classify --owners --dry-run",
        "%(n)d customers are not with whom the policy names for their tier; see: crmcli classify --owners --dry-run",
        n,
    )
    return [line % {"n": n}] if n else []
