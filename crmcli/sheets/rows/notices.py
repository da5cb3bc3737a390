"""What is told of values that were taken otherwise than they stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from shlex import quote

from crmcli.i18n import _, ngettext

#: By name, what is said of so many values.
NOTES: dict[str, Callable[[int], str]] = {
    "rough": lambda n: ngettext(
        "%(column)s: %(n)d amount is told roughly; its number was taken.",
        "%(column)s: %(n)d amounts are told roughly; their numbers were taken.", n),
    "rough_day": lambda n: ngettext(
        "%(column)s: %(n)d date tells only a month or a part of one; its first day was taken.",
        "%(column)s: %(n)d dates tell only a month or a part of one; its first day was taken.", n),
    "only_day": lambda n: ngettext(
        "%(column)s: %(n)d cell tells a time of day; only its day is kept.",
        "%(column)s: %(n)d cells tell times of day; only their days are kept.", n),
    "month": lambda n: ngettext(
        "%(column)s: %(n)d cell names only a month; a next date needs its day. The words are kept beside it.",
        "%(column)s: %(n)d cells name only a month; a next date needs its day. The words are kept beside them.", n),
    "old_birthday": lambda n: ngettext(
        "%(column)s: %(n)d birthday is more than 120 years ago.",
        "%(column)s: %(n)d birthdays are more than 120 years ago.", n),
    "lost": lambda n: ngettext(
        "%(column)s: %(n)d number has lost its last digits in the sheet.",
        "%(column)s: %(n)d numbers have lost their last digits in the sheet.", n),
    "hidden": lambda n: ngettext(
        "%(column)s: %(n)d value is hidden in part and reaches nobody; it is kept beside its record.",
        "%(column)s: %(n)d values are hidden in part and reach nobody; they are kept beside their records.", n),
    "in_words": lambda n: ngettext(
        "%(n)d next date is told in words; it was counted from the row's own date.",
        "%(n)d next dates are told in words; they were counted from the row's own date.", n),
    "in_words_today": lambda n: ngettext(
        "%(n)d next date is told in words; it was counted from today, when the sheet is read.",
        "%(n)d next dates are told in words; they were counted from today, when the sheet is read.", n),
    "priced": lambda n: ngettext(
        "No column has the amount: %(column)s was taken for %(n)d row.",
        "No column has the amount: %(column)s was taken for %(n)d rows.", n),
    "shared": lambda n: ngettext(
        "%(n)d line without an amount belongs to the order of its number, whose total another line tells.",
        "%(n)d lines without an amount belong to the orders of their numbers, whose totals other lines tell.", n),
    "head": lambda n: ngettext(
        "%(n)d row has the total of the lines below it and was put into the first of them.",
        "%(n)d rows have the totals of the lines below them and were put into the first of these.", n),
    "paid_out": lambda n: ngettext(
        "%(n)d row tells of money paid out; it is nobody's order and was left out.",
        "%(n)d rows tell of money paid out; they are nobody's orders and were left out.", n),
    "topped_up": lambda n: ngettext(
        "%(n)d row only puts money on a card; it is no order and was left out.",
        "%(n)d rows only put money on a card; they are no orders and were left out.", n),
    "pays": lambda n: ngettext(
        "%(n)d row pays an invoice; it is no order of its own and was left out.",
        "%(n)d rows pay invoices; they are no orders of their own and were left out.", n),
    "scale": lambda _n: _(
        "%(column)s: nearly all scores ask for a wider scale; they were read as of %(n)d points."),
    "other_partners": lambda n: ngettext(
        "%(n)d row is a supplier's, a competitor's or an employee's, no customer's, and was left out.",
        "%(n)d rows are suppliers', competitors' or employees', no customers', and were left out.", n),
    "nobody": lambda n: ngettext(
        "%(n)d row is of %(column)s, which is no customer, and was left out. If it is to be one, add it first: %(command)s",
        "%(n)d rows are of %(column)s, which is no customer, and were left out. If it is to be one, add it first: %(command)s", n),
    "outcome": lambda n: ngettext(
        "%(n)d complaint was taken as resolved by the words of its result.",
        "%(n)d complaints were taken as resolved by the words of their result.", n),
}  # fmt: skip


def notes_of(told: Mapping[tuple[str, str], int]) -> list[str]:
    """What was noticed, in words."""
    return [
        NOTES[note](n)
        % {"n": n, "column": column, "command": _("crmcli add %(name)s") % {"name": quote(column)}}
        for (note, column), n in told.items()
    ]
