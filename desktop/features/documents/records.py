"""The register of papers, drafts not issued yet, the wordings she changed, and what was printed."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from desktop.base.fields import choice, day, flag, integer, link, long_text, moment, text
from desktop.base.records import Record, Searchable
from desktop.store.numbering import Number


class DocumentState(StrEnum):
    """An issued paper stays what it is; a wrong one is voided and its number is never used again."""

    ISSUED = "已签发"
    RESERVED = "预留"
    VOID = "作废"


class DeliveryWay(StrEnum):
    """送达方式, as on the 送达回证."""

    DIRECT = "直接送达"
    LEFT = "留置送达"
    POST = "邮寄送达"
    ENTRUSTED = "委托送达"
    FORWARDED = "转交送达"
    ELECTRONIC = "电子送达"


class PrintWay(StrEnum):
    """How a paper left the program."""

    PRINTED = "打印"
    TOGETHER = "合并成一份 PDF"
    PDF = "另存 PDF"
    WORD = "另存 Word"


class Document(Searchable, Record):
    """One line of the register. An issued paper's file and facts never change; delivery and 作废 are added.

    A reserved number is a line without a paper; used by hand, it gets its facts, and never a file.
    `limit_days` working days count from the delivery, which sets `limit_on`. `wording` is the text the paper
    was made from.
    """

    __tablename__ = "document"
    called = "文书"

    number: Mapped[str] = text("文号", length=80, width=12, unique=True)
    series: Mapped[str] = text("文种", length=40, width=5)
    year: Mapped[int] = integer("年份")
    number_id: Mapped[int] = link("登记号", f"{Number.__tablename__}.id")
    heading: Mapped[str] = text("文书名称", length=120, width=9)
    addressee: Mapped[str] = text("主送", length=200, width=11)
    about_title: Mapped[str | None] = text("关于", length=200, width=9)
    about: Mapped[str | None] = text("关于何表", length=60)
    about_id: Mapped[int | None] = integer("关于何行")
    issued_on: Mapped[date | None] = day("成文日期")
    issued_by: Mapped[str] = text("经办人", length=40, width=5)
    signed_by: Mapped[str | None] = text("签发人", length=40, width=5)
    state: Mapped[DocumentState] = choice("状态", DocumentState, default=DocumentState.ISSUED)
    by_hand: Mapped[bool] = flag("手写", default=False)
    note: Mapped[str | None] = text("备注", length=200, width=10)
    pages: Mapped[int | None] = integer("页数")
    attachment_id: Mapped[int | None] = link("定稿", "attachment.id")
    sha256: Mapped[str | None] = text("校验值", length=64)
    template: Mapped[str | None] = text("文字模板", length=60)
    wording: Mapped[str | None] = long_text("签发时的文字", length=20000)
    content: Mapped[str | None] = long_text("内容", length=200000, help="签发时的各项内容")
    digest: Mapped[str | None] = text("内容校验值", length=64, index=True)
    token: Mapped[str | None] = text("办理标记", length=64, unique=True)
    delivered_at: Mapped[datetime | None] = moment("送达时间")
    delivery_way: Mapped[DeliveryWay | None] = choice("送达方式", DeliveryWay)
    receiver: Mapped[str | None] = text("接收人", length=60, width=6)
    deliverers: Mapped[str | None] = text("送达人", length=80, width=8, help="两人，用顿号隔开")
    refusal: Mapped[str | None] = text("拒收理由", length=200, width=12)
    delivery_place: Mapped[str | None] = text("送达地点", length=200, width=12)
    witnesses: Mapped[str | None] = text("见证人", length=80, width=8, help="留置送达的见证人")
    receipt_number: Mapped[str | None] = text("回执号", length=80, width=10, help="邮寄单号、传真号或者邮箱")
    delivery_note: Mapped[str | None] = text("送达备注", length=200, width=12, help="例如：经办人代收")
    limit_days: Mapped[int | None] = integer("限期工作日", help="从送达的次日起算")
    limit_on: Mapped[date | None] = day("限期届满", help="登记送达时算出")

    def title(self) -> str:
        return self.number

    def searched(self) -> list[str | None]:
        return [self.number, self.addressee, self.heading, self.about_title]


class Wording(Record):
    """One edition of a wording; the last one counts. `shipped`: from here on the program's own text again."""

    __tablename__ = "wording"
    __table_args__ = (UniqueConstraint("key", "edition"), {"sqlite_autoincrement": True})
    called = "文书文字"

    key: Mapped[str] = text("文字模板", length=60, index=True)
    edition: Mapped[int] = integer("第几稿")
    shipped: Mapped[bool] = flag("原文", default=False)
    heading: Mapped[str] = text("文书名称", length=120)
    source: Mapped[str] = long_text("文字", length=20000)
    saved_by: Mapped[str] = text("修改人", length=40)

    def title(self) -> str:
        return f"{self.heading}文字第 {self.edition} 稿"


class Printout(Record):
    """One sheet that was printed or saved: which, how many copies, when (`created_at`), by whom."""

    __tablename__ = "printout"
    called = "打印记录"

    document_id: Mapped[int | None] = link("文书", "document.id")
    sheet: Mapped[str] = text("打印内容", length=200, width=12)
    way: Mapped[PrintWay] = choice("方式", PrintWay, default=PrintWay.PRINTED)
    copies: Mapped[int] = integer("份数", default=1)
    printed_by: Mapped[str] = text("打印人", length=40, width=5)

    def title(self) -> str:
        return f"{self.way.value} {self.sheet}"


class PaperDraft(Record):
    """What was typed for a paper that is not issued yet: one per wording and subject."""

    __tablename__ = "paper_draft"
    called = "文书草稿"

    template: Mapped[str] = text("文字模板", length=60)
    about: Mapped[str] = text("关于何表", length=60)
    about_id: Mapped[int] = integer("关于何行")
    content: Mapped[str] = long_text("内容", length=200000)

    def title(self) -> str:
        return "文书草稿"
