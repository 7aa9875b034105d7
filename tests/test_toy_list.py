"""A new list is records, a listing and a feature: page, form, search, Excel, journal come along."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.app.exporting import export_listing
from desktop.app.searching import search_hits
from desktop.base.listing import Question
from desktop.base.progress import silent
from desktop.output.excel_read.opening import open_workbook, read_file
from desktop.output.excel_read.reading import lay_out, rows_of
from desktop.store import importing
from desktop.store.desk import Desk
from desktop.store.editing import save_record
from desktop.store.journal import Entry, verify
from desktop.ui.form import RecordDialog, default_spec
from desktop.ui.ledger_page import LedgerPage
from tests.helpers.toys import TOY, TOY_IMPORT, TOYS, Size, Toy, add_toy, toy_desk, toy_services


@pytest.fixture
def desk(tmp_path: Path) -> Iterable[Desk]:
    """A fresh store."""
    with toy_desk(tmp_path) as opened:
        yield opened


def test_page_form_and_journal(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    add_toy(desk, name="积木", size=Size.SMALL)
    add_toy(desk, name="风筝", size=Size.LARGE)
    given = toy_services(desk, tmp_path)
    page = LedgerPage(given, TOY)
    qtbot.addWidget(page)
    page.show()
    assert page.table.windowed.rowCount() == 2
    assert page.chips.chips()[0].word() == "小"
    page.chips.chips()[1].click()
    assert page.table.windowed.rowCount() == 1
    page.clear_filters()

    form = RecordDialog(
        given,
        "新增玩具",
        default_spec(Toy),
        None,
        lambda values, version: given.perform(
            save_record, "新增玩具", parent=page, record=Toy, values=values
        ),
        page,
    )
    qtbot.addWidget(form)
    form.show()
    form.record_form.editors["name"].set_text("陀螺")
    form.record_form.editors["pieces"].set_text("三")
    form.save()
    assert form.isVisible()
    assert page.table.windowed.rowCount() == 2
    form.record_form.editors["pieces"].set_text("3")
    qtbot.mouseClick(form.buttons["save"], Qt.MouseButton.LeftButton)
    assert not form.isVisible()
    assert page.table.windowed.rowCount() == 3
    with desk.store.reading() as session:
        last = session.scalars(select(Entry).order_by(Entry.seq.desc())).first()
        assert last is not None
        assert "陀螺" in last.changes
        assert last.by == "林晓燕"
        assert verify(session) == []


def test_search_by_character_and_initials(desk: Desk) -> None:
    add_toy(desk, name="红陀螺")
    with desk.store.reading() as session:
        for words in ("陀", "红陀螺", "htl", "tl"):
            assert [hit.text for hit in search_hits(session, (TOY,), words, desk.today)] == ["红陀螺"], words
        assert search_hits(session, (TOY,), "没有", desk.today) == []


def test_export_and_import_again_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    add_toy(desk, name="=SUM(A1)", size=Size.SMALL, bought_on=date(2023, 3, 5), pieces=7, broken=False)
    add_toy(desk, name="@风筝")
    file = tmp_path / "玩具.xlsx"
    assert export_listing(desk, TOYS, Question(), file, silent()) == 2
    layout = lay_out(TOY_IMPORT, open_workbook(read_file(file), file.name))
    with desk.store.reading() as session:
        plan = importing.plan(session, TOY_IMPORT, rows_of(TOY_IMPORT, layout), layout.heads)
    assert importing.counts(plan) == {
        "read": 2,
        "new": 0,
        "updated": 0,
        "same": 2,
        "skipped": 0,
        "failed": 0,
        "marked": 0,
    }
