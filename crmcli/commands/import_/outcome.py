"""What an import shows when it is over: what became of the rows, and what is to be mended."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crmcli import naming
from crmcli.commands.import_.leaving import left_out, left_out_lines
from crmcli.commands.import_.receipts import receipt_lines, receipts_of
from crmcli.commands.import_.views import doubt_lines, settled_lines
from crmcli.commands.import_.words import kind_name
from crmcli.commands.taken import taken_lines
from crmcli.context import Context
from crmcli.i18n import _, clauses, ngettext, remarked, remarks, sentences, series, titled
from crmcli.result import Column, Result, Table
from crmcli.sheets.rows.plans import Reading
from crmcli.workflows.importing.doubts import doubts
from crmcli.workflows.importing.fates import Entry, Fates
from crmcli.workflows.importing.kept import code_told
from crmcli.workflows.importing.past import FATES
from crmcli.workflows.importing.reasons import why

#: More reasons than this are not spelled out on a screen; the workbook and JSON have them all.
_MOST_SHOWN = 20


def result_of(
    crm: Context, fates: Fates, reading: Reading, rejects_file: Path | None, *, dry_run: bool = False
) -> Result:
    """The finished (or rehearsed) import as a result."""
    result = Result(crm.command, data=_data(fates, reading, rejects_file), as_of=crm.as_of)
    result.warnings = _warnings(fates, reading, dry_run, crm.reader)
    result.tables = [_table(fates)]
    if fates.to_mend():
        result.tables.append(_table_to_mend(fates))
    result.lines = [_summary(fates, dry_run)]
    if fates.attached:
        result.lines.append(_attached(fates.attached, dry_run))
    receipts = receipts_of(crm, fates) if fates.written and not dry_run else []
    result.data["receipts"] = receipts
    result.after += receipt_lines(receipts)
    if rejects_file:
        result.after.append(
            _("Rows to be mended: %(path)s. Mend them there and import that file.") % {"path": rejects_file}
        )
    if fates.written and not dry_run:
        if crm.policy.review.imported and fates.added_customers:
            result.after.append(_("Customers that it added wait for approval: crmcli review queue"))
        behind = crm.store.standings.stale_count(crm.today.isoformat())
        following = _("crmcli classify, crmcli due") if behind else _("crmcli due")
        result.after.append(
            _("Next: %(commands)s   (take it back with: crmcli undo)") % {"commands": following}
        )
    return result


def _data(fates: Fates, reading: Reading, rejects_file: Path | None) -> dict[str, Any]:
    files = [{**f, "file": Path(f["file"]).name} for f in fates.files() if f["kind"]]
    return {
        "files": files,
        "totals": fates.totals(),
        "rejects_file": str(rejects_file) if rejects_file else None,
        "rejected": [
            {
                "file": Path(e.sheet.file).name,
                "sheet": e.sheet.sheet,
                "row": e.row.number,
                "reasons": e.reasons,
                "candidate": e.candidate.partition(" ")[0] or None,
            }
            for e in fates.rejected()
        ],
        "incomplete": [_incomplete(entry, fates) for entry in fates.incomplete()],
        "attached": fates.attached,
        "possible_duplicates": fates.possible_duplicates,
        "same_persons": fates.same_persons,
        "conflicts": fates.conflicts,
        "taken": [each._asdict() for each in fates.taken],
        "staff_added": fates.staff_added,
        "unknown_owners": fates.unknown_owners,
        "unread_files": [{"file": Path(file).name, "reason": reason} for file, reason in reading.errors],
        "left_out": left_out(reading),
    }


def _incomplete(entry: Entry, fates: Fates) -> dict[str, Any]:
    return {
        "file": Path(entry.sheet.file).name,
        "sheet": entry.sheet.sheet,
        "row": entry.row.number,
        "code": fates.codes.get(id(entry)),
        "fields": [{"field": p.field, "value": p.value, "reason": why(p)} for p in entry.incomplete],
    }


def _summary(fates: Fates, dry_run: bool) -> str:
    totals = fates.totals()
    words = {
        "created": _("created"),
        "updated": _("updated"),
        "unchanged": _("unchanged"),
        "duplicate": _("duplicate"),
        "rejected": _("rejected"),
        "skipped": _("skipped"),
    }
    parts = series(f"{words[f]} {totals[f]}" for f in FATES if totals[f])
    if totals["incomplete"]:
        n = totals["incomplete"]
        some = ngettext("%(n)d of those kept is incomplete", "%(n)d of those kept are incomplete", n)
        parts = clauses([parts, some % {"n": n}])
    rows = totals["rows"]
    done = ngettext("Imported %(rows)d row: %(parts)s.", "Imported %(rows)d rows: %(parts)s.", rows)
    meant = ngettext("Would import %(rows)d row: %(parts)s.", "Would import %(rows)d rows: %(parts)s.", rows)
    return (meant if dry_run else done) % {"rows": rows, "parts": parts or "0"}


def _attached(n: int, dry_run: bool) -> str:
    """How many files of mails are at their records."""
    done = ngettext("Attached %(n)d file of mails.", "Attached %(n)d files of mails.", n)
    meant = ngettext("Would attach %(n)d file of mails.", "Would attach %(n)d files of mails.", n)
    return (meant if dry_run else done) % {"n": n}


def _warnings(fates: Fates, reading: Reading, dry_run: bool, reader: naming.Reader) -> list[str]:
    lines = [
        *reading.warnings,
        *(titled(Path(file).name, reason) for file, reason in reading.errors),
        *left_out_lines(reading),
        *settled_lines(reading),
        *doubt_lines(doubts(reading.sheets)),
        *fates.warnings,
    ]
    lines += taken_lines(fates.taken, dry_run=dry_run)
    if fates.staff_added:
        n = len(fates.staff_added)
        done = ngettext(
            "%(n)d person was added to the staff list: %(names)s",
            "%(n)d people were added to the staff list: %(names)s",
            n,
        )
        meant = ngettext(
            "%(n)d person would be added to the staff list: %(names)s",
            "%(n)d people would be added to the staff list: %(names)s",
            n,
        )
        text = meant if dry_run else done
        lines.append(text % {"n": n, "names": series(fates.staff_added)})
    for name, guess in fates.unknown_owners.items():
        meant = _(
            "Nobody on the team is called %(name)s. Is it %(guess)s? Say: --owner-map %(name)s=%(guess)s"
        )
        alone = _("Nobody on the team is called %(name)s. Say who it is: --owner-map %(name)s=STAFF")
        lines.append((meant if guess else alone) % {"name": name, "guess": guess})
    for pair in fates.possible_duplicates:
        names = " / ".join(remarked(c["name"], c["id"]) for c in pair["customers"])
        lines.append(
            _("Perhaps the same customer (%(key)s): %(names)s") % {"key": pair["key"], "names": names}
        )
    lines += _same_persons(fates)
    if fates.more_duplicates:
        lines.append(
            ngettext(
                "%(n)d more pair may be the same customer. See: crmcli dedupe",
                "%(n)d more pairs may be the same customer. See: crmcli dedupe",
                fates.more_duplicates,
            )
            % {"n": fates.more_duplicates}
        )
    if fates.more_warnings:
        lines.append(
            ngettext(
                "%(n)d more remark about a single row is not listed.",
                "%(n)d more remarks about single rows are not listed.",
                fates.more_warnings,
            )
            % {"n": fates.more_warnings}
        )
    return lines + [_conflict(c, reader) for c in fates.conflicts]


def _same_persons(fates: Fates) -> list[str]:
    """Who may be one person at several customers, the first of them."""
    lines = [
        _("Perhaps the same person (%(value)s): %(names)s")
        % {
            "value": each["value"],
            "names": " / ".join(
                remarked(p["name"], f"{p['customer']} {p['customer_code']}") for p in each["persons"]
            ),
        }
        for each in fates.same_persons[:_MOST_SHOWN]
    ]
    if more := len(fates.same_persons) - len(lines):
        text = ngettext(
            "%(n)d more may be one person at several customers; JSON lists them.",
            "%(n)d more may each be one person at several customers; JSON lists them.",
            more,
        )
        lines.append(text % {"n": more})
    return lines


def _conflict(conflict: Mapping[str, Any], reader: naming.Reader) -> str:
    """Why a value of a sheet was not taken over."""
    texts = {
        "edited": _(
            "%(customer)s: somebody changed %(field)s since; kept %(kept)s, the sheet says %(sheet)s."
        ),
        "applied": _(
            "%(customer)s: %(field)s is %(kept)s by now, %(sheet)s in a row that was imported before (%(place)s);"
            " --again imports it anew."
        ),
        "kept": _("%(customer)s: %(field)s stays %(kept)s, though it is %(sheet)s in %(place)s."),
    }
    told = {**conflict, "field": naming.field(conflict["field"])}
    told |= {k: _value(conflict, k, reader) for k in ("kept", "sheet")}
    text = texts[conflict["why"]] % told
    if conflict["last_imported"] is None:
        return text
    return sentences(
        text, _("Imported last: %(value)s.") % {"value": _value(conflict, "last_imported", reader)}
    )


def _value(conflict: Mapping[str, Any], which: str, reader: naming.Reader) -> Any:
    value, field = conflict[which], conflict["field"]
    return "—" if value is None else reader.own(field, naming.in_words("", field, naming.packed("", value)))


def _table(fates: Fates) -> Table:
    """A line of counts per sheet; ways to end that no row took are left out."""
    titles = {
        "created": _("Created"),
        "updated": _("Updated"),
        "unchanged": _("Unchanged"),
        "duplicate": _("Duplicate"),
        "rejected": _("Rejected"),
        "skipped": _("Skipped"),
    }
    columns = [
        Column("file", _("File")),
        Column("sheet", _("Sheet")),
        Column("kind", _("Kind")),
        Column("rows", _("Rows"), "int"),
    ]
    totals = fates.totals()
    columns += [Column(fate, title, "int") for fate, title in titles.items() if totals[fate]]
    rows = [
        {**f, "file": Path(f["file"]).name, "kind": kind_name(f["kind"])} for f in fates.files() if f["kind"]
    ]
    return Table("files", columns, rows)


def _table_to_mend(fates: Fates) -> Table:
    columns = [
        Column("file", _("File")),
        Column("sheet", _("Sheet")),
        Column("row", _("Row"), "int"),
        Column("kept", _("Kept as")),
        Column("why", _("Why")),
    ]
    found = fates.to_mend()
    rows = [
        {
            "file": Path(e.sheet.file).name,
            "sheet": e.sheet.sheet,
            "row": e.row.number,
            "kept": code_told(fates.codes.get(id(e), _("(rejected)"))),
            "why": remarks(e.faults),
        }
        for e in found[:_MOST_SHOWN]
    ]
    more = len(found) - len(rows)
    note = ngettext("… and %(n)d more row.", "… and %(n)d more rows.", more) % {"n": more} if more else ""
    return Table("rejected", columns, rows, title=_("Rows to be mended"), note=note)
