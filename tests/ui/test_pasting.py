"""What Excel and WPS put on the clipboard, taken apart."""

import pytest

from desktop.ui.pasting import cells


@pytest.mark.parametrize(("text", "rows"), [
    ("甲\t乙\r\n丙\t丁\r\n", [["甲", "乙"], ["丙", "丁"]]),
    ('甲\r\n"一行\n二行"\r\n', [["甲"], ["一行\n二行"]]),
    ('"引""号""\n二行"\t乙', [['引"号"\n二行', "乙"]]),
    ('晋江"启明"中心\t2', [['晋江"启明"中心', "2"]]),
    ("青阳街道\r\n\r\n\r\n", [["青阳街道"], [""], [""]]),
    ("\t\r\n甲\t\r\n", [["", ""], ["甲", ""]]),
    ("\r\n\r\n", []),
    ("", []),
], ids=["rows", "break in a cell", "doubled quotes", "quotes inside", "merged cell", "empty cells",
        "only empty", "nothing"])
def test_every_row_of_the_clipboard_counts(text: str, rows: list[list[str]]) -> None:
    """Three cells of which two are empty are three: the first must not be filled into all three."""
    assert cells(text) == rows
