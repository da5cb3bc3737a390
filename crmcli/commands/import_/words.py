"""The values of the import's options, as people write them."""

from __future__ import annotations

import codecs
from collections.abc import Sequence

import typer

from crmcli import errors
from crmcli.commands.shared import one_of
from crmcli.i18n import N_, _

#: What a sheet's kind is called on the command line.
_KIND_CHINESE = {"客户": "customers", "会员": "members", "联系人": "contacts", "跟进": "interactions", "跟进记录": "interactions",
                 "订单": "purchases", "消费": "purchases", "投诉": "complaints", "调查": "survey_answers",
                 "任务": "tasks", "反馈": "feedback"}  # fmt: skip
_KIND_NAMES = {
    "customers": N_("customers"), "members": N_("members"), "contacts": N_("contacts"), "interactions": N_("contacts made"),
    "purchases": N_("orders"), "complaints": N_("complaints"), "survey_answers": N_("survey answers"), "tasks": N_("tasks"),
    "feedback": N_("feedback"),
}  # fmt: skip
_KEY_CHINESE = {"手机": "phone", "电话": "phone", "邮箱": "email", "微信": "wechat", "编号": "code", "外部编号": "external_id", "会员号": "member_no", "订单号": "order_no",
                "名称": "name", "姓名": "name"}  # fmt: skip


#: Parsers for a kind of sheet, and for a key by which customers or records are told apart.
kind = one_of("kind", _KIND_NAMES, _KIND_CHINESE)
key = one_of("key", dict.fromkeys(_KEY_CHINESE.values()), _KEY_CHINESE)


def kind_name(found: str | None) -> str:
    """A sheet's kind in the reader's language."""
    return _(_KIND_NAMES[found]) if found in _KIND_NAMES else "—"


def kind_called(text: str) -> str | None:
    """The kind that somebody may mean by a word of either language, alone or behind `kind=`; None for any other word."""
    name = text.rpartition("=")[2].strip().lower()
    alone = text.partition("=")[0].strip().lower() in ("kind", "类型", "表类型", name)
    called = {word: key for key, word in _KIND_NAMES.items()} | {
        _(word).lower(): key for key, word in _KIND_NAMES.items()
    }
    return (_KIND_CHINESE | called | {key: key for key in _KIND_NAMES}).get(name) if alone else None


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
    from crmcli.sheets.fields import TYPES

    found = pairs("--map", texts)
    known = {field for fields in TYPES.values() for field in fields} | {"-"}
    for field in found.values():
        if field not in known and not _names_a_field(field):
            raise errors.Usage(
                _("--map: there is no field %(field)s.") % {"field": field},
                _("Fields: %(known)s") % {"known": ", ".join(sorted(known))},
            )
    return found


def _names_a_field(text: str) -> bool:
    from crmcli.sheets.fields import TYPES
    from crmcli.sheets.headers import field_called

    return any(field_called(kind, text) for kind in TYPES)
