"""A failed item of a visit and a complaint become problems in one step, once, and are found again later."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from desktop.app.features import STREET
from desktop.base.errors import UserError
from desktop.base.listing import Question
from desktop.features.complaints.operations.joining import link_visit, merge_complaints
from desktop.features.complaints.records import Complaint
from desktop.features.inspections.listing.visits import VISITS
from desktop.features.inspections.operations.photos import add_photo
from desktop.features.inspections.queries.checklists import shipped
from desktop.features.inspections.queries.visits import failed_findings
from desktop.features.inspections.records.visits import Visit, VisitKind, VisitState
from desktop.features.problems.feature.offer import PROBLEMS
from desktop.features.problems.form.entry import ProblemDialog
from desktop.features.problems.operations.entry import register_problem, void_problem
from desktop.features.problems.operations.sources import (
    complaint_values,
    found_again,
    plan_look_back,
    problem_from_finding,
    problems_from_visit,
)
from desktop.features.problems.panels.shown import TURN, complaint_section, visit_section
from desktop.features.problems.queries import (
    evidence_files,
    origins,
    problems_of_complaint,
    problems_of_visit,
    same_before,
    steps_of,
)
from desktop.features.problems.records import Category, EvidenceKind, Problem, Rung, Source, State
from desktop.store.desk import Desk
from desktop.store.editing import restore_record
from desktop.ui.feature import composed
from desktop.ui.outputs import Outputs
from desktop.ui.services import Services
from tests.helpers import complaints, visits
from tests.helpers.desk import TODAY, make_desk
from tests.helpers.pictures import photo
from tests.helpers.problems import bring_to, climbed, register, reread


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def keys(desk: Desk) -> tuple[str, str]:
    """Two items of the shipped checklists."""
    found = [item.key for checklist in shipped() for item in checklist.items if item.category]
    return found[0], found[1]


def findings(desk: Desk, visit: Visit) -> list[int]:
    with desk.store.reading() as session:
        return [item.id for item in failed_findings(session, visit.id)]


def unturned(desk: Desk) -> int:
    with desk.store.reading() as session:
        listing = composed(VISITS, (PROBLEMS,))
        return session.scalar(listing.count(Question(filters=frozenset({"unturned"})), TODAY)) or 0


def test_a_failed_item_becomes_a_problem_with_all_it_knows(desk: Desk, keys: tuple[str, str]) -> None:
    home = visits.institution(desk)
    visit = visits.visited(desk, visits.pair(desk), keys[0], institution_id=home.id, subject=home.name)
    [finding] = findings(desk, visit)
    desk.do(add_photo, "照片", visit=visit.id, data=photo(), name="过道.jpg", finding=finding)
    assert unturned(desk) == 1
    made = desk.do(problem_from_finding, "转为问题", finding=finding)
    assert (made.institution_id, made.subject, made.found_on, made.source, made.visit_id) == (
        home.id, home.name, visit.on, Source.INSPECTION, visit.id)
    assert made.category_label
    assert made.description
    assert made.measures
    assert made.statute_keys
    with desk.store.reading() as session:
        [(evidence, kept)] = evidence_files(session, reread(desk, made))
        assert (evidence.kind, kept.name) == (EvidenceKind.BEFORE, "过道.jpg")
        [origin] = origins(session, made)
        assert (origin.feature, origin.row) == ("inspections", visit.id)
        section = visit_section(session, visit.id, TODAY)
        assert section is not None
        assert [row.link for row in section.rows] == [f"problems:{made.id}"]  # type: ignore[union-attr]
    assert unturned(desk) == 0


def test_the_card_of_a_visit_turns_its_item_into_a_problem_and_opens_it_the_second_time(
    desk: Desk, keys: tuple[str, str], tmp_path: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    visit = visits.visited(desk, visits.pair(desk), keys[0])
    settings = QSettings(str(tmp_path / "ui.ini"), QSettings.Format.IniFormat)
    services = Services(desk, STREET, settings, Outputs(lambda *_: 1))
    opened: list[tuple[str, int]] = []
    services.opened.connect(lambda feature, row, _: opened.append((feature, row)))
    feature = next(item for item in STREET if item.key == "inspections")
    assert feature.page is not None
    page = feature.page(services, feature)
    qtbot.addWidget(page)
    page.open_row(visit.id)
    page.card.opened.emit(TURN)  # type: ignore[attr-defined]
    page.card.opened.emit(TURN)  # type: ignore[attr-defined]
    with desk.store.reading() as session:
        [made] = problems_of_visit(session, visit.id)
    assert opened == [("problems", made.id)] * 2
    services.tasks.wait()


def test_a_complaint_fills_the_form_of_a_problem(
    desk: Desk, tmp_path: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    case = complaints.register(desk, content="启明培训中心拒绝退费", subject="启明培训中心")
    with desk.store.reading() as session:
        values = complaint_values(session, case.id)
    settings = QSettings(str(tmp_path / "ui.ini"), QSettings.Format.IniFormat)
    services = Services(desk, STREET, settings, Outputs(lambda *_: 1))
    dialog = ProblemDialog(services, None, None, values)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    assert dialog.editors["subcategory"].value() == values["subcategory"]
    assert dialog.links == {"complaint_id": case.id}


def test_one_problem_for_one_finding(desk: Desk, keys: tuple[str, str]) -> None:
    visit = visits.visited(desk, visits.pair(desk), *keys)
    made = desk.do(problems_from_visit, "转为问题", visit=visit.id)
    assert len(made) == 2
    again = desk.do(problems_from_visit, "转为问题", visit=visit.id)
    assert [item.id for item in again] == [item.id for item in made]
    with pytest.raises(UserError, match=f"已经转为问题 {made[0].number}"):
        desk.do(register_problem, "登记", subject="甲", category=Category.FEES, description="乙",
                finding_id=made[0].finding_id)


def test_a_voided_problem_may_be_made_anew_but_then_not_restored(desk: Desk, keys: tuple[str, str]) -> None:
    visit = visits.visited(desk, visits.pair(desk), keys[0])
    [finding] = findings(desk, visit)
    first = desk.do(problem_from_finding, "转为问题", finding=finding)
    desk.do(void_problem, "作废", problem=first.id, reason="登记错了")
    second = desk.do(problem_from_finding, "转为问题", finding=finding)
    assert second.id != first.id
    with pytest.raises(UserError, match=f"另外转为问题 {second.number}"):
        desk.do(restore_record, "恢复", record=Problem, row=first.id)


def test_a_clean_visit_makes_no_problem(desk: Desk) -> None:
    visit = visits.visited(desk, visits.pair(desk))
    with pytest.raises(UserError, match="没有“有问题”的检查项"):
        desk.do(problems_from_visit, "转为问题", visit=visit.id)
    with desk.store.reading() as session:
        assert visit_section(session, visit.id, TODAY) is None


def test_a_closed_problem_found_again_keeps_its_number(desk: Desk, keys: tuple[str, str]) -> None:
    people = visits.pair(desk)
    first = desk.do(problems_from_visit, "转为问题", visit=visits.visited(desk, people, keys[0]).id)[0]
    bring_to(desk, first, State.CLOSED)
    later = visits.visited(desk, people, keys[0], on=TODAY, way=VisitKind.SPECIAL, starts="15:00",
                           ends="16:00")
    [finding] = findings(desk, later)
    with desk.store.reading() as session:
        known = same_before(session, institution=None, subject=first.subject, category=first.category,
                            subcategory=first.subcategory, on=TODAY)
        assert known is not None
        assert known.id == first.id
    back = desk.do(found_again, "反弹", problem=first.id, finding=finding, new_limit=date(2023, 10, 20))
    assert (back.number, back.round, back.state, back.limit) == (
        first.number, 2, State.RECTIFYING, date(2023, 10, 20))
    with desk.store.reading() as session:
        assert later.title() in (steps_of(session, back)[-1].reason or "")
        assert [item.id for item in problems_of_visit(session, later.id)] == [first.id]
    assert desk.do(problem_from_finding, "转为问题", finding=finding).id == first.id
    other = register(desk)
    with pytest.raises(UserError, match="已经记在"):
        desk.do(found_again, "记", problem=other.id, finding=finding)
    assert unturned(desk) == 0


def test_an_open_problem_found_again_is_noted(desk: Desk, keys: tuple[str, str]) -> None:
    people = visits.pair(desk)
    first = desk.do(problems_from_visit, "转为问题", visit=visits.visited(desk, people, keys[0]).id)[0]
    later = visits.visited(desk, people, keys[0], on=date(2023, 9, 22))
    [finding] = findings(desk, later)
    now = desk.do(found_again, "仍未整改", problem=first.id, finding=finding)
    assert (now.state, now.round) == (State.REGISTERED, 1)


def test_a_complaint_becomes_a_problem_and_shows_it_to_the_end(desk: Desk) -> None:
    case = complaints.register(desk, content="启明培训中心拒绝退费", subject="启明培训中心")
    with desk.store.reading() as session:
        values = complaint_values(session, case.id)
    values = {**values, "category": values["category"] or Category.FEES, "subcategory": None}
    made = desk.do(register_problem, "转为问题", **values)
    assert made.complaint_id == case.id
    with desk.store.reading() as session:
        assert f"已立问题 {made.number}" in (session.get_one(Complaint, case.id).disposal or "")
        section = complaint_section(session, case.id, TODAY)
        assert section is not None
        assert section.count == 1
    bring_to(desk, made, State.CLOSED)
    with desk.store.reading() as session:
        section = complaint_section(session, case.id, TODAY)
        assert section is not None
        assert section.rows[0].words == "已销号"  # type: ignore[union-attr]


def test_from_the_complaint_over_the_visit_to_the_problem(desk: Desk, keys: tuple[str, str]) -> None:
    case = complaints.register(desk)
    visit = visits.visited(desk, visits.pair(desk), keys[0])
    desk.do(link_visit, "关联", complaint=case.id, visit=visit.id)
    [made] = desk.do(problems_from_visit, "转为问题", visit=visit.id)
    assert (made.visit_id, made.complaint_id) == (visit.id, case.id)
    with desk.store.reading() as session:
        assert [origin.feature for origin in origins(session, made)] == ["inspections", "complaints"]
    other = complaints.register(desk, name="赵先生", phone="13900000009", content="又一件")
    desk.do(merge_complaints, "并案", kept=other.id, gone=case.id, reason="同一件事")
    with desk.store.reading() as session:
        assert [item.id for item in problems_of_complaint(session, other.id)] == [made.id]


def test_a_look_back_is_planned_as_a_visit_and_stands_on_the_ladder(desk: Desk) -> None:
    made = register(desk)
    with pytest.raises(UserError, match="请填写回头看的日期"):
        desk.do(plan_look_back, "回头看", problem=made.id, on=None)
    visit = desk.do(plan_look_back, "回头看", problem=made.id, on=date(2023, 9, 27))
    assert (visit.way, visit.state, visit.subject) == (VisitKind.LOOK_BACK, VisitState.PLANNED, made.subject)
    climbed(desk, made, Rung.SUPERVISE)
    assert climbed(desk, made, Rung.LOOK_BACK).visit_id == visit.id
    with desk.store.reading() as session:
        assert [item.id for item in problems_of_visit(session, visit.id)] == [made.id]
        assert session.scalar(select(func.count(Visit.id))) == 1

