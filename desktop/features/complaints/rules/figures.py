"""Figures of a period: sums, rates with their denominators, definitions, and the paragraph for 会商."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from desktop.base.chinese import date_cn
from desktop.base.months import first_day, last_day, month_words, shifted
from desktop.features.complaints.records import State

NOT_TAKEN = (State.REFUSED, State.TRANSFERRED, State.MERGED)
UNFILLED = "未填"
UNTOLD = "未回访或未评价"
NO_CASES, NO_CLOSED, NO_REVISITS = "无受理件", "无办结件", "无有效回访"


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of a group: `limited` closed cases with a limit, `timely` those closed within it, `told` valid
    answers of a revisit, `content` 满意 and 基本满意, `repeated` callers with more than one call."""

    cases: int = 0
    calls: int = 0
    closed: int = 0
    platform: int = 0
    limited: int = 0
    timely: int = 0
    told: int = 0
    content: int = 0
    callers: int = 0
    repeated: int = 0

    @property
    def closing(self) -> str:
        """办结率."""
        return rate(self.closed, self.cases, NO_CASES)

    @property
    def platform_closing(self) -> str:
        """平台结案率."""
        return rate(self.platform, self.cases, NO_CASES)

    @property
    def punctual(self) -> str:
        """按时办结率."""
        return rate(self.timely, self.limited, NO_CLOSED)

    @property
    def satisfaction(self) -> str:
        """满意率."""
        return rate(self.content, self.told, NO_REVISITS)


@dataclass(frozen=True, slots=True)
class Spread:
    """How many callers (or cases) had so many calls, and the calls of all of them."""

    label: str
    many: int
    calls: int


@dataclass(frozen=True, slots=True)
class Top:
    """One of the most frequent."""

    label: str
    count: int


@dataclass(frozen=True)
class Analysis:
    """The seven dimensions of a period; `before` is the whole of the period `earlier`."""

    first: date
    last: date
    total: Figures
    before: Figures
    earlier: tuple[date, date]
    towns: tuple[tuple[str, Figures], ...]
    sectors: tuple[tuple[str, Figures], ...]
    projects: tuple[tuple[str, Figures], ...]
    kinds: tuple[tuple[str, Figures], ...]
    callers: tuple[Spread, ...]
    top_callers: tuple[Top, ...]
    calls: tuple[Spread, ...]
    top_subjects: tuple[Top, ...]
    satisfied: Mapping[str, int]
    unnamed: int
    undated: int
    refused: int


def rate(part: int, whole: int, why: str) -> str:
    """83.3%（5/6）; a denominator of nothing is said: —（无受理件）."""
    return f"{part / whole * 100:.1f}%（{part}/{whole}）" if whole else f"—（{why}）"


def change(now: int, before: int) -> str:
    """+3（+12.5%）, 持平, or 上期为 0."""
    if now == before:
        return "持平"
    if not before:
        return f"+{now}（上期为 0）"
    return f"{now - before:+d}（{(now - before) / before * 100:+.1f}%）"


def period_before(first: date, last: date) -> tuple[date, date]:
    """The months before when the period is whole months, else as many days before."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    start, end = f"{first:%Y-%m}", f"{last:%Y-%m}"
    if first == first_day(start) and last == last_day(end):
        return first_day(shifted(start, -months)), last_day(shifted(start, -1))
    return first - (last - first) - timedelta(days=1), first - timedelta(days=1)


def period_words(first: date, last: date) -> str:
    """2023年9月, or both days."""
    month = f"{first:%Y-%m}"
    if first == first_day(month) and last == last_day(month):
        return month_words(month)
    return f"{date_cn(first)}至{date_cn(last)}"


DEFINITIONS = (
    "件数：受理日期在本期内、未作废的投诉，一事一件；不含不予受理、转其他部门和并入别件的。",
    "投诉次数：这些件的来电、工单总数，同一件事多次来电分别计次。",
    "投诉人数：为这些件来电的不同投诉人。电话相同为同一人；没有电话的，全名相同为同一人，只留“某女士”的各算一人；匿名不计人。",
    "重复投诉人：为这些件来电 2 次及以上的投诉人。",
    "区域按诉求所在镇街；行业按附件1的五条举报线（学科、科技、文化艺术、体育、广告合同价格）；项目按反映事项归类（待核对）。",
    "办结率＝已办结÷件数。办结要有核查结论、核查人、核查日期并已回复；平台结案率＝平台（工单）已结案÷件数，另列。",
    "按时办结率＝办结日期（平台已结案的按平台日期）不晚于办理时限的÷有时限的办结件。",
    "满意率＝（满意＋基本满意）÷有效回访；有效回访只算满意、基本满意、不满意，“其他”和未评价不计。",
)
"""Printed under every analysis."""

TABLE = ("件数", "投诉次数", "已办结", "办结率", "平台结案率", "满意率")


CLOSING = ("类型", "件数", "已办结", "办结率", "按时办结率", "平台已结案", "平台结案率")


def table_row(figures: Figures) -> tuple[str, ...]:
    """The cells of one group under `TABLE`."""
    return (str(figures.cases), str(figures.calls), str(figures.closed), figures.closing,
            figures.platform_closing, figures.satisfaction)


@dataclass(frozen=True, slots=True)
class Part:
    """One dimension as a table: heads, rows, and what is said below it."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def parts(found: Analysis) -> list[Part]:
    """The seven dimensions in the scheme's order, the same on screen, paper and sheet."""
    whole = ("合计", *table_row(found.total))
    made = [Part(title, (head, *TABLE), (*((label, *table_row(row)) for label, row in rows), whole))
            for title, head, rows in (("一、区域", "镇街", found.towns), ("二、行业", "行业", found.sectors),
                                      ("三、项目", "项目", found.projects))]
    unnamed = f"另有 {found.unnamed} 件没有留下姓名、电话，不计人。" if found.unnamed else ""
    made.append(_spread_part("四、投诉人", ("来电次数", "投诉人数", "来电人次"), found.callers,
                             _tops("来电最多", found.top_callers, "次") or "没有重复投诉人。", unnamed))
    made.append(_spread_part("五、投诉次数", ("来电次数", "件数", "投诉次数"), found.calls,
                             _tops("反映最集中", found.top_subjects, "件")))
    made.append(Part("六、办结率", CLOSING, tuple(
        (label, str(row.cases), str(row.closed), row.closing, row.punctual, str(row.platform),
         row.platform_closing) for label, row in (*found.kinds, ("合计", found.total)))))
    told = found.total.told
    made.append(Part("七、群众满意度", ("评价", "件数", "占有效回访"), (
        *((word, str(count), "不计" if word in ("其他", UNTOLD) else rate(count, told, NO_REVISITS))
          for word, count in found.satisfied.items()),
        ("满意率", str(found.total.content), found.total.satisfaction))))
    return made


def _spread_part(title: str, heads: tuple[str, ...], rows: Iterable[Spread], *notes: str) -> Part:
    every = list(rows)
    cells = [(row.label, str(row.many), str(row.calls)) for row in every]
    cells.append(("合计", str(sum(row.many for row in every)), str(sum(row.calls for row in every))))
    return Part(title, heads, tuple(cells), "".join(note for note in notes if note))


def _tops(words: str, tops: Sequence[Top], unit: str) -> str:
    return f"{words}：{'、'.join(f'{top.label} {top.count} {unit}' for top in tops)}。" if tops else ""


def comparison(found: Analysis) -> Part:
    """环比: the whole beside that of the period before."""
    now, before = found.total, found.before
    counts = (("件数", now.cases, before.cases), ("投诉次数", now.calls, before.calls),
              ("投诉人数", now.callers, before.callers), ("重复投诉人", now.repeated, before.repeated),
              ("已办结", now.closed, before.closed))
    rows = [(label, str(own), str(other), change(own, other)) for label, own, other in counts]
    rows += [(label, own, other, "") for label, own, other in (
        ("办结率", now.closing, before.closing), ("按时办结率", now.punctual, before.punctual),
        ("平台结案率", now.platform_closing, before.platform_closing),
        ("满意率", now.satisfaction, before.satisfaction))]
    return Part("环比", ("指标", "本期", f"上期（{period_words(*found.earlier)}）", "增减"), tuple(rows))


def paragraph(found: Analysis) -> str:
    """The text for the monthly 部门联席会商会."""
    now, before = found.total, found.before
    span = period_words(found.first, found.last)
    if not now.cases and not now.calls:
        return f"{span}，未受理校外培训投诉举报，上期受理 {before.cases} 件。"
    told = (
        f"{span}，受理校外培训投诉举报 {now.cases} 件、来电 {now.calls} 次，涉及投诉人 {now.callers} 人，"
        f"其中重复投诉 {now.repeated} 人；件数与上期（{period_words(*found.earlier)} {before.cases} 件）相比"
        f"{change(now.cases, before.cases)}。")
    told += "".join(_leading(words, rows) for words, rows in (
        ("区域看", found.towns), ("行业看", found.sectors), ("项目看", found.projects)))
    told += _tops("反映集中的对象", found.top_subjects[:3], "件")
    told += (f"已办结 {now.closed} 件，办结率 {now.closing}；平台结案率 {now.platform_closing}；"
             f"群众满意率 {now.satisfaction}。")
    left = now.cases - now.closed
    return told + (f"尚未办结 {left} 件，按“有举必核、核实必处”继续跟进。" if left else "")


def _leading(words: str, rows: Sequence[tuple[str, Figures]]) -> str:
    named = [(label, row.cases) for label, row in rows if row.cases and label != UNFILLED][:3]
    return f"从{words}，{'、'.join(f'{label} {count} 件' for label, count in named)}居前。" if named else ""


def remarks(found: Analysis) -> list[str]:
    """What the figures leave out, in numbers."""
    told = []
    if found.refused:
        told.append(f"本期另有 {found.refused} 件不予受理或转其他部门，不计入以上各数。")
    if found.undated:
        told.append(f"台账里有 {found.undated} 件没有受理日期，不计入任何一期，请补填。")
    return told
