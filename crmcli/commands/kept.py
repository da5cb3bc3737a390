"""Keeps what a command worked out of past days, if whoever runs it may write; it is no operation and fails silently."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.actors import READERS

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.reports.request import Request


def keep(crm: Context, request: Request) -> None:
    """Keeps what is worth it. Not from a database whose records are read around damage."""
    if (request.keeping or request.months) and not crm.around and crm.actor.role not in READERS:
        from crmcli.reports.keeping import save

        save(crm.store, request.keeping.values(), request.months)
