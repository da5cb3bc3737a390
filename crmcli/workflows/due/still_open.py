"""What is said of a contact that was made for a row of the due list which no contact ends."""

from __future__ import annotations

from crmcli.i18n import _
from crmcli.service.rounds import STEP_OF
from crmcli.store import Work
from crmcli.workflows.complaint_guards import STATES
from crmcli.workflows.due.finishing import customers_word, is_done

#: The kinds of rows that no contact ends.
STEPS = ("complaint", "task", "feedback", "contract", "training", "trial", "retain", "improvement")


def way_to_end(work: Work, item: str) -> str | None:
    """A sentence with the command that ends what a row is about; None if a contact ends such a row, or it is done."""
    kind, key, clock_name = [*item.split(":"), "", ""][:3]
    if kind not in STEPS or is_done(work, item):
        return None
    if kind == "complaint":
        for row in work.store.complaints.many([int(key)]):
            # Somebody may have taken the complaint further since the list was written.
            step = "asked" if clock_name == "satisfaction" else STEP_OF.get(clock_name, "")
            fits = row["state"] in STATES.get(step, ())
            if fits and (word := customers_word(clock_name, row["number"])):
                return word[1]
    if kind == "contract":
        from crmcli.workflows.due.contracts import way_on  # seldom needed

        return way_on(work, int(key), clock_name)
    if kind == "training":
        from crmcli.workflows.due.trainings import way_on as way_to_pass  # seldom needed

        return way_to_pass(work, int(key))
    if kind == "trial":
        from crmcli.workflows.due.trials import way_on as way_to_decide  # seldom needed

        return way_to_decide(int(key))
    command = _("crmcli done %(row)s") % {"row": item}
    if kind == "feedback":
        command = _("crmcli feedback answer %(id)s “TEXT”") % {"id": key}
    return _("When it is done: %(command)s") % {"command": command}
