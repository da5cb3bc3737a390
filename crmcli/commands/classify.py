"""crmcli classify: works out every customer's standing, shows what moved, explains one, or tries another policy."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from crmcli import errors, intake
from crmcli.commands.kept import keep
from crmcli.commands.shared import context_of, customer, customer_names, example, new_app
from crmcli.context import Context
from crmcli.dates.calendars import build, holiday_warnings
from crmcli.i18n import _, ngettext, sentences
from crmcli.policy import Policy
from crmcli.render.progress import progress
from crmcli.reports.days import Days
from crmcli.reports.request import Request
from crmcli.reports.snapshot import Snapshot
from crmcli.result import Column, Result, Table
from crmcli.verdicts.known_now import JUDGED, known_now
from crmcli.wording import label, shell_word
from crmcli.workflows import classifying
from crmcli.workflows.classifying import Outcome
from crmcli.workflows.due.placing import planned_moves

app = new_app()
WHOLE = True
AS_OF = True
#: Weeks to look ahead by default.
_WEEKS = 4


@app.command(
    epilog=example(
        "crmcli classify",
        "crmcli classify --explain 远鑫",
        "crmcli 分类 --规则 new.toml --试运行",
        "crmcli classify --policy new.toml --dry-run --weeks 8",
        "crmcli classify --as-of 2026-06-30",
        "crmcli classify --owners --dry-run",
        "crmcli 分类 --负责人",
    )
)
def classify(
    ctx: typer.Context,
    who: Annotated[
        str | None,
        typer.Option(
            "--explain",
            "--说明",
            metavar="CUSTOMER",
            autocompletion=customer_names,
            help=_("Why this customer stands where it stands."),
        ),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", "--试运行", "--试算", help=_("Show what would change; write nothing.")),
    ] = False,
    policy_file: Annotated[
        Path | None, typer.Option("--policy", "--规则", "--策略", help=_("Try this policy (with --dry-run)."))
    ] = None,
    owners: Annotated[
        bool,
        typer.Option(
            "--owners",
            "--负责人",
            help=_("Give customers to whom the policy names for their tier (a manager)."),
        ),
    ] = False,
    weeks: Annotated[
        int | None,
        typer.Option(
            "--weeks", "--周数", min=1, max=52, help=_("Contacts of so many coming weeks (with --policy; 4).")
        ),
    ] = None,
) -> None:
    """Works out tier, value class, lifecycle, potential, health and churn risk of every customer.

    With --as-of it shows a past day and stores nothing. With --owners customers that are nobody's, or not with those whom
    `contact.plan` names for their tier, are handed over; who had one is told in `due`.
    """
    crm = context_of(ctx)
    if owners:
        from crmcli.commands.tier_owners import hand_over

        if policy_file is not None or who is not None or weeks is not None or crm.as_of.explicit:
            raise errors.Usage(
                _("--owners goes by the policy in force and by today: with --dry-run alone."),
                _("See: crmcli classify --help"),
            )
        crm.show(hand_over(crm, dry_run=dry_run))
        return
    policy = crm.policy
    if weeks is not None and policy_file is None:
        raise errors.Usage(
            _("--weeks tells what a policy means: give --policy too."),
            _("The contacts to come by the policy in force: crmcli due --days 28"),
        )
    if policy_file is not None:
        if not dry_run:
            raise errors.Usage(
                _("--policy tries a policy: give --dry-run too."),
                _("To adopt it: crmcli policy set --file %(path)s") % {"path": shell_word(policy_file)},
            )
        policy = _read_policy(policy_file)
    if who is not None:
        from crmcli.commands.why import explained

        crm.show(explained(crm, customer(crm, who), policy))
        return
    store, view, delayed = crm.store, replace(crm.view, policy=policy), 0
    with store.db.snapshot(), progress(_("Judging customers")):
        request = Request(view)
        day = Snapshot(view.as_of.on, has_risk=True)
        outcome = classifying.compare(view, see=day.add)
        if policy_file is None:
            Days(request).keep(day)
        seen = store.standings.state()
        later = known_now(view, JUDGED)
    if crm.as_of.explicit and crm.as_of.on <= crm.today:
        # What is stored is of a later day: it would make a past day's answer change with the present.
        outcome.moves.clear()
    if not (dry_run or crm.as_of.explicit):
        with crm.work() as work:
            mended = classifying.mend_early(work)
            now = (store.standings.state(), work.policy.version, work.day)
            if mended or now != (seen, policy.version, view.day):
                outcome = classifying.compare(work)
            classifying.save(store, outcome)
            classifying.plan_backlog(work)
            store.standings.touch(work.at)
        delayed = _move(crm)
        keep(crm, request)
    result = _result(crm, outcome, stored=not (dry_run or crm.as_of.explicit))
    result.data["delayed"] = delayed
    if delayed:
        result.after.append(_delayed(delayed))
    if policy_file is None and not crm.as_of.explicit:
        from crmcli.commands.tier_owners import astray

        result.after += astray(crm)
        result.data["alarms"] = _alarms(crm, result, dry_run=dry_run)
    result.known_now = later
    if policy_file is not None:
        from crmcli.commands import tried

        tried.tell(crm, policy, weeks or _WEEKS, _titles(), result)
    crm.show(result)


def _alarms(crm: Context, result: Result, *, dry_run: bool) -> int | None:
    """Keeps the alarms of the last month, and says how many nobody has seen; None where nothing is kept."""
    if dry_run:
        return None
    from crmcli.commands.alarm.working import keep

    n = len(keep(crm))
    if n:
        line = ngettext(
            "%(n)d alarm nobody has seen: crmcli alarm list",
            "%(n)d alarms nobody has seen: crmcli alarm list",
            n,
        )
        result.after.append(line % {"n": n})
    return n


def _read_policy(path: Path) -> Policy:
    from crmcli.policy import parse
    from crmcli.workflows.policies.schema import check

    text = intake.text(path)
    problems = check(text)
    if problems:
        raise errors.PolicyError(
            problems[0], _("See all problems: crmcli policy check %(path)s") % {"path": shell_word(path)}
        )
    return Policy.from_dict(parse(text), 0)


def _result(crm: Context, outcome: Outcome, stored: bool) -> Result:
    data = outcome.as_data()
    rows = [
        {
            "class": name,
            "key": key,
            "word": label(name, key),
            "customers": n,
            "share": n / outcome.customers if outcome.customers else None,
        }
        for name in ("tier", "value_class", "lifecycle")
        for key, n in data[name].items()
    ]
    titles = _titles()
    for row in rows:
        row["title"] = titles[str(row["class"])]
    columns = [
        Column("title", _("Class")),
        Column("word", _("Value")),
        Column("customers", _("Customers"), "int"),
        Column("share", _("Share"), "percent"),
        Column("class", "class"),
        Column("key", "key"),
    ]
    line = ngettext(
        "%(n)d customer judged, %(moved)d moved.",
        "%(n)d customers judged, %(moved)d moved.",
        outcome.customers,
    ) % {"n": outcome.customers, "moved": outcome.moved}
    if not stored:
        line = sentences(line, _("Nothing was stored."))
    result = Result(crm.command, data=data, as_of=crm.as_of, lines=[line])
    result.tables = [Table("classes", columns, rows, machine_only=frozenset({"class", "key"}))]
    moves = _moves(outcome)
    if moves:
        result.tables.append(moves)
    working = build(crm.policy.calendar, crm.policy.team.time_zone)
    result.warnings += holiday_warnings(working.values(), crm.as_of.on)
    return result


def _move(crm: Context) -> int:
    """Moves planned contacts of today where it is full; returns how many. They are worked out before the wait for the lock."""
    with crm.store.db.snapshot():
        moves = planned_moves(crm.view)
    if moves:
        with crm.work() as work:
            work.store.moved.add(work.at, moves)
    return len(moves)


def _delayed(n: int) -> str:
    """How many planned contacts moved because today is full."""
    line = ngettext(
        "%(n)d planned contact of today moved to a later day, for the day was full.",
        "%(n)d planned contacts of today moved to later days, for the day was full.",
        n,
    )
    return line % {"n": n}


def _titles() -> dict[str, str]:
    """What the classes are called, by their keys."""
    return {"tier": _("Tier"), "value_class": _("Value class"), "lifecycle": _("Lifecycle")}


def _moves(outcome: Outcome) -> Table | None:
    """The movements between classes, the most frequent first."""
    counts: dict[tuple[str, str, str], int] = {}
    for _key, _day, field, before, after in outcome.moves:
        counts[field, before, after] = counts.get((field, before, after), 0) + 1
    if not counts:
        return None
    titles = _titles()
    rows = [
        {
            "title": titles[field],
            "before": label(field, before),
            "after": label(field, after),
            "customers": n,
            "field": field,
        }
        for (field, before, after), n in sorted(counts.items(), key=lambda item: -item[1])
    ]
    columns = [
        Column("title", _("Class")),
        Column("before", _("Before")),
        Column("after", _("After")),
        Column("customers", _("Customers"), "int"),
        Column("field", "field"),
    ]
    return Table("moves", columns, rows, title=_("Moved"), machine_only=frozenset({"field"}))
