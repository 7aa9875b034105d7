"""Who may sit at the desk: operators with their roles, who stands in for whom, what was shown in full.

The writing door asks `need_writer` before every act: whoever may only look changes nothing, whatever way the
act came. As long as no operator is registered, everybody may write.
"""

from datetime import date
from enum import StrEnum

from sqlalchemy import String, exists, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from desktop.base.errors import UserError
from desktop.base.fields import choice, day, integer, link, text
from desktop.base.records import Record

LONGEST_NAME = 18
"""Two names and 替 fit into the 40 characters a journal entry has for its operator."""

_STANDS, _FOR = "（替", "）"


class Role(StrEnum):
    """What an operator may do."""

    WORKER = "经办"
    REVIEWER = "审核"
    VIEWER = "查看"


class Way(StrEnum):
    """Where personal data was shown in full."""

    SCREEN = "屏幕"
    EXPORT = "导出"
    PAPER = "打印"
    COMMAND = "命令行"


class Operator(Record):
    """One person who may sit at the desk; hashes of password and recovery code, never the words."""

    __tablename__ = "operator"
    called = "操作员"

    name: Mapped[str] = text("姓名", length=LONGEST_NAME, unique=True)
    role: Mapped[Role] = choice("角色", Role)
    left_on: Mapped[date | None] = day("离岗日期")
    password_on: Mapped[date | None] = day("设密码日期")
    password: Mapped[str | None] = mapped_column(String(200))
    recovery: Mapped[str | None] = mapped_column(String(200))

    def title(self) -> str:
        return f"操作员{self.name}"

    def restore_obstacle(self) -> str | None:
        return "操作员用“离岗”和“回岗”"


class StandIn(Record):
    """替班: `operator_id` does the work of `for_id` from `first` to `last`, both days included."""

    __tablename__ = "stand_in"
    called = "替班"

    operator_id: Mapped[int] = link("替班人", "operator.id")
    for_id: Mapped[int] = link("替谁", "operator.id")
    first: Mapped[date] = day("从")
    last: Mapped[date] = day("到")
    reason: Mapped[str] = text("原因", length=60)

    def title(self) -> str:
        return f"{self.first.isoformat()} 至 {self.last.isoformat()} 的替班"

    def restore_obstacle(self) -> str | None:
        return "结束了的替班要重新登记"


class Disclosure(Record):
    """Personal data shown in full: of what list or record, how many rows, and what for."""

    __tablename__ = "disclosure"
    called = "个人信息查看记录"

    on: Mapped[date] = day("日期", index=True)
    by: Mapped[str] = text("操作员", length=40)
    way: Mapped[Way] = choice("方式", Way)
    what: Mapped[str] = text("内容", length=200, width=20)
    rows: Mapped[int] = integer("条数")
    purpose: Mapped[str] = text("用途", length=200, width=20)

    def title(self) -> str:
        return f"{self.by}{self.way.value}“{self.what}”"


def signature(name: str, stands_for: str = "") -> str:
    """How an operator signs acts and papers: 王芳, or 王芳（替林晓燕）."""
    return f"{name}{_STANDS}{stands_for}{_FOR}" if stands_for else name


def own_name(by: str) -> str:
    """Whose signature it is, whoever he stands in for."""
    return by.partition(_STANDS)[0]


def standing_in(name: str) -> str:
    """How his signature begins for whomever he stands in."""
    return f"{name}{_STANDS}"


def registered(session: Session) -> bool:
    """Whether any operator is registered."""
    return bool(session.scalar(select(exists(select(Operator.id)))))


def find_operator(session: Session, by: str) -> Operator | None:
    """The operator of a name or a signature, who may have left."""
    return session.scalar(select(Operator).where(Operator.name == own_name(by)))


def need_writer(session: Session, by: str) -> None:
    """UserError when whoever signs this act may not change anything."""
    found = session.execute(
        select(Operator.role, Operator.left_on).where(Operator.name == own_name(by))).one_or_none()
    if found is None:
        if registered(session):
            raise UserError(f"没有保存：操作员里没有“{own_name(by)}”。", "请用登记过的姓名办理。")
        return
    if found.left_on is not None:
        raise UserError(f"没有保存：{own_name(by)}已经离岗。", "请换在岗的操作员办理。")
    if found.role is Role.VIEWER:
        raise UserError(f"没有保存：{own_name(by)}的角色是“查看”，只能看，不能改动。",
                        "请由经办或审核的操作员办理。")


def active_count(session: Session, role: Role) -> int:
    """Number of operators at work with this role."""
    return session.scalar(select(func.count(Operator.id)).where(
        Operator.role == role, Operator.left_on.is_(None))) or 0
