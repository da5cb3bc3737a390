"""A manual as a Word document: headings, tables, and the process drawn with boxes and arrows. The same data give the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any

from crmcli import errors, i18n
from crmcli.i18n import _, titled
from crmcli.render import cells
from crmcli.reports.handbook.model import Handbook, Node
from crmcli.result import Table
from crmcli.wording import clean

#: The time that stands in the container and the document's properties, for the clock's would change every file.
_EPOCH = datetime(2026, 1, 1)
_HEAD, _BOX = "D9E5F1", "EEF4FA"
#: Fonts that Word and LibreOffice have or replace, for Latin and for Chinese letters.
_LATIN, _CHINESE = "Calibri", "Microsoft YaHei"


def as_docx(book: Handbook) -> bytes:
    """The whole file. Usage where the package for it is not installed."""
    document = _new()
    document.add_heading(clean(book.title), 0)
    for line in (*book.intro, _("As of %(day)s.") % {"day": book.as_of.told}):
        document.add_paragraph(clean(line))
    for number, part in enumerate(book.parts, 1):
        document.add_heading(clean(f"{number} {part.title}"), 1)
        if part.nodes:
            _flow(document, part.nodes)
        for line in part.lines:
            document.add_paragraph(clean(line))
        for table in part.tables:
            _table(document, table, book.zone)
    return _packed(document)


def _new() -> Any:
    """An empty document on A4 with our fonts and fixed properties."""
    try:
        from docx import Document
        from docx.shared import Cm, Pt
    except ImportError as error:
        raise errors.Usage(
            _("Word documents need a package that is not installed."),
            _("Install it with: pip install 'crmcli[word]'   or write .html or .md"),
        ) from error
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2)
    page.top_margin = page.bottom_margin = Cm(2)
    for name in ("Normal", "Title", "Heading 1"):
        style = document.styles[name]
        style.font.name = _LATIN
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(_word(key), None)
        fonts.set(_word("eastAsia"), _CHINESE)
    document.styles["Normal"].font.size = Pt(10)
    told = document.core_properties
    told.author, told.last_modified_by, told.comments, told.title = "crmcli", "crmcli", "", ""
    told.created = told.modified = _EPOCH
    told.language = i18n.language().replace("_", "-")
    return document


def _table(document: Any, table: Table, zone: tzinfo) -> None:
    """A table with a shaded head that is repeated on each page."""
    columns = [c for c in table.columns if c.key not in table.machine_only]
    grid = document.add_table(rows=1, cols=len(columns))
    grid.style = "Table Grid"
    for cell, column in zip(grid.rows[0].cells, columns, strict=True):
        _write(cell, column.title, bold=True)
        _shade(cell, _HEAD)
    _property(grid.rows[0]._tr.get_or_add_trPr(), "tblHeader", {"val": "true"})
    for row in table.rows:
        for cell, column in zip(grid.add_row().cells, columns, strict=True):
            _write(cell, cells.for_people(column, row.get(column.key), zone))
    if table.note:
        document.add_paragraph(clean(table.note))
    document.add_paragraph()


def _flow(document: Any, nodes: Sequence[Node]) -> None:
    """The process: a shaded box for each step, with arrows between."""
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    for number, node in enumerate(nodes, 1):
        box = document.add_table(rows=1, cols=1)
        box.style, box.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
        cell = box.rows[0].cells[0]
        _shade(cell, _BOX)
        _property(box.rows[0]._tr.get_or_add_trPr(), "cantSplit", {"val": "true"})
        _write(cell, f"{number}. {node.title}", bold=True)
        for line in (titled(_("Owner"), node.who), titled(_("Deadline"), node.when)):
            cell.add_paragraph(clean(line))
        for paragraph in cell.paragraphs:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.paragraph_format.space_after = 0
            paragraph.paragraph_format.keep_with_next = True
        arrow = document.add_paragraph("↓" if number < len(nodes) else "")
        arrow.alignment = WD_ALIGN_PARAGRAPH.CENTER
        arrow.paragraph_format.space_after = 0


def _write(cell: Any, text: str, *, bold: bool = False) -> None:
    """Puts text into a cell, its lines as lines."""
    paragraph = cell.paragraphs[0]
    for number, line in enumerate(text.split("\n")):
        run = paragraph.add_run()
        if number:
            run.add_break()
        run.add_text(clean(line))
        run.bold = bold


def _shade(cell: Any, colour: str) -> None:
    _property(cell._tc.get_or_add_tcPr(), "shd", {"val": "clear", "color": "auto", "fill": colour})


def _property(parent: Any, name: str, values: dict[str, str]) -> None:
    """A property of Word's that the package has no name for."""
    from docx.oxml import OxmlElement

    element = OxmlElement(f"w:{name}")
    for key, value in values.items():
        element.set(_word(key), value)
    parent.append(element)


def _word(key: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(f"w:{key}"))


def _packed(document: Any) -> bytes:
    """The file with fixed times in its container."""
    raw, packed = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, _EPOCH.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(name))
    return packed.getvalue()
