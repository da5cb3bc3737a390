"""Orders that name no customer but the contract that they belong to."""

from __future__ import annotations

import re

from crmcli.sheets.columns.headers import Header, matches
from crmcli.sheets.recognising.recognition import Claim, Recognition

#: What a contract's number is called.
_NUMBER = re.compile(
    r"(?:合同|合約|合约|协议|協議|契约)(?:编号|編號|号|號|号码|编码|代码)|(?:contract|agreement) (?:no|number|id|code|ref|#)\.?"
)
_CUSTOMER = frozenset(("customer", "customer_no", "phone", "email"))
#: Columns of a ledger of contracts, which is no list of orders.
_OF_LEDGERS = frozenset(("end", "term", "months", "plan", "paid", "signed", "start"))


def take_contract_as_customer(reading: Recognition, headers: list[Header]) -> None:
    """Where nothing else tells whose an order is, the number of its contract does: 合同编号 beside 产品 or 订单号."""
    if reading.kind != "purchases" or reading.fields & {"contract", *_CUSTOMER}:
        return
    column = next((c for c, header in enumerate(headers) if _NUMBER.fullmatch(header.key)), None)
    if column is None or any(map(_is_of_ledgers, headers)):
        return
    own = reading.columns.get(column)
    if own is not None and own.field != "order_no":
        return
    reading.columns[column] = Claim(column, "contract", 0.9, True, headers[column].key)
    if "order_no" not in reading.fields:
        _take_order_number(reading, headers)


def _take_order_number(reading: Recognition, headers: list[Header]) -> None:
    for column, header in enumerate(headers):
        found = next((match for match in matches("purchases", header) if match.field == "order_no"), None)
        if found is not None and found.strong and column not in reading.columns:
            reading.columns[column] = Claim(column, "order_no", found.score, True, header.key)
            return


def _is_of_ledgers(header: Header) -> bool:
    ledger = {match.field for match in matches("contracts", header) if match.strong}
    orders = {match.field for match in matches("purchases", header) if match.strong}
    return bool(ledger & _OF_LEDGERS) and not orders
