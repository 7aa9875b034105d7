"""Filling an .xlsx: only the XML of its own cells is written anew, and results kept by formulas are taken
out; every other byte of every part stays.

Formats, merges, widths, pictures, print settings, checks and macros are kept because nothing reads and writes
them. Formulas are worked out again when the file is opened.
"""

import re
import zipfile
from html import escape, unescape
from io import BytesIO

from desktop.base.chinese import strip_controls
from desktop.base.errors import UserError
from desktop.output.excel_fill.places import LONGEST, Filling, Place, Value, column_number, formula_there

_ROW = re.compile(r"<(?P<p>(?:\w+:)?)row\b(?P<attributes>[^>]*?)(?:/>|>(?P<cells>.*?)</(?P=p)row>)",
                  re.DOTALL)
_CELL = re.compile(r"<(?P<p>(?:\w+:)?)c\b(?P<attributes>[^>]*?)(?:/>|>.*?</(?P=p)c>)", re.DOTALL)
_DATA = re.compile(r"<(?P<p>(?:\w+:)?)sheetData\s*(?:/>|>(?P<rows>.*?)</(?P=p)sheetData>)", re.DOTALL)
_ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_CALC = re.compile(r"<((?:\w+:)?)calcPr\b([^>]*?)/?>(?:</(?:\w+:)?calcPr>)?")
_COL = re.compile(r"<(?:\w+:)?col\b([^>]*)>")
_SORT = re.compile(r"""\st\s*=\s*(?:"[^"]*"|'[^']*')""")
_RESULT = re.compile(r"<((?:\w+:)?)v\b[^>]*?(?:/>|>.*?</\1v>)", re.DOTALL)
_FORMULA = re.compile(r"<(?:\w+:)?f\b")


class _FormulaMet(Exception):
    def __init__(self, row: int, column: int) -> None:
        super().__init__(row, column)
        self.row, self.column = row, column


def fill_xlsx(data: bytes, filling: Filling, name: str) -> bytes:
    """The workbook with these cells filled; UserError when a sheet is gone or a formula stands in the way."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(target, "w") as made:
        parts = _sheet_parts(source)
        sheets = set(parts.values())
        wanted: dict[str, dict[Place, Value]] = {}
        for place, value in filling.items():
            if place.sheet not in parts:
                raise UserError(f"“{name}”里没有工作表“{place.sheet}”。", "请重新对应这张空白表。")
            wanted.setdefault(parts[place.sheet], {})[place] = value
        for item in source.infolist():
            content = source.read(item)
            if item.filename in sheets:
                words = content.decode("utf-8")
                if item.filename in wanted:
                    words = _fill_sheet(words, wanted[item.filename])
                content = _CELL.sub(_without_result, words).encode("utf-8")
            elif item.filename == "xl/workbook.xml":
                content = _recalculated(content.decode("utf-8")).encode("utf-8")
            made.writestr(item, content, compress_type=item.compress_type)
    return target.getvalue()


def _without_result(cell: re.Match[str]) -> str:
    """A formula's cell without the result of the blank, which some programs would show as it is."""
    words = cell.group()
    if not _FORMULA.search(words):
        return words
    head, rest = words[:words.index(">")], words[words.index(">"):]
    return _SORT.sub("", head) + _RESULT.sub("", rest)


def _attributes(text: str) -> dict[str, str]:
    return {key: unescape(one or two) for key, one, two in _ATTRIBUTE.findall(text)}


def _sheet_parts(source: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name -> the part that holds it."""
    relations = source.read("xl/_rels/workbook.xml.rels").decode("utf-8")
    targets = {}
    for found in re.findall(r"<(?:\w+:)?Relationship\s([^>]*)>", relations):
        facts = _attributes(found)
        path = facts.get("Target", "")
        targets[facts.get("Id", "")] = path.lstrip("/") if path.startswith("/") else f"xl/{path}"
    book = source.read("xl/workbook.xml").decode("utf-8")
    named = {}
    for found in re.findall(r"<(?:\w+:)?sheet\s([^>]*)>", book):
        facts = _attributes(found)
        link = next((value for key, value in facts.items() if key.endswith(":id")), "")
        named[facts.get("name", "")] = targets.get(link, "")
    return named


def _fill_sheet(text: str, filling: Filling) -> str:
    data = _DATA.search(text)
    if data is None:
        raise UserError("空白表的工作表里没有单元格。", "请用 Excel 或 WPS 打开另存后再用。")
    prefix, rows = data.group("p"), data.group("rows") or ""
    styles = _column_styles(text[:data.start()])
    by_row: dict[int, dict[int, Value]] = {}
    for place, value in filling.items():
        by_row.setdefault(place.row, {})[place.column] = value
    try:
        made = _rows(rows, by_row, prefix, styles)
    except _FormulaMet as met:
        raise formula_there(Place(next(iter(filling)).sheet, met.row, met.column)) from met
    return f"{text[:data.start()]}<{prefix}sheetData>{made}</{prefix}sheetData>{text[data.end():]}"


def _column_styles(head: str) -> dict[int, str]:
    """Style of the cells a column would make, by column."""
    found = {}
    for words in _COL.findall(head):
        facts = _attributes(words)
        if "style" in facts and facts.get("min", "").isdigit() and facts.get("max", "").isdigit():
            for column in range(int(facts["min"]) - 1, min(int(facts["max"]), 1000)):
                found[column] = facts["style"]
    return found


def _rows(text: str, wanted: dict[int, dict[int, Value]], prefix: str, styles: dict[int, str]) -> str:
    made, end, number, left = [], 0, 0, dict(wanted)
    for found in _ROW.finditer(text):
        facts = _attributes(found.group("attributes"))
        number = int(facts["r"]) if facts.get("r", "").isdigit() else number + 1
        made.append(text[end:found.start()])
        for row in sorted(row for row in left if row < number - 1):
            made.append(_new_row(row, left.pop(row), prefix, styles))
        if number - 1 in left:
            own = {**styles, **(dict.fromkeys(left[number - 1], facts["s"]) if "s" in facts else {})}
            cells = _cells(found.group("cells") or "", left.pop(number - 1), number, prefix, own)
            attributes = re.sub(r"""\sspans\s*=\s*(?:"[^"]*"|'[^']*')""", "", found.group("attributes"))
            made.append(f"<{prefix}row{attributes.rstrip()}>{cells}</{prefix}row>")
        else:
            made.append(found.group())
        end = found.end()
    made.append(text[end:])
    made += [_new_row(row, left[row], prefix, styles) for row in sorted(left)]
    return "".join(made)


def _new_row(row: int, values: dict[int, Value], prefix: str, styles: dict[int, str]) -> str:
    return f'<{prefix}row r="{row + 1}">{_cells("", values, row + 1, prefix, styles)}</{prefix}row>'


def _cells(text: str, values: dict[int, Value], number: int, prefix: str, styles: dict[int, str]) -> str:
    made, end, column, left = [], 0, -1, dict(values)
    for found in _CELL.finditer(text):
        facts = _attributes(found.group("attributes"))
        letters = re.match(r"[A-Z]+", facts.get("r", ""))
        column = column_number(letters.group()) if letters else column + 1
        made.append(text[end:found.start()])
        for before in sorted(item for item in left if item < column):
            made.append(_cell(before, number, left.pop(before), styles.get(before, ""), prefix))
        if column in left:
            if _FORMULA.search(found.group()):
                raise _FormulaMet(number - 1, column)
            made.append(_cell(column, number, left.pop(column), facts.get("s", ""), prefix))
        else:
            made.append(found.group())
        end = found.end()
    made.append(text[end:])
    made += [_cell(item, number, left[item], styles.get(item, ""), prefix) for item in sorted(left)]
    return "".join(made)


def _cell(column: int, number: int, value: Value, style: str, prefix: str) -> str:
    name = Place("", number - 1, column).name
    look = f' s="{style}"' if style else ""
    if isinstance(value, str):
        words = escape(re.sub("[\ufffe\uffff]", "", strip_controls(value, keep="\n"))[:LONGEST], quote=False)
        space = f'<{prefix}t xml:space="preserve">{words}</{prefix}t>'
        return f'<{prefix}c r="{name}"{look} t="inlineStr"><{prefix}is>{space}</{prefix}is></{prefix}c>'
    return f'<{prefix}c r="{name}"{look}><{prefix}v>{value!r}</{prefix}v></{prefix}c>'


def _recalculated(book: str) -> str:
    """Formulas are worked out when the file is opened: their kept results are those of the blank."""
    found = _CALC.search(book)
    if found is not None:
        rest = re.sub(r"""\sfullCalcOnLoad\s*=\s*(?:"[^"]*"|'[^']*')""", "", found.group(2)).rstrip()
        made = f'<{found.group(1)}calcPr{rest} fullCalcOnLoad="1"/>'
        return book[:found.start()] + made + book[found.end():]
    sheets = re.search(r"</((?:\w+:)?)sheets>(?:\s*<(?:\w+:)?(?:functionGroups|externalReferences)\b.*?"
                       r"</(?:\w+:)?(?:functionGroups|externalReferences)>)?"
                       r"(?:\s*<(?:\w+:)?definedNames\b.*?</(?:\w+:)?definedNames>)?", book, re.DOTALL)
    if sheets is None:
        return book
    return f'{book[:sheets.end()]}<{sheets.group(1)}calcPr fullCalcOnLoad="1"/>{book[sheets.end():]}'
