"""A desk with the office set up, short ways to enter institutions, and their page."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from PySide6.QtCore import QSettings, QSize
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.features.institutions.feature import INSTITUTIONS
from desktop.features.institutions.operations import save_institution
from desktop.features.institutions.page import InstitutionsPage
from desktop.features.institutions.records import Category, Institution
from desktop.store.desk import Desk
from desktop.ui.outputs import Outputs
from desktop.ui.services import Services
from desktop.ui.theme import apply_theme
from tests.helpers.desk import make_desk
from tests.helpers.screens import settle

SIZE = QSize(1190, 692)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.store.close()


class Enter(Protocol):
    """Enters one institution and gives its id."""

    def __call__(self, name: str, **values: Any) -> int: ...


@pytest.fixture
def enter(desk: Desk) -> Enter:
    def entered(name: str, **values: Any) -> int:
        given = {"name": name, "category": Category.ART, **values}
        found: Institution = desk.do(save_institution, "新增机构", values=given, confirmed=True)
        return found.id

    return entered


@pytest.fixture
def services(desk: Desk, tmp_path: Path, qapp: QApplication) -> Iterator[Services]:
    apply_theme(qapp)
    settings = QSettings(str(tmp_path / "ui.ini"), QSettings.Format.IniFormat)
    made = Services(desk, (INSTITUTIONS,), settings, Outputs(lambda *given: 0))
    yield made
    made.tasks.wait()


@pytest.fixture
def page(services: Services, qtbot: QtBot) -> InstitutionsPage:
    made = InstitutionsPage(services, INSTITUTIONS)
    qtbot.addWidget(made)
    made.resize(SIZE)
    made.show()
    settle()
    return made
