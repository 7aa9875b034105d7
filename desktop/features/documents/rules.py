"""Wording as text, a paper's values, and what is still missing before it may leave the office.

The wording language is told to the clerk in resources/notices/README.md; faults name line and blank.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from desktop.base.chinese import date_cn, half_width, one_line, strip_controls
from desktop.base.clock import CHINA
from desktop.base.errors import UserError


class BlockKind(StrEnum):
    """Names of the blocks of a wording."""

    AGENCY = "机关"
    TITLE = "标题"
    NUMBER = "文号"
    ADDRESSEE = "主送"
    HEADING = "小题"
    BODY = "正文"
    DEMANDS = "要求"
    ITEM = "项目"
    RELIEF = "救济"
    CONTACT = "联系"
    SIGNATURE = "落款"
    DATE = "日期"
    RECEIPT = "收到"
    FEEDBACK = "反馈"
    COPIES = "联次"


@dataclass(frozen=True, slots=True)
class Blank:
    """A blank of a wording: its name (also its label) and the clerk's hint."""

    name: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a block, or with `blank` the name of what is filled in."""

    text: str = ""
    blank: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One line of a wording; `option` names the optional section it stands in."""

    kind: BlockKind
    parts: tuple[Part, ...]
    line: int
    option: str = ""

    @property
    def names(self) -> list[str]:
        """Blanks of the block in order."""
        return [part.blank for part in self.parts if part.blank]


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed wording; `series` is the word in the document number, such as 责改."""

    key: str
    series: str
    blanks: tuple[Blank, ...]
    blocks: tuple[Block, ...]

    @property
    def options(self) -> list[str]:
        """Optional sections in order."""
        return list(dict.fromkeys(block.option for block in self.blocks if block.option))

    def of_kind(self, kind: BlockKind) -> Block | None:
        """The first block of that kind."""
        return next((block for block in self.blocks if block.kind is kind), None)

    def blank_of(self, kind: BlockKind) -> str:
        """Name of the only blank of the first block of that kind; "" when there is none."""
        block = self.of_kind(kind)
        return block.names[0] if block and block.names else ""

    @property
    def lists(self) -> list[str]:
        """Blanks whose lines become numbered demands."""
        return [name for block in self.blocks if block.kind is BlockKind.DEMANDS for name in block.names]


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


@dataclass(frozen=True, slots=True)
class Piece:
    """Printed words, or with `empty` the gap of the blank `key`."""

    text: str
    key: str = ""
    empty: bool = False


@dataclass(frozen=True, slots=True)
class FilledBlock:
    """A block with its values put in; 要求 gives one block a line."""

    kind: BlockKind
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(piece.text for piece in self.pieces)


_BLANK = re.compile(r"\{([^{}]*)\}")
_OPTION = re.compile(r"\[可选\s*(\S+)\]")
_GAP = re.compile(r"_{2,}|＿{2,}|[×xX]{2,}(?=[年月日号条款项人元])")
_ITEM_NUMBER = re.compile(r"^\s*(?:[一二三四五六七八九十]+、|\d+\s*[.．、])\s*")
_DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")


def parse(key: str, source: str) -> Template:
    """A wording from its text; UserError with the line number for anything it cannot be."""
    head, blocks, series = [], [], ""
    below, option = False, ""
    for number, raw in enumerate(source.splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line == "---":
            below = True
        elif not below:
            name, _, rest = line.partition("：")
            if name == "文种" and rest:
                series = rest.strip()
            elif name == "空" and rest:
                head.append(Blank(*(part.strip() for part in rest.partition("｜")[::2])))
            else:
                raise _fault(key, number, f"看不懂“{line}”", "上半部分只写“文种：”和“空：”。")
        elif line.startswith("["):
            option = _option(key, number, line, option)
        else:
            blocks.append(_block(key, number, line, option))
    if option:
        raise _fault(key, len(source.splitlines()), f"可选段“{option}”没有结束", "在它后面写一行“[完]”。")
    template = Template(key, series, tuple(head), tuple(blocks))
    _check(template)
    return template


def _option(key: str, number: int, line: str, running: str) -> str:
    """The optional section running after this line."""
    if line == "[完]":
        if not running:
            raise _fault(key, number, "“[完]”前面没有“[可选 名称]”", "删去这一行，或补上开头。")
        return ""
    found = _OPTION.fullmatch(line)
    if found is None:
        raise _fault(key, number, f"看不懂“{line}”", "可选段写成“[可选 名称]”，结束写“[完]”。")
    if running:
        raise _fault(key, number, f"可选段“{running}”还没有结束", "可选段不能套可选段。")
    return found.group(1)


def _block(key: str, number: int, line: str, option: str) -> Block:
    name, colon, rest = line.partition("：")
    if not colon or name not in set(BlockKind):
        known = "、".join(BlockKind)
        raise _fault(key, number, f"没有“{name}”这种块", f"块名后用全角冒号，块名有：{known}。")
    parts: list[Part] = []
    at = 0
    for found in _BLANK.finditer(rest):
        parts += [Part(text=rest[at:found.start()]), Part(blank=found.group(1).strip() or "（空名）")]
        at = found.end()
    parts.append(Part(text=rest[at:]))
    stray = next((part.text for part in parts if "{" in part.text or "}" in part.text), None)
    if stray is not None:
        raise _fault(key, number, f"“{stray}”里的花括号不成对", "空写成“{名称}”。")
    return Block(BlockKind(name), tuple(part for part in parts if part.text or part.blank), number, option)


def _check(template: Template) -> None:
    """Blanks above and below are the same; the parts every paper needs are there."""
    known = [blank.name for blank in template.blanks]
    used = {name for block in template.blocks for name in block.names}
    for block in template.blocks:
        for name in block.names:
            if name not in known:
                raise _fault(template.key, block.line, f"空“{{{name}}}”没有在上面列出",
                             "改正名称，或在上面加一行“空：名称｜说明”。")
    if unused := [name for name in known if name not in used]:
        raise _fault(template.key, 0, f"列出的空“{'、'.join(unused)}”下面没有用到", "删去，或用上。")
    if twice := sorted({name for name in known if known.count(name) > 1}):
        raise _fault(template.key, 0, f"空“{'、'.join(twice)}”列了两次", "只留一次。")
    for kind in (BlockKind.TITLE, BlockKind.NUMBER, BlockKind.ADDRESSEE, BlockKind.SIGNATURE, BlockKind.DATE):
        if template.of_kind(kind) is None:
            raise _fault(template.key, 0, f"缺少“{kind}：”一块", "补上这一块。")
    if not template.series:
        raise _fault(template.key, 0, "缺少“文种：”一行", "文种是发文字号里的字，例如责改。")


def _fault(key: str, line: int, what: str, advice: str) -> UserError:
    where = f"第 {line} 行" if line else ""
    return UserError(f"文书文字 {key}.txt {where}有错：{what}。", advice)


def included(template: Template, paper: Paper) -> set[str]:
    """Optional sections that will be printed."""
    if paper.options is not None:
        return set(paper.options) & set(template.options)
    chosen = set()
    for option in template.options:
        blocks = [block for block in template.blocks if block.option == option]
        full = all(paper.values.get(name, "").strip() for block in blocks for name in block.names)
        if full and not any(block.kind is BlockKind.RELIEF for block in blocks):
            chosen.add(option)
    return chosen


def printed_blocks(template: Template, paper: Paper) -> list[Block]:
    """Blocks that will be printed."""
    wanted = included(template, paper)
    return [block for block in template.blocks if not block.option or block.option in wanted]


def cleaned(template: Template, values: Mapping[str, str]) -> dict[str, str]:
    """The wording's own values without control characters; one line each, demands keep their lines."""
    lists = set(template.lists)
    result = {}
    for blank in template.blanks:
        value = str(values.get(blank.name) or "")
        lines = [one_line(line) for line in strip_controls(value).splitlines()]
        lines = [line for line in lines if line]
        result[blank.name] = "\n".join(lines) if blank.name in lists else "".join(lines)
    return result


def filled(template: Template, paper: Paper) -> list[FilledBlock]:
    """The blocks that will be printed, values put in, gaps where a value is missing or unfinished."""
    values = cleaned(template, paper.values)
    result: list[FilledBlock] = []
    for block in printed_blocks(template, paper):
        if block.kind is BlockKind.DEMANDS:
            result += _demands(block, values)
        else:
            pieces = [piece for part in block.parts for piece in _pieces(part, values)]
            result.append(FilledBlock(block.kind, tuple(pieces)))
    return result


def _demands(block: Block, values: Mapping[str, str]) -> Iterator[FilledBlock]:
    """One block a line, numbered; a single demand needs no number."""
    from_blank = [(line, name) for name in block.names for line in values[name].splitlines() or [""]]
    for place, (line, name) in enumerate(from_blank, start=1):
        words = _ITEM_NUMBER.sub("", line)
        head = [Piece(f"{item_number(place)}、")] if len(from_blank) > 1 else []
        yield FilledBlock(block.kind, (*head, *value_pieces(words, name)))


def _pieces(part: Part, values: Mapping[str, str]) -> list[Piece]:
    return value_pieces(values[part.blank], part.blank) if part.blank else [Piece(part.text)]


def value_pieces(value: str, key: str) -> list[Piece]:
    """A value in pieces: what is unfinished in it (__ or ××日) is a gap."""
    if not value:
        return [Piece("", key, empty=True)]
    pieces: list[Piece] = []
    at = 0
    for found in _GAP.finditer(value):
        pieces += [Piece(value[at:found.start()], key), Piece("", key, empty=True)]
        at = found.end()
    pieces.append(Piece(value[at:], key))
    return [piece for piece in pieces if piece.text or piece.empty]


def item_number(number: int) -> str:
    """一, 二, … 十, 十一, … for up to 99."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else f"{digits[tens]}十")
    return head + (digits[ones] if ones else "")


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
