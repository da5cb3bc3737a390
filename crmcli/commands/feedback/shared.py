"""What the files of the feedback command share: the noun itself, and arguments of its verbs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from crmcli.commands.offers import numbers
from crmcli.commands.shared import new_app, present_names
from crmcli.i18n import _

if TYPE_CHECKING:
    from crmcli.store import Store

app = new_app(_("Praise, problems, suggestions and needs."))

Number = Annotated[
    str, typer.Argument(metavar="ID", autocompletion=numbers("feedback"), help=_("The feedback's number."))
]
Handler = Annotated[
    str | None, typer.Option("--handler", "--处理人", autocompletion=present_names, help=_("Who answers it."))
]
Department = Annotated[
    str | None, typer.Option("--department", "--部门", help=_("The department it concerns."))
]


def answerer(store: Store, handler: str | None, department: str | None) -> int | None:
    """The id of who answers feedback: the one named, else of a department its head; None where anybody of the team takes it."""
    from crmcli.workflows.handoffs import head_of

    head = head_of(store, department) if department and handler is None else None
    if head is not None:
        return int(head["id"])
    return int(store.staff.present(handler)["id"]) if handler else None
