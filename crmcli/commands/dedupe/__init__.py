"""crmcli dedupe: customers who may stand there twice, and what people say of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors
from crmcli.commands.dedupe.decisions import decide, read_decisions, write_decisions
from crmcli.commands.shared import Limit, ShowAll, context_of, example, limit_rows, new_app, word
from crmcli.commands.taken import taken_lines
from crmcli.context import Context
from crmcli.i18n import N_, _, ngettext, remarked, series, titled
from crmcli.render.progress import bar
from crmcli.result import Column, Result, Table
from crmcli.vocabulary import choices
from crmcli.wording import label, shell_word

if TYPE_CHECKING:
    from crmcli.matching.duplicates import Pair
    from crmcli.matching.terms import Term
    from crmcli.workflows.duplicates.deciding import Decision, Outcome
    from crmcli.workflows.taken import Taken

app = new_app()
VERBS = new_app(_("Deciding about pairs that may be one customer."))
VERB_ALIASES = {"审核": "review", "应用": "apply"}

#: What speaks for and against a pair, as `duplicates` names it.
_REASONS = {
    "name": N_("same name"), "core_name": N_("same name but for place and form"), "similar_name": N_("similar name"),
    "short_name": N_("short form of the name"), "other_name": N_("other name"), "person_of": N_("contact person of the other"),
    "phone": N_("same phone"), "email": N_("same e-mail"), "wechat": N_("same WeChat"), "social": N_("same social account"), "contact": N_("same contact person"),
    "phone_typo": N_("phone but for one digit"), "email_typo": N_("e-mail but for one letter"), "street": N_("same address"),
    "similar_street": N_("similar address"), "part_name": N_("one name of the same"), "local_phone": N_("same phone but for the area code"),
    "postcode_typo": N_("postcode but for one digit"), "birthday_part": N_("birthday but for a part"), "postcode": N_("same postcode"), "city": N_("same city"),
    "registered": N_("same city, where a company's name is its own"),
    "birthday": N_("same birthday"), "birthday_typo": N_("birthday but for one digit"), "other_city": N_("other city"),
    "other_phone": N_("other phone"), "other_birthday": N_("other birthday"), "other_street": N_("other address"),
}  # fmt: skip


Classes = Annotated[
    list[str] | None,
    typer.Option(
        "--class",
        "--等级",
        parser=word("pair_class"),
        metavar="CLASS",
        help=_("Only certain, likely or possible ones."),
    ),
]


@app.command(
    "dedupe",
    epilog=example(
        "crmcli dedupe --class certain --class likely",
        "crmcli dedupe --auto",
        "crmcli dedupe -o review.xlsx",
        "crmcli 去重 审核",
    ),
)
def dedupe(
    ctx: typer.Context,
    classes: Classes = None,
    auto: Annotated[
        bool, typer.Option("--auto", "--自动", help=_("Merge the certain ones, in one operation."))
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", "--输出", help=_("Write them for decisions to this .xlsx.")),
    ] = None,
    limit: Limit = None,
    show_all: ShowAll = False,
) -> None:
    """Lists pairs of customers who may be one, the surest first, with what speaks for and against it.

    crmcli dedupe review asks about each; crmcli dedupe apply FILE takes a workbook of decisions back.
    """
    crm = context_of(ctx)
    if output is not None and output.suffix.lower() != ".xlsx":
        raise errors.Usage(
            _("Decisions go into a workbook, not %(path)s.") % {"path": output}, _("Name a .xlsx file.")
        )
    if output is not None:
        crm.target(output)
    if auto:
        _merge_certain(crm)
        return
    pairs = _found(crm, classes)
    if output is not None:
        written = write_decisions(crm, output, _rows(crm, pairs))
        line = ngettext(
            "Wrote %(n)d pair to %(path)s; decide and read it back with: crmcli dedupe apply %(file)s",
            "Wrote %(n)d pairs to %(path)s; decide and read it back with: crmcli dedupe apply %(file)s",
            len(pairs),
        )
        data = {"file": str(written), "rows": len(pairs)}
        crm.show(
            Result(
                crm.command,
                data,
                lines=[line % {"n": len(pairs), "path": written, "file": shell_word(written)}],
            )
        )
        return
    _list(crm, pairs, limit, show_all)


@VERBS.command("review", epilog=example("crmcli dedupe review", "crmcli 去重 审核 --等级 很可能"))
def review(ctx: typer.Context, classes: Classes = None) -> None:
    """Asks about each pair, both records side by side: y merges, l or r too and says who stays, n remembers that they
    differ, s leaves it, q ends."""
    crm = context_of(ctx)
    if not crm.interactive:
        raise errors.Usage(
            _("Nobody is here to decide."), _("Write them to a workbook: crmcli dedupe -o review.xlsx")
        )
    pairs = _found(crm, classes)
    decisions: list[Decision] = []
    for number, pair in enumerate(pairs, 1):
        decision = decide(crm, pair, f"{number}/{len(pairs)}  {_headline(pair)}")
        if decision is None:
            break
        decisions.append(decision)
    _carry_out(crm, decisions)


@VERBS.command("apply", epilog=example("crmcli dedupe apply review.xlsx", "crmcli 去重 应用 review.xlsx"))
def apply(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE", help=_("The workbook with the decisions."))],
) -> None:
    """Carries out the decisions of a workbook that crmcli dedupe -o wrote; rows without one stay open."""
    crm = context_of(ctx)
    _carry_out(crm, read_decisions(path))


def _found(crm: Context, classes: Sequence[str] | None) -> list[Pair]:
    from crmcli.workflows.duplicates.finding import find

    with crm.store.db.snapshot(), bar(_("Comparing")) as tell:
        pairs = find(crm.store, tell)
    return [p for p in pairs if not classes or p.cls in classes]


def _merge_certain(crm: Context) -> None:
    from crmcli.workflows.duplicates.deciding import MERGE, Decision

    _carry_out(crm, [Decision(p.left_id, p.right_id, MERGE) for p in _found(crm, ["certain"])])


def _carry_out(crm: Context, decisions: Sequence[Decision]) -> None:
    """Writes decisions in one operation, and says what came of them."""
    from crmcli.workflows import classifying
    from crmcli.workflows.duplicates import deciding
    from crmcli.workflows.taken import taken_by

    outcome = deciding.Outcome()
    taken: list[Taken] = []
    if decisions:
        with crm.work(
            ngettext("%(n)d decision", "%(n)d decisions", len(decisions)) % {"n": len(decisions)}
        ) as work:
            outcome = deciding.carry_out(work, decisions)
            classifying.refresh(work, outcome.survivors)
            taken = taken_by(work)
    _tell(crm, outcome, taken)


def _tell(crm: Context, outcome: Outcome, taken: Sequence[Taken]) -> None:
    merged = [{"id": m.id, "survivor_id": m.survivor_id, "loser_id": m.loser["id"]} for m in outcome.merged]
    data = {"merged": merged, "different": outcome.different, "left": outcome.left}
    merges = ngettext("Merged %(n)d pair", "Merged %(n)d pairs", len(merged)) % {"n": len(merged)}
    lines = [
        ngettext(
            "%(merges)s; %(n)d is of two customers from now on.",
            "%(merges)s; %(n)d are different from now on.",
            outcome.different,
        )
        % {"merges": merges, "n": outcome.different}
    ]
    tables = []
    if outcome.left:
        columns = [
            Column("left_id", _("Left"), "int"),
            Column("right_id", _("Right"), "int"),
            Column("why", _("Left alone because")),
        ]
        tables = [Table("left", columns, outcome.left)]
    made = crm.store.history.last_of(crm.actor.id) if merged else None
    back = _("To take one back: crmcli merge list, crmcli merge undo NUMBER; all: crmcli undo %(number)d")
    after = taken_lines(taken)
    after += [back % {"number": made["number"]}] if made else []
    crm.show(
        Result(crm.command, data, tables, lines, after, status=errors.REJECTED_ROWS if outcome.left else 0)
    )


def _list(crm: Context, pairs: list[Pair], limit: int | None, show_all: bool) -> None:
    rows = _rows(crm, limit_rows(crm, pairs, limit, show_all))
    data = [
        {**row, "class": pair.cls, "reasons": [_reason(term) for term in pair.terms]}
        for row, pair in zip(rows, pairs, strict=False)
    ]
    count = {c: sum(p.cls == c for p in pairs) for c in choices("pair_class")}
    counts = series(f"{n} {label('pair_class', c)}" for c, n in count.items())
    total = ngettext("%(n)d pair may be one customer", "%(n)d pairs may be one customer", len(pairs))
    lines = [_("%(total)s: %(counts)s.") % {"total": total % {"n": len(pairs)}, "counts": counts}]
    after = [_("Next: crmcli dedupe --auto, crmcli dedupe review, crmcli merge KEEP OTHER")] if pairs else []
    crm.show(Result(crm.command, data, [Table("duplicates", _columns(), rows)], lines, after))


def _columns() -> list[Column]:
    return [
        Column("score", _("Score"), "int"),
        Column("class", _("Class")),
        Column("left_id", _("Id"), "int"),
        Column("left", _("Customer")),
        Column("right_id", _("Id"), "int"),
        Column("right", _("The other")),
        Column("why", _("Why")),
    ]


def _rows(crm: Context, pairs: Sequence[Pair]) -> list[dict[str, Any]]:
    ids = sorted({i for p in pairs for i in (p.left_id, p.right_id)})
    names = {row["id"]: row["name"] for row in crm.store.customers.many(ids)}
    return [
        {
            "left_id": p.left_id,
            "right_id": p.right_id,
            "score": p.score,
            "class": label("pair_class", p.cls) if crm.for_people else p.cls,
            "left": names[p.left_id],
            "right": names[p.right_id],
            "why": _why(p),
        }
        for p in pairs
    ]


def _reason(term: Term) -> dict[str, Any]:
    return {"reason": term.reason, "points": term.weight, "value": term.shown or None}


def _why(pair: Pair) -> str:
    """The terms in words, the weightiest first."""
    terms = sorted(pair.terms, key=lambda t: -abs(t.weight))
    return series(f"{_(_REASONS[t.reason])} {t.weight:+d}" for t in terms)


def _headline(pair: Pair) -> str:
    return titled(remarked(label("pair_class", pair.cls), pair.score), _why(pair))
