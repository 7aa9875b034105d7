"""A random draw as it was made, what it drew, and who steps aside from whom.

`pool_text` is the list exactly as hashed; nothing of a draw is ever changed.
"""

from datetime import date

from sqlalchemy.orm import Mapped

from desktop.base.fields import day, integer, link, long_text, text
from desktop.base.records import Record


class Draw(Record):
    """One draw; `round` counts the draws for the same purpose, the second on needs its reason."""

    __tablename__ = "draw"
    called = "抽取"

    number: Mapped[str] = text("抽取编号", length=40, width=10, unique=True)
    purpose: Mapped[str] = text("抽查事项", length=60, width=14, help="例如 2023年9月双随机抽查", index=True)
    drawn_on: Mapped[date] = day("抽取日期", index=True)
    due_on: Mapped[date] = day("计划检查日期")
    scope: Mapped[str] = text("抽取范围", length=200, width=14)
    wanted: Mapped[int] = integer("抽取家数")
    pool_size: Mapped[int] = integer("名单家数")
    people_count: Mapped[int] = integer("人员数")
    seed: Mapped[str] = text("随机种子", length=64, width=10)
    way: Mapped[str] = text("抽取方法", length=20)
    pool_hash: Mapped[str] = text("名单校验值", length=64, width=12)
    pool_text: Mapped[str] = long_text("名单", length=4_000_000)
    reasons: Mapped[str] = long_text("权重说明", length=4_000_000)
    round: Mapped[int] = integer("第几次", default=1)
    round_reason: Mapped[str | None] = text("再次抽取原因", length=200, width=12)
    witness: Mapped[str | None] = text("监督人", length=40, width=5)
    drawn_by: Mapped[str] = text("抽取人", length=40, width=5)

    def title(self) -> str:
        return f"抽取 {self.number}"


class DrawPick(Record):
    """One drawn object in the order drawn, with the visit planned for it."""

    __tablename__ = "draw_pick"
    called = "抽中对象"

    draw_id: Mapped[int] = link("抽取", "draw.id")
    position: Mapped[int] = integer("抽中次序")
    place: Mapped[int] = integer("名单序号")
    name: Mapped[str] = text("检查对象", length=100, width=14)
    institution_id: Mapped[int | None] = link("关联机构", "institution.id")
    pair: Mapped[str] = text("检查人员", length=100, width=8)
    aside: Mapped[str | None] = text("回避人员", length=200, width=8)
    visit_id: Mapped[int] = link("检查", "visit.id")

    def title(self) -> str:
        return f"抽中对象“{self.name}”"


class Avoidance(Record):
    """An inspector who must not visit an institution (回避), with the reason told."""

    __tablename__ = "avoidance"
    called = "回避"

    inspector_id: Mapped[int] = link("检查人员", "inspector.id")
    institution_id: Mapped[int] = link("机构", "institution.id")
    reason: Mapped[str] = text("回避原因", length=200, width=14)
    told_on: Mapped[date] = day("登记日期")

    def title(self) -> str:
        return f"回避登记 {self.id}"
