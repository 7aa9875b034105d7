"""A letter or form as an editable .docx, laid out by GB/T 9704-2012.

Fonts are named, not embedded: 仿宋_GB2312, 方正小标宋简体, 黑体, 楷体_GB2312, as office PCs know them.
Lengths in mm, sizes in pt. The PDF is what counts; the .docx is for rewording by hand.
"""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from desktop.output.pdf.blocks import Content, Heading, OfficialDocument, Paragraph
from desktop.output.pdf.compose import chinese_day
from desktop.output.pdf.fonts import Role
from desktop.output.pdf.form import FormRow, FormSheet
from desktop.output.pdf.press import Sheet

NAMES = {Role.FANGSONG: "仿宋_GB2312", Role.KAI: "楷体_GB2312", Role.HEI: "黑体", Role.SONG: "宋体",
         Role.TITLE: "方正小标宋简体"}
WESTERN = "Times New Roman"
LINE, BODY, TITLE, STRIP, FORM, NOTE = 28.95, 16.0, 22.0, 14.0, 12.0, 10.5
LEVELS = {1: Role.HEI, 2: Role.KAI}
GAP = "＿＿＿＿"
FORM_NAME_MM, FORM_INNER_MM, FORM_ROW_MM, FORM_FIELD_MM = 29.0, 160.0, 8.5, 21.0
FIXED_DAY = datetime(2000, 1, 1)  # noqa: DTZ001 - the file's own date is of no account, but must not vary


def render_docx(sheet: Sheet) -> bytes:
    """The sheet as .docx; gaps become underscores."""
    document = Document()
    _page(document)
    facts = document.core_properties
    facts.author, facts.title, facts.comments = sheet.author, sheet.title, ""
    facts.created = facts.modified = FIXED_DAY
    writer = _Writer(document)
    if isinstance(sheet, FormSheet):
        writer.form(sheet)
    else:
        writer.letter(sheet)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _page(document: Any) -> None:
    """A4 with a core of 156 x 225 mm; the page number seven mm below it, at the outer edge."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(24)
    document.settings.odd_and_even_pages_header_footer = True
    for footer, align in ((section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
                          (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)):
        line = footer.paragraphs[0]
        line.alignment = align
        indent = Pt(STRIP)
        line.paragraph_format.left_indent = line.paragraph_format.right_indent = indent
        _run(line, "— ", Role.SONG, STRIP)
        _page_field(_run(line, "", Role.SONG, STRIP))
        _run(line, " —", Role.SONG, STRIP)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = WESTERN, Pt(BODY)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), NAMES[Role.FANGSONG])


def _page_field(run: Any) -> None:
    for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = words
        run._r.append(element)


def _run(line: Any, words: str, role: Role, size: float) -> Any:
    """Words in one lettering; the Chinese name goes into the east Asian attribute."""
    run = line.add_run(words)
    run.font.size, run.font.name = Pt(size), WESTERN
    run._r.rPr.rFonts.set(qn("w:eastAsia"), NAMES[role])
    run._r.rPr.rFonts.set(qn("w:hint"), "eastAsia")
    return run


def texts_of(content: Content) -> Iterator[tuple[str, Role | None]]:
    """The words of a content piece by piece, gaps as underscores."""
    if isinstance(content, str):
        yield content, None
        return
    for span in content:
        yield (GAP if span.blank else span.text), span.role


class _Writer:
    """Puts blocks into the document one after another."""

    def __init__(self, document: Any) -> None:
        self.document = document

    def letter(self, sheet: OfficialDocument) -> None:
        """Head, title, addressee, body, signature, receipt."""
        centre = WD_ALIGN_PARAGRAPH.CENTER
        if sheet.red_head:
            mark = self._line(sheet.red_head, Role.TITLE, 36.0, align=centre, exact=False)
            mark.runs[0].font.color.rgb = RGBColor(0xD9, 0, 0)
        number = self._line(sheet.number, Role.FANGSONG, align=centre) if sheet.number else None
        if sheet.red_head and number is not None:
            _border(number, "bottom", "D90000", 12)
        elif number is not None and sheet.head_drop_mm > 37:
            number.paragraph_format.space_before = Mm(sheet.head_drop_mm - 37)
        self._line("")
        self._line(sheet.title, Role.TITLE, TITLE, align=centre, exact=False)
        self._line("")
        if sheet.addressee:
            self._lines(sheet.addressee, indent=0)
        for block in sheet.body:
            self._block(block)
        self._signature(sheet)
        if sheet.receipt is not None:
            self._line("")
            first = len(self.document.paragraphs)
            self._lines(sheet.receipt.content, indent=0, size=STRIP)
            _border(self.document.paragraphs[first], "top", "000000", 6)

    def _block(self, block: Paragraph | Heading) -> None:
        role = LEVELS.get(block.level, Role.FANGSONG) if isinstance(block, Heading) else block.role
        self._lines(block.content, indent=2, role=role)

    def _signature(self, sheet: OfficialDocument) -> None:
        """Agency over date at the right, two empty lines above for the seal."""
        if sheet.signature is None:
            return
        self._line("")
        self._line("")
        day = chinese_day(sheet.signature.day) if sheet.signature.day else GAP
        for words, back in ((sheet.signature.agency, 2.5), (day, 4.0)):
            line = self._line(words, align=WD_ALIGN_PARAGRAPH.RIGHT)
            line.paragraph_format.right_indent = Pt(back * BODY)
            line.paragraph_format.keep_together = True
            line.paragraph_format.keep_with_next = words != day

    def _lines(self, content: Content, *, indent: int, role: Role = Role.FANGSONG, size: float = BODY
               ) -> None:
        """Content as paragraphs, one a line break."""
        line = self._line("", role, size, indent=indent)
        for words, own in texts_of(content):
            for place, part in enumerate(words.split("\n")):
                if place:
                    line = self._line("", role, size, indent=indent)
                if part:
                    _run(line, part, role if own in (None, Role.FANGSONG) else own, size)

    def _line(self, content: Content, role: Role = Role.FANGSONG, size: float = BODY, *, indent: int = 0,
              align: Any = None, exact: bool = True) -> Any:
        line = self.document.add_paragraph()
        form = line.paragraph_format
        form.space_before = form.space_after = Pt(0)
        form.line_spacing_rule = WD_LINE_SPACING.EXACTLY if exact else WD_LINE_SPACING.SINGLE
        if exact:
            form.line_spacing = Pt(LINE)
        form.first_line_indent = Pt(indent * size) if indent else None
        line.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY if align is None else align
        for words, own in texts_of(content):
            if words:
                _run(line, words, own if own not in (None, Role.FANGSONG) else role, size)
        return line

    def form(self, sheet: FormSheet) -> None:
        """Title, number, the table, notes."""
        self._line(sheet.title, Role.TITLE, TITLE, align=WD_ALIGN_PARAGRAPH.CENTER, exact=False)
        if sheet.day or sheet.number:
            self._line(sheet.number or sheet.day, Role.FANGSONG, FORM,
                       align=WD_ALIGN_PARAGRAPH.RIGHT if sheet.number else None)
        columns = max(len(row.cells) for row in sheet.rows)
        table = self.document.add_table(rows=0, cols=columns)
        table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
        for row in sheet.rows:
            self._table_row(table, row, columns)
        for note in sheet.notes:
            self._lines(note, indent=0, size=NOTE)

    def _table_row(self, table: Any, row: FormRow, columns: int) -> None:
        made = table.add_row()
        made.height = Mm(FORM_FIELD_MM if row.tall else FORM_ROW_MM)
        made.height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST
        share = FORM_INNER_MM / (columns // 2)
        for place, cell in enumerate(made.cells):
            cell.width = Mm(share - FORM_NAME_MM if place % 2 else FORM_NAME_MM)
        cells = list(made.cells)
        if len(row.cells) < columns:
            last = len(row.cells) - 1
            cells = [*cells[:last], cells[last].merge(cells[-1])]
        for place, content in enumerate(row.cells):
            _fill(cells[place], content, name=place % 2 == 0, tall=row.tall)
        if row.sign:
            line = cells[-1].add_paragraph()
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            for words, _ in texts_of(row.sign):
                _run(line, words, Role.FANGSONG, FORM)


def _fill(cell: Any, content: Content, *, name: bool, tall: bool) -> None:
    """A name in the middle of its cell, a field at the left, a large one at the top."""
    top = tall and not name
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.TOP if top else WD_CELL_VERTICAL_ALIGNMENT.CENTER
    line = cell.paragraphs[0]
    for words, _ in texts_of(content):
        for place, part in enumerate(words.split("\n")):
            if place:
                line = cell.add_paragraph()
            _run(line, part, Role.FANGSONG, FORM)
    for made in cell.paragraphs:
        made.alignment = WD_ALIGN_PARAGRAPH.CENTER if name else WD_ALIGN_PARAGRAPH.LEFT
        made.paragraph_format.space_after = Pt(0)


def _border(line: Any, side: str, colour: str, eighths: int) -> None:
    """A rule along one side of a paragraph; thickness in eighths of a pt."""
    borders = OxmlElement("w:pBdr")
    edge = OxmlElement(f"w:{side}")
    for key, value in (("val", "single"), ("sz", str(eighths)), ("space", "4"), ("color", colour)):
        edge.set(qn(f"w:{key}"), value)
    borders.append(edge)
    line._p.get_or_add_pPr().append(borders)
