"""crmcli export: lists out, in a form that import takes back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors
from crmcli.commands.shared import context_of, example, new_app, staff_names, tag_names, word
from crmcli.context import Context
from crmcli.i18n import _
from crmcli.result import Result

if TYPE_CHECKING:
    from crmcli.result import Table

app = new_app()

_CHINESE = {"客户": "customers", "会员": "members", "联系人": "contacts", "跟进": "interactions", "跟进记录": "interactions",
            "订单": "purchases", "投诉": "complaints", "调查": "survey_answers", "全部": "all"}  # fmt: skip
_SUFFIXES = (".xlsx", ".csv", ".json", ".vcf")


def _kind(text: str) -> str:
    found = _CHINESE.get(text, text)
    if found not in _CHINESE.values():
        known = ", ".join(dict.fromkeys(_CHINESE.values()))
        raise typer.BadParameter(
            _("%(value)s is not one of %(choices)s.") % {"value": text, "choices": known}
        )
    return found


@app.command(
    epilog=example(
        "crmcli export all -o everything.xlsx",
        "crmcli export contacts -o contacts.vcf",
        "crmcli 导出 客户 --类别 重点 --输出 重点客户.xlsx",
    )
)
def export(
    ctx: typer.Context,
    kind: Annotated[
        str,
        typer.Argument(
            metavar="[LIST]",
            parser=_kind,
            help=_(
                "customers, members, contacts, interactions, purchases, complaints, survey_answers or all."
            ),
        ),
    ] = "customers",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", "--输出", help=_("File to write: .xlsx .csv .json .vcf"))
    ] = None,
    owner: Annotated[
        str | None,
        typer.Option(
            "--owner", "--负责人", autocompletion=staff_names, help=_("Only this person's customers.")
        ),
    ] = None,
    tier: Annotated[
        str | None, typer.Option("--tier", "--类别", parser=word("tier"), help=_("Only this tier."))
    ] = None,
    city: Annotated[str | None, typer.Option("--city", "--城市", help=_("Only this city."))] = None,
    tag: Annotated[
        str | None, typer.Option("--tag", "--标签", autocompletion=tag_names, help=_("Only with this tag."))
    ] = None,
) -> None:
    """Writes a list, or everything, to a file; without -o it is printed."""
    from crmcli.workflows import exporting

    crm = context_of(ctx)
    suffix = _suffix(output, kind)
    kinds = exporting.KINDS if kind == "all" else (kind,)
    with crm.store.db.snapshot():
        filters = {
            "owner_id": crm.store.staff.resolve(owner)["id"] if owner else None,
            "tier": tier,
            "city": city,
            "tag": tag,
        }
        ids = [r["id"] for r in crm.store.customers.listed(filters)] if any(filters.values()) else None
        found = {k: exporting.tables(crm.store, k, ids) for k in kinds}
    if output is None:
        crm.show(_result(crm, kind, found))
        return
    _save(crm, output, suffix, kind, found)


def _suffix(output: Path | None, kind: str) -> str:
    suffix = output.suffix.lower() if output else ""
    if output and suffix not in _SUFFIXES:
        raise errors.Usage(
            _("Can't write %(suffix)s files.") % {"suffix": suffix or output.name},
            _("Name a .xlsx, .csv, .json or .vcf file."),
        )
    if suffix == ".csv" and kind == "all":
        raise errors.Usage(
            _("A csv file holds one list."), _("Export to .xlsx, or one list after the other.")
        )
    if suffix == ".vcf" and kind not in ("contacts", "customers", "all"):
        raise errors.Usage(
            _("An address book holds people and companies."),
            _("Export contacts or customers, or name another file."),
        )
    return suffix


def _result(crm: Context, kind: str, found: dict[str, list[Table]]) -> Result:
    from crmcli.render.machine import rows_of

    rows = {k: [row for table in tables for row in rows_of(table)] for k, tables in found.items()}
    data: Any = rows if kind == "all" else rows[kind]
    return Result(crm.command, data=data, tables=[table for tables in found.values() for table in tables])


def _save(crm: Context, output: Path, suffix: str, kind: str, found: dict[str, list[Table]]) -> None:
    from crmcli.render import cells, machine, workbook
    from crmcli.workflows.exporting import for_files

    cells.team_zone = crm.tz
    tables = [for_files(table) for tables in found.values() for table in tables]
    rows = sum(len(table.rows) for table in tables)
    if suffix == ".xlsx":
        written = workbook.write_tables(output, [t for t in tables if t.rows] or tables[:1])
    elif suffix == ".json":
        written = _write(output, (machine.as_json(_result(crm, kind, found)) + "\n").encode())
    elif suffix == ".csv":
        if len(tables) > 1:
            raise errors.Usage(
                _("There are several forms; a csv file holds one list."), _("Export to .xlsx.")
            )
        written = _write(output, _csv(tables[0]))
    else:
        people = _people(crm, found)
        rows = len(people)
        written = _write(output, _vcf(people))
    line = _("Wrote %(n)d rows to %(path)s") % {"n": rows, "path": written}
    crm.show(Result(crm.command, data={"file": str(written), "rows": rows}, lines=[line]))


def _csv(table: Table) -> bytes:
    from crmcli.render.files import csv_bytes

    return csv_bytes(table)


def _vcf(people: list[dict[str, Any]]) -> bytes:
    from crmcli.render.files import vcf_bytes

    return vcf_bytes(people)


def _people(crm: Context, found: dict[str, list[Table]]) -> list[dict[str, Any]]:
    """Everybody of the exported lists as cards: persons under their own name, companies' people with their company."""
    cards: list[dict[str, Any]] = []
    for table in found.get("contacts", []):
        cards += [{**row, "company": row["customer"]} for row in table.rows]
    for table in found.get("customers", []):
        cards += [{**row, "company": row["name"] if row["kind"] == "company" else None} for row in table.rows]
    return cards


def _write(output: Path, content: bytes) -> Path:
    from crmcli.render.workbook import replacing

    with replacing(output) as target:
        target.partial.write_bytes(content)
    return target.path
