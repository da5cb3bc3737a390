"""The one place that prints results: chooses the format and loads only what it needs."""

from __future__ import annotations

import sys
from datetime import tzinfo

from crmcli.result import Result
from crmcli.wording import clean

FORMATS = ("table", "json", "csv", "md")


def show(result: Result, form: str, zone: tzinfo, *, limit: int | None, has_all: bool, colour: bool) -> None:
    """Prints a result to standard output; warnings go to standard error unless the format carries them.

    Instants are shown to people in `zone`. `limit` is how many rows of a table a person sees, None for all; `has_all` says that the command's --all lifts it.
    """
    if form == "json":
        from crmcli.render.machine import as_json

        _write(as_json(result) + "\n")
        return
    if form == "csv":
        from crmcli.render.machine import as_csv

        _write(as_csv(result))
    elif form == "md":
        from crmcli.render.machine import as_markdown

        _write(as_markdown(result, zone) + "\n")
    else:
        from crmcli.render.text import print_text

        print_text(result, zone, limit=limit, has_all=has_all, colour=colour)
    if result.warnings:
        from crmcli.render.text import fitted

        print(
            "\n".join(piece for warning in result.warnings for piece in fitted(warning, sys.stderr)),
            file=sys.stderr,
        )


def _write(text: str) -> None:
    """What programs read goes out as it is; nothing in it steers a terminal."""
    sys.stdout.write("\n".join(map(clean, text.split("\n"))) if sys.stdout.isatty() else text)
