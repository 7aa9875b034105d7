"""挂图: the same numbers as the list on screen, paper and command line; cards moved by keys with reasons."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from desktop.base.listing import Listing, Question
from desktop.features.documents.queries import font_book
from desktop.features.problems.listing.board import FIGURES, STAGES, Wall, asking, read_wall
from desktop.features.problems.listing.lists import PROBLEMS
from desktop.features.problems.notices.wall import figures_words, wall_pdf
from desktop.features.problems.records import Category, Problem, State
from desktop.output.pdf.sheet import Paper
from desktop.store.desk import Desk
from desktop.store.lists import count
from tests.helpers.desk import TODAY, make_desk
from tests.helpers.problems import bring_to, move, register


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path)


@pytest.fixture
def county(desk: Desk) -> list[Problem]:
    """Problems in every stage, late and near, in two towns and none."""
    made = [bring_to(desk, register(desk, subject=f"第{state.value}托管点", town="青阳街道"), state)
            for state in list(State)[:10]]
    late = register(desk, subject="金井“周老师”托管点", town="金井镇", category=Category.CONTRACT,
                    subcategory=None)
    made.append(move(desk, late, "assign", on=date(2023, 9, 13), limit=date(2023, 9, 20),
                     duty_department="晋江市科技局"))
    extended = bring_to(desk, register(desk, subject="安海补习班", town=None), State.RECTIFYING)
    made.append(move(desk, extended, "extend"))
    made.append(move(desk, bring_to(desk, register(desk, town="金井镇"), State.CLOSED), "rebound"))
    move(desk, register(desk, town="金井镇"), "refer")
    return made


def wall_of(desk: Desk, *keys: str) -> tuple[Wall, Listing]:
    with desk.store.reading() as session:
        listing = PROBLEMS.with_data(session)
        return read_wall(session, listing, Question(filters=frozenset(keys)), TODAY), listing


@pytest.mark.parametrize("keys", [(), ("town:金井镇",), ("department:晋江市科技局",), ("category:合同",),
                                  ("open", "town:青阳街道"), ("red",), ("blue", "state:交办"), ("closed",),
                                  ("town:未填镇街",), ("state:移送",)])
def test_report_equals_list(desk: Desk, county: list[Problem], keys: tuple[str, ...]) -> None:
    """peers.md pain 14: the same filter gives the same number on board and list."""
    wall, listing = wall_of(desk, *keys)
    question = Question(filters=frozenset(keys))
    with desk.store.reading() as session:
        for name, own in FIGURES.items():
            listed = count(session, listing, asking(listing, question, *own), TODAY).rows
            assert wall.figures[name] == listed, name
        assert sum(wall.stages.values()) + wall.elsewhere == count(session, listing, question, TODAY).rows
    found = wall.figures
    assert found["挂账总数"] == found["未销号"] + found["已销号"] == sum(wall.stages.values())
    assert sum(lane.total for lane in wall.lanes) == found["挂账总数"]
    assert sum(lane.late for lane in wall.lanes) == found["红"]
    for lane in wall.lanes:
        assert all(len(lane.cards.get(state, ())) + lane.more(state) == lane.counts.get(state, 0)
                   for state in STAGES if state is not State.CLOSED)


def test_rate_and_relapses(desk: Desk, county: list[Problem]) -> None:
    wall, _ = wall_of(desk)
    assert (wall.figures["已销号"], wall.due) == (3, 4)
    assert wall.rate == "75.0%"
    assert wall.figures["反弹"] == 1
    assert [lane.town for lane in wall.lanes] == ["青阳街道", "金井镇", "未填镇街"]
    assert "梅岭街道" in wall.idle
    assert (wall.idle_words, wall.elsewhere_words) == (
        f"另有 {len(wall.idle)} 个镇街没有挂账", "另有 1 个已移送、关停或并案，不在挂图上")
    late, _ = wall_of(desk, "red")
    assert (late.rate, late.rated) == ("—", False), "of nothing but the late ones a rate would be 0"
    assert "没有符合筛选的" in late.idle_words
    empty, _ = wall_of(desk, "town:西园街道")
    assert (empty.rate, empty.lanes) == ("—", ())


def test_a_number_of_the_board_asks_for_no_more_than_the_filter(desk: Desk, county: list[Problem]) -> None:
    """The list adds the states of a group up; the number of a cell lies within them."""
    _, listing = wall_of(desk)
    both = Question(filters=frozenset({"open", "state:登记"}))
    assert asking(listing, both, "state:登记").filters == {"state:登记"}
    assert asking(listing, both, "open", "closed").filters == {"open", "state:登记"}
    assert asking(listing, Question("a"), "red", "town:金井镇") == Question(
        "a", frozenset({"red", "town:金井镇"}))
    assert asking(listing, both, "closed").only == frozenset(), "nothing is both"


def texts(data: bytes) -> list[str]:
    document = PdfDocument(BytesIO(data))
    return [page.get_textpage().get_text_range() for page in document]


@pytest.mark.parametrize("paper", list(Paper))
def test_wall_on_paper_has_the_numbers_of_the_screen(desk: Desk, county: list[Problem], paper: Paper) -> None:
    wall, _ = wall_of(desk)
    data = wall_pdf(wall, "晋江市", "晋江市教育局", TODAY, paper, font_book())
    words = "".join(texts(data))
    plain = "".join(words.split())
    assert "".join(figures_words(wall).split()) in plain
    for state in STAGES:
        assert f"{state.value}{wall.stages[state]}" in plain
    cards = [card for lane in wall.lanes for found in lane.cards.values() for card in found]
    assert all(card.short_number in plain for card in cards)
    assert "9.26" in plain, "the first limit of the extended one stands struck through"
    size = PdfDocument(BytesIO(data)).get_page_size(0)
    assert round(size[0] / 72 * 25.4) == (420 if paper is Paper.A3 else 297)


def test_a_crowded_cell_is_counted_and_dealt_over_pages(desk: Desk) -> None:
    for _ in range(40):
        register(desk, town="青阳街道")
    wall, _ = wall_of(desk)
    assert (len(wall.lanes[0].cards[State.REGISTERED]), wall.lanes[0].more(State.REGISTERED)) == (24, 16)
    words = texts(wall_pdf(wall, "晋江市", "", TODAY, Paper.A4, font_book()))
    assert any("还有 16 个" in page or "还有16个" in "".join(page.split()) for page in words)


def test_empty_board_prints(desk: Desk) -> None:
    wall, _ = wall_of(desk)
    assert wall.lanes == ()
    words = "".join(texts(wall_pdf(wall, "", "", TODAY, Paper.A3, font_book())))
    assert "挂账总数0" in "".join(words.split())


