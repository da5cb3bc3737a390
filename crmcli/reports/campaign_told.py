"""What may be said of a campaign's effect, and what may not."""

from __future__ import annotations

from crmcli.figures.rounding import fixed, percent
from crmcli.figures.statistics import Difference
from crmcli.i18n import _
from crmcli.policy.sections import CampaignRules
from crmcli.verdicts.campaign_results import Result


def notes(found: Result, rules: CampaignRules) -> list[str]:
    """The days that count, then what is shown and what isn't."""
    row, outcome = found.standing.row, found.outcome
    told = {
        "first": found.first, "last": found.last, "days": rules.result_days, "meant": outcome.meant.n,
        "held_out": outcome.held_out.n, "least": rules.min_n, "day": row["canceled_on"],
    }  # fmt: skip
    match found.word:
        case "canceled":
            return [_("It was cancelled on %(day)s: nothing is claimed of it.") % told]
        case "planned":
            return [_("It begins on %(first)s: there is no result yet.") % told]
    lines = [_("What is bought from %(first)s to %(last)s counts (%(days)d days).") % told]
    if found.is_running:
        lines.append(
            _("These days run until %(last)s: the figures are of so far, and nothing is claimed before.")
            % told
        )
    match found.word:
        case "uncompared":
            lines.append(
                _(
                    "Nobody was held out: the figures prove nothing, for nobody knows who would have bought anyway."
                )
                % told
            )
        case "few":
            lines.append(
                _(
                    "Too few to claim anything: campaign %(meant)d, held out %(held_out)d; at least %(least)d on each side are"
                    " needed."
                )
                % told
            )
        case "more" | "fewer" | "unshown":
            lines += [_shares(outcome.shares), _spends(outcome.spends)]
    return lines


def _shares(apart: Difference) -> str:
    told = {**_told(apart), **{key: _points(value) for key, value in _ends(apart).items()}}
    if not apart.is_shown:
        return (
            _(
                "No effect on who buys is shown: the shares are %(low)s to %(high)s percentage points apart (p %(p)s)."
            )
            % told
        )
    if (apart.value or 0.0) > 0:
        text = _(
            "More bought: %(value)s percentage points more than of those held out (95 %% interval %(low)s to %(high)s, p %(p)s)."
        )
    else:
        text = _(
            "Fewer bought: %(value)s percentage points less than of those held out (95 %% interval %(low)s to %(high)s, p %(p)s)."
        )
    return text % told


def _spends(apart: Difference) -> str:
    if apart.low is None:
        return _("No effect on spend is shown: nobody spent anything that could be compared.")
    told = {**_told(apart), **{key: fixed(value / 100, 2) for key, value in _ends(apart).items()}}
    if not apart.is_shown:
        return (
            _("No effect on spend is shown: per customer it is %(low)s to %(high)s apart (p %(p)s).") % told
        )
    if (apart.value or 0.0) > 0:
        text = _(
            "More spent: %(value)s more per customer than of those held out (95 %% interval %(low)s to %(high)s, p %(p)s)."
        )
    else:
        text = _(
            "Less spent: %(value)s less per customer than of those held out (95 %% interval %(low)s to %(high)s, p %(p)s)."
        )
    return text % told


def p_told(p: float) -> str:
    """A p as people read it."""
    return fixed(p, 3) if p >= 0.001 else "<0.001"


def _told(apart: Difference) -> dict[str, str]:
    return {"p": p_told(1.0 if apart.p is None else apart.p)}


def _ends(apart: Difference) -> dict[str, float]:
    """The size of the difference, and its interval."""
    return {"value": abs(apart.value or 0.0), "low": apart.low or 0.0, "high": apart.high or 0.0}


def _points(share: float) -> str:
    return percent(share).removesuffix("%")
