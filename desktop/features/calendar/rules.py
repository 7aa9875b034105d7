"""Reading a State Council notice on days off as it is published, and the weeks of a month: pure.

The notice's own sentences are read: “春节：2月15日至23日放假调休，共9天。2月14日（周六）上班。”
Whatever contradicts itself (a weekday, a number of days, a working day “worked instead”) is a fault with the
words it stands in; a reading with faults is not to be stored.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from desktop.base.chinese import half_width, strip_controls
from desktop.base.months import first_day, last_day

HOLIDAYS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
LONGEST_TEXT = 20_000
_DAY = timedelta(days=1)
_WEEK = "一二三四五六日"
_LONGEST = 16
_NAME = "|".join(HOLIDAYS)
_HEAD = re.compile(rf"(?:^|[\n、。.)])((?:{_NAME})(?:[、和及](?:{_NAME}))*)[:。.]")
_WRAPPED = re.compile(rf"\n+(?!(?:\(?[一二三四五六七八九十\d]{{1,2}}[、.)])?(?:{_NAME}))")
_SENTENCES = re.compile(r"[。;\n]|\.(?!\d)")
_DATE = re.compile(r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:\(([^()]*)\))?")
_UNTIL = re.compile(r"\s*(?:至|到|—+|-|~)\s*")
_TITLE_YEAR = re.compile(r"(\d{4})年部分节假日安排")
_NUMBER = re.compile(r"国办发明电\s*[〔\[(]\s*\d{4}\s*[〕\])]\s*\d+\s*号")
_COUNT = re.compile(r"(?:共|放假)(\d{1,2})天")


@dataclass(frozen=True, slots=True)
class NoticeDay:
    """One day the notice names: off, or worked instead."""

    on: date
    name: str
    working: bool


@dataclass(frozen=True)
class Notice:
    """A notice as read; `faults` in Chinese, `missing`: holidays it does not speak of."""

    year: int | None
    number: str
    days: tuple[NoticeDay, ...]
    faults: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def source(self) -> str:
        """国务院办公厅关于2026年部分节假日安排的通知（国办发明电〔2025〕7号）."""
        title = f"国务院办公厅关于{self.year}年部分节假日安排的通知"
        return f"{title}（{self.number}）" if self.number else title


def read_notice(text: str, year: int | None = None) -> Notice:
    """The days of a pasted notice; the year stands in its title, else `year` is taken."""
    clean = _unwrapped(text[:LONGEST_TEXT])
    named = _TITLE_YEAR.search(clean)
    year = int(named.group(1)) if named else year
    number = _NUMBER.search(strip_controls(text))
    parts = _parts(clean)
    if year is None:
        return Notice(None, "", (), ("没有写是哪一年的安排，请连同标题一起粘贴，或填写年份",), ())
    if not parts:
        return Notice(year, "", (), ("没有找到“春节：……放假”这样的句子，请粘贴通知正文",), HOLIDAYS)
    reader = _Reader(year)
    for name, body in parts:
        reader.read(name, body)
    missing = tuple(name for name in HOLIDAYS if not any(name in found for found, _ in parts))
    return Notice(year, re.sub(r"\s", "", number.group()) if number else "", reader.days(),
                  tuple(reader.faults), missing)


def _unwrapped(text: str) -> str:
    """Half-width, without blanks and without line ends but those before a holiday: a copied page breaks
    its lines anywhere."""
    lines = half_width(strip_controls(text)).replace("，", ",").split("\n")
    return _WRAPPED.sub("", "\n".join("".join(line.split()) for line in lines))


def _parts(text: str) -> list[tuple[str, str]]:
    """Each holiday with the sentences after its colon."""
    heads = list(_HEAD.finditer(text))
    ends = [*(head.start() for head in heads[1:]), len(text)][:len(heads)]
    return [(re.sub("[和及]", "、", head.group(1)), text[head.end():end])
            for head, end in zip(heads, ends, strict=True)]


class _Reader:
    """Collects the days of one year's notice and what does not fit."""

    def __init__(self, year: int) -> None:
        self.year = year
        self.faults: list[str] = []
        self._days: dict[date, NoticeDay] = {}

    def days(self) -> tuple[NoticeDay, ...]:
        """All days in order."""
        return tuple(self._days[day] for day in sorted(self._days))

    def read(self, name: str, body: str) -> None:
        """The sentences of one holiday; advice such as 鼓励…… is passed over."""
        for sentence in _SENTENCES.split(body):
            told = sentence.split("鼓励")[0]
            off, _, rest = told.partition("放假")
            if "放假" in told:
                self._off(name, off, rest)
            if "上班" in (rest or told):
                self._worked(name, rest or told)
        if not any(day.name == name and not day.working for day in self._days.values()):
            self.faults.append(f"{name}：没有读出放假的日期")

    def _off(self, name: str, dates: str, rest: str) -> None:
        """The days named before 放假: single ones, or from one to another."""
        found = list(_DATE.finditer(dates))
        days: list[date] = []
        for place, item in enumerate(found):
            day = self._date(name, item, days[-1] if days else None)
            if day is None:
                return
            if place and _UNTIL.fullmatch(dates[found[place - 1].end():item.start()]):
                days += self._after(name, days[-1], day)
            else:
                days.append(day)
        told = _COUNT.search(f"放假{rest}")
        if told and days and int(told.group(1)) != len(days):
            self.faults.append(f"{name}：写着共{told.group(1)}天，按起止日期是{len(days)}天")
        for day in days:
            self._put(NoticeDay(day, name, False))

    def _after(self, name: str, first: date, last: date) -> list[date]:
        """The days after the first one to the last one."""
        length = (last - first).days
        if not 0 <= length < _LONGEST:
            self.faults.append(f"{name}：{first.isoformat()}至{last.isoformat()}不像放假的起止日期")
            return []
        return [first + _DAY * step for step in range(1, length + 1)]

    def _worked(self, name: str, sentence: str) -> None:
        last: date | None = None
        dates = list(_DATE.finditer(sentence.split("上班")[0]))
        if not dates:
            self.faults.append(f"{name}：没有读出上班的日期")
        for found in dates:
            last = self._date(name, found, last)
            if last is not None and last.weekday() < 5:
                self.faults.append(f"{name}：{_words(last)}是周{_WEEK[last.weekday()]}，本来就上班")
            elif last is not None:
                self._put(NoticeDay(last, name, True))

    def _put(self, day: NoticeDay) -> None:
        known = self._days.get(day.on)
        if known is not None and known.working is not day.working:
            self.faults.append(f"{day.name}：{_words(day.on)}既写放假又写上班")
        self._days[day.on] = day

    def _date(self, name: str, found: re.Match[str], before: date | None) -> date | None:
        """The date of a match; a month left out is that of the date before it."""
        year_text, month_text, day_text, aside = found.groups()
        month = int(month_text) if month_text else before.month if before else 0
        year = int(year_text) if year_text else self._year(name, month, before)
        try:
            day = date(year, month, int(day_text))
        except ValueError:
            self.faults.append(f"{name}：没有“{found.group().split('(')[0]}”这一天")
            return None
        weekday = re.search(r"(?:星期|周)([一二三四五六日天])", aside or "")
        if weekday and _WEEK.index(weekday.group(1).replace("天", "日")) != day.weekday():
            self.faults.append(f"{name}：{day.year}年{_words(day)}是周{_WEEK[day.weekday()]}，"
                               f"原文写的是{weekday.group()}")
        return day

    def _year(self, name: str, month: int, before: date | None) -> int:
        """December of 元旦 is the year before; after a December date a January is the next year."""
        if before is not None:
            return before.year + (1 if month < before.month else 0)
        return self.year - 1 if name == "元旦" and month == 12 else self.year


def _words(day: date) -> str:
    return f"{day.month}月{day.day}日"


def school_year_fault(words: str) -> str:
    """'' for 2025-2026, else what is wrong."""
    found = re.fullmatch(r"(\d{4})-(\d{4})", words)
    if found is None or int(found.group(2)) != int(found.group(1)) + 1:
        return "学年请写成 2025-2026 这样"
    return ""


def weeks_of(month: str) -> list[list[date]]:
    """The weeks from Monday to Sunday that touch a month."""
    first, last = first_day(month), last_day(month)
    monday = first - _DAY * first.weekday()
    weeks = []
    while monday <= last:
        weeks.append([monday + _DAY * step for step in range(7)])
        monday += 7 * _DAY
    return weeks
