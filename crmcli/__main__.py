"""Starts the program: prepares the console and the language, then hands over to `cli`."""

from __future__ import annotations

import sys


def main() -> None:
    """The console script. Exits with the documented status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A console that lacks a character shows a replacement; it never stops the program.
            stream.reconfigure(errors="replace")
    arguments = sys.argv[1:]
    if arguments in (["--version"], ["-V"]):
        from crmcli import __version__

        print(f"crmcli {__version__}")
        return
    from crmcli import cli

    sys.exit(cli.run(arguments))


if __name__ == "__main__":
    main()
