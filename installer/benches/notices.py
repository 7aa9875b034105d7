"""Setting many different notices, against reportlab drawing the very same glyphs at the same places."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from benches.beside import beside, pause_figure
from benches.county import TODAY, TOWNS, open_county, values_of
from benches.figure import Figure, Scale
from desktop.base.progress import Progress
from desktop.features.documents.queries import render_paper
from desktop.features.documents.rules import Paper
from desktop.output.pdf.fonts import FontBook, font_book
from desktop.store.desk import Desk

TEMPLATE = "rectification"
Drawn = list[tuple[str, tuple[Any, ...]]]
"""The calls of one page's text: name and arguments; `page` ends it."""


def paper(number: int) -> Paper:
    """The `number`-th notice; no two are the same."""
    facts = values_of(number)
    limit = date.fromordinal(TODAY.toordinal() + 14 + number % 20)
    return Paper(TEMPLATE, {
        "当事人": facts["name"], "称谓": "你单位",
        "地点": f"{TOWNS[number % len(TOWNS)]}{facts['address']}",
        "问题描述": f"疏散通道堆放器材{number}件，应急照明灯{number % 7 + 1}盏失效，{facts['principal']}在场",
        "证据": f"现场检查记录{number}、照片{number % 9 + 1}张",
        "违反条款": "《中华人民共和国民办教育促进法实施条例》第六十三条第（五）项",
        "处理依据": "《中华人民共和国行政处罚法》第二十八条第一款",
        "整改期限": f"{limit.year}年{limit.month}月{limit.day}日",
        "整改要求": f"立即清空{number}号疏散通道，恢复双向畅通。\n更换失效的应急照明灯，并出具检测合格报告。",
    })  # fmt: skip


def rendered(desk: Desk, count: int, fonts: FontBook, progress: Progress) -> int:
    """Set `count` notices; their pages."""
    with desk.store.reading() as session:
        for number in range(1, count + 1):
            render_paper(session, paper(number), fonts, today=TODAY, number=number)
            progress.step(number, count, "排版")
    return count


@contextmanager
def recording(drawn: Drawn) -> Iterator[None]:
    """Write down what is drawn as text, and where pages end."""
    kept = {name: getattr(PDFTextObject, name) for name in ("setFont", "setTextOrigin", "textOut")}
    page = Canvas.showPage

    def noted(name: str, given: Any) -> Any:
        def call(self: Any, *arguments: Any) -> Any:
            drawn.append((name, arguments))
            return given(self, *arguments)

        return call

    def closed(self: Any) -> None:
        drawn.append(("page", ()))
        page(self)

    for name, given in kept.items():
        setattr(PDFTextObject, name, noted(name, given))
    Canvas.showPage = closed
    try:
        yield
    finally:
        for name, given in kept.items():
            setattr(PDFTextObject, name, given)
        Canvas.showPage = page


def replayed(papers: list[Drawn]) -> float:
    """Seconds reportlab takes to draw them."""
    start = time.perf_counter()
    for drawn in papers:
        canvas = Canvas(BytesIO(), pagesize=(595.3, 841.9), invariant=1, pageCompression=1)
        text = canvas.beginText()
        for name, arguments in drawn:
            if name == "page":
                canvas.drawText(text)
                canvas.showPage()
                text = canvas.beginText()
            else:
                getattr(text, name)(*arguments)
        canvas.save()
    return time.perf_counter() - start


def bench(folder: Path, scale: Scale) -> list[Figure]:
    """Time of the notices and the window's longest pause beside it."""
    desk, fonts, papers = open_county(folder / "数据"), font_book(), list[Drawn]()
    with desk.store.reading() as session:
        for number in range(1, scale.notices + 1):
            drawn: Drawn = []
            with recording(drawn):
                render_paper(session, paper(number), fonts, today=TODAY, number=number)
            papers.append(drawn)
    plain = replayed(papers)
    found = beside(lambda progress: rendered(desk, scale.notices, fonts, progress))
    desk.store.close()
    title = f"{scale.notices} 份不同的责令限期整改通知书"
    return [
        Figure("notices", title, "s", found.seconds, plain, "reportlab 画同样的字", 2),
        pause_figure("notices", "排版文书", found),
    ]
