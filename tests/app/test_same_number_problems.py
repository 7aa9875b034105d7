"""The same filter gives one number on the list, the board, every ledger and in 附件2 (peers.md 8.14)."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from desktop.app import cli
from desktop.app.features import STREET
from desktop.base.listing import Listing, Question
from desktop.base.progress import silent
from desktop.features.filings.queries.sheets import sheet
from desktop.features.problems.listing.board import FIGURES, asking, read_wall
from desktop.features.problems.listing.forms import FORMS, filled_form
from desktop.features.problems.listing.lists import PROBLEMS
from desktop.features.problems.records import Problem, State
from desktop.store.desk import Desk
from desktop.store.lists import count
from desktop.ui.feature import whole_listing
from tests.helpers.county import county_copy

MONTHS = ("2023-08", "2023-09")
Run = Callable[..., dict[str, Any]]


@pytest.fixture
def desk(county: Path, tmp_path: Path) -> Iterator[Desk]:
    with county_copy(county, tmp_path) as opened:
        yield opened


@pytest.fixture
def run(desk: Desk, capsys: pytest.CaptureFixture[str]) -> Run:
    def asked(*words: str) -> dict[str, Any]:
        capsys.readouterr()
        given = [*words, "--data", str(desk.store.folder), "--today", desk.today.isoformat(), "--json"]
        assert cli.run(given) == 0
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    return asked


def test_every_filter_gives_one_number_on_list_board_and_ledgers(desk: Desk) -> None:
    with desk.store.reading() as session:
        whole = whole_listing(PROBLEMS, STREET, session)
        asked = [Question(), *(Question(filters=frozenset({key})) for key in some_of_each_group(whole)),
                 Question("培训"), Question("2023-0", frozenset({"open"})), Question(voided=True),
                 *(Question(filters=frozenset(keys)) for keys in (
                     ("red", "open"), ("amber", "blue", "state:整改中"), ("waiting", "state:登记"),
                     ("state:审核", "waiting"), ("closed", "state:回头看"), ("red", "closed"),
                     ("supervised", "red", "town:安海镇"), ("open", "closed", "category:时间"))),
                 Question("托管", frozenset({"red", "amber"})), Question(only=frozenset(range(1, 30)))]
        seen = set()
        for question in asked:
            listed = rows(desk, whole, question)
            seen.add(listed)
            for form in FORMS.values():
                filled = filled_form(session, form, whole, question, desk.today, silent())
                assert len(filled.rows) == listed, (question, form.title)
                assert f"共 {listed} 个问题" in filled.count
            wall = read_wall(session, whole, question, desk.today)
            assert sum(wall.stages.values()) + wall.elsewhere == listed, question
            assert sum(lane.total for lane in wall.lanes) == wall.figures["挂账总数"]
            for name, keys in FIGURES.items():
                assert wall.figures[name] == rows(desk, whole, asking(whole, question, *keys)), \
                    (question, name)
        assert len(seen) > 4, "filters that all count alike would prove nothing"


def some_of_each_group(listing: Listing) -> list[str]:
    """Three chips of every group: each group is one way of filtering."""
    groups: dict[str, list[str]] = {}
    for chip in listing.filters:
        groups.setdefault(chip.group or chip.key.partition(":")[0], []).append(chip.key)
    return [key for keys in groups.values() for key in keys[:3]]


def rows(desk: Desk, listing: Listing, question: Question) -> int:
    with desk.store.reading() as session:
        return count(session, listing, question, desk.today).rows


@pytest.mark.parametrize("month", MONTHS)
def test_every_number_of_the_form_opens_as_many_rows(desk: Desk, month: str) -> None:
    with desk.store.reading() as session:
        made = sheet(session, month, desk.today)
        counted = {key: entry.count for key, entry in made.numbers.items() if entry.count is not None}
        assert counted
        for key, found in counted.items():
            feature = next(item for item in STREET if item.key == (found.feature or "problems"))
            opened = rows(desk, feature.listings[0], Question(only=frozenset(found.ids)))
            assert opened == len(found.ids), (key, "each row is there to be opened")
            assert found.value == len(found.ids) or found.words, key


def test_commands_of_board_and_ledgers_count_as_the_list(desk: Desk, run: Run, tmp_path: Path) -> None:
    for state in ("整改中", "已销号"):
        listed = run("list", "problems", "--state", state)["total"]
        with desk.store.reading() as session:
            key = next(chip.key for chip in PROBLEMS.with_data(session).filters if chip.label == state)
        for form in FORMS:
            out = tmp_path / f"{form}.xlsx"
            assert run("ledger", form, "--out", str(out), "--filter", key)["rows"] == listed
            book = load_workbook(out)
            numbers = {cell.value for line in book.worksheets[0].iter_rows() for cell in line}
            book.close()
            with desk.store.reading() as session:
                chosen = session.scalars(PROBLEMS.ids(Question(filters=frozenset({key})), desk.today)).all()
                names = set(session.scalars(select(Problem.number).where(Problem.id.in_(chosen))))
            if numbers & set(session_numbers(desk)):
                assert numbers & set(session_numbers(desk)) == names
        paper = run("ledger", next(iter(FORMS)), "--out", str(tmp_path / "台账.pdf"), "--filter", key)
        assert paper["rows"] == listed
    board = run("board", "--out", str(tmp_path / "挂图.pdf"))
    assert board["挂账总数"] == run("list", "problems")["total"] - excluded(desk)
    with pypdfium2.PdfDocument(tmp_path / "挂图.pdf") as wall:
        words = "".join(page.get_textpage().get_text_bounded() for page in wall)
    assert str(board["挂账总数"]) in words


def test_the_board_by_command_obeys_every_filter_of_the_list(desk: Desk, run: Run, tmp_path: Path) -> None:
    with desk.store.reading() as session:
        chips = [chip.key for chip in PROBLEMS.with_data(session).filters]
        every = Question(filters=frozenset({"open", "closed"}))
        on_board = set(session.scalars(PROBLEMS.ids(every, desk.today)))
    for key in chips:
        asked = Question(filters=frozenset({key}))
        with desk.store.reading() as session:
            whole = PROBLEMS.with_data(session)
            wanted = len(on_board & set(session.scalars(whole.ids(asked, desk.today))))
            wall = read_wall(session, whole, asked, desk.today)
        assert (key, wall.figures["挂账总数"]) == (key, wanted)
        assert sum(wall.stages.values()) == wanted
        assert sum(len(found) for lane in wall.lanes for found in lane.cards.values()) <= wanted
    red = run("list", "problems", "--state", "red")["total"]
    board = run("board", "--out", str(tmp_path / "红.pdf"), "--filter", "red")
    assert (board["挂账总数"], board["红"], board["黄"], board["已销号"]) == (red, red, 0, 0)


def session_numbers(desk: Desk) -> list[str]:
    with desk.store.reading() as session:
        return list(session.scalars(select(Problem.number)))


def excluded(desk: Desk) -> int:
    """Problems that are not on the board: those that left by a side exit."""
    with desk.store.reading() as session:
        whole = whole_listing(PROBLEMS, STREET, session)
        return rows(desk, whole, Question()) - rows(desk, whole, asking(whole, Question(), "open", "closed"))


def test_the_file_of_a_closed_problem_by_command(desk: Desk, run: Run, tmp_path: Path) -> None:
    with desk.store.reading() as session:
        number = session.scalars(select(Problem.number).where(Problem.state == State.CLOSED)).first()
    out = tmp_path / "一案一档.pdf"
    assert run("problem", "file", str(number), "--out", str(out))["file"] == str(out)
    with pypdfium2.PdfDocument(out) as bound:
        words = "".join(page.get_textpage().get_text_bounded() for page in bound)
        assert len(bound) >= 3
    assert str(number) in words
