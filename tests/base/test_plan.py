"""Schemes read from data, months counted, and sentences for what a scheme does not have."""

import tomllib
from datetime import date
from typing import Any

import pytest

from desktop.base.errors import UserError
from desktop.base.months import first_day, last_day, month_of, month_words, shifted, short_month
from desktop.base.plan import Plan, read_plan
from desktop.base.resources import resource


def content(key: str) -> dict[str, Any]:
    return tomllib.loads(resource("plans", f"{key}.toml").read_text(encoding="utf-8"))


@pytest.fixture
def scheme() -> Plan:
    return read_plan(content("quanzhou-2023"))


def test_the_form_and_its_columns(scheme: Plan) -> None:
    assert scheme.form is not None
    assert [column.col for column in scheme.form.columns] == list(range(1, 22))
    assert len(scheme.form.numbers()) == 12
    assert scheme.form.column("rectified").item == "第9项"
    assert scheme.form.column("number").item == "序号"
    assert [blank.unit for blank in scheme.form.blanks] == ["批", "起", "批", "个"]
    with pytest.raises(UserError, match="没有“x”这一栏"):
        scheme.form.column("x")


def test_recipients_by_key_and_name(scheme: Plan) -> None:
    assert scheme.recipient("market") is scheme.recipient("市市场监管局")
    found = [item.address for item in scheme.recipient("education").candidates]
    assert found == ["mgk@qzedu.cn", "mkg@qzedu.cn"]
    with pytest.raises(UserError, match="没有收件单位“市公安局”"):
        scheme.recipient("市公安局")


def test_identities_hold_or_not(scheme: Plan) -> None:
    assert scheme.form is not None
    at_most = next(check for check in scheme.form.checks if check.relation == "不大于")
    together = next(check for check in scheme.form.checks if check.relation == "同为零")
    assert (at_most.holds(2, 2), at_most.holds(3, 2)) == (True, False)
    assert (together.holds(0, 0), together.holds(0, 1), together.holds(2, 1)) == (True, False, True)


def test_a_scheme_without_reporting_has_no_form() -> None:
    nanchang = read_plan(content("nanchang-2021"))
    assert (nanchang.form, nanchang.reporting, nanchang.recipients) == (None, None, ())
    assert nanchang.targets[0].due == date(2021, 12, 31)


def test_months() -> None:
    assert month_of("2024年2月") == "2024-02"
    assert (first_day("2024-02"), last_day("2024-02")) == (date(2024, 2, 1), date(2024, 2, 29))
    assert (shifted("2023-12", 1), shifted("2024-01", -1), shifted("2023-05", -17)) == (
        "2024-01", "2023-12", "2021-12")
    assert (month_words("2023-09"), short_month("2023-09")) == ("2023年9月", "9月")
    for words in ("2023", "2023-00", "23-09", "0000-01"):
        with pytest.raises(UserError):
            month_of(words)
