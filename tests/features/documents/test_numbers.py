"""Reserved numbers, papers by hand, deliveries that start a limit, what was printed: the register whole."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pypdfium2
import pytest

from desktop.base.errors import UserError
from desktop.base.listing import Question
from desktop.base.resources import resource
from desktop.features.documents.listing import DOCUMENTS
from desktop.features.documents.operations import (
    issue,
    issue_many,
    log_printout,
    record_delivery,
    register_handwritten,
    reserve_numbers,
    void_document,
)
from desktop.features.documents.queries import (
    document,
    examine,
    printouts,
    receipt_paper,
    register_lines,
    render_paper,
)
from desktop.features.documents.records import DeliveryWay, Document, DocumentState, PrintWay
from desktop.features.documents.rules import DAYS, FROM_DELIVERY, Paper
from desktop.features.problems.notices.papers import RECTIFICATION, paper_of
from desktop.features.problems.operations.moves import move_problem
from desktop.features.problems.queries import case_of
from desktop.features.problems.records import Problem
from desktop.features.statutes.operations import seed_statutes
from desktop.output.pdf.fonts import FontBook
from desktop.store.desk import Desk
from desktop.store.undo import undo
from tests.helpers.desk import TODAY, make_desk
from tests.helpers.problems import move, register, reread

NOON = datetime(2023, 9, 25, 4, 7, tzinfo=UTC)


@pytest.fixture(scope="module")
def fonts() -> FontBook:
    return FontBook(resource("fonts"), ())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    made.do(seed_statutes, "录入法规条文")
    yield made
    made.store.close()


def assigned(desk: Desk, **values: object) -> Problem:
    made = register(desk, **values)
    return move(desk, made, "assign")


def notice(desk: Desk, problem: Problem, **values: str) -> Paper:
    with desk.store.reading() as session:
        found = paper_of(session, session.get_one(Problem, problem.id), RECTIFICATION, today=TODAY)
    options = (*(found.options or ()), *((FROM_DELIVERY,) if DAYS in values else ()))
    return replace(found, values={**found.values, "违反条款": "《民办教育促进法》第六十二条", **values},
                   options=options)


def reserve(desk: Desk, first: int, last: int, series: str = "责改") -> list[Document]:
    return desk.do(reserve_numbers, "预留", series=series, year=2023, first=first, last=last,
                   reason="现场检查手写用")


def states(desk: Desk) -> list[tuple[str, str]]:
    with desk.store.reading() as session:
        ids = session.scalars(DOCUMENTS.ids(Question(), TODAY)).all()
        rows = {row["id"]: row for row in session.execute(DOCUMENTS.rows(ids, TODAY)).mappings()}
    return [(rows[row]["number"], rows[row]["status"]) for row in reversed(ids)]


def test_reserved_numbers_stand_in_the_register_and_the_next_paper_comes_after_them(
        desk: Desk, fonts: FontBook) -> None:
    reserve(desk, 1, 3)
    made = desk.do(issue, "签发", paper=notice(desk, assigned(desk)), fonts=fonts)
    assert made.number == "晋教责改〔2023〕4号"
    assert states(desk) == [*((f"晋教责改〔2023〕{place}号", "预留") for place in (1, 2, 3)),
                            ("晋教责改〔2023〕4号", "已签发")]
    used = desk.do(register_handwritten, "登记", wanted="晋教责改〔2023〕2号", heading="责令限期整改通知书",
                   addressee="晋江市启衡文化教育培训中心", issued_on=date(2023, 9, 22), signed_by="黄国梁")
    assert (used.state, used.by_hand, used.attachment_id) == (DocumentState.ISSUED, True, None)
    desk.do(void_document, "作废", wanted="晋教责改〔2023〕3号", reason="纸页损坏")
    with desk.store.reading() as session:
        line = next(line for line in register_lines(session) if line.series == "责改")
    assert (line.last, line.used, line.reserved, line.void, line.gaps) == (4, 2, 1, 1, ())
    assert line.words == "责改〔2023〕1—4号：已用 2，预留 1，作废 1，无缺号"


@pytest.mark.parametrize(("first", "last", "words"), [
    (3, 5, "2 个号会空着"), (0, 2, "有的号已经用过"), (1, 0, "止号不对"), (1, 900, "一次最多 200 个"),
])
def test_a_reservation_never_leaves_a_gap(desk: Desk, first: int, last: int, words: str) -> None:
    with pytest.raises(UserError) as refused:
        reserve(desk, first, last)
    assert words in refused.value.sentence
    with desk.store.reading() as session:
        assert register_lines(session) == []


def test_a_number_is_used_by_hand_once_and_in_its_own_year(desk: Desk) -> None:
    line, = reserve(desk, 1, 1)
    given = {"wanted": line.number, "heading": "通知书", "addressee": "某中心"}
    for day, words in ((date(2022, 12, 31), "2023 年的"), (date(2023, 9, 26), "不能晚于今天")):
        with pytest.raises(UserError, match=words):
            desk.do(register_handwritten, "登记", issued_on=day, **given)
    with pytest.raises(UserError, match="主送请填写"):
        desk.do(register_handwritten, "登记", issued_on=TODAY, **{**given, "addressee": " "})
    with pytest.raises(UserError, match="还没有用，不能登记送达"):
        desk.do(record_delivery, "送达", wanted=line.number, delivered_at=NOON, way=DeliveryWay.DIRECT,
                receiver="甲")
    desk.do(register_handwritten, "登记", issued_on=TODAY, **given)
    with pytest.raises(UserError, match="不是预留的号"):
        desk.do(register_handwritten, "登记", issued_on=TODAY, **given)


def test_the_register_is_filtered_by_series_and_year(desk: Desk, fonts: FontBook) -> None:
    reserve(desk, 1, 2)
    reserve(desk, 1, 1, series="督办")
    with desk.store.reading() as session:
        listing = DOCUMENTS.with_data(session)
        counted = {key: session.scalar(listing.count(Question(filters=frozenset({key})), TODAY))
                   for key in ("series:责改", "series:督办", "year:2023", "reserved")}
    assert counted == {"series:责改": 2, "series:督办": 1, "year:2023": 3, "reserved": 3}


@pytest.mark.parametrize(("days", "limit"), [
    ("4", date(2023, 10, 7)),
    ("10", date(2023, 10, 13)),
    ("２", date(2023, 9, 27)),
])
def test_the_limit_counts_from_the_day_after_the_delivery(desk: Desk, fonts: FontBook, days: str,
                                                          limit: date) -> None:
    """中秋国庆 9月29日—10月6日 are off, 10月7日 and 8日 are worked."""
    problem = assigned(desk)
    made = desk.do(issue, "签发", paper=notice(desk, problem, **{DAYS: days}), fonts=fonts)
    assert made.limit_days == int(days)
    before = reread(desk, problem)
    done = desk.do(record_delivery, "送达", wanted=made.id, delivered_at=NOON, way=DeliveryWay.DIRECT,
                   receiver="蔡某")
    assert (done.limit_on, reread(desk, problem).limit) == (limit, limit)
    again = datetime(2023, 9, 25, 9, 0, tzinfo=UTC)
    desk.do(record_delivery, "更正送达", wanted=made.id, delivered_at=again, way=DeliveryWay.DIRECT,
            receiver="蔡某")
    assert reread(desk, problem).limit == limit
    assert before.limit != limit


def test_undoing_the_delivery_gives_the_old_limit_back(desk: Desk, fonts: FontBook) -> None:
    problem = assigned(desk)
    made = desk.do(issue, "签发", paper=notice(desk, problem, **{DAYS: "10"}), fonts=fonts)
    before = reread(desk, problem).limit
    acts: list[int] = []
    desk.store.subscribe(lambda changes: acts.append(changes.act))
    desk.do(record_delivery, "送达", wanted=made.id, delivered_at=NOON, way=DeliveryWay.DIRECT, receiver="甲")
    desk.do(undo, "撤销", act=acts[-1])
    with desk.store.reading() as session:
        found = document(session, made.id)
        assert (found.delivered_at, found.limit_on) == (None, None)
    assert reread(desk, problem).limit == before


def test_a_granted_extension_outlasts_the_delivery(desk: Desk, fonts: FontBook) -> None:
    problem = move(desk, assigned(desk), "start")
    made = desk.do(issue, "签发", paper=notice(desk, problem, **{DAYS: "10"}), fonts=fonts)
    later = date(2023, 11, 30)
    desk.do(move_problem, "延期", problem=problem.id, move="extend", new_limit=later, reason="装修",
            approved_by="黄国梁", approved_on=TODAY)
    desk.do(record_delivery, "送达", wanted=made.id, delivered_at=NOON, way=DeliveryWay.DIRECT, receiver="甲")
    assert reread(desk, problem).limit == later


@pytest.mark.parametrize("days", ["", "十天", "0", "999"])
def test_a_number_of_days_that_is_none_stops_the_paper(desk: Desk, fonts: FontBook, days: str) -> None:
    problem = assigned(desk)
    with pytest.raises(UserError) as refused:
        desk.do(issue, "签发", paper=notice(desk, problem, **{DAYS: days}), fonts=fonts)
    assert DAYS in refused.value.fields


def test_a_receipt_is_printed_before_and_after_the_delivery(desk: Desk, fonts: FontBook) -> None:
    made = desk.do(issue, "签发", paper=notice(desk, assigned(desk)), fonts=fonts)
    said = []
    for delivered in (False, True):
        if delivered:
            desk.do(record_delivery, "送达", wanted=made.id, delivered_at=NOON, way=DeliveryWay.LEFT,
                    refusal="负责人不在场，店员拒签", witnesses="陈某（社区工作人员）",
                    deliverers="林晓燕、陈志远")
        with desk.store.reading() as session:
            paper = receipt_paper(session, made.id)
            pdf = render_paper(session, paper, fonts, today=TODAY)
            state = examine(session, paper, TODAY)
        assert (pdf.pages, pdf.blanks, pdf.missing, state.number, state.missing) == (1, [], [], "", [])
        with pypdfium2.PdfDocument(pdf.pdf) as read:
            said.append("".join(read[0].get_textpage().get_text_bounded().split()))
    assert "晋教责改〔2023〕1号" in said[0]
    assert "12时07分" not in said[0]
    for words in ("2023年9月25日12时07分", "■留置送达", "□直接送达", "店员拒签", "陈某（社区工作人员）"):
        assert words in said[1], words
    with pytest.raises(UserError, match="不编文号"):
        desk.do(issue, "签发", paper=paper, fonts=fonts)


def test_many_papers_take_one_number_each_or_none(desk: Desk, fonts: FontBook) -> None:
    problems = [assigned(desk, subject=f"晋江市启衡{place}号培训中心") for place in range(4)]
    papers = [notice(desk, problem) for problem in problems]
    broken = replace(papers[2], values={**papers[2].values, "地点": ""})
    with pytest.raises(UserError, match=r"一份也没有签发：2023-003.*地点"):
        desk.do(issue_many, "批量签发", papers=[*papers[:2], broken], fonts=fonts)
    made = desk.do(issue_many, "批量签发", papers=papers, fonts=fonts)
    assert [item.number for item in made] == [f"晋教责改〔2023〕{place}号" for place in (1, 2, 3, 4)]
    again = desk.do(issue_many, "再按一次", papers=papers, fonts=fonts)
    assert [item.id for item in again] == [item.id for item in made]
    desk.do(log_printout, "打印", documents=[item.id for item in made], way=PrintWay.PRINTED, copies=2)
    with desk.store.reading() as session:
        kept = printouts(session, made[1].id)
        rows = session.execute(DOCUMENTS.rows([made[1].id], TODAY)).mappings().all()
    assert [(line.copies, line.way, line.printed_by) for line in kept] == [(2, PrintWay.PRINTED, "林晓燕")]
    assert kept[0].sheet == "晋教责改〔2023〕2号 责令限期整改通知书"
    assert rows[0]["printed"] == 2


def test_the_closing_form_is_numbered_but_proves_nothing(desk: Desk, fonts: FontBook) -> None:

    problem = assigned(desk)
    with desk.store.reading() as session:
        found = paper_of(session, session.get_one(Problem, problem.id), "closing", today=TODAY)
        template_missing = [blank.name for blank in examine(session, found, TODAY).missing]
    assert template_missing == ["完成日期", "整改情况"]
    done = replace(found, values={**found.values, "完成日期": "2023年9月24日", "整改情况": "已退费。"})
    made = desk.do(issue, "签发", paper=done, fonts=fonts)
    assert (made.number, made.addressee) == ("晋教销号〔2023〕1号", problem.subject)
    with desk.store.reading() as session:
        assert case_of(session, session.get_one(Problem, problem.id)).papers == ()
