"""What customers are told whose complaints and feedback an import brought: a text to send to each, in the policy's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.i18n import _, ngettext, titled
from crmcli.wording import shell_word

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.workflows.importing.fates import Entry, Fates

#: More receipts than this are not spelled out on a screen; JSON has them all.
_MOST_SHOWN = 20


def receipts_of(crm: Context, fates: Fates) -> list[dict[str, Any]]:
    """A receipt for each complaint and each feedback that has just come in: what it answers, to which address, and the text. Nobody
    who left no address gets one."""
    found = []
    for entry in fates.received:
        receipt = _of_complaint(crm, entry) if entry.kind == "complaints" else _of_feedback(crm, entry)
        to = str(entry.values.get("email") or entry.values.get("phone") or receipt.pop("way") or "")
        if to:
            found.append({**receipt, "kind": entry.kind, "to": to})
    return found


def _of_complaint(crm: Context, entry: Entry) -> dict[str, Any]:
    from crmcli.commands.complaint.messages import message

    row = crm.store.complaints.get(entry.target_id or 0)
    about = crm.store.customers.get(row["customer_id"])
    return {
        "number": row["number"],
        "customer": row["customer"],
        "handler": row["handler_name"],
        "text": message(crm, row, "responded", "", crm.as_of.instant),
        "way": about["email"] or about["phone"],
    }


def _of_feedback(crm: Context, entry: Entry) -> dict[str, Any]:
    from crmcli.commands.feedback.receipts import receipt_of

    row = crm.store.feedback.get(entry.target_id or 0)
    text, way = receipt_of(crm, row)
    return {
        "number": row["id"],
        "customer": row["customer"],
        "handler": row["handler"],
        "text": text,
        "way": way,
    }


def receipt_lines(receipts: list[dict[str, Any]]) -> list[str]:
    """The receipts for people, each with how it is kept that it was sent."""
    if not receipts:
        return []
    n = len(receipts)
    lines = [ngettext("%(n)d receipt is ready to send:", "%(n)d receipts are ready to send:", n) % {"n": n}]
    for receipt in receipts[:_MOST_SHOWN]:
        number = {"number": shell_word(str(receipt["number"]))}
        what = receipt["number"] if receipt["kind"] == "complaints" else _("feedback %(number)s") % number
        lines.append(titled(f"{what} → {receipt['to']}", receipt["text"]))
        if receipt["kind"] == "complaints":
            lines.append(_("Once it is sent: crmcli complaint reply %(number)s --template") % number)
    if n > _MOST_SHOWN:
        more = ngettext("… and %(n)d more.", "… and %(n)d more.", n - _MOST_SHOWN)
        lines.append(more % {"n": n - _MOST_SHOWN})
    return lines
