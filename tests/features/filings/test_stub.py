"""月结存根: kept with the freeze, printed again to the byte, and what it says is held against the data."""

import json
import re
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.app import cli
from desktop.app.features import STREET
from desktop.features.filings.feature.offer import FILINGS
from desktop.features.filings.form import print_stub, stub_bytes
from desktop.features.filings.operations import freeze_month, open_correction
from desktop.features.filings.page import FilingsPage
from desktop.features.filings.panels import outputs
from desktop.features.filings.queries.sheets import versions
from desktop.features.filings.queries.stub import figures_hash
from desktop.store import proof, seal
from desktop.store.attachments import Attachment
from desktop.store.desk import Desk
from desktop.store.seal import SEAL
from desktop.ui.outputs import Outputs
from desktop.ui.services import Services
from desktop.ui.theme import apply_theme
from tests.helpers.desk import make_desk
from tests.helpers.filings import MONTH, cheap, closed, frozen, ready
from tests.store.test_proof import cut

SEEN = re.compile(r"(\d+)-([0-9a-f]{16})")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = make_desk(tmp_path)
    closed(made, date(2023, 9, 12), "2023-001", "2023-002")
    return made


def freeze(desk: Desk) -> None:
    desk.do(freeze_month, "封存", month=MONTH, render=cheap, print_stub=print_stub)


def words_of(data: bytes) -> str:
    with closing(pypdfium2.PdfDocument(data)) as paper:
        return "".join(page.get_textpage().get_text_range() for page in paper).replace("\r\n", "")


def kept(desk: Desk) -> bytes:
    with desk.store.reading() as session:
        return stub_bytes(session, MONTH)


def test_the_page_is_kept_with_the_freeze_and_says_what_was_sent(desk: Desk) -> None:
    ready(desk)
    with desk.store.reading() as session:
        before = proof.present(session)
    freeze(desk)
    page = kept(desk)
    with desk.store.reading() as session:
        version = versions(session, MONTH)[-1]
        names = session.scalars(select(Attachment.name)).all()
        paper = session.get_one(Attachment, version.pdf_id).sha256
    assert "2023年9月_第1版_月结存根.pdf" in names
    words = words_of(page)
    printed = json.loads(version.content)["printed"]
    assert before is not None
    for part in (before.words, version.sha256, paper, figures_hash(printed), "本单位留存", "check --seal"):
        assert part in words, part
    assert kept(desk) == page
    desk.store.close()


def test_a_changed_figure_has_another_hash() -> None:
    assert figures_hash({"a": 1, "b": 2}) == figures_hash({"b": 2, "a": 1}) != figures_hash({"a": 1, "b": 3})


def test_each_version_has_its_own_page(desk: Desk) -> None:
    ready(desk)
    freeze(desk)
    first = kept(desk)
    desk.do(open_correction, "出更正", month=MONTH, reason="来函更正")
    freeze(desk)
    assert kept(desk) != first
    assert "第2版" in words_of(kept(desk))
    desk.store.close()


def test_a_month_frozen_before_there_were_pages_is_printed_now(desk: Desk) -> None:
    frozen(desk)
    with desk.store.reading() as session:
        end = proof.present(session)
    assert end is not None
    assert f"打印时尾号{end.words}" in words_of(kept(desk)).replace(" ", "")
    desk.store.close()


def test_the_number_on_the_page_finds_a_cut_tail(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    ready(desk)
    freeze(desk)
    found = SEEN.search(words_of(kept(desk)))
    assert found is not None
    number, folder = found.group(), desk.store.folder
    desk.store.close()
    assert cli.run(["--data", str(folder), "check", "--seal", number]) == 0
    (folder / SEAL).unlink()
    with closing(sqlite3.connect(folder / "台账.db")) as connection:
        total = connection.execute("SELECT max(seq) FROM journal").fetchone()[0]
    cut(folder, total - int(found[1]) + 1, thorough=True)
    capsys.readouterr()
    assert cli.run(["--data", str(folder), "check", "--seal", number]) == 1
    assert f"打印件 里记到第 {found[1]} 号，现在没有这一号" in capsys.readouterr().out


def test_the_command_writes_it(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ready(desk)
    folder = desk.store.folder
    desk.store.close()
    base = ["--data", str(folder), "--today", "2023-09-25", "monthly", MONTH, "--out", str(tmp_path / "出")]
    assert cli.run([*base, "--stub", str(tmp_path / "存根.pdf")]) == 2
    assert "还没有封存" in capsys.readouterr().err
    assert cli.run([*base, "--freeze", "--stub", str(tmp_path / "存根.pdf")]) == 0
    assert SEEN.search(words_of((tmp_path / "存根.pdf").read_bytes()))
    assert cli.run(["--data", str(folder), "check"]) == 0


def test_the_window_prints_it_of_a_frozen_month(desk: Desk, tmp_path: Path, qapp: QApplication, qtbot: QtBot,
                                                monkeypatch: pytest.MonkeyPatch) -> None:
    apply_theme(qapp)
    ready(desk)
    freeze(desk)
    settings = QSettings(str(tmp_path / "ui.ini"), QSettings.Format.IniFormat)
    page = FilingsPage(Services(desk, STREET, settings, Outputs(lambda *given: 0)), FILINGS)
    qtbot.addWidget(page)
    page.show()
    page.show_month(MONTH)
    assert page.steps.stub.isVisible()
    shown: list[bytes] = []
    monkeypatch.setattr(outputs.PrintDialog, "__init__", lambda self, *given: shown.append(given[2]))
    monkeypatch.setattr(outputs.PrintDialog, "exec", lambda self: 0)
    page.steps.stub.click()
    qtbot.waitUntil(lambda: bool(shown), timeout=20_000)
    assert shown == [kept(desk)]
    page.services.tasks.wait()
    desk.store.close()


def test_a_number_is_taken_as_it_is_printed() -> None:
    assert seal.read("12-0123456789ABCDEF ", "打印件") is not None
    assert seal.read("12", "打印件") is None
