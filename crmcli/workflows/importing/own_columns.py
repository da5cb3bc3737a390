"""Columns of sheets of customers that are fields which the team declared: their texts in the form that these store."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from crmcli.matching.as_written import as_written
from crmcli.policy import Policy
from crmcli.policy.sections import OwnField
from crmcli.sheets.cells.own_values import cell_day, own_value
from crmcli.sheets.model import Problem
from crmcli.sheets.rows.plans import SheetPlan
from crmcli.workflows.importing.fates import Entry

_OF_CUSTOMERS = frozenset({"customers", "members", "contacts"})
_REASONS = {"date": "bad_date", "money": "bad_amount", "choice": "bad_word"}


class OwnColumns:
    """Reads them by a policy, on a day."""

    def __init__(self, policy: Policy, today: date) -> None:
        self._policy, self._day = policy, cell_day(today)

    def of(self, sheet: SheetPlan) -> Mapping[str, OwnField]:
        """The columns of a sheet, as its rows call them, that are declared."""
        if not self._policy.own_fields or sheet.kind not in _OF_CUSTOMERS:
            return {}
        names = [column.header for column in sheet.columns if column.field is None]
        return {name: field for name in names if (field := self._policy.own_field(name))}

    def read(self, entry: Entry, declared: Mapping[str, OwnField]) -> None:
        """A row's texts in these columns become what the fields hold; what can't be read is kept as it is written."""
        for column in entry.extra.keys() & declared:
            field, text = declared[column], str(entry.extra[column])
            value = own_value(field, text, self._day)
            entry.extra = {name: told for name, told in entry.extra.items() if name != column}
            entry.extra[as_written(field.name) if value is None else field.name] = (
                text if value is None else value
            )
            if value is None:
                reason = _REASONS.get(field.type, "unread")
                entry.problems = [*entry.problems, Problem(f"custom.{field.name}", text, reason, field.name)]
