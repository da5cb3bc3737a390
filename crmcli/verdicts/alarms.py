"""Alarms as they were worked out and kept, in words, and which of them nobody has seen yet."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from crmcli.figures import kpis
from crmcli.figures.rounding import fixed, percent
from crmcli.figures.told import told
from crmcli.i18n import _, ngettext
from crmcli.judging.alarms import Fired, last_month
from crmcli.store import View


def kept(view: View) -> list[Fired] | None:
    """The alarms of the last month that is over; None where they were not worked out yet."""
    row = view.store.alarms.kept(last_month(view.as_of.on))
    return None if row is None else [Fired(**each) for each in json.loads(row["alarms"])]


def as_kept(view: View, month: str, found: Sequence[Fired]) -> dict[str, Any]:
    """A month's alarms as they are stored."""
    return {
        "month": month,
        "policy_version": view.policy.version,
        "operation_id": view.store.history.latest_id(),
        "alarms": json.dumps([one._asdict() for one in found], ensure_ascii=False),
        "kept_at": view.at,
    }


def unseen(view: View, found: Sequence[Fired]) -> list[Fired]:
    """Those that nobody has seen for their period."""
    seen = view.store.alarms.seen(view.past)
    return [one for one in found if (one.alarm, one.period) not in seen]


def why(fired: Fired, view: View) -> str:
    """What was measured, and against what."""
    special = _WORDS.get(fired.alarm)
    if special is not None:
        return special(fired, view)
    key = next(iter(fired.terms))
    title = _(kpis.DEFINITIONS[key].title)
    told = {"title": title, "value": told_value(key, fired.value), "limit": told_value(key, fired.limit)}
    text = _("%(title)s: %(value)s, limit %(limit)s") % told
    return text if fired.n is None else _("%(text)s (n = %(n)d)") % {"text": text, "n": fired.n}


def told_value(key: str, value: float | None) -> str:
    """A figure's value in its unit; a dash where there is none."""
    return told(kpis.DEFINITIONS[key].unit, value)


def _repurchase(fired: Fired, view: View) -> str:
    n = len(fired.terms)
    line = ngettext(
        "repurchase rate %(value)s, below %(limit)s for %(n)d quarter; the trade's average is %(trade)s",
        "repurchase rate %(value)s, below %(limit)s for %(n)d quarters running; the trade's average is %(trade)s",
        n,
    )
    trade = percent(view.policy.alarm.repurchase_trade_average)
    return line % {"value": percent(fired.value or 0), "limit": percent(fired.limit), "n": n, "trade": trade}


def _complaints(fired: Fired, _view: View) -> str:
    told = {"now": int(fired.terms["now"] or 0), "before": int(fired.terms["before"] or 0)}
    if fired.value is None:
        return _("%(now)d complaints after none in the month before") % told
    line = _("%(now)d complaints after %(before)d: %(value)s more, at most %(limit)s")
    return line % {**told, "value": percent(fired.value), "limit": percent(fired.limit)}


def _lifetime(fired: Fired, _view: View) -> str:
    told = {"value": percent(abs(fired.value or 0)), "limit": percent(fired.limit), "n": fired.n}
    if (fired.value or 0) < 0:
        return _("lifetime value fell by %(value)s in a year (n = %(n)d)") % told
    return _("lifetime value grew by %(value)s in a year, less than %(limit)s (n = %(n)d)") % told


def _satisfaction(fired: Fired, _view: View) -> str:
    told = {
        "now": fixed(fired.terms["now"] or 0, 2),
        "before": fixed(fired.terms["before"] or 0, 2),
        "limit": fixed(-fired.limit, 2),
        "n": fired.n,
    }
    return _("satisfaction %(now)s after %(before)s: fell by more than %(limit)s (n = %(n)d)") % told


def _handoffs(fired: Fired, _view: View) -> str:
    n = int(fired.value or 0)
    line = ngettext(
        "%(n)d of %(all)d hand-offs between departments was late",
        "%(n)d of %(all)d hand-offs between departments were late",
        n,
    )
    return line % {"n": n, "all": fired.n or 0}


def _budget(fired: Fired, _view: View) -> str:
    n = int(fired.value or 0)
    line = ngettext("%(n)d of %(all)d budgets is overspent", "%(n)d of %(all)d budgets are overspent", n)
    return line % {"n": n, "all": fired.n or 0}


def _targets(fired: Fired, _view: View) -> str:
    n = int(fired.value or 0)
    line = ngettext(
        "%(n)d of %(all)d targets is behind or missed", "%(n)d of %(all)d targets are behind or missed", n
    )
    return line % {"n": n, "all": fired.n or 0}


_WORDS = {
    "repurchase_rate": _repurchase,
    "complaint_growth": _complaints,
    "lifetime_value": _lifetime,
    "satisfaction": _satisfaction,
    "late_handoffs": _handoffs,
    "budget": _budget,
    "targets": _targets,
}
