"""Room shared out among the columns of a table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.base.widths import Need, shared_out

WIDE = st.floats(1, 400)


@st.composite
def needs(draw: st.DrawFn) -> Need:
    least, more = draw(WIDE), draw(st.floats(0, 400))
    return Need(draw(WIDE), least, least + more, draw(st.booleans()))


def test_an_empty_column_gives_its_room_to_a_cut_one() -> None:
    empty, cut = Need(100, 20, 20), Need(50, 50, 110)
    assert shared_out([empty, cut], 150) == [40, 110]


def test_short_words_are_served_before_a_text_that_never_ends() -> None:
    short, text = Need(50, 50, 90), Need(100, 60, 5000, roomy=True)
    assert shared_out([short, text], 200) == [90, 110]


def test_what_nobody_needs_goes_to_the_roomy_column() -> None:
    assert shared_out([Need(50, 40, 45), Need(100, 60, 80, roomy=True)], 400) == [50, 350]


def test_room_that_lacks_is_taken_above_the_least() -> None:
    assert shared_out([Need(80, 80, 80), Need(200, 100, 200, roomy=True)], 230) == [80, 150]
    assert shared_out([Need(80, 80, 80), Need(200, 100, 200, roomy=True)], 90) == [80, 100]


@given(st.lists(needs(), min_size=1, max_size=12), st.floats(10, 4000))
def test_the_room_is_filled_and_no_column_is_below_its_least(columns: list[Need], room: float) -> None:
    widths = shared_out(columns, room)
    least = sum(need.least for need in columns)
    assert all(own >= need.least - 1e-6 for own, need in zip(widths, columns, strict=True))
    if room < least or any(need.roomy for need in columns):
        assert sum(widths) == pytest.approx(max(room, least))
    assert sum(widths) <= max(room, least) + 1e-6
