"""What the columns of a sheet mean where somebody settled it before: in a mapping file, or at an earlier import."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from crmcli.sheets.columns.headers import header_of

#: What stands for a field where a column is to be left out, and where it is only kept beside the record.
LEFT_OUT, KEPT_BESIDE = "-", ""


@dataclass(frozen=True, slots=True)
class Settled:
    """The kind of a sheet and what some of its columns are; column names are folded.

    With `headers` it is for the sheets that have exactly these columns, else for all that have those in `columns`.
    `origin` says where it comes from, for the notice.
    """

    kind: str
    columns: Mapping[str, str]
    headers: tuple[str, ...] = ()
    origin: str = ""

    def fits(self, keys: tuple[str, ...]) -> bool:
        """Whether it is for a sheet with these columns (folded names)."""
        return keys == self.headers if self.headers else self.columns.keys() <= set(keys)


def keys_of(headers: Iterable[str]) -> tuple[str, ...]:
    """Column names as shown, folded."""
    return tuple(header_of(text).key for text in headers)


def fingerprint(headers: Iterable[str]) -> str:
    """The mark of a set of columns: the same for every sheet with these names in this order."""
    return hashlib.blake2b("\x1f".join(keys_of(headers)).encode(), digest_size=16).hexdigest()


def settled_for(headers: Sequence[str], known: Iterable[Settled]) -> Settled | None:
    """What was settled for a sheet with these columns, the first that fits."""
    keys = keys_of(headers)
    return next((one for one in known if one.fits(keys)), None)
