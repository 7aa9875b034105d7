"""Her edition of the checklists: a row changes, adds or takes away one item of the shipped ones."""

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from desktop.base.fields import flag, integer, long_text, text
from desktop.base.records import Record
from desktop.features.inspections.records.kinds import kind_words
from desktop.features.statutes.rules import article_words


class ChecklistItem(Record):
    """One item by its key, which never changes; `removed`: no longer asked, old records keep their words."""

    __tablename__ = "checklist_item"
    __table_args__ = (UniqueConstraint("key"), {"sqlite_autoincrement": True})
    called = "检查清单项"

    key: Mapped[str] = text("检查项编号", length=40)
    checklist: Mapped[str] = text("检查清单", length=40)
    wording: Mapped[str] = long_text("检查内容", length=400)
    finding: Mapped[str | None] = long_text("问题描述", length=400, help="有问题时预填的写法")
    statute_keys: Mapped[str | None] = text("依据条文", length=400, meaning=article_words)
    category: Mapped[str | None] = text("问题类别", length=20)
    subcategory: Mapped[str | None] = text("二级类别", length=4, meaning=kind_words)
    measures: Mapped[str | None] = long_text("整改措施", length=1000)
    position: Mapped[int] = integer("次序", default=0)
    removed: Mapped[bool] = flag("已停用", default=False)

    def title(self) -> str:
        return f"检查清单项“{self.wording[:20]}”"
