"""Rows made up for the tests of the kit: no trade, only enough to look at."""

from collections.abc import Sequence

from PySide6.QtCore import Qt

from desktop.base.marks import CellStyle, Mark, Tone, light, tag
from desktop.ui.windowed import TableColumn

RIGHT = Qt.AlignmentFlag.AlignRight
COLUMNS = (
    TableColumn("light", "期限", 116, style=CellStyle.LIGHT),
    TableColumn("name", "名称", 200, stretch=True),
    TableColumn("code", "统一社会信用代码", 160),
    TableColumn("kind", "类别", 72),
    TableColumn("state", "证照", 76, style=CellStyle.TAG),
    TableColumn("until", "到期", 96),
    TableColumn("open", "未销号", 60, RIGHT, CellStyle.LINK),
)
LIGHTS = (
    ("红 · 逾期 5 日", Tone.RED),
    ("黄 · 剩 1 日", Tone.AMBER),
    ("蓝 · 期内", Tone.BLUE),
    ("已结束", Tone.GREY),
)
STATES = (("有证有照", Tone.GREEN), ("有照无证", Tone.AMBER), ("无照无证", Tone.RED))


class Rows:
    """`total` rows whose cells follow from their id; counts how often it was asked."""

    columns: Sequence[TableColumn] = COLUMNS

    def __init__(self, total: int) -> None:
        self.total = total
        self.asked_rows = 0
        self.asked_orders: list[tuple[str | None, bool]] = []
        self.gone: set[int] = set()

    def ids(self, order: str | None, descending: bool) -> list[int]:
        self.asked_orders.append((order, descending))
        found = [number for number in range(1, self.total + 1) if number not in self.gone]
        return found[::-1] if descending else found

    def want(self, column_index: int) -> bool:
        return False

    def rows(self, ids: Sequence[int]) -> list[tuple[object, ...]]:
        self.asked_rows += len(ids)
        return [(number,) for number in ids]

    def cell(self, row: tuple[object, ...], column_index: int) -> tuple[str, Mark | None]:
        number = int(str(row[0]))
        words, tone = LIGHTS[number % 4]
        state, state_tone = STATES[number % 3]
        return (
            (words, light(tone)),
            (f"晋江市虚构文化教育培训中心第{number}校区", None),
            (f"52350582MJB{number:06d}J", None),
            (("学科", "文化艺术", "体育")[number % 3], None),
            (state, tag(state_tone)),
            (f"2024-03-{number % 28 + 1:02d}", Mark(CellStyle.TEXT, Tone.AMBER) if number % 5 == 0 else None),
            (str(number % 3), Mark(CellStyle.LINK) if number % 3 else Mark()),
        )[column_index]
