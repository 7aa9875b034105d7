"""Over all subjects: every figure of 今日 equals the list it opens, void records are not due."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from shutil import copytree

import pytest
from sqlalchemy.orm import Session

from desktop.app.features import STREET
from desktop.base.clock import FixedClock
from desktop.base.due import Due
from desktop.base.listing import Question
from desktop.features.lists.feature.offer import LISTS
from desktop.features.overview.queries import board
from desktop.features.overview.rules import Tile, of_tile, parts
from desktop.store.desk import Desk
from desktop.store.store import Store
from desktop.ui.feature import Feature
from tests.helpers.desk import TODAY

OFFERING = [feature for feature in STREET if feature.due is not None]
LISTED = [feature for feature in OFFERING if feature.listings and feature is not LISTS]
"""Without the two lists: a standing line is never void, it is taken off."""


@pytest.fixture
def desk(filled: Path, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(Store(Path(copytree(filled, tmp_path / "数据")), FixedClock.on(TODAY)), by="林晓燕")
    yield made
    made.store.close()


def dues(session: Session, feature: Feature, desk: Desk) -> list[Due]:
    assert feature.due is not None
    return feature.due(session, desk.today)


@pytest.mark.parametrize("ahead", [0, 1, 4, 30])
def test_figures_equal_their_lists(desk: Desk, ahead: int) -> None:
    desk.store.clock = FixedClock.on(TODAY + timedelta(days=ahead))
    offers = [feature.due for feature in OFFERING if feature.due is not None]
    with desk.store.reading() as session:
        found = board(session, desk.today, offers)
        for tile in Tile:
            for part in parts(of_tile(found.items, tile)):
                feature = next(item for item in STREET if item.key == part.feature)
                if feature.listings:
                    query = feature.listings[0].count(Question(only=part.rows), desk.today)
                    assert session.scalar(query) == len(part.rows), (tile, part.kind)


@pytest.mark.parametrize("feature", OFFERING, ids=lambda feature: feature.key)
def test_items_name_a_subject_of_the_street(desk: Desk, feature: Feature) -> None:
    with desk.store.reading() as session:
        found = dues(session, feature, desk)
    assert found
    assert {item.feature for item in found} == {feature.key}
    assert all(item.kind and item.title and item.next_step for item in found)


@pytest.mark.parametrize("feature", LISTED, ids=lambda feature: feature.key)
def test_void_records_are_not_due(desk: Desk, feature: Feature) -> None:
    record = feature.listings[0].record
    with desk.store.writing("作废", "林晓燕") as session:
        rows = {item.row for item in dues(session, feature, desk)}
        assert rows
        for row in rows:
            found = session.get_one(record, row)
            found.voided_at, found.void_reason = desk.store.clock.now(), "试"
    with desk.store.reading() as session:
        assert dues(session, feature, desk) == []
