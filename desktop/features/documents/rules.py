"""What is to be issued: its values, what is still missing, its number, date and limit."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from desktop.base.chinese import date_cn, half_width
from desktop.base.clock import CHINA
from desktop.base.errors import UserError
from desktop.output.filling import FilledBlock, filled_blocks
from desktop.output.wording import Blank, Block, BlockKind, Template

FROM_DELIVERY, DAYS = "自送达起算", "改正工作日"
"""The section of a wording that counts the limit from the delivery, and the blank of its working days."""

WORDINGS: Mapping[str, str] = {
    "rectification": "责令限期整改通知书", "supervision": "督办通知单", "closing": "销号申请审批表",
    "delivery": "送达回证", "interview": "约谈通知书", "interview-record": "约谈记录",
    "criticism": "关于通报批评的通报", "listed": "挂牌督办通知书", "referral": "关于移送有关问题线索的函",
    "blacklisting": "列入校外培训行业黑名单决定书", "delisting": "移出校外培训机构白名单决定书"}
"""What the clerk calls each wording, also while its text cannot be read."""

_DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
MOST_DAYS = 250


@dataclass(frozen=True)
class Paper:
    """What is to be issued: a wording and its values by blank name.

    `statutes`: keys of the articles it cites. `about`/`about_id`: table and row it is about, `about_title`
    how a list names it. `options`: optional sections wanted; None takes every one whose blanks are all
    filled, but never 救济, which has to be chosen. `token`: the same token is issued once only. `red_head`
    prints the agency's red head; without it the printed head of the paper stays free, `head_drop_mm` from
    the paper's upper edge.
    """

    template: str
    values: Mapping[str, str]
    statutes: tuple[str, ...] = ()
    about: str = ""
    about_id: int | None = None
    about_title: str = ""
    options: tuple[str, ...] | None = None
    token: str = ""
    red_head: bool = False
    head_drop_mm: float = 0.0


def wording_name(key: str) -> str:
    """“责令限期整改通知书” of `rectification`."""
    return f"“{WORDINGS.get(key, key)}”"


def wording_key(words: str) -> str:
    """`rectification` of 责令限期整改通知书; a key stays itself."""
    return next((key for key, name in WORDINGS.items() if name == words.strip("“”《》")), words)


def included(template: Template, paper: Paper) -> set[str]:
    """Optional sections that will be printed."""
    if paper.options is not None:
        return set(paper.options) & set(template.options)
    chosen = set()
    for option in template.options:
        blocks = [block for block in template.blocks if block.option == option and not block.otherwise]
        full = all(paper.values.get(name, "").strip() for block in blocks for name in block.names)
        if full and not any(block.kind is BlockKind.RELIEF for block in blocks):
            chosen.add(option)
    return chosen


def printed_blocks(template: Template, paper: Paper) -> list[Block]:
    """Blocks that will be printed."""
    wanted = included(template, paper)
    return [block for block in template.blocks if block.stands(wanted)]


def filled(template: Template, paper: Paper) -> list[FilledBlock]:
    """The blocks that will be printed, values put in, gaps where a value is missing or unfinished."""
    return filled_blocks(template, printed_blocks(template, paper), paper.values)


def blanks_missing(template: Template, paper: Paper) -> list[Blank]:
    """Blanks that will be printed and are empty or unfinished, in the order of the wording, each once.

    The number comes from the register and the date from the day of issue: they are never missing.
    """
    given = {template.blank_of(BlockKind.NUMBER), template.blank_of(BlockKind.DATE)}
    empty = [piece.key for block in filled(template, paper) for piece in block.pieces if piece.empty]
    order = [name for name in dict.fromkeys(empty) if name not in given]
    known = {blank.name: blank for blank in template.blanks}
    return [known[name] for name in order]


def text_of(template: Template, paper: Paper, kind: BlockKind) -> str:
    """The words of the first printed block of that kind."""
    return next((block.text for block in filled(template, paper) if block.kind is kind), "")


def paper_date(template: Template, paper: Paper, today: date) -> date:
    """The day written on the paper: the typed one, else today; UserError when it is no date or to come."""
    typed = paper.values.get(template.blank_of(BlockKind.DATE), "").strip()
    if not typed:
        return today
    name = template.blank_of(BlockKind.DATE)
    found = read_date(typed)
    if found is None:
        form = "写成 2023年9月25日"
        raise UserError(f"成文日期“{typed}”不是日期。", f"{form}。", {name: form})
    if found > today:
        raise UserError(f"成文日期{date_cn(found)}晚于今天。", "改成今天或以前的日期。", {name: "晚于今天"})
    return found


def limit_days(template: Template, paper: Paper) -> int | None:
    """Working days the paper grants from the day after its delivery; None when it names a day.

    UserError when the number is none.
    """
    if FROM_DELIVERY not in included(template, paper):
        return None
    typed = half_width(paper.values.get(DAYS, "")).strip()
    days = int(typed) if typed.isdecimal() else 0
    if not 1 <= days <= MOST_DAYS:
        form = f"写 1 到 {MOST_DAYS} 的整数"
        raise UserError(f"{DAYS}“{typed}”不是天数。", f"{form}。", {DAYS: form})
    return days


def read_date(words: str) -> date | None:
    """The first date in words such as 2023年10月9日; None when there is none or the day does not exist."""
    found = _DATE.search(words)
    if found is None:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None


def number_words(prefix: str, series: str, year: int, number: int | None) -> str:
    """晋教责改〔2023〕22号; without a number the place for it is left open."""
    return f"{prefix}{series}〔{year}〕{'　　' if number is None else number}号"


def need_complete(missing: Iterable[Blank]) -> None:
    """UserError with the red list when something is empty."""
    names = [blank.name for blank in missing]
    if names:
        raise UserError(f"没有签发：还有 {len(names)} 处空白：{'、'.join(names)}。", "填好以后再签发。",
                        dict.fromkeys(names, "未填写"))


def need_citable(reasons: Iterable[str]) -> None:
    """UserError when the paper cites what it must not."""
    found = list(dict.fromkeys(reasons))
    if found:
        raise UserError(f"没有签发：{'；'.join(found)}。", "请在“法规”页核对确认，或改引其他条款。")


_TIME = re.compile(r"(\d{1,2})\s*[:：时点]\s*(?:(\d{1,2})\s*分?)?")


def read_moment(day: date, words: str) -> datetime:
    """The office's day and a time such as 9:30 or 9时30分; ValueError with a sentence for anything else."""
    found = _TIME.fullmatch(half_width(words).strip())
    hour, minute = (int(found.group(1)), int(found.group(2) or 0)) if found else (24, 0)
    if hour > 23 or minute > 59:
        raise ValueError("写成 9:30 这样的时间")
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=CHINA)
