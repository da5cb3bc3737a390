"""What the eleventh migration adds: the time of day of an opportunity's next step."""

from __future__ import annotations

from crmcli.database.first_tables import Columns

#: The instant of the next step where it has a time of day; `next_on` has its day all the same.
COLUMNS: dict[str, Columns] = {"opportunity": {"next_at": "text"}}
