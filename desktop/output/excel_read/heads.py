"""Finding the head rows of a sheet under its titles, and flattening merged heads to paths."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from desktop.base.chinese import one_line
from desktop.base.sheets import ImportColumn
from desktop.output.excel_read.opening import Cell, Merge, Sheet
from desktop.output.excel_read.words import Synonyms

SEARCHED_ROWS = 40
DEEPEST = 3
OFFERED = 8
_LONGEST_HEAD = 60
_REPEATED = 0.75


@dataclass(frozen=True)
class HeadBlock:
    """Head rows `top` to `top + depth - 1` (counted from 0); `paths` one text a column such as
    监管情况/预收费监管, "" for a column without head. `depth` 0: no heads, columns named by letters."""

    top: int
    depth: int
    paths: tuple[str, ...]
    matched: int = 0
    score: float = 0.0

    @property
    def first(self) -> int:
        """Index of the first row under the heads."""
        return self.top + self.depth

    @property
    def words(self) -> str:
        """Where the heads are, in the clerk's words."""
        if self.depth == 0:
            return "没有表头"
        last = f"—{self.top + self.depth}" if self.depth > 1 else ""
        return f"表头在第 {self.top + 1}{last} 行"


def find_heads(sheet: Sheet, columns: Sequence[ImportColumn]) -> list[HeadBlock]:
    """Possible head rows, the best first; empty when nothing looks like the heads of these columns."""
    synonyms, needed = Synonyms(columns), {column.key for column in columns if column.required}
    found = []
    for top in range(min(SEARCHED_ROWS, len(sheet.rows))):
        if not any(_text(cell) for cell in sheet.rows[top]):
            continue
        for depth in range(1, DEEPEST + 1):
            if top + depth <= len(sheet.rows) and not _cut(sheet.merges, top, depth):
                block = _scored(head_block(sheet, top, depth), sheet, synonyms, needed)
                if block.matched:
                    found.append(block)
    found.sort(key=lambda block: (-block.score, block.depth, block.top))
    return [block for block in _first_of_repeated(found)[:OFFERED] if _enough(block)]


def head_block(sheet: Sheet, top: int, depth: int) -> HeadBlock:
    """The heads in these rows, as the clerk chose them or as a try; paths are unique."""
    width = max((len(row) for row in sheet.rows[top : top + depth]), default=0)
    levels = [
        [_text(cell) for cell in row] + [""] * (width - len(row)) for row in sheet.rows[top : top + depth]
    ]
    for merge in sheet.merges:
        _fill(levels, merge, sheet, top)
    for upper, lower in pairwise(levels):
        _spread(upper, lower)
    return HeadBlock(
        top, depth, _unique(_path([level[column] for level in levels]) for column in range(width))
    )


def no_heads(sheet: Sheet, first: int = 0) -> HeadBlock:
    """Columns named by their letters, data from row index `first` on: for a sheet whose heads are unknown."""
    width = max((len(row) for row in sheet.rows), default=0)
    return HeadBlock(first, 0, tuple(f"{letters(column)} 列" for column in range(width)))


def letters(column: int) -> str:
    """0 -> A, 26 -> AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def _first_of_repeated(found: list[HeadBlock]) -> list[HeadBlock]:
    """Heads printed again at a page break never win over the first ones: rows above them would be lost."""
    if not found:
        return found
    best = found[0]
    enough = _REPEATED * best.score
    first = next((block for block in found if block.first <= best.top and block.score >= enough), best)
    return [first, *(block for block in found if block is not first)]


def _text(cell: Cell) -> str:
    return one_line(cell) if isinstance(cell, str) and not cell.isspace() else ""


def _cut(merges: Sequence[Merge], top: int, depth: int) -> bool:
    """True when a merged cell sticks out of the rows above or below."""
    last = top + depth - 1
    return any(first < top <= bottom or first <= last < bottom for first, _, bottom, _ in merges)


def _fill(levels: list[list[str]], merge: Merge, sheet: Sheet, top: int) -> None:
    first, left, bottom, right = merge
    if (
        bottom < top
        or first >= top + len(levels)
        or first >= len(sheet.rows)
        or left >= len(sheet.rows[first])
    ):
        return
    text = _text(sheet.rows[first][left])
    for row in range(max(first, top), min(bottom, top + len(levels) - 1) + 1):
        level = levels[row - top]
        for column in range(left, min(right, len(level) - 1) + 1):
            level[column] = text


def _spread(upper: list[str], lower: list[str]) -> None:
    """A head above several columns whose merging was lost: it reaches over the blanks at its right."""
    for column in range(1, len(upper)):
        left = upper[column - 1]
        if not upper[column] and left and lower[column] and lower[column - 1] and lower[column - 1] != left:
            upper[column] = left


def _path(levels: Sequence[str]) -> str:
    parts: list[str] = []
    for level in levels:
        if level and (not parts or parts[-1] != level):
            parts.append(level.replace("/", "／").replace(" → ", "/").replace("→", "/"))
    return "/".join(parts)


def _unique(paths: Iterable[str]) -> tuple[str, ...]:
    seen: dict[str, int] = {}
    unique = []
    for path in paths:
        seen[path] = seen.get(path, 0) + 1
        unique.append(path if not path or seen[path] == 1 else f"{path}（{seen[path]}）")
    return tuple(unique)


def _scored(block: HeadBlock, sheet: Sheet, synonyms: Synonyms, needed: set[str]) -> HeadBlock:
    keys: dict[str, float] = {}
    for path in block.paths:
        match = synonyms.exact(path) if path and len(path) <= _LONGEST_HEAD * block.depth else None
        if match is not None:
            worth = 3.0 - match.rank[0] / 20 + (2.0 if match.keys[0] in needed else 0.0)
            keys[match.keys[0]] = max(worth, keys.get(match.keys[0], 0.0))
    rows = sheet.rows[block.top : block.top + block.depth]
    data = sum(cell != "" and not isinstance(cell, str) for row in rows for cell in row)
    score = sum(keys.values()) - 2.0 * data - 0.5 * (block.depth - 1)
    return HeadBlock(block.top, block.depth, block.paths, len(keys), score)


def _enough(block: HeadBlock) -> bool:
    heads = sum(bool(path) for path in block.paths)
    return block.score > 0 and (block.matched >= 2 or heads <= 2)
