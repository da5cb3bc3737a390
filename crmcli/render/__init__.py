"""The one place that prints results: chooses the format and loads only what it needs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import tzinfo
from functools import partial

from crmcli.result import Result
from crmcli.wording import clean

FORMATS = ("table", "json", "csv", "md", "ids")


def ready(
    result: Result, form: str, zone: tzinfo, *, limit: int | None, has_all: bool, colour: bool
) -> Callable[[], None]:
    """Works a result out, and returns what prints it: what can't be shown has failed before anything was printed.

    Results go to standard output; warnings to standard error unless the format carries them. Instants are shown to people
    in `zone`. `limit` is how many rows of a table a person sees, None for all; `has_all` says that the command's --all lifts it.
    """
    if form == "json":
        from crmcli.render.machine import as_json

        return partial(_write, as_json(result) + "\n")
    if form == "csv":
        from crmcli.render.machine import as_csv

        tell: Callable[[], None] = partial(_write, as_csv(result, zone))
    elif form == "ids":
        from crmcli.render.machine import as_ids

        tell = partial(_write, as_ids(result))
    elif form == "md":
        from crmcli.render.machine import as_markdown

        tell = partial(_write, as_markdown(result, zone) + "\n")
    else:
        from crmcli.render.text import printer

        tell = printer(result, zone, limit=limit, has_all=has_all, colour=colour)

    def told() -> None:
        tell()
        _warn(result.warnings)

    return told


def _warn(warnings: Sequence[str]) -> None:
    if warnings:
        from crmcli.render.text import fitted

        print(
            "\n".join(piece for warning in warnings for piece in fitted(warning, sys.stderr)), file=sys.stderr
        )


def _write(text: str) -> None:
    """What programs read goes out as it is; nothing in it steers a terminal."""
    sys.stdout.write("\n".join(map(clean, text.split("\n"))) if sys.stdout.isatty() else text)
