"""`survey record --mail`: what a saved reply says, be it answers or that no more shall come."""

from __future__ import annotations

from datetime import datetime

from crmcli.context import Context
from crmcli.i18n import _, sentences
from crmcli.matching.as_written import as_written
from crmcli.result import Result
from crmcli.workflows.surveys import answers as surveys
from crmcli.workflows.surveys.mail import Reply


def withdrawn(crm: Context, reply: Reply) -> Result:
    """Takes back the consent of whose reply only opts out; no answer is recorded."""
    with crm.work(reply.code) as work:
        at = min(reply.at or crm.now, crm.now)
        customer_id, told = surveys.opt_out(work, reply.code, reply.stop, at)
    name = crm.store.customers.get(customer_id)["name"]
    lines = told or [_("%(name)s had opted out already.") % {"name": name}]
    return Result(crm.command, data={"customer_id": customer_id, "opted_out": bool(told)}, lines=lines)


def read_answers(
    crm: Context, reply: Reply
) -> tuple[str, dict[str, str], dict[str, str], datetime | None, list[str]]:
    """The code, answers, answers outside their scales as written, and instant (if it names one) of a saved reply, and what
    is told of it. Where no answer is on its scale they all stand as answers."""
    invitation = surveys.invitation_of(crm.store, reply.code)
    unasked = surveys.unasked(crm.store, invitation, reply.given)
    given = {name: text for name, text in reply.given.items() if name not in unasked}
    off = surveys.off_scale(crm.store, invitation, given)
    off = off if len(off) < len(given) else {}
    beside = {as_written(question): given.pop(name) for name, (question, _why) in off.items()}
    warnings = [
        _("Not read, for the form has no such question: %(name)s") % {"name": name} for name in unasked
    ]
    warnings += [
        sentences(why, _("It is kept as written beside the answers.")) for _question, why in off.values()
    ]
    return reply.code, given, beside, reply.at, warnings
