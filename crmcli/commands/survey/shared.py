"""The noun that the files of the survey command share."""

from __future__ import annotations

from crmcli.commands.shared import new_app
from crmcli.i18n import _

app = new_app(_("Satisfaction surveys: forms, waves of invitations, answers, results."))
