"""Every file that is no readable workbook gives a Chinese sentence with what to do, quickly."""

import struct
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from desktop.base.errors import UserError
from desktop.output.excel_read import ole
from desktop.output.excel_read.opening import open_workbook, read_file
from tests.helpers.books import LEDGERS, SAMPLES, xls, xlsx


def packed(parts: dict[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def compound(stream: str) -> bytes:
    """A compound file whose only stream has this name: root, one entry, tables, 4096 bytes."""

    def entry(name: str, kind: int, first: int, size: int) -> bytes:
        text = name.encode("utf-16-le") + b"\0\0"
        return (
            text.ljust(64, b"\0")
            + struct.pack("<HBB", len(text), kind, 1)
            + b"\xff" * 12
            + bytes(36)
            + struct.pack("<IQ", first, size)
        )

    header = bytearray(512)
    header[:8] = ole.MAGIC
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIII", header, 44, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", header, 76, 0, *([0xFFFFFFFF] * 108))
    table = [0xFFFFFFFD, 0xFFFFFFFE, 3, 4, 5, 6, 7, 8, 9, 0xFFFFFFFE]
    fat = struct.pack("<128I", *table, *([0xFFFFFFFF] * 118))
    directory = (entry("Root Entry", 5, 0xFFFFFFFE, 0) + entry(stream, 2, 2, 4096)).ljust(512, b"\0")
    return bytes(header) + fat + directory + bytes(4096)


def far(row: int, column: int) -> bytes:
    book = openpyxl.Workbook()
    book.active.cell(1, 1, "名称")
    book.active.cell(row, column, "远处")
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


BOMB = packed({"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": bytes(40 * 1024 * 1024)})
MANY = packed({"xl/workbook.xml": b"<workbook/>"} | {f"xl/media/{n}": b"" for n in range(5100)})
BAD = {
    "零字节.xlsx": (b"", "空文件"),
    "网页.xls": ("<html><table><tr><td>名称</td></tr></table></html>".encode("gbk"), "网页"),
    "网页2.xls": (b"\xef\xbb\xbf\r\n<meta charset=utf-8><table>", "网页"),
    "表格.xls": (b'<?xml?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "XML"),
    "文本.xls": ("名称,代码\n甲,1\n".encode("gbk"), "CSV"),
    "文本2.xls": ("名称\t代码\r\n".encode("utf-16"), "CSV"),
    "扫描.xlsx": (b"%PDF-1.7\n", "PDF"),
    "照片.xlsx": (b"\x89PNG\r\n\x1a\n", "图片"),
    "乱码.xlsx": (bytes(range(256)) * 8, "不是 Excel 工作簿"),
    "断了.xlsx": ((SAMPLES / LEDGERS[0]).read_bytes()[:9000], "没有传完整"),
    "断了.xls": ((SAMPLES / LEDGERS[2]).read_bytes()[:9000], "没有传完整"),
    "密码.xlsx": (compound("EncryptedPackage"), "打开密码"),
    "文档.xls": (compound("WordDocument"), "Word"),
    "别的.xls": (compound("Something"), "不是 Excel 工作簿"),
    "压缩包.xlsx": (packed({"说明.txt": b"x"}), "压缩包"),
    "文档.docx": (packed({"word/document.xml": b"<x/>"}), "Word"),
    "表格.ods": (packed({"content.xml": b"<x/>"}), "OpenDocument"),
    "二进制.xlsb": (packed({"xl/workbook.bin": b"x"}), "xlsb"),
    "炸弹.xlsx": (BOMB, "解开后过大"),
    "零碎.xlsx": (MANY, "解开后过大"),
    "一千列.xlsx": (xlsx([[f"列{n}" for n in range(1000)]]), "1000 列"),
    "最远处.xlsx": (far(1_048_576, 16_384), "16384 列"),
    "很远.xlsx": (far(1_000_000, 400), "太大"),
    "空表.xlsx": (xlsx([]), "没有内容"),
    "一亿.xlsx": (b"PK" + bytes(61 * 1024 * 1024), "60 MB"),
}  # fmt: skip


@pytest.mark.timeout(10)
@pytest.mark.parametrize("name", BAD)
def test_bad_file_gets_a_sentence(name: str) -> None:
    data, words = BAD[name]
    with pytest.raises(UserError) as caught:
        open_workbook(data, name)
    assert words in caught.value.what
    assert name in caught.value.what
    assert caught.value.sentence.endswith("。")


def test_password_of_an_old_workbook() -> None:
    stream = struct.pack("<HH", 0x0809, 4) + bytes(4) + struct.pack("<HH", 0x002F, 2) + bytes(2)
    assert ole.scan(stream).locked
    assert not ole.scan(stream[:8]).locked


def test_sector_chain_in_a_circle_is_refused() -> None:
    data = bytearray(compound("Workbook"))
    struct.pack_into("<I", data, 512 + 4 * 5, 3)
    with pytest.raises(UserError, match="损坏"):
        open_workbook(bytes(data), "圈.xls")


def test_far_cell_of_an_old_workbook_is_refused() -> None:
    data = xls([["名称"], ["甲"]])
    cell = struct.pack("<HHHH", 0x00FD, 10, 1, 0)
    assert data.count(cell) == 1
    moved = data.replace(cell, struct.pack("<HHHH", 0x00FD, 10, 65535, 65000))
    with pytest.raises(UserError, match="损坏"):
        open_workbook(moved, "远.xls")


def test_styled_empty_cells_do_not_make_a_sheet_wide() -> None:
    book = openpyxl.Workbook()
    book.active.cell(1, 1, "名称")
    for column in range(2, 1200):
        book.active.cell(1, column).number_format = "@"
    buffer = BytesIO()
    book.save(buffer)
    assert open_workbook(buffer.getvalue(), "格式.xlsx").sheets[0].rows == [["名称"]]


def test_hidden_sheet_comes_last_and_a_bad_one_does_not_spoil_the_rest() -> None:
    book = openpyxl.Workbook()
    book.active.title = "藏"
    book.active["A1"] = "名称"
    book.active.sheet_state = "hidden"
    book.create_sheet("宽").cell(1, 800, "x")
    book.create_sheet("好")["A1"] = "名称"
    buffer = BytesIO()
    book.save(buffer)
    found = open_workbook(buffer.getvalue(), "多.xlsx")
    assert [(sheet.name, bool(sheet.rows), bool(sheet.fault)) for sheet in found.sheets] == [
        ("宽", False, True), ("好", True, False), ("藏", True, False)]  # fmt: skip
    assert [sheet.name for sheet in found.readable] == ["好", "藏"]


def test_folder_and_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="文件夹"):
        read_file(tmp_path)
    with pytest.raises(UserError, match="找不到"):
        read_file(tmp_path / "没有.xlsx")
    with pytest.raises(UserError, match="读不了"):
        read_file(Path("坏\0名.xlsx"))


def test_unreadable_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "锁.xlsx"
    file.write_bytes(b"x")

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(UserError, match="没有权限"):
        read_file(file)
