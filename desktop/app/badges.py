"""The counts and due words of the sidebar: counted away from the window's thread, once it is painted."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from desktop.base.changes import Changes
from desktop.base.marks import Tone
from desktop.ui.latest import Latest
from desktop.ui.services import MOST_AT_ONCE, Services
from desktop.ui.sidebar import Note

FIRST_MS = 60
"""From the beginning of the window's first paint until it is likely done."""
LAST_MS = 400
"""From the end of long work until the page in front is likely shown anew."""


class Badges(QObject):
    """`counted(notes)` by the subject's key, at the start and after every change; `failed(error)`."""

    counted = Signal(object)
    failed = Signal(object)

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(parent)
        self._services = services
        self._asked = 0
        self._latest = Latest(lambda _: services.read(self._notes), self)
        self._latest.answered.connect(lambda _, notes: self.counted.emit(notes))
        self._latest.failed.connect(lambda _, error: self.failed.emit(error))
        services.changed.connect(self._changed)
        parent.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begin with the first paint."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(FIRST_MS, self, self.count)
        return False

    def _changed(self, changes: Changes) -> None:
        """After long work the page in front goes first."""
        if len(changes.rows) > MOST_AT_ONCE:
            QTimer.singleShot(LAST_MS, self, self.count)
        else:
            self.count()

    def count(self) -> None:
        """Count again; what is being counted already is dropped for it."""
        self._asked += 1
        self._latest.ask(str(self._asked))

    def wait(self) -> None:
        """Block until nothing is counted (at closing)."""
        self._latest.wait()

    def _notes(self, session: Session) -> dict[str, Note]:
        """An empty note where a subject has nothing to say any more."""
        notes: dict[str, Note] = {}
        for feature in self._services.features:
            if feature.badge is not None:
                badge = feature.badge(session, self._services.today)
                notes[feature.key] = Note(badge.text, badge.tone or Tone.GREY) if badge else Note("")
        return notes
