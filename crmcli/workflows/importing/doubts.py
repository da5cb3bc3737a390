"""What of a reading is a guess: a sheet that may as well be of another kind, a column whose name says little.

A guess is shown with its confidence; one below LEAST is not acted upon until somebody settles it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from crmcli import i18n, naming
from crmcli.sheets.rows.plans import ColumnPlan, SheetPlan
from crmcli.wording import known_word
from crmcli.workflows.importing.entries import is_due_sheet

#: Nobody goes on with a guess below this unless a person agrees; below FAIR it is mentioned.
LEAST, FAIR = 0.4, 0.5
#: Two kinds whose weights are this close can't be told apart; from CLEAR on they can.
_CLOSE, _CLEAR = 0.1, 0.5
#: Lists of people: taken for one another they still make the same customers.
_PEOPLE = frozenset({"customers", "members", "contacts"})


@dataclass(frozen=True, slots=True)
class Doubt:
    """A guess: the sheet's kind (no column), or one column's meaning; `others` are the kinds that it might be instead, the
    likeliest first.
    """

    sheet: SheetPlan
    column: ColumnPlan | None
    confidence: float
    others: tuple[str, ...] = ()

    @property
    def option(self) -> str:
        """What settles it on the command line."""
        chinese = i18n.words() == "zh"
        if self.column is None:
            name = "--工作表" if chinese else "--sheet"
            where = f" {name} '{self.sheet.sheet}'" if self.sheet.sheet else ""
            return " / ".join(kind_option(str(one)) + where for one in (self.sheet.kind, *self.others))
        option, header = "--对应" if chinese else "--map", self.column.header
        field = typed_field(str(self.sheet.kind), str(self.column.field))
        return f"{option} '{header}={field}' / {option} '{header}=-'"


def kind_option(kind: str) -> str:
    """What says on the command line that a sheet is of a kind."""
    return f"{'--类型' if i18n.words() == 'zh' else '--kind'} {known_word('sheet_kind', kind)}"


def typed_field(kind: str, field: str) -> str:
    """A field of a kind of sheet by a name that people may type, in their language where there is one."""
    from crmcli.sheets.columns.fields import TYPES
    from crmcli.sheets.columns.headers import field_called

    name = naming.field(field)
    if field_called(kind, name) == field:
        return name
    shown_alone = naming.key(name, chain.from_iterable(TYPES.values())) == field
    return name if shown_alone and not any(field_called(one, name) for one in TYPES) else field


def kind_confidence(sheet: SheetPlan) -> tuple[float, str]:
    """How sure the sheet's kind is (0–1), and the kind that comes nearest to it, if another kind of records does."""
    mine = sheet.rivals.get(str(sheet.kind))
    others = {
        kind: weight
        for kind, weight in sheet.rivals.items()
        if kind != sheet.kind and not {kind, str(sheet.kind)} <= _PEOPLE
    }
    if mine is None or sheet.settled or not others:
        return sheet.confidence, ""
    other = max(others, key=lambda kind: others[kind])
    margin = mine - others[other]
    if margin >= _CLEAR:
        return sheet.confidence, other
    share = LEAST + (margin - _CLOSE) / (_CLEAR - _CLOSE) * (1 - LEAST)
    return round(max(0.0, min(sheet.confidence, share)), 2), other


def kinds_instead(sheet: SheetPlan) -> tuple[str, ...]:
    """All other kinds that a sheet might be, the likeliest first."""
    others = [kind for kind in sheet.rivals if kind != sheet.kind]
    return tuple(sorted(others, key=lambda kind: -sheet.rivals[kind]))


def doubts(sheets: Sequence[SheetPlan]) -> list[Doubt]:
    """Every guess that is to be mentioned, in the order of the sheets."""
    return [doubt for sheet in sheets if sheet.kind and sheet.filled for doubt in _of(sheet)]


def _of(sheet: SheetPlan) -> Iterator[Doubt]:
    confidence, other = kind_confidence(sheet)
    if other and confidence < FAIR:
        yield Doubt(sheet, None, confidence, kinds_instead(sheet))
    if is_due_sheet(sheet) or _has_codes(sheet):
        return
    for column in sheet.columns:
        if column.field and column.confidence < FAIR:
            # Whole questions say in many words what they ask for.
            least = LEAST if sheet.kind == "survey_answers" else 0.0
            yield Doubt(sheet, column, max(least, column.confidence))


def _has_codes(sheet: SheetPlan) -> bool:
    """Whether its columns are questions of a form of ours, which the invitations' codes tell."""
    return sheet.kind == "survey_answers" and any(column.field == "code" for column in sheet.columns)


def serious(found: Sequence[Doubt]) -> list[Doubt]:
    """Those that nobody may go on with unasked."""
    return [doubt for doubt in found if doubt.confidence < LEAST]
