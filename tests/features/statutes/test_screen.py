"""法规 on the screen: the page, the form, the confirmation."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.base.listing import Question
from desktop.features.statutes import form
from desktop.features.statutes.feature import STATUTES
from desktop.features.statutes.operations import seed_statutes
from desktop.features.statutes.page import StatutesPage
from desktop.features.statutes.queries import statute
from desktop.ui.form import RecordDialog
from desktop.ui.outputs import Outputs
from desktop.ui.services import Services
from desktop.ui.theme import apply_theme
from tests.helpers.desk import TODAY, make_desk
from tests.helpers.screens import PAGE, clipped_texts, settle, shot


@pytest.fixture
def services(qapp: QApplication, tmp_path: Path) -> Iterator[Services]:
    apply_theme(qapp)
    desk = make_desk(tmp_path)
    desk.do(seed_statutes, "录入法规条文")
    settings = QSettings(str(tmp_path / "窗口.ini"), QSettings.Format.IniFormat)
    yield Services(desk, (STATUTES,), settings, Outputs(lambda *given: 0))
    desk.store.close()


def filled(monkeypatch: pytest.MonkeyPatch, values: dict[str, object]) -> list[str]:
    """Dialogs fill in these values and save, instead of waiting; the list grows by their titles."""
    titles: list[str] = []

    def run(dialog: RecordDialog) -> int:
        titles.append(dialog.windowTitle())
        dialog.record_form.fill_values(values)
        dialog.save()
        dialog.deleteLater()
        settle()
        return 1

    monkeypatch.setattr(form.RecordDialog, "exec", run)
    return titles


def test_the_page_tells_what_is_pending(qtbot: QtBot, services: Services, tmp_path: Path) -> None:
    page = StatutesPage(services, STATUTES)
    qtbot.addWidget(page)
    shot(page, tmp_path / "statutes.png", PAGE)
    assert clipped_texts(page) == []
    page.show_question(Question(filters=frozenset({"pending"})))
    shot(page, tmp_path / "pending.png", PAGE)
    assert clipped_texts(page) == []
    assert page.table.windowed.rowCount() > 5


def test_confirming_on_the_screen(services: Services, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    page = StatutesPage(services, STATUTES)
    qtbot.addWidget(page)
    row = services.read(statute, "order-53-18").id
    titles = filled(monkeypatch, {"basis": "教育部令第53号公布文本"})
    form.open_confirmation(services, row, page)
    found = services.read(statute, "order-53-18")
    assert titles == ["核对确认  校外培训行政处罚暂行办法第十八条"]
    assert (found.verified, found.confirmed_by, found.confirmed_on) == (True, "林晓燕", TODAY)


def test_adding_and_correcting_on_the_screen(services: Services, qtbot: QtBot,
                                             monkeypatch: pytest.MonkeyPatch) -> None:
    page = StatutesPage(services, STATUTES)
    qtbot.addWidget(page)
    filled(monkeypatch, {"law": "中华人民共和国广告法", "article": "第二十四条", "text": "教育、培训广告……"})
    form.open_statute(services, None, page)
    with services.desk.store.reading() as session:
        added = list(session.scalars(STATUTES.listings[0].ids(Question(search="广告法"), TODAY)))
    assert len(added) == 1
    filled(monkeypatch, {"text": "另一段"})
    row = services.read(statute, "penalty-28-1").id
    form.open_statute(services, row, page)
    found = services.read(statute, "penalty-28-1")
    assert (found.text, found.verified) == ("另一段", False)
