"""A new list is records, a listing and a feature: page, form, search, Excel, journal come along."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session

from desktop.app.exporting import export_listing
from desktop.app.searching import search_hits
from desktop.base.clock import FixedClock
from desktop.base.fields import choice, day, flag, integer, text
from desktop.base.listing import Listing, Question, choices_filters, column
from desktop.base.progress import silent
from desktop.base.records import Record, Searchable, attributes
from desktop.base.sheets import ImportSpec, Values, import_column, plain_differs
from desktop.output.excel_read.opening import open_workbook, read_file
from desktop.output.excel_read.reading import lay_out, rows_of
from desktop.store import importing
from desktop.store.desk import Desk
from desktop.store.editing import save_record
from desktop.store.journal import Entry, verify
from desktop.store.migrate import SCRIPTS
from desktop.store.store import Store
from desktop.ui.feature import Feature
from desktop.ui.form import RecordDialog, default_spec
from desktop.ui.ledger_page import LedgerPage
from desktop.ui.outputs import Outputs
from desktop.ui.services import Services

MIGRATION = '''"""Toys."""

import sqlalchemy as sa
from alembic import op

revision = "9001"
down_revision = {down!r}
branch_labels = None
depends_on = None


def upgrade() -> None:
    if sa.inspect(op.get_bind()).has_table("toy"):
        return
    op.create_table(
        "toy", sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("size", sa.String(1)), sa.Column("bought_on", sa.Date), sa.Column("pieces", sa.Integer),
        sa.Column("broken", sa.Boolean), sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("updated_at", sa.DateTime, nullable=False),
        sa.Column("voided_at", sa.DateTime), sa.Column("void_reason", sa.String(200)),
        sa.Column("search_text", sa.String(4000)), sa.Column("initials", sa.String(2000)),
        sa.Column("sort_key", sa.String(400)), sqlite_autoincrement=True)
'''


class Size(StrEnum):
    """How big a toy is."""

    SMALL = "小"
    LARGE = "大"


class Toy(Searchable, Record):
    """A toy."""

    __tablename__ = "toy"
    called = "玩具"

    name: Mapped[str] = text("玩具名称", length=20, synonyms=("名字",))
    size: Mapped[Size | None] = choice("大小", Size)
    bought_on: Mapped[date | None] = day("购入日期")
    pieces: Mapped[int | None] = integer("件数")
    broken: Mapped[bool | None] = flag("已损坏")

    def title(self) -> str:
        return self.name

    def searched(self) -> Iterable[str | None]:
        return [self.name]


TOYS = Listing(
    "toys",
    "玩具台账",
    "件",
    Toy,
    tuple(column(attribute) for attribute in attributes(Toy)),
    choices_filters(Toy.size),
    order=(lambda today: Toy.sort_key,),
)


def match(session: Session, rows: Sequence[Values]) -> list[Record | None]:
    """By name."""
    found = {toy.name: toy for toy in session.scalars(select(Toy))}
    return [found.get(row["name"]) for row in rows]


def save(session: Session, record: Record | None, values: Values, by: str, today: date) -> Record:
    """Through the generic save."""
    kept = {key: value for key, value in values.items() if value is not None}
    return save_record(
        session, by=by, today=today, record=Toy, values=kept, row=record.id if record else None
    )


TOY_IMPORT = ImportSpec(
    "toys",
    "玩具",
    "件",
    Toy,
    tuple(import_column(item) for item in attributes(Toy)),
    match,
    lambda values: values.get("name"),
    lambda session, values: [],
    save,
    plain_differs,
)
TOY = Feature("toys", "玩具", "list", "台账", records=(Toy,), listings=(TOYS,), imports=(TOY_IMPORT,))


@pytest.fixture
def desk(tmp_path: Path) -> Iterable[Desk]:
    """A store whose migrations know one script more."""
    newest = sorted(path.stem.split("_")[0] for path in (SCRIPTS / "versions").glob("0*.py"))[-1]
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "m9001.py").write_text(MIGRATION.format(down=newest), encoding="utf-8")
    store = Store(tmp_path / "数据", FixedClock.on(date(2023, 9, 25)), [tmp_path / "m"])
    yield Desk(store, "林晓燕")
    store.close()


def add(desk: Desk, **values: Any) -> Toy:
    made = desk.do(save_record, "新增玩具", record=Toy, values=values)
    assert isinstance(made, Toy)
    return made


def services(desk: Desk, tmp_path: Path) -> Services:
    settings = QSettings(str(tmp_path / "窗口.ini"), QSettings.Format.IniFormat)
    return Services(desk, (TOY,), settings, Outputs(lambda *given: export_listing(desk, *given)))


def test_page_form_and_journal(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    add(desk, name="积木", size=Size.SMALL)
    add(desk, name="风筝", size=Size.LARGE)
    given = services(desk, tmp_path)
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
    add(desk, name="红陀螺")
    with desk.store.reading() as session:
        for words in ("陀", "红陀螺", "htl", "tl"):
            assert [hit.text for hit in search_hits(session, (TOY,), words, desk.today)] == ["红陀螺"], words
        assert search_hits(session, (TOY,), "没有", desk.today) == []


def test_export_and_import_again_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    add(desk, name="=SUM(A1)", size=Size.SMALL, bought_on=date(2023, 3, 5), pieces=7, broken=False)
    add(desk, name="@风筝")
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
