"""The papers of a problem: values from the record, articles of its category, blanks for what is unknown."""

from datetime import date
from pathlib import Path

import pytest

from desktop.base.clock import CHINA, FixedClock
from desktop.base.errors import UserError
from desktop.features.documents.operations import issue, record_delivery, void_document
from desktop.features.documents.queries import font_book, load_template
from desktop.features.documents.records import DeliveryWay, Document
from desktop.features.documents.rules import Paper, blanks_missing
from desktop.features.problems.notices.papers import RECTIFICATION, SUPERVISION, demands, paper_of, sentence
from desktop.features.problems.operations.entry import edit_problem
from desktop.features.problems.queries import case_of
from desktop.features.problems.records import Category, EvidenceKind, Problem, State
from desktop.features.problems.rules.gate import gate
from desktop.features.statutes.operations import confirm_statute, seed_statutes
from desktop.store.desk import Desk
from tests.helpers.desk import make_desk
from tests.helpers.problems import bring_to, move, register, reread


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = make_desk(tmp_path)
    desk.do(seed_statutes, "录入法规条文")
    return desk


def paper(desk: Desk, problem: Problem, template: str = RECTIFICATION) -> Paper:
    with desk.store.reading() as session:
        return paper_of(session, session.get_one(Problem, problem.id), template, today=desk.today)


def sign(desk: Desk, problem: Problem) -> Document:
    return desk.do(issue, "签发", paper=paper(desk, problem), fonts=font_book())


def test_values_of_the_rectification_notice(desk: Desk) -> None:
    made = bring_to(desk, register(desk), State.RECTIFYING)
    found = paper(desk, made)
    assert found.values["当事人"] == "晋江市启衡文化教育培训中心"
    assert found.values["问题描述"] == "一次性收取6个月学费，涉及12名学员"
    assert found.values["违反条款"].endswith("第六十三条第一款第（十一）项")
    assert found.values["处理依据"].endswith("第二十八条第一款")
    assert found.values["整改期限"] == "2023年9月26日"
    assert found.statutes == ("promotion-rules-63-11", "penalty-28-1")
    assert blanks_missing(load_template(RECTIFICATION), found) == []


def test_unknown_things_stay_blank_and_stop_the_paper(desk: Desk) -> None:
    made = register(desk, address=None)
    missing = [blank.name for blank in blanks_missing(load_template(RECTIFICATION), paper(desk, made))]
    assert missing == ["地点", "整改期限", "整改要求"]
    with pytest.raises(UserError, match="地点、整改期限、整改要求"):
        sign(desk, made)


def test_supervision_goes_to_the_department(desk: Desk) -> None:
    found = paper(desk, bring_to(desk, register(desk), State.RECTIFYING), SUPERVISION)
    assert (found.values["主送单位"], found.values["承办人"]) == ("梅岭街道办", "吴志坚")
    assert [blank.name for blank in blanks_missing(load_template(SUPERVISION), found)] == ["签发人"]


def test_category_without_checked_article_is_stopped_until_confirmed(tmp_path: Path) -> None:
    desk = make_desk(tmp_path, FixedClock.on(date(2023, 11, 6)))
    desk.do(seed_statutes, "录入法规条文")
    made = move(
        desk, register(desk, category=Category.CONTEST, subcategory=None), "assign", limit=date(2023, 11, 20)
    )
    with pytest.raises(UserError, match="待核对"):
        sign(desk, made)
    desk.do(confirm_statute, "核对", key="order-53-contest", basis="公布文本", article="第二十三条")
    assert "第二十三条" in paper(desk, made).values["违反条款"]
    assert sign(desk, made).number == "晋教责改〔2023〕1号"


def test_same_words_give_back_the_issued_paper_and_other_words_a_new_one(desk: Desk) -> None:
    made = bring_to(desk, register(desk), State.RECTIFYING)
    first = sign(desk, made)
    assert sign(desk, made).id == first.id
    desk.do(edit_problem, "修改", problem=made.id, measures="逐人退费")
    assert sign(desk, made).number == "晋教责改〔2023〕2号"


def test_issued_and_delivered_paper_counts_at_the_gate(desk: Desk) -> None:
    made = bring_to(desk, register(desk), State.RECTIFYING)

    def state() -> dict[str, tuple[bool, str]]:
        with desk.store.reading() as session:
            items = gate(case_of(session, session.get_one(Problem, made.id)))
        return {
            item.what: (item.met, item.words)
            for item in items
            if item.what in (EvidenceKind.PAPER.value, EvidenceKind.DELIVERY.value)
        }

    assert [met for met, _ in state().values()] == [False, False]
    issued = sign(desk, made)
    assert state()["文书"] == (True, "晋教责改〔2023〕1号")
    at = desk.store.clock.now().astimezone(CHINA).replace(hour=15, minute=20)
    desk.do(
        record_delivery,
        "送达",
        wanted=issued.id,
        delivered_at=at,
        way=DeliveryWay.DIRECT,
        receiver="王铉",
        deliverers="林晓燕、陈志远",
    )
    assert state()["送达回证"] == (True, "2023-09-25 15:20 送达")
    desk.do(void_document, "作废", wanted=issued.id, reason="写错")
    assert [met for met, _ in state().values()] == [False, False]


def test_closed_problem_gets_no_notice(desk: Desk) -> None:
    made = bring_to(desk, register(desk), State.CLOSED)
    with pytest.raises(UserError, match="现在是“已销号”，不能再开责令限期整改通知书"):
        paper(desk, made)
    assert reread(desk, made).state is State.CLOSED


def test_words_fit_into_sentences() -> None:
    assert sentence("未公示\n收费。") == "未公示收费"
    assert demands("退费；重签合同。\n公示") == "退费。\n重签合同。\n公示。"
    assert demands(None) == ""
