"""What is exported comes back: into the same database without a change, into an empty one as the same records.

Generated records hold what spreadsheets are known to damage. They are written into the database as the program
stores them, exported to files, and read back by the import as from a stranger.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from crmcli import cli
from crmcli.actors import Actor
from crmcli.clock import parse_iso
from crmcli.database.location import Location
from crmcli.database.migrations import tables
from crmcli.database.operation import Operation
from crmcli.matching.phones import find_phones
from crmcli.matching.text import clean_text
from crmcli.queries.surveys import Question
from crmcli.sheets.columns.export_columns import FIELDS
from crmcli.sheets.columns.fields import TYPES
from crmcli.sheets.tables.addresses import Address
from crmcli.store import Store
from crmcli.workflows import complaints as complaints_flow
from tests.working import work_of

from .conftest import NOW

Row = dict[str, Any]
_AT = "2026-11-20T02:00:00Z"

# -- values that spreadsheets damage ------------------------------------------------------------------------------

ODD = [
    "=1+1", "=HYPERLINK(\"http://x\")", "+86 13800000000", "@SUM(A1)", "-2+3", "'quoted", "''", "'=1", "\"q\"", "00123",
    "123456789012345678", "1.38E+10", "1/2", "2026-11-20", "a,b;c\td", "多行\n第二行", "体验价", "體驗價", "😀🎉", "TRUE",
    "50%", "¥1,234.50", "|竖线|", "C:\\路径", "3个", "<b>&amp;", "è̀é", "٣", "\u3000全角\u3000ＡＢＣ",
]  # fmt: skip
_PIECES = st.one_of(
    st.sampled_from(ODD),
    st.text(
        st.sampled_from("=+-@'\",;\n\t|/\\ 0123456789客户會員aZéß€😀#%&<>().。，、"), min_size=1, max_size=12
    ),
)
#: Text of several lines, as it is stored; dates and numbers too, for our own columns are known by their names.
texts = _PIECES.map(clean_text).filter(lambda text: _says_something(text))


def _line(text: str) -> str:
    return " ".join(clean_text(text).split())


def _says_something(text: str) -> bool:
    """Whether it is more than the signs by which people say that there is nothing (-, /, 无)."""
    return any(char.isalnum() for char in text)


#: Short text on one line. A word for nothing (-, 无) is nothing there.
lines = _PIECES.map(_line).filter(_says_something)
#: A name by which somebody is found.
names = lines.map(lambda text: f"{text} 号")
days = st.dates(min_value=parse_iso("2000-01-01T00:00:00Z").date(), max_value=parse_iso(_AT).date()).map(str)
#: Instants to the second, noon of the team among them.
instants = st.builds(
    lambda when, hour: f"{when:%Y-%m-%dT}{when:{hour}}Z",
    st.datetimes(
        min_value=parse_iso("2020-01-01T00:00:00Z").replace(tzinfo=None),
        max_value=parse_iso(_AT).replace(tzinfo=None),
    ),
    st.sampled_from(["03:%M:%S", "04:00:00"]),
)
#: When something happened: an instant, or what stands for a day whose time nobody told.
moments = instants | instants.map(lambda at: f"{at[:10]}T04:00:01Z")
cents = st.integers(-(10**9), 10**11)


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), values)


@st.composite
def birthdays(draw: Any) -> tuple[str | None, str | None]:
    """With and without a year, solar and lunar."""
    calendar = draw(st.sampled_from([None, "solar", "lunar"]))
    if calendar is None:
        return None, None
    day = draw(days)
    if calendar == "lunar":
        day = f"{day[:8]}{min(int(day[8:]), 28):02d}"
    return draw(st.sampled_from([day, f"--{day[5:]}"])), calendar


#: A tier pinned by the one manager, or none.
pins = st.one_of(
    st.just({}),
    st.fixed_dictionaries({
        "pinned_tier": st.sampled_from(["key", "potential", "general", "cold"]), "pin_reason": texts, "pin_until": days,
        "pinned_by": st.just(1),
    }),
)  # fmt: skip


@st.composite
def customers(draw: Any, size: int = 5) -> list[Row]:
    """Companies and persons, each with a name and a phone of its own."""
    rows = []
    for number in range(1, draw(st.integers(1, size)) + 1):
        birthday, calendar = draw(birthdays())
        kind = draw(st.sampled_from(["company", "person"]))
        rows.append({
            "name": draw(names.filter(lambda text: not find_phones(text))) + f"{'甲乙丙丁戊己庚辛'[number]}{number}{'公司' if kind == 'company' else ''}", "kind": kind,
            "phone": f"1390000{number:04d}", "email": draw(maybe(st.just(f"a+{number}@example.com"))),
            "wechat": draw(maybe(st.just(f"wx_{number:05d}"))), "industry": draw(maybe(lines)),
            "size": draw(maybe(st.sampled_from(["micro", "small", "medium", "large"]))), "region": draw(maybe(lines)),
            "country": draw(maybe(lines)), "province": draw(maybe(lines)), "city": draw(maybe(lines)),
            "district": draw(maybe(lines)), "street": draw(maybe(lines)), "source": draw(maybe(lines)),
            "referrer": draw(maybe(lines)), "department": draw(maybe(lines)), "stated_tier": draw(maybe(lines)),
            "birthday": birthday, "birthday_calendar": calendar, "cooperation_start": draw(maybe(days)),
            "tags": draw(maybe(st.lists(st.sampled_from(["VIP", "老客户", "住宿/餐饮", "=1+1", "a;b", "双 十一"]), min_size=1, unique=True).map(",".join))),
            "status": draw(st.sampled_from(["active", "paused", "closed", "do_not_contact"])), "note": draw(maybe(texts)),
            "pain_points": draw(maybe(texts)), "budget": draw(maybe(texts)), "decision_chain": draw(maybe(texts)),
            "timing": draw(maybe(texts)), "competitors": draw(maybe(texts)),
            "postcode": draw(maybe(st.sampled_from(["610000", "01000", "SW1A 1AA"]))), "language": draw(maybe(lines)),
            "time_zone": draw(maybe(st.just("Asia/Taipei"))), "preferences": draw(maybe(texts)),
            "paused_until": draw(maybe(days)), "verified_on": draw(maybe(days)),
            "cadence_days": draw(maybe(st.integers(1, 3650))),
            "plan_channel": draw(maybe(st.sampled_from(["phone", "visit", "letter"]))), "plan_reason": draw(maybe(st.just("每月一访"))), **draw(pins),
            "potential_override": draw(maybe(st.sampled_from([0.0, 7.25, 80.0, 100.0]))), "potential_note": draw(maybe(texts)),
            "known_since": draw(maybe(days)), "points": draw(st.lists(st.sampled_from([
                ("phone", f"021-6234{number:04d}"), ("phone", f"1380000{number:04d}"), ("email", f"b{number}@example.com"),
                ("email", f"c{number}@example.org"), ("wechat", f"wx_more_{number}"),
            ]), unique=True)),
            "opening": draw(maybe(st.tuples(st.integers(1, 10**10), st.integers(0, 99)))),
        })  # fmt: skip
    return rows


def of_customers(fields: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[list[Row]]:
    """Records of one kind, each of the first customer or the second."""
    return st.lists(st.fixed_dictionaries({"customer_id": st.integers(1, 2), **fields}), max_size=6)


contacts = of_customers({
    "name": st.sampled_from(["张建华", "王梅", "O'Neil Ann", "欧阳娜娜"]), "title": maybe(lines), "phone": maybe(st.just("137000000{:02d}")),
    "email": maybe(st.just("person{}@example.com")), "wechat": maybe(st.just("person_{}_x")), "birthday": birthdays(),
    "decision_role": maybe(st.sampled_from(["decision_maker", "influencer", "user", "purchaser", "finance", "gatekeeper"])),
    "is_key": st.integers(0, 1), "note": maybe(texts),
}).map(lambda rows: list({(r["customer_id"], r["name"]): r for r in rows}.values()))  # fmt: skip
interactions = of_customers({
    "occurred_at": moments, "channel": st.sampled_from(["phone", "visit", "wechat", "email", "meeting", "other"]),
    "content": maybe(texts), "feedback": maybe(texts), "next_step": maybe(texts), "next_on": maybe(days),
    "level": maybe(st.sampled_from(["high", "working"])), "direction": st.sampled_from(["in", "out"]),
    "effective": st.integers(0, 1), "care": st.integers(0, 1), "recorded_at": instants, "external_id": maybe(names),
    "received_at": maybe(instants), "answered_at": maybe(instants), "answerer_id": maybe(st.just(1)),
}).map(lambda rows: list({r["occurred_at"]: r for r in rows}.values()))  # fmt: skip
purchases = of_customers({
    "order_no": maybe(names), "ordered_at": moments, "product": maybe(lines),
    "quantity": maybe(st.sampled_from(["1", "2.5", "0.125", "1000"])), "amount_cents": cents,
    "currency": st.sampled_from(["CNY", "USD", "EUR", "TWD", "GBP"]),
    "status": st.sampled_from(["ordered", "confirmed", "in_service", "accepted", "completed", "paid", "cancelled"]),
    "promised_on": maybe(days), "note": maybe(texts), "external_id": maybe(names),
    "refunds": st.lists(st.tuples(st.integers(1, 10**6), days, maybe(texts)), max_size=2),
}).map(lambda rows: list({r["order_no"] or r["ordered_at"][:10]: r for r in rows}.values()))  # fmt: skip
complaints = of_customers({
    "content": texts, "severity": st.sampled_from(["urgent", "serious", "normal"]), "opened_at": instants,
    "category": maybe(lines), "product": maybe(lines), "order_no": maybe(names), "demand": maybe(texts),
    "accused": maybe(lines), "channel": maybe(st.sampled_from(["phone", "email", "visit"])), "measure": maybe(texts),
    "root_cause": maybe(texts), "compensation_cents": maybe(st.integers(1, 10**10)), "note": maybe(texts),
    "site": maybe(lines), "lesson": maybe(texts), "steps": st.lists(st.tuples(
        st.sampled_from(["responded", "proposed", "progress", "waiting", "answered", "note"]), st.booleans(), maybe(texts),
    ), max_size=3),
})  # fmt: skip
tasks = of_customers({
    "title": texts, "due_on": maybe(days), "state": st.sampled_from(["open", "done", "cancelled"]),
    "percent_done": st.integers(0, 100), "forecast_on": maybe(days), "department": maybe(lines), "note": maybe(texts),
    "owner_id": maybe(st.just(1)), "creator_id": maybe(st.just(1)), "created_at": instants, "done_at": maybe(instants),
    "due_at": maybe(instants), "external_id": maybe(names), "of_nobody": st.booleans(),
    "series": maybe(st.tuples(st.sampled_from([
        "FREQ=WEEKLY;BYDAY=MO", "FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=DAILY;COUNT=9",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1",
    ]), days, days)),
    "checklist": st.lists(st.tuples(texts, maybe(instants)), max_size=3),
    "comments": st.lists(st.tuples(instants, texts), max_size=2),
    "handovers": st.lists(st.tuples(instants, maybe(days), maybe(texts)), max_size=2),
}).map(lambda rows: list({r["external_id"] or r["created_at"]: r for r in rows}.values()))  # fmt: skip
feedback = of_customers({
    "content": texts, "kind": st.sampled_from(["praise", "problem", "suggestion", "need"]), "occurred_at": moments,
    "state": st.sampled_from(["open", "answered", "closed"]), "channel": maybe(st.sampled_from(["phone", "email", "visit"])),
    "score": maybe(st.integers(1, 5)), "product": maybe(lines), "department": maybe(lines),
    "handler_id": maybe(st.just(1)), "answer": maybe(texts), "answered_at": maybe(instants),
    "answered_by_id": maybe(st.just(1)), "adopted": maybe(st.integers(0, 1)), "closed_at": maybe(instants),
    "close_reason": maybe(texts), "external_id": maybe(names), "of_nobody": st.booleans(),
    "further": st.lists(st.tuples(instants, texts), max_size=2),
}).map(lambda rows: list({r["external_id"] or r["occurred_at"]: r for r in rows}.values()))  # fmt: skip
answers = of_customers({
    "submitted_at": moments, "overall": st.integers(1, 5), "nps": st.integers(0, 10), "comment": maybe(texts),
    "external_id": maybe(st.integers(1, 999).map(lambda n: f"0{n}")),
}).map(lambda rows: list({r["submitted_at"]: r for r in rows}.values()))  # fmt: skip


# -- writing them as the program stores them -----------------------------------------------------------------------


def _add_customers(store: Store, op: Operation, rows: list[Row]) -> None:
    for row in rows:
        own = {k: v for k, v in row.items() if k not in ("points", "opening")}
        customer_id = store.customers.add(op, {**own, "owner_id": 1}, _AT[:10])
        for kind, value in row["points"]:
            store.customers.add_contact_way(op, customer_id, kind, value)
        if row["opening"]:
            amount, orders = row["opening"]
            store.purchases.add_many(op, [{
                "customer_id": customer_id, "ordered_at": _AT, "ordered_on": _AT[:10], "amount_cents": amount,
                "currency": "CNY", "opening": 1, "orders": orders,
            }])  # fmt: skip


def _add_contacts(store: Store, op: Operation, rows: list[Row]) -> None:
    for number, row in enumerate(rows, 1):
        birthday, calendar = row["birthday"]
        own = {field: row[field] and row[field].format(number) for field in ("email", "wechat", "phone")}
        person = {**row, **own, "birthday": birthday, "birthday_calendar": calendar}
        store.persons.add(op, person.pop("customer_id"), person)


def _add_interactions(store: Store, op: Operation, rows: list[Row]) -> None:
    store.interactions.add_many(
        op, [{**r, "occurred_on": r["occurred_at"][:10], "care": 0, "author_id": 1} for r in rows]
    )


def _add_purchases(store: Store, op: Operation, rows: list[Row]) -> None:
    lines = [{**r, "ordered_on": r["ordered_at"][:10], "author_id": 1} for r in rows]
    for line, line_id in zip(lines, store.purchases.add_many(op, lines), strict=True):
        for amount, day, reason in line["refunds"]:
            store.purchases.add_refund(op, {**line, "id": line_id}, amount, day, reason)


def _add_complaints(store: Store, op: Operation, rows: list[Row]) -> None:
    for number, row in enumerate(rows, 1):
        values = {
            **row,
            "number": f"TS2026-{number:04d}",
            "opened_on": row["opened_at"][:10],
            "handler_id": 1,
        }
        values["contact_person_id"] = store.persons.add(
            op, row["customer_id"], {"name": f"证人{'甲乙丙丁戊己'[number - 1]}"}
        )
        steps = values.pop("steps")
        complaint = store.complaints.add(op, values)
        for hour, (kind, known, text) in enumerate(steps, 4):
            at = row["opened_at"].replace("T03", f"T{hour:02d}")
            store.complaints.add_event(
                op, complaint, kind, parse_iso(at), at[:10], known=known, actor_id=1, text=text,
                data={"result": "satisfied"} if kind == "note" else None,
            )  # fmt: skip
    complaints_flow.recache(work_of(store, op), [r["id"] for r in store.complaints.listed({})])


def _add_tasks(store: Store, op: Operation, rows: list[Row]) -> None:
    for row in rows:
        apart = ("of_nobody", "series", "checklist", "comments", "handovers")
        values = {k: v for k, v in row.items() if k not in apart}
        values |= dict(zip(("repeat_rule", "repeat_from", "repeat_on"), row["series"] or (), strict=False))
        days = {"due_on": row["due_at"] and row["due_at"][:10]} if row["due_at"] else {}
        days |= {"created_on": row["created_at"][:10], "done_on": row["done_at"] and row["done_at"][:10]}
        task = op.insert(
            "task", {**values, **days, "customer_id": None if row["of_nobody"] else row["customer_id"]}
        )
        for place, (text, at) in enumerate(row["checklist"], 1):
            op.insert(
                "task_step",
                {"task_id": task, "position": place, "text": text, "done_at": at, "done_by": at and 1},
            )
        for at, text in sorted(row["comments"]):
            op.insert("task_comment", {"task_id": task, "at": at, "author_id": 1, "text": text})
        for at, day, note in row["handovers"]:
            op.insert("handoff", {
                "task_id": task, "at": at, "by_id": 1, "from_id": 1, "to_id": 1, "due_on": day, "note": note,
            })  # fmt: skip


def _add_feedback(store: Store, op: Operation, rows: list[Row]) -> None:
    for row in rows:
        values = {k: v for k, v in row.items() if k not in ("of_nobody", "further")}
        speaker = {"customer_id": None, "staff_id": 1} if row["of_nobody"] else {}
        one = store.feedback.add(op, {**values, "occurred_on": row["occurred_at"][:10], **speaker})
        for at, text in sorted(row["further"]):
            op.insert("feedback_answer", {"feedback_id": one, "text": text, "at": at, "staff_id": 1})


def _add_answers(store: Store, op: Operation, rows: list[Row]) -> None:
    questions = [
        Question("overall", "Overall satisfaction", "1-5"),
        Question("nps", "How likely are you to recommend us", "0-10"),
        Question("comment", "Any comments", "text"),
    ]
    form, ids = store.surveys.ensure_form(op, "=满意度, 2026", questions, "en")
    responses = [
        (
            {
                **{k: v for k, v in row.items() if k != "external_id"}, "form_id": form, "submitted_on": row["submitted_at"][:10],
                "custom": json.dumps({"external_id": row["external_id"]}) if row["external_id"] else None,
            },
            [
                (ids["overall"], row["overall"], None), (ids["nps"], row["nps"], None),
                *([(ids["comment"], None, row["comment"])] if row["comment"] else []),
            ],
        )
        for row in rows
    ]  # fmt: skip
    store.surveys.add_responses(op, responses)


_ADD: dict[str, tuple[st.SearchStrategy[list[Row]], Callable[[Store, Operation, list[Row]], None]]] = {
    "contacts": (contacts, _add_contacts), "interactions": (interactions, _add_interactions),
    "purchases": (purchases, _add_purchases), "complaints": (complaints, _add_complaints),
    "survey_answers": (answers, _add_answers), "tasks": (tasks, _add_tasks), "feedback": (feedback, _add_feedback),
}  # fmt: skip


# -- there and back ------------------------------------------------------------------------------------------------


def _run(place: str, *words: str) -> str:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = cli.run([*words, "--db", place])
    assert status in (0, 3), err.getvalue()
    return out.getvalue()


def _imported(place: str, *words: str) -> dict[str, int]:
    """How many rows ended in each way; the reasons are shown where a row was rejected."""
    data = json.loads(_run(place, "import", *words, "--yes", "--partial", "--format", "json"))["data"]
    assert not data["rejected"], data["rejected"]
    return {k: v for k, v in data["totals"].items() if v and k != "rows"}


def _text(place: str) -> dict[str, str]:
    """Every record, block by block, as version control would compare them."""
    blocks = _run(place, "export", "--diffable").split("\n\n")
    return dict(
        block.strip().split("\n", 1) if "\n" in block.strip() else (block.strip(), "") for block in blocks
    )


def _difference(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, ...]]:
    """The lines that are not the same, each with its record."""
    return [
        (record, line)
        for record in sorted({*before, *after})
        for line in set(before.get(record, "(none)").splitlines())
        ^ set(after.get(record, "(none)").splitlines())
    ]


class Databases:
    """Fresh databases, copied from one that was made once."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._numbers = folder, itertools.count()
        self._template = folder / "template.db"
        _run(str(self._template), "init", "--name", "Lee")

    def fresh(self) -> str:
        path = self._folder / f"{next(self._numbers)}.db"
        shutil.copy(self._template, path)
        return str(path)


@pytest.fixture(scope="module")
def files() -> Iterator[Databases]:
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        for name, value in {
            "CRMCLI_NOW": NOW,
            "CRMCLI_LANG": "en",
            "LOGNAME": "tester",
            "XDG_STATE_HOME": folder,
        }.items():
            patch.setenv(name, value)
        patch.delenv("CRMCLI_AS", raising=False)
        yield Databases(Path(folder))


def _fill(place: str, people: list[Row], kind: str, rows: list[Row]) -> None:
    store = Store.open(Location.parse(place))
    with store.operation("test", Actor(1, "Lee", "admin", "tester"), parse_iso(_AT)) as op:
        _add_customers(store, op, people)
        if rows:
            _ADD[kind][1](store, op, rows)
    store.close()


def _there_and_back(place: str, empty: str, form: str, language: str) -> None:
    before = _text(place)
    with tempfile.TemporaryDirectory() as name:
        target = Path(name) / ("all.xlsx" if form == "xlsx" else "all")
        options = ("--format", "csv") if form == "csv" else ()
        _run(place, "export", "--all", "-o", str(target), "--lang", language, *options)
        fates = _imported(place, str(target))
        changed = _difference(before, _text(place))
        assert not changed, "\n".join(map(str, changed))
        assert set(fates) <= {"unchanged"}
        _imported(empty, str(target))
    lost = _difference(before, _text(empty))
    assert not lost, "\n".join(map(str, lost))


@pytest.mark.parametrize("kind", _ADD)
def test_every_kind_comes_back(files: Databases, kind: str) -> None:
    # Without shrinking: each example writes and reads files, and the first that fails says enough.
    @settings(
        max_examples=9, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )  # fmt: skip
    @given(
        customers().filter(lambda rows: len(rows) > 1), _ADD[kind][0],
        st.sampled_from(["xlsx", "csv"]), st.sampled_from(["en", "zh_CN"]),
    )  # fmt: skip
    def check(people: list[Row], rows: list[Row], form: str, language: str) -> None:
        place = files.fresh()
        _fill(place, people, kind, rows)
        _there_and_back(place, files.fresh(), form, language)

    check()


# -- nothing is forgotten ------------------------------------------------------------------------------------------

#: Where a table's columns are exported. Points of a customer are the columns for further phones, e-mails and WeChat.
_LISTS = {
    "customer": ("customers", "members"), "contact_person": ("contacts",), "interaction": ("interactions",),
    "purchase": ("purchases", "customers"), "complaint": ("complaints",), "survey_response": ("survey_answers",),
    "task": ("tasks",), "feedback": ("feedback",), "opportunity": ("opportunities",), "training": ("trainings",), "consent": ("consents",),
}  # fmt: skip
#: Under which name a column is exported that has another one there.
_NAMED = {
    "owner_id": "owner", "parent_id": "parent", "pinned_by": "pinned_by", "customer_id": "customer",
    "contact_person_id": "contact_person", "author_id": "author", "recorder_id": "recorder", "answerer_id": "answerer",
    "handler_id": "handler", "staff_id": "staff", "answered_by_id": "answered_by", "creator_id": "creator",
    "amount_cents": "amount", "compensation_cents": "compensation", "due_at": "due", "due_on": "due",
    "granted": "agreed", "external_id": "number", "orders": "opening_orders", "opening": "opening_amount", "overall": "overall",
}  # fmt: skip
#: What isn't exported because it follows from the rest, belongs to this database, or is kept another way, by table.
_NOT_EXPORTED = {
    "*": {
        "id", "created_at",  # this database's own
        "occurred_on", "on_day", "opened_on", "ordered_on", "submitted_on", "created_on", "done_on",  # the days of the instants
        "custom",  # a column for each of its keys
        "imported",  # how it came here
    },
    "customer": {
        "name_folded", "code", "is_member", "updated_at", "version", "imported_on", "stated_on",
        "review_state", "review_note", "reviewed_on",  # the policy of the database that takes it in decides
        "level_until",  # counted anew from the day on which a level is told
    },
    "contact_person": {"name_folded"},
    "interaction": {"next_at", "next_settles_on", "next_stood_at"},  # the first is told with next_on
    "complaint": {"next_clock", "next_due_at", "clocks", "closed_on", "case_folded"},  # follow from its steps
    "survey_response": {"form_id", "overall", "nps", "comment", "low"},  # answers have a column for each question
    "task": {"target_id", "meeting_on"},  # a target and a meeting of this team
    "feedback": {"complaint_id", "task_id"},  # what came of it here
    "opportunity": {"creator_id", "purchase_id", "next_at"},  # who entered it, what came of it here; the last is told with next_on
}  # fmt: skip


#: The columns of tables that are exported as lines in one cell, or as a column for each kind.
_IN_CELLS = {
    "contact_way": {"kind", "value", "contact_person_id", "confirmed"},
    "address": {"contact_person_id", *Address._fields},
    "customer_alias": {"name", "name_folded"},
    "refund": {"amount_cents", "refunded_on", "reason"},
    "complaint_event": {"kind", "at", "at_known", "actor_id", "text", "data"},
    "survey_answer": {"score", "text", "question_id"},
    "task_step": {"position", "text", "done_at", "done_by"},
    "task_comment": {"at", "author_id", "text"},
    "feedback_answer": {"text", "at", "staff_id"},
    # A task's; that of a complaint is a note among its steps.
    "handoff": {"at", "by_id", "from_id", "to_id", "due_at", "due_on", "note"},
}
#: Of these what isn't: whose they are, what follows from the rest, when it was entered, and a label that nothing writes.
_OF_CELLS = {
    "id",
    "customer_id",
    "purchase_id",
    "complaint_id",
    "response_id",
    "task_id",
    "feedback_id",
    "department",
    "done_at",
    "on_day",
    "recorded_at",
    "created_at",
    "label",
}


@pytest.mark.parametrize("table", _IN_CELLS)
def test_every_column_is_in_a_cell(table: str) -> None:
    assert tables()[table].keys() <= _IN_CELLS[table] | _OF_CELLS


@pytest.mark.parametrize("table", _LISTS)
def test_every_column_is_exported_and_imported(table: str) -> None:
    fields = {field.key: (kind, field) for kind in _LISTS[table] for field in FIELDS[kind]}
    left = {
        column
        for column in tables()[table]
        if column not in fields
        and _NAMED.get(column) not in fields
        and column not in _NOT_EXPORTED["*"] | _NOT_EXPORTED.get(table, set())
    }
    assert not left, f"{table}: exported nowhere, and not named as what needn't be"


@pytest.mark.parametrize("kind", FIELDS)
def test_every_exported_column_is_a_field_of_the_import(kind: str) -> None:
    assert {field.reads or field.key for field in FIELDS[kind]} <= TYPES[kind].keys()
