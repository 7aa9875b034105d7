"""Tables on A4 or A3 as PDF: merged heads on each page, wrapped rows, notes, signatures, page numbers.

Thin black lines, no fills. A row that does not fit goes to the next page; one taller than a page is split
between its lines. x and y in pt, y counted down from the page's upper edge until drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from desktop.output.pdf.canvas import MM, PaperCanvas
from desktop.output.pdf.cells import LEADING, PAD, CellSetter, CellText, column_widths, head_heights, height
from desktop.output.pdf.fitting import fitted_widths
from desktop.output.pdf.fonts import FontBook, Role
from desktop.output.pdf.setting import Line
from desktop.output.pdf.sheet import Align, Column, HeadCell, Paper, TableSheet
from desktop.output.pdf.text import break_paragraph, one_line
from desktop.output.pdf.tokens import Span

__all__ = ["Align", "Column", "HeadCell", "Paper", "TableSheet", "missing_in_table", "render_table"]

SHORT_LONG = {Paper.A4: (210.0, 297.0), Paper.A3: (297.0, 420.0)}
ASCENT = 0.86
RULE_PT = 0.5
FOOT_SIZE, FOOT_ROOM = 9.0, 8.0 * MM
MARK_SIZE = 16.0

Segment = tuple[float, float, float, float]


@dataclass
class PageBuild:
    """One page being filled: text with x and baseline, rules; y counts down from the top."""

    texts: list[tuple[Line, float, float]] = field(default_factory=list)
    rules: list[Segment] = field(default_factory=list)


class TablePress:
    """Lays the sheet out page by page."""

    def __init__(self, sheet: TableSheet, fonts: FontBook) -> None:
        short, long = (side * MM for side in SHORT_LONG[sheet.paper])
        self.sheet, self.fonts = sheet, fonts
        self.width, self.height = (long, short) if sheet.landscape else (short, long)
        self.left = sheet.margin * MM
        self.inner = self.width - 2 * self.left
        self.bottom = self.height - self.left - FOOT_ROOM
        self.setter = CellSetter(fonts)
        declared = column_widths(sheet.columns, self.inner, MM)
        self.widths = fitted_widths(sheet, declared, fonts) if sheet.fitted else declared
        self.edges = [self.left + sum(self.widths[:place]) for place in range(len(self.widths) + 1)]
        self.head_texts = [self._head_text(cell) for cell in sheet.head]
        self.head_rows = head_heights(sheet.head, self.head_texts, sheet.head_size)
        self.pages: list[PageBuild] = []
        self.y = 0.0
        self._new_page()

    def run(self) -> bytes:
        """The whole sheet as PDF."""
        self._titles()
        self._head()
        for row in self.sheet.rows:
            self._row(row)
        self._notes()
        return self._draw()

    def _new_page(self) -> None:
        self.pages.append(PageBuild())
        self.y = self.left

    def _text(self, line: Line, x: float, size: float, top: float) -> None:
        self.pages[-1].texts.append((line, x, top + size * (LEADING - 1) / 2 + ASCENT * size))

    def _titles(self) -> None:
        sheet = self.sheet
        if sheet.mark:
            self._text(self._line(sheet.mark, Role.HEI, MARK_SIZE), self.left, MARK_SIZE, self.y)
            self.y += MARK_SIZE * LEADING
        spans = [Span(sheet.title, Role.TITLE)]
        for line in break_paragraph(spans, self.inner, sheet.title_size, 0, self.fonts, justify=False):
            self._text(line, self.left + (self.inner - line.width) / 2, sheet.title_size, self.y)
            self.y += sheet.title_size * LEADING
        self.y += PAD
        if sheet.subtitle_left or sheet.subtitle_right:
            right = self._line(sheet.subtitle_right, sheet.body_role, sheet.size)
            self._text(
                self._line(sheet.subtitle_left, sheet.body_role, sheet.size), self.left, sheet.size, self.y
            )
            self._text(right, self.left + self.inner - right.width, sheet.size, self.y)
            self.y += sheet.size * LEADING + PAD

    def _line(self, text: str, role: Role, size: float) -> Line:
        return one_line([Span(text, role)], size, self.fonts)

    def _head_text(self, cell: HeadCell) -> CellText:
        width = sum(self.widths[cell.col : cell.col + cell.colspan])
        return self.setter.set(
            cell.text, width, self.sheet.head_size, Role.HEI, Align.CENTER, vertical=cell.vertical
        )

    def _head(self) -> None:
        tops = [self.y + sum(self.head_rows[:place]) for place in range(len(self.head_rows) + 1)]
        for cell, text in zip(self.sheet.head, self.head_texts, strict=True):
            left, right = self.edges[cell.col], self.edges[cell.col + cell.colspan]
            top, bottom = tops[cell.row], tops[cell.row + cell.rowspan]
            self._box(left, top, right, bottom)
            self._cell(text, left, top, bottom, self.sheet.head_size)
        self.y = tops[-1]

    def _box(self, left: float, top: float, right: float, bottom: float) -> None:
        self.pages[-1].rules += [
            (left, top, right, top),
            (left, bottom, right, bottom),
            (left, top, left, bottom),
            (right, top, right, bottom),
        ]

    def _cell(self, text: CellText, left: float, top: float, bottom: float, size: float) -> None:
        y = top + (bottom - top - len(text.lines) * size * LEADING) / 2
        for line, offset in zip(text.lines, text.offsets, strict=True):
            self._text(line, left + offset, size, y)
            y += size * LEADING

    def _row(self, row: Sequence[str]) -> None:
        """One body row, on this page, the next, or split over several when taller than a page."""
        sheet = self.sheet
        cells = [
            self.setter.set(
                row[place] if place < len(row) else "", width, sheet.size, sheet.body_role, column.align
            )
            for place, (column, width) in enumerate(zip(sheet.columns, self.widths, strict=True))
        ]
        lines = max((len(cell.lines) for cell in cells), default=0)
        tall = max(height(lines, sheet.size), sheet.min_row_mm * MM)
        if self.y + tall > self.bottom:
            if tall <= self._fresh_room() and self._used():
                self._continue()
            else:
                self._split(cells, lines)
                return
        self._body_row(cells, tall)

    def _fresh_room(self) -> float:
        return self.bottom - self.left - sum(self.head_rows)

    def _used(self) -> bool:
        return self.y > self.left + sum(self.head_rows) + PAD

    def _continue(self) -> None:
        self._new_page()
        self._head()

    def _split(self, cells: Sequence[CellText], lines: int) -> None:
        step = self.sheet.size * LEADING
        done = 0
        while done < lines:
            room = int((self.bottom - self.y - 2 * PAD) / step)
            if room < 1 and self._used():
                self._continue()
                continue
            take = max(1, min(room, lines - done))
            part = [CellText(c.lines[done : done + take], c.offsets[done : done + take]) for c in cells]
            self._body_row(part, height(take, self.sheet.size))
            done += take
            if done < lines:
                self._continue()

    def _body_row(self, cells: Sequence[CellText], tall: float) -> None:
        bottom = self.y + tall
        for place, text in enumerate(cells):
            self._cell(text, self.edges[place], self.y, bottom, self.sheet.size)
        rules = self.pages[-1].rules
        rules += [(edge, self.y, edge, bottom) for edge in self.edges]
        rules.append((self.left, bottom, self.edges[-1], bottom))
        rules.append((self.left, self.y, self.edges[-1], self.y))
        self.y = bottom

    def _notes(self) -> None:
        """Notes and signature lines; they stay together when a page can hold them."""
        sheet = self.sheet
        step = sheet.size * LEADING
        spans = ([Span(note, sheet.body_role)] for note in sheet.notes)
        notes = [
            line
            for note in spans
            for line in break_paragraph(note, self.inner, sheet.size, 0, self.fonts, justify=False)
        ]
        wanted = 2 * PAD + len(notes) * step + len(sheet.signatures) * (step + 2 * PAD)
        if self.y + wanted > self.bottom and wanted <= self.bottom - self.left:
            self._new_page()
        self.y += 2 * PAD if notes or sheet.signatures else 0
        for line in notes:
            self._room(step)
            self._text(line, self.left, sheet.size, self.y)
            self.y += step
        for parts in sheet.signatures:
            self.y += 2 * PAD
            self._room(step)
            for place, part in enumerate(parts):
                x = self.left + self.inner * place / len(parts)
                self._text(self._line(part, sheet.body_role, sheet.size), x, sheet.size, self.y)
            self.y += step

    def _room(self, step: float) -> None:
        if self.y + step > self.bottom:
            self._new_page()

    def _draw(self) -> bytes:
        canvas = PaperCanvas(
            self.width, self.height, self.fonts, title=self.sheet.title, author=self.sheet.author
        )
        for number, page in enumerate(self.pages, 1):
            if self.sheet.paged:
                foot = self._line(f"第{number}页 共{len(self.pages)}页", Role.SONG, FOOT_SIZE)
                middle = (self.width - foot.width) / 2
                page.texts.append((foot, middle, self.height - self.left - FOOT_SIZE * (1 - ASCENT)))
            canvas.rules(
                (
                    (x1, self.height - y1, x2, self.height - y2)
                    for x1, y1, x2, y2 in dict.fromkeys(page.rules)
                ),
                RULE_PT,
            )
            canvas.lines((line, x, self.height - y) for line, x, y in page.texts)
            canvas.next_page()
        return canvas.finish()


def render_table(sheet: TableSheet, fonts: FontBook) -> bytes:
    """The sheet as PDF, all fonts embedded."""
    return TablePress(sheet, fonts).run()


def missing_in_table(sheet: TableSheet, fonts: FontBook) -> list[str]:
    """Characters of the sheet no font has, each once."""
    head = "".join(cell.text for cell in sheet.head) + sheet.mark
    body = [sheet.subtitle_left, sheet.subtitle_right, *sheet.notes]
    body += [text for parts in sheet.signatures for text in parts]
    body += [text for row in sheet.rows for text in row]
    found = [
        *fonts.missing(Role.TITLE, sheet.title),
        *fonts.missing(Role.HEI, head),
        *fonts.missing(sheet.body_role, "".join(body)),
    ]
    return list(dict.fromkeys(found))
