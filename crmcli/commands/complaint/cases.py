"""crmcli complaint archive and cases: what was learnt is asked for at the end, and found again by the next one."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from crmcli import errors, vocabulary
from crmcli.commands.complaint import case_views as views
from crmcli.commands.complaint.lookup import named
from crmcli.commands.complaint.recording import record
from crmcli.commands.complaint.shared import At, Category, Cause, Resolved, app, asked
from crmcli.commands.narrowed import narrowed
from crmcli.commands.shared import Limit, Product, Where, context_of, example
from crmcli.given import option_name
from crmcli.i18n import _, series
from crmcli.result import Result
from crmcli.wording import label, shell_word
from crmcli.workflows.complaint_guards import check_state

if TYPE_CHECKING:
    from crmcli.context import Context

#: So many cases a search shows unless --limit says otherwise.
_BEST = 10

_OPTIONS = {
    "root_cause": ("--root-cause", "--根因"),
    "measure": ("--measure", "--措施"),
    "lesson": ("--lesson", "--经验"),
}


@app.command(
    "archive",
    epilog=example(
        "crmcli complaint archive 7 --root-cause rota --measure standby --lesson plan",
        "crmcli 投诉 归档 7 --根因类别 流程 --根因 无替补 --措施 设替补 --经验 留人手",
    ),
)
def archive(
    ctx: typer.Context,
    which: Resolved,
    cause: Cause = None,
    root_cause: Annotated[
        str | None, typer.Option("--root-cause", "--根因", help=_("Why it happened."))
    ] = None,
    measure: Annotated[str | None, typer.Option("--measure", "--措施", help=_("What was changed."))] = None,
    lesson: Annotated[str | None, typer.Option("--lesson", "--经验", help=_("What to remember."))] = None,
    at: At = None,
) -> None:
    """Closes the loop after the revisit: root cause, measure and lesson. A terminal asks for what is missing."""
    crm = context_of(ctx)
    row = named(crm, which, "archived")
    check_state(row, "archived")
    given = {"root_cause": root_cause, "measure": measure, "lesson": lesson}
    learnt = {key: text.strip() for key, text in given.items() if text and text.strip()}
    missing = [option_name(_OPTIONS[key]) for key in given if key not in learnt]
    if not crm.interactive and len(missing) > 1:
        raise errors.Usage(
            _("%(options)s are missing.") % {"options": series(missing)},
            _("What was learnt is kept for the next such case."),
        )
    values = {"cause": _cause(crm, cause, learnt.get("root_cause"))}
    for key, question in (
        ("root_cause", _("Root cause")),
        ("measure", _("Measure")),
        ("lesson", _("Lesson")),
    ):
        values[key] = learnt.get(key) or asked(crm, question, option_name(_OPTIONS[key]))
    record(crm, row, "archived", text=None, at=at, values=values)


def _cause(crm: Context, given: str | None, root_cause: str | None) -> str | None:
    """The category: the one given, else the root cause itself where it is one, else on a terminal what is picked."""
    if given:
        return _category(given)
    if root_cause and vocabulary.parse_word("root_cause", root_cause):
        return _category(root_cause)
    if not crm.interactive:
        return None
    known = crm.policy.lists.root_causes
    for number, key in enumerate(known, 1):
        print(f"  {number}) {label('root_cause', key)}", file=sys.stderr)
    chosen = asked(
        crm,
        _("Category of the root cause: a number, or your own word"),
        option_name(("--cause", "--根因类别")),
    )
    if chosen.isdecimal() and 1 <= int(chosen) <= len(known):
        return known[int(chosen) - 1]
    return _category(chosen)


def _category(text: str) -> str:
    """The stored key of a category, or a word of one's own as it stands."""
    return vocabulary.parse_word("root_cause", text) or text.strip()


@app.command(
    "cases",
    epilog=example(
        "crmcli complaint cases late cleaner",
        "crmcli complaint cases --cause people",
        "crmcli 投诉 案例 迟到 --产品 保洁",
    ),
)
def cases(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[WORDS]…", help=_("Words of what happened or was learnt."))
    ] = None,
    category: Category = None,
    cause: Cause = None,
    product: Product = None,
    where: Where = None,
    limit: Limit = _BEST,
) -> None:
    """Searches past complaints: what it was, why, what was done, how long it took, what the customer said.

    The best come first; without words the newest do. Simplified and Traditional find each other.
    """
    crm = context_of(ctx)
    query = " ".join(words or ())
    filters = {"category": category, "cause": _category(cause) if cause else None, "product": product}
    if not query.strip() and not any(filters.values()):
        raise errors.Usage(
            _("Say what to look for."),
            _("Words, or --category, --cause or --product: crmcli complaint cases --help"),
        )
    with narrowed(crm, where), crm.store.db.snapshot():
        rows = [views.as_data(row) for row in crm.store.cases.search(query, filters, limit or _BEST)]
    after = (
        [_("All of one: crmcli complaint show %(number)s") % {"number": shell_word(rows[0]["number"])}]
        if rows
        else []
    )
    crm.show_all = True
    if not rows:
        after = [_("No past complaint holds these words.")]
    shown = views.cards(rows, query) if crm.format == "table" else views.table(rows)
    if not rows and crm.format == "table":
        crm.show(Result(crm.command, lines=after))
        return
    crm.show(Result(crm.command, tables=[shown], after=after))
