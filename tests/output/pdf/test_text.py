"""Chinese line breaking: 500 random texts, then each rule by itself."""

import random
from itertools import pairwise

import pytest

from desktop.output.pdf.fonts import FontBook, Role
from desktop.output.pdf.text import Line, Span, break_paragraph, one_line

MM = 72 / 25.4
WIDTH, CELL = 156 * MM, 156 / 28 * MM
HANZI = "校外培训机构责令限期整改通知书消防疏散通道堆放物品经查你单位在未取得办学许可证的情况下擅自开展学科类"
CLOSERS, OPENERS = "，。、；：？！）》〉”’」』】〕", "‘“（《〈「『【〔"
BAD_START = set(CLOSERS) | set("%‰…,.")
BAD_END = set(OPENERS)


def random_text(rnd: random.Random) -> str:
    """Chinese text as people write it: words, numbers with units, western names, quotations, dashes."""
    makers = [
        lambda: "".join(rnd.choice(HANZI) for _ in range(rnd.randint(1, 9))),
        lambda: f"{rnd.randint(1990, 2030)}年{rnd.randint(1, 12)}月{rnd.randint(1, 31)}日",
        lambda: f"{rnd.randint(0, 99999)}{rnd.choice(['%', '元', '万元', '人', '家', '', '平方米'])}",
        lambda: rnd.choice(["ABC", "www.example.cn", "0595-82080000", "3.75%", "GB/T 9704", "Q"]),
        lambda: f"{rnd.choice(OPENERS)}{rnd.choice(HANZI) * rnd.randint(1, 5)}{rnd.choice('）》”’】')}",
        lambda: f"《{rnd.choice(HANZI)}（{rnd.choice(HANZI)}）》",
        lambda: rnd.choice(["……", "——", "𬭎", "䶮", "·", "。”", "）。"]),
    ]
    text = HANZI[rnd.randint(0, 20) :][:2]
    for _ in range(rnd.randint(1, 40)):
        text += rnd.choice(makers)() + rnd.choice(["", "", *CLOSERS[:7]])
    return text


def lines_of(text: str, fonts: FontBook, indent: float = 2, width: float = WIDTH) -> list[Line]:
    return break_paragraph([Span(text)], width, 16, indent, fonts, cell=CELL)


@pytest.mark.parametrize("seed", range(10))
def test_500_random_texts_have_no_bad_line(fonts: FontBook, seed: int) -> None:
    rnd = random.Random(seed)
    for _ in range(50):
        text = random_text(rnd)
        width = CELL * rnd.randint(14, 28)
        lines = lines_of(text, fonts, rnd.choice([0, 2]), width)
        assert "".join(line.text for line in lines).replace(" ", "") == text.replace(" ", "")
        for before, line in pairwise(lines):
            assert line.text[0] not in BAD_START, (before.text, line.text)
            assert before.text[-1] not in BAD_END, (before.text, line.text)
            assert before.text[-1] + line.text[0] not in ("……", "——")
            assert not (before.text[-1].isdigit() and line.text[0] in "年月日%元"), (before.text, line.text)
            assert not (before.text[-1].isdigit() and line.text[0].isdigit()), (before.text, line.text)
        for line in lines:
            assert line.width <= width + 0.01
            assert edges_in_order(line)


def edges_in_order(line: Line) -> bool:
    """Runs follow one another without overlap, save the half cell of a squeezed mark."""
    room = CELL / 2 + 0.3 if line.squeezed else 0.3
    return all(after.x - (run.x + run.width) > -room for run, after in pairwise(line.runs))


@pytest.mark.parametrize("seed", range(5))
def test_justified_lines_reach_the_right_edge(fonts: FontBook, seed: int) -> None:
    for line in lines_of(random_text(random.Random(seed + 1000)) * 3, fonts)[:-1]:
        assert line.width == pytest.approx(WIDTH, abs=0.01) or line.spread == 0


def test_full_width_text_stands_on_the_grid(fonts: FontBook) -> None:
    for line in lines_of(HANZI * 3, fonts):
        for run in line.runs:
            for place in range(len(run.text)):
                middle = run.x + place * (16 + run.char_space) + 8
                assert abs((middle / CELL - 0.5) - round(middle / CELL - 0.5)) * CELL / MM < 0.01


def test_28_characters_fill_a_line(fonts: FontBook) -> None:
    lines = lines_of("教" * 60, fonts)
    assert [len(line.text) for line in lines] == [26, 28, 6]


def test_mark_is_pushed_in_when_another_can_shrink(fonts: FontBook) -> None:
    lines = lines_of("甲" * 10 + "，" + "乙" * 17 + "。丙", fonts, 0)
    assert lines[0].text == "甲" * 10 + "，" + "乙" * 17 + "。"
    assert lines[0].squeezed
    assert lines[0].width == pytest.approx(WIDTH, abs=0.01)


def test_mark_takes_its_character_along_when_it_cannot_be_pushed_in(fonts: FontBook) -> None:
    lines = lines_of("甲" * 28 + "。丙丁", fonts, 0)
    assert [line.text for line in lines] == ["甲" * 27, "甲。丙丁"]
    assert lines[0].spread > 0
    assert lines[0].width == pytest.approx(WIDTH, abs=0.01)


@pytest.mark.parametrize(
    "whole", ["2023年", "98.5%", "……", "——", "5000万元", "0595-82080000", "（甲）", "《甲》。", "３５人"]
)
def test_unsplittable(fonts: FontBook, whole: str) -> None:
    for lead in range(15, 29):
        texts = [line.text for line in lines_of("甲" * lead + whole + "乙" * 30, fonts, 0)]
        assert any(whole in text for text in texts), texts


def test_word_longer_than_a_line_is_split_inside_the_margins(fonts: FontBook) -> None:
    lines = lines_of("网址" + "abcdefghij" * 20 + "，。" * 40, fonts)
    assert all(line.width <= WIDTH + 0.01 for line in lines)
    assert "".join(line.text for line in lines) == "网址" + "abcdefghij" * 20 + "，。" * 40


def test_blank_takes_its_place(fonts: FontBook) -> None:
    spans = [Span("第"), Span("", key="item", blank=True, width=3), Span("项")]
    (line,) = break_paragraph(spans, WIDTH, 16, 2, fonts, cell=CELL)
    (spot,) = line.blanks
    assert (spot.key, spot.x, spot.width) == ("item", pytest.approx(3 * CELL), pytest.approx(3 * CELL))
    assert line.runs[1].x == pytest.approx(6 * CELL, abs=0.2)


def test_blank_wider_than_the_line_is_cut_to_it(fonts: FontBook) -> None:
    lines = break_paragraph([Span("", key="a", blank=True, width=90)], WIDTH, 16, 2, fonts, cell=CELL)
    assert max(spot.x + spot.width for line in lines for spot in line.blanks) <= WIDTH + 0.01


def test_letterings_mix_and_values_join_the_text_around_them(fonts: FontBook) -> None:
    spans = [Span("一、", Role.HEI), Span("整改", Role.FANGSONG, key="what"), Span("完", Role.FANGSONG)]
    (line,) = break_paragraph(spans, WIDTH, 16, 2, fonts, cell=CELL)
    assert [run.text for run in line.runs] == ["一、", "整改完"]


def test_a_line_cut_short_by_a_long_number_is_not_pulled_apart(fonts: FontBook) -> None:
    text = "甲" * 18 + "91350582" * 4 + "乙"
    line = lines_of(text, fonts, 2)[0]
    assert (line.text, line.spread) == ("甲" * 18, 0)
    assert max(line.spread for line in lines_of(HANZI * 3 + "，。" * 9, fonts)) < 16 / 6


def test_a_torn_address_never_ends_a_line_with_a_hyphen(fonts: FontBook) -> None:
    for lead in range(12):
        texts = [line.text for line in lines_of("甲" * lead + "ab-cd-efg-hij-" * 12 + "k", fonts)]
        assert not any(text.endswith("-") for text in texts), texts


def test_question_marks_are_never_halved(fonts: FontBook) -> None:
    line = lines_of("甲" * 10 + "？" + "乙" * 17 + "？丙", fonts, 0)[0]
    assert not line.squeezed
    assert line.width <= WIDTH + 0.01


def test_single_digits_are_drawn_with_their_neighbours(fonts: FontBook) -> None:
    line = one_line([Span("于9月3日至")], 16, fonts, cell=CELL)
    assert [run.text for run in line.runs] == ["于9月3日", "至"]


def test_line_breaks_and_control_characters(fonts: FontBook) -> None:
    lines = break_paragraph([Span("甲\r\n\n乙\x00\x07丙\r丁")], WIDTH, 16, 2, fonts, cell=CELL)
    assert [line.text for line in lines] == ["甲", "", "乙丙", "丁"]
    assert [round(line.runs[0].x / CELL) for line in lines if line.runs] == [2, 0, 0]


def test_empty_text_is_one_empty_line(fonts: FontBook) -> None:
    assert break_paragraph([], WIDTH, 16, 2, fonts) == [Line(width=32)]


def test_western_spaces_vanish_at_line_ends(fonts: FontBook) -> None:
    lines = break_paragraph([Span("word " * 30, Role.SONG)], WIDTH, 16, 0, fonts, justify=False)
    assert all(not line.text.endswith(" ") and not line.text.startswith(" ") for line in lines)
