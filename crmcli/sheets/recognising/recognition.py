"""What a table was recognised as: its kind, and which of its columns is which field."""

from __future__ import annotations

from dataclasses import dataclass, field

#: The score of a column that is named as we export it.
PROOF = 1.2
#: How sure a column is of which only the values say what it holds, or only a part of the name and the values.
BY_VALUES = 0.5
#: What a system calls the number of its own records.
OWN_IDS = frozenset(("id", "record id", "unique external id"))


@dataclass(slots=True)
class Claim:
    """A column's claim to a field."""

    column: int
    field: str
    score: float
    strong: bool
    why: str


@dataclass(slots=True)
class Recognition:
    """A kind with its columns: column → claim, and the weight of what speaks for it."""

    kind: str | None
    weight: float = 0.0
    columns: dict[int, Claim] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    #: Further columns with the date of what happened, the best first: 下单时间 beside 付款时间.
    dates: list[int] = field(default_factory=list)
    #: Further columns of phones of a kind that keeps one: a row without it has the next.
    further_phones: list[int] = field(default_factory=list)
    #: Columns without a field whose times of day belong to days told in others, with the fields of those; known once rows are typed.
    clocks: dict[int, str] = field(default_factory=dict)
    #: The column with the price of one, where orders have one beside the quantity.
    price: int | None = None
    #: Points of every kind that the table might have been.
    rivals: dict[str, float] = field(default_factory=dict)
    #: Whether the column with the names of customers is often empty, so that who has none is the person named beside.
    has_gaps: bool = False
    #: The column with the numbers of the persons beside firms: who has no firm keeps his.
    persons_number: int | None = None
    #: Names in the column of customers that stand for whoever happens to buy.
    nobodies: frozenset[str] = frozenset()
    #: Of a table that is none of ours: what it is instead (a group of data/headers.toml), or the kind that it comes
    #: nearest to and the fields that it lacks for that.
    other: str = ""
    nearest: str = ""
    lacks: tuple[str, ...] = ()

    @property
    def fields(self) -> set[str]:
        return {claim.field for claim in self.columns.values()}

    def column_of(self, name: str) -> int | None:
        """The column of a field, None if it has none."""
        return next((column for column, claim in self.columns.items() if claim.field == name), None)

    def score_of(self, name: str) -> float:
        """How sure the column of a field is, 0 where it has none."""
        return max((claim.score for claim in self.columns.values() if claim.field == name), default=0.0)
