"""Values put into the blocks of a wording; gaps stay where a value is missing or unfinished."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from desktop.base.chinese import one_line, strip_controls
from desktop.output.wording import Block, BlockKind, Part, Template

_GAP = re.compile(r"_{2,}|＿{2,}|[×xX]{2,}(?=[年月日号条款项人元])")
_ITEM_NUMBER = re.compile(r"^\s*(?:[一二三四五六七八九十]+、|\d+\s*[.．、])\s*")


@dataclass(frozen=True, slots=True)
class Piece:
    """Printed words, with `empty` the gap of the blank `key`, or the edge of a table's cell."""

    text: str
    key: str = ""
    empty: bool = False
    divider: bool = False


@dataclass(frozen=True, slots=True)
class FilledBlock:
    """A block with its values put in; 要求 gives one block a line."""

    kind: BlockKind
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def cells(self) -> list[tuple[Piece, ...]]:
        """The pieces cell by cell."""
        found: list[list[Piece]] = [[]]
        for piece in self.pieces:
            if piece.divider:
                found.append([])
            else:
                found[-1].append(piece)
        return [tuple(cell) for cell in found]


def cleaned(template: Template, values: Mapping[str, str]) -> dict[str, str]:
    """The wording's own values without control characters; one line each, `lists` keep their lines."""
    lists = set(template.lists)
    result = {}
    for blank in template.blanks:
        value = str(values.get(blank.name) or "")
        lines = [one_line(line) for line in strip_controls(value).splitlines()]
        lines = [line for line in lines if line]
        result[blank.name] = "\n".join(lines) if blank.name in lists else "".join(lines)
    return result


def filled_blocks(template: Template, blocks: Sequence[Block], values: Mapping[str, str]
                  ) -> list[FilledBlock]:
    """The blocks with values put in, gaps where a needed value is missing or unfinished."""
    known = cleaned(template, values)
    optional = template.optional
    result: list[FilledBlock] = []
    for block in blocks:
        if block.kind is BlockKind.DEMANDS:
            result += _demands(block, known)
        else:
            pieces = [piece for part in block.parts for piece in _pieces(part, known, optional)]
            result.append(FilledBlock(block.kind, tuple(pieces)))
    return result


def _demands(block: Block, values: Mapping[str, str]) -> Iterator[FilledBlock]:
    """One block a line, numbered; a single demand needs no number."""
    from_blank = [(line, name) for name in block.names for line in values[name].splitlines() or [""]]
    for place, (line, name) in enumerate(from_blank, start=1):
        words = _ITEM_NUMBER.sub("", line)
        head = [Piece(f"{item_number(place)}、")] if len(from_blank) > 1 else []
        yield FilledBlock(block.kind, (*head, *value_pieces(words, name)))


def _pieces(part: Part, values: Mapping[str, str], optional: set[str]) -> list[Piece]:
    if part.divider:
        return [Piece("", divider=True)]
    if not part.blank:
        return [Piece(part.text)]
    if not values[part.blank] and part.blank in optional:
        return []
    return value_pieces(values[part.blank], part.blank)


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
