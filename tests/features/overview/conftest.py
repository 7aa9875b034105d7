"""A data folder whose days lie around today, made once and copied for each test."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop.base.clock import FixedClock
from desktop.features.complaints.operations.intake import register_complaint
from desktop.features.institutions.operations import save_institution
from desktop.features.institutions.records import Category
from desktop.features.lists.operations.black import list_black
from desktop.features.lists.records import SubjectKind
from tests.helpers.desk import TODAY, make_desk
from tests.helpers.problems import move, register
from tests.helpers.visits import plan

LIMITS = (-9, -5, -3, -2, 1, 2, 3, 15, 30)
LICENCES = (-4, 3, 30, 31)
"""Days from today to the limits of the problems and to the ends of the licences."""


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Problems, licences, a visit, a complaint and a black line with days around today; never written to."""
    desk = make_desk(tmp_path_factory.mktemp("今日"))
    desk.store.clock = FixedClock.on(date(2023, 9, 13))
    for place, days in enumerate(LIMITS):
        found = register(desk, subject=f"晋江市第{place}培训中心")
        move(desk, found, "assign", limit=TODAY + timedelta(days=days))
    desk.store.clock = FixedClock.on(TODAY)
    for place, days in enumerate(LICENCES):
        values = {"name": f"晋江市泮池{place}培训中心", "town": "梅岭街道", "category": Category.ART,
                  "licence_until": TODAY + timedelta(days=days)}
        desk.do(save_institution, "登记机构", values=values)
    plan(desk, on=TODAY + timedelta(days=23))
    desk.do(register_complaint, "登记投诉", values={"content": "退费难", "on": TODAY, "kind": "投诉"})
    desk.do(list_black, "列入黑名单", listed_on=TODAY, approved_by="黄国梁", confirmed=True, values={
        "subject_kind": SubjectKind.PERSON, "name": "仇某", "item": "N01", "town": "池店镇",
        "reason": "擅自举办", "basis": "《中华人民共和国民办教育促进法》第六十四条"})
    desk.store.close()
    return desk.store.folder
