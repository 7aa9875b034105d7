"""The matrix on its boundary days, prepaid limits, codes, doubts and faults."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from desktop.base.social_code import check_character
from desktop.features.institutions import rules
from desktop.features.institutions.records import (
    Category,
    Institution,
    Nature,
    PrepaidCharge,
    Registration,
)
from desktop.features.institutions.rules import Papers, papers

DAY = date(2023, 9, 25)
CODE = "91350524MA31ABCD0M"


def institution(**facts: Any) -> Institution:
    return Institution(name="晋江市启衡文化教育培训中心", **facts)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, Papers.NEITHER),
        ({"code": CODE}, Papers.NO_LICENCE),
        ({"code": CODE, "licence_no": "教民1"}, Papers.BOTH),
        ({"code": CODE, "licence_no": "教民1", "licence_until": DAY}, Papers.BOTH),
        ({"code": CODE, "licence_no": "教民1", "licence_until": date(2023, 9, 24)}, Papers.NO_LICENCE),
        ({"code": CODE, "licence_no": "教民1", "licence_from": DAY}, Papers.BOTH),
        ({"code": CODE, "licence_no": "教民1", "licence_from": date(2023, 9, 26)}, Papers.NO_LICENCE),
        ({"code": CODE, "licence_no": "教民1", "licence_ended_on": DAY}, Papers.NO_LICENCE),
        ({"code": CODE, "licence_no": "教民1", "licence_ended_on": date(2023, 9, 26)}, Papers.BOTH),
        ({"code": CODE, "licence_until": DAY}, Papers.NO_LICENCE),
        ({"licence_no": "教民1"}, Papers.NO_REGISTRATION),
        ({"code": CODE, "registration": Registration.NONE, "licence_no": "教民1"}, Papers.NO_REGISTRATION),
        ({"code": CODE, "registration": Registration.NONE}, Papers.NEITHER),
        ({"registration": Registration.NON_ENTERPRISE, "licence_no": "教民1"}, Papers.BOTH),
    ],
)
def test_matrix(facts: dict[str, Any], expected: Papers) -> None:
    assert papers(institution(**facts), DAY) is expected


def test_matrix_moves_by_itself() -> None:
    school = institution(code=CODE, licence_no="教民1", licence_until=DAY)
    assert papers(school, DAY) is Papers.BOTH
    assert papers(school, date(2023, 9, 26)) is Papers.NO_LICENCE


def charge(**facts: Any) -> PrepaidCharge:
    return PrepaidCharge(**{"amount": Decimal(1000), "charged_on": DAY, **facts})


@pytest.mark.parametrize(
    ("facts", "category", "count"),
    [
        ({"months": 3}, Category.ART, 0),
        ({"months": 4}, Category.ART, 1),
        ({"starts_on": date(2023, 9, 1), "ends_on": date(2023, 12, 1)}, Category.ART, 0),
        ({"starts_on": date(2023, 9, 1), "ends_on": date(2023, 12, 2)}, Category.ART, 1),
        ({"starts_on": date(2023, 11, 30), "ends_on": date(2024, 2, 29)}, Category.ART, 0),
        ({"starts_on": date(2023, 11, 30), "ends_on": date(2024, 3, 1)}, Category.ART, 1),
        ({"starts_on": date(2023, 9, 1), "ends_on": date(2023, 10, 1), "months": 6}, Category.ART, 0),
        ({"hours": 60}, Category.ACADEMIC, 0),
        ({"hours": 61}, Category.ACADEMIC, 1),
        ({"amount": Decimal("5000.00")}, Category.SPORT, 0),
        ({"amount": Decimal("5000.01")}, Category.SPORT, 1),
        ({"amount": Decimal(9000)}, Category.ACADEMIC, 0),
        ({"amount": Decimal(9000), "course": Category.SCIENCE}, Category.ACADEMIC, 1),
        ({"amount": Decimal(9000), "course": Category.ACADEMIC}, Category.ART, 0),
        ({"amount": Decimal(9000), "months": 6, "hours": 100}, Category.ART, 3),
    ],
)
def test_prepaid_limits(facts: dict[str, Any], category: Category, count: int) -> None:
    found = rules.excesses(charge(**facts), category)
    assert len(found) == count
    assert all("超过" in item.sentence and item.limit.source in item.sentence for item in found)


def test_amount_of_undetermined_course_says_so() -> None:
    [found] = rules.excesses(charge(amount=Decimal(6000)), None)
    assert "课程性质未定" in found.finding


@pytest.mark.parametrize("code", [CODE, "52350524MJB123456X", "92350582MA8T000167", "91110000600037341L"])
def test_sound_codes(code: str) -> None:
    assert rules.code_mark(code) is None


def test_letter_as_registering_department_is_sound() -> None:
    stem = "A1350582MJB123456"
    assert rules.code_mark(stem + check_character(stem)) is None


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("91350524MA31ABCD0N", "校验位不符"),
        ("91350524MA31ABCD0", "17 位"),
        ("9135052OMA31ABCD0M", "不会有“O”"),
        ("913505A4MA31ABCD0M", "行政区划"),
    ],
)
def test_doubtful_codes(code: str, words: str) -> None:
    assert words in (rules.code_mark(code) or "")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" ９１３５０５２４ｍａ３１ａｂｃｄ０ｍ ", CODE),
        ("9135 0524 MA31 ABCD 0M", CODE),
        ("91350524-MA31ABCD0M", CODE),
        ("办理中", None),
        ("无", None),
        ("—", None),
        ("  ", None),
    ],
)
def test_codes_in_their_normal_form(typed: str, stored: str | None) -> None:
    assert rules.normal_code(typed) == stored


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"licence_from": date(2024, 1, 1), "licence_until": date(2023, 1, 1)}, "licence_until"),
        ({"agreement_from": date(2024, 1, 1), "agreement_until": date(2023, 1, 1)}, "agreement_until"),
        ({"students": -1}, "students"),
        ({"staff": 3, "teachers": 4}, "teachers"),
    ],
)
def test_what_cannot_be(values: dict[str, Any], key: str) -> None:
    assert list(rules.faults(values)) == [key]


def test_equal_dates_and_counts_can_be() -> None:
    assert rules.faults({"licence_from": DAY, "licence_until": DAY, "staff": 3, "teachers": 3}) == {}


def test_marks_name_the_doubt() -> None:
    found = rules.marks(
        {
            "code": "91350524MA31ABCD0N",
            "category": Category.MIXED,
            "phone": "138054821",
            "registration": Registration.NON_ENTERPRISE,
            "nature": Nature.PROFIT,
        }
    )
    assert [
        word for word in ("校验位", "综合", "手机号", "民非登记证") if not any(word in mark for mark in found)
    ] == []
    assert rules.marks({"code": CODE, "category": Category.ART, "phone": "0595-82080000"}) == []


@pytest.mark.parametrize(
    ("category", "department"),
    [
        (Category.ACADEMIC, "晋江市教育局"),
        (Category.SPORT, "晋江市文化体育和旅游局"),
        (Category.SCIENCE, "晋江市科技局"),
        (Category.ART, "晋江市文化体育和旅游局"),
        (Category.MIXED, "晋江市教育局"),
        (None, None),
    ],
)
def test_department_of_a_category(category: Category | None, department: str | None) -> None:
    departments = ("晋江市市场监督管理局", "晋江市教育局", "晋江市科技局", "晋江市文化体育和旅游局")
    assert rules.department_for(category, departments) == department


def test_no_department_of_that_name() -> None:
    assert rules.department_for(Category.SPORT, ("晋江市教育局",)) is None


def test_registration_and_nature_follow_from_the_code() -> None:
    assert rules.registration_of("52350524MJB123456X") is Registration.NON_ENTERPRISE
    for code, nature in (("52350524MJB123456X", Nature.NON_PROFIT), ("92350582MA8T000167", Nature.PROFIT)):
        assert rules.following(rules.registration_of(code), None, ())["nature"] is nature
    assert rules.registration_of(None) is rules.registration_of("5235") is None
