"""Adding and changing one customer: fields as they are named, nobody's change overwritten unseen."""

from __future__ import annotations

import json
from collections.abc import Container, Mapping, Sequence
from typing import Any, NamedTuple

from crmcli import errors, naming
from crmcli.database.connection import Record
from crmcli.given import empty
from crmcli.i18n import _
from crmcli.matching.as_written import column_of, is_as_written
from crmcli.naming import TYPED, Reader
from crmcli.store import Store, View, Work


def assignments(pairs: list[str], *, clears: bool) -> dict[str, str]:
    """`FIELD=VALUE` texts as fields; Usage if one has no `=`, or no value where an empty one `clears` nothing."""
    values: dict[str, str] = {}
    for pair in pairs:
        field, equals, value = pair.partition("=")
        if not equals:
            raise errors.Usage(
                _("Not FIELD=VALUE: %(text)s") % {"text": pair},
                _("Write it like city=成都; with spaces, in quotes."),
            )
        if not (clears or value.strip()):
            raise empty(field.strip())
        values[naming.TYPED.get(field.strip(), field.strip())] = value.strip()
    return values


def stated(values: Mapping[str, Any], today: str) -> dict[str, Any]:
    """The day that belongs to a stated tier among the values: it holds for a while from then on."""
    if "stated_tier" not in values:
        return {}
    return {"stated_on": today if values["stated_tier"] else None}


def split_own(
    view: View, had: Container[str], given: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """What is given as fields of a customer, and as columns of the team's own: those that it `had`, and others that the
    policy declares or an import brought."""
    fields, own, ours = set(TYPED.values()), dict[str, str](), dict[str, str]()
    for name, text in given.items():
        if name in fields:
            ours[name] = text
        elif column := _own_column(view, had, name):
            own[column] = text
        elif (field := _field_of_sheets(name)) in fields:
            ours[field or name] = text
        elif column := view.store.customers.own_column(name):
            own[column] = text
        else:
            ours[name] = text
    return ours, own


def _field_of_sheets(name: str) -> str | None:
    """The field that a sheet's column of this name holds: 业务员, 手机号."""
    from crmcli.sheets.columns.headers import field_called  # seldom needed, and slow to load

    return field_called("customers", name)


def _own_column(view: View, had: Container[str], name: str) -> str | None:
    declared = view.policy.own_field(name)
    return declared.name if declared else name if name in had else None


def refuse_taken_number(store: Store, number: str | None, row: Record | None = None) -> None:
    """Invalid if a number in another system is another customer's than this one's: one number is one customer. A number
    of who was merged into another is that one's."""
    holders = [
        other for other in store.customers.numbered(number or "") if row is None or other["id"] != row["id"]
    ]
    if not holders:
        return
    other = holders[0]
    told = {"number": number, "name": other["name"], "code": other["code"], "own": row["code"] if row else ""}
    if row is None:
        hint = _("Change it with: crmcli edit %(code)s FIELD=VALUE")
    else:
        hint = _("If the two are one customer: crmcli merge %(code)s %(own)s")
    raise errors.Invalid(
        _("The external number %(number)s is that of %(name)s (%(code)s).") % told, hint % told
    )


def refuse_taken_card(store: Store, number: str | None, row: Record) -> None:
    """Invalid if a member's number is another customer's than this one's, or this one is no member."""
    if number and not row["is_member"]:
        raise errors.Invalid(
            _("%(name)s is no member.") % {"name": row["name"]},
            _("Make them one: crmcli loyalty join %(id)d") % {"id": row["id"]},
        )
    others = [other for other in store.customers.carded(number or "") if other["id"] != row["id"]]
    if others:
        told = {"number": number, "own": row["code"], **{key: others[0][key] for key in ("name", "code")}}
        raise errors.Invalid(
            _("The member number %(number)s is that of %(name)s (%(code)s).") % told,
            _("If the two are one customer: crmcli merge %(code)s %(own)s") % told,
        )


def refuse_circle(store: Store, row: Record, parent_id: int | None) -> None:
    """Invalid if a customer would belong to itself, or to one that belongs to it."""
    above, seen = parent_id, {row["id"]}
    while above is not None and above not in seen:
        seen.add(above)
        above = store.customers.get(above)["parent_id"]
    if above == row["id"]:
        raise errors.Invalid(
            _("%(name)s would belong to itself.") % {"name": row["name"]},
            _("See: crmcli show %(code)s") % {"code": row["code"]},
        )


def sharing(store: Store, row: Record, values: Mapping[str, Any], accounts: Sequence[str] = ()) -> list[str]:
    """That other customers have a new phone, e-mail, WeChat name or account (`accounts`) of this one, too: they may be the same."""
    told = []
    ways = [
        values[name]
        for name in ("phone", "email", "wechat")
        if values.get(name) and values[name] != row[name]
    ]
    for value in (*ways, *accounts):
        others = set(store.customers.by_contact_way(value)) - {row["id"]}
        for other in store.customers.many(sorted(others)):
            told.append(
                _("%(name)s (%(code)s) has %(value)s, too. Compare them with: crmcli dedupe")
                % {"name": other["name"], "code": other["code"], "value": value}
            )
    return told


def own_columns(row: Record) -> dict[str, Any]:
    """The columns of the team's own that a customer has, without what an import could not read."""
    kept = json.loads(row["custom"] or "{}")
    return {name: text for name, text in kept.items() if not is_as_written(name)}


def with_own(custom: str | None, own: Mapping[str, str]) -> str | None:
    """The stored form of a customer's own columns with some of them changed; an empty text clears one. What an import could
    not read of them goes once somebody says what is right."""
    before = json.loads(custom or "{}")
    read = {name for name in before if is_as_written(name) and column_of(name) in own}
    left = {name: text for name, text in (before | own).items() if text != "" and name not in read}
    return json.dumps(left, ensure_ascii=False) if left else None


class Clash(NamedTuple):
    """A field that somebody else changed since one saw it: what it was, what it is by now, what one wrote."""

    field: str
    who: str
    before: Any
    theirs: Any
    yours: Any

    def __str__(self) -> str:
        values = {"before": self.before, "theirs": self.theirs, "yours": self.yours}
        shown = {
            key: "—" if value is None else naming.in_words("customer", self.field, value)
            for key, value in values.items()
        }
        shown |= {"who": self.who, "field": naming.field(self.field)}
        text = _(
            "%(who)s changed %(field)s meanwhile: it was %(before)s, it is %(theirs)s, you wrote %(yours)s."
        )
        return text % shown


def clashes(
    store: Store, row: Record, seen: int, values: Mapping[str, Any], own: Mapping[str, str], reader: Reader
) -> list[Clash]:
    """What of the fields and own columns to be changed somebody else changed since version `seen`; Usage if there is no
    such version yet."""
    if seen > row["version"]:
        raise errors.Usage(
            _("%(name)s has no version %(seen)d; the newest is %(version)d.")
            % {"name": row["name"], "seen": seen, "version": row["version"]},
            _("See it with: crmcli show %(code)s") % {"code": row["code"]},
        )
    said = {**values, **{name: text or None for name, text in own.items()}}
    before: dict[str, Any] = {}
    who: dict[str, str] = {}
    for change in store.history.of_row("customer", row["id"]):
        image = json.loads(change["before"] or "{}")
        if change["action"] == "update" and image.get("version", 0) >= seen:
            was = _flat(image, values, own)
            before = was | before
            who |= dict.fromkeys(was, change["actor"])
    now = _flat(row, values, own)
    return [
        Clash(
            field, who[field], *(reader.value("customer", field, v) for v in (was, now[field], said[field]))
        )
        for field, was in before.items()
        if now[field] not in (was, said[field])
    ]


def _flat(image: Any, values: Mapping[str, Any], own: Mapping[str, str]) -> dict[str, Any]:
    """These fields and own columns in a customer or a before-image of one, as far as it has them."""
    known = set(image.keys())
    kept = json.loads(image["custom"] or "{}") if "custom" in known else None
    columns = {name: kept.get(name) for name in own} if kept is not None else {}
    return {name: image[name] for name in values if name in known} | columns


def refuse_overwriting(found: Sequence[Clash], row: Record) -> None:
    """Conflict if there are clashes."""
    if found:
        raise errors.Conflict(
            str(found[0]),
            _("Look at it, then edit again: crmcli show %(code)s") % {"code": row["code"]},
            candidates=list(map(str, found[1:])),
        )


def settle_unread(work: Work, row: Record, values: Mapping[str, Any]) -> None:
    """What an import could not read of these fields, and kept as it was written, goes once somebody says what is right."""
    if values.get("phone"):
        for way in work.store.customers.contact_ways(row["id"]):
            if not way["confirmed"] and way["contact_person_id"] is None:
                work.op.delete("contact_way", way["id"])
    custom = json.loads(values.get("custom", row["custom"]) or "{}")
    # An owner whom nobody knew stands there under the name of the column.
    owned = bool(values.get("owner_id"))
    if custom and (owned or any(map(is_as_written, custom))):
        from crmcli.sheets.columns.headers import field_called

        fields = {
            name: field_called("customers", column_of(name)) or field_called("members", column_of(name))
            for name in custom
        }
        said = {
            name
            for name, field in fields.items()
            if (field in values and is_as_written(name)) or (field == "owner" and owned)
        }
        left = {name: text for name, text in custom.items() if name not in said}
        work.store.customers.edit(
            work.op, row["id"], {"custom": json.dumps(left, ensure_ascii=False) if left else None}
        )
