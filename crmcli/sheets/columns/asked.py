"""Column names that ask for what the column holds, as forms do: What's your first name? Pure."""

from __future__ import annotations

import re

#: What a form asks for whose name alone says the same.
_THING = (
    r"(?:(?:first|last|full|given|family|company) )?name|surname|e-?mail(?: address)?|(?:(?:phone|mobile|contact|telephone|cell) )?number"
    r"|mobile|phone|telephone|company|organi[sz]ation|(?:home |postal )?address|post ?code|zip code|birthday|date of birth|job title"
)
_ASKING = re.compile(
    r"(?:(?:hi|hello|hey|great|thanks|ok(?:ay)?)\b[^a-z]*)?(?:and )?(?:(?:what(?:['’]s| is)|please (?:enter|give|provide|share|tell us)|enter|tell us) (?:your |the )?"
    rf"|your )(?P<thing>{_THING})\W*"
)
_EMPLOYER = re.compile(
    r"(?:which|what) (?P<thing>company|organi[sz]ation) (?:do you|are you) .*?(?:for|at|from|with|represent)\W*"
)
#: What a form puts in there: the answer to another question.
_RECALLED = re.compile(r"\{\{.*?\}\}")


def without_question(name: str) -> str:
    """The folded name of what a question asks for; any other name as it is."""
    bare = _RECALLED.sub("", name)
    found = _ASKING.fullmatch(bare) or _EMPLOYER.fullmatch(bare)
    return found["thing"] if found else name
