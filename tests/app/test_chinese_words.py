"""What the clerk reads is Chinese: no word of the code, no key, no English, on any page and in any menu."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QTabBar,
    QWidget,
)

from desktop.app.features import STREET
from desktop.app.window import Window
from desktop.base.fields import field_of
from desktop.base.records import attributes
from desktop.ui.feature import Feature, composed
from tests.helpers.windows import county_window, shown_pages

KEYS = {"ctrl", "alt", "shift", "enter", "esc", "delete", "home", "end", "tab"}
KNOWN = {"pdf", "excel", "word", "wps", "xlsx", "xls", "docx", "zip", "db", "png", "jpg", "mb", "kb",
         "windows"}
"""Words of the keyboard and of files every clerk knows."""

OUTSIDE = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|\S*\.(?:png|jpg|pdf|xlsx|docx|txt|db)\b")
"""Addresses and names of files, which are what they are."""

WORD = re.compile(r"[A-Za-z0-9_]+")
MOST_ROWS = 40


def foreign(text: str) -> list[str]:
    """Words in Latin letters that are neither keys nor codes nor known; a code has digits in it."""
    words = WORD.findall(OUTSIDE.sub(" ", text))
    return [word for word in words if len(word) > 1 and not any(char.isdigit() for char in word)
            and word.lower() not in KEYS | KNOWN]


def told(page: QWidget) -> Iterator[str]:
    """Everything a widget shows or says when the mouse rests."""
    for part in [page, *page.findChildren(QWidget)]:
        yield part.toolTip()
        if isinstance(part, (QLabel, QAbstractButton)):
            yield part.text()
        elif isinstance(part, QLineEdit):
            yield part.placeholderText()
        elif isinstance(part, QComboBox):
            yield from (part.itemText(place) for place in range(part.count()))
        elif isinstance(part, QTabBar):
            yield from (part.tabText(place) for place in range(part.count()))
        elif isinstance(part, QMenu):
            yield from (action.text().partition("\t")[0] for action in part.actions())
        elif isinstance(part, QAbstractItemView) and part.model() is not None:
            yield from cells(part)


def cells(view: QAbstractItemView) -> Iterator[str]:
    """Heads and first rows of a list."""
    model = view.model()
    for column in range(1 if isinstance(view, QListView) else model.columnCount()):
        yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        for row in range(min(model.rowCount(), MOST_ROWS)):
            yield str(model.index(row, column).data() or "")


@pytest.fixture
def window(county: Path, tmp_path: Path, qapp: QApplication) -> Iterator[Window]:
    with county_window(county, tmp_path, qapp) as made:
        yield made


def test_no_page_shows_a_foreign_word(window: Window) -> None:
    found = {(key, word, text) for key, _ in shown_pages(window)
             for text in told(window) for word in foreign(text)}
    assert sorted(found) == []


def test_the_sheet_of_keys_and_the_menus_have_none(window: Window) -> None:
    sheet = window.shortcut_sheet()
    assert [word for text in told(sheet) for word in foreign(text)] == []
    assert [word for text in told(window.top) for word in foreign(text)] == []


@pytest.mark.parametrize("feature", STREET, ids=lambda feature: feature.key)
def test_no_field_or_column_or_filter_has_one(feature: Feature) -> None:
    """What stands on forms, in heads, on chips and on exports."""
    words = [feature.title]
    for listing in feature.listings:
        whole = composed(listing, STREET)
        words += [listing.title, listing.unit, *(column.label for column in whole.columns),
                  *(chip.label for chip in whole.filters)]
        for attribute in attributes(listing.record):
            facts = field_of(attribute)
            words += [facts.label, facts.help, *(str(choice) for choice in facts.choices or [])]
    assert [(word, text) for text in words for word in foreign(text or "")] == []


@pytest.mark.parametrize(("text", "words"), [
    ("统一社会信用代码 91350582CQEDUN0E75", []), ("按 Ctrl+K 或 F2，导出 .xlsx", []),
    ("填 qzskjcg@163.com", []),
    ("state：open", ["state", "open"]), ("town_id", ["town_id"]), ("见 整改前.png", []), ("None", ["None"]),
])
def test_a_foreign_word_is_told_from_a_code(text: str, words: list[str]) -> None:
    assert foreign(text) == words
