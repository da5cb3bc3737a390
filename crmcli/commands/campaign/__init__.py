"""crmcli campaign: campaigns and events.

Each file brings its verbs.
"""

from __future__ import annotations

from crmcli.commands.campaign import views  # noqa: F401 - it brings its verbs
from crmcli.commands.campaign.shared import app

__all__ = ["app"]

AS_OF = frozenset({"list"})
ALIASES = {"列表": "list"}
