"""A problem led through its moves in the window: facts typed, the notice issued, evidence and check added."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app.sample_problems import picture
from desktop.app.window import Window
from desktop.features.documents.page.preview import PreviewWindow
from desktop.features.problems.form.evidence import EvidenceDialog
from desktop.features.problems.form.moves import MoveDialog
from desktop.features.problems.page.whole import ProblemsPage
from desktop.features.problems.records import Conclusion, EvidenceKind
from desktop.ui.dialogs import AskDialog
from desktop.ui.form import RecordDialog
from tests.helpers.driving import answering, enabled, press
from tests.helpers.screens import settle

EVIDENCE = ("整改报告", "送达回证", "整改前照片", "整改后照片")
NOTICE_FACTS = {"违反条款": "《中华人民共和国民办教育促进法实施条例》第六十三条第五项",
                "证据": "现场检查记录、照片6张", "签发人": "黄国梁"}


def problems_page(window: Window) -> ProblemsPage:
    """问题整改, which must be in front."""
    page = window.current()
    assert isinstance(page, ProblemsPage)
    settle()
    return page


def move_on(window: Window, values: Mapping[str, str]) -> None:
    """Press the main move; `values` are typed when it asks."""
    page = problems_page(window)
    assert page.detail.main is not None
    button = enabled(page.detail.main.button)
    if not values:
        button.click()
        settle()
        return

    def fill(dialog: MoveDialog) -> None:
        for key, text in values.items():
            dialog.editors[key].set_text(text)
        press(dialog, "yes")

    answering(button.click, MoveDialog, fill)
    settle()


def issue_shown(qtbot: QtBot, facts: Mapping[str, str]) -> None:
    """The paper in the preview window, with these facts typed where it asks for them, is issued."""
    preview = next(item for item in QApplication.topLevelWidgets()
                   if isinstance(item, PreviewWindow) and item.isVisible())
    qtbot.waitUntil(lambda: preview._rendered is not None and not preview._rendering, timeout=20000)
    for name, text in facts.items():
        if name in preview.form.editors:
            preview.form.editors[name].set_text(text)
    preview._examine()
    qtbot.waitUntil(lambda: not preview._rendering and preview.printing.isEnabled(), timeout=20000)
    answering(preview.issue, AskDialog, lambda dialog: press(dialog, next(
        key for key in ("only", "save") if key in dialog.buttons)))


def prove(window: Window, folder: Path) -> None:
    """What closing asks for: each kind of evidence by its link, then the check by two people."""
    detail = problems_page(window).detail
    assert detail.main is not None
    assert not detail.main.button.isEnabled()
    assert "还缺" in detail.main.reason()
    for kind in EVIDENCE:
        file = folder / f"{kind}.png"
        file.write_bytes(picture(kind))

        def fill(dialog: EvidenceDialog, file: Path = file, kind: str = kind) -> None:
            dialog.set_files([file])
            assert dialog.editors["evidence_kind"].value() is EvidenceKind(kind)
            press(dialog, "yes")

        answering(lambda kind=kind: problems_page(window).detail.follow(f"evidence:{kind}"),
                  EvidenceDialog, fill)
    answering(lambda: problems_page(window).detail.follow("check"), RecordDialog, _check)


def _check(dialog: RecordDialog) -> None:
    editors = dialog.record_form.editors
    editors["first_checker"].set_text("林晓燕")
    editors["second_checker"].set_text("陈志远")
    editors["conclusion"].set_value(Conclusion.DONE)
    press(dialog, "save")
