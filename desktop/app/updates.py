"""What changed with this version: shown once on a PC after an update, and again whenever she asks."""

import tomllib
from dataclasses import dataclass

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from desktop.base.resources import resource
from desktop.base.version import VERSION, parts
from desktop.ui.dialogs import Frame
from desktop.ui.labels import label

FILE = "updates.toml"
SEEN = "seen_version"
TITLE = "这一版改了什么"
MOST_HEIGHT = 420
GAP = 10


@dataclass(frozen=True)
class Update:
    """What came with one version; `day` as 2026-11-22."""

    number: str
    day: str
    lines: tuple[str, ...]


def updates() -> list[Update]:
    """Every version with its sentences, the newest first."""
    told = tomllib.loads(resource(FILE).read_text(encoding="utf-8"))["version"]
    return [Update(one["number"], one["day"], tuple(one["lines"])) for one in told]


def unseen(settings: QSettings) -> list[Update]:
    """What came since the version she used last on this PC; empty once it was shown."""
    seen = _numbers(str(settings.value(SEEN, "")))
    return [update for update in updates() if seen < parts(update.number) <= parts(VERSION)]


def mark_seen(settings: QSettings) -> None:
    """She knows this version, or begins with it."""
    settings.setValue(SEEN, VERSION)


def _numbers(kept: str) -> tuple[int, ...]:
    try:
        return parts(kept)
    except ValueError:
        return ()


class UpdatesDialog(Frame):
    """The versions with their sentences, the newest above."""

    def __init__(self, told: list[Update], parent: QWidget | None = None) -> None:
        super().__init__(TITLE, (), parent, cancel="知道了")
        self.cancel.setDefault(True)
        self.add_heading(f"现在用的是 {VERSION} 版")
        inner = QWidget()
        inner.setMinimumHeight(1)  # as high as its words at this width, not as at the narrowest
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(6)
        for update in told:
            column.addWidget(label(f"{update.number}　{update.day}", "second"))
            for line in update.lines:
                column.addWidget(label(f"· {line}", wrap=True))
            column.addSpacing(GAP)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        self.body.addWidget(area, 1)
        self.resize(self.width(), MOST_HEIGHT)
