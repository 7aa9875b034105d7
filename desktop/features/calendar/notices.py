"""A month on paper: A4 with days off, make-up workdays and what is due each day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from desktop.base.due import Due
from desktop.base.months import first_day, month_words
from desktop.base.workdays import WorkCalendar
from desktop.features.calendar.queries import warning
from desktop.features.calendar.rules import weeks_of
from desktop.output.pdf.fonts import FontBook
from desktop.output.pdf.tables import Column, HeadCell, TablePress, TableSheet

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
WEEKS_MM = 120.0
"""Height of all weeks together on an empty month."""


@dataclass(frozen=True)
class Density:
    """How close a month is set: size in pt, items of a day (the rest is counted), short words or not."""

    size: float
    shown: int
    short: bool


DENSITIES = (Density(10, 6, short=False), Density(9, 6, short=True), Density(8, 5, short=True),
             Density(7, 4, short=True), Density(7, 2, short=True))


def month_sheet(month: str, calendar: WorkCalendar, dues: Mapping[date, Sequence[Due]], today: date,
                bureau: str, density: Density = DENSITIES[0]) -> TableSheet:
    """One row a week; the count below equals the items of the month."""
    weeks = weeks_of(month)
    number = int(month[5:])
    count = sum(len(found) for day, found in dues.items() if day.month == number)
    off = [day for week in weeks for day in week if day.month == number and not calendar.is_workday(day)]
    worked = [day for week in weeks for day in week
              if day.month == number and calendar.is_workday(day) and day.weekday() > 4]
    notes = [f"本月到期 {count} 件；休息日 {len(off)} 天" + (
        f"；调休上班：{'、'.join(f'{day.month}月{day.day}日' for day in worked)}。" if worked else "。")]
    if gap := warning(calendar, first_day(month)):
        notes.append(f"{gap}。")
    return TableSheet(
        title=f"{month_words(month)}期限月历", columns=tuple(Column() for _ in WEEKDAYS),
        head=tuple(HeadCell(0, place, words) for place, words in enumerate(WEEKDAYS)),
        rows=[[_words(day, number, calendar, dues.get(day, ()), density) for day in week] for week in weeks],
        subtitle_left=bureau, subtitle_right=f"{today.year}年{today.month}月{today.day}日印",
        notes=tuple(notes), min_row_mm=WEEKS_MM / len(weeks), size=density.size,
        author=bureau, fitted=False)


def _words(day: date, month: int, calendar: WorkCalendar, dues: Sequence[Due], density: Density) -> str:
    """25 国庆节, then a line for each item."""
    number = str(day.day) if day.month == month else f"{day.month}月{day.day}日"
    name = calendar.day_name(day)
    head = f"{number}　{name}" if name and not name.startswith("星期") else number
    lines = [_short(due) if density.short else due_words(due) for due in dues[:density.shown]]
    if len(dues) > density.shown:
        lines.append(f"还有 {len(dues) - density.shown} 件")
    return "\n".join([head, *lines])


def due_words(due: Due) -> str:
    """问题 2023-047 某某培训中心; the subject alone where the title only repeats the kind."""
    return f"{due.kind} {due.title}" if due.title else f"{due.kind} {due.subject}"


def _short(due: Due) -> str:
    """问题 2023-047: the first word of the title, at most 12 characters."""
    words = (due.title or due.subject).split()
    return f"{due.kind} {words[0][:12]}" if words else due.kind


def month_pdf(month: str, calendar: WorkCalendar, dues: Mapping[date, Sequence[Due]], today: date,
              bureau: str, fonts: FontBook) -> bytes:
    """The month as PDF: one A4 page across, set as close as it needs."""
    data = b""
    for density in DENSITIES:
        press = TablePress(month_sheet(month, calendar, dues, today, bureau, density), fonts)
        data = press.run()
        if len(press.pages) == 1:
            break
    return data
