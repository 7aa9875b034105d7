"""What goes to the platforms: whose codes, which columns, 万元, no number too many; receipts and limits."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from desktop.base.errors import UserError
from desktop.features.calendar.queries import work_calendar
from desktop.features.inspections.records.visits import Visit, VisitKind, VisitResult, VisitState
from desktop.features.institutions.operations import save_institution
from desktop.features.lists.excel.credit import CreditSheet, credit_xlsx
from desktop.features.lists.listing import BLACKLIST
from desktop.features.lists.operations.black import remove_black
from desktop.features.lists.operations.credit import report_matters, save_decision
from desktop.features.lists.queries.facts import facts_of
from desktop.features.lists.queries.matters import MatterLine, due_matters, matters, pending_counts
from desktop.features.lists.records import CreditReport, Decision, Matter, Platform, Removal, SubjectKind
from desktop.features.lists.rules.platforms import in_ten_thousands, limit_of, platforms_for
from desktop.features.lists.rules.standard import SHEETS
from desktop.store.desk import Desk
from desktop.store.editing import void_record
from tests.helpers.desk import make_desk
from tests.helpers.lists import DECIDED, blacklist, institution, made_code

COMPANY, TRADER, SOCIAL = made_code(1), made_code(2, "92"), made_code(3, "52")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path)


def decide(desk: Desk, **more: Any) -> Decision:
    values = {
        "number": "晋教罚决〔2023〕3号", "decided_on": date(2023, 9, 18), "offence": "违规收费",
        "facts": "一次性收取6个月学费", "basis": "《中华人民共和国民办教育促进法》第六十二条",
        "kinds": "警告;罚款", "content": "警告，罚款12345.67元", "fine": Decimal("12345.67"), **more,
    }  # fmt: skip
    return desk.do(save_decision, "登记处罚决定", values=values)


def asked(desk: Desk, platform: Platform, **more: Any) -> list[MatterLine]:
    with desk.store.reading() as session:
        return matters(session, platform, work_calendar(session), **more)


def said(desk: Desk, platform: Platform) -> dict[tuple[str, str], str]:
    return {(line.matter.value, line.subject): line.code for line in asked(desk, platform)}


def visit(desk: Desk, row: int, name: str) -> None:
    def make(session: Any, *, by: str, today: date) -> Visit:
        made = Visit(number=f"检{row}", way=VisitKind.RANDOM, on=date(2023, 9, 1), institution_id=row,
                     subject=name)
        with made.moving():
            made.state, made.result = VisitState.DONE, VisitResult.CLEAN
        session.add(made)
        session.flush()
        return made

    desk.do(make, "检查")


def test_each_platform_takes_its_own_codes(desk: Desk) -> None:
    for name, code in (("公司", COMPANY), ("个体", TRADER), ("民非", SOCIAL), ("无码", None)):
        own = institution(desk, name, code=code)
        decide(desk, number=f"决{name}", institution_id=own.id)
        visit(desk, own.id, name)
    names = {platform: {name for _, name in said(desk, platform)} for platform in Platform}
    assert names[Platform.CREDIT] == {"公司", "个体", "民非", "无码"}
    assert names[Platform.COMPANIES] == {"公司", "个体"}
    assert names[Platform.SOCIAL] == {"民非"}
    assert ("抽查检查", "公司") in said(desk, Platform.COMPANIES)
    assert ("抽查检查", "公司") not in said(desk, Platform.CREDIT)
    assert ("行政许可", "民非") not in said(desk, Platform.SOCIAL)
    assert platforms_for(Matter.LISTED, SOCIAL) == (Platform.CREDIT, Platform.SOCIAL)


@pytest.mark.parametrize(
    ("yuan", "words"),
    [(None, ""), ("0", "0"), ("10000", "1"), ("12345.67", "1.234567"), ("0.01", "0.000001"), ("500", "0.05"),
     ("1000000", "100")],
)  # fmt: skip
def test_sums_are_in_ten_thousands_with_at_most_six_decimals(yuan: str | None, words: str) -> None:
    assert in_ten_thousands(None if yuan is None else Decimal(yuan)) == words


def sheets(desk: Desk, platform: Platform) -> dict[str, list[tuple[Any, ...]]]:
    with desk.store.reading() as session:
        made = [CreditSheet(plan, facts_of(session, matters(
            session, platform, work_calendar(session), kinds=plan.matters), desk.today))
            for plan in SHEETS[platform]]
    book = load_workbook(BytesIO(credit_xlsx(made)))
    return {page.title: list(page.iter_rows(values_only=True)) for page in book}


def column(rows: list[tuple[Any, ...]], head: str) -> list[Any]:
    return [row[list(rows[0]).index(head)] for row in rows[2:]]


def test_a_penalty_in_the_columns_of_the_standard(desk: Desk) -> None:
    own = institution(desk, "公司", code=COMPANY, legal_person_id="350582197001010011")
    decide(desk, institution_id=own.id)
    decide(desk, number="决2", name="林某", subject_kind=SubjectKind.PERSON, id_number="350582199001010022",
           fine=None)
    rows = sheets(desk, Platform.CREDIT)["行政处罚"]
    assert rows[1][:3] == ("CF_XDR_MC", "CF_XDR_LB", "CF_XDR_SHXYM")
    assert len(rows[0]) == 30 == len(set(rows[1]))
    assert column(rows, "统一社会信用代码") == [COMPANY, None]
    assert column(rows, "行政相对人类别") == ["法人及非法人组织", "自然人"]
    assert column(rows, "罚款金额（万元）") == ["1.234567", None]
    assert column(rows, "处罚决定日期") == ["2023/09/18"] * 2
    assert column(rows, "自然人证件号码") == [None, "350582199001010022"]
    assert "350582197001010011" not in str(rows)


def test_a_licence_and_a_listing_in_their_columns(desk: Desk) -> None:
    own = institution(desk, "公司", code=COMPANY, licence_on=date(2023, 3, 1), legal_person_id="3505821970")
    blacklist(desk, own.id)
    person = blacklist(desk, None, name="林某", subject_kind=SubjectKind.PERSON, item="N01", town="安海镇",
                       id_number="350582199001010022")
    whole = sheets(desk, Platform.CREDIT)
    assert column(whole["行政许可"], "许可编号") == [own.licence_no]
    assert whole["行政许可"][1][0] == "XK_XDR_MC"
    assert [row[0] for row in whole["行业黑名单"][1:]] == ["公司", person.name]
    assert "3505**********" in str(whole["行业黑名单"])
    assert "350582199001010022" not in str(whole)
    assert "不是国家“严重失信主体名单”" in str(whole["行业黑名单"])
    companies = sheets(desk, Platform.COMPANIES)
    assert [row[0] for row in companies["行业黑名单"][1:]] == ["公司"]
    assert set(companies) == {"行政许可", "行政处罚", "行业黑名单", "抽查检查"}


def test_a_receipt_ends_the_waiting_once(desk: Desk) -> None:
    own = institution(desk, "公司", code=COMPANY)
    line = blacklist(desk, own.id)
    waiting = asked(desk, Platform.CREDIT, kinds=(Matter.LISTED,))
    assert [item.about_id for item in waiting] == [line.id]
    desk.do(report_matters, "归集", lines=waiting, reported_on=date(2023, 9, 25), receipt="闽信0925")
    assert asked(desk, Platform.CREDIT, kinds=(Matter.LISTED,)) == []
    told = asked(desk, Platform.CREDIT, kinds=(Matter.LISTED,), reported=True)
    assert [(item.receipt, item.reported_on) for item in told] == [("闽信0925", date(2023, 9, 25))]
    with pytest.raises(UserError, match="已经登记过归集"):
        desk.do(report_matters, "归集", lines=waiting, reported_on=date(2023, 9, 25))
    with pytest.raises(UserError, match="早于公司的黑名单列入"):
        desk.do(report_matters, "归集", lines=asked(desk, Platform.COMPANIES, kinds=(Matter.LISTED,)),
                reported_on=date(2023, 9, 1))
    with desk.store.reading() as session:
        report = session.query(CreditReport.id).scalar()
    desk.do(void_record, "作废", record=CreditReport, row=report, reason="填错")
    assert len(asked(desk, Platform.CREDIT, kinds=(Matter.LISTED,))) == 1


def days(desk: Desk) -> list[Any]:
    with desk.store.reading() as session:
        query = BLACKLIST.rows(range(1, 99), desk.today, [BLACKLIST.column("unreported")])
        return [row[1] for row in session.execute(query)]


def test_days_on_the_list_without_a_report_are_counted(desk: Desk) -> None:
    line = blacklist(desk, institution(desk, "公司", code=COMPANY).id)
    assert days(desk) == [5]
    desk.do(report_matters, "归集", lines=asked(desk, Platform.CREDIT, kinds=(Matter.LISTED,)),
            reported_on=desk.today)
    assert days(desk) == [5]
    desk.do(report_matters, "归集", lines=asked(desk, Platform.COMPANIES, kinds=(Matter.LISTED,)),
            reported_on=desk.today)
    assert days(desk) == [None]
    desk.do(remove_black, "移出", row=line.id, removal=Removal.RECTIFIED, removed_on=desk.today,
            removal_note="查验合格")
    waiting = asked(desk, Platform.CREDIT)
    assert [item.matter for item in waiting if item.matter is not Matter.LICENCE] == [Matter.DELISTED]


def test_a_removal_concerns_only_who_was_told_of_the_listing(desk: Desk) -> None:
    line = blacklist(desk, institution(desk, "公司", code=COMPANY).id)
    desk.do(remove_black, "移出", row=line.id, removal=Removal.MISTAKE, removed_on=DECIDED, removal_note="错")
    assert Matter.DELISTED not in {item.matter for item in asked(desk, Platform.CREDIT)}


def test_seven_working_days_are_counted_with_the_calendar(desk: Desk) -> None:
    decide(desk, name="某公司", code=COMPANY, decided_on=date(2023, 9, 25))
    line = next(item for item in asked(desk, Platform.CREDIT) if item.matter is Matter.PENALTY)
    assert line.limit == date(2023, 10, 10), "9月29日至10月6日放假，10月7、8日上班"
    with desk.store.reading() as session:
        calendar = work_calendar(session)
        assert limit_of(Matter.LISTED, DECIDED, calendar) is None
        items = due_matters(session, desk.today, calendar)
    assert [(item.kind, item.subject, item.day) for item in items] == [("归集", "某公司", line.limit)]


def test_a_new_licence_is_another_matter(desk: Desk) -> None:
    own = institution(desk, "公司", code=COMPANY)
    with desk.store.reading() as session:
        assert pending_counts(session, Platform.CREDIT)[Matter.LICENCE] == 1
    desk.do(report_matters, "归集", lines=asked(desk, Platform.CREDIT), reported_on=desk.today)
    assert asked(desk, Platform.CREDIT) == []
    desk.do(save_institution, "换证", row=own.id, values={"licence_no": "教民新1号"}, confirmed=True)
    assert [item.edition for item in asked(desk, Platform.CREDIT)] == ["教民新1号"]


def test_a_decision_is_checked_and_its_number_taken_once(desk: Desk) -> None:
    decide(desk, name="某公司", code=COMPANY)
    with pytest.raises(UserError, match="已经登记过"):
        decide(desk, name="某公司", code=COMPANY)
    with pytest.raises(UserError, match="自然人没有统一社会信用代码"):
        decide(desk, number="2", name="林某", subject_kind=SubjectKind.PERSON, code=COMPANY)
    with pytest.raises(UserError, match="校验位不符"):
        decide(desk, number="3", name="某公司", code="91350582MA0000001X")
    with pytest.raises(UserError, match="不能晚于今天"):
        decide(desk, number="4", name="某公司", decided_on=date(2024, 1, 1))


def test_what_a_platform_would_refuse_is_told(desk: Desk) -> None:
    plan = SHEETS[Platform.COMPANIES][1]
    sheet = CreditSheet(plan, [{"name": "某公司", "number": "1", "offence": "甲" * 3000, "content": "罚款"}])
    assert sheet.faults == ["行政处罚第 1 行（某公司）：缺统一社会信用代码",
                            "行政处罚第 1 行（某公司）：违法行为类型超过 2000 字"]
