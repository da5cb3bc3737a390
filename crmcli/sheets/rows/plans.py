"""What a sheet was understood as: the kind, the columns, and the records that it gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crmcli.sheets.columns.fields import OUR_PEOPLE
from crmcli.sheets.columns.headers import Header, is_numbering
from crmcli.sheets.columns.settled import LEFT_OUT, Settled
from crmcli.sheets.model import Mail, Row
from crmcli.sheets.recognising.evidence import Profile
from crmcli.sheets.recognising.recognition import Claim, Recognition

if TYPE_CHECKING:
    from crmcli.sheets.rows.blocks import Blocks


#: Why nothing is kept of a column that only counts the lines.
NUMBERING = "numbering"


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """What one column (index from 0) was taken for, how sure that is (0–1), and why.

    `why` is the word in its name, `values`, `told`, `left out`, `numbering` for one that only counts the lines, or nothing
    where it is only kept beside the record.
    """

    index: int
    header: str
    field: str | None
    confidence: float
    why: str
    examples: tuple[str, ...]
    #: The field to whose days its times of day belong; empty for what is no such column.
    time_of: str = ""

    @property
    def left_out(self) -> bool:
        """Whether nothing of it is kept."""
        return self.why in ("left out", NUMBERING)


@dataclass(slots=True)
class SheetPlan:
    """One sheet understood. A sheet that is none of ours has kind None, no rows, and a note that says so."""

    file: str
    sheet: str
    kind: str | None
    confidence: float
    header_row: int
    columns: list[ColumnPlan]
    headers: list[str]
    #: Empty where the sheet is so large that its rows are typed when they are needed: see `blocks`.
    rows: list[Row]
    notes: list[str]
    title: str
    author_hint: str | None
    #: The channel of all its contacts that tell none.
    channel_hint: str = ""
    #: What was taken in otherwise than it stands, to be told to whoever imports.
    notices: list[str] = field(default_factory=list)
    #: The largest possible score of each survey field, as found: 5, 10 or 100.
    scales: dict[str, int] = field(default_factory=dict)
    #: What was settled for its columns before, if anything.
    settled: Settled | None = None
    #: Whether every column of our own export is there.
    whole: bool = False
    #: Whether its rows are what customers wrote, as it came in: nobody has done anything about them yet.
    incoming: bool = False
    #: By the number of a row the mail that it is, if there are files with it.
    mails: dict[int, Mail] = field(default_factory=dict)
    #: Points of the kinds that it might have been, its own among them; empty where the kind was told.
    rivals: dict[str, float] = field(default_factory=dict)
    #: Of a sheet that is none of ours: the kind that it comes nearest to, and the fields that it lacks for that.
    nearest: str = ""
    lacks: tuple[str, ...] = ()
    #: Whether it is left out because nobody could tell what it means, while others are taken in.
    doubtful: bool = False
    blocks: Blocks | None = None
    #: `company` or `person` where the columns tell whose names its rows hold, else empty.
    bearers: str = ""
    #: Whether others speak for its customers: parents for pupils.
    has_wards: bool = False
    #: Whether its rows are persons of the firms that a column tells, as programs export them.
    lists_people: bool = False
    #: Of an address book without a column of firms: whether its customers' numbers are those of the persons' firms.
    numbers_firms: bool = False
    #: File and sheet in one word, the same for all its rows.
    place: str = field(init=False)

    def __post_init__(self) -> None:
        self.place = f"{self.file}\n{self.sheet}"

    def people_columns(self, least: float) -> dict[str, ColumnPlan]:
        """The columns that name people of ours, at least so sure (0–1), by field."""
        return {c.field: c for c in self.columns if c.field in OUR_PEOPLE and c.confidence >= least}

    @property
    def filled(self) -> bool:
        """Whether there are any rows."""
        return bool(self.rows or self.blocks)

    def each(self) -> Iterator[Row]:
        """All rows, typed as they are needed."""
        if self.blocks is None:
            yield from self.rows
        else:
            for _start, rows in self.blocks.all():
                yield from filter(None, rows)

    def count(self) -> int:
        """How many rows there are; those of a large sheet are typed for it."""
        return self.blocks.count() if self.blocks else len(self.rows)


@dataclass(slots=True)
class Reading:
    """All sheets of all files, what was left out, and the files that could not be read, with the reason."""

    sheets: list[SheetPlan] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)


def column_plan(
    index: int, header: Header, claim: Claim | None, found: Profile, told: str | None, *, counts: bool
) -> ColumnPlan:
    """The plan of a column of which somebody may have `told` what it is; `counts` if it may only number the lines."""
    if claim is None:
        counts = counts and is_numbering(header.shown) and found.cells > 1 and found.counts_up()
        why = "left out" if told == LEFT_OUT else "told" if told is not None else NUMBERING if counts else ""
        return ColumnPlan(
            index=index,
            header=header.shown,
            field=None,
            confidence=float(bool(why)),
            why=why,
            examples=found.examples,
        )
    return ColumnPlan(
        index=index,
        header=header.shown,
        field=claim.field,
        confidence=round(min(1.0, claim.score), 2),
        why=claim.why,
        examples=found.examples,
    )


def confidence_of(reading: Recognition) -> float:
    """0–1: how much speaks for the kind; 0.5 is a guess."""
    if reading.kind is None:
        return 0.0
    return round(min(1.0, 0.35 + reading.weight / 12), 2) if reading.weight else 1.0
