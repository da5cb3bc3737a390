"""The people of the team."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crmcli import errors
from crmcli.database.connection import Database, Row
from crmcli.i18n import _
from crmcli.wording import shell_word

if TYPE_CHECKING:
    from crmcli.database.operation import Operation


class StaffRows:
    """Reads and writes staff."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def all(self) -> list[Row]:
        return self._db.rows("SELECT * FROM staff ORDER BY active DESC, name")

    def names(self) -> dict[int, str]:
        """Every person's name by id, those who left included."""
        return {row["id"]: row["name"] for row in self._db.rows("SELECT id, name FROM staff ORDER BY id")}

    def get(self, staff_id: int) -> Row:
        """One person; NotFound if there is none."""
        row = self._db.one("SELECT * FROM staff WHERE id = :id", {"id": staff_id})
        if row is None:
            raise errors.NotFound(
                _("There is no person %(id)d.") % {"id": staff_id}, _("See: crmcli staff list")
            )
        return row

    def by_login(self, login: str) -> Row | None:
        return self._db.one(
            "SELECT * FROM staff WHERE login = :login AND active = 1 ORDER BY id", {"login": login}
        )

    def by_name(self, name: str) -> Row | None:
        """The person with exactly this name, compared without case and outer spaces."""
        return self._db.one(
            "SELECT * FROM staff WHERE lower(name) = :name ORDER BY id", {"name": name.strip().lower()}
        )

    def several(self) -> bool:
        """Whether there is more than one person."""
        return len(self._db.rows("SELECT id FROM staff LIMIT 2")) > 1

    def owns_customers(self, staff_id: int) -> bool:
        """Whether this person looks after any customer."""
        return (
            self._db.one("SELECT 1 FROM customer WHERE owner_id = :id LIMIT 1", {"id": staff_id}) is not None
        )

    def resolve(self, text: str) -> Row:
        """The one person named by id, name, login or a unique part of the name; NotFound or Ambiguous otherwise."""
        if not text.strip():
            raise errors.Usage(_("The person's name is missing."), _("See: crmcli staff list"))
        exact = self.by_name(text)
        if exact is not None:
            return exact
        people = self.all()
        found = [r for r in people if text == str(r["id"]) or text == r["login"]]
        found = found or [r for r in people if text.lower() in r["name"].lower()]
        if len(found) == 1:
            return found[0]
        hint = _("See: crmcli staff list")
        if not found:
            raise errors.NotFound(_("Nobody on the team is called %(text)s.") % {"text": text}, hint)
        raise errors.Ambiguous(
            _("%(n)d people match %(text)s.") % {"n": len(found), "text": text},
            hint,
            candidates=[r["name"] for r in found],
        )

    def present(self, text: str) -> Row:
        """Like `resolve`, for work that is given to somebody: Invalid for who has left."""
        person = self.resolve(text)
        if not person["active"]:
            raise errors.Invalid(
                _("%(name)s has left; nothing can be given to them.") % {"name": person["name"]},
                _("See: crmcli staff list"),
            )
        return person

    def add(self, op: Operation, values: Mapping[str, Any]) -> int:
        """A new person; the name and the login must be free."""
        self._require_free(values["name"], None)
        self._require_own_login(values.get("login"), None)
        return op.insert("staff", {"role": "rep", "active": 1, **values, "created_at": op.at_text})

    def edit(self, op: Operation, staff_id: int, values: Mapping[str, Any]) -> bool:
        """Changes columns, False if they had these values already; a new name must be free, and the login of one who works here."""
        if "name" in values:
            self._require_free(values["name"], staff_id)
        then = {**dict(self.get(staff_id)), **values}
        if then["active"]:
            self._require_own_login(then["login"], staff_id)
        return op.update("staff", staff_id, values)

    def require_own_logins(self) -> None:
        """Invalid if two people who work here have one login: nobody could tell who acts."""
        for person in self.all():
            if person["active"]:
                self._require_own_login(person["login"], person["id"])

    def _require_own_login(self, login: str | None, staff_id: int | None) -> None:
        same = self._db.one(
            "SELECT name FROM staff WHERE login = :login AND active = 1 AND id <> :id ORDER BY id",
            {"login": login or None, "id": staff_id or 0},
        )
        if same:
            raise errors.Invalid(
                _("The login %(login)s is that of %(name)s; two people can't have one.")
                % {"login": login, "name": same["name"]},
                _("On a shared login one of them has it; the others act with --as NAME and a PIN."),
            )

    def _require_free(self, name: str, staff_id: int | None) -> None:
        if not name.strip():
            raise errors.Usage(_("The person's name is missing."), _("See: crmcli staff list"))
        same = self.by_name(name)
        if same and same["id"] != staff_id:
            raise errors.Invalid(
                _("There is already somebody called %(name)s.") % {"name": name},
                _("Change them with: crmcli staff edit %(name)s --role ROLE --login LOGIN")
                % {"name": shell_word(same["name"])},
            )
