"""A received workbook as plain rows, or one sentence why not: no content may crash or hang the program.

Encodings, limits and containers are checked before python-calamine reads, because it trusts the file: it
lays out rectangles of any size and follows sector chains for ever.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import TypeVar

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from desktop.base.errors import UserError
from desktop.base.garbage import all_lasting
from desktop.output.excel_read import ole
from desktop.output.excel_read.limits import LARGEST_FILE, damaged, too_large, used_area_fault
from desktop.output.excel_read.package import check_package

T = TypeVar("T")
Cell = str | float | int | bool | date | datetime | time | timedelta
Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column, counted from 0, the last ones included."""

_SAVE_AS = "请用 WPS 或 Excel 打开后另存为 .xlsx，再导入。"
_MARKUP = re.compile(rb"<(?:!doctype html|html|table|head|body|meta|\?xml|script|style|div)", re.IGNORECASE)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHER_FILES = (
    (b"%PDF", "PDF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"{\\rtf", "RTF 文档"),
)


@dataclass(frozen=True)
class Sheet:
    """One sheet: `rows` from row 1 and column A on, `""` for an empty cell; `fault` says why it has none."""

    name: str
    rows: Sequence[Sequence[Cell]] = field(repr=False)
    merges: tuple[Merge, ...] = ()
    hidden: bool = False
    fault: str = ""


@dataclass(frozen=True)
class Workbook:
    """A file's sheets, hidden ones last; at least one has rows."""

    name: str
    sheets: tuple[Sheet, ...]

    @property
    def readable(self) -> tuple[Sheet, ...]:
        """The sheets that hold something."""
        return tuple(sheet for sheet in self.sheets if sheet.rows)


def read_file(path: Path) -> bytes:
    """The bytes of a file; UserError for a folder, a missing, unreadable, empty or too large file."""
    try:
        if path.is_dir():
            raise UserError(f"“{path.name}”是文件夹，不是表格文件。", "请选里面的 .xlsx 或 .xls 文件。")
        if not path.is_file() and path.exists():
            raise UserError(f"“{path}”不是文件，读不了。", "请选 .xlsx 或 .xls 文件。")
        if path.stat().st_size > LARGEST_FILE:
            raise too_large(path.name)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UserError(f"找不到文件：{path}。", "请检查路径，文件可能被移走或改名。") from error
    except PermissionError as error:
        raise UserError(
            f"没有权限读取“{path.name}”，或它正被别的程序独占。", "请关闭打开它的程序，或复制到桌面再导入。"
        ) from error
    except (OSError, ValueError) as error:
        raise UserError(
            f"读不了文件“{path.name}”。", "请检查 U 盘、网络盘是否还连着，把文件复制到桌面再导入。"
        ) from error


def open_workbook(data: bytes, name: str) -> Workbook:
    """The workbook of these bytes; UserError in Chinese when it cannot be read."""
    if not data:
        raise UserError(f"“{name}”是空文件（0 字节）。", "请对方重发，或重新下载后再导入。")
    if len(data) > LARGEST_FILE:
        raise too_large(name)
    if data.startswith(b"PK"):
        faults, area = check_package(data, name), ""
    elif data.startswith(ole.MAGIC):
        faults, area = {}, _check_old(data, name)
    else:
        raise _not_a_workbook(data, name)
    workbook = _guarded(lambda: CalamineWorkbook.from_filelike(BytesIO(data)), name)
    sheets = [
        _sheet(workbook, index, facts, faults.get(facts.name, area), name)
        for index, facts in enumerate(workbook.sheets_metadata)
        if facts.typ == SheetTypeEnum.WorkSheet
    ]
    return _with_content(name, sheets)


def _with_content(name: str, sheets: Sequence[Sheet]) -> Workbook:
    ordered = tuple(sorted(sheets, key=lambda sheet: sheet.hidden))
    if any(sheet.rows for sheet in ordered):
        return Workbook(name, ordered)
    faulty = next((sheet for sheet in ordered if sheet.fault), None)
    if faulty is not None:
        raise UserError(f"“{name}”的工作表“{faulty.name}”{faulty.fault}")
    raise UserError(f"“{name}”里没有内容：工作表都是空的。", "请检查是不是选错了文件。")


def _sheet(workbook: CalamineWorkbook, index: int, facts: SheetMetadata, fault: str, name: str) -> Sheet:
    hidden = facts.visible != SheetVisibleEnum.Visible
    if fault:
        return Sheet(facts.name, (), hidden=hidden, fault=fault)
    try:
        rows, merges = _guarded(lambda: _content(workbook.get_sheet_by_index(index)), name)
    except UserError:
        return Sheet(facts.name, (), hidden=hidden, fault=f"读不出来。{_SAVE_AS}")
    filled = any(cell != "" for row in rows for cell in row)
    return Sheet(facts.name, rows if filled else (), merges, hidden)


def _content(sheet: CalamineSheet) -> tuple[list[list[Cell]], tuple[Merge, ...]]:
    """All rows from A1 on, made one by one so that the window is not held up."""
    ranges = sheet.merged_cell_ranges or []
    merges = tuple((top, left, bottom, right) for (top, left), (bottom, right) in ranges)
    if sheet.start is None:
        return [], merges
    blank: list[Cell] = [""] * sheet.start[1]
    with all_lasting(sheet.total_height):
        return [blank + row if blank else row for row in sheet.iter_rows()], merges


def _guarded(read: Callable[[], T], name: str) -> T:
    """What the library reads, or UserError for all it stumbles over."""
    try:
        return read()
    except PasswordError as error:
        raise _locked(name) from error
    except (CalamineError, OSError, ValueError, MemoryError) as error:
        raise damaged(name) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise damaged(name) from error


def _check_old(data: bytes, name: str) -> str:
    """Fault of the used area of an .xls; UserError when it is locked, damaged or something else."""
    if _ENCRYPTED in data:
        raise _locked(name)
    try:
        inside = ole.look_inside(data)
    except ole.Broken as error:
        raise damaged(name) from error
    if "WordDocument" in inside.names:
        raise UserError(
            f"“{name}”是 Word 文档，不是表格。", "请把里面的表复制到 Excel，另存为 .xlsx 再导入。"
        )
    if not inside.workbook:
        raise UserError(f"“{name}”不是 Excel 工作簿。", "请选 .xlsx 或 .xls 文件。")
    seen = ole.scan(inside.workbook)
    if seen.locked:
        raise _locked(name)
    if seen.columns > 256 or seen.rows > 65536:
        raise damaged(name)
    return used_area_fault(seen.rows, seen.columns) if seen.rows else ""


def _locked(name: str) -> UserError:
    return UserError(
        f"“{name}”有打开密码，读不了。", "请用 WPS 或 Excel 输入密码打开，去掉密码另存后再导入。"
    )


def _not_a_workbook(data: bytes, name: str) -> UserError:
    start = data[:4096]
    for magic, kind in _OTHER_FILES:
        if start.startswith(magic):
            return UserError(f"“{name}”是{kind}，不是表格。", "请选 .xlsx 或 .xls 文件。")
    plain = start.replace(b"\x00", b"")
    if b"schemas-microsoft-com:office:spreadsheet" in plain:
        return UserError(f"“{name}”其实是 XML 表格，只是改了扩展名。", _SAVE_AS)
    if _MARKUP.search(plain):
        return UserError(f"“{name}”其实是网页（HTML），只是改成了表格的扩展名。", _SAVE_AS)
    if start[:2] in (b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08"):
        return UserError(f"“{name}”是很旧的 Excel 格式，读不了。", _SAVE_AS)
    if _is_text(start):
        return UserError(f"“{name}”其实是文本（CSV），不是工作簿。", _SAVE_AS)
    return UserError(
        f"“{name}”不是 Excel 工作簿，读不了。", "请检查是不是选错了文件，或请对方另存为 .xlsx 重发。"
    )


def _is_text(start: bytes) -> bool:
    if start.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return True
    controls = sum(byte < 32 and byte not in b"\t\r\n" for byte in start)
    return controls == 0 and any(separator in start for separator in (b",", b"\t", b";", b"\n"))
