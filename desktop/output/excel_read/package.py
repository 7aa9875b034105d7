"""The new workbooks (.xlsx): a zip looked through before the reading library, which would unpack any size.

Every part is unpacked once here, by its declared size and checksum; for each sheet the used area is worked
out, since the library lays out a full rectangle up to the farthest filled cell.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from html import unescape
from io import BytesIO

from desktop.base.errors import UserError
from desktop.output.excel_read.limits import (
    LARGEST_UNPACKED,
    MOST_PARTS,
    SUSPICIOUS_PART,
    SUSPICIOUS_RATIO,
    damaged,
    used_area_fault,
)

_FAR = rb' r="(?:(\d{%d,})|([A-Z]{2,7})(\d)|[A-Z](\d{6,}))'
_FAR_ANYHOW = rb"""\sr\s*=\s*["'](?:(\d{%d,})|([A-Z]{2,7})(\d)|[A-Z](\d{6,}))"""
_ROUGHLY = tuple((10 ** (digits - 1) - 1, re.compile(_FAR % digits), re.compile(_FAR_ANYHOW % digits))
                 for digits in (6, 5))
"""Rows within which (and 26 columns) nothing is found, and what finds those beyond; the quickest first."""
_WINDOW = 1 << 20
"""Bytes looked through at once, so that the window is not held up."""
_FILLED = re.compile(
    rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{1,7})(\d{1,9})["'][^>/]*>\s*<(?:\w+:)?(?:v|is|f)\b"""
)
_SHEET = re.compile(rb"""<(?:\w+:)?sheet\s([^>]*)>""")
_RELATION = re.compile(rb"""<(?:\w+:)?Relationship\s([^>]*)>""")
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_OTHER_KINDS = (
    ("xl/workbook.bin", "Excel 二进制工作簿（.xlsb）"),
    ("content.xml", "OpenDocument 表格（.ods）"),
    ("word/document.xml", "Word 文档"),
    ("ppt/presentation.xml", "演示文稿"),
)


def check_package(data: bytes, name: str) -> dict[str, str]:
    """Sheet name -> fault of its used area ('' = fine); UserError when the zip is no readable workbook."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check_directory(archive, name)
            faults = {part.filename: _area_fault(archive, part) for part in archive.infolist()}
            return {title: faults.get(part, "") for title, part in _titles(archive).items()}
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        struct.error,
        ValueError,
        LookupError,
        OSError,
    ) as error:
        raise damaged(name) from error


def _check_directory(archive: zipfile.ZipFile, name: str) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    unpacked = sum(part.file_size for part in parts)
    bombs = [
        part
        for part in parts
        if part.file_size > SUSPICIOUS_PART and part.file_size > SUSPICIOUS_RATIO * max(part.compress_size, 1)
    ]
    if len(parts) > MOST_PARTS or unpacked > LARGEST_UNPACKED or bombs:
        raise UserError(
            f"“{name}”解开后过大，可能是有问题的压缩文件，没有读取。",
            "请用 WPS 或 Excel 打开，把需要的表复制到新文件，另存为 .xlsx 再导入。",
        )
    if "xl/workbook.xml" in names:
        return
    for marker, kind in _OTHER_KINDS:
        if marker in names:
            raise UserError(f"“{name}”是{kind}，读不了。", "请用 WPS 或 Excel 打开后另存为 .xlsx，再导入。")
    raise UserError(f"“{name}”是压缩包，不是 Excel 工作簿。", "请先解压，再选里面的 .xlsx 或 .xls 文件。")


def _titles(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name -> its part."""
    relations = {}
    if "xl/_rels/workbook.xml.rels" in archive.namelist():
        for hit in _RELATION.finditer(archive.read("xl/_rels/workbook.xml.rels")):
            facts = _attributes(hit.group(1))
            relations[facts.get("Id", "")] = _part(facts.get("Target", ""))
    sheets = (_attributes(hit.group(1)) for hit in _SHEET.finditer(archive.read("xl/workbook.xml")))
    return {
        facts.get("name", ""): relations.get(facts.get("r:id", facts.get("id", "")), "") for facts in sheets
    }


def _attributes(text: bytes) -> dict[str, str]:
    return {
        hit.group(1).decode(): unescape((hit.group(2) or hit.group(3) or b"").decode("utf-8", "replace"))
        for hit in _ATTRIBUTE.finditer(text)
    }


def _part(target: str) -> str:
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _area_fault(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> str:
    """Fault of the used area of a sheet; every other part is unpacked only to prove it whole.

    The exact count is made only when the rough bounds are too large.
    """
    if not part.filename.endswith(".xml"):
        if not part.is_dir():
            archive.read(part)
        return ""
    for near, usual, anyhow in _ROUGHLY:
        rows, columns, is_sheet = near, 26, False
        for window in _windows(archive, part):
            is_sheet = is_sheet or b"sheetData" in window
            for hit in (usual if _is_usual(window) else anyhow).finditer(window):
                if hit.lastindex == 3:
                    columns = max(columns, _column_number(hit.group(2)))
                else:
                    rows = max(rows, int(hit.group(hit.lastindex or 0)))
        if not is_sheet or not used_area_fault(rows, columns):
            return ""
    rows = columns = 0
    for letters, row in _FILLED.findall(archive.read(part)):
        rows, columns = max(rows, int(row)), max(columns, _column_number(letters))
    return used_area_fault(rows, columns)


def _windows(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of a part by the megabyte, cut behind a tag; ValueError for a tag that never ends."""
    with archive.open(part) as stream:
        left = b""
        while read := stream.read(_WINDOW):
            window = left + read
            end = window.rfind(b">") + 1
            if not end and len(window) > _WINDOW:
                raise ValueError("a tag of more than a megabyte")
            left = window[end:]
            yield window[:end]
        yield left


def _is_usual(window: bytes) -> bool:
    """True when every attribute is written name="value" with one space before it."""
    if b"\n" in window or b"\t" in window or b"\r" in window or b" =" in window:
        return False
    return window.count(b"=") == window.count(b'="')


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
