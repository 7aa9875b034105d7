"""Papers, lists, board, commands and windows of the ladder."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app.cli import asked_list
from desktop.app.features import STREET
from desktop.base.command import Answer
from desktop.base.errors import UserError
from desktop.base.listing import Question
from desktop.features.documents.operations import issue, void_document
from desktop.features.documents.queries import font_book, template_of
from desktop.features.documents.rules import blanks_missing
from desktop.features.problems.form.ladder import ReplyDialog, StepDialog
from desktop.features.problems.form.moves import referred
from desktop.features.problems.listing.board import read_wall
from desktop.features.problems.listing.ladder import ESCALATIONS
from desktop.features.problems.listing.lists import PROBLEMS
from desktop.features.problems.notices.ladder import interview_record, step_paper
from desktop.features.problems.page.whole import ProblemsPage
from desktop.features.problems.panels.ladder import LadderWindow, step_lines
from desktop.features.problems.queries import due_items, paper_of_step, steps_up
from desktop.features.problems.records import Escalation, Level, Problem, Rung, State
from desktop.store.desk import Desk
from desktop.ui.services import Services
from desktop.ui.theme import apply_theme
from tests.helpers.desk import TODAY, make_desk
from tests.helpers.problems import bring_to, climbed, register, reread
from tests.helpers.screens import clipped_texts, settle
from tests.helpers.services import working_services

LATER = date(2023, 10, 12)


def run(desk: Desk, *words: str) -> Answer:
    """A command of the subject."""
    own = next(feature for feature in STREET if feature.key == "problems").commands
    command = next(item for item in own if item.words == words[:2])
    parser = ArgumentParser()
    command.arguments(parser)
    return command.run(desk, parser.parse_args(words[2:]))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def services(desk: Desk, tmp_path: Path, qapp: QApplication) -> Iterator[Services]:
    apply_theme(qapp)
    with working_services(desk, tmp_path, STREET) as made:
        yield made


def step_of(desk: Desk, rung: Rung, **facts: Any) -> Escalation:
    problem = bring_to(desk, register(desk, subject_person="王铉"), State.RECTIFYING)
    return climbed(desk, problem, rung, skipped="省厅点名", **facts)


@pytest.mark.parametrize(
    ("rung", "lacking"),
    [
        (Rung.SUPERVISE, []),
        (Rung.INTERVIEW, ["被约谈人职务", "约谈时间", "约谈地点"]),
        (Rung.CRITICISE, ["处理情况"]),
        (Rung.LIST, []),
        (Rung.REFER, ["移送材料"]),
    ],
)
def test_each_step_fills_its_paper(desk: Desk, rung: Rung, lacking: list[str]) -> None:
    step = step_of(desk, rung)
    with desk.store.reading() as session:
        paper = step_paper(session, step, today=TODAY)
        template = template_of(session, paper.template)
        assert [blank.name for blank in blanks_missing(template, paper)] == lacking


def test_the_paper_of_a_step_is_issued_once_and_known_as_its_own(desk: Desk) -> None:
    step = step_of(desk, Rung.LIST)
    with desk.store.reading() as session:
        paper = step_paper(session, step, today=TODAY)
    made = desk.do(issue, "签发", paper=paper, fonts=font_book())
    assert made.number == "晋教挂牌督办〔2023〕1号"
    assert desk.do(issue, "签发", paper=paper, fonts=font_book()).id == made.id
    with desk.store.reading() as session:
        found = paper_of_step(session, step.id)
        assert found is not None
        assert found.number == made.number
        [line] = step_lines(session, step.problem_id, TODAY)
        assert (line.number, line.unwritten) == (made.number, False)
    desk.do(void_document, "作废", wanted=made.number, reason="主送写错")
    with desk.store.reading() as session:
        assert paper_of_step(session, step.id) is None
        again = step_paper(session, step, today=TODAY)
    assert desk.do(issue, "签发", paper=again, fonts=font_book()).number == "晋教挂牌督办〔2023〕2号"


def test_steps_of_others_have_no_paper_here(desk: Desk) -> None:
    for rung in (Rung.KEY, Rung.ACCOUNT, Rung.LOOK_BACK):
        with desk.store.reading() as session, pytest.raises(UserError, match="不由程序开具"):
            step_paper(session, step_of(desk, rung), today=TODAY)


def test_the_record_of_an_interview_takes_no_number(desk: Desk) -> None:
    step = step_of(desk, Rung.INTERVIEW)
    with desk.store.reading() as session:
        paper = interview_record(session, step)
        assert not template_of(session, paper.template).series
    assert paper.values["被约谈人"] == "王铉"


def asked(desk: Desk, listing: Any, *keys: str, today: date = TODAY) -> list[int]:
    with desk.store.reading() as session:
        return list(session.scalars(listing.ids(Question(filters=frozenset(keys)), today)))


def test_unanswered_referrals_are_a_list_a_chip_and_due(desk: Desk) -> None:
    problem = register(desk)
    step = climbed(desk, problem, Rung.REFER, target="晋江市公安局", reply_by=date(2023, 10, 9))
    climbed(desk, register(desk, subject="乙"), Rung.SUPERVISE)
    assert asked(desk, ESCALATIONS, "referral_waiting") == [step.id]
    assert asked(desk, PROBLEMS, "referral_waiting") == [problem.id]
    assert asked(desk, ESCALATIONS, "late") == []
    assert len(asked(desk, ESCALATIONS, "late", today=LATER)) == 2
    assert len(asked(desk, PROBLEMS, "answer_late", today=LATER)) == 2
    with desk.store.reading() as session:
        found = {(item.kind, item.title, item.day) for item in due_items(session, TODAY)}
    assert ("移送回复", f"{problem.number} 晋江市公安局", date(2023, 10, 9)) in found
    run(desk, "problem", "reply", problem.number, "--reply", "已受理")
    assert asked(desk, ESCALATIONS, "referral_waiting") == asked(desk, PROBLEMS, "referral_waiting") == []


def test_level_stands_in_list_chips_and_board(desk: Desk) -> None:
    listed = bring_to(desk, register(desk), State.RECTIFYING)
    climbed(desk, listed, Rung.LIST, skipped="省厅点名")
    late = bring_to(desk, register(desk, subject="乙"), State.RECTIFYING)
    assert asked(desk, PROBLEMS, "supervised") == asked(desk, PROBLEMS, "level:挂牌督办") == [listed.id]
    assert asked(desk, PROBLEMS, "unsupervised", today=LATER) == [late.id]
    with desk.store.reading() as session:
        wall = read_wall(session, PROBLEMS, Question(), TODAY)
        cards = {card.row: card for lane in wall.lanes for card in lane.cards[State.RECTIFYING]}
    assert (wall.figures["督办中"], cards[listed.id].level_mark, cards[late.id].level_mark) == (1, "挂", "")


def test_commands_climb_answer_and_issue(desk: Desk, tmp_path: Path) -> None:
    problem = bring_to(desk, register(desk), State.RECTIFYING)
    out = tmp_path / "督办.pdf"
    first = run(desk, "notice", "supervision", problem.number, "--out", str(out), "--decided-by", "许文彬")
    assert first.data["number"] == "晋教督办〔2023〕1号"
    assert out.read_bytes().startswith(b"%PDF")
    again = run(desk, "notice", "supervision", problem.number, "--out", str(out))
    assert again.data["number"] == first.data["number"]
    facts = ["target=晋江市消防救援大队", "decided_by=许文彬", "reason=消防隐患", "reply_by=2023-10-09"]
    climbed_now = run(desk, "problem", "escalate", problem.number, "移送", *facts)
    assert climbed_now.data["level"] == "督办"
    paper = run(desk, "notice", "escalation", problem.number, "--out", str(out), "--fill",
                "移送材料=检查记录1份。")
    assert paper.data["number"] == "晋教移送〔2023〕1号"
    shown = run(desk, "problem", "show", problem.number).data
    assert [(step["step"], step["number"]) for step in shown["escalation"]] == [
        ("督办通知", "晋教督办〔2023〕1号"), ("移送", "晋教移送〔2023〕1号")]
    given = Namespace(kind="problems", escalation=True, view=None, state="移送未回复", search=None)
    listing, question = asked_list(desk, given)
    with desk.store.reading() as session:
        ids = list(session.scalars(listing.ids(question, TODAY)))
        columns = [listing.column(key) for key in ("rung", "paper", "subject")]
        [row] = session.execute(listing.rows(ids, TODAY, columns)).all()
    assert tuple(row[1:]) == (Rung.REFER, "晋教移送〔2023〕1号", problem.subject)
    with desk.store.reading() as session:
        known = referred(session, problem.id)
    assert (known["exit_to"], known["exit_number"]) == ("晋江市消防救援大队", "晋教移送〔2023〕1号")


def test_a_step_is_made_in_its_dialog(services: Services, desk: Desk, qtbot: QtBot) -> None:
    problem = bring_to(desk, register(desk), State.RECTIFYING)
    dialog = StepDialog(services, problem, Rung.INTERVIEW, None, "反弹 1 次")  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    dialog.show()
    settle()
    assert clipped_texts(dialog) == []
    known = [dialog.editors[key].text() for key in ("target", "reason")]
    assert known == [problem.subject, "反弹 1 次"]
    dialog.make()
    assert dialog.made is None, "decided_by and the reason for skipping are missing"
    dialog.editors["decided_by"].set_value("许文彬")
    dialog.editors["skipped"].set_value("省厅点名")
    dialog.make()
    assert dialog.made is not None
    assert reread(desk, problem).level is Level.INTERVIEW
    reply = ReplyDialog(services, climbed(desk, problem, Rung.REFER), None)  # type: ignore[arg-type]
    qtbot.addWidget(reply)
    reply.editors["reply"].set_value("已立案")
    reply.make()
    with desk.store.reading() as session:
        assert [step.reply for step in steps_up(session, problem.id)] == [None, "已立案"]


def test_the_detail_tells_level_proposal_and_trail(services: Services, desk: Desk, qtbot: QtBot) -> None:
    problem = bring_to(desk, register(desk), State.RECTIFYING)
    step = climbed(desk, problem, Rung.SUPERVISE, on=date(2023, 9, 13), reply_by=date(2023, 9, 20))
    feature = next(item for item in STREET if item.key == "problems")
    page = ProblemsPage(services, feature)
    qtbot.addWidget(page)
    page.resize(1190, 666)
    page.show()
    page.open_row(problem.id)
    settle()
    shown = page.detail.shown
    assert shown is not None
    words = [action.text() for action in page.detail.ladder.menu(shown).actions()]
    assert words[0] == "建议：回头看…（督办通知要求 2023年9月20日前回复，还没有回复）"
    assert "登记梅岭街道办事处督办通知的回复…" in words
    window = LadderWindow(problem, shown.ladder, page)
    qtbot.addWidget(window)
    assert set(window.links) == {f"{verb}:{step.id}" for verb in ("paper", "reply", "postpone", "void")}
    assert clipped_texts(page) == []
    with desk.store.reading() as session:
        assert session.get_one(Problem, problem.id).level is Level.SUPERVISED
