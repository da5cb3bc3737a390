"""complaint show --explain: how each deadline of a complaint came about, for scripts and for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from crmcli.commands.shared import local_time
from crmcli.i18n import N_, _, remarked, series
from crmcli.result import Column, Table
from crmcli.service.rounds import Round
from crmcli.service.timelines import Piece, Timeline, timelines
from crmcli.wording import holiday_name, label

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Record

_KINDS = {
    "running": N_("running"),
    "paused": N_("paused for the customer"),
    "outside": N_("outside hours"),
    "holiday": N_("day off"),
}
_NAMES = {
    "closure": N_("own closure"),
    "make_up": N_("work made up"),
}
_MOMENTS = {"warn_at": N_("warning %(when)s"), "due_at": N_("due %(when)s"), "done_at": N_("done %(when)s")}


def as_data(rounds: Sequence[Round]) -> list[dict[str, Any]]:
    """The clocks of every round with the time they measured."""
    return [_clock(number, each, line) for number, each in enumerate(rounds, 1) for line in timelines(each)]


def _clock(number: int, judged: Round, line: Timeline) -> dict[str, Any]:
    terms, verdict = judged.terms, line.verdict
    return {
        "round": number,
        "clock": line.clock,
        "policy_version": terms.version,
        "severity": judged.severity,
        "tier": terms.tier,
        "level": terms.level,
        "calendar": terms.limits.calendar,
        "time_zone": str(terms.calendar.zone),
        "budget_hours": line.span.seconds / 3600,
        "from_at": line.span.start,
        "known": verdict.known,
        "pauses": [list(pause) for pause in line.span.pauses],
        "warn_at": verdict.warn_at,
        "due_at": verdict.due_at,
        "done_at": verdict.done_at,
        "state": verdict.state,
        "budget_seconds": line.span.seconds,
        "used_seconds": line.used,
        "left_seconds": line.left,
        "over_seconds": line.over,
        "late_seconds": line.late,
        "timeline": [
            {
                "from_at": p.start,
                "to_at": p.end,
                "state": p.kind,
                "name": p.name or None,
                "seconds": p.seconds,
                "ahead": p.ahead,
            }
            for p in line.pieces
        ],
    }


def routing_line(crm: Context, history: Sequence[Record]) -> list[str]:
    """The rule that chose the handler when the complaint came in, if one did, in a sentence."""
    import json

    from crmcli.workflows.routing import rule_told

    opened = next((event for event in history if event["kind"] == "opened"), None)
    data = json.loads(opened["data"] or "{}") if opened else {}
    rule = int(data.get("routed") or 0)
    policy = crm.store.policies.of(data["policy"]) if rule and "policy" in data else crm.policy
    if not 0 < rule <= len(policy.routing):
        return []
    return [_("Whose it became: %(why)s") % {"why": rule_told(policy, rule)}]


def lines(crm: Context, rounds: Sequence[Round]) -> list[str]:
    """What each round is judged by, and a sentence for each of its clocks."""
    found = [_("How the deadlines come about:")]
    for number, each in enumerate(rounds, 1):
        terms = each.terms
        told = {
            "n": number,
            "version": terms.version,
            "severity": label("severity", each.severity),
            "calendar": label("calendar", terms.limits.calendar),
            "zone": terms.calendar.zone,
        }
        text = (
            _("Round %(n)d: policy version %(version)d, %(severity)s, calendar “%(calendar)s” (%(zone)s)")
            % told
        )
        if terms.tier:
            text += _(", tier then: %(tier)s") % {"tier": label("tier", terms.tier)}
        if terms.level:
            text += _(", member level then: %(level)s") % {"level": label("member_level", terms.level)}
        found.append(text)
        found += [f"  {_sentence(crm, data)}" for data in as_data(rounds) if data["round"] == number]
    return found


def _sentence(crm: Context, data: Mapping[str, Any]) -> str:
    def told(moment: datetime) -> str:
        # What began at a time of day that nobody told has deadlines that are good for a day.
        return local_time(crm, moment) if data["known"] else crm.local(moment)

    budget = {"budget": _duration(data["budget_seconds"]), "start": told(data["from_at"])}
    parts = [_("%(budget)s from %(start)s") % budget]
    for begin, end in data["pauses"]:
        until = local_time(crm, end) if end else _("now")
        parts.append(_("paused %(begin)s to %(end)s") % {"begin": local_time(crm, begin), "end": until})
    for key, sentence in _MOMENTS.items():
        if isinstance(data[key], datetime):
            parts.append(_(sentence) % {"when": told(data[key])})
    if data["known"]:
        parts.append(_used(data))
    words = {"step": label("clock", data["clock"]), "state": label("clock_state", data["state"])}
    return _("%(step)s: %(state)s; %(why)s") % {**words, "why": _(", ").join(parts)}


def _used(data: Mapping[str, Any]) -> str:
    """The time that was used and what it leaves; past a deadline at closing time none is over, yet it is late."""
    told = {key: _duration(data[f"{key}_seconds"]) for key in ("used", "left", "over", "late")}
    if data["over_seconds"]:
        return _("%(used)s used, %(over)s too long") % told
    if data["late_seconds"]:
        return _("%(used)s used, %(late)s past the deadline outside working time") % told
    if data["state"] == "breached":
        return _("%(used)s used, the time is up") % told
    return _("%(used)s used, %(left)s left") % told


def tables(crm: Context, rounds: Sequence[Round]) -> list[Table]:
    """The time that each clock measured, a row for every stretch of one kind; what is ahead is planned."""
    several = len(rounds) > 1
    found = []
    for number, each in enumerate(rounds, 1):
        for same in _alike(timelines(each)):
            title = series(label("clock", line.clock) for line in same)
            if several:
                title = _("Round %(n)d: %(clocks)s") % {"n": number, "clocks": title}
            found.append(_table(crm, title, same[0].pieces))
    return found


def _alike(lines: Iterable[Timeline]) -> list[list[Timeline]]:
    """Clocks with the same stretches stand in one table; those that began at no known time of day in none."""
    groups: dict[tuple[Piece, ...], list[Timeline]] = {}
    for line in lines:
        if line.pieces and line.verdict.known:
            groups.setdefault(line.pieces, []).append(line)
    return list(groups.values())


def _table(crm: Context, title: str, pieces: Sequence[Piece]) -> Table:
    total, rows = 0, []
    for piece in pieces:
        total += piece.seconds if piece.kind == "running" else 0
        rows.append(
            {
                "from_at": local_time(crm, piece.start),
                "to_at": local_time(crm, piece.end),
                "state": _kind(piece),
                "time": _duration(piece.seconds),
                "total": _duration(total) if piece.kind == "running" else None,
            }
        )
    columns = [
        Column("from_at", _("Begins"), "code"),
        Column("to_at", _("Ends"), "code"),
        Column("state", _("Time")),
        Column("time", _("Length"), "figure"),
        Column("total", _("Running total"), "figure"),
    ]
    return Table("timeline", columns, rows, title=title)


def _kind(piece: Piece) -> str:
    told = _(_KINDS[piece.kind])
    if piece.name:
        own = _NAMES.get(piece.name)
        told = remarked(told, _(own) if own else holiday_name(piece.name))
    return " ".join((told, _("– ahead"))) if piece.ahead else told


def _duration(seconds: int) -> str:
    """Hours and minutes; seconds only where there are any."""
    hours, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    text = _("%(h)d h %(m)02d min") % {"h": hours, "m": minutes}
    return text + (_(" %(s)02d s") % {"s": rest} if rest else "")
