"""The official page: grid, margins, head, signature, blanks; and the text read back from the PDF."""

import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from desktop.output.pdf.fonts import FontBook, Role
from desktop.output.pdf.page import (
    Heading,
    OfficialDocument,
    Paragraph,
    Receipt,
    RenderedPaper,
    Signature,
    Span,
    render,
)
from tests.output.pdf.reading import Seen, all_embedded, characters, font_objects, page_text, whole_text

MM = 72 / 25.4
CELL, PITCH = 156 / 28 * MM, 225 / 22 * MM
LEFT, RIGHT, TOP, BOTTOM = 28 * MM, 184 * MM, 260 * MM, 35 * MM
BODY = (
    "经查，你单位在福兴路96号二楼开展培训活动期间，存在以下行为：疏散通道堆放训练器材，应急照明灯3盏失效，"
    "现场培训学员26名。以上事实有2023年9月22日现场检查记录、照片6张为证，记录人王𬭎、䶮玲。"
)
PAPER = OfficialDocument(
    "责令限期整改通知书",
    body=(Paragraph(BODY), Heading(1, "一、整改要求"), Paragraph("立即清空疏散通道，此后不得堆放任何物品。")),
    number="示教责改〔2023〕22号",
    addressee="示例市跃动篮球培训有限公司",
    signature=Signature("示例市教育局", date(2023, 9, 5)),
    receipt=Receipt(),
    author="示例市教育局",
)


def squashed(text: str) -> str:
    return text.replace("\u3000", "")


def texts(document: OfficialDocument) -> str:
    body = "".join(block.content for block in document.body if isinstance(block.content, str))
    return f"{document.number}{document.title}{document.addressee}：{body.replace(chr(10), '')}"


def of_size(seen: list[Seen], size: float) -> list[Seen]:
    return [char for char in seen if char.size == pytest.approx(size, abs=0.1) and char.char.strip()]


def test_text_read_back_equals_text_put_in(fonts: FontBook) -> None:
    read = whole_text(render(PAPER, fonts).pdf)
    assert read.startswith(texts(PAPER))
    assert read.endswith("示例市教育局2023年9月5日收到时间：　　年　月　日　时　分　　接收人（签字）：— 1 —")


def test_rare_characters_read_back_at_every_place(fonts: FontBook) -> None:
    for lead in range(30):
        text = "文" * lead + "王𬭎、䶮玲𬭎，2023年9月5日，“𬭎”（䶮）。" + "文" * 30
        assert text in whole_text(render(OfficialDocument("题", body=(Paragraph(text),)), fonts).pdf)


@pytest.mark.parametrize("seed", range(25))
def test_random_papers_read_back_and_stay_inside_the_core(fonts: FontBook, seed: int) -> None:
    rnd = random.Random(seed)
    pool = "整改通知书校外培训机构消防疏散通道《》（）“”，。；、：1234567890%"
    body = tuple(
        Paragraph("本" + "".join(rnd.choice(pool) for _ in range(rnd.randint(5, 300)))) for _ in range(8)
    )
    paper = render(replace(PAPER, body=body, signature=None, receipt=None), fonts)
    assert paper.missing == []
    marks = [f"— {number + 1} —" for number in range(paper.pages)]
    read = [page_text(paper.pdf, page).replace("\r\n", "") for page in range(paper.pages)]
    assert all(text.endswith(mark) for text, mark in zip(read, marks, strict=True))
    got = "".join(text.removesuffix(mark) for text, mark in zip(read, marks, strict=True))
    assert got == texts(replace(PAPER, body=body))
    for page in range(paper.pages):
        for char in of_size(characters(paper.pdf, page), 16):
            assert LEFT - 8.2 <= char.x <= RIGHT
            assert BOTTOM <= char.y <= TOP


def test_body_stands_on_the_grid_of_28_by_22(fonts: FontBook) -> None:
    body = (Paragraph("责令限期整改" * 20 + "2023年9月5日，" + "疏散通道堆放物品" * 12),)
    paper = render(replace(PAPER, body=body, number="", receipt=None), fonts)
    seen = of_size(characters(paper.pdf, 0), 16)
    signature = [char for char in seen if char.y < min(c.y for c in seen) + 2 * PITCH]
    for char in seen:
        if char in signature or not "\u4e00" <= char.char <= "\u9fff":
            continue
        column = (char.x + 8 - LEFT) / CELL - 0.5
        assert abs(column - round(column)) * CELL <= 0.5 * MM
        row = (TOP - char.y - 0.86 * 16 - (PITCH - 16) / 2) / PITCH
        assert abs(row - round(row)) * PITCH <= 0.1 * MM


def test_a_full_page_holds_22_rows(fonts: FontBook) -> None:
    paper = render(OfficialDocument("题", body=(Paragraph("文" * 28 * 60),)), fonts)
    rows = {round(char.y, 1) for char in of_size(characters(paper.pdf, 1), 16)}
    assert len(rows) == 22
    assert max(rows) - min(rows) == pytest.approx(21 * PITCH, abs=0.3)


def test_title_is_22_points_centred_and_balanced(fonts: FontBook) -> None:
    title = "示例市教育局关于进一步规范校外培训机构预收费管理有关事项的通知"
    seen = of_size(characters(render(replace(PAPER, title=title), fonts).pdf, 0), 22)
    assert "".join(char.char for char in seen) == title
    for y in {char.y for char in seen}:
        row = [char for char in seen if char.y == y]
        assert (row[0].x + row[-1].x + 22) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=0.5)
    counts = sorted(sum(char.y == y for char in seen) for y in {char.y for char in seen})
    assert counts[-1] - counts[0] <= 2


@pytest.mark.parametrize("title", ["关于对示例市听潮舞蹈培训中心通报批评的通报",
                                   "关于移送示例市启明文化教育培训有限公司有关问题线索的函"])
def test_a_title_of_two_lines_does_not_tear_a_name(fonts: FontBook, title: str) -> None:
    seen = of_size(characters(render(replace(PAPER, title=title), fonts).pdf, 0), 22)
    rows = ["".join(char.char for char in seen if char.y == y)
            for y in sorted({char.y for char in seen}, reverse=True)]
    assert "".join(rows) == title
    assert rows[0].endswith(("中心", "公司"))


def test_all_fonts_are_embedded_and_no_others_named(fonts: FontBook, shipped: Path) -> None:
    pdf = render(replace(PAPER, red_head="示例市教育局文件"), fonts).pdf
    assert all_embedded(pdf)
    assert len(font_objects(pdf)) >= 4
    assert b"Helvetica" not in pdf
    assert str(shipped).encode() not in pdf


def test_same_input_same_bytes(shipped: Path, fonts: FontBook) -> None:
    assert render(PAPER, fonts).pdf == render(PAPER, FontBook(shipped, [])).pdf


def first_y(paper: RenderedPaper, char: str) -> float:
    return next(seen.y for seen in characters(paper.pdf, 0) if seen.char == char)


def test_red_head_on(fonts: FontBook) -> None:
    paper = render(replace(PAPER, red_head="示例市教育局文件"), fonts)
    seen = characters(paper.pdf, 0)
    assert "".join(char.char for char in seen[:8]) == "示例市教育局文件"
    assert seen[0].y + 0.86 * seen[0].size == pytest.approx(TOP - 35 * MM, abs=0.5)
    assert seen[0].x - LEFT == pytest.approx(RIGHT - seen[7].x - seen[7].size, abs=0.5)
    number = next(char for char in seen if char.char == "〔")
    title = of_size(seen, 22)[0]
    assert number.y > title.y
    assert (number.y - title.y) / PITCH == pytest.approx(3.3, abs=0.6)


def test_headed_paper_keeps_its_head_free(fonts: FontBook) -> None:
    paper = render(replace(PAPER, head_drop_mm=80), fonts)
    top = max(char.y + 0.86 * char.size for char in characters(paper.pdf, 0))
    assert 297 * MM - top >= 80 * MM
    assert 297 * MM - top <= 85 * MM


def test_without_head_the_paper_starts_at_the_core(fonts: FontBook) -> None:
    paper = render(replace(PAPER, number=""), fonts)
    assert first_y(paper, "责") == pytest.approx(TOP - (PITCH - 22) / 2 - 0.86 * 22, abs=0.5)


def test_date_ends_four_characters_from_the_edge_under_the_agency(fonts: FontBook) -> None:
    paper = render(replace(PAPER, receipt=None), fonts)
    seen = of_size(characters(paper.pdf, 0), 16)
    bottom = min(char.y for char in seen)
    day = [char for char in seen if char.y == bottom]
    agency = [char for char in seen if char.y == pytest.approx(bottom + PITCH, abs=0.1)]
    assert "".join(char.char for char in day) == "2023年9月5日"
    assert day[-1].x + 16 == pytest.approx(RIGHT - 4 * CELL, abs=0.5)
    middle = (agency[0].x + agency[-1].x + 16) / 2
    assert middle == pytest.approx((day[0].x + day[-1].x + 16) / 2, abs=1)


def test_nothing_but_agency_and_date_stands_where_the_seal_goes(fonts: FontBook) -> None:
    for rows in range(1, 45):
        paper = render(replace(PAPER, body=(Paragraph("文" * 28 * rows),)), fonts)
        ((page, (left, bottom, right, top)),) = paper.seals
        assert top - bottom == pytest.approx(42 * MM)
        inside = [
            char.char
            for char in characters(paper.pdf, page)
            if left < char.x + char.size / 2 < right
            and bottom < char.y + char.size / 2 < top
            and char.char.strip()
        ]
        assert "".join(inside) == "示例市教育局2023年9月5日", rows


def test_signature_never_stands_without_body_text(fonts: FontBook) -> None:
    for rows in range(1, 60):
        paper = render(replace(PAPER, body=(Paragraph("文" * (28 * rows - 2)),)), fonts)
        page = paper.seals[0][0]
        assert page == paper.pages - 1
        assert page_text(paper.pdf, page).startswith("文") or page == 0


def test_heading_is_not_left_behind(fonts: FontBook) -> None:
    for rows in range(10, 30):
        body = (Paragraph("文" * (28 * rows - 2)), Heading(1, "一、题目"), Paragraph("后文" * 30))
        paper = render(OfficialDocument("题", body=body), fonts)
        pages = [page_text(paper.pdf, page) for page in range(paper.pages)]
        (page,) = [text for text in pages if "一、题目" in text]
        assert "后文" in page.split("一、题目")[1]


def test_blanks_are_where_the_gap_in_the_text_is(fonts: FontBook) -> None:
    body = (
        Paragraph((Span("违反第"), Span("", key="item", blank=True, width=2), Span("项的规定。"))),
        Paragraph("文" * 28 * 25),
        Paragraph((Span("三、"), Span("", key="period", blank=True, width=8), Span("期间停用。"))),
    )
    paper = render(replace(PAPER, body=body), fonts)
    assert [(blank.key, blank.page) for blank in paper.blanks] == [("item", 0), ("period", 1)]
    for blank, before, behind in zip(paper.blanks, "第、", "项期", strict=True):
        seen = characters(paper.pdf, blank.page)
        place = max(n for n, char in enumerate(seen) if char.char == behind and seen[n - 1].char == before)
        left, bottom, right, top = blank.rect
        assert seen[place - 1].x + 16 == pytest.approx(left, abs=0.5)
        assert seen[place].x == pytest.approx(right, abs=0.5)
        assert bottom < seen[place].y < top


def test_missing_date_is_a_blank(fonts: FontBook) -> None:
    paper = render(replace(PAPER, signature=Signature("示例市教育局", None, date_key="issued")), fonts)
    assert [blank.key for blank in paper.blanks] == ["issued"]


def test_missing_characters_are_reported(fonts: FontBook) -> None:
    paper = render(replace(PAPER, title="甲\ue001乙", addressee="丙\ue000丁\ue001"), fonts)
    assert sorted(paper.missing) == ["\ue000", "\ue001"]
    assert render(PAPER, fonts).missing == []


def test_page_numbers_stand_outside_seven_below(fonts: FontBook) -> None:
    paper = render(replace(PAPER, body=(Paragraph("文" * 28 * 40),)), fonts)
    assert paper.pages >= 2
    first = [char for char in characters(paper.pdf, 0) if char.y < BOTTOM][-1]
    second = next(char for char in characters(paper.pdf, 1) if char.y < BOTTOM)
    assert first.x + 14 == pytest.approx(RIGHT - 14, abs=2)
    assert second.x == pytest.approx(LEFT + 14, abs=2)
    assert first.y + 0.38 * 14 == pytest.approx(BOTTOM - 7 * MM, abs=0.1)


def test_attachments_are_numbered_under_one_another(fonts: FontBook) -> None:
    paper = render(replace(PAPER, attachments=("整改清单", "现场照片"), receipt=None), fonts)
    assert "附件：1.整改清单2.现场照片" in whole_text(paper.pdf)
    seen = characters(paper.pdf, 0)
    one = next(char for n, char in enumerate(seen) if char.char == "整" and seen[n - 1].char == ".")
    two = next(char for n, char in enumerate(seen) if char.char == "现" and seen[n - 1].char == ".")
    assert one.x == pytest.approx(two.x, abs=0.1)
    single = whole_text(render(replace(PAPER, attachments=("整改清单",)), fonts).pdf)
    assert "附件：整改清单" in single


def test_headings_take_their_lettering(fonts: FontBook) -> None:
    assert b"NotoSansCJKsc" in render(replace(PAPER, body=(Heading(1, "一、甲"),)), fonts).pdf
    assert b"FandolKai" in render(replace(PAPER, body=(Heading(2, "（一）甲"),)), fonts).pdf
    assert b"FandolKai" not in render(PAPER, fonts).pdf


def test_spans_keep_their_own_lettering(fonts: FontBook) -> None:
    body = (Paragraph((Span("一、甲。", Role.KAI), Span("乙"))),)
    assert b"FandolKai" in render(replace(PAPER, body=body), fonts).pdf


def test_without_seal_the_agency_ends_two_characters_from_the_edge(fonts: FontBook) -> None:
    signature = Signature("示例市教育局民办教育与校外培训监督管理股", date(2023, 9, 5), seal=False)
    paper = render(replace(PAPER, signature=signature, receipt=None), fonts)
    assert paper.seals == []
    agency = next(char for char in reversed(characters(paper.pdf, 0)) if char.char == "股")
    assert agency.x + 16 == pytest.approx(RIGHT - 2 * CELL, abs=0.5)


def test_bare_paper(fonts: FontBook) -> None:
    paper = render(OfficialDocument("题"), fonts)
    assert (paper.pages, paper.blanks, paper.seals) == (1, [], [])
