"""Views one behind the other: the one in front takes the keys, and every head shows its own view."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QHBoxLayout
from pytestqt.qtbot import QtBot

from desktop.ui.buttons import Segments
from desktop.ui.page import Page
from desktop.ui.services import Services
from desktop.ui.views_page import ViewsPage
from tests.helpers.desk import make_desk
from tests.helpers.services import make_services

TURNS = (("first", "甲"), ("second", "乙"))


class View(Page):
    """Remembers what was asked of it."""

    def __init__(self, services: Services, key: str) -> None:
        super().__init__(services)
        self.turns = Segments(TURNS, key)
        QHBoxLayout(self).addWidget(self.turns)
        self.asked: list[str] = []

    def refresh(self) -> None:
        self.asked.append("refresh")

    def new(self) -> None:
        self.asked.append("new")

    def save(self) -> None:
        self.asked.append("save")

    def leave(self) -> bool:
        return not self.asked

    def place_words(self) -> str:
        return f"{len(self.asked)} 次"


@pytest.fixture
def page(tmp_path: Path, qtbot: QtBot) -> ViewsPage:
    services = make_services(make_desk(tmp_path), tmp_path, ())
    made = ViewsPage(services)
    qtbot.addWidget(made)
    for key, _ in TURNS:
        view = View(services, key)
        made.add_view(key, view, view.turns)
    return made


def test_the_view_in_front_takes_the_keys(page: ViewsPage) -> None:
    first = page.current()
    page.new()
    page.show_view("second")
    page.save()
    second = page.current()
    assert (first.asked, second.asked) == (["new"], ["save"])
    assert page.place_words() == "1 次"
    assert not page.leave()


def test_the_segments_of_a_head_turn_the_page(page: ViewsPage, qtbot: QtBot) -> None:
    first = page.current()
    with qtbot.waitSignal(page.placed):
        first.turns._buttons["second"].click()
    assert page.current() is not first
    assert (first.turns.current(), page.current().turns.current()) == ("first", "second")
