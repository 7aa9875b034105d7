"""Colours, type and style sheet of the program: one table, light and dark, read by every painter.

`apply_theme` puts the table into the application; `tokens()` reads it back. Colours are strings
("#rrggbb") so that they fit style sheets and QColor alike. Sizes of type are points.
"""

import atexit
from dataclasses import asdict
from pathlib import Path
from shutil import rmtree
from string import Template
from tempfile import mkdtemp
from typing import Final

from PySide6.QtCore import QByteArray, QCoreApplication
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from desktop.base.marks import Tone
from desktop.base.resources import resource
from desktop.base.values import value_class

FAMILIES: Final = ("Microsoft YaHei UI", "Noto Sans CJK SC", "Noto Sans SC", "Noto Serif CJK SC")
NARROW: Final = 1200
"""Window width in px below which the sidebar folds and key caps hide."""

_PROPERTY: Final = "kit_tokens"
_MARKS_PROPERTY: Final = "kit_marks"


@value_class
class Shades:
    """The three colours of one tone: reading text, soft ground, outline."""

    text: str
    soft: str
    line: str


@value_class
class Tokens:
    """Every colour of the program."""

    dark: bool
    page: str
    surface: str
    side: str
    head: str
    line: str
    grid: str
    control: str
    button_line: str
    text: str
    text2: str
    text3: str
    accent: str
    accent_fill: str
    on_accent: str
    accent_soft: str
    accent_soft_text: str
    accent_line: str
    select: str
    hover: str
    red: str
    red_soft: str
    red_line: str
    amber: str
    amber_soft: str
    amber_line: str
    amber_fill: str
    green: str
    green_soft: str
    green_line: str
    grey: str
    grey_soft: str
    grey_line: str
    disabled: str
    disabled_soft: str
    disabled_line: str
    scroll: str
    paper: str
    paper_text: str
    paper_ground: str
    form_line: str
    label_ground: str
    label_text: str

    def shades(self, tone: Tone) -> Shades:
        """The colours of `tone`."""
        return {
            Tone.RED: Shades(self.red, self.red_soft, self.red_line),
            Tone.AMBER: Shades(self.amber, self.amber_soft, self.amber_line),
            Tone.GREEN: Shades(self.green, self.green_soft, self.green_line),
            Tone.BLUE: Shades(self.accent, self.accent_soft, self.accent_line),
            Tone.GREY: Shades(self.grey, self.grey_soft, self.grey_line),
        }[tone]


LIGHT: Final = Tokens(
    dark=False, page="#F5F7FA", surface="#FFFFFF", side="#EDF1F6", head="#F0F3F7", line="#CDD5DF",
    grid="#E6EAF0", control="#A9B5C2", button_line="#B4BFCB", text="#1B2530", text2="#465362",
    text3="#5F6C7B", accent="#1A5AA6", accent_fill="#1A5AA6", on_accent="#FFFFFF",
    accent_soft="#E6EFF9", accent_soft_text="#123F75", accent_line="#A5C3E6", select="#D7E6F7",
    hover="#F0F4F9", red="#AE2119", red_soft="#FCECEA", red_line="#E2A39E", amber="#855000",
    amber_soft="#FFF2D6", amber_line="#DDB872", amber_fill="#D08A00", green="#1C6638",
    green_soft="#E6F3EA", green_line="#9FCBAE", grey="#465362", grey_soft="#EDF0F4",
    grey_line="#C6CFD9", disabled="#707B87", disabled_soft="#F1F3F6", disabled_line="#D6DCE3",
    scroll="#BFC8D2", paper="#FFFFFF", paper_text="#1B2530", paper_ground="#DDE2E8",
    form_line="#8A97A5", label_ground="#1B2530", label_text="#FFFFFF",
)  # fmt: skip

DARK: Final = Tokens(
    dark=True, page="#171C22", surface="#1E242B", side="#1A2027", head="#2C333B", line="#3A434D",
    grid="#2A3139", control="#55616E", button_line="#55616E", text="#E4E9EF", text2="#B3BDC8",
    text3="#8E9AA7", accent="#7DB4F0", accent_fill="#2F6FBE", on_accent="#FFFFFF",
    accent_soft="#22364F", accent_soft_text="#CFE3FA", accent_line="#416A9B", select="#26405F",
    hover="#262D35", red="#FF9A91", red_soft="#43211F", red_line="#8A4540", amber="#F2C063",
    amber_soft="#3D3016", amber_line="#7A6028", amber_fill="#D08A00", green="#86D3A0",
    green_soft="#1D3A28", green_line="#3F7453", grey="#B3BDC8", grey_soft="#2C333B",
    grey_line="#4A5561", disabled="#7B8794", disabled_soft="#262C33", disabled_line="#3A434D",
    scroll="#4A5561", paper="#FFFFFF", paper_text="#1B2530", paper_ground="#11161B",
    form_line="#5D6975", label_ground="#0F1317", label_text="#FFFFFF",
)  # fmt: skip


def tokens() -> Tokens:
    """The colours in force; the light ones before `apply_theme` ran."""
    app = QCoreApplication.instance()
    held = app.property(_PROPERTY) if app is not None else None
    return held if isinstance(held, Tokens) else LIGHT


def colour(value: str) -> QColor:
    """A token as QColor."""
    return QColor(value)


def type_font(points: float = 10, bold: bool = False) -> QFont:
    """The program's face at `points`, in one of its two weights."""
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPointSizeF(points)
    font.setBold(bold)
    return font


def style_sheet(table: Tokens, marks: Path) -> str:
    """The application's style sheet; `marks` is the folder of the coloured arrows and ticks.

    Raises KeyError when the template names a token that does not exist.
    """
    template = Template(resource("style", "app.qss").read_text(encoding="utf-8"))
    return template.substitute({**asdict(table), "marks": marks.as_posix()})


_STYLED = "kit-styled"
"""Marks the application once it has its style: giving another one touches widgets that are being deleted."""


def apply_theme(app: QApplication, dark: bool = False) -> None:
    """Give the whole application the light or dark look, now and for windows to come."""
    table = DARK if dark else LIGHT
    app.setProperty(_PROPERTY, table)
    if app.property(_STYLED) is None:
        app.setStyle(QStyleFactory.create("Fusion"))
        app.setProperty(_STYLED, True)
    app.setFont(type_font())
    app.setPalette(_palette(table))
    app.setStyleSheet(style_sheet(table, _write_marks(app, table)))


def is_worn(app: QApplication, dark: bool) -> bool:
    """Whether the application looks so already."""
    return bool(app.property(_PROPERTY) == (DARK if dark else LIGHT))


def _palette(table: Tokens) -> QPalette:
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, value in (
        (roles.Window, table.page), (roles.WindowText, table.text), (roles.Base, table.surface),
        (roles.AlternateBase, table.head), (roles.Text, table.text), (roles.Button, table.surface),
        (roles.ButtonText, table.text), (roles.ToolTipBase, table.surface),
        (roles.ToolTipText, table.text), (roles.PlaceholderText, table.text3),
        (roles.Highlight, table.select), (roles.HighlightedText, table.text),
        (roles.Link, table.accent), (roles.LinkVisited, table.accent), (roles.Mid, table.line),
        (roles.Dark, table.control), (roles.Light, table.surface), (roles.Accent, table.accent_fill),
    ):  # fmt: skip
        palette.setColor(role, QColor(value))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(table.disabled))
    return palette


def _write_marks(app: QApplication, table: Tokens) -> Path:
    """Style sheets take pictures from files only: draw arrows and ticks in the theme's colours."""
    held = app.property(_MARKS_PROPERTY)
    if not isinstance(held, str) or not Path(held).is_dir():
        held = mkdtemp(prefix="kit-marks-")
        atexit.register(rmtree, held, ignore_errors=True)
        app.setProperty(_MARKS_PROPERTY, held)
    folder = Path(held)
    prefix = "dark" if table.dark else "light"
    for name, drawing, shade in (
        ("down", "chevron-down", table.text2),
        ("up", "chevron-up", table.text2),
        ("down-off", "chevron-down", table.disabled),
        ("tick", "check", table.on_accent),
        ("dot", "radio", table.on_accent),
        ("close", "close", table.text2),
    ):
        svg = tinted_svg(drawing, shade).data()
        (folder / f"{prefix}-{name}.svg").write_bytes(svg)
    return folder / prefix


def tinted_svg(name: str, shade: str) -> QByteArray:
    """The drawing resources/icons/`name`.svg in colour `shade`."""
    text = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    return QByteArray(text.replace("currentColor", shade).encode("utf-8"))
