"""Towns and departments of the county; the office's own facts are settings."""

from sqlalchemy.orm import Mapped

from desktop.base.fields import integer, text
from desktop.base.records import Record


class Town(Record):
    """One town or street of the county."""

    __tablename__ = "town"
    called = "镇街"

    name: Mapped[str] = text("镇街名称", length=40, unique=True)
    position: Mapped[int] = integer("顺序", default=0)

    def title(self) -> str:
        return self.name


class Department(Record):
    """One department that can be responsible for a problem."""

    __tablename__ = "department"
    called = "责任部门"

    name: Mapped[str] = text("部门名称", length=60, unique=True)
    position: Mapped[int] = integer("顺序", default=0)

    def title(self) -> str:
        return self.name
