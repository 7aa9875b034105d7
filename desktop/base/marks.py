"""How a value wants to be seen: tone and form, always beside words."""

from enum import StrEnum

from desktop.base.values import value_class


class Tone(StrEnum):
    """Meaning of a colour; the screen's table of tokens knows the colours."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    BLUE = "blue"
    GREY = "grey"


class CellStyle(StrEnum):
    """Form of a cell in a list."""

    TEXT = "text"
    TAG = "tag"
    LIGHT = "light"
    LINK = "link"
    NUMBER = "number"


@value_class
class Mark:
    """Form and tone of one cell."""

    style: CellStyle = CellStyle.TEXT
    tone: Tone = Tone.GREY


def tag(tone: Tone) -> Mark:
    """A state in a coloured frame."""
    return Mark(CellStyle.TAG, tone)


def light(tone: Tone) -> Mark:
    """Shape and words: ■ red, ▲ amber, ● blue, ○ grey."""
    return Mark(CellStyle.LIGHT, tone)
