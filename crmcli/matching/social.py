"""Accounts on social platforms: the one form (`linkedin:ann-lee`) in which two that are the same are equal.

Of an address only the account counts; what is no account of a platform (a post, a short link that tells nobody) is none.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

from crmcli import vocabulary
from crmcli.matching.masked import is_masked_id
from crmcli.matching.phones import normalize_phone
from crmcli.matching.text import narrow

#: No account is called longer.
_LONGEST = 120
#: By the end of a host its platform.
_HOSTS = {
    "linkedin.com": "linkedin", "linkedin.cn": "linkedin", "facebook.com": "facebook", "fb.com": "facebook", "fb.me": "facebook",
    "instagram.com": "instagram", "twitter.com": "x", "x.com": "x", "youtube.com": "youtube", "tiktok.com": "tiktok",
    "t.me": "telegram", "telegram.me": "telegram", "wa.me": "whatsapp", "whatsapp.com": "whatsapp", "weibo.com": "weibo",
    "weibo.cn": "weibo", "douyin.com": "douyin", "xiaohongshu.com": "xiaohongshu", "kuaishou.com": "kuaishou",
    "bilibili.com": "bilibili", "zhihu.com": "zhihu", "line.me": "line",
}  # fmt: skip
#: How the path of an account begins, by platform; what follows is the account, with what is kept in front of it.
_PATHS = {
    "linkedin": {"in": "", "pub": "", "company": "company/", "school": "school/", "showcase": "showcase/"},
    "facebook": {"groups": "groups/"}, "youtube": {"channel": "channel/", "c": "", "user": ""}, "douyin": {"user": "user/"},
    "xiaohongshu": {"user/profile": ""}, "kuaishou": {"profile": ""}, "weibo": {"u": "", "n": "", "p": ""},
    "zhihu": {"people": "", "org": "org/"}, "line": {"ti/p": "", "r/ti/p": ""}, "bilibili": {}, "telegram": {"s": ""},
}  # fmt: skip
#: Platforms whose accounts have an address only below such a beginning.
_BELOW = frozenset({"linkedin", "douyin", "xiaohongshu", "kuaishou", "zhihu", "line"})
#: First parts of addresses that are pages of the platform, and no accounts.
_PAGES = frozenset((
    "p", "posts", "post", "watch", "explore", "share", "sharer", "sharer.php", "intent", "hashtag", "search", "home", "login", "reel",
    "reels", "stories", "video", "videos", "photo", "photos", "events", "pages", "feed", "jobs", "status", "i", "joinchat", "discover",
    "tv", "playlist", "shorts", "results", "help", "about", "settings", "discovery", "note", "send", "index.php",
))  # fmt: skip
#: Accounts of these platforms are called in Latin letters, digits and a few signs; elsewhere they may have any name.
_LATIN = frozenset({"linkedin", "facebook", "instagram", "x", "tiktok", "telegram", "youtube"})
_PLAIN = re.compile(r"[\w.\-]{2,100}", re.ASCII)
_NAME = re.compile(r"[\w.\-·~:]{1,60}")
#: What such an account is called in a path has letters of either case that count.
_EXACT = ("channel/", "user/")
_LABELLED = re.compile(
    r"\s*([^:：]{1,20}?)\s*(?:账号|帐号|号|id)?\s*[:：]\s*(?!//)(.+)", re.IGNORECASE | re.DOTALL
)
_ADDRESS = re.compile(r"(?:[a-z]+://)?(?:[\w\-]+\.)+[a-z]{2,}(?:[/?#]\S*)?", re.IGNORECASE)


def normalize_social(text: str, platform: str = "") -> str | None:
    """The account that a text names, as `platform:account`: by its address, by a word in front (微博: @远鑫), else on `platform`.
    None if it is none, or hidden in part."""
    words = narrow(text).strip().strip("<>")
    if not words or len(words) > 4 * _LONGEST or is_masked_id(words):
        return None
    if _ADDRESS.fullmatch(words):
        return _of_address(words) or (
            _named(words, platform) if platform in ("", *_LATIN) and "/" not in words else None
        )
    labelled = _LABELLED.fullmatch(words)
    if labelled:
        told = vocabulary.parse_word("social", labelled[1])
        return normalize_social(labelled[2], told) if told else None
    return _named(words, platform)


def platform_of(text: str) -> str:
    """The platform that the name of a column tells; empty for none, or for several."""
    key = narrow(text).lower()
    found = vocabulary.parse_word("social", key)
    parts = {vocabulary.parse_word("social", part) for part in re.split(r"[\s:：_/()\-]+", key)} - {None}
    told = {name for name in vocabulary.choices("social") if any(w in key for w in _chinese(name))}
    known = [found] if found else [*(parts or told)]
    return (known[0] or "") if len(known) == 1 else ""


def _chinese(platform: str) -> list[str]:
    words = vocabulary.DOMAINS["social"][platform]
    return [word for word in (words[1], *words[2].split()) if not word.isascii()]


def _named(words: str, platform: str) -> str | None:
    """What is called so on a platform."""
    if not platform:
        return None
    if platform == "whatsapp":
        phone = normalize_phone(words)
        return f"whatsapp:{phone}" if phone else None
    front = next(
        (
            sign
            for sign in ("company/", "school/", "groups/", *_EXACT, "org/", "showcase/")
            if words.startswith(sign)
        ),
        "",
    )
    name = words.removeprefix(front).lstrip("@").strip("/")
    fits = (_PLAIN if platform in _LATIN else _NAME).fullmatch(name)
    return f"{platform}:{front}{name if front in _EXACT else name.lower()}" if fits else None


def _of_address(text: str) -> str | None:
    """The account whose page an address is."""
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    platform = next((name for end, name in _HOSTS.items() if host == end or host.endswith(f".{end}")), "")
    path = [unquote(part) for part in parts.path.split("/") if part]
    asked = parse_qs(parts.query)
    if platform == "whatsapp":
        return _named("+" + "".join((asked.get("phone") or path[:1] or [""])[:1]).lstrip("+"), platform)
    if platform == "facebook" and path[:1] == ["profile.php"]:
        path = asked.get("id", [])
    if not platform or not path:
        return None
    beginnings = _PATHS.get(platform, {})
    for length in (3, 2, 1):
        begins = "/".join(path[:length]).lower()
        if begins in beginnings and len(path) > length:
            return _named(beginnings[begins] + path[length].lstrip("~"), platform)
    if platform in _BELOW or path[0].lower() in _PAGES or (len(path) > 1 and platform in ("x", "telegram")):
        return None
    return _named(path[0], platform)
