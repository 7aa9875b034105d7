"""Rows that are no records: totals, notes, signature lines, repeated heads, column numbers, bare serials."""

import re
from collections.abc import Sequence
from itertools import chain

from desktop.base.chinese import half_width, one_line
from desktop.output.excel_read.cells import as_words
from desktop.output.excel_read.heads import HeadBlock
from desktop.output.excel_read.opening import Cell, Sheet
from desktop.output.excel_read.words import normal

_TOTAL = re.compile(
    r"(?:(?:本?[页表]|\S{0,8}[镇乡村区县市街办处校片组道所])?(?:合计|总计|小计|共计|累计|总数))(?:\(.{0,8}\))?[:：]?(?:共?\d+(?:\.\d+)?\S{0,3})?"
    r"|共计?:?\d+[家所个户条名项人]\S{0,8}"
)
_TOTAL_SIGN = re.compile("[计总共]")
_NOTE = re.compile(
    r"(?:备?注|说明|填表说明|填报说明|附注|注意)\d{0,2}[:：.、]|注\d?$|(?:备注|说明)$"
    r"|(?:填表|填报|制表|审核|审批|复核|统计|经办|报送|负责|联系)(?:单位|部门|日期|时间)?(?:负责)?人?"
    r"(?:签[字名])?(?:\(.{0,6}\))?[:：]"
    r"|(?:单位|主要|分管|科室)?(?:负责人|领导)(?:签[字名])?(?:\(.{0,6}\))?[:：]|(?:填表|填报|制表|上报)(?:日期|时间)"
    r"|单位\(盖章\)|\(?盖章\)?[:：]"
)
_SENTENCE = re.compile(r".{6,}[。;；](?:.*)|(?:\d{1,2}[.、](?!\d)|\([\d一二三四五六七八九十]{1,2}\)).{8,}")
_SERIAL_HEADS = frozenset({"序号", "编号", "行号", "no", "项次", "顺序号"})
_LEAST_SPAN = 3
_MANY = 5
"""So many filled cells are a record, unless they are heads, column numbers or a total."""
_NUMERALS = "一二三四五六七八九十"


class Skips:
    """Why a row of this sheet is left out; '' for a row that is a record, None for a blank one."""

    def __init__(self, sheet: Sheet, block: HeadBlock) -> None:
        self._width = len(block.paths)
        self._headed = [index for index, path in enumerate(block.paths) if path]
        self._serial = next(
            (index for index in self._headed if normal(block.paths[index]) in _SERIAL_HEADS), None
        )
        heads = sheet.rows[block.top : block.first]
        self._heads = [_row_words(row) for row in heads]
        known = "".join([_NUMERALS, *(str(cell) for row in heads for cell in row), *chain(*self._heads)])
        self._foreign = re.compile(f"[^\0-\u4dff\ua000-\U0010ffff{re.escape(known)}]")
        self._spanned = {
            row
            for top, left, bottom, right in sheet.merges
            if right - left + 1 >= _LEAST_SPAN
            for row in range(top, bottom + 1)
            if left <= 1
        }

    def reason(self, index: int, row: Sequence[Cell]) -> str | None:
        """The reason in Chinese; '' = take the row; None = blank."""
        if self._surely_record(row):
            return ""
        first = _filled(row, _MANY)
        if not first:
            return None
        if len(first) == _MANY and not self._like_heads(row) and not _numbers(row):
            return self._total(row, first[:2])
        return self._rare(index, row, _filled(row, len(row)))

    def _surely_record(self, row: Sequence[Cell]) -> bool:
        """What a look at the first cells tells of nearly every record: they are filled, the first is neither
        a head nor column 1, and there is no total."""
        cells = row[:_MANY]
        if len(cells) < _MANY or "" in cells:
            return False
        first, second = cells[0], cells[1]
        if isinstance(first, str):
            if self._foreign.search(first) is None or _TOTAL_SIGN.search(first):
                return False
        elif first == 1:
            return False
        if isinstance(second, str) and _TOTAL_SIGN.search(second):
            return False
        return not any(map(str.isspace, [cell for cell in cells if isinstance(cell, str)]))

    def _rare(self, index: int, row: Sequence[Cell], filled: Sequence[int]) -> str:
        first = half_width(one_line(as_words(row[filled[0]])))
        if self._like_heads(row):
            return "重复的表头"
        if _numbers(row):
            return "列号，不是数据"
        if all(_NOTE.match(_note_words(row[column])) for column in filled) or (
            len(filled) <= 2 and _NOTE.match(_note_words(first))
        ):
            return "注、填表人等说明文字"
        if len(filled) == 1 and _SENTENCE.fullmatch(first):
            return "整行一句的说明文字"
        if index in self._spanned and len(filled) == 1:
            return "整行合并的说明文字"
        if not any(column in self._headed for column in filled):
            return "写在表头范围以外的文字"
        total = self._total(row, filled[:2])
        if not total and filled == [self._serial]:
            return "只有序号，没有内容"
        return total

    def _total(self, row: Sequence[Cell], columns: Sequence[int]) -> str:
        for column in columns:
            cell = row[column]
            if not isinstance(cell, str) or not _TOTAL_SIGN.search(cell):
                continue
            if _TOTAL.fullmatch(half_width(cell).replace(" ", "").replace("\n", "")):
                return "合计、小计行，不是数据"
        return ""

    def _like_heads(self, row: Sequence[Cell]) -> bool:
        first = next((cell for cell in row if cell != ""), "")
        if not isinstance(first, str) or self._foreign.search(first):
            return False
        words: set[str] | None = None
        for heads in self._heads:
            if normal(first) not in heads:
                continue
            words = _row_words(row) if words is None else words
            if len(words) >= 2 and len(words & heads) >= 0.6 * len(words):
                return True
        return False


def _row_words(row: Sequence[Cell]) -> set[str]:
    return {normal(cell) for cell in row if isinstance(cell, str) and cell.strip()}


def _note_words(cell: Cell) -> str:
    return half_width(one_line(as_words(cell))).replace(" ", "")


def _filled(row: Sequence[Cell], most: int) -> list[int]:
    """The first `most` columns that hold more than spaces."""
    filled = []
    for column, cell in enumerate(row):
        if cell != "" and not (isinstance(cell, str) and cell.isspace()):
            filled.append(column)
            if len(filled) == most:
                break
    return filled


def _numbers(row: Sequence[Cell]) -> bool:
    """True for a row 1, 2, 3 … under the heads."""
    filled = _filled(row, 1)
    if not filled or not _is_number(row[filled[0]], 1):
        return False
    filled = _filled(row, len(row))
    if len(filled) < 3 or not all(
        _is_number(row[column], place) for place, column in enumerate(filled[:6], start=1)
    ):
        return False
    return all(len(as_words(row[column]).strip()) <= 4 for column in filled)


def _is_number(cell: Cell, number: int) -> bool:
    return as_words(cell).strip("()（）栏列 ") == str(number)
