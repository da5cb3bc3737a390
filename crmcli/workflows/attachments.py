"""Keeping files at records: what comes in by hand, and what comes with something else that is taken in."""

from __future__ import annotations

from typing import NamedTuple

from crmcli import errors
from crmcli.i18n import _
from crmcli.matching.text import clean_text
from crmcli.media import file_name, media_type
from crmcli.store import View, Work


class Place(NamedTuple):
    """A record that files are attached to: its table (`customer` or one of `HOLDERS`) and its id."""

    kind: str
    id: int


class File(NamedTuple):
    """A file on its way in: what it is called, and what is in it."""

    name: str
    content: bytes
    note: str | None = None


def most_bytes(view: View) -> int:
    """How large a file may be, by the policy."""
    return view.policy.attachment.max_mb * 10**6


def advice(view: View) -> str:
    """What to say of a file that is larger."""
    return _("It may have %(n)d MB; to change that: crmcli policy set attachment.max_mb MB") % {
        "n": view.policy.attachment.max_mb
    }


def attach(work: Work, place: Place, file: File) -> tuple[int, bool]:
    """Keeps a file at a record, inside the operation that is open: the attachment's id, and whether it is new. What has the
    same content at that record is that attachment, whatever it is called.

    Invalid for an empty file and one that is larger than the policy lets in, NotFound if the record is gone.
    """
    name = file_name(file.name)
    _check(work, name, file.content)
    attachments = work.store.attachments
    owner = attachments.customer_of(place.kind, place.id)
    known = attachments.same(place.kind, place.id, file.content)
    if known is not None:
        return int(known["id"]), False
    values: dict[str, str | int | None] = {
        "name": name,
        "media_type": media_type(name, file.content),
        "note": clean_text(file.note or "") or None,
        "customer_id": owner,
    }
    return attachments.add(work.op, place.kind, place.id, file.content, values), True


def _check(work: Work, name: str, content: bytes) -> None:
    if not content:
        raise errors.Invalid(
            _("%(name)s is empty.") % {"name": name},
            _("Check whether it was saved whole, and name it again."),
        )
    if len(content) > most_bytes(work):
        raise errors.Invalid(
            _("%(path)s is too large.") % {"path": name},
            advice(work),
        )
