"""How much of a received workbook is read, and the sentences said when it is more."""

from desktop.base.errors import UserError

MB = 1024 * 1024
LARGEST_FILE = 60 * MB
LARGEST_UNPACKED = 500 * MB
MOST_PARTS = 5000
SUSPICIOUS_PART = 20 * MB
SUSPICIOUS_RATIO = 200
MOST_COLUMNS = 500
MOST_ROWS = 1_048_576
MOST_CELLS = 8_000_000


def used_area_fault(rows: int, columns: int) -> str:
    """The fault of a sheet that uses so many rows and columns; '' when it is fine."""
    if columns > MOST_COLUMNS:
        return f"用到了第 {columns} 列，超过 {MOST_COLUMNS} 列。请删去右边用不到的列后再导入。"
    if rows > MOST_ROWS:
        return f"用到了第 {rows} 行，超过 {MOST_ROWS} 行。请拆成几个文件后再导入。"
    if rows * columns > MOST_CELLS:
        return (
            f"用到了 {rows} 行 × {columns} 列，太大。请删去下面和右边用不到的行、列，或拆成几个文件后再导入。"
        )
    return ""


def too_large(name: str) -> UserError:
    """The whole file is beyond the limit."""
    return UserError(
        f"“{name}”超过 {LARGEST_FILE // MB} MB，没有读取。",
        "请删去表中的图片、空白行列，或拆成几个文件后再导入。",
    )


def damaged(name: str) -> UserError:
    """The file begins like a workbook but cannot be read to its end."""
    return UserError(
        f"“{name}”已损坏或没有传完整，读不出来。",
        "请用 WPS 或 Excel 打开看看，能打开就另存为 .xlsx 再导入，打不开请对方重发。",
    )
