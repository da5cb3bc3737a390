"""Draws among members with enough points: the seed and the entrants are kept, so that anybody can draw again."""

from __future__ import annotations

import secrets
from typing import Any

from crmcli import errors
from crmcli.database.connection import Row
from crmcli.i18n import _
from crmcli.judging.drawing import drawn
from crmcli.store import Store, Work
from crmcli.wording import shell_word


def draw(work: Work, name: str, prize: str, winners: int, least: int, seed: str | None) -> Row:
    """Draws winners of a prize among members who have so many points today. Invalid for a name that was drawn, or too few
    entrants."""
    if work.store.loyalty.draw(name) is not None:
        raise errors.Invalid(
            _("%(name)s was drawn already.") % {"name": name},
            _("See it again: crmcli loyalty draw %(name)s --again") % {"name": shell_word(name)},
        )
    entrants = work.store.points.balances(work.day, max(1, least))
    if len(entrants) < winners:
        raise errors.Invalid(
            _("Too few for %(winners)d winners: members with %(points)d points are %(n)d.")
            % {"n": len(entrants), "points": max(1, least), "winners": winners},
            _("Check --min-points and --winners."),
        )
    seed = seed or secrets.token_hex(8)
    places = {code: n for n, code in enumerate(drawn(seed, [e["code"] for e in entrants], winners), 1)}
    rows = [(e["id"], e["code"], int(e["points"]), places.get(e["code"])) for e in entrants]
    values = {"name": name, "prize": prize, "winners": winners, "min_points": least, "seed": seed}
    work.store.loyalty.add_draw(work.op, values, work.day, rows)
    found = work.store.loyalty.draw(name)
    assert found is not None
    return found


def again(store: Store, name: str) -> tuple[Row, list[Row], list[dict[str, Any]]]:
    """A draw, its entrants, and who wins it by its seed, worked out anew; NotFound for none of this name."""
    row = store.loyalty.draw(name)
    if row is None:
        raise errors.NotFound(
            _("There was no draw %(name)s.") % {"name": name}, _("Draw it: crmcli loyalty draw --help")
        )
    entrants = store.loyalty.entrants(row["id"])
    by_code = {entrant["code"]: entrant for entrant in entrants}
    won = drawn(row["seed"], by_code, row["winners"])
    return row, entrants, [{**dict(by_code[code]), "place": n} for n, code in enumerate(won, 1)]
