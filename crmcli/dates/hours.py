"""Hours as Chinese writes them."""

from __future__ import annotations

import re

_HOUR = re.compile("(十[一二]?|[一二两三四五六七八九])(?=[点點])")
_HOURS = {char: i for i, char in enumerate("一二三四五六七八九十", 1)} | {"两": 2, "十一": 11, "十二": 12}


def hours_in_digits(text: str) -> str:
    """下午三点半 as 下午3点半."""
    return _HOUR.sub(lambda found: str(_HOURS[found[1]]), text)
