"""Every part of the kit and the assembled window, to be looked at: `python -m tests.ui.gallery FOLDER`."""

import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.base.marks import Tone
from desktop.base.resources import resource
from desktop.ui import icons
from desktop.ui.buttons import Button, LinkButton, PrimaryButton, ReasonedButton, Segments
from desktop.ui.chips import Chip, ChipRow
from desktop.ui.dialogs import AskDialog, ErrorDialog, FormDialog
from desktop.ui.labels import cap, label, tag
from desktop.ui.page_head import PageHead, Piece
from desktop.ui.shell import ShellWindow
from desktop.ui.sidebar import Entry, Group, Note
from desktop.ui.table import LedgerTable
from desktop.ui.theme import apply_theme, tokens
from tests.helpers.screens import NARROW, PAGE, shot
from tests.ui import gallery_parts as parts
from tests.ui.rows import Rows

MOMENT = datetime(2023, 9, 25, 10, 42)  # noqa: DTZ001
GROUPS = (
    Group("", (Entry("today", "今日", "today", "0"),)),
    Group("台账", (Entry("one", "机构台账", "building", "1"), Entry("two", "检查", "clipboard", "2"),
                  Entry("three", "投诉举报", "chat", "3"), Entry("four", "问题整改", "flag", "4"),
                  Entry("five", "名单", "list", "5"))),
    Group("工作", (Entry("six", "专项行动", "target"), Entry("seven", "会商", "people"),
                  Entry("eight", "报送", "send"), Entry("nine", "统计", "chart"))),
    Group("依据", (Entry("ten", "文书簿", "file"), Entry("eleven", "法规", "scale"),
                  Entry("twelve", "日历", "calendar"), Entry("thirteen", "本单位", "settings"))),
)  # fmt: skip


def ledger_page() -> QWidget:
    """A ledger page as in the second picture, without the card."""
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    head = PageHead("机构台账")
    head.set_counts(
        [Piece("共 "), Piece("86", "all"), Piece(" 家，列出 "), Piece("38", strong=True), Piece(" 家")]
    )
    head.add_action(Button("列", icon="columns"))
    head.add_action(Button("导入", icon="import"))
    head.add_action(Button("导出", icon="export", key="Ctrl+E"))
    off = Button("批量修改")
    off.setEnabled(False)
    head.add_action(off)
    head.add_action(PrimaryButton("新增机构", icon="plus", key="Ctrl+N"))
    column.addWidget(head)
    chips = QVBoxLayout()
    chips.setContentsMargins(16, 0, 16, 5)
    chips.setSpacing(0)
    views = ChipRow("视图", exclusive=True)
    views.set_chips(
        [
            Chip("all", "全部机构", 86, closable=False),
            Chip("key", "重点关注", 38, closable=False),
            Chip("due", "证照将到期", 4, closable=False),
        ]
    )
    views.choose({"key"})
    filters = ChipRow("筛选")
    filters.set_chips(
        [
            Chip("town", "镇街 14 个", 38),
            *(
                Chip(f"c{n}", word, n)
                for n, word in enumerate(
                    (
                        "有证有照",
                        "有照无证",
                        "无照无证",
                        "学科",
                        "体育",
                        "科技",
                        "文化艺术",
                        "有未销号",
                        "未纳入平台",
                        "托管",
                    )
                )
            ),
            Chip("red", "红 · 逾期", 4, light=Tone.RED),
            Chip("amber", "黄 · 3日内", 6, light=Tone.AMBER),
        ]
    )
    filters.choose({"town"})
    filters.add_tail(LinkButton("清除", small=True))
    chips.addWidget(views)
    chips.addWidget(filters)
    column.addLayout(chips)
    table = LedgerTable(Rows(500), checkable=True)
    table.set_sort("kind", False)
    table.select_id(3)
    table.windowed.check([2, 5], on=True)
    column.addWidget(table, 1)
    page.setFocusProxy(table)
    return page


def window() -> ShellWindow:
    """The assembled window on the ledger page."""
    shell = ShellWindow(
        "校外培训治理台账", "晋江市教育局", GROUPS, "机构、问题、工单、文书号、曾用名、拼音首字母"
    )
    shell.add_page("one", ledger_page())
    shell.show_page("one")
    shell.sidebar.set_notes(
        {
            "one": Note("86"),
            "two": Note("3"),
            "four": Note("4 逾期", Tone.RED),
            "eight": Note("剩3日", Tone.AMBER),
        }
    )
    shell.top.set_date(date(2023, 9, 25))
    shell.top.set_operator("林晓燕")
    shell.status.saved("问题 2023-047 “整改进展” 已改，可按 Ctrl+Z 撤销", MOMENT)
    shell.status.set_right("第 4 家 / 38 家")
    return shell


def small_parts() -> QWidget:
    """Buttons, segments, links, tags, key caps, icons."""
    page = QWidget()
    page.setProperty("ground", "page")
    column = QVBoxLayout(page)
    for line in (
        (
            PrimaryButton("入库 20 家", key="Ctrl+Return"),
            Button("退回整改…"),
            Button("打印", icon="printer", key="Ctrl+P"),
            Button("更多", arrow=True),
            Button("打开这 31 条", small=True, key="Alt+Return"),
        ),
        (_reasoned(),),
        (
            Segments([("a", "问题清单"), ("b", "整改台账"), ("c", "看板")], "a"),
            LinkButton("对应机构"),
            LinkButton("12", figure="true", tone=Tone.AMBER),
            LinkButton("34", figure="bar"),
        ),
        (
            tag("有证有照", Tone.GREEN),
            tag("未报", Tone.AMBER),
            tag("补正", Tone.RED),
            tag("已发", Tone.BLUE),
            tag("作废"),
            cap("F8"),
            label("下一处", "small"),
            label("标题", "title"),
            label("记录", "record"),
            label("盒子", "box"),
        ),
    ):
        row = QHBoxLayout()
        for part in line:
            row.addWidget(part)
        row.addStretch(1)
        column.addLayout(row)
    column.addLayout(_icons())
    return page


def _reasoned() -> ReasonedButton:
    made = ReasonedButton(Button("核查通过，送审核"))
    made.set_reason("还缺退费凭证 3 份、第二名核查人、核查结论")
    return made


def _icons() -> QGridLayout:
    grid = QGridLayout()
    for place, path in enumerate(sorted(resource("icons").glob("*.svg"))):
        picture = QLabel()
        picture.setPixmap(icons.pixmap(path.stem, tokens().text2, 24))
        grid.addWidget(picture, place // 10 * 2, place % 10, Qt.AlignmentFlag.AlignCenter)
        grid.addWidget(label(path.stem, "hint"), place // 10 * 2 + 1, place % 10)
    return grid


def ask() -> QWidget:
    """A question."""
    return AskDialog(
        "整批撤销第 37 批",
        "这一批新增 11 家、更新 9 家。撤销后新增的作废，更新的回到原值。",
        [("undo", "撤销 20 家")],
    )


def error() -> QWidget:
    """An error with details."""
    return ErrorDialog("没有保存：文件正在别的窗口里打开。", "请关闭后再按 Ctrl+S。", "OSError: 13")


def form() -> QWidget:
    """A form in its frame."""
    inner = QWidget()
    column = QVBoxLayout(inner)
    for words in ("名称", "地址", "电话"):
        column.addWidget(label(words, "label"))
    dialog = FormDialog("新增", inner, [("save", "保存")])
    dialog.show_fault("名称没有填。")
    return dialog


PARTS: dict[str, tuple[Callable[[], QWidget], QSize | None]] = {
    "shell": (window, PAGE), "shell-narrow": (window, NARROW), "small": (small_parts, QSize(900, 520)),
    "ask": (ask, None), "error": (error, None), "form": (form, None), "card": (parts.card, QSize(368, 620)),
    "detail": (parts.detail, QSize(1190, 260)), "overview": (parts.overview, QSize(1190, 320)),
    "empty": (parts.empty, QSize(900, 400)), "import": (parts.import_page, QSize(1190, 560)),
    "sheet": (parts.form_sheet, QSize(620, 300)),
}  # fmt: skip


def main(folder: Path) -> None:
    """Save a light and a dark picture of every part."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    for font in resource("fonts").glob("*.ttf"):
        QFontDatabase.addApplicationFont(str(font))
    assert isinstance(app, QApplication)
    for dark in (False, True):
        apply_theme(app, dark)
        for name, (make, size) in PARTS.items():
            widget = make()
            shot(widget, folder / f"{name}-{'dark' if dark else 'light'}.png", size)
            widget.close()
            widget.deleteLater()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
