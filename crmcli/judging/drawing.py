"""Drawing from a seed: whoever knows the seed and the numbers can work out again who was drawn. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence


def drawn(seed: str, codes: Iterable[str], winners: int) -> list[str]:
    """Who wins, in order: those whose SHA-256 of the seed, a colon and their number is the least. Anybody can work it out."""
    return sorted(codes, key=lambda code: (hashlib.sha256(f"{seed}:{code}".encode()).hexdigest(), code))[
        :winners
    ]


def drawn_alike(seed: str, strata: Mapping[str, Sequence[str]], winners: int) -> list[str]:
    """Who is drawn of several strata, of each its share of all: whole ones first, then one more of those with the greatest
    remainder, equal ones by name. Within a stratum as `drawn` has it."""
    everybody = sum(map(len, strata.values()))
    if not everybody:
        return []
    wanted = min(winners, everybody)
    shares = {name: divmod(len(codes) * wanted, everybody) for name, codes in strata.items()}
    short = wanted - sum(whole for whole, _rest in shares.values())
    more = set(sorted(shares, key=lambda name: (-shares[name][1], name))[:short])
    return [
        code
        for name, (whole, _rest) in shares.items()
        for code in drawn(seed, strata[name], whole + (name in more))
    ]
