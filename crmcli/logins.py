"""As whom this process runs, by the operating system's word; the environment, which anybody sets, has no say."""

from __future__ import annotations

import os
import sys


def login_name() -> str:
    """The operating system's user of this process; `#` and the number of one that has no name."""
    if sys.platform == "win32":
        return os.getlogin()
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"#{os.getuid()}"
