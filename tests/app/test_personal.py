"""Personal data over the whole street: masked in every list, export, print, answer and window by default."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QLineEdit, QWidget
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from desktop.app.cli import listings, run
from desktop.app.features import STREET
from desktop.app.setup import open_desk
from desktop.app.window import Window
from desktop.base.fields import field_of
from desktop.base.masks import masked
from desktop.base.records import Record, attributes
from desktop.features.institutions.form import open_institution_form
from desktop.features.institutions.page import sheet_of
from desktop.features.institutions.records import Institution
from desktop.store.desk import Desk
from desktop.store.journal import Act
from desktop.store.operators import Disclosure, Operator, Role, Way
from desktop.ui.buttons import LinkButton
from desktop.ui.dialogs import ErrorDialog
from desktop.ui.errors import crash_report
from desktop.ui.form import RecordDialog
from desktop.ui.ledger_page import LedgerPage
from tests.helpers.driving import Answering, answering

SECRET = "1380000"
"""In the middle of every personal value of the data; a mask hides it."""

RECORDS: tuple[type[Record], ...] = tuple(record for feature in STREET for record in feature.records)
PERSONAL = [(record, item.key) for record in RECORDS for item in attributes(record)
            if field_of(item).personal]
LISTS = {key: listing for key, listing in listings().items()
         if any(column.field.personal for column in listing.columns)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample county, every personal value of it one that would be known again."""
    made = tmp_path_factory.mktemp("个人") / "数据"
    assert run(["--data", str(made), "sample"]) == 0
    desk = open_desk(made)
    with desk.store.engine.execution_options(writing=True).begin() as connection:
        for record, key in PERSONAL:
            table = record.__tablename__
            connection.execute(text(f'UPDATE "{table}" SET "{key}" = :value || id'),
                               {"value": f"13{SECRET}0"})
    desk.store.close()
    return made


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    made = open_desk(folder)
    yield made
    made.store.close()


def told(folder: Path, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    assert run(["--data", str(folder), *words]) in (0, 2)
    return capsys.readouterr().out


def in_sheet(path: Path) -> str:
    with zipfile.ZipFile(path) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))


def in_pdf(path: Path) -> str:
    document = pypdfium2.PdfDocument(str(path))
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def disclosures(desk: Desk) -> list[Disclosure]:
    with desk.store.reading() as session:
        return list(session.scalars(select(Disclosure).order_by(Disclosure.id)))


def test_the_street_has_personal_fields() -> None:
    assert (Institution, "phone") in PERSONAL
    assert "institutions" in LISTS


@pytest.mark.parametrize("key", sorted(listings()))
def test_lists_answers_sheets_and_papers_are_masked(
    key: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert SECRET not in told(folder, capsys, "list", key)
    assert SECRET not in told(folder, capsys, "list", key, "--json")
    sheet, paper = tmp_path / "甲.xlsx", tmp_path / "甲.pdf"
    told(folder, capsys, "export", key, str(sheet))
    assert SECRET not in in_sheet(sheet)
    told(folder, capsys, "print", key, str(paper))
    if paper.exists():
        assert SECRET not in in_pdf(paper)


@pytest.mark.parametrize("key", sorted(LISTS))
def test_with_a_purpose_they_are_full_and_it_is_written_down(
    key: str, folder: Path, desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = len(disclosures(desk))
    sheet = tmp_path / "甲.xlsx"
    data = json.loads(told(folder, capsys, "list", key, "--json", "--personal", "通知开会"))
    told(folder, capsys, "export", key, str(sheet), "--personal", "通知开会")
    found = disclosures(desk)[before:]
    exported = any(column.exported and column.field.personal for column in LISTS[key].columns)
    assert [item.way for item in found] == [Way.COMMAND, Way.EXPORT][: 1 + exported]
    assert {(item.purpose, item.rows, item.by) for item in found} == {("通知开会", data["total"], "林晓燕")}
    if data["total"]:
        assert SECRET in json.dumps(data)
    if data["total"] and exported:
        assert SECRET in in_sheet(sheet)


def test_a_masked_export_comes_back_without_changing_anything(
    folder: Path, desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "机构.xlsx"
    told(folder, capsys, "export", "institutions", str(sheet))
    with desk.store.reading() as session:
        before = session.scalar(select(func.max(Act.id)))
    answer = json.loads(told(folder, capsys, "--json", "import", "institutions", str(sheet)))
    assert (answer["same"], answer["new"], answer["updated"], answer["failed"]) == (86, 0, 0, 0)
    assert answer["marked"] == 86
    with desk.store.reading() as session:
        assert session.scalar(select(func.max(Act.id))) == before
        assert session.scalar(select(func.count(Institution.id)).where(
            Institution.phone.contains(SECRET))) == 86


def shown_words(widget: QWidget) -> list[str]:
    """Words and tooltips of everything in sight, and of every cell a table could show."""
    found = []
    for part in widget.findChildren(QWidget):
        if not part.isVisible():
            continue
        found.append(part.toolTip())
        if isinstance(part, QLabel | QLineEdit | LinkButton):
            found.append(part.text())
        if isinstance(part, QAbstractItemView) and part.model() is not None:
            model = part.model()
            found += [str(model.index(row, column).data(role))
                      for row in range(min(model.rowCount(), 20)) for column in range(model.columnCount())
                      for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)]
    return found


@pytest.fixture
def window(desk: Desk, tmp_path: Path, qapp: QApplication) -> Iterator[Window]:
    made = Window(desk, STREET, QSettings(str(tmp_path / "窗口.ini"), QSettings.Format.IniFormat))
    made.show()
    yield made
    made.services.tasks.wait()
    made.hide()
    made.deleteLater()
    qapp.processEvents()


def test_every_page_and_the_clipboard_are_masked(window: Window, qapp: QApplication) -> None:
    for feature in STREET:
        if not feature.icon:
            continue
        window.go(feature.key)
        qapp.processEvents()
        assert not [words for words in shown_words(window) if SECRET in words], feature.key
        page = window.current()
        if isinstance(page, LedgerPage) and page.table.windowed.rowCount():
            page.table.selectAll()
            page.table.copy()
            assert SECRET not in QGuiApplication.clipboard().text(), feature.key
    assert SECRET not in str(sheet_of(window.services, 1))


def reveal(window: Window) -> LinkButton:
    page = window.current()
    assert isinstance(page, LedgerPage)
    return next(link for link in page.card.findChildren(LinkButton) if link.text() == "显示")


def test_showing_one_is_written_down_and_hides_again(window: Window, desk: Desk, qapp: QApplication) -> None:
    window.go("institutions", 1)
    qapp.processEvents()
    before = len(disclosures(desk))
    link = reveal(window)
    link.click()
    assert any(SECRET in words for words in shown_words(window))
    found = disclosures(desk)[before:]
    assert [(item.way, item.rows) for item in found] == [(Way.SCREEN, 1)]
    window.undo_last()
    assert len(disclosures(desk)) == before + 1
    window.go("institutions", 2)
    qapp.processEvents()
    assert not [words for words in shown_words(window) if SECRET in words]


def test_a_form_shows_them_masked_and_saves_them_whole(window: Window, desk: Desk) -> None:
    before = len(disclosures(desk))

    def look(dialog: RecordDialog) -> None:
        editor = dialog.record_form.editors["phone"]
        assert not [words for words in shown_words(dialog) if SECRET in words]
        assert masked(editor.text()) in shown_words(dialog)
        link = next(link for link in editor.findChildren(LinkButton))
        link.click()
        assert editor.box.isVisible()
        assert len(disclosures(desk)) == before + 1
        dialog.record_form.editors["notes"].set_text("改了备注")
        dialog.save()

    answering(lambda: open_institution_form(window.services, 1, window), RecordDialog, look)
    with desk.store.reading() as session:
        kept = session.get_one(Institution, 1)
        assert (kept.notes, SECRET in (kept.phone or "")) == ("改了备注", True)


def test_a_viewer_sees_nothing_in_full(desk: Desk, folder: Path, tmp_path: Path, qapp: QApplication,
                                       capsys: pytest.CaptureFixture[str]) -> None:
    with desk.store.writing("登记", desk.by) as session:
        session.add(Operator(name="陈局", role=Role.VIEWER))
    sheet = tmp_path / "乙.xlsx"
    assert run(["--data", str(folder), "--by", "陈局", "export", "institutions", str(sheet),
                "--personal", "看看"]) == 2  # fmt: skip
    assert not sheet.exists()
    assert run(["--data", str(folder), "--by", "陈局", "export", "institutions", str(sheet)]) == 0
    assert SECRET not in in_sheet(sheet)
    looking = Desk(desk.store, "陈局", Role.VIEWER)
    window = Window(looking, STREET, QSettings(str(tmp_path / "窗口.ini"), QSettings.Format.IniFormat))
    window.show()
    window.go("institutions", 1)
    qapp.processEvents()
    heard = Answering(ErrorDialog, lambda dialog: dialog.reject())
    heard.run(reveal(window).click)
    assert heard.wrong == []
    assert not [words for words in shown_words(window) if SECRET in words]
    window.services.tasks.wait()
    window.hide()
    window.deleteLater()
    qapp.processEvents()


def test_no_crash_report_tells_a_personal_value(desk: Desk) -> None:
    number, paper = "13805950215", "35058219800101123X"
    with pytest.raises(IntegrityError) as caught, desk.store.reading() as session:
        session.execute(text("INSERT INTO institution (id, phone) VALUES (:row, :phone)"),
                        {"row": 1, "phone": number})
    assert number not in crash_report(caught.value)
    assert "parameters hidden" in crash_report(caught.value)
    told = crash_report(ValueError(f"{number} {paper} 622202140200123456 第 12345 号 2023-09-25 x0123456789"))
    assert "138****0215" in told
    assert not any(words in told for words in (number, paper, "622202140200123456"))
    assert "第 12345 号 2023-09-25 x0123456789" in told
