"""What the parts of one import share: its work, what was told, the fates of its rows, the team as the import sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from crmcli import clock
from crmcli.store import Work
from crmcli.workflows.importing.conflicts import Conflicts
from crmcli.workflows.importing.fates import Fates
from crmcli.workflows.importing.options import Options
from crmcli.workflows.importing.people import Team


@dataclass(frozen=True, slots=True)
class Job:
    """One import."""

    work: Work
    options: Options
    fates: Fates
    team: Team
    conflicts: Conflicts

    def instant(self, when: date | datetime) -> tuple[str, str]:
        """Stored instant and stored local day of a date in a sheet: in the team's zone, `DAY_ALONE` where the time of
        day isn't known."""
        zone = self.work.zone
        if not isinstance(when, datetime):
            return clock.iso(clock.at_local(when, clock.DAY_ALONE, zone)), when.isoformat()
        aware = when if when.tzinfo else clock.of_local(when, zone)
        return clock.iso(aware), clock.local_date(aware, zone).isoformat()
