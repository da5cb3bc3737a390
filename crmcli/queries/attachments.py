"""Files at records, and what is in them: each content once, whatever has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli import errors, vocabulary
from crmcli.database.attachment_tables import HOLDERS, OF_NOBODY
from crmcli.database.connection import Database, Row
from crmcli.i18n import _, words

if TYPE_CHECKING:
    from crmcli.database.operation import Operation

CUSTOMER = "customer"
#: What each kind of record is known by where that isn't its id.
_NUMBERS = {
    "complaint": "(SELECT number FROM complaint k WHERE k.id = a.complaint_id)",
    "contract": "(SELECT number FROM contract t WHERE t.id = a.contract_id)",
    "purchase": "(SELECT order_no FROM purchase o WHERE o.id = a.purchase_id)",
    "contact_person": "(SELECT name FROM contact_person p WHERE p.id = a.contact_person_id)",
}
_KIND = " ".join(f"WHEN a.{column} IS NOT NULL THEN '{kind}'" for kind, column in HOLDERS.items())
_NUMBER = " ".join(f"WHEN a.{HOLDERS[kind]} IS NOT NULL THEN {sql}" for kind, sql in _NUMBERS.items())
_LISTED = (
    f"SELECT a.id, a.name, f.size, a.media_type, f.digest, a.note, CASE {_KIND} ELSE '{CUSTOMER}' END AS kind,"
    f" COALESCE({', '.join(f'a.{column}' for column in HOLDERS.values())}, a.customer_id) AS record_id,"
    f" CASE {_NUMBER} END AS number, a.customer_id, c.code AS customer_code, c.name AS customer, s.name AS staff, a.created_at"
    " FROM attachment a JOIN attachment_content f ON f.id = a.content_id LEFT JOIN customer c ON c.id = a.customer_id"
    " LEFT JOIN staff s ON s.id = a.staff_id"
)


class Attachments:
    """Reads and writes attachments. A content stays when its last attachment is removed: undo brings that one back."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # -- reading ----------------------------------------------------------------------------------

    def get(self, attachment_id: int) -> Row:
        """One attachment: its file, its record (`kind`, `record_id`, `number`) and who added it; NotFound if there is none."""
        row = self._db.one(f"{_LISTED} WHERE a.id = :id", {"id": attachment_id})
        if row is None:
            raise errors.NotFound(
                _("There is no attachment %(id)d.") % {"id": attachment_id}, _("See: crmcli attachment list")
            )
        return row

    def listed(self, *, until: str | None = None) -> list[Row]:
        """All attachments that were added up to an instant, the newest first."""
        return self._chosen("1 = 1", {}, until)

    def of(self, kind: str, record_id: int, *, until: str | None = None) -> list[Row]:
        """The attachments of a record, the newest first; of a customer those of all their records, too."""
        return self._chosen(f"a.{_column(kind)} = :record", {"record": record_id}, until)

    def _chosen(self, condition: str, params: Mapping[str, Any], until: str | None) -> list[Row]:
        before = "" if until is None else " AND a.created_at <= :until"
        return self._db.rows(
            f"{_LISTED} WHERE {condition}{before} ORDER BY a.id DESC",
            {**params, **({} if until is None else {"until": until})},
        )

    def exported(self, customers: Sequence[int] | None) -> list[dict[str, Any]]:
        """All attachments, or those of some customers, the oldest first, each with the `record` by its number, else its id."""
        rows, own = reversed(self.listed()), frozenset(customers or ())
        return [
            {**dict(row), "record": row["number"] or str(row["record_id"])}
            for row in rows
            if customers is None or row["customer_id"] in own
        ]

    def content(self, attachment_id: int) -> bytes:
        """What is in an attached file; Corrupt if that isn't what was attached."""
        row = self._db.rows(
            "SELECT f.content, f.digest FROM attachment a JOIN attachment_content f ON f.id = a.content_id WHERE a.id = :id",
            {"id": attachment_id},
        )[0]
        content = row["content"]
        if not isinstance(content, bytes) or digest_of(content) != row["digest"]:
            raise errors.Corrupt(
                _("Attachment %(id)d is no longer what was attached.") % {"id": attachment_id},
                _("Run crmcli doctor."),
            )
        return content

    def customer_of(self, kind: str, record_id: int) -> int | None:
        """Whose a record is, None if nobody's; NotFound if it isn't there."""
        owner = "id" if kind == CUSTOMER else "NULL" if kind in OF_NOBODY else "customer_id"
        row = self._db.one(f"SELECT {owner} AS owner FROM {kind} WHERE id = :id", {"id": record_id})
        if row is None:
            raise errors.NotFound(
                _("There is no record %(word)s:%(id)d.")
                % {"word": vocabulary.label("attachable", kind, words()), "id": record_id},
                _("Name a record that is there: see crmcli attachment add --help"),
            )
        return row["owner"] if row["owner"] is None else int(row["owner"])

    def same(self, kind: str, record_id: int, content: bytes) -> Row | None:
        """The attachment of exactly this record that has this content."""
        rows = self._chosen(
            f"a.{_column(kind)} = :record AND f.digest = :digest",
            {"record": record_id, "digest": digest_of(content)},
            None,
        )
        return next((row for row in rows if row["kind"] == kind), None)

    def faulty(self) -> list[str]:
        """The contents that aren't what was attached; they are read one by one."""
        return [
            f"attachment_content {key}"
            for key, digest, size, content in self._contents()
            if not isinstance(content, bytes) or len(content) != size or digest_of(content) != digest
        ]

    def _contents(self) -> Iterator[tuple[Any, ...]]:
        return self._db.scan("attachment_content")

    def unused(self) -> tuple[int, int]:
        """How many contents no attachment has any more, and their bytes: they are kept for undo."""
        row = self._db.rows(
            "SELECT COUNT(*) AS number, COALESCE(SUM(size), 0) AS bytes FROM attachment_content f"
            " WHERE NOT EXISTS (SELECT 1 FROM attachment a WHERE a.content_id = f.id)"
        )[0]
        return int(row["number"]), int(row["bytes"])

    # -- writing ----------------------------------------------------------------------------------

    def add(self, op: Operation, kind: str, record_id: int, content: bytes, values: Mapping[str, Any]) -> int:
        """A new attachment of the actor's at a record; needs name and media_type, and the customer_id of the record."""
        row = {
            **values,
            "content_id": self._kept(content),
            _column(kind): record_id,
            "staff_id": op.actor.id,
            "created_at": op.at_text,
        }
        return op.insert("attachment", row)

    def _kept(self, content: bytes) -> int:
        """The id of a content, which is there now. No operation tells of it: attachments do."""
        digest = digest_of(content)
        known = self._db.value("SELECT id FROM attachment_content WHERE digest = :digest", {"digest": digest})
        if known is not None:
            return int(known)
        first = int(self._db.value("SELECT COALESCE(MAX(id), 0) + 1 FROM attachment_content"))
        columns = ("id", "digest", "size", "content")
        self._db.insert_rows("attachment_content", columns, [(first, digest, len(content), content)])
        return first

    def remove(self, op: Operation, attachment_id: int) -> None:
        op.delete("attachment", attachment_id)


def _column(kind: str) -> str:
    return HOLDERS.get(kind, "customer_id")


def digest_of(content: bytes) -> str:
    """What tells a content from all others: its SHA-256, hexadecimal."""
    import hashlib  # readers of lists need none

    return hashlib.sha256(content).hexdigest()
