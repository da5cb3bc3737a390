"""The values of the import's options, as people write them."""

from __future__ import annotations

import codecs
from collections.abc import Sequence

import typer

from crmcli import errors, naming
from crmcli.given import option_name
from crmcli.i18n import _, series
from crmcli.vocabulary import choices, parse_word
from crmcli.wording import label


def kind_name(found: str | None) -> str:
    """A sheet's kind in the reader's language."""
    return label("sheet_kind", found) if found in choices("sheet_kind") else "—"


def kind_called(text: str) -> str | None:
    """The kind that somebody may mean by a word of either language, alone or behind `kind=`; None for any other word."""
    name = text.rpartition("=")[2].strip()
    alone = text.partition("=")[0].strip().lower() in ("kind", "类型", "表类型", name.lower())
    return parse_word("sheet_kind", name) if alone else None


def encoding(text: str) -> str:
    """An encoding that this computer knows."""
    try:
        return codecs.lookup(text).name
    except LookupError:
        raise typer.BadParameter(_("There is no encoding %(name)s.") % {"name": text}) from None


def pairs(option: str, texts: Sequence[str] | None) -> dict[str, str]:
    """The values of an option that takes NAME=VALUE again and again."""
    found = {}
    for text in texts or ():
        name, equals, value = text.replace("＝", "=").rpartition("=")
        if not equals or not name.strip() or not value.strip():
            raise errors.Usage(
                _("%(option)s needs NAME=VALUE, not %(text)s.") % {"option": option, "text": text},
                _("See: crmcli import --help"),
            )
        found[name.strip()] = value.strip()
    return found


def columns(texts: Sequence[str] | None) -> dict[str, str]:
    """What columns mean, of --map: fields by their keys or names, or - to leave one out."""
    from crmcli.sheets.columns.fields import TYPES

    found = pairs(option_name(("--map", "--对应")), texts)
    known = {field for fields in TYPES.values() for field in fields} | {"-"}
    for header, field in found.items():
        if field in known or _names_a_field(field):
            continue
        called = naming.key(field, known)
        if called is None:
            raise errors.Usage(
                _("--map: there is no field %(field)s.") % {"field": field},
                _("Fields: %(known)s") % {"known": series(sorted(set(map(naming.field, known))))},
            )
        found[header] = called
    return found


def _names_a_field(text: str) -> bool:
    from crmcli.sheets.columns.fields import TYPES
    from crmcli.sheets.columns.headers import field_called

    return any(field_called(kind, text) for kind in TYPES)
