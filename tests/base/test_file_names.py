"""Names of files made from words."""

import pytest

from desktop.base.file_names import LONGEST, file_name, is_program


@pytest.mark.parametrize(
    ("words", "name"),
    [("一机构一页_青苗.pdf", "一机构一页_青苗.pdf"), ('曾/老师: "托管".pdf', "曾_老师_ _托管_.pdf"),
     ("a\\b|c<d>e*f?.xlsx", "a_b_c_d_e_f_.xlsx"), ("两行\n名称.docx", "两行_名称.docx"),
     ("con.pdf", "_con.pdf"), ("LPT1", "_LPT1"), ("青苗. .pdf", "青苗.pdf"),
     ("没有后缀. ", "没有后缀"), ("...", "_"), ("", "_")],
)
def test_what_windows_does_not_take_is_replaced(words: str, name: str) -> None:
    assert file_name(words) == name


def test_a_long_name_is_cut_before_its_ending() -> None:
    made = file_name("长" * 300 + ".pdf")
    assert made == "长" * (LONGEST - 4) + ".pdf"


def test_programs_are_known_by_the_name_windows_would_see() -> None:
    assert all(map(is_program, ("a.exe", "A.EXE", "照片.jpg.scr", "a.lnk", "a.exe.", "a.exe  ")))
    assert not any(map(is_program, ("a.jpg", "exe", "a.exe.pdf", "视频.mp4", "表.xlsx", "")))
