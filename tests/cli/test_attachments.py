"""Files at records: kept once, listed, saved as they were, taken back, moved with their customer."""

from __future__ import annotations

import os
from contextlib import closing

import pytest

from crmcli import errors
from crmcli.database.location import Location
from crmcli.store import Store
from tests.cli.conftest import Crm, beginning

#: Bytes of every kind, and more than one page of any engine.
PHOTO = bytes(range(256)) * 300


@beginning
def known(crm: Crm) -> None:
    """Two customers, and a record of every kind of the first."""
    for words in (
        ("add", "Far East Hotel"), ("add", "Blue Sky"), ("contact", "add", "1", "Ann"), ("complaint", "open", "1", "broken"),
        ("contract", "add", "1", "1200", "--number", "K-7"), ("purchase", "add", "1", "9", "--order", "SO1"),
        ("task", "add", "call", "--customer", "1"), ("opportunity", "add", "1", "windows"), ("feedback", "add", "1", "good"),
        ("kb", "add", "q", "a"), ("log-contact", "#1", "visit", "saw it"), ("staff", "train", "Lee", "manners"),
    ):  # fmt: skip
        crm.ok(*words)


@pytest.fixture
def filed(known: Crm) -> Crm:
    """The same, with files at hand."""
    for name, content in {"photo.jpg": PHOTO, "signed.pdf": b"%PDF-1.4", "empty.txt": b""}.items():
        (known.folder / name).write_bytes(content)
    return known


def _contents(crm: Crm) -> int:
    with closing(Store.open(Location.parse(crm.place))) as store:
        return store.db.count("attachment_content")


#: What is typed for a record, and where the file then is.
_NAMED = {
    "Far East Hotel": ("customer", 1), "1": ("customer", 1), "contact:1": ("customer", 1), "TS2026-0001": ("complaint", 1),
    "complaint:1:respond": ("complaint", 1), "投诉：1": ("complaint", 1), "HT2026-0001": ("contract", 1), "k-7": ("contract", 1),
    "SO1": ("purchase", 1), "order:SO1": ("purchase", 1), "task:#1": ("task", 1), "opportunity:windows": ("opportunity", 1),
    "feedback:1": ("feedback", 1), "kb:1": ("knowledge", 1), "跟进:1": ("interaction", 1), "training:1": ("training", 1),
    "person:1": ("contact_person", 1),
}  # fmt: skip
_UNKNOWN = {
    "nobody": errors.NotFound, "task:99": errors.NotFound, "kb:9": errors.NotFound, "TS2026-0099": errors.NotFound,
    "task:x": errors.Usage, "": errors.Usage,
}  # fmt: skip


@pytest.mark.file
def test_a_record_is_named_as_elsewhere(filed: Crm) -> None:
    for text, place in _NAMED.items():
        (row,) = filed.json("attachment", "add", text, "photo.jpg")
        assert (row["kind"], row["record_id"]) == place, text
    assert len(filed.json("attachment", "list")) == len(set(_NAMED.values()))
    (row,) = filed.json("attachment", "add", "1", "signed.pdf", "--contact", "Ann")
    assert (row["kind"], row["record"]) == ("contact_person", "person:1")
    for text, error in _UNKNOWN.items():
        assert filed("attachment", "add", text, "photo.jpg").status == error.status, text
    # What is printed names it again.
    for row in filed.json("attachment", "list"):
        assert row["id"] in {each["id"] for each in filed.json("attachment", "list", row["record"])}
    filed.ok("purchase", "add", "2", "9", "--order", "K-7")
    run = filed("attachment", "add", "K-7", "photo.jpg")
    assert run.status == errors.Ambiguous.status and "order:K-7" in run.err


def test_a_content_is_kept_once_and_comes_out_as_it_went_in(filed: Crm) -> None:
    filed.ok("attachment", "add", "1", "photo.jpg", "signed.pdf", "--note", "front door")
    filed.ok("attachment", "add", "TS2026-0001", "photo.jpg", "--name", "broken lamp.jpg")
    assert "has this content already" in filed.ok("attachment", "add", "1", "photo.jpg").out
    assert _contents(filed) == 2
    listed = filed.json("attachment", "list", "1")
    assert [(row["id"], row["name"], row["size"], row["media_type"], row["staff"]) for row in listed] == [
        (3, "broken lamp.jpg", len(PHOTO), "image/jpeg", "Lee"),
        (2, "signed.pdf", 8, "application/pdf", "Lee"),
        (1, "photo.jpg", len(PHOTO), "image/jpeg", "Lee"),
    ]
    assert [row["id"] for row in filed.json("attachment", "list", "--kind", "complaint")] == [3]
    folder = filed.folder / "out"
    folder.mkdir()
    filed.ok("attachment", "save", "1", "2", "3", "-o", str(folder))
    saved = folder / "broken lamp.jpg"
    assert saved.read_bytes() == PHOTO and saved.stat().st_mode & 0o777 == 0o600
    assert sorted(os.listdir(folder)) == ["broken lamp.jpg", "photo.jpg", "signed.pdf"]
    saved.write_bytes(b"mine")
    assert filed("attachment", "save", "3", "-o", str(folder)).status == errors.Occupied.status
    assert saved.read_bytes() == b"mine"
    assert filed.ok("attachment", "save", "3", "-o", str(folder), "--force") and saved.read_bytes() == PHOTO


def test_what_was_removed_comes_back_with_what_was_in_it(filed: Crm) -> None:
    filed.ok("attachment", "add", "1", "photo.jpg")
    filed.ok("attachment", "remove", "1")
    assert filed.json("attachment", "list") == [] and filed.json("show", "1")["attachments"] == []
    assert "1 of them for undo alone (77 KB)" in filed.ok("doctor").out
    filed.ok("undo")
    filed.ok("attachment", "save", "1", "-o", "again.jpg")
    assert (filed.folder / "again.jpg").read_bytes() == PHOTO
    # A record that has a file isn't taken back under it.
    filed.ok("attachment", "add", "task:1", "photo.jpg")
    number = next(row["number"] for row in filed.json("history") if row["command"] == "task add")
    filed("undo", str(number))
    assert filed.json("task", "show", "1")["attachments"][0]["name"] == "photo.jpg"


@pytest.mark.file
def test_a_record_shows_its_files_and_a_customer_those_of_all_of_its_records(filed: Crm) -> None:
    shows = {
        "TS2026-0001": ("complaint", "show", "1"), "HT2026-0001": ("contract", "show", "1"), "order:1": ("purchase", "show", "SO1"),
        "task:1": ("task", "show", "1"), "opportunity:1": ("opportunity", "show", "1"), "feedback:1": ("feedback", "show", "1"),
        "kb:1": ("kb", "show", "1"),
    }  # fmt: skip
    for number, (record, words) in enumerate(shows.items(), 1):
        filed.ok("attachment", "add", record, "photo.jpg")
        assert [row["id"] for row in filed.json(*words)["attachments"]] == [number], words
        assert "photo.jpg" in filed.ok(*words).out
    # All but the entry of knowledge are the customer's.
    assert [row["id"] for row in filed.json("show", "1")["attachments"]] == [6, 5, 4, 3, 2, 1]
    out = filed.ok("show", "1").out
    assert "Latest attachments (6 in all)" in out and out.count("photo.jpg") == 5
    page = filed.folder / "page.html"
    filed.ok("show", "1", "--for-customer", str(page))
    assert "photo.jpg" not in page.read_text(encoding="utf-8")


@pytest.mark.file
def test_a_file_is_there_from_the_day_on_which_it_came(filed: Crm) -> None:
    filed.at("2026-12-01T02:00:00Z")
    filed.ok("attachment", "add", "TS2026-0001", "photo.jpg")
    for words in (("show", "1"), ("complaint", "show", "1")):
        assert filed.json(*words, "--as-of", "2026-11-30")["attachments"] == []
    assert filed.json("attachment", "list", "--as-of", "2026-11-30") == []
    assert len(filed.json("attachment", "list", "--as-of", "2026-12-01")) == 1


@pytest.mark.file
def test_files_move_with_their_customer_and_back(filed: Crm) -> None:
    filed.ok("attachment", "add", "1", "photo.jpg")
    filed.ok("attachment", "add", "TS2026-0001", "photo.jpg")
    filed.ok("merge", "2", "1")
    assert [row["id"] for row in filed.json("show", "2")["attachments"]] == [2, 1]
    filed.ok("attachment", "add", "HT2026-0001", "signed.pdf")
    filed.ok("attachment", "add", "2", "signed.pdf")
    filed.ok("merge", "undo", "1")
    # What came to a record that goes back goes back with it.
    assert [row["id"] for row in filed.json("show", "1")["attachments"]] == [3, 2, 1]
    assert [row["id"] for row in filed.json("show", "2")["attachments"]] == [4]


#: What is no file to be kept, and the class of its refusal.
_REFUSED = {
    "empty.txt": errors.Invalid, "missing.txt": errors.MissingFile, ".": errors.Unreadable, "pipe": errors.Unreadable,
    "/dev/zero": errors.Unreadable, "large.bin": errors.Unreadable,
}  # fmt: skip


@pytest.mark.file
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_what_is_no_file_is_refused_in_a_sentence(filed: Crm) -> None:
    os.mkfifo(filed.folder / "pipe")
    with (filed.folder / "large.bin").open("wb") as file:
        file.truncate(2_000_001)
    filed.ok("policy", "set", "attachment.max_mb", "2")
    for name, error in _REFUSED.items():
        run = filed("attachment", "add", "1", "photo.jpg", name)
        assert run.status == error.status and len(run.err.splitlines()) == 2, (name, run.err)
    assert _contents(filed) == 0 and filed.json("attachment", "list") == []
    filed.ok("policy", "set", "attachment.max_mb", "3")
    assert filed.json("attachment", "add", "1", "large.bin")[0]["size"] == 2_000_001
    for words in (
        ("add", "1", "photo.jpg", "signed.pdf", "--name", "x"),
        ("add", "task:1", "photo.jpg", "--contact", "Ann"),
    ):
        assert filed("attachment", *words).status == errors.Usage.status


def test_files_go_along_wherever_the_database_goes(filed: Crm) -> None:
    filed.ok("attachment", "add", "1", "photo.jpg", "signed.pdf")
    copy = filed.folder / "copy.db"
    filed.ok("move", "--to", str(copy))
    filed.ok("backup", "-o", str(filed.folder / "kept.bak"))
    filed.ok("attachment", "remove", "1", "2")
    filed.ok("restore", str(filed.folder / "kept.bak"), "--yes")
    for place in (filed.place, str(copy)):
        filed.ok("--db", place, "attachment", "save", "1", "-o", "along.jpg")
        assert (filed.folder / "along.jpg").read_bytes() == PHOTO
        with closing(Store.open(Location.parse(place))) as store:
            assert store.attachments.faulty() == []


def test_a_file_that_is_no_longer_what_was_attached_is_told_of(filed: Crm) -> None:
    filed.ok("attachment", "add", "1", "photo.jpg", "signed.pdf")
    bytes_of = "X'00FF'" if filed.server is None else "'\\x00ff'"
    filed.tamper(f"UPDATE attachment_content SET content = {bytes_of} WHERE id = 2")
    run = filed("doctor", "--format", "json")
    found = {row["check"]: row["detail"] for row in run.json["data"] if row["state"] == "broken"}
    assert found == {"attachments": "attachment_content 2"} and run.status == errors.Corrupt.status
    assert filed("attachment", "save", "2", "-o", "x.pdf").status == errors.Corrupt.status
    assert not (filed.folder / "x.pdf").exists()
    filed.ok("attachment", "save", "1", "-o", "x.jpg")
