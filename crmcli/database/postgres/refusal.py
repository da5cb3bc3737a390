"""Why a server doesn't let us in, or breaks something off, in our words.

For a connection that fails libpq has no codes, only words: the server's, which may be Chinese, and its own.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from crmcli import errors, logins
from crmcli.database.connection import gone
from crmcli.database.postgres import guards
from crmcli.database.postgres.causes import told
from crmcli.database.postgres.schema import quoted
from crmcli.i18n import _

if TYPE_CHECKING:
    import psycopg2
    from psycopg2.extensions import connection as Connection

    from crmcli.database.location import Location

#: The oldest server that is tried.
OLDEST = 130000
#: What a server says begins with FATAL, in its language, and two spaces; what it adds with DETAIL or HINT.
_SAID = re.compile(r"(?:.*? failed: )?\S+: {2,}")
_DETAIL = re.compile(r"(?!FATAL)\S+: {2,}")
_NOT_READY = re.compile(
    r"starting up|shutting down|accepting connections$|recovery|too many (clients|connections)|connection slots"
    r"|read-only|read-write|hot standby|closed the connection|terminating connection"
    r"|启动中|停止中|恢复模式|太多|连接位置|只读|热备份"
)
_NO_DATABASE = re.compile(r'(?:database|数据库) "(.*)" (?:does not exist|不存在)')
_NO_PASSWORD = re.compile(r"no password supplied|password file|没有提供(口令|密码)")
_WRONG_PASSWORD = re.compile(
    r'password authentication failed for user "(.*?)"|用户 "(.*?)" Password 认证失败'
)
_SHUT_OUT = re.compile(r"permission denied for database|数据库.*权限不够")
_UNSAFE = re.compile(r"certificate|SSL was required|does not support SSL|SSL error|证书")
_ADDRESS = re.compile(
    r"definition of service|service file|syntax error in|^(connection to .* failed: )?invalid \w+ (value|number)"
    r"|^invalid (integer value|connection option)|^could not match \d+ (port|host)"
)


def refused(error: psycopg2.OperationalError, settings: Mapping[str, str]) -> errors.CrmError:
    """Why there is no connection, and what to do about it. `settings` are those of the address."""
    why, said = _reason(str(error))
    if _NOT_READY.search(why):
        return errors.Dropped(
            _("The server is not ready: %(why)s") % {"why": told(why)}, _("Try again in a moment.")
        )
    if found := _NO_DATABASE.search(why):
        return errors.NoDatabase(
            _("The server has no database %(name)s.") % {"name": found[1]},
            _("An administrator of the server makes it with:"),
            statements=[_create(found[1], _user(settings))],
        )
    if found := _WRONG_PASSWORD.search(why):
        return errors.NoDatabase(
            _("The server knows no user %(user)s with this password.") % {"user": found[1] or found[2]},
            _("Check both; a password is read from PGPASSWORD, else from ~/.pgpass."),
        )
    if _NO_PASSWORD.search(why):
        return errors.NoDatabase(
            _("The server wants a password, and none was given."),
            _("Put it into ~/.pgpass (host:port:database:user:password, chmod 600) or into PGPASSWORD."),
        )
    if _SHUT_OUT.search(why):
        return errors.NotAllowed(
            _("This login may not use the database."),
            _(
                "A manager lets it in with: crmcli staff add NAME --login LOGIN   (staff edit for somebody on the list)"
            ),
            elsewhere=True,
        )
    if said:
        return errors.NoDatabase(
            _("The server turned the connection away: %(why)s") % {"why": told(why)},
            _("Check the address; the server's administrator knows who may come in from where."),
        )
    return _no_way(why)


def _no_way(why: str) -> errors.CrmError:
    """What goes wrong before the server had a word."""
    if _UNSAFE.search(why):
        return errors.NoDatabase(
            _("The connection would not be safe: %(why)s") % {"why": told(why)},
            _(
                "Check sslmode and sslrootcert in the address; the server's administrator has the certificate."
            ),
        )
    if _ADDRESS.search(why):
        return bad_address(why)
    return errors.Unreachable(
        _("The server can't be reached: %(why)s") % {"why": told(why)},
        _("Check the address and the network, and try again."),
    )


def bad_address(why: str) -> errors.CrmError:
    """The address makes no sense to libpq."""
    return errors.Usage(
        _("The database's address can't be used: %(why)s") % {"why": told(" ".join(why.split()))},
        _("It looks like postgresql://user@host/database or postgresql:///?service=NAME."),
    )


def check_server(connection: Connection, location: Location) -> None:
    """NoDatabase if this server or database is not one that we can work on."""
    if connection.server_version < OLDEST:
        version = str(connection.get_parameter_status("server_version")).partition(" ")[0]
        raise errors.NoDatabase(
            _("This server is too old: PostgreSQL %(version)s") % {"version": version},
            _("PostgreSQL %(version)d or newer is needed.") % {"version": OLDEST // 10000},
        )
    encoding = connection.get_parameter_status("server_encoding")
    if encoding != "UTF8":
        raise errors.NoDatabase(
            _("The database is in %(encoding)s, not in UTF-8: %(url)s")
            % {"encoding": encoding, "url": location},
            _("An administrator of the server makes another with:"),
            statements=[_create(f"{connection.info.dbname}_utf8", connection.info.user)],
        )


def _create(name: str, owner: str) -> str:
    # Texts are compared byte by byte whatever the locale; C goes with every encoding and on every system.
    owned = f" OWNER {quoted(owner)}" if owner else ""
    return f"CREATE DATABASE {quoted(name)}{owned} ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0;"


def _user(settings: Mapping[str, str]) -> str:
    """As whom libpq logs in, empty if only its service file knows."""
    named = settings.get("user") or os.environ.get("PGUSER")
    if named or "service" in settings or "PGSERVICE" in os.environ:
        return named or ""
    return logins.login_name()


def _reason(text: str) -> tuple[str, bool]:
    """libpq's message on one line, each host's reason once and without ceremony, and whether a server said it."""
    lines = [line for line in text.splitlines() if line and not line.startswith("\t")]
    lines = lines[:1] + [line for line in lines[1:] if not _DETAIL.match(line)]
    reasons = dict.fromkeys(_SAID.sub("", line) for line in lines)
    return "; ".join(reasons), any(map(_SAID.match, lines))


def _guarded(guard: str) -> errors.NotAllowed | None:
    """What a guard of ours refused."""
    if guard == guards.MANAGERS_ONLY:
        return errors.NotAllowed(
            _("The staff list, PINs and the policy change only by a manager's own login on the server."),
            _("Ask a manager; a PIN gives no rights that the login lacks."),
        )
    if guard == guards.PATIENCE:
        return errors.NotAllowed(
            _("Too many wrong PINs were given for one person in a day."),
            _("Wait, or use a login of your own. Who tried stands in the history."),
        )
    if guard == guards.APPEND_ONLY:
        return errors.NotAllowed(
            _("The history is only added to, under one's own login."),
            _("Ask an administrator of the database."),
        )
    return None


def translate(error: psycopg2.Error, location: Location, *, broken: bool) -> Exception:
    """The error in our words, or itself where it can only be a bug."""
    code = error.pgcode or ""
    why = (error.diag.message_primary or str(error)).strip()
    named = {"url": location, "why": told(why)}
    if broken or code[:2] in ("08", "40") or code in ("57P01", "57P02", "57P03", "25P03"):
        return errors.Dropped(
            _("The server broke the work off: %(why)s") % named,
            _("Nothing was saved; run the command again."),
        )
    if code == "57014":
        return errors.Locked(
            _("The server stopped the command: %(why)s") % named, _("Try again, or ask its administrator.")
        )
    if code == "23503":
        return gone()
    if code == "55P03":
        return errors.Locked(
            _("Another program is using the database: %(path)s") % {"path": location},
            _("Try again in a moment."),
        )
    if code == "42501" and (guarded := _guarded(error.diag.constraint_name or "")):
        return guarded
    # 2BP01: others hold rights through what is to be taken away; 0LP01: a group is not a login.
    if code in ("42501", "2BP01", "0LP01"):
        return errors.NotAllowed(
            _("This login may not do that: %(why)s") % named, _("Ask an administrator of the database.")
        )
    if code == "25006":
        return errors.ReadOnly(
            _("The database is read-only: %(path)s") % {"path": location},
            _("This may be a standby; add target_session_attrs=read-write to the address."),
        )
    if code in ("42P01", "3F000"):
        return errors.Vacant(
            _("There is no database at %(path)s") % {"path": location},
            _("Make one with: crmcli init   (or look around first with: crmcli demo)"),
        )
    if code == "54000":
        return errors.Invalid(_("A value is too long: %(why)s") % named, _("Nothing was saved; shorten it."))
    if code.startswith("53"):
        return errors.DiskFull(
            _("The server has no room: %(why)s") % named, _("Nothing was saved; tell its administrator.")
        )
    if code in ("XX001", "XX002"):
        return errors.Corrupt(
            _("The database is damaged: %(path)s") % {"path": location},
            _("Stop writing and restore the server's backup."),
        )
    return error
