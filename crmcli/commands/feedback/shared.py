"""What the files of the feedback command share: the noun itself, and arguments of its verbs."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli.commands.offers import numbers
from crmcli.commands.shared import new_app, present_names
from crmcli.i18n import _

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
