"""The table of colours: readable, complete, and the only place with colours."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QRadioButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.base.marks import Tone
from desktop.base.resources import resource
from desktop.ui import theme
from desktop.ui.theme import DARK, LIGHT, Tokens, apply_theme, style_sheet, tokens, type_font

UI = Path(theme.__file__).parent
HEX = re.compile(r"#[0-9A-Fa-f]{3,8}\b")


def luminance(value: str) -> float:
    parts = [int(value[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("table", [LIGHT, DARK])
def test_reading_text_stands_out_on_every_ground(table: Tokens) -> None:
    for ground in (table.page, table.surface, table.side, table.head, table.select):
        assert contrast(table.text, ground) >= 8.6
    for ground in (table.page, table.surface, table.side, table.head):
        assert contrast(table.text2, ground) >= 4.8
        assert contrast(table.text3, ground) >= 4.4


@pytest.mark.parametrize("table", [LIGHT, DARK])
@pytest.mark.parametrize("tone", list(Tone))
def test_tags_and_toned_words_are_readable(table: Tokens, tone: Tone) -> None:
    shades = table.shades(tone)
    assert contrast(shades.text, shades.soft) >= 4.8
    assert contrast(shades.text, table.surface) >= 4.8
    assert contrast(shades.text, table.select) >= 4.5


@pytest.mark.parametrize("table", [LIGHT, DARK])
def test_filled_button_and_disabled_words_are_readable(table: Tokens) -> None:
    assert contrast(table.on_accent, table.accent_fill) >= 4.5
    assert contrast(table.disabled, table.disabled_soft) >= 3.6


@pytest.mark.parametrize("table", [LIGHT, DARK])
def test_style_sheet_has_every_blank_filled(table: Tokens, tmp_path: Path) -> None:
    text = style_sheet(table, tmp_path / "light")
    assert "$" not in text
    assert table.accent in text


def test_colours_are_written_in_the_theme_alone() -> None:
    places = [*UI.glob("*.py"), *resource("style").glob("*.qss"), *resource("icons").glob("*.svg")]
    assert len(places) > 40
    found = {path.name for path in places if HEX.search(path.read_text(encoding="utf-8"))}
    assert found == {"theme.py"}


def test_every_token_is_a_colour() -> None:
    for field in fields(Tokens):
        if field.name != "dark":
            assert HEX.fullmatch(getattr(LIGHT, field.name)), field.name
            assert HEX.fullmatch(getattr(DARK, field.name)), field.name


def test_dark_is_in_force_after_it_was_applied(qapp: QApplication) -> None:
    apply_theme(qapp, dark=True)
    try:
        assert tokens() is DARK
        assert qapp.palette().window().color().name().upper() == DARK.page
    finally:
        apply_theme(qapp, dark=False)
    assert tokens() is LIGHT


def test_type_has_chinese_faces_in_points() -> None:
    font = type_font(9, bold=True)
    assert font.families()[0] == "Microsoft YaHei UI"
    assert font.pointSizeF() == 9
    assert font.bold()


def test_twenty_thousand_void_calls_leave_the_process_alive(qapp: QApplication) -> None:
    """Some versions of the binding lose a reference to None at every void call, and the process dies."""
    label = QLabel()
    for number in range(20_000):
        label.setText(str(number))
    assert label.text() == "19999"


RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
INK = re.compile(r"(?<![-\w])color: \$(\w+)")
GROUND = re.compile(r"background: \$(\w+)")


def painted() -> list[tuple[str, str, str]]:
    """Selector, ink and ground of every rule of the style sheet that names both."""
    sheet = re.sub(r"/\*.*?\*/", "", resource("style", "app.qss").read_text(encoding="utf-8"), flags=re.S)
    found = []
    for selector, body in RULE.findall(sheet):
        ink, ground = INK.search(body), GROUND.search(body)
        if ink and ground:
            found.append((" ".join(selector.split()), ink[1], ground[1]))
    return found


@pytest.mark.parametrize("table", [LIGHT, DARK])
def test_every_rule_of_the_style_sheet_is_readable(table: Tokens) -> None:
    rules = painted()
    assert len(rules) > 8
    weak = [(selector, ink, ground) for selector, ink, ground in rules
            if contrast(getattr(table, ink), getattr(table, ground))
            < (3.6 if "disabled" in ink else 4.5)]
    assert weak == []


@pytest.mark.parametrize("dark", [False, True])
def test_a_chosen_radio_button_stays_round_under_the_keyboard(qapp: QApplication, qtbot: QtBot, *,
                                                              dark: bool) -> None:
    apply_theme(qapp, dark=dark)
    try:
        page = QWidget()
        page.setProperty("ground", "surface")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        qtbot.addWidget(page)
        button = QRadioButton("保留")
        QVBoxLayout(page).addWidget(button)
        button.setChecked(True)
        page.show()
        page.activateWindow()
        button.setFocus(Qt.FocusReason.TabFocusReason)
        qapp.processEvents()
        assert button.hasFocus()
        top = (button.height() - 16) // 2
        picture = page.grab().toImage()
        corner = picture.pixelColor(button.mapTo(page, QPoint(0, top)))
        assert corner.name().upper() == tokens().surface
    finally:
        apply_theme(qapp, dark=False)
