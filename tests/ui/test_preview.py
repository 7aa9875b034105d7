"""Paper on the screen and on the printer: same pages, blanks in their places, clear refusals."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrinter

from desktop.base.errors import UserError
from desktop.ui.preview import Blank, PaperView
from desktop.ui.printing import PaperFile, office_printer, print_pdf, render_band
from desktop.ui.theme import LIGHT
from tests.helpers.screens import settle
from tests.ui.papers import pdf


@pytest.fixture
def view(qtbot) -> PaperView:
    made = PaperView()
    qtbot.addWidget(made)
    made.resize(940, 666)
    made.show()
    return made


def drawn(view: PaperView, qtbot, spot: QPoint, name: str) -> None:
    """Wait until the asynchronous rendering has painted that colour."""
    page = view._views[0]
    qtbot.waitUntil(lambda: page.grab().toImage().pixelColor(spot).name() == name.lower(), timeout=5000)


def test_two_pages_stand_side_by_side_and_fit_the_height(view: PaperView, qtbot) -> None:
    view.show_pdf(pdf(3))
    first, second = view._views
    assert first.isVisible()
    assert second.isVisible()
    assert first.height() <= 666 - 20
    assert first.width() + second.width() < 940
    assert view.verticalScrollBar().maximum() == 0
    scale = first.width() / 595
    drawn(view, qtbot, QPoint(round(150 * scale), round(100 * scale)), "#000000")
    drawn(view, qtbot, QPoint(round(90 * scale), round(40 * scale)), "#ffffff")


def test_pages_turn_and_tell_where_they_are(view: PaperView, qtbot) -> None:
    heard: list[tuple[int, int]] = []
    view.page_changed.connect(lambda page, pages: heard.append((page, pages)))
    view.show_pdf(pdf(3))
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    assert not view._views[1].isVisible()
    qtbot.keyClick(view, Qt.Key.Key_PageUp)
    view.set_spread(1)
    view.go(1)
    assert heard == [(1, 3), (3, 3), (1, 3), (2, 3)]
    view.show_pdf(pdf(3))
    assert view.page() == 1


def test_whole_width_is_larger_than_whole_height(view: PaperView) -> None:
    view.show_pdf(pdf(1))
    small = view.percent()
    view.set_fit("width")
    settle()
    assert view.percent() > small
    assert view._views[0].width() <= view.viewport().width()


def test_blanks_are_marked_where_they_are_and_a_click_tells_the_key(view: PaperView, qtbot) -> None:
    blank = Blank("article", 1, (100, 600, 80, 20), "违反条款")
    view.set_spread(1)
    view.show_pdf(pdf(2), [blank])
    assert view.page() == 0
    view.show_blank("article")
    assert view.page() == 1
    page = view._views[0]
    scale = page.width() / 595
    middle = QPoint(round(140 * scale), round(607 * scale))
    drawn(view, qtbot, middle, LIGHT.red_soft)
    with qtbot.waitSignal(view.blank_clicked) as heard:
        qtbot.mouseClick(page.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert heard.args == ["article"]
    with qtbot.assertNotEmitted(view.blank_clicked, wait=50):
        qtbot.mouseClick(page.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(5, 5))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 broken", b"\x00" * 100, pdf(1)[:200]])
def test_a_file_that_is_no_pdf_is_refused_in_words(view: PaperView, data: bytes) -> None:
    with pytest.raises(UserError, match="打不开"):
        view.show_pdf(data)


def printer_to(path: Path, dots: int = 300) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    printer.setResolution(dots)
    return printer


@pytest.mark.parametrize("landscape", [False, True])
def test_printing_gives_every_page_at_its_true_size(tmp_path: Path, qapp, landscape: bool) -> None:
    told: list[tuple[int, int]] = []
    count = print_pdf(pdf(3, landscape), printer_to(tmp_path / "out.pdf"), lambda *step: told.append(step))
    assert count == 3
    assert told == [(1, 3), (2, 3), (3, 3)]
    paper = PaperFile((tmp_path / "out.pdf").read_bytes())
    assert paper.pages() == 3
    width, height = (842, 595) if landscape else (595, 842)
    assert paper.size(2).width() == pytest.approx(width, abs=1.5)
    assert paper.size(2).height() == pytest.approx(height, abs=1.5)
    picture = paper.document.render(1, QSize(width, height))
    assert picture.pixelColor(150, 100).value() < 40
    assert picture.pixelColor(95, 100).alpha() == 0 or picture.pixelColor(95, 100).value() > 220
    assert picture.pixelColor(150, 155).alpha() == 0 or picture.pixelColor(150, 155).value() > 220


def test_a_page_range_is_kept(tmp_path: Path, qapp) -> None:
    printer = printer_to(tmp_path / "out.pdf", 150)
    printer.setFromTo(2, 3)
    assert print_pdf(pdf(4), printer) == 2
    assert PaperFile((tmp_path / "out.pdf").read_bytes()).pages() == 2


def test_bands_join_to_the_whole_page_dot_for_dot(qapp) -> None:
    paper = PaperFile(pdf(2))
    whole = QSize(595 * 2, 842 * 2)
    joined = QImage(whole, QImage.Format.Format_ARGB32)
    joined.fill(Qt.GlobalColor.transparent)
    painter = QPainter(joined)
    for top in range(0, whole.height(), 300):
        rows = min(300, whole.height() - top)
        painter.drawImage(0, top, render_band(paper.document, 1, whole, top, rows))
    painter.end()
    assert joined == paper.document.render(1, whole).convertToFormat(QImage.Format.Format_ARGB32)


def test_a_missing_printer_is_said_in_words(qapp) -> None:
    with pytest.raises(UserError, match="打印机"):
        office_printer("没有这台打印机")


def test_a_printer_that_refuses_is_said_in_words(tmp_path: Path, qapp, qtlog) -> None:
    with qtlog.disabled(), pytest.raises(UserError, match="没有接受"):
        print_pdf(pdf(1), printer_to(tmp_path / "no such folder" / "out.pdf"))
