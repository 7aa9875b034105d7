"""A board on paper: words of a card that lack room shrink first, then end in …, and never vanish silently."""

import pytest

from desktop.output.pdf.fonts import FontBook
from desktop.output.pdf.sheet import Paper
from desktop.output.pdf.wall import WallCard, WallRow, WallSheet, render_wall
from tests.output.pdf.reading import characters, whole_text

COLUMNS = ("登记", "交办", "整改中", "申请销号", "核查", "审核", "批准", "回头看")


def board(head: str) -> WallSheet:
    cells = [[WallCard(head, "■逾1日")]] + [[WallCard("001 超期", "●剩3日")] for _ in COLUMNS[1:]]
    rows = [WallRow("青阳街道", "未销1/1", cells)]
    return WallSheet("整改挂图", "镇街", COLUMNS, rows, "挂账总数 8", "", paper=Paper.A4)


def test_words_that_nearly_fit_are_set_smaller(fonts: FontBook) -> None:
    pdf = render_wall(board("010（挂）未用示范文本"), fonts)
    assert "010（挂）未用示范文本" in whole_text(pdf)
    sizes = {round(char.size, 1) for char in characters(pdf, 0) if char.char == "范"}
    assert sizes
    assert max(sizes) < 8


def test_words_far_too_long_end_in_three_dots(fonts: FontBook) -> None:
    told = whole_text(render_wall(board("010（挂）超过规定的结束时间仍在上课"), fonts))
    assert "仍在上课" not in told
    assert "…" in told


@pytest.mark.parametrize("head", ["001 超期", "002 账外"])
def test_words_with_room_keep_their_size(fonts: FontBook, head: str) -> None:
    pdf = render_wall(board(head), fonts)
    assert {round(char.size, 1) for char in characters(pdf, 0) if char.char == head[-1]} == {8.0}
