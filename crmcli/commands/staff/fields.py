"""The noun itself, for the files of the staff command."""

from __future__ import annotations

from crmcli.commands.shared import new_app
from crmcli.i18n import _

app = new_app(_("The people of the team."))
