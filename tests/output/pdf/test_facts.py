"""One record on one sheet: what is left of the page goes to the parts that are filled in by hand."""

import pytest

from desktop.output.pdf.facts import FactPart, FactSheet, render_facts
from desktop.output.pdf.fonts import FontBook
from tests.output.pdf.reading import Seen, characters

MM = 72 / 25.4
SIGNING = tuple(FactPart(f"{name}签字", room_mm=30.0) for name in "甲乙丙")


def middles(fonts: FontBook, *parts: FactPart) -> list[float]:
    """How high the title of each part stands, from the top of the sheet, by its first character."""
    seen: list[Seen] = characters(render_facts(FactSheet("记录表", parts=parts), fonts), 0)
    return [297 * MM - next(char.y for char in seen if char.char == part.title[0]) for part in parts]


def test_rooms_for_handwriting_grow_alike(fonts: FontBook) -> None:
    first, second, third = middles(fonts, *SIGNING)
    assert second - first == pytest.approx(third - second, abs=0.5)
    assert second - first > 60 * MM


def test_the_one_room_there_is_takes_the_rest_of_the_page(fonts: FontBook) -> None:
    fact, room = middles(fonts, FactPart("基本", facts=(("名称", "启明"),)), FactPart("走访", room_mm=30.0))
    assert fact < 45 * MM
    assert room > 130 * MM
