"""Days the State Council's notices take from or give to work, and the vacations of the schools."""

from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Mapped

from desktop.base.fields import choice, day, flag, integer, text
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


class Stage(StrEnum):
    """School stages; their vacations differ by more than a week."""

    KINDERGARTEN = "幼儿园"
    PRIMARY = "小学"
    MIDDLE = "初中"
    HIGH = "高中"
    VOCATIONAL = "中职"


class Vacation(StrEnum):
    """The two vacations of a school year."""

    WINTER = "寒假"
    SUMMER = "暑假"


class SchoolTerm(Record):
    """One vacation of one stage in one school year, both days included; `ends` may not be announced yet."""

    __tablename__ = "school_term"
    called = "校历"

    school_year: Mapped[str] = text("学年", length=9, help="例如 2025-2026", index=True)
    stage: Mapped[Stage] = choice("学段", Stage)
    vacation: Mapped[Vacation] = choice("假期", Vacation)
    starts: Mapped[date] = day("放假")
    ends: Mapped[date | None] = day("最后一天", help="开学前一天；还没有公布的留空")
    place: Mapped[str | None] = text("地区", length=40)
    source: Mapped[str] = text("依据", length=200, width=20)
    checked: Mapped[bool] = flag("已核对", default=False, help="对照教育局正式校历核对过")

    def title(self) -> str:
        return f"{self.school_year}学年{self.stage.value}{self.vacation.value}"
