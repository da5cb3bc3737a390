"""Tables that look like orders and list something else: customers with the day they came, or with their sums; homes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crmcli.sheets.columns.headers import Header, matches, synonyms
from crmcli.sheets.recognising.recognition import BY_VALUES, Recognition

#: From this score on a column is plainly called so: an order's number is 订单号, not 运单号.
CALLED = 0.8


#: Since when somebody is served.
_SINCE = re.compile("起始|开始|合作|\b(?:start|since)")


def dates_customers(reading: Recognition, headers: Sequence[Header]) -> bool:
    """Whether only its values make a column the day of each order, and its name says when a customer was taken down."""
    column = reading.column_of("ordered")
    if column is None or reading.columns[column].score > BY_VALUES:
        return False
    return bool(_SINCE.search(headers[column].key)) or any(
        match.field == "created_on" and match.score >= CALLED
        for match in matches("customers", headers[column])
    )


def counts_orders(headers: Sequence[Header]) -> bool:
    """Whether a column tells how many orders each row stands for: then it is a customer's, not an order's."""
    counts, sums = (synonyms().kinds["customers"][name] for name in ("opening_orders", "opening_amount"))
    keys = {header.key for header in headers}
    return bool(keys & counts.keys()) and bool(keys & sums.keys())


#: Who owns or lives in what: since when they do is no day of an order, and what they pay a month no order's amount.
_HOMES, _MOVED_IN = (
    re.compile("业主|住户|租户|承租|物业费|建筑面积|套内面积"),
    re.compile("入住|交房|收房|迁入"),
)


def lists_homes(reading: Recognition, headers: Sequence[Header]) -> bool:
    """Whether the rows are homes with who is to pay for them, and nothing plainly numbers an order."""
    column = reading.column_of("ordered")
    dated = column is not None and _MOVED_IN.search(headers[column].key)
    homes = any(_HOMES.search(header.key) for header in headers)
    return bool(dated) and homes and reading.score_of("order_no") < CALLED
