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
    "tier:": "SELECT c.id, c.name FROM customer c JOIN standing s ON s.customer_id = c.id WHERE s.tier = 'key' AND c.city IS NOT NULL",
    "facts:": (
        "SELECT c.id, c.name FROM customer c"
        " JOIN (SELECT p.customer_id, COUNT(DISTINCT p.order_no) AS orders, SUM(CASE WHEN p.ordered_on > '2026-05-20' THEN"
        "  p.amount_cents - COALESCE(r.back, 0) END) AS spend FROM purchase p LEFT JOIN (SELECT purchase_id, SUM(amount_cents)"
        "  AS back FROM refund GROUP BY purchase_id) r ON r.purchase_id = p.id WHERE p.status IN ('completed', 'paid')"
        "  GROUP BY p.customer_id) o ON o.customer_id = c.id"
        " JOIN (SELECT customer_id, MAX(CASE WHEN effective = 1 OR care = 1 THEN occurred_on END) AS last, SUM(effective) AS n"
        "  FROM interaction WHERE occurred_on <= '2026-11-20' GROUP BY customer_id) i ON i.customer_id = c.id"
        " JOIN (SELECT customer_id, nps, MAX(submitted_at) FROM survey_response GROUP BY customer_id) v ON v.customer_id = c.id"
        " LEFT JOIN (SELECT customer_id, COUNT(*) AS n FROM complaint WHERE closed_on IS NULL GROUP BY customer_id) k"
        "  ON k.customer_id = c.id"
        " WHERE o.orders >= 3 AND i.last < '2026-09-21' AND COALESCE(k.n, 0) = 0 AND v.nps > 0 AND o.spend > 0"
    ),
    "show": "SELECT c.*, s.* FROM customer c JOIN standing s ON s.customer_id = c.id WHERE c.id = 500",
}

if __name__ == "__main__":
    connection = sqlite3.connect(sys.argv[1])
    for row in connection.execute(QUERIES[sys.argv[2]]).fetchall():
        print(*row)
