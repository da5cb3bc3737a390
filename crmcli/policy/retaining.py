"""The numbers of keeping customers and winning them back."""

from __future__ import annotations

from typing import NamedTuple


class Retain(NamedTuple):
    """Within how many days a customer at risk must have bought again, or stand well then, to count as kept; within how many a
    lost one must buy to count as won back; in how many days a first measure is due where no day is given; and how many customers
    a held-out group must have, and either side of a comparison, before anything is held out or claimed."""

    kept_days: int
    won_back_days: int
    step_days: int
    min_n: int
