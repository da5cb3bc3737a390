"""Waves of surveys, and who was invited to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli.database.connection import Database, Row
from crmcli.queries.persons import first

if TYPE_CHECKING:
    from crmcli.database.operation import Operation

_WAVES = (
    "SELECT w.*, f.key AS form,"
    " (SELECT COUNT(*) FROM survey_invitation i WHERE i.wave_id = w.id) AS invited,"
    " (SELECT COUNT(*) FROM survey_invitation i WHERE i.wave_id = w.id AND i.response_id IS NOT NULL) AS answered"
    " FROM survey_wave w JOIN survey_form f ON f.id = w.form_id"
)
_INVITED = (
    "SELECT i.*, w.key AS wave, w.form_id, w.closed_at, c.name AS customer, c.code AS number,"
    f" {', '.join(f'COALESCE({first(way)}, c.{way}) AS {way}' for way in ('phone', 'email', 'wechat'))},"
    f" c.language, {first('name')} AS contact, s.name AS owner, r.submitted_on AS answered_on FROM survey_invitation i"
    " JOIN survey_wave w ON w.id = i.wave_id JOIN customer c ON c.id = i.customer_id"
    " LEFT JOIN staff s ON s.id = c.owner_id LEFT JOIN survey_response r ON r.id = i.response_id"
)


class SurveyWaves:
    """Reads and writes waves and invitations."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def all(self) -> list[Row]:
        """Every wave with its form, how many were invited and how many of them answered; the newest first."""
        return self._db.rows(f"{_WAVES} ORDER BY w.opened_at DESC, w.id DESC")

    def wave(self, key: str) -> Row | None:
        """The wave of this name, whatever its case."""
        return self._db.one(f"{_WAVES} WHERE lower(w.key) = :key ORDER BY w.id", {"key": key.lower()})

    def answered(self) -> list[str]:
        """The names of all waves that any answer belongs to, opened here or not."""
        rows = self._db.rows("SELECT DISTINCT wave FROM survey_response WHERE wave IS NOT NULL ORDER BY wave")
        return [row[0] for row in rows]

    def any(self) -> bool:
        return self._db.value("SELECT MIN(id) FROM survey_wave") is not None

    def add(self, op: Operation, key: str, form_id: int, rule: str | None, on: str) -> int:
        values = {"key": key, "form_id": form_id, "rule": rule, "opened_at": op.at_text, "opened_on": on}
        return op.insert("survey_wave", values)

    def invited(self, wave_id: int) -> list[Row]:
        """The invitations of a wave with whom they go to, in the order of their making."""
        return self._db.rows(f"{_INVITED} WHERE i.wave_id = :id ORDER BY i.id", {"id": wave_id})

    def waiting(self, customer_id: int) -> list[Row]:
        """A customer's invitations that nobody answered yet, to waves that are open, with their `form`: to the newest wave first."""
        return self._db.rows(
            "SELECT i.*, w.key AS wave, w.form_id, f.key AS form, w.closed_at FROM survey_invitation i"
            " JOIN survey_wave w ON w.id = i.wave_id JOIN survey_form f ON f.id = w.form_id"
            " WHERE i.customer_id = :id AND i.response_id IS NULL AND w.closed_at IS NULL"
            " ORDER BY w.opened_at DESC, w.id DESC",
            {"id": customer_id},
        )

    def by_codes(self, codes: Iterable[str]) -> dict[str, Row]:
        """The invitations with these codes."""
        rows = self._db.rows_in(f"{_INVITED} WHERE i.code IN ({{ids}})", list(codes))
        return {row["code"]: row for row in rows}

    def invite(self, op: Operation, wave_id: int, codes: Mapping[int, str], on: str) -> range:
        """Invitations by customer; their codes must be new."""
        rows = [(wave_id, customer_id, code, on) for customer_id, code in codes.items()]
        return op.insert_many("survey_invitation", ("wave_id", "customer_id", "code", "invited_on"), rows)

    def answer(self, op: Operation, responses: Mapping[int, int]) -> None:
        """Keeps the response to each of these invitations."""
        op.update_many("survey_invitation", {i: {"response_id": r} for i, r in responses.items()})

    def asked_since(self, day: str, ids: Sequence[int]) -> set[int]:
        """Of these customers, those who were invited to anything, or answered anything, on or after a day."""
        found: set[int] = set()
        for table, asked_on in (("survey_invitation", "invited_on"), ("survey_response", "submitted_on")):
            rows = self._db.rows_in(
                f"SELECT DISTINCT customer_id FROM {table} WHERE customer_id IN ({{ids}}) AND {asked_on} >= :day",
                ids,
                {"day": day},
            )
            found |= {row[0] for row in rows}
        return found

    def resolved_since(self, day: str) -> set[int]:
        """Customers with a complaint that was resolved on or after a day."""
        rows = self._db.rows(
            "SELECT DISTINCT c.customer_id FROM complaint_event e JOIN complaint c ON c.id = e.complaint_id"
            " WHERE e.kind = 'resolved' AND e.on_day >= :day",
            {"day": day},
        )
        return {row[0] for row in rows}

    def rates(
        self, start: str | None, end: str, wave: str | None = None, form: str | None = None
    ) -> list[dict[str, Any]]:
        """Per wave how many were invited from `start` to `end`, and how many of these answered by `end`."""
        tests = {
            "start": (start, "i.invited_on >= :start"),
            "wave": (wave, "w.key = :wave"),
            "form": (form, "f.key = :form"),
        }
        chosen = {name: test for name, (value, test) in tests.items() if value is not None}
        rows = self._db.rows(
            "SELECT w.key AS wave, w.opened_at, COUNT(*) AS invited,"
            " SUM(CASE WHEN r.submitted_on <= :end THEN 1 ELSE 0 END) AS answered"
            " FROM survey_invitation i JOIN survey_wave w ON w.id = i.wave_id JOIN survey_form f ON f.id = w.form_id"
            " LEFT JOIN survey_response r ON r.id = i.response_id"
            f" WHERE {' AND '.join(['i.invited_on <= :end', *chosen.values()])}"
            " GROUP BY w.id, w.key, w.opened_at ORDER BY w.opened_at, w.id",
            {"end": end, **{name: tests[name][0] for name in chosen}},
        )
        return [dict(row) for row in rows]
