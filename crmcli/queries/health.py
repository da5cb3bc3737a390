"""Questions about the database itself, for doctor."""

from __future__ import annotations

from crmcli.database import migrations
from crmcli.database.connection import Database, Row


class Health:
    """Looks for damage; changes nothing."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def integrity(self) -> str:
        """`ok`, or what is wrong with the storage."""
        return self._db.integrity()

    def server(self) -> Row | None:
        """The server's condition; None for a file."""
        return self._db.server()

    def dangling(self) -> list[str]:
        """References to rows that aren't there."""
        found: list[str] = []
        for table, columns in migrations.tables().items():
            specs = migrations.parsed(columns)
            key = next(name for name, spec in specs.items() if spec.key)
            for column, spec in specs.items():
                if spec.target:
                    rows = self._db.rows(
                        f"SELECT t.{key} FROM {table} t LEFT JOIN {spec.target} r ON r.id = t.{column}"
                        f" WHERE t.{column} IS NOT NULL AND r.id IS NULL ORDER BY t.{key}"
                    )
                    found += [f"{table} {row[0]} → {spec.target}" for row in rows]
        return found

    def negative_balances(self) -> list[int]:
        """Customers whose points add up to less than nothing."""
        return [
            r[0]
            for r in self._db.rows(
                "SELECT customer_id FROM points_entry GROUP BY customer_id HAVING SUM(points) < 0 ORDER BY customer_id"
            )
        ]

    def without_standing(self) -> int:
        return int(
            self._db.value(
                "SELECT COUNT(*) FROM customer c WHERE NOT EXISTS (SELECT 1 FROM standing s WHERE s.customer_id = c.id)"
            )
        )

    def judged_at(self, version: int) -> dict[str, set[int]]:
        """Whose standing was computed by this version of the policy, by the instant it was computed for."""
        found: dict[str, set[int]] = {}
        for at, customer_id in self._db.tuples(
            "SELECT as_of, customer_id FROM standing WHERE as_of <> '' AND policy_version = :v",
            {"v": version},
        ):
            found.setdefault(at, set()).add(customer_id)
        return found
