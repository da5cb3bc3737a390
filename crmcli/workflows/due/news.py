"""News on the due list: what others recorded of somebody's customers, a row a customer, until it was seen or followed by a
contact of their own. It is the least urgent of all, however old: it keeps nothing else off the list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import time, timedelta

from crmcli import clock, errors
from crmcli.database.connection import Row
from crmcli.i18n import N_, _, clauses, ngettext, sentences, titled
from crmcli.judging.scoring import urgency_of
from crmcli.store import View, Work
from crmcli.wording import clean, label
from crmcli.workflows.due.rows import DueRow, Wanted

#: So many of a customer's news are told, the newest first, and so much of each.
_TOLD, _LONG = 3, 40
#: What each kind of news is, with the vocabulary of its word.
_KINDS = {
    "interaction": (N_("contact"), "channel"),
    "complaint": (N_("complaint"), "complaint_step"),
    "feedback": (N_("feedback"), "feedback_kind"),
    "purchase": (N_("order"), ""),
    "progress": (N_("order"), "purchase_status"),
    "opportunity": (N_("opportunity"), "opportunity_stage"),
}


def untold(view: View, owner_id: int | None) -> dict[tuple[int, int], list[Row]]:
    """By customer and owner what others recorded, the newest first."""
    day = view.as_of.on - timedelta(days=view.policy.due.news_days)
    begin = clock.iso(clock.at_local(day, time(), view.zone))
    found: dict[tuple[int, int], list[Row]] = {}
    for row in view.store.news.untold(begin, view.at, owner_id, view.past):
        found.setdefault((row["customer_id"], row["owner_id"]), []).append(row)
    return found


def news_rows(view: View, wanted: Wanted) -> Iterator[DueRow]:
    """A row per customer of whom somebody else recorded something."""
    found = untold(view, wanted.owner_id)
    names = view.store.staff.names() if found else {}
    score, parts = urgency_of(view.policy.urgency, "news", 0)
    for (customer_id, owner_id), rows in found.items():
        day = clock.local_date(clock.parse_iso(rows[-1]["at"]), view.zone)
        yield DueRow(
            item=f"news:{customer_id}",
            kind="news",
            customer_id=customer_id,
            due_at=day.isoformat(),
            overdue_days=0,
            urgency=score,
            terms=parts,
            why=_why(view, rows, names),
            owner_id=owner_id,
        )


def _why(view: View, rows: Sequence[Row], names: dict[int, str]) -> str:
    """Who recorded what, and when."""
    told = []
    for row in rows[:_TOLD]:
        at = clock.parse_iso(row["at"]).astimezone(view.zone)
        told.append(
            _("%(who)s %(at)s: %(what)s")
            % {"who": names.get(row["by_id"], "—"), "at": f"{at:%m-%d %H:%M}", "what": _what(row)}
        )
    if (more := len(rows) - _TOLD) > 0:
        told.append(ngettext("%(n)d more", "%(n)d more", more) % {"n": more})
    return clauses(told)


def _what(row: Row) -> str:
    """One piece of news in a few words."""
    title, domain = _KINDS[row["what"]]
    # A complaint that changes hands has no step of its own for it.
    domain = "record" if row["what"] == "complaint" and row["word"] == "handoff" else domain
    word = label(domain, row["word"]) if domain and row["word"] else clean(row["word"] or "")
    text = clean(row["text"] or "")
    said = " ".join(filter(None, (word, text if len(text) <= _LONG else f"{text[:_LONG]}…")))
    return titled(_(title), said) if said else _(title)


def is_news(work: Work, customer_id: int) -> bool:
    """Whether others recorded something of a customer that its owner hasn't seen."""
    owner_id = work.store.customers.get(customer_id)["owner_id"]
    return owner_id is not None and (customer_id, owner_id) in untold(work, owner_id)


def finish_news(work: Work, customer_id: int, words: str) -> str:
    """Notes that the customer's owner has seen what others recorded: that takes no words, and says so of those that were
    written. Invalid where there is nothing."""
    row = work.store.customers.get(customer_id)
    if not is_news(work, customer_id):
        raise errors.Invalid(
            _("There is no news of %(name)s.") % {"name": row["name"]},
            _("See: crmcli show %(code)s") % {"code": row["code"]},
        )
    work.store.news.see(work.op, row["owner_id"], customer_id)
    said = _("The news of %(name)s is seen.") % {"name": row["name"]}
    if not words:
        return said
    left = _("News takes no result: “%(words)s” is no contact.") % {"words": clean(words)}
    way = _("If it was one, record it: crmcli log-contact %(code)s phone “TEXT”") % {"code": row["code"]}
    return sentences(said, left, way)
