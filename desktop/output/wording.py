"""Wording of papers as text: blanks above a line ---, blocks below it, sections that may be left out.

The language is told to its writer in resources/notices/README.md. `parse` gives blocks, or a `WordingFault`
that names the wording as its caller calls it, and the line; `desktop.output.filling` puts values in.
"""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache

from desktop.base.errors import UserError


class BlockKind(StrEnum):
    """Names of the blocks of a wording; the last three make a form instead of a letter."""

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
    ROW = "表行"
    FIELD = "表栏"
    NOTE = "附注"


TABLE = frozenset({BlockKind.ROW, BlockKind.FIELD})
LETTER_NEEDS = (BlockKind.TITLE, BlockKind.NUMBER, BlockKind.ADDRESSEE, BlockKind.SIGNATURE, BlockKind.DATE)
FORM_KINDS = frozenset({BlockKind.TITLE, BlockKind.NUMBER, BlockKind.DATE, BlockKind.NOTE, *TABLE})
DIVIDER, MAY_BE_EMPTY = "｜", "可空"


class WordingFault(UserError):
    """What is wrong with the wording `called` so; `line` counts from 1, 0 when it is no one line's fault."""

    def __init__(self, called: str, line: int, why: str, advice: str) -> None:
        where = f"第 {line} 行" if line else ""
        super().__init__(f"{called}{where}有错：{why}。", advice)
        self.line, self.why = line, why


@dataclass(frozen=True, slots=True)
class Blank:
    """A blank of a wording: its name (also its label), the writer's hint; `optional`: may stay empty."""

    name: str
    hint: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a block, with `blank` the name of what is filled in, or the edge of a table's cell."""

    text: str = ""
    blank: str = ""
    divider: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One line of a wording; `option` names the section it stands in, `otherwise` its other half."""

    kind: BlockKind
    parts: tuple[Part, ...]
    line: int
    option: str = ""
    otherwise: bool = False

    @property
    def names(self) -> list[str]:
        """Blanks of the block in order."""
        return [part.blank for part in self.parts if part.blank]

    def stands(self, wanted: set[str]) -> bool:
        """Whether it is printed when these sections are wanted."""
        return not self.option or (self.option in wanted) is not self.otherwise


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed wording; `series` is the word in the number of its papers, "" when they have none."""

    key: str
    series: str
    blanks: tuple[Blank, ...]
    blocks: tuple[Block, ...]

    @property
    def options(self) -> list[str]:
        """Optional sections in order."""
        return list(dict.fromkeys(block.option for block in self.blocks if block.option))

    @property
    def is_form(self) -> bool:
        """A table to be filled in, not a letter."""
        return any(block.kind in TABLE for block in self.blocks)

    def of_kind(self, kind: BlockKind) -> Block | None:
        """The first block of that kind."""
        return next((block for block in self.blocks if block.kind is kind), None)

    def blank_of(self, kind: BlockKind) -> str:
        """Name of the only blank of the first block of that kind; "" when there is none."""
        block = self.of_kind(kind)
        return block.names[0] if block and block.names else ""

    @property
    def title(self) -> str:
        """The fixed words of its title."""
        block = self.of_kind(BlockKind.TITLE)
        return "".join(part.text for part in block.parts) if block else self.key

    @property
    def lists(self) -> list[str]:
        """Blanks that keep their lines: numbered demands, and the large fields of a form."""
        kept = (BlockKind.DEMANDS, BlockKind.FIELD)
        return [name for block in self.blocks if block.kind in kept for name in block.names]

    @property
    def optional(self) -> set[str]:
        """Blanks that may stay empty."""
        return {blank.name for blank in self.blanks if blank.optional}


_BLANK = re.compile(r"\{([^{}]*)\}")
_WIDE_BRACE = re.compile("[｛｝]")
_OPTION = re.compile(r"\[可选\s*(\S+)\]")
OTHERWISE, END = "[否则]", "[完]"


class _Reader:
    """Goes through the lines of a wording."""

    def __init__(self, called: str) -> None:
        self.called, self.series = called, ""
        self.head: list[Blank] = []
        self.blocks: list[Block] = []
        self.below = False
        self.option, self.otherwise = "", False

    def line(self, number: int, line: str) -> None:
        if line == "---":
            self.below = True
        elif not self.below:
            self._head(number, line)
        elif line.startswith("["):
            self._mark(number, line)
        else:
            self.blocks.append(self._block(number, line))

    def _head(self, number: int, line: str) -> None:
        name, _, rest = line.partition("：")
        if name == "文种":
            self.series = rest.strip()
        elif name == "空" and rest:
            parts = [part.strip() for part in rest.split(DIVIDER)]
            self.head.append(Blank(parts[0], "".join(parts[1:2]), parts[2:3] == [MAY_BE_EMPTY]))
        else:
            raise WordingFault(self.called, number, f"看不懂“{line}”", "上半部分只写“文种：”和“空：”。")

    def _mark(self, number: int, line: str) -> None:
        """The section running after this line."""
        if line in (END, OTHERWISE) and not self.option:
            raise WordingFault(self.called, number, f"“{line}”前面没有“[可选 名称]”",
                               "删去这一行，或补上开头。")
        if line == END:
            self.option, self.otherwise = "", False
        elif line == OTHERWISE:
            self.otherwise = True
        else:
            found = _OPTION.fullmatch(line)
            if found is None:
                raise WordingFault(self.called, number, f"看不懂“{line}”",
                                   "可选段写成“[可选 名称]”，结束写“[完]”。")
            if self.option:
                raise WordingFault(self.called, number, f"可选段“{self.option}”还没有结束",
                                   "可选段不能套可选段。")
            self.option = found.group(1)

    def _block(self, number: int, line: str) -> Block:
        name, colon, rest = line.partition("：")
        if not colon or name not in set(BlockKind):
            near = get_close_matches(name, list(BlockKind), 1, 0.5)
            known = f"是不是“{near[0]}”？" if near else ""
            raise WordingFault(self.called, number, f"没有“{name}”这种块",
                               f"{known}块名后用全角冒号，块名有：{'、'.join(BlockKind)}。")
        kind = BlockKind(name)
        cells = rest.split(DIVIDER) if kind in TABLE else [rest]
        parts: list[Part] = []
        for place, cell in enumerate(cells):
            parts += [Part(divider=True)] if place else []
            parts += self._parts(number, cell)
        if kind is BlockKind.ROW and len(cells) % 2:
            raise WordingFault(self.called, number, "表行里名称和内容不成对",
                               "写成“表行：名称｜内容｜名称｜内容”。")
        if kind is BlockKind.FIELD and not 2 <= len(cells) <= 3:
            raise WordingFault(self.called, number, "表栏要有名称和内容",
                               "写成“表栏：名称｜内容｜签字一行”。")
        return Block(kind, tuple(parts), number, self.option, self.otherwise)

    def _parts(self, number: int, words: str) -> list[Part]:
        parts: list[Part] = []
        at = 0
        for found in _BLANK.finditer(words):
            parts += [Part(text=words[at:found.start()]), Part(blank=found.group(1).strip() or "（空名）")]
            at = found.end()
        parts.append(Part(text=words[at:]))
        wide = next((part.text for part in parts if _WIDE_BRACE.search(part.text)), None)
        if wide is not None:
            raise WordingFault(self.called, number, f"“{wide}”里的花括号是全角的", "空写成半角的“{名称}”。")
        stray = next((part.text for part in parts if "{" in part.text or "}" in part.text), None)
        if stray is not None:
            raise WordingFault(self.called, number, f"“{stray}”里的花括号不成对", "空写成“{名称}”。")
        return [part for part in parts if part.text or part.blank]


@lru_cache(64)
def parse(key: str, source: str, called: str = "文书文字") -> Template:
    """A wording from its text; for anything it cannot be a WordingFault with its name and the line number."""
    reader = _Reader(called)
    lines = source.splitlines()
    for number, raw in enumerate(lines, start=1):
        if (line := raw.strip()) and not line.startswith("#"):
            reader.line(number, line)
    if reader.option:
        raise WordingFault(called, len(lines), f"可选段“{reader.option}”没有结束", "在它后面写一行“[完]”。")
    template = Template(key, reader.series, tuple(reader.head), tuple(reader.blocks))
    _check_blanks(template, called)
    _check_blocks(template, called)
    return template


def _check_blanks(template: Template, called: str) -> None:
    """Blanks above and below are the same."""
    known = [blank.name for blank in template.blanks]
    used = {name for block in template.blocks for name in block.names}
    for block in template.blocks:
        for name in block.names:
            if name not in known:
                near = get_close_matches(name, known, 1, 0.5)
                guess = f"是不是“{{{near[0]}}}”？" if near else ""
                raise WordingFault(called, block.line, f"空“{{{name}}}”没有在上面列出",
                                   f"{guess}改正名称，或在上面加一行“空：名称｜说明”。")
    if unused := [name for name in known if name not in used]:
        raise WordingFault(called, 0, f"列出的空“{'、'.join(unused)}”下面没有用到", "删去，或用上。")
    if twice := sorted({name for name in known if known.count(name) > 1}):
        raise WordingFault(called, 0, f"空“{'、'.join(twice)}”列了两次", "只留一次。")


def _check_blocks(template: Template, called: str) -> None:
    """The parts every letter or form needs are there, and none that it cannot print."""
    for kind in (BlockKind.TITLE,) if template.is_form else LETTER_NEEDS:
        if template.of_kind(kind) is None:
            raise WordingFault(called, 0, f"缺少“{kind}：”一块", "补上这一块。")
    if template.is_form:
        for block in template.blocks:
            if block.kind not in FORM_KINDS:
                raise WordingFault(called, block.line, f"表格里不能有“{block.kind}：”",
                                   "表格只用标题、文号、表行、表栏、附注、日期。")
    numbered = template.of_kind(BlockKind.NUMBER) is not None
    if numbered and not template.series:
        raise WordingFault(called, 0, "缺少“文种：”一行", "文种是发文字号里的字，例如“责改”。")
    if template.series and not numbered:
        raise WordingFault(called, 0, "有文种，却没有“文号：”一块", "补上“文号：”，或删去“文种：”。")
