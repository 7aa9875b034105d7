"""What one committed act touched, so that each page can ask: does it concern me?"""

from collections.abc import Iterable

from desktop.base.records import Record
from desktop.base.values import value_class


@value_class
class Changes:
    """Tables and row ids touched by one act; `title` is the act in the clerk's words, `kind` its sort:
    草稿 for what is kept while typing, 撤销 for an undo, 导入 for a batch, else empty."""

    act: int
    title: str
    rows: frozenset[tuple[str, int]]
    kind: str = ""

    def concern(self, records: Iterable[type[Record]]) -> bool:
        """True when any of these records' tables was touched."""
        watched = {record.__tablename__ for record in records}
        return any(table in watched for table, _ in self.rows)

    def ids(self, record: type[Record]) -> frozenset[int]:
        """Ids of the touched rows of one record type."""
        return frozenset(row for table, row in self.rows if table == record.__tablename__)
