"""Campaigns and events: whom they are for, who was invited, answered and came, and what they cost. Amounts are in cents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli import errors
from crmcli.database.connection import Database, Row
from crmcli.i18n import _

if TYPE_CHECKING:
    from crmcli.database.operation import Operation

_LISTED = "SELECT m.*, s.name AS owner FROM campaign m LEFT JOIN staff s ON s.id = m.owner_id"
_PARTICIPANTS = (
    "SELECT t.*, c.code, c.name AS customer, c.owner_id, o.name AS owner, p.name AS contact_person, x.state AS message_state"
    " FROM campaign_participant t JOIN customer c ON c.id = t.customer_id LEFT JOIN staff o ON o.id = c.owner_id"
    " LEFT JOIN contact_person p ON p.id = t.contact_person_id LEFT JOIN outbox x ON x.id = t.outbox_id"
)
PARTICIPANT = ("campaign_id", "customer_id", "contact_person_id", "drawn", "held_out", "chosen_on")


class Campaigns:
    """Reads and writes campaigns, their participants and costs."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._titles: dict[int, str] = {}

    # -- campaigns ------------------------------------------------------------------------------------------------

    def get(self, campaign_id: int) -> Row:
        """One campaign with its owner's name; NotFound if there is none."""
        row = self._db.one(f"{_LISTED} WHERE m.id = :id", {"id": campaign_id})
        if row is None:
            raise errors.NotFound(
                _("There is no campaign %(name)s.") % {"name": campaign_id}, _("See: crmcli campaign list")
            )
        return row

    def title(self, campaign_id: int) -> str:
        """What a campaign is called; empty for none."""
        if not self._titles:
            self._titles = {row["id"]: row["name"] for row in self.listed()}
        return self._titles.get(campaign_id, "")

    def named(self, text: str) -> Row:
        """The campaign of this name, or else of this id, or the only one whose name has the text in it. NotFound or Ambiguous."""
        wanted, rows = text.strip().casefold(), self.listed()
        found = [row for row in rows if row["name"].casefold() == wanted]
        found = found or [row for row in rows if str(row["id"]) == wanted]
        found = found or [row for row in rows if wanted and wanted in row["name"].casefold()]
        if len(found) == 1:
            return found[0]
        names = [f"{row['id']}  {row['name']}" for row in found or rows]
        hint = _("See: crmcli campaign list")
        if not found:
            raise errors.NotFound(
                _("There is no campaign %(name)s.") % {"name": text}, hint, candidates=names
            )
        raise errors.Ambiguous(
            _("%(n)d campaigns match %(text)s.") % {"n": len(found), "text": text}, hint, candidates=names
        )

    def listed(self, day: str | None = None) -> list[Row]:
        """Campaigns with their owners' names, the latest to begin first; with a day those that there were by then."""
        return self._db.rows(
            f"{_LISTED} WHERE (:day IS NULL OR m.created_on <= :day) ORDER BY m.start_on DESC, m.id DESC",
            {"day": day},
        )

    def add(self, op: Operation, values: Mapping[str, Any], day: str) -> int:
        """A new campaign of a day, by the actor."""
        told = {"creator_id": op.actor.id, "created_at": op.at_text, "created_on": day}
        return op.insert("campaign", {**values, **told})

    def update(self, op: Operation, campaign_id: int, values: Mapping[str, Any]) -> bool:
        """Changes columns; False if they had these values already."""
        return op.update("campaign", campaign_id, values) if values else False

    # -- participants ---------------------------------------------------------------------------------------------

    def participants(self, campaign_id: int, day: str | None = None) -> list[Row]:
        """The participants of a campaign with their customers, by customer number; with a day those chosen by then."""
        return self._db.rows(
            f"{_PARTICIPANTS} WHERE t.campaign_id = :id AND (:day IS NULL OR t.chosen_on <= :day) ORDER BY c.code, t.id",
            {"id": campaign_id, "day": day},
        )

    def of(self, campaign_ids: Sequence[int], day: str | None = None) -> list[Row]:
        """The participants of several campaigns."""
        return self._db.rows_in(
            f"{_PARTICIPANTS} WHERE t.campaign_id IN ({{ids}}) AND (:day IS NULL OR t.chosen_on <= :day)",
            list(campaign_ids),
            {"day": day},
        )

    def of_customer(
        self, customer_id: int, day: str | None = None, *, campaign_id: int | None = None
    ) -> list[Row]:
        """The campaigns that a customer took part in or was meant for, the latest first; with an id of one its rows there."""
        return self._db.rows(
            "SELECT t.*, m.name AS campaign, m.kind, m.start_on, m.end_on, m.canceled_on, x.state AS message_state"
            " FROM campaign_participant t LEFT JOIN outbox x ON x.id = t.outbox_id"
            " JOIN campaign m ON m.id = t.campaign_id WHERE t.customer_id = :id AND (:day IS NULL OR t.chosen_on <= :day)"
            " AND (:campaign IS NULL OR t.campaign_id = :campaign) ORDER BY m.start_on DESC, t.id DESC",
            {"id": customer_id, "day": day, "campaign": campaign_id},
        )

    def everybody(self) -> list[int]:
        """All customers, of whom a campaign without a filter is for."""
        return [row[0] for row in self._db.tuples("SELECT id FROM customer ORDER BY id")]

    def add_participants(self, op: Operation, rows: Iterable[Sequence[Any]]) -> range:
        """New participants, as values of PARTICIPANT."""
        columns = (*PARTICIPANT, "recorder_id")
        return op.insert_many("campaign_participant", columns, [(*row, op.actor.id) for row in rows])

    def update_participants(self, op: Operation, rows: Mapping[int, Mapping[str, Any]]) -> int:
        """Changes columns of participants by id; returns how many changed."""
        return op.update_many("campaign_participant", rows)

    def note_invited(self, op: Operation, outbox_ids: Sequence[int], on: str) -> None:
        """Notes whom these messages invite as invited on a day, by their channels."""
        rows = self._db.rows_in(
            "SELECT t.id, x.channel FROM campaign_participant t JOIN outbox x ON x.id = t.outbox_id WHERE x.id IN ({ids})",
            list(outbox_ids),
        )
        told = {"invited_at": op.at_text, "invited_on": on}
        self.update_participants(op, {row["id"]: {**told, "channel": row["channel"]} for row in rows})

    # -- costs ----------------------------------------------------------------------------------------------------

    def expenses(self, campaign_ids: Sequence[int], day: str | None = None) -> list[Row]:
        """What was spent on campaigns, the first first; with a day what was spent by then."""
        return self._db.rows_in(
            "SELECT e.*, s.name AS staff FROM expense e LEFT JOIN staff s ON s.id = e.staff_id"
            " WHERE e.campaign_id IN ({ids}) AND (:day IS NULL OR e.spent_on <= :day) ORDER BY e.spent_on, e.id",
            list(campaign_ids),
            {"day": day},
        )
