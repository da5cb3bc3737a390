"""Work for workflows that are called without a command."""

from __future__ import annotations

from crmcli.clock import AsOf, zone
from crmcli.database.operation import Operation
from crmcli.policy import default_policy
from crmcli.store import Store, Work


def work_of(store: Store, op: Operation) -> Work:
    """The work of an open operation, at its own instant in Shanghai and under the default policy."""
    return Work(store, default_policy(), AsOf.at(op.at, zone("Asia/Shanghai")), op)
