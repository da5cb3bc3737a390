"""crmcli staff: the people of the team and the logins they use."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors
from crmcli.actors import MANAGERS, READERS, REVIEWERS
from crmcli.asking import ask_pin
from crmcli.commands.shared import context_of, errand, example, present_names, staff_names, word
from crmcli.commands.staff import away, trainings
from crmcli.commands.staff.shared import app
from crmcli.i18n import _, series
from crmcli.identity import hashed
from crmcli.matching.online import normalize_email
from crmcli.result import Column, Result, Table
from crmcli.verdicts.pilots import Pilots
from crmcli.wording import label
from crmcli.workflows.team import admit, require_manager

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.queries.pins import Secret

__all__ = ["app", "away", "trainings"]

AS_OF = frozenset({"trainings"})
ALIASES = {
    "新增": "add", "列表": "list", "修改": "edit", "离职": "leave", "请假": "away", "培训": "train", "培训记录": "trainings",
    "更正培训": "correct-training", "删除培训": "remove-training",
}  # fmt: skip
CLEARED = {
    "edit": frozenset({"login", "department", "email"}),
    "correct-training": frozenset({"note"}),
}

Role = Annotated[
    str | None,
    typer.Option("--role", "--角色", parser=word("role"), help=_("admin, manager, rep, service …")),
]
Login = Annotated[
    str | None,
    typer.Option(
        "--login", "--账号", help=_("Login: the operating system's, or on a server the database's.")
    ),
]
Department = Annotated[str | None, typer.Option("--department", "--部门", help=_("Department."))]
Email = Annotated[str | None, typer.Option("--email", "--邮箱", help=_("E-mail."))]
Pin = Annotated[
    bool,
    typer.Option(
        "--pin", "--口令", help=_("Set a PIN for use on a shared login (asked for, or CRMCLI_PIN).")
    ),
]


@app.command("add", epilog=example("crmcli staff add 李娜 --role 销售 --login lina"))
def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help=_("The person's name."))],
    role: Role = None,
    login: Login = None,
    department: Department = None,
    email: Email = None,
    pin: Pin = False,
) -> None:
    """Adds a person to the team."""
    crm = context_of(ctx)
    values = _given(role=role, login=login, department=department, email=email)
    secret = _new_pin(crm) if pin else None
    with crm.work(name, roles=MANAGERS) as work:
        staff_id = crm.store.staff.add(work.op, {"name": name.strip(), **values})
        if secret:
            crm.store.pins.give(work.op, staff_id, secret)
        left = admit(crm.store, login)
    added = crm.store.staff.get(staff_id)
    data = {"id": staff_id, "name": name, "role": added["role"], "for_administrator": left}
    lines = [_("Added %(name)s.") % {"name": name}, _rights(added["role"])]
    crm.show(Result(crm.command, data=data, lines=lines, after=errand(left)))


def _rights(role: str) -> str:
    """What somebody of this role may do, in a sentence."""
    if role in READERS:
        may = _("may read everything and write nothing.")
    elif role in MANAGERS:
        may = _("may do everything: records, approvals, the policy, the team, undoing others' changes.")
    elif role in REVIEWERS:
        may = _(
            "may read and write all records and approve customers; the policy and the team are a manager's."
        )
    else:
        may = _("may read and write all records; approvals, the policy and the team are a manager's.")
    return _("Role %(role)s: %(may)s") % {"role": label("role", role), "may": may}


@app.command("edit", epilog=example("crmcli staff edit 李娜 --role 经理", "crmcli staff edit 李娜 --left"))
def edit(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help=_("Who."), autocompletion=staff_names)],
    new_name: Annotated[str | None, typer.Option("--name", "--姓名", help=_("New name."))] = None,
    role: Role = None,
    login: Login = None,
    department: Department = None,
    email: Email = None,
    pin: Pin = False,
    active: Annotated[
        bool | None, typer.Option("--active/--left", "--在职/--离职", help=_("Whether they still work here."))
    ] = None,
) -> None:
    """Changes a person's role, login or PIN. Anybody may set their own PIN; the rest is a manager's."""
    from crmcli.commands.staff.handover import left_with_work

    crm = context_of(ctx)
    row = crm.store.staff.resolve(name)
    values = _given(
        name=new_name,
        role=role,
        login=login,
        department=department,
        email=email,
        active=None if active is None else int(active),
    )
    secret = _new_pin(crm) if pin else None
    if not values and not secret:
        raise errors.Usage(_("Nothing to change was given."), _("See: crmcli staff edit --help"))
    own_pin = not values and row["id"] == crm.actor.id
    with crm.work(row["name"], roles=() if own_pin else MANAGERS) as work:
        row = crm.store.staff.get(row["id"])
        changed = crm.store.staff.edit(work.op, row["id"], values) or secret is not None
        if secret:
            crm.store.pins.give(work.op, row["id"], secret)
        if "department" in values and Pilots(work).any():
            from crmcli.workflows.policies.pilots import judge_anew

            judge_anew(work)
        # Also if it was so before: a database that was moved here brought no rights along.
        concerned = values.keys() & {"login", "role", "active"}
        if concerned and row["role"] in MANAGERS and row["active"]:
            require_manager(crm.store, crm.actor)
        left = admit(crm.store, row["login"], login or row["login"]) if concerned else []
    data = {"id": row["id"], "for_administrator": left}
    line = _("Changed %(name)s.") if changed else _("%(name)s had these values already; nothing changed.")
    lines = [
        line % {"name": row["name"]},
        *([_rights(values["role"])] if changed and "role" in values else []),
    ]
    busy = active is False and any(crm.store.handoffs.in_hand(row["id"]).values())
    warnings = left_with_work([row["name"]] if busy else [])
    crm.show(Result(crm.command, data=data, lines=lines, after=errand(left), warnings=warnings))


@app.command(
    "leave",
    epilog=example("crmcli staff leave 李娜 --to 王强 -o handover.xlsx", "crmcli 员工 离职 李娜 --交给 王强"),
)
def leave(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help=_("Who leaves."), autocompletion=staff_names)],
    to: Annotated[
        str,
        typer.Option("--to", "--交给", autocompletion=present_names, help=_("Who takes everything over.")),
    ],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", "--输出", help=_("Write the handover sheet to sign to this .xlsx.")),
    ] = None,
) -> None:
    """Gives all that a person has in hand to somebody else and takes them off the team.

    Customers, complaints, tasks, opportunities, feedback to answer and who waits for an answer move in one operation; who wrote or
    sold what stays. `crmcli undo` takes it back.
    """
    from crmcli.commands.staff.handover import moved_result
    from crmcli.workflows import leaving
    from crmcli.workflows.handoffs import receiver

    crm = context_of(ctx)
    if output:
        crm.target(output, (".xlsx",))
    person = crm.store.staff.resolve(name)
    with crm.work(person["name"], roles=MANAGERS) as work:
        taker = receiver(crm.store, to, None)
        left = leaving.leave(work, person, taker)
    crm.show(moved_result(crm, person, taker, left, output))


@app.command("list", epilog=example("crmcli staff list"))
def list_staff(ctx: typer.Context) -> None:
    """Lists everybody, and which process each answers for."""
    crm = context_of(ctx)
    columns = [
        Column("id", _("Id"), "int"),
        Column("name", _("Person")),
        Column("role", _("Role"), "word", "role"),
        Column("department", _("Department")),
        Column("login", _("Login")),
        Column("email", _("E-mail")),
        Column("active", _("Active")),
        Column("answers_for", _("Answers for")),
    ]
    processes = _processes(crm)
    rows = [
        {**row, "answers_for": ",".join(processes.get(row["id"], ())) or None}
        for row in map(dict, crm.store.staff.all())
    ]
    if crm.for_people:
        rows = [
            {
                **row,
                "active": _("yes") if row["active"] else _("no"),
                "answers_for": series(label("process", each) for each in processes.get(row["id"], ())),
            }
            for row in rows
        ]
    silent = frozenset() if processes else frozenset({"answers_for"})
    crm.show(Result(crm.command, tables=[Table("staff", columns, rows, machine_only=silent)]))


def _processes(crm: Context) -> dict[int, list[str]]:
    """By person the processes that they answer for."""
    if not any(crm.policy.process):
        return {}
    from crmcli.workflows.routing import answers_for  # seldom needed

    return answers_for(crm.view)


def _given(**values: Any) -> dict[str, Any]:
    """What was given; an empty text is nothing to be kept. Invalid for an e-mail address that is none."""
    if (values.get("email") or "").strip() and normalize_email(values["email"]) is None:
        raise errors.Invalid(
            _("%(text)s is no e-mail address.") % {"text": values["email"]}, _("Nothing was written.")
        )
    said = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    return {name: value if value != "" else None for name, value in said.items() if value is not None}


def _new_pin(crm: Any) -> Secret:
    import os

    pin = os.environ.get("CRMCLI_PIN")
    if not pin and crm.interactive:
        pin = ask_pin()
    if not pin or len(pin) < 4:
        raise errors.Usage(
            _("A PIN has at least four characters."), _("Give it in CRMCLI_PIN or on a terminal.")
        )
    return hashed(pin)
