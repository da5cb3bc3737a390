"""What contacts have since, as its columns first were. Never change them: the next migration does."""

from __future__ import annotations

from crmcli.database.first_tables import Columns

#: What the customer was given: words of `vocabulary.DOMAINS["given"]` in their order, with commas between.
COLUMNS: dict[str, Columns] = {"interaction": {"gave": "text"}}
