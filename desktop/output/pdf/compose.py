"""Blocks of an official paper turned into rows, by GB/T 9704-2012. Lengths in mm unless a name says pt."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from desktop.output.pdf.blocks import Content, Heading, OfficialDocument, Paragraph, Signature
from desktop.output.pdf.flow import ROWS, FlowLine
from desktop.output.pdf.fonts import FontBook, Role
from desktop.output.pdf.setting import Line
from desktop.output.pdf.text import break_paragraph, one_line, parts
from desktop.output.pdf.tokens import Span

MM = 72 / 25.4
TOP, LEFT, CORE_WIDTH, CORE_HEIGHT = 37.0, 28.0, 156.0, 225.0
PITCH = CORE_HEIGHT / ROWS
CELL = CORE_WIDTH / 28
BODY, TITLE, STRIP = 16.0, 22.0, 14.0
CORE_PT, CELL_PT = CORE_WIDTH * MM, CELL * MM
MARK_TOP, MARK_LARGEST, RED_LINE_GAP = 35.0, 50.0, 4.0
LEVELS = {1: Role.HEI, 2: Role.KAI}
NAME_END = re.compile("(?:公司|中心|学校|工作室|托管点|俱乐部)(?=.)")


@dataclass
class Head:
    """Above the title: lines with x in pt and upper edge in mm from the paper's top; row of the title."""

    title_row: int = 0
    number: tuple[Line, float, float] | None = None
    mark: tuple[Line, float, float] | None = None
    red_line: float | None = None


@dataclass
class Composer:
    """Turns blocks into rows and remembers the text used."""

    fonts: FontBook
    used: list[tuple[Role, str]] = field(default_factory=list)

    def spans(self, content: Content, role: Role, *, own_role: bool = False) -> list[Span]:
        """Content as spans; with `own_role` spans keep their lettering, else all take `role`."""
        given = [Span(content, role)] if isinstance(content, str) else list(content)
        found = given if own_role else [replace(span, role=role) for span in given]
        self.used.extend((span.role, span.text) for span in found)
        return found

    def head(self, document: OfficialDocument) -> Head:
        """Red mark, number, red line; the row where the title starts."""
        head = Head()
        start = max(TOP, document.head_drop_mm)
        if document.red_head:
            start = self._mark(document.red_head, head)
        bottom = start
        if document.number:
            line = one_line(self.spans(document.number, Role.FANGSONG), BODY, self.fonts)
            head.number = (line, (CORE_PT - line.width) / 2, start + (PITCH - BODY / MM) / 2)
            bottom = start + PITCH
        if document.red_head:
            head.red_line = bottom - (PITCH - BODY / MM) / 2 + RED_LINE_GAP
            bottom = head.red_line
        if document.number or document.red_head:
            bottom += 2 * PITCH
        head.title_row = max(0, round((bottom - TOP) / PITCH + 0.1))
        return head

    def _mark(self, text: str, head: Head) -> float:
        """Place the agency's red name; the answer is where the number's row starts, two rows below it."""
        spans = self.spans(text, Role.TITLE)
        natural = one_line(spans, 1.0, self.fonts).width
        size = min(MARK_LARGEST, CORE_PT * 0.96 / max(natural, 1.0))
        line = one_line(spans, size, self.fonts)
        top = TOP + MARK_TOP
        head.mark = (line, (CORE_PT - line.width) / 2, top)
        return top + size / MM + 2 * PITCH

    def rows(self, document: OfficialDocument) -> list[FlowLine]:
        """Title, addressee, body and attachments."""
        flow = [FlowLine(((line, (CORE_PT - line.width) / 2),), TITLE) for line in self.title(document.title)]
        if document.addressee:
            spans = self.spans(document.addressee, Role.FANGSONG)
            ends = not spans[-1].blank and spans[-1].text.endswith("：")
            colon = [] if ends else [Span("：", Role.FANGSONG)]
            flow += [FlowLine(spacer=True), *self.lines([*spans, *colon], 0, 0)]
        else:
            flow.append(FlowLine(spacer=True))
        for block in document.body:
            flow += self.block(block)
        return flow + self.attachments(document.attachments)

    def title(self, text: str) -> list[Line]:
        """The title in as few lines as it needs, these of like length."""
        spans = self.spans(text, Role.TITLE)

        def broken(width: float) -> list[Line]:
            return break_paragraph(spans, width, TITLE, 0, self.fonts, justify=False)

        best = broken(CORE_PT)
        width = CORE_PT
        while len(best) > 1 and (width := width - TITLE / 2) > TITLE * 4:
            narrower = broken(width)
            if len(narrower) > len(best):
                break
            best = narrower
        return self._at_name(text, len(best)) or best

    def _at_name(self, text: str, wanted: int) -> list[Line]:
        """A title of two lines broken behind a name, nearest to its middle; none where that fails."""
        ends = [found.end() for found in NAME_END.finditer(text)] if wanted == 2 else []
        for place in sorted(ends, key=lambda end: abs(2 * end - len(text))):
            halves = [one_line(self.spans(part, Role.TITLE), TITLE, self.fonts)
                      for part in (text[:place], text[place:])]
            if all(CORE_PT / 4 <= half.width <= CORE_PT for half in halves):
                return halves
        return []

    def block(self, block: Paragraph | Heading) -> list[FlowLine]:
        """Rows of a paragraph or heading."""
        heading = isinstance(block, Heading)
        role = LEVELS.get(block.level, Role.FANGSONG) if isinstance(block, Heading) else block.role
        spans = self.spans(block.content, role, own_role=not heading)
        rows = [row for part in parts(spans) for row in self.lines(part, 2, 0)]
        return [replace(row, keep_next=heading) for row in rows]

    def lines(self, spans: Iterable[Span], first: float, hanging: float) -> list[FlowLine]:
        """Rows of body text on the grid."""
        broken = break_paragraph(
            list(spans), CORE_PT, BODY, first, self.fonts, cell=CELL_PT, hanging_chars=hanging
        )
        return [FlowLine(((line, 0.0),)) for line in broken]

    def attachments(self, names: tuple[str, ...]) -> list[FlowLine]:
        """附件： with the names, numbered when there are several, under one another."""
        flow: list[FlowLine] = []
        for place, name in enumerate(names):
            number = f"{place + 1}." if len(names) > 1 else ""
            cells = round(one_line([Span(number)], BODY, self.fonts, cell=CELL_PT).width / CELL_PT)
            label = "附件：" if place == 0 else ""
            spans = self.spans(f"{label}{number}{name}", Role.FANGSONG)
            flow += self.lines(spans, 2 if label else 5, 5 + cells)
        return [FlowLine(spacer=True), *flow] if flow else []

    def tail(self, document: OfficialDocument) -> list[FlowLine]:
        """Signature and receipt strip: rows that stay together."""
        rows = self.signature(document.signature) if document.signature else []
        if document.receipt is None:
            return rows
        spans = self.spans(document.receipt.content, Role.FANGSONG, own_role=True)
        lines = break_paragraph(spans, CORE_PT, STRIP, 0, self.fonts, justify=False)
        strip = [FlowLine(((line, 0.0),), STRIP, rule_above=place == 0) for place, line in enumerate(lines)]
        return [*rows, FlowLine(), *strip]

    def signature(self, signature: Signature) -> list[FlowLine]:
        """Agency over date, two rows below the text when a seal comes over them, else one."""
        agency = one_line(self.spans(signature.agency, Role.FANGSONG), BODY, self.fonts, cell=CELL_PT)
        day = one_line(self.spans(day_content(signature), Role.FANGSONG), BODY, self.fonts, cell=CELL_PT)
        if signature.seal:
            middle = CORE_PT - max(4 * CELL_PT + day.width / 2, agency.width / 2)
            return [
                FlowLine(),
                FlowLine(),
                FlowLine(((agency, middle - agency.width / 2),)),
                FlowLine(((day, middle - day.width / 2),)),
            ]
        left = CORE_PT - 2 * CELL_PT - max(agency.width, day.width + 2 * CELL_PT)
        return [FlowLine(), FlowLine(((agency, left),)), FlowLine(((day, left + 2 * CELL_PT),))]


def day_content(signature: Signature) -> Content:
    """The date as printed, or a blank for it."""
    if signature.day is None:
        return (Span("", key=signature.date_key, blank=True, width=7),)
    return chinese_day(signature.day)


def chinese_day(day: date) -> str:
    """2023年9月25日, no leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"
