"""Each sample imports with the totals and faults its truth states, twice as the same, undone as gone."""

from pathlib import Path

import pytest

from desktop.base.sheets import SheetRow
from desktop.features.institutions.excel import INSTITUTION_IMPORT
from desktop.output.excel_read.reading import Layout
from desktop.store import importing
from desktop.store.desk import Desk
from desktop.store.importing import IMPORT, Outcome, Plan
from desktop.store.undo import undo
from tests.helpers.books import LEDGERS, read_sample, truth
from tests.helpers.desk import make_desk


def planned(desk: Desk, layout: Layout, rows: list[SheetRow]) -> Plan:
    with desk.store.reading() as session:
        return importing.plan(session, INSTITUTION_IMPORT, rows, layout.heads)


@pytest.mark.parametrize("name", LEDGERS)
def test_sample_against_its_truth(tmp_path: Path, name: str) -> None:
    desk, told = make_desk(tmp_path), truth(name)
    layout, rows = read_sample(INSTITUTION_IMPORT, name)
    plan = planned(desk, layout, rows)
    data = [row for row in plan.rows if row.outcome is not Outcome.SKIPPED]
    assert layout.block.first + 1 == told["first_row"]
    assert layout.block.top + 1 == told["head_row"]
    assert len(data) == told["rows"]
    assert [data.index(row) for row in data if row.outcome is Outcome.FAILED] == sorted(
        fault["index"] for fault in told["fail"])  # fmt: skip
    assert [data.index(row) for row in data if row.marked] == [mark["index"] for mark in told["mark"]]
    assert [row.row.values.get("name") or "" for row in data] == told["names"]
    for fixed in told["normalise"]:
        assert data[fixed["index"]].row.values["code"] == fixed["code"]
    assert plan.adds_up
    said = {fault["index"]: fault["why"] for fault in told["fail"]}
    words = {
        "no name": "没有填",
        "impossible date": "没有这一天",
        "digits of a numeric 18-digit code are lost": "已丢",
    }
    for index, why in said.items():
        assert words[why] in data[index].errors[0].message


@pytest.mark.parametrize("name", LEDGERS)
def test_twice_is_the_same_and_undone_is_gone(tmp_path: Path, name: str) -> None:
    desk = make_desk(tmp_path)
    layout, rows = read_sample(INSTITUTION_IMPORT, name)
    plan = planned(desk, layout, rows)
    done = desk.do(
        importing.commit, "导入", kind=IMPORT, spec=INSTITUTION_IMPORT, plan=plan, source_name=name
    )
    again = planned(desk, layout, rows)
    assert (again.count(Outcome.NEW), again.count(Outcome.UPDATED)) == (0, 0)
    assert again.count(Outcome.SAME) == plan.count(Outcome.NEW) == plan.writes
    desk.do(undo, "撤销", act=done.batch)
    assert planned(desk, layout, rows).count(Outcome.NEW) == plan.count(Outcome.NEW)
