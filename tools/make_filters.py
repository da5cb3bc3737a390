"""Makes the parser of filters once, so that no command has to: `python -m tools.make_filters` writes crmcli/data/filters.lark,
the version of the library in its first line. With another version the program makes the parser itself."""

from __future__ import annotations

from io import BytesIO

import lark

from crmcli.judging.filters import made_anew
from crmcli.resources import data_file

if __name__ == "__main__":
    tables = BytesIO()
    made_anew().save(tables)
    data_file("filters.lark").write_bytes(f"{lark.__version__}\n".encode() + tables.getvalue())
