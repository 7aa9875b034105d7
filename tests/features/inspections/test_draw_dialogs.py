"""Drawing in the window: the list is shown first, the slip opens, a draw is compared."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.app.features import STREET
from desktop.features.inspections.form.draws import DrawForm
from desktop.features.inspections.operations.people import save_inspector
from desktop.features.inspections.panels.draws import (
    AvoidancesDialog,
    DrawsDialog,
    SlipWindow,
    open_avoidance,
)
from desktop.features.inspections.records.draws import Avoidance, Draw
from desktop.features.inspections.records.visits import Visit
from desktop.features.institutions.operations import save_institution
from desktop.ui.form import RecordDialog
from desktop.ui.outputs import Outputs
from desktop.ui.services import Services
from tests.helpers.desk import make_desk
from tests.helpers.screens import clipped_texts, settle


@pytest.fixture
def services(tmp_path: Path, qapp: QApplication) -> Iterator[Services]:
    desk = make_desk(tmp_path)
    for place in range(8):
        desk.do(save_institution, "登记", values={"name": f"晋江市第{place:02d}培训中心", "town": "陈埭镇"})
    for place, name in enumerate(("林晓燕", "陈志远", "许文彬")):
        desk.do(save_inspector, "登记人员", values={"name": name, "card_no": f"闽C{place:05d}"})
    made = Services(desk, STREET, QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat),
                    Outputs(lambda *_: 0, lambda *_: b""))
    yield made
    made.tasks.wait()
    desk.store.close()


@pytest.fixture
def owner(qtbot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def counted(services: Services, record: type) -> int:
    def count(session: Session) -> int:
        return session.scalar(select(func.count(record.id))) or 0

    return services.read(count)


def test_the_list_is_shown_and_drawn_from(services: Services, owner: QWidget) -> None:
    form = DrawForm(services, owner)
    form.show()
    settle()
    assert "名单 8 家" in form.words.text()
    assert clipped_texts(form) == []
    form.editors["wanted"].set_value(3)
    form.buttons["draw"].click()
    assert form.made is not None
    assert counted(services, Visit) == 3
    assert form.made.purpose == "2023年9月双随机抽查"


def test_nothing_is_drawn_with_a_fault(services: Services, owner: QWidget) -> None:
    form = DrawForm(services, owner)
    form.buttons["draw"].click()
    assert form.made is None
    form.editors["wanted"].set_value(9)
    form.buttons["draw"].click()
    assert "1 到 8 之间" in form._fault.text()
    assert counted(services, Draw) == 0


def test_the_slip_shows_prints_and_compares(services: Services, owner: QWidget, qtbot) -> None:
    form = DrawForm(services, owner)
    form.editors["wanted"].set_value(2)
    form.draw()
    assert form.made is not None
    slip = SlipWindow(services, form.made.id, None)
    qtbot.addWidget(slip)
    slip.show()
    settle()
    slip.compare()
    assert "结果一致" in slip.status.text()
    assert clipped_texts(slip) == []


def test_draws_are_listed(services: Services, owner: QWidget) -> None:
    dialog = DrawsDialog(services, owner)
    assert "还没有抽取过" in dialog.hint.text()
    form = DrawForm(services, owner)
    form.editors["wanted"].set_value(2)
    form.draw()
    dialog.refresh()
    assert len(dialog.table.lines.lines) == 1


def test_stepping_aside_is_entered_and_voided(services: Services, owner: QWidget,
                                              monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(dialog: RecordDialog) -> int:
        for key, value in (("inspector_id", 1), ("institution_id", 1), ("reason", "亲属任职")):
            dialog.record_form.editors[key].set_value(value)
        dialog.save()
        return dialog.result()

    monkeypatch.setattr(RecordDialog, "exec", fill)
    open_avoidance(services, owner)
    assert counted(services, Avoidance) == 1
    dialog = AvoidancesDialog(services, owner)
    assert len(dialog.table.lines.lines) == 1
    dialog.choose("void")
    assert dialog.table.lines.lines == []
