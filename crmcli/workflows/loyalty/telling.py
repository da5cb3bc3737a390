"""What an operation did to a member's points, in sentences."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from crmcli.database.connection import Row
from crmcli.i18n import _, sentences
from crmcli.judging.points import LEVELS
from crmcli.store import Work
from crmcli.verdicts.points import balance, claim
from crmcli.wording import label, shell_word
from crmcli.workflows.loyalty.changed import touched, updates

#: States of an order whose money went back.
_GONE = ("cancelled", "refunded")


def told(work: Work, ids: Collection[int]) -> list[str]:
    """A line for each of some customers whose points the operation moved: by how much, what there is now, and what is owed; then
    what became of redemptions and levels."""
    span = work.op.inserted("points_entry")
    moved = work.store.points.moved(span, ids, touched(work)) if span else []
    return [_line(work, row) for row in moved] + [*_canceled(work), *_not_again(work)] + _levels(work, ids)


def _line(work: Work, row: Row) -> str:
    customer_id, settled, lapsed = row["customer_id"], int(row["settled"]), int(row["lapsed"])
    told = {"moved": f"{int(row['points']) + settled:+d}", "balance": balance(work.present, customer_id)}
    parts = [_("Points: %(moved)s, balance %(balance)d.") % told]
    if lapsed:
        parts.append(_("%(points)d of them have expired since.") % {"points": lapsed})
    if settled:
        parts.append(_("%(points)d of them make up for what was owed.") % {"points": settled})
    if owed := claim(work.present, customer_id):
        parts.append(
            _("%(points)d more are owed: the next that come in make up for them.") % {"points": owed}
        )
    return sentences(*parts)


def _canceled(work: Work) -> Iterator[str]:
    """Which redemptions ended with the operation: those of whose order nothing is left."""
    for redemption_id, _before in updates(work, "redemption", ["canceled_at"]):
        row = work.store.loyalty.redemption(redemption_id)
        if row is not None and row["canceled_at"] and row["purchase_id"]:
            yield _("Redemption %(id)d of %(customer)s is cancelled.") % dict(row)


def _not_again(work: Work) -> Iterator[str]:
    """What was taken off orders before they were cancelled, and isn't now that they stand again."""
    back = {key for key, before in updates(work, "purchase", ["status"]) if before["status"] in _GONE}
    lines = work.store.points.lines(back)
    standing = {key for key, line in lines.items() if line["status"] not in _GONE}
    for row in work.store.loyalty.canceled_off(standing):
        amount = f"{row['cash_cents'] / 100:.2f}"
        told = {
            "id": row["id"], "amount": amount, "customer": row["customer_id"],
            "order": shell_word(str(row["order_no"] or row["purchase_id"])),
        }  # fmt: skip
        yield (
            _("Redemption %(id)d stays cancelled: its %(amount)s are not taken off this order again.") % told
        )
        yield _("To do so: crmcli loyalty redeem %(customer)d --cash %(amount)s --order %(order)s") % told


def _levels(work: Work, ids: Collection[int]) -> list[str]:
    """Whose level the operation changed, and to which."""
    were = {
        key: before["member_level"] or LEVELS[0]
        for key, before in updates(work, "customer", ["member_level"])
        if key in ids
    }
    return [
        _("Level: %(level)s.") % {"level": label("member_level", member["member_level"])}
        for key, member in work.store.points.members(sorted(were)).items()
        if member["member_level"] != were[key]
    ]
