"""A toy list: records, a listing, an import and a feature, as small as a subject can be."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session

from desktop.app.exporting import export_listing
from desktop.base.clock import FixedClock
from desktop.base.fields import choice, day, flag, integer, text
from desktop.base.listing import Listing, choices_filters, column
from desktop.base.records import Record, Searchable, attributes
from desktop.base.sheets import ImportSpec, Values, import_column, plain_differs
from desktop.store.desk import Desk
from desktop.store.editing import save_record
from desktop.store.migrate import SCRIPTS
from desktop.store.store import Store
from desktop.ui.feature import Feature
from desktop.ui.ledger_page import LedgerPage
from desktop.ui.outputs import Outputs
from desktop.ui.services import Services
from tests.helpers.screens import settle

MIGRATION = '''"""Toys."""

import sqlalchemy as sa
from alembic import op

revision = "9001"
down_revision = {down!r}
branch_labels = None
depends_on = None


def upgrade() -> None:
    if sa.inspect(op.get_bind()).has_table("toy_item"):
        return
    op.create_table(
        "toy_item", sa.Column("id", sa.Integer, primary_key=True),
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

    __tablename__ = "toy_item"
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


@contextmanager
def toy_desk(folder: Path) -> Iterator[Desk]:
    """A store whose migrations know one script more; the same folder again opens the same data."""
    newest = sorted(path.stem.split("_")[0] for path in (SCRIPTS / "versions").glob("0*.py"))[-1]
    scripts = folder / "m"
    scripts.mkdir(exist_ok=True, parents=True)
    (scripts / "m9001.py").write_text(MIGRATION.format(down=newest), encoding="utf-8")
    store = Store(folder / "数据", FixedClock.on(date(2023, 9, 25)), [scripts])
    try:
        yield Desk(store, "林晓燕")
    finally:
        store.close()


def add_toy(desk: Desk, **values: Any) -> Toy:
    """One more toy."""
    made = desk.do(save_record, "新增玩具", record=Toy, values=values)
    assert isinstance(made, Toy)
    return made


def toy_services(desk: Desk, folder: Path) -> Services:
    """Services of a window that knows toys only."""
    settings = QSettings(str(folder / "窗口.ini"), QSettings.Format.IniFormat)
    return Services(desk, (TOY,), settings, Outputs(lambda *given: export_listing(desk, *given)))


def toy_page(desk: Desk, folder: Path, qtbot: QtBot) -> LedgerPage:
    """The page of the toys, on the screen."""
    made = LedgerPage(toy_services(desk, folder), TOY)
    qtbot.addWidget(made)
    made.resize(1100, 600)
    made.show()
    settle()
    return made
