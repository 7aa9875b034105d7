"""Which due items are late, near or soon, and how they are counted: pure.

Working days decide, except for items that count calendar days (licences). One record has at most one item of
a kind, the earliest, so that a count of items equals the number of rows the list behind it shows.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum

from desktop.base.due import Due
from desktop.base.lights import NEAR, SOON, TONES, remaining
from desktop.base.marks import Tone
from desktop.base.values import value_class
from desktop.base.workdays import WorkCalendar

CALENDAR_DAYS = 30
WEEKS = 12
HOLIDAY_AHEAD = 60
NO_TOWN = "全市"
REPORT = "报送"
FIRST = 3
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_ADJUSTED = timedelta(days=15)
_WEEKDAYS = "一二三四五六日"


class Band(StrEnum):
    """Where an item stands; every item stands in one."""

    LATE = "已逾期"
    SOON = "3 个工作日内到期"
    NEAR = "第 4 至 7 个工作日到期"
    LAPSING = "证照 30 日内到期"


class Tile(StrEnum):
    """A large figure of the page; 7 个工作日内 includes 3 个工作日内."""

    LATE = "已逾期"
    SOON = "3 个工作日内到期"
    NEAR = "7 个工作日内到期"
    LAPSING = "证照 30 日内到期"


BANDS = {Tile.LATE: (Band.LATE,), Tile.SOON: (Band.SOON,), Tile.NEAR: (Band.SOON, Band.NEAR),
         Tile.LAPSING: (Band.LAPSING,)}
TILE_TONES = {Tile.LATE: Tone.RED, Tile.SOON: Tone.AMBER, Tile.NEAR: Tone.BLUE, Tile.LAPSING: None}


@value_class
class Item:
    """A due item with its place: `words` such as 逾期 5 日."""

    due: Due
    band: Band
    words: str
    tone: Tone


@value_class
class Part:
    """The items of one kind within a figure; all of one subject."""

    kind: str
    feature: str
    rows: frozenset[int]


@value_class
class Group:
    """Items shown together under a title; `hint` is the quiet line beside the count."""

    title: str
    items: tuple[Item, ...]
    hint: str = ""


@value_class
class First:
    """One of the things to do first, with its reason."""

    item: Item
    reason: str


def first_things(items: Iterable[Item]) -> tuple[First, ...]:
    """The three most urgent: what is late before what is near, a report that others wait for before the
    rest, then by day."""
    ranks = {Band.LATE: 0, Band.SOON: 1, Band.NEAR: 2, Band.LAPSING: 3}
    ordered = sorted(items, key=lambda item: (ranks[item.band], item.due.kind != REPORT, item.due.day))
    longest = next((item for item in ordered if item.band is Band.LATE and item.due.kind != REPORT), None)
    return tuple(First(item, _reason(item, longest=item is longest)) for item in ordered[:FIRST])


def _reason(item: Item, *, longest: bool) -> str:
    if item.due.kind == REPORT:
        return f"{item.words}，收件单位等着汇总"
    if item.band is Band.LATE:
        return f"{item.words}，逾期最久" if longest else item.words
    if item.band is Band.SOON:
        return item.words if item.words.startswith("今天") else f"{item.words}，再不办就逾期"
    return item.words


@value_class
class Span:
    """First and last day, both included."""

    first: date
    last: date


def month_spans(today: date) -> tuple[Span, Span]:
    """The month until today, and the same days of the month before."""
    first = today.replace(day=1)
    before = (first - _DAY).replace(day=1)
    return Span(first, today), Span(before, min(before + (today - first), first - _DAY))


@value_class
class Week:
    """Monday and Sunday of one week."""

    first: date
    last: date


def place(due: Due, today: date, calendar: WorkCalendar) -> Item | None:
    """The item in its band; None when it is further away than anything shown here."""
    if due.calendar_days:
        return _place_by_days(due, (due.day - today).days)
    left = remaining(due.day, today, calendar)
    tone = TONES[left.light]
    if today > due.day:
        return Item(due, Band.LATE, left.words, tone)
    if left.days > NEAR:
        return None
    return Item(due, Band.SOON if left.days <= SOON else Band.NEAR, left.words, tone)


def _place_by_days(due: Due, left: int) -> Item | None:
    if left < 0:
        return Item(due, Band.LATE, f"过期 {-left} 日", Tone.RED)
    if left > CALENDAR_DAYS:
        return None
    return Item(due, Band.LAPSING, f"剩 {left} 日" if left else "今天到期", Tone.AMBER)


def placed(dues: Iterable[Due], today: date, calendar: WorkCalendar) -> tuple[Item, ...]:
    """All items that are shown, the longest overdue first."""
    first: dict[tuple[str, str, int], Due] = {}
    for due in sorted(dues, key=_order):
        first.setdefault((due.feature, due.kind, due.row), due)
    found = (place(due, today, calendar) for due in first.values())
    return tuple(item for item in found if item is not None)


def _order(due: Due) -> tuple[date, str, str, str]:
    return (due.day, due.kind, due.title, due.subject)


def of_tile(items: Iterable[Item], tile: Tile) -> tuple[Item, ...]:
    """The items a figure counts."""
    return tuple(item for item in items if item.band in BANDS[tile])


def parts(items: Iterable[Item]) -> tuple[Part, ...]:
    """The items by kind, in the order of their first item."""
    rows: dict[tuple[str, str], set[int]] = {}
    for item in items:
        rows.setdefault((item.due.kind, item.due.feature), set()).add(item.due.row)
    return tuple(Part(kind, feature, frozenset(ids)) for (kind, feature), ids in rows.items())


def by_band(items: Iterable[Item], today: date) -> tuple[Group, ...]:
    """Groups in the order of urgency, empty ones left out."""
    held = list(items)
    groups = []
    for band in Band:
        own = tuple(item for item in held if item.band is band)
        if own:
            hint = "按 Enter 打开，下一步写在最右一列" if band is Band.LATE else _days_hint(own)
            groups.append(Group(band.value, own, hint))
    return tuple(groups)


def by_town(items: Iterable[Item]) -> tuple[Group, ...]:
    """Groups by town, the one with most overdue items first."""
    towns: dict[str, list[Item]] = {}
    for item in items:
        towns.setdefault(item.due.town or NO_TOWN, []).append(item)
    groups = [Group(town, tuple(own), _late_hint(own)) for town, own in towns.items()]
    return tuple(sorted(groups, key=lambda group: (-_late(group.items), -len(group.items), group.title)))


def _late(items: Iterable[Item]) -> int:
    return sum(item.band is Band.LATE for item in items)


def _late_hint(items: Sequence[Item]) -> str:
    late = _late(items)
    return f"逾期 {late}" if late else ""


def _days_hint(items: Sequence[Item]) -> str:
    """9月26日、27日、28日: the days of the items, at most six."""
    days = sorted({item.due.day for item in items})
    words, month = [], 0
    for day in days[:6]:
        words.append(f"{day.day}日" if day.month == month else short_day(day))
        month = day.month
    return "、".join(words) + (" 等" if len(days) > 6 else "")


def short_day(day: date, today: date | None = None) -> str:
    """9月26日; with the year when it is not today's."""
    words = f"{day.month}月{day.day}日"
    return words if today is None or day.year == today.year else f"{day.year}年{words}"


def list_day(day: date, today: date) -> str:
    """9月26日; 2023-01-18 in another year."""
    return short_day(day) if day.year == today.year else day.isoformat()


def report_words(month: str, due: date, today: date, calendar: WorkCalendar) -> str:
    """9月数据最迟 9月28日（周四）报出，剩 3 个工作日."""
    day = f"{short_day(due, today)}（周{_WEEKDAYS[due.weekday()]}）"
    if due < today:
        return f"{month}数据应在 {day}报出，{remaining(due, today, calendar).words}"
    left = calendar.workdays_between(today, due)
    return f"{month}数据最迟 {day}报出，{f'剩 {left} 个工作日' if left else '今天到期'}"


@value_class
class Holiday:
    """The next official days off. `left`: working days until then, today not counted."""

    name: str
    first: date
    last: date
    make_ups: tuple[date, ...]
    left: int

    @property
    def span(self) -> str:
        """9月29日至10月6日放假，10月7日、8日上班."""
        off = short_day(self.first) + (f"至{short_day(self.last)}" if self.last > self.first else "") + "放假"
        words, month = [], 0
        for day in self.make_ups:
            words.append(f"{day.day}日" if day.month == month else short_day(day))
            month = day.month
        return f"{off}，{'、'.join(words)}上班" if words else off


def next_holiday(calendar: WorkCalendar, today: date) -> Holiday | None:
    """The official holiday that starts within the next 60 days, or the one that lasts today."""
    for ahead in range(HOLIDAY_AHEAD):
        day = today + _DAY * ahead
        if _official(calendar, day):
            return _holiday(calendar, day, today)
    return None


def _official(calendar: WorkCalendar, day: date) -> bool:
    return not calendar.is_workday(day) and not calendar.day_name(day).startswith("星期")


def _holiday(calendar: WorkCalendar, first: date, today: date) -> Holiday:
    name, last = calendar.day_name(first), first
    while calendar.day_name(last + _DAY) == name:
        last += _DAY
    around = (first - _ADJUSTED + _DAY * step for step in range((last - first + 2 * _ADJUSTED).days))
    make_ups = tuple(day for day in around if calendar.is_workday(day)
                     and day.weekday() > 4 and calendar.day_name(day).startswith(name))
    left = max(0, calendar.workdays_between(today, first - _DAY)) if first > today else 0
    return Holiday(name, first, last, make_ups, left)


def weeks(today: date, count: int = WEEKS) -> tuple[Week, ...]:
    """The last whole weeks before the one of today, the oldest first."""
    monday = today - _DAY * today.weekday()
    starts = (monday - _WEEK * back for back in range(count, 0, -1))
    return tuple(Week(start, start + 6 * _DAY) for start in starts)


Offer = Callable[..., list[Due]]
"""What a subject offers: (session, today) -> its due items."""
