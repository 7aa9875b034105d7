"""Document numbers per type and year: no gap, no reuse; a void number stays with its reason."""

from datetime import date
from enum import StrEnum

from sqlalchemy import UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session

from desktop.base.errors import UserError
from desktop.base.fields import choice, day, integer, text
from desktop.base.records import Record
from desktop.store.store import final


class NumberState(StrEnum):
    """What became of a number; none ever becomes free again."""

    USED = "已用"
    VOID = "作废"


class Number(Record):
    """One number of a register. `series` is the type of paper, such as 责令改正."""

    __tablename__ = "number"
    __table_args__ = (UniqueConstraint("series", "year", "number"), {"sqlite_autoincrement": True})
    called = "文号"

    series: Mapped[str] = text("文书类型", length=40)
    year: Mapped[int] = integer("年份")
    number: Mapped[int] = integer("序号")
    state: Mapped[NumberState] = choice("状态", NumberState, default=NumberState.USED)
    taken_on: Mapped[date] = day("取号日期")
    taken_by: Mapped[str] = text("取号人", length=40)
    reason: Mapped[str | None] = text("作废原因", length=200)

    def title(self) -> str:
        return f"{self.series}〔{self.year}〕{self.number}号"


def take(session: Session, *, series: str, year: int, by: str, today: date) -> Number:
    """The next number of the series and year, taken for good when the act commits.

    The writing door holds SQLite's write lock from BEGIN IMMEDIATE on, so two takers cannot meet.
    """
    last = session.scalar(select(func.max(Number.number)).where(Number.series == series, Number.year == year))
    number = Number(series=series, year=year, number=(last or 0) + 1, taken_on=today, taken_by=by)
    session.add(number)
    session.flush()
    final(session, "已取文号，不能撤销；写错了请作废该文号")
    return number


def void(session: Session, number: Number, *, reason: str) -> None:
    """Mark a number void; it stays in the register. UserError without a reason or when void already."""
    if number.state is NumberState.VOID:
        raise UserError(f"{number.title()}已经作废。")
    if not reason.strip():
        raise UserError("没有作废：请写明作废原因。", "例如：当事人名称写错。", {"reason": "请填写"})
    number.state = NumberState.VOID
    number.reason = reason.strip()
    final(session, "文号作废后不能恢复")
