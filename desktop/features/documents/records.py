"""The register of issued papers, and the drafts that are not issued yet."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.orm import Mapped

from desktop.base.fields import choice, day, integer, link, long_text, moment, text
from desktop.base.records import Record, Searchable


class DocumentState(StrEnum):
    """An issued paper stays what it is; a wrong one is voided and its number is never used again."""

    ISSUED = "已签发"
    VOID = "作废"


class DeliveryWay(StrEnum):
    """送达方式, as on the 送达回证."""

    DIRECT = "直接送达"
    LEFT = "留置送达"
    POST = "邮寄送达"
    ENTRUSTED = "委托送达"
    FORWARDED = "转交送达"
    ELECTRONIC = "电子送达"


class Document(Searchable, Record):
    """One issued paper. The file and its facts never change; only delivery and 作废 are added."""

    __tablename__ = "document"
    called = "文书"

    number: Mapped[str] = text("文号", length=80, width=12, unique=True)
    series: Mapped[str] = text("文种", length=40, width=5)
    year: Mapped[int] = integer("年份")
    number_id: Mapped[int] = link("登记号", "number.id")
    heading: Mapped[str] = text("文书名称", length=120, width=9)
    addressee: Mapped[str] = text("主送", length=200, width=11)
    about_title: Mapped[str | None] = text("关于", length=200, width=9)
    about: Mapped[str | None] = text("关于何表", length=60)
    about_id: Mapped[int | None] = integer("关于何行")
    issued_on: Mapped[date] = day("成文日期")
    issued_by: Mapped[str] = text("经办人", length=40, width=5)
    signed_by: Mapped[str | None] = text("签发人", length=40, width=5)
    state: Mapped[DocumentState] = choice("状态", DocumentState, default=DocumentState.ISSUED)
    pages: Mapped[int] = integer("页数")
    attachment_id: Mapped[int] = link("定稿", "attachment.id")
    sha256: Mapped[str] = text("校验值", length=64)
    template: Mapped[str] = text("文字模板", length=60)
    content: Mapped[str] = long_text("内容", length=200000, help="签发时的各项内容")
    digest: Mapped[str] = text("内容校验值", length=64, index=True)
    token: Mapped[str | None] = text("办理标记", length=64, unique=True)
    delivered_at: Mapped[datetime | None] = moment("送达时间")
    delivery_way: Mapped[DeliveryWay | None] = choice("送达方式", DeliveryWay)
    receiver: Mapped[str | None] = text("接收人", length=60, width=6)
    deliverers: Mapped[str | None] = text("送达人", length=80, width=8, help="两人，用顿号隔开")
    refusal: Mapped[str | None] = text("拒收理由", length=200, width=12)
    delivery_note: Mapped[str | None] = text("送达备注", length=200, width=12, help="见证人、邮寄单号等")

    def title(self) -> str:
        return self.number

    def searched(self) -> list[str | None]:
        return [self.number, self.addressee, self.heading, self.about_title]


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
