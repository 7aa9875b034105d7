"""The month's figures equal a recomputation, and the communities nobody went to are named."""

from datetime import date

from desktop.base.listing import Question
from desktop.features.inspections.listing.visits import VISITS
from desktop.features.inspections.operations.entry import record_visit
from desktop.features.inspections.operations.moves import move_visit
from desktop.features.inspections.panels.sections import institution_section
from desktop.features.inspections.queries.months import (
    Figure,
    keep_unvisited_days,
    month_counts,
    unvisited,
    unvisited_days,
)
from desktop.features.inspections.records.visits import SiteKind, Visit, VisitKind
from desktop.features.institutions.records import Running
from desktop.store.desk import Desk
from desktop.store.editing import void_record
from desktop.store.lists import count
from desktop.ui.sections import Fact
from tests.helpers.desk import TODAY
from tests.helpers.visits import inspector, institution, pair, plan, visited


def test_a_month_counts_visits_objects_and_people(desk: Desk) -> None:
    people, found = pair(desk), institution(desk)
    third = inspector(desk, "吴志坚", "35058203").id
    visited(desk, people, "sf-3", institution_id=found.id, subject=None, town=None)
    visited(desk, [*people, third], institution_id=found.id, subject=None, town=None, starts="18:10")
    visited(desk, people, subject="泉安路 12号501室")
    visited(desk, people, subject="泉安路12号501室", starts="20:00")
    visited(desk, people, subject="泉安路12号501室", town="池店镇")
    visited(desk, people, on=date(2023, 8, 31))
    desk.do(record_visit, "登记巡查", way=VisitKind.PATROL, on=TODAY, subject="竹园小区", town="梅岭街道",
            site_kind=SiteKind.HOUSING, grid_person="李阿妹", findings=[])
    plan(desk)
    shut = plan(desk)
    desk.do(move_visit, "未检查到", visit=shut.id, move="closed_door", reason="关门")
    gone = visited(desk, people)
    desk.do(void_record, "作废", record=Visit, row=gone.id, reason="重复")
    with desk.store.reading() as session:
        figures = month_counts(session, "2023-09")
        assert month_counts(session, "2023-07").words == "检查 0 个次、0 家，出动 0 人次，发现问题 0 家"
        listed = count(session, VISITS, Question(filters=frozenset({"month", "state:已检查"})), TODAY)
    assert figures.total == Figure(6, 4)
    assert (listed.rows, listed.holders) == (6, 4)
    assert figures.found == Figure(1, 1)
    assert (figures.person_times, figures.person_days, figures.patrols) == (11, 3, 1)
    assert (figures.unlicensed, figures.failed_items) == (4, 1)
    assert figures.by_kind == {VisitKind.EVENING: Figure(5, 3), VisitKind.PATROL: Figure(1, 1)}
    assert figures.by_town == {"梅岭街道": Figure(5, 3), "池店镇": Figure(1, 1)}
    assert figures.words == "检查 6 个次、4 家，出动 11 人次，发现问题 1 家"


def test_communities_nobody_went_to(desk: Desk) -> None:
    people, zhu = pair(desk), institution(desk)
    institution(desk, "晋江市启航艺术培训中心", community="岭山社区", keeper="王志远", grid_person=None)
    institution(desk, "晋江市旧机构", community="罗山社区", running=Running.CLOSED)
    visited(desk, people, institution_id=zhu.id, subject=None, town=None, community=None,
            on=date(2023, 8, 24))
    visited(desk, people, community="湖光社区", on=date(2023, 9, 20))
    with desk.store.reading() as session:
        assert unvisited_days(session) == 30
        found = unvisited(session, TODAY)
        assert [(one.community, one.days) for one in found] == [("岭山社区", None), ("竹园社区", 32)]
        assert (found[0].keeper, found[0].grid_person, found[0].institutions) == ("王志远", "", 1)
        assert found[1].words == "32 天没有去过，上次 2023-08-24"
        assert [one.community for one in unvisited(session, TODAY, 33)] == ["岭山社区"]
        assert [one.community for one in unvisited(session, TODAY, 5)] == ["岭山社区", "竹园社区", "湖光社区"]
    with desk.store.writing("设期限", "林晓燕") as session:
        keep_unvisited_days(session, 60)
    with desk.store.reading() as session:
        assert [one.community for one in unvisited(session, TODAY)] == ["岭山社区"]


def test_the_card_of_an_institution_tells_its_visits(desk: Desk) -> None:
    found = institution(desk)
    with desk.store.reading() as session:
        section = institution_section(session, found.id, TODAY)
        assert section is not None
        assert (section.count, section.rows, section.empty) == (0, (), "还没有检查过。")
    visited(desk, pair(desk), "sf-3", institution_id=found.id, subject=None)
    plan(desk, institution_id=found.id, subject=None, on=TODAY)
    with desk.store.reading() as session:
        section = institution_section(session, found.id, TODAY)
    assert section is not None
    assert section.count == 1
    first = section.rows[0]
    assert isinstance(first, Fact)
    assert (first.label, first.text, first.hint) == ("最近检查", "2023-09-21，4 天前", "今年 1 次")
    assert len(section.rows) == 3
