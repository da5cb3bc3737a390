"""What whoever gave feedback is told on its receipt, in the policy's words and the customer's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.service.messages import fill
from crmcli.workflows.progress import language_of

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Row

#: Whoever told no name, in the language of the text.
_SOMEBODY = {"zh": "客户", "en": "customer"}


def receipt_of(crm: Context, row: Row) -> tuple[str, str | None]:
    """The text to send for a piece of feedback, and the customer's e-mail, else phone."""
    about = crm.store.customers.get(row["customer_id"]) if row["customer_id"] else None
    language = language_of(about["language"] if about else None)
    told = {
        "customer": row["customer"] or _SOMEBODY[language],
        "number": str(row["id"]),
        "handler": row["handler"] or row["department"] or crm.actor.name,
        "deadline": "",
        "text": "",
    }
    text = fill(getattr(crm.policy.message, f"feedback_{language}"), told)
    return text, (about["email"] or about["phone"]) if about else None
