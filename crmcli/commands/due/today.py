"""Bare `crmcli`: today in ten lines, and what to type next."""

from __future__ import annotations

import shutil
import sys

from crmcli import errors
from crmcli.context import Context
from crmcli.i18n import _, ngettext, sentences, titled
from crmcli.render import cells
from crmcli.result import Result
from crmcli.verdicts.known_now import EVERYTHING, known_now
from crmcli.workflows.due.queue import build
from crmcli.workflows.due.rows import KINDS, Wanted

_ROWS = 5


def run(crm: Context) -> None:
    """Shows the most urgent rows and the next commands; without a database how to begin."""
    try:
        store = crm.store
    except errors.Vacant:
        crm.show(
            Result(
                "today",
                data={},
                lines=[
                    _("crmcli keeps one record per customer and says every day whom to contact and why."),
                    "",
                    _("There is no database yet at %(path)s.") % {"path": crm.location},
                    _("  crmcli demo            look around in a practice company"),
                    _("  crmcli init            make your own database"),
                    _("  crmcli import FOLDER   read your spreadsheets into it"),
                    _("  crmcli --help          all commands"),
                ],
            )
        )
        return
    from crmcli.commands.due import hears_of_missed, whose
    from crmcli.commands.due.following import log_contact
    from crmcli.commands.due.telling import describe
    from crmcli.commands.due.warnings import waiting_for_approval
    from crmcli.commands.listed import remember

    with store.db.snapshot():
        owner_id, name = whose(crm, None, False)
        missed = hears_of_missed(crm, None)
        queue = build(crm.view, Wanted(owner_id, crm.as_of.on, frozenset(KINDS), most=_ROWS, missed=missed))
        customers = _customers(crm)
        later = known_now(crm.view, EVERYTHING)
        waiting = waiting_for_approval(crm)
    count = ngettext("%(n)d thing due for %(who)s.", "%(n)d things due for %(who)s.", queue.total) % {
        "n": queue.total,
        "who": name,
    }
    lines = [
        sentences(
            titled(str(crm.as_of.on), count),
            ngettext("%(n)d customer.", "%(n)d customers.", customers) % {"n": customers},
        )
    ]
    lines += [
        _one_line(" ".join(filter(None, (f"{n}.", row.customer, describe(row)))))
        for n, row in enumerate(queue.rows, 1)
    ]
    remember(crm, queue.rows, crm.as_of.on)
    lines += waiting
    if not customers:
        lines.append(_("Next: crmcli import FOLDER, or crmcli add NAME"))
    else:
        steps = [step for step in (_("crmcli due"), log_contact(queue.rows), _("crmcli --help")) if step]
        lines.append(_("Next: %(commands)s") % {"commands": _(", ").join(steps)})
    data = {"due": queue.total, "customers": customers, "rows": [row.item for row in queue.rows]}
    crm.show(Result("today", data=data, lines=lines, known_now=later))


def _customers(crm: Context) -> int:
    """How many customers there are, or were known on a past day."""
    if not crm.as_of.explicit:
        return crm.store.customers.count()
    return sum(1 for _row in crm.store.figures.records(("id",), "", crm.view.day))


def _one_line(text: str) -> str:
    """As much of the text as one line of the terminal holds; all of it in a pipe."""
    if not sys.stdout.isatty():
        return text
    pieces = cells.wrap(text, shutil.get_terminal_size((80, 24)).columns - 2)
    return pieces[0] + (" …" if len(pieces) > 1 else "")
