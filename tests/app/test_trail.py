"""The card of an institution tells its whole story, each line opens its record."""

from datetime import date

import pytest
from sqlalchemy import func, select

from desktop.app import sample
from desktop.app.features import STREET
from desktop.app.setup import open_desk
from desktop.base.progress import silent
from desktop.base.trail import Moment, in_order
from desktop.features.institutions.records import Institution
from desktop.features.lists.records import ListEntry, ListKind
from desktop.features.problems.records import Problem, State
from desktop.store.desk import Desk
from desktop.ui.ledger_card import MOST_MOMENTS, trail_section


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = open_desk(tmp_path_factory.mktemp("示例"))
    sample.load(desk, silent())
    return desk


def story(desk: Desk, row: int) -> list[Moment]:
    with desk.store.reading() as session:
        return in_order(moment for feature in STREET for trail in feature.trails if trail.on is Institution
                        for moment in trail.moments(session, row))


def test_a_closed_problem_is_told_from_finding_to_look_back(county: Desk) -> None:
    with county.store.reading() as session:
        row = session.scalar(select(Problem.institution_id).where(Problem.state == State.ARCHIVED))
    assert row is not None
    told = [moment.words for moment in story(county, row)]
    for words in ("登记", "收到佐证", "批准销号", "回头看"):
        assert any(words in line for line in told), (words, told)
    assert [moment.on for moment in story(county, row)] == sorted(
        (moment.on for moment in story(county, row)), reverse=True)


def test_the_lists_and_their_reports_are_told(county: Desk) -> None:
    with county.store.reading() as session:
        row = session.scalar(select(ListEntry.institution_id).where(
            ListEntry.listing == ListKind.BLACK, ListEntry.listed_on.is_not(None),
            ListEntry.institution_id.is_not(None)))
    assert row is not None
    assert any(moment.words.startswith("列入黑名单") for moment in story(county, row))


def test_every_line_opens_a_record_of_its_subject(county: Desk) -> None:
    keys = {feature.key for feature in STREET}
    with county.store.reading() as session:
        rows = session.scalars(select(Institution.id)).all()
        told = [moment for row in rows for feature in STREET for trail in feature.trails
                for moment in trail.moments(session, row)]
        assert {moment.link.partition(":")[0] for moment in told} <= keys
        assert len(told) > session.scalar(select(func.count(Problem.id)))


def test_a_long_story_says_how_much_is_left_out() -> None:
    told = [Moment(date(2023, 1, 1), f"检查 {place}", f"inspections:{place}")
            for place in range(MOST_MOMENTS + 3)]
    section = trail_section(told)
    assert section.count == MOST_MOMENTS + 3
    assert "更早还有 3 件" in section.rows[-1].text
