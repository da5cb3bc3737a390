"""The queries behind everyday commands with nothing around them: `python bench/bare.py DATABASE NAME` prints rows.

They say what the database itself costs; the shell is given the same texts.
"""

import sqlite3
import sys

QUERIES = {
    "due": (
        "SELECT c.name, c.phone, s.next_contact_on, s.contact_base, s.contact_reasons FROM standing s"
        " JOIN customer c ON c.id = s.customer_id WHERE s.customer_id IN (SELECT customer_id FROM standing"
        " WHERE contact_from <= '2026-11-20' AND next_contact_on <= '2026-11-20'"
        " ORDER BY contact_base DESC, next_contact_on LIMIT 50)"
    ),
    "find": (
        "SELECT c.id, c.name, c.phone, c.city, o.name, s.tier FROM customer c LEFT JOIN staff o ON o.id = c.owner_id"
        " JOIN customer_search f ON f.customer_id = c.id LEFT JOIN standing s ON s.customer_id = c.id WHERE f.words LIKE '%远%'"
    ),
    "show": "SELECT c.*, s.* FROM customer c JOIN standing s ON s.customer_id = c.id WHERE c.id = 500",
}

if __name__ == "__main__":
    connection = sqlite3.connect(sys.argv[1])
    for row in connection.execute(QUERIES[sys.argv[2]]).fetchall():
        print(*row)
