"""Who turned to whom, where only the names of the columns say so: 来电号码, 接听人, 来访时间."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crmcli.sheets.columns.headers import Header
from crmcli.sheets.model import Row
from crmcli.sheets.recognising.recognition import Recognition

_CAME = re.compile("来电|呼入|接听|接线|来访|到访|caller|incoming|inbound|answered by|visitor")
_WENT = re.compile("去电|呼出|外呼|拜访|回访|outgoing|outbound|dialed|dialled|called number")
_TELLING = ("occurred", "phone", "author", "customer", "contact_person")


def tell_directions(rows: Sequence[Row], headers: Sequence[Header], reading: Recognition) -> None:
    """Marks the contacts of a list of callers and visitors as incoming, where no column tells each one's direction."""
    if reading.kind != "interactions" or "direction" in reading.fields:
        return
    named = [headers[c].key for c, claim in reading.columns.items() if claim.field in _TELLING]
    if any(map(_CAME.search, named)) and not any(_WENT.search(header.key) for header in headers):
        for row in rows:
            row.values.setdefault("direction", "in")
