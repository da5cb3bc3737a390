"""Customers, their further phones and e-mails, and their contact persons."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli import errors
from crmcli.database.connection import Database, Row
from crmcli.i18n import _
from crmcli.matching.masked import names_nobody
from crmcli.matching.names import fold_name
from crmcli.matching.online import normalize_email
from crmcli.queries.compared import compared
from crmcli.queries.numbers import CUSTOMERS, take
from crmcli.queries.persons import there, way_there
from crmcli.queries.text import escaped, like, lower

if TYPE_CHECKING:
    from crmcli.database.operation import Operation
    from crmcli.queries.filters.filtered import Asked
    from crmcli.queries.searching.search import Search

#: The model's field names that lists and exports carry, in their order.
FIELDS = (
    "id", "code", "external_id", "name", "kind", "phone", "email", "wechat", "industry", "size", "region", "country",
    "language", "time_zone", "province", "city", "district", "street", "postcode", "source", "referrer", "owner", "department", "stated_tier",
    "member_level", "member_no", "member_since", "birthday", "birthday_calendar", "cooperation_start", "tags",
    "status", "paused_until", "cadence_days", "plan_channel", "plan_reason", "review_state", "verified_on", "pain_points", "budget", "decision_chain", "timing", "competitors",
    "preferences", "note", "created_on",
)  # fmt: skip

_LISTED = (
    "SELECT c.*, s.name AS owner, st.tier, st.value_class, st.lifecycle, st.potential, st.health, st.risk,"
    " st.risk_level, st.next_contact_on, st.spend_12m"
    " FROM customer c LEFT JOIN staff s ON s.id = c.owner_id LEFT JOIN standing st ON st.customer_id = c.id"
)
#: More matches than this are not listed to choose from.
MANY = 20


class Customers:
    """Reads and writes customers; every written name gets its folded form."""

    def __init__(self, db: Database, search: Callable[[], Search]) -> None:
        """`search` is made when it is needed: an id is found without it."""
        self._db, self._search = db, search

    # -- finding --------------------------------------------------------------------------------------------------

    def get(self, customer_id: int) -> Row:
        """One customer with owner and standing, or the one it was merged into; NotFound if there is none."""
        row = self._db.one(f"{_LISTED} WHERE c.id = :id", {"id": customer_id})
        if row is None and (now := self._merged("loser_id = :x", customer_id)):
            return self.get(now[0])
        if row is None:
            raise errors.NotFound(
                _("There is no customer %(id)d.") % {"id": customer_id}, _("Search with: crmcli find")
            )
        return row

    def many(self, ids: Sequence[int]) -> list[Row]:
        return self._db.rows_in(f"{_LISTED} WHERE c.id IN ({{ids}}) ORDER BY c.id", ids)

    def below(self, customer_id: int) -> list[int]:
        """Ids of the customers that belong to one, directly or through others, in order."""
        rows = self._db.tuples(
            "WITH RECURSIVE below(id) AS (SELECT id FROM customer WHERE parent_id = :id"
            " UNION SELECT c.id FROM customer c JOIN below b ON c.parent_id = b.id)"
            " SELECT id FROM below WHERE id <> :id ORDER BY id",
            {"id": customer_id},
        )
        return [row[0] for row in rows]

    def with_own_columns(self) -> list[Row]:
        """The id and the own columns of every customer that has some, in order."""
        return self._db.rows("SELECT id, custom FROM customer WHERE custom IS NOT NULL ORDER BY id")

    def count(self) -> int:
        return int(self._db.value("SELECT COUNT(*) FROM customer"))

    def tags(self) -> list[str]:
        """Every tag in use."""
        rows = self._db.rows("SELECT DISTINCT tags FROM customer WHERE tags IS NOT NULL")
        return sorted({tag for row in rows for tag in row["tags"].split(",")})

    def own_column(self, name: str) -> str | None:
        """The column of the team's own that a name means: one that is called so, else one with a unit in brackets
        behind the name, such as 面积(㎡). None if no customer has one, or one of two units."""
        sql = "SELECT custom FROM customer WHERE custom LIKE :key ESCAPE '\\' ORDER BY id LIMIT 1"
        quoted = json.dumps(name, ensure_ascii=False)
        if self._db.value(sql, {"key": like(f"{quoted}:")}) is not None:
            return name
        with_unit = re.compile(rf"{re.escape(name)} ?[(（].+[)）]")
        found = [self._db.value(sql, {"key": like(quoted[:-1] + mark)}) for mark in ("(", "（", " (")]
        own = {column for custom in filter(None, found) for column in json.loads(custom)}
        columns = [column for column in own if with_unit.fullmatch(column)]
        return columns[0] if len(columns) == 1 else None

    def exceptions(self) -> list[Row]:
        """Who has a contact plan of their own, or is paused: number, name, owner and what is different, by name."""
        compared(self._db, ["c.status"], {"c": "customer"})
        return self._db.rows(
            "SELECT c.id, c.code, c.name AS customer, s.name AS owner, c.cadence_days, c.plan_channel, c.plan_reason,"
            " CASE WHEN c.status = 'paused' THEN c.paused_until END AS paused_until FROM customer c"
            " LEFT JOIN staff s ON s.id = c.owner_id WHERE c.cadence_days > 0 OR c.plan_channel > '' OR c.plan_reason > ''"
            " OR c.status = 'paused' ORDER BY c.name, c.id"
        )

    def named(self, text: str, *, by_id: bool = True) -> list[Row]:
        """Everyone that `text` may name, by the first way that finds somebody: id (unless not `by_id`), code, phone or e-mail, exact name,
        folded name, whatever a search finds but notes. What a customer was called before it was merged into another
        finds that one."""
        text = text.strip()
        for ids in self._ways(text, by_id):
            found = sorted(set(ids))
            if found:
                return self.many(found[:MANY])
        return []

    def numbered(self, number: str) -> list[Row]:
        """Who has this number in another system, or this code, themselves or by one who was merged into them."""
        if not number:
            return []
        ids = self._ids("code = :x OR external_id = :x", number)
        return self.many(ids or self._merged("loser_code = :x OR loser_external_id = :x", number))

    def carded(self, number: str) -> list[Row]:
        """Who has this number as a member."""
        return self.many(self._ids("member_no = :x", number)) if number else []

    def near(self, text: str) -> list[Row]:
        """Whom a text that names nobody may mean: in whose notes it stands, else who is called almost so."""
        noted = [match.customer_id for match in self._search().matches(text, MANY)][:MANY]
        ids = noted or self._search().nearest(text)
        rows = {row["id"]: row for row in self.many(ids)}
        return [rows[i] for i in ids]

    def _ways(self, text: str, by_id: bool) -> Iterable[list[int]]:
        number = re.fullmatch(r"#?(\d{1,9})", text)
        if number and by_id:
            yield self._ids("id = :x", int(number[1])) or self._merged("loser_id = :x", int(number[1]))
        code = text.upper() if re.fullmatch(r"[a-z]\d+", text) else text
        yield [row["id"] for row in self.numbered(code)]
        yield self.by_contact_way(text)
        # The folded name has the index: equal names fold equal.
        folded = fold_name(text) or text
        same = self._db.rows("SELECT id, name FROM customer WHERE name_folded = :f", {"f": folded})
        yield [row["id"] for row in same if row["name"] == text]
        if names_nobody(text):
            return
        yield [row["id"] for row in same]
        yield self._called(folded)
        yield self._merged("loser_folded = :x", folded)
        yield from self._found(text)

    def _found(self, text: str) -> Iterable[list[int]]:
        """Whom a search finds, those whom it finds best first; digits inside a longer number name nobody."""
        from crmcli.matching.search_words import LEAST_DIGITS, Place

        if text.isdigit() and len(text) < LEAST_DIGITS:
            return
        yield self.by_contact_way(self._search().with_our_area(text) or text)
        matches = self._search().matches(text, MANY)
        for place in (Place.WHOLE, Place.NAME) if text.isdigit() else (Place.WHOLE, Place.NAME, Place.WITHIN):
            yield [match.customer_id for match in matches if match.place == place]

    def _called(self, folded: str) -> list[int]:
        """Those who have this folded name as another name."""
        sql = "SELECT customer_id FROM customer_alias WHERE name_folded = :x ORDER BY 1"
        return [row[0] for row in self._db.rows(sql, {"x": folded})]

    def _ids(self, where: str, value: Any) -> list[int]:
        return [
            r["id"]
            for r in self._db.rows(
                f"SELECT id FROM customer WHERE {where} ORDER BY id LIMIT {MANY}", {"x": value}
            )
        ]

    def _merged(self, where: str, value: Any) -> list[int]:
        """Those into whom others were merged, by what the others were called."""
        sql = f"SELECT DISTINCT survivor_id FROM merge WHERE {where} ORDER BY 1"
        return [r[0] for r in self._db.rows(sql, {"x": value})]

    def by_contact_way(self, text: str) -> list[int]:
        """Customers with this phone, e-mail, WeChat or account elsewhere, their further ones and their contact persons' included."""
        phones = self._search().phones(text)
        value = normalize_email(text) or text
        rows = self._db.rows(
            "SELECT id FROM customer WHERE phone IN (:p, :o) OR email = :v OR wechat IN (:p, :v)"
            " UNION SELECT customer_id FROM contact_way t WHERE value IN (:p, :o, :v) AND confirmed = 1"
            f"  AND kind IN ('phone', 'email', 'wechat', 'social') AND {way_there('t')}"
            " UNION SELECT customer_id FROM contact_person p WHERE phone IN (:p, :o)"
            f" AND {there('p')} ORDER BY 1",
            {"p": phones[0], "o": phones[-1], "v": value} if phones else {"p": value, "o": value, "v": value},
        )
        return [r[0] for r in rows]

    def callers(self, phone: str, *, ending: bool = False) -> list[Row]:
        """Whose number this is, or whose ends so: customer (id, name), the number, and the contact person if it is
        theirs. A customer's further numbers count too."""
        holds = "LIKE :v" if ending else "= :v"
        return self._db.rows(
            "SELECT c.id, c.name, p.phone AS phone, p.id AS person_id, p.name AS person FROM contact_person p"
            f" JOIN customer c ON c.id = p.customer_id WHERE p.phone {holds} AND {there('p')}"
            f" UNION SELECT id, name, phone, NULL, NULL FROM customer WHERE phone {holds}"
            " UNION SELECT c.id, c.name, t.value, p.id, p.name FROM contact_way t JOIN customer c ON c.id = t.customer_id"
            " LEFT JOIN contact_person p ON p.id = t.contact_person_id"
            f" WHERE t.kind = 'phone' AND t.confirmed = 1 AND t.value {holds} AND {there('p')} ORDER BY 1, 3, 4",
            {"v": f"%{phone}" if ending else phone},
        )

    def listed(self, filters: Mapping[str, Any], ids: Sequence[int] | None = None) -> list[Row]:
        """Rows with owner and standing, filtered by equal values of customer or standing columns, ordered by id."""
        columns = {
            "owner_id": "c.owner_id",
            "city": "c.city",
            "industry": "c.industry",
            "status": "c.status",
            "source": "c.source",
            "tier": "st.tier",
            "value_class": "st.value_class",
            "lifecycle": "st.lifecycle",
            "risk_level": "st.risk_level",
            "is_member": "c.is_member",
        }
        chosen = {k: v for k, v in filters.items() if v is not None and k in columns}
        where = [f"{columns[k]} = :{k}" for k in chosen]
        compared(self._db, [*where, "st.tier"], {"c": "customer", "st": "standing"})
        if filters.get("tag"):
            where.append("lower(',' || c.tags || ',') LIKE :tag ESCAPE '\\'")
            chosen["tag"] = like("," + lower(filters["tag"]) + ",")
        if ids is not None:
            if not ids:
                return []
            where.append("c.id IN ({ids})")
            rows = self._db.rows_in(f"{_LISTED} WHERE {' AND '.join(where)}", ids, chosen)
            return sorted(rows, key=lambda r: int(r["id"]))
        return self._db.rows(
            f"{_LISTED} {'WHERE ' + ' AND '.join(where) if where else ''} ORDER BY c.id", chosen
        )

    def narrowed(
        self, asked: Asked, summed: Mapping[str, str], ids: Sequence[int] | None = None
    ) -> list[Row]:
        """The fields that a filter looks at, of whom it may find, by id; `summed` are the parameters of sums."""
        from crmcli.queries.filters.summed import GUARDED

        sql, values = asked.select()
        compared(self._db, [asked.narrow.sql], {"c": "customer", "st": "standing"})
        sums = asked.sums
        guarded = {table: columns for part in sums for table, columns in GUARDED.get(part, {}).items()}
        for table, columns in sorted(guarded.items()):
            compared(self._db, columns, {table: table})
        values |= summed if sums else {}
        if ids is None:
            return self._db.rows(f"{sql} ORDER BY c.id", values)
        return self._db.rows_in(f"{sql} WHERE c.id IN ({{ids}})", ids, values)

    def told_in(self, column: str, most: int) -> list[str] | None:
        """Each text that customers have in a column; None if there are more than so many."""
        sql = f"SELECT DISTINCT {column} FROM customer WHERE {column} IS NOT NULL LIMIT {most + 1}"
        texts = [text for (text,) in self._db.tuples(sql)]
        return texts if len(texts) <= most else None

    # -- what belongs to one --------------------------------------------------------------------------------------

    def contact_ways(self, customer_id: int) -> list[Row]:
        """Ways beyond the main ones, with the contact person whose they are (`person`), if somebody's."""
        return self._db.rows(
            "SELECT t.*, p.name AS person FROM contact_way t LEFT JOIN contact_person p ON p.id = t.contact_person_id"
            " WHERE t.customer_id = :id ORDER BY t.id",
            {"id": customer_id},
        )

    def addresses(self, customer_id: int) -> list[Row]:
        """Addresses beyond the main one, with the contact person whose they are (`person`), if somebody's."""
        return self._db.rows(
            "SELECT a.*, p.name AS person FROM address a LEFT JOIN contact_person p ON p.id = a.contact_person_id"
            " WHERE a.customer_id = :id ORDER BY a.id",
            {"id": customer_id},
        )

    def aliases(self, customer_id: int) -> list[str]:
        """Its other names."""
        rows = self._db.rows(
            "SELECT name FROM customer_alias WHERE customer_id = :id ORDER BY id", {"id": customer_id}
        )
        return [row[0] for row in rows]

    # -- writing --------------------------------------------------------------------------------------------------

    def add(self, op: Operation, values: Mapping[str, Any], today: str) -> int:
        """A new customer, with the next code unless one is given."""
        row = {
            **name_forms(values["name"]),
            "kind": "company",
            "status": "active",
            "is_member": 0,
            **values,
            "created_at": op.at_text,
            "updated_at": op.at_text,
            "version": 1,
        }
        row.setdefault("created_on", today)
        row["code"] = row.get("code") or self.new_codes(op)[0]
        return op.insert("customer", row)

    def new_codes(self, op: Operation, count: int = 1) -> list[str]:
        """The codes of so many further customers; all that the operation added have theirs from here."""
        added = op.inserted("customer")
        return take(self._db, op, CUSTOMERS, count, before=added[0] if added else None)

    def edit(self, op: Operation, customer_id: int, values: Mapping[str, Any]) -> bool:
        """Changes fields; False if they had these values already."""
        forms = name_forms(values["name"]) if "name" in values else {}
        return op.update("customer", customer_id, {**values, **forms})

    def add_aliases(self, op: Operation, names: Iterable[tuple[int, str]]) -> set[int]:
        """Further names of customers, each with the customer's id; what folds like one it has already is left out. Who got
        one.
        """
        wanted = {(i, fold_name(name) or name): name for i, name in names}
        known = self._db.rows_in(
            "SELECT customer_id, name_folded FROM customer_alias WHERE customer_id IN ({ids})",
            sorted({i for i, _folded in wanted}),
        )
        known += self._db.rows_in(
            "SELECT id, name_folded FROM customer WHERE id IN ({ids})", sorted({i for i, _folded in wanted})
        )
        # Who was merged into one is found by its name already.
        known += self._db.rows_in(
            "SELECT survivor_id, loser_folded FROM merge WHERE survivor_id IN ({ids})",
            sorted({i for i, _folded in wanted}),
        )
        for i, folded in {(row[0], row[1]) for row in known}:
            wanted.pop((i, folded), None)
        rows = [(i, name, folded) for (i, folded), name in wanted.items()]
        op.insert_many("customer_alias", ("customer_id", "name", "name_folded"), rows)
        return {row[0] for row in rows}

    def resembling(self, folded: str) -> list[Row]:
        """At most two customers in whose name or other name a folded name stands, else its characters one after the
        other."""
        for pattern in (like(folded), "%".join(("", *map(escaped, folded), ""))) if folded else ():
            rows = self._db.rows(
                "SELECT id, code, name FROM customer WHERE name_folded LIKE :k ESCAPE '\\' OR id IN"
                " (SELECT customer_id FROM customer_alias WHERE name_folded LIKE :k ESCAPE '\\') ORDER BY id LIMIT 2",
                {"k": pattern},
            )
            if rows:
                return rows
        return []

    def add_contact_way(self, op: Operation, customer_id: int, kind: str, value: str) -> int:
        way = {"customer_id": customer_id, "kind": kind, "value": value, "confirmed": 1}
        return op.insert("contact_way", way)


def name_forms(name: str) -> dict[str, str]:
    """A name with the form that matching uses."""
    return {"name": name, "name_folded": fold_name(name) or name}
