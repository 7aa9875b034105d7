"""The list: SQL says what the rules say, chips, search, order, what falls due, personal data."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from desktop.base.fields import field_of
from desktop.base.listing import Question
from desktop.base.marks import Tone
from desktop.base.records import Base, attributes
from desktop.features.institutions import queries
from desktop.features.institutions.listing import INSTITUTIONS, SECTIONS, town_filters, until_mark
from desktop.features.institutions.operations import save_charge, save_institution
from desktop.features.institutions.records import (
    Category,
    Institution,
    Prepaid,
    PrepaidCharge,
    Registration,
    Running,
)
from desktop.features.institutions.rules import licensed, papers, registered
from desktop.store.desk import Desk
from tests.features.institutions.conftest import Enter

TODAY = date(2023, 9, 25)
DAYS = st.none() | st.integers(-3, 3).map(lambda days: TODAY + timedelta(days=days))
FACTS = st.fixed_dictionaries(
    {
        "code": st.sampled_from([None, "", "91350524MA31ABCD0M"]),
        "licence_no": st.sampled_from([None, "", "教民1"]),
        "registration": st.none() | st.sampled_from(list(Registration)),
        "licence_from": DAYS,
        "licence_until": DAYS,
        "licence_ended_on": DAYS,
    }
)


@settings(max_examples=20)
@given(st.lists(FACTS, min_size=1, max_size=40))
def test_matrix_in_sql_is_the_matrix_in_python(many: list[dict[str, Any]]) -> None:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine, tables=[Institution.__table__])
    moment = datetime(2023, 9, 25, tzinfo=UTC)
    with Session(engine) as session:
        session.add_all(
            Institution(name="甲", created_at=moment, updated_at=moment, **facts) for facts in many
        )
        session.flush()
        asked = select(
            Institution, queries.papers_sql(TODAY), queries.registered_sql(), queries.licensed_sql(TODAY)
        )
        for found, word, is_registered, is_licensed in session.execute(asked):
            assert word == papers(found, TODAY).value
            assert (bool(is_registered), bool(is_licensed)) == (registered(found), licensed(found, TODAY))
    engine.dispose()


def names(desk: Desk, today: date = TODAY, **asked: Any) -> list[str]:
    question = Question(**asked)
    with desk.store.reading() as session:
        ids = list(session.scalars(INSTITUTIONS.ids(question, today)))
        assert session.scalar(INSTITUTIONS.count(question, today)) == len(ids)
        return [session.get_one(Institution, row).name for row in ids]


def chips(*keys: str) -> frozenset[str]:
    return frozenset(keys)


def test_every_declared_field_stands_in_one_section() -> None:
    placed = [item.key for _, fields in SECTIONS for item in fields]
    assert sorted(placed) == sorted(item.key for item in attributes(Institution))


def test_no_head_text_means_two_fields() -> None:
    heads = [
        word for item in attributes(Institution) for word in {field_of(item).label, *field_of(item).synonyms}
    ]
    assert sorted({head for head in heads if heads.count(head) > 1}) == []


def test_every_column_and_chip_runs(desk: Desk, enter: Enter) -> None:
    row = enter("甲")
    with desk.store.reading() as session:
        [found] = session.execute(INSTITUTIONS.rows([row], TODAY))
        for column, value in zip(INSTITUTIONS.columns, found[1:], strict=True):
            assert isinstance(column.text(value, TODAY), str)
            session.scalars(INSTITUTIONS.ids(Question(order=column.key, descending=True), TODAY)).all()
        for chip in INSTITUTIONS.filters:
            session.scalars(INSTITUTIONS.ids(Question(filters=chips(chip.key)), TODAY)).all()


@pytest.mark.parametrize(
    "wanted",
    [
        "衡",
        "启衡",
        "曾用",
        "MJB1234",
        "91350524MA",
        "教民13505",
        "和平中路",
        "黄䶮",
        "82080000",
        "qh",
        "jjsqh",
        "ｍａ31",
    ],
)
def test_search_finds(desk: Desk, enter: Enter, wanted: str) -> None:
    row = enter(
        "晋江市曾用名文化培训中心",
        code="91350524MA31ABCD0M",
        licence_no="教民135058270000386号",
        address="梅岭街道和平中路216号",
        principal="黄䶮",
        phone="0595-82080000",
    )
    desk.do(
        save_institution,
        "更名换证",
        row=row,
        values={"name": "晋江市启衡文化培训中心", "code": "52350524MJB123456X"},
    )
    enter("别家")
    assert names(desk, search=wanted) == ["晋江市启衡文化培训中心"]


def test_pinyin_order(desk: Desk, enter: Enter) -> None:
    for name in ("安海舞蹈", "曾井书画", "爱乐琴行", "白塔围棋"):
        enter(name)
    assert names(desk) == ["爱乐琴行", "安海舞蹈", "白塔围棋", "曾井书画"]
    assert names(desk, order="name", descending=True)[0] == "曾井书画"


def test_licence_chips_on_boundary_days(desk: Desk, enter: Enter) -> None:
    for name, until in (("昨天", -1), ("今天", 0), ("三十", 30), ("三一", 31)):
        enter(name, licence_no="1", code="91350524MA31ABCD0M", licence_until=TODAY + timedelta(days=until))
    enter("注销", licence_no="1", licence_until=TODAY, running=Running.CLOSED)
    enter("收回", licence_no="1", licence_until=TODAY + timedelta(days=3), licence_ended_on=TODAY)
    assert sorted(names(desk, filters=chips("licence:lapsing"))) == ["三十", "今天"]
    assert names(desk, filters=chips("licence:lapsed")) == ["昨天"]
    assert sorted(names(desk, TODAY + timedelta(days=1), filters=chips("licence:lapsed"))) == ["今天", "昨天"]
    assert sorted(names(desk, filters=chips("papers:有照有证"))) == ["三一", "三十", "今天"]


def test_due_items_equal_the_lists_they_open(desk: Desk, enter: Enter) -> None:
    enter("昨天", licence_until=TODAY - timedelta(days=1), town="安海镇")
    enter("今天", licence_until=TODAY, agreement_until=TODAY + timedelta(days=30))
    enter("远", licence_until=TODAY + timedelta(days=31), agreement_until=TODAY - timedelta(days=400))
    with desk.store.reading() as session:
        found = queries.due(session, TODAY)
    assert [(item.kind, item.subject, item.title) for item in found] == [
        ("预收费", "远", "预收费监管协议已过期"),
        ("证照", "昨天", "办学许可证已过期"),
        ("证照", "今天", "办学许可证将到期"),
        ("预收费", "今天", "预收费监管协议将到期"),
    ]
    assert all(item.calendar_days and item.feature == "institutions" for item in found)
    listed = [
        names(desk, filters=chips(f"{kind}:{state}"))
        for kind in ("licence", "agreement")
        for state in ("lapsed", "lapsing")
    ]
    assert [len(one) for one in listed] == [1, 1, 1, 1]


def test_chips_of_a_group_add_up_and_groups_narrow(desk: Desk, enter: Enter) -> None:
    enter("舞", category=Category.ART, prepaid=Prepaid.NONE, town="安海镇")
    enter("球", category=Category.SPORT, prepaid=Prepaid.CUSTODY, town="金井镇")
    enter("码", category=Category.SCIENCE, prepaid=Prepaid.NONE, platform_included=False)
    assert names(desk, filters=chips("category:文化艺术", "category:体育")) == ["球", "舞"]
    assert names(desk, filters=chips("category:文化艺术", "category:体育", "prepaid:none")) == ["舞"]
    assert names(desk, filters=chips("platform:none")) == ["码"]
    with desk.store.reading() as session:
        found = {chip.label: session.scalars(select(Institution.name).where(chip.where(TODAY))).all()
                 for chip in town_filters(["安海镇"])}
    assert found == {"安海镇": ["舞"], "其他镇街": ["球"], "未填镇街": ["码"]}


def test_charges_beyond_a_limit_have_their_chip(desk: Desk, enter: Enter) -> None:
    for name, months in (("多", 6), ("少", 3)):
        values = {"institution_id": enter(name), "charged_on": TODAY, "amount": Decimal(1), "months": months}
        desk.do(save_charge, "登记收费", values=values)
    assert names(desk, filters=chips("prepaid:beyond")) == ["多"]


def test_marks_have_their_chip(desk: Desk, enter: Enter) -> None:
    enter("综合", category=Category.MIXED)
    enter("艺术")
    assert names(desk, filters=chips("marks")) == ["综合"]


@pytest.mark.parametrize(("days", "tone"), [(-1, Tone.RED), (0, Tone.AMBER), (30, Tone.AMBER)])
def test_licence_date_changes_its_colour(days: int, tone: Tone) -> None:
    mark = until_mark(TODAY + timedelta(days=days), TODAY)
    assert mark is not None
    assert mark.tone is tone


def test_far_licence_date_is_plain() -> None:
    assert until_mark(TODAY + timedelta(days=31), TODAY) is until_mark(None, TODAY) is None


def test_personal_data_are_declared() -> None:
    personal = {item.key for item in attributes(Institution) if field_of(item).personal}
    assert personal == {"phone", "grid_phone", "legal_person_id", "account_no"}
    assert field_of(PrepaidCharge.student).personal


def test_export_columns_are_the_declared_fields() -> None:
    exported = {column.key for column in INSTITUTIONS.columns if column.exported}
    assert exported == {item.key for item in attributes(Institution)}


def test_values_come_back_as_they_were(desk: Desk, enter: Enter) -> None:
    row = enter("甲", deposit_due=Decimal("1234.50"), platform_included=True, founded_on=date(2020, 2, 29))
    with desk.store.reading() as session:
        found = session.get_one(Institution, row)
        assert (found.deposit_due, found.platform_included, found.founded_on) == (
            Decimal("1234.50"),
            True,
            date(2020, 2, 29),
        )
