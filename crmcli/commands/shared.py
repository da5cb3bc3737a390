"""What commands have in common: their shape for typer, words for values, the customer they name."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors
from crmcli.clock import iso, parse_iso, parse_when
from crmcli.i18n import _
from crmcli.render.cells import units
from crmcli.usage import Nouns
from crmcli.wording import shell_word

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Record
    from crmcli.reports.request import Request


#: Amounts from here on are typing errors.
_TOO_MUCH = 10**13


Limit = Annotated[int | None, typer.Option("--limit", "--行数", min=1, help=_("At most so many rows."))]
ShowAll = Annotated[bool, typer.Option("--all", "--全部", help=_("All rows, on a terminal too."))]


def new_app(help_text: str = "") -> typer.Typer:
    """A command (with one function) or a noun with verbs (with several), without rich and without completion options."""
    return typer.Typer(
        cls=Nouns,
        help=help_text or None,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        no_args_is_help=bool(help_text),
    )


def example(*lines: str) -> str:
    """The epilog of a command's help: real command lines, one a line."""
    return "\b\n" + _("Example:") + "\n" + "\n".join(f"  {line}" for line in lines)


def errand(statements: list[str]) -> list[str]:
    """Lines that say what a server's administrator has to run for a login, if anything."""
    if not statements:
        return []
    return [_("An administrator of the server still runs this in psql:"), *(f"  {s}" for s in statements)]


def context_of(ctx: typer.Context) -> Context:
    """The run's context."""
    found: Context = ctx.find_root().obj
    return found


def word(domain: str) -> Callable[[str], str]:
    """A parser for values of a vocabulary: keys, English or Chinese words; anything else is a usage error."""

    def parse(text: str) -> str:
        from crmcli import vocabulary

        key = vocabulary.parse_word(domain, text)
        if key is None:
            told = {"value": text, "known": known_words(domain)}
            raise typer.BadParameter(_("%(value)s is none of: %(known)s") % told)
        return key

    parse.__name__ = domain.upper()
    return parse


def known_words(domain: str) -> str:
    """What `word` takes, for sentences: the keys, with the reader's words beside them."""
    from crmcli import i18n, vocabulary

    words = {k: vocabulary.label(domain, k, i18n.words()) for k in vocabulary.choices(domain)}
    return ", ".join(k if k == w.lower() else f"{k} {w}" for k, w in words.items())


def customer(crm: Context, text: str) -> Record:
    """The one customer that `text` names: id, code, phone, exact name, or a unique part of the name.

    NotFound or Ambiguous otherwise; on a terminal the candidates are offered to pick from.
    """
    from crmcli.queries.customers import MANY

    if not text.strip():
        raise errors.Usage(
            _("The customer is missing."), _("Name one by id, code, phone or a part of the name.")
        )
    matches = crm.store.customers.named(text)
    if len(matches) == 1:
        return matches[0]
    if not matches:
        near = [f"{row['id']}  {row['name']}  {row['phone'] or ''}" for row in crm.store.customers.near(text)]
        raise errors.NotFound(
            _("No customer is called %(text)s.") % {"text": text},
            _("Search with: crmcli find %(text)s   or add it with: crmcli add %(text)s")
            % {"text": shell_word(text)},
            candidates=near,
        )
    lines = [f"{row['id']}  {row['name']}  {row['phone'] or ''}" for row in matches]
    if crm.interactive:
        return matches[pick(text, lines)]
    several = (
        _("%(n)d customers match %(text)s.")
        if len(matches) < MANY
        else _("At least %(n)d customers match %(text)s.")
    )
    raise errors.Ambiguous(
        several % {"n": len(matches), "text": text},
        _("Use the number in front, or more of the name."),
        candidates=lines,
    )


def contact_person(crm: Context, about: Record, name: str | None) -> int | None:
    """The id of one of the customer's contact persons, None without a name. NotFound if there is nobody of that name."""
    if not name:
        return None
    person = crm.store.customers.person(about["id"], name)
    if person is None:
        raise errors.NotFound(
            _("%(customer)s has no contact person called %(name)s.")
            % {"customer": about["name"], "name": name},
            _("See: crmcli show %(id)d") % {"id": about["id"]},
            candidates=[row["name"] for row in crm.store.customers.persons(about["id"])],
        )
    return int(person["id"])


def pick(text: str, lines: list[str]) -> int:
    """The place of the line that somebody at a terminal picks of several customers."""
    print(_("%(n)d customers match %(text)s:") % {"n": len(lines), "text": text}, file=sys.stderr)
    for number, line in enumerate(lines, 1):
        print(f"  {number}) {line}", file=sys.stderr)
    return ask_number(_("Which one"), 1, len(lines)) - 1


def ask_number(question: str, least: int, most: int, default: int | None = None) -> int:
    """A number of a list that somebody at a terminal types; what is none is asked again."""
    while True:
        # As text, for click would read a number itself and complain in English.
        answer = str(typer.prompt(question, default=None if default is None else str(default))).strip()
        if answer.isascii() and answer.isdigit() and least <= int(answer) <= most:
            return int(answer)
        print(
            _("Give a number from %(least)d to %(most)d.") % {"least": least, "most": most}, file=sys.stderr
        )


def cents(text: str) -> int:
    """A parser for positive amounts of money (12800, 1.28万), in minor units; anything else is a usage error."""
    from crmcli.sheets.amounts import parse_amount

    units = parse_amount(text)
    amount = 0 if units is None or abs(units) >= _TOO_MUCH else round(units * 100)
    if amount <= 0:
        raise typer.BadParameter(_("%(text)s is no amount of money.") % {"text": text})
    return amount


def in_units(record: Record) -> dict[str, Any]:
    """A stored record as scripts read it: every `…_cents` under its plain name, in units of the currency."""
    row = dict(record)
    cents_of = {k: row.pop(k) for k in list(row) if k.endswith("_cents")}
    return row | {k.removesuffix("_cents"): None if v is None else units(v) for k, v in cents_of.items()}


def row_id(text: str, kind: str) -> int:
    """The number of a record as lists show it, with or without # or the word of the due list (`task:5`) in front."""
    digits = text.strip().removeprefix(f"{kind}:").removeprefix("#")
    if not (digits.isascii() and digits.isdigit()):
        raise errors.Usage(_("%(text)s is not a number of a list.") % {"text": text}, f"crmcli {kind} list")
    return int(digits)


def local_time(crm: Context, moment: datetime | str) -> str:
    """An instant as the team's date and minute, for sentences."""
    instant = parse_iso(moment) if isinstance(moment, str) else moment
    return instant.astimezone(crm.tz).strftime("%Y-%m-%d %H:%M")


def deadline(crm: Context, text: str | None) -> dict[str, str | None]:
    """The two columns of a deadline that lies ahead: a bare day has no instant. Empty without a text."""
    if not text:
        return {}
    when = parse_when(text, crm.today, crm.tz, lean=1)
    if isinstance(when, datetime):
        return {"due_at": iso(when), "due_on": crm.local(when)}
    return {"due_at": None, "due_on": when.isoformat()}


def request_of(crm: Context, start: str, end: str, **more: Any) -> Request:
    """What a report is asked for: the days as they were typed, and what else it takes."""
    from crmcli.reports.request import Request

    first, last = (crm.day(text) if text else None for text in (start, end))
    return Request(crm.view, first, last, **more)


def limit_rows(crm: Context, rows: list[Any], limit: int | None, show_all: bool) -> list[Any]:
    """Applies --limit to the rows themselves; --all lifts what a terminal cuts off."""
    crm.has_all, crm.show_all = True, show_all or limit is not None
    return rows if limit is None else rows[:limit]


def listed_item(crm: Context, text: str) -> str:
    """The due item that a row number or an id such as `contact:345` names; NotFound otherwise."""
    from crmcli import numbering

    if ":" in text:
        return text.replace("：", ":")
    item = numbering.recall(crm.location.key, int(text)) if text.isdigit() else None
    if item is None:
        raise errors.NotFound(
            _("The last due list has no row %(text)s.") % {"text": text}, _("Show it again with: crmcli due")
        )
    return item


def listed_customer(crm: Context, text: str) -> Record:
    """Like `customer`, but a number of the last due list comes before an id; `#3` and `contact:3` are always ids."""
    from crmcli import numbering

    if text.startswith("contact:"):
        return crm.store.customers.get(int(text.removeprefix("contact:")))
    item = numbering.recall(crm.location.key, int(text)) if text.isdigit() and len(text) < 4 else None
    if item is None:
        return customer(crm, text)
    kind, _colon, rest = item.partition(":")
    if kind in ("contact", "birthday", "verify"):
        return crm.store.customers.get(int(rest))
    if kind == "inbound":
        return crm.store.customers.get(crm.store.interactions.get(int(rest))["customer_id"])
    if kind == "complaint":
        return crm.store.customers.get(crm.store.complaints.get(int(rest.partition(":")[0]))["customer_id"])
    raise errors.Usage(
        _("Row %(text)s is %(item)s and no customer.") % {"text": text, "item": item},
        _("Use: crmcli done %(text)s") % {"text": text},
    )


def staff_names(ctx: typer.Context, incomplete: str) -> list[str]:
    """Shell completion: the people of the team whose name begins so."""
    return _complete(ctx, incomplete, lambda crm: [row["name"] for row in crm.store.staff.all()])


def tag_names(ctx: typer.Context, incomplete: str) -> list[str]:
    """Shell completion: the tags in use that begin so."""
    return _complete(ctx, incomplete, lambda crm: crm.store.customers.tags())


class _Offered(str):
    """A completion that typer keeps although it doesn't begin with what was typed: pinyin and numbers find names, too."""

    def startswith(self, *_prefix: object) -> bool:
        return True


def customer_names(ctx: typer.Context, incomplete: str) -> list[str]:
    """Shell completion: customers whom what is typed so far may name, as one word each."""
    from crmcli.queries.customers import MANY

    try:
        matches = context_of(ctx).store.search.matches(incomplete, MANY)[:MANY] if incomplete else []
        rows = context_of(ctx).store.customers.many([match.customer_id for match in matches])
    except errors.CrmError:
        return []
    return [_Offered(shell_word(row["name"])) for row in rows]


#: Whom a command is about.
Who = Annotated[
    str,
    typer.Argument(
        metavar="CUSTOMER",
        autocompletion=customer_names,
        help=_("Id, code, phone, name or a unique part of it."),
    ),
]
#: Which customers a list is about.
OnlyOwner = Annotated[
    str | None,
    typer.Option("--owner", "--负责人", autocompletion=staff_names, help=_("Only this person's customers.")),
]
OnlyTier = Annotated[
    str | None, typer.Option("--tier", "--类别", parser=word("tier"), help=_("Only this tier."))
]
OnlyStage = Annotated[
    str | None,
    typer.Option("--stage", "--阶段", parser=word("lifecycle"), help=_("Only this lifecycle stage.")),
]
OnlyCity = Annotated[str | None, typer.Option("--city", "--城市", help=_("Only this city."))]
OnlyTag = Annotated[
    str | None, typer.Option("--tag", "--标签", autocompletion=tag_names, help=_("Only with this tag."))
]
#: The days that a report looks at, and whether it says what its figures mean.
From = Annotated[str, typer.Option("--from", "--从", metavar="DAY", help=_("First day."))]
To = Annotated[str, typer.Option("--to", "--到", metavar="DAY", help=_("Last day; the as-of without it."))]
Explain = Annotated[bool, typer.Option("--explain", "--说明", help=_("Say what each figure means."))]
#: What a record speaks of.
Product = Annotated[str | None, typer.Option("--product", "--产品", help=_("The product or service."))]


def staff_id(crm: Context, name: str | None) -> int | None:
    """The id of the member of staff of this name; None without one. NotFound if there is nobody of that name."""
    return int(crm.store.staff.resolve(name)["id"]) if name else None


def _complete(ctx: typer.Context, incomplete: str, values: Callable[[Context], list[str]]) -> list[str]:
    try:
        return [value for value in values(context_of(ctx)) if value.startswith(incomplete)]
    except errors.CrmError:
        # Completion has nobody to tell: without a database there is just nothing to offer.
        return []
