"""Which names are spelled most like a word that was typed wrong? rapidfuzz is loaded only when it is asked."""

from __future__ import annotations

from collections.abc import Sequence

#: Of 100, how much must agree.
_LEAST = 75
_SHORTEST = 2


def most_alike(folded: str, names: Sequence[str], most: int) -> list[str]:
    """The names, folded like the word, that are most like it, or, where it is no whole name, begin or (if they aren't of
    Latin letters) contain something like it."""
    from rapidfuzz import fuzz, process

    if len(folded) < _SHORTEST:
        return []
    if folded.isascii():
        # Quicker than looking at every part, and the first word is the one that people type.
        begins = process.extract(
            folded,
            [name[: len(folded)] for name in names],
            scorer=fuzz.ratio,
            limit=most,
            score_cutoff=_LEAST,
        )
    else:
        begins = process.extract(folded, names, scorer=fuzz.partial_ratio, limit=most, score_cutoff=_LEAST)
    whole = process.extract(folded, names, scorer=fuzz.ratio, limit=most, score_cutoff=_LEAST)
    scores: dict[int, float] = {}
    for _name, score, place in (*whole, *begins):
        scores[place] = max(score, scores.get(place, 0))
    return [names[place] for place in sorted(scores, key=lambda p: (-scores[p], names[p]))][:most]
