"""Fields of a complaint as `complaint edit` takes them: FIELD=VALUE, among words that say why."""

from __future__ import annotations

from collections.abc import Sequence

from crmcli import errors, vocabulary
from crmcli.i18n import _
from crmcli.wording import known_words

#: What can be mended, by the words for it.
_MENDED = {
    "severity": "severity", "严重程度": "severity", "级别": "severity", "category": "category", "分类": "category",
    "touchpoint": "touchpoint", "触点": "touchpoint",
    "product": "product", "产品": "product", "order": "order_no", "order_no": "order_no", "订单": "order_no",
    "订单号": "order_no", "demand": "demand", "诉求": "demand", "accused": "accused", "被投诉人": "accused",
}  # fmt: skip


def mended_fields(words: Sequence[str]) -> tuple[dict[str, str], str | None]:
    """What FIELD=VALUE words say, and the words that are none. Usage for a field that can't be mended here."""
    told: dict[str, str] = {}
    texts = []
    for word in words:
        name, equals, value = word.replace("＝", "=").partition("=")
        if not equals or not name.isidentifier():
            texts.append(word)
            continue
        if name not in _MENDED:
            raise errors.Usage(
                _("A complaint has no field %(field)s that can be changed.") % {"field": name},
                _("See: crmcli complaint edit --help"),
            )
        told[_MENDED[name]] = value.strip()
    if "severity" in told:
        severity = vocabulary.parse_word("severity", told["severity"])
        if severity is None:
            raise errors.Usage(
                _("%(value)s is not one of %(choices)s.")
                % {"value": told["severity"], "choices": known_words("severity")},
                _("See: crmcli complaint edit --help"),
            )
        told["severity"] = severity
    return told, " ".join(texts) or None
