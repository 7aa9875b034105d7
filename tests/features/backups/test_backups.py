"""What is known and said of backups, and what a 交接包 holds besides the data."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from desktop.base.clock import CHINA
from desktop.base.due import Due
from desktop.base.errors import UserError
from desktop.features.backups.notices import GUIDE, LIST, handover_extras
from desktop.features.backups.operations import choose_second, note_drill
from desktop.features.backups.queries import drill_dues, last_drill, open_items, second_place
from desktop.features.backups.rules import compared, difference_words, drill_day, status_words
from desktop.store.desk import Desk
from tests.helpers.desk import TODAY, make_desk

NOW = datetime(2023, 9, 25, 17, tzinfo=CHINA)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.store.close()


@pytest.mark.parametrize(("last", "then"), [
    (date(2023, 9, 25), date(2023, 10, 25)), (date(2023, 1, 31), date(2023, 2, 28)),
    (date(2024, 1, 31), date(2024, 2, 29)), (date(2023, 12, 15), date(2024, 1, 15)),
])
def test_a_drill_is_due_a_month_later(last: date, then: date) -> None:
    assert drill_day(last) == then


@pytest.mark.parametrize(("newest", "words"), [
    (datetime(2023, 9, 25, 9, 30, tzinfo=CHINA), "备份：今天 09:30"),
    (datetime(2023, 9, 24, 18, 2, tzinfo=CHINA), "备份：昨天 18:02"),
    (datetime(2023, 9, 1, 8, 0, tzinfo=CHINA), "备份：9月1日 08:00"),
    (None, "备份：还没有"),
])
def test_the_status_line_tells_the_last_backup(newest: datetime | None, words: str) -> None:
    assert status_words(newest, NOW) == words


def test_counts_now_and_then_are_compared_in_words() -> None:
    lines = compared({"problem": 5}, {"problem": 3}, {"problem": "问题", "document": "文书"})
    assert lines == [("问题", 5, 3), ("文书", 0, 0)]
    assert [difference_words(now, then) for _, now, then in lines] == ["少 2", "相同"]
    assert difference_words(None, 3) == "现有数据读不出"


def test_the_drill_comes_up_on_today_and_goes_after_it_was_done(desk: Desk) -> None:
    with desk.store.reading() as session:
        assert [due.day for due in drill_dues(session, TODAY)] == [date(2023, 10, 25)]
    desk.do(note_drill, "恢复演练", file="备份.zip", good=True)
    with desk.store.reading() as session:
        drill = last_drill(session)
        assert drill is not None
        assert (drill.day, drill.good) == (TODAY, True)
        assert [due.day for due in drill_dues(session, TODAY)] == [drill_day(TODAY)]


def test_the_second_place_must_be_there_when_it_is_chosen(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="插好移动盘"):
        desk.do(choose_second, "第二备份位置", folder=tmp_path / "没有")
    inside = desk.store.folder / "备份"
    inside.mkdir(exist_ok=True)
    with pytest.raises(UserError, match="数据文件夹里面"):
        desk.do(choose_second, "第二备份位置", folder=inside)
    desk.do(choose_second, "第二备份位置", folder=tmp_path)
    with desk.store.reading() as session:
        assert second_place(session) == tmp_path
    desk.do(choose_second, "第二备份位置", folder=None)
    with desk.store.reading() as session:
        assert second_place(session) is None


def test_the_handover_lists_every_open_item_with_its_day(desk: Desk) -> None:
    dues = [Due("证照", "办学许可证", "样例艺术中心", "青阳街道", date(2023, 10, 5), "换证", "institutions",
                1, calendar_days=True),
            Due("问题", "2023-001", "样例体育馆", "", date(2023, 9, 20), "核查", "problems", 2)]
    with desk.store.reading() as session:
        ordered = open_items(session, TODAY, [lambda session, today: dues])
        extras = handover_extras(session, TODAY, ordered)
    with PdfDocument(extras[LIST]) as paper:
        words = "".join(page.get_textpage().get_text_bounded() for page in paper)
    words = words.replace("\r\n", "")
    assert words.index("2023-001") < words.index("样例艺术中心")
    assert "共 2 件，其中已逾期 1 件" in words
    assert "逾期 3 日" in words
    assert "剩 10 日" in words
    assert "移交人" in words
    assert "从文件恢复" in extras[GUIDE].decode("utf-8-sig")
    assert any(name.startswith("文书文字/") for name in extras)
