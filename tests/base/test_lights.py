"""蓝/黄/红 count working days; the words stand beside the colour."""

from datetime import date

import pytest

from desktop.base.lights import Light, remaining
from desktop.base.workdays import WorkCalendar

CALENDAR = WorkCalendar(
    {date(2023, 9, 29): "中秋节", date(2023, 10, 2): "国庆节"},
    {date(2023, 10, 7): "国庆节"},
    frozenset({2023}),
)


@pytest.mark.parametrize(
    ("limit", "today", "light", "words"),
    [
        (date(2023, 9, 25), date(2023, 9, 25), Light.AMBER, "今天到期"),
        (date(2023, 9, 28), date(2023, 9, 25), Light.AMBER, "剩 3 日"),
        (date(2023, 10, 3), date(2023, 9, 25), Light.BLUE, "剩 4 日"),
        (date(2023, 9, 22), date(2023, 9, 25), Light.RED, "逾期 1 日"),
        (date(2023, 9, 22), date(2023, 9, 23), Light.RED, "逾期 1 日"),
        (date(2023, 10, 7), date(2023, 10, 6), Light.AMBER, "剩 1 日"),
    ],
)
def test_lights(limit: date, today: date, light: Light, words: str) -> None:
    found = remaining(limit, today, CALENDAR)
    assert (found.light, found.words) == (light, words)
