"""Lists of the database as tables with columns that the import knows."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from crmcli import clock, i18n
from crmcli.judging.pipeline import is_dated
from crmcli.judging.points import usable
from crmcli.policy.sections import OwnField
from crmcli.queries.purchases import told_status
from crmcli.result import Column, Table
from crmcli.sheets.cells.logs import (
    handover_line,
    item_line,
    joined,
    move_line,
    progress_line,
    put_off_line,
    refund_line,
    remark_line,
    step_line,
)
from crmcli.sheets.columns.export_columns import FIELDS, IDS, ONLY_OUT, TITLES, Field
from crmcli.sheets.tables.addresses import Address, packed
from crmcli.store import Store
from crmcli.workflows import online_ways

_COLUMNS = FIELDS | ONLY_OUT
KINDS = tuple(_COLUMNS)
Row = dict[str, Any]

_YES = {"en": ("yes", "no"), "zh": ("是", "否")}
#: Signs by which the import takes a cell of tags apart if it holds no comma.
_SEPARATORS = frozenset(";；、|｜/／┋")
_FLAGS = ("effective", "care", "is_key", "adopted", "payment", "public")
#: The columns of ways beyond the main ones.
_FURTHER_WAYS = {
    "phone": "phones", "email": "emails", "wechat": "wechats", "fax": "fax", "pager": "pager",
    **{kind: column for column, kind in online_ways.KINDS.items()},
}  # fmt: skip
#: By list what the rows of the due list begin with that are about its records; all others are about customers.
_DUE = {
    "interactions": "inbound",
    "complaints": "complaint",
    "tasks": "task",
    "feedback": "feedback",
    "contracts": "contract",
    "opportunities": "opportunity",
    "purchases": "order",
}


def tables(store: Store, kind: str, ids: Sequence[int] | None, own: Sequence[OwnField]) -> list[Table]:
    """The list of one kind (survey answers: one table per form), of some customers or of all; `own` are the fields of
    customers that the team declared."""
    if kind == "survey_answers":
        return _survey_tables(store, ids)
    rows = _ROWS[kind](store, ids)
    put_off = _put_off(store, kind)
    for row in rows:
        row["custom"] = json.loads(row.get("custom") or "{}")
        if kind in (*_DUE, "customers"):
            row["put_off"] = joined(put_off.get(row["id"], ()))
    table = _table(kind, [column_of(f) for f in _COLUMNS[kind]], rows)
    return [_as_declared(table, own) if own and kind == "customers" else table]


def _as_declared(table: Table, own: Sequence[OwnField]) -> Table:
    """The list of customers with declared fields as numbers and words; all else as it stands."""
    types = {f"custom.{field.name}": field.type for field in own}
    numbers = [key for key, kind in types.items() if kind in ("number", "money")]
    rows = [{**row, **{key: _number(row[key]) for key in numbers if row.get(key)}} for row in table.rows]
    columns = [
        column._replace(kind="word", domain="yes_no") if types.get(column.key) == "flag" else column
        for column in table.columns
    ]
    return replace(table, columns=columns, rows=rows)


def _number(text: str) -> int | float | str:
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() else number


def _put_off(store: Store, kind: str) -> Mapping[int, Sequence[str]]:
    """By record of a list what of its rows in the due list was put off."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for item, row in store.tasks.latest_snoozes().items():
        about, number, *step = item.split(":")
        mine = about == _DUE[kind] if kind in _DUE else about not in _DUE.values()
        if mine and number.isdecimal():
            what = ":".join((about, *step))
            found[int(number)].append(put_off_line(row["until_on"], what, row["reason"]))
    return found


def column_of(field: Field) -> Column:
    """The column of an exported list, titled in the reader's language."""
    kind = field.kind if field.kind != "flag" else "text"
    return Column(field.key, field.chinese if i18n.words() == "zh" else field.english, kind, field.domain)


def _table(kind: str, columns: list[Column], rows: list[Row], title: str = "") -> Table:
    """Ids first (for scripts only), then the columns, then one for each custom field."""
    custom = list(dict.fromkeys(key for row in rows for key in row.get("custom", ())))
    extra = [Column(f"custom.{key}", key) for key in custom]
    for row in rows:
        row |= {f"custom.{key}": value for key, value in row.pop("custom", {}).items()}
    ids = [Column(key, key) for key in IDS[kind]]
    english, chinese = TITLES[kind]
    name = title or (chinese if i18n.words() == "zh" else english)
    return Table(kind, [*ids, *columns, *extra], rows, title=name, machine_only=frozenset(IDS[kind]))


def for_files(table: Table) -> Table:
    """The table as people read it: without the ids of this database, with words for flags."""
    columns = [c for c in table.columns if c.key not in table.machine_only]
    rows = [_worded(row) for row in table.rows]
    return Table(table.key, columns, rows, title=table.title)


def _worded(row: Mapping[str, Any]) -> Row:
    words = i18n.words()
    changed: Row = {flag: _YES[words][0 if row[flag] else 1] for flag in _FLAGS if row.get(flag) is not None}
    if row.get("tags"):
        # A comma says that it alone separates tags: a tag may hold other signs.
        alone = "," not in row["tags"] and _SEPARATORS.intersection(row["tags"])
        changed["tags"] = f"{row['tags']}," if alone else row["tags"]
    if row.get("birthday"):
        changed["birthday"] = str(row["birthday"]).removeprefix("--")
    return {**row, **changed}


def _customers(store: Store, ids: Sequence[int] | None) -> list[Row]:
    rows = [dict(r) for r in store.customers.listed({}, ids)]
    beside, aliases = _beside(store, ids), _other_names(store, rows)
    staff = store.staff.names()
    openings = store.imports.openings([r["id"] for r in rows])
    names = {r["id"]: r["name"] for r in rows}
    for row in rows:
        opening = openings.get(row["id"])
        row |= {
            "number": row["external_id"] or row["code"],
            "known_since": row["known_since"] or (None if row["imported_on"] else row["created_on"]),
            **beside[row["id"], None],
            "aliases": ";".join(aliases[row["id"]]) or None,
            "pinned_by": staff.get(row["pinned_by"]),
            "parent": names.get(row["parent_id"]) or _name(store, row["parent_id"]),
            "opening_amount": opening["amount_cents"] if opening else None,
            "opening_orders": opening["orders"] or None if opening else None,
        }
    return rows


def _other_names(store: Store, rows: Sequence[Row]) -> Mapping[int, Sequence[str]]:
    """What customers are called besides, and what those were called who were merged into them."""
    names: defaultdict[int, dict[str, None]] = defaultdict(dict)
    own = {row["id"]: row["name_folded"] for row in rows}
    for customer_id, aliases in store.imports.aliases(own).items():
        names[customer_id] |= dict.fromkeys(alias["name"] for alias in aliases)
    for merge in store.merges.listed():
        if own.get(merge["survivor_id"], merge["loser_folded"]) != merge["loser_folded"]:
            names[merge["survivor_id"]].setdefault(merge["loser_name"])
    return {i: list(names[i]) for i in own}


def _name(store: Store, customer_id: int | None) -> str | None:
    return None if customer_id is None else str(store.customers.get(customer_id)["name"])


def _members(store: Store, ids: Sequence[int] | None) -> list[Row]:
    rows = [row for row in _customers(store, ids) if row["is_member"]]
    lots = store.points.lots([row["id"] for row in rows])
    day = clock.local_date(clock.now(), clock.zone(store.policies.time_zone())).isoformat()
    for row in rows:
        row["points"] = sum(lot.left for lot in usable(lots[row["id"]], day)) if row["id"] in lots else None
        row["custom"] = None
    return rows


def _contacts(store: Store, ids: Sequence[int] | None) -> list[Row]:
    rows, beside = [dict(r) for r in store.exports.persons(ids)], _beside(store, ids)
    for row in rows:
        row |= beside[row["customer_id"], row["id"]]
    return _numbered(store, rows)


def _beside(store: Store, ids: Sequence[int] | None) -> defaultdict[tuple[int, int | None], Row]:
    """Further ways and addresses in cells of their own, by customer and contact person (None: the customer's own)."""
    values: defaultdict[tuple[int, int | None, str], list[str]] = defaultdict(list)
    for way in store.exports.contact_ways(ids):
        column = _FURTHER_WAYS[way["kind"]] if way["confirmed"] else "unconfirmed_phones"
        values[way["customer_id"], way["contact_person_id"], column].append(way["value"])
    for row in store.exports.addresses(ids):
        line = packed([Address(*(row[field] or "" for field in Address._fields))])
        values[row["customer_id"], row["contact_person_id"], "addresses"].append(line)
    found: defaultdict[tuple[int, int | None], Row] = defaultdict(dict)
    for (customer_id, person_id, column), texts in values.items():
        found[customer_id, person_id][column] = ("\n" if column == "addresses" else ";").join(texts)
    return found


def _numbered(store: Store, rows: list[Row]) -> list[Row]:
    """The records with their customer's number, which tells namesakes apart."""
    numbers = store.exports.numbers()
    for row in rows:
        row["customer_no"] = numbers.get(row["customer_id"])
    return rows


def _interactions(store: Store, ids: Sequence[int] | None) -> list[Row]:
    staff = store.staff.names()
    rows = [dict(r) for r in store.interactions.all(ids)]
    for row in rows:
        row |= {
            "author": staff.get(row["author_id"]) or row["author"],
            "recorder": staff.get(row["recorder_id"]),
            "answerer": staff.get(row["answerer_id"]),
            "next_on": row["next_at"] or row["next_on"],
        }
    return _numbered(store, rows)


def _contracts(store: Store, ids: Sequence[int] | None) -> list[Row]:
    rows = [dict(r) for r in store.exports.contracts(ids)]
    billed = store.contracts.instalments([row["id"] for row in rows])
    for row in rows:
        parts = billed.get(row["id"], ()) if row["plan"] == "dated" else ()
        row |= {
            "number": row["external_id"] or row["number"],
            "amount": row["amount_cents"],
            "opening": row["opening_cents"],
            "instalments": joined(refund_line(p["due_on"], p["amount_cents"], None) for p in parts),
        }
    return _numbered(store, rows)


def _purchases(store: Store, ids: Sequence[int] | None) -> list[Row]:
    staff = store.staff.names()
    rows = [dict(r) for r in store.purchases.all(ids) if not r["opening"]]
    refunds, agreed, progress = store.exports.refunds(), store.exports.agreed(), store.exports.progress()
    for row in rows:
        row |= {"amount": row["amount_cents"], "author": staff.get(row["author_id"]) or row["author"]}
        row["status"] = told_status(row)
        row["refunds"] = joined(
            refund_line(r["refunded_on"], r["amount_cents"], r["reason"]) for r in refunds.get(row["id"], ())
        )
        row["progress_log"] = joined(
            progress_line(
                p["at"], staff.get(p["staff_id"]), p["status"], p["promised_on"], p["told_at"], p["text"]
            )
            for p in progress.get(row["id"], ())
        )
        row["contract"], row["payment"] = agreed.get(row["id"], (None, None))
    return _numbered(store, rows)


def _complaints(store: Store, ids: Sequence[int] | None) -> list[Row]:
    exports = store.exports
    staff, logs = store.staff.names(), exports.logs()
    rows = [dict(r) for r in exports.complaints(ids)]
    for row in rows:
        log = logs.get(row["id"], ())
        first = {e["kind"]: e["at"] for e in reversed(log) if e["at_known"]}
        row |= {f"{kind}_at": first.get(kind) for kind in ("responded", "proposed", "resolved", "revisited")}
        # It was opened by its first step of that day, where nobody told when.
        row["opened_at"] = first.get("opened", row["opened_on"])
        row["steps"] = joined(_step(dict(event), staff) for event in log)
        row |= {"handler": row["handler_name"], "compensation": row["compensation_cents"]}
        row["number"] = row["external_id"] or row["number"]
    return _numbered(store, rows)


def _step(event: Mapping[str, Any], staff: Mapping[int, str]) -> str:
    data = json.loads(event["data"] or "{}")
    who = staff.get(event["actor_id"], "")
    return step_line(
        event["kind"], event["at"], bool(event["at_known"]), actor=who, data=data, text=event["text"]
    )


def _tasks(store: Store, ids: Sequence[int] | None) -> list[Row]:
    exports, staff = store.exports, store.staff.names()
    rows = [dict(r) for r in exports.tasks(ids)]
    items, comments, handovers = exports.steps(), exports.comments(), exports.handovers()
    for row in rows:
        row |= {
            "checklist": joined(
                item_line(i["text"], i["done_at"], staff.get(i["done_by"])) for i in items.get(row["id"], ())
            ),
            "comments": joined(
                remark_line(c["at"], staff.get(c["author_id"]), c["text"])
                for c in comments.get(row["id"], ())
            ),
            "handovers": joined(
                handover_line(
                    h["at"],
                    staff.get(h["by_id"]),
                    staff.get(h["from_id"]),
                    receiver=staff.get(h["to_id"]),
                    due=h["due_at"] or h["due_on"],
                    note=h["note"],
                )
                for h in handovers.get(row["id"], ())
            ),
            "due": row["due_at"] or row["due_on"],
            "creator": staff.get(row["creator_id"]),
            "done_at": row["done_at"] or row["done_on"],
        }
    return _numbered(store, rows)


def _feedback(store: Store, ids: Sequence[int] | None) -> list[Row]:
    staff, further = store.staff.names(), store.exports.further_answers()
    rows = [dict(r) for r in store.exports.feedback(ids)]
    for row in rows:
        row["answered_by"] = staff.get(row["answered_by_id"])
        row["further_answers"] = joined(
            remark_line(a["at"], staff.get(a["staff_id"]), a["text"]) for a in further.get(row["id"], ())
        )
    return _numbered(store, rows)


def _opportunities(store: Store, ids: Sequence[int] | None) -> list[Row]:
    staff, moves = store.staff.names(), store.exports.moves()
    rows = [{**r, "next_on": r["next_at"] or r["next_on"]} for r in store.exports.opportunities(ids)]
    for row in rows:
        row["amount"], steps = row["amount_cents"], moves.get(row["id"], ())
        row["moves"] = joined(
            move_line(
                m["at"], is_dated(m["at_known"]), staff.get(m["staff_id"]), m["stage"], m["reason"], m["note"]
            )
            for m in steps
        )
        if steps and not is_dated(steps[-1]["at_known"]):
            row["closed_on"] = None
    return _numbered(store, rows)


def _trainings(store: Store, ids: Sequence[int] | None) -> list[Row]:
    """All trainings; nothing of them belongs to certain customers."""
    return [dict(r) for r in reversed(store.trainings.listed())] if ids is None else []


def _consents(store: Store, ids: Sequence[int] | None) -> list[Row]:
    rows = [
        {**row, "agreed": "granted" if row["granted"] else "withdrawn"}
        for row in store.consents.exported(ids)
    ]
    return _numbered(store, rows)


def _invitations(store: Store, ids: Sequence[int] | None) -> list[Row]:
    return _numbered(store, [dict(r) for r in store.exports.invitations(ids)])


def _knowledge(store: Store, ids: Sequence[int] | None) -> list[Row]:
    """Everything that is known; nothing of it belongs to certain customers."""
    return [dict(r) for r in store.knowledge.listed({})] if ids is None else []


_ROWS: Mapping[str, Callable[[Store, Sequence[int] | None], list[Row]]] = {
    "customers": _customers, "members": _members, "contacts": _contacts, "interactions": _interactions, "contracts": _contracts,
    "purchases": _purchases, "complaints": _complaints, "tasks": _tasks, "feedback": _feedback, "opportunities": _opportunities,
    "consents": _consents, "trainings": _trainings, "invitations": _invitations, "knowledge": _knowledge, "attachments": lambda store, ids: _numbered(store, store.attachments.exported(ids)),
}  # fmt: skip


def _survey_tables(store: Store, ids: Sequence[int] | None) -> list[Table]:
    """A table per form: its questions are the columns."""
    exports = store.exports
    answers, staff = exports.answers(), store.staff.names()
    by_form: dict[int, list[Row]] = {}
    for response in exports.responses(ids):
        row = {**dict(response), "recorder": staff.get(response["recorder_id"])}
        by_form.setdefault(response["form_id"], []).append(row)
    found = []
    for form_id, rows in by_form.items():
        questions = [
            Column(q["key"], q["text"], "text" if q["scale"] == "text" else "int")
            for q in store.surveys.questions(form_id)
        ]
        for row in _numbered(store, rows):
            row.update(dict.fromkeys(q.key for q in questions))
            row.update(answers.get(row["id"], {}))
            custom = json.loads(row["custom"] or "{}")
            row["external_id"] = custom.pop("external_id", None)
            row["custom"] = custom
        columns = [*(column_of(f) for f in FIELDS["survey_answers"]), *questions]
        found.append(_table("survey_answers", columns, rows, rows[0]["form_title"]))
    return found or [_table("survey_answers", [column_of(f) for f in FIELDS["survey_answers"]], [])]
