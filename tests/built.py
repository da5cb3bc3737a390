"""Builds each of the program's commands once.

The program is a process for every command line and builds what that one needs. Tests run thousands of lines in one
process, where reading the signatures of a command again would take longer than running it.
"""

from __future__ import annotations

import copy
from typing import Any

import pytest


def build_once(patch: pytest.MonkeyPatch) -> None:
    """From now on the program gets copies, which it may finish as it likes."""
    import typer

    build, built = typer.main.get_command, {}

    def built_before(app: typer.Typer) -> Any:
        if app not in built:
            built[app] = build(app)
        return _copy(built[app])

    patch.setattr(typer.main, "get_command", built_before)


def _copy(command: Any) -> Any:
    own = copy.copy(command)
    own.params = [copy.copy(parameter) for parameter in command.params]
    if hasattr(command, "commands"):
        own.commands = {name: _copy(verb) for name, verb in command.commands.items()}
    return own
