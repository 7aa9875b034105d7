"""Saved views: stored, renamed, replaced after a yes, refused when they ask for what is gone."""

from pathlib import Path

import pytest

from desktop.base.errors import NeedsConfirmation, UserError
from desktop.base.listing import Question
from desktop.base.views import View
from desktop.features.calendar.listing import CALENDAR_DAYS
from desktop.store.undo import undo
from desktop.store.views import check_view, named_view, rename_view, save_view, views
from tests.helpers.desk import make_desk

OFF = View("放假", Question(filters=frozenset({"off"}), order="on", descending=True), ("on", "working"))


def test_a_view_comes_back_as_it_was_stored(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    desk.do(save_view, "存视图", listing="calendar", view=OFF)
    with desk.store.reading() as session:
        assert named_view(session, CALENDAR_DAYS, "放假") == OFF
        with pytest.raises(UserError, match="可选：放假"):
            named_view(session, CALENDAR_DAYS, "加班")
    desk.store.close()


def test_same_name_asks_and_a_taken_name_is_refused(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    desk.do(save_view, "存视图", listing="calendar", view=OFF)
    other = View("放假", Question(search="国庆"))
    with pytest.raises(NeedsConfirmation):
        desk.do(save_view, "存视图", listing="calendar", view=other)
    desk.do(save_view, "存视图", listing="calendar", view=other, confirmed=True)
    second = desk.do(save_view, "存视图", listing="calendar", view=View("调休", Question()))
    with pytest.raises(UserError, match="已有视图"):
        desk.do(rename_view, "改名", row=second.id, name="放假")
    with desk.store.reading() as session:
        assert [row.view().question.search for row in views(session, "calendar")] == ["国庆", ""]
    desk.store.close()


def test_rows_picked_by_a_number_are_no_view(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    with pytest.raises(UserError, match="不是筛选出来的"):
        desk.do(save_view, "存视图", listing="calendar", view=View("几条", Question(only=frozenset({1}))))
    desk.store.close()


def test_a_filter_that_is_gone_is_told_and_never_widens_the_rows() -> None:
    with pytest.raises(UserError, match="青阳街道"):
        check_view(CALENDAR_DAYS, View("青阳", Question(filters=frozenset({"town:青阳街道"}))))


def test_saving_a_view_can_be_undone(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    acts: list[int] = []
    desk.store.subscribe(lambda changes: acts.append(changes.act))
    desk.do(save_view, "存视图", listing="calendar", view=OFF)
    desk.do(undo, "撤销", act=acts[-1])
    with desk.store.reading() as session:
        assert views(session, "calendar") == []
    desk.store.close()
