"""What commands have in common: their shape for typer, words for values, the customer they name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors, i18n
from crmcli.asking import pick
from crmcli.catalogue import spoken
from crmcli.clock import iso, parse_iso, parse_when, shown
from crmcli.given import name_of
from crmcli.i18n import _, series
from crmcli.render.cells import units
from crmcli.usage import Nouns
from crmcli.wording import known_word, known_words, shell_word

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Record
    from crmcli.reports.request import Request


#: Amounts from here on are typing errors.
_TOO_MUCH = 10**13
#: A hundred years: nobody looks further ahead or back.
MOST_DAYS = 36_500
#: The longest rhythm that is planned.
_MOST_CADENCE = 3650
_DAYS = re.compile(r"(\d{1,5})\s*(?:d|days?|天|日)?", re.IGNORECASE)


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
    told = dict.fromkeys(_(line) for line in lines)
    return "\b\n" + _("Example:") + "\n" + "\n".join(f"  {line}" for line in told)


def errand(statements: list[str]) -> list[str]:
    """Lines that say what a server's administrator has to run for a login, if anything."""
    if not statements:
        return []
    return [_("An administrator of the server still runs this in psql:"), *(f"  {s}" for s in statements)]


def context_of(ctx: typer.Context) -> Context:
    """The run's context."""
    found: Context = ctx.find_root().obj
    return found


class Choice:
    """A parser for the words of a vocabulary: keys, English or Chinese words; anything else is a usage error."""

    def __init__(self, domain: str) -> None:
        # What stands for a value in help.
        self.__name__ = domain.upper()
        self._domain = domain

    def words(self) -> Mapping[str, str]:
        """Each key's own word, in the reader's language."""
        from crmcli import vocabulary

        return {k: vocabulary.label(self._domain, k, i18n.words()) for k in vocabulary.choices(self._domain)}

    def spoken(self, key: object) -> str:
        """A key as people type it."""
        return known_word(self._domain, str(key))

    def known(self) -> str:
        """All that it may be, in words."""
        return known_words(self._domain)

    def __call__(self, text: str) -> str:
        from crmcli import vocabulary

        key = vocabulary.parse_word(self._domain, text)
        if key is None:
            raise typer.BadParameter(
                _("%(value)s is none of: %(known)s") % {"value": text, "known": self.known()}
            )
        return key


#: How options name it.
word = Choice


def retyped(ctx: typer.Context, leave: Collection[str] = ()) -> dict[str, tuple[str, str]]:
    """The options with a value that were given to a command, by parameter, as their reader would type them again: option and
    word. Those in `leave` are left out."""
    return {
        str(param.name): (name_of(param), shell_word(_spoken(param, value)))
        for param in ctx.command.params
        if param.param_type_name == "option"
        and param.name not in leave
        and (value := ctx.params.get(str(param.name))) not in (None, False)
    }


def _spoken(param: Any, value: object) -> object:
    """A value as its reader would type it: of a choice its word."""
    choice = getattr(param.type, "func", None)
    return choice.spoken(value) if isinstance(choice, Choice) else value


def customer(crm: Context, text: str, *, by_id: bool = True) -> Record:
    """The one customer that `text` names: id (unless not `by_id`), code, phone, exact name, or a unique part of the name.

    NotFound or Ambiguous otherwise; on a terminal the candidates are offered to pick from.
    """
    from crmcli.matching.masked import names_nobody
    from crmcli.queries.customers import MANY

    if not text.strip():
        raise errors.Usage(
            _("The customer is missing."), _("Name one by id, code, phone or a part of the name.")
        )
    matches = crm.store.customers.named(text, by_id=by_id)
    if len(matches) == 1:
        return matches[0]
    if not matches and names_nobody(text):
        raise errors.NotFound(
            _("%(text)s is hidden in part, and so nobody's.") % {"text": text},
            _("Give the whole number or address, or the customer's name."),
        )
    if not matches:
        near = [
            f"{row['code']}  {row['name']}  {row['phone'] or ''}" for row in crm.store.customers.near(text)
        ]
        raise errors.NotFound(
            _("No customer is called %(text)s.") % {"text": text},
            _("Search with: crmcli find %(text)s   or add it with: crmcli add %(text)s")
            % {"text": shell_word(text)},
            candidates=near,
        )
    lines = [f"{row['code']}  {row['name']}  {row['phone'] or ''}" for row in matches]
    if crm.interactive:
        return matches[pick(text, lines)]
    several = (
        _("%(n)d customers match %(text)s.")
        if len(matches) < MANY
        else _("At least %(n)d customers match %(text)s.")
    )
    raise errors.Ambiguous(
        several % {"n": len(matches), "text": text},
        _("Use the code in front, or more of the name."),
        candidates=lines,
    )


def parent_id(crm: Context, text: str) -> int | None:
    """The id of the customer to whom another belongs from now on; None for an empty text."""
    return int(customer(crm, text)["id"]) if text.strip() else None


def contact_person(crm: Context, about: Record, name: str | None) -> int | None:
    """The id of one of the customer's contact persons, None without a name. NotFound if there is nobody of that name."""
    if not name:
        return None
    person = crm.store.persons.called(about["id"], name)
    if person is None:
        raise errors.NotFound(
            _("%(customer)s has no contact person called %(name)s.")
            % {"customer": about["name"], "name": name},
            _("See: crmcli show %(code)s") % {"code": about["code"]},
            candidates=[row["name"] for row in crm.store.persons.of(about["id"]) if not row["left_on"]],
        )
    return int(person["id"])


def cents(text: str) -> int:
    """A parser for positive amounts of money (12800, 1.28万), in minor units; anything else, and what can be read in two
    ways, is a usage error."""
    from crmcli.sheets.cells.amounts import parse_amount
    from crmcli.sheets.cells.decimals import two_ways

    if ways := two_ways(text):
        told = _("%(text)s can be read in two ways; write %(one)s or %(other)s.")
        raise typer.BadParameter(told % {"text": text, "one": ways[0], "other": ways[1]})
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


def chosen(crm: Context, where: str | None) -> list[int] | None:
    """The ids of the customers that a filter finds; None without one."""
    if where is None:
        return None
    from crmcli.workflows.filtering import filtered

    return filtered(crm.view, where, crm.actor.id)


def only(crm: Context, rows: Iterable[Any], where: str | None, key: str = "customer_id") -> list[Any]:
    """Those of the rows that are about customers whom a filter finds, by the column with their id; all without one."""
    if where is None:
        return list(rows)
    ids = frozenset(chosen(crm, where) or ())
    return [row for row in rows if row[key] in ids]


def row_id(text: str, kind: str) -> int:
    """The number of a record as lists show it, with or without # or the word of the due list (`task:5`) in front."""
    digits = text.strip().removeprefix(f"{kind}:").removeprefix("#")
    if not (digits.isascii() and digits.isdigit()):
        raise errors.Usage(
            _("%(text)s is not a number of a list.") % {"text": text},
            _("See: crmcli %(list)s") % {"list": spoken(f"{kind} list")},
        )
    return int(digits)


def local_time(crm: Context, moment: datetime | str) -> str:
    """An instant as the team's date and, if it was told, minute, for sentences."""
    return shown(parse_iso(moment) if isinstance(moment, str) else moment, crm.tz)


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
    from crmcli.vocabulary import parse_word

    first, last = (crm.day(text) if text else None for text in (start, end))
    if by := more.get("by"):
        more["by"] = parse_word("report_field", by) or by
    return Request(crm.view, first, last, **more)


def month_days(crm: Context, text: str) -> tuple[str, str]:
    """The days of the month that was typed, as far as it has gone; empty texts without one. Usage if there is no such month, or
    it has not begun."""
    from datetime import timedelta

    from crmcli.dates.months import add_months, parse_month

    if not text.strip():
        return "", ""
    first = parse_month(text, crm.as_of.on)
    if first is None or first > crm.as_of.on:
        problem = _("%(text)s is no month.") if first is None else _("The month %(text)s has not begun.")
        raise errors.Usage(problem % {"text": text}, _("Write it like 2026-11, or last month."))
    last = min(add_months(first, 1) - timedelta(days=1), crm.as_of.on)
    return first.isoformat(), last.isoformat()


def days_asked(crm: Context, month: str, start: str, end: str) -> tuple[str, str]:
    """The first and last day that were asked for, by a month or by themselves. Usage for both."""
    if month.strip() and (start or end):
        raise errors.Usage(
            _("A month is asked for by --month, or its days by --from and --to, not both."),
            _("Leave one of them out."),
        )
    return month_days(crm, month) if month.strip() else (start, end)


def limit_rows(crm: Context, rows: list[Any], limit: int | None, show_all: bool) -> list[Any]:
    """Applies --limit to the rows themselves; --all lifts what a terminal cuts off."""
    crm.has_all, crm.show_all = True, show_all or limit is not None
    return rows if limit is None else rows[:limit]


def days_of(text: str) -> int:
    """A number of days as people write it: 30d, 30天, 30. Usage for any other text."""
    found = _DAYS.fullmatch(text.strip())
    if found is None or not 1 <= int(found[1]) <= _MOST_CADENCE:
        raise errors.Usage(
            _("%(text)s is no number of days.") % {"text": text}, _("Write it like 30d, 30天 or 30.")
        )
    return int(found[1])


def staff_names(ctx: typer.Context, incomplete: str) -> list[str]:
    """Shell completion: the people of the team whose name begins so."""
    return [row["name"] for row in context_of(ctx).store.staff.all() if row["name"].startswith(incomplete)]


def present_names(ctx: typer.Context, incomplete: str) -> list[str]:
    """Like `staff_names`, of those who can be given work."""
    team = context_of(ctx).store.staff.all()
    return [row["name"] for row in team if row["active"] and row["name"].startswith(incomplete)]


def tag_names(ctx: typer.Context, incomplete: str) -> list[str]:
    """Shell completion: the tags in use that begin so; of several, with a comma between them, the last one."""
    *_before, begun = re.split("[,，]", incomplete)
    before = incomplete.removesuffix(begun)
    return [before + tag for tag in context_of(ctx).store.customers.tags() if tag.startswith(begun)]


class Offered(str):
    """A completion that typer keeps although it doesn't begin with what was typed: pinyin and numbers find names, too."""

    def startswith(self, *_prefix: object) -> bool:
        return True


def customer_names(ctx: typer.Context, incomplete: str) -> list[str]:
    """Shell completion: customers whom what is typed so far may name."""
    return [Offered(row["name"]) for row in customers_begun(context_of(ctx), incomplete)]


def customers_begun(crm: Context, incomplete: str) -> list[Record]:
    """The customers whom what is typed so far may name, the best first."""
    from crmcli.queries.customers import MANY

    matches = crm.store.search.matches(incomplete, MANY)[:MANY] if incomplete else []
    return crm.store.customers.many([match.customer_id for match in matches])


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
Where = Annotated[
    str | None,
    typer.Option(
        "--where",
        "--条件",
        metavar="FILTER",
        help=_("Only customers that a filter finds: 'tier=key and city~Shanghai'."),
    ),
]
OnlyTag = Annotated[
    str | None, typer.Option("--tag", "--标签", autocompletion=tag_names, help=_("Only with this tag."))
]
#: The days that a report looks at, and whether it says what its figures mean.
From = Annotated[str, typer.Option("--from", "--从", metavar="DAY", help=_("First day."))]
To = Annotated[str, typer.Option("--to", "--到", metavar="DAY", help=_("Last day; the as-of without it."))]
Month = Annotated[
    str,
    typer.Option(
        "--month",
        "--月份",
        metavar="MONTH",
        help=_("A month instead of --from and --to: 2026-10, 上月, last."),
    ),
]
Explain = Annotated[bool, typer.Option("--explain", "--说明", help=_("Say what each figure means."))]
#: What a record speaks of.
Product = Annotated[str | None, typer.Option("--product", "--产品", help=_("The product or service."))]


#: Before, during or after the service.
Touchpoint = Annotated[
    str | None,
    typer.Option(
        "--touchpoint", "--触点", help=_("Before, during or after the service: one of the policy's words.")
    ),
]


def touchpoint(crm: Context, text: str | None) -> str | None:
    """The touchpoint that a word means, of those that the policy has; None without one. Usage for any other."""
    from crmcli import vocabulary

    known = crm.policy.lists.touchpoints
    if not text or text in known:
        return text or None
    key = vocabulary.parse_word("touchpoint", text)
    if key not in known:
        raise errors.Usage(
            _("%(text)s is no touchpoint of the policy.") % {"text": text},
            _("Give one of %(known)s. More are set with: crmcli policy set lists.touchpoints")
            % {"known": series(known_word("touchpoint", each) for each in known)},
        )
    return key


def staff_id(crm: Context, name: str | None) -> int | None:
    """The id of the member of staff of this name; None without one. NotFound if there is nobody of that name."""
    return int(crm.store.staff.resolve(name)["id"]) if name else None


def assignee(crm: Context, name: str | None) -> int | None:
    """Like `staff_id`, for whom work is given to: Invalid for who has left."""
    return int(crm.store.staff.present(name)["id"]) if name else None
