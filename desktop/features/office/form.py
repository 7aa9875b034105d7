"""Editors of the office's facts, for the page and for the first start."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.base.fields import Field, Kind
from desktop.features.office.rules import LABELS, PLANS, Office, defaults
from desktop.ui.editors import Editor, LineEditor, PickEditor, TextEditor
from desktop.ui.labels import label

LABEL_WIDTH = 96
NEEDED = ("county", "code", "bureau", "prefix", "plan", "operator")
NAMES = ("towns", "departments")
FOLLOWING = ("bureau", "prefix", "departments", "review_body", "court")
"""What follows from county, code and plan until the clerk changes it."""

FACTS = ("county", "code", "plan", "bureau", "prefix", "section", "operator", "contact_person",
         "contact_phone", "postcode", "address", "review_body", "court")
FIRST_FACTS = ("county", "code", "plan", "bureau", "prefix", "operator")
HINTS = {
    "prefix": "用在文号里，如 晋教责改〔2023〕5号",
    "code": "6 位数字",
    "plan": "决定报送的表、日期和收件单位",
    "review_body": "写进责令整改通知书的救济途径",
}
LENGTHS = {"code": 6, "prefix": 10, "postcode": 6, "contact_phone": 40, "address": 100}
DEFAULT_LENGTH = 60


class OfficeFields(QObject):
    """The editors by key; `show_office`, `office`, and faults at the fields."""

    changed = Signal()

    def __init__(self, keys: Sequence[str] = FACTS, *, hints: bool = True, lines: tuple[int, int] = (12, 7),
                 parent: QObject | None = None) -> None:
        """`lines`: height of the lists of towns and departments."""
        super().__init__(parent)
        self.keys = tuple(keys)
        self.editors: dict[str, Editor] = {key: _editor(key, hints=hints) for key in keys}
        for key, count in zip(NAMES, lines, strict=True):
            self.editors[key] = TextEditor(Field(LABELS[key], Kind.LONG), lines=count)
        self._start: Office | None = None
        self._suggested: dict[str, str] = {}
        for editor in self.editors.values():
            editor.changed.connect(self.changed)
        self._chain()

    def show_office(self, office: Office) -> None:
        """Show an office's facts; what is not shown here is kept for `office`."""
        self._start = office
        for key, text in _texts(office, self.editors).items():
            self.editors[key].set_text(text)

    def office(self) -> Office:
        """The office as typed; the facts not shown are those it was filled with, else empty."""
        given = {key: editor.value() or "" for key, editor in self.editors.items() if key not in NAMES}
        lists = {key: tuple(name for line in self.editors[key].text().splitlines() if (name := line.strip()))
                 for key in NAMES}
        held = vars(self._start) if self._start is not None else {}
        return Office(**{**held, **given, **lists})

    def texts(self) -> dict[str, str]:
        """The words as typed."""
        return {key: editor.text() for key, editor in self.editors.items()}

    def follow(self) -> None:
        """From now on the fields that follow from the county are filled while she types it."""
        self._suggested = dict.fromkeys(FOLLOWING, "")
        for key in ("county", "code", "plan"):
            self.editors[key].changed.connect(self._suggest)
        self._suggest()

    def show_faults(self, faults: Mapping[str, str]) -> None:
        """Mark these fields, unmark the rest, go to the first."""
        for key, editor in self.editors.items():
            editor.show_fault(faults.get(key, ""))
        first = next((editor for key, editor in self.editors.items() if key in faults), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _suggest(self) -> None:
        county = self.editors["county"].text().strip()
        offered = defaults(county, self.editors["code"].text().strip(), self.editors["plan"].value() or "")
        words = _texts(offered, FOLLOWING) if county else dict.fromkeys(FOLLOWING, "")
        for key in FOLLOWING:
            editor = self.editors.get(key)
            if editor is not None and editor.text() == self._suggested[key]:
                editor.set_text(words[key])
                self._suggested[key] = editor.text()
        self._start = offered

    def _chain(self) -> None:
        editors = list(self.editors.values())
        for editor, after in pairwise(editors):
            if isinstance(editor, TextEditor):
                continue
            editor.moved_on.connect(lambda after=after: after.setFocus(Qt.FocusReason.TabFocusReason))


def _editor(key: str, *, hints: bool) -> Editor:
    facts = Field(LABELS[key], Kind.TEXT, length=LENGTHS.get(key, DEFAULT_LENGTH),
                  help=HINTS.get(key, "") if hints else "")
    if key == "plan":
        return PickEditor(facts, list(PLANS.items()), empty=False)
    return LineEditor(facts)


def _texts(office: Office, keys: Sequence[str] | Mapping[str, Editor]) -> dict[str, str]:
    """The words of these facts, lists one name a line."""
    found = {}
    for key in keys:
        value = getattr(office, key)
        if key == "plan":
            value = PLANS.get(value, "")
        found[key] = "\n".join(value) if isinstance(value, tuple) else str(value)
    return found


def facts_grid(fields: OfficeFields, columns: int = 2) -> QWidget:
    """The one-line facts with their labels, side by side in `columns`; the address takes a whole line."""
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(8)
    place = 0
    for key in fields.keys:
        across = key == "address" and columns > 1
        if across and place % columns:
            place += 1
        row, half = divmod(place, columns)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(named(key), row, half * 2, top)
        grid.addWidget(fields.editors[key], row, half * 2 + 1, 1, columns * 2 - 1 if across else 1, top)
        place += columns if across else 1
    for half in range(columns):
        grid.setColumnStretch(half * 2 + 1, 1)
    return made


def named(key: str) -> QWidget:
    """The label of a fact; needed ones have a star."""
    words = label(LABELS[key] + (" *" if key in NEEDED else ""), "hint", wrap=True)
    words.setFixedWidth(LABEL_WIDTH)
    words.setMinimumHeight(30)
    return words


def names_column(fields: OfficeFields, key: str, hint: str) -> QWidget:
    """A list of names with its hint above."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addWidget(label(hint, "hint", wrap=True))
    editor = fields.editors[key]
    if isinstance(editor, TextEditor):
        editor.fill()
    column.addWidget(editor, 1)
    return made
