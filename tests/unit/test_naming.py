"""Names of fields and tables: complete in Chinese, and taken where they are typed."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from datetime import UTC

import pytest

from crmcli import i18n, naming, vocabulary
from crmcli.catalogue import matter
from crmcli.commands.edit import edit
from crmcli.commands.import_.words import columns
from crmcli.database import shape
from crmcli.database.migrations import AUDITED, tables
from crmcli.sheets.columns.fields import TYPES
from crmcli.sheets.columns.headers import field_called
from crmcli.wording import column_told
from crmcli.workflows.duplicates.fields import FIELDS
from crmcli.workflows.importing.doubts import typed_field


@pytest.fixture
def chinese() -> Iterator[None]:
    i18n.choose("zh")
    yield
    i18n.choose("en")


def test_a_text_as_it_was_written_is_called_so_once(chinese: None) -> None:
    assert list(map(column_told, ("面积", "面积（原文）", "Size (as written)"))) == [
        "面积",
        "面积（原文）",
        "Size（原文）",
    ]


def test_every_table_and_field_of_the_history_has_a_chinese_name(chinese: None) -> None:
    named = [(table, naming.table(table)) for table in AUDITED]
    named += [(field, naming.field(field)) for table in AUDITED for field in tables()[table]]
    assert [name for name, told in named if told.isascii()] == []


def test_every_field_of_a_merge_is_called_as_it_is_typed() -> None:
    assert [field for field in FIELDS if naming.field(field).endswith("_id") and field != "external_id"] == []


@pytest.mark.parametrize("kind", TYPES)
def test_every_field_of_a_sheet_has_a_chinese_name(chinese: None, kind: str) -> None:
    assert [field for field in TYPES[kind] if naming.field(field).isascii()] == []


@pytest.mark.parametrize(
    ("table", "column"),
    [place for place in shape._WORDS if place[1] not in ("action", "table_name")] + [
        ("customer", "birthday_calendar"), ("contact_person", "birthday_calendar"), ("customer", "size"), ("customer", "review_state"),
    ],
)  # fmt: skip
def test_a_word_of_a_list_is_told_in_chinese(chinese: None, table: str, column: str) -> None:
    words = shape._WORDS.get((table, column)) or vocabulary.choices(column)
    assert [word for word in words if str(naming.in_words(table, column, word)).isascii()] == []


def test_a_stated_grade_and_a_way_are_told_in_words(chinese: None) -> None:
    reader = naming.Reader({}, UTC)
    assert reader.value("customer", "stated_tier", "potential") == "潜力客户"
    assert reader.value("customer", "stated_tier", "特甲") == "特甲"
    assert [reader.value("interaction", "direction", way) for way in ("out", "in")] == ["呼出", "呼入"]


@pytest.mark.parametrize(
    ("summary", "told"),
    [
        ("merge 3", "合并 3"),
        ("complaint open 12", "投诉 登记 12"),
        ("恒远 2", "恒远 2"),
        ("恒远", "恒远"),
        (None, ""),
    ],
)
def test_the_matter_of_an_operation_goes_by_chinese_names(
    chinese: None, summary: str | None, told: str
) -> None:
    assert matter(summary) == told


def test_english_calls_fields_by_their_own_names() -> None:
    assert (naming.field("pinned_tier"), naming.table("customer")) == ("pinned_tier", "customer")
    assert (naming.field("owner_id"), naming.field("customer_id")) == ("owner", "customer_id")


def test_what_edit_shows_it_takes(chinese: None) -> None:
    shown = {naming.field(name): name for name in naming.TYPED.values()}
    assert {word: naming.TYPED[word] for word in shown} == shown


@pytest.mark.parametrize(
    ("table", "field", "stored", "told"),
    [
        ("customer", "pinned_tier", "key", "重点客户"), ("customer", "status", "paused", "暂停"), ("purchase", "status", "paid", "已付款"),
        ("customer", "owner_id", 3, "李娜"), ("customer", "owner_id", 4, 4), ("customer", "city", "成都", "成都"),
        ("customer", "birthday", "--05-20", "05-20"), ("customer", "birthday", "1980-05-20", "1980-05-20"),
        ("customer", "updated_at", "2026-11-20T02:00:00Z", "2026-11-20 02:00"), ("customer", "city", None, None),
        ("merge", "at", "2026-11-20T02:00:00Z", "2026-11-20 02:00"), ("purchase", "amount_cents", 120050, "1,200.50"), ("feedback", "adopted", 1, "是"),
        ("task", "repeat_rule", "FREQ=WEEKLY", "每周"), ("points_entry", "kind", "opening", "期初余额"),
        ("merge", "choices", '[{"field": "stated_tier", "left": null, "right": "key", "value": "key", "taken": "right", "rule": "filled"}]',
         "登记类别 = 重点客户"),
        ("complaint_event", "data", '{"severity": "urgent", "untold": "propose revisit", "told_by": "import"}',
         "严重程度 = 紧急、未载明的步骤 = 给出方案、回访、得自 = 导入"),
        ("import_batch", "counts", '{"rows": 3, "created": 2, "unchanged": 1}', "总行数 = 3、新建 = 2、未变 = 1"),
        ("import_row", "raw", '[["客户", "远鑫"], ["数量", 1]]', "客户 = 远鑫、数量 = 1"), ("import_batch", "files", '["a.csv", "b.csv"]', "a.csv、b.csv"),
        ("import_mapping", "columns", '{"Kunde": "customer"}', "Kunde = 客户"), ("customer", "custom", '{"备用": null}', "备用 = —"),
        ("customer", "custom", '{"开票": "yes", "别的": "yes"}', "开票 = 是、别的 = yes"), ("customer", "开票", "no", "否"), ("customer", "custom", "13811110002", "13811110002"), ("merge", "choices", "[1]", "[1]"),
    ],
)  # fmt: skip
def test_values_are_told_as_people_read_them(
    chinese: None, table: str, field: str, stored: object, told: object
) -> None:
    assert naming.Reader({3: "李娜"}, UTC, frozenset({"开票"})).value(table, field, stored) == told


@pytest.mark.parametrize(
    ("kind", "field", "typed"),
    [
        ("customers", "name", "名称"), ("customers", "phone", "电话"), ("customers", "stated_tier", "登记类别"),
        ("interactions", "content", "内容"), ("purchases", "amount", "金额"), ("complaints", "severity", "严重程度"),
    ],
)  # fmt: skip
def test_a_column_is_settled_by_a_name_that_import_takes(
    chinese: None, kind: str, field: str, typed: str
) -> None:
    assert typed_field(kind, field) == typed
    column = columns([f"列={typed}"])["列"]
    assert column == field or field_called(kind, column) == field


@pytest.mark.usefixtures("chinese")
def test_the_help_of_edit_calls_fields_like_its_answers() -> None:
    help_text = inspect.getdoc(edit) or ""
    listed = re.split(r"[,\s]+", help_text.partition("Fields: ")[2].partition(";")[0])
    named = i18n._(help_text).partition("字段：")[2].partition("，以及")[0].split("、")
    assert named == [naming.field(name) for name in listed]
