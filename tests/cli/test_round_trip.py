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
from crmcli.location import Location
from crmcli.matching import clean_text, find_phones
from crmcli.operation import Operation
from crmcli.store import Store

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
#: Text of several lines, as it is stored. Its end is a word, for a whole column of dates or numbers is one of dates or
#: numbers to the import, whatever it is called.
texts = _PIECES.map(lambda text: f"{clean_text(text)} 再谈".strip())


def _line(text: str) -> str:
    return " ".join(clean_text(text).split())


def _says_something(text: str) -> bool:
    """Whether it is more than the signs by which people say that there is nothing (-, /, 无)."""
    return any(char.isalnum() for char in text)


#: Short text on one line.
lines = _PIECES.map(_line).filter(_says_something).map(lambda text: f"{text} 号")
days = st.dates(min_value=parse_iso("2000-01-01T00:00:00Z").date(), max_value=parse_iso(_AT).date()).map(str)
#: Instants to the second, none at noon or midnight of the team, which stand for a day whose time is not known.
instants = st.datetimes(
    min_value=parse_iso("2020-01-01T00:00:00Z").replace(tzinfo=None),
    max_value=parse_iso(_AT).replace(tzinfo=None),
).map(lambda when: f"{when:%Y-%m-%dT}03:{when:%M:%S}Z")
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


@st.composite
def customers(draw: Any, size: int = 5) -> list[Row]:
    """Companies and persons, each with a name and a phone of its own."""
    rows = []
    for number in range(1, draw(st.integers(1, size)) + 1):
        birthday, calendar = draw(birthdays())
        kind = draw(st.sampled_from(["company", "person"]))
        rows.append({
            "name": draw(lines.filter(lambda text: not find_phones(text))) + f"{'甲乙丙丁戊己庚辛'[number]}{number}{'公司' if kind == 'company' else ''}", "kind": kind,
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
            "known_since": draw(maybe(days)), "further": draw(maybe(st.just(f"021-6234{number:04d}"))),
            "opening": draw(maybe(st.tuples(st.integers(1, 10**10), st.integers(0, 99)))),
        })  # fmt: skip
    return rows


def of_customers(fields: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[list[Row]]:
    """Records of one kind, each of the first customer or the second."""
    return st.lists(st.fixed_dictionaries({"customer_id": st.integers(1, 2), **fields}), max_size=6)


contacts = of_customers({
    "name": st.sampled_from(["张建华", "王梅", "O'Neil Ann", "欧阳娜娜"]), "title": maybe(lines), "phone": st.none(),
    "email": maybe(st.just("person{}@example.com")), "wechat": maybe(st.just("person_{}_x")), "birthday": birthdays(),
    "decision_role": maybe(st.sampled_from(["decision_maker", "influencer", "user", "purchaser", "finance", "gatekeeper"])),
    "note": maybe(texts),
}).map(lambda rows: list({(r["customer_id"], r["name"]): r for r in rows}.values()))  # fmt: skip
interactions = of_customers({
    "occurred_at": instants, "channel": st.sampled_from(["phone", "visit", "wechat", "email", "meeting", "other"]),
    "content": maybe(texts), "feedback": maybe(texts), "next_step": maybe(texts), "next_on": maybe(days),
    "level": maybe(st.sampled_from(["high", "working"])), "direction": st.sampled_from(["in", "out"]),
    "effective": st.integers(0, 1),
}).map(lambda rows: list({r["occurred_at"]: r for r in rows}.values()))  # fmt: skip
purchases = of_customers({
    "order_no": maybe(lines), "ordered_at": instants, "product": maybe(lines),
    "quantity": maybe(st.sampled_from(["1", "2.5", "0.125", "1000"])), "amount_cents": cents,
    "currency": st.sampled_from(["CNY", "USD", "EUR", "TWD", "GBP"]),
    "status": st.sampled_from(["ordered", "confirmed", "in_service", "accepted", "completed", "paid", "cancelled"]),
    "promised_on": maybe(days), "note": maybe(texts),
}).map(lambda rows: list({r["order_no"] or r["ordered_at"][:10]: r for r in rows}.values()))  # fmt: skip
complaints = of_customers({
    "content": texts, "severity": st.sampled_from(["urgent", "serious", "normal"]), "opened_at": instants,
    "category": maybe(lines), "product": maybe(lines), "order_no": maybe(lines), "demand": maybe(texts),
    "accused": maybe(lines), "channel": maybe(st.sampled_from(["phone", "email", "visit"])), "measure": maybe(texts),
    "root_cause": maybe(texts), "compensation_cents": maybe(st.integers(1, 10**10)), "note": maybe(texts),
    "responded": st.booleans(),
})  # fmt: skip
answers = of_customers({
    "submitted_at": instants, "overall": st.integers(1, 5), "nps": st.integers(0, 10), "comment": maybe(texts),
    "external_id": maybe(st.integers(1, 999).map(lambda n: f"0{n}")),
}).map(lambda rows: list({r["submitted_at"]: r for r in rows}.values()))  # fmt: skip


# -- writing them as the program stores them -----------------------------------------------------------------------


def _add_customers(store: Store, op: Operation, rows: list[Row]) -> None:
    for row in rows:
        own = {k: v for k, v in row.items() if k not in ("further", "opening")}
        customer_id = store.customers.add(op, {**own, "owner_id": 1}, _AT[:10])
        if row["further"]:
            store.customers.add_point(op, customer_id, "phone", row["further"])
        if row["opening"]:
            amount, orders = row["opening"]
            store.purchases.add_many(op, [{
                "customer_id": customer_id, "ordered_at": _AT, "ordered_on": _AT[:10], "amount_cents": amount,
                "currency": "CNY", "opening": 1, "orders": orders,
            }])  # fmt: skip


def _add_contacts(store: Store, op: Operation, rows: list[Row]) -> None:
    for number, row in enumerate(rows, 1):
        birthday, calendar = row["birthday"]
        own = {field: row[field] and row[field].format(number) for field in ("email", "wechat")}
        person = {**row, **own, "birthday": birthday, "birthday_calendar": calendar}
        store.customers.add_person(op, person.pop("customer_id"), person)


def _add_interactions(store: Store, op: Operation, rows: list[Row]) -> None:
    store.interactions.add_many(
        op, [{**r, "occurred_on": r["occurred_at"][:10], "care": 0, "author_id": 1} for r in rows]
    )


def _add_purchases(store: Store, op: Operation, rows: list[Row]) -> None:
    store.purchases.add_many(op, [{**r, "ordered_on": r["ordered_at"][:10], "author_id": 1} for r in rows])


def _add_complaints(store: Store, op: Operation, rows: list[Row]) -> None:
    for number, row in enumerate(rows, 1):
        values = {k: v for k, v in row.items() if k != "responded"}
        complaint = op.insert("complaint", {
            **values, "number": f"TS2026-{number:04d}", "opened_on": row["opened_at"][:10], "handler_id": 1, "imported": 0,
            "state": "responded" if row["responded"] else "open", "created_at": _AT,
        })  # fmt: skip
        steps = ["opened", "responded"] if row["responded"] else ["opened"]
        for second, kind in enumerate(steps):
            at = row["opened_at"] if not second else row["opened_at"].replace("T03", "T04")
            op.insert("complaint_event", {
                "complaint_id": complaint, "kind": kind, "at": at, "on_day": at[:10], "at_known": 1, "actor_id": 1,
                "data": json.dumps({"severity": row["severity"]}) if kind == "opened" else None, "recorded_at": _AT,
            })  # fmt: skip


def _add_answers(store: Store, op: Operation, rows: list[Row]) -> None:
    questions = [
        ("overall", "Overall satisfaction", "1-5"),
        ("nps", "How likely are you to recommend us", "0-10"),
        ("comment", "Any comments", "text"),
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
    "survey_answers": (answers, _add_answers),
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
        max_examples=12, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck),
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
