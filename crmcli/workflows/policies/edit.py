"""Changes one value in a policy's TOML text and keeps everything else, comments included. For `policy set` only.

tomlkit reads the text and writes it back as it was; what is stored and compared is always the plain text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NoReturn

import tomlkit
from tomlkit.container import OutOfOrderTableProxy
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Item, Table

from crmcli.errors import PolicyError
from crmcli.i18n import _
from crmcli.policy import parse
from crmcli.vocabulary import parse_word

#: Where the policy names one of a list of words, which has a Chinese name, too.
_WORDS = {
    "calendar": re.compile(r"\.calendar$"),
    "channel": re.compile(r"\.channel$|^contact\.channel\.|^care\.channels$"),
    "tier": re.compile(r"\.(kept_)?tiers$"),
    "care_occasion": re.compile(r"^care\.(occasions$|festivals\.)"),
}
_WORD = re.compile(r"[^\W\d][\w-]*")
#: What stands between the words of a list that is written without brackets.
_BETWEEN = re.compile(r"[\s,，、;；]+")
_INDEXED = re.compile(r"(.+)\[(\d+)\]")


def set_value(text: str, path: str, value_text: str) -> str:
    """The text with the value at a dotted path (`churn.high`, `tier[0].all`) replaced by `value_text`.

    A key that a table lacks is added to it. The new value has the old one's kind; a text needs no quotes.
    PolicyError if there is no such place or the value is of another kind.
    """
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise PolicyError(
            _("The policy's text can't be read: %(why)s") % {"why": error},
            _("A whole file replaces it, by --file."),
        ) from error
    value_text = _keys(path, value_text)
    table, key = _locate(document, path)
    if key not in table or isinstance(table[key], (Table, AoT, OutOfOrderTableProxy)):
        return _add(text, path, value_text)
    previous = _plain(table[key])
    value = _value(path, previous, value_text)
    if value is None:
        table[key] = tomlkit.string(value_text.strip())
        _refuse_text(path, value_text, tomlkit.dumps(document))
    table[key] = value
    return tomlkit.dumps(document)


def _keys(path: str, value_text: str) -> str:
    """The value with words that lists show turned into their keys, several of them into a list."""
    for domain, where in _WORDS.items():
        if where.search(path):
            words = _BETWEEN.split(value_text.strip())
            found = [parse_word(domain, word) for word in words]
            if all(found):
                return str(found[0]) if len(found) == 1 else tomlkit.item(found).as_string()
    return value_text


def _refuse_text(path: str, value_text: str, changed: str) -> NoReturn:
    """Says what the place holds instead of a text."""
    for problem in _problems(changed):
        raise PolicyError(problem, _("Nothing was changed."))
    message = _("%(path)s can't be set to %(value)s: that is not a TOML value.")
    raise PolicyError(
        message % {"path": path, "value": value_text},
        _('Write a number, true or false, a word, or a list like ["a", "b"].'),
    )


def _locate(table: Any, path: str) -> tuple[Any, str]:
    """The innermost table on the way along a path, and what is left of the path: a key that it has or lacks."""
    name, _dot, rest = path.partition(".")
    inner = None if path in table else _inner(table, name)
    return _locate(inner, rest) if rest and isinstance(inner, Mapping) else (table, path)


def _inner(table: Any, name: str) -> Any:
    """What a table has at `plan`, or at `overlay[1]`; None if it has no such thing."""
    indexed = _INDEXED.fullmatch(name)
    if not indexed:
        return table.get(name)
    tables, number = table.get(indexed[1]), int(indexed[2])
    return tables[number] if isinstance(tables, list) and number < len(tables) else None


def _value(path: str, previous: Any, value_text: str) -> Item | None:
    """The new value, if it is of the same kind as the previous one; None for a text where none may be. One word for a
    list is a list of one."""
    written = value_text.strip()
    bare = isinstance(previous, str) and not written.startswith(('"', "'"))
    value = tomlkit.string(written) if bare else _read(written)
    if value is None and isinstance(previous, list) and _WORD.fullmatch(written):
        value = tomlkit.item([written])
    if value is None:
        return None
    if _kind(_plain(value)) != _kind(previous):
        message = _("%(path)s is now %(old)s; %(value)s is of another kind.")
        raise PolicyError(
            message % {"path": path, "old": tomlkit.item(previous).as_string(), "value": value_text},
            _("Give a value like the present one."),
        )
    return value


def _read(written: str) -> Item | None:
    """A value as TOML writes it; None if it is none."""
    try:
        return tomlkit.value(written)
    except TOMLKitError:
        return None


def _plain(value: Any) -> Any:
    """A value without its place in a text: a number is an `int` or `float`, a list a `list`."""
    return value.unwrap() if isinstance(value, Item) else value


def _kind(value: Any) -> type:
    return float if isinstance(value, (int, float)) and not isinstance(value, bool) else type(value)


def _add(text: str, path: str, value_text: str) -> str:
    """Adds a key to its table, and the table where the text has none, if a policy may have them."""
    name, _dot, key = path.rpartition(".")
    if name and re.fullmatch(r"[\w-]+", key):
        changed = _with_key(text, name, key, value_text.strip())
        problems = _problems(changed)
        if not problems:
            return changed
        # In a table of the team's own keys it is the value that doesn't do.
        if name == "potential.industry_share" or name.startswith(("channel.", "country.")):
            raise PolicyError(problems[0], _("Nothing was changed."))
    raise PolicyError(
        _("The policy has nothing at %(path)s.") % {"path": path},
        _("See the places with: crmcli policy show"),
    )


def _with_key(text: str, name: str, key: str, written: str) -> str:
    """The text with a key added to the table of that name, or with such a table at its end.

    The key comes right below the table's name, for the comments at a table's end often head the next one.
    """
    document = tomlkit.parse(text)
    value = _read(written)
    if value is None:
        value = tomlkit.string(written)
    line = f"{tomlkit.key(key).as_string()} = {value.as_string()}\n"
    table, left = _locate(document, f"{name}.{key}")
    if left != key:
        header = tomlkit.key(name.split(".")).as_string()
        kept = text.rstrip("\n")
        return f"{kept}\n\n[{header}]\n{line}"
    if isinstance(table, Table) and not table.is_super_table():
        table.trivia.trail = (table.trivia.trail or "\n") + line
    else:
        table[key] = value
    return tomlkit.dumps(document)


def _problems(text: str) -> list[str]:
    """What a text has that a policy may not have, or why it is no TOML."""
    from crmcli.workflows.policies.schema import shape_problems

    try:
        return shape_problems(parse(text))
    except PolicyError as error:
        return [error.message]


def with_table(text: str, name: str, values: Mapping[str, Any]) -> str:
    """The text with a further table in the list of tables of a name: `[[field]]`."""
    lines = (f"{key} = {tomlkit.item(value).as_string()}\n" for key, value in values.items())
    return f"{text.rstrip()}\n\n[[{name}]]\n{''.join(lines)}"


def without_table(text: str, name: str, called: str) -> str:
    """The text without the table of that list whose `name` is `called`."""
    document = tomlkit.parse(text)
    tables = document[name]
    if not isinstance(tables, AoT):
        raise PolicyError(
            _("The policy has nothing at %(path)s.") % {"path": name}, _("See: crmcli policy show")
        )
    for place in reversed(range(len(tables))):
        if tables[place].get("name") == called:
            del tables[place]
    if not tables:
        document.remove(name)
    return tomlkit.dumps(document)
