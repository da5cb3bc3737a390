"""Codes that customers type back: short, and none that was given before."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable, Sequence

#: Without letters and digits that are taken for each other.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def drawn(
    ids: Sequence[int], length: int, taken: Callable[[Iterable[str]], Collection[str]]
) -> dict[int, str]:
    """A new code for each id; `taken` says which of some codes there are already."""
    codes = dict.fromkeys(ids, "")
    todo = list(ids)
    while todo:
        fresh = {i: "".join(secrets.choice(ALPHABET) for _n in range(length)) for i in todo}
        known = set(taken(fresh.values()))
        for i, code in fresh.items():
            if code not in known:
                known.add(code)
                codes[i] = code
        todo = [i for i, code in codes.items() if not code]
    return codes
