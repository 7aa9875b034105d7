"""本单位 and the first start: what is typed is saved, faults are at the fields, nothing typed is lost."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.base.errors import UserError
from desktop.base.progress import Progress
from desktop.features.office.feature import OFFICE
from desktop.features.office.form import OfficeFields
from desktop.features.office.operations import set_up_office
from desktop.features.office.page import Beginnings, FirstStart, OfficePage
from desktop.features.office.queries import office
from desktop.features.office.rules import Office, defaults
from desktop.store.journal import Entry
from desktop.store.settings import Setting
from desktop.ui.history import changed_words
from desktop.ui.services import Services
from desktop.ui.theme import apply_theme
from tests.helpers.desk import OFFICE as FACTS
from tests.helpers.desk import make_desk
from tests.helpers.screens import NARROW, PAGE, clipped_texts, settle
from tests.helpers.services import working_services


@pytest.fixture
def services(tmp_path: Path, theme: None) -> Iterator[Services]:
    desk = make_desk(tmp_path)
    with working_services(desk, tmp_path, (OFFICE,)) as made:
        yield made
    desk.store.close()


@pytest.fixture
def page(services: Services, qtbot: QtBot) -> OfficePage:
    made = OfficePage(services, OFFICE)
    qtbot.addWidget(made)
    made.resize(PAGE)
    made.show()
    settle()
    return made


def stored(services: Services) -> Office:
    return services.read(office)


def test_the_page_shows_what_is_stored(page: OfficePage) -> None:
    assert page.fields.office() == FACTS
    assert not page.dirty()
    assert not page.button.isEnabled()


def test_nothing_is_clipped(page: OfficePage) -> None:
    for size in (PAGE, NARROW):
        page.resize(size)
        settle()
        assert clipped_texts(page) == []


def test_saving_keeps_every_fact(page: OfficePage, services: Services) -> None:
    page.fields.editors["contact_phone"].set_text("0595-82080001")
    page.fields.editors["towns"].set_text("青阳街道\n\n 梅岭街道 \n新塘街道")
    assert page.button.isEnabled()
    page.save()
    found = stored(services)
    assert found.contact_phone == "0595-82080001"
    assert found.towns == ("青阳街道", "梅岭街道", "新塘街道")
    assert (found.bureau, found.departments) == (FACTS.bureau, FACTS.departments)
    assert not page.dirty()


def test_twenty_clicks_make_one_act(page: OfficePage, services: Services) -> None:
    acts: list[object] = []
    services.changed.connect(acts.append)
    page.fields.editors["bureau"].set_text("晋江市教育和科学局")
    for _ in range(20):
        page.button.click()
    assert len(acts) == 1


def test_a_fault_stands_at_its_field_and_nothing_is_saved(page: OfficePage, services: Services) -> None:
    page.fields.editors["code"].set_text("3505")
    page.fields.editors["county"].set_text("")
    page.save()
    assert page.fields.editors["code"].box.property("state") == "bad"
    assert page.fields.editors["county"].box.property("state") == "bad"
    assert page.fields.editors["bureau"].box.property("state") != "bad"
    assert stored(services) == FACTS
    assert page.dirty()


def test_what_is_typed_survives_a_change_elsewhere(page: OfficePage, services: Services) -> None:
    page.fields.editors["address"].set_text("写了一半")
    services.desk.do(set_up_office, "登记本单位", office=FACTS)
    assert page.fields.editors["address"].text() == "写了一半"


def test_leaving_unsaved_asks(page: OfficePage, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [False, True]
    monkeypatch.setattr("desktop.features.office.page.ask", lambda *given: answers.pop(0))
    assert page.leave()
    page.fields.editors["address"].set_text("写了一半")
    assert not page.leave()
    assert page.fields.editors["address"].text() == "写了一半"
    assert page.leave()
    assert page.fields.office() == FACTS


@pytest.fixture(autouse=True)
def theme(qapp: QApplication) -> None:
    apply_theme(qapp)


def first_start(qtbot: QtBot, tmp_path: Path, made: list[Office], *, refuse: bool = False) -> FirstStart:
    def set_up(given: Office) -> None:
        if refuse:
            raise UserError("没有保存。", "", {"prefix": "代字已被占用"})
        made.append(given)

    def load_sample(progress: Progress) -> None:
        progress.step(1, 2, "录入机构")
        made.append(FACTS)

    dialog = FirstStart(tmp_path, Beginnings(set_up, load_sample, lambda file, parent: True,
                                           lambda file, progress: None, lambda prepared, parent: False))
    qtbot.addWidget(dialog)
    dialog.show()
    settle()
    return dialog


def test_first_start_fills_what_follows_from_the_county(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = first_start(qtbot, tmp_path, [])
    assert clipped_texts(dialog) == []
    QTest.keyClicks(dialog.fields.editors["code"].box, "350582")
    dialog.fields.editors["county"].set_text("晋江市")
    expected = defaults("晋江市", "350582", "quanzhou-2023")
    assert dialog.fields.editors["prefix"].text() == "晋教"
    assert dialog.fields.office().departments == expected.departments
    dialog.fields.editors["bureau"].set_text("晋江市教育局本级")
    dialog.fields.editors["county"].set_text("南安市")
    assert dialog.fields.editors["bureau"].text() == "晋江市教育局本级"
    assert dialog.fields.editors["prefix"].text() == "南教"
    assert dialog.fields.office().court == "南安市人民法院"


def test_first_start_sets_up(qtbot: QtBot, tmp_path: Path) -> None:
    made: list[Office] = []
    dialog = first_start(qtbot, tmp_path, made)
    dialog.fields.show_office(FACTS)
    with qtbot.waitSignal(dialog.started, timeout=4000):
        dialog.choose("start")
        dialog.choose("start")
    assert len(made) == 1
    assert (made[0].county, made[0].prefix, made[0].towns) == (FACTS.county, FACTS.prefix, FACTS.towns)
    assert dialog.result() == dialog.DialogCode.Accepted


def test_first_start_needs_the_county(qtbot: QtBot, tmp_path: Path) -> None:
    made: list[Office] = []
    dialog = first_start(qtbot, tmp_path, made)
    dialog.choose("start")
    settle()
    assert made == []
    assert dialog.fields.editors["county"].box.property("state") == "bad"
    assert dialog.isVisible()


def test_first_start_shows_a_refusal_at_its_field(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = first_start(qtbot, tmp_path, [], refuse=True)
    dialog.fields.show_office(FACTS)
    dialog.choose("start")
    prefix = dialog.fields.editors["prefix"]
    qtbot.waitUntil(lambda: prefix.box.property("state") == "bad", timeout=4000)
    assert dialog.isVisible()
    assert dialog.buttons["start"].isEnabled()


def test_first_start_loads_the_sample(qtbot: QtBot, tmp_path: Path) -> None:
    made: list[Office] = []
    dialog = first_start(qtbot, tmp_path, made)
    with qtbot.waitSignal(dialog.started, timeout=4000):
        dialog.choose("sample")
        dialog.reject()
        assert dialog.isVisible()
    assert made == [FACTS]


def test_a_picked_plan_survives_the_round_trip(qapp: QApplication) -> None:
    fields = OfficeFields()
    fields.show_office(FACTS)
    assert fields.office().plan == "quanzhou-2023"


def test_the_history_names_each_fact_in_words(services: Services, qtbot: QtBot) -> None:
    services.desk.do(set_up_office, "修改本单位", office=replace(FACTS, contact_person="吴志坚",
                                                        plan="nanchang-2021"))
    with services.desk.store.reading() as session:
        entry = session.scalars(select(Entry).where(Entry.record == "setting").order_by(Entry.seq.desc())
                                ).first()
        assert entry is not None
        words = changed_words(entry, Setting, services.labels())
    assert words == ["“执行方案”由 泉州市 2023 年工作方案 改为 南昌市 2021 年压减攻坚方案",
                     "“联系人”由 林晓燕 改为 吴志坚"]
