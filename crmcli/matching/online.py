"""E-mail addresses, websites and WeChat ids: the one form in which two that are the same are equal."""

from __future__ import annotations

import re

from crmcli.matching.masked import is_masked_id
from crmcli.matching.text import narrow

#: Letters of the scripts in which words and addresses run together only by mistake (ada.wójcik, but not 邮箱ada).
_LETTERS = r"a-z0-9\u00c0-\u024f\u0370-\u052f\u0531-\u0587\u1e00-\u1fff"
_EMAIL = re.compile(
    rf"(?:[{_LETTERS}!#$%&'*+/=?^_`{{|}}~\-]+(?:\.[{_LETTERS}!#$%&'*+/=?^_`{{|}}~\-]+)*|[\u4e00-\u9fff]+)"
    r"@(?:[\w](?:[\w\-]{0,61}[\w])?\.)+[^\W\d_][\w\-]*\w"
)
_SITE = re.compile(
    r"((?:https?://)?(?:[^\W_](?:[\w\-]{0,61}[^\W_])?\.)+[^\W\d_][\w\-]*\w(?::\d{1,5})?)((?:[/?#]\S*)?)",
    re.IGNORECASE,
)
_WECHAT = re.compile(r"[a-z][a-z0-9_\-]{4,29}|1[3-9]\d{9}|\d{5,11}", re.IGNORECASE)
#: Where anybody may have an address: two of the same domain have nothing to do with each other.
FREE_MAIL = frozenset((
    "qq.com", "vip.qq.com", "foxmail.com", "163.com", "vip.163.com", "126.com", "yeah.net", "sina.com", "sina.cn", "sohu.com",
    "139.com", "189.cn", "wo.cn", "aliyun.com", "tom.com", "21cn.com", "263.net", "gmail.com", "googlemail.com", "outlook.com",
    "hotmail.com", "live.com", "live.cn", "msn.com", "yahoo.com", "yahoo.com.cn", "yahoo.com.tw", "yahoo.co.jp", "icloud.com",
    "me.com", "mac.com", "aol.com", "proton.me", "protonmail.com", "gmx.de", "gmx.net", "web.de", "t-online.de", "orange.fr",
    "free.fr", "laposte.net", "libero.it", "naver.com", "daum.net", "hanmail.net", "mail.ru", "yandex.ru", "hinet.net", "pchome.com.tw",
))  # fmt: skip


def normalize_email(text: str) -> str | None:
    """The address in lower case, or None if it isn't one, or hidden in part."""
    address = narrow(text).strip().strip("<>;,；，'\"").lower().removeprefix("mailto:").rstrip(".")
    whole = len(address) <= 254 and not is_masked_id(address)
    return address if whole and _EMAIL.fullmatch(address) else None


def normalize_site(text: str) -> str | None:
    """The website with scheme and host in lower case and no stroke at its end, or None if it isn't one."""
    found = _SITE.fullmatch(narrow(text).strip().strip("<>;,；，'\""))
    return f"{found[1].lower()}{found[2]}".rstrip("/") if found else None


def site_key(text: str) -> str:
    """A website as it is compared: without scheme, www. and the stroke at its end, its host in lower case."""
    address = re.sub(r"^(?:https?://)?(?:www\.)?", "", narrow(text).strip(), flags=re.IGNORECASE)
    host, stroke, path = address.partition("/")
    return f"{host.lower()}{stroke}{path}".rstrip("/")


def normalize_wechat(text: str) -> str | None:
    """The WeChat id (letters in lower case; a phone or QQ number may serve as one), or None."""
    name = re.sub(
        r"^(?:微信号?|wechat|weixin|wx|vx|v信?)[:：\s]+", "", narrow(text).strip(), flags=re.IGNORECASE
    )
    return name.lower() if _WECHAT.fullmatch(name) else None
