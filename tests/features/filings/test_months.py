"""Deadlines by the official calendar, what a month counts, sums of months, nothing counted twice."""

from datetime import date
from pathlib import Path

import pytest

from desktop.app.features import STREET
from desktop.base.clock import FixedClock
from desktop.base.errors import UserError
from desktop.base.listing import Question
from desktop.base.plan import data_months, deadline, months
from desktop.features.calendar.queries import work_calendar
from desktop.features.complaints.queries.cases import month_counts as case_counts
from desktop.features.filings.listing import badge_words, due_items, next_filing
from desktop.features.filings.operations import freeze_month, register_sending, set_figure
from desktop.features.filings.queries.sheets import checked_month, plan, sheet
from desktop.features.filings.records import Basis, SendState
from desktop.features.filings.rules import RECTIFIED, Sheet, correction_words
from desktop.features.inspections.queries.months import month_counts as visit_counts
from desktop.features.problems.queries import month_counts as problem_counts
from desktop.features.problems.records import Problem, Rung, State
from desktop.store.desk import Desk
from tests.helpers import complaints, problems, visits
from tests.helpers.desk import make_desk
from tests.helpers.filings import MONTH, SOURCE, cheap, closed, frozen, ready


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path)


def at(desk: Desk, day: date) -> Desk:
    """The same data on another day."""
    desk.store.clock = FixedClock.on(day)
    return desk


def made(desk: Desk, month: str = MONTH, basis: Basis | None = None) -> Sheet:
    with desk.store.reading() as session:
        return sheet(session, month, desk.today, basis)


@pytest.mark.parametrize(("month", "hard", "day"), [
    ("2023-08", date(2023, 9, 1), date(2023, 8, 31)),
    ("2023-09", date(2023, 10, 1), date(2023, 9, 28)),
    ("2023-12", date(2024, 1, 1), date(2023, 12, 29)),
    ("2025-01", date(2025, 2, 1), date(2025, 1, 27)),
    ("2025-09", date(2025, 10, 1), date(2025, 9, 30)),
    ("2026-02", date(2026, 3, 1), date(2026, 2, 28)),
    ("2026-05", date(2026, 6, 1), date(2026, 5, 29)),
])
def test_due_on_the_last_working_day_before_the_first(desk: Desk, month: str, hard: date, day: date) -> None:
    with desk.store.reading() as session:
        due = deadline(plan("quanzhou-2023"), month, work_calendar(session))
    assert (due.hard, due.day) == (hard, day)


def test_the_words_say_why_it_is_earlier(desk: Desk) -> None:
    with desk.store.reading() as session:
        calendar = work_calendar(session)
        due = deadline(plan("quanzhou-2023"), MONTH, calendar)
    assert due.words(calendar) == "10月1日前的最后一个工作日；29日起是中秋节、国庆节"


def test_months_of_the_scheme() -> None:
    scheme = plan("quanzhou-2023")
    assert months(scheme) == ["2023-08", "2023-09", "2023-10", "2023-11", "2023-12"]
    assert data_months(scheme, "2023-09") == ["2023-07", "2023-08", "2023-09"]
    assert months(plan("nanchang-2021")) == []


@pytest.mark.parametrize(("words", "says"), [
    ("2023-13", "看不懂"), ("九月", "看不懂"), ("", "看不懂"), ("2023-07", "没有2023年7月的月报"),
    ("2024-01", "没有2024年1月的月报"),
])
def test_a_month_that_cannot_be_filed_is_refused(words: str, says: str) -> None:
    with pytest.raises(UserError, match=says) as refused:
        checked_month(plan("quanzhou-2023"), words)
    assert refused.value.advice.endswith("。")


def test_a_month_is_read_in_either_spelling() -> None:
    scheme = plan("quanzhou-2023")
    assert {checked_month(scheme, words) for words in ("2023-9", "2023-09", "2023年9月")} == {MONTH}


def test_the_month_and_the_sum_count_closed_problems(desk: Desk) -> None:
    july = closed(desk, date(2023, 7, 31), "2023-001")
    august = closed(desk, date(2023, 8, 1), "2023-002", "2023-003", state=State.ARCHIVED)
    september = closed(desk, date(2023, 9, 25), "2023-004", state=State.LOOK_BACK)
    closed(desk, date(2023, 9, 26), "2023-005")
    closed(desk, date(2023, 6, 30), "2023-006")
    entry = made(desk).numbers[RECTIFIED]
    assert (entry.before, entry.own) == (3, 1)
    assert (entry.printed(Basis.MONTH), entry.printed(Basis.TOTAL)) == (1, 4)
    assert entry.ids(Basis.MONTH) == tuple(september)
    assert entry.ids(Basis.TOTAL) == (*july, *august, *september)


def test_open_and_void_problems_do_not_count(desk: Desk) -> None:
    closed(desk, date(2023, 9, 4), "2023-001", state=State.RECTIFYING)
    (row,) = closed(desk, date(2023, 9, 4), "2023-002")
    with desk.store.writing("作废", "林晓燕") as session:
        problem = session.get(Problem, row)
        assert problem is not None
        with problem.moving():
            problem.voided_at, problem.void_reason = session.info["act"].at, "重复"
    assert made(desk).value(RECTIFIED) == 0


def test_what_is_closed_after_freezing_counts_in_the_next_month(desk: Desk) -> None:
    closed(desk, date(2023, 9, 4), "2023-001", "2023-002")
    frozen(desk)
    late = closed(at(desk, date(2023, 10, 8)), date(2023, 9, 28), "2023-003")
    own = closed(desk, date(2023, 10, 8), "2023-004")
    entry = made(desk, "2023-10").numbers[RECTIFIED]
    assert (entry.before, entry.own) == (2, 2)
    assert entry.count is not None
    assert entry.count.ids == (*late, *own)
    assert "1 条销号日期在10月以前" in entry.count.notes[0]


def test_a_relapse_and_second_closing_is_not_counted_twice(desk: Desk) -> None:
    rows = closed(desk, date(2023, 9, 4), "2023-001", "2023-002")
    frozen(desk)
    with at(desk, date(2023, 10, 9)).store.writing("再次销号", "林晓燕") as session:
        problem = session.get(Problem, rows[0])
        assert problem is not None
        with problem.moving():
            problem.closed_on = date(2023, 10, 9)
    entry = made(desk, "2023-10").numbers[RECTIFIED]
    assert (entry.before, entry.own) == (2, 0)
    assert len(entry.ids(Basis.TOTAL)) == entry.printed(Basis.TOTAL) == 2


def test_a_sent_month_stays_as_it_was_whatever_the_records_say_later(desk: Desk) -> None:
    rows = closed(desk, date(2023, 9, 4), "2023-001", "2023-002")
    frozen(desk)
    with desk.store.writing("反弹", "林晓燕") as session:
        problem = session.get(Problem, rows[0])
        assert problem is not None
        with problem.moving():
            problem.state, problem.closed_on = State.RECTIFYING, None
    assert made(desk).value(RECTIFIED) == 2
    assert made(at(desk, date(2023, 10, 9)), "2023-10").numbers[RECTIFIED].before == 2


def test_typed_numbers_add_up_over_the_months(desk: Desk) -> None:
    desk.do(set_figure, "填", month="2023-08", key="cases", value=2, source=SOURCE)
    desk.do(set_figure, "填", month=MONTH, key="cases", value=3, source=SOURCE)
    assert made(desk, basis=Basis.MONTH).value("cases") == 3
    assert made(desk, basis=Basis.TOTAL).value("cases") == 5
    assert made(desk).value("handled") is None


def test_the_default_remark_names_basis_and_last_day(desk: Desk) -> None:
    assert made(desk).texts["remarks"] == "（累计数，截至9月25日）"
    assert made(desk, basis=Basis.MONTH).texts["remarks"] == "（本月数，9月1日至9月25日）"
    assert made(at(desk, date(2023, 10, 8))).cutoff == date(2023, 9, 30)


def test_effects_say_only_what_was_counted(desk: Desk) -> None:
    assert made(desk).texts["effects"] == ""
    rows = closed(desk, date(2023, 9, 4), "2023-001", "2023-002")
    sheet_now = made(desk)
    assert sheet_now.texts["effects"].endswith("等专项行动，登记问题2个；推动整改销号2个。")
    assert [(finding.value, finding.ids) for finding in sheet_now.findings] == [(2, tuple(rows))] * 2


def test_effects_tell_visits_papers_steps_and_complaints_each_with_its_rows(desk: Desk) -> None:
    people = visits.pair(desk)
    for day in (date(2023, 9, 20), date(2023, 9, 21)):
        visits.visited(desk, people, on=day)
    problem = problems.register(desk)
    problems.climbed(desk, problem, Rung.SUPERVISE)
    done, left = complaints.register(desk), complaints.register(desk, name="赵先生", phone="13900000009")
    complaints.close(desk, done)
    sheet_now = made(desk)
    told = {finding.words: (finding.feature, finding.ids) for finding in sheet_now.findings}
    assert list(told)[:2] == ["累计检查2个次（1家）", "出动4人次"]
    assert told["督办问题1个"] == ("problems", (problem.id,))
    assert told["受理投诉举报2件"] == ("complaints", (done.id, left.id))
    assert told["办结1件"] == ("complaints", (done.id,))
    assert all(words in sheet_now.texts["effects"] for words in told)
    with desk.store.reading() as session:
        visited, cases = visit_counts(session, MONTH), case_counts(session, MONTH)
        listed = {feature.key: feature.listings[0] for feature in STREET if feature.listings}
        for finding in sheet_now.findings:
            query = listed[finding.feature].count(Question(only=frozenset(finding.ids)), desk.today)
            assert session.scalar(query) == len(finding.ids), finding.words
        own = problem_counts(session, MONTH)
    assert (visited.total.visits, visited.person_times) == (2, 4)
    assert (cases.received, cases.closed, cases.content) == (2, 1, 1)
    assert told["其中满意和基本满意1件"] == ("complaints", (done.id,))
    assert (own["登记"], own["督办通知"], own["责令整改"], own["移送"]) == (1, 1, 0, 0)


def test_the_next_filing_is_the_one_not_yet_with_all_five(desk: Desk) -> None:
    with desk.store.reading() as session:
        found = next_filing(session, desk.today)
        assert found is not None
        assert (found.month, found.left.words, found.next_step) == (MONTH, "剩 3 日", "填报、封存")
        assert badge_words(session, desk.today) is not None
        item, *later_months = due_items(session, desk.today)
    assert (item.day, item.feature) == (date(2023, 9, 28), "filings")
    assert [due.day for due in later_months] == [date(2023, 10, 31), date(2023, 11, 30), date(2023, 12, 29)]
    frozen(desk)
    for recipient in ("市教育局", "市市场监管局", "市科技局", "市文旅局", "市体育局"):
        with desk.store.reading() as session:
            assert next_filing(session, desk.today) is not None
        desk.do(register_sending, "登记已发", month=MONTH, recipient=recipient, state=SendState.SENT)
    with desk.store.reading() as session:
        assert next_filing(session, desk.today) is None
        later = next_filing(session, date(2023, 10, 8))
    assert later is not None
    assert later.month == "2023-10"


def test_a_missed_month_is_told_as_overdue(desk: Desk) -> None:
    with desk.store.reading() as session:
        found = next_filing(session, date(2023, 10, 9))
    assert found is not None
    assert (found.month, found.left.words) == (MONTH, "逾期 3 日")


def test_a_correction_after_the_third_asks_for_more() -> None:
    scheme = plan("quanzhou-2023")
    assert "2023年10月3日已过" in correction_words(scheme, MONTH, date(2023, 10, 4))
    assert "已过" not in correction_words(scheme, MONTH, date(2023, 10, 3))


def test_a_month_to_come_cannot_be_frozen(desk: Desk) -> None:
    ready(desk, "2023-10")
    with pytest.raises(UserError, match="还没有到"):
        desk.do(freeze_month, "封存", month="2023-10", render=cheap)
