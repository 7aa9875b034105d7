"""Pasting the State Council's notice: the wording of 2023 to 2026 gives exactly the shipped days."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.base.errors import NeedsConfirmation, UserError
from desktop.base.resources import resource
from desktop.features.calendar.operations import adopt_notice, notice_days, save_term, seed_calendar
from desktop.features.calendar.queries import work_calendar
from desktop.features.calendar.records import SchoolTerm, SpecialDay, Stage, Vacation
from desktop.features.calendar.rules import read_notice, weeks_of
from desktop.store.desk import Desk
from desktop.store.undo import undo
from tests.helpers.desk import make_desk

HEAD = ("国务院办公厅关于{year}年部分节假日安排的通知\n国办发明电〔{before}〕{number}号\n"
        "各省、自治区、直辖市人民政府：\n")
TEXTS = {
    2023: """一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。
二、春节：1月21日至27日放假调休，共7天。1月28日（星期六）、1月29日（星期日）上班。
三、清明节：4月5日放假，共1天。
四、劳动节：4月29日至5月3日放假调休，共5天。4月23日（星期日）、5月6日（星期六）上班。
五、端午节：6月22日至24日放假调休，共3天。6月25日（星期日）上班。
六、中秋节、国庆节：9月29日至10月6日放假调休，共8天。10月7日（星期六）、10月8日（星期日）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作。""",
    2024: """一、元旦：1月1日放假，与周末连休。
二、春节：2月10日至17日放假调休，共8天。2月4日（星期日）、2月18日（星期日）上班。鼓励各单位结合带薪年休假等制度落实，安排职工在除夕（2月9日）休息。
三、清明节：4月4日至6日放假调休，共3天。4月7日（星期日）上班。
四、劳动节：5月1日至5日放假调休，共5天。4月28日（星期日）、5月11日（星期六）上班。
五、端午节：6月10日放假，与周末连休。
六、中秋节：9月15日至17日放假调休，共3天。9月14日（星期六）上班。
七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。""",
    2025: """一、元旦：1月1日（周三）放假1天，不调休。
二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。
三、清明节：4月4日（周五）至6日（周日）放假，共3天。
四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。
五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。
六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。""",
    2026: """一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。""",
}
NEXT = HEAD.format(year=2027, before=2026, number=9) + "一、元旦：1月1日（周五）至3日（周日）放假，共3天。"


def shipped(year: int) -> set[tuple[date, bool]]:
    notice = json.loads(resource("calendar", f"{year}.json").read_text(encoding="utf-8"))
    return {(row.on, row.working) for row in notice_days(notice)}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.store.close()


@pytest.mark.parametrize("year", sorted(TEXTS))
def test_the_published_wording_gives_the_shipped_days(year: int) -> None:
    found = read_notice(HEAD.format(year=year, before=year - 1, number=7) + TEXTS[year])
    assert found.faults == ()
    assert found.missing == ()
    assert found.year == year
    assert found.number == f"国办发明电〔{year - 1}〕7号"
    assert {(day.on, day.working) for day in found.days} == shipped(year)


def test_one_line_as_copied_from_a_page() -> None:
    text = "春节：２月15日至23日放假调休，共9天。2月14日（周六）、2月28日（周六）上班。"
    found = read_notice(text, 2026)
    assert found.faults == ()
    assert len([day for day in found.days if not day.working]) == 9
    assert [day.on for day in found.days if day.working] == [date(2026, 2, 14), date(2026, 2, 28)]
    assert "国庆节" in found.missing


def test_all_in_one_paragraph() -> None:
    joined = "".join(TEXTS[2026].splitlines())
    assert {(day.on, day.working) for day in read_notice(joined, 2026).days} == shipped(2026)


SPRING_2027 = {date(2027, 2, day): False for day in range(5, 13)} | {
    date(2027, 1, 31): True, date(2027, 2, 20): True}


@pytest.mark.parametrize("text", [
    "二 、 春 节 ： ２ 月 5 日 （ 周五 ）至 12 日 放 假 ， 共 8 天 。1 月31日（周日）、2月20日 上 班 。",
    "二、春节：2月5日（农历除\n夕、周五）至12\n日（周五）放假调休，共8天。1月31日（周\n日）、2月20日（周六）上\n班。",
    "（二）春节。2月5日－2月12日放假调休，共8天；1月31日（星期日）、2月20日（星期六）上班",
    "2.春节:2月5日(周五)至12日(周五)放假调休,共8天.1月31日(周日),2月20日(周六)上班.",
    "春节：2月5日至12日放假调休，共8天，1月31日（周日）和2月20日（周六）上班，鼓励各单位安排带薪年休假。",
    "春节：2月5日、6日、7日至12日放假，共8天。\n2027年1月31日、2月20日上班。"], ids=range(6))
def test_a_notice_however_its_lines_are_broken_is_read_whole(text: str) -> None:
    head = "国务院办公厅关于 2027 年\n部分节假日安排的通知\n现将2027年元旦、\n春节放假安排通知如下。\n"
    found = read_notice(head + text)
    assert (found.year, found.faults) == (2027, ())
    assert {day.on: day.working for day in found.days} == SPRING_2027


@pytest.mark.parametrize(("text", "fault"), [
    ("春节：2月14日（周六）、2月28日（周六）上班。", "没有读出放假的日期"),
    ("春节：2月15日至23日放假调休，共9天。周六上班。", "没有读出上班的日期"),
    ("春节：2月15日至5月23日放假调休。", "不像放假的起止日期"),
    ("春节：2月15日至23日放假调休，共8天。", "写着共8天，按起止日期是9天"),
    ("春节：2月15日（周一）至23日放假调休，共9天。", "2月15日是周日"),
    ("春节：2月15日至23日放假，共9天。2月13日上班。", "2月13日是周五，本来就上班"),
    ("春节：2月30日放假。", "没有“2月30日”这一天"),
    ("春节：放假安排另行通知。", "没有读出放假的日期"),
    ("明天开会。", "没有找到"),
])
def test_what_contradicts_itself_is_said(text: str, fault: str) -> None:
    assert any(fault in words for words in read_notice(text, 2026).faults)


def test_without_a_year_nothing_is_guessed() -> None:
    assert "哪一年" in read_notice("春节：2月15日至23日放假。").faults[0]


def test_a_faulty_notice_stores_nothing(desk: Desk) -> None:
    with pytest.raises(UserError, match="写着共4天"):
        desk.do(adopt_notice, "录入", text=NEXT.replace("共3天", "共4天"))
    with desk.store.reading() as session:
        assert 2027 not in work_calendar(session).years


def test_the_next_notice_is_adopted_and_undone(desk: Desk) -> None:
    acts: list[int] = []
    desk.store.subscribe(lambda changes: acts.append(changes.act))
    desk.do(adopt_notice, "录入2027年放假安排", text=NEXT)
    with desk.store.reading() as session:
        assert not work_calendar(session).is_workday(date(2027, 1, 1))
        assert work_calendar(session).covers(date(2027, 7, 1))
    desk.do(undo, "撤销", act=acts[0])
    with desk.store.reading() as session:
        assert 2027 not in work_calendar(session).years


def test_a_known_year_is_replaced_after_a_question(desk: Desk) -> None:
    text = HEAD.format(year=2026, before=2025, number=7) + TEXTS[2026]
    with pytest.raises(NeedsConfirmation, match="2026年已经录入"):
        desk.do(adopt_notice, "录入", text=text)
    desk.do(adopt_notice, "录入", text=text, confirmed=True)
    with desk.store.reading() as session:
        living = select(SpecialDay.on, SpecialDay.working).where(
            SpecialDay.year == 2026, SpecialDay.voided_at.is_(None))
        assert {(on, working) for on, working in session.execute(living)} == shipped(2026)


def test_the_shipped_school_terms_are_marked_for_checking(desk: Desk) -> None:
    with desk.store.reading() as session:
        rows = list(session.scalars(select(SchoolTerm)))
    found = {row.stage: (row.starts, row.ends, row.checked) for row in rows}
    assert found[Stage.PRIMARY] == (date(2026, 1, 31), date(2026, 2, 25), False)
    assert found[Stage.HIGH] == (date(2026, 2, 7), date(2026, 2, 25), False)
    assert desk.do(seed_calendar, "再载入") == 0


@pytest.mark.parametrize(("change", "fault"), [
    ({"school_year": "2026"}, "school_year"), ({"ends": date(2026, 1, 1)}, "ends"), ({}, "stage")])
def test_a_faulty_term_is_refused_at_its_field(desk: Desk, change: dict[str, object], fault: str) -> None:
    values = {"school_year": "2025-2026", "stage": Stage.HIGH, "vacation": Vacation.WINTER, "place": "泉州",
              "starts": date(2026, 2, 7), "ends": date(2026, 2, 25), "source": "教育局校历", "checked": True}
    with pytest.raises(UserError) as caught:
        desk.do(save_term, "登记校历", values={**values, **change})
    assert fault in caught.value.fields


def test_weeks_of_a_month_begin_on_monday() -> None:
    weeks = weeks_of("2023-10")
    assert weeks[0][0] == date(2023, 9, 25)
    assert weeks[-1][-1] == date(2023, 11, 5)
    assert all(len(week) == 7 and week[0].weekday() == 0 for week in weeks)
