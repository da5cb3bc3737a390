"""Reads and notes how far everybody's next contact was followed, a quarter at a time, by the rules of `days`."""

from __future__ import annotations

from datetime import date

from crmcli import clock
from crmcli.clock import AsOf
from crmcli.queries.kept import KeptDay
from crmcli.reports import days
from crmcli.reports.days import terms_of
from crmcli.reports.followed import Followed
from crmcli.reports.request import Request
from crmcli.store import View

#: The kind under which they are kept, by the quarter's first day.
PLAN = "plan"
#: Counts up when what is kept changes its meaning.
FORMAT = 1
#: With a larger share of the customers touched, following everybody is faster.
_SHARE, _FEW = 20, 200


def read(request: Request, quarter: date) -> Followed | None:
    """What was kept of a quarter, if it still holds but for those who were touched since."""
    view = request.view
    row = view.store.kept.day(PLAN, quarter.isoformat()) if _is_plain(view) else None
    if row is None or row.format != FORMAT:
        return None
    found, terms = Followed.of_bytes(quarter, row.content)
    if found is None or found.through >= view.as_of.on or terms != _terms(view, found):
        return None
    found.operation_id = row.operation_id
    few = max(_FEW, len(found.next) // _SHARE)
    return found if len(touched(request, found)) <= few else None


def touched(request: Request, found: Followed) -> set[int]:
    """Who is to be followed anew, because something touched them on a day that was looked at already."""
    if found.operation_id is None:
        return set()
    return request.touched_by(found.operation_id, found.through)


def note(request: Request, quarter: date, found: Followed) -> None:
    """Notes it to be kept, where that is worth while."""
    view = request.view
    if request.customers >= days.WORTH_KEEPING and _is_plain(view):
        request.keeping[PLAN, quarter.isoformat()] = KeptDay(
            kind=PLAN,
            day=quarter.isoformat(),
            format=FORMAT,
            policy_version=view.policy.version,
            operation_id=view.store.kept.last_operation(),
            content=found.as_bytes(_terms(view, found)),
        )


def _is_plain(view: View) -> bool:
    """Whether the present is looked at, over all customers as they are recorded."""
    return view.past is None and not view.store.db.covered


def _terms(view: View, found: Followed) -> str:
    """What following rests on besides records: the policies that were in force by its last day among it."""
    until = clock.iso(AsOf.end_of(found.through, view.zone).instant)
    return f"{terms_of(view.store)} {view.store.policies.versions_by(until)}"
