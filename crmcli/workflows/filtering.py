"""Which customers a filter finds: its words made out once, the database asked for what it can tell, the facts put together
for who is left."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple

from crmcli import errors
from crmcli.clock import parse_day
from crmcli.database.connection import Record
from crmcli.facts import Derived, Facts, derive
from crmcli.i18n import _, series, words
from crmcli.judging.filter_fields import FIELDS, Field, chinese_name, field_called, names
from crmcli.judging.filters import BadFilter, Comparison, Group, Kept, Node, Not, parse
from crmcli.matching.phones import normalize_phone
from crmcli.matching.text import search_key
from crmcli.queries.filters.filtered import Asked, Narrow
from crmcli.queries.filters.summed import FACTS
from crmcli.queries.searching.texts import FOUND_BY
from crmcli.queries.windows import Windows
from crmcli.store import View
from crmcli.wording import known_words
from crmcli.workflows.filter_values import NOTHING, STORED, BadValue, Means, Predicate, predicate, wanted


class Known(NamedTuple):
    """What is known of a customer: its stored row, and with its facts, once they are put together, what follows from them."""

    row: Record
    facts: Facts | None = None
    derived: Derived | None = None


#: Whether a customer answers; None where its facts are needed to say so.
Answer = Callable[[Known], bool | None]
#: So many kept filters may stand in each other, and so many tests in all of them: what names others often grows with every
#: step to more than anybody waits for.
_DEEPEST, _MOST = 5, 1_000
#: So many different texts in a column are looked through for each filter.
_FEW = 1_000


def filtered(view: View, text: str, actor_id: int | None = None) -> list[int]:
    """The ids of the customers that a filter finds, in order; `me` in it is `actor_id`. Usage tells the place of what is no
    filter."""
    maker = _Maker(view, actor_id)
    answer, narrow = maker.read(text)
    asked, summed = Asked(frozenset(maker.fields), narrow, view.rates), windows(view)
    left: list[int] = []
    found: set[int] = set()
    for row in view.store.customers.narrowed(asked, summed):
        said = answer(Known(row))
        if said is None:
            left.append(row["id"])
        elif said:
            found.add(row["id"])
    if left:
        found |= {known.row["id"] for known in _with_facts(view, left, asked, summed) if answer(known)}
    return sorted(found)


def windows(view: View) -> dict[str, str]:
    """What sums of what happened are asked with."""
    windows = Windows.ending(view.as_of.on)
    return {**windows.parameters, "half": windows.half, "currency": view.store.policies.currency()}


def _with_facts(view: View, ids: Sequence[int], asked: Asked, summed: dict[str, str]) -> Iterator[Known]:
    from crmcli.verdicts.standings import gathered

    asked = asked._replace(narrow=Narrow())
    rows = {row["id"]: row for row in view.store.customers.narrowed(asked, summed, ids)}
    for facts in gathered(view, ids):
        yield Known(rows[facts.customer_id], facts, derive(facts, view.as_of.on))


class _Maker:
    """Makes out a filter; `fields` are those that it looks at."""

    def __init__(self, view: View, actor_id: int | None) -> None:
        staff = {row["name"]: row["id"] for row in view.store.staff.all()}
        if actor_id is not None:
            staff |= dict.fromkeys(("me", "我"), actor_id)
        home = view.store.policies.country()
        self._view = view
        self._means = Means(
            lambda day: parse_day(day, view.as_of.on, view.zone),
            lambda phone: normalize_phone(phone, home),
            staff,
        )
        self._inside: list[str] = []
        self.fields: list[Field] = []

    def read(self, text: str) -> tuple[Answer, Narrow]:
        """What answers a whole text, and what of it the database may decide."""
        return self._make(_read(text), text)

    def _make(self, node: Node, text: str) -> tuple[Answer, Narrow]:
        if isinstance(node, Comparison):
            return self._test(node, text)
        if isinstance(node, Kept):
            return self._kept(node, text)
        if isinstance(node, Not):
            answer, narrow = self._make(node.part, text)
            return lambda known: None if (said := answer(known)) is None else not said, narrow.without()
        parts = [self._make(part, text) for part in node.parts]
        narrow = Narrow.joined(node.word, [narrow for _answer, narrow in parts])
        return _joined(node, [answer for answer, _narrow in parts]), narrow

    def _kept(self, node: Kept, text: str) -> tuple[Answer, Narrow]:
        row = self._view.store.segments.get(node.name)
        if row is None:
            wrong = _("No filter is kept so: %(place)s")
        elif node.name in self._inside:
            wrong = _("It is kept in itself: %(place)s")
        elif len(self._inside) >= _DEEPEST or len(self.fields) > _MOST:
            wrong = _("Too many filters stand in each other: %(place)s")
        else:
            return self._made_of(row)
        place = _marked(text, node.at, f"@{node.name}")
        raise errors.Usage(wrong % {"place": place}, _("See: crmcli segment list"))

    def _made_of(self, row: Record) -> tuple[Answer, Narrow]:
        self._inside.append(row["name"])
        made = self.read(row["filter"])
        self._inside.pop()
        return made

    def _test(self, test: Comparison, text: str) -> tuple[Answer, Narrow]:
        field = self._field(test, text)
        self.fields.append(field)
        try:
            values = wanted(field, test.op, self._own(field, test), self._means)
            if field.type == "campaign":
                from crmcli.workflows.filter_campaigns import met

                ids, narrow = met(self._view, field.column, test.op, values)
                return lambda known: known.row["id"] in ids, narrow
            if field.type == "retain":
                from crmcli.workflows.filter_retention import met as kept

                people = kept(self._view, test.op, values)
                return lambda known: known.row["id"] in people, Narrow()
        except BadValue as bad:
            raise _no_value(test, field, bad, text) from None
        told = Narrow.of if field.type in STORED else self._of_text
        return _answer(field, predicate(field, test.op, values)), told(field, test.op, values)

    def _of_text(self, field: Field, op: str, values: tuple[Any, ...]) -> Narrow:
        """What the database may decide of a text: which of the few that customers have answer, else whom the search for
        its words leaves."""
        if field.place != "customer" or field.type == "own" or None in values:
            return Narrow()
        if op in ("!=", "!~"):
            return self._of_text(field, op[1:], values).without()
        texts = self._view.store.customers.told_in(field.column, _FEW)
        if texts is not None:
            return Narrow.among(field, list(filter(predicate(field, op, values), texts)))
        return (
            Narrow.worded([search_key(value) for value in values]) if field.column in FOUND_BY else Narrow()
        )

    def _own(self, field: Field, test: Comparison) -> tuple[str, ...]:
        """The values of a test, those against a declared field as it stores them; BadValue for one that it can't hold."""
        declared = self._view.policy.own_field(field.domain) if field.type == "own" else None
        if declared is None or "~" in test.op:
            return test.values
        from crmcli.sheets.cells.own_values import own_value, typed_day

        read = typed_day(self._means.day)
        found = [t if t.strip().lower() in NOTHING else own_value(declared, t, read) for t in test.values]
        if None in found:
            raise BadValue(found.index(None))
        return tuple(filter(None, found))

    def _field(self, test: Comparison, text: str) -> Field:
        """The field of a test: one of ours, else a column of the team's own."""
        if name := field_called(test.field):
            field = FIELDS[name]
            # Of the present the database sums up most facts by itself.
            summed = field.place == "facts" and field.column in FACTS and not self._view.as_of.explicit
            return field._replace(place="summed") if summed else field
        name = test.field.removeprefix("custom.")
        declared = self._view.policy.own_field(name)
        if own := declared.name if declared else self._view.store.customers.own_column(name):
            return Field("own", "customer", "custom", own)
        near, place = (
            get_close_matches(test.field.lower(), names(), 3, 0.6),
            _marked(text, test.at, test.field),
        )
        known = [chinese_name(name) for name in FIELDS] if words() == "zh" else list(FIELDS)
        raise errors.Usage(
            _("There is no field %(name)s: %(place)s") % {"name": test.field, "place": place},
            _("Perhaps: %(names)s") % {"names": series(near)}
            if near
            else _("Fields: %(names)s") % {"names": series(known)},
        )


def _read(text: str) -> Node:
    """The tree of a filter that somebody typed; Usage tells the place of what is none."""
    try:
        return parse(text)
    except BadFilter as bad:
        raise errors.Usage(
            _("The filter can't be read: %(place)s") % {"place": _marked(text, bad.at, bad.word)},
            _("Write it like: tier=key and city~'New York' and last_contact<-60d"),
        ) from None


def _no_value(test: Comparison, field: Field, bad: BadValue, text: str) -> errors.Usage:
    hint = _("See: crmcli find --help")
    if bad.op:
        place = _marked(text, test.at, test.field)
        told = {"name": test.field, "op": test.op, "place": place}
        return errors.Usage(_("%(name)s can't be compared by %(op)s: %(place)s") % told, hint)
    value = test.values[bad.place]
    told = {"value": value, "name": test.field, "place": _marked(text, test.places[bad.place], value)}
    if field.type == "campaign":
        hint = _("See: crmcli campaign list")
    elif field.domain and field.type != "own":
        hint = _("Known: %(names)s") % {"names": known_words(field.domain)}
    return errors.Usage(_("%(value)s is no value of %(name)s: %(place)s") % told, hint)


def _answer(field: Field, answers: Predicate) -> Answer:
    column = field.column
    if field.place == "facts":
        return lambda known: None if known.facts is None else answers(getattr(known.facts, column))
    if field.place == "derived":
        return lambda known: None if known.derived is None else answers(known.derived[column])
    if field.type == "own":
        return lambda known: answers(json.loads(known.row["custom"] or "{}").get(field.domain))
    return lambda known: answers(known.row[column])


def _joined(group: Group, answers: Sequence[Answer]) -> Answer:
    """All of some answers, or any; what isn't known yet decides nothing."""
    decides = group.word == "or"

    def whole(known: Known) -> bool | None:
        unknown = False
        for answer in answers:
            said = answer(known)
            if said is decides:
                return decides
            unknown |= said is None
        return None if unknown else not decides

    return whole


def _marked(text: str, at: int, word: str) -> str:
    """The text with the word at a place marked."""
    before, after = ("【", "】") if words() == "zh" else ("»", "«")
    return f"{text[:at]}{before}{text[at : at + len(word)]}{after}{text[at + len(word) :]}"
