"""The line behind a contact or a complaint that says what to ask the customer for next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli import naming
from crmcli.i18n import _, sentences, series
from crmcli.verdicts.gaps import Gap, gap_of
from crmcli.wording import clean, known_word, label, shell_word

if TYPE_CHECKING:
    from crmcli.context import Context

#: The field that a required one is entered by, where several would do.
_ENTERED = {"place": "city"}


def gap_told(crm: Context, customer_id: int) -> tuple[dict[str, Any] | None, list[str]]:
    """What is missing of a customer, for scripts and in a line; nothing and no line where nothing is."""
    gap = gap_of(crm.view, customer_id)
    if gap is None:
        return None, []
    code = shell_word(crm.store.customers.get(customer_id)["code"])
    return gap._asdict(), [_told(gap, {"code": code})]


def _told(gap: Gap, who: dict[str, str]) -> str:
    """What is missing of the customer whom the lines before name."""
    match gap.code:
        case "unread_phone":
            said = _("Nobody can read their phone: %(phone)s.") % {"phone": gap.what[0]}
            return sentences(said, _enter(who))
        case "ways":
            return sentences(_("No way to reach them is known."), _enter(who))
        case "verify":
            said = _("Nobody verified their contact data for long.")
            return sentences(said, _("If they are right: crmcli edit %(code)s --verified") % who)
        case "person":
            said = _("No person there is known by name.")
            return sentences(said, _("Add one: crmcli contact add %(code)s NAME") % who)
        case "content":
            what = series(label("given", each) for each in gap.what)
            said = _("The plan asks for %(what)s in this period, and none was given.") % {"what": what}
            word = known_word("given", gap.what[0])
            return sentences(said, _("When it is given, add --gave %(word)s.") % {"word": word})
    field = _ENTERED.get(gap.what[0], gap.what[0]).removeprefix("custom.")
    said = _("Not known of them: %(what)s.") % {"what": clean(naming.field(field))}
    return sentences(said, _enter(who))


def _enter(who: dict[str, str]) -> str:
    return _("Enter it with: crmcli edit %(code)s FIELD=VALUE") % who
