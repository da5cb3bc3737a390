"""`report handbook`: the team's operating manual, made of its policy and its knowledge."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crmcli import i18n
from crmcli.catalogue import spoken
from crmcli.commands.shared import context_of
from crmcli.i18n import _
from crmcli.result import Result

if TYPE_CHECKING:
    from crmcli.reports.handbook import Handbook, Words

_Out = Annotated[Path | None, typer.Option("--out", "-o", "--输出", help=_("File to write: .docx .html .md"))]
_Diff = Annotated[
    tuple[int, int],
    typer.Option(
        "--diff",
        "--比较",
        metavar="VERSION VERSION",
        help=_("What changed between two versions of the policy."),
    ),
]


def handbook(ctx: typer.Context, out: _Out = None, diff: _Diff = (0, 0)) -> None:
    from crmcli.render import handbook as rendering
    from crmcli.reports.handbook import build, build_difference

    crm = context_of(ctx)
    if out is not None:
        crm.target(out, rendering.SUFFIXES)
    with crm.store.db.snapshot():
        words = _words()
        book = build_difference(crm.view, words, *diff) if any(diff) else build(crm.view, words)
    if out is None:
        crm.show(rendering.as_result(book, crm.command))
        return
    from crmcli.saving import save

    path = save(out, _content(book, out.suffix.lower()))
    result = Result(crm.command, data={"file": str(path)}, lines=[_("Written: %(path)s") % {"path": path}])
    if path != out:
        result.warnings.append(
            _("%(path)s is open or read-only; the report was written beside it.") % {"path": out}
        )
    crm.show(result)


def _content(book: Handbook, suffix: str) -> bytes:
    from crmcli.render import handbook as rendering

    if suffix == ".docx":
        from crmcli.render.handbook_docx import as_docx

        return as_docx(book)
    return rendering.page(book) if suffix == ".html" else rendering.markdown(book)


def _words() -> Words:
    """What the reader's language calls commands, conditions and the policy's numbers."""
    from crmcli.policy import default_toml
    from crmcli.policy.meanings import Meanings
    from crmcli.render.explanation import rule_words
    from crmcli.reports.handbook import Words

    meanings = Meanings(default_toml(), chinese=i18n.words() == "zh")
    return Words(lambda path: f"crmcli {spoken(path)}", rule_words, meanings)
