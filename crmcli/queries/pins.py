"""PINs, and the wrong ones that were tried. On a server only the owner of the tables reads the digest of a PIN."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.database.connection import Database

if TYPE_CHECKING:
    from crmcli.database.operation import Operation


class Secret(NamedTuple):
    """A PIN as it is stored: what goes into its proof, and the proof's digest."""

    salt: str
    digest: str


class Pins:
    """Reads and writes PINs and guesses at them."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def salt(self, staff_id: int) -> str | None:
        """What goes into the proof of a person's PIN; None for a person without one."""
        found = self._db.value(
            "SELECT p.salt FROM staff s JOIN pin p ON p.id = s.pin_id AND p.staff_id = s.id WHERE s.id = :id",
            {"id": staff_id},
        )
        return None if found is None else str(found)

    def give(self, op: Operation, staff_id: int, secret: Secret) -> None:
        """A new PIN for a person. Undo gives the one before back; no before-image holds more than its number."""
        pin_id = op.allocate("pin")
        self._db.insert_rows("pin", ("id", "staff_id", *Secret._fields), [(pin_id, staff_id, *secret)])
        op.update("staff", staff_id, {"pin_id": pin_id})

    def proves(self, staff_id: int, proof: str) -> bool:
        """Whether this is the proof of a person's PIN."""
        return self._db.proves(staff_id, proof)

    def missed(self, op: Operation, staff_id: int, login: str) -> None:
        """Puts a wrong PIN on record."""
        op.insert("pin_guess", {"staff_id": staff_id, "login": login, "at": op.at_text})

    def guesses(self, staff_id: int, since: str, until: str) -> list[str]:
        """When wrong PINs of a person were given between two instants, in order."""
        rows = self._db.rows(
            "SELECT at FROM pin_guess WHERE staff_id = :id AND at > :since AND at <= :until ORDER BY at",
            {"id": staff_id, "since": since, "until": until},
        )
        return [row["at"] for row in rows]
