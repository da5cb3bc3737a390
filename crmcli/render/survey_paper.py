"""A survey form on paper: one HTML file that opens without a network, a page for each invitation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from crmcli.figures.scales import Scale, parse_scale
from crmcli.i18n import N_, _
from crmcli.wording import clean

_STYLE = """
@page { size: A4; margin: 16mm 18mm; }
* { box-sizing: border-box; }
body { font: 15px/1.45 "Segoe UI", "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
  color: #1f2933; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
header { display: flex; justify-content: space-between; align-items: flex-start; gap: 2rem;
  border-bottom: 2px solid #2f6fab; padding-bottom: .6rem; }
h1 { font-size: 1.5rem; margin: 0; }
.who { text-align: right; font-size: .85rem; color: #52606d; white-space: nowrap; }
.code { font: 600 1.05rem ui-monospace, Consolas, monospace; letter-spacing: .08em; color: #1f2933; }
.intro { color: #52606d; margin: .7rem 0 1rem; }
ol { list-style: none; margin: 0; padding: 0; }
li { padding: .5rem 0; border-bottom: 1px solid #e4e7eb; break-inside: avoid; }
.question { font-weight: 600; margin-bottom: .35rem; }
.scale { display: flex; align-items: center; gap: .5rem; font-size: .85rem; color: #52606d; }
.points { display: flex; gap: .45rem; }
.point { border: 1.5px solid #7b8794; border-radius: 50%; width: 1.75rem; height: 1.75rem; display: flex;
  align-items: center; justify-content: center; color: #1f2933; }
.options { display: flex; flex-wrap: wrap; gap: .35rem 1.4rem; }
.option::before { content: ""; display: inline-block; width: .85rem; height: .85rem; border: 1.5px solid #7b8794;
  margin-right: .45rem; vertical-align: -1px; }
.line { border-bottom: 1px solid #9aa5b1; height: 1.7rem; }
footer { display: flex; gap: 2rem; margin-top: 1rem; font-size: .9rem; color: #52606d; }
footer span { flex: 1; border-bottom: 1px solid #9aa5b1; padding-bottom: .1rem; }
section + section { break-before: page; margin-top: 3rem; }
@media print { body { margin: 0; padding: 0; max-width: none; font-size: 13px; } section + section { margin-top: 0; } }
"""
_YES, _NO = N_("Yes"), N_("No")


def as_html(
    title: str,
    intro: str | None,
    language: str,
    questions: Sequence[Any],
    invitations: Sequence[Mapping[str, Any]],
) -> str:
    """The whole file: a page with lines for a name without invitations, else one for each with name and code."""
    body = "".join(_question(number, question) for number, question in enumerate(questions, 1))
    pages = "".join(_page(title, intro, body, invitation) for invitation in invitations or ({},))
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language.replace("_", "-"))}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_text(title)}</title><style>{_STYLE}</style></head><body>{pages}</body></html>\n"
    )


def _page(title: str, intro: str | None, body: str, invitation: Mapping[str, Any]) -> str:
    who = ""
    if invitation:
        who = (
            f'<div class="who">{_text(invitation["customer"])}<br>{_text(_("Invitation code"))}<br>'
            f'<span class="code">{_text(in_groups(invitation["code"]))}</span></div>'
        )
    told = f'<p class="intro">{_text(intro)}</p>' if intro else ""
    names = (_("Date"),) if invitation else (_("Customer"), _("Phone"), _("Date"))
    lines = "".join(f"<span>{_text(name)}</span>" for name in names)
    return f"<section><header><h1>{_text(title)}</h1>{who}</header>{told}<ol>{body}</ol><footer>{lines}</footer></section>"


def in_groups(code: str) -> str:
    """A code that is easy to read and type: K7QM-2XWP."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def _question(number: int, question: Any) -> str:
    scale = parse_scale(question.scale) or Scale("text")
    return f'<li><div class="question">{number}. {_text(question.text)}</div>{_answer(scale, question)}</li>'


def _answer(scale: Scale, question: Any) -> str:
    if scale.kind == "points" and scale.high - scale.low <= 11:
        points = "".join(f'<span class="point">{n}</span>' for n in range(scale.low, scale.high + 1))
        ends = [
            f"<span>{_text(end)}</span>" if end else "" for end in (question.low_text, question.high_text)
        ]
        return f'<div class="scale">{ends[0]}<span class="points">{points}</span>{ends[1]}</div>'
    if scale.kind == "points":
        return f'<div class="scale">{scale.low}–{scale.high}: ________</div>'
    if scale.kind == "text":
        return '<div class="line"></div><div class="line"></div>'
    options = scale.options or (_(_YES), _(_NO))
    return (
        '<div class="options">'
        + "".join(f'<span class="option">{_text(one)}</span>' for one in options)
        + "</div>"
    )


def _text(text: str) -> str:
    return escape(clean(text))
