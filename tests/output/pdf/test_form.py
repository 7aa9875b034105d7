"""Forms: every word on paper, blanks found, long fields over pages, many papers in one file."""

from datetime import date

import pypdfium2
import pytest

from desktop.output.pdf.blocks import OfficialDocument, Paragraph, Signature
from desktop.output.pdf.fonts import FontBook
from desktop.output.pdf.form import FormRow, FormSheet
from desktop.output.pdf.press import press, press_together
from desktop.output.pdf.tokens import Span
from tests.output.pdf.reading import whole_text


def form(*rows: FormRow, **facts: object) -> FormSheet:
    return FormSheet("销号申请审批表", rows, **facts)  # type: ignore[arg-type]


def words(pdf: bytes) -> str:
    return "".join(whole_text(pdf).split())


def test_every_word_is_on_the_paper_and_empty_fields_stay_empty(fonts: FontBook) -> None:
    made = press(form(FormRow(("名称", "某某中心（𬭎䶮）", "日期", "")),
                      FormRow(("意见", ""), tall=True, sign="签字："),
                      number="编号：某〔2023〕3号", notes=("一式两份。",)), fonts)
    assert words(made.pdf) == "销号申请审批表编号：某〔2023〕3号名称某某中心（𬭎䶮）日期意见签字：一式两份。"
    assert (made.pages, made.blanks, made.missing) == (1, [], [])


def test_a_missing_value_is_a_blank_inside_its_cell(fonts: FontBook) -> None:
    made = press(form(FormRow(("名称", (Span("", key="名称", blank=True, width=7),)))), fonts)
    blank, = made.blanks
    left, bottom, right, top = blank.rect
    assert (blank.key, blank.page) == ("名称", 0)
    assert 54 / 25.4 * 72 < left < right < 185 / 25.4 * 72
    assert bottom < top


@pytest.mark.parametrize("lines", [30, 90, 200])
def test_a_long_field_goes_on_over_the_pages_and_loses_nothing(fonts: FontBook, lines: int) -> None:
    long = "\n".join(f"第{number}行措施。" for number in range(lines))
    made = press(form(FormRow(("前面", "有")), FormRow(("措施", long), tall=True, sign="签字："),
                      FormRow(("后面", "也有"))), fonts)
    said = words(made.pdf)
    assert all(f"第{number}行措施。" in said for number in range(lines))
    assert said.count("签字：") == 1
    assert said.count("也有") == 1
    assert made.pages == (1 if lines == 30 else 3 if lines == 90 else 6)
    with pypdfium2.PdfDocument(made.pdf) as read:
        for page in read:
            for thing in page.get_objects(max_depth=1):
                _, bottom, _, top = thing.get_bounds()
                assert bottom > 20
                assert top < 297 / 25.4 * 72 - 40


def test_characters_no_font_has_are_told(fonts: FontBook) -> None:
    made = press(form(FormRow(("名称", "甲\U0010fffd")), notes=("\U0010fffc",)), fonts)
    assert set(made.missing) == {"\U0010fffd", "\U0010fffc"}


def test_many_papers_make_one_file_and_each_begins_its_own_numbers(fonts: FontBook) -> None:
    letters = [OfficialDocument(title=f"通知{place}", body=(Paragraph("内容。" * 300),),
                                signature=Signature("某局", date(2023, 9, 25))) for place in range(3)]
    told: list[int] = []
    whole = press_together([*letters, form(FormRow(("名称", "甲")))], fonts, title="文书", author="某局",
                           told=told.append)
    pages = [press(letter, fonts).pages for letter in letters]
    assert told == [1, 2, 3, 4]
    with pypdfium2.PdfDocument(whole) as read:
        said = ["".join(page.get_textpage().get_text_bounded().split()) for page in read]
    assert len(said) == sum(pages) + 1
    firsts = [place for place, page in enumerate(said) if "通知" in page]
    assert firsts == [0, pages[0], pages[0] + pages[1]]
    assert all(said[place].endswith("—1—") or "—1—" in said[place] for place in firsts)
