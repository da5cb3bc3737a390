"""The words of greetings: which text is for whom, and what is filled in. Pure.

Texts are Jinja templates, run in its sandbox: a value that isn't there refuses the greeting instead of leaving a gap.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from jinja2 import Template

_T = TypeVar("_T")
#: The values that a greeting's text may have filled in, and those of an invitation's.
VALUES = ("name", "customer", "occasion", "years", "owner", "gift", "day")
INVITATION = ("name", "customer", "owner", "campaign", "day", "place", "product")


class Unwritable(ValueError):
    """A text that can't be written: the value that is missing, or what is wrong with the template."""

    def __init__(self, missing: str = "", wrong: str = "") -> None:
        super().__init__(missing or wrong)
        self.missing, self.wrong = missing, wrong


def chosen(
    table: Mapping[str, Mapping[str, _T]], occasion: str, kind: str, *, tier: str | None, language: str
) -> _T | None:
    """What the table has for an occasion, else for its kind: the tier's own before everybody's, in the language."""
    for name in (occasion, kind):
        words = table.get(name, {})
        for key in (f"{tier}_{language}", language):
            if key in words:
                return words[key]
    return None


def written(template: str, values: Mapping[str, object]) -> str:
    """The text with its values, without gaps at its ends or twice a space. Unwritable if it can't be."""
    from jinja2 import TemplateError, UndefinedError

    try:
        text = _compiled(template).render(values)
    except UndefinedError as error:
        named = re.search(r"'([^']*)' is undefined", str(error.message))
        raise Unwritable(missing=named[1] if named else str(error.message)) from error
    except (TemplateError, ArithmeticError, TypeError, ValueError) as error:
        raise Unwritable(wrong=str(error)) from error
    return re.sub(r" {2,}", " ", text).strip()


def faults(template: str, known: Collection[str] = VALUES) -> list[str]:
    """What is wrong with a template: its grammar, or the values that nothing can fill."""
    from jinja2 import TemplateSyntaxError

    try:
        return sorted(used(template) - set(known))
    except TemplateSyntaxError as error:
        return [str(error.message)]


def used(template: str) -> set[str]:
    """The values that a template has filled in. TemplateSyntaxError for none."""
    from jinja2 import meta
    from jinja2.sandbox import SandboxedEnvironment

    return meta.find_undeclared_variables(SandboxedEnvironment().parse(template))


@cache
def _compiled(template: str) -> Template:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    return SandboxedEnvironment(undefined=StrictUndefined).from_string(template)
