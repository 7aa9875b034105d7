"""The preview of an import as plain data of the grid: columns with targets, cells with messages."""

from collections.abc import Mapping, Sequence
from typing import overload

from desktop.app.import_job import SPLIT, ImportJob
from desktop.base.listing import shown
from desktop.base.marks import Tone
from desktop.base.masks import masked
from desktop.base.sheets import Fault
from desktop.output.excel_read.mapping import MappedColumn
from desktop.output.excel_read.words import How
from desktop.store.importing import Outcome, Plan, PlannedRow
from desktop.ui.import_rows import GridCell, GridColumn, GridRow
from desktop.ui.totals_bar import Total

MARKED = "待核对"
TONES: Mapping[Outcome, Tone] = {
    Outcome.NEW: Tone.GREEN, Outcome.UPDATED: Tone.BLUE, Outcome.SAME: Tone.GREY, Outcome.SKIPPED: Tone.GREY,
    Outcome.FAILED: Tone.RED}  # fmt: skip
_PIXELS, _HEAD_PIXELS, _ARROW = 14, 12, 44
_NARROW, _WIDE = 84, 240
_SHORT = 14
_MOST_KEPT = 2000


def grid_columns(job: ImportJob) -> list[GridColumn]:
    """The columns of the file that have a head or hold a mapping."""
    return [
        GridColumn(
            column.head.replace("/", "\n", 1), SPLIT.join(column.keys), _how(column), _width(job, column)
        )
        for column in shown_columns(job)
    ]


def shown_columns(job: ImportJob) -> list[MappedColumn]:
    """Columns without a head are not shown: nothing of them is read."""
    return [column for column in job.layout.mapping if column.head]


def targets(job: ImportJob) -> list[tuple[str, str]]:
    """(key, words) of everything a column can go to, split pairs first."""
    labels = {column.key: column.field.label for column in job.spec.columns}
    pairs = dict.fromkeys(column.keys for column in job.layout.mapping if column.also)
    joined = [(SPLIT.join(keys), "＋".join(labels[key] for key in keys)) for keys in pairs]
    return [*joined, *labels.items()]


def grid_rows(job: ImportJob, only: str = "") -> "GridRows":
    """The rows of one outcome (its word), those marked (待核对), or all."""
    return GridRows(job, [row for row in job.plan.rows if _wanted(row, only)])


class GridRows(Sequence[GridRow]):
    """The rows of a preview, each worded when it is shown: a file may have a hundred thousand."""

    def __init__(self, job: ImportJob, rows: Sequence[PlannedRow]) -> None:
        self._job, self._rows, self._columns = job, rows, shown_columns(job)
        self._kept: dict[int, GridRow] = {}

    @property
    def telling(self) -> list[int]:
        """Places of the rows of which something is said; the others are the plain ones."""
        return [place for place, row in enumerate(self._rows)
                if row.faults or row.old or row.outcome is Outcome.SKIPPED]

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> GridRow: ...
    @overload
    def __getitem__(self, place: slice) -> list[GridRow]: ...
    def __getitem__(self, place: int | slice) -> GridRow | list[GridRow]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        found = self._kept.get(place)
        if found is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            found = self._kept[place] = _row(self._job, self._rows[place], self._columns)
        return found


def kinds(plan: Plan) -> list[tuple[str, str, int]]:
    """The chips: all, each outcome, marked."""
    return [
        ("", "全部", plan.read),
        *((word.value, word.value, plan.count(word)) for word in Outcome),
        (MARKED, MARKED, plan.marked),
    ]


def totals(plan: Plan) -> tuple[Total, list[Total], Total]:
    """The whole, its parts, and what is marked."""
    parts = [
        Total(word.value, word.value, plan.count(word), Tone.RED if word is Outcome.FAILED else None)
        for word in Outcome
    ]
    return Total("", "读入", plan.read), parts, Total(MARKED, MARKED, plan.marked, Tone.AMBER)


def _wanted(row: PlannedRow, only: str) -> bool:
    return not only or row.outcome.value == only or (only == MARKED and row.marked)


def _how(column: MappedColumn) -> str:
    return "" if column.how in (How.NONE, How.CHOSEN) and not column.key else column.how.value


def _width(job: ImportJob, column: MappedColumn) -> int:
    head = max(map(len, column.head.split("/"))) * _HEAD_PIXELS + 20
    fields = [job.spec.column(key).field for key in column.keys]
    box = len("＋".join(field.label for field in fields)) * _PIXELS + _ARROW if fields else _NARROW
    return max(head, box, min(sum(field.width for field in fields) * _PIXELS + 20, _WIDE))


def _row(job: ImportJob, row: PlannedRow, columns: Sequence[MappedColumn]) -> GridRow:
    if row.outcome is Outcome.SKIPPED:
        words = [word.strip() for word in row.row.raw.values() if word.strip()]
        start = "　".join(words[:3]).replace("\n", " ")[:40]
        return GridRow(
            row.row.number, row.outcome.value, TONES[row.outcome], note=f"{start}　跳过原因：{row.reason}"
        )
    faults = {fault.column: fault for fault in reversed(row.faults)}
    whole = faults.get("")
    cells = [_cell(job, row, column, faults) for column in columns]
    if whole is not None and cells:
        place = next((place for place, column in enumerate(columns) if column.key), 0)
        cells[place] = _said(cells[place].text, whole)
    return GridRow(row.row.number, row.outcome.value, TONES[row.outcome], tuple(cells))


def _cell(job: ImportJob, row: PlannedRow, column: MappedColumn, faults: Mapping[str, Fault]) -> GridCell:
    fault = next((faults[key] for key in column.keys if key in faults), None)
    raw = row.row.raw.get(column.head, "")
    if not column.keys:
        return GridCell(raw)
    if fault is not None and fault.blocks:
        return _said(raw, fault)
    text = " ".join(word for key in column.keys if (word := _value(job, row, key))) or "—"
    if fault is not None:
        return _said(raw if text == "—" else text, fault)
    changed = next((key for key in column.keys if key in row.old), None)
    if changed is None:
        return GridCell(text)
    old = shown(row.old[changed]) or "空"
    return GridCell(text, f"原为：{old}", Tone.BLUE, f"台账里原来是“{old}”，入库后改成“{text}”。")


def _value(job: ImportJob, row: PlannedRow, key: str) -> str:
    words = shown(row.row.values.get(key)).replace("\n", " ")
    return masked(words) if job.spec.column(key).field.personal else words


def _said(text: str, fault: Fault) -> GridCell:
    short = fault.message.split("，")[0].split("（")[0][:_SHORT]
    return GridCell(text, short, Tone.RED if fault.blocks else Tone.AMBER, f"{fault.message}。")
