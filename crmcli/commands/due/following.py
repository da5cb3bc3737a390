"""What to type next about rows of the due list, by the numbers that stand in front of them."""

from __future__ import annotations

from collections.abc import Sequence

from crmcli.i18n import _
from crmcli.workflows.due.rows import DueRow

#: Rows that a bare tick settles; feedback wants an answer, an idle opportunity what was done, a revisit and the question on the way to it the customer's verdict.
_TICKED = frozenset(
    {
        "contact",
        "birthday",
        "verify",
        "points",
        "task",
        "inbound",
        "complaint",
        "opportunity",
        "order",
        "trial",
        "retain",
        "policy",
        "news",
        "alarm",
    }
)

#: Rows that may be about no customer.
_OF_NOBODY = frozenset({"task", "feedback", "training", "policy", "check", "alarm", "improvement"})


def next_steps(rows: Sequence[DueRow]) -> list[str]:
    """A command for each of up to three rows: a contact, a tick, a delay, each for a row that it suits."""
    left = dict(enumerate(rows, 1))
    found = [log_contact(rows)]
    left.pop(_first_of_customer(rows) or 0, None)
    ticked = next((n for n, row in left.items() if _can_be_ticked(row)), None)
    if ticked is not None:
        del left[ticked]
        found.append(_("crmcli done %(row)s") % {"row": ticked})
    found += [_("crmcli snooze %(row)d tomorrow") % {"row": n} for n in list(left)[:1]]
    return [command for command in found if command]


def log_contact(rows: Sequence[DueRow]) -> str:
    """The command that records a contact with the first customer of the list; empty where it names none."""
    number = _first_of_customer(rows)
    return _("crmcli log-contact %(row)d phone “what was said”") % {"row": number} if number else ""


def _first_of_customer(rows: Sequence[DueRow]) -> int | None:
    """The first row with whose customer there is something to talk about; news are only to be seen."""
    return next((n for n, row in enumerate(rows, 1) if row.kind not in {*_OF_NOBODY, "news"}), None)


def _can_be_ticked(row: DueRow) -> bool:
    return row.kind in _TICKED and not {"revisit", "satisfaction", "idle"} & set(row.item.split(":"))
