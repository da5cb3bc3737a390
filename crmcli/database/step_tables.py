"""What the eleventh migration adds: the time of day of an opportunity's next step, and when a backlog was planned."""

from __future__ import annotations

from crmcli.database.first_tables import Columns

COLUMNS: dict[str, Columns] = {
    # The instant of the next step where it has a time of day; `next_on` has its day all the same.
    "opportunity": {"next_at": "text"},
    # Without one it is there from the day on, before which it fell due.
    "backlog": {"planned_at": "text"},
}
