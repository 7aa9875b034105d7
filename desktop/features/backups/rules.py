"""When a backup or a drill is due, and how counts are compared: pure."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime

from desktop.base.clock import CHINA
from desktop.base.months import shifted
from desktop.base.values import value_class

BY_HAND, DAILY, ON_CLOSING, HANDOVER = "手动", "每日", "关闭时", "交接"


@value_class
class Drill:
    """The last rehearsal of restoring: its day, the backup's name, whether everything was equal."""

    day: date
    file: str
    good: bool


def drill_day(last: date) -> date:
    """The next drill: the same day of the next month, or that month's last."""
    year, month = map(int, shifted(f"{last:%Y-%m}", 1).split("-"))
    return date(year, month, min(last.day, monthrange(year, month)[1]))


def status_words(newest: datetime | None, now: datetime) -> str:
    """备份：今天 09:30, as the status line shows it."""
    if newest is None:
        return "备份：还没有"
    moment, today = newest.astimezone(CHINA), now.astimezone(CHINA).date()
    days = (today - moment.date()).days
    named = {0: "今天", 1: "昨天"}.get(days, f"{moment.month}月{moment.day}日")
    return f"备份：{named} {moment:%H:%M}"


def moment_words(moment: datetime, now: datetime) -> str:
    """今天 09:30 or 2023-09-24 17:02."""
    local, today = moment.astimezone(CHINA), now.astimezone(CHINA).date()
    return f"今天 {local:%H:%M}" if local.date() == today else f"{local:%Y-%m-%d %H:%M}"


def size_words(size: int) -> str:
    """Bytes as KB or MB."""
    return f"{max(1, size // 1024)} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"


def compared(now: Mapping[str, int] | None, then: Mapping[str, int],
             labels: Mapping[str, str]) -> list[tuple[str, int | None, int]]:
    """For each labelled table: the label, rows now (None: cannot be read) and rows in the backup."""
    return [(words, None if now is None else now.get(table, 0), then.get(table, 0))
            for table, words in labels.items()]


def difference_words(now: int | None, then: int) -> str:
    """What going back would do to one count."""
    if now is None:
        return "现有数据读不出"
    if now == then:
        return "相同"
    return f"少 {now - then}" if then < now else f"多 {then - now}"


def second_words(second: str, *, there: bool) -> str:
    """Where the second copy goes; "" when none was chosen."""
    if not second:
        return "备份只在本机，电脑坏了会一起丢。建议再选一个移动盘，每次备份自动另存一份。"
    return f"每次备份另存一份到：{second}" + ("" if there else "（现在不在，插上后再备份一次）")


def drill_words(drill: Drill | None) -> str:
    """When the last drill was, or what a drill is."""
    if drill is None:
        return "还没有做过恢复演练：选一份备份，点“演练”，在临时文件夹里恢复一遍并核对，现在的数据不动。"
    result = "相符" if drill.good else "有不符"
    return f"上次演练：{drill.day:%Y-%m-%d}，{result}；下次：{drill_day(drill.day):%Y-%m-%d}。"
