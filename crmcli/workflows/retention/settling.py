"""What an effective contact settles of the measures by which a customer is to be kept."""

from __future__ import annotations

from datetime import date

from crmcli.i18n import _
from crmcli.judging.retaining import settles
from crmcli.store import View, Work
from crmcli.wording import label


def settle(
    work: Work, customer_id: int, interaction_id: int, on: date, channel: str, level: str | None
) -> None:
    """An effective contact of a day settles the calls, visits and executive contacts that are due by then, as far as its channel
    and level are what they ask for."""
    day = on.isoformat()
    author = work.op.actor.id
    done = {"done_on": day, "done_by": author, "interaction_id": interaction_id}
    steps = work.store.retention.undone(customer_id=customer_id)
    work.store.retention.edit_steps(
        work.op,
        {row["id"]: done for row in steps if row["due_on"] <= day and settles(row["kind"], channel, level)},
    )


def settled_lines(view: View, interaction_id: int) -> list[str]:
    """That a contact settled measures, in a line each."""
    text = _("That was measure %(id)d to keep %(customer)s: %(kind)s.")
    return [
        text % {"id": row["id"], "customer": row["customer"], "kind": label("retention_measure", row["kind"])}
        for row in (view.store.retention.of_contact(interaction_id) if view.store.retention.exist() else ())
    ]
