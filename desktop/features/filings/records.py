"""A month's form: what was typed for it, its frozen versions, and to whom it went.

Figures are increments of the month; sums of the year are worked out. `Filing.edits` grows with every change
of a child row, so that an earlier act can no longer be undone once the month was frozen after it.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from desktop.base.fields import choice, day, flag, integer, link, long_text, moment, text
from desktop.base.records import Record


class Basis(StrEnum):
    """What the printed numbers count."""

    MONTH = "本月"
    TOTAL = "累计"


class FilingState(StrEnum):
    """A frozen month is read-only until a correction is opened with its reason."""

    DRAFT = "草稿"
    FROZEN = "已封存"


class SendState(StrEnum):
    """Where a recipient stands for a month."""

    NOT_SENT = "未报"
    SENT = "已发"
    RECEIVED = "已回执"
    CORRECTED = "补正"


class Filing(Record):
    """One month of one form. `frozen_version` 0: never frozen; `correcting`: why it was opened again."""

    __tablename__ = "filing"
    __table_args__ = (UniqueConstraint("month", "form"), {"sqlite_autoincrement": True})
    called = "报表"

    month: Mapped[str] = text("月份", length=7, index=True)
    form: Mapped[str] = text("报表", length=40)
    basis: Mapped[Basis] = choice("口径", Basis, default=Basis.TOTAL)
    state: Mapped[FilingState] = choice("状态", FilingState, default=FilingState.DRAFT)
    frozen_version: Mapped[int] = integer("封存版次", default=0)
    frozen_at: Mapped[datetime | None] = moment("封存时间")
    frozen_by: Mapped[str | None] = text("封存人", length=40)
    correcting: Mapped[str | None] = text("更正理由", length=400)
    signer: Mapped[str | None] = text("审签人", length=40)
    signer_post: Mapped[str | None] = text("职务", length=40)
    preparer: Mapped[str | None] = text("填表人", length=40)
    contact: Mapped[str | None] = text("联系方式", length=60)
    unit: Mapped[str | None] = text("填表单位", length=60)
    filled_on: Mapped[date | None] = day("填表时间")
    edits: Mapped[int] = integer("改动次数", default=0)

    def title(self) -> str:
        year, _, number = self.month.partition("-")
        return f"{year}年{int(number)}月表"


class Figure(Record):
    """One number of a month: its own increment as typed, with the paper or meeting it comes from.

    For a number the ledger counts, `value` replaces the count and `reason` says why.
    """

    __tablename__ = "filing_figure"
    __table_args__ = (UniqueConstraint("filing_id", "key"), {"sqlite_autoincrement": True})
    called = "报表数"

    filing_id: Mapped[int] = link("报表", "filing.id")
    key: Mapped[str] = text("栏目", length=40)
    value: Mapped[int | None] = integer("本月数")
    source: Mapped[str | None] = text("来源", length=200, help="来文或会议，例如：县纪委监委《关于……的函》")
    reason: Mapped[str | None] = text("改用理由", length=200)
    confirmed: Mapped[bool] = flag("确认为0", default=False)

    def title(self) -> str:
        return f"报表数 {self.key}"


class FormText(Record):
    """One text of a month's form as edited; absent, the scheme's or the drafted text is printed."""

    __tablename__ = "filing_text"
    __table_args__ = (UniqueConstraint("filing_id", "key"), {"sqlite_autoincrement": True})
    called = "报表文字"

    filing_id: Mapped[int] = link("报表", "filing.id")
    key: Mapped[str] = text("栏目", length=40)
    content: Mapped[str] = long_text("内容", length=4000)

    def title(self) -> str:
        return f"报表文字 {self.key}"


class NoteFigure(Record):
    """One of the numbers of note 2, never part of the table's own numbers."""

    __tablename__ = "filing_note"
    __table_args__ = (UniqueConstraint("filing_id", "key"), {"sqlite_autoincrement": True})
    called = "注2的数"

    filing_id: Mapped[int] = link("报表", "filing.id")
    key: Mapped[str] = text("空格", length=40)
    value: Mapped[int | None] = integer("本月数")

    def title(self) -> str:
        return f"注2的数 {self.key}"


class Version(Record):
    """One frozen version: the files as sent and every value, as JSON."""

    __tablename__ = "filing_version"
    __table_args__ = (UniqueConstraint("filing_id", "number"), {"sqlite_autoincrement": True})
    called = "封存版"

    filing_id: Mapped[int] = link("报表", "filing.id")
    number: Mapped[int] = integer("版次")
    frozen_on: Mapped[date] = day("封存日期")
    frozen_by: Mapped[str] = text("封存人", length=40)
    basis: Mapped[Basis] = choice("口径", Basis)
    cutoff: Mapped[date] = day("数据截止日")
    xlsx_id: Mapped[int] = link("表格", "attachment.id")
    pdf_id: Mapped[int] = link("定稿", "attachment.id")
    sha256: Mapped[str] = text("校验值", length=64, help="表格文件的 SHA-256")
    content: Mapped[str] = long_text("内容", length=400000)
    reason: Mapped[str | None] = text("更正理由", length=400)
    changes: Mapped[str | None] = long_text("更正内容", length=40000)

    def title(self) -> str:
        return f"第{self.number}版（{self.frozen_on.isoformat()}）"


class Sending(Record):
    """What is known of one recipient and month; the program never sends, the clerk registers."""

    __tablename__ = "filing_sending"
    __table_args__ = (UniqueConstraint("filing_id", "recipient"), {"sqlite_autoincrement": True})
    called = "报送登记"

    filing_id: Mapped[int] = link("报表", "filing.id")
    recipient: Mapped[str] = text("收件单位", length=40)
    state: Mapped[SendState] = choice("状态", SendState)
    on: Mapped[date] = day("日期")
    how: Mapped[str | None] = text("方式", length=40)
    handler: Mapped[str] = text("经办", length=40)
    sent_version: Mapped[int] = integer("版次", default=0)
    note: Mapped[str | None] = text("说明", length=200)

    def title(self) -> str:
        return f"{self.recipient} {self.state.value}"


class MailboxConfirmation(Record):
    """Which mailbox is right, who at the other end said so, how and when; the latest one counts."""

    __tablename__ = "mailbox_confirmation"
    called = "邮箱核实"

    recipient: Mapped[str] = text("收件单位", length=40, index=True)
    mailbox: Mapped[str] = text("邮箱", length=100)
    confirmed_by: Mapped[str] = text("向谁核实", length=60)
    how: Mapped[str] = text("核实方式", length=100)
    on: Mapped[date] = day("核实日期")

    def title(self) -> str:
        return f"邮箱核实 {self.mailbox}"
