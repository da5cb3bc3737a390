"""The steps of orders: kept whenever a state or a promised day changes, and told to the customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crmcli import clock, i18n
from crmcli.matching.languages import language_code
from crmcli.policy.sections import Message
from crmcli.queries.progress import UNDER_WAY
from crmcli.queries.purchases import told_status
from crmcli.service.messages import fill
from crmcli.store import Store, Work
from crmcli.vocabulary import label

#: The states of which the customer needn't be told: they came into them by what the customer did.
_KNOWN = ("ordered", "paid")
#: Those of which nothing is promised any more.
_ENDED = ("accepted", "completed", "cancelled", "refunded")
#: The codes of those who read Chinese.
_CHINESE = ("zh", "yue", "nan", "hak", "wuu")


def step(work: Work, line: Mapping[str, Any], changes: Mapping[str, Any], text: str | None) -> dict[str, Any]:
    """The step of an order, now, whose line changed so, or of which only words are new. The customer is to be told of it unless
    nothing but their own doing changed."""
    status, promised = changes.get("status"), changes.get("promised_on")
    is_known = status in _KNOWN and not promised and not text
    return {
        "purchase_id": line["id"],
        "at": work.op.at_text,
        "on_day": clock.local_date(work.op.at, work.zone).isoformat(),
        "status": status,
        "promised_on": promised,
        "text": text,
        "staff_id": work.op.actor.id,
        "told_at": work.op.at_text if is_known else None,
    }


def changed(
    work: Work, lines: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]], text: str | None = None
) -> None:
    """Keeps the step of one order whose lines changed so: one for all of them."""
    told = {k: v for _line, changes in lines for k, v in changes.items() if k in ("status", "promised_on")}
    if lines and (told or text):
        work.store.progress.add(work.op, [step(work, lines[0][0], told, text)])


def told_text(
    policy: Message,
    row: Mapping[str, Any],
    events: Sequence[Mapping[str, Any]],
    handler: str,
    lines: Sequence[Mapping[str, Any]],
) -> str:
    """What the customer of an order of these lines is told of its steps, in the policy's words and theirs; without steps that it is
    late. `row` is one of the lines with its customer."""
    language = language_of(row["language"])
    called = row["order_no"] or row["product"] or str(row["id"])
    kind, said = ("order", _said(events, lines, language)) if events else ("late", "")
    return fill(
        getattr(policy, f"{kind}_{language}"),
        {
            "customer": row["customer"], "number": called, "handler": handler, "text": said,
            "deadline": row["promised_on"] or "",
        },
    )  # fmt: skip


#: The promise in the words of a message.
_PROMISED = {"zh": "预计 {day} 完成。", "en": "We expect it to be done on {day}."}


#: The promise of one line behind its state, and what stands between lines.
_EXPECTED = {"zh": "（预计 {day} 完成）", "en": " (expected on {day})"}
_BETWEEN = {"zh": "；", "en": "; "}
#: What a line without a product is called.
_ITEM = {"zh": "第{n}项", "en": "item {n}"}


def apart(lines: Sequence[Mapping[str, Any]], language: str, *, promised: bool = False) -> str:
    """How far each line of an order is, by its product, and with `promised` for when; empty where all are as far as each other."""
    found = []
    for n, line in enumerate(lines, 1):
        told = label("purchase_status", told_status(line), language)
        if promised and line["promised_on"] and line["status"] in UNDER_WAY:
            told += _EXPECTED[language].replace("{day}", line["promised_on"])
        found.append((line["product"] or _ITEM[language].replace("{n}", str(n)), told))
    if len({told for _name, told in found}) < 2:
        return ""
    gap = "" if language == "zh" else ": "
    return _BETWEEN[language].join(dict.fromkeys(name + gap + told for name, told in found))


def _said(events: Sequence[Mapping[str, Any]], lines: Sequence[Mapping[str, Any]], language: str) -> str:
    """The words of some steps, the last state among them where it came, and the last promise unless that state ends the work; of an
    order whose lines differ the state of each."""
    at = max((n for n, event in enumerate(events) if event["status"]), default=-1)
    states = [label("purchase_status", events[at]["status"], language)] if at >= 0 else []
    promised = [e["promised_on"] for e in events if e["promised_on"]][-1:]
    if at >= 0 and events[at]["status"] in _ENDED:
        promised = []
    if (states or promised) and (each := apart(lines, language, promised=bool(promised))):
        states, promised = [each], []
    words = [
        *_words(events[: max(at, 0)], lines, language),
        *states,
        *_words(events[max(at, 0) :], lines, language),
    ]
    stop, gap = ("。", "") if language == "zh" else (".", " ")
    parts = [part if part.endswith((stop, "!", "！", "?", "？")) else part + stop for part in words]
    return gap.join([*parts, *(_PROMISED[language].replace("{day}", day) for day in promised)])


def _words(
    events: Sequence[Mapping[str, Any]], lines: Sequence[Mapping[str, Any]], language: str
) -> list[str]:
    """What was said at some steps. What was said of the first line may be said of all of them."""
    colon = "：" if language == "zh" else ": "
    products = {line["id"]: line["product"] for line in lines[1:] if line["product"]}
    return [
        products[event["line"]] + colon + event["text"] if event["line"] in products else event["text"]
        for event in events
        if event["text"]
    ]


def language_of(own: str | None) -> str:
    """The language of a message, zh or en: the customer's if it is known, else the one of this screen."""
    code = language_code(own or "") or ""
    return {"en": "en", **dict.fromkeys(_CHINESE, "zh")}.get(code) or i18n.words()


def summary(store: Store, lines: Sequence[Mapping[str, Any]], until: str | None = None) -> dict[int, str]:
    """By line the last words on the progress of its order, if there are any."""
    found = store.progress.of_orders(lines, until)
    told = {key: [e["text"] for e in events if e["text"]] for key, events in found.items()}
    return {key: words[-1] for key, words in told.items() if words}


def described(lines: Sequence[Mapping[str, Any]], *, bare: bool = False) -> str:
    """An order in words: its number, and unless it is `bare` what its lines are."""
    first = lines[0]
    products = {} if bare else dict.fromkeys(line["product"] for line in lines if line["product"])
    return i18n.series((first["order_no"] or f"#{first['id']}", *products))
