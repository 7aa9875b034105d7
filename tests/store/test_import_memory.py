"""Mappings are found again by heads or by source; batches are listed with why they cannot be undone."""

from pathlib import Path

from desktop.features.institutions.excel import INSTITUTION_IMPORT
from desktop.store import importing
from desktop.store.import_memory import batches, recall, remember
from desktop.store.importing import IMPORT
from desktop.store.undo import undo
from tests.helpers.desk import make_desk
from tests.store.test_importing import good, planned


def test_mapping_is_found_by_heads_and_by_source(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    kept = {"单位名称": ["name"], "对外称呼": []}
    desk.do(
        remember, "记住列的对应", spec="institutions", fingerprint="aa", source="安海镇台账", mapping=kept
    )
    with desk.store.reading() as session:
        assert recall(session, "institutions", "aa") == kept
        assert recall(session, "institutions", "bb", "安海镇台账") == kept
        assert recall(session, "institutions", "bb", "别处") == {}
        assert recall(session, "problems", "aa", "安海镇台账") == {}


def test_batches_tell_what_can_be_undone(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    first, second = (
        desk.do(
            importing.commit,
            f"导入{name}",
            kind=IMPORT,
            spec=INSTITUTION_IMPORT,
            source_name=f"{name}.xlsx",
            plan=planned(desk, [good(2, "甲", principal=name)]),
        )
        for name in ("林晓燕", "许嘉")
    )
    with desk.store.reading() as session:
        found = batches(session)
    assert [(batch.number, batch.file, batch.counts["updated"]) for batch in found] == [
        (second.batch, "许嘉.xlsx", 1),
        (first.batch, "林晓燕.xlsx", 0),
    ]
    assert [batch.obstacle for batch in found] == [None, "其中 1 条之后又改过"]
    desk.do(undo, "撤销", act=second.batch)
    with desk.store.reading() as session:
        assert [batch.obstacle for batch in batches(session)] == ["已经撤销过", None]


def test_remembering_does_not_stand_in_the_way_of_undoing(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    done = desk.do(
        importing.commit, "导入", kind=IMPORT, spec=INSTITUTION_IMPORT, plan=planned(desk, [good(2, "甲")])
    )
    for keys in (["name"], []):
        desk.do(
            remember, "记住", spec="institutions", fingerprint="aa", source="来源", mapping={"单位": keys}
        )
    desk.do(undo, "撤销", act=done.batch)
