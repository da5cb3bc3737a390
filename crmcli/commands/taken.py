"""The line that tells whose customers a command gave to others."""

from __future__ import annotations

from collections.abc import Sequence

from crmcli.i18n import _, ngettext, series
from crmcli.wording import clean
from crmcli.workflows.taken import Taken

#: So many are named.
_NAMED = 20


def taken_lines(taken: Sequence[Taken], *, dry_run: bool = False) -> list[str]:
    """Which customers were whose until now; of a dry run, would be no longer."""
    if not taken:
        return []
    names = [
        _("%(name)s (%(owner)s)") % {"name": clean(each.customer), "owner": each.before}
        for each in taken[:_NAMED]
    ]
    told = series(names)
    if len(taken) > _NAMED:
        told = _("%(names)s and %(n)d more") % {"names": told, "n": len(taken) - _NAMED}
    done = ngettext(
        "%(n)d customer was a colleague's until now, who is told of it: %(names)s",
        "%(n)d customers were colleagues' until now, who are told of it: %(names)s",
        len(taken),
    )
    meant = ngettext(
        "%(n)d customer would no longer be a colleague's: %(names)s",
        "%(n)d customers would no longer be colleagues': %(names)s",
        len(taken),
    )
    return [(meant if dry_run else done) % {"n": len(taken), "names": told}]
