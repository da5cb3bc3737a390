"""As whom the tests' programs act: whoever LOGNAME names. The program itself asks the operating system, which here knows one user."""

from __future__ import annotations

import os
import sys

from crmcli import logins

#: What a process of its own says before it becomes the program: without the tests' libraries, which take long to load.
AS_TOLD = "import os; from crmcli import logins; logins.login_name = lambda: os.environ['LOGNAME']"
#: The program in a process of its own; the root of the project is to be on its path.
PROGRAM = (sys.executable, "-c", f"{AS_TOLD}; from crmcli.__main__ import main; main()")


def told() -> str:
    """Whom the test says."""
    return os.environ["LOGNAME"]


def settle() -> None:
    """From now on this process acts as that person."""
    logins.login_name = told
