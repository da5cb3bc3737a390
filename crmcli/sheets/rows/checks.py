"""Whether a typed row says anything, and what it lacks: who it is about."""

from __future__ import annotations

import re
from datetime import timedelta

from crmcli.dates.months import add_months
from crmcli.sheets.cells.scores import SCORED
from crmcli.sheets.columns.fields import OF_CONTACT, SUBJECT
from crmcli.sheets.model import Problem, Row
from crmcli.sheets.rows.nameless import customer_by_other_name, name_by_others

_SIGNS = {
    "interactions": (*OF_CONTACT, "customer", "customer_no", "phone", "email", "contact_person"),
    "survey_answers": (*SCORED, "comment", "phone", "customer", "code", "submitted"),
}


def means_something(kind: str, row: Row) -> bool:
    """Whether a row of a prepared form was filled in at all."""
    if not row.values and not row.problems and not row.extra:
        return False
    signs = _SIGNS.get(kind)
    return (
        signs is None
        # A row of our own due list counts even before anybody wrote a result.
        or re.fullmatch(r"[a-z]+:\d+(:[a-z]+)?", str(row.values.get("external_id", ""))) is not None
        or any(name in row.values for name in signs)
        or any(problem.field in signs for problem in row.problems)
    )


#: What tells whose a record is.
_ANYBODY = frozenset(("customer", "customer_no", "phone", "email", "contact_person", "staff"))


def check(kind: str, row: Row, has_gaps: bool, companies: bool) -> None:
    """Adds the problem of a row that names nobody, and puts the first phone before the further ones."""
    values = row.values
    if kind == "contracts" and "signed" in values:
        # A contract whose term isn't told begins when it is signed.
        values.setdefault("start", values["signed"])
    months = values.pop("months", None) if kind == "contracts" else None
    if months and "start" in values:
        values.setdefault("end", add_months(values["start"], months) - timedelta(days=1))
    phones = values.get("phones")
    if phones is not None:
        if "phone" not in values and not any(problem.field == "phone" for problem in row.problems):
            values["phone"] = phones.pop(0)
        values["phones"] = [phone for phone in phones if phone != values.get("phone")]
        if not values["phones"]:
            del values["phones"]
    subject = SUBJECT.get(kind)
    if subject and subject not in values and not any(problem.field == subject for problem in row.problems):
        name_by_others(kind, values, persons=has_gaps, companies=companies)
    elif row.extra and not subject and _ANYBODY.isdisjoint(values):
        customer_by_other_name(values, row.extra)
    if subject and subject not in values:
        row.problems.append(Problem(subject, "", "missing_name"))
    elif kind in ("interactions", "contracts", "purchases", "complaints") and not any(
        name in values for name in ("customer", "phone", "contact_person", "customer_no", "email", "contract")
    ):
        row.problems.append(Problem("customer", "", "no_reference"))
