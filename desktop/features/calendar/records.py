"""Days the State Council's notices take from or give to work."""

from datetime import date

from sqlalchemy.orm import Mapped

from desktop.base.fields import day, flag, integer, text
from desktop.base.records import Record


class SpecialDay(Record):
    """One day off, or one weekend day worked instead."""

    __tablename__ = "special_day"
    called = "特殊日"

    on: Mapped[date] = day("日期", index=True)
    name: Mapped[str] = text("名称", length=20)
    working: Mapped[bool] = flag("上班")
    year: Mapped[int] = integer("通知年份", help="哪一年的放假安排")
    source: Mapped[str] = text("依据", length=200, width=20)

    def title(self) -> str:
        return f"{self.on.isoformat()} {self.name}"
