"""The line that says what a new version of the policy changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.i18n import _, ngettext, sentences

if TYPE_CHECKING:
    from crmcli.workflows.policies.adopting import Adopted


def adopted_line(adopted: Adopted) -> str:
    """Which version is in force, how many customers moved, and how many are to be contacted on another day."""
    if not adopted.differences:
        return _("Nothing differs.")
    told = ngettext(
        "Policy version %(n)d is in force; %(moved)d customer moved.",
        "Policy version %(n)d is in force; %(moved)d customers moved.",
        adopted.moved,
    ) % {"n": adopted.version, "moved": adopted.moved}
    again = ngettext(
        "%(n)d customer is to be contacted on another day than before.",
        "%(n)d customers are to be contacted on another day than before.",
        adopted.replanned,
    )
    return sentences(told, again % {"n": adopted.replanned} if adopted.replanned else "")
