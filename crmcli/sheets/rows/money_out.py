"""Rows of an account that are no order: money paid out (a supplier's bill, a withdrawal), or put on a card. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from crmcli.sheets.cells.setting import word_set
from crmcli.sheets.cells.texts import text_of
from crmcli.sheets.columns.headers import Header, header_of
from crmcli.sheets.model import Row
from crmcli.sheets.tables.told_ways import is_mailbox

#: Columns that tell whether money came or went, and their words for going.
_WAYS = re.compile(
    r"收/?支(?:类型|方向|标志|类别)?|收/?付(?:类型|方向|标志)?|资金(?:流向|方向|变动方向)|[进出]/?[进出]账(?:类型|方向)?|借/?贷(?:标志|方向|标识)?"
    r"|(?:money |cash )?direction|in/out|(?:debit|dr)/(?:credit|cr)|(?:credit|cr)/(?:debit|dr)"
)
_OUT = word_set("支出 支 付出 付 出 出账 转出 流出 借 out outgoing outflow debit dr d expense paid_out")
#: Columns of the kinds of payments, and the kinds that go out.
_KINDS = re.compile(
    r"(?:transaction |payment |document |doc |voucher |vch )?type|typ|tipo|(?:buchungs|transaktions|zahlungs)typ|(?:交易|业务|账务|单据|凭证|票据)(?:类型|类别|种类)"
)
_SENT = re.compile(
    r"payment sent|withdrawal|payout|mass ?pay|bank deposit|提现|转出|对外付款|abbuchung|auszahlung|bankgutschrift|überweisung auf|retrait|virement (?:vers|emis|émis)|retiro|retirada|prelievo|opname|^(?:采购|进货|外购|委外)|^付款单|^(?:purchase|bill|contra|journal)(?: (?:invoice|bill|voucher|entry))?$|^(?:vendor|supplier) "
)
_SPENT = re.compile(r"支出|借方|付出金额|paid out|money out|withdrawals?|^debit(?: amount)?$")
#: What comes back to a customer goes out, too, and is told of his order.
_GIVEN_BACK = re.compile(
    r"退|返还|refund|rückzahl|rückerstatt|erstattung|rembours|reembols|rimbors|terugbetal|返金|환불|revers|chargeback|dispute",
    re.IGNORECASE,
)


def paid_out(rows: Sequence[Row], headers: Sequence[Header], columns: Sequence[Sequence[Any]]) -> set[int]:
    """The places of the rows whose money went out, by their direction, their kind, or the column that holds their amount."""
    keys = [header_of(header.shown).key for header in headers]
    out: set[int] = set()
    for key, cells in zip(keys, columns, strict=True):
        if _WAYS.fullmatch(key):
            out |= {i for i, cell in enumerate(cells) if text_of(cell or "").strip().lower() in _OUT}
        elif _KINDS.fullmatch(key):
            out |= {i for i, cell in enumerate(cells) if cell and _SENT.search(text_of(cell).lower())}
        elif _SPENT.search(key):
            spent = (i for i, cell in enumerate(cells) if cell and re.search("[1-9]", text_of(cell)))
            out |= {i for i in spent if not rows[i].values.get("amount")}
    if sum(is_mailbox(header_of(header.shown)) for header in headers) > 1:
        out |= {i for i, row in enumerate(rows) if row.values.get("amount", 0) < 0}
    return {
        i for i in out if not any(_GIVEN_BACK.search(text_of(cell)) for cell in rows[i].raw or () if cell)
    }


def payments_of_invoices(headers: Sequence[Header], columns: Sequence[Sequence[Any]]) -> set[int]:
    """The places of the rows that only pay invoices which stand in the table, too: Payment beside Invoice."""
    for header, cells in zip(headers, columns, strict=True):
        if _KINDS.fullmatch(header_of(header.shown).key):
            kinds = [text_of(cell or "").strip().lower() for cell in cells]
            if any(map(_INVOICE.fullmatch, kinds)):
                return {place for place, kind in enumerate(kinds) if _PAYMENT.fullmatch(kind)}
    return set()


_INVOICE = re.compile(r"(?:sales )?invoice|rechnung|facture|factura|fattura|销售发票|应收单")
_PAYMENT = re.compile(
    r"(?:invoice |customer |received )?payments?(?: received)?|zahlung|zahlungseingang|paiement|pago|pagamento|收款单?|收款"
)
_BALANCE = re.compile(r"余额$|(?:^| )balance$")
_LEDGER_KIND = re.compile(
    r"(?:transaction |record )?type|(?:交易|业务|变动|消费|操作|流水|记录)?类型|(?:交易|变动)类别|摘要"
)
_TOPPED_UP = re.compile(r"充值|储值|续费卡|赠送|开卡|top.?up|recharge|load|gift card sold", re.IGNORECASE)
_SPENT_ON_CARD = re.compile(r"消费|扣款|核销|支付|purchase|redeem|spen[dt]|sale", re.IGNORECASE)


def settle_ledger(
    rows: Sequence[Row], headers: Sequence[Header], columns: Sequence[Sequence[Any]]
) -> set[int]:
    """Of the ledger of cards, where what is spent stands below zero beside a balance, makes it amounts, and what goes back
    the opposite; the places of the rows that only put money on a card.
    """
    keys = [header.key for header in headers]
    kind = next((place for place, key in enumerate(keys) if _LEDGER_KIND.fullmatch(key)), None)
    if kind is None or not any(map(_BALANCE.search, keys)):
        return set()
    gone = set()
    for place, (row, cell) in enumerate(zip(rows, columns[kind], strict=True)):
        said, amount = text_of(cell or ""), row.values.get("amount", 0)
        if _TOPPED_UP.search(said) and not _SPENT_ON_CARD.search(said):
            gone.add(place)
        elif (amount < 0 and _SPENT_ON_CARD.search(said) and not _GIVEN_BACK.search(said)) or (
            amount > 0 and _GIVEN_BACK.search(said)
        ):
            row.values["amount"] = -amount
    return gone
