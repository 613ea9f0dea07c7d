"""A page as Decree 30/2020 wants official papers (annex I): A4, Times New Roman, margins 20/20/30/15 mm, the national
heading, place and date, the page number from the second page on, and who signs, by office only.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt

from locales import Translator

FONT, SIZE = "Times New Roman", 13
LEFT, CENTER, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_COMMITTEE = re.compile(r"(?:UBND|ủy ban nhân dân|uỷ ban nhân dân)\s+", re.IGNORECASE)


def new_page(*, landscape: bool = False) -> Any:
    """An empty document; its width between the margins is 165 mm, 252 mm in landscape."""
    paper = docx.Document()
    section = paper.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = section.footer_distance = Mm(10)
    use_font(paper)
    _number_pages(section)
    return paper


def use_font(paper: Any) -> None:
    """The font of official papers, without space between the paragraphs."""
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(SIZE)
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        normal.element.rPr.rFonts.set(qn(script), FONT)
    normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)


def write(
    holder: Any, text: str, *, align: Any = LEFT, bold: bool = False, italic: bool = False, size: float = SIZE
) -> Any:
    """One more paragraph in a document or a cell; the empty one that a new cell begins with is used first."""
    empty = holder.paragraphs[0] if holder.paragraphs and not hasattr(holder, "sections") else None
    paragraph = (
        empty if empty is not None and not empty.runs and len(holder.paragraphs) == 1 else holder.add_paragraph()
    )
    paragraph.alignment = align
    run = paragraph.add_run(_clean(text))
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    return paragraph


def head(paper: Any, *, unit: str, place: str, year: int, tr: Translator) -> None:
    """Who issues it at the left; the national heading, place and date at the right. The day is written by hand when it
    is signed."""
    left, right = invisible_table(paper, 1, share=(0.38, 0.62)).rows[0].cells
    write(left, unit.upper(), align=CENTER, bold=True)
    write(left, "_______", align=CENTER, bold=True)
    # The decree allows 12 or 13; at 13 it does not fit in one line beside the name of the unit.
    write(right, tr("THE SOCIALIST REPUBLIC OF VIET NAM"), align=CENTER, bold=True, size=12)
    write(right, tr("Independence - Freedom - Happiness"), align=CENTER, bold=True, size=13)
    write(right, "_____________________", align=CENTER, bold=True)
    write(right, tr("{place}, ..... / ..... / {year}", place=place, year=year), align=CENTER, italic=True)
    write(paper, "")


def signatures(paper: Any, *, unit: str, tr: Translator) -> None:
    """Who drew it up, and the head of the unit: the office alone, nobody's name."""
    write(paper, "")
    left, right = invisible_table(paper, 1, share=(0.45, 0.55)).rows[0].cells
    write(left, tr("DRAWN UP BY"), align=CENTER, bold=True)
    write(left, tr("(signature, full name)"), align=CENTER, italic=True)
    if _COMMITTEE.match(unit):
        write(right, tr("FOR THE PEOPLE'S COMMITTEE"), align=CENTER, bold=True)
        write(right, tr("CHAIRPERSON"), align=CENTER, bold=True)
    else:
        write(right, tr("HEAD OF THE UNIT"), align=CENTER, bold=True)
    write(right, tr("(signature, full name, seal)"), align=CENTER, italic=True)


def signatures_alone(paper: Any, *, tr: Translator) -> None:
    """The head of the unit, who confirms it, and the individual whose paper it is: nobody's name is written."""
    write(paper, "")
    left, right = invisible_table(paper, 1, share=(0.5, 0.5)).rows[0].cells
    write(left, tr("CONFIRMED BY THE HEAD OF THE UNIT"), align=CENTER, bold=True)
    write(left, tr("(signature, full name, seal)"), align=CENTER, italic=True)
    write(right, tr("THE INDIVIDUAL"), align=CENTER, bold=True)
    write(right, tr("(signature, full name)"), align=CENTER, italic=True)


def place_of(unit: str, otherwise: str) -> str:
    """A People's Committee writes the name of its own ward or commune; others that of the campaign's place."""
    own = _COMMITTEE.sub("", unit, count=1) if _COMMITTEE.match(unit) else ""
    return own[:1].upper() + own[1:] if own else otherwise


def room(paper: Any) -> Length:
    """The width between the margins."""
    section = paper.sections[0]
    return Length(section.page_width - section.left_margin - section.right_margin)


def invisible_table(paper: Any, rows: int, *, share: Sequence[float]) -> Any:
    """A table without lines, to put things side by side."""
    table = paper.add_table(rows=rows, cols=len(share))
    table.autofit = False
    for column, part in zip(table.columns, share, strict=True):
        column.width = int(room(paper) * part)  # LibreOffice goes by the columns, Word by the cells
        for cell in column.cells:
            cell.width = column.width
    return table


def ruled_table(paper: Any, headings: Sequence[tuple[str, float]], *, size: float = SIZE) -> Any:
    """A table with lines whose headings (text, width in mm) are repeated on every page."""
    table = paper.add_table(rows=1, cols=len(headings))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _narrow_margins(table)
    for column, cell, (text, width) in zip(table.columns, table.rows[0].cells, headings, strict=True):
        column.width = cell.width = Mm(width)
        write(cell, text, align=CENTER, bold=True, size=size)
    repeat(table.rows[0])
    return table


def repeat(row: Any) -> None:
    """This row of headings is on every page."""
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no other way to repeat a row
    properties.append(OxmlElement("w:tblHeader"))


def join(first: Any, last: Any) -> None:
    """One cell of several; the text is that of the first."""
    for paragraph in first.merge(last).paragraphs[1:]:
        paragraph._p.getparent().remove(paragraph._p)  # noqa: SLF001 - python-docx keeps the paragraphs of empty cells


def keep_whole(row: Any) -> None:
    """This row is not parted between two pages."""
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no other way to keep a row together
    properties.append(OxmlElement("w:cantSplit"))


def add_row(
    table: Any, cells: Sequence[str], *, centered: Sequence[int] = (), bold: bool = False, size: float = SIZE
) -> None:
    """One more row; each line of a text is a paragraph of its own."""
    widths = [column.width for column in table.columns]
    for place, (cell, text) in enumerate(zip(table.add_row().cells, cells, strict=True)):
        cell.width = widths[place]
        for line in text.split("\n"):
            write(cell, line, align=CENTER if place in centered else LEFT, bold=bold, size=size)


def save(paper: Any, *, title: str, on: date) -> bytes:
    """The finished .docx. The same content on the same day gives the same bytes."""
    about = paper.core_properties
    about.author, about.comments, about.title, about.language = "", "", _clean(title), "vi-VN"
    about.created = about.modified = datetime(on.year, on.month, on.day)  # noqa: DTZ001 - the format's times are naive
    made, target = io.BytesIO(), io.BytesIO()
    paper.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():  # python-docx stamps every part with the time of day
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _clean(text: str) -> str:
    """Without the characters that no XML file can hold."""
    return _NOT_IN_XML.sub("", text)


def _number_pages(section: Any) -> None:
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = CENTER
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        part.text = text or None
        run._r.append(part)  # noqa: SLF001 - python-docx has no fields


def _narrow_margins(table: Any) -> None:
    """One millimetre inside the cells, so that the headings of the points fit."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "57")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)  # noqa: SLF001 - python-docx has no margins of cells
