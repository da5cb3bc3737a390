"""Drawing from a seed: whoever knows the seed and the numbers can work out again who was drawn. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def drawn(seed: str, codes: Iterable[str], winners: int) -> list[str]:
    """Who wins, in order: those whose SHA-256 of the seed, a colon and their number is the least. Anybody can work it out."""
    return sorted(codes, key=lambda code: (hashlib.sha256(f"{seed}:{code}".encode()).hexdigest(), code))[
        :winners
    ]
