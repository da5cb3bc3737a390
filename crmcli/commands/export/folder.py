"""A folder of exported lists: a file for each, and a manifest that tells what is in them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crmcli import __version__, clock, errors
from crmcli.context import Context
from crmcli.i18n import _, ngettext
from crmcli.result import Result

if TYPE_CHECKING:
    from crmcli.result import Table

MANIFEST = "manifest.json"
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


def write_folder(crm: Context, folder: Path, found: Mapping[str, Sequence[Table]]) -> Result:
    """One workbook per list, or with --format csv one csv per table; Usage if something else is in the folder."""
    from crmcli.render import files, workbook
    from crmcli.workflows.exporting import for_files

    contents: dict[str, bytes] = {}
    about: list[dict[str, Any]] = []
    for kind, tables in found.items():
        readable = [for_files(table) for table in tables]
        if crm.format == "csv":
            parts = [([t], _free(_name(kind, t), ".csv", contents)) for t in readable]
            contents |= {name: files.csv_bytes(part[0], crm.tz) for part, name in parts}
        else:
            parts = [(readable, f"{kind}.xlsx")]
            contents[f"{kind}.xlsx"] = workbook.xlsx_bytes(readable, crm.tz)
        about += [_about(kind, part, name, contents[name]) for part, name in parts]
    manifest = {"as_of": clock.iso(crm.now), "schema_version": crm.store.db.schema_version(), "files": about}
    return _save(crm, folder, contents, manifest)


def write_texts(crm: Context, folder: Path, texts: Mapping[str, str]) -> Result:
    """One text per list; the manifest has nothing of the run, so that equal data give an equal folder."""
    contents = {f"{kind}.txt": text.encode() for kind, text in texts.items()}
    about = [
        {"file": f"{kind}.txt", "kind": kind, "rows": text.count("\n\n"), "sha256": _digest(text.encode())}
        for kind, text in texts.items()
    ]
    return _save(crm, folder, contents, {"schema_version": crm.store.db.schema_version(), "files": about})


def _name(kind: str, table: Table) -> str:
    """What a csv is called: import takes a survey's title from the name of its file."""
    if kind != "survey_answers" or not table.rows:
        return kind
    return _NOT_IN_NAMES.sub(" ", table.title).strip(" .")[:80] or kind


def _free(stem: str, suffix: str, taken: Mapping[str, bytes]) -> str:
    names, number = {name.lower() for name in taken}, 1
    name = f"{stem}{suffix}"
    while name.lower() in names:
        number += 1
        name = f"{stem} {number}{suffix}"
    return name


def _about(kind: str, tables: Sequence[Table], name: str, content: bytes) -> dict[str, Any]:
    """A file's entry in the manifest."""
    return {
        "file": name,
        "kind": kind,
        "rows": sum(len(table.rows) for table in tables),
        "sha256": _digest(content),
        "sheets": [
            {
                "title": table.title,
                "rows": len(table.rows),
                "columns": [{"key": c.key, "title": c.title, "type": c.kind} for c in table.columns],
            }
            for table in tables
        ],
    }


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _save(crm: Context, folder: Path, contents: dict[str, bytes], manifest: dict[str, Any]) -> Result:
    """Writes the files, the manifest last, and removes what an earlier export of ours left there."""
    from crmcli.saving import save

    before = _files_of(folder)
    if not folder.parent.is_dir():
        raise errors.MissingFile(
            _("There is no folder %(path)s.") % {"path": folder.parent}, _("Make it, or name another.")
        )
    folder.mkdir(exist_ok=True)
    for name in (*contents, MANIFEST, *before):
        crm.target(folder / name)
    text = (
        json.dumps({"crmcli": __version__, **manifest}, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    )
    written: list[Path] = []
    try:
        for name, content in {**contents, MANIFEST: text.encode()}.items():
            written.append(save(folder / name, content))
    except errors.CrmError:
        # Half an export has no manifest and would be in the way of the next attempt.
        for path in written:
            if path.name not in before:
                path.unlink(missing_ok=True)
        raise
    for name in before - set(contents):
        (folder / name).unlink(missing_ok=True)
    rows = sum(entry["rows"] for entry in manifest["files"])
    line = ngettext(
        "Wrote %(n)d row in %(files)d files to %(path)s",
        "Wrote %(n)d rows in %(files)d files to %(path)s",
        rows,
    ) % {
        "n": rows,
        "files": len(contents),
        "path": folder,
    }
    return Result(
        crm.command, data={"folder": str(folder), "files": sorted(contents), "rows": rows}, lines=[line]
    )


def _files_of(folder: Path) -> set[str]:
    """The files that an earlier export wrote here. Usage if anything else is in the folder."""
    if folder.exists() and not folder.is_dir():
        raise errors.Usage(_("This is no folder: %(path)s") % {"path": folder}, _("Name another."))
    if not folder.is_dir() or not any(folder.iterdir()):
        return set()
    try:
        known = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return {Path(entry["file"]).name for entry in known["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        raise errors.Usage(
            _("Something else is in this folder: %(path)s") % {"path": folder}, _("Name a new or empty one.")
        ) from None
