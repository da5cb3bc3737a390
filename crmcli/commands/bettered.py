"""What the screen of a record says of the improvements that came from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.i18n import _, titled
from crmcli.wording import clean, label

if TYPE_CHECKING:
    from crmcli.context import Context


def linked(crm: Context, column: str, key: int) -> list[str]:
    """Lines that name the improvements that came from a record."""
    return [
        titled(
            _("Improvement"),
            f"{row['id']}  {clean(row['title'])}  {label('improvement_state', row['state'])}",
        )
        for row in crm.store.improvements.of(column, key)
    ]
