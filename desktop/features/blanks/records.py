"""A received blank, kept as it came, and what goes into which of its cells."""

from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from desktop.base.fields import choice, integer, link, long_text, text
from desktop.base.records import Record


class Source(StrEnum):
    """Where a cell's value comes from."""

    TOTAL = "报表累计数"
    MONTH = "报表本月数"
    WORDS = "报表文字"
    COUNT = "台账条数"
    OFFICE = "单位信息"
    DATE = "月份日期"
    TEXT = "固定文字"


class Blank(Record):
    """One blank; its file is an attachment that never changes."""

    __tablename__ = "blank"
    called = "临时表"

    name: Mapped[str] = text("名称", length=60, width=16)
    file_name: Mapped[str] = text("空白表文件", length=255, width=16)
    attachment_id: Mapped[int] = link("空白表", "attachment.id")
    last_month: Mapped[str | None] = text("最近填到", length=7)
    edits: Mapped[int] = integer("改动次数", default=0)

    def title(self) -> str:
        return f"临时表 {self.name}"


class BlankCell(Record):
    """One mapped cell: `key` names the figure, chip or fact; for 固定文字 it is the text itself."""

    __tablename__ = "blank_cell"
    __table_args__ = (UniqueConstraint("blank_id", "sheet", "cell"), {"sqlite_autoincrement": True})
    called = "对应"

    blank_id: Mapped[int] = link("临时表", "blank.id")
    sheet: Mapped[str] = text("工作表", length=120)
    cell: Mapped[str] = text("单元格", length=10)
    source: Mapped[Source] = choice("来源", Source)
    key: Mapped[str] = long_text("内容", length=1000)

    def title(self) -> str:
        return f"{self.sheet} {self.cell}"
