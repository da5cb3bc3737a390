"""Every command line that does something, for tests that hold for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from crmcli import catalogue
from crmcli.usage import Nouns


def verbs() -> Iterator[tuple[catalogue.Entry, str, Any]]:
    """Entry, verb ("" where there is none) and typer's command of each."""
    for entry in catalogue.COMMANDS:
        module = catalogue.load(entry)
        command: Any = typer.main.get_command(module.app)
        if not isinstance(command, Nouns):
            yield entry, "", command
            command = typer.main.get_command(module.VERBS) if hasattr(module, "VERBS") else None
        if command:
            yield from ((entry, name, verb) for name, verb in command.commands.items())
