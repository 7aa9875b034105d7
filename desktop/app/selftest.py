"""`--selftest FOLDER`: the main job in one go, on made-up data, to prove the installed program on any PC.

Writes selftest.json below FOLDER and ends with 0 when every step was done, else 1. Nothing of it touches the
clerk's data. Every step is tried even after an earlier one failed, so that one run tells everything.
"""

import json
import locale
import os
import re
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from email import message_from_bytes
from io import BytesIO, StringIO
from pathlib import Path
from platform import platform
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook
from pypdfium2 import PdfDocument
from PySide6.QtCore import QCoreApplication, QSettings, Qt, qVersion
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import QWidget
from python_calamine import CalamineWorkbook

from desktop.app import cli
from desktop.app.features import STREET
from desktop.app.searching import search_hits
from desktop.app.setup import open_desk
from desktop.app.window import TITLE, Window
from desktop.base.clock import SystemClock
from desktop.base.version import VERSION
from desktop.store.desk import Desk
from desktop.store.encryption import Switch, carry_out
from desktop.store.keybox import box_of, new_box
from desktop.store.keys import NO_KEYS, head_of, new_key
from desktop.store.passwords import fits, hashed, new_code
from desktop.store.restore import present_counts
from desktop.store.sqlite import cipher
from desktop.store.store import FILE_NAME
from desktop.ui.preview import PaperView

REPORT = "selftest.json"
PLACE = "自测 数据"
MONTH = "2023-09"
TOWN_WORD = "安海"
BLANK = 16
"""Colours an empty page with its frame may have; text drawn with soft edges has more."""
STILL = 0.3
"""Seconds without a change after which a widget is taken to be drawn."""
PATIENCE = 20.0
"""Seconds the preview may take: pages are rendered in a thread of their own."""
FONT = re.compile(rb"/FontDescriptor\b")
EMBEDDED = re.compile(rb"/FontFile[23]?\b")


class Fault(Exception):
    """A step was not done; the text says what is wrong."""


def need(holds: bool, sentence: str) -> None:
    """Fault with the sentence when it does not hold."""
    if not holds:
        raise Fault(sentence)


@dataclass
class Trial:
    """The folder of a run, its data folder (Chinese, with a space), and the papers that steps leave."""

    folder: Path
    place: str = PLACE

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.folder / self.place

    def file(self, name: str) -> Path:
        """A file that a step makes, with Chinese and a space in its path."""
        return self.folder / "自测 文件" / name

    def command(self, *words: str) -> dict[str, Any]:
        """A headless command's JSON answer; Fault with its sentence when it refused."""
        said, told = StringIO(), StringIO()
        with redirect_stdout(said), redirect_stderr(told):
            code = cli.run(["--data", str(self.data), "--json", *words])
        need(code <= cli.FAULTS, told.getvalue().strip())
        answer = json.loads(said.getvalue())
        assert isinstance(answer, dict)
        return answer

    def desk(self) -> Desk:
        """The desk on the data folder; to be closed."""
        return open_desk(self.data, must_exist=True)


def make_schema(trial: Trial) -> str:
    """A new data folder gets this program's schema from the shipped scripts."""
    open_desk(trial.data).store.close()
    file = next(trial.data.glob("*.db"))
    connection = sqlite3.connect(file)
    try:
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    finally:
        connection.close()
    return f"schema {revision}, {mode}"


def load_sample(trial: Trial) -> str:
    """The sample county, and a township's workbook to import."""
    trial.file("").mkdir(parents=True, exist_ok=True)
    made = trial.command("sample", "--workbook", str(trial.file("镇街 台账.xlsx")))
    need(made["institutions"] > 0 and made["problems"] > 0, "示例县是空的")
    return f"{made['institutions']} + {made['problems']}"


def import_workbook(trial: Trial) -> str:
    """The workbook comes in; its planted faults are told, not swallowed."""
    before = trial.command("list", "institutions", "--limit", "0")["total"]
    trial.command("import", "institutions", str(trial.file("镇街 台账.xlsx")))
    after = trial.command("list", "institutions", "--limit", "0")["total"]
    need(after > before, "导入后机构没有增加")
    return f"{before} -> {after}"


def export_workbook(trial: Trial) -> str:
    """The ledger as .xlsx, read back by both readers with as many rows as the ledger has."""
    path = trial.file("机构 台账.xlsx")
    rows = trial.command("export", "institutions", str(path))["rows"]
    book = load_workbook(path, read_only=True)
    names = [row[0] for row in book.worksheets[0].iter_rows(values_only=True) if any(row)]
    book.close()
    again = [
        row for row in CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python() if any(row)
    ]
    need(
        len(names) > rows and len(again) == len(names),
        f"写出 {rows} 行，读回 {len(names)} 和 {len(again)} 行",
    )
    return f"{rows}"


def print_notice(trial: Trial) -> str:
    """A notice as PDF whose fonts are all embedded."""
    found = trial.command("list", "problems", "--state", "整改中", "--limit", "1")["rows"]
    need(bool(found), "示例县里没有整改中的问题")
    path = trial.file("责令限期 整改通知书.pdf")
    trial.command("notice", "rectification", str(found[0]["number"]), "--out", str(path))
    return embedded_fonts(path.read_bytes())


def embedded_fonts(pdf: bytes) -> str:
    """How many fonts a PDF holds; Fault when one is only named."""
    need(pdf.startswith(b"%PDF-"), "写出的不是 PDF")
    named, held = len(FONT.findall(pdf)), len(EMBEDDED.findall(pdf))
    types = len(re.findall(rb"/Type\s*/FontDescriptor\b", pdf))
    need(types > 0 and held >= types and named >= types, f"PDF 有 {types} 种字体，只嵌入了 {held} 种")
    return f"{types} fonts, {len(pdf)} bytes"


def word_file(trial: Trial) -> str:
    """A visit's record as .docx: a sound file that names the visited."""
    found = trial.command("list", "inspections", "--state", "已检查", "--limit", "1")["rows"]
    need(bool(found), "示例县里没有完成的检查")
    path = trial.file("现场检查 记录表.docx")
    trial.command("visit", "sheet", str(found[0]["id"]), "--out", str(path))
    with ZipFile(path) as packed:
        need(packed.testzip() is None, "写出的 .docx 是坏的")
        words = packed.read("word/document.xml").decode("utf-8")
    need(str(found[0]["name"]) in words, "记录表里没有被检查单位的名称")
    return f"{len(words)} characters"


def bound_file(trial: Trial) -> str:
    """A closed problem's papers and evidence bound into one PDF, as many pages as the reader counts."""
    found = trial.command("list", "problems", "--state", "已销号", "--limit", "1")["rows"]
    need(bool(found), "示例县里没有销号的问题")
    path = trial.file("一案 一档.pdf")
    trial.command("problem", "file", str(found[0]["number"]), "--out", str(path))
    with PdfDocument(path) as read:
        pages = len(read)
    need(pages > 2, f"一案一档只有 {pages} 页")
    return f"{pages} pages, {embedded_fonts(path.read_bytes())}"


def backup(trial: Trial) -> str:
    """A backup restored into an empty folder has every row again."""
    file = trial.file("备份 一.zip")
    kept = trial.command("backup", str(file))["tables"]
    restored = Trial(trial.folder, "恢复 数据")
    restored.command("restore", str(file))
    counts = {name: restored.command("list", name, "--limit", "0")["total"]
              for name in ("institutions", "problems", "documents")}
    need(counts["institutions"] == kept["institution"] and counts["problems"] == kept["problem"],
         f"备份里机构 {kept['institution']}、问题 {kept['problem']}，恢复后是 {counts}")
    return f"{sum(kept.values())} rows"


def monthly_form(trial: Trial) -> str:
    """The month's form as workbook and PDF, and the mail drafts with both attached."""
    files = [
        Path(name) for name in trial.command("monthly", MONTH, "--out", str(trial.file("报送 材料")))["files"]
    ]
    by_kind = {kind: [file for file in files if file.suffix == kind] for kind in (".xlsx", ".pdf", ".eml")}
    need(all(by_kind.values()), f"缺少文件：{[file.name for file in files]}")
    load_workbook(BytesIO(by_kind[".xlsx"][0].read_bytes())).close()
    embedded_fonts(by_kind[".pdf"][0].read_bytes())
    for draft in by_kind[".eml"]:
        read = message_from_bytes(draft.read_bytes())
        kinds = {Path(part.get_filename() or "").suffix for part in read.walk()}
        need({".xlsx", ".pdf"} <= kinds, f"{draft.name} 没有附上表格和 PDF")
    return f"{len(files)} files"


def preview(trial: Trial) -> str:
    """The notice in the print preview: a picture with ink on it."""
    view = PaperView()
    view.resize(1000, 700)
    view.show_pdf(trial.file("责令限期 整改通知书.pdf").read_bytes())
    shades = drawn(view, trial.file("预览.png"))
    view.close()
    need(shades > BLANK, "预览是空白的")
    return f"{view.pages()} pages, {shades} shades"


def show_window(trial: Trial) -> str:
    """The window on the sample county, first page."""
    desk = trial.desk()
    try:
        window = Window(desk, STREET, QSettings(str(trial.file("窗口.ini")), QSettings.Format.IniFormat))
        shades = drawn(window, trial.file("窗口.png"))
        window.services.tasks.wait()
        window.close()
    finally:
        desk.store.close()
    need(shades > BLANK, "窗口是空白的")
    return f"{shades} shades"


def drawn(widget: QWidget, target: Path) -> int:
    """Show the widget without a screen until it has ink and stands still; its colours, its picture saved."""
    widget.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    widget.show()
    until = time.perf_counter() + PATIENCE
    before, now = -1, 0
    while (now <= BLANK or now != before) and time.perf_counter() < until:
        turn = time.perf_counter() + STILL
        while time.perf_counter() < turn:
            QCoreApplication.processEvents()
            time.sleep(0.01)
        before, now = now, colours(widget, target)
    return now


def colours(widget: QWidget, target: Path) -> int:
    """Save a picture of the widget; how many different colours a coarse grid of its points has."""
    picture = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    picture.save(str(target))
    points = ((x, y) for x in range(0, picture.width(), 3) for y in range(0, picture.height(), 3))
    return len({picture.pixel(x, y) for x, y in points})


def search(trial: Trial) -> str:
    """The search box finds what was imported."""
    desk = trial.desk()
    try:
        with desk.store.reading() as session:
            hits = search_hits(session, STREET, TOWN_WORD, desk.today)
    finally:
        desk.store.close()
    need(bool(hits), f"查不到“{TOWN_WORD}”")
    return f"{len(hits)} hits"


def check_data(trial: Trial) -> str:
    """Database, references, journal and attachments are as they were written."""
    told = trial.command("check")
    need(bool(told["ok"]), "；".join(told["faults"]))
    return "ok"


def password(trial: Trial) -> str:
    """A password is hashed, fits, and another one does not."""
    kept = hashed("自测的密码 2023")
    need(fits("自测的密码 2023", kept), "密码对不上自己的散列")
    need(not fits("别的密码 2023", kept), "别的密码也对得上")
    return kept.split("$")[1]


def encryption(trial: Trial) -> str:
    """The data is encrypted, opens by its key alone, holds the same rows, and is made plain again."""
    key, clock = new_key(), SystemClock()
    rows = present_counts(trial.data)
    carry_out(trial.data, Switch(key, new_box(key, "自测的密码 2023", new_code())), clock)
    file = trial.data / FILE_NAME
    found, box = head_of(file), box_of(file)
    opened = box.opened_by("自测的密码 2023") if box is not None else None
    need(found == key.salt and opened is not None, "加密的数据用密码打不开")
    keys = NO_KEYS.with_key(key)
    need(present_counts(trial.data, keys) == rows, "加密后条数不同")
    carry_out(trial.data, Switch(), clock, keys)
    need(present_counts(trial.data) == rows, "取消加密后条数不同")
    return f"SQLCipher, {cipher().sqlite_version}"


STEPS: tuple[tuple[str, Callable[[Trial], str]], ...] = (
    ("migrate", make_schema),
    ("sample", load_sample),
    ("import", import_workbook),
    ("export", export_workbook),
    ("notice", print_notice),
    ("word", word_file),
    ("monthly", monthly_form),
    ("preview", preview),
    ("window", show_window),
    ("search", search),
    ("password", password),
    ("bind", bound_file),
    ("encryption", encryption),
    ("check", check_data),
    ("backup", backup),
)


def tried(step: Callable[[Trial], str], trial: Trial) -> dict[str, Any]:
    """A step as JSON: ok, seconds, and what it found or its fault."""
    start = time.perf_counter()
    try:
        told = {"ok": True, "found": step(trial)}
    except Exception as error:  # noqa: BLE001 - whatever it was belongs in the report
        told = {"ok": False, "fault": f"{type(error).__name__}: {error}"}
    return {**told, "seconds": round(time.perf_counter() - start, 2)}


def machine() -> dict[str, Any]:
    """What the program runs on."""
    return {
        "frozen": bool(getattr(sys, "frozen", False)),
        "program": Path(sys.executable).name,
        "system": platform(),
        "python": sys.version.split()[0],
        "qt": qVersion(),
        "sqlite": sqlite3.sqlite_version,
        "code_page": locale.getpreferredencoding(False),
        "printers": len(QPrinterInfo.availablePrinterNames()),
        "screen": os.environ.get("QT_QPA_PLATFORM", ""),
    }


def run(folder: Path) -> int:
    """Do every step below `folder`, write selftest.json there; the exit code. Wants the application made."""
    folder.mkdir(parents=True, exist_ok=True)
    trial = Trial(folder)
    start = time.perf_counter()
    steps = {name: tried(step, trial) for name, step in STEPS}
    ok = all(step["ok"] for step in steps.values())
    report = {
        "title": TITLE,
        "version": VERSION,
        "ok": ok,
        "seconds": round(time.perf_counter() - start, 2),
        "steps": steps,
        **machine(),
    }
    (folder / REPORT).write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0 if ok else 1
