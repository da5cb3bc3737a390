"""What is typed for a command's words and options: no longer than it may be, and not empty where that says nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from crmcli import errors, i18n
from crmcli.i18n import _, series

#: The most characters of a name, a title or any other word, and of a text.
LINE, TEXT = 500, 20_000
#: The parameters that take a text. FIELD=VALUE words may hold one; a field's own limit is told with the field.
_TEXTS = frozenset({
    "answer", "comment", "condition", "content", "custom", "customer_map", "demand", "feedback", "fields", "lesson", "measure",
    "more", "note", "owner_map", "question", "reason", "root_cause", "text", "value", "words",
})  # fmt: skip

#: What is only looked for, or opened, may be of any length.
_SOUGHT = frozenset({"terms", "who", "paths", "files"})


def option_name(names: Sequence[str]) -> str:
    """The name of an option that its reader can read."""
    chinese = [name for name in names if not name.isascii()]
    return str(chinese[0] if chinese and i18n.words() == "zh" else names[0])


def name_of(parameter: Any) -> str:
    """What help calls a word or an option."""
    if parameter.param_type_name == "option":
        return option_name(parameter.opts)
    return str(parameter.metavar or parameter.human_readable_name).strip("{}[].…")


def refuse_long(parameters: Sequence[Any], values: Mapping[str, Any]) -> None:
    """Invalid if a text among a command's values is longer than anything that is kept."""
    for parameter, text in _texts(parameters, values):
        most = TEXT if parameter.name in _TEXTS else LINE
        if len(text) > most and parameter.name not in _SOUGHT:
            raise errors.Invalid(
                _("%(what)s is longer than %(n)d characters.") % {"what": name_of(parameter), "n": most},
                _("Nothing was written; shorten it."),
            )


def refuse_empty(parameters: Sequence[Any], typed: Mapping[str, Any], cleared: Collection[str]) -> None:
    """Usage if an empty text was typed for a word or an option, unless it is among those that are `cleared` by one."""
    for parameter, text in _texts(parameters, typed):
        if text.strip() or parameter.name in cleared:
            continue
        if parameter.param_type_name != "option":
            raise empty(name_of(parameter))
        options = (p for p in parameters if p.name in cleared and p.param_type_name == "option")
        names = series(map(name_of, options))
        raise errors.Usage(
            _("The option %(name)s is empty.") % {"name": name_of(parameter)},
            _("An empty text clears only: %(names)s") % {"names": names} if names else _leave_out(),
        )


def empty(name: str) -> errors.Usage:
    """What is said of a word, or of a field, for which nothing was typed."""
    return errors.Usage(_("%(name)s is empty.") % {"name": name}, _leave_out())


def _leave_out() -> str:
    return _("Leave it out, or say what it is to be.")


def _texts(parameters: Sequence[Any], values: Mapping[str, Any]) -> Iterator[tuple[Any, str]]:
    """Each text that was given, with its parameter."""
    for parameter in parameters:
        value = values.get(parameter.name)
        for each in value if isinstance(value, list | tuple) else (value,):
            if isinstance(each, str):
                yield parameter, each
