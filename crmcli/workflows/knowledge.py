"""Keeping standard answers: new ones, changed ones, and what they were used for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crmcli import errors
from crmcli.i18n import _
from crmcli.matching.text import clean_text

if TYPE_CHECKING:
    from crmcli.database.connection import Row
    from crmcli.store import Store, Work


def add(work: Work, values: Mapping[str, str | None], complaint: Row | None, *, public: bool = False) -> int:
    """A new entry, which customers may read if it is `public`; one from a complaint is a case of its category and product, unless the values say otherwise.

    Invalid without a title or an answer, and if an entry in use has the title.
    """
    row = _clean(values)
    if complaint is not None:
        row = {**row, **{key: row[key] or complaint[key] for key in ("category", "product")}}
    row["kind"] = row["kind"] or ("case" if complaint is not None else "question")
    _check(work.store, row, None)
    entry_id = work.store.knowledge.add(work.op, {**row, "public": int(public)})
    if complaint is not None:
        work.store.knowledge.use(work.op, entry_id, complaint_id=complaint["id"])
    return entry_id


def edit(
    work: Work,
    entry: Row,
    values: Mapping[str, str | None],
    complaint: Row | None,
    *,
    public: bool | None = None,
) -> bool:
    """Changes an entry, and whether customers may read it, and notes what it was used for; False if all of it was so already."""
    row, entry = _clean(values), work.store.knowledge.get(entry["id"])  # as it is under the lock
    _check(work.store, {"title": entry["title"], **row}, entry["id"])
    if public is not None and public != bool(entry["public"]):
        row["public"] = int(public)
    changed = bool(row) and work.store.knowledge.edit(work.op, entry["id"], row)
    if complaint is not None:
        changed = work.store.knowledge.use(work.op, entry["id"], complaint_id=complaint["id"]) or changed
    return changed


def retire(work: Work, entry_id: int) -> None:
    """Takes an entry out of use. Invalid if it is retired."""
    if work.store.knowledge.get(entry_id)["state"] == "retired":
        raise errors.Invalid(
            _("Entry %(id)d is retired already.") % {"id": entry_id}, _("See: crmcli kb list --retired")
        )
    work.store.knowledge.edit(work.op, entry_id, {"state": "retired"})


def scope(complaint: Row) -> dict[str, str | None]:
    """What limits a search to the matter of a complaint: its category, else its product.

    Invalid if it has neither.
    """
    for key in ("category", "product"):
        if complaint[key]:
            return {key: complaint[key]}
    raise errors.Invalid(
        _("%(number)s has no category and no product.") % {"number": complaint["number"]},
        _("Search by words: crmcli kb find WORDS"),
    )


def _clean(values: Mapping[str, str | None]) -> dict[str, Any]:
    """Values as they are kept: without control characters, nothing for an empty text, tags between commas."""
    row: dict[str, Any] = {key: _text(value) for key, value in values.items()}
    if row.get("tags"):
        tags = (tag.strip() for tag in re.split(r"[,，、;；]", row["tags"]))
        row["tags"] = ",".join(dict.fromkeys(tag for tag in tags if tag)) or None
    return row


def _text(value: str | None) -> str | None:
    return "\n".join(clean_text(line) for line in value.strip().splitlines()) or None if value else None


def _check(store: Store, row: Mapping[str, Any], own_id: int | None) -> None:
    other = store.knowledge.titled(row["title"])
    if other is not None and other["id"] != own_id:
        raise errors.Invalid(
            _("Entry %(id)d has this title already.") % {"id": other["id"]},
            _("Change that one: crmcli kb edit %(id)d --answer TEXT") % {"id": other["id"]},
        )
