"""Whether stored numbers can be judged by: each of the kind of the default one, every calendar there, a zone. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from crmcli.dates.calendars import build
from crmcli.policy import SEVERITIES, UNFIT, Policy, complete, default_dict


def sound(table: Any) -> bool:
    """Whether a policy can be made of these tables, and every command can count with it."""
    try:
        policy = Policy.from_dict(table, 1)
        build(policy.calendar, policy.team.time_zone)
        return all(name in policy.calendar for name in _calendars(policy)) and _fits(
            complete(table), default_dict()
        )
    # A zone is looked up as a file's name.
    except (*UNFIT, OSError):
        return False


def _calendars(policy: Policy) -> Iterator[str]:
    """The calendars that the numbers name."""
    yield policy.contact.calendar
    for severity in (getattr(policy.complaint, name) for name in SEVERITIES):
        yield severity.calendar
        yield from (own.calendar for own in (severity.tier or {}).values() if own.calendar is not None)


def _fits(own: object, default: object) -> bool:
    """Whether each number is of the kind of the default one."""
    if isinstance(default, Mapping) and isinstance(own, Mapping):
        return all(_fits(own[key], default[key]) for key in default.keys() & own.keys())
    return _kind(own) is _kind(default)


def _kind(value: object) -> type:
    kinds = (bool, str, Mapping, list)
    return next(
        (kind for kind in kinds if isinstance(value, kind)), float if isinstance(value, int) else type(value)
    )
