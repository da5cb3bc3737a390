"""Campaigns as they are planned: entered, changed, called off, and what is spent on them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from crmcli import errors
from crmcli.database.connection import Record
from crmcli.i18n import N_, _, series
from crmcli.service.greetings import INVITATION, faults, used
from crmcli.store import View, Work
from crmcli.verdicts.campaigns import state_of

#: What money for a kind of campaign is spent on, unless somebody says otherwise; events for the others.
_CATEGORIES = {"promotion": "promotion", "training": "training"}
#: What of a text the campaign itself has to have.
_OWN = ("place", "product")
#: The options that tell these, and the texts.
_OPTIONS = {
    "text-zh": N_("--text-zh"), "text-en": N_("--text-en"), "subject-zh": N_("--subject-zh"), "subject-en": N_("--subject-en"),
    "place": N_("--place"), "product": N_("--product"),
}  # fmt: skip


def add(work: Work, values: Mapping[str, Any]) -> int:
    """A new campaign. Invalid for a name that another has, days in the wrong order, or texts that can't be written."""
    _refuse_taken(work, values["name"], None)
    _check(work, values)
    return work.store.campaigns.add(work.op, _stored(values), work.day)


def edit(work: Work, row: Record, values: Mapping[str, Any]) -> bool:
    """Changes a campaign; False if nothing differs. Invalid like `add`."""
    if "name" in values:
        _refuse_taken(work, values["name"], row["id"])
    _check(work, {**dict(row), **unpacked(row), **values})
    return work.store.campaigns.update(work.op, row["id"], _stored(values))


def cancel(work: Work, row: Record, note: str | None) -> None:
    """Calls a campaign off. Invalid for one that is over or was called off."""
    refuse_ended(work, row)
    values = {"canceled_on": work.day} | ({"note": note} if note else {})
    work.store.campaigns.update(work.op, row["id"], values)


def spend(work: Work, row: Record, values: Mapping[str, Any]) -> int:
    """Notes what was spent on a campaign: amount_cents, spent_on, what, and perhaps a category."""
    category = values.get("category") or _CATEGORIES.get(row["kind"], "event")
    return work.store.expenses.add(work.op, {**values, "category": category, "campaign_id": row["id"]})


def refuse_ended(view: View, row: Record) -> None:
    """Invalid for a campaign that is over or canceled."""
    state = state_of(row, view.day)
    if state == "over":
        raise errors.Invalid(
            _("%(name)s is over since %(day)s.") % {"name": row["name"], "day": row["end_on"]},
            _("Change its days with: crmcli campaign edit %(id)d --to DAY") % {"id": row["id"]},
        )
    if state == "canceled":
        raise errors.Invalid(
            _("%(name)s is canceled.") % {"name": row["name"]}, _("See: crmcli campaign list")
        )


def unpacked(row: Record) -> dict[str, dict[str, str]]:
    """A campaign's texts and subjects, each by language."""
    return {name: json.loads(row[name] or "{}") for name in ("texts", "subjects")}


def _stored(values: Mapping[str, Any]) -> dict[str, Any]:
    packed = {
        name: json.dumps(values[name], ensure_ascii=False, sort_keys=True) if values[name] else None
        for name in ("texts", "subjects")
        if name in values
    }
    return {**values, **packed}


def _refuse_taken(work: Work, name: str, own: int | None) -> None:
    wanted = name.casefold()
    others = (row for row in work.store.campaigns.listed() if row["id"] != own)
    if found := next((row for row in others if row["name"].casefold() == wanted), None):
        raise errors.Invalid(
            _("There is a campaign %(name)s already.") % {"name": found["name"]},
            _("Change that one: crmcli campaign edit %(id)d --help") % {"id": found["id"]},
        )


def _check(view: View, values: Mapping[str, Any]) -> None:
    """Invalid for days in the wrong order and texts that nobody can be written; Usage for what is no filter."""
    if values["end_on"] < values["start_on"]:
        raise errors.Invalid(
            _("%(name)s would end before it begins.") % {"name": values["name"]}, _("Check --from and --to.")
        )
    if values.get("audience"):
        from crmcli.workflows.filtering import filtered

        filtered(view, values["audience"], values.get("owner_id"))
    for what in ("texts", "subjects"):
        for language, text in (values.get(what) or {}).items():
            _check_text(values, "text" if what == "texts" else "subject", language, text)


def _check_text(values: Mapping[str, Any], what: str, language: str, text: str) -> None:
    option = _(_OPTIONS[f"{what}-{language}"])
    if wrong := faults(text, INVITATION):
        raise errors.Invalid(
            _("%(option)s can't be written: %(what)s.") % {"option": option, "what": series(wrong)},
            _("A text may have: %(values)s.") % {"values": _braced(INVITATION)},
        )
    missing = [name for name in _OWN if name in used(text) and not values.get(name)]
    if missing:
        raise errors.Invalid(
            _("%(option)s tells of %(what)s, which the campaign doesn't have.")
            % {"option": option, "what": _braced(missing)},
            _("Give it: %(options)s.") % {"options": series(_(_OPTIONS[name]) for name in missing)},
        )


def _braced(names: Iterable[str]) -> str:
    return series(f"{{{{ {name} }}}}" for name in names)
