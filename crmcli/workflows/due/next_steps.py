"""Next steps of customers for the due list: contacts, birthdays, data to verify.

For today they are stored with each standing and read by index, the most urgent first and no more than can be
wanted; for another day everything is worked out for that day and nothing stored.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from itertools import product
from math import ceil
from typing import Any

from crmcli import clock, wording
from crmcli.i18n import _, clauses, ngettext
from crmcli.judging.scoring import urgency, urgency_of
from crmcli.policy import TIERS, VALUE_CLASSES, Policy
from crmcli.queries.moved import Moved
from crmcli.store import View
from crmcli.verdicts.pilots import Pilots
from crmcli.workflows.due.rows import Candidates, DueRow, Wanted, given_wanted, level_wanted


class NextSteps:
    """Adds the next steps that are wanted to the candidates, and says what waits as backlog."""

    def __init__(self, view: View, wanted: Wanted, found: Candidates) -> None:
        self._view, self._wanted, self._found = view, wanted, found
        self._store, self._policy, self._on = view.store, view.policy, view.as_of.on
        self._owner = wanted.owner_id
        self._until = wanted.until.isoformat()
        self._since = wanted.since.isoformat() if wanted.since else ""
        #: What is due after this day isn't late enough to be wanted.
        self._by = (self._on - timedelta(days=1)).isoformat() if wanted.overdue_only else self._until
        ahead = timedelta(days=0 if wanted.overdue_only else view.policy.due.lead_days)
        #: Who is greeted for birthdays by this day, if they weren't so long ago.
        self._lead = (date.fromisoformat(self._by) + ahead).isoformat()
        self._greeted_since = (self._on - timedelta(days=view.policy.due.greeting_days)).isoformat()
        #: The most that days overdue add to an urgency.
        self._late = ceil(view.policy.urgency.overdue_max)
        self._pilots = Pilots(view)
        #: How many contacts wait for their release, and the next day on which some are released.
        self.backlog: tuple[int, str | None] = (0, None)
        #: By customer the contacts that were to be by the last day and moved beyond it.
        self.moved: dict[int, Moved] = {}
        #: Those that moved to a day until then.
        self._arrived: dict[int, Moved] = {}

    def stored(self) -> None:
        """Today's next steps. Kinds are read from the most to the least urgent, as far as they can matter."""
        self._store.due.compared(self._until, self._owner)
        if "contact" in self._wanted.kinds:
            self.backlog = self._store.due.backlog(self._until, self._owner)
            self._stored_contacts()
            self.moved = self._store.due.moved(self._until, self._owner)
        if "birthday" in self._wanted.kinds:
            self._stored_birthdays()
        if "verify" in self._wanted.kinds:
            self._stored_verifications()

    def _stored_contacts(self) -> None:
        due, most = self._store.due, self._most("contact")
        bases = [None] if most is None else due.bases(self._owner)
        for base in bases:
            if base is not None and not self._found.open_to(base + self._late):
                break
            rows = due.contacts(self._until, self._by, self._owner, base, most, self._since)
            late = [row["customer_id"] for row in rows if row["contact_from"] > row["next_contact_on"]]
            self._arrived |= self._store.moved.of(self._view.at, late) if late else {}
            for row in rows:
                self._contact(row, row["contact_reasons"])
        self._count_unread("contact")

    def _stored_birthdays(self) -> None:
        if self._found.open_to(_highest(self._policy, "birthday") + self._late):
            for row in self._store.due.birthdays(self._greeted_since, self._lead, self._owner):
                self._birthday(row)
        self._count_unread("birthday")

    def _stored_verifications(self) -> None:
        classes = [
            c
            for c in product(TIERS, VALUE_CLASSES)
            if self._found.open_to(self._score("verify", *c) + self._late)
        ]
        day = min(self._until, self._by)
        for row in self._store.due.verifications(day, self._owner, classes, self._most("verify")):
            self._verify(row)
        self._count_unread("verify")

    def _score(self, kind: str, tier: str, value: str) -> int:
        return urgency_of(self._policy.urgency, kind, tier=tier, value_class=value)[0]

    def _most(self, kind: str) -> int | None:
        """How many rows of equal urgency to read: those that are put off come on top."""
        most = self._wanted.most
        return None if most is None else most + len(self._found.snoozed(kind))

    def _count_unread(self, kind: str) -> None:
        if self._wanted.most is not None:
            start, end = {"birthday": (self._greeted_since, self._lead)}.get(kind, ("", self._until))
            there = self._store.due.count(
                kind, start, end, by=self._by, owner=self._owner, but=self._found.snoozed(kind)
            )
            self._found.unread += there - self._found.count(kind)

    # -- another day ----------------------------------------------------------------------------------------------

    def judged(self) -> None:
        """The next steps of a day that is not stored."""
        from crmcli.judging.standing import released_on
        from crmcli.verdicts.standings import judge_all

        plan, waiting, releases = self._store.standings.backlog(self._view.at), 0, set()
        moved = self._store.moved.of(self._view.at)
        for facts, standing in judge_all(self._view):
            if standing.next_contact_on is None or self._owner not in (None, facts.owner_id):
                continue
            day = standing.next_contact_on.isoformat()
            row = {
                "customer_id": facts.customer_id,
                "owner_id": facts.owner_id,
                "next_contact_on": day,
                "contact_base": standing.contact_base,
                "contact_channel": standing.contact_channel,
                "tier": standing.tier,
                "value_class": standing.value_class,
                "birthday_on": _text(standing.birthday_on),
                "greet_on": _text(standing.greet_on),
                "verify_on": _text(standing.verify_on),
            }
            self._judged_dates(row)
            if day > self._until or "contact" not in self._wanted.kinds:
                continue
            move = moved.get(facts.customer_id)
            if move is not None and move.due_on == day:
                kept = self.moved if move.to_on > self._until else self._arrived
                kept[facts.customer_id] = move
                if kept is self._arrived:
                    self._contact({**row, "contact_from": move.to_on}, standing.contact_reasons)
                continue
            backlog = plan.get(facts.customer_id)
            # A backlog is there from its import on.
            there = backlog if backlog and backlog[0] <= self._on.isoformat() else None
            comes = str(released_on(standing, there, self._on))
            if comes <= self._until:
                self._contact({**row, "contact_from": comes}, standing.contact_reasons)
            else:
                waiting += 1
                releases.add(comes)
        self.backlog = (waiting, min(releases, default=None))

    def _judged_dates(self, row: Mapping[str, Any]) -> None:
        birthday, verify = row["birthday_on"], row["verify_on"]
        near = birthday and birthday >= self._greeted_since and row["greet_on"] <= self._lead
        if near and "birthday" in self._wanted.kinds:
            self._birthday(row)
        if "verify" in self._wanted.kinds and verify and verify <= self._until:
            self._verify(row)

    # -- rows -----------------------------------------------------------------------------------------------------

    def _contact(self, row: Any, reasons: Any) -> None:
        due = row["next_contact_on"]
        overdue = (self._on - date.fromisoformat(due)).days
        score, parts = urgency(self._policy.urgency, row["contact_base"], overdue)
        move = self._arrived.get(row["customer_id"])
        if move is not None and (move.due_on, move.to_on) == (due, row["contact_from"]):
            overdue = (self._on - date.fromisoformat(move.to_on)).days
        else:
            move = None

        def write() -> DueRow:
            from crmcli.rules import CADENCES, due_reasons

            known = json.loads(reasons or "[]") if reasons is None or isinstance(reasons, str) else reasons
            shown = due_reasons(known, max(self._wanted.until, date.fromisoformat(due)))
            by_plan = all(code in CADENCES for code, _data in shown)
            step = _step(row, "contact", self._moment(due, known), overdue)
            contact = self._pilots.policy(row["owner_id"]).contact
            give = given_wanted(shown, contact)
            why = wording.with_given(wording.why(shown), give)
            return step._replace(
                urgency=score,
                terms=parts,
                why=why if move is None else clauses([why, _moved(move)]),
                channel=row["contact_channel"],
                level=level_wanted(shown, contact),
                give=give,
                planned_from=row["contact_from"] if by_plan else None,
                moved_from=move and move.due_on,
            )

        self._found.add(f"contact:{row['customer_id']}", score, due, overdue, write)

    def _moment(self, day: str, reasons: Any) -> str:
        """The instant of what is agreed for a time of that day, else the day."""
        agreed = (data for code, data in reasons if code == "follow_up" and data["due"] == day)
        first = next((data["time"] for data in agreed), None)
        if first is None:
            return day
        return clock.iso(clock.at_local(date.fromisoformat(day), time.fromisoformat(first), self._view.zone))

    def _birthday(self, row: Any) -> None:
        def occasion() -> tuple[str, str]:
            from crmcli.verdicts.reach import Whom, reach  # of the few rows that are shown

            whom, told = Whom(row["customer_id"]), {"day": row["birthday_on"]}
            may = reach(self._view, "care", None, [whom]).get(whom)
            if may and may.reason not in ("", "unreachable"):
                refused = told | {"reason": wording.unreached(may.reason)}
                return _("birthday on %(day)s, not to be greeted: %(reason)s") % refused, "wechat"
            return _("birthday on %(day)s") % told, "wechat"

        self._dated(row, "birthday", row["greet_on"], occasion)

    def _verify(self, row: Any) -> None:
        day = row["verify_on"]

        def occasion() -> tuple[str, str]:
            if unread := self._store.due.unconfirmed_phone(row["customer_id"]):
                return _("nobody can read the phone: %(phone)s") % {"phone": unread}, "other"
            since = date.fromisoformat(day) - timedelta(days=self._policy.due.verify_days)
            why = _("contact data not verified since %(day)s or longer") % {"day": since.isoformat()}
            return why, "phone"

        self._dated(row, "verify", day, occasion)

    def _dated(self, row: Any, kind: str, day: str, occasion: Callable[[], tuple[str, str]]) -> None:
        """A step that is due on a day; `occasion` says why, and the channel for it."""
        overdue = (self._on - date.fromisoformat(day)).days
        score, parts = urgency_of(
            self._policy.urgency, kind, overdue, tier=row["tier"], value_class=row["value_class"]
        )

        def write() -> DueRow:
            why, channel = occasion()
            step = _step(row, kind, day, overdue)
            return step._replace(urgency=score, terms=parts, why=why, channel=channel)

        self._found.add(f"{kind}:{row['customer_id']}", score, day, overdue, write)


def _moved(move: Moved) -> str:
    """Why a contact stands on a later day than its plan says."""
    line = ngettext(
        "moved from %(day)s because that day had %(n)d thing to do",
        "moved from %(day)s because that day had %(n)d things to do",
        move.load,
    )
    return line % {"day": move.due_on, "n": move.load}


def _step(row: Any, kind: str, day: str, overdue: int) -> DueRow:
    """The row of a customer's next step, still without its urgency and its words."""
    return DueRow(
        item=f"{kind}:{row['customer_id']}",
        kind=kind,
        customer_id=row["customer_id"],
        due_at=day,
        overdue_days=max(0, overdue),
        urgency=0,
        terms=(),
        why="",
        owner_id=row["owner_id"],
    )


def _highest(policy: Policy, kind: str) -> int:
    """The most urgent that a row of this kind can be on its day."""
    urgencies = policy.urgency
    return ceil(urgencies.kind[kind] + max(urgencies.tier.values()) + max(urgencies.value_class.values()))


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
