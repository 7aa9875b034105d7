"""Checklists as data: nine, true to the library and the tree of problems, and her edition over them."""

import pytest
from sqlalchemy import select

from desktop.base.errors import UserError
from desktop.features.inspections.operations.checklists import remove_item, restore_item, save_item
from desktop.features.inspections.operations.entry import edit_visit, record_visit
from desktop.features.inspections.operations.findings import Found
from desktop.features.inspections.queries.checklists import checklists, citations, items, removed, shipped
from desktop.features.inspections.queries.visits import findings_of
from desktop.features.inspections.records.visits import Outcome, VisitKind
from desktop.features.problems.queries import tree
from desktop.features.problems.records import Category
from desktop.features.problems.rules.tree import branch_of
from desktop.features.statutes.records import Statute
from desktop.store.desk import Desk
from tests.helpers.visits import EVENING, pair, reread, visited

NINE = ("证照", "安全消防", "从业人员", "材料与超标超前", "收费与预收费", "合同", "广告", "平台", "时间")
ALL = [item for found in shipped() for item in found.items]


def test_there_are_nine_with_items_of_their_own_key() -> None:
    assert tuple(found.title for found in shipped()) == NINE
    assert len({item.key for item in ALL}) == len(ALL)
    assert all(item.wording and item.finding and item.measures and item.statutes for item in ALL)


@pytest.mark.parametrize("item", ALL, ids=lambda item: item.key)
def test_an_item_leads_to_a_category_of_problems(item: object) -> None:
    found = next(one for one in ALL if one is item)
    assert branch_of(tree(), Category(found.category), found.subcategory).enabled


def test_the_articles_are_in_the_library(desk: Desk) -> None:
    with desk.store.reading() as session:
        known = set(session.scalars(select(Statute.key)))
        assert {key for item in ALL for key in item.statutes} <= known
        assert citations(session, ("promotion-64", "order-53-18", "nowhere")) == [
            "《中华人民共和国民办教育促进法》第六十四条",
            "《校外培训行政处罚暂行办法》第十八条（待核对）", "nowhere（条文库里没有，待核对）"]


def test_her_edition_counts(desk: Desk) -> None:
    desk.do(save_item, "改检查项", key="zz-1", checklist="证照", wording="证照齐全并上墙", category="资质",
            subcategory="A1")
    added = desk.do(save_item, "加检查项", checklist="平台", wording="家长端评价已回复")
    desk.do(remove_item, "停用检查项", key="aq-4")
    with desk.store.reading() as session:
        now = items(session)
        assert now["zz-1"].wording == "证照齐全并上墙"
        assert now["zz-1"].own
        assert "aq-4" not in now
        assert [one.key for one in removed(session)] == ["aq-4"]
        assert checklists(session)[7].items[-1].key == added.key
        assert tuple(found.title for found in checklists(session)) == NINE
    desk.do(restore_item, "恢复检查项", key="aq-4")
    with desk.store.reading() as session:
        assert items(session)["aq-4"].wording == next(one for one in ALL if one.key == "aq-4").wording


def test_an_item_needs_words_a_list_and_known_articles(desk: Desk) -> None:
    for fault in ({"wording": " "}, {"checklist": "卫生"}, {"statute_keys": "nowhere-1"}):
        with pytest.raises(UserError):
            desk.do(save_item, "加检查项", **{"checklist": "平台", "wording": "新的一项", **fault})
    with pytest.raises(UserError, match="没有编号"):
        desk.do(save_item, "改检查项", key="own-99", checklist="平台", wording="改")


def test_an_item_deleted_while_in_use_keeps_its_words(desk: Desk) -> None:
    people = pair(desk)
    visit = visited(desk, people, "aq-2")
    desk.do(save_item, "改检查项", key="aq-2", checklist="安全消防", wording="改过的写法")
    desk.do(remove_item, "停用检查项", key="aq-2")
    with desk.store.reading() as session:
        (old,) = findings_of(session, visit.id)
    assert old.wording == next(one for one in ALL if one.key == "aq-2").wording
    desk.do(edit_visit, "改检查", visit=visit.id, note="补记",
            findings=[Found("aq-2", Outcome.FAILED), Found("aq-1")])
    with desk.store.reading() as session:
        assert next(one.wording for one in findings_of(session, visit.id)) != "改过的写法"
    given = {"way": VisitKind.JOINT, "on": EVENING, "subject": "某场所", "inspectors": people}
    late = desk.do(record_visit, "登记检查", findings=[Found("aq-2", Outcome.FAILED)], **given)
    assert reread(desk, late).failed_items == 1
    with pytest.raises(UserError, match="没有编号"):
        desk.do(record_visit, "登记检查", findings=[Found("own-7")], **given)
