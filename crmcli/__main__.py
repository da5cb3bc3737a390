"""Starts the program: prepares the console and the language, then hands over to `cli`."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress


def main() -> None:
    """The console script. Exits with the documented status."""
    _open_closed()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A console that lacks a character shows a replacement; it never stops the program.
            stream.reconfigure(errors="replace")
    arguments = sys.argv[1:]
    if arguments in (["--version"], ["-V"]):
        from crmcli import __version__

        with suppress(OSError):
            print(f"crmcli {__version__}", flush=True)
            return
    # Commands make millions of objects and hardly a cycle: looking for some costs a big import a twentieth of its time,
    # and frees nothing.
    gc.disable()
    try:
        from crmcli import cli

        status = cli.run(arguments)
    except KeyboardInterrupt:
        # So early that nothing was begun, or so late that all is done.
        status = 130
    with suppress(OSError):
        sys.stderr.flush()
    # All is closed and flushed by now; taking the interpreter apart would cost a short command a tenth of its time.
    os._exit(status)


def _open_closed() -> None:
    """Puts something in the place of standard streams that are closed, lest the next file that is opened be taken for one.
    Writing to what is to be the output fails, as it has to.
    """
    for name, mode, flags in (
        ("stdin", "r", os.O_RDONLY),
        ("stdout", "w", os.O_RDONLY),
        ("stderr", "w", os.O_RDWR),
    ):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, flags), mode, encoding="utf-8"))


if __name__ == "__main__":
    main()
