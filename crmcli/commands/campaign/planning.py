"""crmcli campaign: entered, changed and called off."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from crmcli import errors
from crmcli.commands.campaign import views
from crmcli.commands.campaign.shared import (
    Audience,
    Campaign,
    HoldOut,
    Kind,
    Matched,
    Note,
    Owner,
    Place,
    Product,
    SubjectEn,
    SubjectZh,
    Survey,
    TextEn,
    TextZh,
    To,
    app,
    by_language,
    cents_or_none,
    form_id,
    given_name,
)
from crmcli.commands.changes import show_changes
from crmcli.commands.shared import assignee, cents, context_of, example
from crmcli.database.connection import Record
from crmcli.i18n import _
from crmcli.result import Result
from crmcli.workflows.campaigns import planning


@app.command(
    "add",
    epilog=example(
        "crmcli campaign add 'Open day' --kind party --from 12-18 --where 'tier=key'",
        "crmcli 活动 新增 答谢会 --类型 答谢会 --从 12-18 --对照 10%",
        "crmcli 活动 新增 培训 --类型 培训 --从 12-18 --中文内容 '{{ name }}您好'",
    ),
)
def add(
    ctx: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help=_("What the campaign is called; each name once."))
    ],
    kind: Annotated[
        str,
        typer.Option(
            "--kind",
            "--类型",
            parser=Kind,
            help=_("promotion, launch, thank_you, seminar, party, training, news or benefit."),
        ),
    ],
    start: Annotated[str, typer.Option("--from", "--从", metavar="DAY", help=_("Its first day."))],
    end: To = None,
    place: Place = None,
    budget: Annotated[
        int | None, typer.Option("--budget", "--预算", parser=cents, help=_("How much it may cost."))
    ] = None,
    owner: Owner = None,
    where: Audience = None,
    product: Product = None,
    matched: Matched = None,
    hold_out: HoldOut = None,
    text_zh: TextZh = None,
    text_en: TextEn = None,
    subject_zh: SubjectZh = None,
    subject_en: SubjectEn = None,
    survey: Survey = None,
    note: Note = None,
) -> None:
    """Adds a campaign or an event. Its audience is everybody, unless --where or --product narrows it; who that is, is drawn later.

    Texts may have {{ name }}, {{ customer }}, {{ owner }}, {{ campaign }}, {{ day }}, {{ place }} and {{ product }}.
    """
    crm = context_of(ctx)
    first = crm.day(start, ahead=True).isoformat()
    values: dict[str, Any] = {
        "name": given_name(name),
        "kind": kind,
        "start_on": first,
        "end_on": crm.day(end, ahead=True).isoformat() if end else first,
        "place": place,
        "product": product,
        "budget_cents": budget,
        "audience": where,
        "matched": _is_matched(matched, product),
        "held_out_percent": hold_out or 0,
        "texts": by_language(zh=text_zh, en=text_en),
        "subjects": by_language(zh=subject_zh, en=subject_en),
        "owner_id": assignee(crm, owner) or crm.actor.id,
        "note": note,
    }
    with crm.work(values["name"]) as work:
        values["form_id"] = form_id(work, survey)
        campaign_id = planning.add(work, values)
    row = crm.store.campaigns.get(campaign_id)
    line = _("Campaign %(id)d: %(name)s, %(days)s.") % {
        "id": campaign_id,
        "name": row["name"],
        "days": views.days(row),
    }
    after = [_("Next: crmcli campaign draw %(id)d --dry-run") % {"id": campaign_id}]
    crm.show(Result(crm.command, data=views.as_data(row), lines=[line], after=after))


def _is_matched(matched: bool | None, product: str | None) -> int:
    if matched and not product:
        raise errors.Usage(_("What the habits are to match is missing."), _("Give it with --product."))
    return int(bool(matched))


@app.command(
    "edit",
    epilog=example(
        "crmcli campaign edit 'Open day' --to 2026-12-19 --budget 9000",
        "crmcli 活动 修改 答谢会 --地点 二号厅",
    ),
)
def edit(
    ctx: typer.Context,
    campaign: Campaign,
    name: Annotated[str | None, typer.Option("--name", "--名称", help=_("What it is called."))] = None,
    kind: Annotated[str | None, typer.Option("--kind", "--类型", parser=Kind, help=_("What it is."))] = None,
    start: Annotated[
        str | None, typer.Option("--from", "--从", metavar="DAY", help=_("Its first day."))
    ] = None,
    end: Annotated[str | None, typer.Option("--to", "--到", metavar="DAY", help=_("Its last day."))] = None,
    place: Place = None,
    budget: Annotated[
        int | None,
        typer.Option(
            "--budget", "--预算", parser=cents_or_none, metavar="AMOUNT", help=_("How much it may cost.")
        ),
    ] = None,
    owner: Owner = None,
    where: Audience = None,
    product: Product = None,
    matched: Matched = None,
    hold_out: HoldOut = None,
    text_zh: TextZh = None,
    text_en: TextEn = None,
    subject_zh: SubjectZh = None,
    subject_en: SubjectEn = None,
    survey: Survey = None,
    note: Note = None,
) -> None:
    """Changes a campaign; shows before and after. An empty text takes away what was there. Who was drawn already stays."""
    crm = context_of(ctx)
    row = crm.store.campaigns.named(campaign)
    texts = {"zh": text_zh, "en": text_en}
    subjects = {"zh": subject_zh, "en": subject_en}
    values: dict[str, Any] = {
        key: value
        for key, value in {
            "name": None if name is None else given_name(name),
            "kind": kind,
            "start_on": crm.day(start, ahead=True).isoformat() if start else None,
            "end_on": crm.day(end, ahead=True).isoformat() if end else None,
            "matched": matched if matched is None else int(matched),
            "held_out_percent": hold_out,
            "owner_id": assignee(crm, owner),
        }.items()
        if value is not None
    }
    emptied = {"place": place, "audience": where, "product": product, "note": note, "budget_cents": budget}
    values |= {key: value or None for key, value in emptied.items() if value is not None}
    before = planning.unpacked(row)
    for key, given in (("texts", texts), ("subjects", subjects)):
        told = {language: text for language, text in given.items() if text is not None}
        if told:
            values[key] = by_language(**{**before[key], **told})
    if not values and survey is None:
        raise errors.Usage(_("Nothing to change was given."), _("See: crmcli campaign edit --help"))
    with crm.work(row["name"]) as work:
        if survey is not None:
            values["form_id"] = form_id(work, survey)
        changed = planning.edit(work, row, values)
    now = crm.store.campaigns.get(row["id"])
    then, new = ({**each, **_texts_told(each)} for each in (row, now))
    rows = [{"field": k, "before": then[k], "after": new[k]} for k in values if then[k] != new[k]]
    show_changes(
        crm, "campaign", row["name"], data={"id": row["id"]}, rows=rows, changed=changed, warnings=()
    )


def _texts_told(row: Record) -> dict[str, str | None]:
    """The invitation's words in both languages as somebody reads them."""
    plain = planning.unpacked(row)
    return {key: " / ".join(plain[key].values()) or None for key in ("texts", "subjects")}


@app.command(
    "cancel", epilog=example("crmcli campaign cancel 'Open day'", "crmcli 活动 取消 答谢会 --备注 场地被占")
)
def cancel(ctx: typer.Context, campaign: Campaign, note: Note = None) -> None:
    """Calls a campaign off: nobody is invited any more, and invitations that wait are not sent."""
    crm = context_of(ctx)
    row = crm.store.campaigns.named(campaign)
    with crm.work(row["name"]) as work:
        planning.cancel(work, row, note)
    invited = sum(each["invited_on"] is not None for each in crm.store.campaigns.participants(row["id"]))
    lines = [_("%(name)s is canceled.") % {"name": row["name"]}]
    if invited:
        lines.append(
            _("%(n)d were invited already and have to be told: crmcli campaign show %(id)d")
            % {"n": invited, "id": row["id"]}
        )
    crm.show(Result(crm.command, data={"id": row["id"], "invited": invited}, lines=lines))
