"""Rows of customer lists, member lists and address books as customers: which rows are one, and what they say together.

Nothing is written here; `writing` does that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from crmcli.i18n import _, clauses
from crmcli.store import Store
from crmcli.workflows.importing.customers.candidates import candidate_of, home_of, survivors
from crmcli.workflows.importing.customers.cards import part_numbers
from crmcli.workflows.importing.customers.contributing import incoming_of
from crmcli.workflows.importing.customers.folding import Group, apart, fold, fold_by
from crmcli.workflows.importing.customers.incoming import Incoming, Known
from crmcli.workflows.importing.customers.keys import Candidate, holders, meant
from crmcli.workflows.importing.customers.unsure import settle_unsure
from crmcli.workflows.importing.fates import Entry, Fates
from crmcli.workflows.importing.options import Options
from crmcli.workflows.importing.people import Team


def gather(
    store: Store,
    entries: Sequence[Entry],
    team: Team,
    fates: Fates,
    options: Options,
    ids: Collection[int] | None = None,
    read_before: Sequence[Entry] = (),
) -> tuple[Iterator[Incoming], Known]:
    """The customers that these rows make, folded, each with the known customer it is, if any; they come one by one.

    `ids` are those who share a key with the rows, where that is known. Rows of the same lists that were `read_before`
    change nothing, and tell whom the others can't be.

    A row whose chosen key several known customers have is rejected.
    """
    rows = [candidate_of(entry) for entry in entries]
    again = survivors(store, entries)
    ids = {*(_known_ids(store, rows, options) if ids is None else ids), *again.values()}
    known = Known(
        store.imports.customers(ids),
        store.imports.contact_ways(ids),
        store.imports.persons(ids),
        _aliases(store, ids) | options.customer_map,
    )
    _rename(store, rows, known)
    for entry, row in zip(entries, rows, strict=True):
        if (customer_id := again.get(entry.target_id or 0)) in known.customers:
            row.code, row.sure = known.customers[customer_id]["code"], True
    lines = _lines([entry for entry in read_before if entry.customer_id in known.customers])
    before = [_candidate_of_known(i, known, lines.get(i, ())) for i in known.customers]
    keys = options.customer_keys
    if keys:
        _reject_ambiguous(entries, rows, before, keys, known)
        open_rows = [i for i, entry in enumerate(entries) if entry.open]
        entries, rows = [entries[i] for i in open_rows], [rows[i] for i in open_rows]
    together = [*before, *rows]
    folded = apart(rows) if options.mode == "create" else fold_by(together, keys) if keys else fold(together)
    groups = [g for g in folded.groups if g.members[-1] >= len(before)]
    groups = settle_unsure(folded, groups, entries, before, known)
    if not keys and options.mode != "create":
        groups = _reject_strangers(groups, entries, rows, known, len(before))
        part_numbers(groups, entries, rows, len(before), strict=options.strict)
        groups = [g for g in groups if _is_open(g, entries, len(before))] if options.strict else groups
        kept = {m for g in groups for m in g.members} | set(range(len(before)))
        folded.suspects[:] = [pair for pair in folded.suspects if kept.issuperset(pair[1:])]
    return _incoming(
        groups, folded.suspects, entries, rows, known=known, before=before, team=team, fates=fates
    ), known


def _is_open(group: Group, entries: Sequence[Entry], offset: int) -> bool:
    """Whether none of a group's rows was rejected."""
    return all(entries[member - offset].open for member in group.members if member >= offset)


#: Stands for a row whose customer was put together.
_WRITTEN = Candidate("", person=False)


def _incoming(
    groups: list[Group],
    suspects: Sequence[tuple[str, int, int]],
    entries: Sequence[Entry],
    rows: list[Candidate],
    *,
    known: Known,
    before: Sequence[Candidate],
    team: Team,
    fates: Fates,
) -> Iterator[Incoming]:
    """The customers of the groups, each put together when it is asked for; at the end what is suspected of them."""
    suspected = {m for _key, *pair in suspects for m in pair}
    by_member: dict[int, Incoming] = {}
    # A large list needs the room: what was put together is let go.
    groups.reverse()
    while groups:
        group = groups.pop()
        item = incoming_of(group, entries, rows, known=known, team=team, offset=len(before))
        fates.warnings += item.told_otherwise
        if suspected and not suspected.isdisjoint(group.members):
            by_member |= dict.fromkeys(group.members, item)
        yield item
        for place in group.members:
            if place >= len(before):
                rows[place - len(before)] = _WRITTEN
    for key, a, b in suspects:
        pair = [by_member.get(m) or known.customers[before[m].existing or 0] for m in (a, b)]
        fates.possible_duplicates.append({"key": key, "pair": pair})


def _reject_ambiguous(
    entries: Sequence[Entry],
    rows: Sequence[Candidate],
    before: Sequence[Candidate],
    keys: Sequence[str],
    known: Known,
) -> None:
    places = holders(before, keys)
    for entry, row in zip(entries, rows, strict=True):
        found = meant(row, before, places)
        if len(found) > 1:
            customers = [known.customers[before[i].existing or 0] for i in found]
            names = clauses(f"{c['code']} {c['name']}" for c in customers)
            text = _("%(text)s may be any of these customers: %(names)s")
            entry.reject(text % {"text": entry.values.get("name") or row.name, "names": names})


def _reject_strangers(
    groups: Sequence[Group], entries: Sequence[Entry], rows: Sequence[Candidate], known: Known, offset: int
) -> list[Group]:
    """The groups without those rows that nothing but their code ties to a known customer."""
    by_code = {c["code"]: c for c in known.customers.values()}
    strangers = {
        m
        for g in groups
        if g.existing is None
        for m in g.members
        if m >= offset and rows[m - offset].code in by_code
    }
    for m in strangers:
        customer = by_code[rows[m - offset].code or ""]
        text = _(
            "%(code)s is %(name)s here, with another name and phone. The same customer? Import with --key code."
            " From another database? Import with --key phone --key name."
        )
        entries[m - offset].reject(text % {"code": customer["code"], "name": customer["name"]})
    return [g for g in groups if not strangers.intersection(g.members)] if strangers else list(groups)


def _aliases(store: Store, ids: Collection[int]) -> dict[str, int]:
    """The other names of known customers, folded, of which each means but one."""
    found: dict[str, set[int]] = {}
    for customer_id, rows in store.imports.aliases(ids).items():
        for row in rows:
            found.setdefault(row["name_folded"], set()).add(customer_id)
    return {name: min(bearers) for name, bearers in found.items() if len(bearers) == 1}


def _rename(store: Store, rows: Sequence[Candidate], known: Known) -> None:
    """Rows of somebody who was merged into another, or who goes by another name, mean that one, and get its code."""
    codes = store.merges.former("loser_code", (c.code for c in rows if c.code))
    numbers = store.merges.former("loser_external_id", (c.external_id for c in rows if c.external_id))
    names = store.merges.former("loser_folded", (c.name for c in rows if c.name))
    taken = {row["name_folded"] for row in known.customers.values()}
    for row in rows:
        survivor = codes.get(row.code or "") or numbers.get(row.external_id or "")
        called = names.get(row.name) or known.aliases.get(row.name)
        survivor = survivor or (called if row.name not in taken else None)
        if survivor in known.customers:
            row.code, row.sure = known.customers[survivor]["code"], True


def _known_ids(store: Store, rows: Sequence[Candidate], options: Options) -> set[int]:
    """The customers that share any key with the rows; nobody where every row is a record of its own, or nobody is there."""
    if options.mode == "create" or not store.customers.count():
        return set()
    wanted = {
        "phone": (p for c in rows for p in c.phones),
        "email": (e for c in rows for e in c.emails),
        "wechat": (w for c in rows for w in c.wechats),
        "social": (s for c in rows for s in c.socials),
        "code": (c.code for c in rows if c.code),
        "external_id": (c.external_id for c in rows if c.external_id),
        "member_no": (c.member_no for c in rows if c.member_no),
        "folded": (c.name for c in rows),
    }
    chosen = {"folded" if key == "name" else key for key in options.customer_keys} or set(wanted)
    named = {i for row in rows if (i := options.customer_map.get(row.name))}
    return named | {
        i
        for key, values in wanted.items()
        if key in chosen
        for found in store.imports.ids_by(key, values).values()
        for i in found
    }


def _lines(entries: Sequence[Entry]) -> dict[int, list[tuple[str, str, str | None]]]:
    """By customer its lines in lists, as `Candidate.lines` has them."""
    found: dict[int, list[tuple[str, str, str | None]]] = {}
    for entry in entries:
        row = candidate_of(entry)
        if row.listed and entry.customer_id:
            found.setdefault(entry.customer_id, []).append((row.listed, row.name, row.external_id))
    return found


def _candidate_of_known(
    customer_id: int, known: Known, lines: Sequence[tuple[str, str, str | None]]
) -> Candidate:
    row = known.customers[customer_id]
    ways = known.contact_ways.get(customer_id, ())
    # Nobody is told apart by who left it.
    persons = [p for p in known.persons.get(customer_id, ()) if not p["left_on"]]

    def all_of(kind: str) -> list[str]:
        further = [p["value"] for p in ways if p["kind"] == kind and p["confirmed"]]
        return [v for v in (row[kind], *further, *(p[kind] for p in persons)) if v]

    return Candidate(
        name=row["name_folded"],
        person=row["kind"] == "person",
        phones=all_of("phone"),
        emails=all_of("email"),
        wechats=all_of("wechat"),
        socials=[p["value"] for p in ways if p["kind"] == "social"],
        code=row["code"],
        external_id=row["external_id"],
        contact_persons=[p["name_folded"] for p in persons],
        existing=customer_id,
        member_no=row["member_no"],
        birthday=row["birthday"] or "",
        home=home_of(row["street"]),
        lines=lines,
    )
