"""One citable place of a law: an article, paragraph or item, with its text and whether it was checked."""

from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Mapped

from desktop.base import fields
from desktop.base.chinese import date_cn
from desktop.base.records import Record, Searchable


class TextKind(StrEnum):
    """Whether the text may be quoted."""

    VERBATIM = "原文"
    SUMMARY = "摘要"


class Statute(Searchable, Record):
    """`key` is stable and shipped; `verified` False stops every paper that cites it until confirmed."""

    __tablename__ = "statute"
    called = "法规条文"

    key: Mapped[str] = fields.text("内部编号", length=60, unique=True)
    law: Mapped[str] = fields.text("法规名称", length=120, width=20)
    short: Mapped[str] = fields.text("简称", length=60, width=14)
    number: Mapped[str | None] = fields.text("文号", length=60)
    edition: Mapped[str | None] = fields.text("版本", length=100, width=14)
    effective: Mapped[date | None] = fields.day("施行日期")
    article: Mapped[str] = fields.text("条款", length=60, width=8)
    text: Mapped[str] = fields.long_text("条文", length=8000, width=36)
    text_kind: Mapped[TextKind] = fields.choice("文字", TextKind)
    verified: Mapped[bool] = fields.flag("已核对", default=False)
    topics: Mapped[str | None] = fields.text("用于", length=200, width=10,
                                             help="问题类别或环节，几个之间用顿号隔开")
    source: Mapped[str | None] = fields.text("出处", length=300, width=20)
    note: Mapped[str | None] = fields.long_text("提醒", length=1000)
    confirmed_by: Mapped[str | None] = fields.text("核对人", length=40, width=5)
    confirmed_on: Mapped[date | None] = fields.day("核对日期")
    basis: Mapped[str | None] = fields.text("核对依据", length=300, width=20,
                                            help="对照的文本：公布文件、汇编、网址")

    @property
    def citation(self) -> str:
        """How a paper names it: 《中华人民共和国行政处罚法》第二十八条第一款."""
        return f"《{self.law}》{self.article}"

    @property
    def pending(self) -> str | None:
        """None when it may be cited, else why not, in Chinese."""
        if self.voided:
            return f"{self.citation}已作废，不能引用"
        if not self.verified:
            return f"{self.citation}待核对"
        return None

    def not_in_force(self, on: date) -> str | None:
        """None when in force on that day, else the sentence."""
        if self.effective is None or self.effective <= on:
            return None
        return f"{self.citation}自{date_cn(self.effective)}起施行，{date_cn(on)}的文书不能引用"

    def title(self) -> str:
        return f"{self.short}{self.article}"

    def searched(self) -> list[str | None]:
        return [self.short, self.law, self.article, self.text, self.topics]

    def spelled(self) -> list[str | None]:
        return [self.short, self.law]
