"""A change of many records: rehearsed without a trace, made as one act, taken back exactly."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.features.calendar.records import SpecialDay
from desktop.store import bulk
from desktop.store.bulk import Wanted, change_many, plain_change, rehearse
from desktop.store.desk import Desk
from desktop.store.store import Store
from desktop.store.undo import undo
from tests.helpers.desk import make_desk

CHANGE = plain_change(SpecialDay)


def table(desk: Desk) -> list[tuple[Any, ...]]:
    """All columns but the version: it only grows, so that an old window is always told."""
    with desk.store.engine.connect() as connection:
        found = connection.execute(text("SELECT * FROM special_day ORDER BY id")).mappings()
        return [tuple(value for key, value in row.items() if key != "version") for row in found]


def numbers(desk: Desk) -> tuple[int, ...]:
    with desk.store.engine.connect() as connection:
        return tuple(connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()
                     for name in ("act", "journal"))


def test_a_rehearsal_tells_all_and_keeps_nothing(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    before, counted = table(desk), numbers(desk)
    rows = [row[0] for row in before[:3]]
    found = rehearse(desk, SpecialDay, CHANGE, [
        Wanted(rows[0], {"name": "新名"}), Wanted(rows[1], {"name": ""}),
        Wanted(rows[2], {"name": None}, ("名称请填写",)), Wanted(999999, {"name": "新名"})])
    assert [bool(item.refused) for item in found] == [False, True, True, True]
    assert found[0].changes["name"][1] == "新名"
    assert "不在" in found[3].refused
    assert (table(desk), numbers(desk)) == (before, counted)
    desk.store.close()


def test_a_refusal_among_many_says_the_same_as_each_by_itself(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = make_desk(tmp_path)
    before = table(desk)

    def change(session: Session, **given: Any) -> Any:
        """What was tried before counts: the same name is refused the second time."""
        name = given["values"]["name"]
        others = select(SpecialDay.id).where(SpecialDay.name == name, SpecialDay.id != given["row"])
        if session.scalar(others):
            raise UserError(f"没有保存：已有{name}。")
        return CHANGE(session, **given)

    names = [f"新名{'甲' if place in (25, 40, 41) else place}" for place in range(50)]
    wanted = [Wanted(row[0], {"name": name}) for row, name in zip(before, names, strict=False)]
    assert len(wanted) == 50
    found = rehearse(desk, SpecialDay, change, wanted)
    monkeypatch.setattr(bulk, "STEP", 1)
    assert rehearse(desk, SpecialDay, change, wanted) == found
    assert [place for place, item in enumerate(found) if item.refused] == [40, 41]
    assert found[40].refused == "已有新名甲。"
    assert table(desk) == before
    desk.store.close()


def test_undo_of_a_bulk_change_restores_every_column_after_a_restart(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    before = table(desk)
    acts: list[int] = []
    desk.store.subscribe(lambda changes: acts.append(changes.act))
    wanted = [Wanted(row[0], {"name": f"第{place}天"}) for place, row in enumerate(before)]
    assert desk.do(change_many, "批量修改", record=SpecialDay, change=CHANGE, wanted=wanted) == len(before)
    assert table(desk) != before
    folder = desk.store.folder
    desk.store.close()
    again = Desk(Store(folder, desk.store.clock), desk.by)
    again.do(undo, "撤销", act=acts[-1])
    assert table(again) == before
    again.store.close()


def test_one_refused_record_refuses_all(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    before = table(desk)
    wanted = [Wanted(before[0][0], {"name": "新名"}), Wanted(before[1][0], {"name": ""})]
    with pytest.raises(UserError, match="一条也没有改"):
        desk.do(change_many, "批量修改", record=SpecialDay, change=CHANGE, wanted=wanted)
    assert table(desk) == before
    desk.store.close()


def journal(desk: Desk, kind: str) -> list[tuple[str, int, str, str]]:
    """What the last acts of that title wrote, entry by entry."""
    with desk.store.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(
            "SELECT record, record_id, action, changes FROM journal WHERE title = :kind ORDER BY seq"),
            {"kind": kind})]


def test_many_written_together_are_stored_and_journaled_as_each_by_itself(tmp_path: Path) -> None:
    together, apart = (make_desk(tmp_path / name) for name in ("甲", "乙"))
    rows = [row[0] for row in table(together)][:45]
    wanted = [Wanted(row, {"name": f"第{row}天"} if row % 3 else {}) for row in rows]
    flushes = list[object]()

    def flushed(*given: object) -> None:
        flushes.append(given)

    event.listen(Session, "after_flush", flushed)
    try:
        together.do(change_many, "改", record=SpecialDay, change=CHANGE, wanted=wanted)
    finally:
        event.remove(Session, "after_flush", flushed)
    assert len(flushes) < len(rows) / 3
    for item in wanted:
        apart.do(CHANGE, "改", row=item.row, values=item.values)
    assert journal(together, "改") == journal(apart, "改")
    assert table(together) == table(apart)


def test_what_was_changed_after_the_preview_is_not_written_over(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    rows = [row[0] for row in table(desk)][:3]
    tried = rehearse(desk, SpecialDay, CHANGE, [Wanted(row, {"name": "新名"}) for row in rows])
    desk.do(CHANGE, "别处改", row=rows[1], values={"name": "别处写的"})
    before = table(desk)
    with pytest.raises(UserError, match=r"一条也没有改：.*的“.*”预览以后刚在别处改过"):
        desk.do(change_many, "改", record=SpecialDay, change=CHANGE, wanted=tried)
    assert table(desk) == before
    desk.do(CHANGE, "别处改别的", row=rows[0], values={"source": "不相干"})
    again = rehearse(desk, SpecialDay, CHANGE, [Wanted(row, {"name": "新名"}) for row in rows])
    desk.do(CHANGE, "别处又改别的", row=rows[0], values={"source": "还是不相干"})
    assert desk.do(change_many, "改", record=SpecialDay, change=CHANGE, wanted=again) == 3
    desk.store.close()
