"""What a report is before anybody sees it: figures, tables, charts and notes, all with raw values.

Money is in cents, shares are 0 to 1; the renderers turn them into units and percent signs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo

from crmcli.clock import AsOf
from crmcli.figures import kpis
from crmcli.i18n import _, series
from crmcli.result import Table
from crmcli.wording import known_now

Value = int | float | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with what it counts. `value` None means that it can't be computed: shown as a dash.

    `unit` is one of count, number, share, points, score, money (cents), hours, days; `n` is how many things
    it rests on. `beyond` tells that the value is on the wrong side of its limit, `target`.
    """

    key: str
    title: str
    value: Value
    n: int | None
    unit: str
    previous: Value = None
    target: Value = None
    beyond: bool = False
    definition: str = ""

    @property
    def exists(self) -> bool:
        """Whether it can be worked out yet, in this period or the one before, however many things it would rest on."""
        return self.value is not None or self.previous is not None


@dataclass(frozen=True, slots=True)
class Series:
    """One line or set of bars of a chart."""

    name: str
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar or line chart: `series` over `labels`, in the unit of their figures.

    A scatter chart has a point for each label; its two series are x and y. It is drawn in files only.
    """

    key: str
    title: str
    kind: str
    labels: Sequence[str]
    series: Sequence[Series]
    unit: str = "count"


@dataclass(frozen=True, slots=True)
class Report:
    """A finished report. `start` None means everything up to the end; instants are shown in `zone`."""

    name: str
    title: str
    as_of: AsOf
    zone: tzinfo
    start: date | None
    end: date
    figures: Sequence[Figure]
    tables: Sequence[Table] = ()
    charts: Sequence[Chart] = ()
    notes: Sequence[str] = ()
    #: How many records of a past day were changed since, by kind (`verdicts.known_now`).
    known_now: Mapping[str, int] = field(default_factory=dict)

    @property
    def remarks(self) -> list[str]:
        """The notes as people read them, with what is known only now."""
        return [*self.notes, *([known_now(self.known_now)] if self.known_now else [])]

    @property
    def listed(self) -> Sequence[Figure]:
        """Without the figures that can't exist yet; all of them where none does."""
        return [figure for figure in self.figures if figure.exists] or self.figures

    @property
    def unlisted(self) -> list[str]:
        """What names the figures that are not listed, if there are any."""
        absent = [figure.title for figure in self.figures if figure not in self.listed]
        return (
            [_("Nothing to work these out from yet: %(names)s.") % {"names": series(absent)}]
            if absent
            else []
        )


@dataclass(slots=True)
class Sheet:
    """Collects the figures of a report by key, with titles and definitions from `kpis`."""

    figures: list[Figure] = field(default_factory=list)

    def add(
        self, key: str, value: Value, n: int | None = None, *, previous: Value = None, target: Value = None
    ) -> None:
        """Adds a figure; its title, unit and definition are those of `kpis.DEFINITIONS`."""
        what = kpis.DEFINITIONS[key]
        self.figures.append(
            Figure(
                key=key,
                title=_(what.title),
                value=kpis.kept(value, what.unit),
                n=n,
                unit=what.unit,
                previous=kpis.kept(previous, what.unit),
                target=target,
                beyond=kpis.beyond(key, value, target),
                definition=_(what.text),
            )
        )
