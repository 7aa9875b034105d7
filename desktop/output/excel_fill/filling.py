"""A received blank filled: the same file with some cells changed, read back before it is given out."""

import zipfile
from datetime import date, time, timedelta

from desktop.base.errors import UserError
from desktop.output.excel_fill.biff import fill_stream
from desktop.output.excel_fill.compound import with_stream
from desktop.output.excel_fill.places import Filling, Place, Value
from desktop.output.excel_fill.xlsx import fill_xlsx
from desktop.output.excel_read import ole
from desktop.output.excel_read.opening import open_workbook

_SAVE_AS = "请用 WPS 或 Excel 打开，另存为 .xlsx 后重新对应。"


def fill_blank(data: bytes, filling: Filling, name: str) -> bytes:
    """The blank with these cells filled; UserError in Chinese when that cannot be done."""
    if not filling:
        return data
    try:
        made = fill_xlsx(data, filling, name) if data.startswith(b"PK") else _fill_old(data, filling, name)
    except (ole.Broken, zipfile.BadZipFile, KeyError, UnicodeDecodeError, ValueError, IndexError) as error:
        raise UserError(f"填不了“{name}”：文件内部的写法不常见。", _SAVE_AS) from error
    _check(made, filling, name)
    return made


def _fill_old(data: bytes, filling: Filling, name: str) -> bytes:
    return with_stream(data, fill_stream(ole.look_inside(data).workbook, filling, name))


def _check(made: bytes, filling: Filling, name: str) -> None:
    """Read the file back: what was filled must stand there."""
    sheets = {sheet.name: sheet.rows for sheet in open_workbook(made, name).sheets}
    for place, value in filling.items():
        if value != "" and not _same(_read(sheets.get(place.sheet, ()), place), value):
            raise UserError(f"填好以后核对不上：“{place.sheet}”的 {place.name}。", _SAVE_AS)


def _read(rows: object, place: Place) -> object:
    try:
        return rows[place.row][place.column]  # type: ignore[index]
    except IndexError:
        return ""


def _same(found: object, value: Value) -> bool:
    """A number in a cell formatted as a date reads as a date."""
    if isinstance(value, str):
        return str(found).strip() == value.strip() or len(value) > 1000
    if isinstance(found, (date, time, timedelta)):
        return True
    return isinstance(found, (int, float)) and float(found) == float(value)
