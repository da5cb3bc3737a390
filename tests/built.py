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

    build, built = typer.main.get_command_from_info, {}

    def built_before(command_info: Any, **how: Any) -> Any:
        key = command_info.name, command_info.callback
        if key not in built:
            built[key] = build(command_info, **how)
        return _copy(built[key])

    patch.setattr(typer.main, "get_command_from_info", built_before)


def _copy(command: Any) -> Any:
    own = copy.copy(command)
    own.params = [copy.copy(parameter) for parameter in command.params]
    return own
