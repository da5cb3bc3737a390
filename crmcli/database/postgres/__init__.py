"""PostgreSQL: a shared server, reached by URL through libpq.

All tables stand in the schema `crmcli` of the URL's database. Passwords, service files, TLS and several hosts are
libpq's: whatever psql understands works here. See docs/how-to/server.md.
"""

from __future__ import annotations

from crmcli import errors
from crmcli.i18n import _

try:
    import psycopg2  # noqa: F401
except ImportError as error:
    raise errors.Usage(
        _("Databases on a server need a driver that is not installed."),
        _("Install it with: pip install 'crmcli[postgres]'"),
    ) from error

from crmcli.database.postgres.connection import connect, create

__all__ = ["connect", "create"]
