"""What one committed act touched, so that each page can ask: does it concern me?"""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from operator import itemgetter

from desktop.base.chinese import date_cn
from desktop.base.records import Record
from desktop.base.values import value_class


@value_class
class Changes:
    """Tables and row ids touched by one act; `title` is the act in the clerk's words, `kind` its sort:
    草稿 for what is kept while typing, 撤销 for an undo, 导入 for a batch, else empty; `final`: why it cannot
    be taken back, "" when it can."""

    act: int
    title: str
    rows: frozenset[tuple[str, int]]
    kind: str = ""
    final: str = ""

    def concern(self, records: Iterable[type[Record]]) -> bool:
        """True when any of these records' tables was touched."""
        return any(record.__tablename__ in self.tables for record in records)

    @cached_property
    def tables(self) -> frozenset[str]:
        """The touched tables; every page asks for them, of an act with thousands of rows too."""
        return frozenset(map(itemgetter(0), self.rows))

    def ids(self, record: type[Record]) -> frozenset[int]:
        """Ids of the touched rows of one record type."""
        return frozenset(row for table, row in self.rows if table == record.__tablename__)


@value_class
class ChangesAsked:
    """Which changes of the journal: found by `search`, of one person (whoever he stood in for), on a kind of
    record or on one `row` of it, whose `title` stands in the heading, from a day to a day, both in it; what
    is empty asks nothing."""

    search: str = ""
    by: str = ""
    record: type[Record] | None = None
    row: int = 0
    title: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def words(self) -> str:
        """What is asked, as a heading tells it; "" for everything."""
        begun, ended = (date_cn(day) if day else "" for day in (self.first, self.last))
        span = begun if begun == ended else f"{begun}至{ended}" if ended else f"{begun}起"
        kind = self.title or (self.record.called if self.record else "")
        return "，".join(filter(None, (kind, f"查找“{self.search}”" if self.search else "", self.by, span)))
