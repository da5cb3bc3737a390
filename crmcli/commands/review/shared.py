"""What the files of the review command share: the noun itself."""

from __future__ import annotations

from crmcli.commands.shared import new_app
from crmcli.i18n import _

app = new_app(
    _("Approving new customers, where the policy asks for it ([review]), and checking what was recorded.")
)
