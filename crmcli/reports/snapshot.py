"""The judged customers of a day, each with what the figures need and nothing more, packed into one number."""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate

from crmcli.facts import Facts
from crmcli.figures import kpis
from crmcli.judging.judge import Classes
from crmcli.judging.standing import Standing
from crmcli.policy import TIERS, VALUE_CLASSES

STAGES = ("prospect", "new", "active", "lost")
PRESENT = ("new", "active")
BANDS = ("healthy", "watch", "at_risk")
RISKS = ("low", "medium", "high")
#: Counts up when the packed numbers change their meaning.
FORMAT = 1
#: Where each part of a packed number begins, and how many of its values there are.
_STAGE, _TIER, _VALUE, _BAND, _RISK = 0, 2, 4, 6, 8
_MEMBER, _CAME_LATER, _BOUGHT, _AGAIN, _UNSETTLED = (1 << place for place in range(10, 15))
_HEALTH, _NEW_ON = 15, 22
_FOUR, _HUNDRED = 3, 127


def packed(facts: Facts, standing: Standing | Classes, on: date) -> int:
    """One customer on a day. Of classes alone the risk isn't known."""
    level = standing.risk_level if isinstance(standing, Standing) else None
    new_on = facts.new_on
    return (
        STAGES.index(standing.lifecycle) << _STAGE
        | TIERS.index(standing.tier) << _TIER
        | VALUE_CLASSES.index(standing.value_class) << _VALUE
        | (BANDS.index(standing.health_band) + 1 if standing.health_band else 0) << _BAND
        | (RISKS.index(level) + 1 if level else 0) << _RISK
        | _MEMBER * facts.is_member
        | _CAME_LATER * (facts.arrived_on > on)
        | _BOUGHT * (facts.orders_12m >= 1)
        | _AGAIN * (facts.orders_12m >= 2)
        | _UNSETTLED * bool(facts.complaints_open)
        | (standing.health or 0) << _HEALTH
        | (new_on.toordinal() if new_on else 0) << _NEW_ON
    )


@dataclass(slots=True)
class Snapshot:
    """Every customer known on a day by its classes, and the sums over them. `has_risk` if their risk is among it."""

    on: date
    rows: dict[int, int] = field(default_factory=dict)
    has_risk: bool = False

    def add(self, facts: Facts, standing: Standing | Classes) -> None:
        """One more customer, or one anew."""
        self.rows[facts.customer_id] = packed(facts, standing, self.on)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def stages(self) -> Mapping[int, str]:
        return {key: STAGES[row & _FOUR] for key, row in self.rows.items()}

    @property
    def tiers(self) -> Mapping[int, str]:
        return {key: TIERS[row >> _TIER & _FOUR] for key, row in self.rows.items()}

    @property
    def values(self) -> Mapping[int, str]:
        return {key: VALUE_CLASSES[row >> _VALUE & _FOUR] for key, row in self.rows.items()}

    @property
    def present(self) -> set[int]:
        """Customers in the stages new and active."""
        return {key for key, row in self.rows.items() if row & _FOUR in (1, 2)}

    @property
    def lost(self) -> set[int]:
        return {key for key, row in self.rows.items() if row & _FOUR == 3}

    @property
    def at_risk(self) -> list[int]:
        """New and active customers at high or medium risk, where that is known."""
        return [key for key, row in self.rows.items() if row & _FOUR in (1, 2) and row >> _RISK & _FOUR > 1]

    @property
    def unsettled(self) -> set[int]:
        """Those with a complaint that was unresolved: time alone may change what is said of it."""
        return {key for key, row in self.rows.items() if row & _UNSETTLED}

    def became_known(self, first: date | None, last: date) -> set[int]:
        """Those who became known between two days, both included."""
        low, high = (first.toordinal() if first else 1), last.toordinal()
        return {key for key, row in self.rows.items() if low <= row >> _NEW_ON <= high}

    def with_flag(self, flag: str) -> set[int]:
        """Those who are a member, bought in 12 months, or bought_again."""
        bit = {"member": _MEMBER, "bought": _BOUGHT, "bought_again": _AGAIN}[flag]
        return {key for key, row in self.rows.items() if row & bit}

    @property
    def scores(self) -> Mapping[int, tuple[int, str]]:
        """Health and its band of those who have one."""
        return {
            key: (row >> _HEALTH & _HUNDRED, BANDS[(row >> _BAND & _FOUR) - 1])
            for key, row in self.rows.items()
            if row >> _BAND & _FOUR
        }

    @property
    def members(self) -> int:
        return self._count(_MEMBER)

    @property
    def came_later(self) -> int:
        """How many came here only later: what they had not bought or talked about by the day isn't known."""
        return self._count(_CAME_LATER)

    @property
    def bought(self) -> int:
        return self._count(_BOUGHT)

    @property
    def bought_again(self) -> int:
        return self._count(_AGAIN)

    def _count(self, flag: int) -> int:
        return sum(1 for row in self.rows.values() if row & flag)

    @property
    def bands(self) -> dict[str, int]:
        """How many are in each band of health."""
        found = [0] * 4
        for row in self.rows.values():
            found[row >> _BAND & _FOUR] += 1
        return dict(zip(BANDS, found[1:], strict=True))

    @property
    def with_health(self) -> int:
        return sum(self.bands.values())

    @property
    def health_sum(self) -> int:
        return sum(row >> _HEALTH & _HUNDRED for row in self.rows.values())

    # -- as it is kept ------------------------------------------------------------------------------

    def as_bytes(self, terms: str) -> bytes:
        """Compressed: a line with `terms`, the ids by what each is more than the one before, the numbers."""
        keys = sorted(self.rows)
        steps = array("q", (b - a for a, b in zip([0, *keys], keys, strict=False)))
        numbers = array("q", map(self.rows.__getitem__, keys))
        head = json.dumps({"terms": terms, "has_risk": self.has_risk, "customers": len(keys)}).encode()
        return zlib.compress(b"\n".join((head, _little(steps) + _little(numbers))), 1)

    @classmethod
    def of_bytes(cls, on: date, content: bytes, terms: str) -> Snapshot | None:
        """What was kept; None if it was under other terms, or is damaged."""
        try:
            head, _newline, body = zlib.decompress(content).partition(b"\n")
            told = json.loads(head)
            n = 8 * told["customers"]
        except (zlib.error, ValueError, KeyError, TypeError):
            return None
        if told.get("terms") != terms or len(body) != 2 * n:
            return None
        keys = accumulate(_read(body[:n]))
        return cls(on, dict(zip(keys, _read(body[n:]), strict=True)), bool(told.get("has_risk")))


def _little(numbers: array[int]) -> bytes:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def _read(content: bytes) -> array[int]:
    numbers = array("q", content)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def of(on: date, judged: Iterable[tuple[Facts, Standing | Classes]], *, has_risk: bool = False) -> Snapshot:
    """The customers as they were judged for a day."""
    seen = Snapshot(on, has_risk=has_risk)
    for facts, standing in judged:
        seen.add(facts, standing)
    return seen


def churned(before: Snapshot, now: Snapshot) -> tuple[float | None, int]:
    """Of those new or active before, the share that is lost now; and how many they were."""
    present = before.present
    return kpis.ratio(len(present & now.lost), len(present)), len(present)


def counts(classes: Mapping[int, str], keys: tuple[str, ...]) -> dict[str, int]:
    """How many customers are in each class, every class present."""
    found = dict.fromkeys(keys, 0)
    for key in classes.values():
        found[key] += 1
    return found


def watched(seen: Snapshot, judged: Iterable[tuple[Facts, Standing]]) -> Iterator[tuple[Facts, Standing]]:
    """Judged customers as they come, each noted in the snapshot in passing."""
    for facts, standing in judged:
        seen.add(facts, standing)
        yield facts, standing
