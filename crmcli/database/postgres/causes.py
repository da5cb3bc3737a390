"""What libpq and a server say of a failure, in the reader's language: theirs is English, a server's perhaps Chinese."""

from __future__ import annotations

import re

from crmcli import i18n
from crmcli.i18n import N_, _

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
#: What is said of each cause; the first that fits counts.
_CAUSES = tuple(
    (re.compile(pattern, re.IGNORECASE), said)
    for pattern, said in (
        (r"connection refused", N_("no server answers at this address")),
        (
            r"could not translate host|name or service|nodename nor servname|name resolution",
            N_("no host has this name"),
        ),
        (r"timeout expired|timed out", N_("it did not answer in time")),
        (r"no route to host|network is (unreachable|down)|host is down", N_("no way in the network leads there")),
        (r"no such file or directory", N_("no server runs on this machine")),
        (r"starting up", N_("it is starting")),
        (r"shutting down|not (yet )?accepting connections|administrator command", N_("it is shutting down")),
        (r"too many|connection slots", N_("it has no connection left")),
        (r"recovery|read-only|read-write|hot standby", N_("it takes no changes at present")),
        (r"pg_hba\.conf|no encryption", N_("its rules let nobody in from here so")),
        (
            r"certificate|\bSSL\b|\bTLS\b|sslmode",
            N_("the two don't agree about encryption or its certificate"),
        ),
        (r"role .* (does not exist|is not permitted)|authentication failed", N_("it knows no such user")),
        (r"definition of service|service file", N_("there is no such service")),
        (r"invalid port|port number|port (count|value)|match \d+ (port|host)", N_("the port is none")),
        (r"\binvalid\b|syntax error|unexpected|missing", N_("a part of it is none that a server takes")),
        (r"(statement|lock|idle\S*) timeout|deadlock", N_("it waited too long")),
        (r"cancel", N_("somebody broke it off")),
        (r"permission denied|must be|privilege|not allowed", N_("a right is lacking")),
        (r"no space left|disk full|out of (memory|shared)", N_("its disk or memory is full")),
        (r"too (long|large)|exceeds", N_("it is more than the server takes")),
        (r"closed the connection|terminat|reset by peer|broken pipe|could not (receive|send)", N_("the connection was cut")),
    )
)  # fmt: skip


def told(why: str) -> str:
    """A cause as people read it. To Chinese readers no English is told: what isn't known is in the server's log."""
    if i18n.words() != "zh" or _CHINESE.search(why):
        return why
    said = next((said for pattern, said in _CAUSES if pattern.search(why)), N_("its log tells why"))
    return _(said)
