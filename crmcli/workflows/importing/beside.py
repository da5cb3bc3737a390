"""What columns that are none of a record's own may say of its customer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from crmcli.sheets.columns.headers import header_of
from crmcli.sheets.planning import fields_for
from crmcli.sheets.tables.told_ways import is_mailbox
from crmcli.workflows.importing.fates import Entry

_OF_CUSTOMER = frozenset({
    "emails", "wechat", "industry", "region", "country", "province", "city", "district", "street", "postcode", "language",
    "source", "contact_person", "contact_title", "contact_department", "phone",
})  # fmt: skip


@lru_cache(maxsize=256)
def columns_of_customer(names: tuple[str, ...]) -> Mapping[str, str]:
    """The columns among these that speak of a customer, and the field of each."""
    # With the name, which the record has, none of the others is taken for it.
    told = [name for name in names if not is_mailbox(header_of(name))]
    fields = fields_for("customers", ["客户名称", *told])
    return {
        column: "emails" if field == "email" else field
        for column, field in fields.items()
        if field in _OF_CUSTOMER or field == "email"
    }


def asked_for(entry: Entry) -> str:
    """The person beside the customer whom a row names, empty if none."""
    if told := entry.values.get("contact_person"):
        return str(told)
    columns = columns_of_customer(tuple(entry.extra)) if entry.extra else {}
    return next((entry.extra[column] for column, field in columns.items() if field == "contact_person"), "")
