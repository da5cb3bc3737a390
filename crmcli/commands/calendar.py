"""crmcli calendar: public holidays, make-up days and the team's own days off, kept in the policy."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors
from crmcli.actors import MANAGERS
from crmcli.commands.adopted import adopted_line
from crmcli.commands.shared import context_of, example, new_app
from crmcli.context import Context
from crmcli.dates.days_off import CLOSURE, is_part_of_day, span_days
from crmcli.i18n import _, series
from crmcli.result import Column, Result, Table
from crmcli.vocabulary import parse_word
from crmcli.wording import holiday_name

if TYPE_CHECKING:
    from crmcli.sheets.cells.typed_days import Days
    from crmcli.workflows.policies.calendars import Changed, DayRow

app = new_app(_("Public holidays, make-up days, and the team's own days off."))
ALIASES = {"查看": "show", "新增": "add", "导入": "import", "删除": "remove"}
AS_OF = frozenset({"show"})
_HALF_A_YEAR = 183


def _calendar(text: str) -> str:
    """A calendar by the name that lists show of it, or by the policy's."""
    return parse_word("calendar", text) or text


Name = Annotated[
    str | None,
    typer.Option(
        "--calendar",
        "--日历",
        metavar="CALENDAR",
        parser=_calendar,
        help=_("Only this calendar; else all with public holidays."),
    ),
]
Note = Annotated[str, typer.Option("--note", "--备注", help=_("Why."))]


@app.command("show", epilog=example("crmcli calendar show", "crmcli 日历 查看 2027"))
def show(
    ctx: typer.Context,
    year: Annotated[
        int | None,
        typer.Argument(
            metavar="[YEAR]", min=1900, max=9998, help=_("Only this year; else from this year on.")
        ),
    ] = None,
) -> None:
    """Lists days off and make-up days, the team's own and the announced ones. With --as-of as they stood on a past day."""
    from crmcli.dates.calendars import build, holiday_warnings
    from crmcli.workflows.policies.calendars import listed

    crm = context_of(ctx)
    first = date(year or crm.as_of.on.year, 1, 1)
    rows = listed(crm.policy, first, date(year, 12, 31) if year else date.max)
    tables = [_table(crm, rows)] if rows or crm.format != "table" else []
    result = Result(crm.command, as_of=crm.as_of, tables=tables)
    result.warnings = holiday_warnings(build(crm.policy.calendar, str(crm.tz)).values(), crm.as_of.on)
    if not rows:
        result.lines = [_("No days off are known there.")]
    crm.show(result)


@app.command(
    "add",
    epilog=example(
        'crmcli calendar add "2027-02-06..2027-02-12 春节" --make-up 2027-02-14',
        'crmcli 日历 新增 "2027年2月6日至12日 春节，2月14日 上班"',
        "crmcli calendar add 2027",
    ),
)
def add(
    ctx: typer.Context,
    days: Annotated[
        list[str] | None,
        typer.Argument(metavar="[DAY]...", help=_("Days and a name; or a year, for what the law fixes.")),
    ] = None,
    make_up: Annotated[
        list[str] | None,
        typer.Option("--make-up", "--调休", metavar="DAY", help=_("Days on which work is made up.")),
    ] = None,
    calendar: Name = None,
    note: Note = "",
) -> None:
    """Enters days off and make-up days, as a new version of the policy.

    A bare year enters the public holidays that China's law fixes; the yearly announcement adds to them.
    """
    from crmcli.workflows.policies import calendars

    crm = context_of(ctx)
    typed, years = _typed(crm, days or [], make_up or [])
    if not typed and not years:
        raise errors.Usage(_("No days were named."), _("Write: crmcli calendar add DAY"))
    if both := typed.off.keys() & typed.work:
        raise errors.Usage(
            _("%(day)s can't be both off and worked.") % {"day": min(both).isoformat()},
            _("Name it once: as a day, or behind --make-up."),
        )
    with crm.work(" ".join([*(days or []), *(make_up or [])]), roles=MANAGERS) as work:
        for year in years:
            by_law = calendars.days_by_law(calendars.chosen(work.policy, calendar).values(), year)
            by_law.update(typed)
            typed = by_law
        changed = calendars.add(work, typed, note, calendar)
    result = _result(crm, changed)
    if years:
        result.after.append(_("The announcement adds days off and make-up days: crmcli calendar import FILE"))
    result.after += _incomplete(crm, typed)
    crm.show(result)


@app.command(
    "import", epilog=example("crmcli calendar import 2027年放假安排.xlsx", "crmcli 日历 导入 holidays.ics")
)
def import_list(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help=_("A sheet (xlsx, csv …) or a calendar (.ics)."))
    ],
    calendar: Name = None,
    note: Note = "",
) -> None:
    """Takes days off and make-up days from a file: the announcement typed into a sheet, a day a row, or a calendar."""
    from crmcli.sheets.day_lists import read_day_list
    from crmcli.workflows.policies import calendars

    crm = context_of(ctx)
    found = read_day_list(file, crm.today)
    with crm.work(file.name, roles=MANAGERS) as work:
        changed = calendars.add(work, found.days, note or file.name, calendar)
    result = _result(crm, changed)
    if found.rejected:
        rows = [{"row": number, "text": text} for number, text in found.rejected]
        columns = [Column("row", _("Row"), "int"), Column("text", _("Text"))]
        result.tables.append(Table("rejected", columns, rows, title=_("Not understood")))
        result.data["rejected"] = rows
        result.status = errors.REJECTED_ROWS
    result.after += _incomplete(crm, found.days)
    crm.show(result)


@app.command(
    "remove", epilog=example("crmcli calendar remove 2027-02-11..2027-02-12", "crmcli 日历 删除 2027")
)
def remove(
    ctx: typer.Context,
    days: Annotated[list[str], typer.Argument(metavar="DAY...", help=_("Days, or a whole year."))],
    calendar: Name = None,
    note: Note = "",
) -> None:
    """Takes out days that the team had entered; announced public holidays stay."""
    from crmcli.workflows.policies import calendars

    crm = context_of(ctx)
    typed, years = _typed(crm, days, [])
    wanted = {*typed.off, *typed.work}
    for year in years:
        wanted.update(span_days(date(year, 1, 1), date(year, 12, 31)))
    with crm.work(" ".join(days), roles=MANAGERS) as work:
        changed = calendars.remove(work, wanted, note, calendar)
    result = _result(crm, changed)
    if changed.adopted.differences:
        # The days below it look like those that were entered.
        result.lines.append(_("Taken out:"))
    crm.show(result)


def _typed(crm: Context, words: list[str], make_up: list[str]) -> tuple[Days, list[int]]:
    """The days that were typed, and the bare years."""
    from crmcli.sheets.cells.typed_days import Days

    found, years = Days(), [int(word) for word in words if _is_year(word)]
    # A day without a year lies in the year ahead.
    ahead = crm.today + timedelta(days=_HALF_A_YEAR)
    for text in _joined(crm, [word for word in words if not _is_year(word)]):
        found.update(_read(text, ahead, works=False))
    beside = min(found.off, default=ahead)
    for text in make_up:
        found.update(_read(_plain(crm, text), beside, works=True))
    return found, years


def _is_year(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) == 4


def _joined(crm: Context, words: list[str]) -> list[str]:
    """The words with names put to their days, where a shell has parted them."""
    from crmcli.sheets.cells.typed_days import has_day

    texts: list[str] = []
    for word in (_plain(crm, word) for word in words):
        if texts and not (has_day(word) and has_day(texts[-1])):
            texts[-1] += f" {word}"
        else:
            texts.append(word)
    return texts


def _plain(crm: Context, word: str) -> str:
    """A day in words (tomorrow, 下周一, +3d) as a date; anything else as it is: 春节 names the days beside it."""
    from crmcli.dates.spoken import is_holiday
    from crmcli.sheets.cells.typed_days import has_day

    try:
        return word if is_holiday(word) or has_day(word) else crm.day(word, ahead=True).isoformat()
    except errors.Usage:
        return word


def _read(text: str, beside: date, *, works: bool) -> Days:
    from crmcli.sheets.cells.typed_days import read_days

    if is_part_of_day(text):
        raise errors.Usage(
            _("A calendar knows whole days alone, no half ones: %(text)s") % {"text": text},
            _("Enter the day as one off, or leave it a working day."),
        )
    try:
        return read_days(text, beside=beside, works=works)
    except ValueError as error:
        raise errors.Usage(
            _("Not days of a calendar: %(text)s") % {"text": text},
            _("Write them like 2027-02-06..2027-02-12 and a name."),
        ) from error


def _result(crm: Context, changed: Changed) -> Result:
    adopted = changed.adopted
    data: dict[str, Any] = {
        "version": adopted.version,
        "moved": adopted.moved,
        "replanned": adopted.replanned,
        "days": [row._asdict() for row in changed.rows],
    }
    if not adopted.differences:
        return Result(crm.command, data=data, lines=[adopted_line(adopted)])
    return Result(crm.command, data=data, lines=[adopted_line(adopted)], tables=[_table(crm, changed.rows)])


def _incomplete(crm: Context, days: Days) -> list[str]:
    """What a year still lacks of which some days were entered: the days that every list of China's holidays has."""
    from crmcli.dates.calendars import build, unknown_year

    calendars = list(build(crm.store.policies.load().calendar, str(crm.tz)).values())
    found = []
    for year in sorted({day.year for day in days.off}):
        if unknown_year(calendars, date(year, 1, 1), date(year, 12, 31)):
            lacking = {
                day.isoformat() for each in calendars if not each.knows(year) for day in each.lacking(year)
            }
            told = _("%(year)d counts as known once it is whole, with %(days)s.")
            found.append(told % {"year": year, "days": series(sorted(lacking))})
    return found


def _table(crm: Context, rows: Iterable[DayRow]) -> Table:
    kinds = {"off": _("day off"), "work": _("work made up")}
    sources = {"own": _("the team"), "announced": _("announced")}
    columns = [
        Column("first", _("First day"), "date"),
        Column("last", _("Last day"), "date"),
        Column("days", _("Days"), "int"),
        Column("what", _("What")),
        Column("name", _("Name")),
        Column("from", _("Entered by")),
        Column("calendar", _("Calendar"), "word", "calendar"),
        Column("kind", "kind"),
        Column("source", "source"),
    ]
    shown = [
        {
            **row._asdict(),
            "first": row.first.isoformat(),
            "last": row.last.isoformat(),
            "days": (row.last - row.first).days + 1,
            "what": kinds[row.kind],
            "name": holiday_name(row.name) if row.name not in ("", CLOSURE) else "",
            "from": sources[row.source],
        }
        for row in rows
    ]
    return Table("days", columns, shown, machine_only=frozenset({"kind", "source"}))
