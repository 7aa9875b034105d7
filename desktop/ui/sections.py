"""What a record card shows, as plain data: facts, items, alerts, by section."""


from desktop.base.marks import Tone
from desktop.base.values import value_class


@value_class
class Fact:
    """Label and value. `link`: the value opens that key. `full`: the value is masked, this is all of it.

    `key`: the declared field it shows, to be changed in place where the subject allows it.
    """

    label: str
    text: str
    link: str = ""
    tone: Tone | None = None
    full: str = ""
    hint: str = ""
    key: str = ""


@value_class
class Item:
    """One record of a list on the card: light and words, a link, a text, a short word at the right."""

    text: str
    link: str = ""
    link_text: str = ""
    words: str = ""
    tone: Tone = Tone.GREY
    right: str = ""


@value_class
class Alert:
    """A sentence in a coloured frame, with a link to where it is mended."""

    text: str
    tone: Tone = Tone.AMBER
    link: str = ""
    link_text: str = ""


@value_class
class Section:
    """A titled part of the card; its tab jumps to it. `empty` stands where there are no rows.

    `action` is (key, words) of a link at the right of the title.
    """

    key: str
    title: str
    count: int | None = None
    rows: tuple[Fact | Item | Alert, ...] = ()
    empty: str = ""
    action: tuple[str, str] | None = None


@value_class
class CardHead:
    """Name of the record, its code (can be copied), and at most four tags."""

    title: str
    sub: str = ""
    tags: tuple[tuple[str, Tone], ...] = ()
