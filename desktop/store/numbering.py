"""Document numbers per type and year: no gap, no reuse; a void number stays with its reason."""

from datetime import date
from enum import StrEnum

from sqlalchemy import UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session

from desktop.base.errors import UserError
from desktop.base.fields import choice, day, integer, text
from desktop.base.records import Record
from desktop.store.store import final

MOST_RESERVED = 200


class NumberState(StrEnum):
    """What became of a number; none ever becomes free again."""

    USED = "已用"
    RESERVED = "预留"
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


def reserve(session: Session, *, series: str, year: int, first: int, last: int, by: str,
            today: date) -> list[Number]:
    """Numbers `first` to `last` kept for papers written by hand; UserError when they would leave a gap."""
    following = (session.scalar(select(func.max(Number.number)).where(
        Number.series == series, Number.year == year)) or 0) + 1
    if first != following:
        why = f"{first - following} 个号会空着" if first > following else "有的号已经用过"
        raise UserError(f"没有预留：{series}〔{year}〕下一个号是 {following}，从 {first} 号起，{why}。",
                        f"请从 {following} 号起预留。", {"first": f"应是 {following}"})
    if not first <= last < first + MOST_RESERVED:
        raise UserError("没有预留：止号不对。", f"止号不小于起号，一次最多 {MOST_RESERVED} 个。",
                        {"last": f"{first} 到 {first + MOST_RESERVED - 1}"})
    numbers = [Number(series=series, year=year, number=number, state=NumberState.RESERVED, taken_on=today,
                      taken_by=by) for number in range(first, last + 1)]
    session.add_all(numbers)
    session.flush()
    final(session, "已预留文号，不能撤销；用不上的请作废")
    return numbers


def use(session: Session, number: Number) -> None:
    """A reserved number is used now, for good."""
    if number.state is not NumberState.RESERVED:
        raise UserError(f"{number.title()}不是预留的号，现在是“{number.state.value}”。")
    number.state = NumberState.USED
    final(session, "已用文号，不能撤销；写错了请作废该文号")


def gaps(session: Session, series: str, year: int) -> list[int]:
    """Numbers missing between 1 and the last one; empty in an undamaged register."""
    known = set(session.scalars(select(Number.number).where(Number.series == series, Number.year == year)))
    return [number for number in range(1, max(known, default=0)) if number not in known]


def void(session: Session, number: Number, *, reason: str) -> None:
    """Mark a number void; it stays in the register. UserError without a reason or when void already."""
    if number.state is NumberState.VOID:
        raise UserError(f"{number.title()}已经作废。")
    if not reason.strip():
        raise UserError("没有作废：请写明作废原因。", "例如：当事人名称写错。", {"reason": "请填写"})
    number.state = NumberState.VOID
    number.reason = reason.strip()
    final(session, "文号作废后不能恢复")
