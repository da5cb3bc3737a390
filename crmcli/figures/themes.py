"""What people speak of more than before: words and phrases whose share of the texts rose. Pure.

A theme is one to three Western words, or two to six Chinese characters that stand together, in texts that a text
counts once however often it says it. Words that every feedback holds (hope, please, 我们, 希望) part phrases and are
no theme. What rose is judged by the logarithm of the odds ratio between the two periods, over its standard error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from math import log, sqrt
from typing import NamedTuple

from crmcli.figures.rounding import half_up
from crmcli.matching.knowledge_search import HAN, fold

#: A theme stands in at least so many texts of the period, and rose by chance at most once in ten times.
LEAST, _SURE = 3, 1.28
#: At most so many themes are told.
MOST = 10

#: Words and characters that say nothing of the matter: they part phrases.
_EMPTY_HAN = (
    "希望|建议|意见|反映|反馈|投诉|问题|需求|需要|客户|顾客|公司|贵司|你们|我们|他们|咱们|大家|可以|能够|能否|可否|是否|能不能|"
    "觉得|感觉|认为|比较|非常|特别|一些|一下|一个|这个|那个|这次|这边|那边|每次|有时|有点|没有|已经|还是|但是|因为|所以|如果|或者|"
    "以及|而且|就是|什么|怎么|为什么|时候|以后|之后|之前|目前|现在|今天|昨天|麻烦|谢谢|感谢|"
    "[的了是在有和与及也就都很我你您他她它这那吗呢吧啊呀哦嘛把被让给对从到为以之其请会要想能还又再但而且或者一二三四五六七八九十第个次些着过没很]"
)
_EMPTY_WORDS = (
    "the a an and or but of to in on at for from with by as is are was were be been being am it its this that these"
    " those i we you he she they them us our your his her their my me not no do does did done have has had will would"
    " can could should may might must please hope hopes like want wants need needs suggest suggestion problem feedback"
    " customer customers company very too so more most much many some any all there here when where what which who how"
    " why if than then just also again still only about into out up down over after before get got make made"
)
_EMPTY_WESTERN = frozenset(_EMPTY_WORDS.split())
_EMPTY = re.compile(_EMPTY_HAN)
_RUNS = re.compile(rf"[{HAN}]+|[a-z][a-z'’]+(?: [a-z][a-z'’]+)*")
_SHORTEST, _LONGEST = {True: 2, False: 1}, {True: 6, False: 3}

#: A phrase: its characters or words in order.
Gram = tuple[str, ...]


class Text(NamedTuple):
    """Something that was said; `key` is how an example is named."""

    key: int
    words: str


class Theme(NamedTuple):
    """A phrase, how many texts hold it now and before, how sure its rise is (z), and the first texts that do."""

    phrase: str
    now: int
    before: int
    z: float
    examples: tuple[int, ...]


class _Candidate(NamedTuple):
    z: float
    gram: Gram
    places: set[int]


def risen(now: Sequence[Text], before: Sequence[Text]) -> list[Theme]:
    """The phrases that rose most, the surest first; none without texts before to compare with."""
    if not before:
        return []
    held = _frequent([_runs(text.words) for text in now])
    past = _count([_runs(text.words) for text in before], held)
    candidates = [
        _Candidate(rise(len(places), len(now), past.get(gram, 0), len(before)), gram, places)
        for gram, places in held.items()
    ]
    surest = sorted((c for c in candidates if c.z >= _SURE), key=lambda c: (-c.z, -len(c.gram), c.gram))
    chosen: list[_Candidate] = []
    for candidate in surest:
        if len(chosen) < MOST and not any(_same(candidate, other) for other in chosen):
            chosen.append(candidate)
    return [
        Theme(
            _written(c.gram),
            len(c.places),
            past.get(c.gram, 0),
            half_up(c.z, 2),
            tuple(now[place].key for place in sorted(c.places)[:3]),
        )
        for c in chosen
    ]


def rise(now: int, all_now: int, before: int, all_before: int) -> float:
    """How many standard errors the log odds of a phrase rose; half a text is added to each count, so that none is 0."""
    a, b, c, d = now + 0.5, all_now - now + 0.5, before + 0.5, all_before - before + 0.5
    return log(a * d / (b * c)) / sqrt(1 / a + 1 / b + 1 / c + 1 / d)


def _runs(text: str) -> list[Gram]:
    """The stretches of a text that phrases are taken from."""
    found: list[Gram] = []
    for run in _RUNS.findall(_EMPTY.sub("\n", fold(text))):
        if run[0] > "\u2e7f":
            found.append(tuple(run))
            continue
        kept: list[str] = []
        for word in (*run.split(), ""):
            if len(word) > 2 and word not in _EMPTY_WESTERN:
                kept.append(word)
            elif kept:
                found.append(tuple(kept))
                kept = []
    return found


def _frequent(texts: Sequence[Sequence[Gram]]) -> dict[Gram, set[int]]:
    """The phrases of at least LEAST texts, with their texts; one that only stands inside a longer one is left out."""
    held: dict[Gram, set[int]] = {}
    level: Mapping[Gram, set[int]] = {(): set()}
    for length in range(1, max(_LONGEST.values()) + 1):
        found: dict[Gram, set[int]] = {}
        for place, runs in enumerate(texts):
            for gram in _grams(runs, length):
                if length == 1 or (gram[1:] in level and gram[:-1] in level):
                    found.setdefault(gram, set()).add(place)
        level = {gram: places for gram, places in found.items() if len(places) >= LEAST}
        for gram, places in level.items():
            for shorter in (gram[1:], gram[:-1]):
                if len(held.get(shorter, ())) == len(places):
                    del held[shorter]
        held.update((g, places) for g, places in level.items() if length >= _SHORTEST[_is_han(g)])
    return held


def _count(texts: Iterable[Sequence[Gram]], wanted: Mapping[Gram, object]) -> dict[Gram, int]:
    """How many texts hold each of the phrases."""
    counts: dict[Gram, int] = {}
    lengths = {len(gram) for gram in wanted}
    for runs in texts:
        for gram in {g for length in lengths for g in _grams(runs, length)}:
            if gram in wanted:
                counts[gram] = counts.get(gram, 0) + 1
    return counts


def _grams(runs: Sequence[Gram], length: int) -> Iterable[Gram]:
    for run in runs:
        if length <= _LONGEST[_is_han(run)]:
            yield from (run[i : i + length] for i in range(len(run) - length + 1))


def _same(left: _Candidate, right: _Candidate) -> bool:
    """Whether two phrases tell of one matter: they stand in the same texts, or share two characters or a word and half
    of the rarer one's texts."""
    if left.places == right.places:
        return True
    size = _SHORTEST[_is_han(left.gram)]
    shared = set(_grams([left.gram], size)) & set(_grams([right.gram], size))
    both = len(left.places & right.places)
    return bool(shared) and 2 * both >= min(len(left.places), len(right.places))


def _is_han(gram: Gram) -> bool:
    return gram[0] > "\u2e7f"


def _written(gram: Gram) -> str:
    return "".join(gram) if _is_han(gram) else " ".join(gram)
