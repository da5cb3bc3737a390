"""What an operation did to a member's points, in sentences."""

from __future__ import annotations

from collections.abc import Collection

from crmcli.i18n import _, sentences
from crmcli.store import Work
from crmcli.verdicts.points import balance, claim
from crmcli.wording import label


def told(work: Work, ids: Collection[int]) -> list[str]:
    """A line for each of some customers whose points the operation moved: by how much, what there is now, and what is owed."""
    span = work.op.inserted("points_entry")
    moved = work.store.points.moved(span, ids) if span else {}
    return [_line(work, key, points) for key, points in moved.items()] + _levels(work, ids)


def _line(work: Work, customer_id: int, points: int) -> str:
    line = _("Points: %(moved)s, balance %(balance)d.") % {
        "moved": f"{points:+d}",
        "balance": balance(work.present, customer_id),
    }
    owed = claim(work.present, customer_id)
    if not owed:
        return line
    return sentences(
        line, _("%(points)d more are owed: the next that are earned make up for them.") % {"points": owed}
    )


def _levels(work: Work, ids: Collection[int]) -> list[str]:
    """Whose level the operation changed, and to which."""
    before = {
        c.row_id for c in work.op.changes if c.table == "customer" and '"member_level"' in (c.before or "")
    }
    members = work.store.points.members(sorted(before & set(ids)))
    return [
        _("Level: %(level)s.") % {"level": label("member_level", m["member_level"])} for m in members.values()
    ]
