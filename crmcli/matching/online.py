"""E-mail addresses and WeChat ids: the one form in which two that are the same are equal."""

from __future__ import annotations

import re

from crmcli.matching.text import narrow

_EMAIL = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~\-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~\-]+)*@(?:[\w](?:[\w\-]{0,61}[\w])?\.)+[^\W\d_](?:[\w\-]*[\w])+"
)
_WECHAT = re.compile(r"[a-z][a-z0-9_\-]{4,29}|1[3-9]\d{9}|\d{5,11}", re.IGNORECASE)


def normalize_email(text: str) -> str | None:
    """The address in lower case, or None if it isn't one."""
    address = narrow(text).strip().strip("<>;,；，").lower().removeprefix("mailto:")
    return address if len(address) <= 254 and _EMAIL.fullmatch(address) else None


def normalize_wechat(text: str) -> str | None:
    """The WeChat id (letters in lower case; a phone or QQ number may serve as one), or None."""
    name = re.sub(
        r"^(?:微信号?|wechat|weixin|wx|vx|v信?)[:：\s]+", "", narrow(text).strip(), flags=re.IGNORECASE
    )
    return name.lower() if _WECHAT.fullmatch(name) else None
