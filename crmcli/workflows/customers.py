"""Adding and changing one customer: fields as they are named, nobody's change overwritten unseen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from crmcli import errors
from crmcli.database.connection import Record
from crmcli.i18n import _
from crmcli.matching.as_written import column_of, is_as_written
from crmcli.store import Store, Work

#: Chinese and English names of fields for `--set FIELD=VALUE`.
FIELD_WORDS = {
    "名称": "name", "类型": "kind", "外部编号": "external_id", "电话": "phone", "手机": "phone", "邮箱": "email",
    "微信": "wechat", "行业": "industry", "规模": "size", "区域": "region", "国家": "country", "语言": "language",
    "省份": "province", "城市": "city", "区县": "district", "地址": "street", "邮编": "postcode", "来源": "source",
    "介绍人": "referrer", "部门": "department", "偏好": "preferences", "生日": "birthday", "历法": "birthday_calendar",
    "合作开始": "cooperation_start", "标签": "tags", "状态": "status", "暂停至": "paused_until", "备注": "note",
    "痛点": "pain_points", "预算": "budget", "决策链": "decision_chain", "时机": "timing", "竞品": "competitors",
    "联系周期": "cadence_days", "address": "street", "负责人": "owner",
}  # fmt: skip


def assignments(pairs: list[str]) -> dict[str, str]:
    """`FIELD=VALUE` texts as fields; Usage if one has no `=`."""
    values: dict[str, str] = {}
    for pair in pairs:
        field, equals, value = pair.partition("=")
        if not equals:
            raise errors.Usage(
                _("Not FIELD=VALUE: %(text)s") % {"text": pair},
                _("Write it like city=成都; with spaces, in quotes."),
            )
        values[FIELD_WORDS.get(field.strip(), field.strip())] = value.strip()
    return values


def stated(values: Mapping[str, Any], today: str) -> dict[str, Any]:
    """The day that belongs to a stated tier among the values: it holds for a while from then on."""
    if "stated_tier" not in values:
        return {}
    return {"stated_on": today if values["stated_tier"] else None}


def refuse_overwriting(store: Store, row: Record, seen: int, values: Mapping[str, Any]) -> None:
    """Conflict if a field to be changed was changed by somebody else since version `seen`."""
    theirs: dict[str, Any] = {}
    for change in store.history.of_row("customer", row["id"]):
        image = json.loads(change["before"] or "{}")
        if change["action"] == "update" and image.get("version", 0) >= seen:
            theirs.update({f: change["actor"] for f in image if f in values})
    changed = [f for f in theirs if row[f] != values[f]]
    if changed:
        field = changed[0]
        raise errors.Conflict(
            _("%(who)s changed %(field)s meanwhile: it is %(theirs)s, you wrote %(yours)s.")
            % {"who": theirs[field], "field": field, "theirs": row[field], "yours": values[field]},
            _("Look at it, then edit again: crmcli show %(id)d") % {"id": row["id"]},
        )


def settle_unread(work: Work, row: Record, values: Mapping[str, Any]) -> None:
    """What an import could not read of these fields, and kept as it was written, goes once somebody says what is right."""
    if values.get("phone"):
        for way in work.store.customers.contact_ways(row["id"]):
            if not way["confirmed"] and way["contact_person_id"] is None:
                work.op.delete("contact_way", way["id"])
    custom = json.loads(row["custom"] or "{}")
    if any(map(is_as_written, custom)):
        from crmcli.sheets.headers import field_called

        said = {
            name
            for name in custom
            if is_as_written(name) and field_called("customers", column_of(name)) in values
        }
        left = {name: text for name, text in custom.items() if name not in said}
        work.store.customers.edit(
            work.op, row["id"], {"custom": json.dumps(left, ensure_ascii=False) if left else None}
        )
